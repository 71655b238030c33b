//! The way to a Preview object: for rooms that want to know what stands behind a link, and for whoever wants a picture.

use worker::{Env, Response};

use super::{PictureId, PreviewRequest, links};
use crate::error::Error;
use crate::platform::objects::Object;
use crate::wire::types::{RoomId, Seq};

/// Tells the object of a link that a message has it. It answers at once, and calls the room when it knows more.
///
/// # Errors
/// `internal` when it cannot be reached.
pub async fn ask(
    env: &Env,
    link: String,
    room: RoomId,
    seq: Seq,
    local: bool,
) -> Result<(), Error> {
    let name = links::name(&link);
    let request = PreviewRequest::Ask {
        link,
        room,
        seq,
        local,
    };
    let heard: bool = object(&name).ask(env, &request, true).await?;
    if heard {
        Ok(())
    } else {
        Err(Error::internal("a Preview did not take a link"))
    }
}

/// A picture, as its object answers.
///
/// # Errors
/// `internal` when it cannot be reached.
pub async fn picture(env: &Env, id: &PictureId) -> Result<Response, Error> {
    let request = PreviewRequest::Picture {
        code: id.code.clone(),
    };
    object(&id.object).ask_raw(env, &request).await
}

fn object(name: &str) -> Object<'_> {
    Object {
        binding: "PREVIEW",
        name,
    }
}
