//! Pictures of people and rooms, on D1 and in the bucket.

use super::{HIDE_OTHERS, NAME, SET_AVATAR, SHOW, SIDES, check};
use crate::accounts::UserRow;
use crate::app::App;
use crate::error::Error;
use crate::media::record::key;
use crate::media::store::{New, add, limits};
use crate::platform::d1::{D1, rows};
use crate::platform::r2::R2;
use crate::random;
use crate::values;
use crate::wire::types::{Millis, User, UserId};

/// Two pictures of the same: the small one and the large one.
pub struct Pair {
    /// 64 × 64.
    pub small: Vec<u8>,
    /// 256 × 256.
    pub large: Vec<u8>,
}

/// Stores a picture, and says its id. It is not shown yet: should this be the end of it, the clean-up takes it.
///
/// # Errors
/// `unsupported_media`, `bad_request`, `too_large`, `too_fast`.
pub async fn keep(app: &App, owner: &str, pair: &Pair) -> Result<String, Error> {
    let media_type = check(&pair.small, &pair.large)?;
    let id = random::id(app.now)?;
    let database = app.database()?;
    let new = New {
        id: &id,
        room: None,
        owner: &UserId(owner.to_owned()),
        name: NAME,
        size: pair.large.len() as u64,
        part_bytes: None,
    };
    add(&database, &new, &limits(&app.env), !app.rates_off, app.now).await?;
    let bucket = R2::open(&app.env)?;
    for (side, bytes) in SIDES.iter().zip([&pair.small, &pair.large]) {
        bucket.put(&format!("{}/{side}", key(&id)), bytes).await?;
    }
    let values = values![id.as_str(), media_type, pair.small.len() as u64, app.now];
    database.run(SHOW, &values).await?;
    Ok(id)
}

/// Shows somebody with a picture that was kept, or without one.
///
/// # Errors
/// `not_found` when they have just been deleted.
pub async fn set_avatar(
    database: &D1,
    user: &UserId,
    picture: Option<&str>,
    now: Millis,
) -> Result<User, Error> {
    let address = picture.map(super::address);
    let statements = vec![
        database.statement(SET_AVATAR, &values![user.as_str(), address])?,
        database.statement(
            HIDE_OTHERS,
            &values![picture.unwrap_or_default(), user.as_str(), now],
        )?,
    ];
    let results = database.batch(statements).await?;
    let users: Vec<UserRow> = results.first().map_or(Ok(Vec::new()), rows)?;
    let user = users.into_iter().next().map(User::from);
    user.ok_or_else(|| Error::not_found("person"))
}

/// Puts out of reach what a room was shown with before.
///
/// # Errors
/// `internal`.
pub async fn hide_others(
    database: &D1,
    owner: &str,
    picture: Option<&str>,
    now: Millis,
) -> Result<(), Error> {
    let values = values![picture.unwrap_or_default(), owner, now];
    database.run(HIDE_OTHERS, &values).await.map(drop)
}
