//! What becomes of files when messages, rooms and people go.

use reqwest::Method;
use serde_json::json;

use super::{fetch, sent, upload, used};
use crate::site::{PASSWORD, Person, Site};

/// Waits until the site knows that somebody's files take so many bytes. Told by the room, in its own time.
async fn until_used(person: &Person, bytes: u64) {
    let mut seen = used(person).await;
    for _ in 0..200 {
        if seen == bytes {
            return;
        }
        seen = used(person).await;
    }
    panic!("{seen} bytes are used, and not {bytes}");
}

#[tokio::test]
async fn a_deleted_message_takes_its_files_with_it() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let (one, said) = sent(&bob, &room, "one.txt").await;
    let (two, _) = sent(&bob, &room, "two.txt").await;
    assert_eq!(used(&bob).await, 14);
    let mut at_ada = ada.socket(&room).await;

    // By a moderator; by a ban.
    let path = format!("rooms/{room}/messages/{}", said["seq"]);
    ada.ask(Method::DELETE, &path, None).await.json();
    let changed = at_ada.event("changed").await;
    assert_eq!(changed["message"]["attachments"], json!([]));
    for person in [&ada, &bob] {
        fetch(person, one["url"].as_str().unwrap())
            .await
            .is(404, "not_found");
        assert_eq!(
            fetch(person, two["url"].as_str().unwrap()).await.status,
            200
        );
    }
    until_used(&bob, 7).await;
    let ban = format!("rooms/{room}/bans/{}", bob.id);
    ada.ask(Method::PUT, &ban, Some(json!({ "remove_last": 10 })))
        .await
        .json();
    fetch(&ada, two["url"].as_str().unwrap())
        .await
        .is(404, "not_found");
    until_used(&bob, 0).await;
}

#[tokio::test]
async fn a_room_takes_its_files_with_it() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("private").await;
    let (file, _) = sent(&ada, &room, "one.txt").await;
    let loose = upload(&ada, &room, "loose.txt", b"loose".to_vec()).await;
    ada.ask(Method::DELETE, &format!("rooms/{room}"), None)
        .await
        .json();
    for file in [file, loose] {
        fetch(&ada, file["url"].as_str().unwrap())
            .await
            .is(404, "not_found");
    }
    assert_eq!(used(&ada).await, 0);
}

#[tokio::test]
async fn whoever_goes_takes_their_files_along() {
    let site = Site::open();
    let (ada, bob, eve) = (
        site.member("ada").await,
        site.member("bob").await,
        site.member("eve").await,
    );
    let (room, left) = (ada.make_room("public").await, ada.make_room("public").await);
    for (person, room) in [(&bob, &room), (&bob, &left), (&eve, &room)] {
        person.join(room).await;
    }
    let (file, said) = sent(&bob, &room, "one.txt").await;
    let alone = upload(&bob, &room, "alone.txt", b"alone".to_vec()).await;
    let alone = super::post(&bob, &room, "", &[&alone["id"]]).await.json()["message"].clone();
    let (elsewhere, _) = sent(&bob, &left, "elsewhere.txt").await;
    bob.post(&format!("rooms/{left}/leave"), json!({})).await;
    // What somebody else has passed on is theirs.
    let forward = json!({ "forward": { "room": room, "seq": said["seq"] } });
    let kept = ada.post(&format!("rooms/{room}/messages"), forward).await;
    let kept = kept.json()["message"]["attachments"][0].clone();

    let mut at_eve = eve.socket(&room).await;
    let gone = json!({ "password": PASSWORD });
    bob.ask(Method::DELETE, "me", Some(gone)).await.json();
    for file in [&file, &alone["attachments"][0], &elsewhere] {
        fetch(&ada, file["url"].as_str().unwrap())
            .await
            .is(404, "not_found");
    }
    assert_eq!(
        fetch(&ada, kept["url"].as_str().unwrap()).await.text,
        "one.txt"
    );
    // What was said stays without them; what was nothing else is gone.
    let mut changed = Vec::new();
    while changed.len() < 2 {
        changed.push(at_eve.event("changed").await["message"].clone());
    }
    assert_eq!(changed[0]["seq"], said["seq"]);
    assert_eq!(
        (&changed[0]["text"], &changed[0]["attachments"]),
        (&json!("with a file"), &json!([]))
    );
    assert_eq!(changed[1]["seq"], alone["seq"]);
    assert!(changed[1]["deleted_at"].is_i64(), "{changed:?}");
}
