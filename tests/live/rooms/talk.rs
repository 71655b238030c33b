//! What is said in a room, and who sees it.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Person, Site, Socket, unique};

/// A public room with its owner and one more member in it, both with a socket.
async fn two() -> (String, Person, Socket, Person, Socket) {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.guest("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let at_ada = ada.socket(&room).await;
    let at_bob = bob.socket(&room).await;
    (room, ada, at_ada, bob, at_bob)
}

#[tokio::test]
async fn two_people_talk() {
    let (_, ada, mut at_ada, bob, mut at_bob) = two().await;
    let mut expected = Vec::new();
    for number in 1..=5 {
        let seq = at_ada.say(&format!("ada {number}")).await;
        expected.push((seq, ada.id.clone(), format!("ada {number}")));
        let seq = at_bob.say(&format!("bob {number}")).await;
        expected.push((seq, bob.id.clone(), format!("bob {number}")));
    }
    assert!(
        expected.iter().map(|(seq, ..)| *seq).eq(1..=10),
        "dense, from 1: {expected:?}"
    );

    for (me, socket) in [(&ada, &mut at_ada), (&bob, &mut at_bob)] {
        for (seq, author, text) in &expected {
            let event = socket.message().await;
            let message = &event["message"];
            assert_eq!(
                (&message["seq"], &message["text"]),
                (&json!(seq), &json!(text))
            );
            assert_eq!(message["author"]["id"], author.as_str());
            let mine = *author == me.id;
            assert_eq!(
                event["nonce"].is_string(),
                mine,
                "a nonce is its author's alone: {event}"
            );
        }
    }
}

#[tokio::test]
async fn a_retry_is_the_same_message_by_either_door() {
    let (room, ada, mut at_ada, bob, mut at_bob) = two().await;
    let address = format!("rooms/{room}/messages");
    let nonce = unique("nonce");
    let send = json!({ "type": "send", "nonce": nonce, "text": "once" });
    let first = at_ada.command(send.clone()).await;
    assert_eq!((&first["type"], &first["seq"]), (&json!("ack"), &json!(1)));
    assert_eq!(at_ada.command(send).await["seq"], 1);
    let other_text = json!({ "type": "send", "nonce": nonce, "text": "twice" });
    assert_eq!(at_ada.command(other_text).await["seq"], 1);

    let in_header = ada
        .request(Method::POST, &address)
        .header("Idempotency-Key", &nonce);
    let in_header = ada.send(in_header.json(&json!({ "text": "thrice" }))).await;
    assert_eq!(in_header.status, 201);
    assert_eq!(in_header.json()["message"]["text"], "once");
    let in_body = ada
        .post(&address, json!({ "text": "again", "nonce": nonce }))
        .await;
    assert_eq!(in_body.json(), in_header.json());
    let both = ada
        .request(Method::POST, &address)
        .header("Idempotency-Key", &nonce);
    let both = both.json(&json!({ "text": "again", "nonce": "another" }));
    ada.send(both).await.is(400, "bad_request");

    // Somebody else's nonce is another one.
    let bobs = bob
        .post(&address, json!({ "text": "mine", "nonce": nonce }))
        .await
        .json();
    assert_eq!(bobs["message"]["seq"], 2);

    // Many at once, over HTTP first.
    let body = json!({ "text": "many", "nonce": unique("nonce") });
    let posted = join_all((0..8).map(|_| ada.post(&address, body.clone()))).await;
    for answer in &posted {
        assert_eq!(answer.json()["message"]["seq"], 3);
    }
    let over_socket = json!({ "type": "send", "nonce": body["nonce"], "text": "many" });
    assert_eq!(at_ada.command(over_socket).await["seq"], 3);

    at_bob.say("the end").await;
    for text in ["once", "mine", "many", "the end"] {
        assert_eq!(at_bob.message().await["message"]["text"], text);
    }
}

#[tokio::test]
async fn what_is_posted_over_http_is_seen_on_sockets() {
    let (room, ada, mut at_ada, _, mut at_bob) = two().await;
    at_bob.say("a question").await;
    let nonce = unique("nonce");
    let answer = json!({ "text": "  an answer\n", "nonce": nonce, "reply_to": 1 });
    let posted = ada.post(&format!("rooms/{room}/messages"), answer).await;
    assert_eq!(posted.status, 201);
    let message = &posted.json()["message"];
    assert_eq!(
        (&message["text"], &message["reply_to"]),
        (&json!("an answer"), &json!(1))
    );

    at_bob.message().await;
    let at_bob = at_bob.message().await;
    assert_eq!(
        (&at_bob["message"], &at_bob["nonce"]),
        (message, &Value::Null)
    );
    at_ada.message().await;
    let at_ada = at_ada.message().await;
    assert_eq!(
        (&at_ada["message"], &at_ada["nonce"]),
        (message, &json!(nonce))
    );
}

#[tokio::test]
async fn authors_edit_and_owners_delete() {
    let (room, ada, mut at_ada, bob, mut at_bob) = two().await;
    at_ada.say("from ada").await;
    at_bob.say("from bob").await;
    let edit = |seq: u64, text: &str| json!({ "type": "edit", "seq": seq, "text": text });
    let delete = |seq: u64| json!({ "type": "delete", "seq": seq });

    assert_eq!(
        at_bob.command(edit(1, "bob was here")).await["code"],
        "forbidden"
    );
    assert_eq!(
        at_ada.command(edit(2, "ada was here")).await["code"],
        "forbidden"
    );
    assert_eq!(at_bob.command(delete(1)).await["code"], "forbidden");
    assert_eq!(at_bob.command(edit(2, " \n ")).await["code"], "bad_request");
    assert_eq!(
        at_bob.command(edit(9, "nowhere")).await["code"],
        "not_found"
    );

    let ack = at_bob.command(edit(2, "from bob, mended")).await;
    assert_eq!((&ack["type"], &ack["seq"]), (&json!("ack"), &json!(2)));
    let changed = at_ada.event("changed").await;
    assert_eq!(changed["rev"], 1);
    assert_eq!(changed["message"]["text"], "from bob, mended");
    assert!(changed["message"]["edited_at"].is_i64());

    // The same by HTTP; and what does not change anything is no change.
    let address = format!("rooms/{room}/messages");
    let same = json!({ "text": "from bob, mended" });
    let same = bob
        .ask(Method::PATCH, &format!("{address}/2"), Some(same))
        .await
        .json();
    assert_eq!(same["message"], changed["message"]);
    let other = json!({ "text": "from bob, again" });
    ada.ask(Method::PATCH, &format!("{address}/2"), Some(other.clone()))
        .await
        .is(403, "forbidden");
    bob.ask(Method::PATCH, &format!("{address}/2"), Some(other))
        .await
        .json();
    assert_eq!(at_ada.event("changed").await["rev"], 2);

    // Whoever owns the room deletes what others wrote; it keeps its place, empty.
    assert_eq!(
        ada.ask(Method::DELETE, &format!("{address}/2"), None)
            .await
            .status,
        204
    );
    let gone = at_bob.event("changed").await;
    assert_eq!(gone["rev"], 1, "first the edits");
    at_bob.event("changed").await;
    let gone = at_bob.event("changed").await;
    assert_eq!(
        (&gone["rev"], &gone["message"]["text"]),
        (&json!(3), &json!(""))
    );
    assert!(gone["message"]["deleted_at"].is_i64());
    assert_eq!(
        ada.ask(Method::DELETE, &format!("{address}/2"), None)
            .await
            .status,
        204,
        "twice is once"
    );
    assert_eq!(at_bob.command(edit(2, "back")).await["code"], "not_found");
    let like = json!({ "type": "react", "seq": 2, "emoji": "👍", "on": true });
    assert_eq!(at_bob.command(like).await["code"], "not_found");

    let history = bob.get(&address).await;
    assert_eq!(history["messages"][1], gone["message"]);
    assert_eq!(history["head"], json!({ "seq": 2, "rev": 3 }));
}

#[tokio::test]
async fn reactions_go_on_and_off() {
    let (room, ada, mut at_ada, bob, mut at_bob) = two().await;
    at_ada.say("react to this").await;
    let react =
        |emoji: &str, on: bool| json!({ "type": "react", "seq": 1, "emoji": emoji, "on": on });
    let address = format!("rooms/{room}/messages/1/reactions");
    let thumb = format!("{address}/%F0%9F%91%8D");

    assert_eq!(at_bob.command(react("👍", true)).await["type"], "ack");
    let event = at_ada.event("reaction").await;
    assert_eq!(
        event,
        json!({ "type": "reaction", "rev": 1, "seq": 1, "emoji": "👍", "user": bob.id, "on": true })
    );
    assert_eq!(
        at_bob.command(react("👍", true)).await["type"],
        "ack",
        "on twice is on"
    );
    assert_eq!(ada.ask(Method::PUT, &thumb, None).await.status, 204);
    assert_eq!(at_bob.command(react("👍", false)).await["type"], "ack");
    assert_eq!(
        bob.ask(Method::DELETE, &thumb, None).await.status,
        204,
        "off twice is off"
    );

    assert_eq!(at_ada.event("reaction").await["user"], ada.id.as_str());
    let off = at_ada.event("reaction").await;
    assert_eq!(
        (&off["rev"], &off["user"], &off["on"]),
        (&json!(3), &json!(bob.id), &json!(false))
    );

    // Twenty kinds in all, however many people.
    let kinds = "😀 😁 😂 😃 😄 😅 😆 😇 😈 😉 😊 😋 😌 😍 😎 😏 😐 😑 😒";
    for kind in kinds.split(' ') {
        assert_eq!(
            at_bob.command(react(kind, true)).await["type"],
            "ack",
            "{kind}"
        );
    }
    assert_eq!(at_bob.command(react("🎉", true)).await["code"], "too_large");
    assert_eq!(
        at_bob.command(react("👍", true)).await["type"],
        "ack",
        "no new kind"
    );
    assert_eq!(
        at_bob.command(react("no emoji", true)).await["code"],
        "bad_request"
    );
    ada.ask(Method::PUT, &format!("{address}/%F0%9F%8E%89"), None)
        .await
        .is(413, "too_large");
    ada.ask(Method::PUT, &format!("{address}/x"), None)
        .await
        .is(400, "bad_request");

    let history = bob.get(&format!("rooms/{room}/messages")).await;
    let reactions = &history["messages"][0]["reactions"];
    assert_eq!(reactions.as_object().unwrap().len(), 20);
    assert_eq!(
        reactions["👍"],
        json!([ada.id, bob.id]),
        "in the order they did"
    );
}

#[tokio::test]
async fn pins_are_listed_until_they_are_taken_out() {
    let (room, ada, mut at_ada, bob, mut at_bob) = two().await;
    for text in ["one", "two", "three"] {
        at_bob.say(text).await;
    }
    for seq in [3, 1] {
        let pinned = ada
            .ask(
                Method::PUT,
                &format!("rooms/{room}/messages/{seq}/pin"),
                None,
            )
            .await;
        assert_eq!(pinned.json()["message"]["pinned"], true);
        assert_eq!(at_bob.event("changed").await["message"]["pinned"], true);
    }
    let pins = bob.get(&format!("rooms/{room}/pins")).await;
    let seqs: Vec<&Value> = pins["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["seq"])
        .collect();
    assert_eq!(seqs, [&json!(1), &json!(3)]);

    let taken = ada
        .ask(
            Method::DELETE,
            &format!("rooms/{room}/messages/1/pin"),
            None,
        )
        .await;
    assert_eq!(taken.json()["message"]["pinned"], Value::Null);
    at_ada.command(json!({ "type": "delete", "seq": 3 })).await;
    let pins = bob.get(&format!("rooms/{room}/pins")).await;
    assert_eq!(
        pins["messages"],
        json!([]),
        "a deleted message is pinned no more"
    );
}

#[tokio::test]
async fn all_see_how_far_each_has_read() {
    let (room, ada, mut at_ada, bob, mut at_bob) = two().await;
    for text in ["one", "two", "three"] {
        at_ada.say(text).await;
    }
    at_bob.command(json!({ "type": "read", "seq": 2 })).await;
    let event = at_ada.event("read").await;
    assert_eq!(event, json!({ "type": "read", "user": bob.id, "seq": 2 }));

    // Backward does nothing; past the end is up to the end.
    at_bob.command(json!({ "type": "read", "seq": 1 })).await;
    let past = json!({ "seq": 9_007_199_254_740_991_u64 });
    assert_eq!(
        bob.ask(Method::PUT, &format!("rooms/{room}/read"), Some(past))
            .await
            .status,
        204
    );
    assert_eq!(at_ada.event("read").await["seq"], 3);

    let hello = ada.socket(&room).await.hello;
    assert_eq!(hello["reads"][&bob.id], 3);
    assert_eq!(bob.get(&format!("rooms/{room}")).await["you"]["read"], 3);
}

#[tokio::test]
async fn typing_is_told_but_not_at_every_key() {
    let (_, _, mut at_ada, bob, mut at_bob) = two().await;
    for _ in 0..5 {
        at_bob.send(json!({ "type": "typing" })).await;
    }
    assert_eq!(
        at_ada.event("typing").await,
        json!({ "type": "typing", "user": bob.id })
    );
    at_bob.say("there").await;
    loop {
        let event = at_ada.next().await;
        assert_ne!(event["type"], "typing", "told once in two seconds");
        if event["type"] == "message" {
            break;
        }
    }
}

#[tokio::test]
async fn presence_counts_people_not_devices() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (carl, dora) = (site.guest("carl").await, site.guest("dora").await);
    let room = ada.make_room("public").await;
    for person in [&bob, &carl, &dora] {
        person.join(&room).await;
    }
    let mut watching = ada.socket(&room).await;
    assert_eq!(watching.hello["online"], json!([ada.id]));
    let joined = |event: &Value| -> Vec<String> {
        let people = event["joined"].as_array().unwrap().iter();
        people
            .map(|person| person["id"].as_str().unwrap().to_owned())
            .collect()
    };
    // Oneself first.
    assert_eq!(
        joined(&watching.event("presence").await),
        std::slice::from_ref(&ada.id)
    );

    let phone = bob.socket(&room).await;
    let event = watching.event("presence").await;
    assert_eq!(
        (joined(&event), &event["left"]),
        (vec![bob.id.clone()], &json!([]))
    );

    // A second device, and the first one going: nobody came and nobody left, so the next to be told of is Carl.
    let desk = bob.second_device().await.socket(&room).await;
    let mut online: Vec<&str> = desk.hello["online"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    online.sort_unstable();
    assert_eq!(online, [ada.id.as_str(), bob.id.as_str()]);
    phone.close().await;
    let at_carl = carl.socket(&room).await;
    let event = watching.event("presence").await;
    assert_eq!(
        (joined(&event), &event["left"]),
        (vec![carl.id.clone()], &json!([]))
    );

    // The last device going, without a word.
    drop(desk);
    let event = watching.event("presence").await;
    assert_eq!((joined(&event), &event["left"]), (vec![], &json!([bob.id])));
    at_carl.close().await;
    assert_eq!(watching.event("presence").await["left"], json!([carl.id]));
}

#[tokio::test]
async fn a_new_name_is_told_and_stands_beside_old_messages() {
    let (room, _, mut at_ada, bob, mut at_bob) = two().await;
    at_bob.say("who am I?").await;
    at_ada.message().await;
    let name = json!({ "display_name": "Robert" });
    bob.ask(Method::PATCH, "me", Some(name)).await.json();
    loop {
        let event = at_ada.event("presence").await;
        if event["joined"][0]["name"] == "Robert" {
            assert_eq!(event["joined"][0]["id"], bob.id.as_str());
            break;
        }
    }
    let history = bob.get(&format!("rooms/{room}/messages")).await;
    assert_eq!(history["messages"][0]["author"]["name"], "Robert");
}
