//! Files on their way out: to whoever may have them, whole or in part, or not again.

use worker::{Headers, Request, Response, ResponseBody};

use super::conditions::{self, Answer, Asked, There};
use super::dates;
use crate::accounts::Caller;
use crate::app::{App, header};
use crate::error::Error;
use crate::media::{MediaId, access, content, names};
use crate::platform::r2::{Piece, R2};
use crate::wire::types::Millis;

/// Who may keep it, and for how long: what is under an address never changes. Only those who may have it ask for it.
/// Nobody on the way packs it: its tag would then be of other bytes, and its ranges too.
const KEPT: &str = "private, max-age=31536000, immutable, no-transform";
/// Whatever a file turns out to be, nothing of it runs, and nothing is fetched for it.
const SANDBOX: &str =
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
/// No sandbox for what needs a viewer, which browsers refuse to start in one, or asks again with its reader's cookies,
/// which nothing in a sandbox has. Neither runs anything of the file's with the rights of a page.
const VIEWER: &str = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; object-src 'self'; frame-ancestors 'none'";

/// What is sent.
pub struct Sent<'a> {
    /// Where it lies.
    pub key: &'a str,
    /// What tells it from everything else that was ever under its address.
    pub tag: &'a str,
    /// Since when it has been there.
    pub since: Millis,
    /// In bytes.
    pub size: u64,
    /// What it is.
    pub media_type: &'a str,
    /// The name it is saved under, when it is to be saved.
    pub name: &'a str,
    /// Whether it is to be saved even if it could be shown.
    pub download: bool,
}

/// `GET /media/{media}/{name}`
///
/// # Errors
/// `not_found`, `precondition_failed`, `range_not_satisfiable`.
pub async fn file(
    app: &App,
    caller: &Caller,
    media: &MediaId,
    request: &Request,
) -> Result<Response, Error> {
    let file = access::store::readable(app, caller, media).await?;
    let sent = Sent {
        key: &file.key(),
        tag: &file.object,
        since: file.stored_at.unwrap_or(file.created_at),
        size: file.size,
        media_type: file.media_type.as_deref().unwrap_or(content::BYTES),
        name: &file.name,
        download: app.query("download").is_some(),
    };
    send(app, request, &sent).await
}

/// `GET /media/{media}/thumbnail`
///
/// # Errors
/// As [`file`].
pub async fn thumbnail(
    app: &App,
    caller: &Caller,
    media: &MediaId,
    request: &Request,
) -> Result<Response, Error> {
    let file = access::store::readable(app, caller, media).await?;
    let media_type = file.thumb_type.as_deref();
    let sent = Sent {
        key: &file.thumbnail_key(),
        tag: &format!("{}-thumbnail", file.object),
        since: file.stored_at.unwrap_or(file.created_at),
        size: file.thumb_bytes.into(),
        media_type: media_type.ok_or_else(|| Error::not_found("file"))?,
        name: "thumbnail",
        download: false,
    };
    send(app, request, &sent).await
}

/// The answer to a request for something in the bucket, by somebody who may have it.
///
/// # Errors
/// `precondition_failed`, `range_not_satisfiable`.
pub async fn send(app: &App, request: &Request, sent: &Sent<'_>) -> Result<Response, Error> {
    let etag = format!("\"{}\"", sent.tag);
    let there = There {
        etag: &etag,
        since: sent.since,
        size: sent.size,
    };
    let head = request.inner().method() == "HEAD";
    let answer = asked(request, head, &there)?;
    let response = match answer {
        Answer::NotModified => Response::empty().map(|response| response.with_status(304)),
        _ if head => Response::empty(),
        _ => {
            let piece = match answer {
                Answer::Part { first, last } => Some(Piece {
                    offset: first,
                    length: last - first + 1,
                }),
                _ => None,
            };
            let bytes = R2::open(&app.env)?.stream(sent.key, piece).await?;
            let bytes = bytes.ok_or_else(|| Error::internal("the bytes of a file are gone"))?;
            let status = if piece.is_some() { 206 } else { 200 };
            Response::from_body(ResponseBody::Stream(bytes))
                .map(|response| response.with_status(status))
        }
    };
    let response = response.map_err(Error::internal)?;
    describe(response.headers(), sent, &there, answer, head).map_err(Error::internal)?;
    Ok(response)
}

fn asked(request: &Request, head: bool, there: &There<'_>) -> Result<Answer, Error> {
    let said = |name| header(request, name);
    conditions::answer(
        &Asked {
            head,
            if_match: said("If-Match").as_deref(),
            if_none_match: said("If-None-Match").as_deref(),
            if_modified_since: said("If-Modified-Since").as_deref(),
            if_unmodified_since: said("If-Unmodified-Since").as_deref(),
            if_range: said("If-Range").as_deref(),
            range: said("Range").as_deref(),
        },
        there,
    )
}

fn describe(
    headers: &Headers,
    sent: &Sent<'_>,
    there: &There<'_>,
    answer: Answer,
    head: bool,
) -> worker::Result<()> {
    headers.set("ETag", there.etag)?;
    headers.set("Last-Modified", &dates::written(there.since))?;
    headers.set("Cache-Control", KEPT)?;
    let shown = content::is_shown(sent.media_type);
    let views = ["application/", "video/", "audio/"];
    let viewed = shown && views.iter().any(|kind| sent.media_type.starts_with(kind));
    // Also where nothing else is said: what has been kept is kept on with the headers of the last answer.
    headers.set(
        "Content-Security-Policy",
        if viewed { VIEWER } else { SANDBOX },
    )?;
    if answer == Answer::NotModified {
        return Ok(());
    }
    let media_type = match sent.media_type {
        content::TEXT => "text/plain; charset=utf-8",
        media_type => media_type,
    };
    headers.set("Content-Type", media_type)?;
    headers.set(
        "Content-Disposition",
        &names::disposition(shown && !sent.download, sent.name),
    )?;
    headers.set("Accept-Ranges", "bytes")?;
    if let Answer::Part { first, last } = answer {
        let range = format!("bytes {first}-{last}/{}", there.size);
        headers.set("Content-Range", &range)?;
    } else if head {
        headers.set("Content-Length", &there.size.to_string())?;
    }
    Ok(())
}
