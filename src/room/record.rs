//! The room's own row: what its members see of it, and what is known of it beside. The directory in D1 follows what is
//! decided here.

use crate::database::{Database, DatabaseError, Value};
use crate::json;
use crate::wire::moderation::Word;
use crate::wire::types::{Millis, Room, RoomId, RoomKind, Seq};

/// The row.
#[derive(Debug)]
pub struct Record {
    /// The room as its members see it; who sits in a direct room is not part of the row.
    pub room: Room,
    /// Words that are not wanted on the site.
    pub words: Vec<Word>,
    /// Set once it has been deleted, until everybody's inbox knows.
    pub destroyed_at: Option<Millis>,
    /// The newest message that the site's numbers have counted.
    pub counted_seq: Seq,
    /// When they last did.
    pub counted_at: Millis,
    /// The newest message that is in the index of search.
    pub indexed_seq: Seq,
}

/// The row, if the room was made.
///
/// # Errors
/// When SQL fails.
pub fn load(db: &impl Database) -> Result<Option<Record>, DatabaseError> {
    let rows = db.query(
        "SELECT id, name, topic, kind, created_at, archived_at, hue, slow_mode_ms, read_only, locked,
                words, destroyed_at, counted_seq, counted_at, indexed_seq, picture FROM room",
        &[],
    )?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let room = Room {
        id: RoomId(row.text(0)?.to_owned()),
        name: row.text(1)?.to_owned(),
        topic: row.text(2)?.to_owned(),
        // What cannot be read is kept from strangers.
        kind: RoomKind::parse(row.text(3)?).unwrap_or(RoomKind::Private),
        created_at: row.integer(4)?,
        archived_at: row.optional_integer(5)?,
        hue: row
            .optional_integer(6)?
            .and_then(|hue| u16::try_from(hue).ok()),
        slow_mode_ms: u32::try_from(row.integer(7)?).unwrap_or(0),
        read_only: row.integer(8)? != 0,
        locked: row.integer(9)? != 0,
        picture: row.optional_text(15)?.map(str::to_owned),
        people: Vec::new(),
    };
    Ok(Some(Record {
        room,
        words: json::read(row.text(10)?).unwrap_or_default(),
        destroyed_at: row.optional_integer(11)?,
        counted_seq: row.count(12)?,
        counted_at: row.integer(13)?,
        indexed_seq: row.count(14)?,
    }))
}

/// Writes what members see of the room.
///
/// # Errors
/// When SQL fails.
pub fn save(db: &impl Database, room: &Room) -> Result<(), DatabaseError> {
    db.query(
        "INSERT INTO room (id, name, topic, kind, created_at, archived_at, hue, slow_mode_ms, read_only, locked, picture)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET
           name = excluded.name, topic = excluded.topic, archived_at = excluded.archived_at, hue = excluded.hue,
           slow_mode_ms = excluded.slow_mode_ms, read_only = excluded.read_only, locked = excluded.locked,
           picture = excluded.picture",
        &[
            Value::from(room.id.as_str()),
            Value::from(room.name.as_str()),
            Value::from(room.topic.as_str()),
            Value::from(room.kind.name()),
            Value::from(room.created_at),
            Value::from(room.archived_at),
            Value::from(room.hue.map(i64::from)),
            Value::from(i64::from(room.slow_mode_ms)),
            Value::from(i64::from(room.read_only)),
            Value::from(i64::from(room.locked)),
            Value::from(room.picture.as_deref()),
        ],
    )?;
    Ok(())
}

/// Writes the words that are not wanted.
///
/// # Errors
/// When SQL fails.
pub fn set_words(db: &impl Database, words: &[Word]) -> Result<(), DatabaseError> {
    let words = serde_json::to_string(words).map_err(|e| DatabaseError(e.to_string()))?;
    db.query("UPDATE room SET words = ?", &[Value::from(words)])?;
    Ok(())
}

/// Marks the room as deleted.
///
/// # Errors
/// When SQL fails.
pub fn set_destroyed(db: &impl Database, now: Millis) -> Result<(), DatabaseError> {
    db.query("UPDATE room SET destroyed_at = ?", &[Value::from(now)])?;
    Ok(())
}

/// Notes up to where the site's numbers have counted.
///
/// # Errors
/// When SQL fails.
pub fn set_counted(db: &impl Database, seq: Seq, now: Millis) -> Result<(), DatabaseError> {
    db.query(
        "UPDATE room SET counted_seq = ?, counted_at = ?",
        &[Value::from(seq), Value::from(now)],
    )?;
    Ok(())
}
