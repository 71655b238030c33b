//! A room nobody says anything in sleeps: its object is gone from memory, its sockets stay, and nobody notices.
//!
//! How a test can tell, from outside, that the object was made anew: a room counts in memory only how often a socket
//! was refused in a row, and cuts it off at the hundredth time. Whoever was refused 99 times before a quiet moment and
//! is only refused at the next is not talking to the object that counted. Somebody in a room that was kept awake
//! meanwhile is cut off: so it was the sleep, and not the time.

use std::time::Duration;

use serde_json::json;

use crate::site::{Person, Site, Socket};

/// The runtime puts an object to sleep after 10 s without an event.
const LONG_ENOUGH: Duration = Duration::from_secs(15);
/// Often enough to keep a room awake.
const OFTEN: Duration = Duration::from_secs(3);

async fn refused_99_times(person: &Person, room: &str) -> Socket {
    let mut socket = person.socket(room).await;
    for _ in 0..99 {
        assert_eq!(
            socket.command(json!({ "type": "delete", "seq": 99 })).await["code"],
            "not_found"
        );
    }
    socket
}

#[tokio::test]
async fn a_quiet_room_is_made_anew_and_its_sockets_stay() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (quiet, busy) = (ada.make_room("public").await, ada.make_room("public").await);
    for room in [&quiet, &busy] {
        bob.join(room).await;
        ada.say(room, "before").await;
    }
    let (mut ada_quiet, mut ada_busy) = (ada.socket(&quiet).await, ada.socket(&busy).await);
    let mut bob_quiet = refused_99_times(&bob, &quiet).await;
    let mut bob_busy = refused_99_times(&bob, &busy).await;

    let awake_until = tokio::time::Instant::now() + LONG_ENOUGH;
    while tokio::time::Instant::now() < awake_until {
        tokio::time::sleep(OFTEN).await;
        ada_busy.command(json!({ "type": "read", "seq": 1 })).await;
        // Answered by the runtime: it must not wake the room.
        bob_quiet.ping().await;
    }

    // The hundredth time, in either room.
    bob_busy.send(json!({ "type": "delete", "seq": 99 })).await;
    assert_eq!(
        bob_busy.closed().await,
        4429,
        "the room kept awake has counted on"
    );
    let refused = bob_quiet
        .command(json!({ "type": "delete", "seq": 99 }))
        .await;
    assert_eq!(
        refused["code"], "not_found",
        "the room that slept has forgotten the count"
    );

    // All that matters is remembered: who is who, where the room stands, which nonces were used.
    assert_eq!(ada_quiet.say("after").await, 2);
    let heard = bob_quiet.message().await;
    assert_eq!(
        (&heard["message"]["text"], &heard["message"]["author"]["id"]),
        (&json!("after"), &json!(ada.id))
    );
    assert!(heard["nonce"].is_null());
    assert!(ada_quiet.message().await["nonce"].is_string());
    assert_eq!(bob_quiet.say("indeed").await, 3);
    assert_eq!(
        ada_quiet.message().await["message"]["author"]["id"],
        bob.id.as_str()
    );
}

#[tokio::test]
async fn a_nonce_used_before_the_sleep_is_known_after_it() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let mut socket = ada.socket(&room).await;
    let send = json!({ "type": "send", "nonce": "the-same", "text": "once" });
    assert_eq!(socket.command(send.clone()).await["seq"], 1);
    tokio::time::sleep(LONG_ENOUGH).await;
    assert_eq!(socket.command(send).await["seq"], 1);
    assert_eq!(socket.say("twice").await, 2);
}

#[tokio::test]
async fn who_goes_while_the_room_sleeps_is_seen_to_have_left() {
    let site = Site::open();
    let (ada, bob, carl) = (
        site.member("ada").await,
        site.guest("bob").await,
        site.guest("carl").await,
    );
    let room = ada.make_room("public").await;
    let mut watching = ada.socket(&room).await;
    for person in [&bob, &carl] {
        person.join(&room).await;
    }
    let (at_bob, at_carl) = (bob.socket(&room).await, carl.socket(&room).await);
    let mut second = bob.socket(&room).await;

    tokio::time::sleep(LONG_ENOUGH).await;
    // A second socket of Bob's stays: nobody has left yet. Carl goes with a word, Bob at last without one.
    at_bob.close().await;
    at_carl.close().await;
    loop {
        let event = watching.event("presence").await;
        if event["joined"] == json!([]) {
            assert_eq!(event["left"], json!([carl.id]));
            break;
        }
    }
    second.say("I am still here").await;
    watching.message().await;

    tokio::time::sleep(LONG_ENOUGH).await;
    drop(second);
    assert_eq!(watching.event("presence").await["left"], json!([bob.id]));
    assert_eq!(watching.say("alone").await, 2);
}

#[tokio::test]
async fn whoever_is_idle_is_so_after_the_sleep() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.guest("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let mut at_ada = ada.socket(&room).await;
    let idle = |on| json!({ "type": "idle", "on": on });
    assert_eq!(at_ada.command(idle(true)).await["type"], "ack");

    tokio::time::sleep(LONG_ENOUGH).await;
    let mut at_bob = bob.socket(&room).await;
    assert_eq!(at_bob.hello["idle"], json!([ada.id]));
    at_ada.send(idle(false)).await;
    // With the news that Bob came, or after it.
    while at_bob.event("presence").await["active"] != json!([ada.id]) {}
}
