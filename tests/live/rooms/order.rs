//! Keeping order: roles, mutes, kicks, bans, and what a room can be set to. Who is sent out is out at once.

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Person, Site};

async fn put(person: &Person, path: &str, body: Value) -> crate::site::Answer {
    person.ask(Method::PUT, path, Some(body)).await
}

async fn patch(person: &Person, path: &str, body: Value) -> crate::site::Answer {
    person.ask(Method::PATCH, path, Some(body)).await
}

/// A time in the far future of any test.
const LATER: u64 = 4_000_000_000_000;

#[tokio::test]
async fn moderators_are_made_and_a_room_is_handed_over() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let guest = site.guest("gus").await;
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    guest.join(&room).await;
    let mut at_bob = bob.socket(&room).await;
    assert!(!may(&at_bob.hello["you"], "moderate"));
    let member = format!("rooms/{room}/members/{}", bob.id);

    put(&bob, &member, json!({ "role": "moderator" }))
        .await
        .is(403, "forbidden");
    let made = put(&ada, &member, json!({ "role": "moderator" }))
        .await
        .json();
    assert_eq!(made["member"]["role"], "moderator");
    let seat = at_bob.event("seat").await;
    assert_eq!(seat["you"]["role"], "moderator");
    assert!(may(&seat["you"], "moderate") && !may(&seat["you"], "hand_over"));

    let guests = format!("rooms/{room}/members/{}", guest.id);
    put(&ada, &guests, json!({ "role": "moderator" }))
        .await
        .is(409, "conflict");
    let own = format!("rooms/{room}/members/{}", ada.id);
    put(&ada, &own, json!({ "role": "member" }))
        .await
        .is(409, "conflict");
    // Moderators keep order below them, not among each other and not above.
    bob.ask(Method::DELETE, &own, None)
        .await
        .is(403, "forbidden");

    let owner = put(&ada, &member, json!({ "role": "owner" })).await.json();
    assert_eq!(owner["member"]["role"], "owner");
    assert!(may(&at_bob.event("seat").await["you"], "hand_over"));
    assert_eq!(
        ada.get(&format!("rooms/{room}")).await["you"]["role"],
        "moderator",
        "whoever owned it keeps order"
    );
    ada.ask(Method::DELETE, &format!("rooms/{room}"), None)
        .await
        .is(403, "forbidden");
}

#[tokio::test]
async fn whoever_is_muted_reads_and_says_nothing() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let mut at_bob = bob.socket(&room).await;
    let first = at_bob.say("before").await;
    let mute = format!("rooms/{room}/mutes/{}", bob.id);

    put(&ada, &mute, json!({ "until": 5 }))
        .await
        .is(400, "bad_request");
    put(&bob, &mute, json!({})).await.is(403, "forbidden");
    let muted = put(&ada, &mute, json!({ "until": LATER, "reason": "too loud" })).await;
    assert_eq!(muted.status, 204, "{muted:?}");
    let seat = at_bob.event("seat").await;
    assert_eq!(seat["you"]["muted_until"], LATER);
    assert!(!may(&seat["you"], "post") && may(&seat["you"], "read"));
    for command in [
        json!({ "type": "send", "text": "hm" }),
        json!({ "type": "edit", "seq": first, "text": "hm" }),
        json!({ "type": "react", "seq": first, "emoji": "👍", "on": true }),
    ] {
        assert_eq!(at_bob.command(command).await["code"], "forbidden");
    }
    let mutes = ada.get(&format!("rooms/{room}/mutes")).await;
    let listed = &mutes["mutes"][0];
    assert_eq!(
        (
            &listed["user"]["id"],
            &listed["by"],
            &listed["reason"],
            &listed["until"]
        ),
        (
            &json!(bob.id),
            &json!(ada.id),
            &json!("too loud"),
            &json!(LATER)
        )
    );
    // Nobody gets rid of a mute by going out and coming in again.
    bob.post(&format!("rooms/{room}/leave"), json!({})).await;
    bob.join(&room).await;
    bob.post(&format!("rooms/{room}/messages"), json!({ "text": "hm" }))
        .await
        .is(403, "forbidden");
    assert_eq!(ada.ask(Method::DELETE, &mute, None).await.status, 204);
    ada.ask(Method::DELETE, &mute, None)
        .await
        .is(404, "not_found");
    bob.say(&room, "after").await;
}

#[tokio::test]
async fn whoever_is_kicked_may_come_back_and_whoever_is_banned_may_not() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    for text in ["one", "two", "three"] {
        bob.say(&room, text).await;
    }
    ada.say(&room, "mine").await;
    let mut at_bob = bob.socket(&room).await;
    let member = format!("rooms/{room}/members/{}", bob.id);
    let kicked = ada
        .ask(
            Method::DELETE,
            &member,
            Some(json!({ "reason": "go and cool down" })),
        )
        .await;
    assert_eq!(kicked.status, 204, "{kicked:?}");
    assert_eq!(at_bob.closed().await, 4403);
    assert!(!rooms_of(&bob).await.contains(&room));
    bob.join(&room).await;

    let mut at_bob = bob.socket(&room).await;
    let ban = format!("rooms/{room}/bans/{}", bob.id);
    put(&bob, &ban, json!({})).await.is(403, "forbidden");
    let banned = put(
        &ada,
        &ban,
        json!({ "until": LATER, "reason": "not again", "remove_last": 2 }),
    )
    .await;
    assert_eq!(banned.status, 204, "{banned:?}");
    assert_eq!(at_bob.closed().await, 4403);
    let refused = bob.post(&format!("rooms/{room}/join"), json!({})).await;
    refused.is(403, "forbidden");
    assert!(refused.text.contains("not again"), "{refused:?}");
    assert_eq!(
        bob.upgrade(&room, "", Some(&site.url)).await.err(),
        Some(403)
    );
    let history = ada.get(&format!("rooms/{room}/messages")).await;
    let texts: Vec<&str> = history["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| message["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        ["one", "", "", "mine"],
        "the last two are taken back"
    );
    assert_eq!(
        ada.get(&format!("rooms/{room}/bans")).await["bans"][0]["reason"],
        "not again"
    );
    assert_eq!(ada.ask(Method::DELETE, &ban, None).await.status, 204);
    bob.join(&room).await;

    // Also somebody who has never been here.
    let cleo = site.member("cleo").await;
    let ban = format!("rooms/{room}/bans/{}", cleo.id);
    assert_eq!(put(&ada, &ban, json!({})).await.status, 204);
    cleo.post(&format!("rooms/{room}/join"), json!({}))
        .await
        .is(403, "forbidden");
    let nobody = format!("rooms/{room}/bans/01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f");
    put(&ada, &nobody, json!({})).await.is(404, "not_found");
    let oneself = format!("rooms/{room}/bans/{}", ada.id);
    assert!(matches!(
        put(&ada, &oneself, json!({})).await.status,
        403 | 409
    ));
}

/// However a flood and its end race: nothing has a place after the end, and nobody is still connected.
#[tokio::test]
async fn nothing_of_a_flood_has_a_place_after_its_end() {
    const ROUNDS: usize = 50;
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    for round in 0..ROUNDS {
        let room = ada.make_room("public").await;
        // A session of its own, since a third of the rounds ends it.
        let flooder = bob.second_device().await;
        flooder.join(&room).await;
        let mut socket = flooder.socket(&room).await;
        for number in 0..40 {
            socket
                .send(json!({ "type": "send", "text": format!("flood {number}"), "nonce": format!("{round}-{number}") }))
                .await;
        }
        let posting = tokio::spawn({
            let (flooder, room) = (flooder.clone(), room.clone());
            async move {
                for number in 0..10 {
                    let body = json!({ "text": format!("flood by post {number}") });
                    flooder.post(&format!("rooms/{room}/messages"), body).await;
                }
            }
        });
        let (ended, code) = match round % 3 {
            0 => {
                let ban = format!("rooms/{room}/bans/{}", bob.id);
                (put(&ada, &ban, json!({})).await, 4403)
            }
            1 => {
                let member = format!("rooms/{room}/members/{}", bob.id);
                (ada.ask(Method::DELETE, &member, None).await, 4403)
            }
            _ => {
                let sessions = flooder.get("me/sessions").await;
                let own = sessions["sessions"].as_array().unwrap();
                let own = own
                    .iter()
                    .find(|session| session["current"] == true)
                    .unwrap();
                let own = format!("me/sessions/{}", own["id"].as_str().unwrap());
                (bob.ask(Method::DELETE, &own, None).await, 4401)
            }
        };
        assert_eq!(ended.status, 204, "{ended:?}");
        let end = ada.say(&room, "the end").await["seq"].as_u64().unwrap();
        posting.await.unwrap();
        assert_eq!(socket.closed().await, code, "round {round}");
        let refused = flooder.upgrade(&room, "", Some(&site.url)).await.err();
        assert_eq!(refused, Some(if code == 4403 { 403 } else { 401 }));
        let after = ada.get(&format!("rooms/{room}/messages?after={end}")).await;
        assert_eq!(after["messages"], json!([]), "round {round}");
    }
}

#[tokio::test]
async fn a_room_is_read_only_slow_locked_or_archived() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let address = format!("rooms/{room}");
    let said = ada.say(&room, "hello").await["seq"].clone();
    let mut at_bob = bob.socket(&room).await;
    patch(&bob, &address, json!({ "read_only": true }))
        .await
        .is(403, "forbidden");
    for (field, wrong) in [
        ("hue", json!(360)),
        ("hue", json!("red")),
        ("slow_mode_ms", json!(21_600_001)),
        ("locked", json!("yes")),
    ] {
        patch(&ada, &address, json!({ field: wrong }))
            .await
            .is(400, "bad_request");
    }

    let set = patch(&ada, &address, json!({ "read_only": true, "hue": 210 })).await;
    assert_eq!(
        (&set.json()["room"]["read_only"], &set.json()["room"]["hue"]),
        (&json!(true), &json!(210))
    );
    assert_eq!(at_bob.event("room").await["room"]["read_only"], true);
    assert!(!may(&at_bob.event("seat").await["you"], "post"));
    let react = json!({ "type": "react", "seq": said, "emoji": "👍", "on": true });
    assert_eq!(at_bob.command(react).await["type"], "ack");
    let send = json!({ "type": "send", "text": "hm" });
    assert_eq!(at_bob.command(send.clone()).await["code"], "forbidden");
    ada.say(&room, "those who keep order post").await;
    assert_eq!(
        bob.get("me").await["rooms"]
            .as_array()
            .unwrap()
            .iter()
            .find(|r| r["id"] == room.as_str())
            .unwrap()["hue"],
        210
    );

    patch(
        &ada,
        &address,
        json!({ "read_only": false, "slow_mode_ms": 3_600_000 }),
    )
    .await
    .json();
    at_bob.say("first").await;
    let slow = at_bob.command(send.clone()).await;
    assert_eq!(slow["code"], "too_fast");
    assert!(
        slow["retry_after_ms"].as_u64().unwrap() > 3_000_000,
        "{slow}"
    );
    ada.say(&room, "as often").await;
    ada.say(&room, "as they like").await;

    patch(&ada, &address, json!({ "slow_mode_ms": 0, "locked": true }))
        .await
        .json();
    at_bob.say("who is in stays in").await;
    let cleo = site.member("cleo").await;
    cleo.post(&format!("{address}/join"), json!({}))
        .await
        .is(403, "forbidden");

    patch(&ada, &address, json!({ "locked": false, "archived": true }))
        .await
        .json();
    assert_eq!(at_bob.command(send).await["code"], "forbidden");
    cleo.join(&room).await;
    assert_eq!(
        cleo.get(&format!("{address}/messages")).await["messages"][0]["text"],
        "hello"
    );
    let found = cleo.get(&format!("rooms?q={}", room)).await;
    assert_eq!(
        found["rooms"],
        json!([]),
        "the directory lists no archived room"
    );
    patch(&ada, &address, json!({ "archived": false }))
        .await
        .json();
    at_bob.say("and on it goes").await;
}

fn may(seat: &Value, action: &str) -> bool {
    seat["may"]
        .as_array()
        .unwrap()
        .iter()
        .any(|may| may == action)
}

async fn rooms_of(person: &Person) -> Vec<String> {
    let me = person.get("me").await;
    let rooms = me["rooms"].as_array().unwrap();
    rooms
        .iter()
        .map(|room| room["id"].as_str().unwrap().to_owned())
        .collect()
}
