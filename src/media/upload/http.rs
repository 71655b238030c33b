//! Files on their way in. The bytes go from the request into the bucket by the runtime; what they are is found by
//! reading back how they begin.

use worker::web_sys::ReadableStream;
use worker::{Request, Response};

use crate::accounts::Caller;
use crate::app::{App, header};
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::media::limits::{self, Limits, PART_BYTES};
use crate::media::record::{self, Record};
use crate::media::store::{self, New};
use crate::media::{MediaId, PartNumber, access, content, names};
use crate::platform::r2::{Piece, R2, Refusal};
use crate::random;
use crate::respond;
use crate::wire::types::{Action, RoomId};

/// `POST /api/rooms/{room}/media?name=`: a whole file.
///
/// # Errors
/// `length_required`, `bad_request`, `too_large`, `too_fast`; what keeps one from posting in the room.
pub async fn whole(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    request: &Request,
) -> Result<Response, Error> {
    let size = length(request)?;
    Limits::check_request(size)?;
    let name = app.query("name").unwrap_or_default();
    let id = admit(app, caller, room, &name, size, None).await?;
    let (database, bucket, key) = (app.database()?, R2::open(&app.env)?, record::key(&id));
    if let Err(refusal) = bucket.put_stream(&key, &stream(request)?).await {
        store::forget(&database, &id).await?;
        return Err(refusal.into());
    }
    settle(app, &id, &key, size).await
}

/// `POST /api/rooms/{room}/uploads`: a file that will come in parts.
///
/// # Errors
/// `bad_request`, `too_large`, `too_fast`; what keeps one from posting in the room.
pub async fn start(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    mut body: Body,
) -> Result<Response, Error> {
    let name: String = body.required("name")?;
    let size = body.required("size")?;
    let id = admit(app, caller, room, &name, size, Some(PART_BYTES)).await?;
    let upload = R2::open(&app.env)?.begin(&record::key(&id)).await?;
    store::begin(&app.database()?, &id, &upload).await?;
    respond::json(201, &shown(&id, size, PART_BYTES, &[]))
}

/// `GET /api/uploads/{media}`: which parts have come.
///
/// # Errors
/// `not_found`.
pub async fn so_far(app: &App, caller: &Caller, media: &MediaId) -> Result<Response, Error> {
    let (file, part_bytes) = upload(app, caller, media).await?;
    let received: Vec<u64> = if file.stored_at.is_some() {
        (1..=limits::parts(file.size, part_bytes)).collect()
    } else {
        let parts = store::parts(&app.database()?, media.as_str()).await?;
        parts.iter().map(|part| part.part.into()).collect()
    };
    respond::json(200, &shown(&file.id, file.size, part_bytes, &received))
}

/// `PUT /api/uploads/{media}/parts/{part}`: a part, in the place of what came under its number before.
///
/// # Errors
/// `length_required`, `bad_request`, `not_found`; `conflict` when the file is whole.
pub async fn part(
    app: &App,
    caller: &Caller,
    media: &MediaId,
    part: PartNumber,
    request: &Request,
) -> Result<Response, Error> {
    let size = length(request)?;
    let (file, part_bytes) = upload(app, caller, media).await?;
    let expected = limits::part_bytes(file.size, part_bytes, part.0);
    let expected = expected.ok_or_else(|| Error::not_found("part"))?;
    if size != expected {
        return Err(Error::bad_request(format!(
            "Part {} has {expected} bytes; this has {size}.",
            part.0
        )));
    }
    let Some(name) = &file.r2_upload else {
        return Err(Error::conflict("The file is whole."));
    };
    let (bucket, body) = (R2::open(&app.env)?, stream(request)?);
    let etag = bucket.put_part(&file.key(), name, part.0, &body).await?;
    store::part(&app.database()?, &file.id, part, &etag, size).await?;
    respond::no_content()
}

/// `POST /api/uploads/{media}/complete`: all parts have come.
///
/// # Errors
/// `not_found`; `conflict` when they have not.
pub async fn complete(app: &App, caller: &Caller, media: &MediaId) -> Result<Response, Error> {
    let (file, part_bytes) = upload(app, caller, media).await?;
    if let Some(media) = file.media() {
        return respond::json(200, &json!({ "media": media }));
    }
    let Some(name) = &file.r2_upload else {
        return Err(Error::conflict("The file has not begun to come."));
    };
    let (database, bucket, key) = (app.database()?, R2::open(&app.env)?, file.key());
    let parts = store::parts(&database, &file.id).await?;
    let missing = limits::parts(file.size, part_bytes).saturating_sub(parts.len() as u64);
    let parts: Vec<(u16, String)> = parts
        .into_iter()
        .map(|part| (part.part, part.etag))
        .collect();
    let made = match missing {
        0 => bucket.complete(&key, name, &parts).await,
        _ => Err(Refusal::NoPart),
    };
    if let Err(refusal) = made {
        // It may have been completed before, by a request whose answer was lost.
        if missing > 0 || bucket.size(&key).await? != Some(file.size) {
            if let (0, Refusal::NoPart) = (missing, &refusal) {
                store::forget_parts(&database, &file.id).await?;
            }
            return Err(refusal.into());
        }
    }
    store::forget_parts(&database, &file.id).await?;
    settle(app, &file.id, &key, file.size).await
}

/// `DELETE /api/uploads/{media}`: a file that will not come after all, or is not wanted.
///
/// # Errors
/// `not_found`; `conflict` when a message holds it.
pub async fn abandon(app: &App, caller: &Caller, media: &MediaId) -> Result<Response, Error> {
    upload(app, caller, media).await?;
    crate::media::http::delete(app, caller, media).await
}

/// Makes room for a file, for somebody who may post it; its id.
async fn admit(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    name: &str,
    size: u64,
    part_bytes: Option<u64>,
) -> Result<String, Error> {
    let limits = store::limits(&app.env);
    limits.check_file(size)?;
    directory::may(app, caller, room, Action::Post).await?;
    let id = random::id(app.now)?;
    let new = New {
        id: &id,
        room: Some(room),
        owner: &caller.user.author.id,
        name: &names::cleaned(name),
        size,
        part_bytes,
    };
    store::add(&app.database()?, &new, &limits, !app.rates_off, app.now).await?;
    Ok(id)
}

/// All bytes are there: what are they?
async fn settle(app: &App, id: &str, key: &str, size: u64) -> Result<Response, Error> {
    let bucket = R2::open(&app.env)?;
    let start = Piece {
        offset: 0,
        length: size.min(content::LOOKED_AT),
    };
    let start = bucket.bytes(key, start).await?;
    let start = start.ok_or_else(|| Error::internal("a file was stored and is not there"))?;
    let database = app.database()?;
    match store::stored(&database, id, &content::look(&start), app.now).await? {
        Some(file) => respond::json(201, &json!({ "media": file.media() })),
        // Somebody else completed it at the same moment; or it was deleted on its way, perhaps so long ago that nobody
        // would look for its bytes any more.
        None => match store::file(&database, id)
            .await?
            .and_then(|file| file.media())
        {
            Some(media) => respond::json(200, &json!({ "media": media })),
            None => {
                bucket.delete(&[key.to_owned()]).await?;
                Err(Error::not_found("file"))
            }
        },
    }
}

/// Somebody's own file that comes in parts, and how long those are.
async fn upload(app: &App, caller: &Caller, media: &MediaId) -> Result<(Record, u64), Error> {
    let file = access::store::own(app, caller, media).await?;
    let part_bytes = file.part_bytes.ok_or_else(|| Error::not_found("upload"))?;
    Ok((file, part_bytes))
}

fn shown(id: &str, size: u64, part_bytes: u64, received: &[u64]) -> json::Written {
    let upload = json!({ "id": id, "size": size, "part_bytes": part_bytes, "received": received });
    json!({ "upload": upload })
}

/// How long the body is said to be. The runtime sees to it that it is.
fn length(request: &Request) -> Result<u64, Error> {
    let length = header(request, "Content-Length").ok_or(Error::LengthRequired)?;
    let digits = length.bytes().all(|b| b.is_ascii_digit());
    let length = length.parse().ok().filter(|_| digits);
    length.ok_or_else(|| Error::bad_request("Content-Length is no number."))
}

fn stream(request: &Request) -> Result<ReadableStream, Error> {
    let body = request.inner().body();
    body.ok_or_else(|| Error::bad_request("The request has no body."))
}
