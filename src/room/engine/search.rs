//! Search in the engine: who may, what is found, and when messages are indexed.

use super::*;
use crate::map::Map;
use crate::room::search::query::Query;
use crate::room::search::{self as index, Range};
use crate::wire::search::{Hit, Hits};

/// Hits in a page, at most.
pub const HITS_MOST: u32 = 50;

/// How far the index has come.
#[derive(Debug)]
pub(super) struct Index {
    /// The newest message in it.
    pub(super) seq: Seq,
    /// Messages indexed at once.
    pub(super) batch: Seq,
    /// While many messages change in one turn: what the index held of their blocks, by where those end.
    held: Option<Map<Seq, String>>,
}

impl Index {
    pub(super) fn at(seq: Seq) -> Self {
        Self {
            seq,
            batch: index::BATCH,
            held: None,
        }
    }
}

impl<D: Database> Engine<D> {
    /// A page of the messages that match a query, newest first.
    ///
    /// `authors` are those that the names in `from:` mean; `commands` is what it counts as: nothing where it goes on with one.
    ///
    /// # Errors
    /// `bad_request`, `too_large`, `too_fast`, and as [`Engine::seat`].
    pub fn search(
        &mut self,
        asker: &Asker,
        query: &str,
        authors: &[UserId],
        before: Option<Seq>,
        (limit, commands): (u32, u32),
        now: Millis,
    ) -> Result<Hits, Error> {
        self.seated(asker, Action::Read, now)?;
        for _ in 0..commands {
            self.rated(asker, now)?;
        }
        let query = Query::parse(query)?;
        let authors = match (query.from.is_empty(), authors.is_empty()) {
            (true, _) => &[],
            (false, true) => return Ok(Hits::default()),
            (false, false) => authors,
        };
        let mut range = Range {
            first: 1,
            last: before.map_or(self.head.seq, |seq| {
                seq.saturating_sub(1).min(self.head.seq)
            }),
            indexed: self.index.seq,
        };
        if let Some(since) = query.since {
            range.first = index::first_since(&self.db, self.head.seq, since)?;
        }
        if let Some(before) = query.before {
            let end = index::first_since(&self.db, self.head.seq, before)?;
            range.last = range.last.min(end.saturating_sub(1));
        }
        let most = limit.clamp(1, HITS_MOST) as usize;
        let found = index::find(&self.db, &query, authors, range, most)?;
        let seqs: Vec<Seq> = found.hits.iter().map(|(seq, _)| *seq).collect();
        let stored = messages::some(&self.db, &seqs)?;
        let messages = self.shown(stored)?;
        let hits = messages.into_iter().rev().zip(found.hits);
        Ok(Hits {
            hits: hits
                .map(|(message, (_, excerpt))| Hit { message, excerpt })
                .collect(),
            next: found.next,
        })
    }

    /// Indexes so many messages at once, and not before there are as many.
    pub fn index_by(&mut self, batch: Seq) {
        self.index.batch = batch;
    }

    /// Whether so many messages are not indexed that the next of them are to be.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.head.seq - self.index.seq >= self.index.batch && !self.destroyed
    }

    /// Indexes the next messages, if there are enough of them.
    ///
    /// # Errors
    /// `internal`.
    pub fn index_some(&mut self) -> Result<(), Error> {
        if self.is_behind() {
            self.index.seq = index::index(&self.db, self.index.seq, self.index.batch)?;
        }
        Ok(())
    }

    /// Writes what has changed of a message, here and in the index.
    pub(super) fn update(&mut self, stored: &Stored) -> Result<(), Error> {
        let seq = stored.seq;
        if seq > self.index.seq {
            return Ok(messages::update(&self.db, stored)?);
        }
        if let Some(held) = &mut self.index.held {
            let block = index::block_end(seq);
            if !held.contains_key(&block) {
                held.insert(block, index::indexed_with(&self.db, seq)?);
            }
            return Ok(messages::update(&self.db, stored)?);
        }
        let was = index::indexed_with(&self.db, seq)?;
        messages::update(&self.db, stored)?;
        Ok(index::replace(&self.db, seq, &was)?)
    }

    /// Lets many messages change before the index follows, which then takes each block once.
    pub(super) fn hold_index(&mut self) {
        self.index.held = Some(Map::new());
    }

    /// The index follows.
    pub(super) fn release_index(&mut self) -> Result<(), Error> {
        for (seq, was) in self.index.held.take().unwrap_or_default() {
            index::replace(&self.db, seq, &was)?;
        }
        Ok(())
    }
}
