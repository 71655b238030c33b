//! The handlers of threads, and of what messages said before.

use worker::Response;

use crate::accounts::Caller;
use crate::app::App;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::respond;
use crate::room::http::{answer, asker, limit, number, unexpected};
use crate::room::requests::{RoomReply, RoomRequest};
use crate::wire::types::{RoomId, Seq};

/// `GET /api/rooms/{room}/messages/{seq}/thread?before=&limit=`: a page of a thread, oldest first.
///
/// # Errors
/// `bad_request`; the room's own.
pub async fn thread(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    seq: Seq,
) -> Result<Response, Error> {
    let request = RoomRequest::Thread {
        asker: asker(app, caller),
        seq,
        before: number(app, "before")?,
        limit: limit(app)?,
    };
    match directory::ask(app, room, &request).await? {
        RoomReply::Thread(thread) => respond::json(200, &thread),
        _ => Err(unexpected()),
    }
}

/// `PUT|DELETE /api/rooms/{room}/messages/{seq}/follow`.
///
/// # Errors
/// The room's own.
pub async fn follow(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    seq: Seq,
    on: bool,
) -> Result<Response, Error> {
    let request = RoomRequest::Follow {
        asker: asker(app, caller),
        seq,
        on,
    };
    answer(204, directory::ask(app, room, &request).await?)
}

/// `GET /api/rooms/{room}/messages/{seq}/edits`: what a message said before.
///
/// # Errors
/// The room's own.
pub async fn edits(app: &App, caller: &Caller, room: &RoomId, seq: Seq) -> Result<Response, Error> {
    let request = RoomRequest::Edits {
        asker: asker(app, caller),
        seq,
    };
    match directory::ask(app, room, &request).await? {
        RoomReply::Edits { edits } => respond::json(200, &json!({ "edits": edits })),
        _ => Err(unexpected()),
    }
}
