//! The nouns of keeping order: reports, the audit log, and what those who run the site see of it.

use serde::{Deserialize, Serialize};

use super::types::{Author, Message, Millis, RoomId, RoomKind, Seq, User, UserId};

use crate::json::FromJson;

/// How a report was dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The message was taken away.
    Removed,
    /// Its author was muted, kicked or banned.
    Sanctioned,
    /// There was nothing to do.
    Dismissed,
}

impl Outcome {
    /// The name it is stored and sent under.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Sanctioned => "sanctioned",
            Self::Dismissed => "dismissed",
        }
    }
}

/// A message somebody found wrong, with what stood around it when they did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Report {
    /// Its id.
    pub id: String,
    /// Where.
    pub room: RoomId,
    /// What the room was called.
    pub room_name: String,
    /// The message.
    pub seq: Seq,
    /// Who wrote it.
    pub author: Author,
    /// Its text at the time.
    pub text: String,
    /// The message and a few around it, oldest first. For those who handle reports; empty to the reporter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<Message>>"))]
    pub context: Vec<Message>,
    /// Who reported it.
    pub reporter: Author,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Millis,
    /// How it was dealt with; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub outcome: Option<Outcome>,
    /// By whom. For those who handle reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub handled_by: Option<UserId>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub handled_at: Option<Millis>,
    /// What the reporter is told about it; empty when nothing was written.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<String>"))]
    pub note: String,
}

/// An account, as those who run the site see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Account {
    /// The person.
    pub user: User,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last used, to ten minutes; none: never, or long ago.
    pub seen_at: Option<Millis>,
    /// Set while they are banned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub banned_at: Option<Millis>,
    /// Until when; none: for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub banned_until: Option<Millis>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub ban_reason: Option<String>,
}

/// A room, as those who run the site see it: never what is said in it. Direct rooms are not listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RoomSummary {
    /// Its id.
    pub id: RoomId,
    /// Its name.
    pub name: String,
    /// Public or private.
    pub kind: RoomKind,
    /// When it was made.
    pub created_at: Millis,
    /// Set while nobody may post any more.
    pub archived_at: Option<Millis>,
    /// Whether newcomers are seated here: such a room cannot be deleted.
    pub is_default: bool,
    /// How many sit here.
    pub members: u32,
    /// Messages, and bytes stored, as the room last told: at most an hour old while it is in use.
    pub messages: u64,
    /// Bytes.
    pub bytes: u64,
}

/// One line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AuditEntry {
    /// Its id: later lines have greater ones.
    pub id: String,
    /// When.
    pub at: Millis,
    /// Who did it.
    pub actor: UserId,
    /// What they were called then.
    pub actor_name: String,
    /// What they did: `room.ban`, `site.settings`, …
    pub action: String,
    /// To whom or what, by id; empty when it is the site.
    pub target: String,
    /// What that was called then.
    pub target_name: String,
    /// In which room; none when it was on the site.
    pub room: Option<RoomId>,
    /// Why, and what else is to be known.
    pub reason: String,
}

/// Addresses guests may not come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AddressBan {
    /// Its id.
    pub id: String,
    /// The range in CIDR notation (RFC 4632, RFC 4291).
    pub range: String,
    /// Since when.
    pub at: Millis,
    /// Until when; none: for good.
    pub until: Option<Millis>,
    /// Why.
    pub reason: String,
}

/// What happens to a message with a word in it that is not wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WordRule {
    /// It is held back: its author is told, and keeps the text.
    Hold,
    /// The word is covered.
    Mask,
}

/// A word that is not wanted on this site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Word {
    /// The word, in lower case.
    pub word: String,
    /// What happens to it.
    pub rule: WordRule,
}

/// How many messages were posted on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DayCount {
    /// The day, UTC, as YYYY-MM-DD.
    pub day: String,
    /// Messages.
    pub messages: u64,
}

/// The site in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Numbers {
    /// Accounts with a password.
    pub members: u64,
    /// Guests.
    pub guests: u64,
    /// Who used the site in the last seven days.
    pub active: u64,
    /// Banned accounts.
    pub banned: u64,
    /// Public rooms.
    pub public_rooms: u64,
    /// Private rooms.
    pub private_rooms: u64,
    /// Direct rooms.
    pub direct_rooms: u64,
    /// Open reports.
    pub open_reports: u64,
    /// Messages stored.
    pub messages: u64,
    /// Bytes stored in rooms.
    pub room_bytes: u64,
    /// Bytes stored in the database.
    pub database_bytes: u64,
    /// Messages a day, the last thirty days, oldest first, days without any included.
    pub days: Vec<DayCount>,
}
