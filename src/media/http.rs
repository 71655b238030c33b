//! The handlers of what is known about files: the limits, descriptions, thumbnails.

use worker::{Request, Response};

use super::MediaId;
use crate::accounts::Caller;
use crate::app::App;
use crate::body::Body;
use crate::error::Error;

/// `GET /api/media/limits`
///
/// # Errors
/// `internal`.
pub async fn limits(_app: &App, _caller: &Caller) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}

/// `PATCH /api/media/{media}`
///
/// # Errors
/// `not_found`.
pub async fn describe(
    _app: &App,
    _caller: &Caller,
    _media: &MediaId,
    _body: Body,
) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}

/// `PUT /api/media/{media}/thumbnail`
///
/// # Errors
/// `not_found`.
pub async fn set_thumbnail(
    _app: &App,
    _caller: &Caller,
    _media: &MediaId,
    _request: &Request,
) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}

/// `DELETE /api/media/{media}`
///
/// # Errors
/// `not_found`.
pub async fn delete(_app: &App, _caller: &Caller, _media: &MediaId) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}
