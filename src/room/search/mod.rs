//! Search: what a room's index holds, and what is found with its help.
//!
//! | file | what |
//! |---|---|
//! | `words.rs` | the words of a text, folded |
//! | `query.rs` | what somebody looks for |
//! | `finding.rs` | the newest messages that match |
//! | `excerpt.rs` | the part of a text that is shown of a hit |
//! | `store.rs`, `http.rs` | whom a name means; the handlers |
//!
//! The index (the FTS5 table `search`) only narrows: each entry is a block of [`BLOCK`] messages in a row, and whether one of them is a hit
//! is decided by its text as it stands. Messages are indexed [`BATCH`] at a time, by the alarm; those that are not yet are read
//! one by one. So a search writes nothing, finds what was sent a moment ago, and never what is gone; and a room with few
//! messages has nothing in its index (docs/decisions/0016-search-narrows.md).

mod excerpt;
mod finding;
#[cfg(target_arch = "wasm32")]
pub mod http;
pub mod query;
#[cfg(target_arch = "wasm32")]
mod store;
pub mod words;

use crate::database::{Database, DatabaseError, Row, Value};
use crate::json;
use crate::map::Set;
use crate::wire::types::{Forwarded, Seq, UserId};
pub use finding::{Found, Range, find, first_since};
use words::Words;

/// Messages in one entry: an entry is a row that is paid for, and with every message of a block comes more that is looked at in vain.
const BLOCK: Seq = 4;
/// Messages indexed in one turn, and never fewer: a turn of some 20 ms. A multiple of [`BLOCK`].
pub const BATCH: Seq = 1_000;

/// In the index of a message with a link. No text has a word that begins so.
pub const LINK: &str = "\u{e000}link";
/// In the index of a message with files.
pub const MEDIA: &str = "\u{e000}media";

/// In the index of a message by somebody.
#[must_use]
pub fn by(author: &UserId) -> String {
    let id = author.as_str().chars().filter(char::is_ascii_alphanumeric);
    let id: String = id.map(|c| c.to_ascii_lowercase()).collect();
    format!("\u{e000}by{id}")
}

/// What search sees of a message that is not deleted.
#[derive(Debug)]
pub struct Entry {
    seq: Seq,
    author: UserId,
    text: String,
    forwarded: Option<String>,
    media: bool,
}

/// The columns of [`Entry`]; the table is to be called `m`.
const COLUMNS: &str = "m.seq, m.author, m.text, m.forwarded, m.attachments IS NOT NULL";

fn entry(row: &Row) -> Result<Entry, DatabaseError> {
    let forwarded = row.optional_text(3)?.map(json::read::<Forwarded>);
    let forwarded = forwarded.transpose();
    let forwarded = forwarded.map_err(|misfit| DatabaseError(misfit.to_string()))?;
    Ok(Entry {
        seq: row.count(0)?,
        author: UserId(row.text(1)?.to_owned()),
        text: row.text(2)?.to_owned(),
        forwarded: forwarded.map(|forwarded| forwarded.text),
        media: row.integer(4)? != 0,
    })
}

impl Entry {
    fn has_link(&self) -> bool {
        has_link(&self.text) || self.forwarded.as_deref().is_some_and(has_link)
    }
}

/// Whether something in a text is shown as a link.
fn has_link(text: &str) -> bool {
    text.match_indices("://").any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().as_bytes();
        let ends = |scheme: &[u8]| {
            let end = before
                .len()
                .checked_sub(scheme.len())
                .and_then(|from| before.get(from..));
            end.is_some_and(|end| end.eq_ignore_ascii_case(scheme))
        };
        let goes_on = text.get(at + 3..).unwrap_or_default();
        (ends(b"http") || ends(b"https")) && goes_on.starts_with(char::is_alphanumeric)
    })
}

/// The last place in the block of a message.
#[must_use]
pub fn block_end(seq: Seq) -> Seq {
    block_of(seq) * BLOCK
}

/// The block a message is in. The first is 1.
fn block_of(seq: Seq) -> u64 {
    seq.div_ceil(BLOCK)
}

/// The messages of the blocks of `first` and `last`, and of those between, oldest first.
fn entries(db: &impl Database, first: Seq, last: Seq) -> Result<Vec<Entry>, DatabaseError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM messages m WHERE m.seq BETWEEN ? AND ? AND m.deleted_at IS NULL ORDER BY m.seq"
    );
    let first = (block_of(first) - 1) * BLOCK + 1;
    let last = block_end(last);
    let rows = db.query(&sql, &[Value::from(first), Value::from(last)])?;
    rows.iter().map(entry).collect()
}

/// What the index holds of a block.
fn content(entries: &[Entry]) -> String {
    let mut content = String::new();
    let mut facts: Set<String> = Set::new();
    for entry in entries {
        for text in [Some(&entry.text), entry.forwarded.as_ref()]
            .into_iter()
            .flatten()
        {
            add(&mut content, &Words::of(text).joined());
        }
        facts.insert(by(&entry.author));
        facts.extend(entry.has_link().then(|| LINK.to_owned()));
        facts.extend(entry.media.then(|| MEDIA.to_owned()));
    }
    for fact in &facts {
        add(&mut content, fact);
    }
    content
}

fn add(content: &mut String, words: &str) {
    if !content.is_empty() && !words.is_empty() {
        content.push(' ');
    }
    content.push_str(words);
}

/// Indexes the messages after `indexed`, so many of them, and notes that.
///
/// # Errors
/// When SQL fails.
pub fn index(db: &impl Database, indexed: Seq, most: Seq) -> Result<Seq, DatabaseError> {
    let until = indexed + most;
    let all = entries(db, indexed + 1, until)?;
    for block in all.chunk_by(|a, b| block_of(a.seq) == block_of(b.seq)) {
        if let Some(first) = block.first() {
            put(db, block_of(first.seq), &content(block))?;
        }
    }
    db.query("UPDATE room SET indexed_seq = ?", &[Value::from(until)])?;
    Ok(until)
}

/// What the index holds of the block of a message, made anew from the tables.
///
/// # Errors
/// When SQL fails.
pub fn indexed_with(db: &impl Database, seq: Seq) -> Result<String, DatabaseError> {
    entries(db, seq, seq).map(|entries| content(&entries))
}

/// Puts what a block holds now into the index, in the place of what it held. All words of that leave the files of the index in this
/// turn, for `secure-delete` is on.
///
/// # Errors
/// When SQL fails.
pub fn replace(db: &impl Database, seq: Seq, was: &str) -> Result<(), DatabaseError> {
    let is = indexed_with(db, seq)?;
    if is == was {
        return Ok(());
    }
    let block = block_of(seq);
    if !was.is_empty() {
        db.query(
            "INSERT INTO search (search, rowid, words) VALUES ('delete', ?, ?)",
            &[Value::from(block), Value::from(was)],
        )?;
    }
    if !is.is_empty() {
        put(db, block, &is)?;
    }
    Ok(())
}

fn put(db: &impl Database, block: u64, content: &str) -> Result<(), DatabaseError> {
    db.query(
        "INSERT INTO search (rowid, words) VALUES (?, ?)",
        &[Value::from(block), Value::from(content)],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_told_from_what_looks_like_one() {
        for (text, expected) in [
            ("see https://a.example", true),
            ("HTTP://A.EXAMPLE", true),
            ("(http://例え.jp)", true),
            ("ftp://a.example", false),
            ("https://", false),
            ("https:// a", false),
            ("http:/a", false),
            ("://a", false),
            ("", false),
        ] {
            assert_eq!(has_link(text), expected, "{text}");
        }
    }

    #[test]
    fn blocks_lie_side_by_side() {
        let blocks: Vec<u64> = (1..=9).map(block_of).collect();
        assert_eq!(blocks, [1, 1, 1, 1, 2, 2, 2, 2, 3]);
        assert_eq!(BATCH % BLOCK, 0);
    }
}
