//! Limits, and many at once: every file is whole, or refused with a code, and no limit is passed.

use futures_util::future::join_all;
use serde_json::json;

use super::{PIXEL, begin, get, limits_of, upload};
use crate::site::{Answer, Site};

/// Bytes a person may have on the site with limits, as it was started.
const PERSON: u64 = 20 * 1024 * 1024;

#[tokio::test]
async fn limits_can_be_asked_for() {
    let ada = Site::open().member("ada").await;
    let limits = limits_of(&ada).await;
    assert_eq!(limits["file_bytes"], 25 * 1024 * 1024);
    assert_eq!(limits["person_bytes"], 1024 * 1024 * 1024);
    assert_eq!(limits["site_bytes"], 10_u64 * 1024 * 1024 * 1024);
    assert_eq!(limits["per_message"], 10);
    assert_eq!(limits["part_bytes"], 8 * 1024 * 1024);
    assert_eq!(limits["person_used"], 0);
}

#[tokio::test]
async fn fifty_at_once_are_all_whole() {
    let ada = Site::open().member("ada").await;
    let room = ada.make_room("private").await;
    let contents: Vec<Vec<u8>> = (0..50_u8)
        .map(|n| vec![n; 200_000 + usize::from(n)])
        .collect();
    let answers = contents
        .iter()
        .map(|bytes| upload(&ada, &room, "a.bin", bytes.clone()));
    for (answer, bytes) in join_all(answers).await.iter().zip(&contents) {
        assert_eq!(answer.status, 201, "{answer:?}");
        let file = &answer.json()["media"];
        assert_eq!(file["size"], bytes.len());
        let got = get(&ada, file["url"].as_str().unwrap()).await;
        assert!(got.bytes == *bytes, "{file}");
    }
}

/// Those that were taken; all others were refused for this reason.
fn taken<'a>(answers: &'a [Answer], status: u16, code: &str) -> Vec<&'a Answer> {
    let (taken, refused): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer.status == 201);
    refused.iter().for_each(|answer| answer.is(status, code));
    taken
}

#[tokio::test]
async fn of_fifty_at_once_as_many_are_taken_as_fit() {
    let ada = Site::limited().member("ada").await;
    let room = ada.make_room("private").await;
    let limits = limits_of(&ada).await;
    if limits["person_bytes"] != PERSON {
        eprintln!("left out: the site was started with other limits");
        return;
    }
    let bytes = vec![7; 1024 * 1024];
    let answers = (0..50).map(|_| upload(&ada, &room, "a.bin", bytes.clone()));
    let answers = join_all(answers).await;
    let taken = taken(&answers, 413, "too_large");
    assert_eq!(taken.len(), 20);
    let refused = answers.iter().find(|answer| answer.status == 413).unwrap();
    let why = "All files of one person have at most 20 MiB; this is 1 MiB too much.";
    assert!(refused.text.contains(why), "{refused:?}");
    for answer in taken {
        let path = answer.json()["media"]["url"].as_str().unwrap().to_owned();
        assert!(get(&ada, &path).await.bytes == bytes);
    }
    assert_eq!(limits_of(&ada).await["person_used"], PERSON);

    // What comes in parts is counted from its beginning, before any of it is there.
    begin(&ada, &room, "a.bin", 1).await.is(413, "too_large");
    let path = answers.iter().find(|answer| answer.status == 201).unwrap();
    let id = path.json()["media"]["id"].as_str().unwrap().to_owned();
    let path = format!("media/{id}");
    assert_eq!(
        ada.ask(reqwest::Method::DELETE, &path, None).await.status,
        204
    );
    let begun = begin(&ada, &room, "a.bin", 1024 * 1024).await;
    assert_eq!(begun.status, 201, "{begun:?}");
    upload(&ada, &room, "a.png", PIXEL)
        .await
        .is(413, "too_large");
}

#[tokio::test]
async fn sixty_in_ten_minutes_and_no_more() {
    let ada = Site::limited().member("ada").await;
    let room = ada.make_room("private").await;
    let answers = join_all((0..70).map(|_| upload(&ada, &room, "a.png", PIXEL))).await;
    assert_eq!(taken(&answers, 429, "too_fast").len(), 60);
    let refused = begin(&ada, &room, "a.png", 5).await;
    refused.is(429, "too_fast");
    let after: u64 = refused.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=600).contains(&after), "{after}");
    let used = limits_of(&ada).await["person_used"].as_u64().unwrap();
    assert_eq!(used, 60 * PIXEL.len() as u64);
}

#[tokio::test]
async fn who_may_not_post_uploads_nothing() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("private").await;
    upload(&bob, &room, "a.png", PIXEL)
        .await
        .is(404, "not_found");
    begin(&bob, &room, "a.png", 5).await.is(404, "not_found");
    let public = ada.make_room("public").await;
    assert!(upload(&bob, &public, "a.png", PIXEL).await.status >= 400);
    bob.join(&public).await;
    assert_eq!(upload(&bob, &public, "a.png", PIXEL).await.status, 201);
    let mute = format!("rooms/{public}/mutes/{}", bob.id);
    ada.ask(reqwest::Method::PUT, &mute, Some(json!({})))
        .await
        .json();
    upload(&bob, &public, "a.png", PIXEL)
        .await
        .is(403, "forbidden");
    assert_eq!(limits_of(&bob).await["person_used"], PIXEL.len());
}
