//! A JSON text (RFC 8259) as a tree.
//!
//! There are no fractions among what is asked of this site: a number that is not whole is known to be one, and no more.
//! Reading and writing them exactly would be 15 kB of the Worker.

/// As deep as lists and objects may stand in each other: each costs a part of the stack.
const DEPTH: u32 = 128;
/// Digits before the point of the largest number others can read.
const LARGEST: usize = 309;

/// A value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// A truth.
    Bool(bool),
    /// A whole number from 0.
    Whole(u64),
    /// A whole number below 0.
    Negative(i64),
    /// Another number.
    Fraction,
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object: its fields in the order they came, those that came twice among them.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// Reads a text; none when it is no JSON.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let value = reader.value(DEPTH)?;
        reader
            .rest
            .trim_start_matches(WHITE)
            .is_empty()
            .then_some(value)
    }

    /// The field of this name, if this is an object and has it; the last of them.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields
                .iter()
                .rfind(|(field, _)| field == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The same, to take something out of it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        match self {
            Self::Object(fields) => fields
                .iter_mut()
                .rfind(|(field, _)| field == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, if this is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The name of the first field that comes twice.
    #[must_use]
    pub fn doubled(&self) -> Option<&str> {
        let Self::Object(fields) = self else {
            return None;
        };
        let mut known = fields.iter().enumerate();
        let doubled = known.find(|(at, (name, _))| {
            let mut before = fields.iter().take(*at);
            before.any(|(other, _)| other == name)
        });
        doubled.map(|(_, (name, _))| name.as_str())
    }
}

const WHITE: [char; 4] = [' ', '\n', '\r', '\t'];

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    /// A value, in which others may stand so many deep.
    fn value(&mut self, depth: u32) -> Option<Value> {
        self.rest = self.rest.trim_start_matches(WHITE);
        match self.rest.as_bytes().first()? {
            b'"' => self.text().map(Value::Text),
            b'{' => self.object(depth.checked_sub(1)?),
            b'[' => self.list(depth.checked_sub(1)?),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number(),
        }
    }

    /// Passes over a mark, and the white space before it, if it is there.
    fn passes(&mut self, mark: char) -> bool {
        let rest = self.rest.trim_start_matches(WHITE);
        let after = rest.strip_prefix(mark);
        self.rest = after.unwrap_or(rest);
        after.is_some()
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        self.rest = self.rest.strip_prefix(word)?;
        Some(value)
    }

    fn list(&mut self, depth: u32) -> Option<Value> {
        let mut items = Vec::new();
        self.passes('[');
        if self.passes(']') {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.passes(']') {
                return Some(Value::List(items));
            }
            self.passes(',').then_some(())?;
        }
    }

    fn object(&mut self, depth: u32) -> Option<Value> {
        let mut fields = Vec::new();
        self.passes('{');
        if self.passes('}') {
            return Some(Value::Object(fields));
        }
        loop {
            self.rest = self.rest.trim_start_matches(WHITE);
            let name = self.text()?;
            self.passes(':').then_some(())?;
            fields.push((name, self.value(depth)?));
            if self.passes('}') {
                return Some(Value::Object(fields));
            }
            self.passes(',').then_some(())?;
        }
    }

    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        self.rest = self.rest.strip_prefix('"')?;
        loop {
            let ends = |b: u8| b == b'"' || b == b'\\' || b < b' ';
            let end = self.rest.bytes().position(ends)?;
            text.push_str(self.cut(end)?);
            match self.cut(1)? {
                "\"" => return Some(text),
                "\\" => text.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    /// The character an escape stands for.
    fn escaped(&mut self) -> Option<char> {
        Some(match self.cut(1)? {
            "\"" => '"',
            "\\" => '\\',
            "/" => '/',
            "b" => '\u{8}',
            "f" => '\u{c}',
            "n" => '\n',
            "r" => '\r',
            "t" => '\t',
            "u" => match self.unit()? {
                // The first half of one that is written as two.
                high @ 0xD800..=0xDBFF => {
                    self.rest = self.rest.strip_prefix("\\u")?;
                    let low = self
                        .unit()?
                        .checked_sub(0xDC00)
                        .filter(|low| *low < 0x400)?;
                    char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + low)?
                }
                unit => char::from_u32(unit)?,
            },
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        self.cut(4)?
            .chars()
            .try_fold(0, |unit, digit| Some(unit << 4 | digit.to_digit(16)?))
    }

    fn number(&mut self) -> Option<Value> {
        let is_negative = self.minus();
        let whole = self.digits()?;
        if whole.len() > 1 && whole.starts_with('0') {
            return None;
        }
        let mut is_whole = true;
        if let Some(after) = self.rest.strip_prefix('.') {
            self.rest = after;
            self.digits()?;
            is_whole = false;
        }
        let mut zeros = 0;
        if let Some(after) = self.rest.strip_prefix(['e', 'E']) {
            self.rest = after.strip_prefix(['+', '-']).unwrap_or(after);
            let exponent = self.digits()?;
            if !after.starts_with('-') {
                zeros = exponent.parse().unwrap_or(LARGEST);
            }
            is_whole = false;
        }
        if whole.len().saturating_add(zeros) > LARGEST {
            return None;
        }
        Some(match whole.parse::<u64>() {
            Ok(number) if is_whole && !is_negative => Value::Whole(number),
            // Less than nothing, and not too much less.
            Ok(number) if is_whole && number > 0 => 0_i64
                .checked_sub_unsigned(number)
                .map_or(Value::Fraction, Value::Negative),
            _ => Value::Fraction,
        })
    }

    fn minus(&mut self) -> bool {
        let after = self.rest.strip_prefix('-');
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// One digit or more.
    fn digits(&mut self) -> Option<&'a str> {
        let end = self.rest.bytes().position(|b| !b.is_ascii_digit());
        let digits = self.cut(end.unwrap_or(self.rest.len()))?;
        (!digits.is_empty()).then_some(digits)
    }

    /// So many bytes, if they are there and are whole characters.
    fn cut(&mut self, bytes: usize) -> Option<&'a str> {
        let (cut, rest) = self.rest.split_at_checked(bytes)?;
        self.rest = rest;
        Some(cut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same value as `serde_json` has it.
    fn same(value: serde_json::Value) -> Value {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(yes) => Value::Bool(yes),
            serde_json::Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => Value::Whole(number),
                (None, Some(number)) => Value::Negative(number),
                (None, None) => Value::Fraction,
            },
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Array(items) => Value::List(items.into_iter().map(same).collect()),
            serde_json::Value::Object(fields) => {
                let fields = fields.into_iter().map(|(name, value)| (name, same(value)));
                Value::Object(fields.collect())
            }
        }
    }

    /// Fields by name, the last of each.
    fn sorted(value: Value) -> Value {
        match value {
            Value::Object(fields) => {
                let map: std::collections::BTreeMap<_, _> = fields
                    .into_iter()
                    .map(|(name, value)| (name, sorted(value)))
                    .collect();
                Value::Object(map.into_iter().collect())
            }
            Value::List(items) => Value::List(items.into_iter().map(sorted).collect()),
            other => other,
        }
    }

    fn read(text: &str) -> Option<Value> {
        Value::parse(text).map(sorted)
    }

    #[test]
    fn texts_are_read_as_others_read_them() {
        for text in [
            "",
            " ",
            "null",
            "nul",
            "true ",
            " false",
            "truefalse",
            "0",
            "-0",
            "00",
            "01",
            "-1",
            "-",
            "+1",
            "1.",
            ".5",
            "1.5",
            "1e3",
            "1E+3",
            "1e",
            "1e-",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775808",
            "-9223372036854775809",
            "[]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[ 1 , [2] ]",
            "{}",
            "{\"a\":1}",
            "{\"a\" : { } , \"b\":[]}",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\"}",
            "{\"a\":1 \"b\":2}",
            "\"",
            "\"a",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
            "\"\\u00e9\\uD83D\\ude42\"",
            "\"\\ud83d\"",
            "\"\\ude42\"",
            "\"\\ud83d\\u0041\"",
            "\"\\u12\"",
            "\"\\u+123\"",
            "\"\\x\"",
            "\"a\nb\"",
            "\"é🙂\"",
            "[1]x",
            "\u{feff}1",
            "1e999",
            "1e99999999999999999999",
            "[1e-999]",
            "\"\\é\"",
            "[\"\\u000\u{e9}\"]",
        ] {
            let theirs = serde_json::from_str(text).ok().map(same);
            assert_eq!(read(text), theirs, "{text}");
        }
    }

    #[test]
    fn depth_has_an_end() {
        let deep = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Value::parse(&deep(127)).is_some());
        assert!(Value::parse(&deep(129)).is_none());
        assert!(Value::parse(&"[".repeat(100_000)).is_none());
        assert!(Value::parse(&"{\"a\":".repeat(100_000)).is_none());
    }

    #[test]
    fn what_comes_twice_is_known() {
        let doubled = |text| Value::parse(text).unwrap().doubled().map(str::to_owned);
        assert_eq!(
            doubled(r#"{"a":1,"b":2,"c":3,"b":4,"a":5}"#).as_deref(),
            Some("b")
        );
        assert_eq!(doubled(r#"{"a":1,"b":{"a":2}}"#), None);
        assert_eq!(doubled("[1,1]"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_as_others_read_it(text in "([{}\\[\\],:\"\\\\]|[ \\n]|true|null|-|[0-9]{1,21}|\\.[0-9]|\"[a-cé🙂]{0,3}\"|\\\\u[dD][89cCeE]3[dD]|\"[ab]\":){0,12}") {
            let theirs = serde_json::from_str(&text).ok().map(same);
            prop_assert_eq!(read(&text), theirs);
        }
    }
}
