//! Passing a message on: it is asked for in its room, in the name of whoever passes it on, and travels with their own
//! message from then on as it stood at that moment.

use super::client;
use super::http::{asker, unexpected};
use super::requests::{RoomReply, Wish};
use crate::accounts::Caller;
use crate::app::App;
use crate::directory;
use crate::error::Error;
use crate::media::attach;
use crate::wire::types::{Action, Forwarded, Media, MessageId, RoomId, UserKind};

/// The message as it is passed on, and its files. What passes one on itself is passed over: there are no chains.
///
/// # Errors
/// `not_found` when it is not there, or not to be read by whoever asks.
pub async fn forwarded(
    app: &App,
    caller: &Caller,
    id: &MessageId,
) -> Result<(Box<Forwarded>, Vec<Media>), Error> {
    let request = Wish::Messages { seqs: vec![id.seq] }.by(asker(app, caller));
    let found = match client::ask(&app.env, &id.room, &request).await {
        Ok(RoomReply::Found { messages, .. }) => messages.into_iter().next(),
        // Never made: nothing was ever said there.
        Ok(RoomReply::Unmade) | Err(Error::Forbidden { .. }) => None,
        Ok(_) => return Err(unexpected()),
        Err(refused) => return Err(refused),
    };
    let message = found.ok_or_else(|| Error::not_found("message"))?;
    let files = message.attachments;
    if let Some(original) = message.forwarded {
        return Ok((original, files));
    }
    let mut author = message.author;
    if let Some(webhook) = message.via {
        author.name = webhook.name;
        author.avatar = webhook.avatar;
        author.kind = UserKind::Bot;
    }
    let forwarded = Forwarded {
        room: id.room.clone(),
        seq: message.seq,
        author,
        text: message.text,
        at: message.at,
    };
    Ok((Box::new(forwarded), files))
}

/// The files of a message that is passed on, for the message that does so in another room: rows of their own, with the
/// same bytes. Only for somebody who may post there.
///
/// # Errors
/// `too_large` when they have no room for them, `not_found` when one has just been deleted; the room's own.
pub async fn copied(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    files: &[Media],
) -> Result<Vec<String>, Error> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    directory::may(app, caller, room, Action::Post).await?;
    attach::store::copy(app, &caller.user.author.id, room, files).await
}
