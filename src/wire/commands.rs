//! What a client says on a room's socket: one JSON object per text frame.

use serde::Serialize;

use super::limits;
use super::text::{Emoji, Nonce, Text};
use super::types::{Forwarded, Media, Seq};
use crate::error::Error;
use crate::json::{self, FromJson, Value};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromJson)]
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
        let mut fields = Value::parse(frame).ok_or(Unreadable("frame is not JSON"))?;
        if !matches!(fields, Value::Object(_)) {
            return Err(Unreadable("frame is not a JSON object"));
        }
        Ok(Self {
            id: json::field(&mut fields, "id").unwrap_or_default(),
            command: match fault(&fields) {
                None => command(&mut fields),
                Some(fault) => Err(Error::bad_request(fault)),
            },
        })
    }
}

fn command(fields: &mut Value) -> Result<Command, Error> {
    let kind: String = required(fields, "type")?;
    Ok(match kind.as_str() {
        "send" => {
            let nonce: Option<String> = optional(fields, "nonce");
            let text: Option<String> = optional(fields, "text");
            let draft = Draft {
                nonce: nonce.as_deref().map(Nonce::parse).transpose()?,
                text: Text::parse(text.as_deref().unwrap_or_default())?,
                reply_to: optional(fields, "reply_to"),
                attachments: optional(fields, "attachments").unwrap_or_default(),
                files: Vec::new(),
                forwarded: None,
            };
            draft.check()?;
            Command::Send(draft)
        }
        "edit" => Command::Edit {
            seq: required(fields, "seq")?,
            text: new_text(&required::<String>(fields, "text")?)?,
        },
        "delete" => Command::Delete {
            seq: required(fields, "seq")?,
        },
        "react" => Command::React {
            seq: required(fields, "seq")?,
            emoji: Emoji::parse(&required::<String>(fields, "emoji")?)?,
            on: required(fields, "on")?,
        },
        "read" => Command::Read {
            seq: required(fields, "seq")?,
        },
        "typing" => Command::Typing,
        "idle" => Command::Idle {
            on: required(fields, "on")?,
        },
        other => {
            let shown: String = other.chars().take(40).collect();
            return Err(Error::bad_request(format!(
                "There is no command \"{shown}\"."
            )));
        }
    })
}

/// A field of an object without [`fault`].
fn optional<T: FromJson>(fields: &mut Value, name: &'static str) -> Option<T> {
    json::field(fields, name).unwrap_or_default()
}

fn required<T: FromJson>(fields: &mut Value, name: &'static str) -> Result<T, Error> {
    optional(fields, name)
        .ok_or_else(|| Error::bad_request(format!("The field \"{name}\" is missing.")))
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
    ("on", "true or false", is_truth),
];

fn is_count(value: &Value) -> bool {
    matches!(value, Value::Whole(_) | Value::Null)
}

fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Null)
}

fn is_truth(value: &Value) -> bool {
    matches!(value, Value::Bool(_) | Value::Null)
}

fn is_list_of_ids(value: &Value) -> bool {
    match value {
        Value::List(ids) => ids.iter().all(|id| matches!(id, Value::Text(_))),
        _ => false,
    }
}

/// What is wrong with an object that is no command, by the name of the field.
fn fault(fields: &Value) -> Option<String> {
    if let Some(name) = fields.doubled()
        && SHAPES.iter().any(|(field, ..)| *field == name)
    {
        return Some(format!("The field \"{name}\" is given twice."));
    }
    SHAPES
        .iter()
        .find(|(name, _, fits)| fields.get(name).is_some_and(|value| !fits(value)))
        .map(|(name, shape, _)| format!("The field \"{name}\" must be {shape}."))
}
