//! Direct rooms: the same people get the same room, whoever asks and however many do so at once.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Person, Site};

async fn open(person: &Person, users: &[&Person]) -> Value {
    let users: Vec<&str> = users.iter().map(|user| user.id.as_str()).collect();
    person
        .post("direct", json!({ "users": users }))
        .await
        .json()["room"]
        .clone()
}

#[tokio::test]
async fn two_people_get_one_room_also_in_the_same_moment() {
    let site = Site::open();
    for _ in 0..5 {
        let (ada, bob) = (site.member("ada").await, site.member("bob").await);
        let tries = (0..10).map(|number| {
            let (from, to) = if number % 2 == 0 {
                (&ada, &bob)
            } else {
                (&bob, &ada)
            };
            async move { open(from, &[to]).await }
        });
        let rooms: Vec<Value> = join_all(tries).await;
        assert!(
            rooms.iter().all(|room| room["id"] == rooms[0]["id"]),
            "{rooms:?}"
        );
        let room = rooms[0]["id"].as_str().unwrap();
        assert_eq!(rooms[0]["kind"], "direct");
        let people: Vec<&str> = rooms[0]["people"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["id"].as_str().unwrap())
            .collect();
        assert_eq!(people.len(), 2);
        assert!(people.contains(&ada.id.as_str()) && people.contains(&bob.id.as_str()));

        let mut at_bob = bob.socket(room).await;
        ada.say(room, "just us").await;
        assert_eq!(at_bob.message().await["message"]["text"], "just us");
        for person in [&ada, &bob] {
            let me = person.get("me").await;
            let rooms = me["rooms"].as_array().unwrap();
            let own: Vec<&Value> = rooms.iter().filter(|own| own["kind"] == "direct").collect();
            assert_eq!(own.len(), 1);
            assert_eq!(own[0]["people"].as_array().unwrap().len(), 2);
        }
    }
}

#[tokio::test]
async fn nobody_else_sees_a_direct_room_and_nobody_is_more_in_it() {
    let site = Site::open();
    let (ada, bob, cleo) = (
        site.member("ada").await,
        site.member("bob").await,
        site.member("cleo").await,
    );
    let room = open(&ada, &[&bob]).await;
    let other = open(&ada, &[&bob, &cleo]).await;
    assert_ne!(room["id"], other["id"], "other people, another room");
    let room = format!("rooms/{}", room["id"].as_str().unwrap());
    cleo.ask(Method::GET, &room, None)
        .await
        .is(404, "not_found");
    cleo.post(&format!("{room}/join"), json!({}))
        .await
        .is(404, "not_found");
    cleo.post(&format!("{room}/messages"), json!({ "text": "hi" }))
        .await
        .is(404, "not_found");

    for (method, path, body) in [
        (Method::PATCH, room.clone(), json!({ "name": "ours" })),
        (Method::PUT, format!("{room}/bans/{}", bob.id), json!({})),
        (
            Method::DELETE,
            format!("{room}/members/{}", bob.id),
            json!({}),
        ),
        (
            Method::PUT,
            format!("{room}/members/{}", bob.id),
            json!({ "role": "owner" }),
        ),
        (Method::DELETE, room.clone(), json!({})),
    ] {
        ada.ask(method, &path, Some(body))
            .await
            .is(403, "forbidden");
    }
    // It is closed, not left: the seat stays.
    assert_eq!(
        ada.post(&format!("{room}/leave"), json!({})).await.status,
        204
    );
    ada.post(&format!("{room}/messages"), json!({ "text": "still here" }))
        .await
        .json();
}

#[tokio::test]
async fn who_cannot_be_written_to_is_said() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let guest = site.guest("gus").await;
    ada.post("direct", json!({ "users": [] }))
        .await
        .is(400, "bad_request");
    ada.post("direct", json!({ "users": [ada.id] }))
        .await
        .is(400, "bad_request");
    ada.post("direct", json!({ "users": ["nobody"] }))
        .await
        .is(404, "not_found");
    let crowd: Vec<String> = (0..12).map(|number| format!("p{number}")).collect();
    ada.post("direct", json!({ "users": crowd }))
        .await
        .is(413, "too_large");
    guest
        .post("direct", json!({ "users": [bob.id] }))
        .await
        .is(403, "forbidden");
    // Members may write to guests.
    let room = open(&ada, &[&guest]).await;
    guest.say(room["id"].as_str().unwrap(), "hello").await;
}
