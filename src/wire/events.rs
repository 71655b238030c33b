//! What a room tells its sockets. Every text frame is a JSON array of these, in order.

use serde::{Deserialize, Serialize};

use super::types::{Author, Head, Message, Rev, Room, Seat, Seq, UserId};

use crate::map::Map;

/// How a newly opened socket catches up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Resume {
    /// `messages` is all that came or changed since the cursor.
    Delta,
    /// Forget what you hold: `messages` is the newest page.
    Reset,
}

/// One event of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// First on every socket.
    Hello(Box<Hello>),
    /// The command `id` was done; for `send`, `seq` is the message's.
    Ack {
        /// Echoed from the command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        id: Option<u64>,
        /// The message it was about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        seq: Option<Seq>,
    },
    /// The command `id` was refused.
    Error {
        /// Echoed from the command.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        id: Option<u64>,
        /// Stable, for programs.
        code: String,
        /// For people.
        detail: String,
        /// With `too_fast`: how long to wait.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        retry_after_ms: Option<u64>,
    },
    /// A new message: `seq` is one above the last.
    Message {
        /// The message.
        message: Box<Message>,
        /// In its author's own frames only: the nonce it was sent with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        nonce: Option<String>,
    },
    /// An older message was edited, deleted or pinned, or its thread has more or fewer replies.
    Changed {
        /// The room's change counter.
        rev: Rev,
        /// The message as it stands now.
        message: Box<Message>,
    },
    /// Somebody reacted, or took it back.
    Reaction {
        /// The room's change counter.
        rev: Rev,
        /// To which message.
        seq: Seq,
        /// With what.
        emoji: String,
        /// Who.
        user: UserId,
        /// Put on or taken off.
        on: bool,
    },
    /// Somebody has read up to `seq`.
    Read {
        /// Who.
        user: UserId,
        /// Up to where.
        seq: Seq,
    },
    /// Somebody is writing; forget it after six seconds.
    Typing {
        /// Who.
        user: UserId,
    },
    /// People came or went, fell idle or were back. Over 200 online, only the count.
    Presence {
        /// Came.
        joined: Vec<Author>,
        /// Went.
        left: Vec<UserId>,
        /// Have been away from all their devices for a while.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(test, ts(optional, as = "Option<Vec<UserId>>"))]
        idle: Vec<UserId>,
        /// Are back at one. Whoever came is, too, without being named here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        #[cfg_attr(test, ts(optional, as = "Option<Vec<UserId>>"))]
        active: Vec<UserId>,
        /// How many are here, when the lists would be too long.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        online_count: Option<u32>,
    },
    /// The room's name, topic or settings changed.
    Room {
        /// As it stands now.
        room: Room,
    },
    /// One's own rights changed.
    Seat {
        /// As it stands now.
        you: Seat,
    },
}

/// The present state of a room, for a socket that has just opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hello {
    /// The room.
    pub room: Room,
    /// One's own seat.
    pub you: Seat,
    /// Where the room stands.
    pub head: Head,
    /// How to read `messages`.
    pub resume: Resume,
    /// Oldest first.
    pub messages: Vec<Message>,
    /// People needed to show `online` and `reads`.
    pub users: Vec<Author>,
    /// Who is here; empty over 200.
    pub online: Vec<UserId>,
    /// Those of them who have been away from all their devices for a while.
    #[serde(default)]
    pub idle: Vec<UserId>,
    /// How many are here.
    pub online_count: u32,
    /// How far each has read, in rooms of up to 50 people.
    #[cfg_attr(test, ts(as = "std::collections::BTreeMap<UserId, Seq>"))]
    pub reads: Map<UserId, Seq>,
}
