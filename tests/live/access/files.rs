//! What is about a file: one that hangs on a message, one's own that hangs on none, another's that hangs on none.

use confab::route::Pattern;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::people::{IN_ROOMS, People};
use super::{Table, about_a_file, name, settle};
use crate::files::{fetch, png, post};
use crate::site::{Person, Site};

/// Whose file is meant, and whether a message holds it.
#[derive(Clone, Copy, PartialEq)]
enum Whose {
    OnAMessage,
    OnesOwn,
    Anothers,
}

impl Whose {
    const ALL: [(Self, &'static str); 3] = [
        (Self::OnAMessage, "on a message"),
        (Self::OnesOwn, "one's own, on none"),
        (Self::Anothers, "another's, on none"),
    ];
}

#[tokio::test]
async fn every_route_about_a_file_answers_everybody_as_the_table_says() {
    let site = Site::asked_by_all();
    let people = People::gather(&site).await;
    let mut found = Table::new();
    let rooms = [people.room("private").await, people.room("public").await];
    for pattern in confab::route::Route::ALL
        .iter()
        .filter(|route| about_a_file(route))
    {
        for (whose, said) in Whose::ALL {
            let is_upload = pattern.path.starts_with("/api/uploads/");
            if is_upload && whose == Whose::OnAMessage {
                continue;
            }
            let mut cells = Vec::new();
            for who in IN_ROOMS {
                let person = people.who(who);
                let each = rooms
                    .iter()
                    .map(|room| answer(pattern, person, &people.target, room, whose));
                let each = join_all(each).await;
                cells.push(match each.as_slice() {
                    [private, public] if private != public => format!("{private} · {public}"),
                    _ => each[0].clone(),
                });
            }
            found.push((format!("{} ({said})", name(pattern)), cells));
        }
    }
    settle("Every route about a file", &IN_ROOMS, &found);
}

/// The status somebody gets; a dash where they can have no such file.
async fn answer(
    pattern: &Pattern,
    person: &Person,
    target: &Person,
    room: &str,
    whose: Whose,
) -> String {
    let owner = if whose == Whose::OnesOwn {
        person
    } else {
        target
    };
    let Some(id) = file(pattern, owner, room).await else {
        return "–".into();
    };
    if whose == Whose::OnAMessage {
        post(owner, room, "with a file", &[&json!(id)]).await.json();
    }
    let path = pattern
        .path
        .replace("{media}", &id)
        .replace("{part}", "1")
        .replace("{name}", "cat.png");
    if !path.starts_with("/api/") {
        return fetch(person, &path).await.status.to_string();
    }
    let method = Method::from_bytes(pattern.method.as_str().as_bytes()).unwrap();
    let request = person.request(method, path.trim_start_matches("/api/"));
    let request = match (pattern.method.as_str(), pattern.path) {
        ("PUT", "/api/media/{media}/thumbnail") => request.body(png(64, 48)),
        ("PUT", _) => request.body(b"0123456789".to_vec()),
        ("PATCH", _) => request.json(&json!({ "alt": "a cat" })),
        _ => request,
    };
    person.send(request).await.status.to_string()
}

/// A file that somebody has begun to upload, as far as the route wants; none where they may not.
async fn file(pattern: &Pattern, owner: &Person, room: &str) -> Option<String> {
    if !pattern.path.starts_with("/api/uploads/") {
        let whole = owner
            .request(Method::POST, &format!("rooms/{room}/media?name=cat.png"))
            .body(png(64, 48));
        let whole = owner.send(whole).await;
        if whole.status != 201 {
            return None;
        }
        let id = whole.json()["media"]["id"].as_str().unwrap().to_owned();
        let path = format!("media/{id}/thumbnail");
        let thumbnail = owner.request(Method::PUT, &path).body(png(64, 48));
        assert_eq!(owner.send(thumbnail).await.status, 204);
        return Some(id);
    }
    let begun = json!({ "name": "film.mp4", "size": 10 });
    let begun = owner.post(&format!("rooms/{room}/uploads"), begun).await;
    if begun.status != 201 {
        return None;
    }
    let id = begun.json()["upload"]["id"].as_str().unwrap().to_owned();
    if pattern.path.ends_with("/complete") {
        let path = format!("uploads/{id}/parts/1");
        let part = owner
            .request(Method::PUT, &path)
            .body(b"0123456789".to_vec());
        assert_eq!(owner.send(part).await.status, 204);
    }
    Some(id)
}
