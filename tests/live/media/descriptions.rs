//! What is said about a file by its owner, and its thumbnail.

use reqwest::Method;
use serde_json::{Value, json};

use super::{PIXEL, get, limits_of, request, uploaded};
use crate::site::{Person, Site};

async fn file(site: &Site) -> (Person, String, String) {
    let ada = site.member("ada").await;
    let room = ada.make_room("private").await;
    let file = uploaded(&ada, &room, "a.webm", b"\x1a\x45\xdf\xa3").await;
    let id = file["id"].as_str().unwrap().to_owned();
    (ada, room, id)
}

async fn thumbnail(ada: &Person, id: &str, bytes: &[u8]) -> crate::site::Answer {
    let path = format!("/api/media/{id}/thumbnail");
    let sent = request(ada, Method::PUT, &path).body(bytes.to_vec());
    ada.send(sent).await
}

#[tokio::test]
async fn what_its_owner_says_is_kept_until_a_message_holds_it() {
    let site = Site::open();
    let (ada, room, id) = file(&site).await;
    let describe = async |said: Value| {
        ada.ask(Method::PATCH, &format!("media/{id}"), Some(said))
            .await
    };
    let said = json!({ "alt": " a cat ", "width": 640, "height": 480, "duration_ms": 1500, "thumbhash": "YWJj",
        "waveform": [0, 31, 7] });
    let media = describe(said).await.json()["media"].clone();
    let expected = json!({ "id": id, "name": "a.webm", "type": "application/octet-stream", "size": 4,
        "url": format!("/media/{id}/a.webm"), "alt": "a cat", "width": 640, "height": 480, "duration_ms": 1500,
        "thumbhash": "YWJj", "waveform": [0, 31, 7] });
    assert_eq!(media, expected);
    // What is not said stays; what is empty goes.
    let media = describe(json!({ "alt": "" })).await.json()["media"].clone();
    assert_eq!((media.get("alt"), &media["width"]), (None, &json!(640)));

    for said in [
        json!({ "alt": 5 }),
        json!({ "alt": "a\nb" }),
        json!({ "width": 0 }),
        json!({ "width": 65_536 }),
        json!({ "duration_ms": -1 }),
        json!({ "thumbhash": "not base64" }),
        json!({ "thumbhash": "YWI" }),
        json!({ "thumbhash": "YWJj====" }),
        json!({ "thumbhash": "YWJjYWI==" }),
        json!({ "thumbhash": "A".repeat(64) }),
        json!({ "waveform": [32] }),
        json!({ "waveform": vec![1; 65] }),
        json!({ "waveform": "loud" }),
    ] {
        describe(said).await.is(400, "bad_request");
    }
    describe(json!({ "alt": "x".repeat(1_001) }))
        .await
        .is(413, "too_large");

    assert_eq!(thumbnail(&ada, &id, PIXEL).await.status, 204);
    let message = json!({ "text": "", "attachments": [id] });
    let said = ada.post(&format!("rooms/{room}/messages"), message).await;
    let held = &said.json()["message"]["attachments"][0];
    assert_eq!(held["thumbnail"], format!("/media/{id}/thumbnail"));
    assert_eq!(held["waveform"], json!([0, 31, 7]));
    describe(json!({ "alt": "too late" }))
        .await
        .is(409, "conflict");
    thumbnail(&ada, &id, PIXEL).await.is(409, "conflict");
    let path = format!("media/{id}");
    ada.ask(Method::DELETE, &path, None)
        .await
        .is(409, "conflict");
}

#[tokio::test]
async fn a_thumbnail_is_a_small_picture() {
    let site = Site::open();
    let (ada, _, id) = file(&site).await;
    let path = format!("/media/{id}/thumbnail");
    assert_eq!(get(&ada, &path).await.status, 404);
    assert_eq!(thumbnail(&ada, &id, PIXEL).await.status, 204);
    let got = get(&ada, &path).await;
    assert_eq!((got.status, got.bytes.as_slice()), (200, PIXEL));
    assert_eq!(got.header("content-type"), "image/png");
    let used = limits_of(&ada).await["person_used"].as_u64().unwrap();
    assert_eq!(used, 4 + PIXEL.len() as u64);

    let gif = b"GIF89a\x01\0\x01\0\x80\0\0";
    for other in [b"".as_slice(), b"<svg/>", b"%PDF-1.7", gif] {
        thumbnail(&ada, &id, other)
            .await
            .is(415, "unsupported_media");
    }
    let mut large = PIXEL.to_vec();
    large.resize(256 * 1024 + 1, 0);
    thumbnail(&ada, &id, &large).await.is(413, "too_large");
    assert_eq!(get(&ada, &path).await.bytes, PIXEL, "the one before stays");
}

#[tokio::test]
async fn what_nobody_holds_can_be_deleted() {
    let site = Site::open();
    let (ada, room, id) = file(&site).await;
    let path = format!("media/{id}");
    assert_eq!(ada.ask(Method::DELETE, &path, None).await.status, 204);
    assert_eq!(get(&ada, &format!("/media/{id}/a.webm")).await.status, 404);
    ada.ask(Method::DELETE, &path, None)
        .await
        .is(404, "not_found");
    assert_eq!(limits_of(&ada).await["person_used"], 0);
    let message = json!({ "text": "", "attachments": [id] });
    let said = ada.post(&format!("rooms/{room}/messages"), message).await;
    assert!(said.status >= 400, "{said:?}");
}
