//! Reactions: who put what on which message.

use super::messages::{Stored, json};
use crate::database::{Database, DatabaseError, Value};
use crate::map::Map;
use crate::wire::text::Emoji;
use crate::wire::types::{Millis, Seq, UserId};

/// Who reacted with what to one message, in the order they did.
pub type Reactions = Map<String, Vec<UserId>>;

/// The reactions to each of some messages.
///
/// # Errors
/// When SQL fails.
pub fn reactions(
    db: &impl Database,
    messages: &[Stored],
) -> Result<Map<Seq, Reactions>, DatabaseError> {
    // A message nobody ever changed has no reaction: a new page of plain talk costs no query.
    let seqs: Vec<Seq> = messages
        .iter()
        .filter(|m| m.rev > 0)
        .map(|m| m.seq)
        .collect();
    let mut all: Map<Seq, Reactions> = Map::new();
    if seqs.is_empty() {
        return Ok(all);
    }
    let rows = db.query(
        "SELECT seq, emoji, user FROM reactions WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq, at, user",
        &[Value::from(json(&seqs)?)],
    )?;
    for row in rows {
        let of_message = all.entry(row.count(0)?).or_default();
        let of_emoji = of_message.entry(row.text(1)?.to_owned()).or_default();
        of_emoji.push(UserId(row.text(2)?.to_owned()));
    }
    Ok(all)
}

/// Puts a reaction on a message or takes it off; false when that is how it was.
///
/// # Errors
/// When SQL fails.
pub fn react(
    db: &impl Database,
    seq: Seq,
    emoji: &Emoji,
    user: &UserId,
    on: bool,
    now: Millis,
) -> Result<bool, DatabaseError> {
    let key = [
        Value::from(seq),
        Value::from(emoji.as_str()),
        Value::from(user.as_str()),
        Value::from(now),
    ];
    let rows = if on {
        db.query(
            "INSERT INTO reactions (seq, emoji, user, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
            &key,
        )?
    } else {
        let three = key.split_last().map_or(&[][..], |(_, rest)| rest);
        db.query(
            "DELETE FROM reactions WHERE seq = ? AND emoji = ? AND user = ? RETURNING 1",
            three,
        )?
    };
    Ok(!rows.is_empty())
}

/// Takes all reactions off a message.
///
/// # Errors
/// When SQL fails.
pub fn clear_reactions(db: &impl Database, seq: Seq) -> Result<(), DatabaseError> {
    db.query("DELETE FROM reactions WHERE seq = ?", &[Value::from(seq)])?;
    Ok(())
}
