//! The links of a text: those that get a preview.

use crate::accounts::sessions::token_hash as sha_256;

/// Links of a message that get a preview: more would bury what is said.
pub const MOST: usize = 3;
/// Bytes of a link: what browsers and servers agree on. A longer one is shown, and not fetched.
const LONGEST: usize = 2_048;
/// What ends a sentence, or emphasis around a link, and not the link.
const TRAILING: &[char] = &['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~', ']'];

/// The first links of a text, each once, as they stand there. Not those in code, nor those in angle brackets: by
/// these, whoever writes says that they want no preview.
#[must_use]
pub fn links(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    if !text.contains("://") {
        return found;
    }
    let prose = without_fences(text);
    let mut rest = prose.as_str();
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let length = match (first, link_at(rest)) {
            ('`', _) => code_at(rest),
            (_, Some(link)) if !before.is_alphanumeric() => {
                let known = found.iter().any(|other| normal(other) == normal(link));
                if before != '<' && !known && link.len() <= LONGEST {
                    found.push(link.to_owned());
                }
                link.len()
            }
            _ => first.len_utf8(),
        };
        if found.len() == MOST {
            break;
        }
        let (passed, left) = rest.split_at_checked(length).unwrap_or((rest, ""));
        before = passed.chars().next_back().unwrap_or(' ');
        rest = left;
    }
    found
}

/// A link in the form under which it is fetched and kept: two spellings of one address are one page. What stands after
/// `#` is a place in it.
#[must_use]
pub fn normal(link: &str) -> String {
    let page = link.split('#').next().unwrap_or_default();
    let (scheme, rest) = page.split_once("://").unwrap_or((page, ""));
    let end = rest.find(['/', '?', '\\']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let slash = if path.starts_with('/') { "" } else { "/" };
    let (scheme, host) = (scheme.to_ascii_lowercase(), host.to_ascii_lowercase());
    format!("{scheme}://{host}{slash}{path}")
}

/// The name of the object that keeps what stands behind a link.
#[must_use]
pub fn name(link: &str) -> String {
    sha_256(&normal(link))
}

/// The link a text begins with.
fn link_at(text: &str) -> Option<&str> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })?;
    let ends = |c: char| c.is_whitespace() || c.is_control() || "<>\"`|".contains(c);
    let mut link = text.split(ends).next()?;
    let opened = count(link, '(');
    let mut closed = count(link, ')');
    loop {
        let shorter = link.trim_end_matches(TRAILING);
        let shorter = match shorter.strip_suffix(')') {
            // A bracket that was opened outside of the link is closed outside of it.
            Some(shorter) if closed > opened => {
                closed -= 1;
                shorter
            }
            _ => shorter,
        };
        if shorter.len() == link.len() {
            break;
        }
        link = shorter;
    }
    (link.len() > scheme.len()).then_some(link)
}

fn count(text: &str, wanted: char) -> usize {
    text.chars().filter(|c| *c == wanted).count()
}

/// How long the code is that a text begins with a backtick of; of one that nothing closes, only the backticks are.
fn code_at(text: &str) -> usize {
    let ticks = run(text, '`');
    let mut at = ticks;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(next) = rest.find('`') else { break };
        let closing = rest.get(next..).map_or(0, |rest| run(rest, '`'));
        at += next + closing;
        if closing == ticks {
            return at;
        }
    }
    ticks
}

fn run(text: &str, mark: char) -> usize {
    text.chars().take_while(|c| *c == mark).count()
}

/// A text without its blocks of code: from a line of three backticks or tildes to one of as many, or to the end.
fn without_fences(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    let mut fence: Option<(char, usize)> = None;
    for line in text.split_inclusive('\n') {
        let line_of = line.trim_start_matches([' ', '>']);
        let mark = if line_of.starts_with('~') { '~' } else { '`' };
        let length = run(line_of, mark);
        let after = line_of.get(length..).unwrap_or_default();
        match fence {
            None if length >= 3 && !(mark == '`' && after.contains('`')) => {
                fence = Some((mark, length));
            }
            None => prose.push_str(line),
            Some((open, least)) => {
                if mark == open && length >= least && after.trim().is_empty() {
                    fence = None;
                }
            }
        }
    }
    prose
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_where_people_write_them() {
        for (text, expected) in [
            ("", vec![]),
            ("no link, only a scheme: https:// and ://", vec![]),
            ("https://example.org", vec!["https://example.org"]),
            ("HTTPS://Example.org/A", vec!["HTTPS://Example.org/A"]),
            ("see http://example.org/a.", vec!["http://example.org/a"]),
            (
                "really (https://example.org/a)?!",
                vec!["https://example.org/a"],
            ),
            (
                "https://example.org/a_(b)",
                vec!["https://example.org/a_(b)"],
            ),
            (
                "(https://example.org/a_(b))",
                vec!["https://example.org/a_(b)"],
            ),
            ("**https://example.org/a**", vec!["https://example.org/a"]),
            (
                "[text](https://example.org/a)",
                vec!["https://example.org/a"],
            ),
            (
                "[text](https://example.org/a \"title\")",
                vec!["https://example.org/a"],
            ),
            ("\"https://example.org/a\"", vec!["https://example.org/a"]),
            (
                "https://example.org/?a=1&b=2#c",
                vec!["https://example.org/?a=1&b=2#c"],
            ),
            ("多https://example.org/多", vec![]),
            (
                "多: https://example.org/多 多",
                vec!["https://example.org/多"],
            ),
            ("xhttps://example.org/", vec![]),
            (
                "ftp://example.org/ javascript://example.org/ https:/example.org",
                vec![],
            ),
            (
                "a\nhttps://a.example\nhttp://b.example\n",
                vec!["https://a.example", "http://b.example"],
            ),
            ("<https://example.org/a>", vec![]),
            (
                "<https://a.example> https://b.example",
                vec!["https://b.example"],
            ),
            (
                "<@01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f> https://a.example",
                vec!["https://a.example"],
            ),
        ] {
            assert_eq!(links(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_in_code_is_no_link() {
        for (text, expected) in [
            ("`https://example.org`", vec![]),
            ("`` ` https://example.org ` ``", vec![]),
            ("` https://example.org", vec!["https://example.org"]),
            ("`` ` https://example.org", vec!["https://example.org"]),
            ("`a` https://a.example `b`", vec!["https://a.example"]),
            ("```\nhttps://example.org\n```", vec![]),
            ("```rust\nhttps://example.org", vec![]),
            (
                "~~~\nhttps://example.org\n```\n~~~\nhttps://a.example",
                vec!["https://a.example"],
            ),
            (
                "````\n```\nhttps://example.org\n````\nhttps://a.example",
                vec!["https://a.example"],
            ),
            ("  ```\nhttps://example.org\n  ```", vec![]),
            ("> ```\n> https://example.org\n> ```", vec![]),
            (
                "```https://example.org``` https://a.example",
                vec!["https://a.example"],
            ),
        ] {
            assert_eq!(links(text), expected, "{text:?}");
        }
    }

    #[test]
    fn three_links_get_one_and_each_once() {
        let text = "https://a.example https://A.example/ https://a.example/#x https://b.example/B \
                    https://b.example/b https://c.example";
        assert_eq!(
            links(text),
            [
                "https://a.example",
                "https://b.example/B",
                "https://b.example/b"
            ]
        );
        // However it is padded, a text is read in one go.
        assert_eq!(
            links(&format!("https://a.example{}", ")".repeat(7_900))),
            ["https://a.example"]
        );
        let long = format!("https://a.example/{}", "x".repeat(LONGEST));
        assert_eq!(
            links(&format!("{long} https://b.example")),
            ["https://b.example"]
        );
    }

    #[test]
    fn spellings_of_one_address_have_one_name() {
        let of = |link: &str| normal(link);
        assert_eq!(of("HTTPS://Example.ORG"), "https://example.org/");
        assert_eq!(of("https://example.org?Q"), "https://example.org/?Q");
        assert_eq!(
            of("https://example.org/Path#there"),
            "https://example.org/Path"
        );
        assert_eq!(name("https://example.org"), name("HTTPS://EXAMPLE.org/#a"));
        assert_ne!(name("https://example.org/a"), name("https://example.org/A"));
        // What `printf https://example.org/ | sha256sum` says.
        assert_eq!(
            name("https://example.org"),
            "8198d1bac40a1033653a78e48800cefc9e6b974ff075c66e5548b5c1e145a2b0"
        );
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_text_is_read_to_its_end(text in "(https?://|`{1,4}|~~~|\n|[()<>a.é])*") {
            let found = links(&text);
            proptest::prop_assert!(found.len() <= MOST);
            for link in found {
                proptest::prop_assert!(text.contains(&link));
                proptest::prop_assert_eq!(name(&link).len(), 64);
            }
        }
    }
}
