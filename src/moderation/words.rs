//! Words that are not wanted on a site: found as whole words, whatever their case, by their boundaries (`parts.rs`). Scripts that are written without spaces have no such boundaries: a word of several of their characters is
//! found wherever these stand together. What hides a word on purpose (`w.o.r.d`) is not looked for: that is for people to
//! see, and report.

use std::borrow::Cow;

use super::parts::{is_katakana, is_without_spaces, parts};
use crate::characters;
use crate::error::Error;
use crate::map::Map;
use crate::wire::moderation::{Word, WordRule};

/// Words a site may have: each is looked for in each message.
pub const WORDS: usize = 500;
/// Characters of one.
const WORD_CHARS: usize = 64;
/// What stands instead of each character of a covered word.
const COVER: &str = "•";

/// What becomes of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Pass,
    /// It is shown with the words covered.
    Masked(String),
    /// It is not shown.
    Held,
}

/// Looks for the words in a text. Mentions are no text: an id may look like a word.
#[must_use]
pub fn apply(words: &[Word], text: &str) -> Verdict {
    if words.is_empty() {
        return Verdict::Pass;
    }
    let mut covered = String::with_capacity(text.len());
    let mut masked = false;
    for (piece, is_mention) in pieces(text) {
        if is_mention {
            covered.push_str(piece);
            continue;
        }
        let Some(piece) = without_unspaced(words, piece) else {
            return Verdict::Held;
        };
        masked |= matches!(piece, Cow::Owned(_));
        for part in parts(&piece) {
            match rule(words, part) {
                None => covered.push_str(part),
                Some(WordRule::Hold) => return Verdict::Held,
                Some(WordRule::Mask) => {
                    covered.push_str(&COVER.repeat(part.chars().count()));
                    masked = true;
                }
            }
        }
    }
    if masked {
        Verdict::Masked(covered)
    } else {
        Verdict::Pass
    }
}

/// A text with the words of scripts without spaces covered; none when one is in it that holds it back.
fn without_unspaced<'a>(words: &[Word], text: &'a str) -> Option<Cow<'a, str>> {
    let mut covered = Cow::Borrowed(text);
    let found = |unwanted: &&Word| is_unspaced(&unwanted.word) && text.contains(&unwanted.word);
    for Word { word, rule } in words.iter().filter(found) {
        if *rule == WordRule::Hold {
            return None;
        }
        covered = Cow::Owned(covered.replace(word.as_str(), &COVER.repeat(word.chars().count())));
    }
    Some(covered)
}

/// Whether all of it is of scripts that are written without spaces.
fn is_unspaced(word: &str) -> bool {
    // Katakana by itself does have boundaries.
    word.chars()
        .any(|c| is_without_spaces(c) && !is_katakana(c))
        && word.chars().all(is_without_spaces)
}

fn rule(words: &[Word], part: &str) -> Option<WordRule> {
    if !part.chars().any(char::is_alphanumeric) {
        return None;
    }
    let part = characters::lowercase(part);
    words
        .iter()
        .find(|unwanted| unwanted.word == part)
        .map(|unwanted| unwanted.rule)
}

/// A text cut into mentions, `<@id>`, and what stands between them.
fn pieces(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let start = rest.match_indices("<@").find_map(|(at, _)| {
            let mention = mention(rest.get(at..)?)?;
            Some((at, mention.len()))
        });
        let (length, is_mention) = match start {
            Some((0, length)) => (length, true),
            Some((at, _)) => (at, false),
            None => (rest.len(), false),
        };
        let (piece, after) = rest.split_at_checked(length)?;
        rest = after;
        Some((piece, is_mention))
    })
}

/// The mention a text begins with.
fn mention(text: &str) -> Option<&str> {
    const ID: usize = 36;
    let mention = text.get(..ID + 3)?;
    let id = mention.strip_prefix("<@")?.strip_suffix('>')?;
    let fits = id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    fits.then_some(mention)
}

/// A word for the list, as it is stored.
///
/// # Errors
/// `bad_request` when it is not one word; `too_large`.
pub fn word(text: &str, rule: WordRule) -> Result<Word, Error> {
    let word = characters::lowercase(text.trim());
    let shown: String = word.chars().take(WORD_CHARS).collect();
    if shown.len() < word.len() {
        return Err(Error::too_large(format!(
            "A word of the list has at most {WORD_CHARS} characters."
        )));
    }
    // As it will stand in a text: a mark by itself would be part of what comes before it.
    let in_text = format!(" {word} ");
    let mut parts = parts(&in_text).skip(1);
    let is_word = parts.next() == Some(&word) || is_unspaced(&word);
    if is_word && word.chars().any(char::is_alphanumeric) {
        Ok(Word { word, rule })
    } else {
        Err(Error::bad_request(format!(
            "The list takes single words, and \"{shown}\" is none."
        )))
    }
}

/// The whole list, as it is stored. A word that comes twice is held to the rule it comes with first.
///
/// # Errors
/// `too_large` when there are too many.
pub fn list(words: Vec<Word>) -> Result<Vec<Word>, Error> {
    let mut rules = Map::new();
    for Word { word, rule } in words {
        if !rules.contains_key(&word) {
            rules.insert(word, rule);
        }
    }
    let words: Vec<Word> = rules
        .into_iter()
        .map(|(word, rule)| Word { word, rule })
        .collect();
    if words.len() > WORDS {
        return Err(Error::too_large(format!(
            "The list has at most {WORDS} words; these are {} over.",
            words.len() - WORDS
        )));
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn words() -> Vec<Word> {
        let word = |text, rule| word(text, rule).unwrap();
        vec![
            word("Heck", WordRule::Mask),
            word("ÄRGER", WordRule::Mask),
            word("can't", WordRule::Mask),
            word("dead", WordRule::Mask),
            word("scam", WordRule::Hold),
        ]
    }

    fn masked(text: &str) -> Verdict {
        Verdict::Masked(text.into())
    }

    #[test]
    fn whole_words_are_found_whatever_their_case() {
        assert_eq!(apply(&words(), "What the HECK?"), masked("What the ••••?"));
        assert_eq!(apply(&words(), "ärger, Ärger"), masked("•••••, •••••"));
        assert_eq!(apply(&words(), "I can't."), masked("I •••••."));
        assert_eq!(apply(&words(), "heckle, check, scams"), Verdict::Pass);
        assert_eq!(apply(&words(), "heck, a scam!"), Verdict::Held);
        assert_eq!(apply(&[], "heck, a scam!"), Verdict::Pass);
        assert_eq!(apply(&words(), ""), Verdict::Pass);
    }

    #[test]
    fn words_of_scripts_without_spaces_are_found_wherever_they_stand() {
        let words = vec![
            word("馬鹿", WordRule::Mask).unwrap(),
            word("バカ野郎", WordRule::Mask).unwrap(),
            word("ばか", WordRule::Mask).unwrap(),
            word("เลว", WordRule::Mask).unwrap(),
            word("カモ", WordRule::Mask).unwrap(),
            word("바보", WordRule::Mask).unwrap(),
            word("诈骗", WordRule::Hold).unwrap(),
        ];
        for (said, shown) in [
            ("本当に馬鹿だなあ", "本当に••だなあ"),
            ("このバカ野郎!", "この••••!"),
            ("ばかばか", "••••"),
            ("คนเลวมาก", "คน•••มาก"),
            ("heck 馬鹿 heck", "heck •• heck"),
            // Katakana and Hangul have boundaries.
            ("カモです", "••です"),
            ("바보 같은", "•• 같은"),
        ] {
            assert_eq!(apply(&words, said), masked(shown), "{said}");
        }
        for fine in ["馬と鹿", "カモメです", "バカンス", "ば か", "바보같은"] {
            assert_eq!(apply(&words, fine), Verdict::Pass, "{fine}");
        }
        assert_eq!(apply(&words, "这是诈骗，馬鹿"), Verdict::Held);
        for refused in ["馬鹿 野郎", "馬鹿!", "馬鹿x", "、、"] {
            assert!(word(refused, WordRule::Mask).is_err(), "{refused}");
        }
    }

    #[test]
    fn ids_in_mentions_are_no_words() {
        let mention = "<@01939f0e-dead-7c3d-8e4f-5a6b7c8d9e0f>";
        assert_eq!(apply(&words(), mention), Verdict::Pass);
        assert_eq!(
            apply(&words(), &format!("{mention} is dead {mention}<@dead>")),
            masked(&format!("{mention} is •••• {mention}<@••••>"))
        );
    }

    #[test]
    fn the_list_takes_single_words() {
        assert_eq!(word(" Heck ", WordRule::Mask).unwrap().word, "heck");
        for refused in ["", " ", "two words", "!", "a-b", "\u{0}", "a\n", "🙂"] {
            let refused = word(refused, WordRule::Mask);
            assert!(
                refused.as_ref().is_err() || refused.as_ref().unwrap().word == "a",
                "{refused:?}"
            );
        }
        assert_eq!(
            word(&"x".repeat(65), WordRule::Hold).unwrap_err().code(),
            "too_large"
        );
    }

    #[test]
    fn the_list_has_each_word_once() {
        let twice = vec![
            word("heck", WordRule::Hold).unwrap(),
            word("abc", WordRule::Mask).unwrap(),
            word("HECK", WordRule::Mask).unwrap(),
        ];
        let list = list(twice).unwrap();
        assert_eq!(list.len(), 2);
        assert_eq!(list[1].rule, WordRule::Hold);
    }

    #[test]
    fn the_list_has_an_end() {
        let many = |count: usize| {
            let words = (0..count).map(|number| word(&format!("w{number}"), WordRule::Hold));
            list(words.map(Result::unwrap).collect())
        };
        assert!(many(WORDS).is_ok());
        assert_eq!(many(WORDS + 1).unwrap_err().code(), "too_large");
    }

    proptest! {
        // A failure is printed whole: no file of it is kept.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_text_keeps_its_length_and_all_but_the_words(text in "([ -~äÄßΣ🙂•\u{301}馬鹿のカモ]{0,8}( heck | HECK|<@|dead|馬鹿)?){0,6}") {
            let words = [words(), vec![word("馬鹿", WordRule::Mask).unwrap(), word("カ", WordRule::Mask).unwrap()]].concat();
            match apply(&words, &text) {
                Verdict::Masked(masked) => {
                    prop_assert_eq!(masked.chars().count(), text.chars().count());
                    for (was, is) in text.chars().zip(masked.chars()) {
                        prop_assert!(was == is || is == '•');
                    }
                    prop_assert_eq!(apply(&words, &masked), Verdict::Pass);
                }
                Verdict::Pass => {
                    let found = text.unicode_words().any(|word| characters::lowercase(word) == "heck");
                    prop_assert!(!found && !text.contains("馬鹿"), "{}", text);
                }
                Verdict::Held => prop_assert!(characters::lowercase(&text).contains("scam")),
            }
        }

        #[test]
        fn any_text_can_be_looked_through(text in any::<String>()) {
            let _ = apply(&words(), &text);
            let pieces: String = pieces(&text).map(|(piece, _)| piece).collect();
            prop_assert_eq!(pieces, text);
        }

        #[test]
        fn what_the_list_takes_is_found(text in "\\PC{1,12}") {
            if let Ok(word) = word(&text, WordRule::Hold) {
                let said = format!("so, {}! ", word.word);
                prop_assert_eq!(apply(std::slice::from_ref(&word), &said), Verdict::Held, "{}", said);
            }
        }
    }
}
