//! What a page says about itself, and what of it is shown.

/// Characters of a title: two lines on a phone.
const TITLE_CHARS: usize = 200;
/// Characters of a description: a paragraph.
const DESCRIPTION_CHARS: usize = 300;
/// Characters of a site's name.
const SITE_CHARS: usize = 80;
/// Bytes of a picture's address, as of a link.
const PICTURE_BYTES: usize = 2_048;

/// What stands in the head of a page, as it stands there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Name (or property) and content of each `<meta>`, in order.
    pub metas: Vec<(String, String)>,
    /// The text of the first `<title>`.
    pub title: String,
}

/// What is shown of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub description: Option<String>,
    /// The name of its site, or its host.
    pub site: Option<String>,
    /// The address of its picture; it may be relative to the page's.
    pub picture: Option<String>,
}

impl Head {
    /// What is shown of the page; none when it does not say what it is called.
    #[must_use]
    pub fn summary(&self, host: &str) -> Option<Summary> {
        let title = self
            .said(&["og:title", "twitter:title"], TITLE_CHARS)
            .or_else(|| line(&self.title, TITLE_CHARS))?;
        let description = ["og:description", "twitter:description", "description"];
        let description = self.said(&description, DESCRIPTION_CHARS);
        let site = self.said(&["og:site_name", "application-name"], SITE_CHARS);
        let host = host.strip_prefix("www.").unwrap_or(host);
        let picture = [
            "og:image:secure_url",
            "og:image",
            "og:image:url",
            "twitter:image",
            "twitter:image:src",
        ];
        Some(Summary {
            description: description.filter(|text| *text != title),
            site: site.or_else(|| line(host, SITE_CHARS)),
            picture: self
                .said(&picture, PICTURE_BYTES)
                .filter(|address| address.len() <= PICTURE_BYTES),
            title,
        })
    }

    /// What the first of these says that says anything.
    fn said(&self, names: &[&str], most: usize) -> Option<String> {
        names.iter().find_map(|wanted| {
            let mut metas = self.metas.iter();
            metas.find_map(|(name, content)| {
                let is_it = name.trim().eq_ignore_ascii_case(wanted);
                is_it.then(|| line(content, most)).flatten()
            })
        })
    }
}

/// The name of a file at this address, for what has no other.
#[must_use]
pub fn file_name(path: &str, host: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or_default();
    let name = percent_encoding::percent_decode_str(name).decode_utf8();
    let name = name.ok().and_then(|name| line(&name, TITLE_CHARS));
    name.unwrap_or_else(|| host.to_owned())
}

/// A text of a page as one line, without what would turn or break it, cut where it is too long; none when nothing is
/// left.
fn line(raw: &str, most: usize) -> Option<String> {
    let mut text = String::new();
    let decoded = decoded(raw);
    let shown = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffd}')
    };
    for word in decoded.split_whitespace() {
        let word: String = word.chars().filter(|c| shown(*c)).collect();
        if !word.is_empty() && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word);
    }
    if let Some((end, _)) = text.char_indices().nth(most) {
        let cut = text.char_indices().nth(most - 1).map_or(end, |(at, _)| at);
        text.truncate(cut);
        text.truncate(text.trim_end().len());
        text.push('…');
    }
    (!text.is_empty()).then_some(text)
}

/// Longest name of a character here, or number of one.
const REFERENCE_BYTES: usize = 10;

/// A text with its character references resolved: numbers, and the names pages use.
fn decoded(raw: &str) -> String {
    let mut parts = raw.split('&');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let reference = part.split_once(';').and_then(|(name, rest)| {
            let known = name.len() <= REFERENCE_BYTES;
            Some((known.then(|| character(name)).flatten()?, rest))
        });
        match reference {
            Some((character, rest)) => {
                text.push(character);
                text.push_str(rest);
            }
            None => {
                text.push('&');
                text.push_str(part);
            }
        }
    }
    text
}

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    NAMES
        .iter()
        .find_map(|(known, character)| (*known == name).then_some(*character))
}

/// Not all two thousand: those of HTML itself, of punctuation, and of the letters of western Europe.
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("bull", '•'),
    ("middot", '·'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("euro", '€'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("aring", 'å'),
    ("ccedil", 'ç'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("Eacute", 'É'),
    ("ecirc", 'ê'),
    ("iacute", 'í'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("oslash", 'ø'),
    ("uacute", 'ú'),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn head(metas: &[(&str, &str)], title: &str) -> Head {
        Head {
            metas: metas
                .iter()
                .map(|(name, content)| ((*name).to_owned(), (*content).to_owned()))
                .collect(),
            title: title.to_owned(),
        }
    }

    #[test]
    fn what_is_meant_for_sharing_goes_before_what_is_not() {
        let all = [
            ("description", "plain description"),
            ("twitter:title", "twitter title"),
            ("twitter:image", "/twitter.png"),
            ("og:title", ""),
            ("og:title", "og title"),
            ("og:title", "a second one"),
            ("OG:Description", "og description"),
            ("og:site_name", "The Site"),
            ("og:image", "/og.png"),
        ];
        assert_eq!(
            head(&all, "plain title").summary("www.example.org"),
            Some(Summary {
                title: "og title".into(),
                description: Some("og description".into()),
                site: Some("The Site".into()),
                picture: Some("/og.png".into()),
            })
        );
        assert_eq!(
            head(&all[..3], "plain title").summary("www.example.org"),
            Some(Summary {
                title: "twitter title".into(),
                description: Some("plain description".into()),
                site: Some("example.org".into()),
                picture: Some("/twitter.png".into()),
            })
        );
        let plain = head(&[], " plain \n title ")
            .summary("example.org")
            .unwrap();
        assert_eq!(plain.title, "plain title");
        assert_eq!((plain.description, plain.picture), (None, None));
    }

    #[test]
    fn a_page_that_does_not_say_what_it_is_called_has_no_preview() {
        let metas = [("og:image", "/og.png"), ("description", "something")];
        assert_eq!(head(&metas, " \n ").summary("example.org"), None);
        assert_eq!(
            head(&[("og:title", "&nbsp;")], "").summary("example.org"),
            None
        );
    }

    #[test]
    fn a_description_that_repeats_the_title_is_left_out() {
        let metas = [("og:title", "one"), ("og:description", "one")];
        let summary = head(&metas, "").summary("example.org").unwrap();
        assert_eq!(summary.description, None);
    }

    #[test]
    fn texts_are_decoded_and_kept_on_one_line() {
        for (raw, expected) in [
            ("Tom &amp; Jerry", "Tom & Jerry"),
            (
                "a &lt;b&gt; &quot;c&quot; &#39;d&#x27; &apos;e&apos;",
                "a <b> \"c\" 'd' 'e'",
            ),
            ("&#8211; &#x1F600; &mdash; &hellip;", "– 😀 — …"),
            ("M&uuml;ller &eacute;t&eacute;", "Müller été"),
            ("&amp;lt;", "&lt;"),
            (
                "A&B; C & D &unknown; &#xd800; &#1114112; &#; &;",
                "A&B; C & D &unknown; &#xd800; &#1114112; &#; &;",
            ),
            ("a\n\t b&#10;c&nbsp;d\u{a0}e", "a b c d e"),
            ("a\u{202e}b\u{0}c\u{2066}d &#x202e;e", "abcd e"),
            ("&averyveryverylongname;", "&averyveryverylongname;"),
        ] {
            assert_eq!(line(raw, 100).as_deref(), Some(expected), "{raw}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(line("äöüäöü", 6).as_deref(), Some("äöüäöü"));
        assert_eq!(line("äöüäöü", 5).as_deref(), Some("äöüä…"));
        assert_eq!(line("abc def", 5).as_deref(), Some("abc…"));
        let metas = [
            ("og:title", "t".repeat(9_999)),
            ("description", "d".repeat(9_999)),
            ("og:site_name", "s".repeat(9_999)),
            ("og:image", format!("/{}", "p".repeat(9_999))),
        ];
        let metas: Vec<_> = metas.iter().map(|(n, c)| (*n, c.as_str())).collect();
        let summary = head(&metas, "").summary("example.org").unwrap();
        assert_eq!(summary.title.chars().count(), TITLE_CHARS);
        let description = summary.description.unwrap();
        assert_eq!(description.chars().count(), DESCRIPTION_CHARS);
        assert_eq!(summary.site.unwrap().chars().count(), SITE_CHARS);
        assert_eq!(summary.picture, None);
    }

    #[test]
    fn a_picture_alone_is_called_as_its_file() {
        assert_eq!(
            file_name("/a/cat%20and%20dog.png", "example.org"),
            "cat and dog.png"
        );
        assert_eq!(file_name("/a/", "example.org"), "example.org");
        assert_eq!(file_name("/%ff", "example.org"), "example.org");
    }
}
