//! Bans, links for new passwords and roles, on D1.

use super::address::Range;
use super::{ADDRESS_BANS, Ban, sql};
use crate::accounts::UserRow;
use crate::accounts::sessions::token_hash;
use crate::app::App;
use crate::error::Error;
use crate::json::FromJson;
use crate::platform::d1::{D1, changed, rows};
use crate::random;
use crate::values;
use crate::wire::moderation::AddressBan;
use crate::wire::text::Reason;
use crate::wire::types::{Millis, RoomId, SiteRole, User, UserId};

/// Guests told at most that a range is closed to them, whoever was here last first: a Worker may make a thousand calls.
const GUESTS_TOLD: i64 = 400;

#[derive(FromJson)]
struct Id {
    id: String,
}

/// Until when somebody, or an address, is kept out, and why.
pub struct Terms {
    /// Until when; none: for good.
    pub until: Option<Millis>,
    /// Why.
    pub reason: Reason,
}

/// Somebody, with their ban.
///
/// # Errors
/// `internal`.
pub async fn person(database: &D1, user: &UserId) -> Result<Option<UserRow>, Error> {
    database.first(sql::PERSON, &values![user.as_str()]).await
}

/// Bans somebody and ends their sessions; false when whoever bans may not, or no longer.
///
/// # Errors
/// `internal`.
pub async fn ban(
    database: &D1,
    user: &UserId,
    by: &UserId,
    terms: &Terms,
    now: Millis,
) -> Result<bool, Error> {
    let values = values![
        user.as_str(),
        by.as_str(),
        now,
        terms.until,
        terms.reason.as_str()
    ];
    let statements = vec![
        database.statement(sql::BAN, &values)?,
        database.statement(sql::END_SESSIONS_OF_BANNED, &values![user.as_str(), now])?,
    ];
    let results = database.batch(statements).await?;
    let banned = results.first().map(rows::<Id>).transpose()?;
    Ok(banned.is_some_and(|rows| !rows.is_empty()))
}

/// Bans every guest who came from a range, ends their sessions, and says who they are.
///
/// # Errors
/// `internal`.
pub async fn ban_guests(
    database: &D1,
    range: Range,
    terms: &Terms,
    now: Millis,
) -> Result<Vec<User>, Error> {
    let (first, last) = (range.first(), range.last());
    let ban = values![
        first.as_str(),
        last.as_str(),
        now,
        terms.until,
        terms.reason.as_str()
    ];
    let statements = vec![
        database.statement(sql::BAN_GUESTS, &ban)?,
        database.statement(
            sql::END_SESSIONS_FROM,
            &values![first.as_str(), last.as_str(), now],
        )?,
    ];
    let results = database.batch(statements).await?;
    let banned = results.first().map(rows::<UserRow>).transpose()?;
    Ok(banned
        .unwrap_or_default()
        .into_iter()
        .map(User::from)
        .collect())
}

/// Lets somebody in again; false when they are not banned, or whoever does it may not.
///
/// # Errors
/// `internal`.
pub async fn unban(database: &D1, user: &UserId, by: &UserId) -> Result<bool, Error> {
    let values = values![user.as_str(), by.as_str()];
    Ok(database.run(sql::UNBAN, &values).await? > 0)
}

/// Forgets a ban that has run out; false when there is none.
///
/// # Errors
/// `internal`.
pub async fn forget_ban(database: &D1, user: &UserId, now: Millis) -> Result<bool, Error> {
    let values = values![user.as_str(), now];
    Ok(database.run(sql::FORGET_BAN, &values).await? > 0)
}

/// The networks a guest has come from.
///
/// # Errors
/// `internal`.
pub async fn networks_of(database: &D1, guest: &UserId) -> Result<Vec<Range>, Error> {
    let rows: Vec<Id> = database
        .all(sql::ADDRESSES_OF, &values![guest.as_str()])
        .await?;
    let mut networks: Vec<Range> = Vec::new();
    for range in rows.iter().filter_map(|row| Range::of_customer(&row.id)) {
        if !networks.contains(&range) {
            networks.push(range);
        }
    }
    Ok(networks)
}

/// Guests who come from a range.
///
/// # Errors
/// `internal`.
pub async fn guests_from(database: &D1, range: Range, now: Millis) -> Result<Vec<UserId>, Error> {
    let values = values![range.first(), range.last(), now, GUESTS_TOLD];
    database.all(sql::GUESTS_FROM, &values).await.map(ids)
}

/// Makes sure that somebody new may come from where this request comes from.
///
/// # Errors
/// `forbidden`, saying until when and why not.
pub async fn may_come(app: &App) -> Result<(), Error> {
    #[derive(FromJson)]
    struct Found {
        until: Option<Millis>,
        reason: String,
    }
    let Some(address) = app.came_from.as_deref() else {
        return Ok(());
    };
    let found: Option<Found> = app
        .database()?
        .first(sql::ADDRESS_BAN_ON, &values![address, app.now])
        .await?;
    match found {
        None => Ok(()),
        Some(Found { until, reason }) => Err(Ban { until, reason }.refusal_of_address()),
    }
}

/// The ranges that are kept out.
///
/// # Errors
/// `internal`.
pub async fn address_bans(database: &D1, now: Millis) -> Result<Vec<AddressBan>, Error> {
    database.all(sql::ADDRESS_BANS, &values![now]).await
}

/// Keeps a range out.
///
/// # Errors
/// `conflict` when there are too many.
pub async fn add_address_ban(
    database: &D1,
    range: Range,
    by: &UserId,
    terms: &Terms,
    now: Millis,
) -> Result<AddressBan, Error> {
    let most = i64::try_from(ADDRESS_BANS).map_err(Error::internal)?;
    let values = values![
        random::id(now)?,
        range.to_string(),
        range.first(),
        range.last(),
        by.as_str(),
        now,
        terms.until,
        terms.reason.as_str(),
        most,
    ];
    let added = database.first(sql::ADD_ADDRESS_BAN, &values).await?;
    added.ok_or_else(|| {
        Error::conflict(format!(
            "There are {ADDRESS_BANS} ranges already. Take some back, or put several into one."
        ))
    })
}

/// No longer keeps a range out; nothing when there is none.
///
/// # Errors
/// `internal`.
pub async fn delete_address_ban(database: &D1, ban: &str) -> Result<Option<AddressBan>, Error> {
    database.first(sql::DELETE_ADDRESS_BAN, &values![ban]).await
}

/// Makes a link for a new password, in the place of older ones, and gives its token, seen here for the only time;
/// nothing when whoever makes it may not.
///
/// # Errors
/// `internal`.
pub async fn add_reset(
    database: &D1,
    user: &UserId,
    by: &UserId,
    expires_at: Millis,
    now: Millis,
) -> Result<Option<String>, Error> {
    let token = random::secret()?;
    let add = values![
        user.as_str(),
        by.as_str(),
        token_hash(&token),
        now,
        expires_at
    ];
    let statements = vec![
        database.statement(sql::DROP_RESETS, &values![user.as_str()])?,
        database.statement(sql::ADD_RESET, &add)?,
    ];
    let results = database.batch(statements).await?;
    let added = results.get(1).map_or(0, changed);
    Ok((added > 0).then_some(token))
}

/// Gives somebody another role; `Owner` hands the site over. False when whoever does it may not, or no longer.
///
/// # Errors
/// `internal`.
pub async fn set_role(
    database: &D1,
    user: &UserId,
    by: &UserId,
    role: SiteRole,
    now: Millis,
) -> Result<bool, Error> {
    if role != SiteRole::Owner {
        let values = values![user.as_str(), by.as_str(), role.name()];
        let set: Option<Id> = database.first(sql::SET_ROLE, &values).await?;
        return Ok(set.is_some());
    }
    let statements = vec![
        database.statement(sql::STEP_DOWN, &values![user.as_str(), by.as_str(), now])?,
        database.statement(sql::STEP_UP, &values![user.as_str()])?,
    ];
    let results = database.batch(statements).await?;
    let up = results.get(1).map(rows::<Id>).transpose()?;
    Ok(up.is_some_and(|rows| !rows.is_empty()))
}

/// All rooms there are.
///
/// # Errors
/// `internal`.
pub async fn all_rooms(database: &D1) -> Result<Vec<RoomId>, Error> {
    let rows: Vec<Id> = database.all(sql::ALL_ROOMS, &[]).await?;
    Ok(rows.into_iter().map(|row| RoomId(row.id)).collect())
}

fn ids(rows: Vec<Id>) -> Vec<UserId> {
    rows.into_iter().map(|row| UserId(row.id)).collect()
}
