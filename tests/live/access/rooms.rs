//! What is about a room: every route in a private and in a public room, and every command of a socket.

use confab::route::Pattern;
use futures_util::future::join;
use reqwest::Method;
use serde_json::{Value, json};

use super::people::{IN_ROOMS, People, invite};
use super::{Table, name, routes, settle};
use crate::files::pictures::{form, set};
use crate::files::png;
use crate::site::{Person, Site, path_of, unique};

#[tokio::test]
async fn every_route_about_a_room_answers_everybody_as_the_table_says() {
    let site = Site::asked_by_all();
    let people = People::gather(&site).await;
    let mut found = Table::new();
    let (private, public) = join(people.room("private"), people.room("public")).await;
    for pattern in routes(true) {
        let (private, public) = match pattern.method.as_str() {
            // Nothing about a room changes by looking at it: one will do for all.
            "GET" => {
                let [private, public] =
                    [&private, &public].map(|room| in_a_room(&people, &site, pattern, room));
                join(private, public).await
            }
            _ => {
                let [private, public] =
                    ["private", "public"].map(|kind| in_its_own(&people, &site, pattern, kind));
                join(private, public).await
            }
        };
        let cells = private.iter().zip(&public).map(|(private, public)| {
            if private == public {
                private.to_string()
            } else {
                format!("{private} · {public}")
            }
        });
        found.push((name(pattern), cells.collect()));
    }
    settle("Every route about a room", &IN_ROOMS, &found);
}

/// The statuses they get, one after the other, in a new room; in another one when that was deleted.
async fn in_its_own(people: &People, site: &Site, pattern: &Pattern, kind: &str) -> Vec<u16> {
    let deletes = (pattern.method.as_str(), pattern.path) == ("DELETE", "/api/rooms/{room}");
    let mut room = people.room(kind).await;
    let mut statuses = Vec::new();
    for who in IN_ROOMS {
        let status = ask(people, site, pattern, &room, who).await;
        statuses.push(status);
        if deletes && status == 204 {
            room = people.room(kind).await;
        }
    }
    statuses
}

/// The statuses they get, one after the other, in this room.
async fn in_a_room(people: &People, site: &Site, pattern: &Pattern, room: &str) -> Vec<u16> {
    let mut statuses = Vec::new();
    for who in IN_ROOMS {
        statuses.push(ask(people, site, pattern, room, who).await);
    }
    statuses
}

/// The status somebody gets.
async fn ask(people: &People, site: &Site, pattern: &Pattern, room: &str, who: &str) -> u16 {
    let person = people.who(who);
    if pattern.path.ends_with("/socket") {
        return match person.upgrade(room, "", Some(&site.url)).await {
            Ok(_) => 101,
            Err(status) => status,
        };
    }
    if (pattern.method.as_str(), pattern.path) == ("PUT", "/api/rooms/{room}/picture") {
        let path = format!("rooms/{room}/picture");
        return set(person, &path, form(png(64, 64), png(256, 256)))
            .await
            .status;
    }
    let method = Method::from_bytes(pattern.method.as_str().as_bytes()).unwrap();
    let target = &people.target.id;
    let mut path = path_of(pattern, room);
    let about_target = |part: &str| format!("/api/rooms/{room}/{part}/{target}");
    let mut body =
        json!({ "topic": unique("topic"), "text": "hello", "seq": 1, "reason": "because" });
    match (pattern.method.as_str(), pattern.path) {
        ("POST", "/api/rooms/{room}/uploads") => body = json!({ "name": "film.mp4", "size": 10 }),
        // One's own message, where one could write one.
        ("PATCH", "/api/rooms/{room}/messages/{seq}") => {
            let said = person
                .post(&format!("rooms/{room}/messages"), json!({ "text": "mine" }))
                .await;
            if said.status == 201 {
                path = format!(
                    "/api/rooms/{room}/messages/{}",
                    said.json()["message"]["seq"]
                );
                body["text"] = json!(unique("mine"));
            }
        }
        ("GET", "/api/rooms/{room}/messages/{seq}/edits") => {
            let said = people.target.say(room, "a message of the target's").await;
            path = path.replace("/messages/1", &format!("/messages/{}", said["seq"]));
        }
        // Another's.
        (
            "DELETE",
            "/api/rooms/{room}/messages/{seq}" | "/api/rooms/{room}/messages/{seq}/previews",
        )
        | ("POST", "/api/rooms/{room}/messages/{seq}/report") => {
            let said = people.target.say(room, "a message of the target's").await;
            path = path.replace("/messages/1", &format!("/messages/{}", said["seq"]));
        }
        ("PUT", "/api/rooms/{room}/members/{user}") => {
            path = about_target("members");
            body["role"] = json!("moderator");
            // Back to where they were, so that everybody finds the same.
            let back = format!("members/{target}");
            people
                .by_owner(room, Method::PUT, &back, json!({ "role": "member" }))
                .await;
        }
        ("DELETE", "/api/rooms/{room}/members/{user}")
        | ("PUT", "/api/rooms/{room}/bans/{user}") => {
            people.reseat(room).await;
            let part = if pattern.path.contains("bans") {
                "bans"
            } else {
                "members"
            };
            path = about_target(part);
        }
        ("DELETE", "/api/rooms/{room}/bans/{user}") => {
            people
                .by_owner(room, Method::PUT, &format!("bans/{target}"), json!({}))
                .await
                .json();
            path = about_target("bans");
        }
        ("PUT", "/api/rooms/{room}/mutes/{user}") => path = about_target("mutes"),
        ("DELETE", "/api/rooms/{room}/mutes/{user}") => {
            people
                .by_owner(room, Method::PUT, &format!("mutes/{target}"), json!({}))
                .await
                .json();
            path = about_target("mutes");
        }
        ("DELETE", "/api/rooms/{room}/invites/{code}") => {
            let code = invite(people.who("owner"), room).await;
            path = format!("/api/rooms/{room}/invites/{code}");
        }
        ("PATCH", "/api/rooms/{room}/reports/{report}") => {
            let said = people.target.say(room, "a message of the target's").await;
            let report = format!("rooms/{room}/messages/{}/report", said["seq"]);
            let report = people
                .who("member")
                .post(&report, json!({ "reason": "because" }))
                .await;
            let id = report.json()["report"]["id"].as_str().unwrap().to_owned();
            path = format!("/api/rooms/{room}/reports/{id}");
            body["outcome"] = json!("dismissed");
        }
        _ => {}
    }
    answer(person, method, &path, body).await
}

pub async fn answer(person: &Person, method: Method, path: &str, body: Value) -> u16 {
    let body = (method != Method::GET).then_some(body);
    let answer = person
        .ask(method, path.trim_start_matches("/api/"), body)
        .await;
    assert!(answer.status < 500, "{answer:?}");
    answer.status
}

const SEATED: [&str; 6] = ["guest", "muted", "member", "moderator", "owner", "admin"];

#[tokio::test]
async fn every_command_answers_everybody_as_the_table_says() {
    let site = Site::asked_by_all();
    let people = People::gather(&site).await;
    let room = people.room("public").await;
    people.who("admin").join(&room).await;
    // What the muted said before they were.
    let muted = people.who("muted");
    let mute = format!("mutes/{}", muted.id);
    people
        .by_owner(&room, Method::DELETE, &mute, json!({}))
        .await
        .json();
    let said_before = muted.say(&room, "said before").await["seq"].clone();
    people
        .by_owner(&room, Method::PUT, &mute, json!({}))
        .await
        .json();

    let mut found: Table = Vec::new();
    let commands = [
        "send",
        "send (to everyone)",
        "edit (one's own)",
        "edit (another's)",
        "delete (one's own)",
        "delete (another's)",
        "react",
        "read",
        "typing",
        "idle",
    ];
    for command in commands {
        let mut cells = Vec::new();
        for who in SEATED {
            let person = people.who(who);
            let mut socket = person.socket(&room).await;
            let own = match who {
                "muted" => said_before.clone(),
                _ => person.say(&room, "mine").await["seq"].clone(),
            };
            let other = people.target.say(&room, "a message of the target's").await["seq"].clone();
            let command = match command {
                "send" => json!({ "type": "send", "text": "hello" }),
                "send (to everyone)" => json!({ "type": "send", "text": "hello <@everyone>" }),
                "edit (one's own)" => json!({ "type": "edit", "seq": own, "text": unique("mine") }),
                "edit (another's)" => json!({ "type": "edit", "seq": other, "text": "theirs" }),
                "delete (one's own)" => json!({ "type": "delete", "seq": own }),
                "delete (another's)" => json!({ "type": "delete", "seq": other }),
                "react" => json!({ "type": "react", "seq": other, "emoji": "👍", "on": true }),
                "read" => json!({ "type": "read", "seq": other }),
                "typing" => json!({ "type": "typing" }),
                _ => json!({ "type": "idle", "on": true }),
            };
            let answer = socket.command(command).await;
            let cell = match answer["type"].as_str() {
                Some("ack") => "✓",
                _ => answer["code"].as_str().unwrap(),
            };
            cells.push(cell.to_owned());
            socket.close().await;
        }
        found.push((format!("`{command}`"), cells));
    }
    settle("Every command of a room's socket", &SEATED, &found);
}
