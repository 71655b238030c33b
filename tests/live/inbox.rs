//! The inbox from outside: its socket, favourites, how it ends; and what rooms tell it.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::site::{PASSWORD, Person, Site, Socket};

/// The runtime puts an object to sleep after 10 s without an event.
const LONG_ENOUGH: Duration = Duration::from_secs(15);

async fn favour(person: &Person, room: &str, on: bool) -> u16 {
    let method = if on { Method::PUT } else { Method::DELETE };
    let path = format!("me/favourites/{room}");
    person.ask(method, &path, None).await.status
}

/// The next `unread` of a room that says what is looked for; others on the way are passed over.
async fn unread(inbox: &mut Socket, room: &str, is_it: impl Fn(&Value) -> bool) -> Value {
    loop {
        let event = inbox.event("unread").await;
        if event["room"] == room && is_it(&event) {
            return event;
        }
    }
}

async fn membership(inbox: &mut Socket, room: &str, joined: bool) -> Value {
    loop {
        let event = inbox.event("membership").await;
        if event["room"]["id"] == room && event["joined"] == joined {
            return event;
        }
    }
}

async fn is_online(asker: &Person, person: &Person) -> bool {
    let profile = asker.get(&format!("users/{}", person.id)).await;
    assert_eq!(profile["user"]["id"], person.id.as_str());
    profile["online"].as_bool().unwrap()
}

#[tokio::test]
async fn the_first_event_is_the_inbox_and_pings_are_answered() {
    let ada = Site::open().member("ada").await;
    let mut inbox = ada.inbox().await;
    assert!(inbox.hello["rooms"].is_array());
    inbox.ping().await;
}

#[tokio::test]
async fn nobody_comes_in_without_a_session_of_this_site() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let stranger = site.stranger();
    let origin = Some(site.url.as_str());
    for (person, origin, status) in [
        (&stranger, origin, 401),
        (&ada, None, 403),
        (&ada, Some("https://example.org"), 403),
    ] {
        let refused = person.upgrade_to("inbox/socket", origin).await.err();
        assert_eq!(refused, Some(status), "{origin:?}");
    }
    let no_upgrade = ada.ask(Method::GET, "inbox/socket", None).await;
    no_upgrade.is(400, "bad_request");
}

#[tokio::test]
async fn nothing_is_said_to_an_inbox() {
    let ada = Site::open().member("ada").await;
    let long = "x".repeat(200_000);
    let frames = [
        Message::text(r#"{"type":"typing"}"#),
        Message::text("["),
        Message::text(long),
        Message::binary(vec![0, 1, 2]),
    ];
    let mut other = ada.inbox().await;
    for frame in frames {
        let mut inbox = ada.inbox().await;
        inbox.send_raw(frame).await;
        assert_eq!(inbox.closed().await, 4400);
    }
    other.ping().await;
}

#[tokio::test]
async fn whoever_has_the_site_open_anywhere_is_online() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.guest("bob").await);
    assert!(!is_online(&ada, &bob).await);
    let (first, second) = (bob.inbox().await, bob.inbox().await);
    assert!(is_online(&ada, &bob).await);
    first.close().await;
    assert!(is_online(&ada, &bob).await);
    second.close().await;
    assert!(!is_online(&ada, &bob).await);

    let nobody = "users/01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f";
    ada.ask(Method::GET, nobody, None)
        .await
        .is(404, "not_found");
    ada.ask(Method::GET, "users/x", None)
        .await
        .is(404, "not_found");
    site.stranger()
        .ask(Method::GET, nobody, None)
        .await
        .is(401, "unauthenticated");
}

#[tokio::test]
async fn only_rooms_one_sits_in_are_favourites() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (public, private) = (
        bob.make_room("public").await,
        bob.make_room("private").await,
    );
    for on in [true, false] {
        assert_eq!(favour(&ada, &public, on).await, 403);
        assert_eq!(favour(&ada, &private, on).await, 404);
        assert_eq!(favour(&bob, &private, on).await, 204);
        assert_eq!(favour(&site.stranger(), &private, on).await, 401);
    }
}

#[tokio::test]
async fn an_ended_session_closes_its_inbox_and_no_other() {
    let site = Site::open();
    let phone = site.member("ada").await;
    let desk = phone.second_device().await;
    let (mut at_phone, mut at_desk) = (phone.inbox().await, desk.inbox().await);
    assert_eq!(desk.post("logout", json!({})).await.status, 204);
    assert_eq!(at_desk.closed().await, 4401);
    assert_eq!(
        desk.upgrade_to("inbox/socket", Some(&site.url)).await.err(),
        Some(401)
    );
    at_phone.ping().await;

    // Another password ends all other sessions, in all rooms at once.
    let tablet = phone.second_device().await;
    let rooms = [
        phone.make_room("public").await,
        phone.make_room("private").await,
    ];
    let mut at_tablet = vec![tablet.inbox().await];
    for room in &rooms {
        at_tablet.push(tablet.socket(room).await);
    }
    let change = json!({ "current": PASSWORD, "new": "another long secret" });
    let changed = phone.ask(Method::PUT, "me/password", Some(change)).await;
    assert_eq!(changed.status, 204);
    for socket in &mut at_tablet {
        assert_eq!(socket.closed().await, 4401);
    }
    at_phone.ping().await;
}

#[tokio::test]
async fn a_session_that_ends_while_its_inbox_opens_is_out() {
    let site = Site::open();
    let ada = site.member("ada").await;
    for _ in 0..10 {
        let phone = ada.second_device().await;
        let (opened, ended) = futures_util::future::join(
            phone.upgrade_to("inbox/socket", Some(&site.url)),
            phone.post("logout", json!({})),
        )
        .await;
        assert_eq!(ended.status, 204);
        if opened.is_ok() {
            // Closed by whoever came second.
            while is_online(&ada, &ada).await {
                tokio::task::yield_now().await;
            }
        }
    }
}

#[tokio::test]
async fn all_of_many_rooms_hear_that_a_session_ended() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let rooms = join_all((0..45).map(|_| ada.make_room("public"))).await;
    let phone = ada.second_device().await;
    let mut sockets = join_all(rooms.iter().map(|room| phone.socket(room))).await;
    assert_eq!(phone.post("logout", json!({})).await.status, 204);
    // Forty by the time of the answer, and all soon after.
    for socket in &mut sockets {
        assert_eq!(socket.closed().await, 4401);
    }
}

#[tokio::test]
async fn a_deleted_account_has_no_inbox() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let mut inbox = bob.inbox().await;
    let password = json!({ "password": PASSWORD });
    let deleted = bob.ask(Method::DELETE, "me", Some(password)).await;
    assert_eq!(deleted.status, 204);
    assert_eq!(inbox.closed().await, 4401);
    ada.ask(Method::GET, &format!("users/{}", bob.id), None)
        .await
        .is(404, "not_found");
}

#[tokio::test]
async fn an_inbox_sleeps_and_its_sockets_stay() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let mut inbox = ada.inbox().await;
    assert_eq!(favour(&ada, &room, true).await, 204);
    tokio::time::sleep(LONG_ENOUGH).await;
    // Answered by the runtime, without waking it.
    inbox.ping().await;
    assert!(is_online(&ada, &ada).await);
    assert_eq!(ada.post("logout", json!({})).await.status, 204);
    assert_eq!(inbox.closed().await, 4401);
}

#[tokio::test]
async fn a_favourite_is_one_on_all_devices() {
    let site = Site::open();
    let phone = site.member("ada").await;
    let desk = phone.second_device().await;
    let room = phone.make_room("public").await;
    let (mut at_phone, mut at_desk) = (phone.inbox().await, desk.inbox().await);
    assert_eq!(favour(&phone, &room, true).await, 204);
    for inbox in [&mut at_phone, &mut at_desk] {
        unread(inbox, &room, |event| event["favourite"] == true).await;
    }
    assert_eq!(favour(&desk, &room, false).await, 204);
    for inbox in [&mut at_phone, &mut at_desk] {
        unread(inbox, &room, |event| event["favourite"].is_null()).await;
    }
}

#[tokio::test]
async fn what_is_said_elsewhere_appears_and_goes_when_it_is_read() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let desk = bob.second_device().await;
    let (mut at_phone, mut at_desk) = (bob.inbox().await, desk.inbox().await);

    ada.say(&room, "hello").await;
    for inbox in [&mut at_phone, &mut at_desk] {
        let event = unread(inbox, &room, |event| event["unread"] == 1).await;
        assert_eq!((&event["mentions"], &event["last"]), (&json!(0), &json!(1)));
    }
    ada.say(&room, &format!("<@{}>, look", bob.id)).await;
    for inbox in [&mut at_phone, &mut at_desk] {
        unread(inbox, &room, |event| event["mentions"] == 1).await;
        let notice = inbox.event("notice").await;
        assert_eq!(
            (&notice["room"], &notice["seq"], &notice["why"]),
            (&json!(room), &json!(2), &json!("mention"))
        );
    }
    let read = json!({ "seq": 2 });
    let path = format!("rooms/{room}/read");
    assert_eq!(desk.ask(Method::PUT, &path, Some(read)).await.status, 204);
    for inbox in [&mut at_phone, &mut at_desk] {
        let event = unread(inbox, &room, |event| event["unread"] == 0).await;
        assert_eq!(event["mentions"], 0);
    }
    // A device that comes later is told at once.
    let later = bob.second_device().await.inbox().await;
    let rooms = later.hello["rooms"].as_array().unwrap();
    let shown = rooms.iter().find(|shown| shown["room"] == room.as_str());
    assert_eq!(shown.unwrap()["unread"], 0);
}

#[tokio::test]
async fn a_room_that_is_joined_named_and_left_shows_at_once() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    let mut inbox = bob.inbox().await;
    bob.join(&room).await;
    membership(&mut inbox, &room, true).await;
    let name = json!({ "name": "another name" });
    let path = format!("rooms/{room}");
    assert_eq!(ada.ask(Method::PATCH, &path, Some(name)).await.status, 200);
    let event = membership(&mut inbox, &room, true).await;
    assert_eq!(event["room"]["name"], "another name");

    let kick = format!("rooms/{room}/members/{}", bob.id);
    assert_eq!(ada.ask(Method::DELETE, &kick, None).await.status, 204);
    membership(&mut inbox, &room, false).await;
    assert_eq!(favour(&bob, &room, true).await, 403);
}
