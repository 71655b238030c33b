//! Access tokens: JWT, HS256, ten minutes.
//!
//! A token is checked here before anything is looked up, so that garbage never reaches the database. Whether its
//! session still stands is asked of the database each time: a token alone logs nobody in.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::error::Error;
use crate::json;
use crate::json::FromJson;
use crate::wire::types::{Millis, SessionId, UserId};

/// How long an access token is good for: as long as a browser may go on without showing its refresh token.
pub const LIFETIME: Millis = 10 * 60_000;

/// Fewest bytes of a signing key: as many as HS256 gives out (RFC 7518, 3.2).
pub const KEY_BYTES: usize = 32;

/// The header of every token of ours.
const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq, FromJson)]
pub struct Access {
    /// Whose it is.
    #[serde(rename = "sub")]
    pub user: UserId,
    /// The session it belongs to.
    #[serde(rename = "sid")]
    pub session: SessionId,
}

/// What stands in a token (RFC 7519, 4.1).
#[derive(FromJson)]
struct Claims {
    #[serde(flatten)]
    access: Access,
    /// Its end, in seconds. One without is refused.
    exp: Option<Millis>,
}

#[derive(FromJson)]
struct Header {
    alg: String,
}

/// The key tokens are signed with.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

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
        Hmac::new_from_slice(bytes)
            .map(Self)
            .map_err(Error::internal)
    }

    /// A token good from now on.
    #[must_use]
    pub fn sign(&self, access: &Access, now: Millis) -> String {
        let claims = json!({
            "sub": access.user,
            "sid": access.session,
            "iat": now / 1000,
            "exp": (now + LIFETIME) / 1000,
        });
        self.signed(HEADER, &claims.into_string())
    }

    /// A token that says this.
    fn signed(&self, header: &str, claims: &str) -> String {
        let part = |json: &str| Base64UrlUnpadded::encode_string(json.as_bytes());
        let said = format!("{}.{}", part(header), part(claims));
        let signature = self.0.clone().chain_update(&said).finalize().into_bytes();
        format!("{said}.{}", Base64UrlUnpadded::encode_string(&signature))
    }

    /// What the token says, if we signed it and it is still good.
    #[must_use]
    pub fn verify(&self, token: &str, now: Millis) -> Option<Access> {
        let claims = self.claims(token)?;
        let end = claims.exp?.checked_mul(1000)?;
        (now <= end).then_some(claims.access)
    }

    /// What the token says, if we signed it, however long ago: enough to log out with.
    #[must_use]
    pub fn verify_expired(&self, token: &str) -> Option<Access> {
        self.claims(token).map(|claims| claims.access)
    }

    /// Nothing is read of a token before its signature is seen to be ours.
    fn claims(&self, token: &str) -> Option<Claims> {
        let (said, signature) = token.rsplit_once('.')?;
        let (header, claims) = said.split_once('.')?;
        let signature = Base64UrlUnpadded::decode_vec(signature).ok()?;
        let ours = self.0.clone().chain_update(said);
        ours.verify_slice(&signature).ok()?;
        let header: Header = part(header)?;
        if header.alg != "HS256" {
            return None;
        }
        part(claims)
    }
}

/// A part of a token, read.
fn part<T: FromJson>(part: &str) -> Option<T> {
    let json = String::from_utf8(Base64UrlUnpadded::decode_vec(part).ok()?).ok()?;
    json::read(&json).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jwt_compact::alg::{Hs256, Hs256Key};
    use jwt_compact::{AlgorithmExt, Claims as TheirClaims, TimeOptions, UntrustedToken};

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
        let token = key().sign(&access(), NOW);
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
    fn other_implementations_understand_ours() {
        let token = key().sign(&access(), NOW);
        let untrusted = UntrustedToken::new(&token).unwrap();
        let their_key = Hs256Key::new(b"0123456789abcdef0123456789abcdef");
        let theirs = Hs256.validator::<serde_json::Value>(&their_key);
        let claims: TheirClaims<serde_json::Value> =
            theirs.validate(&untrusted).unwrap().into_parts().1;
        assert_eq!(claims.custom["sub"], "u");
        let at = |now: Millis| {
            let now = chrono::DateTime::from_timestamp_millis(now).unwrap();
            TimeOptions::new(chrono::Duration::zero(), move || now)
        };
        assert!(claims.validate_expiration(&at(NOW + LIFETIME)).is_ok());
        assert!(
            claims
                .validate_expiration(&at(NOW + LIFETIME + 1_000))
                .is_err()
        );
    }

    #[test]
    fn a_signed_token_of_another_kind_is_refused() {
        let claims = r#"{"sub":"u","sid":"s","exp":1700000600}"#;
        for header in [r#"{"alg":"none"}"#, r#"{"alg":"HS512"}"#, "{}", "[]", ""] {
            assert_eq!(
                key().verify(&key().signed(header, claims), NOW),
                None,
                "{header}"
            );
        }
        for claims in [
            "",
            "{}",
            r#"{"sub":"u","exp":1700000600}"#,
            r#"{"sub":1,"sid":"s","exp":1700000600}"#,
        ] {
            assert_eq!(
                key().verify(&key().signed(HEADER, claims), NOW),
                None,
                "{claims}"
            );
        }
    }

    #[test]
    fn what_another_key_signed_is_nothing() {
        let other = Key::new(b"another key, and also long enough").unwrap();
        let token = other.sign(&access(), NOW);
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
        let endless = key().signed(HEADER, r#"{"sub":"u","sid":"s"}"#);
        assert_eq!(key().verify_expired(&endless), Some(access()));
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
