//! Messages as they are stored, and the pages of history read from them.

use serde::Serialize;

use super::reactions::Reactions;
use crate::database::{Database, DatabaseError, Row, Value};
use crate::json::FromJson;
use crate::map::Map;
use crate::wire::limits;
use crate::wire::text::Nonce;
use crate::wire::types::{
    Author, Forwarded, Head, Media, MentionAll, Message, Millis, Preview, Replies, Rev, Seq,
    UserId, Via,
};

/// A message as its row has it: the author by id, the reactions elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its place.
    pub seq: Seq,
    /// Who wrote it.
    pub author: UserId,
    /// When the room accepted it.
    pub at: Millis,
    /// The text; empty once deleted.
    pub text: String,
    /// The message it answers.
    pub reply_to: Option<Seq>,
    /// The message its thread began with.
    pub thread: Option<Seq>,
    /// What it passes on.
    pub forwarded: Option<Box<Forwarded>>,
    /// Its files.
    pub attachments: Vec<Media>,
    /// Who is named in it.
    pub mentions: Vec<UserId>,
    /// Whom it calls beside them.
    pub mention_all: Option<MentionAll>,
    /// What its links lead to.
    pub previews: Vec<Preview>,
    /// Whether it is to have none: somebody took them away.
    pub bare: bool,
    /// The webhook it came by.
    pub via: Option<Via>,
    /// When it was last edited.
    pub edited_at: Option<Millis>,
    /// When it was deleted.
    pub deleted_at: Option<Millis>,
    /// Pinned to the room.
    pub pinned: bool,
    /// The room's change counter when it last changed; 0: never.
    pub rev: Rev,
}

/// Which part of the history is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum Page {
    /// The newest.
    Newest,
    /// Those before a message.
    Before(Seq),
    /// Those after a message.
    After(Seq),
    /// Those around a message, itself included.
    Around(Seq),
}

const COLUMNS: &str = "seq, author, at, text, reply_to, attachments, mentions, via, edited_at, deleted_at, pinned, rev,
    thread, forwarded, mention_all, previews";

/// What stands in place of previews that were taken away; where there are none yet, NULL does.
const NO_PREVIEWS: &str = "[]";

/// Where the room stands, and when its newest message was accepted.
///
/// # Errors
/// When SQL fails.
pub fn head(db: &impl Database) -> Result<(Head, Millis), DatabaseError> {
    let newest = db.query(
        "SELECT seq, at FROM messages ORDER BY seq DESC LIMIT 1",
        &[],
    )?;
    let (seq, at) = match newest.first() {
        Some(row) => (row.count(0)?, row.integer(1)?),
        None => (0, 0),
    };
    let changed = db.query(
        "SELECT rev FROM messages WHERE rev > 0 ORDER BY rev DESC LIMIT 1",
        &[],
    )?;
    let rev = changed.first().map_or(Ok(0), |row| row.count(0))?;
    Ok((Head { seq, rev }, at))
}

/// Stores a new message, unless its author has used the nonce before.
///
/// # Errors
/// When SQL fails.
pub fn insert(
    db: &impl Database,
    message: &Stored,
    nonce: Option<&Nonce>,
) -> Result<bool, DatabaseError> {
    let rows = db.query(
        "INSERT INTO messages (seq, author, at, text, nonce, reply_to, attachments, mentions, via, thread, forwarded, mention_all)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (author, nonce) WHERE nonce IS NOT NULL DO NOTHING RETURNING 1",
        &[
            Value::from(message.seq),
            Value::from(message.author.as_str()),
            Value::from(message.at),
            Value::from(message.text.as_str()),
            Value::from(nonce.map(Nonce::as_str)),
            Value::from(message.reply_to),
            Value::from(list(&message.attachments)?),
            Value::from(list(&message.mentions)?),
            Value::from(message.via.as_ref().map(json).transpose()?),
            Value::from(message.thread),
            Value::from(message.forwarded.as_ref().map(json).transpose()?),
            Value::from(message.mention_all.map(MentionAll::name)),
        ],
    )?;
    Ok(!rows.is_empty())
}

/// The message its author sent with this nonce, if there is one.
///
/// # Errors
/// When SQL fails.
pub fn by_nonce(
    db: &impl Database,
    author: &UserId,
    nonce: &Nonce,
) -> Result<Option<Stored>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM messages WHERE author = ? AND nonce = ?");
    let rows = db.query(
        &sql,
        &[Value::from(author.as_str()), Value::from(nonce.as_str())],
    )?;
    rows.first().map(stored).transpose()
}

/// The newest messages of somebody that are not deleted, at most `most`, among the newest 5,000 of the room; newest
/// first.
///
/// # Errors
/// When SQL fails.
pub fn newest_of(
    db: &impl Database,
    author: &UserId,
    most: u32,
) -> Result<Vec<Stored>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM (SELECT * FROM messages ORDER BY seq DESC LIMIT 5000)
         WHERE author = '' || ? AND deleted_at IS NULL ORDER BY seq DESC LIMIT 0 + ?"
    );
    let rows = db.query(
        &sql,
        &[Value::from(author.as_str()), Value::from(i64::from(most))],
    )?;
    rows.iter().map(stored).collect()
}

/// The message at a place.
///
/// # Errors
/// When SQL fails.
pub fn at(db: &impl Database, seq: Seq) -> Result<Option<Stored>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM messages WHERE seq = ?");
    db.query(&sql, &[Value::from(seq)])?
        .first()
        .map(stored)
        .transpose()
}

/// Messages by their places, oldest first, but for those that were deleted.
///
/// # Errors
/// When SQL fails.
pub fn some(db: &impl Database, seqs: &[Seq]) -> Result<Vec<Stored>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages WHERE seq IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL ORDER BY seq"
    );
    let rows = db.query(&sql, &[Value::from(json(&seqs)?)])?;
    rows.iter().map(stored).collect()
}

/// Writes what can change of a message, under its new `rev`.
///
/// # Errors
/// When SQL fails.
pub fn update(db: &impl Database, message: &Stored) -> Result<(), DatabaseError> {
    db.query(
        "UPDATE messages SET text = ?, attachments = ?, mentions = ?, edited_at = ?, deleted_at = ?, pinned = ?, rev = ?,
             mention_all = ?, previews = ?, forwarded = ?
         WHERE seq = ?",
        &[
            Value::from(message.text.as_str()),
            Value::from(list(&message.attachments)?),
            Value::from(list(&message.mentions)?),
            Value::from(message.edited_at),
            Value::from(message.deleted_at),
            Value::from(i64::from(message.pinned)),
            Value::from(message.rev),
            Value::from(message.mention_all.map(MentionAll::name)),
            Value::from(match message.bare {
                true => Some(NO_PREVIEWS.to_owned()),
                false => list(&message.previews)?,
            }),
            Value::from(message.forwarded.as_ref().map(json).transpose()?),
            Value::from(message.seq),
        ],
    )?;
    Ok(())
}

/// Writes that something about a message changed that is not in its row, under its new `rev`.
///
/// # Errors
/// When SQL fails.
pub fn set_rev(db: &impl Database, seq: Seq, rev: Rev) -> Result<(), DatabaseError> {
    db.query(
        "UPDATE messages SET rev = ? WHERE seq = ?",
        &[Value::from(rev), Value::from(seq)],
    )?;
    Ok(())
}

/// A page, oldest first.
///
/// # Errors
/// When SQL fails.
pub fn page(db: &impl Database, page: Page, limit: u32) -> Result<Vec<Stored>, DatabaseError> {
    match page {
        Page::Newest => older(db, i64::MAX.unsigned_abs(), limit),
        Page::Before(seq) => older(db, seq, limit),
        Page::After(seq) => newer(db, seq, limit),
        Page::Around(seq) => {
            let before = limit / 2;
            let mut all = older(db, seq, before)?;
            all.extend(newer(db, seq.saturating_sub(1), limit - before)?);
            Ok(all)
        }
    }
}

fn older(db: &impl Database, before: Seq, limit: u32) -> Result<Vec<Stored>, DatabaseError> {
    let which = "WHERE seq < ? ORDER BY seq DESC LIMIT 0 + ?";
    backward(
        db,
        which,
        &[Value::from(before), Value::from(i64::from(limit))],
    )
}

/// Messages that are looked up newest first, oldest first.
pub(super) fn backward(
    db: &impl Database,
    which: &str,
    values: &[Value<'_>],
) -> Result<Vec<Stored>, DatabaseError> {
    let rows = db.query(&format!("SELECT {COLUMNS} FROM messages {which}"), values)?;
    rows.iter().rev().map(stored).collect()
}

fn newer(db: &impl Database, after: Seq, limit: u32) -> Result<Vec<Stored>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM messages WHERE seq > ? ORDER BY seq LIMIT 0 + ?");
    let rows = db.query(&sql, &[Value::from(after), Value::from(i64::from(limit))])?;
    rows.iter().map(stored).collect()
}

/// All that came or changed since a cursor, oldest first; none when that is more than [`limits::DELTA_MAX`].
///
/// # Errors
/// When SQL fails.
pub fn since(
    db: &impl Database,
    cursor: Head,
    head: Head,
) -> Result<Option<Vec<Stored>>, DatabaseError> {
    let came = head.seq.saturating_sub(cursor.seq);
    if came > limits::DELTA_MAX {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM messages WHERE rev > 0 + ? AND rev > 0 AND seq <= ? ORDER BY rev LIMIT 0 + ?"
    );
    let rows = db.query(
        &sql,
        &[
            Value::from(cursor.rev),
            Value::from(cursor.seq),
            Value::from(limits::DELTA_MAX - came + 1),
        ],
    )?;
    if rows.len() as u64 + came > limits::DELTA_MAX {
        return Ok(None);
    }
    let mut changed = Map::new();
    for row in &rows {
        let message = stored(row)?;
        changed.insert(message.seq, message);
    }
    let mut all: Vec<Stored> = changed.into_values().collect();
    if came > 0 {
        all.extend(newer(
            db,
            cursor.seq,
            u32::try_from(came).unwrap_or(u32::MAX),
        )?);
    }
    Ok(Some(all))
}

/// The pinned messages, oldest first.
///
/// # Errors
/// When SQL fails.
pub fn pinned(db: &impl Database) -> Result<Vec<Stored>, DatabaseError> {
    let sql = format!("SELECT {COLUMNS} FROM messages WHERE pinned = 1 ORDER BY seq LIMIT 100");
    db.query(&sql, &[])?.iter().map(stored).collect()
}

impl Stored {
    /// The message as it travels.
    #[must_use]
    pub fn shown(self, author: Author, reactions: Reactions, replies: Option<Replies>) -> Message {
        Message {
            seq: self.seq,
            rev: self.rev,
            author,
            text: self.text,
            at: self.at,
            edited_at: self.edited_at,
            deleted_at: self.deleted_at,
            reply_to: self.reply_to,
            thread: self.thread,
            replies,
            forwarded: self.forwarded,
            attachments: self.attachments,
            reactions,
            mentions: self.mentions,
            mention_all: self.mention_all,
            previews: self.previews,
            pinned: self.pinned,
            via: self.via,
        }
    }
}

fn stored(row: &Row) -> Result<Stored, DatabaseError> {
    Ok(Stored {
        seq: row.count(0)?,
        author: UserId(row.text(1)?.to_owned()),
        at: row.integer(2)?,
        text: row.text(3)?.to_owned(),
        reply_to: row
            .optional_integer(4)?
            .and_then(|seq| u64::try_from(seq).ok()),
        attachments: row.optional_text(5)?.map_or(Ok(Vec::new()), parse)?,
        mentions: row.optional_text(6)?.map_or(Ok(Vec::new()), parse)?,
        via: row.optional_text(7)?.map(parse).transpose()?,
        edited_at: row.optional_integer(8)?,
        deleted_at: row.optional_integer(9)?,
        pinned: row.integer(10)? != 0,
        rev: row.count(11)?,
        thread: row
            .optional_integer(12)?
            .and_then(|seq| u64::try_from(seq).ok()),
        forwarded: row.optional_text(13)?.map(parse).transpose()?,
        mention_all: row.optional_text(14)?.and_then(MentionAll::parse),
        previews: row.optional_text(15)?.map_or(Ok(Vec::new()), parse)?,
        bare: row.optional_text(15)? == Some(NO_PREVIEWS),
    })
}

/// A list as JSON; an empty one as NULL, which takes no room.
fn list<T: Serialize>(items: &[T]) -> Result<Option<String>, DatabaseError> {
    if items.is_empty() {
        Ok(None)
    } else {
        json(&items).map(Some)
    }
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(|e| DatabaseError(e.to_string()))
}

fn parse<T: FromJson>(text: &str) -> Result<T, DatabaseError> {
    crate::json::read(text).map_err(|e| DatabaseError(e.to_string()))
}
