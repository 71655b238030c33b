//! The room's own row: what its members see of it. The directory in D1 follows what is decided here.

use crate::database::{Database, DatabaseError, Value};
use crate::wire::types::{Room, RoomId, RoomKind};

/// The room, if it was made.
///
/// # Errors
/// When SQL fails.
pub fn load(db: &impl Database) -> Result<Option<Room>, DatabaseError> {
    let rows = db.query(
        "SELECT id, name, topic, kind, created_at, archived_at FROM room",
        &[],
    )?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(Room {
        archived_at: row.optional_integer(5)?,
        ..Room::new(
            RoomId(row.text(0)?.to_owned()),
            row.text(1)?.to_owned(),
            row.text(2)?.to_owned(),
            // What cannot be read is kept from strangers.
            RoomKind::parse(row.text(3)?).unwrap_or(RoomKind::Private),
            row.integer(4)?,
        )
    }))
}

/// Writes the room's row.
///
/// # Errors
/// When SQL fails.
pub fn save(db: &impl Database, room: &Room) -> Result<(), DatabaseError> {
    db.query(
        "INSERT INTO room (id, name, topic, kind, created_at, archived_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET
           name = excluded.name, topic = excluded.topic, archived_at = excluded.archived_at",
        &[
            Value::from(room.id.as_str()),
            Value::from(room.name.as_str()),
            Value::from(room.topic.as_str()),
            Value::from(room.kind.name()),
            Value::from(room.created_at),
            Value::from(room.archived_at),
        ],
    )?;
    Ok(())
}
