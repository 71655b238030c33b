//! Accounts, sessions and tokens, on D1.

use serde::Deserialize;

use super::{
    ApiToken, Caller, Credential, FOUND_AT_ONCE, KEPT_AFTER_END, SESSION_LIFETIME, Session,
    TOKEN_PREFIX,
};
use super::{TOKENS_PER_ACCOUNT, UserRow, folded, jwt, sql, token_hash};
use crate::error::Error;
use crate::platform::d1::{D1, rows};
use crate::platform::random;
use crate::values;
use crate::wire::text::{DisplayName, Status, Username};
use crate::wire::types::{Millis, SessionId, User, UserId};

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
    let values = values![
        random::id(now)?,
        username.as_str(),
        name.as_str(),
        folded(name.as_str()),
        password,
        now,
    ];
    let add = database.statement(sql::ADD_MEMBER, &values)?;
    with_invite(database, invite, add, now).await
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
    with_invite(database, invite, claim, now).await
}

/// Takes the invitation and makes the account, both or neither.
async fn with_invite(
    database: &D1,
    invite: Option<&str>,
    make: worker::D1PreparedStatement,
    now: Millis,
) -> Result<Option<User>, Error> {
    let take = database.statement(sql::TAKE_INVITE, &values![invite, now])?;
    let results = database.batch(vec![take, make]).await?;
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

/// A person and the stored hash of their password.
#[derive(Deserialize)]
struct Credentials {
    #[serde(flatten)]
    user: UserRow,
    password: Option<String>,
}

/// The person with a username, and the stored hash of their password.
///
/// # Errors
/// `internal`.
pub async fn credentials(
    database: &D1,
    username: &Username,
) -> Result<Option<(User, Option<String>)>, Error> {
    let row: Option<Credentials> = database
        .first(sql::CREDENTIALS, &values![username.as_str()])
        .await?;
    Ok(row.map(|row| (row.user.into(), row.password)))
}

/// The stored hash of somebody's password.
///
/// # Errors
/// `internal`.
pub async fn password(database: &D1, user: &UserId) -> Result<Option<String>, Error> {
    #[derive(Deserialize)]
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

/// A session that has just been made, with the tokens of its browser.
pub struct LogIn {
    /// The session.
    pub session: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Its first, or next, refresh token.
    pub refresh: String,
}

/// Logs somebody in.
///
/// # Errors
/// `internal`.
pub async fn add_session(
    database: &D1,
    user: &UserId,
    device: &str,
    now: Millis,
) -> Result<LogIn, Error> {
    let session = random::id(now)?;
    let refresh = random::secret()?;
    let add = values![
        session.as_str(),
        user.as_str(),
        device,
        now,
        now + SESSION_LIFETIME
    ];
    let first = values![token_hash(&refresh), session.as_str(), now];
    let statements = vec![
        database.statement(sql::ADD_SESSION, &add)?,
        database.statement(sql::ADD_REFRESH, &first)?,
    ];
    database.batch(statements).await?;
    Ok(LogIn {
        session: SessionId(session),
        user: user.clone(),
        refresh,
    })
}

/// A session and whose it is.
#[derive(Debug, Deserialize)]
pub struct SessionOf {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub user_id: UserId,
}

/// Spends a refresh token for the next of its family; nothing when it is spent, unknown, or its session over.
///
/// # Errors
/// `internal`.
pub async fn next_refresh(database: &D1, old: &str, now: Millis) -> Result<Option<LogIn>, Error> {
    let refresh = random::secret()?;
    let (old, new) = (token_hash(old), token_hash(&refresh));
    let statements = vec![
        database.statement(sql::NEXT_REFRESH, &values![old.as_str(), new.as_str(), now])?,
        database.statement(
            sql::SESSION_SEEN,
            &values![new.as_str(), now, now + SESSION_LIFETIME],
        )?,
        database.statement(sql::REFRESH_USED, &values![old.as_str(), now])?,
    ];
    let results = database.batch(statements).await?;
    let seen = results
        .get(1)
        .map(rows::<SessionOf>)
        .transpose()?
        .unwrap_or_default();
    Ok(seen.into_iter().next().map(|row| LogIn {
        session: row.id,
        user: row.user_id,
        refresh,
    }))
}

/// The standing session that a spent refresh token belonged to.
///
/// # Errors
/// `internal`.
pub async fn session_of_spent(database: &D1, token: &str) -> Result<Option<SessionOf>, Error> {
    database
        .first(sql::SPENT_REFRESH, &values![token_hash(token)])
        .await
}

#[derive(Deserialize)]
struct CallerRow {
    #[serde(flatten)]
    user: UserRow,
    credential: String,
    #[serde(default)]
    used_at: Option<Millis>,
}

/// Who stands behind an access token, if its session still stands and they may still be here.
///
/// # Errors
/// `internal`.
pub async fn by_session(
    database: &D1,
    access: &jwt::Access,
    now: Millis,
) -> Result<Option<Caller>, Error> {
    let values = values![access.session.as_str(), access.user.as_str(), now];
    let row: Option<CallerRow> = database.first(sql::BY_SESSION, &values).await?;
    Ok(row.map(|row| row.caller(Credential::Session)))
}

/// Who stands behind an API token.
///
/// # Errors
/// `internal`.
pub async fn by_token(database: &D1, token: &str, now: Millis) -> Result<Option<Caller>, Error> {
    /// How exactly the last use of a token is told: a write per request would cost more than the request.
    const TOLD_TO: Millis = 60 * 60_000;

    // What cannot be one of ours is not looked up.
    if !token.starts_with(TOKEN_PREFIX) {
        return Ok(None);
    }
    let row: Option<CallerRow> = database
        .first(sql::BY_TOKEN, &values![token_hash(token)])
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    if row.used_at.is_none_or(|used_at| used_at + TOLD_TO < now) {
        database
            .run(sql::TOKEN_USED, &values![row.credential.as_str(), now])
            .await?;
    }
    Ok(Some(row.caller(Credential::Token)))
}

impl CallerRow {
    fn caller(self, by: Credential) -> Caller {
        Caller {
            user: self.user.into(),
            session: SessionId(self.credential),
            by,
        }
    }
}

/// People whose username or name begins with a text.
///
/// # Errors
/// `internal`.
pub async fn find(database: &D1, text: &str) -> Result<Vec<User>, Error> {
    let rows: Vec<UserRow> = database
        .all(sql::FIND, &values![folded(text), FOUND_AT_ONCE])
        .await?;
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

/// Empties an account and logs it out everywhere; nothing when it belongs to the owner and others are still here.
///
/// # Errors
/// `internal`.
pub async fn delete_user(database: &D1, user: &UserId, now: Millis) -> Result<Option<User>, Error> {
    let row: Option<UserRow> = database
        .first(sql::DELETE_USER, &values![user.as_str(), now])
        .await?;
    let Some(row) = row else {
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

/// Somebody's standing sessions; `current` is the one that asks.
///
/// # Errors
/// `internal`.
pub async fn sessions(database: &D1, caller: &Caller, now: Millis) -> Result<Vec<Session>, Error> {
    #[derive(Deserialize)]
    struct Row {
        id: SessionId,
        device: String,
        created_at: Millis,
        seen_at: Millis,
    }
    let rows: Vec<Row> = database
        .all(sql::SESSIONS, &values![caller.user.author.id.as_str(), now])
        .await?;
    let session = |row: Row| Session {
        current: row.id == caller.session,
        id: row.id,
        device: row.device,
        created_at: row.created_at,
        seen_at: row.seen_at,
    };
    Ok(rows.into_iter().map(session).collect())
}

/// Ends a session of somebody's; false when there is none to end.
///
/// # Errors
/// `internal`.
pub async fn end_session(
    database: &D1,
    user: &UserId,
    session: &SessionId,
    now: Millis,
) -> Result<bool, Error> {
    let values = values![session.as_str(), user.as_str(), now];
    Ok(database.run(sql::END_SESSION, &values).await? > 0)
}

/// Ends all sessions of somebody's but one, and says which.
///
/// # Errors
/// `internal`.
pub async fn end_other_sessions(
    database: &D1,
    caller: &Caller,
    now: Millis,
) -> Result<Vec<SessionId>, Error> {
    #[derive(Deserialize)]
    struct Ended {
        id: SessionId,
    }
    let values = values![caller.user.author.id.as_str(), caller.session.as_str(), now];
    let rows: Vec<Ended> = database.all(sql::END_SESSIONS, &values).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Somebody's API tokens.
///
/// # Errors
/// `internal`.
pub async fn tokens(database: &D1, user: &UserId) -> Result<Vec<ApiToken>, Error> {
    database.all(sql::TOKENS, &values![user.as_str()]).await
}

/// Makes an API token. The second of the two is the token itself, seen here for the only time.
///
/// # Errors
/// `conflict` when there are too many.
pub async fn add_token(
    database: &D1,
    user: &UserId,
    name: &DisplayName,
    now: Millis,
) -> Result<(ApiToken, String), Error> {
    let token = ApiToken {
        id: random::id(now)?,
        name: name.as_str().to_owned(),
        created_at: now,
        used_at: None,
    };
    let secret = format!("{TOKEN_PREFIX}{}", random::secret()?);
    let most = i64::try_from(TOKENS_PER_ACCOUNT).map_err(Error::internal)?;
    let values = values![
        token.id.as_str(),
        user.as_str(),
        token_hash(&secret),
        name.as_str(),
        now,
        most,
    ];
    if database.run(sql::ADD_TOKEN, &values).await? == 0 {
        return Err(Error::conflict(format!(
            "An account has at most {TOKENS_PER_ACCOUNT} tokens. Delete one first."
        )));
    }
    Ok((token, secret))
}

/// Deletes an API token; false when there is none.
///
/// # Errors
/// `internal`.
pub async fn delete_token(database: &D1, user: &UserId, token: &str) -> Result<bool, Error> {
    Ok(database
        .run(sql::DELETE_TOKEN, &values![token, user.as_str()])
        .await?
        > 0)
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
