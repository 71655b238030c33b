//! The handlers of the inbox: its socket, favourites, and whether somebody is online.

use serde_json::json;
use worker::{Request, Response};

use super::client;
use super::requests::{Ask, InboxReply, InboxRequest};
use crate::accounts::{self, Caller};
use crate::app::{self, App};
use crate::directory;
use crate::error::Error;
use crate::respond;
use crate::room::http::asker;
use crate::room::requests::RoomRequest;
use crate::wire::types::{RoomId, UserId};

/// Rooms an inbox is told the names of when a socket opens: they travel in a header, as an upgrade has no body, and
/// these take 40 KB. Of somebody in more rooms those that it knows are checked, and the others show when they tell
/// something.
const NAMED_MAX: usize = 1_000;

/// `GET /api/inbox/socket`: the upgrade.
///
/// # Errors
/// `bad_request` when it is none.
pub async fn socket(app: &App, caller: &Caller, request: &Request) -> Result<Response, Error> {
    app::check_upgrade(request)?;
    let database = app.database()?;
    let user = &caller.user.author.id;
    let mut rooms = directory::store::room_ids_of(&database, user).await?;
    rooms.truncate(NAMED_MAX);
    let session = caller.session.clone();
    let response = client::open(&app.env, &to(user, Ask::Socket { session, rooms })).await?;

    // Whoever ends a session tells the inbox after the end is written, as this looks after the opening: one of the two
    // closes the socket.
    if accounts::sessions::store::stands(&database, &caller.session, user, app.now).await? {
        return Ok(response);
    }
    let end = Ask::SignOut {
        session: Some(caller.session.clone()),
        rooms: Vec::new(),
    };
    client::tell(&app.env, &to(user, end)).await?;
    Err(Error::unauthenticated())
}

/// `PUT|DELETE /api/me/favourites/{room}`.
///
/// # Errors
/// As a room refuses its history to somebody without a seat.
pub async fn favour(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    on: bool,
) -> Result<Response, Error> {
    let seat = RoomRequest::Seat {
        asker: asker(app, caller),
    };
    directory::ask(app, room, &seat).await?;
    let room = room.clone();
    let favour = to(&caller.user.author.id, Ask::Favour { room, on });
    client::tell(&app.env, &favour).await?;
    respond::no_content()
}

/// `GET /api/users/{user}`: somebody's profile, and whether they have the site open anywhere.
///
/// # Errors
/// `not_found`.
pub async fn profile(app: &App, user: &UserId) -> Result<Response, Error> {
    let found = accounts::store::user(&app.database()?, user).await?;
    let found = found.ok_or_else(|| Error::not_found("person"))?;
    let reply = client::tell(&app.env, &to(user, Ask::Online)).await?;
    let online = reply == InboxReply::Online(true);
    respond::json(200, &json!({ "user": found, "online": online }))
}

fn to(user: &UserId, ask: Ask) -> InboxRequest {
    InboxRequest {
        user: user.clone(),
        ask,
    }
}
