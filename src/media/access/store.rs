//! Who may have a file: the one place that decides.

use crate::accounts::Caller;
use crate::app::App;
use crate::error::Error;
use crate::media::record::Record;
use crate::media::{MediaId, store};

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

/// Whether a message that somebody may read holds the file; as long as none does, it is its owner's.
async fn is_held(_app: &App, caller: &Caller, file: &Record) -> Result<bool, Error> {
    Ok(file.owner == caller.user.author.id.as_str())
}
