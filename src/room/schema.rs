//! The tables of a room, and how an older room gets the newer ones.
//!
//! | table | row | written by |
//! |---|---|---|
//! | `schema_version` | one: the number of the last step taken | opening |
//! | `room` | one: the room as its members see it | creating, settings |
//! | `people` | whoever sits here or ever wrote here; `role` is NULL without a seat | join, leave, roles, reading, profiles |
//! | `messages` | one a message, for ever: a deleted one keeps its place, empty | send, edit, delete, pin, react |
//! | `reactions` | one a person and emoji on a message | react |
//!
//! A plain message writes two rows: itself and its nonce in `message_nonce`. The other indexes are partial and hold
//! nothing of it. The nonce stays as long as its message does, so a retry is recognised however late it comes.

use crate::database::{self, Database, DatabaseError};

/// The steps, oldest first. A released step is never changed: a new one is added.
const STEPS: &[&[&str]] = &[&[
    "CREATE TABLE room (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, topic TEXT NOT NULL, kind TEXT NOT NULL,
        created_at INTEGER NOT NULL, archived_at INTEGER
    ) WITHOUT ROWID",
    "CREATE TABLE people (
        user TEXT PRIMARY KEY, name TEXT NOT NULL, avatar TEXT, kind TEXT NOT NULL,
        role TEXT, joined_at INTEGER, read_seq INTEGER NOT NULL DEFAULT 0, muted_until INTEGER
    ) WITHOUT ROWID",
    "CREATE TABLE messages (
        seq INTEGER PRIMARY KEY, author TEXT NOT NULL, at INTEGER NOT NULL, text TEXT NOT NULL, nonce TEXT,
        reply_to INTEGER, attachments TEXT, mentions TEXT, via TEXT,
        edited_at INTEGER, deleted_at INTEGER, pinned INTEGER NOT NULL DEFAULT 0, rev INTEGER NOT NULL DEFAULT 0
    )",
    "CREATE UNIQUE INDEX message_nonce ON messages (author, nonce) WHERE nonce IS NOT NULL",
    "CREATE UNIQUE INDEX message_rev ON messages (rev) WHERE rev > 0",
    "CREATE INDEX message_pinned ON messages (seq) WHERE pinned = 1",
    "CREATE TABLE reactions (
        seq INTEGER NOT NULL, emoji TEXT NOT NULL, user TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (seq, emoji, user)
    ) WITHOUT ROWID",
]];

/// Brings the tables up to date.
///
/// # Errors
/// When SQL fails, or the room was written by a newer version of Confab.
pub fn migrate(db: &impl Database) -> Result<(), DatabaseError> {
    database::migrate(db, STEPS)
}
