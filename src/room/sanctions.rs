//! Who is kept out of a room, and who may say nothing in it. The statements; the engine decides.

use super::seats::{author, kind_name};
use crate::database::{Database, DatabaseError, Row, Value};
use crate::wire::text::Reason;
use crate::wire::types::{Millis, Sanction, UserId};

/// Until when somebody is muted who is for good: the last moment a JavaScript `Date` can hold.
pub const FOR_GOOD: Millis = 8_640_000_000_000_000;

/// Mutes somebody, or ends that.
///
/// # Errors
/// When SQL fails.
pub fn set_mute(
    db: &impl Database,
    user: &UserId,
    mute: Option<(&UserId, Millis, Millis, &Reason)>,
) -> Result<(), DatabaseError> {
    let (by, at, until, reason) = match mute {
        Some((by, at, until, reason)) => (
            Some(by.as_str()),
            Some(at),
            Some(until),
            Some(reason.as_str()),
        ),
        None => (None, None, None, None),
    };
    db.query(
        "UPDATE people SET muted_by = ?, muted_at = ?, muted_until = ?, mute_reason = ? WHERE user = ?",
        &[
            Value::from(by),
            Value::from(at),
            Value::from(until),
            Value::from(reason),
            Value::from(user.as_str()),
        ],
    )?;
    Ok(())
}

/// Who may say nothing now, the newest first.
///
/// # Errors
/// When SQL fails.
pub fn mutes(db: &impl Database, now: Millis) -> Result<Vec<Sanction>, DatabaseError> {
    let rows = db.query(
        "SELECT user, name, avatar, kind, muted_by, muted_at, muted_until, mute_reason FROM people
         WHERE muted_until > ? ORDER BY muted_at DESC, user LIMIT 500",
        &[Value::from(now)],
    )?;
    rows.iter().map(sanction).collect()
}

/// Keeps somebody out of the room.
///
/// # Errors
/// When SQL fails.
pub fn ban(db: &impl Database, ban: &Sanction) -> Result<(), DatabaseError> {
    db.query(
        "INSERT INTO bans (user, name, avatar, kind, by_user, at, until, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (user) DO UPDATE SET name = excluded.name, by_user = excluded.by_user, at = excluded.at,
           until = excluded.until, reason = excluded.reason",
        &[
            Value::from(ban.user.id.as_str()),
            Value::from(ban.user.name.as_str()),
            Value::from(ban.user.avatar.as_deref()),
            Value::from(kind_name(ban.user.kind)),
            Value::from(ban.by.as_str()),
            Value::from(ban.at),
            Value::from(ban.until),
            Value::from(ban.reason.as_str()),
        ],
    )?;
    Ok(())
}

/// Lets somebody into the room again; false when nothing kept them out.
///
/// # Errors
/// When SQL fails.
pub fn unban(db: &impl Database, user: &UserId) -> Result<bool, DatabaseError> {
    let rows = db.query(
        "DELETE FROM bans WHERE user = ? RETURNING 1",
        &[Value::from(user.as_str())],
    )?;
    Ok(!rows.is_empty())
}

/// What keeps somebody out of the room now.
///
/// # Errors
/// When SQL fails.
pub fn banned(
    db: &impl Database,
    user: &UserId,
    now: Millis,
) -> Result<Option<Sanction>, DatabaseError> {
    let sql = format!("{BANS} AND user = ?");
    let rows = db.query(&sql, &[Value::from(now), Value::from(user.as_str())])?;
    rows.first().map(sanction).transpose()
}

/// Who is kept out of the room now, the newest first.
///
/// # Errors
/// When SQL fails.
pub fn bans(db: &impl Database, now: Millis) -> Result<Vec<Sanction>, DatabaseError> {
    let sql = format!("{BANS} ORDER BY at DESC, user LIMIT 500");
    let rows = db.query(&sql, &[Value::from(now)])?;
    rows.iter().map(sanction).collect()
}

const BANS: &str = "SELECT user, name, avatar, kind, by_user, at, until, reason FROM bans
         WHERE (until IS NULL OR until > ?)";

fn sanction(row: &Row) -> Result<Sanction, DatabaseError> {
    Ok(Sanction {
        user: author(row)?,
        by: UserId(row.optional_text(4)?.unwrap_or_default().to_owned()),
        by_user: None,
        at: row.optional_integer(5)?.unwrap_or_default(),
        until: row.optional_integer(6)?.filter(|until| *until < FOR_GOOD),
        reason: row.optional_text(7)?.unwrap_or_default().to_owned(),
    })
}
