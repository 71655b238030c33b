//! Adding to the audit log.

use super::{ADD, Entry};
use crate::accounts::Caller;
use crate::app::App;
use crate::error::Error;
use crate::platform::d1::D1;
use crate::random;
use crate::values;
use crate::wire::types::{Author, Millis, RoomId};

/// Notes what somebody has done.
///
/// # Errors
/// `internal`. What was done is done: it is for the caller to say so.
pub async fn note(app: &App, actor: &Caller, entry: Entry<'_>) -> Result<(), Error> {
    add(&app.database()?, &actor.user.author, entry, app.now).await
}

/// As [`note`], for who is not asking by a request of their own.
///
/// # Errors
/// As [`note`].
pub async fn add(database: &D1, who: &Author, entry: Entry<'_>, now: Millis) -> Result<(), Error> {
    let values = values![
        random::id(now)?,
        now,
        who.id.as_str(),
        who.name.as_str(),
        entry.act.name(),
        entry.target,
        entry.target_name,
        entry.room.map(RoomId::as_str),
        entry.reason,
    ];
    database.run(ADD, &values).await.map(drop)
}
