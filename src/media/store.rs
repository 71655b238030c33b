//! Files, on D1.

use worker::Env;

use super::content::Content;
use super::limits::{Limits, PER_WINDOW, Use, WINDOW_MS};
use super::record::Record;
use super::{PartNumber, sql};
use crate::error::Error;
use crate::json::FromJson;
use crate::platform::d1::D1;
use crate::platform::vars;
use crate::values;
use crate::wire::types::{Millis, RoomId, UserId};

/// How much this site takes.
#[must_use]
pub fn limits(env: &Env) -> Limits {
    let usual = Limits::default();
    Limits {
        file: vars::large(env, "MEDIA_MAX_BYTES").unwrap_or(usual.file),
        person: vars::large(env, "MEDIA_PERSON_BYTES").unwrap_or(usual.person),
        site: vars::large(env, "MEDIA_SITE_BYTES").unwrap_or(usual.site),
    }
}

/// A file that is about to come.
pub struct New<'a> {
    /// Its id, and that of its object.
    pub id: &'a str,
    /// The room it is for; none for a picture of a person or a room.
    pub room: Option<&'a RoomId>,
    /// Whose it is.
    pub owner: &'a UserId,
    /// Its name.
    pub name: &'a str,
    /// In bytes.
    pub size: u64,
    /// Bytes of each part, should it come in parts.
    pub part_bytes: Option<u64>,
}

/// Makes room for a file.
///
/// # Errors
/// `too_large` and `too_fast`, when it is over a limit.
pub async fn add(
    database: &D1,
    new: &New<'_>,
    limits: &Limits,
    limited: bool,
    now: Millis,
) -> Result<(), Error> {
    let most = if limited { PER_WINDOW } else { u32::MAX };
    let values = values![
        new.id,
        new.room.map(RoomId::as_str),
        new.owner.as_str(),
        new.name,
        new.size,
        new.part_bytes,
        now,
        limits.person,
        limits.site,
        now - WINDOW_MS,
        i64::from(most),
    ];
    if database.run(sql::ADD, &values).await? > 0 {
        return Ok(());
    }
    let taken = taken(database, new.owner, now).await?;
    Err(limits.refusal(new.size, &taken, now))
}

/// What is taken already.
///
/// # Errors
/// `internal`.
pub async fn taken(database: &D1, owner: &UserId, now: Millis) -> Result<Use, Error> {
    let counted = i64::from(PER_WINDOW) - 1;
    let values = values![owner.as_str(), now - WINDOW_MS, counted];
    let taken = database.first(sql::USE, &values).await?;
    Ok(taken.unwrap_or_default())
}

/// One file, whatever has become of it.
///
/// # Errors
/// `internal`.
pub async fn file(database: &D1, id: &str) -> Result<Option<Record>, Error> {
    database.first(sql::FILE, &values![id]).await
}

/// Writes what the bucket calls what comes in parts.
///
/// # Errors
/// `internal`.
pub async fn begin(database: &D1, id: &str, upload: &str) -> Result<(), Error> {
    let values = values![id, upload];
    database.run(sql::BEGIN, &values).await.map(|_| ())
}

/// All of it is there. None when it was deleted meanwhile, or was there already.
///
/// # Errors
/// `internal`.
pub async fn stored(
    database: &D1,
    id: &str,
    content: &Content,
    now: Millis,
) -> Result<Option<Record>, Error> {
    let (width, height) = content.size.unzip();
    let values = values![
        id,
        content.media_type,
        width.map(i64::from),
        height.map(i64::from),
        now
    ];
    database.first(sql::STORED, &values).await
}

/// Nothing of it came.
///
/// # Errors
/// `internal`.
pub async fn forget(database: &D1, id: &str) -> Result<(), Error> {
    database.run(sql::FORGET, &values![id]).await.map(|_| ())
}

/// Puts it out of reach; false when it was, or when a message holds it.
///
/// # Errors
/// `internal`.
pub async fn delete(database: &D1, id: &str, now: Millis) -> Result<bool, Error> {
    Ok(database.run(sql::DELETE, &values![id, now]).await? > 0)
}

/// What its owner says about a file.
#[derive(Default)]
pub struct Description {
    /// What is to be seen or heard; empty: nobody says.
    pub alt: Option<String>,
    /// How long it plays.
    pub duration_ms: Option<u32>,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// A ThumbHash, in Base64.
    pub thumbhash: Option<String>,
    /// How loud it is: a JSON list.
    pub waveform: Option<String>,
}

/// Writes what its owner says about a file. None when a message holds it, or it is deleted.
///
/// # Errors
/// `internal`.
pub async fn describe(database: &D1, id: &str, said: Description) -> Result<Option<Record>, Error> {
    let values = values![
        id,
        said.alt,
        said.duration_ms.map(i64::from),
        said.width.map(i64::from),
        said.height.map(i64::from),
        said.thumbhash,
        said.waveform,
    ];
    database.first(sql::DESCRIBE, &values).await
}

/// Notes that a file has a thumbnail; false when a message holds it, or it is deleted.
///
/// # Errors
/// `internal`.
pub async fn thumbnail(
    database: &D1,
    id: &str,
    media_type: &str,
    bytes: u64,
) -> Result<bool, Error> {
    let values = values![id, media_type, bytes];
    Ok(database.run(sql::THUMBNAIL, &values).await? > 0)
}

/// A part that has come.
#[derive(Debug, FromJson)]
pub struct Part {
    /// Its number, from 1.
    pub part: u16,
    /// What the bucket knows it by.
    pub etag: String,
}

/// Notes that a part has come.
///
/// # Errors
/// `internal`.
pub async fn part(
    database: &D1,
    id: &str,
    part: PartNumber,
    etag: &str,
    size: u64,
) -> Result<(), Error> {
    let values = values![id, u64::from(part.0), etag, size];
    database.run(sql::PART, &values).await.map(|_| ())
}

/// The parts that have come, in their order.
///
/// # Errors
/// `internal`.
pub async fn parts(database: &D1, id: &str) -> Result<Vec<Part>, Error> {
    database.all(sql::PARTS, &values![id]).await
}

/// Forgets which parts have come.
///
/// # Errors
/// `internal`.
pub async fn forget_parts(database: &D1, id: &str) -> Result<(), Error> {
    let values = values![id];
    database.run(sql::FORGET_PARTS, &values).await.map(|_| ())
}
