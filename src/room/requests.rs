//! What the Worker and the inboxes ask of a room, and what they are answered: one enum each, shared by both ends.

use serde::Serialize;

use super::engine::{Asker, Thread};
use super::files::Kind;
use super::messages::Page;
use super::settings::Changes;
use crate::json::FromJson;
use crate::wire::commands::Draft;
use crate::wire::inbox::Notice;
use crate::wire::moderation::Word;
use crate::wire::search::Hits;
use crate::wire::text::{Emoji, Nonce, Reason, Text};
use crate::wire::types::{
    Action, Author, Edit, Head, Message, Millis, Preview, Room, Sanction, Seat, SeatRole, Seq,
    SessionId, UserId,
};

/// One request: of somebody, or of the site itself.
#[derive(Clone, Debug, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum RoomRequest {
    /// Somebody wishes something. They have been authenticated; whether they may is the room's to say.
    By { asker: Asker, wish: Wish },
    /// Make the room with those who sit in it from the start, unless it is made.
    Create {
        room: Room,
        founders: Vec<(Author, SeatRole)>,
        words: Vec<Word>,
    },
    /// Seat somebody; as its owner, if it has none and they may be. Into a private room only by invitation.
    Join {
        author: Author,
        as_owner: bool,
        invited: bool,
        admin: bool,
    },
    /// Give up a seat.
    Leave { user: UserId },
    /// Close the sockets of a session, or all of a person's, and take nothing of it any more.
    SignOut {
        user: UserId,
        session: Option<SessionId>,
    },
    /// The site keeps somebody out, or lets them in again. Their seat stays theirs.
    Bar { user: UserId, barred: bool },
    /// Somebody has another name, picture or kind.
    Rename { author: Author },
    /// Other words are not wanted on the site now.
    Words { words: Vec<Word> },
    /// What somebody's inbox should know of this room.
    News { user: UserId },
    /// What stands behind a link of a message.
    Previewed { seq: Seq, preview: Preview },
    /// Which of these files messages hold.
    Held { ids: Vec<String> },
    /// The files of somebody whose account is no more are to go.
    DropFiles { user: UserId },
}

/// What somebody wishes of a room.
#[derive(Clone, Debug, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Open a socket.
    Socket { cursor: Option<Head> },
    /// One's own seat, and where the room stands.
    Seat,
    /// A page of those who have a seat, and in whose name a word begins with `sought`.
    Members {
        sought: String,
        after: Option<UserId>,
        limit: u32,
    },
    /// Another name, topic or setting.
    Configure { changes: Changes },
    /// Whether somebody may do something here; the answer is the room.
    May { action: Action },
    /// Another role for somebody; `Owner` hands the room over.
    SetRole { user: UserId, role: SeatRole },
    /// Take somebody's seat. They may come back by the door.
    Kick { user: UserId },
    /// Take somebody's seat, and keep them out; also somebody who has no seat. With the newest `remove_last` of their
    /// messages, counted among the newest of the room.
    Ban {
        person: Author,
        until: Option<Millis>,
        reason: Reason,
        remove_last: u32,
    },
    /// Let somebody in again.
    Unban { user: UserId },
    /// Who is kept out.
    Bans,
    /// Let somebody say nothing for a time, or for good.
    Mute {
        user: UserId,
        until: Option<Millis>,
        reason: Reason,
    },
    /// Let somebody talk again.
    Unmute { user: UserId },
    /// Who may say nothing.
    Mutes,
    /// A message for a report, with some around it.
    Context { seq: Seq },
    /// Delete the room with all that is in it.
    Destroy,
    /// Post a message.
    Post { draft: Draft },
    /// Change the text of a message.
    Edit { seq: Seq, text: Text },
    /// Take a message back.
    Delete { seq: Seq },
    /// Show no previews with a message.
    Bare { seq: Seq },
    /// Put a reaction on, or take it off.
    React { seq: Seq, emoji: Emoji, on: bool },
    /// Pin a message, or take the pin out.
    Pin { seq: Seq, on: bool },
    /// The pinned messages.
    Pins,
    /// A page of the thread a message belongs to: the newest `limit` replies before one of them.
    Thread {
        seq: Seq,
        before: Option<Seq>,
        limit: u32,
    },
    /// Be told of what is said in the thread a message belongs to, or no longer.
    Follow { seq: Seq, on: bool },
    /// What a message said before it was edited.
    Edits { seq: Seq },
    /// Move one's read position forward.
    Read { seq: Seq },
    /// A page of the messages with files of a kind, newest first.
    Media {
        kind: Kind,
        before: Option<Seq>,
        limit: u32,
    },
    /// Whether a message holds a file, asked for somebody who wants its bytes.
    Holds { id: String },
    /// Some messages by their places.
    Messages { seqs: Vec<Seq> },
    /// What somebody has posted with a nonce.
    Posted { nonce: Nonce },
    /// A page of the history.
    History { page: Page, limit: u32 },
    /// What was said that matches a query. `authors` are those its `from:` means; it counts as so many commands.
    Search {
        text: String,
        authors: Vec<UserId>,
        before: Option<Seq>,
        limit: u32,
        commands: u32,
    },
}

impl Wish {
    /// As the request of whoever wishes it.
    #[must_use]
    pub fn by(self, asker: Asker) -> RoomRequest {
        RoomRequest::By { asker, wish: self }
    }

    /// Whether it counts as a command, like the one that a socket sends for it. Posting and searching count by rules of their own.
    #[must_use]
    pub fn is_command(&self) -> bool {
        matches!(
            self,
            Self::Edit { .. }
                | Self::Delete { .. }
                | Self::Bare { .. }
                | Self::React { .. }
                | Self::Pin { .. }
                | Self::Follow { .. }
                | Self::Read { .. }
        )
    }
}

impl RoomRequest {
    /// Whether asking twice is the same as asking once, so that a lost answer may be asked for again.
    #[must_use]
    pub fn is_repeatable(&self) -> bool {
        match self {
            Self::By { wish, .. } => match wish {
                Wish::Post { draft } => draft.nonce.is_some(),
                Wish::Socket { .. } => false,
                _ => true,
            },
            _ => true,
        }
    }
}

/// What a room answers when it has done what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromJson)]
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
    /// Those who are kept out, or may say nothing.
    Sanctions { sanctions: Vec<Sanction> },
    /// What an inbox should know.
    News { news: Box<News> },
    /// The message as it is now.
    Message { message: Box<Message> },
    /// Ids of files.
    Files { ids: Vec<String> },
    /// A message, with some around it, oldest first.
    Context {
        room: Room,
        message: Box<Message>,
        around: Vec<Message>,
    },
    /// Those of the messages asked for that are there, oldest first.
    Found { room: Room, messages: Vec<Message> },
    /// Some messages, oldest first.
    Messages { messages: Vec<Message>, head: Head },
    /// What a search found.
    Hits { found: Hits },
    /// A page of a thread.
    Thread(Box<Thread>),
    /// Texts that were replaced, oldest first.
    Edits { edits: Vec<Edit> },
}

/// All that one person's inbox should know of a room: the whole truth at one moment, so that being told twice, or
/// late, does no harm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromJson)]
pub struct News {
    /// The room as they see it.
    pub room: Room,
    /// Whether they have a seat.
    pub seated: bool,
    /// Greater in each later truth about this person and room. What comes with a smaller one is old, and ignored.
    pub version: u64,
    /// The newest message.
    pub last: Seq,
    /// When it came; 0 when there is none.
    pub last_at: Millis,
    /// Others' messages they have not read, at most 100.
    pub unread: u32,
    /// Those that are meant for them, at most 100.
    pub mentions: u32,
    /// Messages they are to be told of at once, oldest first. An inbox passes on those above the last it passed on.
    pub notices: Vec<Notice>,
}
