//! The web client's types of the wire, `public/app/wire.d.ts`, generated from these and held against them.
//!
//! After a change here: `CONFAB_WRITE=1 cargo test --lib typescript`.

use ts_rs::{Config, TS};

use super::events::{Event, Hello, Resume};
use super::inbox::{InboxEvent, InboxRoom, Notice, Why};
use super::moderation::{
    Account, AddressBan, AuditEntry, DayCount, Numbers, Outcome, Report, RoomSummary, Word,
    WordRule,
};
use super::search::{Hit, Hits, Piece};
use super::types::{
    Action, Author, Edit, Forwarded, Head, Media, MentionAll, Message, MessageId, Picture, Preview,
    Replies, Room, RoomId, RoomKind, Sanction, Seat, SeatRole, SessionId, SignupMode, Site,
    SiteRole, User, UserId, UserKind, Via,
};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/public/app/wire.d.ts");

fn generated() -> String {
    let config = Config::new().with_large_int("number");
    let mut file = String::from(
        "// What travels between this client and the Worker. Generated from src/wire: do not edit.\n",
    );
    macro_rules! declare {
        ($($name:ty),* $(,)?) => {$(
            file.push_str("\nexport ");
            file.push_str(&<$name>::decl(&config));
            file.push('\n');
        )*};
    }
    declare!(
        UserId,
        RoomId,
        SessionId,
        UserKind,
        SiteRole,
        SignupMode,
        RoomKind,
        SeatRole,
        Resume,
        Author,
        User,
        Site,
        Room,
        Seat,
        Head,
        Media,
        Via,
        Replies,
        MentionAll,
        Preview,
        Picture,
        Forwarded,
        Message,
        Edit,
        Hello,
        Event,
        Piece,
        Hit,
        Hits,
        Action,
        Sanction,
        InboxRoom,
        Why,
        Notice,
        InboxEvent,
        MessageId,
        Outcome,
        Report,
        Account,
        RoomSummary,
        AuditEntry,
        AddressBan,
        WordRule,
        Word,
        DayCount,
        Numbers,
    );
    file
}

#[test]
fn the_clients_types_are_those_of_the_wire() {
    let generated = generated();
    if std::env::var_os("CONFAB_WRITE").is_some() {
        std::fs::write(PATH, &generated).unwrap();
    }
    let stored = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(
        stored == generated,
        "public/app/wire.d.ts is stale: CONFAB_WRITE=1 cargo test --lib typescript"
    );
}
