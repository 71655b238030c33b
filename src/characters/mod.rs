//! What is known of characters: which are emoji, and how capital letters are written small.
//!
//! As the standard library and `unicode-properties` have it, which a test holds it to; their tables are ten times as long
//! (docs/decisions/0011-a-small-worker.md). Letters and digits are told apart by the standard library.

mod tables;

use tables::{EMOJI, SMALL};

/// Whether a character is an emoji, or begins one, by the `Emoji` property of Unicode: a few of ASCII among them.
#[must_use]
pub fn is_emoji(c: char) -> bool {
    let c = u32::from(c);
    let after = EMOJI.partition_point(|(first, _)| *first <= c);
    let range = after.checked_sub(1).and_then(|at| EMOJI.get(at));
    range.is_some_and(|(first, more)| c - first <= *more)
}

/// A letter in lower case. The one that becomes two, `İ`, becomes the first of them.
#[must_use]
pub fn small(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let capital = u32::from(c);
    let after = SMALL.partition_point(|(first, ..)| *first <= capital);
    let found = after.checked_sub(1).and_then(|at| SMALL.get(at));
    match found {
        Some((first, last, step, change)) if capital <= *last && (capital - first) % step == 0 => {
            capital
                .checked_add_signed(*change)
                .and_then(char::from_u32)
                .unwrap_or(c)
        }
        _ => c,
    }
}

/// A text in lower case.
#[must_use]
pub fn lowercase(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    let mut in_word = false;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let goes_on = || rest.clone().next().is_some_and(char::is_alphabetic);
        lower.push(match c {
            // At the end of a word it has a form of its own.
            'Σ' if in_word && !goes_on() => 'ς',
            _ => small(c),
        });
        if c == 'İ' {
            lower.push('\u{307}');
        }
        in_word = c.is_alphabetic();
    }
    lower
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "what these are compared with")]
mod tests {
    use std::fmt::Write;

    use unicode_properties::UnicodeEmoji;

    use super::*;

    /// All characters past ASCII.
    fn others() -> impl Iterator<Item = char> {
        '\u{80}'..=char::MAX
    }

    fn generated() -> String {
        let mut emoji: Vec<(u32, u32)> = Vec::new();
        for c in ('\0'..=char::MAX).filter(|c| c.is_emoji_char()) {
            let c = u32::from(c);
            match emoji.last_mut() {
                Some((first, more)) if *first + *more + 1 == c => *more += 1,
                _ => emoji.push((c, 0)),
            }
        }
        let mut small: Vec<(u32, u32, u32, i32)> = Vec::new();
        for c in others() {
            let lower = c.to_lowercase().next().unwrap();
            if lower == c {
                continue;
            }
            let (c, change) = (u32::from(c), lower as i32 - c as i32);
            match small.last_mut() {
                Some((first, last, step, before))
                    if *before == change
                        && (c - *last == *step || (first == last && c - *last == 2)) =>
                {
                    (*last, *step) = (c, c - *last);
                }
                _ => small.push((c, c, 1, change)),
            }
        }
        let mut file = String::from(
            "//! Generated from the tables of others: `CONFAB_WRITE=1 cargo test --lib characters`.\n",
        );
        file.push_str(
            "\n/// Emoji: the first of some, and how many more follow.\n#[rustfmt::skip]\n",
        );
        file.push_str("pub const EMOJI: &[(u32, u32)] = &[");
        for (at, row) in emoji.iter().enumerate() {
            let _ = write!(file, "{}{row:?},", if at % 8 == 0 { "\n    " } else { " " });
        }
        file.push_str("\n];\n\n/// Letters with a small form: the first and the last of some, which of them, and how far off that form is.\n");
        file.push_str("#[rustfmt::skip]\npub const SMALL: &[(u32, u32, u32, i32)] = &[");
        for (at, row) in small.iter().enumerate() {
            let _ = write!(file, "{}{row:?},", if at % 5 == 0 { "\n    " } else { " " });
        }
        file.push_str("\n];\n");
        file
    }

    #[test]
    fn the_tables_are_those_of_others() {
        const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/characters/tables.rs");
        let generated = generated();
        if std::env::var_os("CONFAB_WRITE").is_some() {
            std::fs::write(PATH, &generated).unwrap();
        }
        assert!(
            std::fs::read_to_string(PATH).unwrap() == generated,
            "src/characters/tables.rs is stale: CONFAB_WRITE=1 cargo test --lib characters"
        );
    }

    #[test]
    fn every_character_is_what_others_say_it_is() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_emoji(c), c.is_emoji_char(), "{c:?}");
            assert_eq!(Some(small(c)), c.to_lowercase().next(), "{c:?}");
            assert_eq!(lowercase(&c.to_string()), c.to_string().to_lowercase());
        }
    }

    #[test]
    fn texts_become_small() {
        for text in [
            "",
            "Ada",
            "ÄRGER",
            "İstanbul",
            "ΟΔΟΣ, ΟΔΟΣ ΣΟΦΟΣ Σ",
            "ΣΑΣ2Σ",
            "Ещё",
        ] {
            assert_eq!(lowercase(text), text.to_lowercase());
        }
    }
}
