//! What an inbox tells its sockets. Every text frame is a JSON array of these, in order.

use serde::{Deserialize, Serialize};

use super::moderation::Report;
use super::types::{MessageId, Millis, Room, RoomId, Seq, UserId};

use crate::json::FromJson;

/// One of somebody's rooms, as it matters to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InboxRoom {
    /// Which.
    pub room: RoomId,
    /// Messages of others after the last one read, at most 100. In rooms of several people it is as of the last word
    /// from the room: it is 0 when, and only when, there is none. In direct rooms it is exact.
    pub unread: u32,
    /// Messages among them that are meant for one, at most 100: they name one or call everyone, or were said in a thread
    /// one follows; in a direct room all of them. Always exact.
    pub mentions: u32,
    /// The newest message known here.
    pub last: Seq,
    /// When it came; 0 when there is none.
    pub last_at: Millis,
    /// Kept at the top of the sidebar.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub favourite: bool,
    /// A direct room that was closed, until something is said in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub hidden: bool,
}

/// Why somebody is told of a message at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// They are named in it.
    Mention,
    /// It was said to them directly.
    Direct,
    /// They asked to be told of all.
    All,
    /// They follow the thread it was said in.
    Thread,
    /// It calls all who sit in the room.
    Everyone,
    /// It calls all who have the site open, and they have.
    Here,
}

/// A message somebody is told of at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Notice {
    /// Where.
    pub room: RoomId,
    /// Which.
    pub seq: Seq,
    /// Who wrote it.
    pub author: UserId,
    /// Their name.
    pub name: String,
    /// How it begins.
    pub text: String,
    /// Why one is told.
    pub why: Why,
}

/// One event of an inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum InboxEvent {
    /// First on every socket: all one's rooms.
    Inbox {
        /// Rooms nothing is known of yet are missing: an `unread` follows for each.
        rooms: Vec<InboxRoom>,
        /// The messages one has saved, in the order one did.
        saved: Vec<MessageId>,
    },
    /// One room, as it is now.
    Unread(InboxRoom),
    /// A message one should know of.
    Notice(Notice),
    /// One came to sit in a room, or it looks different now; or one has no seat in it any more.
    Membership {
        /// The room.
        room: Room,
        /// Whether one sits there.
        joined: bool,
    },
    /// A message was saved, or is no longer.
    Saved {
        /// In which room.
        room: RoomId,
        /// Which.
        seq: Seq,
        /// Whether it is saved now.
        on: bool,
    },
    /// A report of one's own was dealt with.
    Report {
        /// As it stands now.
        report: Box<Report>,
    },
}
