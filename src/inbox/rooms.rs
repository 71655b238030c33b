//! The rows of the rooms: what was last heard of each.

use crate::database::{Database, DatabaseError, Row, Value};
use crate::room::requests::News;
use crate::wire::inbox::InboxRoom;
use crate::wire::types::{Millis, RoomId, Seq};

/// What is held of a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The version of the news it comes from; 0: none came yet.
    pub version: u64,
    /// Whether they sit there. Nobody is told anything of a room that is held and not seated.
    pub seated: bool,
    /// The room as they see it, as JSON: passed on and compared, seldom read. Empty without a seat.
    pub record: String,
    /// The newest message they were told of by a notice.
    pub noticed: Seq,
    /// As their devices are told.
    pub shown: InboxRoom,
}

impl Held {
    /// A room nothing is known of.
    #[must_use]
    pub fn unknown(room: RoomId) -> Self {
        Self {
            version: 0,
            seated: false,
            record: String::new(),
            noticed: 0,
            shown: nothing_in(room),
        }
    }

    /// What is to be held after news.
    #[must_use]
    pub fn after(&self, news: &News, record: String) -> Self {
        let noticed = news.notices.iter().map(|notice| notice.seq);
        let noticed = noticed.fold(self.noticed, Seq::max);
        if !news.seated {
            return Self {
                version: news.version,
                noticed,
                ..Self::unknown(self.shown.room.clone())
            };
        }
        // Something was said in a direct room that was closed, and not by themselves.
        let stirs = news.unread > 0 && news.last > self.shown.last;
        Self {
            version: news.version,
            seated: true,
            record,
            noticed,
            shown: InboxRoom {
                room: self.shown.room.clone(),
                unread: news.unread,
                mentions: news.mentions,
                last: news.last,
                last_at: news.last_at,
                favourite: self.shown.favourite,
                hidden: self.shown.hidden && !stirs,
            },
        }
    }

    /// What is to be held once the room is no more.
    #[must_use]
    pub fn gone(&self) -> Self {
        Self {
            version: self.version,
            noticed: self.noticed,
            ..Self::unknown(self.shown.room.clone())
        }
    }
}

fn nothing_in(room: RoomId) -> InboxRoom {
    InboxRoom {
        room,
        unread: 0,
        mentions: 0,
        last: 0,
        last_at: 0,
        favourite: false,
        hidden: false,
    }
}

macro_rules! columns {
    () => {
        "room, version, seated, record, last, last_at, unread, mentions, noticed, favourite, hidden"
    };
}

/// All that is held, by room.
///
/// # Errors
/// When SQL fails.
pub fn all(db: &impl Database) -> Result<Vec<Held>, DatabaseError> {
    let rows = db.query(
        concat!("SELECT ", columns!(), " FROM rooms ORDER BY room"),
        &[],
    )?;
    rows.iter().map(read).collect()
}

/// What is held of one room.
///
/// # Errors
/// When SQL fails.
pub fn one(db: &impl Database, room: &RoomId) -> Result<Held, DatabaseError> {
    let rows = db.query(
        concat!("SELECT ", columns!(), " FROM rooms WHERE room = ?"),
        &[Value::from(room.as_str())],
    )?;
    rows.first()
        .map_or_else(|| Ok(Held::unknown(room.clone())), read)
}

/// Holds it.
///
/// # Errors
/// When SQL fails.
pub fn save(db: &impl Database, held: &Held) -> Result<(), DatabaseError> {
    let shown = &held.shown;
    db.query(
        concat!(
            "INSERT INTO rooms (",
            columns!(),
            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (room) DO UPDATE SET
               version = excluded.version, seated = excluded.seated, record = excluded.record,
               last = excluded.last, last_at = excluded.last_at,
               unread = excluded.unread, mentions = excluded.mentions, noticed = excluded.noticed,
               favourite = excluded.favourite, hidden = excluded.hidden"
        ),
        &[
            Value::from(shown.room.as_str()),
            Value::from(held.version),
            Value::from(i64::from(held.seated)),
            Value::from(held.record.as_str()),
            Value::from(shown.last),
            Value::from(shown.last_at),
            Value::from(i64::from(shown.unread)),
            Value::from(i64::from(shown.mentions)),
            Value::from(held.noticed),
            Value::from(i64::from(shown.favourite)),
            Value::from(i64::from(shown.hidden)),
        ],
    )?;
    Ok(())
}

fn read(row: &Row) -> Result<Held, DatabaseError> {
    let flag = |column| row.integer(column).map(|value| value != 0);
    let number = |column| {
        row.count(column)
            .map(|value| u32::try_from(value).unwrap_or(u32::MAX))
    };
    let last_at: Millis = row.integer(5)?;
    Ok(Held {
        version: row.count(1)?,
        seated: flag(2)?,
        record: row.text(3)?.to_owned(),
        noticed: row.count(8)?,
        shown: InboxRoom {
            room: RoomId(row.text(0)?.to_owned()),
            unread: number(6)?,
            mentions: number(7)?,
            last: row.count(4)?,
            last_at,
            favourite: flag(9)?,
            hidden: flag(10)?,
        },
    })
}
