//! Answers about invitations.

use worker::Response;

use super::store::{self, New};
use super::{Invite, LIFETIME_MAX, PER_PERSON, Row, USES_MAX, unknown};
use crate::accounts::{Caller, site};
use crate::app::App;
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::moderation::audit::{self, Act, Entry};
use crate::random;
use crate::respond;
use crate::room::requests::{RoomReply, Wish};
use crate::wire::types::{Action, Millis, Room, RoomId, UserId};

/// `GET /api/invites/{code}`: where it leads, for whoever holds it.
///
/// # Errors
/// `not_found`, saying why it is not good.
pub async fn invite(app: &App, code: &str) -> Result<Response, Error> {
    let database = app.database()?;
    let row = store::invite(&database, code).await?.ok_or_else(unknown)?;
    row.check(app.now)?;
    let (room, by, expires_at) = row.shown();
    let site = site::store::site(&database).await?;
    let shown = json!({ "site": site, "room": room, "by": by, "expires_at": expires_at });
    respond::json(200, &shown)
}

/// `POST /api/invites/{code}`: a seat in the room it is to. Whoever has one uses nothing.
///
/// # Errors
/// `bad_request` for one that is to the site, `not_found`; the room's own.
pub async fn accept(app: &App, caller: &Caller, code: &str) -> Result<Response, Error> {
    let database = app.database()?;
    let row = store::invite(&database, code).await?.ok_or_else(unknown)?;
    let Some(room) = row.room_id.as_ref() else {
        return Err(Error::bad_request(
            "This invitation is to the site, and you are in already.",
        ));
    };
    let seat = Wish::Seat;
    let user = &caller.user.author.id;
    if let Ok(RoomReply::Seat { room, .. }) = directory::wish(app, caller, room, seat).await {
        // Heals the index where it has lost this seat.
        directory::store::seated(&database, user, &room.id, app.now).await?;
        return respond::json(200, &json!({ "room": room }));
    }
    let Some(used) = store::take(&database, code, user, app.now).await? else {
        // Perhaps somebody else was quicker: the reason is that of now.
        let row = store::invite(&database, code).await?.ok_or_else(unknown)?;
        row.check(app.now)?;
        return Err(unknown());
    };
    match directory::join(app, &caller.user, &used.room, true).await {
        Ok(RoomReply::Seat { room, .. }) => respond::json(200, &json!({ "room": room })),
        Ok(_) => Err(Error::internal(
            "a room answered an invitation with something else",
        )),
        Err(refused) => {
            if used.counted {
                store::give_back(&database, code, user).await?;
            }
            Err(refused)
        }
    }
}

/// `GET /api/rooms/{room}/invites`: one's own; all, for those who keep order.
///
/// # Errors
/// The room's own.
pub async fn to_room(app: &App, caller: &Caller, room: &RoomId) -> Result<Response, Error> {
    let own = match directory::may(app, caller, room, Action::Moderate).await {
        Ok(_) => None,
        Err(Error::Forbidden { .. }) => {
            let seat = Wish::Seat;
            directory::wish(app, caller, room, seat).await?;
            Some(&caller.user.author.id)
        }
        Err(refused) => return Err(refused),
    };
    list(app, store::to_room(&app.database()?, room, own).await?)
}

/// `POST /api/rooms/{room}/invites`
///
/// # Errors
/// `bad_request`, `conflict` when one has too many; the room's own.
pub async fn create_to_room(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    body: Body,
) -> Result<Response, Error> {
    let asked = Asked::read(app, body)?;
    let room = directory::may(app, caller, room, Action::Invite).await?;
    create(app, caller, Some(&room), &asked).await
}

/// `DELETE /api/rooms/{room}/invites/{code}`: one's own; anybody's, for those who keep order.
///
/// # Errors
/// `not_found`; the room's own.
pub async fn revoke_to_room(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    code: &str,
) -> Result<Response, Error> {
    let database = app.database()?;
    let own = Some(&caller.user.author.id);
    let revoked = store::revoke(&database, code, Some(room), own, app.now).await?;
    if !revoked {
        directory::may(app, caller, room, Action::Moderate).await?;
        if !store::revoke(&database, code, Some(room), None, app.now).await? {
            return Err(Error::not_found("invitation"));
        }
    }
    note(app, caller, Act::RoomInviteRevoke, code, Some(room)).await?;
    respond::no_content()
}

/// `GET /api/admin/invites`: those to the site.
///
/// # Errors
/// `internal`.
pub async fn to_site(app: &App) -> Result<Response, Error> {
    list(app, store::to_site(&app.database()?).await?)
}

/// `POST /api/admin/invites`
///
/// # Errors
/// `bad_request`.
pub async fn create_to_site(app: &App, caller: &Caller, body: Body) -> Result<Response, Error> {
    create(app, caller, None, &Asked::read(app, body)?).await
}

/// `DELETE /api/admin/invites/{code}`
///
/// # Errors
/// `not_found`.
pub async fn revoke_to_site(app: &App, caller: &Caller, code: &str) -> Result<Response, Error> {
    if !store::revoke(&app.database()?, code, None, None::<&UserId>, app.now).await? {
        return Err(Error::not_found("invitation"));
    }
    note(app, caller, Act::SiteInviteRevoke, code, None).await?;
    respond::no_content()
}

/// How long, and how often, a new invitation is to be good.
struct Asked {
    expires_at: Option<Millis>,
    max_uses: Option<u32>,
}

impl Asked {
    fn read(app: &App, mut body: Body) -> Result<Self, Error> {
        let max_uses = body.optional::<u32>("max_uses")?;
        if max_uses.is_some_and(|uses| !(1..=USES_MAX).contains(&uses)) {
            return Err(Error::bad_request(format!(
                "An invitation is good for 1 to {USES_MAX} people."
            )));
        }
        let expires_in = body.optional::<u64>("expires_in")?;
        if expires_in.is_some_and(|millis| !(1..=LIFETIME_MAX).contains(&millis)) {
            return Err(Error::bad_request(
                "An invitation is good for at most a year, in milliseconds.",
            ));
        }
        let lifetime = expires_in.map(Millis::try_from);
        let lifetime = lifetime.transpose().map_err(Error::internal)?;
        Ok(Self {
            expires_at: lifetime.map(|lifetime| app.now + lifetime),
            max_uses,
        })
    }
}

async fn create(
    app: &App,
    caller: &Caller,
    room: Option<&Room>,
    asked: &Asked,
) -> Result<Response, Error> {
    let database = app.database()?;
    let code = random::code()?;
    let room_id = room.map(|room| &room.id);
    let new = New {
        code: &code,
        by: &caller.user.author.id,
        expires_at: asked.expires_at,
        max_uses: asked.max_uses,
        room: room_id,
    };
    if !store::add(&database, &new, app.now).await? {
        return Err(Error::conflict(format!(
            "You have {PER_PERSON} good invitations to this room. Take one back first."
        )));
    }
    let act = match room {
        Some(_) => Act::RoomInvite,
        None => Act::SiteInvite,
    };
    note(app, caller, act, &code, room_id).await?;
    let made = store::invite(&database, &code).await?;
    let made = made.ok_or_else(|| Error::internal("an invitation was not stored"))?;
    respond::json(201, &made.invite(&app.origin))
}

fn list(app: &App, rows: Vec<Row>) -> Result<Response, Error> {
    let invites = rows.into_iter().map(|row| row.invite(&app.origin));
    let invites: Vec<Invite> = invites.collect();
    respond::json(200, &json!({ "invites": invites }))
}

/// The log says how a code begins: enough to tell it from others, too little to use it.
async fn note(
    app: &App,
    caller: &Caller,
    act: Act,
    code: &str,
    room: Option<&RoomId>,
) -> Result<(), Error> {
    let begins = code.get(..4).unwrap_or_default();
    let entry = Entry {
        act,
        target: "",
        target_name: &format!("{begins}…"),
        room,
        reason: "",
    };
    audit::note(app, caller, entry).await
}
