//! The handlers of what is known about files: the limits, descriptions, thumbnails.

use base64ct::{Base64Unpadded, Encoding};
use worker::{Request, Response};

use super::limits::{PART_BYTES, PICTURE_BYTES};
use super::record::Record;
use super::store::{self, Description};
use super::{MediaId, access};
use crate::accounts::Caller;
use crate::app::{self, App};
use crate::body::Body;
use crate::error::Error;
use crate::json;
use crate::platform::r2::R2;
use crate::previews::picture;
use crate::respond;
use crate::wire::limits::ATTACHMENTS;
use crate::wire::text::Alt;

/// Bytes of a ThumbHash, at most: it has 25.
const THUMBHASH_BYTES: usize = 32;
/// Steps of a waveform.
const WAVEFORM: usize = 64;
/// The loudest of them.
const LOUDEST: u16 = 31;
/// Pixels of a side.
const SIDE: u32 = 65_535;

/// `GET /api/media/limits`: how much may be uploaded, and how much has been.
///
/// # Errors
/// `internal`.
pub async fn limits(app: &App, caller: &Caller) -> Result<Response, Error> {
    let limits = store::limits(&app.env);
    let taken = store::taken(&app.database()?, &caller.user.author.id, app.now).await?;
    let limits = json!({
        "file_bytes": limits.file,
        "person_bytes": limits.person,
        "person_used": taken.person,
        "site_bytes": limits.site,
        "site_used": taken.site,
        "per_message": ATTACHMENTS,
        "part_bytes": PART_BYTES,
    });
    respond::json(200, &json!({ "limits": limits }))
}

/// `PATCH /api/media/{media}`: what its owner says about a file, until a message holds it.
///
/// # Errors
/// `bad_request`, `too_large`, `not_found`, `conflict`.
pub async fn describe(
    app: &App,
    caller: &Caller,
    media: &MediaId,
    mut body: Body,
) -> Result<Response, Error> {
    let side = |side: Option<u32>| match side {
        Some(side) if !(1..=SIDE).contains(&side) => Err(Error::bad_request(format!(
            "A side has 1 to {SIDE} pixels."
        ))),
        side => Ok(side),
    };
    let said = Description {
        alt: body.optional::<Alt>("alt")?.map(Alt::into_string),
        duration_ms: body.optional("duration_ms")?,
        width: side(body.optional("width")?)?,
        height: side(body.optional("height")?)?,
        thumbhash: thumbhash(body.optional("thumbhash")?)?,
        waveform: waveform(body.optional("waveform")?)?,
    };
    loose(app, caller, media).await?;
    let file = store::describe(&app.database()?, media.as_str(), said).await?;
    let file = file.and_then(|file| file.media()).ok_or_else(held)?;
    respond::json(200, &json!({ "media": file }))
}

fn thumbhash(said: Option<String>) -> Result<Option<String>, Error> {
    match said {
        Some(said) if !is_thumbhash(&said) => Err(Error::bad_request(format!(
            "A ThumbHash has at most {THUMBHASH_BYTES} bytes, in Base64."
        ))),
        said => Ok(said),
    }
}

/// Whether it is Base64 with its padding (RFC 4648, section 4). That of the crate would be 1 kB more, beside the one without.
fn is_thumbhash(said: &str) -> bool {
    let bare = said.trim_end_matches('=');
    let mut bytes = [0; THUMBHASH_BYTES];
    said.len() == bare.len().next_multiple_of(4) && Base64Unpadded::decode(bare, &mut bytes).is_ok()
}

fn waveform(said: Option<Vec<u16>>) -> Result<Option<String>, Error> {
    let Some(said) = said else { return Ok(None) };
    if said.len() > WAVEFORM || said.iter().any(|level| *level > LOUDEST) {
        return Err(Error::bad_request(format!(
            "A waveform has at most {WAVEFORM} steps, each from 0 to {LOUDEST}."
        )));
    }
    serde_json::to_string(&said)
        .map(Some)
        .map_err(Error::internal)
}

/// `PUT /api/media/{media}/thumbnail`: a small picture of a file, until a message holds it.
///
/// # Errors
/// `too_large`, `unsupported_media`, `not_found`, `conflict`.
pub async fn set_thumbnail(
    app: &App,
    caller: &Caller,
    media: &MediaId,
    request: &Request,
) -> Result<Response, Error> {
    let file = loose(app, caller, media).await?;
    if file.stored_at.is_none() {
        return Err(Error::conflict("The file itself has not come yet."));
    }
    let bytes = app::bytes(request, PICTURE_BYTES).await?;
    let kind = picture::look(&bytes).filter(|kind| kind.media_type != "image/gif");
    let kind = kind.ok_or_else(|| Error::UnsupportedMedia {
        detail: "A thumbnail is a JPEG, PNG or WebP picture.".into(),
    })?;
    R2::open(&app.env)?
        .put(&file.thumbnail_key(), &bytes)
        .await?;
    let (id, size) = (media.as_str(), bytes.len() as u64);
    if store::thumbnail(&app.database()?, id, kind.media_type, size).await? {
        respond::no_content()
    } else {
        Err(held())
    }
}

/// `DELETE /api/media/{media}`: what no message holds, and never will.
///
/// # Errors
/// `not_found`, `conflict`.
pub async fn delete(app: &App, caller: &Caller, media: &MediaId) -> Result<Response, Error> {
    loose(app, caller, media).await?;
    if store::delete(&app.database()?, media.as_str(), app.now).await? {
        respond::no_content()
    } else {
        Err(held())
    }
}

/// Somebody's own file, as long as no message holds it.
async fn loose(app: &App, caller: &Caller, media: &MediaId) -> Result<Record, Error> {
    let file = access::store::own(app, caller, media).await?;
    if access::store::is_attached(app, &file).await? {
        return Err(held());
    }
    Ok(file)
}

fn held() -> Error {
    Error::conflict("A message holds this file: it can no longer be changed.")
}
