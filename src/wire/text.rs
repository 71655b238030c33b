//! What people type, parsed once at the edge: whoever holds one of these need not check it again.
//!
//! Every `parse` trims surrounding white space where people would not see it, and answers with an [`Error`] whose
//! sentence can be shown as it is.

use super::limits;
use super::types::MentionAll;
use crate::characters;
use crate::error::Error;
use crate::json::{FromJson, Misfit, Value};

macro_rules! parsed {
    ($(#[$doc:meta])* $name:ident, |$raw:ident| $parse:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Checks the input against the rules of this type.
            ///
            /// # Errors
            /// `bad_request` or `too_large`, with a sentence that says what to mend.
            pub fn parse($raw: &str) -> Result<Self, Error> {
                $parse.map(Self)
            }

            /// The checked text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The checked text, owned.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, output: S) -> Result<S::Ok, S::Error> {
                output.serialize_str(&self.0)
            }
        }

        impl FromJson for $name {
            fn from_json(value: &mut Value) -> Result<Self, Misfit> {
                let raw = value.as_str().ok_or_else(Misfit::default)?;
                Self::parse(raw).map_err(|_| Misfit::default())
            }
        }
    };
}

parsed!(
    /// The name one logs in with: lower-case ASCII, so that no two look alike.
    #[derive(Debug)]
    Username,
    |raw| {
        let name = raw.trim().to_ascii_lowercase();
        let fits = (limits::USERNAME_MIN..=limits::USERNAME_MAX).contains(&name.len());
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.-".contains(c);
        if fits && name.chars().all(allowed) {
            Ok(name)
        } else {
            Err(Error::bad_request(format!(
                "A username has {} to {} characters of a–z, 0–9, dot, dash and underscore.",
                limits::USERNAME_MIN,
                limits::USERNAME_MAX
            )))
        }
    }
);

parsed!(
    /// The name others see.
    #[derive(Debug)]
    DisplayName,
    |raw| line(raw, "A name", 1, limits::DISPLAY_NAME_CHARS)
);

parsed!(
    /// A room's name.
    #[derive(Debug)]
    RoomName,
    |raw| line(raw, "A room's name", 1, limits::ROOM_NAME_CHARS)
);

parsed!(
    /// What a room is about.
    #[derive(Debug)]
    Topic,
    |raw| line(raw, "A topic", 0, limits::TOPIC_CHARS)
);

parsed!(
    /// What somebody is up to.
    #[derive(Debug)]
    Status,
    |raw| line(raw, "A status", 0, limits::STATUS_CHARS)
);

parsed!(
    /// Why somebody was muted or banned, or a message reported. May be empty where none has to be given.
    #[derive(Debug, Default)]
    Reason,
    |raw| line(raw, "A reason", 0, limits::REASON_CHARS)
);

parsed!(
    /// What is to be seen in a picture, or heard.
    #[derive(Debug)]
    Alt,
    |raw| line(raw, "A description", 0, limits::ALT_CHARS)
);

parsed!(
    /// A site's name.
    #[derive(Debug)]
    SiteName,
    |raw| line(raw, "A site's name", 1, limits::SITE_NAME_CHARS)
);

parsed!(
    /// A password as it was typed: nothing is trimmed. It must never reach a log.
    Password,
    |raw| {
        let length = raw.chars().count();
        if (limits::PASSWORD_MIN..=limits::PASSWORD_MAX).contains(&length) {
            Ok(raw.to_owned())
        } else {
            Err(Error::bad_request(format!(
                "A password has {} to {} characters.",
                limits::PASSWORD_MIN,
                limits::PASSWORD_MAX
            )))
        }
    }
);

impl std::fmt::Debug for Password {
    /// Says nothing: whatever holds a password may be printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

parsed!(
    /// A message's text, kept as it was sent but for white space around it. May be empty: a message may be only files.
    #[derive(Debug)]
    Text,
    |raw| {
        let text = raw.trim_matches(|c: char| c.is_whitespace() || c == '\0');
        let length = text.chars().count();
        if text.contains('\0') {
            Err(Error::bad_request("A message may not contain NUL."))
        } else if length > limits::TEXT_CHARS {
            Err(Error::too_large(format!(
                "A message has at most {} characters; this one is {} over.",
                limits::TEXT_CHARS,
                length - limits::TEXT_CHARS
            )))
        } else {
            Ok(text.to_owned())
        }
    }
);

parsed!(
    /// What makes a retry the same message: unique per author and room.
    #[derive(Debug)]
    Nonce,
    |raw| {
        if (1..=limits::NONCE_BYTES).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_graphic()) {
            Ok(raw.to_owned())
        } else {
            Err(Error::bad_request(format!(
                "A nonce has 1 to {} visible ASCII characters.",
                limits::NONCE_BYTES
            )))
        }
    }
);

parsed!(
    /// One emoji, as people see one: a single grapheme cluster.
    #[derive(Debug)]
    Emoji,
    |raw| {
        if raw.len() <= limits::EMOJI_BYTES && is_emoji(raw) {
            Ok(raw.to_owned())
        } else {
            Err(Error::bad_request("A reaction is one emoji."))
        }
    }
);

/// What a character of an emoji stands after.
enum After {
    Nothing,
    /// A picture, with what changes how it looks.
    Picture,
    /// What joins another picture to one.
    Joiner,
    /// The first letter of the two that are a flag.
    Letter,
    /// Something that nothing but marks may follow.
    Other,
}

/// Whether it shows as one emoji: a single grapheme cluster (UAX #29) of what emoji are made of (UTS #51). Without the list
/// of recommended sequences, which grows with every Unicode version while clients of both kinds are in use.
fn is_emoji(text: &str) -> bool {
    let mut shows = text.ends_with('\u{20e3}');
    let mut after = After::Nothing;
    for c in text.chars() {
        let is_picture = !c.is_ascii() && characters::is_emoji(c);
        shows |= is_picture;
        after = match (c, after) {
            ('\u{200d}', After::Picture) => After::Joiner,
            (mark, before) if is_mark(mark) => match before {
                After::Picture => After::Picture,
                _ => After::Other,
            },
            ('\u{1f1e6}'..='\u{1f1ff}', After::Nothing) => After::Letter,
            ('\u{1f1e6}'..='\u{1f1ff}', After::Letter) => After::Other,
            ('\u{1f1e6}'..='\u{1f1ff}', _) => return false,
            ('0'..='9' | '#' | '*', After::Nothing) => After::Other,
            (_, After::Nothing | After::Joiner) if is_picture => After::Picture,
            _ => return false,
        };
    }
    shows
}

/// What belongs to the character before it in an emoji: joiner, keycap, variant, skin tone, tag.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{20e3}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// A line without control characters. Its length is counted in Unicode scalar values.
fn line(raw: &str, what: &str, shortest: usize, longest: usize) -> Result<String, Error> {
    let text = raw.trim();
    let length = text.chars().count();
    if text.chars().any(is_invisible) {
        return Err(Error::bad_request(format!(
            "{what} may not contain control characters or line breaks."
        )));
    }
    if length < shortest {
        return Err(Error::bad_request(format!("{what} may not be empty.")));
    }
    if length > longest {
        return Err(Error::too_large(format!(
            "{what} has at most {longest} characters; this one is {} over.",
            length - longest
        )));
    }
    Ok(text.to_owned())
}

/// Characters that would break a line, or turn the writing direction of what stands around a name.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// The ids in the mentions of a text, in order: each stands as `<@id>`.
pub fn mentions(text: &str) -> impl Iterator<Item = &str> {
    text.split("<@").skip(1).filter_map(|rest| {
        let (id, _) = rest.split_once('>')?;
        let fits = id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
        fits.then_some(id)
    })
}

/// Whom a text calls beside those it names: `<@here>`, `<@everyone>`; the latter are more, and go first.
#[must_use]
pub fn calls(text: &str) -> Option<MentionAll> {
    let mut called = None;
    for rest in text.split("<@").skip(1) {
        if rest.starts_with("everyone>") {
            return Some(MentionAll::Everyone);
        }
        if rest.starts_with("here>") {
            called = Some(MentionAll::Here);
        }
    }
    called
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_properties::UnicodeEmoji;
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn usernames_are_lower_case_ascii() {
        assert_eq!(Username::parse(" Ada.L-1_ ").unwrap().as_str(), "ada.l-1_");
        for refused in ["ab", "a b", "ädä", "", &"x".repeat(33)] {
            assert_eq!(Username::parse(refused).unwrap_err().code(), "bad_request");
        }
    }

    #[test]
    fn a_password_is_never_printed() {
        let password = Password::parse("correct horse").unwrap();
        assert_eq!(format!("{password:?}"), "Password");
    }

    #[test]
    fn names_keep_their_script_and_lose_controls() {
        assert_eq!(DisplayName::parse(" Ада 李 ").unwrap().as_str(), "Ада 李");
        for refused in ["", "  ", "a\nb", "a\u{202e}b", "a\0"] {
            assert_eq!(
                DisplayName::parse(refused).unwrap_err().code(),
                "bad_request"
            );
        }
        assert_eq!(
            DisplayName::parse(&"é".repeat(64))
                .unwrap()
                .as_str()
                .chars()
                .count(),
            64
        );
        assert_eq!(
            DisplayName::parse(&"é".repeat(65)).unwrap_err().code(),
            "too_large"
        );
    }

    #[test]
    fn texts_say_by_how_much_they_are_too_long() {
        assert_eq!(
            Text::parse("\n  hi\nthere \n").unwrap().as_str(),
            "hi\nthere"
        );
        let refused = Text::parse(&"𝕏".repeat(8_003)).unwrap_err();
        assert_eq!(refused.code(), "too_large");
        assert!(refused.detail().contains("3 over"), "{}", refused.detail());
        assert_eq!(Text::parse("a\0b").unwrap_err().code(), "bad_request");
    }

    #[test]
    fn an_emoji_is_one_cluster() {
        for emoji in ["👍", "👍🏽", "❤️", "👨‍👩‍👧‍👦", "🇩🇪", "1️⃣", "#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☺"]
        {
            assert!(Emoji::parse(emoji).is_ok(), "{emoji}");
        }
        for refused in [
            "", "a", "1", "#", "👍👍", "👍a", "é", "\u{200d}", "\u{fe0f}", "<b>",
        ] {
            assert!(Emoji::parse(refused).is_err(), "{refused:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4_000, ..ProptestConfig::default() })]

        #[test]
        fn an_emoji_is_what_unicode_says(text in "[1#a❤☺👍👨🏽🇩🇪\u{200d}\u{fe0f}\u{20e3}\u{e0067}\u{e007f}🦰]{0,6}") {
            let is_component = |c: char| c.is_emoji_char_or_emoji_component() || "\u{fe0f}\u{200d}\u{20e3}".contains(c);
            let shows = text.chars().any(|c| !c.is_ascii() && c.is_emoji_char());
            let one = text.graphemes(true).count() == 1;
            let all = text.chars().all(is_component);
            prop_assert_eq!(is_emoji(&text), one && all && (shows || text.ends_with('\u{20e3}')), "{:?}", text);
        }
    }

    #[test]
    fn everybody_is_called_by_a_mention_of_their_own() {
        let called = |text| calls(text).map(MentionAll::name);
        assert_eq!(called("hey <@here>, <@x>"), Some("here"));
        assert_eq!(called("<@here> <@everyone>"), Some("everyone"));
        for nobody in [
            "@everyone",
            "<@Everyone>",
            "<@here",
            "< @here>",
            "here>",
            "",
        ] {
            assert_eq!(called(nobody), None, "{nobody}");
        }
    }

    #[test]
    fn nonces_are_short_and_visible() {
        assert!(Nonce::parse("01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f").is_ok());
        for refused in ["", "a b", "ä", &"x".repeat(65)] {
            assert!(Nonce::parse(refused).is_err());
        }
    }
}
