//! Answers about accounts: coming and going, one's own account, finding people.

use worker::{Request, Response};

use super::sessions::{self, SESSION_LIFETIME, device};
use super::site::{self, guests_refused, invite_refused, may_sign_up};
use super::{Caller, cookies, gate, jwt, store};
use crate::app::{self, App};
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::moderation;
use crate::platform::d1::D1;
use crate::respond;
use crate::wire::text::{DisplayName, Password, Username};
use crate::wire::types::{User, UserKind};

/// `POST /api/signup`
///
/// # Errors
/// `bad_request`, `forbidden`, `name_taken`, `too_fast`.
pub async fn sign_up(app: &App, request: &Request, mut body: Body) -> Result<Response, Error> {
    let username: Username = body.required("username")?;
    let password: Password = body.required("password")?;
    let name = match body.optional("display_name")? {
        Some(name) => name,
        None => DisplayName::parse(username.as_str())?,
    };
    let invite: Option<String> = body.optional("invite")?;

    let database = app.database()?;
    may_sign_up(&site::store::site(&database).await?, invite.is_some())?;
    moderation::store::may_come(app).await?;
    let hash = gate::sign_up(app, password).await?;
    let user = store::add_member(
        &database,
        &username,
        &name,
        &hash,
        invite.as_deref(),
        app.now,
    )
    .await?
    .ok_or_else(invite_refused)?;
    directory::enter_default(app, &user).await?;
    logged_in(app, &database, request, &user, 201).await
}

/// `POST /api/login`
///
/// The same answer, after the same work, for a name nobody has and for a wrong password.
///
/// # Errors
/// `bad_request`, `unauthenticated`, `forbidden` to whoever is banned, `too_fast`.
pub async fn log_in(app: &App, request: &Request, mut body: Body) -> Result<Response, Error> {
    let username: Username = body.required("username")?;
    // Any text: what could not be a password is answered as a wrong one.
    let password: String = body.required("password")?;

    let database = app.database()?;
    let attempt = gate::log_in(app).await?;
    let found = store::credentials(&database, &username).await?;
    let stored = found.as_ref().and_then(|(_, stored, _)| stored.clone());
    let matches = gate::check(app, &username, password, stored).await?;
    let (user, _, ban) = found
        .filter(|_| matches)
        .ok_or_else(|| Error::Unauthenticated {
            detail: "Username and password do not go together.".into(),
        })?;
    gate::logged_in(app, attempt).await?;
    // Only now: whether somebody is banned is their own business.
    if let Some(ban) = ban.filter(|ban| ban.stands(app.now)) {
        return Err(ban.refusal());
    }
    logged_in(app, &database, request, &user, 200).await
}

/// `POST /api/guest`
///
/// # Errors
/// `bad_request`, `forbidden`, `too_fast`.
pub async fn enter_as_guest(
    app: &App,
    request: &Request,
    mut body: Body,
) -> Result<Response, Error> {
    let name: DisplayName = body.required("display_name")?;

    let database = app.database()?;
    moderation::store::may_come(app).await?;
    gate::arrive(app).await?;
    let user = store::add_guest(&database, &name, app.now)
        .await?
        .ok_or_else(guests_refused)?;
    directory::enter_default(app, &user).await?;
    logged_in(app, &database, request, &user, 201).await
}

/// `POST /api/logout`
///
/// # Errors
/// `internal`.
pub async fn log_out(app: &App, request: &Request) -> Result<Response, Error> {
    let believe_expired = |key: &jwt::Key, token: &str, _| key.verify_expired(token);
    if let Some(access) = app.access(request, believe_expired).await?
        && sessions::store::end_session(&app.database()?, &access.user, &access.session, app.now)
            .await?
    {
        directory::evict(app, &access.user, Some(&access.session)).await?;
    }
    with_cookies(respond::no_content()?, cookies::clear(app.is_secure()))
}

/// `POST /api/session/refresh`
///
/// A spent token was copied, from the browser or from whoever copied it first: the whole session ends.
///
/// # Errors
/// `unauthenticated`.
pub async fn refresh(app: &App, request: &Request) -> Result<Response, Error> {
    let database = app.database()?;
    let old = app::cookie(request, cookies::REFRESH).ok_or_else(Error::unauthenticated)?;
    if let Some(log_in) =
        sessions::store::next_refresh(&database, &old, app.came_from.as_deref(), app.now).await?
    {
        return with_cookies(respond::no_content()?, tokens_of(app, log_in).await?);
    }
    if let Some(session) = sessions::store::session_of_spent(&database, &old).await? {
        sessions::store::end_session(&database, &session.user_id, &session.id, app.now).await?;
        directory::evict(app, &session.user_id, Some(&session.id)).await?;
    }
    Err(Error::unauthenticated())
}

/// `GET /api/me`
///
/// # Errors
/// `internal`.
pub async fn me(app: &App, caller: &Caller) -> Result<Response, Error> {
    let database = app.database()?;
    let (site, rooms) = futures::try_join!(
        site::store::site(&database),
        directory::rooms_of(app, &caller.user.author.id),
    )?;
    respond::json(
        200,
        &json!({ "user": caller.user, "site": site, "rooms": rooms }),
    )
}

/// `PATCH /api/me`
///
/// # Errors
/// `bad_request`.
pub async fn edit_me(app: &App, caller: &Caller, mut body: Body) -> Result<Response, Error> {
    let name = body.optional("display_name")?;
    let status = body.optional("status")?;
    let user = store::edit_profile(
        &app.database()?,
        &caller.user.author.id,
        name.as_ref(),
        status.as_ref(),
    )
    .await?;
    if user != caller.user {
        directory::profile_changed(app, &user).await?;
    }
    respond::json(200, &json!({ "user": user }))
}

/// `DELETE /api/me`
///
/// What was written stays, under "Deleted user"; everything else of the account goes.
///
/// # Errors
/// `bad_request`, `forbidden`, `conflict`, `too_fast`.
pub async fn delete_me(app: &App, caller: &Caller, mut body: Body) -> Result<Response, Error> {
    let database = app.database()?;
    if let Some(username) = username_of(caller)? {
        confirm(
            app,
            &database,
            caller,
            &username,
            body.required("password")?,
        )
        .await?;
    }
    let id = &caller.user.author.id;
    let deleted = store::delete_user(&database, id, app.now).await?.ok_or_else(|| {
        Error::conflict("You own this site and others are still here. Hand it over, or delete their accounts first.")
    })?;
    directory::evict(app, id, None).await?;
    directory::profile_changed(app, &deleted).await?;
    directory::leave_all(app, id).await?;
    with_cookies(respond::no_content()?, cookies::clear(app.is_secure()))
}

/// `PUT /api/me/password`
///
/// # Errors
/// `bad_request`, `forbidden`, `conflict` for guests, `too_fast`.
pub async fn change_password(
    app: &App,
    caller: &Caller,
    mut body: Body,
) -> Result<Response, Error> {
    let current: String = body.required("current")?;
    let new: Password = body.required("new")?;

    let database = app.database()?;
    let username = username_of(caller)?
        .ok_or_else(|| Error::conflict("A guest has no password. Claim an account first."))?;
    confirm(app, &database, caller, &username, current).await?;
    let hash = gate::hash(app, &username, new).await?;
    store::set_password(&database, &caller.user.author.id, &hash).await?;
    for session in sessions::store::end_other_sessions(&database, caller, app.now).await? {
        directory::evict(app, &caller.user.author.id, Some(&session)).await?;
    }
    respond::no_content()
}

/// `POST /api/password/reset`: a new password by a link that is good once. All sessions end: whoever took the account
/// over is out.
///
/// # Errors
/// `bad_request`, `not_found` for a link that is not good, `too_fast`.
pub async fn reset_password(app: &App, mut body: Body) -> Result<Response, Error> {
    let token: String = body.required("token")?;
    let password: Password = body.required("password")?;
    let not_good = || Error::NotFound {
        detail: "This link was used, replaced or has expired. Ask for a new one.".into(),
    };

    let database = app.database()?;
    let attempt = gate::log_in(app).await?;
    let username = store::reset(&database, &token, app.now).await?;
    let username = Username::parse(&username.ok_or_else(not_good)?)?;
    gate::logged_in(app, attempt).await?;
    let hash = gate::hash(app, &username, password).await?;
    let ended = store::use_reset(&database, &token, &hash, app.now).await?;
    for session in ended.ok_or_else(not_good)? {
        directory::evict(app, &session.user_id, Some(&session.id)).await?;
    }
    respond::no_content()
}

/// `POST /api/me/claim`
///
/// # Errors
/// `bad_request`, `forbidden`, `conflict` for members, `name_taken`, `too_fast`.
pub async fn claim(app: &App, caller: &Caller, mut body: Body) -> Result<Response, Error> {
    let username: Username = body.required("username")?;
    let password: Password = body.required("password")?;
    let invite: Option<String> = body.optional("invite")?;
    if caller.user.author.kind != UserKind::Guest {
        return Err(Error::conflict("This account has been claimed already."));
    }

    let database = app.database()?;
    may_sign_up(&site::store::site(&database).await?, invite.is_some())?;
    let hash = gate::sign_up(app, password).await?;
    let id = &caller.user.author.id;
    let user = store::claim(&database, id, &username, &hash, invite.as_deref(), app.now)
        .await?
        .ok_or_else(invite_refused)?;
    directory::profile_changed(app, &user).await?;
    respond::json(200, &json!({ "user": user }))
}

/// `GET /api/users?q=`
///
/// # Errors
/// `internal`.
pub async fn find_users(app: &App) -> Result<Response, Error> {
    let text = app.query("q").unwrap_or_default();
    let users = store::find(&app.database()?, text.trim(), app.now).await?;
    respond::json(200, &json!({ "users": users }))
}

fn username_of(caller: &Caller) -> Result<Option<Username>, Error> {
    caller
        .user
        .username
        .as_deref()
        .map(Username::parse)
        .transpose()
}

/// Makes sure that whoever sits at the browser knows the password.
async fn confirm(
    app: &App,
    database: &D1,
    caller: &Caller,
    username: &Username,
    tried: String,
) -> Result<(), Error> {
    let stored = store::password(database, &caller.user.author.id).await?;
    if gate::check(app, username, tried, stored).await? {
        Ok(())
    } else {
        Err(Error::forbidden("That is not your password."))
    }
}

/// Makes a session for somebody who has just shown who they are, and answers with them and its cookies.
async fn logged_in(
    app: &App,
    database: &D1,
    request: &Request,
    user: &User,
    status: u16,
) -> Result<Response, Error> {
    let device = device(&app::header(request, "User-Agent").unwrap_or_default());
    let log_in = sessions::store::add_session(
        database,
        &user.author.id,
        &device,
        app.came_from.as_deref(),
        app.now,
    )
    .await?;
    let response = respond::json(status, &json!({ "user": user }))?;
    with_cookies(response, tokens_of(app, log_in).await?)
}

async fn tokens_of(app: &App, log_in: sessions::store::LogIn) -> Result<[String; 2], Error> {
    let access = jwt::Access {
        user: log_in.user,
        session: log_in.session,
    };
    let access = app.signing_key().await?.sign(&access, app.now);
    Ok(cookies::set(
        &access,
        &log_in.refresh,
        SESSION_LIFETIME,
        app.is_secure(),
    ))
}

/// Adds the cookies to an answer.
///
/// # Errors
/// `internal`.
pub fn with_cookies(response: Response, cookies: [String; 2]) -> Result<Response, Error> {
    for cookie in &cookies {
        response
            .headers()
            .append("Set-Cookie", cookie)
            .map_err(Error::internal)?;
    }
    Ok(response)
}
