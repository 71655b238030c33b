//! The tables of an inbox, and how an older one gets the newer ones.
//!
//! | table | row | written by |
//! |---|---|---|
//! | `schema_version` | one: the number of the last step taken | the first write |
//! | `rooms` | a room they sit in, as it last told; of one they left its version only, so that nothing older brings it back | news, favourites, closed direct rooms |
//! | `saved` | a message somebody saved, by the time they did: a room and a place in it | saving, and saving no longer |
//! | `reports` | a report that was dealt with while they were away | until a socket opens |
//! | `errands` | a request and the rooms that have not answered it | until all have |
//!
//! News that say something new write one row, all others none. An errand is one row however many its rooms.

use crate::database::{self, Database, DatabaseError};

/// The steps, oldest first. A released step is never changed: a new one is added.
const STEPS: &[&[&str]] = &[FIRST, SAVED];

const FIRST: &[&str] = &[
    "CREATE TABLE rooms (
        room TEXT PRIMARY KEY, version INTEGER NOT NULL, seated INTEGER NOT NULL, record TEXT NOT NULL,
        last INTEGER NOT NULL, last_at INTEGER NOT NULL, unread INTEGER NOT NULL, mentions INTEGER NOT NULL,
        noticed INTEGER NOT NULL, favourite INTEGER NOT NULL, hidden INTEGER NOT NULL
    ) WITHOUT ROWID",
    "CREATE TABLE reports (id TEXT PRIMARY KEY, report TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE errands (
        id INTEGER PRIMARY KEY, slot TEXT, request TEXT NOT NULL, waiting TEXT NOT NULL, failed TEXT NOT NULL,
        since INTEGER NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL
    )",
];

const SAVED: &[&str] = &[
    "CREATE TABLE saved (at INTEGER PRIMARY KEY, room TEXT NOT NULL, seq INTEGER NOT NULL)",
    "CREATE UNIQUE INDEX saved_message ON saved (room, seq)",
];

/// Brings the tables up to date.
///
/// # Errors
/// When SQL fails, or the inbox was written by a newer version of Confab.
pub fn migrate(db: &impl Database) -> Result<(), DatabaseError> {
    database::migrate(db, STEPS)
}
