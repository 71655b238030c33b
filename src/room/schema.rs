//! The tables of a room, and how an older room gets the newer ones.
//!
//! | table | row | written by |
//! |---|---|---|
//! | `schema_version` | one: the number of the last step taken | opening |
//! | `room` | one: the room as its members see it, and what is counted of it | creating, settings, once an hour |
//! | `people` | whoever sits here or ever wrote here; `role` is NULL without a seat | join, leave, roles, reading, profiles, news |
//! | `bans` | whoever is kept out | ban, unban |
//! | `messages` | one a message, for ever: a deleted one keeps its place, empty | send, edit, delete, pin, react |
//! | `reactions` | one a person and emoji on a message | react |
//! | `edits` | a text that an edit replaced, until its message is deleted | edit |
//! | `follows` | whether somebody follows a thread, and since which message, or has stopped to | replies, follow |
//! | `files` | a file a message holds; of kind `gone` once none does, until the site knows | send, delete |
//! | `search` | an entry of the index: a few messages in a row (`search/mod.rs`) | the alarm; edit, delete |
//!
//! Of a person, `told` says whether their inbox knows of something unread; `news` counts what it has been, or is to be,
//! told of; `owed` is 1 until it has heard the last of that. `barred` is 1 while the site keeps them out.
//!
//! A plain message writes two rows: itself and its nonce in `message_nonce`. The other indexes are partial and hold
//! nothing of it. A reply writes two more, in `message_thread` and `message_meant`, its root's row and `rev`, and a row for
//! each who is new to the thread. The first message after somebody absent has read writes their row of `people` too. The nonce stays as long as its message does, so a retry is recognised however late it comes.

use crate::database::{self, Database, DatabaseError};

/// The steps, oldest first. A released step is never changed: a new one is added.
const STEPS: &[&[&str]] = &[FOUNDATION, ROOMS_AND_PEOPLE, CONVERSATION, SEARCH, MEDIA];

const FOUNDATION: &[&str] = &[
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
];

const ROOMS_AND_PEOPLE: &[&str] = &[
    "ALTER TABLE room ADD COLUMN hue INTEGER",
    "ALTER TABLE room ADD COLUMN slow_mode_ms INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE room ADD COLUMN read_only INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE room ADD COLUMN locked INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE room ADD COLUMN words TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE room ADD COLUMN destroyed_at INTEGER",
    "ALTER TABLE room ADD COLUMN counted_seq INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE room ADD COLUMN counted_at INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE people ADD COLUMN muted_by TEXT",
    "ALTER TABLE people ADD COLUMN muted_at INTEGER",
    "ALTER TABLE people ADD COLUMN mute_reason TEXT",
    "ALTER TABLE people ADD COLUMN barred INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE people ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE people ADD COLUMN news INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE people ADD COLUMN owed INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX people_owed ON people (user) WHERE owed = 1",
    "CREATE INDEX message_mentions ON messages (seq) WHERE mentions IS NOT NULL",
    "CREATE TABLE bans (
        user TEXT PRIMARY KEY, name TEXT NOT NULL, avatar TEXT, kind TEXT NOT NULL,
        by_user TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER, reason TEXT NOT NULL
    ) WITHOUT ROWID",
];

const CONVERSATION: &[&str] = &[
    "ALTER TABLE messages ADD COLUMN thread INTEGER",
    "ALTER TABLE messages ADD COLUMN mention_all TEXT",
    "ALTER TABLE messages ADD COLUMN previews TEXT",
    "ALTER TABLE messages ADD COLUMN forwarded TEXT",
    // Of what was said before there were threads. A message answers an older one, so a chain ends at its least number.
    "UPDATE messages SET thread = (
        WITH RECURSIVE chain (seq, reply_to) AS (
            SELECT messages.seq, messages.reply_to
            UNION ALL SELECT above.seq, above.reply_to FROM chain JOIN messages above ON above.seq = chain.reply_to
        ) SELECT min(seq) FROM chain
     ) WHERE reply_to IS NOT NULL",
    "CREATE INDEX message_thread ON messages (thread, seq, author, at, deleted_at) WHERE thread IS NOT NULL",
    "DROP INDEX message_mentions",
    "CREATE INDEX message_meant ON messages (seq)
        WHERE mentions IS NOT NULL OR thread IS NOT NULL OR mention_all IS NOT NULL",
    "CREATE TABLE edits (
        seq INTEGER NOT NULL, rev INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (seq, rev)
    ) WITHOUT ROWID",
    "CREATE TABLE follows (
        thread INTEGER NOT NULL, user TEXT NOT NULL, follows INTEGER NOT NULL, since INTEGER NOT NULL,
        PRIMARY KEY (thread, user)
    ) WITHOUT ROWID",
];

/// The index keeps no texts, and no sizes of them, which would be a row more for each entry; what it forgets leaves its files at once.
const SEARCH: &[&str] = &[
    "CREATE VIRTUAL TABLE search USING fts5(words, content='', columnsize=0, tokenize='ascii')",
    "INSERT INTO search (search, rank) VALUES ('secure-delete', 1)",
    "ALTER TABLE room ADD COLUMN indexed_seq INTEGER NOT NULL DEFAULT 0",
];

const MEDIA: &[&str] = &[
    "CREATE TABLE files (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX files_kind ON files (kind, seq)",
    "ALTER TABLE room ADD COLUMN picture TEXT",
];

/// Brings the tables up to date.
///
/// # Errors
/// When SQL fails, or the room was written by a newer version of Confab.
pub fn migrate(db: &impl Database) -> Result<(), DatabaseError> {
    database::migrate(db, STEPS)
}
