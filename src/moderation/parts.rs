//! A text cut where words begin and end.
//!
//! As Unicode has it (UAX #29) in what a word can be of: letters, digits and `_` of any script with the marks on them, and
//! between two of its letters or digits what holds them together (`can't`, `3.14`). What is no word is cut more finely
//! than there, which nobody looks at; the properties of Unicode these rules go by would be 10 kB of the Worker.

/// The parts of a text, words and all between them: put together they are the text.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (part, after) = rest.split_at_checked(length(rest)?)?;
        rest = after;
        Some(part)
    })
}

/// What a character is in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Hebrew,
    /// What follows a letter of Hebrew in an abbreviation.
    Geresh,
    Digit,
    Katakana,
    Underscore,
    /// On the character before it, whatever that is.
    Mark,
    /// A part by itself.
    Apart,
}

/// How long the part is that a text begins with; none of an empty text.
fn length(text: &str) -> Option<usize> {
    let mut last = kind(text.chars().next()?);
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = rest.next() {
        let next = kind(c);
        if next == Kind::Mark {
            continue;
        }
        if joins(last, next) {
            last = next;
            continue;
        }
        if last == Kind::Hebrew && c == '\'' {
            last = Kind::Geresh;
            continue;
        }
        while rest.next_if(|(_, c)| kind(*c) == Kind::Mark).is_some() {}
        match rest.next().map(|(_, after)| kind(after)) {
            Some(after) if holds(last, c, after) => last = after,
            _ => return Some(at),
        }
    }
    Some(text.len())
}

/// Whether one is in a word right after the other.
fn joins(one: Kind, other: Kind) -> bool {
    match (one, other) {
        (Kind::Apart | Kind::Mark, _) | (_, Kind::Apart) => false,
        (Kind::Geresh, other) => matches!(other, Kind::Letter | Kind::Hebrew),
        (Kind::Underscore, _) | (_, Kind::Underscore) => true,
        _ => (one == Kind::Katakana) == (other == Kind::Katakana),
    }
}

/// Whether a character holds together what stands on both sides of it.
fn holds(before: Kind, c: char, after: Kind) -> bool {
    let is_letter = |kind| matches!(kind, Kind::Letter | Kind::Hebrew);
    match c {
        '.' | '\'' | '‘' | '’' => {
            is_letter(before) && is_letter(after) || before == Kind::Digit && after == Kind::Digit
        }
        ':' | '·' => is_letter(before) && is_letter(after),
        ',' | ';' => before == Kind::Digit && after == Kind::Digit,
        '"' => before == Kind::Hebrew && after == Kind::Hebrew,
        _ => false,
    }
}

fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' => Kind::Letter,
        '_' => Kind::Underscore,
        '\u{5d0}'..='\u{5f2}' => Kind::Hebrew,
        _ if is_mark(c) => Kind::Mark,
        _ if is_katakana(c) => Kind::Katakana,
        _ if is_without_spaces(c) => Kind::Apart,
        _ if c.is_numeric() => Kind::Digit,
        _ if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Apart,
    }
}

/// Whether a character stands on the one before it: accents, points of Hebrew and Arabic, signs of the scripts of India
/// that are no letters, joiners, variants and skin tones.
fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{20d0}'..='\u{20f0}'
        | '\u{3099}' | '\u{309a}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}' | '\u{feff}'
        | '\u{1f3fb}'..='\u{1f3ff}'
        | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
        || matches!(c, '\u{900}'..='\u{d7f}' if matches!(u32::from(c) & 0x7f, 0x3c | 0x4d))
}

/// Whether a character is of a script that is written without spaces.
#[must_use]
pub fn is_without_spaces(c: char) -> bool {
    is_katakana(c)
        || matches!(c,
            '\u{0e00}'..='\u{0eff}'     // Thai, Lao
            | '\u{1000}'..='\u{109f}'   // Burmese
            | '\u{1780}'..='\u{17ff}'   // Khmer
            | '\u{3005}'..='\u{3007}'   // signs that stand for an ideograph
            | '\u{3041}'..='\u{3096}'   // Hiragana
            | '\u{309d}'..='\u{309f}'
            | '\u{3105}'..='\u{312f}'   // Bopomofo
            | '\u{3400}'..='\u{4dbf}'   // ideographs
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}')
}

/// Whether it is of the one of them whose words have boundaries.
#[must_use]
pub fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn words_are_whole() {
        let cut = |text| parts(text).collect::<Vec<_>>().join("|");
        for (text, expected) in [
            ("I can't, e.g. 3.14_a", "I| |can't|,| |e.g|.| |3.14_a"),
            ("cafe\u{301}! \u{301}x", "cafe\u{301}|!| \u{301}|x"),
            ("צה\"ל 'a'", "צה\"ל| |'|a|'"),
            ("カモです", "カモ|で|す"),
            ("a.1 1.a", "a|.|1| |1|.|a"),
            ("हिन्दी में", "हिन्दी| |में"),
            ("a..b a.\u{301}b", "a|.|.|b| |a.\u{301}b"),
        ] {
            assert_eq!(cut(text), expected);
        }
        assert_eq!(parts("").next(), None);
    }

    /// Where the words are, and which: marks alone, as on a flag, are none.
    fn of_all<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<(usize, &'a str)> {
        let mut at = 0;
        let placed = parts.map(|part| {
            at += part.len();
            (at, part)
        });
        placed
            .filter(|(_, part)| part.chars().any(|c| c.is_alphanumeric() && !is_mark(c)))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn words_are_those_of_unicode(text in "([ -~]|[a-c_.:,;'’·19\" ]|[äßŁéœΣωςяЁїאבגשءبم]|[\u{301}\u{308}\u{5b0}\u{64b}\u{200d}\u{fe0f}]|[カモーの馬鹿한국語ー]|[👍🙂🇩🏽•…—]|न|म|\u{94d}){0,24}") {
            // A joiner between an emoji and what stands before it makes one part of both.
            prop_assume!(!text.contains("\u{200d}👍") && !text.contains("\u{200d}🙂"));
            prop_assert_eq!(of_all(parts(&text)), of_all(text.split_word_bounds()));
        }

        #[test]
        fn nothing_is_lost(text in any::<String>()) {
            prop_assert_eq!(parts(&text).collect::<String>(), text);
        }
    }
}
