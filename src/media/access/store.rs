//! Who may have a file: the one place that decides.

use crate::accounts::Caller;
use crate::app::App;
use crate::error::Error;
use crate::media::attach::client;
use crate::media::record::Record;
use crate::media::{MediaId, store};
use crate::room;
use crate::room::http::asker;
use crate::room::requests::{RoomReply, Wish};
use crate::wire::types::RoomId;

/// The file, for somebody who may have its bytes.
///
/// # Errors
/// `not_found` for everybody else.
pub async fn readable(app: &App, caller: &Caller, id: &MediaId) -> Result<Record, Error> {
    let file = store::file(&app.database()?, id.as_str()).await?;
    let file = file.filter(|file| file.stored_at.is_some() && file.deleted_at.is_none());
    match file {
        Some(file) if is_held(app, caller, &file).await? => Ok(file),
        _ => Err(Error::not_found("file")),
    }
}

/// Somebody's own file, whether all of it has come or not.
///
/// # Errors
/// `not_found` when it is another's, or deleted.
pub async fn own(app: &App, caller: &Caller, id: &MediaId) -> Result<Record, Error> {
    let file = store::file(&app.database()?, id.as_str()).await?;
    let own = |file: &Record| {
        file.deleted_at.is_none()
            && file.room_id.is_some()
            && file.owner == caller.user.author.id.as_str()
    };
    file.filter(own).ok_or_else(|| Error::not_found("file"))
}

/// Whether a message holds the file, or ever did. The room knows it first.
///
/// # Errors
/// `internal`.
pub async fn is_attached(app: &App, file: &Record) -> Result<bool, Error> {
    let Some(room) = file.room_id.clone().map(RoomId) else {
        return Ok(true);
    };
    let ids = [file.id.clone()];
    Ok(file.attached_at.is_some() || !client::held(&app.env, &room, &ids).await?.is_empty())
}

/// Whether a message that somebody may read holds the file; as long as none does, it is its owner's.
async fn is_held(app: &App, caller: &Caller, file: &Record) -> Result<bool, Error> {
    // Pictures of people and rooms have addresses of their own.
    let Some(room) = file.room_id.clone().map(RoomId) else {
        return Ok(false);
    };
    let request = Wish::Holds {
        id: file.id.clone(),
    }
    .by(asker(app, caller));
    let never = match room::client::ask(&app.env, &room, &request).await {
        Ok(RoomReply::Files { ids }) if !ids.is_empty() => return Ok(true),
        Ok(_) => true,
        Err(Error::Internal { cause }) => return Err(Error::Internal { cause }),
        Err(_) => false,
    };
    Ok(never && file.owner == caller.user.author.id.as_str())
}
