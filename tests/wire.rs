//! The bytes of everything that travels, both ways. What stands here is a contract with programs out there: a test
//! that fails means that they break.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use confab::error::Error;
use confab::map::Map;
use confab::room::effects::CloseCode;
use confab::wire::commands::{Command, Draft, Frame};
use confab::wire::events::{Event, Hello, Resume};
use confab::wire::inbox::{InboxEvent, InboxRoom, Notice, Why};
use confab::wire::moderation::{Outcome, Report};
use confab::wire::text::{Emoji, Nonce, Text};
use confab::wire::types::{
    Author, Head, Media, Message, MessageId, Room, RoomId, RoomKind, Seat, SeatRole, UserId,
    UserKind, Via,
};

fn ada() -> Author {
    Author {
        id: UserId("u1".into()),
        name: "Ada".into(),
        avatar: None,
        kind: UserKind::Member,
    }
}

const ADA: &str = r#"{"id":"u1","name":"Ada","avatar":null,"kind":"member"}"#;

fn room() -> Room {
    Room::new(
        RoomId("r1".into()),
        "general".into(),
        "All and nothing".into(),
        RoomKind::Public,
        1_790_000_000_000,
    )
}

const ROOM: &str = r#"{"id":"r1","name":"general","topic":"All and nothing","kind":"public","created_at":1790000000000}"#;

fn seat() -> Seat {
    Seat {
        user: ada(),
        role: SeatRole::Owner,
        read: 9,
        muted_until: None,
        may: Vec::new(),
    }
}

fn plain() -> Message {
    Message {
        seq: 10,
        rev: 0,
        author: ada(),
        text: "hi \"all\" 🙂\n".into(),
        at: 1_790_000_000_001,
        edited_at: None,
        deleted_at: None,
        reply_to: None,
        thread: None,
        replies: None,
        forwarded: None,
        attachments: Vec::new(),
        reactions: Map::new(),
        mentions: Vec::new(),
        mention_all: None,
        previews: Vec::new(),
        pinned: false,
        via: None,
    }
}

const PLAIN: &str = r#"{"seq":10,"rev":0,"author":{"id":"u1","name":"Ada","avatar":null,"kind":"member"},"text":"hi \"all\" 🙂\n","at":1790000000001,"attachments":[],"reactions":{},"mentions":[]}"#;

fn full() -> Message {
    Message {
        rev: 5,
        edited_at: Some(2),
        deleted_at: Some(3),
        reply_to: Some(7),
        attachments: vec![Media {
            id: "m1".into(),
            name: "cat.png".into(),
            media_type: "image/png".into(),
            size: 1024,
            width: Some(640),
            height: None,
            url: "/media/m1/cat.png".into(),
            alt: Some("a cat".into()),
            thumbnail: Some("/media/m1/thumbnail".into()),
            thumbhash: Some("abcd".into()),
            duration_ms: Some(1500),
            waveform: vec![0, 31],
        }],
        reactions: Map::from([("👍".into(), vec![UserId("u2".into()), UserId("u1".into())])]),
        mentions: vec![UserId("u2".into())],
        pinned: true,
        via: Some(Via {
            name: "CI".into(),
            avatar: None,
        }),
        ..plain()
    }
}

const FULL: &str = r#"{"seq":10,"rev":5,"author":{"id":"u1","name":"Ada","avatar":null,"kind":"member"},"text":"hi \"all\" 🙂\n","at":1790000000001,"edited_at":2,"deleted_at":3,"reply_to":7,"attachments":[{"id":"m1","name":"cat.png","type":"image/png","size":1024,"width":640,"url":"/media/m1/cat.png","alt":"a cat","thumbnail":"/media/m1/thumbnail","thumbhash":"abcd","duration_ms":1500,"waveform":[0,31]}],"reactions":{"👍":["u2","u1"]},"mentions":["u2"],"pinned":true,"via":{"name":"CI","avatar":null}}"#;

/// Writes the event as these bytes, and reads it from them.
fn event(event: &Event, bytes: &str) {
    assert_eq!(serde_json::to_string(event).unwrap(), bytes);
    assert_eq!(serde_json::from_str::<Event>(bytes).unwrap(), *event);
}

#[test]
fn hello() {
    let hello = Hello {
        room: room(),
        you: seat(),
        head: Head { seq: 10, rev: 5 },
        resume: Resume::Delta,
        messages: vec![plain()],
        users: vec![ada()],
        online: vec![UserId("u1".into())],
        idle: vec![UserId("u1".into())],
        online_count: 1,
        reads: Map::from([(UserId("u1".into()), 9)]),
    };
    let bytes = |resume| {
        format!(
            r#"{{"type":"hello","room":{ROOM},"you":{{"user":{ADA},"role":"owner","read":9}},"head":{{"seq":10,"rev":5}},"resume":"{resume}","messages":[{PLAIN}],"users":[{ADA}],"online":["u1"],"idle":["u1"],"online_count":1,"reads":{{"u1":9}}}}"#
        )
    };
    event(&Event::Hello(Box::new(hello.clone())), &bytes("delta"));
    let reset = Hello {
        resume: Resume::Reset,
        ..hello
    };
    event(&Event::Hello(Box::new(reset)), &bytes("reset"));
}

#[test]
fn answers_to_commands() {
    let ack = |id, seq| Event::Ack { id, seq };
    event(&ack(Some(1), Some(10)), r#"{"type":"ack","id":1,"seq":10}"#);
    event(&ack(Some(1), None), r#"{"type":"ack","id":1}"#);
    event(&ack(None, Some(10)), r#"{"type":"ack","seq":10}"#);
    let too_fast = Event::Error {
        id: Some(1),
        code: "too_fast".into(),
        detail: "Wait.".into(),
        retry_after_ms: Some(800),
    };
    event(
        &too_fast,
        r#"{"type":"error","id":1,"code":"too_fast","detail":"Wait.","retry_after_ms":800}"#,
    );
    let refused = Event::Error {
        id: None,
        code: "bad_request".into(),
        detail: "No.".into(),
        retry_after_ms: None,
    };
    event(
        &refused,
        r#"{"type":"error","code":"bad_request","detail":"No."}"#,
    );
}

#[test]
fn messages() {
    let message = |message, nonce| Event::Message {
        message: Box::new(message),
        nonce,
    };
    event(
        &message(plain(), None),
        &format!(r#"{{"type":"message","message":{PLAIN}}}"#),
    );
    event(
        &message(full(), Some("n-1".into())),
        &format!(r#"{{"type":"message","message":{FULL},"nonce":"n-1"}}"#),
    );
    let changed = Event::Changed {
        rev: 5,
        message: Box::new(full()),
    };
    event(
        &changed,
        &format!(r#"{{"type":"changed","rev":5,"message":{FULL}}}"#),
    );
    let reaction = Event::Reaction {
        rev: 6,
        seq: 9,
        emoji: "👍".into(),
        user: UserId("u2".into()),
        on: true,
    };
    event(
        &reaction,
        r#"{"type":"reaction","rev":6,"seq":9,"emoji":"👍","user":"u2","on":true}"#,
    );
}

#[test]
fn people() {
    let user = UserId("u2".into());
    event(
        &Event::Read {
            user: user.clone(),
            seq: 9,
        },
        r#"{"type":"read","user":"u2","seq":9}"#,
    );
    event(
        &Event::Typing { user: user.clone() },
        r#"{"type":"typing","user":"u2"}"#,
    );
    let presence = Event::Presence {
        joined: vec![ada()],
        left: vec![user.clone()],
        idle: Vec::new(),
        active: Vec::new(),
        online_count: None,
    };
    event(
        &presence,
        &format!(r#"{{"type":"presence","joined":[{ADA}],"left":["u2"]}}"#),
    );
    let idle = Event::Presence {
        joined: Vec::new(),
        left: Vec::new(),
        idle: vec![user],
        active: vec![UserId("u1".into())],
        online_count: None,
    };
    event(
        &idle,
        r#"{"type":"presence","joined":[],"left":[],"idle":["u2"],"active":["u1"]}"#,
    );
    let crowd = Event::Presence {
        joined: Vec::new(),
        left: Vec::new(),
        idle: Vec::new(),
        active: Vec::new(),
        online_count: Some(201),
    };
    event(
        &crowd,
        r#"{"type":"presence","joined":[],"left":[],"online_count":201}"#,
    );
    let muted = Seat {
        role: SeatRole::Guest,
        muted_until: Some(5),
        ..seat()
    };
    event(
        &Event::Seat { you: muted },
        &format!(
            r#"{{"type":"seat","you":{{"user":{ADA},"role":"guest","read":9,"muted_until":5}}}}"#
        ),
    );
    event(
        &Event::Room { room: room() },
        &format!(r#"{{"type":"room","room":{ROOM}}}"#),
    );
    let archived = Room {
        archived_at: Some(6),
        kind: RoomKind::Direct,
        ..room()
    };
    let bytes = ROOM
        .replace("public", "direct")
        .replace("000}", r#"000,"archived_at":6}"#);
    event(
        &Event::Room { room: archived },
        &format!(r#"{{"type":"room","room":{bytes}}}"#),
    );
}

#[test]
fn roles_and_kinds() {
    for (value, bytes) in [
        (SeatRole::Owner, "owner"),
        (SeatRole::Moderator, "moderator"),
        (SeatRole::Member, "member"),
        (SeatRole::Guest, "guest"),
    ] {
        assert_eq!(serde_json::to_value(value).unwrap(), bytes);
    }
    for (value, bytes) in [
        (UserKind::Member, "member"),
        (UserKind::Guest, "guest"),
        (UserKind::Bot, "bot"),
    ] {
        assert_eq!(serde_json::to_value(value).unwrap(), bytes);
    }
    for (value, bytes) in [
        (RoomKind::Public, "public"),
        (RoomKind::Private, "private"),
        (RoomKind::Direct, "direct"),
    ] {
        assert_eq!(serde_json::to_value(value).unwrap(), bytes);
        assert_eq!((value.name(), RoomKind::parse(bytes)), (bytes, Some(value)));
    }
}

#[test]
fn close_codes() {
    let codes = [
        (CloseCode::Unreadable, 4400),
        (CloseCode::SignedOut, 4401),
        (CloseCode::Removed, 4403),
        (CloseCode::RoomGone, 4404),
        (CloseCode::TooFast, 4429),
    ];
    for (code, number) in codes {
        assert_eq!(code.number(), number);
    }
}

fn command(bytes: &str) -> (Option<u64>, Command) {
    let frame = Frame::parse(bytes).unwrap();
    (frame.id, frame.command.unwrap())
}

#[test]
fn send() {
    let draft = Draft {
        nonce: Some(Nonce::parse("n-1").unwrap()),
        text: Text::parse("hi 🙂").unwrap(),
        reply_to: Some(7),
        attachments: vec!["m1".into()],
        files: Vec::new(),
        forwarded: None,
    };
    assert_eq!(
        command(
            r#"{"type":"send","id":1,"nonce":"n-1","text":"hi 🙂","reply_to":7,"attachments":["m1"]}"#
        ),
        (Some(1), Command::Send(draft.clone()))
    );
    // Escapes, null for what is not given, fields in any order, and fields of a later version.
    assert_eq!(
        command(
            r#"{"text":"h\u0069 \ud83d\ude42","later":{"a":[1]},"forwarded":{"room":"r","seq":1},"forward":{"room":"r","seq":1},"reply_to":null,"nonce":null,"type":"\u0073end"}"#
        ),
        (
            None,
            Command::Send(Draft {
                nonce: None,
                reply_to: None,
                attachments: Vec::new(),
                files: Vec::new(),
                ..draft
            })
        )
    );
}

#[test]
fn other_commands() {
    let text = Text::parse("better").unwrap();
    assert_eq!(
        command(r#"{"type":"edit","id":2,"seq":9,"text":" better "}"#),
        (Some(2), Command::Edit { seq: 9, text })
    );
    assert_eq!(
        command(r#"{"type":"delete","id":3,"seq":9}"#),
        (Some(3), Command::Delete { seq: 9 })
    );
    let emoji = Emoji::parse("👍").unwrap();
    assert_eq!(
        command(r#"{"type":"react","id":4,"seq":9,"emoji":"👍","on":true}"#),
        (
            Some(4),
            Command::React {
                seq: 9,
                emoji,
                on: true
            }
        )
    );
    assert_eq!(
        command(r#"{"type":"read","seq":9}"#),
        (None, Command::Read { seq: 9 })
    );
    assert_eq!(command(r#"{"type":"typing"}"#), (None, Command::Typing));
    assert_eq!(
        command(r#"{"type":"idle","on":true}"#),
        (None, Command::Idle { on: true })
    );
}

#[test]
fn what_cannot_be_read_and_what_is_refused() {
    for unreadable in ["", "{", "[]", "7", "\"send\"", "null", "{} {}", "\u{0}"] {
        assert!(Frame::parse(unreadable).is_err(), "{unreadable:?}");
    }
    let long = format!(r#"{{"type":"typing","x":"{}"}}"#, "x".repeat(64 * 1024));
    assert!(Frame::parse(&long).is_err());
    for (frame, code, id) in [
        (r#"{"id":1}"#, "bad_request", Some(1)),
        (r#"{"type":"sing","id":1}"#, "bad_request", Some(1)),
        (r#"{"type":7,"id":1}"#, "bad_request", Some(1)),
        (r#"{"type":"send","id":1}"#, "bad_request", Some(1)),
        (r#"{"type":"send","text":"  "}"#, "bad_request", None),
        (r#"{"type":"send","text":7,"id":1}"#, "bad_request", Some(1)),
        (
            r#"{"type":"send","text":"a","text":"b","id":1}"#,
            "bad_request",
            Some(1),
        ),
        (
            r#"{"type":"send","text":"a","nonce":"","id":1}"#,
            "bad_request",
            Some(1),
        ),
        (r#"{"type":"edit","seq":1}"#, "bad_request", None),
        (r#"{"type":"edit","seq":1,"text":""}"#, "bad_request", None),
        (
            r#"{"type":"edit","seq":-1,"text":"a"}"#,
            "bad_request",
            None,
        ),
        (
            r#"{"type":"react","seq":1,"emoji":"ab","on":true}"#,
            "bad_request",
            None,
        ),
        (
            r#"{"type":"react","seq":1,"emoji":"👍"}"#,
            "bad_request",
            None,
        ),
        (r#"{"type":"read","seq":1.5}"#, "bad_request", None),
        (r#"{"type":"typing","id":-1}"#, "bad_request", None),
        (
            r#"{"type":"send","text":"a","attachments":["1","2","3","4","5","6","7","8","9","10","11"]}"#,
            "too_large",
            None,
        ),
    ] {
        let read = Frame::parse(frame).unwrap_or_else(|e| panic!("{frame}: {e:?}"));
        assert_eq!(read.id, id, "{frame}");
        assert_eq!(read.command.unwrap_err().code(), code, "{frame}");
    }
}

#[test]
fn problems() {
    let problem = |error: Error| serde_json::to_string(&error.problem()).unwrap();
    let about = |title, status, detail, code| {
        format!(
            r#"{{"type":"about:blank","title":"{title}","status":{status},"detail":"{detail}","code":"{code}"}}"#
        )
    };
    for (error, bytes) in [
        (
            Error::bad_request("No."),
            about("Bad Request", 400, "No.", "bad_request"),
        ),
        (
            Error::unauthenticated(),
            about("Unauthorized", 401, "Log in to do this.", "unauthenticated"),
        ),
        (
            Error::forbidden("No."),
            about("Forbidden", 403, "No.", "forbidden"),
        ),
        (
            Error::not_found("room"),
            about(
                "Not Found",
                404,
                "There is no such room, or you may not see it.",
                "not_found",
            ),
        ),
        (
            Error::MethodNotAllowed {
                allow: "GET".into(),
            },
            about(
                "Method Not Allowed",
                405,
                "This address takes GET.",
                "method_not_allowed",
            ),
        ),
        (
            Error::conflict("No."),
            about("Conflict", 409, "No.", "conflict"),
        ),
        (
            Error::NameTaken,
            about(
                "Conflict",
                409,
                "That username is taken. Choose another.",
                "name_taken",
            ),
        ),
        (
            Error::too_large("No."),
            about("Content Too Large", 413, "No.", "too_large"),
        ),
        (
            Error::UnsupportedMedia {
                detail: "No.".into(),
            },
            about("Unsupported Media Type", 415, "No.", "unsupported_media"),
        ),
        (
            Error::internal("the disk is on fire at 10.0.0.1"),
            about(
                "Internal Server Error",
                500,
                "Something went wrong on our side. Try again.",
                "internal",
            ),
        ),
    ] {
        assert_eq!(problem(error), bytes);
    }
    assert_eq!(
        problem(Error::TooFast {
            retry_after_ms: 1_200
        }),
        r#"{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"Too many at once. Try again in 2 s.","code":"too_fast","retry_after_ms":1200}"#
    );
}

fn inbox_room() -> InboxRoom {
    InboxRoom {
        room: RoomId("r1".into()),
        unread: 3,
        mentions: 1,
        last: 9,
        last_at: 1_790_000_000_001,
        favourite: false,
        hidden: false,
    }
}

const INBOX_ROOM: &str = r#""room":"r1","unread":3,"mentions":1,"last":9,"last_at":1790000000001"#;

#[test]
fn inbox_events() {
    let notice = |why| {
        InboxEvent::Notice(Notice {
            room: RoomId("r1".into()),
            seq: 9,
            author: UserId("u1".into()),
            name: "Ada".into(),
            text: "hi".into(),
            why,
        })
    };
    let marked = InboxRoom {
        favourite: true,
        hidden: true,
        ..inbox_room()
    };
    let report = Report {
        id: "p1".into(),
        room: RoomId("r1".into()),
        room_name: "general".into(),
        seq: 9,
        author: ada(),
        text: "hi".into(),
        context: Vec::new(),
        reporter: ada(),
        reason: "rude".into(),
        at: 1,
        outcome: Some(Outcome::Removed),
        handled_by: None,
        handled_at: Some(2),
        note: String::new(),
    };
    let noticed = |why| {
        format!(
            r#"{{"type":"notice","room":"r1","seq":9,"author":"u1","name":"Ada","text":"hi","why":"{why}"}}"#
        )
    };
    let cases = [
        (
            InboxEvent::Inbox {
                rooms: vec![inbox_room()],
                saved: vec![MessageId {
                    room: RoomId("r1".into()),
                    seq: 9,
                }],
            },
            format!(
                r#"{{"type":"inbox","rooms":[{{{INBOX_ROOM}}}],"saved":[{{"room":"r1","seq":9}}]}}"#
            ),
        ),
        (
            InboxEvent::Saved {
                room: RoomId("r1".into()),
                seq: 9,
                on: true,
            },
            r#"{"type":"saved","room":"r1","seq":9,"on":true}"#.to_owned(),
        ),
        (
            InboxEvent::Unread(inbox_room()),
            format!(r#"{{"type":"unread",{INBOX_ROOM}}}"#),
        ),
        (
            InboxEvent::Unread(marked),
            format!(r#"{{"type":"unread",{INBOX_ROOM},"favourite":true,"hidden":true}}"#),
        ),
        (notice(Why::Mention), noticed("mention")),
        (notice(Why::Direct), noticed("direct")),
        (notice(Why::All), noticed("all")),
        (notice(Why::Thread), noticed("thread")),
        (notice(Why::Everyone), noticed("everyone")),
        (notice(Why::Here), noticed("here")),
        (
            InboxEvent::Membership {
                room: room(),
                joined: true,
            },
            format!(r#"{{"type":"membership","room":{ROOM},"joined":true}}"#),
        ),
        (
            InboxEvent::Report {
                report: Box::new(report),
            },
            format!(
                r#"{{"type":"report","report":{{"id":"p1","room":"r1","room_name":"general","seq":9,"author":{ADA},"text":"hi","reporter":{ADA},"reason":"rude","at":1,"outcome":"removed","handled_at":2}}}}"#
            ),
        ),
    ];
    for (event, bytes) in cases {
        assert_eq!(serde_json::to_string(&event).unwrap(), bytes);
        assert_eq!(serde_json::from_str::<InboxEvent>(&bytes).unwrap(), event);
    }
}
