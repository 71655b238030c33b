//! The same, on D1.

use super::{ATTACHED, ATTACHED_WITHIN_MS, GONE, TO_ATTACH};
use crate::error::Error;
use crate::media::record::Record;
use crate::platform::d1::D1;
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
