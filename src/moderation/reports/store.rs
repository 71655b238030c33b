//! Reports, on D1.

use super::{PER_WINDOW, Queue, Row, WINDOW_MS, sql};
use crate::error::Error;
use crate::moderation::page;
use crate::platform::d1::D1;
use crate::values;
use crate::wire::moderation::{Outcome, Report};
use crate::wire::text::Reason;
use crate::wire::types::{Forwarded, Message, Millis, Room, RoomId, Seq, UserId};

/// A message somebody reports.
pub struct New<'a> {
    /// The id of the report.
    pub id: String,
    /// Where.
    pub room: &'a Room,
    /// The message.
    pub message: &'a Message,
    /// It, with some around it.
    pub around: &'a [Message],
    /// Who.
    pub reporter: &'a UserId,
    /// Why.
    pub reason: &'a Reason,
}

/// Stores a report; false when its reporter has reported this before, or too much of late.
///
/// # Errors
/// `internal`.
pub async fn add(database: &D1, new: &New<'_>, limited: bool, now: Millis) -> Result<bool, Error> {
    let most = if limited { PER_WINDOW } else { u32::MAX };
    let values = values![
        new.id.as_str(),
        new.room.id.as_str(),
        new.room.name.as_str(),
        new.message.seq,
        serde_json::to_string(&new.message.author).map_err(Error::internal)?,
        Forwarded::or_text(new.message.forwarded.as_deref(), &new.message.text),
        serde_json::to_string(new.around).map_err(Error::internal)?,
        new.reporter.as_str(),
        new.reason.as_str(),
        now,
        now - WINDOW_MS,
        i64::from(most),
    ];
    Ok(database.run(sql::ADD, &values).await? > 0)
}

/// Somebody's report of a message.
///
/// # Errors
/// `internal`.
pub async fn of_message(
    database: &D1,
    room: &RoomId,
    seq: Seq,
    reporter: &UserId,
) -> Result<Option<Report>, Error> {
    let values = values![room.as_str(), seq, reporter.as_str()];
    let row: Option<Row> = database.first(sql::OF_MESSAGE, &values).await?;
    row.map(Row::whole).transpose()
}

/// One report; none when it is of another room than it has to be.
///
/// # Errors
/// `internal`.
pub async fn report(
    database: &D1,
    id: &str,
    room: Option<&RoomId>,
) -> Result<Option<Report>, Error> {
    let values = values![id, room.map(RoomId::as_str)];
    let row: Option<Row> = database.first(sql::REPORT, &values).await?;
    row.map(Row::whole).transpose()
}

/// Somebody's own reports.
///
/// # Errors
/// `internal`.
pub async fn of_person(database: &D1, reporter: &UserId) -> Result<Vec<Report>, Error> {
    let rows: Vec<Row> = database.all(sql::OWN, &values![reporter.as_str()]).await?;
    rows.into_iter().map(Row::whole).collect()
}

/// A page of a queue, and the cursor of the next.
///
/// # Errors
/// `internal`.
pub async fn queue(database: &D1, queue: &Queue) -> Result<(Vec<Report>, Option<String>), Error> {
    let select = queue.page();
    let rows: Vec<Row> = database.all(&select.sql, &select.values).await?;
    let (rows, next) = page::cut(rows, |row| row.id.clone());
    let reports: Result<Vec<Report>, Error> = rows.into_iter().map(Row::whole).collect();
    Ok((reports?, next))
}

/// Deals with a report; false when that was done already.
///
/// # Errors
/// `internal`.
pub async fn handle(
    database: &D1,
    id: &str,
    outcome: Outcome,
    note: &Reason,
    by: &UserId,
    now: Millis,
) -> Result<bool, Error> {
    let values = values![id, outcome.name(), by.as_str(), now, note.as_str()];
    Ok(database.run(sql::HANDLE, &values).await? > 0)
}
