//! What was decided here, told to rooms and inboxes.

use std::rc::Rc;

use super::store;
use crate::accounts::Caller;
use crate::app::App;
use crate::directory;
use crate::error::Error;
use crate::inbox;
use crate::inbox::requests::{Ask, InboxRequest};
use crate::room::requests::RoomRequest;
use crate::wire::moderation::{Report, Word};
use crate::wire::types::{RoomId, UserId};

/// Somebody was banned: their sockets close everywhere, and rooms take nothing of theirs any more.
///
/// # Errors
/// `internal`.
pub async fn keep_out(app: &App, user: &UserId) -> Result<(), Error> {
    bar(app, user, true).await?;
    directory::evict(app, user, None).await
}

/// Somebody may come in again.
///
/// # Errors
/// As [`keep_out`].
pub async fn let_in(app: &App, user: &UserId) -> Result<(), Error> {
    bar(app, user, false).await
}

/// Somebody's ban has run out, and here they are: they are let in everywhere, without anybody doing anything. The rooms
/// first: should one not be reached, it is told at the next request.
///
/// # Errors
/// As [`keep_out`].
pub async fn ban_is_over(app: &App, user: &UserId) -> Result<(), Error> {
    bar(app, user, false).await?;
    if store::forget_ban(&app.database()?, user, app.now).await? {
        return Ok(());
    }
    // Another of their requests was quicker, or they were banned again meanwhile.
    let person = store::person(&app.database()?, user).await?;
    match person.and_then(|person| person.ban()) {
        Some(_) => bar(app, user, true).await,
        None => Ok(()),
    }
}

/// Somebody's part in looking after the site is over: sockets that were opened with it close, and open again without.
///
/// # Errors
/// As [`keep_out`].
pub async fn demoted(app: &App, user: &UserId) -> Result<(), Error> {
    directory::evict(app, user, None).await
}

/// Guests who came from a range of addresses are out; from elsewhere they may come again, so no room bars them.
///
/// # Errors
/// As [`keep_out`].
pub async fn gone_from(app: &App, guests: &[UserId]) -> Result<(), Error> {
    for guest in guests {
        directory::evict(app, guest, None).await?;
    }
    Ok(())
}

/// All rooms learn which words are not wanted now.
///
/// # Errors
/// As [`keep_out`].
pub async fn new_words(app: &App, caller: &Caller, words: &[Word]) -> Result<(), Error> {
    let rooms = store::all_rooms(&app.database()?).await?;
    let request = RoomRequest::Words {
        words: words.to_vec(),
    };
    tell(app, &caller.user.author.id, rooms, request).await
}

/// A report was dealt with: whoever made it learns of it.
///
/// # Errors
/// `internal`.
pub async fn reported(app: &App, report: Report) -> Result<(), Error> {
    let request = InboxRequest {
        user: report.reporter.id.clone(),
        ask: Ask::Reported(Box::new(report)),
    };
    inbox::client::tell(&app.env, &request).await.map(drop)
}

async fn bar(app: &App, user: &UserId, barred: bool) -> Result<(), Error> {
    let rooms = directory::store::room_ids_of(&app.database()?, user).await?;
    let request = RoomRequest::Bar {
        user: user.clone(),
        barred,
    };
    tell(app, user, rooms, request).await
}

/// Has rooms asked the same, by the inbox of a person: forty at once, and all until each has answered.
async fn tell(
    app: &App,
    user: &UserId,
    rooms: Vec<RoomId>,
    request: RoomRequest,
) -> Result<(), Error> {
    let request = InboxRequest {
        user: user.clone(),
        ask: Ask::Errand {
            rooms,
            request: Rc::new(request),
        },
    };
    inbox::client::tell(&app.env, &request).await.map(drop)
}
