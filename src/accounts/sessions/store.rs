//! Sessions and API tokens, on D1.

use super::{ApiToken, Caller, Credential, SESSION_LIFETIME, Session, TOKEN_PREFIX};
use super::{TOKENS_PER_ACCOUNT, token_hash};
use crate::accounts::{UserRow, jwt, sql};
use crate::error::Error;
use crate::json::FromJson;
use crate::platform::d1::{D1, rows};
use crate::random;
use crate::values;
use crate::wire::text::DisplayName;
use crate::wire::types::{Millis, SessionId, UserId};

/// A session that has just been made, with the tokens of its browser.
pub struct LogIn {
    /// The session.
    pub session: SessionId,
    /// Whose it is.
    pub user: UserId,
    /// Its first, or next, refresh token.
    pub refresh: String,
}

/// Logs somebody in; of guests it is noted from where.
///
/// # Errors
/// `internal`.
pub async fn add_session(
    database: &D1,
    user: &UserId,
    device: &str,
    address: Option<&str>,
    now: Millis,
) -> Result<LogIn, Error> {
    let session = random::id(now)?;
    let refresh = random::secret()?;
    let add = values![
        session.as_str(),
        user.as_str(),
        device,
        now,
        now + SESSION_LIFETIME,
        address,
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
#[derive(Debug, FromJson)]
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
pub async fn next_refresh(
    database: &D1,
    old: &str,
    address: Option<&str>,
    now: Millis,
) -> Result<Option<LogIn>, Error> {
    let refresh = random::secret()?;
    let (old, new) = (token_hash(old), token_hash(&refresh));
    let statements = vec![
        database.statement(
            sql::NEXT_REFRESH,
            &values![old.as_str(), new.as_str(), now, address],
        )?,
        database.statement(
            sql::SESSION_SEEN,
            &values![new.as_str(), now, now + SESSION_LIFETIME, address],
        )?,
        database.statement(sql::REFRESH_USED, &values![old.as_str(), now, new.as_str()])?,
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

/// Who stands behind an access token, if its session still stands and they may still be here, coming from there.
///
/// # Errors
/// `internal`.
pub async fn by_session(
    database: &D1,
    access: &jwt::Access,
    address: Option<&str>,
    now: Millis,
) -> Result<Option<Caller>, Error> {
    let values = values![access.session.as_str(), access.user.as_str(), now, address];
    let row: Option<UserRow> = database.first(sql::BY_SESSION, &values).await?;
    Ok(row.map(|row| caller(row, Credential::Session)))
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
    let row: Option<UserRow> = database
        .first(sql::BY_TOKEN, &values![token_hash(token), now])
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    if row.used_at.is_none_or(|used_at| used_at + TOLD_TO < now) {
        database
            .run(sql::TOKEN_USED, &values![row.credential.clone(), now])
            .await?;
    }
    Ok(Some(caller(row, Credential::Token)))
}

fn caller(mut row: UserRow, by: Credential) -> Caller {
    Caller {
        session: SessionId(row.credential.take().unwrap_or_default()),
        by,
        // Whoever is banned has not been found.
        ban_is_over: row.banned_at.is_some(),
        user: row.into(),
    }
}

/// Whether a session or an API token still stands for somebody who may still be here.
///
/// # Errors
/// `internal`.
pub async fn stands(
    database: &D1,
    credential: &SessionId,
    user: &UserId,
    now: Millis,
) -> Result<bool, Error> {
    let values = values![credential.as_str(), user.as_str(), now];
    let row: Option<()> = database.first(sql::STANDS, &values).await?;
    Ok(row.is_some())
}

/// Somebody's standing sessions; `current` is the one that asks.
///
/// # Errors
/// `internal`.
pub async fn sessions(database: &D1, caller: &Caller, now: Millis) -> Result<Vec<Session>, Error> {
    #[derive(FromJson)]
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
    #[derive(FromJson)]
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
