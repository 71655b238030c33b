//! JSON between our own parts: what the Worker and its objects say to each other, what a socket keeps, rows of the site's
//! database.
//!
//! `serde_json` would compile a reader of its own for every type, the better part of it for what never happens here:
//! fields out of order, given twice, or not asked for. Here a text is first read as a [`Value`], by one reader for all;
//! a type then takes its fields out by name. That is half the code for each type, and a little slower: frames of
//! sockets are not read like this.

use std::fmt;

use serde::de::value::StringDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

/// Reads a text.
///
/// # Errors
/// When it is no JSON, or does not have the shape of `T`.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Misfit> {
    from_value(parse(text)?)
}

/// Takes a value apart.
///
/// # Errors
/// When it does not have the shape of `T`.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Misfit> {
    T::deserialize(Given(Some(value)))
}

fn parse(text: &str) -> Result<Value, Misfit> {
    serde_json::from_str(text).map_err(|failure| Misfit(failure.to_string()))
}

/// A text or a value is not what it was taken for.
#[derive(Debug, PartialEq, Eq)]
pub struct Misfit(String);

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(cause: T) -> Self {
        Self(cause.to_string())
    }
}

/// A value, or the place of a field that is not there.
struct Given(Option<Value>);

/// What a missing field says: whoever can do without takes it for nothing.
const MISSING: &str = "a field is missing";

impl Given {
    #[cold]
    fn misfit(self, expected: &dyn Expected) -> Misfit {
        let found = match self.0 {
            None => return Misfit(MISSING.into()),
            Some(Value::Null) => "null",
            Some(Value::Bool(_)) => "true or false",
            Some(Value::Number(_)) => "a number",
            Some(Value::String(_)) => "text",
            Some(Value::Array(_)) => "a list",
            Some(Value::Object(_)) => "an object",
        };
        Misfit(format!("expected {expected}, found {found}"))
    }
}

impl<'de> Deserializer<'de> for Given {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Some(Value::Bool(yes)) => visitor.visit_bool(yes),
            Some(Value::Number(number)) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Some(Value::String(text)) => visitor.visit_string(text),
            Some(Value::Array(items)) => visitor.visit_seq(Items(items.into_iter())),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            None | Some(Value::Null) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self.0 {
            Some(Value::Object(entries)) => visitor.visit_map(Entries {
                entries: entries.into_iter(),
                value: None,
            }),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self.0 {
            Some(Value::Object(object)) => visitor.visit_seq(Fields {
                object,
                names: fields.iter(),
            }),
            _ => Err(self.misfit(&visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        let named = match self.0 {
            Some(Value::String(name)) => Some((name, Value::Null)),
            Some(Value::Object(object)) => object.into_iter().next(),
            _ => return Err(self.misfit(&visitor)),
        };
        match named {
            Some((name, inside)) => visitor.visit_enum(Variant { name, inside }),
            None => Err(Misfit(MISSING.into())),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct identifier
    }
}

/// The items of a list.
struct Items(std::vec::IntoIter<Value>);

impl<'de> de::SeqAccess<'de> for Items {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        match self.0.next() {
            Some(item) => seed.deserialize(Given(Some(item))).map(Some),
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The fields of an object, in the order the type has them.
struct Fields {
    object: Map<String, Value>,
    names: std::slice::Iter<'static, &'static str>,
}

impl<'de> de::SeqAccess<'de> for Fields {
    type Error = Misfit;

    /// None for a field that is missing and may not be, which a type with a default for it accepts.
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        let name = self.names.next().copied().unwrap_or_default();
        let given = self.object.remove(name);
        let missing = given.is_none();
        match seed.deserialize(Given(given)) {
            Ok(value) => Ok(Some(value)),
            Err(_) if missing => Ok(None),
            Err(misfit) => Err(misfit),
        }
    }
}

/// The entries of a map whose keys are not known beforehand.
struct Entries {
    entries: serde_json::map::IntoIter,
    value: Option<Value>,
}

impl<'de> de::MapAccess<'de> for Entries {
    type Error = Misfit;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Misfit> {
        let Some((key, value)) = self.entries.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(Given(Some(Value::String(key)))).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        seed.deserialize(Given(self.value.take()))
    }
}

/// One variant of an enum, by name, and what is in it.
struct Variant {
    name: String,
    inside: Value,
}

impl<'de> de::EnumAccess<'de> for Variant {
    type Error = Misfit;
    type Variant = Inside;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Inside), Misfit> {
        let name = StringDeserializer::new(self.name);
        seed.deserialize(name)
            .map(|variant| (variant, Inside(self.inside)))
    }
}

/// What is in a variant.
struct Inside(Value);

impl<'de> de::VariantAccess<'de> for Inside {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Misfit> {
        seed.deserialize(Given(Some(self.0)))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Misfit> {
        Given(Some(self.0)).deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        Given(Some(self.0)).deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
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

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plain,
        Numbered(u32),
        Full { by: BTreeMap<String, bool> },
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
            thing(r#"{"id":7,"type":{"numbered":3},"note":null}"#),
            Ok(bare)
        );
    }

    #[test]
    fn variants_hold_what_they_hold() {
        let full: Result<Kind, _> = read(r#"{"full":{"by":{"a":true,"b":false}}}"#);
        let by = BTreeMap::from([("a".to_owned(), true), ("b".to_owned(), false)]);
        assert_eq!(full, Ok(Kind::Full { by }));
        assert_eq!(
            read::<Result<u8, String>>(r#"{"Err":"no"}"#),
            Ok(Err("no".into()))
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
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
            r#"{"id":7,"type":{"numbered":4294967296}}"#,
            r#"{"id":7,"type":"plain","note":7}"#,
            r#"{"id":7,"type":"plain","on":null}"#,
            r#"{"id":7,"type":"plain","list":{}}"#,
        ] {
            assert!(thing(refused).is_err(), "{refused}");
        }
    }
}
