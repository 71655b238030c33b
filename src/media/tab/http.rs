//! All files of a room, by kind, newest first.

use worker::Response;

use crate::accounts::Caller;
use crate::app::App;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::respond;
use crate::room::files::Kind;
use crate::room::http::{limit, number, unexpected};
use crate::room::requests::{RoomReply, Wish};
use crate::wire::types::RoomId;

/// `GET /api/rooms/{room}/media?kind=&before=&limit=`: the messages with files of a kind, newest first.
///
/// # Errors
/// `bad_request`; the room's own.
pub async fn media(app: &App, caller: &Caller, room: &RoomId) -> Result<Response, Error> {
    let limit = limit(app)?;
    let request = Wish::Media {
        kind: Kind::parse(&app.query("kind").unwrap_or_default())?,
        before: number(app, "before")?,
        limit: limit + 1,
    };
    let RoomReply::Messages { mut messages, .. } =
        directory::wish(app, caller, room, request).await?
    else {
        return Err(unexpected());
    };
    let more = messages.len() > limit as usize;
    messages.truncate(limit as usize);
    let next = messages.last().filter(|_| more).map(|message| message.seq);
    respond::json(200, &json!({ "messages": messages, "next": next }))
}
