//! The Worker's way to a room's object.

use serde::Deserialize;
use worker::{Env, Headers, Method, Request, RequestInit, Response, Stub};

use super::requests::{REQUEST_HEADER, RoomReply, RoomRequest};
use crate::error::Error;
use crate::wire::types::RoomId;

/// An address for the object's `fetch`; it stands for nothing.
const ADDRESS: &str = "https://room/";

/// Asks a room one thing. An object that was just restarted is asked once more where that does no harm.
///
/// # Errors
/// The room's own; `internal` when it cannot be reached.
pub async fn ask(env: &Env, room: &RoomId, request: &RoomRequest) -> Result<RoomReply, Error> {
    let body = serde_json::to_string(request).map_err(Error::internal)?;
    let first = ask_once(env, room, &body).await;
    let answer = match first {
        Err(_) if request.is_repeatable() => ask_once(env, room, &body).await,
        other => other,
    };
    answer.map_err(Error::internal)?
}

async fn ask_once(
    env: &Env,
    room: &RoomId,
    body: &str,
) -> worker::Result<Result<RoomReply, Error>> {
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(body.into()));
    let request = Request::new_with_init(ADDRESS, &init)?;
    let mut response = stub(env, room)?.fetch_with_request(request).await?;
    read(&mut response).await
}

/// Opens a socket to a room. None when the room was never made.
///
/// # Errors
/// The room's own; `internal` when it cannot be reached.
pub async fn open(
    env: &Env,
    room: &RoomId,
    request: &RoomRequest,
) -> Result<Option<Response>, Error> {
    let mut response = upgrade(env, room, request).await.map_err(Error::internal)?;
    if response.status_code() == 101 {
        return Ok(Some(response));
    }
    match read(&mut response).await.map_err(Error::internal)?? {
        RoomReply::Unmade => Ok(None),
        _ => Err(Error::internal(
            "a room answered an upgrade with something else",
        )),
    }
}

async fn upgrade(env: &Env, room: &RoomId, request: &RoomRequest) -> worker::Result<Response> {
    let headers = Headers::new();
    headers.set("Upgrade", "websocket")?;
    headers.set(REQUEST_HEADER, &serde_json::to_string(request)?)?;
    let mut init = RequestInit::new();
    init.with_headers(headers);
    let request = Request::new_with_init(ADDRESS, &init)?;
    stub(env, room)?.fetch_with_request(request).await
}

fn stub(env: &Env, room: &RoomId) -> worker::Result<Stub> {
    env.durable_object("ROOM")?.get_by_name(room.as_str())
}

async fn read(response: &mut Response) -> worker::Result<Result<RoomReply, Error>> {
    let text = response.text().await?;
    let answer: Answer = serde_json::from_str(&text)?;
    Ok(match answer {
        Answer::Ok(reply) => Ok(reply),
        Answer::Err(refused) => Err(refused),
    })
}

/// What `Result` is serialised as.
#[derive(Deserialize)]
enum Answer {
    Ok(RoomReply),
    Err(Error),
}
