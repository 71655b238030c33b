//! What the Worker asks of a room, and what it is answered: one enum each, shared by both ends.

use serde::{Deserialize, Serialize};

use super::engine::Asker;
use super::messages::Page;
use crate::wire::commands::Draft;
use crate::wire::text::{Emoji, RoomName, Text, Topic};
use crate::wire::types::{Author, Head, Message, Room, Seat, Seq, SessionId, UserId};

/// The header that carries the request of a socket upgrade, which has no body.
pub const REQUEST_HEADER: &str = "Confab-Request";

/// One request. Whoever asks has been authenticated; whether they may is the room's to say.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomRequest {
    /// Make the room, unless it is made.
    Create { room: Room, owner: Option<Author> },
    /// Open a socket.
    Socket {
        asker: Asker,
        session: SessionId,
        cursor: Option<Head>,
    },
    /// Seat somebody; as its owner, if it has none and they may be.
    Join { author: Author, as_owner: bool },
    /// Give up a seat.
    Leave { user: UserId },
    /// Close the sockets of a session, or all of a person's.
    SignOut {
        user: UserId,
        session: Option<SessionId>,
    },
    /// Somebody has another name, picture or kind.
    Rename { author: Author },
    /// One's own seat, and where the room stands.
    Seat { user: UserId },
    /// A page of those who have a seat.
    Members {
        asker: Asker,
        after: Option<UserId>,
        limit: u32,
    },
    /// Another name or topic.
    Describe {
        asker: Asker,
        name: Option<RoomName>,
        topic: Option<Topic>,
    },
    /// Delete the room with all that is in it; `by_site` when the site's owner or an admin asks.
    Destroy { asker: Asker, by_site: bool },
    /// Post a message.
    Post { asker: Asker, draft: Draft },
    /// Change the text of a message.
    Edit { asker: Asker, seq: Seq, text: Text },
    /// Take a message back.
    Delete { asker: Asker, seq: Seq },
    /// Put a reaction on, or take it off.
    React {
        asker: Asker,
        seq: Seq,
        emoji: Emoji,
        on: bool,
    },
    /// Pin a message, or take the pin out.
    Pin { asker: Asker, seq: Seq, on: bool },
    /// The pinned messages.
    Pins { asker: Asker },
    /// Move one's read position forward.
    Read { asker: Asker, seq: Seq },
    /// A page of the history.
    History {
        asker: Asker,
        page: Page,
        limit: u32,
    },
}

impl RoomRequest {
    /// Whether asking twice is the same as asking once, so that a lost answer may be asked for again.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        match self {
            Self::Post { draft, .. } => draft.nonce.is_some(),
            Self::Socket { .. } => false,
            _ => true,
        }
    }
}

/// What a room answers when it has done what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomReply {
    /// Nothing was ever stored here: the directory says whether there is such a room.
    Unmade,
    /// It is done.
    Done,
    /// The room as it is now.
    Room { room: Room },
    /// A seat, and where the room stands.
    Seat { room: Room, seat: Seat, head: Head },
    /// Those who have a seat.
    Members { members: Vec<Seat> },
    /// The message as it is now.
    Message { message: Box<Message> },
    /// Some messages, oldest first.
    Messages { messages: Vec<Message>, head: Head },
}
