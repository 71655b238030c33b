//! D1's index of who sits where may be lost or stale: the rooms decide, what is opened is healed, and nothing leaks.

use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::Method;
use rusqlite::Connection;
use serde_json::json;

use crate::site::{Person, Site};

/// The database of [`Site::touched`], behind its back.
pub fn database() -> Connection {
    let state = std::env::var("CONFAB_STATE_TOUCHED")
        .expect("CONFAB_STATE_TOUCHED names the folder of the site's databases");
    let file = newest_with_rooms(&Path::new(&state).join("v3/d1"));
    let database = Connection::open(file).unwrap();
    database.busy_timeout(Duration::from_secs(10)).unwrap();
    database
}

/// The file that has the directory in it.
fn newest_with_rooms(folder: &Path) -> PathBuf {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "sqlite") {
                let found = Connection::open(&path).unwrap().query_row(
                    "SELECT count(*) FROM memberships",
                    [],
                    |row| row.get::<_, u32>(0),
                );
                if found.is_ok() {
                    return path;
                }
            }
        }
    }
    panic!("no database of a site there");
}

async fn knows(person: &Person, room: &str) -> bool {
    let me = person.get("me").await;
    let rooms = me["rooms"].as_array().unwrap();
    rooms.iter().any(|own| own["id"] == room)
}

#[tokio::test]
async fn a_lost_seat_in_the_index_comes_back_when_the_room_is_opened() {
    let (site, _guard) = Site::touched().await;
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("private").await;
    let direct = ada
        .post("direct", json!({ "users": [bob.id] }))
        .await
        .json();
    let direct = direct["room"]["id"].as_str().unwrap();
    ada.say(direct, "are you there?").await;
    database()
        .execute(
            "DELETE FROM memberships WHERE user_id IN (?1, ?2)",
            [&ada.id, &bob.id],
        )
        .unwrap();
    assert!(!knows(&ada, &room).await && !knows(&bob, direct).await);

    // By its page, by its socket.
    ada.get(&format!("rooms/{room}")).await;
    assert!(knows(&ada, &room).await);
    let mut socket = bob.socket(direct).await;
    assert_eq!(socket.hello["messages"][0]["text"], "are you there?");
    socket.say("I am").await;
    assert!(knows(&bob, direct).await);
}

#[tokio::test]
async fn a_seat_only_the_index_knows_opens_nothing() {
    let (site, _guard) = Site::touched().await;
    let (ada, mallory) = (site.member("ada").await, site.member("mallory").await);
    let room = ada.make_room("private").await;
    ada.say(&room, "a secret").await;
    database()
        .execute(
            "INSERT INTO memberships (user_id, room_id, joined_at) VALUES (?1, ?2, 1)",
            [&mallory.id, &room],
        )
        .unwrap();
    for path in ["", "/messages", "/members", "/pins"] {
        mallory
            .ask(Method::GET, &format!("rooms/{room}{path}"), None)
            .await
            .is(404, "not_found");
    }
    assert_eq!(
        mallory.upgrade(&room, "", Some(&site.url)).await.err(),
        Some(404)
    );
    mallory
        .post(&format!("rooms/{room}/messages"), json!({ "text": "hi" }))
        .await
        .is(404, "not_found");
    // Whoever asks for a room they have no seat in is not shown it again.
    assert!(!knows(&mallory, &room).await);
}
