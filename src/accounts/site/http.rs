//! Answers about the site: what everybody sees of it, and what the owner and admins decide.

use serde::Serialize;
use worker::Response;

use super::{Changes, INVITE_LIFETIME_MAX, INVITE_USES_MAX, Invite, store};
use crate::accounts::Caller;
use crate::app::App;
use crate::body::Body;
use crate::error::Error;
use crate::platform::random;
use crate::respond;
use crate::wire::types::Millis;

/// An invitation with its link.
#[derive(Serialize)]
struct Invitation {
    #[serde(flatten)]
    invite: Invite,
    url: String,
}

/// `GET /api/site`
///
/// # Errors
/// `internal`.
pub async fn site(app: &App) -> Result<Response, Error> {
    respond::json(200, &store::site(&app.database()?).await?)
}

/// `GET /api/admin/settings`
///
/// # Errors
/// `internal`.
pub async fn settings(app: &App) -> Result<Response, Error> {
    respond::json(200, &store::settings(&app.database()?).await?)
}

/// `PATCH /api/admin/settings`
///
/// # Errors
/// `bad_request`.
pub async fn edit_settings(app: &App, mut body: Body) -> Result<Response, Error> {
    let changes = Changes {
        name: body.optional("name")?,
        signup: body.optional("signup")?,
        guests: body.optional("guests")?,
    };
    store::change(&app.database()?, &changes).await?;
    settings(app).await
}

/// `GET /api/admin/invites`
///
/// # Errors
/// `internal`.
pub async fn invites(app: &App) -> Result<Response, Error> {
    let invites = store::invites(&app.database()?).await?;
    let invites: Vec<_> = invites
        .into_iter()
        .map(|invite| with_link(app, invite))
        .collect();
    respond::json(200, &serde_json::json!({ "invites": invites }))
}

/// `POST /api/admin/invites`
///
/// # Errors
/// `bad_request`.
pub async fn create_invite(app: &App, caller: &Caller, mut body: Body) -> Result<Response, Error> {
    let max_uses = body.optional::<u32>("max_uses")?;
    if max_uses.is_some_and(|uses| !(1..=INVITE_USES_MAX).contains(&uses)) {
        return Err(Error::bad_request(format!(
            "An invitation is good for 1 to {INVITE_USES_MAX} accounts."
        )));
    }
    let expires_in = body.optional::<u64>("expires_in")?;
    if expires_in.is_some_and(|millis| !(1..=INVITE_LIFETIME_MAX).contains(&millis)) {
        return Err(Error::bad_request(
            "An invitation is good for at most a year, in milliseconds.",
        ));
    }
    let lifetime = expires_in
        .map(Millis::try_from)
        .transpose()
        .map_err(Error::internal)?;
    let invite = Invite {
        code: random::code()?,
        created_at: app.now,
        expires_at: lifetime.map(|lifetime| app.now + lifetime),
        max_uses,
        uses: 0,
    };
    store::add_invite(&app.database()?, &invite, &caller.user.author.id).await?;
    respond::json(201, &with_link(app, invite))
}

/// `DELETE /api/admin/invites/{code}`
///
/// # Errors
/// `not_found`.
pub async fn delete_invite(app: &App, code: &str) -> Result<Response, Error> {
    if store::delete_invite(&app.database()?, code).await? {
        respond::no_content()
    } else {
        Err(Error::not_found("invitation"))
    }
}

fn with_link(app: &App, invite: Invite) -> Invitation {
    let url = format!("{}/?invite={}", app.origin, invite.code);
    Invitation { invite, url }
}
