//! JSON bodies: the fields of one object, each taken out in its own type.
//!
//! What is wrong with a body is said by the name of the field, in words for people; nothing of the parser shows.
//! Fields nobody asks for are ignored; a field given twice is refused, since two readers might take different ones.

use crate::error::Error;
use crate::json::{FromJson, Value};
use crate::moderation::words;
use crate::route;
use crate::wire::limits::BODY_BYTES;
use crate::wire::moderation::{Outcome, Word, WordRule};
use crate::wire::text::{
    Alt, DisplayName, Emoji, Nonce, Password, Reason, RoomName, SiteName, Status, Text, Topic,
    Username,
};
use crate::wire::types::{MessageId, Millis, RoomKind, SeatRole, SignupMode, SiteRole, UserId};

/// The fields of a request's JSON object.
#[derive(Debug, Default)]
pub struct Body(Value);

impl Body {
    /// Reads a body. An empty one is an object without fields, whatever its type is said to be.
    ///
    /// # Errors
    /// `too_large`, `unsupported_media`, `bad_request`.
    pub fn parse(content_type: Option<&str>, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > BODY_BYTES {
            return Err(Self::too_large(BODY_BYTES));
        }
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        if !content_type.is_some_and(is_json) {
            return Err(Error::UnsupportedMedia {
                detail: "Send JSON, with Content-Type: application/json.".into(),
            });
        }
        let read = std::str::from_utf8(bytes).ok().and_then(Value::parse);
        let object = read.filter(|value| matches!(value, Value::Object(_)));
        let object = object.ok_or_else(|| Error::bad_request("The body is not a JSON object."))?;
        match object.doubled() {
            Some(name) => Err(Error::bad_request(format!(
                "The field \"{}\" is given twice.",
                shown(name)
            ))),
            None => Ok(Self(object)),
        }
    }

    /// The refusal of a body over the limit.
    #[must_use]
    pub fn too_large(most: usize) -> Error {
        Error::too_large(format!(
            "A request body here has at most {} KiB.",
            most / 1024
        ))
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// `bad_request` naming the field, or what its type says.
    pub fn required<T: Field>(&mut self, name: &str) -> Result<T, Error> {
        self.optional(name)?
            .ok_or_else(|| Error::bad_request(format!("The field \"{name}\" is missing.")))
    }

    /// A field that may be missing or null.
    ///
    /// # Errors
    /// `bad_request` naming the field, or what its type says.
    pub fn optional<T: Field>(&mut self, name: &str) -> Result<Option<T>, Error> {
        match self.0.get_mut(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::read(value)
                .unwrap_or_else(|| {
                    Err(Error::bad_request(format!(
                        "The field \"{name}\" must be {}.",
                        T::SHAPE
                    )))
                })
                .map(Some),
        }
    }

    /// The field `until`: when something ends that begins now; nothing means never.
    ///
    /// # Errors
    /// `bad_request` for an end that is over.
    pub fn until(&mut self, now: Millis) -> Result<Option<Millis>, Error> {
        /// The last moment there is a date for (ECMA-262, section 21.4.1.1).
        const LAST: Millis = 8_640_000_000_000_000;
        let refused = || {
            Error::bad_request(
                "The field \"until\" must be a time to come, in milliseconds since 1970.",
            )
        };
        let until = self.optional::<u64>("until")?.map(Millis::try_from);
        let until = until.transpose().map_err(|_| refused())?;
        match until {
            Some(until) if until <= now || until > LAST => Err(refused()),
            until => Ok(until),
        }
    }
}

/// What a field can be.
pub trait Field: Sized {
    /// What it must look like, to end the sentence "The field must be …".
    const SHAPE: &'static str;

    /// The value, or why it breaks the rules of its type; nothing when it is of another shape.
    fn read(value: &mut Value) -> Option<Result<Self, Error>>;
}

macro_rules! text_fields {
    ($($name:ident),*) => {$(
        impl Field for $name {
            const SHAPE: &'static str = "text";

            fn read(value: &mut Value) -> Option<Result<Self, Error>> {
                value.as_str().map(Self::parse)
            }
        }
    )*};
}

text_fields!(
    Username,
    DisplayName,
    Password,
    Status,
    SiteName,
    Reason,
    Alt,
    RoomName,
    Topic,
    Text,
    Nonce,
    Emoji
);

macro_rules! plain_fields {
    ($($name:ty: $shape:literal),* $(,)?) => {$(
        impl Field for $name {
            const SHAPE: &'static str = $shape;

            fn read(value: &mut Value) -> Option<Result<Self, Error>> {
                Self::from_json(value).ok().map(Ok)
            }
        }
    )*};
}

plain_fields! {
    String: "text",
    bool: "true or false",
    u16: "a whole number from 0",
    u32: "a whole number from 0",
    u64: "a whole number from 0",
    UserId: "an id",
    SignupMode: "one of \"open\", \"invite\" and \"closed\"",
    SeatRole: "one of \"owner\", \"moderator\" and \"member\"",
    RoomKind: "one of \"public\" and \"private\"",
    SiteRole: "one of \"owner\", \"admin\" and \"member\"",
    Outcome: "one of \"removed\", \"sanctioned\" and \"dismissed\"",
}

impl Field for MessageId {
    const SHAPE: &'static str = "{\"room\": id, \"seq\": number}";

    fn read(value: &mut Value) -> Option<Result<Self, Error>> {
        let id = Self::from_json(value).ok()?;
        Some(route::canonical_id(id.room.as_str(), "message").map(|_| id))
    }
}

impl Field for Word {
    const SHAPE: &'static str = "{\"word\": text, \"rule\": \"hold\" or \"mask\"}";

    fn read(value: &mut Value) -> Option<Result<Self, Error>> {
        let rule = match value.get("rule")?.as_str()? {
            "hold" => WordRule::Hold,
            "mask" => WordRule::Mask,
            _ => return None,
        };
        Some(words::word(value.get("word")?.as_str()?, rule))
    }
}

impl<T: Field> Field for Vec<T> {
    const SHAPE: &'static str = "a list";

    fn read(value: &mut Value) -> Option<Result<Self, Error>> {
        match value {
            Value::List(items) => items.iter_mut().map(T::read).collect(),
            _ => None,
        }
    }
}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

/// A name somebody sent, short enough to be sent back.
fn shown(name: &str) -> String {
    name.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(json: &str) -> Result<Body, Error> {
        Body::parse(Some("application/json; charset=utf-8"), json.as_bytes())
    }

    #[test]
    fn fields_come_out_in_their_types() {
        let mut body =
            body(r#"{"username":"Ada","max_uses":3,"guests":false,"status":null,"more":[1]}"#)
                .unwrap();
        assert_eq!(
            body.required::<Username>("username").unwrap().as_str(),
            "ada"
        );
        assert_eq!(body.optional::<u32>("max_uses").unwrap(), Some(3));
        assert_eq!(body.optional::<bool>("guests").unwrap(), Some(false));
        assert_eq!(body.optional::<Status>("status").unwrap(), None);
        assert_eq!(body.optional::<Status>("absent").unwrap(), None);
    }

    #[test]
    fn what_is_wrong_is_said_by_name() {
        let said = |json: &str| {
            body(json)
                .and_then(|mut body| body.required::<Username>("username"))
                .unwrap_err()
                .detail()
        };
        assert_eq!(said("{}"), r#"The field "username" is missing."#);
        assert_eq!(said(""), r#"The field "username" is missing."#);
        assert_eq!(
            said(r#"{"username":null}"#),
            r#"The field "username" is missing."#
        );
        assert_eq!(
            said(r#"{"username":5}"#),
            r#"The field "username" must be text."#
        );
        assert_eq!(
            said(r#"{"username":"ada","username":"bob"}"#),
            r#"The field "username" is given twice."#
        );
        assert_eq!(said("[]"), "The body is not a JSON object.");
        assert_eq!(said("{"), "The body is not a JSON object.");
    }

    #[test]
    fn a_type_keeps_its_own_refusal() {
        let json = format!(r#"{{"display_name":"{}"}}"#, "x".repeat(65));
        let refused = body(&json)
            .unwrap()
            .required::<DisplayName>("display_name")
            .unwrap_err();
        assert_eq!(refused.code(), "too_large");
    }

    #[test]
    fn other_types_and_longer_bodies_are_refused() {
        assert_eq!(
            Body::parse(Some("text/plain"), b"{}").unwrap_err().code(),
            "unsupported_media"
        );
        assert_eq!(
            Body::parse(None, b"{}").unwrap_err().code(),
            "unsupported_media"
        );
        let long = vec![b' '; BODY_BYTES + 1];
        assert_eq!(
            Body::parse(Some("application/json"), &long)
                .unwrap_err()
                .code(),
            "too_large"
        );
    }

    #[test]
    fn numbers_are_whole_and_in_range() {
        for refused in [
            r#"{"n":1.5}"#,
            r#"{"n":-1}"#,
            r#"{"n":"1"}"#,
            r#"{"n":4294967296}"#,
            r#"{"n":1e99}"#,
        ] {
            let refused = body(refused).unwrap().required::<u32>("n").unwrap_err();
            assert_eq!(
                refused.detail(),
                r#"The field "n" must be a whole number from 0."#
            );
        }
    }

    #[test]
    fn depth_does_not_matter() {
        let deep = format!(r#"{{"a":{}}}"#, "[".repeat(20_000));
        assert_eq!(body(&deep).unwrap_err().code(), "bad_request");
    }
}
