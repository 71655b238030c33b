//! Answers: JSON, nothing, or a problem; the headers all of them carry; the one log line of a failure.

use serde::Serialize;
use worker::{Headers, Response, console_error, console_log};

use crate::error::Error;
use crate::json;
use crate::json::{ToJson, Written};

/// A JSON answer.
///
/// # Errors
/// `internal`.
pub fn json(status: u16, value: &dyn ToJson) -> Result<Response, Error> {
    json_text(status, Written::of(value).into_string())
}

/// A JSON answer that has been written already.
///
/// # Errors
/// `internal`.
pub fn json_text(status: u16, text: String) -> Result<Response, Error> {
    written(status, text, "application/json").map_err(Error::internal)
}

/// One function, where those of the `worker` crate would be compiled anew for every type.
fn written(status: u16, text: String, kind: &str) -> worker::Result<Response> {
    let response = Response::ok(text)?.with_status(status);
    response.headers().set("Content-Type", kind)?;
    Ok(response)
}

/// Done, and nothing to say.
///
/// # Errors
/// None; it is a `Result` for handlers to end with.
pub fn no_content() -> Result<Response, Error> {
    let response = Response::empty().map_err(Error::internal)?;
    Ok(response.with_status(204))
}

/// What is known of a request when it is answered, and may stand in a log: nothing of who asked, nor what for.
pub struct Request<'a> {
    /// Its number, also in the answer, so that people can quote it.
    pub id: &'a str,
    /// Method and address, with `{room}` where a room's id stood.
    pub route: &'a str,
    /// Whether it came by https.
    pub secure: bool,
}

/// The answer as it leaves: a failure becomes a problem and a line in the log, and every answer gets its headers.
///
/// # Errors
/// Only the runtime's own, on headers it does not take.
pub fn finish(outcome: Result<Response, Error>, request: &Request<'_>) -> worker::Result<Response> {
    let response = match outcome {
        Ok(response) => response,
        Err(error) => {
            log(&error, request);
            problem(&error)?
        }
    };
    // An answer that came from an object has headers nobody may change: they are copied first.
    let headers = response.headers().clone();
    add_headers(&headers, request)?;
    Ok(response.with_headers(headers))
}

fn problem(error: &Error) -> worker::Result<Response> {
    let text = serde_json::to_string(&error.problem())?;
    let response = written(error.status(), text, "application/problem+json")?;
    let headers = response.headers();
    match error {
        Error::TooFast { retry_after_ms } => {
            headers.set("Retry-After", &retry_after_ms.div_ceil(1000).to_string())?;
        }
        Error::RangeNotSatisfiable { size } => {
            headers.set("Content-Range", &format!("bytes */{size}"))?;
        }
        Error::MethodNotAllowed { allow } => headers.set("Allow", allow)?,
        Error::Unauthenticated { .. } => headers.set("WWW-Authenticate", "Bearer")?,
        _ => {}
    }
    Ok(response)
}

/// Answers of the Worker are data: they load nothing, are shown in no frame, are kept by no cache, and are taken for
/// nothing else than what they say they are.
fn add_headers(headers: &Headers, request: &Request<'_>) -> worker::Result<()> {
    headers.set("X-Request-Id", request.id)?;
    headers.set("X-Content-Type-Options", "nosniff")?;
    headers.set("Referrer-Policy", "no-referrer")?;
    headers.set("Cross-Origin-Resource-Policy", "same-origin")?;
    if !headers.has("Content-Security-Policy")? {
        headers.set(
            "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'",
        )?;
    }
    if !headers.has("Cache-Control")? {
        headers.set("Cache-Control", "no-store")?;
    }
    if request.secure {
        headers.set("Strict-Transport-Security", "max-age=31536000")?;
    }
    Ok(())
}

/// A line of the log.
#[derive(Serialize)]
struct Line<'a> {
    message: &'a str,
    level: &'a str,
    request_id: &'a str,
    route: &'a str,
    status: u16,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
}

fn log(error: &Error, request: &Request<'_>) {
    let cause = match error {
        Error::Internal { cause } => Some(cause.as_str()),
        _ => None,
    };
    let line = Written::of(&Line {
        message: "request failed",
        level: if cause.is_some() { "error" } else { "info" },
        request_id: request.id,
        route: request.route,
        status: error.status(),
        code: error.code(),
        cause,
    });
    if cause.is_some() {
        console_error!("{line}");
    } else {
        console_log!("{line}");
    }
}

/// The log line of work that failed and that nobody asked for.
pub fn log_failure(work: &str, error: &Error) {
    let line = json!({
        "message": "work failed",
        "level": "error",
        "work": work,
        "cause": error.to_string(),
    });
    console_error!("{line}");
}
