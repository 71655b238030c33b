//! Access tokens: JWT, HS256, ten minutes.
//!
//! A token is checked here before anything is looked up, so that garbage never reaches the database. Whether its
//! session still stands is asked of the database each time: a token alone logs nobody in.

use chrono::{DateTime, Duration, Utc};
use jwt_compact::alg::{Hs256, Hs256Key};
use jwt_compact::{AlgorithmExt, Claims, Header, TimeOptions, UntrustedToken};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::wire::types::{Millis, SessionId, UserId};

/// How long an access token is good for: as long as a browser may go on without showing its refresh token.
pub const LIFETIME: Millis = 10 * 60_000;

/// Fewest bytes of a signing key: as many as HS256 gives out (RFC 7518, 3.2).
pub const KEY_BYTES: usize = 32;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Whose it is.
    #[serde(rename = "sub")]
    pub user: UserId,
    /// The session it belongs to.
    #[serde(rename = "sid")]
    pub session: SessionId,
}

/// The key tokens are signed with.
#[derive(Clone)]
pub struct Key(Hs256Key);

impl Key {
    /// Takes a key that is long enough.
    ///
    /// # Errors
    /// `internal`: a short one is a mistake in the site's configuration.
    pub fn new(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() < KEY_BYTES {
            return Err(Error::internal(format!(
                "JWT_SECRET is shorter than {KEY_BYTES} bytes"
            )));
        }
        Ok(Self(Hs256Key::new(bytes)))
    }

    /// A token good from now on.
    ///
    /// # Errors
    /// `internal`.
    pub fn sign(&self, access: Access, now: Millis) -> Result<String, Error> {
        let claims = Claims::new(access)
            .set_duration_and_issuance(&clock(now)?, Duration::milliseconds(LIFETIME));
        Hs256
            .token(&Header::empty(), &claims, &self.0)
            .map_err(Error::internal)
    }

    /// What the token says, if we signed it and it is still good.
    #[must_use]
    pub fn verify(&self, token: &str, now: Millis) -> Option<Access> {
        let claims = self.claims(token)?;
        claims.validate_expiration(&clock(now).ok()?).ok()?;
        Some(claims.custom)
    }

    /// What the token says, if we signed it, however long ago: enough to log out with.
    #[must_use]
    pub fn verify_expired(&self, token: &str) -> Option<Access> {
        self.claims(token).map(|claims| claims.custom)
    }

    fn claims(&self, token: &str) -> Option<Claims<Access>> {
        let untrusted = UntrustedToken::new(token).ok()?;
        let trusted = Hs256
            .validator::<Access>(&self.0)
            .validate(&untrusted)
            .ok()?;
        Some(trusted.into_parts().1)
    }
}

/// A clock that stands at `now`. No leeway: who signs is who checks.
fn clock(now: Millis) -> Result<TimeOptions<impl Fn() -> DateTime<Utc>>, Error> {
    let now = DateTime::from_timestamp_millis(now)
        .ok_or_else(|| Error::internal("a time out of range"))?;
    Ok(TimeOptions::new(Duration::zero(), move || now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64ct::{Base64UrlUnpadded, Encoding};

    const NOW: Millis = 1_700_000_000_000;

    fn key() -> Key {
        Key::new(b"0123456789abcdef0123456789abcdef").unwrap()
    }

    fn access() -> Access {
        Access {
            user: UserId("u".into()),
            session: SessionId("s".into()),
        }
    }

    #[test]
    fn a_token_is_good_for_ten_minutes() {
        let token = key().sign(access(), NOW).unwrap();
        assert_eq!(key().verify(&token, NOW), Some(access()));
        assert_eq!(key().verify(&token, NOW + LIFETIME), Some(access()));
        assert_eq!(key().verify(&token, NOW + LIFETIME + 1), None);
        assert_eq!(key().verify_expired(&token), Some(access()));
    }

    /// Made with another implementation: HS256 over {"alg":"HS256","typ":"JWT"} and the claims below.
    #[test]
    fn tokens_of_other_implementations_are_understood() {
        let token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ1Iiwic2lkIjoicyIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwMDAwNjAwfQ.amgiT1-9IKoRVmNi3k6Ve3FHvwG76uphp2CP2necw7w";
        assert_eq!(key().verify(token, NOW), Some(access()));
    }

    #[test]
    fn what_another_key_signed_is_nothing() {
        let other = Key::new(b"another key, and also long enough").unwrap();
        let token = other.sign(access(), NOW).unwrap();
        assert_eq!(key().verify(&token, NOW), None);
        assert_eq!(key().verify_expired(&token), None);
    }

    #[test]
    fn no_algorithm_is_no_signature() {
        let part = |json: &str| Base64UrlUnpadded::encode_string(json.as_bytes());
        let claims = part(r#"{"sub":"u","sid":"s","iat":1700000000,"exp":1700000600}"#);
        for header in [
            r#"{"alg":"none"}"#,
            r#"{"alg":"HS512"}"#,
            r#"{"alg":"RS256"}"#,
            "{}",
        ] {
            let header = part(header);
            assert_eq!(key().verify(&format!("{header}.{claims}."), NOW), None);
            assert_eq!(key().verify(&format!("{header}.{claims}.AAAA"), NOW), None);
        }
    }

    #[test]
    fn a_token_without_end_is_refused() {
        let endless = Hs256
            .token(&Header::empty(), &Claims::new(access()), &key().0)
            .unwrap();
        assert_eq!(key().verify(&endless, NOW), None);
    }

    #[test]
    fn garbage_is_nothing() {
        for garbage in [
            "",
            ".",
            "..",
            "a.b.c",
            "eyJhbGciOiJIUzI1NiJ9..",
            "\u{0}",
            "💥.💥.💥",
        ] {
            assert_eq!(key().verify(garbage, NOW), None, "{garbage:?}");
        }
    }

    #[test]
    fn short_keys_are_refused() {
        assert!(Key::new(b"too short").is_err());
    }
}
