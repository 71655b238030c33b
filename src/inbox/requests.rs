//! What the Worker and the rooms ask of an inbox, and what they are answered: one enum each, shared by both ends.

use std::rc::Rc;

use serde::Serialize;

use super::saved::Saved;
use crate::json::FromJson;
use crate::room::requests::{News, RoomRequest};
use crate::wire::moderation::Report;
use crate::wire::types::{MessageId, Millis, RoomId, SessionId, UserId};

/// One request, and whose inbox is meant.
#[derive(Clone, Debug, Serialize, FromJson)]
pub struct InboxRequest {
    /// Whose: also the name of the object.
    pub user: UserId,
    /// What is wanted.
    pub ask: Ask,
}

/// What is wanted of an inbox.
#[derive(Clone, Debug, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Open a socket. `rooms` are all of theirs, by the directory.
    Socket {
        session: SessionId,
        rooms: Vec<RoomId>,
    },
    /// From a room: how things stand there.
    News(Box<News>),
    /// Keep a room at the top of the sidebar, or no longer.
    Favour { room: RoomId, on: bool },
    /// Close a direct room until something is said in it, or open it again.
    Hide { room: RoomId, on: bool },
    /// Save a message, or no longer. Whether they may read it was asked before.
    Save { message: MessageId, on: bool },
    /// What they have saved, the newest first.
    Saved { before: Option<Millis>, limit: u32 },
    /// A report of theirs was dealt with.
    Reported(Box<Report>),
    /// Close the sockets of one session, or all: here, and in `rooms`.
    SignOut {
        session: Option<SessionId>,
        rooms: Vec<RoomId>,
    },
    /// Ask many rooms the same, as many at once as may be, and the rest soon after, until each has answered.
    Errand {
        rooms: Vec<RoomId>,
        request: Rc<RoomRequest>,
    },
    /// Whether they have the site open anywhere.
    Online,
    /// The account was deleted: everything here goes.
    Forget,
}

/// What an inbox answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum InboxReply {
    /// It is done.
    Done,
    /// No more can be saved.
    Full,
    /// What they have saved.
    Saved(Vec<Saved>),
    /// Whether they have the site open anywhere.
    Online(bool),
}
