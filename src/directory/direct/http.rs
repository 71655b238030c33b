//! The handlers of direct rooms.

use worker::Response;

use super::company;
use crate::accounts::{self, Caller};
use crate::app::App;
use crate::body::Body;
use crate::directory::{MADE_PER_WINDOW, MAKING_WINDOW_MS, seating, store};
use crate::error::Error;
use crate::inbox;
use crate::inbox::requests::{Ask, InboxRequest};
use crate::json;
use crate::random;
use crate::respond;
use crate::room::requests::{RoomReply, Wish};
use crate::wire::types::{Author, Room, RoomId, RoomKind, SeatRole, UserId, UserKind};

/// `POST /api/direct`: the room of these people and oneself, made if there is none.
///
/// # Errors
/// `bad_request`, `too_large`, `forbidden` to guests, `not_found` when there is no such person, `too_fast`.
pub async fn open(app: &App, caller: &Caller, mut body: Body) -> Result<Response, Error> {
    let own = &caller.user.author;
    let people = company(&own.id, body.required("users")?)?;
    if own.kind == UserKind::Guest {
        return Err(Error::forbidden(
            "Guests cannot write to people directly. Make an account of your name first.",
        ));
    }
    let database = app.database()?;
    let known = accounts::store::people(&database, &people).await?;
    if known.len() < people.len() {
        return Err(Error::not_found("person"));
    }
    let room = match store::direct(&database, &people).await? {
        Some(room) => room,
        None => {
            let made = store::made_since(&database, &own.id, app.now - MAKING_WINDOW_MS).await?;
            if made >= MADE_PER_WINDOW && !app.rates_off {
                return Err(Error::TooFast {
                    retry_after_ms: MAKING_WINDOW_MS.unsigned_abs(),
                });
            }
            let room = Room::new(
                RoomId(random::id(app.now)?),
                String::new(),
                String::new(),
                RoomKind::Direct,
                app.now,
            );
            store::insert_direct(&database, &people, &room, &own.id).await?
        }
    };
    let seat = Wish::Seat;
    let RoomReply::Seat { room, .. } = seating::wish(app, caller, &room, seat).await? else {
        return Err(Error::internal(
            "a room answered a seat with something else",
        ));
    };
    for person in &people {
        store::seated(&database, person, &room.id, app.now).await?;
    }
    close(app, &own.id, room.id.clone(), false).await?;
    respond::json(200, &json!({ "room": room }))
}

/// Closes a direct room for one person until something is said in it, or opens it again.
///
/// # Errors
/// `internal`.
pub async fn close(app: &App, user: &UserId, room: RoomId, on: bool) -> Result<(), Error> {
    let request = InboxRequest {
        user: user.clone(),
        ask: Ask::Hide { room, on },
    };
    inbox::client::tell(&app.env, &request).await.map(drop)
}

/// Those who sit in a direct room from the start.
///
/// # Errors
/// `internal`.
pub async fn founders(app: &App, room: &RoomId) -> Result<Vec<(Author, SeatRole)>, Error> {
    let database = app.database()?;
    let people = store::people_of_direct(&database, room).await?;
    let people = accounts::store::people(&database, &people).await?;
    let seat = |author: Author| {
        let role = match author.kind {
            UserKind::Guest => SeatRole::Guest,
            UserKind::Member | UserKind::Bot => SeatRole::Member,
        };
        (author, role)
    };
    Ok(people.into_iter().map(|user| seat(user.author)).collect())
}
