//! Threads: the answers to a message and to each other, and who follows them. The statements; the engine decides when.
//!
//! A thread has the number of the message it began with, its root. What a root shows of it is counted on reading, by
//! one index that holds all that is needed.

use super::messages::{self, Stored, json};
use crate::database::{Database, DatabaseError, Value};
use crate::map::Map;
use crate::wire::types::{Millis, Seq, UserId};

#[cfg(target_arch = "wasm32")]
pub mod http;

/// People a root shows of those who answered.
const SHOWN_PEOPLE: usize = 3;

/// What a root shows of its thread, people by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// How many there are, deleted ones left out.
    pub count: u32,
    /// The newest.
    pub last: Seq,
    /// When it came.
    pub at: Millis,
    /// Who wrote lately, the latest first.
    pub people: Vec<UserId>,
}

/// The message a thread began with, by any message of it; none when there is no such message.
///
/// # Errors
/// When SQL fails.
pub fn root_of(db: &impl Database, seq: Seq) -> Result<Option<Seq>, DatabaseError> {
    let rows = db.query(
        "SELECT coalesce(thread, seq) FROM messages WHERE seq = ?",
        &[Value::from(seq)],
    )?;
    rows.first().map(|row| row.count(0)).transpose()
}

/// What each of some messages shows of the thread that began with it.
///
/// # Errors
/// When SQL fails.
pub fn answers(
    db: &impl Database,
    messages: &[Stored],
) -> Result<Map<Seq, Answers>, DatabaseError> {
    let roots: Vec<Seq> = messages
        .iter()
        .filter(|message| message.thread.is_none())
        .map(|message| message.seq)
        .collect();
    let mut all: Map<Seq, Answers> = Map::new();
    if roots.is_empty() {
        return Ok(all);
    }
    let rows = db.query(
        "SELECT thread, author, count(*), max(seq) AS last, max(at) FROM messages
         WHERE thread IN (SELECT value FROM json_each(?)) AND thread IS NOT NULL AND deleted_at IS NULL
         GROUP BY thread, author ORDER BY last DESC",
        &[Value::from(json(&roots)?)],
    )?;
    for row in rows {
        let shown = all.entry(row.count(0)?).or_default();
        if shown.people.is_empty() {
            (shown.last, shown.at) = (row.count(3)?, row.integer(4)?);
        }
        shown.count += u32::try_from(row.count(2)?).unwrap_or(u32::MAX);
        if shown.people.len() < SHOWN_PEOPLE {
            shown.people.push(UserId(row.text(1)?.to_owned()));
        }
    }
    Ok(all)
}

/// The newest messages of a thread before one of them, without its root, oldest first.
///
/// # Errors
/// When SQL fails.
pub fn page(
    db: &impl Database,
    root: Seq,
    before: Seq,
    limit: u32,
) -> Result<Vec<Stored>, DatabaseError> {
    let which = "WHERE thread = 0 + ? AND seq < ? ORDER BY seq DESC LIMIT 0 + ?";
    messages::backward(
        db,
        which,
        &[
            Value::from(root),
            Value::from(before),
            Value::from(i64::from(limit)),
        ],
    )
}

/// Lets these people follow a thread, from after a message on, but for those who do or have stopped to.
///
/// # Errors
/// When SQL fails.
pub fn draw_in(
    db: &impl Database,
    root: Seq,
    users: &[UserId],
    since: Seq,
) -> Result<(), DatabaseError> {
    db.query(
        "INSERT INTO follows (thread, user, follows, since)
         SELECT ?, value, 1, ? FROM json_each(?) WHERE TRUE ON CONFLICT DO NOTHING",
        &[
            Value::from(root),
            Value::from(since),
            Value::from(json(&users)?),
        ],
    )?;
    Ok(())
}

/// Lets somebody follow a thread, from after a message on, or stop; false when that is how it was.
///
/// # Errors
/// When SQL fails.
pub fn follow(
    db: &impl Database,
    root: Seq,
    user: &UserId,
    on: bool,
    since: Seq,
) -> Result<bool, DatabaseError> {
    let rows = db.query(
        "INSERT INTO follows (thread, user, follows, since) VALUES (?, ?, ?, ?)
         ON CONFLICT (thread, user) DO UPDATE SET follows = excluded.follows, since = excluded.since
         WHERE follows <> excluded.follows RETURNING 1",
        &[
            Value::from(root),
            Value::from(user.as_str()),
            Value::from(i64::from(on)),
            Value::from(since),
        ],
    )?;
    Ok(!rows.is_empty())
}

/// Whether somebody follows a thread; none when they have not said so, and nothing has.
///
/// # Errors
/// When SQL fails.
pub fn follows(
    db: &impl Database,
    root: Seq,
    user: &UserId,
) -> Result<Option<bool>, DatabaseError> {
    let rows = db.query(
        "SELECT follows FROM follows WHERE thread = ? AND user = ?",
        &[Value::from(root), Value::from(user.as_str())],
    )?;
    rows.first()
        .map(|row| row.integer(0).map(|follows| follows != 0))
        .transpose()
}

/// Everybody with a seat who follows a thread.
///
/// # Errors
/// When SQL fails.
pub fn followers(db: &impl Database, root: Seq) -> Result<Vec<UserId>, DatabaseError> {
    let rows = db.query(
        "SELECT f.user FROM follows f JOIN people p ON p.user = f.user
         WHERE f.thread = 0 + ? AND f.follows = 1 AND p.role IS NOT NULL",
        &[Value::from(root)],
    )?;
    rows.iter()
        .map(|row| row.text(0).map(|id| UserId(id.to_owned())))
        .collect()
}
