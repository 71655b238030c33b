//! The handlers of threads, and of what messages said before.

use worker::Response;

use crate::accounts::Caller;
use crate::app::App;
use crate::error::Error;
use crate::json;
use crate::respond;
use crate::room::http::{Question, asker, limit, number, unexpected};
use crate::room::requests::{RoomReply, RoomRequest};
use crate::wire::types::Seq;

/// `GET /api/rooms/{room}/messages/{seq}/thread?before=&limit=`: a page of a thread, oldest first.
///
/// # Errors
/// `bad_request`; the room's own.
pub fn thread(app: &App, caller: &Caller, seq: Seq) -> Result<Question, Error> {
    let request = RoomRequest::Thread {
        asker: asker(app, caller),
        seq,
        before: number(app, "before")?,
        limit: limit(app)?,
    };
    Ok(Question { request, told })
}

/// `PUT|DELETE /api/rooms/{room}/messages/{seq}/follow`.
///
/// # Errors
/// The room's own.
pub fn follow(app: &App, caller: &Caller, seq: Seq, on: bool) -> Result<Question, Error> {
    let request = RoomRequest::Follow {
        asker: asker(app, caller),
        seq,
        on,
    };
    Ok(Question::plain(request))
}

/// `GET /api/rooms/{room}/messages/{seq}/edits`: what a message said before.
///
/// # Errors
/// The room's own.
pub fn edits(app: &App, caller: &Caller, seq: Seq) -> Result<Question, Error> {
    let request = RoomRequest::Edits {
        asker: asker(app, caller),
        seq,
    };
    Ok(Question { request, told })
}

fn told(reply: RoomReply) -> Result<Response, Error> {
    match reply {
        RoomReply::Thread(thread) => respond::json(200, &thread),
        RoomReply::Edits { edits } => respond::json(200, &json!({ "edits": edits })),
        _ => Err(unexpected()),
    }
}
