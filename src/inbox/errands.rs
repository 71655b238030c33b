//! Errands: a request, and the rooms that have not answered it yet. Kept before the first room is asked, so that no
//! crash and no limit of the platform loses one.

use std::rc::Rc;

use crate::database::{Database, DatabaseError, Row, Value};
use crate::error::Error;
use crate::map::Set;
use crate::room::requests::RoomRequest;
use crate::wire::types::{Millis, RoomId};

/// Rooms asked in one invocation of the object: the free plan has 50 requests for each, and a room that was just
/// restarted is asked twice.
pub const ASKED_AT_ONCE: usize = 40;
/// After this long a round whose end nobody has seen is taken for lost, in milliseconds.
pub const ROUND_MS: Millis = 60_000;
/// Least pause before rooms that failed are asked again, in milliseconds. Each next one is twice as long.
const LEAST_PAUSE_MS: Millis = 1_000;
/// The longest, in milliseconds.
const LONGEST_PAUSE_MS: Millis = 5 * 60_000;
/// How long a room is asked that never answers, in milliseconds: a day.
const GIVEN_UP_AFTER_MS: Millis = 24 * 60 * 60_000;

/// An errand as it stands.
#[derive(Clone, Debug)]
pub struct Errand {
    /// Its number: no two have the same while the object is in memory.
    pub id: u64,
    /// What the rooms are asked.
    pub request: Rc<RoomRequest>,
    /// Those to be asked in this round.
    pub waiting: Vec<RoomId>,
    /// Those that failed in this round, to be asked in the next.
    pub failed: Vec<RoomId>,
    /// When it began.
    pub since: Millis,
    /// Rounds that have failed.
    pub tries: u32,
    /// When it goes on.
    pub due: Millis,
}

impl Errand {
    /// The first rooms to be asked, at most so many.
    #[must_use]
    pub fn first(&self, most: usize) -> Vec<RoomId> {
        self.waiting.iter().take(most).cloned().collect()
    }

    /// Some rooms were asked, and some of them failed. False when nothing is left to be done, or no time to do it.
    pub fn was_asked(&mut self, asked: &[RoomId], failed: Vec<RoomId>, now: Millis) -> bool {
        self.waiting.retain(|room| !asked.contains(room));
        self.failed.extend(failed);
        self.due = now;
        if self.waiting.is_empty() {
            self.waiting = std::mem::take(&mut self.failed);
            self.due = now + pause(self.tries);
            self.tries += 1;
        }
        !self.waiting.is_empty() && now - self.since < GIVEN_UP_AFTER_MS
    }
}

fn pause(tries: u32) -> Millis {
    let doubled = 1_i64.checked_shl(tries.min(32)).unwrap_or(i64::MAX);
    LEAST_PAUSE_MS.saturating_mul(doubled).min(LONGEST_PAUSE_MS)
}

/// Of requests that set something, the newest is the one that counts: an errand takes the place of an earlier one in
/// the same slot, and its rooms with it. Otherwise an old name could reach a room after the new one.
#[must_use]
pub fn slot(request: &RoomRequest) -> Option<&'static str> {
    match request {
        RoomRequest::News { .. } => Some("news"),
        RoomRequest::Rename { .. } => Some("rename"),
        RoomRequest::Bar { .. } => Some("bar"),
        RoomRequest::Words { .. } => Some("words"),
        _ => None,
    }
}

const COLUMNS: &str = "SELECT id, request, waiting, failed, since, tries, due FROM errands";

/// Keeps an errand, in the place of the one in its slot.
///
/// # Errors
/// When SQL fails.
pub fn add(db: &impl Database, errand: &mut Errand) -> Result<(), Error> {
    let slot = slot(&errand.request);
    if slot.is_some() {
        let earlier = db.query(
            "DELETE FROM errands WHERE slot = ? RETURNING waiting, failed",
            &[Value::from(slot)],
        )?;
        for row in &earlier {
            errand.waiting.extend(rooms(row, 0)?);
            errand.waiting.extend(rooms(row, 1)?);
        }
    }
    let waiting: Set<RoomId> = std::mem::take(&mut errand.waiting).into_iter().collect();
    errand.waiting = waiting.into_iter().collect();
    db.query(
        "INSERT INTO errands (id, slot, request, waiting, failed, since, tries, due) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            Value::from(errand.id),
            Value::from(slot),
            Value::from(json(&errand.request)?),
            Value::from(json(&errand.waiting)?),
            Value::from(json(&errand.failed)?),
            Value::from(errand.since),
            Value::from(i64::from(errand.tries)),
            Value::from(errand.due),
        ],
    )?;
    Ok(())
}

/// Keeps how far an errand is.
///
/// # Errors
/// When SQL fails.
pub fn update(db: &impl Database, errand: &Errand) -> Result<(), Error> {
    db.query(
        "UPDATE errands SET waiting = ?, failed = ?, tries = ?, due = ? WHERE id = ?",
        &[
            Value::from(json(&errand.waiting)?),
            Value::from(json(&errand.failed)?),
            Value::from(i64::from(errand.tries)),
            Value::from(errand.due),
            Value::from(errand.id),
        ],
    )?;
    Ok(())
}

/// An errand is done, or given up.
///
/// # Errors
/// When SQL fails.
pub fn remove(db: &impl Database, id: u64) -> Result<(), DatabaseError> {
    db.query("DELETE FROM errands WHERE id = ?", &[Value::from(id)])?;
    Ok(())
}

/// One errand; none when it is done, or another took its place.
///
/// # Errors
/// When SQL fails.
pub fn one(db: &impl Database, id: u64) -> Result<Option<Errand>, Error> {
    let sql = format!("{COLUMNS} WHERE id = ?");
    let rows = db.query(&sql, &[Value::from(id)])?;
    rows.first().map(read).transpose()
}

/// Those that are to go on by now, oldest first.
///
/// # Errors
/// When SQL fails.
pub fn due(db: &impl Database, now: Millis) -> Result<Vec<Errand>, Error> {
    let sql = format!("{COLUMNS} WHERE due <= ? ORDER BY id");
    let rows = db.query(&sql, &[Value::from(now)])?;
    rows.iter().map(read).collect()
}

/// The number of each, its slot, and when it goes on.
///
/// # Errors
/// When SQL fails.
pub fn times(db: &impl Database) -> Result<Vec<(u64, Option<String>, Millis)>, DatabaseError> {
    let rows = db.query("SELECT id, slot, due FROM errands ORDER BY id", &[])?;
    let times = rows.iter().map(|row| {
        let slot = row.optional_text(1)?.map(str::to_owned);
        Ok((row.count(0)?, slot, row.integer(2)?))
    });
    times.collect()
}

fn read(row: &Row) -> Result<Errand, Error> {
    Ok(Errand {
        id: row.count(0)?,
        request: crate::json::read(row.text(1)?).map_err(Error::internal)?,
        waiting: rooms(row, 2)?,
        failed: rooms(row, 3)?,
        since: row.integer(4)?,
        tries: u32::try_from(row.count(5)?).unwrap_or(u32::MAX),
        due: row.integer(6)?,
    })
}

fn rooms(row: &Row, column: usize) -> Result<Vec<RoomId>, Error> {
    crate::json::read(row.text(column)?).map_err(Error::internal)
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::types::UserId;

    fn room(number: usize) -> RoomId {
        RoomId(format!("room-{number}"))
    }

    fn errand(rooms: usize) -> Errand {
        Errand {
            id: 1,
            request: Rc::new(RoomRequest::SignOut {
                user: UserId("ada".into()),
                session: None,
            }),
            waiting: (0..rooms).map(room).collect(),
            failed: Vec::new(),
            since: 0,
            tries: 0,
            due: 0,
        }
    }

    #[test]
    fn those_that_failed_are_asked_again_when_all_have_been_asked_once() {
        let mut errand = errand(3);
        assert!(errand.was_asked(&[room(0), room(1)], vec![room(0)], 10));
        assert_eq!((&errand.waiting[..], errand.due), (&[room(2)][..], 10));
        assert!(errand.was_asked(&[room(2)], Vec::new(), 10));
        assert_eq!((&errand.waiting[..], errand.due), (&[room(0)][..], 1_010));
        assert!(!errand.was_asked(&[room(0)], Vec::new(), 1_010));
    }

    #[test]
    fn pauses_double_to_five_minutes_for_at_most_a_day() {
        let mut errand = errand(1);
        let mut pauses = Vec::new();
        while errand.was_asked(&[room(0)], vec![room(0)], errand.due) {
            pauses.push(errand.due);
        }
        let longest = pauses.windows(2).map(|two| two[1] - two[0]).max();
        assert_eq!(&pauses[..4], [1_000, 3_000, 7_000, 15_000]);
        assert_eq!(longest, Some(LONGEST_PAUSE_MS));
        assert!(pauses.last().is_some_and(|last| *last >= GIVEN_UP_AFTER_MS));
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE_MS);
    }
}
