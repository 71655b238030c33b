//! Invitations, on D1.

use super::{PER_PERSON, Row, sql};
use crate::error::Error;
use crate::json::FromJson;
use crate::platform::d1::{D1, rows};
use crate::values;
use crate::wire::types::{Millis, RoomId, UserId};

/// What an invitation is made with.
pub struct New<'a> {
    /// What makes it one.
    pub code: &'a str,
    /// Whose it is.
    pub by: &'a UserId,
    /// Until when it is good.
    pub expires_at: Option<Millis>,
    /// How often.
    pub max_uses: Option<u32>,
    /// The room it is to, if it is to one.
    pub room: Option<&'a RoomId>,
}

/// A use of an invitation.
pub struct Use {
    /// Where it leads.
    pub room: RoomId,
    /// Whether it was counted now, and not before.
    pub counted: bool,
}

/// The invitation with a code.
///
/// # Errors
/// `internal`.
pub async fn invite(database: &D1, code: &str) -> Result<Option<Row>, Error> {
    database.first(sql::INVITE, &values![code]).await
}

/// The invitations to the site.
///
/// # Errors
/// `internal`.
pub async fn to_site(database: &D1) -> Result<Vec<Row>, Error> {
    database.all(sql::TO_SITE, &[]).await
}

/// The invitations to a room: somebody's, or all.
///
/// # Errors
/// `internal`.
pub async fn to_room(database: &D1, room: &RoomId, by: Option<&UserId>) -> Result<Vec<Row>, Error> {
    let values = values![room.as_str(), by.map(UserId::as_str)];
    database.all(sql::TO_ROOM, &values).await
}

/// Makes an invitation; false when this person has made too many to this room.
///
/// # Errors
/// `internal`.
pub async fn add(database: &D1, new: &New<'_>, now: Millis) -> Result<bool, Error> {
    let values = values![
        new.code,
        new.by.as_str(),
        now,
        new.expires_at,
        new.max_uses.map(i64::from),
        new.room.map(RoomId::as_str),
        i64::from(PER_PERSON),
    ];
    Ok(database.run(sql::ADD, &values).await? > 0)
}

/// Takes an invitation back; false when there is none: to there, and by them when `by` says so.
///
/// # Errors
/// `internal`.
pub async fn revoke(
    database: &D1,
    code: &str,
    room: Option<&RoomId>,
    by: Option<&UserId>,
    now: Millis,
) -> Result<bool, Error> {
    let values = values![code, now, room.map(RoomId::as_str), by.map(UserId::as_str)];
    Ok(database.run(sql::REVOKE, &values).await? > 0)
}

/// Uses an invitation to a room; nothing when it is not good.
///
/// # Errors
/// `internal`.
pub async fn take(
    database: &D1,
    code: &str,
    user: &UserId,
    now: Millis,
) -> Result<Option<Use>, Error> {
    #[derive(FromJson)]
    struct Taken {
        #[serde(default)]
        room_id: Option<RoomId>,
    }
    let values = values![code, now, user.as_str()];
    let statements = vec![
        database.statement(sql::TAKE_FOR_SEAT, &values)?,
        database.statement(sql::NOTE_SEAT, &values)?,
    ];
    let results = database.batch(statements).await?;
    let [taken, noted] = results.as_slice() else {
        return Err(Error::internal(
            "a batch of two gave other than two results",
        ));
    };
    let counted = !rows::<Taken>(noted)?.is_empty();
    let taken = rows::<Taken>(taken)?.into_iter().next();
    Ok(taken
        .and_then(|taken| taken.room_id)
        .map(|room| Use { room, counted }))
}

/// Gives a use back that came to nothing.
///
/// # Errors
/// `internal`.
pub async fn give_back(database: &D1, code: &str, user: &UserId) -> Result<(), Error> {
    let statements = vec![
        database.statement(sql::FORGET_USE, &values![code, user.as_str()])?,
        database.statement(sql::GIVE_BACK, &values![code])?,
    ];
    database.batch(statements).await.map(drop)
}
