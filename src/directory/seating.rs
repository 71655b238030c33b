//! Between the directory and the rooms: asking a room, and telling all of somebody's rooms something.

use std::rc::Rc;

use super::{direct, store};
use crate::accounts::{Caller, site};
use crate::app::App;
use crate::error::Error;
use crate::inbox;
use crate::inbox::requests::{Ask, InboxRequest};
use crate::room::client;
use crate::room::http::asker;
use crate::room::requests::{RoomReply, RoomRequest, Wish};
use crate::wire::types::{
    Action, Room, RoomId, RoomKind, SeatRole, SessionId, SiteRole, User, UserId,
};

/// Asks a room. One that is listed but was never made is made first.
///
/// # Errors
/// `not_found` when there is no such room; the room's own.
pub async fn ask(app: &App, room: &RoomId, request: &RoomRequest) -> Result<RoomReply, Error> {
    match client::ask(&app.env, room, request).await? {
        RoomReply::Unmade => {
            make(app, room).await?;
            client::ask(&app.env, room, request).await
        }
        reply => Ok(reply),
    }
}

/// Asks a room what somebody wishes of it.
///
/// # Errors
/// As [`ask`].
pub async fn wish(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    wish: Wish,
) -> Result<RoomReply, Error> {
    ask(app, room, &wish.by(asker(app, caller))).await
}

/// The room, for somebody who may do something there.
///
/// # Errors
/// `forbidden`, `not_found`.
pub async fn may(app: &App, caller: &Caller, room: &RoomId, action: Action) -> Result<Room, Error> {
    let may = Wish::May { action };
    match wish(app, caller, room, may).await? {
        RoomReply::Room { room } => Ok(room),
        _ => Err(Error::internal(
            "a room answered a permission with something else",
        )),
    }
}

/// Makes the object of a room that is listed.
///
/// # Errors
/// `not_found` when it is not listed.
pub async fn make(app: &App, room: &RoomId) -> Result<(), Error> {
    let listed = store::room(&app.database()?, room)
        .await?
        .ok_or_else(|| Error::not_found("room"))?;
    let founders = match listed.room.kind {
        RoomKind::Direct => direct::http::founders(app, room).await?,
        _ => listed
            .maker
            .map(|maker| (maker, SeatRole::Owner))
            .into_iter()
            .collect(),
    };
    let create = RoomRequest::Create {
        room: listed.room,
        founders,
        words: site::store::words(&app.database()?).await?,
    };
    client::ask(&app.env, room, &create).await.map(drop)
}

/// Notes in the directory that a room has taken somebody's seat.
///
/// # Errors
/// `internal`.
pub async fn unseated(app: &App, user: &UserId, room: &RoomId) -> Result<(), Error> {
    store::unseated(&app.database()?, user, room).await
}

/// Seats somebody, and notes it in the directory. Into a private room only whoever was `invited`.
///
/// # Errors
/// As [`ask`].
pub async fn join(
    app: &App,
    user: &User,
    room: &RoomId,
    invited: bool,
) -> Result<RoomReply, Error> {
    let request = RoomRequest::Join {
        author: user.author.clone(),
        as_owner: user.role == SiteRole::Owner,
        invited,
        admin: user.role == SiteRole::Owner || user.role == SiteRole::Admin,
    };
    let reply = ask(app, room, &request).await?;
    store::seated(&app.database()?, &user.author.id, room, app.now).await?;
    Ok(reply)
}

/// Gives up somebody's seat, and notes it in the directory.
///
/// # Errors
/// As [`ask`].
pub async fn leave(app: &App, user: &UserId, room: &RoomId) -> Result<(), Error> {
    ask(app, room, &RoomRequest::Leave { user: user.clone() }).await?;
    store::unseated(&app.database()?, user, room).await
}

/// Seats a newcomer in the rooms meant for newcomers.
///
/// # Errors
/// As [`ask`].
pub async fn enter_default(app: &App, user: &User) -> Result<(), Error> {
    for room in store::default_rooms(&app.database()?).await? {
        match join(app, user, &room, false).await {
            // One that is locked takes nobody new; that is no reason to make no accounts.
            Ok(_) | Err(Error::Forbidden { .. }) => {}
            Err(failed) => return Err(failed),
        }
    }
    Ok(())
}

/// Somebody's rooms.
///
/// # Errors
/// `internal`.
pub async fn rooms_of(app: &App, user: &UserId) -> Result<Vec<Room>, Error> {
    store::rooms_of(&app.database()?, user).await
}

/// Closes somebody's sockets everywhere: those of one session, or all. When this returns, those of their inbox and of
/// forty rooms are closed; the inbox sees to it that all others follow.
///
/// # Errors
/// `internal`.
pub async fn evict(app: &App, user: &UserId, session: Option<&SessionId>) -> Result<(), Error> {
    let rooms = store::room_ids_of(&app.database()?, user).await?;
    let session = session.cloned();
    tell_inbox(app, user, Ask::SignOut { session, rooms }).await
}

/// Tells somebody's rooms their new name.
///
/// # Errors
/// `internal`.
pub async fn profile_changed(app: &App, user: &User) -> Result<(), Error> {
    let author = user.author.clone();
    errand(app, &user.author.id, RoomRequest::Rename { author }).await
}

/// Gives up all of somebody's seats, for their account is no more, takes their files out of what they wrote, and forgets
/// their inbox.
///
/// # Errors
/// `internal`.
pub async fn leave_all(app: &App, user: &UserId) -> Result<(), Error> {
    errand(app, user, RoomRequest::Leave { user: user.clone() }).await?;
    store::unseated_everywhere(&app.database()?, user).await?;
    let rooms = store::rooms_with_files_of(&app.database()?, user).await?;
    let request = Rc::new(RoomRequest::DropFiles { user: user.clone() });
    tell_inbox(app, user, Ask::Errand { rooms, request }).await?;
    tell_inbox(app, user, Ask::Forget).await
}

/// Has all of somebody's rooms asked the same: the first forty at once, and all until each has answered.
async fn errand(app: &App, user: &UserId, request: RoomRequest) -> Result<(), Error> {
    let rooms = store::room_ids_of(&app.database()?, user).await?;
    let request = Rc::new(request);
    tell_inbox(app, user, Ask::Errand { rooms, request }).await
}

async fn tell_inbox(app: &App, user: &UserId, ask: Ask) -> Result<(), Error> {
    let user = user.clone();
    inbox::client::tell(&app.env, &InboxRequest { user, ask })
        .await
        .map(drop)
}
