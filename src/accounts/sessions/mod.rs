//! Who is logged in where: sessions of browsers, API tokens of programs.

#[cfg(target_arch = "wasm32")]
pub mod http;
#[cfg(target_arch = "wasm32")]
pub mod store;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::json::FromJson;
use crate::wire::types::{Millis, SessionId, SiteRole, User};

/// How long a session lasts without being used.
pub const SESSION_LIFETIME: Millis = 30 * 24 * 60 * 60_000;

/// API tokens one account may have: one per program, with room to rotate.
pub const TOKENS_PER_ACCOUNT: usize = 50;

/// What stands before the random part of an API token, for scanners that look for leaked ones.
pub const TOKEN_PREFIX: &str = "cfb_";

/// Who asks.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person, as they are now.
    pub user: User,
    /// The session or the API token they came by; its sockets close when it ends.
    pub session: SessionId,
    /// Which of the two it is.
    pub by: Credential,
    /// Whether they were banned until a moment ago, so that rooms are still to be told.
    pub ban_is_over: bool,
}

/// What a request was authenticated by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The cookies of a browser.
    Session,
    /// A bearer token of a program.
    Token,
}

impl Caller {
    /// Whether they look after the site.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        matches!(self.user.role, SiteRole::Owner | SiteRole::Admin)
    }

    /// Makes sure that a person asks: a token that leaked must not make more of itself, or take accounts over.
    ///
    /// # Errors
    /// `forbidden` to programs.
    pub fn in_person(&self) -> Result<(), Error> {
        match self.by {
            Credential::Session => Ok(()),
            Credential::Token => Err(Error::forbidden(
                "An API token cannot do this. Log in with username and password.",
            )),
        }
    }
}

/// A log-in, for its owner to recognise and end.
#[derive(Clone, Debug, Serialize)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Browser and system it was made with.
    pub device: String,
    /// When.
    pub created_at: Millis,
    /// When it was last used, to ten minutes.
    pub seen_at: Millis,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// An API token, without the part that is secret.
#[derive(Clone, Debug, Serialize, FromJson)]
pub struct ApiToken {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Millis,
    /// When it was last used, to an hour.
    pub used_at: Option<Millis>,
}

/// What is stored of a token: enough to know it again, not enough to use it. No salt: it has 256 bits of its own.
#[must_use]
pub fn token_hash(token: &str) -> String {
    Sha256::digest(token)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Browser and system in a `User-Agent`, as people call them. All else in it is nobody's business.
#[must_use]
pub fn device(user_agent: &str) -> String {
    // Order matters: Edge and Opera say Chrome too, Chrome says Safari too, Android says Linux too.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let said = |list: &[(&str, &'static str)]| {
        list.iter()
            .find_map(|(mark, name)| user_agent.contains(mark).then_some(*name))
    };
    match (said(&BROWSERS), said(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unknown device".to_owned(),
    }
}

/// The token of an `Authorization` header.
#[must_use]
pub fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_called_what_people_call_them() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
                "Firefox on Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/142.0 Safari/537 Edg/142.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/142.0 Mobile Safari/537",
                "Chrome on Android",
            ),
            ("curl/8.5.0", "Unknown device"),
            ("", "Unknown device"),
        ] {
            assert_eq!(device(agent), name);
        }
    }

    #[test]
    fn token_hashes_are_sha_256() {
        assert_eq!(
            token_hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn only_bearer_tokens_are_taken() {
        assert_eq!(bearer("Bearer cfb_x"), Some("cfb_x"));
        assert_eq!(bearer("bearer  cfb_x "), Some("cfb_x"));
        assert_eq!(bearer("Basic cfb_x"), None);
        assert_eq!(bearer("cfb_x"), None);
    }
}
