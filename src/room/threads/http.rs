//! The handlers of threads, and of what messages said before.

use worker::Response;

use crate::app::App;
use crate::error::Error;
use crate::json;
use crate::respond;
use crate::room::http::{Question, limit, number, unexpected};
use crate::room::requests::{RoomReply, Wish};
use crate::wire::types::Seq;

/// `GET /api/rooms/{room}/messages/{seq}/thread?before=&limit=`: a page of a thread, oldest first.
///
/// # Errors
/// `bad_request`; the room's own.
pub fn thread(app: &App, seq: Seq) -> Result<Question, Error> {
    Ok(Question {
        wish: Wish::Thread {
            seq,
            before: number(app, "before")?,
            limit: limit(app)?,
        },
        told,
    })
}

/// `PUT|DELETE /api/rooms/{room}/messages/{seq}/follow`.
///
/// # Errors
/// The room's own.
pub fn follow(seq: Seq, on: bool) -> Result<Question, Error> {
    Ok(Question::plain(Wish::Follow { seq, on }))
}

/// `GET /api/rooms/{room}/messages/{seq}/edits`: what a message said before.
///
/// # Errors
/// The room's own.
pub fn edits(seq: Seq) -> Result<Question, Error> {
    Ok(Question {
        wish: Wish::Edits { seq },
        told,
    })
}

fn told(reply: RoomReply) -> Result<Response, Error> {
    match reply {
        RoomReply::Thread(thread) => respond::json(200, &thread),
        RoomReply::Edits { edits } => respond::json(200, &json!({ "edits": edits })),
        _ => Err(unexpected()),
    }
}
