//! Files on their way in.

use worker::{Request, Response};

use crate::accounts::Caller;
use crate::app::App;
use crate::body::Body;
use crate::error::Error;
use crate::media::{MediaId, PartNumber};
use crate::wire::types::RoomId;

/// `POST /api/rooms/{room}/media?name=`
///
/// # Errors
/// `not_found`.
pub async fn whole(
    _app: &App,
    _caller: &Caller,
    _room: &RoomId,
    _request: &Request,
) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}

/// `POST /api/rooms/{room}/uploads`
///
/// # Errors
/// `not_found`.
pub async fn start(
    _app: &App,
    _caller: &Caller,
    _room: &RoomId,
    _body: Body,
) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}

/// `GET /api/uploads/{media}`
///
/// # Errors
/// `not_found`.
pub async fn so_far(_app: &App, _caller: &Caller, _media: &MediaId) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}

/// `PUT /api/uploads/{media}/parts/{part}`
///
/// # Errors
/// `not_found`.
pub async fn part(
    _app: &App,
    _caller: &Caller,
    _media: &MediaId,
    _part: PartNumber,
    _request: &Request,
) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}

/// `POST /api/uploads/{media}/complete`
///
/// # Errors
/// `not_found`.
pub async fn complete(_app: &App, _caller: &Caller, _media: &MediaId) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}

/// `DELETE /api/uploads/{media}`
///
/// # Errors
/// `not_found`.
pub async fn abandon(_app: &App, _caller: &Caller, _media: &MediaId) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}
