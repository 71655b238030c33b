//! The files of a room's messages: which message holds which, and which are gone and still to be told of. The
//! statements; the engine decides when.
//!
//! The room is the truth about what is attached. What a file is called and what it looks like stands in the message;
//! where its bytes are, in the database of the site, which is told when a message lets go of one.

use super::messages::json;
use crate::database::{Database, DatabaseError, Row, Value};
use crate::error::Error;
use crate::wire::types::{Media, Seq};

/// What a file is shown as: one drawer of a room's media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, crate::json::FromJson)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Pictures.
    Image,
    /// Video.
    Video,
    /// Sound.
    Audio,
    /// All else.
    File,
}

impl Kind {
    /// The kind of a media type.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        match media_type.split_once('/') {
            Some(("image", _)) => Self::Image,
            Some(("video", _)) => Self::Video,
            Some(("audio", _)) => Self::Audio,
            _ => Self::File,
        }
    }

    /// The name it is stored and asked for under.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::File => "file",
        }
    }

    /// The kind of that name.
    ///
    /// # Errors
    /// `bad_request`.
    pub fn parse(name: &str) -> Result<Self, Error> {
        [Self::Image, Self::Video, Self::Audio, Self::File]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| {
                Error::bad_request(
                    "A kind of media is \"image\", \"video\", \"audio\" or \"file\".",
                )
            })
    }
}

/// Notes that a message holds these.
///
/// # Errors
/// When SQL fails, also when one is held already: see [`any`].
pub fn hold(db: &impl Database, seq: Seq, files: &[Media]) -> Result<(), DatabaseError> {
    for file in files {
        db.query(
            "INSERT INTO files (id, seq, kind) VALUES (?, ?, ?)",
            &[
                Value::from(file.id.as_str()),
                Value::from(seq),
                Value::from(Kind::of(&file.media_type).name()),
            ],
        )?;
    }
    Ok(())
}

/// Whether a message holds, or held, any of these.
///
/// # Errors
/// When SQL fails.
pub fn any(db: &impl Database, ids: &[String]) -> Result<bool, DatabaseError> {
    let rows = db.query(
        "SELECT 1 FROM files WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1",
        &[Value::from(json(&ids)?)],
    )?;
    Ok(!rows.is_empty())
}

/// Whether a message still holds a file; none when no message ever did, or that is long ago.
///
/// # Errors
/// When SQL fails.
pub fn is_held(db: &impl Database, id: &str) -> Result<Option<bool>, DatabaseError> {
    let rows = db.query("SELECT kind FROM files WHERE id = ?", &[Value::from(id)])?;
    let held = |row: &Row| row.text(0).map(|kind| kind != "gone");
    rows.first().map(held).transpose()
}

/// Those of these that a message holds.
///
/// # Errors
/// When SQL fails.
pub fn held(db: &impl Database, ids: &[String]) -> Result<Vec<String>, DatabaseError> {
    let rows = db.query(
        "SELECT id FROM files WHERE kind <> 'gone' AND id IN (SELECT value FROM json_each(?))",
        &[Value::from(json(&ids)?)],
    )?;
    rows.iter().map(id).collect()
}

/// Nothing holds these any more, and the site is to be told.
///
/// # Errors
/// When SQL fails.
pub fn let_go(db: &impl Database, files: &[Media]) -> Result<(), DatabaseError> {
    let ids: Vec<&str> = files.iter().map(|file| file.id.as_str()).collect();
    db.query(
        "UPDATE files SET kind = 'gone' WHERE id IN (SELECT value FROM json_each(?))",
        &[Value::from(json(&ids)?)],
    )?;
    Ok(())
}

/// Those the site is to be told of, at most so many.
///
/// # Errors
/// When SQL fails.
pub fn gone(db: &impl Database, most: usize) -> Result<Vec<String>, DatabaseError> {
    let rows = db.query(
        "SELECT id FROM files WHERE kind = 'gone' ORDER BY seq, id LIMIT 0 + ?",
        &[Value::from(most as u64)],
    )?;
    rows.iter().map(id).collect()
}

/// The site knows of these.
///
/// # Errors
/// When SQL fails.
pub fn forget(db: &impl Database, ids: &[String]) -> Result<(), DatabaseError> {
    db.query(
        "DELETE FROM files WHERE kind = 'gone' AND id IN (SELECT value FROM json_each(?))",
        &[Value::from(json(&ids)?)],
    )?;
    Ok(())
}

/// The newest messages before one that hold a file of a kind, newest first.
///
/// # Errors
/// When SQL fails.
pub fn page(
    db: &impl Database,
    kind: Kind,
    before: Seq,
    limit: u32,
) -> Result<Vec<Seq>, DatabaseError> {
    let rows = db.query(
        "SELECT DISTINCT seq FROM files WHERE kind = '' || ? AND seq < ? ORDER BY seq DESC LIMIT 0 + ?",
        &[
            Value::from(kind.name()),
            Value::from(before),
            Value::from(i64::from(limit)),
        ],
    )?;
    rows.iter().map(|row| row.count(0)).collect()
}

/// The messages of somebody that hold a file.
///
/// # Errors
/// When SQL fails.
pub fn messages_of(db: &impl Database, user: &str) -> Result<Vec<Seq>, DatabaseError> {
    let rows = db.query(
        "SELECT DISTINCT f.seq FROM files f JOIN messages m ON m.seq = f.seq
         WHERE f.kind <> 'gone' AND m.author = ? ORDER BY f.seq",
        &[Value::from(user)],
    )?;
    rows.iter().map(|row| row.count(0)).collect()
}

fn id(row: &Row) -> Result<String, DatabaseError> {
    row.text(0).map(str::to_owned)
}
