//! The words of a text, as search sees them.
//!
//! - A word is a run of letters and digits of any script. Where a script sets no spaces (Chinese, Japanese, Thai and their
//!   like; Korean too, whose words grow at their ends) each character is a word, and so is each emoji: what is looked
//!   for there is a run of them, of any length, and found exactly.
//! - Case does not count, nor accents on Latin and Greek letters, nor vowel marks in Arabic and Hebrew, nor the width of
//!   letters or the skin tone of an emoji.
//! - Somebody named in a text (`<@id>`) is one word: their id.
//!
//! Index and queries, and what is marked in a hit, go by these words alone: they cannot disagree. A change here is a step of the
//! schema that empties the index, for what leaves it must be written as what came in.

use std::ops::Range;

use crate::characters;

/// The words of one text, in order.
#[derive(Debug, Default)]
pub struct Words {
    folded: String,
    places: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    folded: Range<usize>,
    text: Range<usize>,
}

enum Kind {
    /// Part of a word.
    Letter,
    /// A word by itself.
    Apart,
    /// As if it were not there.
    Nothing,
    /// Between words.
    Gap,
}

impl Words {
    /// Those of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        let mut in_word = false;
        let mut named_until = 0;
        for (at, c) in text.char_indices() {
            if at < named_until {
                continue;
            }
            if c == '<'
                && let Some(id) = text.get(at..).and_then(named)
            {
                named_until = at + id.len() + 3;
                words.begin(at);
                words.folded.extend(id.chars().filter(|c| *c != '-'));
                words.grow(named_until);
                in_word = false;
                continue;
            }
            match kind(c) {
                Kind::Nothing => words.belongs(c, at),
                Kind::Gap => in_word = false,
                Kind::Letter => {
                    if !in_word {
                        words.begin(at);
                    }
                    in_word = true;
                    words.push(c, at);
                }
                Kind::Apart => {
                    in_word = false;
                    words.begin(at);
                    words.push(c, at);
                }
            }
        }
        words
    }

    fn begin(&mut self, at: usize) {
        let end = self.folded.len();
        self.places.push(Place {
            folded: end..end,
            text: at..at,
        });
    }

    fn push(&mut self, c: char, at: usize) {
        fold(c, &mut self.folded);
        self.grow(at + c.len_utf8());
    }

    /// What changes nothing of a word belongs to it where it is shown.
    fn belongs(&mut self, c: char, at: usize) {
        if let Some(place) = self.places.last_mut().filter(|place| place.text.end == at) {
            place.text.end = at + c.len_utf8();
        }
    }

    fn grow(&mut self, until: usize) {
        if let Some(place) = self.places.last_mut() {
            place.folded.end = self.folded.len();
            place.text.end = until;
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Each as it is compared.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.places.iter().map(|place| self.word(place))
    }

    /// All as they are compared, a space between them: what SQLite gets to see.
    #[must_use]
    pub fn joined(&self) -> String {
        let mut joined = String::with_capacity(self.folded.len() + self.places.len());
        for word in self.iter() {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(word);
        }
        joined
    }

    /// Where in the text a run of words stands, each time it does; with `prefix`, the last of them may go on.
    pub fn find<'a>(
        &'a self,
        run: &'a Words,
        prefix: bool,
    ) -> impl Iterator<Item = Range<usize>> + 'a {
        let last = run.places.len().saturating_sub(1);
        self.places.windows(last + 1).filter_map(move |window| {
            let fits = window.iter().zip(&run.places).enumerate();
            let fits = fits.into_iter().all(|(at, (here, wanted))| {
                let (here, wanted) = (self.word(here), run.word(wanted));
                if prefix && at == last {
                    here.starts_with(wanted)
                } else {
                    here == wanted
                }
            });
            let (first, last) = (window.first()?, window.last()?);
            (fits && !run.is_empty()).then_some(first.text.start..last.text.end)
        })
    }

    fn word(&self, place: &Place) -> &str {
        self.folded.get(place.folded.clone()).unwrap_or_default()
    }
}

/// The id in the `<@id>` that a text begins with.
fn named(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("<@")?;
    let id = rest.get(..36)?;
    let fits = id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    (fits && rest.get(36..37) == Some(">")).then_some(id)
}

fn kind(c: char) -> Kind {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() {
            Kind::Letter
        } else {
            Kind::Gap
        };
    }
    match u32::from(c) {
        // Soft hyphen, combining accents, vowel marks of Hebrew and Arabic and what stretches it, joiners, skin tones.
        0xAD | 0x300..=0x36F | 0x591..=0x5BD | 0x5BF | 0x5C1..=0x5C7 | 0x610..=0x61A | 0x640
        | 0x64B..=0x65F | 0x670 | 0x200C..=0x200D | 0xFE00..=0xFE0F | 0x1F3FB..=0x1F3FF => Kind::Nothing,
        // Signs of the scripts of India that stand inside of words and are no letters.
        sign @ 0x900..=0xD7F if matches!(sign & 0x7F, 0x3C | 0x4D) => Kind::Letter,
        0xE00..=0xEFF          // Thai, Lao
        | 0x1000..=0x109F      // Myanmar
        | 0x1100..=0x11FF      // Hangul
        | 0x1780..=0x17FF      // Khmer
        | 0x3005..=0x3007      // 々, 〇
        | 0x3041..=0x318F      // Kana, Bopomofo, Hangul
        | 0x31A0..=0x31FF
        | 0x3400..=0x9FFF      // Han
        | 0xAC00..=0xD7FF      // Hangul
        | 0xF900..=0xFAFF
        | 0xFF66..=0xFFDC
        | 0x1B000..=0x1B16F
        | 0x20000..=0x3FFFF
            if c.is_alphanumeric() => Kind::Apart,
        _ if c.is_alphanumeric() => Kind::Letter,
        _ if characters::is_emoji(c) => Kind::Apart,
        _ => Kind::Gap,
    }
}

/// Latin letters from U+00C0 and from U+1E00 without their accents; a dash where there is nothing to take off.
const LATIN: [(u32, &str); 2] = [
    (
        0xC0,
        "aaaaaa-ceeeeiiii-nooooo-ouuuuy--aaaaaa-ceeeeiiii-nooooo-ouuuuy-yaaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii\
         --jjkk-llllllllllnnnnnn---oooooo--rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz---------------------------------oo\
         -------------uu----------------------------aaiioouuuuuuuuuu-aaaa----ggkkoooo--j---gg--nnaa----aaaaeeeeiiiioooorrrr\
         uuuusstt--hh",
    ),
    (
        0x1E00,
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuu\
         uuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy------aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuu\
         uuuuuuuuuuyyyyyyyy------",
    ),
];

/// A character as it is compared.
fn fold(c: char, into: &mut String) {
    if c.is_ascii() {
        return into.push(c.to_ascii_lowercase());
    }
    // Letters and digits as wide as Han characters.
    if let wide @ 0xFF10..=0xFF5A = u32::from(c) {
        let narrow = u8::try_from(wide - 0xFEE0).map(char::from);
        return into.push(narrow.unwrap_or(c).to_ascii_lowercase());
    }
    let lower = characters::small(c);
    if !matches!(kind(lower), Kind::Nothing) {
        into.push(bare(lower));
    }
}

fn bare(c: char) -> char {
    for (first, letters) in LATIN {
        let at = u32::from(c).checked_sub(first);
        let found = at.and_then(|at| letters.as_bytes().get(at as usize));
        match found {
            Some(b'-') => return c,
            Some(letter) => return char::from(*letter),
            None => {}
        }
    }
    match c {
        'ά' => 'α',
        'έ' => 'ε',
        'ή' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'ё' => 'е',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Words::of(text).iter().map(str::to_owned).collect()
    }

    #[test]
    fn words_of_many_scripts() {
        for (text, expected) in [
            ("Hello, wide-World_2!", "hello wide world 2"),
            (
                "ÅNGSTRÖM naïve Łódź Đức cafe\u{301} Việt",
                "angstrom naive lodz duc cafe viet",
            ),
            ("Straße Œuvre", "straße œuvre"),
            ("ΆΝΘΡΩΠΟΣ άνθρωπος", "ανθρωποσ ανθρωποσ"),
            ("Ещё раз", "еще раз"),
            ("مَدْرَسَة أحمد", "مدرسه احمد"),
            ("שָׁלוֹם", "שלום"),
            ("हिन्दी में", "हिन्दी में"),
            ("我们在北京。Docker启动", "我 们 在 北 京 docker 启 动"),
            ("東京タワー・ビール", "東 京 タ ワ ー ビ ー ル"),
            ("학교에서", "학 교 에 서"),
            ("ภาษาไทย", "ภ า ษ า ไ ท ย"),
            ("ＡＢＣ１２ｚ", "abc12z"),
            ("nice👍🏽 👨‍👩‍👧 ❤️!", "nice 👍 👨 👩 👧 ❤"),
            ("I don't", "i don t"),
            ("İstanbul", "istanbul"),
            ("soft\u{ad}hyphen", "softhyphen"),
            (
                "<@01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f>, hi <b>",
                "01939f0e1c2b7c3d8e4f5a6b7c8d9e0f hi b",
            ),
            ("", ""),
            ("… — !", ""),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
            assert_eq!(Words::of(text).joined(), expected);
        }
    }

    #[test]
    fn the_tables_hold_what_they_say() {
        assert_eq!(LATIN[0].1.len(), 0x220 - 0xC0);
        assert_eq!(LATIN[1].1.len(), 0x100);
    }

    #[test]
    fn runs_are_found_where_they_stand() {
        let text = "The cat sat. Das Kätzchen, the CATALOGUE";
        let find = |run: &str, prefix: bool| -> Vec<&str> {
            let (words, run) = (Words::of(text), Words::of(run));
            words.find(&run, prefix).map(|at| &text[at]).collect()
        };
        assert_eq!(find("cat", false), ["cat"]);
        assert_eq!(find("cat", true), ["cat", "CATALOGUE"]);
        assert_eq!(find("katz", true), ["Kätzchen"]);
        assert_eq!(find("the cat", false), ["The cat"]);
        assert_eq!(find("the cat", true), ["The cat", "the CATALOGUE"]);
        assert_eq!(find("sat das", false), ["sat. Das"]);
        assert!(find("", true).is_empty() && find("the dog", true).is_empty());
        assert!(Words::of("").find(&Words::of("a"), true).next().is_none());
    }
}
