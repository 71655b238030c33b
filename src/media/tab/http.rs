//! All files of a room, by kind, newest first.

use worker::Response;

use crate::accounts::Caller;
use crate::app::App;
use crate::error::Error;
use crate::wire::types::RoomId;

/// `GET /api/rooms/{room}/media?kind=&before=&limit=`
///
/// # Errors
/// `not_found`.
pub async fn media(_app: &App, _caller: &Caller, _room: &RoomId) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}
