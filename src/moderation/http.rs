//! Answers to those who look after the site, about people: bans, links for new passwords, roles; and about addresses.

use worker::Response;

use super::address::Range;
use super::audit::{self, Act, Entry};
use super::store::{self, Terms};
use super::{RESET_LIFETIME, may_ban, may_reset, may_set_role, reach};
use crate::accounts::{Caller, UserRow};
use crate::app::App;
use crate::body::Body;
use crate::error::Error;
use crate::json;
use crate::platform::d1::D1;
use crate::respond;
use crate::wire::moderation::AddressBan;
use crate::wire::types::{SiteRole, User, UserId, UserKind};

/// `PUT /api/admin/users/{user}/ban`: out of the site, at once and everywhere.
///
/// # Errors
/// `bad_request`, `forbidden`, `not_found`, `conflict` to ban oneself.
pub async fn ban(
    app: &App,
    caller: &Caller,
    user: &UserId,
    mut body: Body,
) -> Result<Response, Error> {
    let terms = terms(app, &mut body)?;
    let address: Option<bool> = body.optional("address")?;
    let with_address = address.unwrap_or(false);

    let database = app.database()?;
    let target: User = person(&database, user).await?.into();
    may_ban(&caller.user, &target)?;
    if with_address && target.author.kind != UserKind::Guest {
        return Err(Error::bad_request(
            "Only guests are known by their address. Ban the account alone.",
        ));
    }
    let by = &caller.user.author.id;
    if !store::ban(&database, user, by, &terms, app.now).await? {
        return Err(changed_meanwhile());
    }
    note(app, caller, Act::SiteBan, &target, terms.reason.as_str()).await?;
    if with_address {
        for range in store::networks_of(&database, user).await? {
            keep_range_out(app, caller, range, &terms).await?;
            let guests = store::ban_guests(&database, range, &terms, app.now).await?;
            for guest in guests.iter().filter(|guest| guest.author.id != *user) {
                note(app, caller, Act::SiteBan, guest, terms.reason.as_str()).await?;
                reach::keep_out(app, &guest.author.id).await?;
            }
        }
    }
    reach::keep_out(app, user).await?;
    respond::no_content()
}

/// `DELETE /api/admin/users/{user}/ban`
///
/// # Errors
/// `forbidden`, `not_found`.
pub async fn unban(app: &App, caller: &Caller, user: &UserId) -> Result<Response, Error> {
    let database = app.database()?;
    let row = person(&database, user).await?;
    let ban = row.ban();
    let target: User = row.into();
    may_ban(&caller.user, &target)?;
    if ban.is_none() {
        return Err(Error::not_found("ban"));
    }
    // Rooms first: should one not be reached, there is still a ban that can be lifted.
    reach::let_in(app, user).await?;
    if !store::unban(&database, user, &caller.user.author.id).await? {
        return Err(changed_meanwhile());
    }
    note(app, caller, Act::SiteUnban, &target, "").await?;
    respond::no_content()
}

/// `POST /api/admin/users/{user}/reset`: a link by which they choose a new password, shown this once.
///
/// # Errors
/// `forbidden`, `not_found`, `conflict` for guests.
pub async fn reset(app: &App, caller: &Caller, user: &UserId) -> Result<Response, Error> {
    caller.in_person()?;
    let database = app.database()?;
    let target: User = person(&database, user).await?.into();
    may_reset(&caller.user, &target)?;
    let expires_at = app.now + RESET_LIFETIME;
    let by = &caller.user.author.id;
    let token = store::add_reset(&database, user, by, expires_at, app.now).await?;
    let token = token.ok_or_else(changed_meanwhile)?;
    note(app, caller, Act::SiteReset, &target, "").await?;
    // Behind a `#`: what stands there is sent to no server, and stands in no log.
    let url = format!("{}/reset#{token}", app.origin);
    respond::json(201, &json!({ "url": url, "expires_at": expires_at }))
}

/// `PATCH /api/admin/users/{user}`: their role on the site; `owner` hands it over.
///
/// # Errors
/// `bad_request`, `forbidden` to all but the owner, `not_found`, `conflict`.
pub async fn set_role(
    app: &App,
    caller: &Caller,
    user: &UserId,
    mut body: Body,
) -> Result<Response, Error> {
    let role: SiteRole = body.required("role")?;
    caller.in_person()?;
    let database = app.database()?;
    let row = person(&database, user).await?;
    if row.ban().is_some_and(|ban| ban.stands(app.now)) && role != SiteRole::Member {
        return Err(Error::conflict("They are banned. Let them in again first."));
    }
    let target: User = row.into();
    may_set_role(&caller.user, &target, role)?;
    if target.role != role {
        let by = &caller.user.author.id;
        if !store::set_role(&database, user, by, role, app.now).await? {
            return Err(changed_meanwhile());
        }
        let act = match role {
            SiteRole::Owner => Act::SiteOwner,
            _ => Act::SiteRole,
        };
        note(app, caller, act, &target, role.name()).await?;
        if target.role == SiteRole::Admin && role == SiteRole::Member {
            reach::demoted(app, user).await?;
        }
    }
    let user = User { role, ..target };
    respond::json(200, &json!({ "user": user }))
}

/// `GET /api/admin/address-bans`
///
/// # Errors
/// `internal`.
pub async fn address_bans(app: &App) -> Result<Response, Error> {
    let bans = store::address_bans(&app.database()?, app.now).await?;
    respond::json(200, &json!({ "bans": bans }))
}

/// `POST /api/admin/address-bans`: no guests and no sign-ups from there.
///
/// # Errors
/// `bad_request`, `conflict` when there are too many.
pub async fn add_address_ban(
    app: &App,
    caller: &Caller,
    mut body: Body,
) -> Result<Response, Error> {
    let range: String = body.required("range")?;
    let range = Range::parse(&range)?;
    let terms = terms(app, &mut body)?;
    let ban = keep_range_out(app, caller, range, &terms).await?;
    let guests = store::guests_from(&app.database()?, range, app.now).await?;
    reach::gone_from(app, &guests).await?;
    respond::json(201, &json!({ "ban": ban }))
}

/// `DELETE /api/admin/address-bans/{ban}`
///
/// # Errors
/// `not_found`.
pub async fn delete_address_ban(app: &App, caller: &Caller, ban: &str) -> Result<Response, Error> {
    let deleted = store::delete_address_ban(&app.database()?, ban).await?;
    let deleted = deleted.ok_or_else(|| Error::not_found("ban"))?;
    let entry = Entry {
        act: Act::SiteAddressUnban,
        target: &deleted.id,
        target_name: &deleted.range,
        room: None,
        reason: "",
    };
    audit::note(app, caller, entry).await?;
    respond::no_content()
}

async fn keep_range_out(
    app: &App,
    caller: &Caller,
    range: Range,
    terms: &Terms,
) -> Result<AddressBan, Error> {
    let by = &caller.user.author.id;
    let ban = store::add_address_ban(&app.database()?, range, by, terms, app.now).await?;
    let entry = Entry {
        act: Act::SiteAddressBan,
        target: &ban.id,
        target_name: &ban.range,
        room: None,
        reason: &ban.reason,
    };
    audit::note(app, caller, entry).await?;
    Ok(ban)
}

fn terms(app: &App, body: &mut Body) -> Result<Terms, Error> {
    Ok(Terms {
        until: body.until(app.now)?,
        reason: body.optional("reason")?.unwrap_or_default(),
    })
}

async fn person(database: &D1, user: &UserId) -> Result<UserRow, Error> {
    let found = store::person(database, user).await?;
    found.ok_or_else(|| Error::not_found("person"))
}

async fn note(
    app: &App,
    caller: &Caller,
    act: Act,
    target: &User,
    reason: &str,
) -> Result<(), Error> {
    let entry = Entry {
        act,
        target: target.author.id.as_str(),
        target_name: &target.author.name,
        room: None,
        reason,
    };
    audit::note(app, caller, entry).await
}

/// Somebody's role changed between the look and the deed.
fn changed_meanwhile() -> Error {
    Error::conflict("Something about them changed a moment ago. Look again.")
}
