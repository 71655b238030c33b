//! What messages said before they were edited.

use crate::database::{Database, DatabaseError, Value};
use crate::wire::types::{Edit, Millis, Rev, Seq};

/// Texts kept of one message, the newest: whoever edits more often than that has said enough of them.
const KEPT: u64 = 50;

/// Keeps a text that was replaced at a change of the room.
///
/// # Errors
/// When SQL fails.
pub fn keep(
    db: &impl Database,
    seq: Seq,
    rev: Rev,
    text: &str,
    at: Millis,
) -> Result<(), DatabaseError> {
    db.query(
        "INSERT INTO edits (seq, rev, text, at) VALUES (?, ?, ?, ?)",
        &[
            Value::from(seq),
            Value::from(rev),
            Value::from(text),
            Value::from(at),
        ],
    )?;
    db.query(
        "DELETE FROM edits WHERE seq = ?1
         AND rev <= (SELECT rev FROM edits WHERE seq = 0 + ?1 ORDER BY rev DESC LIMIT 1 OFFSET 0 + ?2)",
        &[Value::from(seq), Value::from(KEPT)],
    )?;
    Ok(())
}

/// The texts that were replaced, oldest first.
///
/// # Errors
/// When SQL fails.
pub fn of(db: &impl Database, seq: Seq) -> Result<Vec<Edit>, DatabaseError> {
    let rows = db.query(
        "SELECT text, at FROM edits WHERE seq = 0 + ? ORDER BY rev",
        &[Value::from(seq)],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Edit {
                text: row.text(0)?.to_owned(),
                at: row.integer(1)?,
            })
        })
        .collect()
}

/// Forgets them.
///
/// # Errors
/// When SQL fails.
pub fn forget(db: &impl Database, seq: Seq) -> Result<(), DatabaseError> {
    db.query("DELETE FROM edits WHERE seq = ?", &[Value::from(seq)])?;
    Ok(())
}
