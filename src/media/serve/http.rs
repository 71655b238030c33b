//! Files on their way out.

use worker::{Request, Response};

use crate::accounts::Caller;
use crate::app::App;
use crate::error::Error;
use crate::media::MediaId;

/// `GET /media/{media}/{name}`
///
/// # Errors
/// `not_found`.
pub async fn file(
    _app: &App,
    _caller: &Caller,
    _media: &MediaId,
    _request: &Request,
) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}

/// `GET /media/{media}/thumbnail`
///
/// # Errors
/// `not_found`.
pub async fn thumbnail(
    _app: &App,
    _caller: &Caller,
    _media: &MediaId,
    _request: &Request,
) -> Result<Response, Error> {
    Err(Error::not_found("file"))
}
