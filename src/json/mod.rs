//! JSON: read by types that take their fields out of a tree by name, written by `serde`.
//!
//! `serde_json` would compile a reader of its own for every type, the better part of it for what never happens here. Here
//! a text is first read as a [`Value`], by one reader for all; the rest, `#[derive(FromJson)]`, is a sixth of the code
//! for each type.

mod value;

use std::fmt;
use std::rc::Rc;

pub use confab_derive::FromJson;
use serde::Serialize;

pub use value::Value;

/// What can be taken out of a value.
pub trait FromJson: Sized {
    /// Takes what it needs out of a value, which may hold more.
    ///
    /// # Errors
    /// When it is of another shape.
    fn from_json(value: &mut Value) -> Result<Self, Misfit>;
}

/// Reads a text.
///
/// # Errors
/// When it is no JSON, or does not have the shape of `T`.
pub fn read<T: FromJson>(text: &str) -> Result<T, Misfit> {
    T::from_json(&mut Value::parse(text).ok_or(Misfit("the text"))?)
}

/// A text or a value is not what it was taken for. It says the field, where there is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Misfit(&'static str);

impl Misfit {
    /// The innermost field is the one that is named.
    fn within(self, name: &'static str) -> Self {
        if self.0.is_empty() { Self(name) } else { self }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON of another shape: ")?;
        f.write_str(self.0)
    }
}

impl std::error::Error for Misfit {}

/// A field of an object. One that is missing is as good as `null`.
///
/// # Errors
/// When it is of another shape, or the value is no object.
pub fn field<T: FromJson>(object: &mut Value, name: &'static str) -> Result<T, Misfit> {
    T::from_json(place(object, name, &mut Value::Null)?).map_err(|misfit| misfit.within(name))
}

/// The same, of one that can do without.
///
/// # Errors
/// As [`field`].
pub fn field_or_default<T: FromJson + Default>(
    object: &mut Value,
    name: &'static str,
) -> Result<T, Misfit> {
    field(object, name).map(Option::unwrap_or_default)
}

fn place<'a>(
    object: &'a mut Value,
    name: &str,
    missing: &'a mut Value,
) -> Result<&'a mut Value, Misfit> {
    if !matches!(object, Value::Object(_)) {
        return Err(Misfit::default());
    }
    Ok(object.get_mut(name).unwrap_or(missing))
}

/// One variant of an enum: its name, and what is in it.
///
/// # Errors
/// When the value is none.
pub fn variant(value: &mut Value) -> Result<(String, &mut Value), Misfit> {
    match value {
        Value::Text(name) => {
            let name = std::mem::take(name);
            *value = Value::Null;
            Ok((name, value))
        }
        Value::Object(fields) => match fields.first_mut() {
            Some((name, inside)) => Ok((std::mem::take(name), inside)),
            None => Err(Misfit::default()),
        },
        _ => Err(Misfit::default()),
    }
}

/// Whatever it is: what counts is that it is there.
impl FromJson for () {
    fn from_json(_value: &mut Value) -> Result<Self, Misfit> {
        Ok(())
    }
}

impl FromJson for String {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        match value {
            Value::Text(text) => Ok(std::mem::take(text)),
            _ => Err(Misfit::default()),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        match value {
            Value::Bool(yes) => Ok(*yes),
            _ => Err(Misfit::default()),
        }
    }
}

impl FromJson for i64 {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        match value {
            Value::Negative(number) => Ok(*number),
            _ => small(value),
        }
    }
}

impl FromJson for u64 {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        small(value)
    }
}

impl FromJson for u32 {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        small(value)
    }
}

impl FromJson for u16 {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        small(value)
    }
}

impl FromJson for u8 {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        small(value)
    }
}

fn small<T: TryFrom<u64>>(value: &Value) -> Result<T, Misfit> {
    match value {
        Value::Whole(number) => T::try_from(*number).map_err(|_| Misfit::default()),
        _ => Err(Misfit::default()),
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        T::from_json(value).map(Self::new)
    }
}

impl<T: FromJson> FromJson for Rc<T> {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        T::from_json(value).map(Self::new)
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        match value {
            Value::Null => Ok(None),
            value => T::from_json(value).map(Some),
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        let Value::List(items) = value else {
            return Err(Misfit::default());
        };
        let mut list = Self::with_capacity(items.len());
        for item in items {
            list.push(T::from_json(item)?);
        }
        Ok(list)
    }
}

impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        match value {
            Value::List(items) => match items.as_mut_slice() {
                [one, other] => Ok((A::from_json(one)?, B::from_json(other)?)),
                _ => Err(Misfit::default()),
            },
            _ => Err(Misfit::default()),
        }
    }
}

/// An outcome, as `serde` writes one.
impl<T: FromJson, E: FromJson> FromJson for Result<T, E> {
    fn from_json(value: &mut Value) -> Result<Self, Misfit> {
        let (name, inside) = variant(value)?;
        match name.as_str() {
            "Ok" => T::from_json(inside).map(Ok),
            "Err" => E::from_json(inside).map(Err),
            _ => Err(Misfit::default()),
        }
    }
}

/// What can be written as JSON.
pub trait ToJson {
    /// Writes it after what is there. What has no JSON, as nothing here, is `null`.
    fn to_json(&self, into: &mut Vec<u8>);
}

impl<T: Serialize + ?Sized> ToJson for T {
    fn to_json(&self, into: &mut Vec<u8>) {
        let start = into.len();
        if serde_json::to_writer(&mut *into, self).is_err() {
            into.truncate(start);
            into.extend_from_slice(b"null");
        }
    }
}

/// JSON that has been written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written(String);

impl Written {
    /// A value, written.
    #[must_use]
    pub fn of(value: &dyn ToJson) -> Self {
        let mut written = Vec::new();
        value.to_json(&mut written);
        Self(String::from_utf8(written).unwrap_or_default())
    }

    /// A list of what has been written.
    #[must_use]
    pub fn list(items: &[Self]) -> Self {
        let items: Vec<&str> = items.iter().map(|item| item.0.as_str()).collect();
        Self(format!("[{}]", items.join(",")))
    }

    /// As a text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl ToJson for Written {
    fn to_json(&self, into: &mut Vec<u8>) {
        into.extend_from_slice(self.0.as_bytes());
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Fields and what is in them, written in this order.
#[must_use]
pub fn object(fields: &[(&str, &dyn ToJson)]) -> Written {
    let mut written = vec![b'{'];
    for (name, value) in fields {
        if written.len() > 1 {
            written.push(b',');
        }
        name.to_json(&mut written);
        written.push(b':');
        value.to_json(&mut written);
    }
    written.push(b'}');
    Written(String::from_utf8(written).unwrap_or_default())
}

/// An object, written at once: `json!({ "name": value })`.
#[macro_export]
macro_rules! json {
    ({ $($name:tt: $value:expr),* $(,)? }) => {
        $crate::json::object(&[$(($name, &$value as &dyn $crate::json::ToJson)),*])
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::Map;

    #[derive(Debug, PartialEq, FromJson)]
    struct Thing {
        id: u64,
        #[serde(rename = "type")]
        kind: Kind,
        note: Option<String>,
        #[serde(default)]
        list: Vec<i64>,
        #[serde(default)]
        on: bool,
    }

    #[derive(Debug, PartialEq, FromJson)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plain,
        Numbered(u32),
        Full { by: Map<String, bool> },
    }

    fn thing(json: &str) -> Result<Thing, Misfit> {
        read(json)
    }

    #[test]
    fn fields_are_found_by_name_and_others_left_alone() {
        assert_eq!(
            thing(r#"{"more":[{}],"on":true,"list":[1,-2],"note":"x","type":"plain","id":7}"#),
            Ok(Thing {
                id: 7,
                kind: Kind::Plain,
                note: Some("x".into()),
                list: vec![1, -2],
                on: true,
            })
        );
    }

    #[test]
    fn what_may_be_missing_may_be_missing() {
        let bare = Thing {
            id: 7,
            kind: Kind::Numbered(3),
            note: None,
            list: Vec::new(),
            on: false,
        };
        assert_eq!(
            thing(r#"{"id":7,"type":{"numbered":3}}"#).as_ref(),
            Ok(&bare)
        );
        assert_eq!(
            thing(r#"{"id":7,"type":{"numbered":3},"note":null,"list":null}"#),
            Ok(bare)
        );
    }

    #[test]
    fn variants_hold_what_they_hold() {
        let full: Result<Kind, _> = read(r#"{"full":{"by":{"a":true,"b":false}}}"#);
        let by = Map::from([("a".to_owned(), true), ("b".to_owned(), false)]);
        assert_eq!(full, Ok(Kind::Full { by }));
        assert_eq!(
            read::<Result<u8, String>>(r#"{"Err":"no"}"#),
            Ok(Err("no".into()))
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(thing(r#"{"type":"plain"}"#), Err(Misfit("id")));
        for refused in [
            "",
            "{",
            "[]",
            "7",
            r#"{"type":"plain"}"#,
            r#"{"id":null,"type":"plain"}"#,
            r#"{"id":"7","type":"plain"}"#,
            r#"{"id":-7,"type":"plain"}"#,
            r#"{"id":7.5,"type":"plain"}"#,
            r#"{"id":7,"type":"other"}"#,
            r#"{"id":7,"type":{}}"#,
            r#"{"id":7,"type":"full"}"#,
            r#"{"id":7,"type":"plain","on":1}"#,
            r#"{"id":7,"type":{"numbered":4294967296}}"#,
            r#"{"id":7,"type":"plain","note":7}"#,
            r#"{"id":7,"type":"plain","list":{}}"#,
        ] {
            assert!(thing(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn objects_are_written_field_by_field() {
        let name = "na\"me";
        let inner = json!({ name: [1, 2], "none": (), });
        assert_eq!(inner.to_string(), r#"{"na\"me":[1,2],"none":null}"#);
        assert_eq!(
            json!({ "inner": inner, "text": "x" }).into_string(),
            r#"{"inner":{"na\"me":[1,2],"none":null},"text":"x"}"#
        );
        assert_eq!(Written::of(&Some(3)).to_string(), "3");
        assert_eq!(json!({}).to_string(), "{}");
        let no_json = Map::from([((1, 2), 3)]);
        assert_eq!(json!({ "a": no_json }).to_string(), r#"{"a":null}"#);
        let items = [json!({ "a": 1 }), json!({ "b": 2 })];
        assert_eq!(Written::list(&items).to_string(), r#"[{"a":1},{"b":2}]"#);
        assert_eq!(Written::list(&[]).to_string(), "[]");
    }
}
