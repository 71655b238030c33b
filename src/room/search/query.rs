//! What somebody looks for, read from what they typed.
//!
//! | typed | means |
//! |---|---|
//! | `word another` | both; the last may go on |
//! | `word*` | words that begin so |
//! | `"some words"` | these, one after the other |
//! | `-word`, `-"some words"` | without it |
//! | `from:name`, `from:me`, `from:<@id>` | by them; by any of several |
//! | `in:name`, `in:<#id>` | in a room, where all are searched |
//! | `before:2026-03-01`, `after:2026-03-01` | before that day, or after it; by UTC |
//! | `has:link`, `has:media` | with one |
//!
//! A value with spaces stands in quotes: `from:"Ada Lovelace"`. Everything else is words.

use super::words::Words;
use crate::calendar;
use crate::error::Error;
use crate::json::Written;
use crate::wire::types::{Millis, UserId};

/// Characters in a query: more than anybody types.
const CHARS: usize = 256;
/// Words, phrases and filters in a query: each is looked up.
const TERMS: usize = 16;

/// A query.
#[derive(Debug, Default)]
pub struct Query {
    /// Words and phrases.
    pub terms: Vec<Term>,
    /// Whom the message is from: names as they were typed, `me`, `<@id>`. Any of them.
    pub from: Vec<String>,
    /// Which rooms are meant: names as they were typed, `<#id>`. Any of them.
    pub rooms: Vec<String>,
    /// Before when.
    pub before: Option<Millis>,
    /// From when on.
    pub since: Option<Millis>,
    /// Whether there is a link in it.
    pub link: bool,
    /// Whether there are files on it.
    pub media: bool,
}

/// A word or a phrase.
#[derive(Debug)]
pub struct Term {
    /// One word, or several in a row.
    pub words: Words,
    /// Whether the last may go on.
    pub prefix: bool,
    /// Whether it must not be there.
    pub without: bool,
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// `bad_request` when there is nothing to look for, or a filter cannot be read; `too_large`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let length = text.chars().count();
        if length > CHARS {
            return Err(Error::too_large(format!(
                "A search has at most {CHARS} characters; this one is {} over.",
                length - CHARS
            )));
        }
        let mut query = Self::default();
        let mut rest = text.trim();
        let mut read = 0;
        while !rest.is_empty() {
            read += 1;
            if read > TERMS {
                return Err(Error::too_large(format!(
                    "A search has at most {TERMS} words and filters."
                )));
            }
            rest = query.take(rest)?.trim_start();
        }
        if query.finds_nothing_special() {
            return Err(Error::bad_request(
                "Say what to look for: a word, or from:, has:, before:, after:.",
            ));
        }
        Ok(query)
    }

    /// Takes one word, phrase or filter from the front, and gives back the rest.
    fn take<'a>(&mut self, text: &'a str) -> Result<&'a str, Error> {
        if let Some((key, value)) = filter(text) {
            let (value, rest) = value_of(value);
            self.set(key, value.trim())?;
            return Ok(rest);
        }
        let (without, text) = match text.strip_prefix('-') {
            Some(term) if !term.starts_with(char::is_whitespace) => (true, term),
            _ => (false, text),
        };
        let is_phrase = text.starts_with('"');
        let (value, rest) = value_of(text);
        let (stars, rest) = if is_phrase && rest.starts_with('*') {
            (true, rest.trim_start_matches('*'))
        } else {
            (value.ends_with('*'), rest)
        };
        let words = Words::of(value);
        // A single letter begins too much to be looked for.
        let is_long = words
            .iter()
            .last()
            .is_some_and(|word| word.chars().count() > 1);
        let last_typed = !is_phrase && !without && rest.trim().is_empty();
        if !words.is_empty() {
            self.terms.push(Term {
                words,
                prefix: is_long && (stars || last_typed),
                without,
            });
        }
        Ok(rest)
    }

    fn set(&mut self, key: Key, value: &str) -> Result<(), Error> {
        if value.is_empty() {
            return Err(Error::bad_request(
                "Something is missing after the colon of a filter.",
            ));
        }
        match key {
            Key::From => self.from.push(value.to_owned()),
            Key::In => self.rooms.push(value.to_owned()),
            Key::Before => {
                let day = day(value)?;
                self.before = Some(self.before.map_or(day, |other| other.min(day)));
            }
            Key::After => {
                let next = day(value)? + calendar::DAY_MS;
                self.since = Some(self.since.map_or(next, |other| other.max(next)));
            }
            Key::Has => match value.to_ascii_lowercase().as_str() {
                "link" => self.link = true,
                "media" => self.media = true,
                _ => {
                    return Err(Error::bad_request(
                        "After has: comes \"link\" or \"media\".",
                    ));
                }
            },
        }
        Ok(())
    }

    fn finds_nothing_special(&self) -> bool {
        let only_without = self.terms.iter().all(|term| term.without);
        let no_filter = self.from.is_empty()
            && self.before.is_none()
            && self.since.is_none()
            && !(self.link || self.media);
        only_without && no_filter
    }

    /// The query as FTS5 takes it, over what [`super::index`] writes: all that matches is found by it, and some that does not. Every word
    /// stands in quotes and holds nothing but letters, digits and emoji. None when there is nothing to narrow it by.
    #[must_use]
    pub fn narrowed(&self, authors: &[UserId]) -> Option<String> {
        let mut all: Vec<String> = self
            .terms
            .iter()
            .filter(|term| !term.without)
            .map(|term| {
                let star = if term.prefix { " *" } else { "" };
                format!("\"{}\"{star}", term.words.joined())
            })
            .collect();
        if self.link {
            all.push(format!("\"{}\"", super::LINK));
        }
        if self.media {
            all.push(format!("\"{}\"", super::MEDIA));
        }
        if !authors.is_empty() {
            let any: Vec<String> = authors
                .iter()
                .map(|author| format!("\"{}\"", super::by(author)))
                .collect();
            all.push(format!("({})", any.join(" OR ")));
        }
        (!all.is_empty()).then(|| all.join(" AND "))
    }

    /// Words that stand in every message that matches, in those that are in ASCII as they are here: a JSON list.
    #[must_use]
    pub fn plain_words(&self) -> String {
        let wanted = self.terms.iter().filter(|term| !term.without);
        let words = wanted.flat_map(|term| term.words.iter());
        let plain: Vec<&str> = words.filter(|word| word.is_ascii()).collect();
        Written::of(&plain).into_string()
    }
}

#[derive(Clone, Copy)]
enum Key {
    From,
    In,
    Before,
    After,
    Has,
}

/// The filter a text begins with, and what follows its colon.
fn filter(text: &str) -> Option<(Key, &str)> {
    let (name, value) = text.split_once(':')?;
    let key = match name.to_ascii_lowercase().as_str() {
        "from" => Key::From,
        "in" => Key::In,
        "before" => Key::Before,
        "after" => Key::After,
        "has" => Key::Has,
        _ => return None,
    };
    Some((key, value))
}

/// Up to the closing quote, or to the next space.
fn value_of(text: &str) -> (&str, &str) {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
        None => text
            .find(char::is_whitespace)
            .map_or((text, ""), |end| text.split_at(end)),
    }
}

/// When a day begins.
fn day(text: &str) -> Result<Millis, Error> {
    calendar::parse_day(text)
        .map(|day| day * calendar::DAY_MS)
        .ok_or_else(|| Error::bad_request("A day is written as 2026-03-01."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let query = Query::parse(text).unwrap();
        let terms: Vec<String> = query
            .terms
            .iter()
            .map(|term| {
                let minus = if term.without { "-" } else { "" };
                let star = if term.prefix { "*" } else { "" };
                format!("{minus}{}{star}", term.words.joined())
            })
            .collect();
        format!(
            "{} from{:?} in{:?} {:?}..{:?} {} {}",
            terms.join("|"),
            query.from,
            query.rooms,
            query.since,
            query.before,
            query.link,
            query.media
        )
    }

    #[test]
    fn what_is_typed_is_read() {
        const BARE: &str = "from[] in[] None..None false false";
        for (typed, expected) in [
            ("Hello wor", format!("hello|wor* {BARE}")),
            ("\"Hello world\"", format!("hello world {BARE}")),
            ("\"Hello wor\"*", format!("hello wor* {BARE}")),
            ("\"never closed", format!("never closed {BARE}")),
            ("hel* world", format!("hel*|world* {BARE}")),
            ("a", format!("a {BARE}")),
            ("cat -dog", format!("cat|-dog {BARE}")),
            ("-\"big dog\" cat", format!("-big dog|cat* {BARE}")),
            ("- cat", format!("cat* {BARE}")),
            ("state-of-the-art", format!("state of the art* {BARE}")),
            ("https://a.example/x", format!("https a example x {BARE}")),
            ("note:this", format!("note this* {BARE}")),
            ("日本語", format!("日 本 語 {BARE}")),
            ("*** cat ...", format!("cat {BARE}")),
            (
                "from:ada x",
                "x from[\"ada\"] in[] None..None false false".into(),
            ),
            (
                "From:\"Ada L\" from:me IN:<#r> has:Link has:media",
                " from[\"Ada L\", \"me\"] in[\"<#r>\"] None..None true true".into(),
            ),
            (
                "before:1970-01-03 after:1970-01-01 before:1970-01-09",
                " from[] in[] Some(86400000)..Some(172800000) false false".into(),
            ),
        ] {
            assert_eq!(shown(typed), expected, "{typed}");
        }
    }

    #[test]
    fn what_says_nothing_is_refused() {
        for typed in [
            "",
            "  ",
            "...",
            "-cat",
            "in:general",
            "from:",
            "from: ada",
            "has:",
            "has:cats",
            "before:yesterday",
            "before:2026-02-30",
            "after:2026-1-1",
            "\"\"",
        ] {
            assert_eq!(
                Query::parse(typed).unwrap_err().code(),
                "bad_request",
                "{typed}"
            );
        }
        assert_eq!(
            Query::parse(&"é".repeat(257)).unwrap_err().code(),
            "too_large"
        );
        assert!(Query::parse(&"é".repeat(256)).is_ok());
        assert_eq!(
            Query::parse(&"a ".repeat(17)).unwrap_err().code(),
            "too_large"
        );
        assert!(Query::parse(&"a ".repeat(16)).is_ok());
    }

    #[test]
    fn nothing_typed_is_a_word_of_fts5() {
        let query = Query::parse("a OR NEAR(\"b\") {text}: ^c + \"d\"\"e\" AND f").unwrap();
        let ada = [UserId("01939f0e-1c2b".into()), UserId("x\" OR \"y".into())];
        assert_eq!(
            query.narrowed(&ada).unwrap(),
            "\"a\" AND \"or\" AND \"near b\" AND \"text\" AND \"c\" AND \"d\" AND \"e\" AND \"and\" AND \"f\" \
             AND (\"\u{e000}by01939f0e1c2b\" OR \"\u{e000}byxory\")"
        );
    }
}
