//! Pictures of people and rooms, in two sizes.

use worker::{Request, Response};

use crate::accounts::Caller;
use crate::app::App;
use crate::error::Error;
use crate::media::{MediaId, PictureSize};
use crate::wire::types::RoomId;

/// `PUT /api/me/avatar`
///
/// # Errors
/// `not_found`.
pub async fn set_avatar(
    _app: &App,
    _caller: &Caller,
    _request: &Request,
) -> Result<Response, Error> {
    Err(Error::not_found("picture"))
}

/// `DELETE /api/me/avatar`
///
/// # Errors
/// `not_found`.
pub async fn delete_avatar(_app: &App, _caller: &Caller) -> Result<Response, Error> {
    Err(Error::not_found("picture"))
}

/// `PUT /api/rooms/{room}/picture`
///
/// # Errors
/// `not_found`.
pub async fn set_of_room(
    _app: &App,
    _caller: &Caller,
    _room: &RoomId,
    _request: &Request,
) -> Result<Response, Error> {
    Err(Error::not_found("picture"))
}

/// `DELETE /api/rooms/{room}/picture`
///
/// # Errors
/// `not_found`.
pub async fn delete_of_room(
    _app: &App,
    _caller: &Caller,
    _room: &RoomId,
) -> Result<Response, Error> {
    Err(Error::not_found("picture"))
}

/// `GET /media/pictures/{media}/{size}`
///
/// # Errors
/// `not_found`.
pub async fn picture(
    _app: &App,
    _media: &MediaId,
    _size: PictureSize,
    _request: &Request,
) -> Result<Response, Error> {
    Err(Error::not_found("picture"))
}
