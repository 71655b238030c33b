//! The rows of what somebody has saved: only which message it is. What it says stays in its room, and whether they may
//! still read it is asked there each time.

use serde::Serialize;

use crate::database::{Database, DatabaseError, Row, Value};
use crate::json::FromJson;
use crate::wire::types::{MessageId, Millis, RoomId, Seq};

/// Messages one person can have saved: all of them are told to each socket first.
pub const MOST: u64 = 1_000;

/// A saved message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromJson)]
pub struct Saved {
    /// In which room.
    pub room: RoomId,
    /// Which.
    pub seq: Seq,
    /// When it was saved. No two have the same: it is their order, and the cursor in it.
    pub at: Millis,
}

/// All of them, in the order they were saved.
///
/// # Errors
/// When SQL fails.
pub fn all(db: &impl Database) -> Result<Vec<MessageId>, DatabaseError> {
    let rows = db.query("SELECT at, room, seq FROM saved ORDER BY at", &[])?;
    let saved = rows.iter().map(read);
    saved
        .map(|saved| saved.map(|Saved { room, seq, .. }| MessageId { room, seq }))
        .collect()
}

/// A page, the newest first.
///
/// # Errors
/// When SQL fails.
pub fn page(
    db: &impl Database,
    before: Option<Millis>,
    limit: u32,
) -> Result<Vec<Saved>, DatabaseError> {
    let rows = db.query(
        "SELECT at, room, seq FROM saved WHERE at < ? ORDER BY at DESC LIMIT 0 + ?",
        &[
            Value::from(before.unwrap_or(Millis::MAX)),
            Value::from(i64::from(limit)),
        ],
    )?;
    rows.iter().map(read).collect()
}

/// Whether it is saved.
///
/// # Errors
/// When SQL fails.
pub fn has(db: &impl Database, message: &MessageId) -> Result<bool, DatabaseError> {
    let rows = db.query(
        "SELECT 1 FROM saved WHERE room = ? AND seq = ?",
        &[Value::from(message.room.as_str()), Value::from(message.seq)],
    )?;
    Ok(!rows.is_empty())
}

/// Whether no more can be saved.
///
/// # Errors
/// When SQL fails.
pub fn is_full(db: &impl Database) -> Result<bool, DatabaseError> {
    let rows = db.query("SELECT count(*) FROM saved", &[])?;
    let count = rows.first().map_or(Ok(0), |row| row.count(0))?;
    Ok(count >= MOST)
}

/// Saves one that is not saved.
///
/// # Errors
/// When SQL fails.
pub fn add(db: &impl Database, message: &MessageId, now: Millis) -> Result<(), DatabaseError> {
    // After the one before it, even when the clock was set back.
    db.query(
        "INSERT INTO saved (at, room, seq) VALUES (max(?, coalesce((SELECT max(at) FROM saved), 0) + 1), ?, ?)",
        &[
            Value::from(now),
            Value::from(message.room.as_str()),
            Value::from(message.seq),
        ],
    )?;
    Ok(())
}

/// Saves it no longer.
///
/// # Errors
/// When SQL fails.
pub fn remove(db: &impl Database, message: &MessageId) -> Result<(), DatabaseError> {
    db.query(
        "DELETE FROM saved WHERE room = ? AND seq = ?",
        &[Value::from(message.room.as_str()), Value::from(message.seq)],
    )?;
    Ok(())
}

fn read(row: &Row) -> Result<Saved, DatabaseError> {
    Ok(Saved {
        at: row.integer(0)?,
        room: RoomId(row.text(1)?.to_owned()),
        seq: row.count(2)?,
    })
}
