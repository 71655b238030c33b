//! Answers about the site: what everybody sees of it, and what the owner and admins decide.

use worker::{Request, Response};

use super::{Changes, store};
use crate::accounts::{Caller, cookies};
use crate::app::{self, App};
use crate::body::Body;
use crate::error::Error;
use crate::moderation::audit::{self, Act, Entry};
use crate::moderation::{reach, words};
use crate::respond;
use crate::wire::types::Site;

/// `GET /api/site`
///
/// # Errors
/// `internal`.
pub async fn site(app: &App, request: &Request) -> Result<Response, Error> {
    let site = Site {
        session: app::cookie(request, cookies::ACCESS).is_some(),
        ..store::site(&app.database()?).await?
    };
    respond::json(200, &site)
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
/// `bad_request`, `too_large`.
pub async fn edit_settings(app: &App, caller: &Caller, mut body: Body) -> Result<Response, Error> {
    let changes = Changes {
        name: body.optional("name")?,
        signup: body.optional("signup")?,
        guests: body.optional("guests")?,
        previews: body.optional("previews")?,
        words: body.optional("words")?.map(words::list).transpose()?,
    };
    store::change(&app.database()?, &changes).await?;
    if let Some(words) = &changes.words {
        reach::new_words(app, caller, words).await?;
    }
    let changed = changes.summary();
    if !changed.is_empty() {
        let entry = Entry {
            act: Act::SiteSettings,
            target: "",
            target_name: "",
            room: None,
            reason: &changed,
        };
        audit::note(app, caller, entry).await?;
    }
    settings(app).await
}
