//! Which rooms there are, and whose rooms are whose (stand-ins until the directory lands).

use crate::app::App;
use crate::error::Error;
use crate::wire::types::{Room, SessionId, User, UserId};

/// Closes somebody's sockets: those of one session, or all.
pub async fn evict(_app: &App, _user: &UserId, _session: Option<&SessionId>) -> Result<(), Error> {
    Ok(())
}

/// Seats a newcomer in the rooms meant for newcomers.
pub async fn enter_default(_app: &App, _user: &User) -> Result<(), Error> {
    Ok(())
}

/// Somebody's rooms.
pub async fn rooms_of(_app: &App, _user: &UserId) -> Result<Vec<Room>, Error> {
    Ok(Vec::new())
}

/// Tells somebody's rooms their new name.
pub async fn profile_changed(_app: &App, _user: &User) -> Result<(), Error> {
    Ok(())
}

/// Gives up all of somebody's seats.
pub async fn leave_all(_app: &App, _user: &UserId) -> Result<(), Error> {
    Ok(())
}
