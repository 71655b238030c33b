//! People, on D1.

use super::sessions::{store::SessionOf, token_hash};
use super::{FOUND_AT_ONCE, KEPT_AFTER_END, UserRow, folded, sql};
use crate::error::Error;
use crate::invites;
use crate::json::FromJson;
use crate::moderation::Ban;
use crate::platform::d1::{D1, Statement, changed, rows};
use crate::random;
use crate::values;
use crate::wire::text::{DisplayName, Status, Username};
use crate::wire::types::{Millis, User, UserId};

/// Adds a member; nothing when the site, or the invitation, does not allow it.
///
/// # Errors
/// `name_taken`.
pub async fn add_member(
    database: &D1,
    username: &Username,
    name: &DisplayName,
    password: &str,
    invite: Option<&str>,
    now: Millis,
) -> Result<Option<User>, Error> {
    let id = random::id(now)?;
    let values = values![
        id.as_str(),
        username.as_str(),
        name.as_str(),
        folded(name.as_str()),
        password,
        now,
    ];
    let add = database.statement(sql::ADD_MEMBER, &values)?;
    with_invite(database, invite, &id, add, now).await
}

/// Makes a member of a guest; nothing when the site, or the invitation, does not allow it.
///
/// # Errors
/// `name_taken`.
pub async fn claim(
    database: &D1,
    guest: &UserId,
    username: &Username,
    password: &str,
    invite: Option<&str>,
    now: Millis,
) -> Result<Option<User>, Error> {
    let claim = database.statement(
        sql::CLAIM,
        &values![guest.as_str(), username.as_str(), password],
    )?;
    with_invite(database, invite, guest.as_str(), claim, now).await
}

/// Takes the invitation, makes the account, and notes that it was made so: all of it, or nothing.
async fn with_invite(
    database: &D1,
    invite: Option<&str>,
    user: &str,
    make: Statement,
    now: Millis,
) -> Result<Option<User>, Error> {
    let use_of_it = values![invite, now, user];
    let statements = vec![
        database.statement(invites::sql::TAKE_FOR_ACCOUNT, &use_of_it)?,
        make,
        database.statement(invites::sql::NOTE_ACCOUNT, &use_of_it)?,
        database.statement(sql::FORGET_ADDRESSES, &values![user])?,
    ];
    let results = database.batch(statements).await?;
    let made = results
        .get(1)
        .map(rows::<UserRow>)
        .transpose()?
        .unwrap_or_default();
    Ok(made.into_iter().next().map(User::from))
}

/// Adds a guest; nothing when the site takes none.
///
/// # Errors
/// `internal`.
pub async fn add_guest(
    database: &D1,
    name: &DisplayName,
    now: Millis,
) -> Result<Option<User>, Error> {
    let values = values![random::id(now)?, name.as_str(), folded(name.as_str()), now];
    let row: Option<UserRow> = database.first(sql::ADD_GUEST, &values).await?;
    Ok(row.map(User::from))
}

/// The person with a username, the stored hash of their password, and their ban, over or not.
///
/// # Errors
/// `internal`.
pub async fn credentials(
    database: &D1,
    username: &Username,
) -> Result<Option<(User, Option<String>, Option<Ban>)>, Error> {
    let row: Option<UserRow> = database
        .first(sql::CREDENTIALS, &values![username.as_str()])
        .await?;
    Ok(row.map(|mut row| {
        let (password, ban) = (row.password.take(), row.ban());
        (row.into(), password, ban)
    }))
}

/// The stored hash of somebody's password.
///
/// # Errors
/// `internal`.
pub async fn password(database: &D1, user: &UserId) -> Result<Option<String>, Error> {
    #[derive(FromJson)]
    struct Stored {
        password: Option<String>,
    }
    let row: Option<Stored> = database
        .first(sql::PASSWORD, &values![user.as_str()])
        .await?;
    Ok(row.and_then(|row| row.password))
}

/// Stores a new hash.
///
/// # Errors
/// `internal`.
pub async fn set_password(database: &D1, user: &UserId, hash: &str) -> Result<(), Error> {
    database
        .run(sql::SET_PASSWORD, &values![user.as_str(), hash])
        .await?;
    Ok(())
}

/// Somebody's profile; none of an account that was deleted.
///
/// # Errors
/// `internal`.
pub async fn user(database: &D1, user: &UserId) -> Result<Option<User>, Error> {
    let row: Option<UserRow> = database.first(sql::USER, &values![user.as_str()]).await?;
    Ok(row.map(User::from))
}

/// People whose username or name begins with a text.
///
/// # Errors
/// `internal`.
pub async fn find(database: &D1, text: &str, now: Millis) -> Result<Vec<User>, Error> {
    let rows: Vec<UserRow> = database
        .all(sql::FIND, &values![folded(text), FOUND_AT_ONCE, now])
        .await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Those of some people who have an account, whether or not they may be here now.
///
/// # Errors
/// `internal`.
pub async fn people(database: &D1, ids: &[UserId]) -> Result<Vec<User>, Error> {
    let ids = serde_json::to_string(ids).map_err(Error::internal)?;
    let rows: Vec<UserRow> = database.all(sql::PEOPLE, &values![ids]).await?;
    Ok(rows.into_iter().map(User::from).collect())
}

/// Changes what is given of somebody's profile.
///
/// # Errors
/// `not_found` when they have just been deleted.
pub async fn edit_profile(
    database: &D1,
    user: &UserId,
    name: Option<&DisplayName>,
    status: Option<&Status>,
) -> Result<User, Error> {
    let values = values![
        user.as_str(),
        name.map(DisplayName::as_str),
        name.map(|name| folded(name.as_str())),
        status.map(Status::as_str),
    ];
    let row: Option<UserRow> = database.first(sql::EDIT_PROFILE, &values).await?;
    row.map(User::from)
        .ok_or_else(|| Error::not_found("person"))
}

/// The username of whoever may choose a new password by this link, if it is good.
///
/// # Errors
/// `internal`.
pub async fn reset(database: &D1, token: &str, now: Millis) -> Result<Option<String>, Error> {
    #[derive(FromJson)]
    struct Whose {
        username: String,
    }
    let row: Option<Whose> = database
        .first(sql::RESET, &values![token_hash(token), now])
        .await?;
    Ok(row.map(|row| row.username))
}

/// Takes the link, sets the new password and ends all sessions: all of it, or nothing. The sessions
/// that ended; nothing when the link was taken a moment ago.
///
/// # Errors
/// `internal`.
pub async fn use_reset(
    database: &D1,
    token: &str,
    password: &str,
    now: Millis,
) -> Result<Option<Vec<SessionOf>>, Error> {
    let hash = token_hash(token);
    let statements = vec![
        database.statement(sql::USE_RESET, &values![hash.as_str(), now])?,
        database.statement(
            sql::SET_PASSWORD_BY_RESET,
            &values![hash.as_str(), password],
        )?,
        database.statement(sql::END_SESSIONS_BY_RESET, &values![hash.as_str(), now])?,
    ];
    let results = database.batch(statements).await?;
    let [_, set, ended] = results.as_slice() else {
        return Err(Error::internal(
            "a batch of three gave other than three results",
        ));
    };
    if changed(set) == 0 {
        return Ok(None);
    }
    rows(ended).map(Some)
}

/// Empties an account and logs it out everywhere; nothing when it belongs to the owner and others are still here.
///
/// # Errors
/// `internal`.
pub async fn delete_user(database: &D1, user: &UserId, now: Millis) -> Result<Option<User>, Error> {
    let values = values![user.as_str(), now];
    let statements = vec![
        database.statement(sql::DELETE_USER, &values)?,
        database.statement(sql::DELETE_FILES, &values)?,
    ];
    let results = database.batch(statements).await?;
    let deleted: Vec<UserRow> = results.first().map_or(Ok(Vec::new()), rows)?;
    let Some(row) = deleted.into_iter().next() else {
        return Ok(None);
    };
    let statements = vec![
        database.statement(
            sql::END_SESSIONS,
            &values![user.as_str(), None::<&str>, now],
        )?,
        database.statement(sql::DELETE_TOKENS, &values![user.as_str()])?,
    ];
    database.batch(statements).await?;
    Ok(Some(row.into()))
}

/// Forgets what ended long ago.
///
/// # Errors
/// `internal`.
pub async fn sweep(database: &D1, now: Millis) -> Result<(), Error> {
    let before = [crate::database::Value::from(now - KEPT_AFTER_END)];
    let statements: Vec<_> = sql::SWEEP
        .iter()
        .map(|sql| database.statement(sql, &before))
        .collect::<Result<_, _>>()?;
    database.batch(statements).await?;
    Ok(())
}
