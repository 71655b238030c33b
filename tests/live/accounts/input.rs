//! Bad input, to every route: always a 4xx with a code, never a 5xx.

use confab::route::{Access, Pattern, Route};
use reqwest::Method;
use serde_json::{Value, json};

use super::visitor::{PASSWORD, SETTINGS, Visitor, unique};
use crate::site::{NO_ID, path_of};

fn method(pattern: &Pattern) -> Method {
    pattern.method.as_str().parse().unwrap()
}

#[tokio::test]
async fn strangers_members_and_programs_get_as_far_as_they_may() {
    let stranger = Visitor::new();
    let (member, _) = Visitor::member("ada").await;
    let program = member.program().await;
    for pattern in Route::ALL {
        let (method, path) = (method(pattern), path_of(pattern, NO_ID));
        if matches!(
            pattern.access,
            Access::Caller | Access::Session | Access::Admin
        ) {
            stranger
                .ask(method.clone(), &path, Some(json!({})))
                .await
                .refused(401, "unauthenticated");
        }
        if pattern.access == Access::Session {
            program
                .ask(method.clone(), &path, Some(json!({})))
                .await
                .refused(403, "forbidden");
        }
        if pattern.access == Access::Admin {
            member
                .ask(method, &path, Some(json!({})))
                .await
                .refused(403, "forbidden");
        }
    }
}

#[tokio::test]
async fn other_methods_are_told_which_would_do() {
    let stranger = Visitor::new();
    for pattern in Route::ALL {
        let refused = stranger
            .ask(Method::TRACE, &path_of(pattern, NO_ID), None)
            .await;
        // fetch, which stands before the Worker, knows no TRACE.
        assert!(
            (400..500).contains(&refused.status) || refused.status == 501,
            "{refused:?}"
        );
        let refused = stranger
            .ask(Method::OPTIONS, &path_of(pattern, NO_ID), None)
            .await;
        let refused = refused.refused(405, "method_not_allowed");
        assert!(refused.header("allow").contains(pattern.method.as_str()));
    }
}

#[tokio::test]
async fn malformed_addresses_lead_nowhere() {
    let (ada, _) = Visitor::member("ada").await;
    for path in [
        "/api/",
        "/api//me",
        "/api/me/",
        "/api/ME",
        "/api/rooms/x",
        "/api/rooms/%00",
        "/api/rooms/%FF/messages",
        "/api/rooms/..%2f..%2fme",
        "/api/rooms/x/messages",
        "/hooks/x",
        "/media/x/y",
    ] {
        ada.get(path).await.refused(404, "not_found");
    }
}

/// A body for each route that takes one, with every field it has.
fn bodies() -> Vec<(Method, &'static str, Value)> {
    vec![
        (
            Method::POST,
            "/api/signup",
            json!({ "username": unique("new"), "password": PASSWORD, "display_name": "New", "invite": "x" }),
        ),
        (
            Method::POST,
            "/api/login",
            json!({ "username": unique("nobody"), "password": PASSWORD }),
        ),
        (Method::POST, "/api/guest", json!({ "display_name": "Gus" })),
        (
            Method::PATCH,
            "/api/me",
            json!({ "display_name": "Ada", "status": "busy" }),
        ),
        (
            Method::DELETE,
            "/api/me",
            json!({ "password": "wrong horse" }),
        ),
        (
            Method::PUT,
            "/api/me/password",
            json!({ "current": "wrong horse", "new": "battery staple" }),
        ),
        (
            Method::POST,
            "/api/me/claim",
            json!({ "username": unique("new"), "password": PASSWORD }),
        ),
        (Method::POST, "/api/me/tokens", json!({ "name": "robot" })),
        (
            Method::PATCH,
            "/api/admin/settings",
            json!({ "name": "Confab", "signup": "open", "guests": true, "words": [] }),
        ),
        (
            Method::POST,
            "/api/password/reset",
            json!({ "token": "none", "password": PASSWORD }),
        ),
        (
            Method::PATCH,
            "/api/admin/users/{user}",
            json!({ "role": "admin" }),
        ),
        (
            Method::PUT,
            "/api/admin/users/{user}/ban",
            json!({ "until": 4_000_000_000_000_u64, "reason": "why", "address": true }),
        ),
        (
            Method::POST,
            "/api/admin/address-bans",
            json!({ "range": "192.0.2.1/32", "until": 4_000_000_000_000_u64, "reason": "why" }),
        ),
        (
            Method::PATCH,
            "/api/admin/reports/{report}",
            json!({ "outcome": "dismissed", "note": "why" }),
        ),
        (
            Method::POST,
            "/api/admin/invites",
            json!({ "max_uses": 1, "expires_in": 1000 }),
        ),
        (
            Method::POST,
            "/api/rooms",
            json!({ "name": "Books", "topic": "Reading", "kind": "public" }),
        ),
        (
            Method::PATCH,
            "/api/rooms/{room}",
            json!({ "name": "Books", "topic": "Reading" }),
        ),
        (
            Method::POST,
            "/api/rooms/{room}/messages",
            json!({ "text": "Hello", "nonce": "n", "reply_to": 1, "attachments": [] }),
        ),
        (
            Method::PATCH,
            "/api/rooms/{room}/messages/1",
            json!({ "text": "Hello" }),
        ),
        (
            Method::POST,
            "/api/rooms/{room}/messages/1/report",
            json!({ "reason": "why" }),
        ),
        (
            Method::PATCH,
            "/api/rooms/{room}/reports/{report}",
            json!({ "outcome": "dismissed", "note": "why" }),
        ),
        (
            Method::POST,
            "/api/rooms/{room}/invites",
            json!({ "max_uses": 1, "expires_in": 1000 }),
        ),
        (Method::PUT, "/api/rooms/{room}/read", json!({ "seq": 1 })),
    ]
}

#[tokio::test]
async fn every_field_of_every_body_is_checked() {
    let owner = Visitor::owner().await;
    let made = owner
        .post("/api/rooms", json!({ "name": "Input", "kind": "public" }))
        .await
        .expect(201);
    let room = made.body["room"]["id"].as_str().unwrap().to_owned();
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    for (method, path, body) in bodies() {
        let path = path
            .replace("{room}", &room)
            .replace("{user}", NO_ID)
            .replace("{report}", NO_ID);
        // Those that log in must not log the owner out.
        let owner = owner.copied();
        // All but one of the settings are right, and set: not while others hold the doors closed.
        let _settings = match path.as_str() {
            "/api/admin/settings" => Some(SETTINGS.write().await),
            _ => None,
        };
        let fields = body.as_object().unwrap();
        for name in fields.keys() {
            for wrong in [
                json!([]),
                json!({}),
                json!([[1]]),
                json!(-1),
                json!(1.5),
                json!("x".repeat(60_000)),
                json!("a\u{0}b"),
                json!("\u{202e}\n"),
            ] {
                let mut altered = fields.clone();
                altered.insert(name.clone(), wrong.clone());
                let answer = owner
                    .ask(method.clone(), &path, Some(Value::Object(altered)))
                    .await;
                let shown = wrong.to_string().chars().take(20).collect::<String>();
                if answer.status < 400 {
                    // Some values are right for some fields; none may pass that should not.
                    let fits = match name.as_str() {
                        "attachments" | "words" => wrong == json!([]),
                        "text" => wrong == json!("\u{202e}\n"),
                        _ => false,
                    };
                    assert!(fits, "{method} {path} took {name} = {shown}: {answer:?}");
                } else {
                    assert!(
                        (400..500).contains(&answer.status),
                        "{method} {path} {name} = {shown}: {answer:?}"
                    );
                    answer.code();
                    let detail = answer.body["detail"].as_str().unwrap();
                    for jargon in [
                        "expected",
                        "serde",
                        "line 1",
                        "column",
                        "invalid type",
                        "D1",
                        "SQL",
                        "u32",
                        "u64",
                    ] {
                        assert!(!detail.contains(jargon), "{detail}");
                    }
                }
            }
            let mut without = fields.clone();
            without.remove(name);
            let twice = format!("{{\"{name}\":{0},\"{name}\":{0}}}", fields[name]);
            let headers = [
                ("origin", owner.site.as_str()),
                ("content-type", "application/json"),
            ];
            owner
                .send(method.clone(), &path, &headers, twice)
                .await
                .refused(400, "bad_request");
            let answer = owner
                .ask(method.clone(), &path, Some(Value::Object(without)))
                .await;
            assert!(
                answer.status < 500,
                "{method} {path} without {name}: {answer:?}"
            );
        }
        for garbage in [
            "{",
            "[]",
            "null",
            "1",
            "\"x\"",
            "\u{0}",
            "{}x",
            deep.as_str(),
            "{\"a\":1e999999}",
        ] {
            let headers = [
                ("origin", owner.site.as_str()),
                ("content-type", "application/json"),
            ];
            owner
                .send(method.clone(), &path, &headers, garbage.to_owned())
                .await
                .refused(400, "bad_request");
        }
        let headers = [
            ("origin", owner.site.as_str()),
            ("content-type", "application/json"),
        ];
        let not_utf8 = vec![b'{', b'"', 0xff, b'"', b':', b'1', b'}'];
        owner
            .send(method.clone(), &path, &headers, not_utf8)
            .await
            .refused(400, "bad_request");
        let long = format!("{{\"x\":\"{}\"}}", "x".repeat(64 * 1024));
        owner
            .send(method.clone(), &path, &headers, long)
            .await
            .refused(413, "too_large");
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/jsonp",
        ] {
            let headers = [("origin", owner.site.as_str()), ("content-type", kind)];
            owner
                .send(method.clone(), &path, &headers, body.to_string())
                .await
                .refused(415, "unsupported_media");
        }
    }
}

#[tokio::test]
async fn names_and_passwords_have_their_limits() {
    Visitor::member("ada").await;
    let long = "x".repeat(33);
    for username in [
        "",
        "ab",
        "has space",
        "ünïcode",
        "a@b.c",
        "semi;colon",
        long.as_str(),
    ] {
        let body = json!({ "username": username, "password": PASSWORD });
        Visitor::new()
            .post("/api/signup", body)
            .await
            .refused(400, "bad_request");
    }
    for password in ["", "1234567", "x".repeat(257).as_str()] {
        let body = json!({ "username": unique("new"), "password": password });
        Visitor::new()
            .post("/api/signup", body)
            .await
            .refused(400, "bad_request");
    }
    for name in ["", "   ", "a\u{0}b", "two\nlines", "\u{202e}evil"] {
        Visitor::new()
            .post("/api/guest", json!({ "display_name": name }))
            .await
            .refused(400, "bad_request");
    }
    let refused = Visitor::new()
        .post("/api/guest", json!({ "display_name": "x".repeat(65) }))
        .await;
    refused.refused(413, "too_large");
}

#[tokio::test]
async fn queries_cannot_be_wrong() {
    let owner = Visitor::owner().await;
    let (ada, _) = Visitor::member("ada").await;
    let long = "x".repeat(8000);
    for query in [
        "",
        "%",
        "%FF",
        "%00",
        "'%20OR%201=1--",
        "*",
        "q=1&q=2",
        "\u{1f388}",
        long.as_str(),
    ] {
        let answer = ada.get(&format!("/api/users?q={query}")).await;
        assert!(answer.status < 500, "users {query:.9}: {answer:?}");
        let answer = ada
            .get(&format!("/api/rooms?q={query}&cursor={query}"))
            .await;
        assert!(answer.status < 500, "rooms {query:.9}: {answer:?}");
        for list in ["users", "rooms", "reports", "audit"] {
            let path =
                format!("/api/admin/{list}?q={query}&cursor={query}&action={query}&actor={query}");
            let answer = owner.get(&path).await;
            assert!(answer.status < 500, "{list} {query:.9}: {answer:?}");
        }
    }
}
