//! What people's inboxes know of a room, and what they are still to be told. The statements; the engine decides when.

use crate::database::{Database, DatabaseError, Row, Value};
use crate::map::Set;
use crate::wire::types::{Seq, UserId};

/// Unread messages and mentions are counted up to here: a badge says "99+" past it.
pub const COUNTED_MOST: u64 = 100;
/// Messages of which somebody is told at once in one go: the newest of them.
const NOTICES_MOST: u64 = 5;

/// Everybody with a seat whose inbox knows of nothing unread, and up to where they have read.
///
/// # Errors
/// When SQL fails.
pub fn unaware(db: &impl Database) -> Result<Vec<(UserId, Seq)>, DatabaseError> {
    let rows = db.query(
        "SELECT user, read_seq FROM people WHERE role IS NOT NULL AND told = 0 AND barred = 0",
        &[],
    )?;
    rows.iter()
        .map(|row| Ok((user(row)?, row.count(1)?)))
        .collect()
}

/// Everybody with a seat whose inbox knows of something unread that may be this message.
///
/// # Errors
/// When SQL fails.
pub fn aware(db: &impl Database, seq: Seq) -> Result<Vec<UserId>, DatabaseError> {
    let rows = db.query(
        "SELECT user FROM people WHERE role IS NOT NULL AND told = 1 AND read_seq < ?",
        &[Value::from(seq)],
    )?;
    rows.iter().map(user).collect()
}

/// Everybody with a seat.
///
/// # Errors
/// When SQL fails.
pub fn seated(db: &impl Database) -> Result<Vec<UserId>, DatabaseError> {
    let rows = db.query("SELECT user FROM people WHERE role IS NOT NULL", &[])?;
    rows.iter().map(user).collect()
}

/// Notes that these people's inboxes are to be told how things stand; with `unread`, that they then know of something
/// unread.
///
/// # Errors
/// When SQL fails.
pub fn owe(db: &impl Database, users: &Set<UserId>, unread: bool) -> Result<(), DatabaseError> {
    // In order, so that a run of the simulator is the same run again.
    let users: Vec<&UserId> = users.iter().collect();
    let users = serde_json::to_string(&users).map_err(|e| DatabaseError(e.to_string()))?;
    db.query(
        "UPDATE people SET owed = 1, news = news + 1, told = max(told, ?)
         WHERE user IN (SELECT value FROM json_each(?))",
        &[Value::from(i64::from(unread)), Value::from(users)],
    )?;
    Ok(())
}

/// Whose inboxes are still to be told.
///
/// # Errors
/// When SQL fails.
pub fn owed(db: &impl Database) -> Result<Set<UserId>, DatabaseError> {
    let rows = db.query("SELECT user FROM people WHERE owed = 1", &[])?;
    rows.iter().map(user).collect()
}

/// Which truth somebody's inbox is to be told now.
///
/// # Errors
/// When SQL fails.
pub fn version(db: &impl Database, user: &UserId) -> Result<u64, DatabaseError> {
    let rows = db.query(
        "SELECT news FROM people WHERE user = ?",
        &[Value::from(user.as_str())],
    )?;
    rows.first().map_or(Ok(0), |row| row.count(0))
}

/// Notes whether an inbox knows of something unread.
///
/// # Errors
/// When SQL fails.
pub fn set_told(db: &impl Database, user: &UserId, told: bool) -> Result<(), DatabaseError> {
    db.query(
        "UPDATE people SET told = ? WHERE user = ?",
        &[Value::from(i64::from(told)), Value::from(user.as_str())],
    )?;
    Ok(())
}

/// An inbox has heard this truth; false when there is a newer one by now.
///
/// # Errors
/// When SQL fails.
pub fn heard(db: &impl Database, user: &UserId, version: u64) -> Result<bool, DatabaseError> {
    let rows = db.query(
        "UPDATE people SET owed = 0 WHERE user = ? AND news = ? RETURNING 1",
        &[Value::from(user.as_str()), Value::from(version)],
    )?;
    Ok(!rows.is_empty())
}

/// How many messages of others stand after the one somebody read last.
///
/// # Errors
/// When SQL fails.
pub fn unread(db: &impl Database, user: &UserId, read: Seq) -> Result<u64, DatabaseError> {
    let rows = db.query(
        "SELECT count(*) FROM (SELECT 1 FROM messages
         WHERE seq > ? AND author <> ? AND deleted_at IS NULL LIMIT 0 + ?)",
        &[
            Value::from(read),
            Value::from(user.as_str()),
            Value::from(COUNTED_MOST),
        ],
    )?;
    rows.first().map_or(Ok(0), |row| row.count(0))
}

/// The rows among which all is that can be meant for somebody: those of `message_meant`.
macro_rules! meant {
    () => {
        "(m.mentions IS NOT NULL OR m.thread IS NOT NULL OR m.mention_all IS NOT NULL)
         AND m.seq > ?1 AND m.author <> ?2 AND m.deleted_at IS NULL"
    };
}

/// Whether a message names somebody.
macro_rules! names {
    () => {
        "EXISTS (SELECT 1 FROM json_each(m.mentions) named WHERE named.value = ?2)"
    };
}

/// Whether somebody follows the thread of a message, and did when it was posted.
macro_rules! follows {
    () => {
        "EXISTS (SELECT 1 FROM follows f
         WHERE f.thread = m.thread AND f.user = ?2 AND f.follows = 1 AND f.since < m.seq)"
    };
}

/// How many of them are meant for them: name them, call everyone, or stand in a thread they follow.
///
/// # Errors
/// When SQL fails.
pub fn mentions(db: &impl Database, user: &UserId, read: Seq) -> Result<u64, DatabaseError> {
    let rows = db.query(
        concat!(
            "SELECT count(*) FROM (SELECT 1 FROM messages m WHERE ",
            meant!(),
            " AND (m.mention_all = 'everyone' OR ",
            names!(),
            " OR ",
            follows!(),
            ") LIMIT 0 + ?3)"
        ),
        &[
            Value::from(read),
            Value::from(user.as_str()),
            Value::from(COUNTED_MOST),
        ],
    )?;
    rows.first().map_or(Ok(0), |row| row.count(0))
}

/// The newest unread messages that are meant for somebody or call whoever is there, or all that are unread in a direct
/// room, oldest first; and whether somebody follows the thread of each.
///
/// # Errors
/// When SQL fails.
pub fn notices(
    db: &impl Database,
    user: &UserId,
    read: Seq,
    direct: bool,
) -> Result<Vec<(Seq, bool)>, DatabaseError> {
    let sql = if direct {
        "SELECT seq, 0 FROM messages WHERE seq > ? AND author <> ? AND deleted_at IS NULL ORDER BY seq DESC LIMIT 0 + ?"
    } else {
        concat!(
            "SELECT m.seq, ",
            follows!(),
            " AS followed FROM messages m WHERE ",
            meant!(),
            " AND (m.mention_all IS NOT NULL OR ",
            names!(),
            " OR followed) ORDER BY m.seq DESC LIMIT 0 + ?3"
        )
    };
    let values = [
        Value::from(read),
        Value::from(user.as_str()),
        Value::from(NOTICES_MOST),
    ];
    let rows = db.query(sql, &values)?;
    rows.iter()
        .rev()
        .map(|row| Ok((row.count(0)?, row.integer(1)? != 0)))
        .collect()
}

/// Messages posted after one, by day: days since the epoch, and how many.
///
/// # Errors
/// When SQL fails.
pub fn days(db: &impl Database, after: Seq) -> Result<Vec<(i64, u64)>, DatabaseError> {
    // The divisor stands in the statement: bound, it would be a double in the object, and the quotient no whole number.
    let rows = db.query(
        "SELECT at / 86400000 AS day, count(*) FROM messages WHERE seq > ? GROUP BY day ORDER BY day",
        &[Value::from(after)],
    )?;
    rows.iter()
        .map(|row| Ok((row.integer(0)?, row.count(1)?)))
        .collect()
}

fn user(row: &Row) -> Result<UserId, DatabaseError> {
    Ok(UserId(row.text(0)?.to_owned()))
}
