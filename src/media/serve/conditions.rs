//! What a request wants to know before it wants the bytes, and which of them it wants (RFC 9110, sections 13 and 14).

use super::dates;
use crate::error::Error;
use crate::wire::types::Millis;

/// What a request says. Anything that is not there, or cannot be read where the RFC says to ignore that, is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Whether no body is wanted.
    pub head: bool,
    /// `If-Match`
    pub if_match: Option<&'a str>,
    /// `If-None-Match`
    pub if_none_match: Option<&'a str>,
    /// `If-Modified-Since`
    pub if_modified_since: Option<&'a str>,
    /// `If-Unmodified-Since`
    pub if_unmodified_since: Option<&'a str>,
    /// `If-Range`
    pub if_range: Option<&'a str>,
    /// `Range`
    pub range: Option<&'a str>,
}

/// What there is.
#[derive(Clone, Copy, Debug)]
pub struct There<'a> {
    /// Its entity tag, a strong one, with its quotes: the bytes under it never change.
    pub etag: &'a str,
    /// Since when it has been there.
    pub since: Millis,
    /// In bytes.
    pub size: u64,
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 200, with all of it.
    Whole,
    /// 206, with these: the first byte and the last.
    Part { first: u64, last: u64 },
    /// 304, with nothing.
    NotModified,
}

/// How to answer, in the order of section 13.2.2.
///
/// # Errors
/// `precondition_failed`, `range_not_satisfiable`.
pub fn answer(asked: &Asked<'_>, there: &There<'_>) -> Result<Answer, Error> {
    let fails = match (asked.if_match, asked.if_unmodified_since) {
        (Some(tags), _) => !lists(tags, there.etag, false),
        (None, Some(date)) => dates::read(date).is_some_and(|date| seconds(there.since) > date),
        (None, None) => false,
    };
    if fails {
        return Err(Error::PreconditionFailed);
    }
    let is_known = match (asked.if_none_match, asked.if_modified_since) {
        (Some(tags), _) => lists(tags, there.etag, true),
        (None, Some(date)) => dates::read(date).is_some_and(|date| seconds(there.since) <= date),
        (None, None) => false,
    };
    if is_known {
        return Ok(Answer::NotModified);
    }
    // A range means nothing where no body is wanted, section 14.2.
    match asked.range {
        Some(range) if !asked.head && is_of(asked.if_range, there) => part(range, there.size),
        _ => Ok(Answer::Whole),
    }
}

/// Whether a list of entity tags has this one, or is `*`. Compared weakly, `W/` does not matter; strongly, what has it
/// is never the same.
fn lists(tags: &str, etag: &str, weakly: bool) -> bool {
    if tags.trim() == "*" {
        return true;
    }
    // What is between quotes has none inside, but may have commas: every other piece is a tag.
    let mut pieces = tags.split('"');
    while let (Some(before), Some(tag)) = (pieces.next(), pieces.next()) {
        let is_weak = before.trim_end().ends_with("W/");
        if (weakly || !is_weak) && etag.trim_matches('"') == tag {
            return true;
        }
    }
    false
}

/// Whether a range is wanted of what is there, and not of something that was there before, section 13.1.5.
fn is_of(if_range: Option<&str>, there: &There<'_>) -> bool {
    match if_range.map(str::trim) {
        None => true,
        Some(tag) if tag.ends_with('"') => tag == there.etag,
        Some(date) => dates::read(date) == Some(seconds(there.since)),
    }
}

/// The one range asked for, section 14.1.2. Several at once, and those of another unit, are answered by all there is.
fn part(range: &str, size: u64) -> Result<Answer, Error> {
    let Some((first, last)) = one_range(range) else {
        return Ok(Answer::Whole);
    };
    let (first, last) = match (first, last) {
        (Some(first), Some(last)) if last < first => return Ok(Answer::Whole),
        (Some(first), last) => (first, last.unwrap_or(u64::MAX)),
        (None, Some(0)) => return Err(Error::RangeNotSatisfiable { size }),
        (None, Some(length)) => (size.saturating_sub(length), u64::MAX),
        (None, None) => return Ok(Answer::Whole),
    };
    if first >= size {
        return Err(Error::RangeNotSatisfiable { size });
    }
    let last = last.min(size - 1);
    Ok(Answer::Part { first, last })
}

/// Where the one range asked for begins and ends; none when it is of another form.
fn one_range(range: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (unit, range) = range.trim().split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    unit.eq_ignore_ascii_case("bytes").then_some(())?;
    Some((number(first)?, number(last)?))
}

/// A position; nothing where nothing stands. None when it is no number.
#[allow(clippy::option_option, reason = "a number, nothing, or no number")]
fn number(text: &str) -> Option<Option<u64>> {
    if text.is_empty() {
        return Some(None);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    // A number too long for us is past the end of everything.
    digits.then(|| Some(text.parse().unwrap_or(u64::MAX)))
}

/// A time as it is told: by seconds.
fn seconds(at: Millis) -> Millis {
    at.div_euclid(1000) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "\"abc\"";
    /// Sun, 06 Nov 1994 08:49:37 GMT, and a bit.
    const THERE: There<'static> = There {
        etag: TAG,
        since: 784_111_777_500,
        size: 1000,
    };
    const THEN: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const BEFORE: &str = "Sun, 06 Nov 1994 08:49:36 GMT";
    const AFTER: &str = "Sun, 06 Nov 1994 08:49:38 GMT";

    fn range(range: &str) -> Result<Answer, Error> {
        let asked = Asked {
            range: Some(range),
            ..Asked::default()
        };
        answer(&asked, &THERE)
    }

    #[test]
    fn ranges_of_section_14() {
        let part = |first, last| Ok(Answer::Part { first, last });
        let nothing = Err(Error::RangeNotSatisfiable { size: 1000 });
        for (asked, expected) in [
            ("bytes=0-499", part(0, 499)),
            ("bytes=500-999", part(500, 999)),
            ("bytes=-500", part(500, 999)),
            ("bytes=9500-", nothing.clone()),
            ("bytes=0-0", part(0, 0)),
            ("bytes=-1", part(999, 999)),
            ("bytes=999-", part(999, 999)),
            ("bytes=1000-", nothing.clone()),
            ("bytes=-0", nothing.clone()),
            ("bytes=-5000", part(0, 999)),
            ("bytes=0-5000", part(0, 999)),
            ("BYTES=0-1", part(0, 1)),
            ("bytes= 0-1", part(0, 1)),
            ("bytes=0-99999999999999999999999", part(0, 999)),
            ("bytes=99999999999999999999999-", nothing),
            // Several, and what is none.
            ("bytes=0-1,5-6", Ok(Answer::Whole)),
            ("bytes=5-1", Ok(Answer::Whole)),
            ("bytes=-", Ok(Answer::Whole)),
            ("bytes=a-b", Ok(Answer::Whole)),
            ("bytes=+1-2", Ok(Answer::Whole)),
            ("bytes=0x1-2", Ok(Answer::Whole)),
            ("bytes", Ok(Answer::Whole)),
            ("pages=1-2", Ok(Answer::Whole)),
            ("", Ok(Answer::Whole)),
        ] {
            assert_eq!(range(asked), expected, "{asked}");
        }
    }

    #[test]
    fn nothing_can_be_had_of_nothing() {
        let empty = There { size: 0, ..THERE };
        for range in ["bytes=0-0", "bytes=0-", "bytes=-1"] {
            let asked = Asked {
                range: Some(range),
                ..Asked::default()
            };
            let refused = Error::RangeNotSatisfiable { size: 0 };
            assert_eq!(answer(&asked, &empty), Err(refused), "{range}");
        }
    }

    #[test]
    fn a_range_is_of_what_was_there() {
        for (if_range, applies) in [
            (TAG, true),
            ("\"other\"", false),
            ("W/\"abc\"", false),
            (THEN, true),
            (BEFORE, false),
            (AFTER, false),
            ("yesterday", false),
        ] {
            let asked = Asked {
                range: Some("bytes=0-1"),
                if_range: Some(if_range),
                ..Asked::default()
            };
            let expected = match applies {
                true => Answer::Part { first: 0, last: 1 },
                false => Answer::Whole,
            };
            assert_eq!(answer(&asked, &THERE), Ok(expected), "{if_range}");
        }
        let alone = Asked {
            if_range: Some("\"other\""),
            ..Asked::default()
        };
        assert_eq!(answer(&alone, &THERE), Ok(Answer::Whole));
    }

    #[test]
    fn whoever_has_it_gets_nothing() {
        let known = |if_none_match, if_modified_since| {
            let asked = Asked {
                if_none_match,
                if_modified_since,
                range: Some("bytes=0-1"),
                head: true,
                ..Asked::default()
            };
            answer(&asked, &THERE) == Ok(Answer::NotModified)
        };
        for tags in [
            TAG,
            "W/\"abc\"",
            "*",
            "\"x\", \"abc\"",
            "\"x\",W/\"abc\" ",
            "\"a,b\",\"abc\"",
        ] {
            assert!(known(Some(tags), None), "{tags}");
            // The date is not looked at beside it.
            assert!(known(Some(tags), Some(BEFORE)), "{tags}");
        }
        for tags in ["\"abcd\"", "abc", "", "\"x\"", "\",abc,\""] {
            assert!(!known(Some(tags), None), "{tags}");
            assert!(!known(Some(tags), Some(AFTER)), "{tags}");
        }
        assert!(known(None, Some(THEN)) && known(None, Some(AFTER)));
        assert!(!known(None, Some(BEFORE)) && !known(None, Some("yesterday")));
    }

    #[test]
    fn what_is_asked_of_something_else_is_refused() {
        let fails = |if_match, if_unmodified_since| {
            let asked = Asked {
                if_match,
                if_unmodified_since,
                // A precondition that fails comes first.
                if_none_match: Some(TAG),
                ..Asked::default()
            };
            answer(&asked, &THERE) == Err(Error::PreconditionFailed)
        };
        for tags in ["\"x\"", "W/\"abc\"", "\"x\", \"y\"", ""] {
            assert!(fails(Some(tags), None), "{tags}");
            assert!(fails(Some(tags), Some(AFTER)), "{tags}");
        }
        for tags in [TAG, "*", "\"x\", \"abc\""] {
            assert!(!fails(Some(tags), None), "{tags}");
            assert!(!fails(Some(tags), Some(BEFORE)), "{tags}");
        }
        assert!(fails(None, Some(BEFORE)));
        assert!(!fails(None, Some(THEN)) && !fails(None, Some("yesterday")));
    }

    #[test]
    fn a_range_means_nothing_to_head() {
        let asked = Asked {
            head: true,
            range: Some("bytes=5000-"),
            ..Asked::default()
        };
        assert_eq!(answer(&asked, &THERE), Ok(Answer::Whole));
    }
}
