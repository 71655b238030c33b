//! What a client says on a room's socket: one JSON object per text frame.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::limits;
use super::text::{Emoji, Nonce, Text};
use super::types::{Forwarded, Media, Seq};
use crate::error::Error;

/// A command, checked in everything that can be checked without the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Post a message.
    Send(Draft),
    /// Change the text of one's own message.
    Edit {
        /// Which.
        seq: Seq,
        /// The new text.
        text: Text,
    },
    /// Take a message back.
    Delete {
        /// Which.
        seq: Seq,
    },
    /// Put a reaction on a message, or take it off.
    React {
        /// To which message.
        seq: Seq,
        /// With what.
        emoji: Emoji,
        /// On or off.
        on: bool,
    },
    /// One has read up to here.
    Read {
        /// The newest message seen.
        seq: Seq,
    },
    /// One is writing.
    Typing,
    /// One has been away from this device for a while, or is back at it.
    Idle {
        /// Away, or back.
        on: bool,
    },
}

/// A message before the room has accepted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What makes a retry the same message.
    pub nonce: Option<Nonce>,
    /// The text.
    pub text: Text,
    /// The message it answers.
    pub reply_to: Option<Seq>,
    /// Ids of uploaded files.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// Those files, once the room has looked them up. No client fills it in, and it never travels.
    #[serde(skip)]
    pub files: Vec<Media>,
    /// What it passes on. The site fills it in, and no client: a frame has no such field, and a body only says which
    /// message is meant.
    #[serde(default)]
    pub forwarded: Option<Box<Forwarded>>,
}

/// A frame, read.
#[derive(Debug)]
pub struct Frame {
    /// The client's number for the command, to be echoed.
    pub id: Option<u64>,
    /// The command, or why it is none.
    pub command: Result<Command, Error>,
}

/// The frame cannot be read at all: not JSON, not an object, or too long. The socket is closed with 4400.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable(pub &'static str);

impl Frame {
    /// Reads a text frame. A command that is readable but wrong is an error to be answered, not a reason to close.
    ///
    /// # Errors
    /// [`Unreadable`] when there is nothing to answer.
    pub fn parse(frame: &str) -> Result<Self, Unreadable> {
        if frame.len() > limits::FRAME_BYTES {
            return Err(Unreadable("frame over 64 KiB"));
        }
        match serde_json::from_str::<Fields<'_>>(frame) {
            Ok(fields) => Ok(Self {
                id: fields.id,
                command: fields.command(),
            }),
            Err(refused) => Self::refused(frame, &refused),
        }
    }

    /// The slow path: a frame whose fields are mistyped, doubled or missing, or that is no JSON object at all.
    fn refused(frame: &str, refused: &serde_json::Error) -> Result<Self, Unreadable> {
        let whole: Value =
            serde_json::from_str(frame).map_err(|_| Unreadable("frame is not JSON"))?;
        let object = whole
            .as_object()
            .ok_or(Unreadable("frame is not a JSON object"))?;
        Ok(Self {
            id: object.get("id").and_then(Value::as_u64),
            command: Err(Error::bad_request(explain(object, refused))),
        })
    }
}

/// Every field a command can have. Flat, because serde reads a flat structure in one pass where a tagged enum is
/// buffered and read twice: this is the hot path.
#[derive(Deserialize)]
struct Fields<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    id: Option<u64>,
    seq: Option<Seq>,
    #[serde(borrow)]
    nonce: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    reply_to: Option<Seq>,
    #[serde(default)]
    attachments: Vec<String>,
    #[serde(borrow)]
    emoji: Option<Cow<'a, str>>,
    on: Option<bool>,
}

impl Fields<'_> {
    fn command(self) -> Result<Command, Error> {
        Ok(match self.kind.as_ref() {
            "send" => {
                let draft = Draft {
                    nonce: self.nonce.as_deref().map(Nonce::parse).transpose()?,
                    text: Text::parse(self.text.as_deref().unwrap_or_default())?,
                    reply_to: self.reply_to,
                    attachments: self.attachments,
                    files: Vec::new(),
                    forwarded: None,
                };
                draft.check()?;
                Command::Send(draft)
            }
            "edit" => Command::Edit {
                seq: required("seq", self.seq)?,
                text: new_text(&required("text", self.text)?)?,
            },
            "delete" => Command::Delete {
                seq: required("seq", self.seq)?,
            },
            "react" => Command::React {
                seq: required("seq", self.seq)?,
                emoji: Emoji::parse(&required("emoji", self.emoji)?)?,
                on: required("on", self.on)?,
            },
            "read" => Command::Read {
                seq: required("seq", self.seq)?,
            },
            "typing" => Command::Typing,
            "idle" => Command::Idle {
                on: required("on", self.on)?,
            },
            other => {
                let shown: String = other.chars().take(40).collect();
                return Err(Error::bad_request(format!(
                    "There is no command \"{shown}\"."
                )));
            }
        })
    }
}

fn required<T>(name: &str, field: Option<T>) -> Result<T, Error> {
    field.ok_or_else(|| Error::bad_request(format!("The field \"{name}\" is missing.")))
}

/// The text of an edit, which may not be empty.
///
/// # Errors
/// As [`Text::parse`]; `bad_request` when nothing would be left.
pub fn new_text(raw: &str) -> Result<Text, Error> {
    let text = Text::parse(raw)?;
    if text.as_str().is_empty() {
        return Err(Error::bad_request(
            "A message may not become empty. Delete it instead.",
        ));
    }
    Ok(text)
}

impl Draft {
    /// The rules that span several fields.
    ///
    /// # Errors
    /// `bad_request` when there is nothing to post, `too_large` for too many files.
    pub fn check(&self) -> Result<(), Error> {
        let is_empty = self.text.as_str().is_empty() && self.attachments.is_empty();
        if is_empty && self.forwarded.is_none() {
            return Err(Error::bad_request("A message needs a text or a file."));
        }
        if self.attachments.len() > limits::ATTACHMENTS {
            return Err(Error::too_large(format!(
                "A message has at most {} files; this one has {}.",
                limits::ATTACHMENTS,
                self.attachments.len()
            )));
        }
        let is_again = |(at, id)| self.attachments.iter().take(at).any(|other| other == id);
        if self.attachments.iter().enumerate().any(is_again) {
            return Err(Error::bad_request("A file is attached twice."));
        }
        Ok(())
    }
}

/// A field, what it must be in words, and whether a value is.
type Shape = (&'static str, &'static str, fn(&Value) -> bool);

/// What the fields of a command must be.
const SHAPES: [Shape; 9] = [
    ("id", "a whole number from 0", is_count),
    ("type", "text", is_text),
    ("seq", "a whole number from 0", is_count),
    ("nonce", "text", is_text),
    ("text", "text", is_text),
    ("reply_to", "a whole number from 0", is_count),
    ("attachments", "a list of ids", is_list_of_ids),
    ("emoji", "text", is_text),
    ("on", "true or false", |value| {
        value.is_boolean() || value.is_null()
    }),
];

fn is_count(value: &Value) -> bool {
    value.is_u64() || value.is_null()
}

fn is_text(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

fn is_list_of_ids(value: &Value) -> bool {
    let ids = value.as_array();
    ids.is_some_and(|ids| ids.iter().all(Value::is_string))
}

/// What is wrong with an object that is no command, by the name of the field.
fn explain(object: &Map<String, Value>, refused: &serde_json::Error) -> String {
    // Only the first reading has seen that a field came twice.
    let refused = refused.to_string();
    if let Some(name) = refused
        .strip_prefix("duplicate field `")
        .and_then(|rest| rest.split('`').next())
    {
        return format!("The field \"{name}\" is given twice.");
    }
    let mistyped = SHAPES
        .iter()
        .find(|(name, _, fits)| object.get(*name).is_some_and(|value| !fits(value)));
    match mistyped {
        Some((name, shape, _)) => format!("The field \"{name}\" must be {shape}."),
        None => "The field \"type\" is missing.".into(),
    }
}
