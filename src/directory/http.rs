//! The handlers of the directory: finding, making, joining, leaving, naming and deleting rooms.

use worker::Response;

use super::{MADE_PER_WINDOW, MAKING_WINDOW_MS, PAGE, direct, seating, store};
use crate::accounts::{Caller, site};
use crate::app::App;
use crate::body::Body;
use crate::error::Error;
use crate::json;
use crate::moderation::audit::{self, Act, Entry};
use crate::permissions::may_from_outside;
use crate::random;
use crate::respond;
use crate::room::requests::{RoomReply, RoomRequest, Wish};
use crate::room::settings::Changes;
use crate::room::{client, http::asker};
use crate::wire::text::{RoomName, Topic};
use crate::wire::types::{Action, Room, RoomId, RoomKind, SeatRole, UserKind};

/// `GET /api/rooms?q=&cursor=`: the public rooms, by name.
///
/// # Errors
/// `internal`.
pub async fn rooms(app: &App) -> Result<Response, Error> {
    let words = app.query("q").unwrap_or_default();
    let after = app.query("cursor").unwrap_or_default();
    let mut rooms = store::find(&app.database()?, words.trim(), &after, PAGE + 1).await?;
    let more = rooms.len() > PAGE as usize;
    rooms.truncate(PAGE as usize);
    let next = rooms.last().filter(|_| more).map(|room| room.id.clone());
    respond::json(200, &json!({ "rooms": rooms, "next": next }))
}

/// `POST /api/rooms`: makes a room and seats its maker as owner.
///
/// # Errors
/// `bad_request`, `forbidden` to guests, `too_fast`.
pub async fn create(app: &App, caller: &Caller, mut body: Body) -> Result<Response, Error> {
    let name: RoomName = body.required("name")?;
    let topic: Option<Topic> = body.optional("topic")?;
    let kind: Option<RoomKind> = body.optional("kind")?;
    let kind = kind.unwrap_or(RoomKind::Public);
    if kind == RoomKind::Direct {
        return Err(Error::bad_request(
            "Direct rooms are opened under /api/direct.",
        ));
    }
    let maker = &caller.user.author;
    if maker.kind == UserKind::Guest {
        return Err(Error::forbidden(
            "Guests cannot make rooms. Make an account of your name first.",
        ));
    }
    let database = app.database()?;
    let made = store::made_since(&database, &maker.id, app.now - MAKING_WINDOW_MS).await?;
    if made >= MADE_PER_WINDOW && !app.rates_off {
        return Err(Error::TooFast {
            retry_after_ms: MAKING_WINDOW_MS.unsigned_abs(),
        });
    }
    let room = Room::new(
        RoomId(random::id(app.now)?),
        name.into_string(),
        topic.map(Topic::into_string).unwrap_or_default(),
        kind,
        app.now,
    );
    // Listed first: should the object not be reached, it is made when its owner opens the room.
    store::insert(&database, &room, &maker.id).await?;
    let create = RoomRequest::Create {
        room: room.clone(),
        founders: vec![(maker.clone(), SeatRole::Owner)],
        words: site::store::words(&database).await?,
    };
    client::ask(&app.env, &room.id, &create).await?;
    store::seated(&database, &maker.id, &room.id, app.now).await?;
    note(app, caller, Act::RoomCreate, &room, room.kind.name()).await?;
    respond::json(201, &json!({ "room": room }))
}

/// `GET /api/rooms/{room}`: the room, one's own seat, and what one may do there. From outside: to everybody a public room,
/// and any but a direct one to those who look after the site.
///
/// # Errors
/// `not_found`.
pub async fn room(app: &App, caller: &Caller, room: &RoomId) -> Result<Response, Error> {
    let request = Wish::Seat;
    match seating::wish(app, caller, room, request).await {
        Ok(RoomReply::Seat { room, seat, head }) => {
            // Heals the index where it has lost this seat.
            store::seated(&app.database()?, &caller.user.author.id, &room.id, app.now).await?;
            let may = seat.may.clone();
            let answer = json!({ "room": room, "you": seat, "head": head, "may": may });
            respond::json(200, &answer)
        }
        Ok(_) => Err(Error::internal(
            "a room answered a seat with something else",
        )),
        Err(Error::Forbidden { .. } | Error::NotFound { .. }) => {
            let database = app.database()?;
            // Heals the index where it has kept a seat that is none.
            store::unseated(&database, &caller.user.author.id, room).await?;
            if let Some(room) = looked_after(app, caller, room).await? {
                let may = may_from_outside(&room, caller.is_admin(), app.now);
                return respond::json(200, &json!({ "room": room, "you": (), "may": may }));
            }
            let listed = store::room(&database, room).await?;
            let open = listed.filter(|listed| listed.room.kind == RoomKind::Public);
            let open = open.ok_or_else(|| Error::not_found("room"))?;
            respond::json(
                200,
                &json!({ "room": open.room, "you": (), "may": Vec::<Action>::new() }),
            )
        }
        Err(refused) => Err(refused),
    }
}

/// The room as it is set, for those who look after the site and have no seat in it; none to all others, and of a direct
/// room to them too.
async fn looked_after(app: &App, caller: &Caller, room: &RoomId) -> Result<Option<Room>, Error> {
    if !caller.is_admin() {
        return Ok(None);
    }
    match seating::may(app, caller, room, Action::Configure).await {
        Ok(room) => Ok(Some(room)),
        Err(Error::Forbidden { .. } | Error::NotFound { .. }) => Ok(None),
        Err(failed) => Err(failed),
    }
}

/// `PATCH /api/rooms/{room}`: another name, topic or setting.
///
/// # Errors
/// `bad_request`, `forbidden`, `not_found`.
pub async fn edit(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    mut body: Body,
) -> Result<Response, Error> {
    let changes = Changes {
        name: body.optional("name")?,
        topic: body.optional("topic")?,
        hue: body.optional("hue")?,
        picture: None,
        slow_mode_ms: body.optional("slow_mode_ms")?,
        read_only: body.optional("read_only")?,
        locked: body.optional("locked")?,
        archived: body.optional("archived")?,
    };
    let (configures, archived) = (changes.configures(), changes.archived);
    let request = Wish::Configure { changes };
    let RoomReply::Room { room } = seating::wish(app, caller, room, request).await? else {
        return Err(Error::internal(
            "a room answered a change with something else",
        ));
    };
    store::update(&app.database()?, &room).await?;
    if configures {
        note(app, caller, Act::RoomConfigure, &room, "").await?;
    }
    if let Some(archived) = archived {
        let act = if archived {
            Act::RoomArchive
        } else {
            Act::RoomUnarchive
        };
        note(app, caller, act, &room, "").await?;
    }
    respond::json(200, &json!({ "room": room }))
}

/// `DELETE /api/rooms/{room}`: the room, with all that was said in it.
///
/// # Errors
/// `forbidden`, `not_found`, `conflict` for a room newcomers are seated in.
pub async fn delete(app: &App, caller: &Caller, room: &RoomId) -> Result<Response, Error> {
    let database = app.database()?;
    let listed = store::room(&database, room)
        .await?
        .ok_or_else(|| Error::not_found("room"))?;
    let destroy = Wish::Destroy;
    if listed.is_default {
        // Who may not even see it must not learn that it is there.
        seating::ask(app, room, &Wish::Seat.by(asker(app, caller))).await?;
        return Err(Error::conflict(
            "Newcomers are seated in this room: it cannot be deleted.",
        ));
    }
    seating::wish(app, caller, room, destroy).await?;
    store::delete(&database, room, app.now).await?;
    note(app, caller, Act::RoomDelete, &listed.room, "").await?;
    respond::no_content()
}

async fn note(
    app: &App,
    caller: &Caller,
    act: Act,
    room: &Room,
    reason: &str,
) -> Result<(), Error> {
    let entry = Entry {
        act,
        target: room.id.as_str(),
        target_name: &room.name,
        room: Some(&room.id),
        reason,
    };
    audit::note(app, caller, entry).await
}

/// `POST /api/rooms/{room}/join`: a seat in a public room. Whoever has a seat may ask again.
///
/// # Errors
/// `not_found`, also for rooms one has to be invited to; `forbidden` to whoever is banned, or when the room is locked.
pub async fn join(app: &App, caller: &Caller, room: &RoomId) -> Result<Response, Error> {
    match seating::join(app, &caller.user, room, false).await? {
        RoomReply::Seat { room, seat, head } => {
            respond::json(200, &json!({ "room": room, "you": seat, "head": head }))
        }
        _ => Err(Error::internal(
            "a room answered a seat with something else",
        )),
    }
}

/// `POST /api/rooms/{room}/leave`. A direct room is not left: it is closed until somebody says something in it.
///
/// # Errors
/// `not_found`.
pub async fn leave(app: &App, caller: &Caller, room: &RoomId) -> Result<Response, Error> {
    let seat = Wish::Seat;
    // Nobody learns of a private room by leaving it.
    match seating::wish(app, caller, room, seat).await {
        Ok(RoomReply::Seat { room, .. }) if room.kind == RoomKind::Direct => {
            direct::http::close(app, &caller.user.author.id, room.id, true).await?;
            return respond::no_content();
        }
        Ok(_) | Err(Error::Forbidden { .. }) => {}
        Err(refused) => return Err(refused),
    }
    seating::leave(app, &caller.user.author.id, room).await?;
    respond::no_content()
}
