//! Which rooms there are, and who sits where.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use confab::route::{Pattern, Route};

use crate::site::{Person, Site, path_of, unique};

fn ids(rooms: &Value) -> Vec<&str> {
    let rooms = rooms.as_array().unwrap();
    rooms
        .iter()
        .map(|room| room["id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_newcomer_sits_in_general() {
    let site = Site::open();
    for newcomer in [site.member("ada").await, site.guest("grace").await] {
        let me = newcomer.get("me").await;
        let general = &me["rooms"][0];
        assert_eq!(
            (&general["name"], &general["kind"]),
            (&json!("general"), &json!("public"))
        );

        let seat = newcomer
            .get(&format!("rooms/{}", general["id"].as_str().unwrap()))
            .await;
        assert_eq!(seat["you"]["user"]["id"], newcomer.id.as_str());
    }
}

#[tokio::test]
async fn a_public_room_is_found_joined_and_left() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.guest("bob").await);
    let name = unique("Chess & 100%_fun");
    let room = json!({ "name": name, "topic": "openings", "kind": "public" });
    let made = ada.post("rooms", room).await;
    assert_eq!(made.status, 201);
    let room = made.json()["room"].clone();
    assert_eq!(
        (&room["name"], &room["topic"]),
        (&json!(name), &json!("openings"))
    );
    let id = room["id"].as_str().unwrap();
    let address = format!("rooms/{id}");

    // What would be wildcards is taken as it stands.
    let query = name
        .replace('%', "%25")
        .replace('&', "%26")
        .replace(' ', "+")
        .to_ascii_uppercase();
    let found = bob.get(&format!("rooms?q={query}")).await;
    assert_eq!(ids(&found["rooms"]), [id]);
    assert_eq!(
        ids(&bob.get("rooms?q=%25_%25_%25_%25").await["rooms"]),
        [] as [&str; 0]
    );

    assert_eq!(
        bob.get(&address).await["you"],
        Value::Null,
        "seen from outside"
    );
    bob.ask(Method::GET, &format!("{address}/messages"), None)
        .await
        .is(403, "forbidden");

    let joined = bob.post(&format!("{address}/join"), json!({})).await.json();
    assert_eq!(joined["you"]["role"], "guest");
    let again = bob.post(&format!("{address}/join"), json!({})).await.json();
    assert_eq!(again, joined, "joining twice is joining once");
    assert!(ids(&bob.get("me").await["rooms"]).contains(&id));

    let members = bob.get(&format!("{address}/members")).await;
    let roles: Vec<(&Value, &Value)> = members["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|seat| (&seat["user"]["id"], &seat["role"]))
        .collect();
    assert_eq!(
        roles,
        [
            (&json!(ada.id), &json!("owner")),
            (&json!(bob.id), &json!("guest"))
        ]
    );

    for _ in 0..2 {
        assert_eq!(
            bob.post(&format!("{address}/leave"), json!({}))
                .await
                .status,
            204
        );
        assert!(!ids(&bob.get("me").await["rooms"]).contains(&id));
    }
    bob.ask(Method::GET, &format!("{address}/messages"), None)
        .await
        .is(403, "forbidden");
}

#[tokio::test]
async fn the_directory_comes_in_pages() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let word = unique("paged");
    // The same name twice, and two spellings of one: the order is by name, then by id.
    let names = (0..53).map(|number| format!("{word} {:02}", number / 2));
    let made = join_all(names.map(|name| {
        let room = json!({ "name": name, "kind": "public" });
        let ada = &ada;
        async move { ada.post("rooms", room).await.json()["room"]["id"].clone() }
    }))
    .await;

    let first = ada.get(&format!("rooms?q={word}")).await;
    assert_eq!(first["rooms"].as_array().unwrap().len(), 50);
    let next = first["next"].as_str().unwrap();
    let second = ada.get(&format!("rooms?q={word}&cursor={next}")).await;
    assert_eq!(second["next"], Value::Null);

    let mut listed = ids(&first["rooms"]);
    listed.extend(ids(&second["rooms"]));
    let mut expected: Vec<&str> = made.iter().map(|id| id.as_str().unwrap()).collect();
    expected.sort_unstable();
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected, "each once");
}

#[tokio::test]
async fn whoever_keeps_order_renames_a_room_and_all_are_told() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let id = ada.make_room("public").await;
    bob.join(&id).await;
    let mut watching = bob.socket(&id).await;
    let address = format!("rooms/{id}");

    let change = json!({ "name": unique("new name"), "topic": "new topic" });
    bob.ask(Method::PATCH, &address, Some(change.clone()))
        .await
        .is(403, "forbidden");
    let changed = ada
        .ask(Method::PATCH, &address, Some(change.clone()))
        .await
        .json();
    assert_eq!(changed["room"]["name"], change["name"]);
    assert_eq!(watching.event("room").await["room"], changed["room"]);

    let only_topic = json!({ "topic": "" });
    let changed = ada
        .ask(Method::PATCH, &address, Some(only_topic))
        .await
        .json();
    assert_eq!(
        (&changed["room"]["name"], &changed["room"]["topic"]),
        (&change["name"], &json!(""))
    );
    assert!(
        bob.get("me").await["rooms"]
            .as_array()
            .unwrap()
            .contains(&changed["room"])
    );
}

#[tokio::test]
async fn a_room_whose_owner_leaves_is_handed_on() {
    let site = Site::open();
    let (ada, bob, guest) = (
        site.member("ada").await,
        site.member("bob").await,
        site.guest("g").await,
    );
    let id = ada.make_room("public").await;
    guest.join(&id).await;
    bob.join(&id).await;
    let mut watching = bob.socket(&id).await;

    assert_eq!(
        ada.post(&format!("rooms/{id}/leave"), json!({}))
            .await
            .status,
        204
    );
    assert_eq!(watching.event("seat").await["you"]["role"], "owner");
}

#[tokio::test]
async fn guests_make_no_rooms_and_pin_nothing() {
    let site = Site::open();
    let (ada, guest) = (site.member("ada").await, site.guest("guest").await);
    let room = json!({ "name": "mine", "kind": "public" });
    guest.post("rooms", room).await.is(403, "forbidden");

    let id = ada.make_room("public").await;
    guest.join(&id).await;
    guest.say(&id, "pin this").await;
    let pin = format!("rooms/{id}/messages/1/pin");
    guest
        .ask(Method::PUT, &pin, None)
        .await
        .is(403, "forbidden");
}

#[tokio::test]
async fn a_room_for_newcomers_stays() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let general = ada.get("me").await["rooms"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    ada.ask(Method::DELETE, &format!("rooms/{general}"), None)
        .await
        .is(409, "conflict");
}

/// Whoever has no seat in a private room is told the same as if there were no such room: by every route there is.
#[tokio::test]
async fn a_private_room_is_to_strangers_as_no_room() {
    let site = Site::open();
    let (ada, mallory) = (site.member("ada").await, site.member("mallory").await);
    let private = ada.make_room("private").await;
    ada.say(&private, "a secret").await;
    let nowhere = "01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f";

    for pattern in Route::ALL
        .iter()
        .filter(|pattern| pattern.path.contains("{room}"))
    {
        if pattern.path.ends_with("/socket") {
            assert_eq!(
                mallory.upgrade(&private, "", Some(&site.url)).await.err(),
                Some(404)
            );
            continue;
        }
        let secret = try_route(&mallory, pattern, &private).await;
        let missing = try_route(&mallory, pattern, nowhere).await;
        // A mark of one's own comes off whatever there is: that says nothing either.
        let unsaves = pattern.method.as_str() == "DELETE" && pattern.path.ends_with("/saved");
        assert_eq!(
            secret.0,
            if unsaves { 204 } else { 404 },
            "{} {}",
            pattern.method.as_str(),
            pattern.path
        );
        assert_eq!(
            secret,
            missing,
            "{} {}",
            pattern.method.as_str(),
            pattern.path
        );
    }

    let name = ada.get(&format!("rooms/{private}")).await["room"]["name"].clone();
    let found = mallory
        .get(&format!("rooms?q={}", name.as_str().unwrap()))
        .await;
    assert_eq!(found["rooms"], json!([]));
    let still_there = ada.get(&format!("rooms/{private}/messages")).await;
    assert_eq!(still_there["messages"][0]["text"], "a secret");
}

async fn try_route(person: &Person, pattern: &Pattern, room: &str) -> (u16, String) {
    let path = path_of(pattern, room);
    // Right for every route that takes a body, and passed over by the others.
    let body = json!({ "name": "mine now", "text": "hello", "seq": 1, "role": "member", "reason": "x", "outcome": "dismissed", "size": 1 });
    let method = Method::from_bytes(pattern.method.as_str().as_bytes()).unwrap();
    let body = (method != Method::GET).then_some(body);
    let answer = person
        .ask(method, path.trim_start_matches("/api/"), body)
        .await;
    (answer.status, answer.text)
}
