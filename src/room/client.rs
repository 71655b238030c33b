//! The way to a room's object.

use worker::{Env, Response};

use super::requests::{RoomReply, RoomRequest};
use crate::error::Error;
use crate::platform::objects::Object;
use crate::wire::types::RoomId;

/// Asks a room one thing. An object that was just restarted is asked once more where that does no harm.
///
/// # Errors
/// The room's own; `internal` when it cannot be reached.
pub async fn ask(env: &Env, room: &RoomId, request: &RoomRequest) -> Result<RoomReply, Error> {
    object(room)
        .ask(env, request, request.is_repeatable())
        .await
}

/// Opens a socket to a room. None when the room was never made.
///
/// # Errors
/// The room's own; `internal` when it cannot be reached.
pub async fn open(
    env: &Env,
    room: &RoomId,
    request: &RoomRequest,
) -> Result<Option<Response>, Error> {
    match object(room).open(env, request).await? {
        Ok(response) => Ok(Some(response)),
        Err(RoomReply::Unmade) => Ok(None),
        Err(_) => Err(Error::internal(
            "a room answered an upgrade with something else",
        )),
    }
}

fn object(room: &RoomId) -> Object<'_> {
    Object {
        binding: "ROOM",
        name: room.as_str(),
    }
}
