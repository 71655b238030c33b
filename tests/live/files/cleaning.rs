//! The hourly clean-up, through wrangler: what nobody needs goes, exactly that, and as often as one likes.

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};
use reqwest::Method;
use rusqlite::params;
use serde_json::{Value, json};

use super::{fetch, png, post, upload};
use crate::rooms::healing::database;
use crate::site::{Person, Site};

const HOUR: i64 = 3_600_000;

/// Lets the scheduled event happen.
async fn sweep(site: &Site) {
    let url = format!("{}/cdn-cgi/handler/scheduled", site.url);
    let answer = reqwest::get(url).await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(answer.text().await.unwrap(), "ok");
}

/// Makes what is known of a room's files so many hours older.
fn age(room: &str, hours: i64) {
    let aged = database().execute(
        "UPDATE media SET created_at = created_at - ?2, attached_at = attached_at - ?2, deleted_at = deleted_at - ?2
         WHERE room_id = ?1",
        params![room, hours * HOUR],
    );
    assert!(aged.unwrap() > 0);
}

/// The files of a room the site knows of, and which of them are out of reach.
fn rows(room: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let database = database();
    let mut select = database
        .prepare("SELECT id, deleted_at IS NOT NULL FROM media WHERE room_id = ?")
        .unwrap();
    let rows = select.query_map([room], |row| Ok((row.get(0)?, row.get(1)?)));
    let rows: Vec<(String, bool)> = rows.unwrap().map(Result::unwrap).collect();
    let (gone, there): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, gone)| *gone);
    let ids = |rows: Vec<(String, bool)>| rows.into_iter().map(|(id, _)| id).collect();
    (ids(there), ids(gone))
}

/// What lies in the bucket and belongs to no file.
async fn orphans(site: &Site) -> Vec<Value> {
    let owner = site.owner().await;
    let (mut all, mut path) = (Vec::new(), "admin/media".to_owned());
    loop {
        let report = owner.get(&path).await;
        all.extend(report["orphans"].as_array().unwrap().iter().cloned());
        match report["next"].as_str() {
            Some(next) => path = format!("admin/media?cursor={next}"),
            None => return all,
        }
    }
}

fn id(file: &Value) -> String {
    file["id"].as_str().unwrap().to_owned()
}

/// Uploads so many files, several at once.
async fn upload_many(person: &Person, room: &str, number: u32) -> Vec<Value> {
    let one = |n| async move {
        upload(
            person,
            room,
            &format!("{n}.txt"),
            format!("file {n}").into_bytes(),
        )
        .await
    };
    stream::iter(0..number)
        .map(one)
        .buffer_unordered(16)
        .collect()
        .await
}

#[tokio::test]
async fn of_a_thousand_uploads_those_go_that_nobody_needs() {
    let (site, _guard) = Site::touched().await;
    let ada = site.member("ada").await;
    let room = ada.make_room("private").await;
    let files = upload_many(&ada, &room, 1_000).await;
    let (kept, loose) = files.split_at(500);
    for some in kept.chunks(10) {
        let ids: Vec<&Value> = some.iter().map(|file| &file["id"]).collect();
        assert_eq!(post(&ada, &room, "ten files", &ids).await.status, 201);
    }
    // The site may not have heard that they are attached: it asks the room.
    database()
        .execute(
            "UPDATE media SET attached_at = NULL WHERE room_id = ?",
            [&room],
        )
        .unwrap();
    let kept: BTreeSet<String> = kept.iter().map(id).collect();
    let lost: BTreeSet<String> = loose.iter().map(id).collect();
    let all: BTreeSet<String> = kept.union(&lost).cloned().collect();

    // None is old enough.
    sweep(&site).await;
    assert_eq!(rows(&room), (all, BTreeSet::new()));
    age(&room, 25);
    for _ in 0..2 {
        sweep(&site).await;
        assert_eq!(rows(&room), (kept.clone(), lost.clone()));
    }
    fetch(&ada, loose[0]["url"].as_str().unwrap())
        .await
        .is(404, "not_found");
    age(&room, 2);
    for _ in 0..2 {
        sweep(&site).await;
        assert_eq!(rows(&room), (kept.clone(), BTreeSet::new()));
    }
    assert_eq!(orphans(&site).await, [json!(null); 0]);
    for file in files.iter().take(500).step_by(50) {
        let got = fetch(&ada, file["url"].as_str().unwrap()).await;
        assert_eq!((got.status, got.text.starts_with("file ")), (200, true));
    }
}

#[tokio::test]
async fn bytes_stay_as_long_as_somebody_has_them() {
    let (site, _guard) = Site::touched().await;
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let (there, here) = (
        ada.make_room("private").await,
        ada.make_room("public").await,
    );
    bob.join(&here).await;
    let (file, message) = super::sent(&ada, &there, "one.txt").await;
    let forward = json!({ "forward": { "room": there, "seq": message["seq"] } });
    let passed_on = ada.post(&format!("rooms/{here}/messages"), forward).await;
    let passed_on = passed_on.json()["message"].clone();
    let url = passed_on["attachments"][0]["url"].as_str().unwrap();

    // The source goes with its room, and an hour later all of it but the bytes.
    ada.ask(Method::DELETE, &format!("rooms/{there}"), None)
        .await
        .json();
    assert_eq!(rows(&there), (BTreeSet::new(), BTreeSet::from([id(&file)])));
    age(&there, 2);
    sweep(&site).await;
    assert_eq!(rows(&there), (BTreeSet::new(), BTreeSet::new()));
    assert_eq!(fetch(&bob, url).await.text, "one.txt");

    // What a row wrongly calls deleted is held, and comes back.
    let lie = "UPDATE media SET deleted_at = created_at - 7200000 WHERE room_id = ?";
    database().execute(lie, [&here]).unwrap();
    fetch(&bob, url).await.is(404, "not_found");
    sweep(&site).await;
    assert_eq!(fetch(&bob, url).await.text, "one.txt");
}

#[tokio::test]
async fn what_never_came_whole_goes_too() {
    let (site, _guard) = Site::touched().await;
    let ada = site.member("ada").await;
    let room = ada.make_room("private").await;
    let begun = json!({ "name": "film.mp4", "size": 20_000_000 });
    let upload = ada
        .post(&format!("rooms/{room}/uploads"), begun)
        .await
        .json()["upload"]
        .clone();
    let path = format!("uploads/{}/parts/1", id(&upload));
    let part = ada.request(Method::PUT, &path).body(vec![7; 8_388_608]);
    assert_eq!(ada.send(part).await.status, 204);
    let picture = upload_with_thumbnail(&ada, &room).await;
    age(&room, 25);
    sweep(&site).await;
    let gone = BTreeSet::from([id(&upload), id(&picture)]);
    assert_eq!(rows(&room), (BTreeSet::new(), gone));
    assert_eq!(super::used(&ada).await, 0);
    age(&room, 2);
    sweep(&site).await;
    assert_eq!(rows(&room), (BTreeSet::new(), BTreeSet::new()));
    assert_eq!(orphans(&site).await, [json!(null); 0]);
}

async fn upload_with_thumbnail(person: &Person, room: &str) -> Value {
    let picture = upload(person, room, "cat.png", png(640, 480)).await;
    let path = format!("media/{}/thumbnail", id(&picture));
    let thumbnail = person.request(Method::PUT, &path).body(png(64, 48));
    assert_eq!(person.send(thumbnail).await.status, 204);
    picture
}
