//! What a search finds, as it travels.

use serde::{Deserialize, Serialize};

use super::types::{Message, Seq};

use crate::json::FromJson;

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hit {
    /// The message.
    pub message: Message,
    /// The part of its text, or of the text it passes on, around what was looked for. As it stands there: whoever is named
    /// in it stands as `<@id>`.
    pub excerpt: Vec<Piece>,
}

/// A piece of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether this was looked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub hit: bool,
}

/// A page of what was found in a room, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hits {
    /// The messages.
    pub hits: Vec<Hit>,
    /// There may be more before this one; none: that was all.
    pub next: Option<Seq>,
}
