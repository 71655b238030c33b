//! Asking rooms about files.

use worker::Env;

use crate::error::Error;
use crate::room::client;
use crate::room::requests::{RoomReply, RoomRequest};
use crate::wire::types::{RoomId, UserId};

/// Those of some files that messages of a room hold. A room that never was, or is no more, holds none.
///
/// # Errors
/// `internal` when it cannot be reached.
pub async fn held(env: &Env, room: &RoomId, ids: &[String]) -> Result<Vec<String>, Error> {
    let request = RoomRequest::Held { ids: ids.to_vec() };
    match client::ask(env, room, &request).await? {
        RoomReply::Files { ids } => Ok(ids),
        _ => Ok(Vec::new()),
    }
}

/// Has a room let go of all files of somebody whose account is no more.
///
/// # Errors
/// `internal` when it cannot be reached.
pub async fn drop_all_of(env: &Env, room: &RoomId, user: &UserId) -> Result<(), Error> {
    let request = RoomRequest::DropFiles { user: user.clone() };
    client::ask(env, room, &request).await.map(drop)
}
