//! The same, on D1.

use super::{ATTACHED, ATTACHED_WITHIN_MS, COPY, GONE, TO_ATTACH};
use crate::app::App;
use crate::error::Error;
use crate::media::record::Record;
use crate::media::store::{limits, taken};
use crate::platform::d1::{D1, changed};
use crate::random;
use crate::values;
use crate::wire::types::{Media, Millis, RoomId, UserId};

/// Those of some files that somebody may attach in a room, in the order asked for.
///
/// # Errors
/// `internal`.
pub async fn to_attach(
    database: &D1,
    room: &RoomId,
    user: &UserId,
    ids: &[String],
    now: Millis,
) -> Result<Vec<Media>, Error> {
    let since = now - ATTACHED_WITHIN_MS;
    let values = values![list(ids)?, room.as_str(), user.as_str(), since];
    let found: Vec<Record> = database.all(TO_ATTACH, &values).await?;
    let one = |id: &String| found.iter().find(|file| file.id == *id)?.media();
    Ok(ids.iter().filter_map(one).collect())
}

/// Rows of their own for files that are passed on, of whoever passes them on, in their order.
///
/// # Errors
/// `too_large` when they have no room for them, `not_found` when one has just been deleted.
pub async fn copy(
    app: &App,
    user: &UserId,
    room: &RoomId,
    files: &[Media],
) -> Result<Vec<String>, Error> {
    let database = app.database()?;
    let limits = limits(&app.env);
    let mut ids = Vec::with_capacity(files.len());
    let mut statements = Vec::with_capacity(files.len());
    for file in files {
        let id = random::id(app.now)?;
        let values = values![
            id.as_str(),
            room.as_str(),
            user.as_str(),
            app.now,
            file.id.as_str(),
            limits.person
        ];
        statements.push(database.statement(COPY, &values)?);
        ids.push(id);
    }
    let done = database.batch(statements).await?;
    if done.iter().all(|done| changed(done) > 0) {
        return Ok(ids);
    }
    let size = files.iter().map(|file| file.size).sum();
    let taken = taken(&database, user, app.now).await?;
    Err(if taken.person + size > limits.person {
        limits.refusal(size, &taken, app.now)
    } else {
        Error::not_found("file")
    })
}

/// Notes that messages hold these.
///
/// # Errors
/// `internal`.
pub async fn attached(database: &D1, ids: &[String], now: Millis) -> Result<(), Error> {
    let values = values![list(ids)?, now];
    database.run(ATTACHED, &values).await.map(drop)
}

/// Notes that nothing holds these any more: their bytes go.
///
/// # Errors
/// `internal`.
pub async fn gone(database: &D1, ids: &[String], now: Millis) -> Result<(), Error> {
    database
        .run(GONE, &values![list(ids)?, now])
        .await
        .map(drop)
}

/// Ids as a statement takes them.
///
/// # Errors
/// `internal`.
pub fn list(ids: &[String]) -> Result<String, Error> {
    serde_json::to_string(ids).map_err(Error::internal)
}
