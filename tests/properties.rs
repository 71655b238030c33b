//! Whatever anybody sends, what reads it answers or refuses: 117,000 inputs a run, most of them nearly right.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::rc::Rc;

use confab::body::Body;
use confab::error::Error;
use confab::room::effects::ConnectionId;
use confab::room::engine::{Connection, Engine};
use confab::room::rates::Allowance;
use confab::route::Route;
use confab::wire::commands::Frame;
use confab::wire::limits;
use confab::wire::text::{
    DisplayName, Emoji, Nonce, Password, RoomName, SiteName, Status, Text, Topic, Username,
};
use confab::wire::types::{Author, Room, RoomId, RoomKind, SeatRole, SessionId, UserId, UserKind};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

#[allow(dead_code, reason = "only the simulator crashes it")]
#[path = "simulator/database.rs"]
mod database;
#[allow(dead_code, reason = "only the simulator plants faults")]
#[path = "simulator/fault.rs"]
mod fault;

use database::{Sql, Store};

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Texts with what is hard about texts: quotes, controls, emoji, joiners, right-to-left marks, length.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ -~]{0,12}",
        2 => any::<char>().prop_map(String::from),
        1 => select(&["\0", "\u{202e}", "\u{200d}", "\u{fe0f}", "👍🏽", "🇩🇪", "👨‍👩‍👧", "1️⃣", "\\", "\"", "\n", "\u{2028}"][..]).prop_map(String::from),
        1 => (select(&["x", "é", "🙂"][..]), select(&[31_usize, 65, 251, 8_001][..])).prop_map(|(c, n)| c.repeat(n)),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        (0..12_u64).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number(),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z_]{0,8}", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

const FIELDS: &[&str] = &[
    "type",
    "id",
    "seq",
    "nonce",
    "text",
    "reply_to",
    "attachments",
    "emoji",
    "on",
    "more",
];

/// A command, more often right than wrong.
fn command() -> impl Strategy<Value = Value> {
    let kind = select(
        &[
            "send", "send", "edit", "delete", "react", "read", "typing", "sing",
        ][..],
    );
    let fields = (
        kind,
        prop::option::of(number()),
        0..12_u64,
        "[a-z]{0,3}",
        text(),
        select(&["👍", "❤️", "x", "👍👍"][..]),
        any::<bool>(),
    );
    let right = fields.prop_map(|(kind, id, seq, nonce, text, emoji, on)| {
        let mut command =
            json!({ "type": kind, "seq": seq, "text": text, "emoji": emoji, "on": on });
        if let Some(id) = id {
            command["id"] = id;
        }
        if !nonce.is_empty() {
            command["nonce"] = nonce.into();
        }
        command
    });
    let spoilt = prop::collection::vec((select(FIELDS), prop::option::of(value())), 0..3);
    (right, spoilt).prop_map(|(mut command, spoilt)| {
        for (name, value) in spoilt {
            match (command.as_object_mut().unwrap(), value) {
                (fields, Some(value)) => fields.insert(name.to_owned(), value),
                (fields, None) => fields.remove(name),
            };
        }
        command
    })
}

/// A text with some of it doubled, lost or replaced.
fn mutated(whole: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let change = (
        any::<prop::sample::Index>(),
        0..6_usize,
        "[\\[\\]{}\",:0-9a-z\\\\%/]{0,4}",
    );
    (whole, prop::collection::vec(change, 0..3)).prop_map(|(whole, changes)| {
        let mut characters: Vec<char> = whole.chars().collect();
        for (place, lost, new) in changes {
            let start = place.index(characters.len() + 1);
            let end = (start + lost).min(characters.len());
            characters.splice(start..end, new.chars());
        }
        characters.into_iter().collect()
    })
}

fn is_for_the_client(error: &Error) -> bool {
    matches!(error.status(), 400..500) && !error.detail().is_empty()
}

fn parses(frame: &str) -> Result<(), TestCaseError> {
    let object = serde_json::from_str::<Map<String, Value>>(frame).ok();
    match Frame::parse(frame) {
        Err(_) => prop_assert!(object.is_none() || frame.len() > limits::FRAME_BYTES),
        Ok(read) => {
            let begins = frame.trim_start().chars().next();
            prop_assert_eq!(begins, Some('{'));
            let id = object.and_then(|object| object.get("id")?.as_u64());
            prop_assert!(
                id.is_none() || id == read.id,
                "{:?} is answered as {:?}",
                id,
                read.id
            );
            if let Err(refused) = read.command {
                prop_assert!(is_for_the_client(&refused), "{refused}");
            }
        }
    }
    Ok(())
}

macro_rules! keeps {
    ($raw:expr, $($name:ident),*) => {$(
        match $name::parse($raw) {
            // What was accepted is accepted again as it is, so that stored and sent values are the same.
            Ok(parsed) => prop_assert_eq!($name::parse(parsed.as_str()).unwrap(), parsed),
            Err(refused) => prop_assert!(is_for_the_client(&refused), "{refused}"),
        }
    )*};
}

proptest! {
    #![proptest_config(cases(25_000))]

    #[test]
    fn any_text_is_a_frame_or_unreadable(frame in prop_oneof![any::<String>(), text(), value().prop_map(|v| v.to_string())]) {
        parses(&frame)?;
    }

    #[test]
    fn any_bytes_that_are_text_are_too(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        parses(&String::from_utf8_lossy(&bytes))?;
    }

    #[test]
    fn nearly_right_commands_are_answered(frame in mutated(command().prop_map(|command| command.to_string()))) {
        parses(&frame)?;
    }
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn what_people_type_is_kept_or_refused(raw in prop_oneof![text(), any::<String>()]) {
        keeps!(&raw, Username, DisplayName, RoomName, Topic, Status, SiteName, Password, Text, Nonce, Emoji);
    }
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn any_address_is_a_route_or_refused(
        method in select(&["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "", "get"][..]),
        path in mutated(select(Route::ALL).prop_map(|pattern| {
            let id = "01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f";
            pattern.path.replace("{seq}", "12").replace("{emoji}", "%F0%9F%91%8D").replace("{code}", "aB3")
                .replace("{room}", id).replace("{user}", id).replace("{session}", id).replace("{token}", id).replace("{media}", id)
        })),
    ) {
        match Route::parse(method, &path) {
            // Whatever can be read can be asked about.
            Ok((pattern, _)) if method == "HEAD" => prop_assert_eq!(pattern.method.as_str(), "GET"),
            Ok((pattern, _)) => prop_assert_eq!(pattern.method.as_str(), method),
            Err(refused) => prop_assert!(is_for_the_client(&refused), "{refused}"),
        }
    }

    #[test]
    fn any_body_is_read_or_refused(
        kind in prop::option::of(select(&["application/json", "application/json; charset=utf-8", "text/plain", ""][..])),
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..64),
            mutated(command().prop_map(|command| command.to_string())).prop_map(String::into_bytes),
        ],
    ) {
        let fields = Body::parse(kind, &bytes).and_then(|mut body| {
            body.optional::<Text>("text")?;
            body.optional::<u64>("seq")?;
            body.optional::<bool>("on")?;
            body.optional::<Vec<String>>("attachments")?;
            body.required::<Nonce>("nonce")
        });
        if let Err(refused) = fields {
            prop_assert!(is_for_the_client(&refused), "{refused}");
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn the_room_takes_anything_and_stays_whole(
        frames in prop::collection::vec((mutated(command().prop_map(|command| command.to_string())), -5_000..20_000_i64), 1..20),
    ) {
        let store = Store::new(None);
        store.begin(None);
        let mut engine = room(&store);
        let mut now = 0;
        let mut number = 0;
        for (frame, passed) in frames {
            number += 1;
            now += passed;
            let id = ConnectionId(number);
            let connection = Connection {
                id,
                user: UserId("ada".into()),
                session: SessionId("session".into()),
                admin: false,
                limited: number % 2 == 0,
                idle: false,
            };
            engine.connect(connection, None, now).unwrap();
            let before = engine.head();
            // Anything but an answer would be `internal`.
            engine.frame(id, &frame, Ok(Vec::new()), now).unwrap();
            let after = engine.head();
            prop_assert!(after.seq + after.rev <= before.seq + before.rev + 1);
            engine.disconnect(id).unwrap();
        }
        let stored = store.rows("SELECT count(*), max(seq), max(rev) FROM messages", &[]);
        let head = engine.head();
        prop_assert_eq!(stored[0].count(0).unwrap(), head.seq);
        prop_assert_eq!(stored[0].optional_integer(1).unwrap().unwrap_or(0).unsigned_abs(), head.seq);
        prop_assert_eq!(stored[0].optional_integer(2).unwrap().unwrap_or(0).unsigned_abs(), head.rev);
    }
}

fn room(store: &Rc<Store>) -> Engine<Sql> {
    let ada = Author {
        id: UserId("ada".into()),
        name: "Ada".into(),
        avatar: None,
        kind: UserKind::Member,
    };
    let room = Room::new(
        RoomId("room".into()),
        "room".into(),
        String::new(),
        RoomKind::Public,
        0,
    );
    let db = Sql(Rc::clone(store));
    Engine::create(
        db,
        &room,
        &[(ada, SeatRole::Owner)],
        &[],
        Allowance::default(),
        0,
    )
    .unwrap()
    .unwrap()
}
