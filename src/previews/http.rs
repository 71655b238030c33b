//! Pictures of previews, from this site: nobody's browser asks another for them.

use worker::Response;

use super::{PictureId, client};
use crate::app::App;
use crate::error::Error;

/// `GET /api/previews/{picture}/picture`
///
/// # Errors
/// `not_found`.
pub async fn picture(app: &App, id: &PictureId) -> Result<Response, Error> {
    let response = client::picture(&app.env, id).await?;
    if response.status_code() == 200 {
        Ok(response)
    } else {
        Err(Error::not_found("picture"))
    }
}
