//! The newest messages that match: first those that are not indexed yet, then those in the blocks that the index names.

use super::query::Query;
use super::words::Words;
use super::{BLOCK, COLUMNS, Entry, block_of, entry, excerpt};
use crate::database::{Database, DatabaseError, Value};
use crate::wire::search::Piece;
use crate::wire::types::{Millis, Seq, UserId};

/// Messages looked at in one turn, about, those that SQLite leaves out too: at most some 50 ms in a Worker. What is left after that is for the next page.
const LOOKED_AT: u64 = 1_024;
/// Messages read at once.
const READ: u64 = 128;
/// Whether a message may match, of the table `m`; `?` is [`Query::plain_words`]. What may not is not read out of SQLite, which would take ten times as
/// long as this. Only a text in ASCII that names nobody is known to have its words in it as they are compared, but for case.
const MAY_MATCH: &str =
    "(m.forwarded IS NOT NULL OR octet_length(m.text) > length(m.text) OR instr(m.text, '<@') > 0
    OR NOT EXISTS (SELECT 1 FROM json_each(?) w WHERE instr(lower(m.text), w.value) = 0))";

/// Between which messages to look, both included.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The oldest.
    pub first: Seq,
    /// The newest.
    pub last: Seq,
    /// The newest that is indexed.
    pub indexed: Seq,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Messages and their excerpts, newest first.
    pub hits: Vec<(Seq, Vec<Piece>)>,
    /// There may be more before this one.
    pub next: Option<Seq>,
    /// How many messages may still be looked at.
    left: u64,
}

/// What is looked for.
struct Wanted<'a> {
    query: &'a Query,
    authors: &'a [UserId],
    /// [`Query::plain_words`].
    plain_words: String,
    most: usize,
}

/// The newest matches in a range, at most so many.
///
/// # Errors
/// When SQL fails.
pub fn find(
    db: &impl Database,
    query: &Query,
    authors: &[UserId],
    range: Range,
    most: usize,
) -> Result<Found, DatabaseError> {
    let wanted = Wanted {
        query,
        authors,
        plain_words: query.plain_words(),
        most,
    };
    let mut found = Found {
        left: LOOKED_AT,
        ..Found::default()
    };
    let narrowed = query.narrowed(authors);
    // What nothing narrows is read through.
    let indexed = narrowed.as_ref().map_or(0, |_| range.indexed);
    if read_through(
        db,
        &wanted,
        range.first.max(indexed + 1),
        range.last,
        &mut found,
    )? && let Some(narrowed) = narrowed
    {
        let last = range.last.min(indexed);
        look_up(db, &wanted, &narrowed, range.first, last, &mut found)?;
    }
    Ok(found)
}

/// Reads the messages from `first` to `last`; says whether to go on before them.
fn read_through(
    db: &impl Database,
    wanted: &Wanted,
    first: Seq,
    mut last: Seq,
    found: &mut Found,
) -> Result<bool, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages m WHERE m.seq BETWEEN ? AND ? AND m.deleted_at IS NULL AND {MAY_MATCH}
         ORDER BY m.seq DESC"
    );
    while first <= last {
        if found.left == 0 {
            found.next = Some(last + 1);
            return Ok(false);
        }
        let start = first.max((last + 1).saturating_sub(READ));
        let values = [
            Value::from(start),
            Value::from(last),
            Value::from(wanted.plain_words.as_str()),
        ];
        for row in &db.query(&sql, &values)? {
            if !found.take(wanted, &entry(row)?) {
                return Ok(false);
            }
        }
        // Those that SQLite has left out were looked at, too.
        found.left = found.left.saturating_sub(last + 1 - start);
        last = start - 1;
    }
    Ok(true)
}

/// Reads the blocks that the index names.
fn look_up(
    db: &impl Database,
    wanted: &Wanted,
    narrowed: &str,
    first: Seq,
    last: Seq,
    found: &mut Found,
) -> Result<(), DatabaseError> {
    if last < first {
        return Ok(());
    }
    if found.left == 0 {
        found.next = Some(last + 1);
        return Ok(());
    }
    let most = found.left.div_ceil(BLOCK);
    let blocks = db.query(
        "SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT 0 + ?",
        &[
            Value::from(narrowed),
            Value::from(block_of(first)),
            Value::from(block_of(last)),
            Value::from(most),
        ],
    )?;
    let blocks: Vec<u64> = blocks
        .iter()
        .map(|row| row.count(0))
        .collect::<Result<_, _>>()?;
    let sql = format!(
        "SELECT {COLUMNS} FROM json_each(?) b CROSS JOIN messages m
         ON m.seq BETWEEN b.value - {BLOCK} + 1 AND b.value
         WHERE m.seq BETWEEN ? AND ? AND m.deleted_at IS NULL AND {MAY_MATCH} ORDER BY m.seq DESC"
    );
    for some in blocks.chunks((READ / BLOCK) as usize) {
        let ends: Vec<String> = some
            .iter()
            .map(|block| (block * BLOCK).to_string())
            .collect();
        let ends = format!("[{}]", ends.join(","));
        let rows = db.query(
            &sql,
            &[
                Value::from(ends),
                Value::from(first),
                Value::from(last),
                Value::from(wanted.plain_words.as_str()),
            ],
        )?;
        for row in &rows {
            if !found.take(wanted, &entry(row)?) {
                return Ok(());
            }
        }
    }
    if blocks.len() as u64 == most
        && let Some(block) = blocks.last()
    {
        found.next = Some((block - 1) * BLOCK + 1);
    }
    Ok(())
}

impl Found {
    /// Takes a message if it matches; false when there are enough of them.
    fn take(&mut self, wanted: &Wanted, entry: &Entry) -> bool {
        let Some(excerpt) = wanted.excerpt(entry) else {
            return true;
        };
        if self.hits.len() >= wanted.most {
            self.next = self.hits.last().map(|(seq, _)| *seq);
            return false;
        }
        self.hits.push((entry.seq, excerpt));
        true
    }
}

impl Wanted<'_> {
    /// What to show of a message, if it matches.
    fn excerpt(&self, entry: &Entry) -> Option<Vec<Piece>> {
        let query = self.query;
        if (query.link && !entry.has_link())
            || (query.media && !entry.media)
            || (!query.from.is_empty() && !self.authors.contains(&entry.author))
        {
            return None;
        }
        let said = (entry.text.as_str(), Words::of(&entry.text));
        let passed_on = entry
            .forwarded
            .as_deref()
            .map(|text| (text, Words::of(text)));
        let mut marks = Vec::new();
        let mut marks_passed_on = Vec::new();
        for term in &query.terms {
            let before = marks.len() + marks_passed_on.len();
            marks.extend(said.1.find(&term.words, term.prefix));
            if let Some((_, words)) = &passed_on {
                marks_passed_on.extend(words.find(&term.words, term.prefix));
            }
            let is_there = marks.len() + marks_passed_on.len() > before;
            if is_there == term.without {
                return None;
            }
        }
        let text = match passed_on {
            Some((text, _))
                if marks.is_empty() && (said.1.is_empty() || !marks_passed_on.is_empty()) =>
            {
                marks = marks_passed_on;
                text
            }
            _ => said.0,
        };
        Some(excerpt::excerpt(text, marks))
    }
}

/// The first message that came at a time or after it; one past the newest when none did. Messages stand in the order they came in.
///
/// # Errors
/// When SQL fails.
pub fn first_since(db: &impl Database, newest: Seq, at: Millis) -> Result<Seq, DatabaseError> {
    let (mut first, mut last) = (1, newest + 1);
    while first < last {
        let middle = first + (last - first) / 2;
        let rows = db.query(
            "SELECT at FROM messages WHERE seq = ?",
            &[Value::from(middle)],
        )?;
        let came = rows.first().map_or(Ok(0), |row| row.integer(0))?;
        if came < at {
            first = middle + 1;
        } else {
            last = middle;
        }
    }
    Ok(first)
}
