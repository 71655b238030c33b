//! The handlers of the inbox: its socket, favourites, saved messages, and whether somebody is online.

use futures::StreamExt;
use futures::stream;
use worker::{Request, Response};

use super::client;
use super::requests::{Ask, InboxReply, InboxRequest};
use super::saved::{self, Saved};
use crate::accounts::{self, Caller};
use crate::app::{self, App};
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::map::Map;
use crate::respond;
use crate::room;
use crate::room::http::{asker, number, unexpected};
use crate::room::requests::{RoomReply, Wish};
use crate::wire::types::{Message, MessageId, Millis, Room, RoomId, Seq, UserId};

/// Rooms an inbox is told the names of when a socket opens: they travel in a header, as an upgrade has no body, and
/// these take 40 KB. Of somebody in more rooms those that it knows are checked, and the others show when they tell
/// something.
const NAMED_MAX: usize = 1_000;
/// Saved messages in a page, unless asked otherwise.
const SAVED: u32 = 20;
/// Saved messages in a page at most: each may be in another room, and the free plan has 50 requests for a page.
const SAVED_MAX: u32 = 40;
/// Rooms asked at the same time.
const ROOMS_AT_ONCE: usize = 6;

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
    let seat = Wish::Seat;
    directory::wish(app, caller, room, seat).await?;
    let room = room.clone();
    let favour = to(&caller.user.author.id, Ask::Favour { room, on });
    client::tell(&app.env, &favour).await?;
    respond::no_content()
}

/// `PUT /api/rooms/{room}/messages/{seq}/saved`.
///
/// # Errors
/// `not_found` when it was deleted, `too_large` when too many are saved; the room's own.
pub async fn save(app: &App, caller: &Caller, room: &RoomId, seq: Seq) -> Result<Response, Error> {
    let request = Wish::Messages { seqs: vec![seq] };
    match directory::wish(app, caller, room, request).await? {
        RoomReply::Found { messages, .. } if messages.is_empty() => {
            return Err(Error::not_found("message"));
        }
        RoomReply::Found { .. } => {}
        _ => return Err(unexpected()),
    }
    match mark(app, caller, room, seq, true).await? {
        InboxReply::Full => Err(Error::too_large(format!(
            "You have saved {} messages, and that is all there is room for. Remove some first.",
            saved::MOST
        ))),
        _ => respond::no_content(),
    }
}

/// `DELETE /api/rooms/{room}/messages/{seq}/saved`, whatever became of the room.
///
/// # Errors
/// `internal`.
pub async fn unsave(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    seq: Seq,
) -> Result<Response, Error> {
    mark(app, caller, room, seq, false).await?;
    respond::no_content()
}

async fn mark(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    seq: Seq,
    on: bool,
) -> Result<InboxReply, Error> {
    let message = MessageId {
        room: room.clone(),
        seq,
    };
    let save = to(&caller.user.author.id, Ask::Save { message, on });
    client::tell(&app.env, &save).await
}

/// `GET /api/me/saved?before=&limit=`: what one has saved, the newest first, as it stands in its rooms now.
///
/// # Errors
/// `bad_request`.
pub async fn saved(app: &App, caller: &Caller) -> Result<Response, Error> {
    let limit = number(app, "limit")?.unwrap_or(u64::from(SAVED));
    let limit = u32::try_from(limit).ok();
    let limit = limit.filter(|limit| (1..=SAVED_MAX).contains(limit));
    let limit =
        limit.ok_or_else(|| Error::bad_request(format!("A limit is from 1 to {SAVED_MAX}.")))?;
    let before = number(app, "before")?.and_then(|before| Millis::try_from(before).ok());
    let ask = Ask::Saved {
        before,
        limit: limit + 1,
    };
    let reply = client::tell(&app.env, &to(&caller.user.author.id, ask)).await?;
    let InboxReply::Saved(mut page) = reply else {
        return Err(Error::internal("an inbox answered with something else"));
    };
    let more = page.len() > limit as usize;
    page.truncate(limit as usize);
    let next = page.last().filter(|_| more).map(|saved| saved.at);

    let mut places: Map<RoomId, Vec<Seq>> = Map::new();
    for saved in &page {
        let seqs = places.entry(saved.room.clone()).or_default();
        seqs.push(saved.seq);
    }
    let asked = places.into_iter().map(|(room, seqs)| async move {
        let found = found(app, caller, &room, seqs).await?;
        Ok::<_, Error>((room, found))
    });
    let mut rooms = Map::new();
    let mut answers = stream::iter(asked).buffer_unordered(ROOMS_AT_ONCE);
    while let Some(answer) = answers.next().await {
        let (id, found) = answer?;
        rooms.insert(id, found);
    }
    let saved: Vec<_> = page
        .iter()
        .map(|Saved { room, seq, at }| {
            let found = rooms.get(room).and_then(Option::as_ref);
            let message =
                found.and_then(|(_, messages)| messages.iter().find(|message| message.seq == *seq));
            // Its id too, so that what is no longer there can be removed.
            let about = found.map(|(room, _)| room);
            json!({ "room_id": room, "room": about, "seq": seq, "message": message, "at": at })
        })
        .collect();
    respond::json(
        200,
        &json!({ "saved": json::Written::list(&saved), "next": next }),
    )
}

/// A room and some of its messages; none where one may not read, or not any more.
async fn found(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    seqs: Vec<Seq>,
) -> Result<Option<(Room, Vec<Message>)>, Error> {
    let request = Wish::Messages { seqs }.by(asker(app, caller));
    match room::client::ask(&app.env, room, &request).await {
        Ok(RoomReply::Found { room, messages }) => Ok(Some((room, messages))),
        Ok(RoomReply::Unmade) | Err(Error::Forbidden { .. } | Error::NotFound { .. }) => Ok(None),
        Ok(_) => Err(unexpected()),
        Err(failed) => Err(failed),
    }
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
