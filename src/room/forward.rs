//! Passing a message on: it is asked for in its room, in the name of whoever passes it on, and travels with their own
//! message from then on as it stood at that moment.

use super::client;
use super::http::{asker, unexpected};
use super::requests::{RoomReply, RoomRequest};
use crate::accounts::Caller;
use crate::app::App;
use crate::error::Error;
use crate::wire::types::{Forwarded, MessageId, UserKind};

/// The message as it is passed on. What passes one on itself is passed over: there are no chains.
///
/// # Errors
/// `not_found` when it is not there, or not to be read by whoever asks.
pub async fn forwarded(
    app: &App,
    caller: &Caller,
    id: &MessageId,
) -> Result<Box<Forwarded>, Error> {
    let request = RoomRequest::Messages {
        asker: asker(app, caller),
        seqs: vec![id.seq],
    };
    let found = match client::ask(&app.env, &id.room, &request).await {
        Ok(RoomReply::Found { messages, .. }) => messages.into_iter().next(),
        // Never made: nothing was ever said there.
        Ok(RoomReply::Unmade) | Err(Error::Forbidden { .. }) => None,
        Ok(_) => return Err(unexpected()),
        Err(refused) => return Err(refused),
    };
    let message = found.ok_or_else(|| Error::not_found("message"))?;
    if let Some(original) = message.forwarded {
        return Ok(original);
    }
    let mut author = message.author;
    if let Some(webhook) = message.via {
        author.name = webhook.name;
        author.avatar = webhook.avatar;
        author.kind = UserKind::Bot;
    }
    Ok(Box::new(Forwarded {
        room: id.room.clone(),
        seq: message.seq,
        author,
        text: message.text,
        at: message.at,
    }))
}
