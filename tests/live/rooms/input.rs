//! What rooms refuse: frames and requests that are wrong in every way somebody might think of. The answer is always
//! one of ours, with a code, and never a 5xx; what cannot be answered closes the socket with 4400.

use reqwest::Method;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use confab::route::Route;

use crate::site::{Answer, NO_ID, Person, Site};

#[tokio::test]
async fn frames_nobody_can_read_close_the_socket() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let long = json!({ "type": "send", "text": "x".repeat(64 * 1024) }).to_string();
    let deep = format!("{{\"type\":\"typing\",\"x\":{}", "[".repeat(10_000));
    for frame in [
        "",
        "hello",
        "{",
        "[]",
        "[{\"type\":\"typing\"}]",
        "\"send\"",
        "7",
        "null",
        &long,
        &deep,
    ] {
        let mut socket = ada.socket(&room).await;
        socket.send_raw(Message::text(frame)).await;
        let shown: String = frame.chars().take(40).collect();
        assert_eq!(socket.closed().await, 4400, "{shown}");
    }
    let mut socket = ada.socket(&room).await;
    socket
        .send_raw(Message::binary(b"{\"type\":\"typing\"}".to_vec()))
        .await;
    assert_eq!(socket.closed().await, 4400, "a binary frame");
}

#[tokio::test]
async fn wrong_commands_are_answered_and_the_socket_survives() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let mut socket = ada.socket(&room).await;
    socket.say("something to act on").await;

    for (command, code) in [
        (r#"{}"#, "bad_request"),
        (r#"{"type":null}"#, "bad_request"),
        (r#"{"type":5}"#, "bad_request"),
        (r#"{"type":"SEND","text":"x"}"#, "bad_request"),
        (r#"{"type":"send"}"#, "bad_request"),
        (r#"{"type":"send","text":""}"#, "bad_request"),
        (r#"{"type":"send","text":" \n\t "}"#, "bad_request"),
        (r#"{"type":"send","text":5}"#, "bad_request"),
        (r#"{"type":"send","text":["x"]}"#, "bad_request"),
        (r#"{"type":"send","text":"a\u0000b"}"#, "bad_request"),
        (r#"{"type":"send","text":"x","text":"y"}"#, "bad_request"),
        (
            r#"{"type":"send","type":"typing","text":"y"}"#,
            "bad_request",
        ),
        (r#"{"type":"send","text":"x","nonce":""}"#, "bad_request"),
        (r#"{"type":"send","text":"x","nonce":"a b"}"#, "bad_request"),
        (r#"{"type":"send","text":"x","nonce":7}"#, "bad_request"),
        (r#"{"type":"send","text":"x","reply_to":0}"#, "bad_request"),
        (r#"{"type":"send","text":"x","reply_to":2}"#, "bad_request"),
        (r#"{"type":"send","text":"x","reply_to":-1}"#, "bad_request"),
        (
            r#"{"type":"send","text":"x","reply_to":1.5}"#,
            "bad_request",
        ),
        (
            r#"{"type":"send","text":"x","reply_to":18446744073709551615}"#,
            "bad_request",
        ),
        (
            r#"{"type":"send","text":"x","reply_to":18446744073709551616}"#,
            "bad_request",
        ),
        (
            r#"{"type":"send","text":"x","attachments":"y"}"#,
            "bad_request",
        ),
        (
            r#"{"type":"send","text":"x","attachments":["nowhere"]}"#,
            "bad_request",
        ),
        (
            r#"{"type":"send","attachments":["1","2","3","4","5","6","7","8","9","10","11"]}"#,
            "too_large",
        ),
        (r#"{"type":"edit","seq":1}"#, "bad_request"),
        (r#"{"type":"edit","text":"x"}"#, "bad_request"),
        (r#"{"type":"edit","seq":"1","text":"x"}"#, "bad_request"),
        (r#"{"type":"edit","seq":0,"text":"x"}"#, "not_found"),
        (
            r#"{"type":"edit","seq":18446744073709551615,"text":"x"}"#,
            "not_found",
        ),
        (r#"{"type":"delete"}"#, "bad_request"),
        (r#"{"type":"delete","seq":-1}"#, "bad_request"),
        (r#"{"type":"delete","seq":9007199254740993}"#, "not_found"),
        (r#"{"type":"react","seq":1,"on":true}"#, "bad_request"),
        (r#"{"type":"react","seq":1,"emoji":"👍"}"#, "bad_request"),
        (
            r#"{"type":"react","seq":1,"emoji":"👍👍","on":true}"#,
            "bad_request",
        ),
        (
            r#"{"type":"react","seq":1,"emoji":"👍","on":"true"}"#,
            "bad_request",
        ),
        (r#"{"type":"read"}"#, "bad_request"),
        (r#"{"type":"read","seq":{}}"#, "bad_request"),
    ] {
        let id = 1000;
        let with_id = command.replacen('{', "{\"id\":1000,", 1).replace(",}", "}");
        socket.send_raw(Message::text(with_id)).await;
        let answer = socket.answer_to(id).await;
        assert_eq!(answer["code"], code, "{command}: {answer}");
        let detail = answer["detail"].as_str().unwrap();
        assert!(
            detail.ends_with('.') && !detail.contains(" at line "),
            "{command}: {detail}"
        );
    }

    let too_long = json!({ "type": "send", "text": "x".repeat(8_001) });
    let answer = socket.command(too_long).await;
    assert_eq!(answer["code"], "too_large");
    assert!(
        answer["detail"].as_str().unwrap().contains("1 over"),
        "{answer}"
    );

    // Wrong with no number to answer to, or with one that is none.
    for command in [
        r#"{"type":"nonsense"}"#,
        r#"{"id":"x","type":"typing"}"#,
        r#"{"id":-1,"type":"typing"}"#,
    ] {
        socket.send_raw(Message::text(command)).await;
        let answer = socket.event("error").await;
        assert_eq!(
            (&answer["code"], &answer["id"]),
            (&json!("bad_request"), &Value::Null),
            "{command}"
        );
    }

    // Unknown fields are passed over, and the longest text in the longest letters fits.
    let longest = "𝕏".repeat(8_000);
    let send = json!({ "type": "send", "nonce": "n", "text": longest, "color": "red", "seq": 1 });
    assert_eq!(socket.command(send).await["seq"], 2);
    let history = ada.get(&format!("rooms/{room}/messages")).await;
    assert_eq!(history["messages"][1]["text"], longest);
    assert_eq!(
        history["head"],
        json!({ "seq": 2, "rev": 0 }),
        "nothing refused left a trace"
    );
}

#[tokio::test]
async fn pings_are_answered() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let mut socket = ada.socket(&room).await;
    socket.ping().await;
    socket.say("and on it goes").await;
}

#[tokio::test]
async fn a_socket_opens_only_for_a_page_of_this_site() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    let foreign = [
        "https://evil.example",
        "null",
        "http://127.0.0.1:1",
        &format!("{}/", site.url),
    ];
    for origin in foreign.into_iter().map(Some).chain([None]) {
        assert_eq!(
            ada.upgrade(&room, "", origin).await.err(),
            Some(403),
            "{origin:?}"
        );
    }
    assert_eq!(
        site.stranger()
            .upgrade(&room, "", Some(&site.url))
            .await
            .err(),
        Some(401)
    );
    ada.ask(Method::GET, &format!("rooms/{room}/socket"), None)
        .await
        .is(400, "bad_request");
}

/// A body that is wrong, and what is wrong with it.
const BODIES: [(&str, &str, u16); 12] = [
    ("application/json", "{", 400),
    ("application/json", "[]", 400),
    ("application/json", "\"text\"", 400),
    ("application/json", "null", 400),
    ("application/json", "\u{feff}{}", 400),
    (
        "application/json",
        r#"{"text":"a","text":"b","name":"a","name":"b","seq":1,"seq":1,"kind":1,"kind":1}"#,
        400,
    ),
    ("application/json", r#"{"text":5,"name":5,"seq":"1"}"#, 400),
    (
        "application/json",
        r#"{"text":null,"name":[],"seq":1.5}"#,
        400,
    ),
    (
        "application/json",
        r#"{"text":{},"name":true,"seq":-1}"#,
        400,
    ),
    (
        "application/json",
        r#"{"text":"a\u0000b","name":"a\u0000b","seq":1e99}"#,
        400,
    ),
    ("text/plain", r#"{"text":"x","name":"x","seq":1}"#, 415),
    (
        "application/x-www-form-urlencoded",
        "text=x&name=x&seq=1",
        415,
    ),
];

#[tokio::test]
async fn every_room_route_refuses_wrong_bodies_with_a_code() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    ada.say(&room, "something to act on").await;
    let takes_body = [
        (Method::POST, "rooms".to_owned()),
        (Method::PATCH, format!("rooms/{room}")),
        (Method::POST, format!("rooms/{room}/messages")),
        (Method::PATCH, format!("rooms/{room}/messages/1")),
        (Method::PUT, format!("rooms/{room}/read")),
        (Method::POST, format!("rooms/{room}/messages/1/report")),
        (Method::PATCH, format!("rooms/{room}/reports/{NO_ID}")),
    ];
    for (method, path) in &takes_body {
        let send = |content_type: &str, body: Vec<u8>| {
            let request = ada
                .request(method.clone(), path)
                .header("Content-Type", content_type);
            ada.send(request.body(body))
        };
        for (content_type, body, status) in BODIES {
            let answer = send(content_type, body.into()).await;
            assert_refused(&answer, body);
            assert_eq!(answer.status, status, "{body}: {answer:?}");
        }
        assert_refused(
            &send(
                "application/json",
                b"{\"text\":\"\xff\",\"name\":\"\xff\"}".to_vec(),
            )
            .await,
            "not UTF-8",
        );
        let huge = json!({ "text": "x", "name": "x", "seq": 1, "rest": "y".repeat(64 * 1024) });
        send("application/json", huge.to_string().into())
            .await
            .is(413, "too_large");
        let request = ada
            .request(method.clone(), path)
            .body(json!({ "text": "x", "name": "x" }).to_string());
        ada.send(request).await.is(415, "unsupported_media");
        // Nothing at all is nothing changed, where nothing is required.
        let empty = ada.ask(method.clone(), path, Some(json!({}))).await;
        if method == Method::PATCH && *path == format!("rooms/{room}") {
            assert_eq!(empty.status, 200);
        } else {
            empty.is(400, "bad_request");
        }
    }

    for (path, body, status, code) in [
        (
            "rooms",
            json!({ "name": "x".repeat(81), "kind": "public" }),
            413,
            "too_large",
        ),
        (
            "rooms",
            json!({ "name": "x", "topic": "y".repeat(251), "kind": "public" }),
            413,
            "too_large",
        ),
        (
            "rooms",
            json!({ "name": " ", "kind": "public" }),
            400,
            "bad_request",
        ),
        (
            "rooms",
            json!({ "name": "x", "kind": "secret" }),
            400,
            "bad_request",
        ),
        (
            "rooms",
            json!({ "name": "x", "kind": "direct" }),
            400,
            "bad_request",
        ),
        (
            "rooms/{room}/messages",
            json!({ "text": "x".repeat(8_001) }),
            413,
            "too_large",
        ),
        (
            "rooms/{room}/messages",
            json!({ "text": "x", "nonce": "y".repeat(65) }),
            400,
            "bad_request",
        ),
        (
            "rooms/{room}/messages",
            json!({ "text": "x", "reply_to": 9 }),
            400,
            "bad_request",
        ),
        (
            "rooms/{room}/messages",
            json!({ "text": "x", "reply_to": "1" }),
            400,
            "bad_request",
        ),
        (
            "rooms/{room}/messages",
            json!({ "text": "x", "attachments": [1] }),
            400,
            "bad_request",
        ),
        (
            "rooms/{room}/messages",
            json!({ "text": "x", "attachments": ["none"] }),
            400,
            "bad_request",
        ),
        (
            "rooms/{room}/messages",
            json!({ "attachments": vec!["x"; 11] }),
            413,
            "too_large",
        ),
    ] {
        ada.post(&path.replace("{room}", &room), body)
            .await
            .is(status, code);
    }
    let history = ada.get(&format!("rooms/{room}/messages")).await;
    assert_eq!(
        history["head"],
        json!({ "seq": 1, "rev": 0 }),
        "nothing refused left a trace"
    );
}

#[tokio::test]
async fn every_room_route_refuses_malformed_addresses() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let room = ada.make_room("public").await;
    ada.say(&room, "something to act on").await;
    let long = "9".repeat(5_000);
    let rooms = [
        "x",
        "0",
        "%00",
        "%ff",
        "%2e%2e",
        "%F0%9F%91%8D",
        "' OR 1=1 --",
        &long,
        &room.to_ascii_uppercase(),
        &room.replace('-', ""),
    ];
    let seqs = [
        "0",
        "01",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "x",
        "%00",
        "%31x",
        "9007199254740992",
        "18446744073709551616",
        &long,
    ];
    let emoji = [
        "x",
        "%00",
        "%ff",
        "%20",
        "%F0%9F%91%8D%F0%9F%91%8D",
        "%2F",
        &long,
    ];

    let filled = |path: &str, room: &str, seq: &str, emoji: &str| {
        let path = path.replace("{room}", room).replace("{seq}", seq);
        path.replace("{emoji}", emoji)
    };
    for pattern in Route::ALL
        .iter()
        .filter(|pattern| pattern.path.contains("{room}"))
    {
        let mut paths: Vec<String> = rooms
            .iter()
            .map(|wrong| filled(pattern.path, wrong, "1", "👍"))
            .collect();
        if pattern.path.contains("{seq}") {
            paths.extend(
                seqs.iter()
                    .map(|wrong| filled(pattern.path, &room, wrong, "👍")),
            );
        }
        if pattern.path.contains("{emoji}") {
            paths.extend(
                emoji
                    .iter()
                    .map(|wrong| filled(pattern.path, &room, "1", wrong)),
            );
        }
        for path in paths {
            let method = Method::from_bytes(pattern.method.as_str().as_bytes()).unwrap();
            let body =
                (method != Method::GET).then(|| json!({ "text": "x", "name": "x", "seq": 1 }));
            let answer = ada
                .ask(method, path.trim_start_matches("/api/"), body)
                .await;
            assert_refused(&answer, &path);
        }
    }
}

#[tokio::test]
async fn queries_nobody_expects_find_nothing() {
    let site = Site::open();
    let ada = site.member("ada").await;
    let long = "é".repeat(3_000);
    for query in [
        "q=%00",
        "q=%ff",
        "q=%25%25",
        "q='--",
        &format!("q={long}"),
        "cursor=x",
        "cursor=%00",
        "q=&q=x",
        "q",
    ] {
        ok_or_refused(&ada, &format!("rooms?{query}")).await;
    }
    let room = ada.make_room("public").await;
    for query in ["cursor=x", "cursor=%00", &format!("cursor={long}")] {
        ok_or_refused(&ada, &format!("rooms/{room}/members?{query}")).await;
    }
}

async fn ok_or_refused(person: &Person, path: &str) {
    let answer = person.ask(Method::GET, path, None).await;
    if answer.status != 200 {
        assert_refused(&answer, path);
    }
}

fn assert_refused(answer: &Answer, what: &str) {
    let what: String = what.chars().take(80).collect();
    assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
    assert!(!answer.code().is_empty(), "{what}: {answer:?}");
    assert_eq!(
        answer.headers["content-type"], "application/problem+json",
        "{what}"
    );
}
