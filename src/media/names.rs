//! Names of files: what people see, what addresses end in, what a download is saved under.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Bytes of a name: what file systems take.
const BYTES: usize = 255;
/// Bytes of the ending of a name that are kept when the rest is cut.
const ENDING_BYTES: usize = 16;
/// What is called nothing is called so.
const NAMELESS: &str = "file";
/// All but what RFC 3986 calls unreserved, section 2.3; RFC 8187 leaves all of these alone, too.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A name somebody sent, as it may be shown and saved: no path, nothing that cannot be seen or turns the rest around,
/// and not longer than can be stored.
#[must_use]
pub fn cleaned(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !is_hidden(*c)).collect();
    let name = name.trim();
    if name.is_empty() || name.bytes().all(|b| b == b'.') {
        return NAMELESS.to_owned();
    }
    if name.len() <= BYTES {
        return name.to_owned();
    }
    let ending = match name.rfind('.') {
        Some(dot) if dot > 0 && name.len() - dot <= ENDING_BYTES => name.get(dot..),
        _ => None,
    };
    let ending = ending.unwrap_or_default();
    let mut end = BYTES - ending.len();
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", name.get(..end).unwrap_or_default().trim_end())
}

/// Controls, and what changes the direction of writing: `gpj.exe` must not look like `exe.jpg`. What joins letters and emoji stays.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Where a file is fetched from.
#[must_use]
pub fn address(id: &str, name: &str) -> String {
    // The address of its thumbnail ends so.
    let name = if name == "thumbnail" {
        "thumbnail.bin"
    } else {
        name
    };
    format!("/media/{id}/{}", utf8_percent_encode(name, ESCAPED))
}

/// Whether to show a file or to save it, and under which name (RFC 6266): for those who read UTF-8, and for the rest.
#[must_use]
pub fn disposition(inline: bool, name: &str) -> String {
    let kind = if inline { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            ' '..='~' => c,
            _ => '_',
        })
        .collect();
    let mut disposition = format!("{kind}; filename=\"{plain}\"");
    if plain != name {
        let extended = utf8_percent_encode(name, ESCAPED);
        disposition.push_str(&format!("; filename*=UTF-8''{extended}"));
    }
    disposition
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_cleaned() {
        let long = "x".repeat(300);
        for (sent, expected) in [
            ("cat.png", "cat.png"),
            (" Katze auf Sofa.jpeg ", "Katze auf Sofa.jpeg"),
            ("猫.png", "猫.png"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\ada\\cat.png", "cat.png"),
            ("/", "file"),
            ("", "file"),
            (" ", "file"),
            (".", "file"),
            ("..", "file"),
            ("a/..", "file"),
            ("\0\r\n\t", "file"),
            ("a\r\nSet-Cookie: b=c.png", "aSet-Cookie: b=c.png"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("\u{2066}a\u{2069}.txt", "a.txt"),
            ("\u{feff}\u{200b}", "file"),
            ("שלום.pdf", "שלום.pdf"),
            (".gitignore", ".gitignore"),
        ] {
            assert_eq!(cleaned(sent), expected, "{sent:?}");
        }
        assert_eq!(
            cleaned(&format!("{long}.png")),
            format!("{}.png", &long[..251])
        );
        assert_eq!(cleaned(&long), long[..255]);
        assert_eq!(cleaned(&format!("a.{long}")).len(), 255);
        assert_eq!(
            cleaned(&format!("{}.txt", "ä".repeat(200))),
            format!("{}.txt", "ä".repeat(125))
        );
    }

    #[test]
    fn an_address_ends_in_the_name_and_never_in_the_thumbnails() {
        assert_eq!(address("m1", "a cat?.png"), "/media/m1/a%20cat%3F.png");
        assert_eq!(address("m1", "猫.png"), "/media/m1/%E7%8C%AB.png");
        assert_eq!(address("m1", "thumbnail"), "/media/m1/thumbnail.bin");
    }

    #[test]
    fn downloads_are_saved_under_their_name() {
        for (inline, name, expected) in [
            (true, "cat.png", "inline; filename=\"cat.png\""),
            (false, "a b.zip", "attachment; filename=\"a b.zip\""),
            (
                false,
                "naïve 50%.txt",
                "attachment; filename=\"na_ve 50_.txt\"; filename*=UTF-8''na%C3%AFve%2050%25.txt",
            ),
            (
                true,
                "€ \"x\\y\".pdf",
                "inline; filename=\"_ _x_y_.pdf\"; filename*=UTF-8''%E2%82%AC%20%22x%5Cy%22.pdf",
            ),
        ] {
            assert_eq!(disposition(inline, name), expected);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_name_can_be_shown_stored_and_sent(sent in "\\PC{0,400}|.{0,80}") {
            let name = cleaned(&sent);
            prop_assert!(!name.is_empty() && name.len() <= BYTES);
            prop_assert!(!name.chars().any(|c| is_hidden(c) || c == '/' || c == '\\'));
            prop_assert_eq!(cleaned(&name), name.clone());
            let sent = disposition(false, &name);
            prop_assert!(sent.bytes().all(|b| (b' '..=b'~').contains(&b)));
            prop_assert!(address("m1", &name).bytes().all(|b| b.is_ascii_graphic()));
        }
    }
}
