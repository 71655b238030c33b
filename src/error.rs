//! What can go wrong, as the outside sees it: a stable code, a status, a sentence (RFC 9457).
//!
//! An [`Error`] is made where the fault is found, travels by `?`, is logged once in `respond.rs`, and never tells a
//! client more than its sentence: the cause of an `internal` one stays in the log.

use std::fmt;

use serde::Serialize;

use crate::json::FromJson;

/// Why a request or a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum Error {
    /// The input does not parse or breaks a rule; the sentence says which.
    BadRequest { detail: String },
    /// Nobody is logged in, or no longer.
    Unauthenticated { detail: String },
    /// Known, and not allowed.
    Forbidden { detail: String },
    /// There is none, or it is not to be seen.
    NotFound { detail: String },
    /// The method does not go with this address.
    MethodNotAllowed { allow: String },
    /// It would contradict what is already so.
    Conflict { detail: String },
    /// Somebody else has that username.
    NameTaken,
    /// Over a limit; the sentence says which and by how much.
    TooLarge { detail: String },
    /// Not a type of content that is taken here.
    UnsupportedMedia { detail: String },
    /// It must be said beforehand how long it is.
    LengthRequired,
    /// The range asked for begins behind the end.
    RangeNotSatisfiable { size: u64 },
    /// What is there is not what the request is for.
    PreconditionFailed,
    /// Over a rate.
    TooFast { retry_after_ms: u64 },
    /// Ours. The cause is for the log only.
    Internal { cause: String },
}

impl Error {
    /// A [`Error::BadRequest`] saying why.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::BadRequest {
            detail: detail.into(),
        }
    }

    /// A [`Error::Unauthenticated`] for somebody who has not logged in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::Unauthenticated {
            detail: "Log in to do this.".into(),
        }
    }

    /// A [`Error::Forbidden`] saying why.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::Forbidden {
            detail: detail.into(),
        }
    }

    /// A [`Error::NotFound`] naming what was looked for: "room", "message".
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::NotFound {
            detail: format!("There is no such {what}, or you may not see it."),
        }
    }

    /// A [`Error::Conflict`] saying with what.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::Conflict {
            detail: detail.into(),
        }
    }

    /// A [`Error::TooLarge`] saying which limit, and by how much.
    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::TooLarge {
            detail: detail.into(),
        }
    }

    /// A [`Error::Internal`] with its cause for the log.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::Internal {
            cause: cause.to_string(),
        }
    }

    /// The stable code programs act on.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadRequest { .. } => "bad_request",
            Self::Unauthenticated { .. } => "unauthenticated",
            Self::Forbidden { .. } => "forbidden",
            Self::NotFound { .. } => "not_found",
            Self::MethodNotAllowed { .. } => "method_not_allowed",
            Self::Conflict { .. } => "conflict",
            Self::NameTaken => "name_taken",
            Self::TooLarge { .. } => "too_large",
            Self::UnsupportedMedia { .. } => "unsupported_media",
            Self::LengthRequired => "length_required",
            Self::RangeNotSatisfiable { .. } => "range_not_satisfiable",
            Self::PreconditionFailed => "precondition_failed",
            Self::TooFast { .. } => "too_fast",
            Self::Internal { .. } => "internal",
        }
    }

    /// The HTTP status (RFC 9110, RFC 6585).
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::BadRequest { .. } => 400,
            Self::Unauthenticated { .. } => 401,
            Self::Forbidden { .. } => 403,
            Self::NotFound { .. } => 404,
            Self::MethodNotAllowed { .. } => 405,
            Self::Conflict { .. } | Self::NameTaken => 409,
            Self::LengthRequired => 411,
            Self::PreconditionFailed => 412,
            Self::TooLarge { .. } => 413,
            Self::UnsupportedMedia { .. } => 415,
            Self::RangeNotSatisfiable { .. } => 416,
            Self::TooFast { .. } => 429,
            Self::Internal { .. } => 500,
        }
    }

    /// What happened and what to do, for people.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::BadRequest { detail }
            | Self::Unauthenticated { detail }
            | Self::Forbidden { detail }
            | Self::NotFound { detail }
            | Self::Conflict { detail }
            | Self::TooLarge { detail }
            | Self::UnsupportedMedia { detail } => detail.clone(),
            Self::MethodNotAllowed { allow } => format!("This address takes {allow}."),
            Self::NameTaken => "That username is taken. Choose another.".into(),
            Self::LengthRequired => "Say with Content-Length how many bytes will come.".into(),
            Self::RangeNotSatisfiable { size } => format!("There are {size} bytes."),
            Self::PreconditionFailed => "It is no longer what this request is for.".into(),
            Self::TooFast { retry_after_ms } => {
                let seconds = retry_after_ms.div_ceil(1000);
                format!("Too many at once. Try again in {seconds} s.")
            }
            Self::Internal { .. } => "Something went wrong on our side. Try again.".into(),
        }
    }

    /// How long to wait, for [`Error::TooFast`].
    #[must_use]
    pub fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::TooFast { retry_after_ms } => Some(*retry_after_ms),
            _ => None,
        }
    }

    /// The body of the answer, RFC 9457.
    #[must_use]
    pub fn problem(&self) -> Problem {
        Problem {
            kind: "about:blank",
            title: self.title(),
            status: self.status(),
            detail: self.detail(),
            code: self.code(),
            retry_after_ms: self.retry_after_ms(),
        }
    }

    fn title(&self) -> &'static str {
        match self.status() {
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            409 => "Conflict",
            411 => "Length Required",
            412 => "Precondition Failed",
            413 => "Content Too Large",
            415 => "Unsupported Media Type",
            416 => "Range Not Satisfiable",
            429 => "Too Many Requests",
            _ => "Internal Server Error",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal { cause } => write!(f, "internal: {cause}"),
            other => write!(f, "{}: {}", other.code(), other.detail()),
        }
    }
}

impl std::error::Error for Error {}

/// `application/problem+json`, with the members Confab adds.
#[derive(Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
}
