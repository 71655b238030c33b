//! Saved messages: on all of somebody's devices, and as they stand in their rooms now.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Answer, NO_ID, Person, Site};

async fn save(person: &Person, room: &str, seq: u64, on: bool) -> Answer {
    let method = if on { Method::PUT } else { Method::DELETE };
    let path = format!("rooms/{room}/messages/{seq}/saved");
    person.ask(method, &path, None).await
}

/// The page: of each its room's name, its place and its text.
fn shown(page: &Value) -> Vec<(Option<&str>, u64, Option<&str>)> {
    let saved = page["saved"].as_array().unwrap().iter();
    saved
        .map(|saved| {
            let (room, message) = (&saved["room"]["name"], &saved["message"]["text"]);
            (
                room.as_str(),
                saved["seq"].as_u64().unwrap(),
                message.as_str(),
            )
        })
        .collect()
}

#[tokio::test]
async fn what_is_saved_is_saved_on_all_devices() {
    let site = Site::open();
    let phone = site.member("ada").await;
    let desk = phone.second_device().await;
    let room = phone.make_room("public").await;
    phone.say(&room, "one").await;
    phone.say(&room, "two").await;
    let (mut at_phone, mut at_desk) = (phone.inbox().await, desk.inbox().await);
    assert_eq!(at_desk.hello["saved"], json!([]));

    // What is so already is told to nobody.
    for (person, seq, on) in [
        (&phone, 1, false),
        (&phone, 2, true),
        (&desk, 2, true),
        (&desk, 1, true),
        (&desk, 2, false),
        (&phone, 2, false),
    ] {
        assert_eq!(save(person, &room, seq, on).await.status, 204);
    }
    for inbox in [&mut at_phone, &mut at_desk] {
        for (seq, on) in [(2, true), (1, true), (2, false)] {
            let told = inbox.event("saved").await;
            let expected = json!({ "type": "saved", "room": room, "seq": seq, "on": on });
            assert_eq!(told, expected);
        }
    }
    let later = phone.second_device().await.inbox().await;
    assert_eq!(later.hello["saved"], json!([{ "room": room, "seq": 1 }]));
    let bob = site.member("bob").await.inbox().await;
    assert_eq!(bob.hello["saved"], json!([]));
}

#[tokio::test]
async fn the_list_shows_messages_as_they_stand_now() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (one, two) = (ada.make_room("public").await, ada.make_room("public").await);
    let mut names = Vec::new();
    for room in [&one, &two] {
        bob.join(room).await;
        for text in ["first", "second"] {
            ada.say(room, text).await;
        }
        let name = ada.get(&format!("rooms/{room}")).await["room"]["name"].clone();
        names.push(name.as_str().unwrap().to_owned());
    }
    let (first, second) = (Some(names[0].as_str()), Some(names[1].as_str()));
    for (room, seq) in [(&one, 1), (&two, 2), (&one, 2), (&two, 1)] {
        assert_eq!(save(&bob, room, seq, true).await.status, 204);
    }
    let all = bob.get("me/saved").await;
    assert_eq!(
        shown(&all),
        [
            (second, 1, Some("first")),
            (first, 2, Some("second")),
            (second, 2, Some("second")),
            (first, 1, Some("first")),
        ]
    );
    assert!(all["next"].is_null());
    let entry = &all["saved"][0];
    assert!(entry["at"].is_i64() && entry["message"]["author"]["id"] == ada.id.as_str());

    // By pages, each once.
    let page = bob.get("me/saved?limit=3").await;
    assert_eq!(shown(&page), shown(&all)[..3]);
    let rest = bob
        .get(&format!("me/saved?limit=3&before={}", page["next"]))
        .await;
    assert_eq!(shown(&rest), shown(&all)[3..]);
    assert!(rest["next"].is_null());

    // One is edited, one deleted, one room is left, and then deleted.
    let path = |room: &str, seq: u64| format!("rooms/{room}/messages/{seq}");
    let text = json!({ "text": "mended" });
    ada.ask(Method::PATCH, &path(&one, 1), Some(text))
        .await
        .json();
    ada.ask(Method::DELETE, &path(&one, 2), None).await;
    bob.post(&format!("rooms/{two}/leave"), json!({})).await;
    let now = bob.get("me/saved").await;
    let expected = [
        (None, 1, None),
        (first, 2, None),
        (None, 2, None),
        (first, 1, Some("mended")),
    ];
    assert_eq!(shown(&now), expected);
    ada.ask(Method::DELETE, &format!("rooms/{two}"), None).await;
    assert_eq!(shown(&bob.get("me/saved").await), expected);
    for (room, seq) in [(&two, 1), (&two, 2), (&one, 2)] {
        assert_eq!(save(&bob, room, seq, false).await.status, 204);
    }
    let left = bob.get("me/saved").await;
    assert_eq!(shown(&left), [(first, 1, Some("mended"))]);
}

#[tokio::test]
async fn only_what_one_may_read_is_saved() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (private, public) = (
        ada.make_room("private").await,
        ada.make_room("public").await,
    );
    ada.say(&private, "secret").await;
    ada.say(&public, "hello").await;
    save(&bob, &private, 1, true).await.is(404, "not_found");
    save(&bob, &public, 1, true).await.is(403, "forbidden");
    save(&bob, NO_ID, 1, true).await.is(404, "not_found");
    save(&ada, &public, 2, true).await.is(404, "not_found");
    let stranger = site.stranger();
    save(&stranger, &public, 1, true)
        .await
        .is(401, "unauthenticated");
    ada.ask(Method::DELETE, &format!("rooms/{public}/messages/1"), None)
        .await;
    save(&ada, &public, 1, true).await.is(404, "not_found");
    for person in [&ada, &bob] {
        assert_eq!(save(person, &private, 7, false).await.status, 204);
        assert_eq!(person.get("me/saved").await["saved"], json!([]));
    }
    for wrong in ["limit=0", "limit=41", "limit=x", "before=x", "before=-1"] {
        let path = format!("me/saved?{wrong}");
        ada.ask(Method::GET, &path, None)
            .await
            .is(400, "bad_request");
    }
}

#[tokio::test]
async fn a_page_may_come_from_many_rooms() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let rooms = join_all((0..12).map(|_| ada.make_room("private"))).await;
    join_all(rooms.iter().map(|room| async {
        ada.say(room, room).await;
        assert_eq!(save(&ada, room, 1, true).await.status, 204);
    }))
    .await;
    let page = ada.get("me/saved?limit=40").await;
    let mut found: Vec<&str> = shown(&page)
        .into_iter()
        .filter_map(|(.., text)| text)
        .collect();
    found.sort_unstable();
    let mut expected: Vec<&str> = rooms.iter().map(String::as_str).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
    for saved in page["saved"].as_array().unwrap() {
        assert_eq!(saved["room"]["id"], saved["message"]["text"]);
    }
}
