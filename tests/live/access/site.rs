//! What is about no room: every other route.

use confab::route::Pattern;
use reqwest::Method;
use serde_json::{Value, json};

use super::people::{ON_SITE, People};
use super::rooms::answer;
use super::{Table, name, routes, settle};
use crate::files::pictures::{form, set};
use crate::files::png;
use crate::site::{PASSWORD, Person, Site, path_of, unique};

#[tokio::test]
async fn every_other_route_answers_everybody_as_the_table_says() {
    let site = Site::asked_by_all();
    let people = People::gather(&site).await;
    let room = people.room("public").await;
    let mut found = Table::new();
    for pattern in routes(false) {
        let mut cells = Vec::new();
        for who in ON_SITE {
            let person = whoever(&people, pattern, who).await;
            if (pattern.method.as_str(), pattern.path) == ("PUT", "/api/me/avatar") {
                let pictures = form(png(64, 64), png(256, 256));
                cells.push(set(&person, "me/avatar", pictures).await.status.to_string());
                continue;
            }
            let method = Method::from_bytes(pattern.method.as_str().as_bytes()).unwrap();
            let (path, body) = question(&site, &people, pattern, &room).await;
            cells.push(answer(&person, method, &path, body).await.to_string());
        }
        found.push((name(pattern), cells));
    }
    settle("Every other route", &ON_SITE, &found);
}

/// Somebody else of the same kind, for what would change who they are.
async fn whoever(people: &People, pattern: &Pattern, who: &str) -> Person {
    let changes = [
        "/api/me",
        "/api/me/claim",
        "/api/logout",
        "/api/session/refresh",
    ];
    if pattern.method.as_str() != "GET" && changes.contains(&pattern.path) {
        people.another(who).await
    } else {
        people.who(who).clone()
    }
}

/// A request that is right for those who may make it, and about somebody new where it does something to somebody.
async fn question(site: &Site, people: &People, pattern: &Pattern, room: &str) -> (String, Value) {
    let mut path = path_of(pattern, room);
    let mut body = match (pattern.method.as_str(), pattern.path) {
        ("POST", "/api/signup") => json!({ "username": unique("new"), "password": PASSWORD }),
        ("POST", "/api/login") => json!({ "username": "nobody.here", "password": PASSWORD }),
        ("POST", "/api/guest") => json!({ "display_name": "Somebody" }),
        ("PATCH", "/api/me") => json!({ "status": "here" }),
        ("DELETE", "/api/me") => json!({ "password": "not the password" }),
        ("PUT", "/api/me/password") => json!({ "current": "not the password", "new": PASSWORD }),
        ("POST", "/api/me/claim") => json!({ "username": unique("claim"), "password": PASSWORD }),
        ("POST", "/api/me/tokens") => json!({ "name": "a program" }),
        ("POST", "/api/rooms") => json!({ "name": unique("room") }),
        ("POST", "/api/direct") => json!({ "users": [people.target.id] }),
        ("POST", "/api/password/reset") => json!({ "token": "none", "password": PASSWORD }),
        ("POST", "/api/admin/address-bans") => {
            let number = unique("").len() + usize::from(room.as_bytes()[0]);
            json!({ "range": format!("203.0.113.{}", number % 250), "until": 4_000_000_000_000_u64 })
        }
        ("PATCH", "/api/admin/users/{user}") => json!({ "role": "admin" }),
        _ => json!({}),
    };
    if pattern.path.starts_with("/media/pictures/") {
        let pictures = form(png(64, 64), png(256, 256));
        let shown = set(&people.target, "me/avatar", pictures).await.json();
        path = format!("..{}", shown["user"]["avatar"].as_str().unwrap());
    }
    if pattern.path.contains("{user}") {
        let target = site.member("target").await;
        path = pattern.path.replace("{user}", &target.id);
    }
    if pattern.path == "/api/admin/reports/{report}" {
        body = json!({ "outcome": "dismissed" });
    }
    (path, body)
}
