//! The way to a person's inbox, for the Worker and for rooms.

use worker::{Env, Response};

use super::requests::{InboxReply, InboxRequest};
use crate::error::Error;
use crate::platform::objects::Object;
use crate::wire::types::UserId;

/// Tells an inbox one thing. All that an inbox is told may be told twice.
///
/// # Errors
/// `internal` when it cannot be reached.
pub async fn tell(env: &Env, request: &InboxRequest) -> Result<InboxReply, Error> {
    object(&request.user).ask(env, request, true).await
}

/// Opens a socket to an inbox.
///
/// # Errors
/// `internal` when it cannot be reached.
pub async fn open(env: &Env, request: &InboxRequest) -> Result<Response, Error> {
    let opened = object(&request.user)
        .open::<InboxReply>(env, request)
        .await?;
    opened.map_err(|_| Error::internal("an inbox answered an upgrade with something else"))
}

fn object(user: &UserId) -> Object<'_> {
    Object {
        binding: "INBOX",
        name: user.as_str(),
    }
}
