//! Direct rooms: the same people get the same room.
//!
//! Which room that is stands in `direct_rooms`, under the sorted list of their ids: whoever comes second, be it in the
//! same moment, finds what the first wrote. All further steps may be taken twice.

use serde_json::json;
use worker::Response;

use super::{MADE_PER_WINDOW, MAKING_WINDOW_MS, seating, store};
use crate::accounts::{self, Caller};
use crate::app::App;
use crate::body::Body;
use crate::error::Error;
use crate::inbox;
use crate::inbox::requests::{Ask, InboxRequest};
use crate::platform::random;
use crate::respond;
use crate::room::engine::PEOPLE_OF_DIRECT;
use crate::room::http::asker;
use crate::room::requests::{RoomReply, RoomRequest};
use crate::wire::types::{Author, Room, RoomId, RoomKind, SeatRole, UserId, UserKind};

/// Everybody in a direct room, each once, in the order that makes the same people the same list.
///
/// # Errors
/// `bad_request` for nobody, or too many.
pub fn company(caller: &UserId, others: Vec<UserId>) -> Result<Vec<UserId>, Error> {
    let mut people = others;
    people.push(caller.clone());
    people.sort_unstable();
    people.dedup();
    match people.len() {
        0 | 1 => Err(Error::bad_request("Name somebody else to talk to.")),
        number if number > PEOPLE_OF_DIRECT as usize => Err(Error::too_large(format!(
            "A direct room has at most {PEOPLE_OF_DIRECT} people; these are {number}. Make a private room for more."
        ))),
        _ => Ok(people),
    }
}

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
    let seat = RoomRequest::Seat {
        asker: asker(app, caller),
    };
    let RoomReply::Seat { room, .. } = seating::ask(app, &room, &seat).await? else {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[&str]) -> Vec<UserId> {
        ids.iter().map(|id| UserId((*id).into())).collect()
    }

    #[test]
    fn the_same_people_are_the_same_list_whoever_asks() {
        let ann = company(&UserId("ann".into()), ids(&["cleo", "ben"])).unwrap();
        let ben = company(&UserId("ben".into()), ids(&["ann", "cleo", "ann", "ben"])).unwrap();
        assert_eq!(ann, ben);
    }

    #[test]
    fn a_direct_room_has_two_to_twelve_people() {
        let own = UserId("ann".into());
        for few in [vec![], ids(&["ann"])] {
            assert_eq!(company(&own, few).unwrap_err().code(), "bad_request");
        }
        let eleven: Vec<UserId> = (0..11).map(|n| UserId(n.to_string())).collect();
        assert_eq!(company(&own, eleven.clone()).unwrap().len(), 12);
        let twelve = [eleven, ids(&["zoe"])].concat();
        assert_eq!(company(&own, twelve).unwrap_err().code(), "too_large");
    }
}
