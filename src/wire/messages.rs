//! What is said: messages, their threads, and what hangs on them. Plain data.

use serde::{Deserialize, Serialize};

use super::types::{Author, Media, Millis, Rev, RoomId, Seq, UserId, Via};

use crate::json::FromJson;
use crate::map::Map;

/// The answers to a message, of which some answer each other: a thread, as its root shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Replies {
    /// How many there are, deleted ones left out.
    pub count: u32,
    /// The newest.
    pub last: Seq,
    /// When it came.
    pub at: Millis,
    /// Who wrote lately, the latest first; at most three.
    pub people: Vec<Author>,
}

/// A text of a message that an edit has replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Edit {
    /// The text.
    pub text: String,
    /// Until when it stood.
    pub at: Millis,
}

/// Whom a message calls beside those it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MentionAll {
    /// `<@here>`: whoever has Confab open now.
    Here,
    /// `<@everyone>`: all members of the room.
    Everyone,
}

impl MentionAll {
    /// The name it is stored and sent under, and called by in a text: `<@here>`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Everyone => "everyone",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Here, Self::Everyone]
            .into_iter()
            .find(|all| all.name() == name)
    }
}

/// What stands behind a link in a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Preview {
    /// The link as it stands in the text.
    pub url: String,
    /// What the page is called.
    pub title: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub description: Option<String>,
    /// The name of the site it is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub site: Option<String>,
    /// Its picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub picture: Option<Picture>,
}

/// A picture kept by this site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Picture {
    /// Where to fetch it, on this site.
    pub url: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// A message, wherever it was said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MessageId {
    /// In which room.
    pub room: RoomId,
    /// Its place there.
    pub seq: Seq,
}

/// A message of another room, or of this one, as it stood when somebody passed it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Forwarded {
    /// Where it was said.
    pub room: RoomId,
    /// Which it was.
    pub seq: Seq,
    /// Who wrote it.
    pub author: Author,
    /// The text.
    pub text: String,
    /// When it was said.
    pub at: Millis,
}

impl Forwarded {
    /// What a message says: its text or, without one, the text it passes on.
    #[must_use]
    pub fn or_text<'a>(forwarded: Option<&'a Self>, text: &'a str) -> &'a str {
        match forwarded {
            Some(passed_on) if text.is_empty() => &passed_on.text,
            _ => text,
        }
    }
}

/// A message as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Message {
    /// Its place in the room.
    pub seq: Seq,
    /// The room's change counter when it last changed; 0: never.
    pub rev: Rev,
    /// Who wrote it, by their present name.
    pub author: Author,
    /// The text as it was sent; empty once deleted.
    pub text: String,
    /// When the room accepted it.
    pub at: Millis,
    /// When it was last edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub edited_at: Option<Millis>,
    /// When it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub deleted_at: Option<Millis>,
    /// The message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub reply_to: Option<Seq>,
    /// The message its thread began with, when it answers another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub thread: Option<Seq>,
    /// The thread that began with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub replies: Option<Replies>,
    /// Passed on from elsewhere; `text` is what was said about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub forwarded: Option<Box<Forwarded>>,
    /// Files, in the author's order.
    pub attachments: Vec<Media>,
    /// Who reacted with what, in the order they did.
    #[cfg_attr(test, ts(as = "std::collections::BTreeMap<String, Vec<UserId>>"))]
    pub reactions: Map<String, Vec<UserId>>,
    /// People named in it.
    pub mentions: Vec<UserId>,
    /// Whom it calls beside them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub mention_all: Option<MentionAll>,
    /// What its links lead to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<Preview>>"))]
    pub previews: Vec<Preview>,
    /// Pinned to the room.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub pinned: bool,
    /// The webhook it came by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub via: Option<Via>,
}
