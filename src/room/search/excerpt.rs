//! The part of a text that is shown of a hit, with what was looked for marked in it.

use std::ops::Range;

use crate::map::Set;
use crate::wire::search::Piece;

/// Characters of an excerpt, about: two lines on a phone.
const CHARS: usize = 160;
/// Characters of it before the first mark.
const BEFORE: usize = 40;
/// Characters that are given up at its end to end it between two words.
const NEAR: usize = 20;
/// Bytes of the longest `<@id>` or `<#id>`, which are not cut.
const NAMED: usize = 39;

/// The part of a text around the first mark, in pieces. The marks may come in any order, and overlap.
#[must_use]
pub fn excerpt(text: &str, marks: Vec<Range<usize>>) -> Vec<Piece> {
    let marks = marks.into_iter().map(|mark| (mark.start, mark.end));
    let marks: Set<(usize, usize)> = marks.collect();
    let first = marks
        .iter()
        .next()
        .map_or(0..0, |(start, end)| *start..*end);
    let (start, end) = window(text, &first);
    let mut pieces = Vec::new();
    if start > 0 {
        push(&mut pieces, "…", false);
    }
    let mut at = start;
    for (from, to) in marks {
        let (from, to) = (from.max(at), to.min(end));
        if from < to {
            push(&mut pieces, text.get(at..from).unwrap_or_default(), false);
            push(&mut pieces, text.get(from..to).unwrap_or_default(), true);
            at = to;
        }
    }
    push(&mut pieces, text.get(at..end).unwrap_or_default(), false);
    if end < text.len() {
        push(&mut pieces, "…", false);
    }
    pieces
}

/// Joined to the last piece if that is of the same sort.
fn push(pieces: &mut Vec<Piece>, text: &str, hit: bool) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.hit == hit => last.text.push_str(text),
        _ => pieces.push(Piece {
            text: text.to_owned(),
            hit,
        }),
    }
}

/// Where the excerpt begins and ends: between words where there are any, and never inside of a name.
fn window(text: &str, first: &Range<usize>) -> (usize, usize) {
    let (before, rest) = text.split_at_checked(first.start).unwrap_or((text, ""));
    let mut start = back(before, BEFORE);
    if start > 0
        && let Some(space) = before
            .get(start..)
            .and_then(|cut| cut.find(char::is_whitespace))
    {
        start += space;
        start += text
            .get(start..)
            .map_or(0, |cut| cut.len() - cut.trim_start().len());
    }
    start = name_around(text, start).map_or(start, |name| name.start);

    let taken = text
        .get(start..first.start)
        .unwrap_or_default()
        .chars()
        .count();
    let longest = CHARS.saturating_sub(taken);
    let mut end = first.start
        + rest
            .char_indices()
            .nth(longest)
            .map_or(rest.len(), |(at, _)| at);
    if end < text.len()
        && let Some(cut) = text.get(first.end..end)
    {
        let near = back(cut, NEAR);
        let space = cut
            .get(near..)
            .and_then(|near| near.rfind(char::is_whitespace));
        end = space.map_or(end, |space| first.end + near + space);
    }
    end = name_around(text, end).map_or(end, |name| name.end);
    (start.min(first.start), end.max(first.end))
}

/// So many characters before the end of a text.
fn back(text: &str, chars: usize) -> usize {
    let from_end = text.char_indices().rev().take(chars);
    from_end.last().map_or(text.len(), |(at, _)| at)
}

/// The `<@id>` or `<#id>` in whose middle a place is.
fn name_around(text: &str, at: usize) -> Option<Range<usize>> {
    let before = text.get(..at)?;
    let start = before.rfind('<')?;
    let name = text.get(start..)?;
    let end = start + name.find('>')? + 1;
    let fits = name.starts_with("<@") || name.starts_with("<#");
    (fits && end > at && end - start <= NAMED).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// With what is marked in brackets.
    fn shown(text: &str, marks: &[&str]) -> String {
        let marks = marks.iter().filter_map(|mark| {
            let at = text.find(mark)?;
            Some(at..at + mark.len())
        });
        let pieces = excerpt(text, marks.collect());
        pieces
            .iter()
            .map(|piece| match piece.hit {
                true => format!("[{}]", piece.text),
                false => piece.text.clone(),
            })
            .collect()
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(shown("The cat sat", &["cat"]), "The [cat] sat");
        assert_eq!(shown("The cat sat", &["sat", "The"]), "[The] cat [sat]");
        assert_eq!(
            shown("The cat sat", &["cat sat", "The cat"]),
            "[The cat sat]"
        );
        assert_eq!(shown("The cat sat", &[]), "The cat sat");
        assert_eq!(shown("", &[]), "");
    }

    #[test]
    fn a_long_one_is_cut_between_words() {
        let text = format!("{}needle {}", "hay ".repeat(50), "straw ".repeat(50));
        let expected = format!("…{}[needle]{}…", "hay ".repeat(9), " straw".repeat(19));
        assert_eq!(shown(&text, &["needle"]), expected);
        let from_the_start = format!("{}…", "hay ".repeat(40).trim_end());
        assert_eq!(shown(&text, &[]), from_the_start);
    }

    #[test]
    fn where_no_spaces_are_it_is_cut_between_characters() {
        let text = format!("{}北京{}", "的".repeat(300), "了".repeat(300));
        let expected = format!("…{}[北京]{}…", "的".repeat(40), "了".repeat(118));
        assert_eq!(shown(&text, &["北京"]), expected);
        let long = "x".repeat(500);
        assert_eq!(shown(&long, &[&long]), format!("[{long}]"));
    }

    #[test]
    fn names_are_not_cut() {
        let name = "<@01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f>";
        let text = format!(
            "{}{name}{}needle{}{name}{}",
            "的".repeat(100),
            "的".repeat(20),
            "的".repeat(110),
            "的".repeat(100)
        );
        let expected = format!("…{name}{}[needle]{}…", "的".repeat(20), "的".repeat(95));
        assert_eq!(shown(&text, &["needle"]), expected);
        let text = format!("needle {}{name} more", "的".repeat(140));
        assert_eq!(
            shown(&text, &["needle"]),
            format!("[needle] {}{name}…", "的".repeat(140))
        );
    }
}
