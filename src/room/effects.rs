//! What the engine wants done in the world.

use super::fanout::Frames;
use crate::wire::events::Event;
use crate::wire::text::Nonce;
use crate::wire::types::{Author, Millis, Seq, UserId};

/// One open socket: unique in its room while any socket of the room is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u32);

/// Why a room closes a socket (WebSocket close codes of the private range, RFC 6455 section 7.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CloseCode {
    /// A frame that cannot be read.
    Unreadable,
    /// The session ended.
    SignedOut,
    /// The person has no seat any more.
    Removed,
    /// The room is no more.
    RoomGone,
    /// Too fast for too long.
    TooFast,
}

impl CloseCode {
    /// The number sent.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::Unreadable => 4400,
            Self::SignedOut => 4401,
            Self::Removed => 4403,
            Self::RoomGone => 4404,
            Self::TooFast => 4429,
        }
    }

    /// The reason sent with it, for whoever reads a network log.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable frame",
            Self::SignedOut => "signed out",
            Self::Removed => "removed from the room",
            Self::RoomGone => "the room is gone",
            Self::TooFast => "too fast for too long",
        }
    }
}

/// One thing to do, in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A socket opened: what came before is none of its business.
    Opened(ConnectionId),
    /// Send to one socket.
    Tell {
        /// Which.
        to: ConnectionId,
        /// What.
        event: Event,
    },
    /// Send to every socket of the room.
    Broadcast {
        /// What.
        event: Event,
        /// The author and nonce of a new message: their sockets see the nonce.
        own: Option<(UserId, Nonce)>,
    },
    /// Somebody came or went. Several of these, and of those after, become one event.
    Presence {
        /// Who.
        user: UserId,
        /// As they are shown, when they came.
        came: Option<Author>,
        /// How many are here now.
        online: usize,
    },
    /// Somebody who is here fell idle, or is back.
    Idle {
        /// Who.
        user: UserId,
        /// Idle or back.
        idle: bool,
    },
    /// Keep with a socket whether its owner is away from it.
    Keep {
        /// Which.
        connection: ConnectionId,
        /// Away or not.
        idle: bool,
    },
    /// Somebody took back what another had written: for the audit log.
    TookBack {
        /// Who.
        by: Author,
        /// Whose message.
        author: Author,
        /// Which.
        seq: Seq,
    },
    /// A message holds these files now.
    Attached(Vec<String>),
    /// Find out what stands behind the links of a message.
    Look {
        /// Which.
        seq: Seq,
        /// As they stand in it.
        links: Vec<String>,
        /// Whether the site runs locally, with its rates lifted.
        local: bool,
    },
    /// Send what waits, then close a socket.
    Close {
        /// Which.
        connection: ConnectionId,
        /// Why.
        code: CloseCode,
    },
}

/// One thing to do with sockets or timers.
#[derive(Debug, PartialEq, Eq)]
pub enum Act {
    /// Give every socket its frame.
    Send(Frames),
    /// Close a socket, after what was sent before.
    Close {
        /// Which.
        connection: ConnectionId,
        /// Why.
        code: CloseCode,
    },
    /// Keep with a socket whether its owner is away from it.
    Keep {
        /// Which.
        connection: ConnectionId,
        /// Away or not.
        idle: bool,
    },
    /// Call [`super::turn::Awake::tick`] with this `until`.
    Wait {
        /// By the room's clock, which may be set back meanwhile.
        until: Millis,
        /// In so many milliseconds; 0: as soon as all that was written is durable.
        pause: Millis,
    },
    /// Somebody's inbox is to be told something: call [`super::turn::Awake::next_news`] until there is none.
    Tell,
    /// Note in the database of the site that these files are attached. Where that fails it is found out otherwise.
    Attached(Vec<String>),
    /// The database of the site is to be told of files that no message holds any more: call
    /// [`super::turn::Awake::next_gone`] until there are none.
    LetGo,
    /// Set the alarm, in place of any before.
    Alarm(Millis),
    /// Note in the audit log that somebody took back what another had written.
    Note {
        /// Who.
        by: Author,
        /// Whose message.
        author: Author,
        /// Which.
        seq: Seq,
    },
    /// Find out what stands behind the links of a message.
    Look {
        /// Which.
        seq: Seq,
        /// As they stand in it.
        links: Vec<String>,
        /// Whether the site runs locally, with its rates lifted.
        local: bool,
    },
    /// Delete all that is stored: the room is over.
    Erase,
}
