//! What hangs on a message: which files may, once each, in what order, for whom.

use reqwest::Method;
use serde_json::json;

use super::{fetch, png, post, sent, upload};
use crate::site::{NO_ID, Site, unique};

#[tokio::test]
async fn a_file_is_for_those_who_read_the_message_it_hangs_on() {
    let site = Site::open();
    let (ada, bob, eve) = (
        site.member("ada").await,
        site.member("bob").await,
        site.member("eve").await,
    );
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let mut at_bob = bob.socket(&room).await;
    let file = upload(&ada, &room, "cat.png", png(640, 480)).await;
    let url = file["url"].as_str().unwrap();

    // As long as no message holds it, it is its owner's.
    assert_eq!(fetch(&ada, url).await.status, 200);
    fetch(&bob, url).await.is(404, "not_found");

    let mut at_ada = ada.socket(&room).await;
    let ack = at_ada
        .command(json!({ "type": "send", "nonce": unique("n"), "text": "", "attachments": [file["id"]] }))
        .await;
    assert_eq!(ack["type"], "ack", "{ack}");
    let message = at_bob.message().await["message"].clone();
    assert_eq!(message["attachments"], json!([file]));
    assert_eq!(
        (&file["width"], &file["height"]),
        (&json!(640), &json!(480))
    );
    let got = fetch(&bob, url).await;
    assert_eq!(
        (got.status, &got.headers["content-type"]),
        (200, &"image/png".parse().unwrap())
    );
    fetch(&eve, url).await.is(404, "not_found");
    fetch(&site.stranger(), url)
        .await
        .is(401, "unauthenticated");

    // It can be changed no more.
    let path = format!("media/{}", file["id"].as_str().unwrap());
    let alt = json!({ "alt": "a cat" });
    ada.ask(Method::PATCH, &path, Some(alt))
        .await
        .is(409, "conflict");
    ada.ask(Method::DELETE, &path, None)
        .await
        .is(409, "conflict");

    // Whoever is out has it no longer, its owner too.
    let leave = format!("rooms/{room}/members/{}", bob.id);
    ada.ask(Method::DELETE, &leave, None).await.json();
    fetch(&bob, url).await.is(404, "not_found");
    eve.join(&room).await;
    assert_eq!(fetch(&eve, url).await.status, 200);
    ada.ask(
        Method::PUT,
        &format!("rooms/{room}/members/{}", eve.id),
        Some(json!({ "role": "owner" })),
    )
    .await
    .json();
    ada.post(&format!("rooms/{room}/leave"), json!({})).await;
    fetch(&ada, url).await.is(404, "not_found");
}

#[tokio::test]
async fn a_file_hangs_on_one_message_once() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (room, other) = (ada.make_room("public").await, ada.make_room("public").await);
    bob.join(&room).await;
    let file = upload(&ada, &room, "notes.txt", b"notes".to_vec()).await;
    let id = &file["id"];
    let messages = format!("rooms/{room}/messages");

    let nonce = unique("n");
    let body = json!({ "text": "first", "attachments": [id], "nonce": nonce });
    let first = ada.post(&messages, body.clone()).await;
    assert_eq!(first.status, 201);
    // A retry is the same message, by whichever door.
    assert_eq!(ada.post(&messages, body).await.text, first.text);
    let mut socket = ada.socket(&room).await;
    let again = json!({ "type": "send", "text": "first", "attachments": [id], "nonce": nonce });
    assert_eq!(
        socket.command(again).await["seq"],
        first.json()["message"]["seq"]
    );
    // Another message is not.
    post(&ada, &room, "second", &[id]).await.is(409, "conflict");
    let second =
        json!({ "type": "send", "text": "second", "attachments": [id], "nonce": unique("n") });
    assert_eq!(socket.command(second).await["code"], "conflict");

    // Another's, another room's, nobody's, the same twice, too many.
    let theirs = upload(&bob, &room, "theirs.txt", b"theirs".to_vec()).await;
    let elsewhere = upload(&ada, &other, "elsewhere.txt", b"elsewhere".to_vec()).await;
    let own = upload(&ada, &room, "own.txt", b"own".to_vec()).await;
    for ids in [
        vec![&theirs["id"]],
        vec![&own["id"], &elsewhere["id"]],
        vec![&json!(NO_ID)],
        vec![&json!("not an id")],
        vec![&own["id"], &own["id"]],
    ] {
        post(&ada, &room, "no", &ids).await.is(400, "bad_request");
    }
    let many = vec![&own["id"]; 11];
    post(&ada, &room, "no", &many).await.is(413, "too_large");
    // What was refused took nothing.
    assert_eq!(post(&ada, &room, "yes", &[&own["id"]]).await.status, 201);

    // A message that is deleted gives its file to no other.
    let seq = first.json()["message"]["seq"].clone();
    ada.ask(Method::DELETE, &format!("{messages}/{seq}"), None)
        .await
        .json();
    let late = post(&ada, &room, "third", &[id]).await;
    assert!(matches!(late.status, 400 | 409), "{late:?}");
}

#[tokio::test]
async fn what_is_said_behind_a_file_comes_behind_it() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let mut socket = ada.socket(&room).await;
    for _ in 0..5 {
        let one = upload(&ada, &room, "one.txt", b"one".to_vec()).await;
        let two = upload(&ada, &room, "two.txt", b"two".to_vec()).await;
        let mut ids = Vec::new();
        for (text, files) in [
            ("a", json!([one["id"]])),
            ("b", json!([])),
            ("c", json!([two["id"]])),
            ("d", json!([NO_ID])),
            ("e", json!([])),
        ] {
            let send =
                json!({ "type": "send", "text": text, "attachments": files, "nonce": unique("n") });
            ids.push(socket.send(send).await);
        }
        let mut seqs = Vec::new();
        for id in ids {
            seqs.push(socket.answer_to(id).await["seq"].as_u64());
        }
        let first = seqs[0].unwrap();
        let behind = |n: u64| Some(first + n);
        assert_eq!(seqs, [behind(0), behind(1), behind(2), None, behind(3)]);
    }
}

#[tokio::test]
async fn a_file_goes_with_what_is_passed_on() {
    let site = Site::open();
    let (ada, bob, eve) = (
        site.member("ada").await,
        site.member("bob").await,
        site.member("eve").await,
    );
    let (there, here) = (
        ada.make_room("private").await,
        ada.make_room("public").await,
    );
    bob.join(&here).await;
    let (file, message) = sent(&ada, &there, "plan.txt").await;
    let body = json!({
        "text": "see", "nonce": unique("n"), "forward": { "room": there, "seq": message["seq"] },
    });
    let path = format!("rooms/{here}/messages");
    let passed_on = ada.post(&path, body.clone()).await.json()["message"].clone();
    let copy = &passed_on["attachments"][0];
    assert_ne!(copy["id"], file["id"]);
    assert_eq!(
        (&copy["name"], &copy["size"]),
        (&file["name"], &file["size"])
    );
    assert_eq!(ada.post(&path, body).await.json()["message"], passed_on);

    let url = copy["url"].as_str().unwrap();
    assert_eq!(fetch(&bob, url).await.text, "plan.txt");
    fetch(&bob, file["url"].as_str().unwrap())
        .await
        .is(404, "not_found");
    fetch(&eve, url).await.is(404, "not_found");
    // What becomes of its source is nothing to it.
    let source = format!("rooms/{there}/messages/{}", message["seq"]);
    ada.ask(Method::DELETE, &source, None).await.json();
    fetch(&ada, file["url"].as_str().unwrap())
        .await
        .is(404, "not_found");
    assert_eq!(fetch(&bob, url).await.text, "plan.txt");
}
