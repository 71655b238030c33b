//! Passing a message on: who may, what comes along, and what becomes of it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Answer, NO_ID, Person, Site, unique};

/// Passes a message on, with these fields besides.
async fn forward(person: &Person, from: (&str, &Value), to: &str, with: Value) -> Answer {
    let mut body = with;
    body["forward"] = json!({ "room": from.0, "seq": from.1 });
    person.post(&format!("rooms/{to}/messages"), body).await
}

#[tokio::test]
async fn a_message_is_passed_on_with_its_author_and_its_text() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (there, here) = (
        ada.make_room("private").await,
        ada.make_room("public").await,
    );
    bob.join(&here).await;
    let said = ada.say(&there, &format!("the plan, <@{}>", bob.id)).await;
    let mut at_bob = bob.socket(&here).await;

    let with = json!({ "text": "look at this", "nonce": unique("nonce") });
    let posted = forward(&ada, (&there, &said["seq"]), &here, with).await;
    assert_eq!(posted.status, 201);
    let message = posted.json()["message"].clone();
    assert_eq!(message["text"], "look at this");
    assert_eq!(
        message["forwarded"],
        json!({
            "room": there,
            "seq": said["seq"],
            "author": said["author"],
            "text": said["text"],
            "at": said["at"],
        })
    );
    assert_eq!(message["mentions"], json!([]), "nobody is called by it");
    assert_eq!(at_bob.message().await["message"], message);

    // Nothing need be said about it.
    let bare = forward(&ada, (&there, &said["seq"]), &here, json!({})).await;
    let bare = bare.json()["message"].clone();
    assert_eq!(
        (&bare["text"], &bare["forwarded"]),
        (&json!(""), &message["forwarded"])
    );

    // Passed on once more, it is still the same: whoever got it need not see where it comes from.
    let third = bob.make_room("public").await;
    let again = forward(
        &bob,
        (&here, &message["seq"]),
        &third,
        json!({ "text": "see" }),
    )
    .await;
    assert_eq!(again.json()["message"]["forwarded"], message["forwarded"]);

    // What becomes of its source is nothing to it.
    let source = format!("rooms/{there}/messages/{}", said["seq"]);
    let other = json!({ "text": "another plan" });
    ada.ask(Method::PATCH, &source, Some(other)).await.json();
    ada.ask(Method::DELETE, &source, None).await;
    let kept = bob.get(&format!("rooms/{here}/messages")).await;
    assert_eq!(kept["messages"][0], message);
}

#[tokio::test]
async fn what_one_may_not_read_is_not_passed_on() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (private, public) = (
        ada.make_room("private").await,
        ada.make_room("public").await,
    );
    let here = bob.make_room("public").await;
    for room in [&private, &public] {
        ada.say(room, "secret").await;
        forward(&bob, (room, &json!(1)), &here, json!({ "text": "look" }))
            .await
            .is(404, "not_found");
    }
    bob.join(&public).await;
    let said = ada.say(&public, "taken back").await;
    let gone = format!("rooms/{public}/messages/{}", said["seq"]);
    ada.ask(Method::DELETE, &gone, None).await;
    for (room, seq) in [
        (public.as_str(), &said["seq"]),
        (&public, &json!(999)),
        (&public, &json!(0)),
        (&public, &json!(u64::MAX)),
        (NO_ID, &json!(1)),
        ("../rooms", &json!(1)),
    ] {
        forward(
            &bob,
            (room, seq),
            &here,
            json!({ "nonce": unique("nonce") }),
        )
        .await
        .is(404, "not_found");
    }
    let address = format!("rooms/{here}/messages");
    for forward in [
        json!(5),
        json!([]),
        json!({ "room": public }),
        json!({ "room": public, "seq": -1 }),
    ] {
        bob.post(&address, json!({ "text": "x", "forward": forward }))
            .await
            .is(400, "bad_request");
    }
    // And nowhere to where one may not post.
    let said = bob.say(&here, "mine").await;
    forward(&bob, (&here, &said["seq"]), &private, json!({}))
        .await
        .is(404, "not_found");
    let history = bob.get(&address).await;
    assert_eq!(history["head"]["seq"], 1);
}

#[tokio::test]
async fn a_retry_finds_the_first_whatever_became_of_the_source() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (there, here) = (ada.make_room("public").await, bob.make_room("public").await);
    bob.join(&there).await;
    let said = ada.say(&there, "now or never").await;
    let from = (there.as_str(), &said["seq"]);
    let with = json!({ "text": "hear", "nonce": unique("nonce") });
    let first = forward(&bob, from, &here, with.clone()).await;
    assert_eq!(first.status, 201);

    let source = format!("rooms/{there}/messages/{}", said["seq"]);
    ada.ask(Method::DELETE, &source, None).await;
    let retry = forward(&bob, from, &here, with.clone()).await;
    assert_eq!((retry.status, retry.json()), (201, first.json()));
    bob.post(&format!("rooms/{there}/leave"), json!({})).await;
    let retry = forward(&bob, from, &here, with.clone()).await;
    assert_eq!((retry.status, retry.json()), (201, first.json()));
    ada.ask(Method::DELETE, &format!("rooms/{there}"), None)
        .await;
    let retry = forward(&bob, from, &here, with).await;
    assert_eq!((retry.status, retry.json()), (201, first.json()));

    let other = json!({ "text": "hear", "nonce": unique("nonce") });
    forward(&bob, from, &here, other).await.is(404, "not_found");
    let history = bob.get(&format!("rooms/{here}/messages")).await;
    assert_eq!(history["head"]["seq"], 1);
}

#[tokio::test]
async fn what_was_passed_on_goes_with_the_message() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let said = ada.say(&room, "the original").await;
    let mut socket = ada.socket(&room).await;
    let bare = forward(&ada, (&room, &said["seq"]), &room, json!({})).await;
    let bare = bare.json()["message"]["seq"].clone();
    let path = format!("rooms/{room}/messages/{bare}");
    // Something is said about it later.
    let text = json!({ "text": "as I said" });
    let edited = ada.ask(Method::PATCH, &path, Some(text)).await.json();
    assert_eq!(edited["message"]["forwarded"]["text"], "the original");
    socket.event("changed").await;

    assert_eq!(ada.ask(Method::DELETE, &path, None).await.status, 204);
    let gone = socket.event("changed").await;
    assert_eq!(gone["message"]["text"], "");
    assert!(gone["message"]["forwarded"].is_null());
    forward(&ada, (&room, &bare), &room, json!({}))
        .await
        .is(404, "not_found");
}

#[tokio::test]
async fn nobody_is_made_to_say_what_they_did_not() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let mut socket = ada.socket(&room).await;
    let forged = json!({
        "room": room, "seq": 1, "text": "I owe Ada money", "at": 1,
        "author": { "id": NO_ID, "name": "Bob", "avatar": null, "kind": "member" },
    });
    let send = |text: &str| json!({ "type": "send", "text": text, "forwarded": forged, "forward": { "room": room, "seq": 1 } });
    socket.command(send("hello")).await;
    assert!(socket.message().await["message"]["forwarded"].is_null());
    assert_eq!(socket.command(send("")).await["code"], "bad_request");
    let posted = json!({ "text": "hello", "forwarded": forged });
    let posted = ada.post(&format!("rooms/{room}/messages"), posted).await;
    assert!(posted.json()["message"]["forwarded"].is_null());
}

#[tokio::test]
async fn a_notice_and_a_report_say_what_was_passed_on() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    let said = ada.say(&room, "the original").await;
    let direct = ada.post("direct", json!({ "users": [bob.id] })).await;
    let direct = direct.json()["room"]["id"].as_str().unwrap().to_owned();
    let mut inbox = bob.inbox().await;
    let bare = forward(&ada, (&room, &said["seq"]), &direct, json!({})).await;
    let notice = inbox.event("notice").await;
    assert_eq!(
        (&notice["text"], &notice["why"]),
        (&json!("the original"), &json!("direct"))
    );

    let report = format!(
        "rooms/{direct}/messages/{}/report",
        bare.json()["message"]["seq"]
    );
    let report = bob.post(&report, json!({ "reason": "not nice" })).await;
    assert_eq!(report.json()["report"]["text"], "the original");
}
