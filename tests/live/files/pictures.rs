//! Pictures of people and rooms: what they must be, where they are shown, and what becomes of old ones.

use reqwest::Method;
use serde_json::json;

use super::{fetch, png};
use crate::site::{Answer, Person, Site};

/// A form as a browser sends it: fields by name, those with a type as files.
fn form_of(fields: &[(&str, &str, Vec<u8>)]) -> Vec<u8> {
    let mut form = Vec::new();
    for (name, kind, bytes) in fields {
        let file = match *kind {
            "" => String::new(),
            kind => format!("; filename=\"picture\"\r\nContent-Type: {kind}"),
        };
        let head =
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        form.extend(head.as_bytes());
        form.extend(bytes);
        form.extend(b"\r\n");
    }
    form.extend(b"--edge--\r\n");
    form
}

pub fn form(small: Vec<u8>, large: Vec<u8>) -> Vec<u8> {
    form_of(&[("small", "image/png", small), ("large", "image/png", large)])
}

pub async fn set(person: &Person, path: &str, form: Vec<u8>) -> Answer {
    let request = person
        .request(Method::PUT, path)
        .header("Content-Type", "multipart/form-data; boundary=edge")
        .body(form);
    person.send(request).await
}

fn large(url: &str) -> String {
    url.replace("/64", "/256")
}

#[tokio::test]
async fn a_picture_of_a_person_is_shown_wherever_they_are() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    ada.say(&room, "before").await;
    let mut at_bob = bob.socket(&room).await;
    let _here = ada.socket(&room).await;

    let user = set(&ada, "me/avatar", form(png(64, 64), png(256, 256)))
        .await
        .json()["user"]
        .clone();
    let url = user["avatar"].as_str().unwrap().to_owned();
    loop {
        let joined = at_bob.event("presence").await["joined"][0].clone();
        if joined["id"] == *ada.id && !joined["avatar"].is_null() {
            assert_eq!(joined["avatar"], user["avatar"]);
            break;
        }
    }
    assert_eq!(
        bob.get(&format!("rooms/{room}/messages")).await["messages"][0]["author"]["avatar"],
        user["avatar"]
    );
    assert_eq!(ada.get("me").await["user"]["avatar"], user["avatar"]);
    for (url, bytes) in [(url.clone(), png(64, 64)), (large(&url), png(256, 256))] {
        let got = fetch(&bob, &url).await;
        assert_eq!(
            (got.status, got.headers["content-type"].to_str().unwrap()),
            (200, "image/png")
        );
        assert_eq!(got.headers["content-length"], bytes.len().to_string());
        let tag = got.headers["etag"].clone();
        let again = bob
            .request(Method::GET, &format!("..{url}"))
            .header("If-None-Match", tag);
        assert_eq!(bob.send(again).await.status, 304);
    }
    fetch(&site.stranger(), &url)
        .await
        .is(401, "unauthenticated");

    // A new one has another address, and the old one is gone.
    let next = set(&ada, "me/avatar", form(png(64, 64), png(256, 256)))
        .await
        .json()["user"]
        .clone();
    assert_ne!(next["avatar"], user["avatar"]);
    fetch(&bob, &url).await.is(404, "not_found");
    let none = ada.ask(Method::DELETE, "me/avatar", None).await.json();
    assert_eq!(none["user"]["avatar"], json!(null));
    for url in [
        next["avatar"].as_str().unwrap(),
        &large(next["avatar"].as_str().unwrap()),
    ] {
        fetch(&bob, url).await.is(404, "not_found");
    }
    assert_eq!(super::used(&ada).await, 0);
}

#[tokio::test]
async fn what_is_no_picture_of_the_right_size_is_refused() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let put = |form| set(&ada, "me/avatar", form);
    put(form(png(64, 65), png(256, 256)))
        .await
        .is(400, "bad_request");
    put(form(png(64, 64), png(64, 64)))
        .await
        .is(400, "bad_request");
    put(form(b"GIF89a\x40\0\x40\0".to_vec(), png(256, 256)))
        .await
        .is(415, "unsupported_media");
    put(form(
        b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
        png(256, 256),
    ))
    .await
    .is(415, "unsupported_media");
    put(form(Vec::new(), png(256, 256)))
        .await
        .is(415, "unsupported_media");
    put(form_of(&[("small", "image/png", png(64, 64))]))
        .await
        .is(400, "bad_request");
    put(form_of(&[
        ("small", "", b"text".to_vec()),
        ("large", "", b"text".to_vec()),
    ]))
    .await
    .is(400, "bad_request");
    let mut huge = png(256, 256);
    huge.resize(256 * 1024 + 1, 0);
    put(form(png(64, 64), huge.clone()))
        .await
        .is(413, "too_large");
    huge.resize(700 * 1024, 0);
    put(form(png(64, 64), huge)).await.is(413, "too_large");
    let raw = ada
        .request(Method::PUT, "me/avatar")
        .header("Content-Type", "image/png")
        .body(png(64, 64));
    ada.send(raw).await.is(415, "unsupported_media");
    assert_eq!(ada.get("me").await["user"]["avatar"], json!(null));
    assert_eq!(super::used(&ada).await, 0);
}

#[tokio::test]
async fn a_picture_of_a_room_is_shown_to_all_who_see_it() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let path = format!("rooms/{room}/picture");
    set(&bob, &path, form(png(64, 64), png(256, 256)))
        .await
        .is(403, "forbidden");

    let mut at_bob = bob.socket(&room).await;
    let shown = set(&ada, &path, form(png(64, 64), png(256, 256)))
        .await
        .json()["room"]
        .clone();
    let url = shown["picture"].as_str().unwrap().to_owned();
    assert_eq!(
        at_bob.event("room").await["room"]["picture"],
        shown["picture"]
    );
    let rooms = bob.get("me").await["rooms"].clone();
    let listed = rooms
        .as_array()
        .unwrap()
        .iter()
        .find(|own| own["id"] == *room)
        .unwrap();
    assert_eq!(listed["picture"], shown["picture"]);
    assert_eq!(fetch(&bob, &url).await.status, 200);
    // It is the room's, not its owner's.
    assert_eq!(super::used(&ada).await, 0);

    // Another setting leaves it alone.
    let topic = json!({ "topic": "pictures" });
    let other = ada
        .ask(Method::PATCH, &format!("rooms/{room}"), Some(topic))
        .await
        .json();
    assert_eq!(other["room"]["picture"], shown["picture"]);
    let none = ada.ask(Method::DELETE, &path, None).await.json();
    assert_eq!(none["room"].get("picture"), None);
    fetch(&bob, &url).await.is(404, "not_found");

    let again = set(&ada, &path, form(png(64, 64), png(256, 256)))
        .await
        .json()["room"]
        .clone();
    ada.ask(Method::DELETE, &format!("rooms/{room}"), None)
        .await
        .json();
    fetch(&ada, again["picture"].as_str().unwrap())
        .await
        .is(404, "not_found");
}
