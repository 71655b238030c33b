//! The handlers of keeping order in a room: roles, kicks, bans, mutes. The room decides; what it did is noted in the audit log.

use worker::Response;

use crate::accounts::{self, Caller};
use crate::app::App;
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::map::Set;
use crate::moderation::audit::{self, Act, Entry};
use crate::respond;
use crate::room::http::unexpected;
use crate::room::requests::{RoomReply, Wish};
use crate::wire::text::Reason;
use crate::wire::types::{Action, Author, Millis, RoomId, SeatRole, UserId};

/// `PUT /api/rooms/{room}/members/{user}`: another role; `owner` hands the room over.
///
/// # Errors
/// `bad_request`, `forbidden`, `not_found`, `conflict`.
pub async fn set_role(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    user: UserId,
    mut body: Body,
) -> Result<Response, Error> {
    let role: SeatRole = body.required("role")?;
    let request = Wish::SetRole { user, role };
    match directory::wish(app, caller, room, request).await? {
        RoomReply::Seat { seat, .. } => {
            let act = match role {
                SeatRole::Owner => Act::RoomOwner,
                _ => Act::RoomRole,
            };
            let role = match role {
                SeatRole::Moderator => "moderator",
                SeatRole::Owner | SeatRole::Member | SeatRole::Guest => "",
            };
            note(app, caller, act, room, &seat.user, role).await?;
            respond::json(200, &json!({ "member": seat }))
        }
        _ => Err(unexpected()),
    }
}

/// `DELETE /api/rooms/{room}/members/{user}`: a kick.
///
/// # Errors
/// `bad_request`; `forbidden`, `not_found`.
pub fn kick(user: &UserId, mut body: Body) -> Result<Deed, Error> {
    Ok(Deed {
        act: Act::RoomKick,
        reason: body.optional("reason")?.unwrap_or_default(),
        wish: Wish::Kick { user: user.clone() },
    })
}

/// `PUT /api/rooms/{room}/bans/{user}`: takes the seat, if there is one, and keeps them out.
///
/// # Errors
/// `bad_request`, `forbidden`, `not_found`, `conflict`.
pub async fn ban(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    user: UserId,
    mut body: Body,
) -> Result<Response, Error> {
    let until: Option<Millis> = time(&mut body, "until")?;
    let reason: Reason = body.optional("reason")?.unwrap_or_default();
    let remove_last: u32 = body.optional("remove_last")?.unwrap_or(0);
    // Whoever may not keep order here must not find out by the answer who has an account.
    directory::may(app, caller, room, Action::Moderate).await?;
    let people = accounts::store::people(&app.database()?, std::slice::from_ref(&user)).await?;
    let person = people
        .into_iter()
        .next()
        .ok_or_else(|| Error::not_found("person"))?
        .author;
    let request = Wish::Ban {
        person: person.clone(),
        until,
        reason: reason.clone(),
        remove_last,
    };
    done(directory::wish(app, caller, room, request).await?)?;
    directory::unseated(app, &user, room).await?;
    note(app, caller, Act::RoomBan, room, &person, reason.as_str()).await?;
    respond::no_content()
}

/// `DELETE /api/rooms/{room}/bans/{user}`.
///
/// # Errors
/// `forbidden`, `not_found`.
pub fn unban(user: &UserId) -> Result<Deed, Error> {
    Ok(Deed {
        act: Act::RoomUnban,
        reason: Reason::default(),
        wish: Wish::Unban { user: user.clone() },
    })
}

/// `PUT /api/rooms/{room}/mutes/{user}`.
///
/// # Errors
/// `bad_request`, `forbidden`, `not_found`.
pub fn mute(user: &UserId, mut body: Body) -> Result<Deed, Error> {
    let until = time(&mut body, "until")?;
    let reason: Reason = body.optional("reason")?.unwrap_or_default();
    Ok(Deed {
        act: Act::RoomMute,
        reason: reason.clone(),
        wish: Wish::Mute {
            user: user.clone(),
            until,
            reason,
        },
    })
}

/// `DELETE /api/rooms/{room}/mutes/{user}`.
///
/// # Errors
/// `forbidden`, `not_found`.
pub fn unmute(user: &UserId) -> Result<Deed, Error> {
    Ok(Deed {
        act: Act::RoomUnmute,
        reason: Reason::default(),
        wish: Wish::Unmute { user: user.clone() },
    })
}

/// Something done to somebody in a room.
#[derive(Debug)]
pub struct Deed {
    act: Act,
    reason: Reason,
    wish: Wish,
}

/// Has a room do it, and notes that it was done.
///
/// # Errors
/// Of the deed, where it is none; the room's own.
pub async fn act(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    user: &UserId,
    deed: Result<Deed, Error>,
) -> Result<Response, Error> {
    let Deed { act, reason, wish } = deed?;
    done(directory::wish(app, caller, room, wish).await?)?;
    if act == Act::RoomKick {
        directory::unseated(app, user, room).await?;
    }
    let people = accounts::store::people(&app.database()?, std::slice::from_ref(user)).await?;
    if let Some(person) = people.first() {
        note(app, caller, act, room, &person.author, reason.as_str()).await?;
    }
    respond::no_content()
}

/// `GET /api/rooms/{room}/bans`.
///
/// # Errors
/// `forbidden`, `not_found`.
pub fn bans(
    app: &App,
    caller: &Caller,
    room: &RoomId,
) -> impl Future<Output = Result<Response, Error>> {
    sanctions(app, caller, room, Wish::Bans, "bans")
}

/// `GET /api/rooms/{room}/mutes`.
///
/// # Errors
/// `forbidden`, `not_found`.
pub fn mutes(
    app: &App,
    caller: &Caller,
    room: &RoomId,
) -> impl Future<Output = Result<Response, Error>> {
    sanctions(app, caller, room, Wish::Mutes, "mutes")
}

async fn sanctions(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    wish: Wish,
    name: &'static str,
) -> Result<Response, Error> {
    let reply = directory::wish(app, caller, room, wish).await?;
    let RoomReply::Sanctions { mut sanctions } = reply else {
        return Err(unexpected());
    };
    // Who looks after the site need not be known to the room: their names are in the directory.
    let by: Set<&UserId> = sanctions.iter().map(|sanction| &sanction.by).collect();
    let by: Vec<UserId> = by.into_iter().cloned().collect();
    if !by.is_empty() {
        let people = accounts::store::people(&app.database()?, &by).await?;
        for sanction in &mut sanctions {
            let by = people.iter().find(|person| person.author.id == sanction.by);
            sanction.by_user = by.map(|person| person.author.clone());
        }
    }
    respond::json(200, &json!({ name: sanctions }))
}

async fn note(
    app: &App,
    caller: &Caller,
    act: Act,
    room: &RoomId,
    about: &Author,
    reason: &str,
) -> Result<(), Error> {
    let entry = Entry {
        act,
        target: about.id.as_str(),
        target_name: &about.name,
        room: Some(room),
        reason,
    };
    audit::note(app, caller, entry).await
}

fn done(reply: RoomReply) -> Result<(), Error> {
    match reply {
        RoomReply::Done => Ok(()),
        _ => Err(unexpected()),
    }
}

/// A time in milliseconds; the room says whether it is a good one.
fn time(body: &mut Body, name: &str) -> Result<Option<Millis>, Error> {
    let time: Option<u64> = body.optional(name)?;
    // What is past all time is past what may be asked for, too.
    Ok(time.map(|time| Millis::try_from(time).unwrap_or(Millis::MAX)))
}
