//! Answers about one's sessions and API tokens.

use worker::Response;

use super::store;
use crate::accounts::http::with_cookies;
use crate::accounts::{Caller, cookies};
use crate::app::App;
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::respond;
use crate::wire::text::DisplayName;
use crate::wire::types::{SessionId, UserKind};

/// `GET /api/me/sessions`
///
/// # Errors
/// `internal`.
pub async fn sessions(app: &App, caller: &Caller) -> Result<Response, Error> {
    let sessions = store::sessions(&app.database()?, caller, app.now).await?;
    respond::json(200, &json!({ "sessions": sessions }))
}

/// `DELETE /api/me/sessions/{session}`
///
/// # Errors
/// `not_found`.
pub async fn end_session(
    app: &App,
    caller: &Caller,
    session: &SessionId,
) -> Result<Response, Error> {
    let id = &caller.user.author.id;
    if !store::end_session(&app.database()?, id, session, app.now).await? {
        return Err(Error::not_found("session"));
    }
    directory::evict(app, id, Some(session)).await?;
    let response = respond::no_content()?;
    if *session == caller.session {
        with_cookies(response, cookies::clear(app.is_secure()))
    } else {
        Ok(response)
    }
}

/// `GET /api/me/tokens`
///
/// # Errors
/// `internal`.
pub async fn tokens(app: &App, caller: &Caller) -> Result<Response, Error> {
    let tokens = store::tokens(&app.database()?, &caller.user.author.id).await?;
    respond::json(200, &json!({ "tokens": tokens }))
}

/// `POST /api/me/tokens`
///
/// # Errors
/// `bad_request`, `forbidden` for guests, `conflict` when there are too many.
pub async fn create_token(app: &App, caller: &Caller, mut body: Body) -> Result<Response, Error> {
    let name: DisplayName = body.required("name")?;
    if caller.user.author.kind == UserKind::Guest {
        return Err(Error::forbidden(
            "A guest has no API tokens. Claim an account first.",
        ));
    }
    let (token, secret) =
        store::add_token(&app.database()?, &caller.user.author.id, &name, app.now).await?;
    let shown_once = json!({
        "id": token.id,
        "name": token.name,
        "created_at": token.created_at,
        "token": secret,
    });
    respond::json(201, &shown_once)
}

/// `DELETE /api/me/tokens/{token}`
///
/// # Errors
/// `not_found`.
pub async fn delete_token(app: &App, caller: &Caller, token: &str) -> Result<Response, Error> {
    let id = &caller.user.author.id;
    if !store::delete_token(&app.database()?, id, token).await? {
        return Err(Error::not_found("token"));
    }
    // A socket opened with a token is known by the token's id.
    directory::evict(app, id, Some(&SessionId(token.to_owned()))).await?;
    respond::no_content()
}
