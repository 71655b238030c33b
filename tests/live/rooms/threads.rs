//! Threads and who follows them, calls to everybody, what messages said before, who is idle.

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Person, Site, Socket};

async fn reply(person: &Person, room: &str, to: u64, text: &str) -> Value {
    let reply = json!({ "text": text, "reply_to": to });
    let said = person.post(&format!("rooms/{room}/messages"), reply).await;
    said.json()["message"].clone()
}

async fn follow(person: &Person, room: &str, seq: u64, on: bool) {
    let method = if on { Method::PUT } else { Method::DELETE };
    let path = format!("rooms/{room}/messages/{seq}/follow");
    assert_eq!(person.ask(method, &path, None).await.status, 204);
}

/// How many messages are meant for somebody in a room, when that is told next; others on the way are passed over.
async fn mentions(inbox: &mut Socket, room: &str, expected: u64) {
    loop {
        let event = inbox.event("unread").await;
        if event["room"] == room && event["mentions"] == expected {
            return;
        }
    }
}

async fn notice(inbox: &mut Socket) -> (Value, Value) {
    let event = inbox.event("notice").await;
    (event["seq"].clone(), event["why"].clone())
}

#[tokio::test]
async fn a_reply_changes_what_its_root_shows() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let mut at_ada = ada.socket(&room).await;
    let mut at_bob = bob.socket(&room).await;
    assert_eq!(at_ada.say("Who comes along?").await, 1);
    let send = json!({ "type": "send", "text": "I do", "reply_to": 1 });
    assert_eq!(at_bob.command(send.clone()).await["seq"], 2);
    at_bob
        .command(json!({ "type": "send", "text": "me too", "reply_to": 2 }))
        .await;

    for (seq, to) in [(2, 1), (3, 2)] {
        let mut said = at_ada.message().await;
        if said["message"]["seq"] == 1 {
            said = at_ada.message().await;
        }
        let message = &said["message"];
        assert_eq!(
            (&message["seq"], &message["reply_to"], &message["thread"]),
            (&json!(seq), &json!(to), &json!(1))
        );
        let root = at_ada.next().await;
        assert_eq!(
            (&root["type"], &root["message"]["seq"]),
            (&json!("changed"), &json!(1))
        );
        let replies = &root["message"]["replies"];
        assert_eq!(
            (&replies["count"], &replies["last"], &replies["at"]),
            (&json!(seq - 1), &json!(seq), &message["at"])
        );
        assert_eq!(replies["people"][0]["id"], bob.id.as_str());
    }

    // One less, and the root says so.
    at_bob.command(json!({ "type": "delete", "seq": 3 })).await;
    at_ada.event("changed").await;
    let root = at_ada.event("changed").await;
    assert_eq!(
        (
            &root["message"]["seq"],
            &root["message"]["replies"]["count"]
        ),
        (&json!(1), &json!(1))
    );

    // A deleted root keeps its thread, and it goes on.
    at_ada.command(json!({ "type": "delete", "seq": 1 })).await;
    reply(&bob, &room, 1, "Where are you?").await;
    let thread = ada
        .get(&format!("rooms/{room}/messages/4/thread?limit=2"))
        .await;
    assert!(thread["root"]["deleted_at"].is_i64());
    assert_eq!(thread["root"]["replies"]["count"], 2);
    assert_eq!(thread["messages"][1]["text"], "Where are you?");
    let before = ada
        .get(&format!("rooms/{room}/messages/1/thread?before=3"))
        .await;
    assert_eq!(before["messages"].as_array().unwrap().len(), 1);
    let nothing = format!("rooms/{room}/messages/99/thread");
    ada.ask(Method::GET, &nothing, None)
        .await
        .is(404, "not_found");
    let none = format!("rooms/{room}/messages/1/thread?limit=0");
    ada.ask(Method::GET, &none, None)
        .await
        .is(400, "bad_request");
}

#[tokio::test]
async fn whoever_follows_a_thread_is_told_until_they_stop() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let mut ada_inbox = ada.inbox().await;
    let mut bob_inbox = bob.inbox().await;
    let following = async |person: &Person| {
        let thread = person.get(&format!("rooms/{room}/messages/1/thread")).await;
        thread["following"].as_bool().unwrap()
    };
    ada.say(&room, "a thread begins").await;
    assert!(following(&ada).await && !following(&bob).await);
    follow(&bob, &room, 1, true).await;
    assert!(following(&bob).await);

    reply(&ada, &room, 1, "and goes on").await;
    assert_eq!(notice(&mut bob_inbox).await, (json!(2), json!("thread")));
    reply(&bob, &room, 2, "indeed").await;
    mentions(&mut ada_inbox, &room, 1).await;
    assert_eq!(notice(&mut ada_inbox).await, (json!(3), json!("thread")));

    // What counted for Ada does not any more, and nothing said there later does.
    follow(&ada, &room, 3, false).await;
    mentions(&mut ada_inbox, &room, 0).await;
    assert!(!following(&ada).await);
    reply(&bob, &room, 1, "are you there?").await;
    reply(&bob, &room, 1, &format!("<@{}>?", ada.id)).await;
    assert_eq!(notice(&mut ada_inbox).await, (json!(5), json!("mention")));
    reply(&ada, &room, 1, "yes").await;
    assert!(!following(&ada).await);
}

#[tokio::test]
async fn everybody_is_called_and_those_who_are_there() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let guest = site.guest("gus").await;
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    guest.join(&room).await;
    let mut inbox = bob.inbox().await;
    let said = ada.say(&room, "<@here>: lunch").await;
    assert_eq!(said["mention_all"], "here");
    assert_eq!(notice(&mut inbox).await, (json!(1), json!("here")));
    let said = ada.say(&room, "<@everyone> <@here>: late lunch").await;
    assert_eq!(said["mention_all"], "everyone");
    mentions(&mut inbox, &room, 1).await;
    assert_eq!(notice(&mut inbox).await, (json!(2), json!("everyone")));

    let messages = format!("rooms/{room}/messages");
    let call = json!({ "text": "<@everyone> me too" });
    guest.post(&messages, call).await.is(403, "forbidden");
    let said = guest.say(&room, "me too").await;
    let edit = format!("{messages}/{}", said["seq"]);
    let call = json!({ "text": "<@here> me too" });
    guest
        .ask(Method::PATCH, &edit, Some(call))
        .await
        .is(403, "forbidden");
    let history = bob.get(&messages).await;
    assert_eq!(history["head"]["seq"], 3, "what was refused is not there");
    assert_eq!(history["messages"][2]["text"], "me too");
}

#[tokio::test]
async fn among_many_only_moderators_call_everybody() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let mut guests = Vec::new();
    for _ in 2..20 {
        let guest = site.guest("guest").await;
        guest.join(&room).await;
        guests.push(guest);
    }
    let mut at_bob = bob.socket(&room).await;
    let may = |seat: &Value| {
        seat["may"]
            .as_array()
            .unwrap()
            .contains(&json!("mention_all"))
    };
    assert!(may(&at_bob.hello["you"]));
    at_bob.say("<@here>").await;

    let one_more = site.guest("one more").await;
    one_more.join(&room).await;
    assert!(!may(&at_bob.event("seat").await["you"]));
    let call = json!({ "type": "send", "text": "<@here>" });
    assert_eq!(at_bob.command(call).await["code"], "forbidden");
    ada.say(&room, "<@everyone>").await;

    let left = one_more
        .post(&format!("rooms/{room}/leave"), json!({}))
        .await;
    assert_eq!(left.status, 204);
    assert!(may(&at_bob.event("seat").await["you"]));
    at_bob.say("<@here>").await;
}

#[tokio::test]
async fn what_a_message_said_before_is_for_its_author_and_who_keeps_order() {
    let site = Site::open();
    let (ada, bob, eve) = (
        site.member("ada").await,
        site.member("bob").await,
        site.member("eve").await,
    );
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    eve.join(&room).await;
    bob.say(&room, "frist").await;
    let message = format!("rooms/{room}/messages/1");
    let edits = format!("{message}/edits");
    assert_eq!(bob.get(&edits).await, json!({ "edits": [] }));
    let mut until = Vec::new();
    for text in ["furst", "first"] {
        let edited = bob
            .ask(Method::PATCH, &message, Some(json!({ "text": text })))
            .await;
        until.push(edited.json()["message"]["edited_at"].clone());
    }
    let said = json!({ "edits": [{ "text": "frist", "at": until[0] }, { "text": "furst", "at": until[1] }] });
    assert_eq!(bob.get(&edits).await, said);
    assert_eq!(
        ada.get(&edits).await,
        said,
        "who owns the room keeps order in it"
    );
    eve.ask(Method::GET, &edits, None)
        .await
        .is(403, "forbidden");
    bob.ask(Method::DELETE, &message, None).await.json();
    bob.ask(Method::GET, &edits, None)
        .await
        .is(404, "not_found");
}

#[tokio::test]
async fn whoever_is_away_from_all_their_devices_is_idle() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let idle = |on| json!({ "type": "idle", "on": on });
    let (mut desk, mut phone) = (ada.socket(&room).await, ada.socket(&room).await);
    let mut at_bob = bob.socket(&room).await;
    assert_eq!(at_bob.hello["idle"], json!([]));
    // Of one device nobody is told; the next word is of the other.
    assert_eq!(desk.command(idle(true)).await["type"], "ack");
    phone.command(idle(true)).await;
    let turned = async |at_bob: &mut Socket, list: &str| loop {
        let event = at_bob.event("presence").await;
        if event[list].is_array() {
            break event[list].clone();
        }
    };
    assert_eq!(turned(&mut at_bob, "idle").await, json!([ada.id]));
    let at_eve = bob.socket(&room).await;
    assert_eq!(at_eve.hello["idle"], json!([ada.id]));
    desk.command(idle(false)).await;
    assert_eq!(turned(&mut at_bob, "active").await, json!([ada.id]));
    // The only one they were at closes.
    desk.close().await;
    assert_eq!(turned(&mut at_bob, "idle").await, json!([ada.id]));
    let _tablet = ada.socket(&room).await;
    assert_eq!(turned(&mut at_bob, "active").await, json!([ada.id]));
}
