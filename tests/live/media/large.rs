//! A large file in parts, over a connection that breaks.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::memory::Watch;
use super::{begin, cut, get, limits_of, request, send_part};
use crate::site::{Person, Site};

const PART: usize = 8 * 1024 * 1024;
/// Parts on their way at the same time.
const AT_ONCE: usize = 3;

/// Bytes that cannot be packed, the same each time.
fn part(number: u64, length: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

async fn received(person: &Person, upload: &str) -> Vec<u64> {
    let so_far = person.get(&format!("uploads/{upload}")).await;
    let received = so_far["upload"]["received"].as_array().unwrap();
    received.iter().map(|part| part.as_u64().unwrap()).collect()
}

async fn complete(person: &Person, upload: &str) -> crate::site::Answer {
    let path = format!("/api/uploads/{upload}/complete");
    let answer = request(person, Method::POST, &path);
    person.send(answer).await
}

#[tokio::test]
async fn two_hundred_mebibytes_cut_three_times_arrive_as_they_were() {
    const PARTS: u64 = 25;
    let site = Site::alone();
    let ada = site.member("ada").await;
    let size = PARTS * PART as u64;
    if limits_of(&ada).await["file_bytes"].as_u64().unwrap() < size {
        eprintln!("left out: the site was started with other limits");
        return;
    }
    let room = ada.make_room("private").await;
    // Whatever is loaded at the first use is loaded.
    super::uploaded(&ada, &room, "first.bin", &part(0, 1000)).await;
    let watch = Watch::start().await;

    let begun = begin(&ada, &room, "large.bin", size).await.json();
    let upload = begun["upload"]["id"].as_str().unwrap();
    assert_eq!(begun["upload"]["part_bytes"], PART);
    let mut sent = Sha256::new();
    let numbers: Vec<u64> = (1..=PARTS).collect();
    for batch in numbers.chunks(AT_ONCE) {
        let parts: Vec<(u64, Vec<u8>)> = batch.iter().map(|n| (*n, part(*n, PART))).collect();
        for (number, bytes) in &parts {
            sent.update(bytes);
            // In the midst of these three, the connection breaks; what had come is asked for, and it goes on.
            if [2, 13, 25].contains(number) {
                let path = format!("/api/uploads/{upload}/parts/{number}");
                let half = bytes[..PART / 2].to_vec();
                cut(&ada, Method::PUT, &path, PART as u64, half).await;
                let before: Vec<u64> = (1..batch[0]).collect();
                assert_eq!(received(&ada, upload).await, before);
            }
        }
        let parts = parts
            .into_iter()
            .map(|(number, bytes)| send_part(&ada, upload, number, bytes));
        for answer in join_all(parts).await {
            assert_eq!(answer.status, 204, "{answer:?}");
        }
    }
    let made = complete(&ada, upload).await;
    assert_eq!(made.status, 201, "{made:?}");
    let file = &made.json()["media"];
    assert_eq!((&file["size"], &file["id"]), (&json!(size), &json!(upload)));

    let mut answer = request(&ada, Method::GET, file["url"].as_str().unwrap())
        .send()
        .await
        .unwrap();
    let mut came = Sha256::new();
    while let Some(chunk) = answer.chunk().await.unwrap() {
        came.update(&chunk);
    }
    assert_eq!(came.finalize(), sent.finalize());
    watch.end().await;
}

#[tokio::test]
async fn parts_come_in_any_order_and_again() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("private").await;
    let (first, last) = (part(1, PART), part(2, 5));
    let begun = begin(&ada, &room, "a.bin", PART as u64 + 5).await.json();
    let upload = begun["upload"]["id"].as_str().unwrap().to_owned();
    assert_eq!(begun["upload"]["received"], json!([]));

    complete(&ada, &upload).await.is(409, "conflict");
    let send = async |number, bytes: &[u8]| send_part(&ada, &upload, number, bytes.to_vec()).await;
    for (number, bytes) in [(1, &last), (2, &first), (2, &last[..4].to_vec())] {
        send(number, bytes).await.is(400, "bad_request");
    }
    for number in [0, 3, 10_001] {
        send(number, &last).await.is(404, "not_found");
    }
    assert_eq!(send(2, b"other").await.status, 204);
    assert_eq!(received(&ada, &upload).await, [2]);
    complete(&ada, &upload).await.is(409, "conflict");
    assert_eq!(send(2, &last).await.status, 204);
    assert_eq!(send(1, &first).await.status, 204);
    assert_eq!(received(&ada, &upload).await, [1, 2]);
    let not_yet = get(&ada, &format!("/media/{upload}/a.bin")).await;
    assert_eq!(not_yet.status, 404);

    // Twice at once, and once more: one file.
    let both = [complete(&ada, &upload), complete(&ada, &upload)];
    let both: Vec<u16> = join_all(both)
        .await
        .iter()
        .map(|answer| answer.status)
        .collect();
    assert!(
        both.contains(&201) && both.iter().all(|status| [200, 201].contains(status)),
        "{both:?}"
    );
    let again = complete(&ada, &upload).await;
    assert_eq!(again.status, 200, "{again:?}");
    assert_eq!(received(&ada, &upload).await, [1, 2]);
    send(2, &last).await.is(409, "conflict");
    let path = again.json()["media"]["url"].as_str().unwrap().to_owned();
    assert!(get(&ada, &path).await.bytes == [first, last].concat());

    let path = format!("uploads/{upload}");
    assert_eq!(ada.ask(Method::DELETE, &path, None).await.status, 204);
    ada.ask(Method::GET, &path, None).await.is(404, "not_found");
}

#[tokio::test]
async fn what_will_not_come_is_given_up() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("private").await;
    for (size, status, code) in [
        (0, 400, "bad_request"),
        (25 * 1024 * 1024 + 1, 413, "too_large"),
    ] {
        begin(&ada, &room, "a.bin", size).await.is(status, code);
    }
    let begun = begin(&ada, &room, "a.bin", 10).await.json();
    let upload = begun["upload"]["id"].as_str().unwrap().to_owned();
    assert_eq!(limits_of(&ada).await["person_used"], 10);
    let path = format!("uploads/{upload}");
    assert_eq!(ada.ask(Method::DELETE, &path, None).await.status, 204);
    send_part(&ada, &upload, 1, vec![0; 10])
        .await
        .is(404, "not_found");
    complete(&ada, &upload).await.is(404, "not_found");
    assert_eq!(limits_of(&ada).await["person_used"], 0);
    // What came whole is no upload.
    let whole = super::uploaded(&ada, &room, "b.bin", b"\0").await;
    let path = format!("uploads/{}", whole["id"].as_str().unwrap());
    ada.ask(Method::GET, &path, None).await.is(404, "not_found");
}
