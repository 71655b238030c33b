//! The numbers in D1: what rooms tell is added, the rest is counted.

use super::{ACTIVE, ADD_DAY, BY_DAY, DAYS, PEOPLE, ROOMS, SET_ROOM, with_quiet_days};
use crate::calendar::{DAY_MS, day};
use crate::error::Error;
use crate::json::FromJson;
use crate::platform::d1::{D1, rows, size_after};
use crate::room::engine::Counted;
use crate::values;
use crate::wire::moderation::Numbers;
use crate::wire::types::{Millis, RoomId};

/// A room tells how much is in it. Told twice it counts once.
///
/// # Errors
/// `internal`.
pub async fn tell(
    database: &D1,
    room: &RoomId,
    bytes: u64,
    counted: &Counted,
) -> Result<(), Error> {
    let mut statements = Vec::new();
    for (since_epoch, messages) in &counted.days {
        let values = values![day(*since_epoch), room.as_str(), *messages, counted.seq];
        statements.push(database.statement(ADD_DAY, &values)?);
    }
    let values = values![room.as_str(), counted.seq, bytes];
    statements.push(database.statement(SET_ROOM, &values)?);
    database.batch(statements).await.map(drop)
}

/// What two of the statements count; each fills its own.
#[derive(Default, FromJson)]
#[serde(default)]
struct Counts {
    members: u64,
    guests: u64,
    banned: u64,
    active: u64,
    public_rooms: u64,
    private_rooms: u64,
    direct_rooms: u64,
    messages: u64,
    room_bytes: u64,
    open_reports: u64,
}

/// The site in numbers, now.
///
/// # Errors
/// `internal`.
pub async fn all(database: &D1, now: Millis) -> Result<Numbers, Error> {
    let today = now.div_euclid(DAY_MS);
    let statements = vec![
        database.statement(PEOPLE, &values![now, now - ACTIVE])?,
        database.statement(ROOMS, &[])?,
        database.statement(BY_DAY, &values![day(today - DAYS + 1)])?,
    ];
    let results = database.batch(statements).await?;
    let [people, rooms_told, days] = results.as_slice() else {
        return Err(Error::internal(
            "a batch of three gave other than three results",
        ));
    };
    let people = rows::<Counts>(people)?.pop().unwrap_or_default();
    let told = rows::<Counts>(rooms_told)?.pop().unwrap_or_default();
    Ok(Numbers {
        members: people.members,
        guests: people.guests,
        active: people.active,
        banned: people.banned,
        public_rooms: told.public_rooms,
        private_rooms: told.private_rooms,
        direct_rooms: told.direct_rooms,
        open_reports: told.open_reports,
        messages: told.messages,
        room_bytes: told.room_bytes,
        database_bytes: size_after(days),
        days: with_quiet_days(rows(days)?, today),
    })
}
