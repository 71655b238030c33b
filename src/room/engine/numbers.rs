//! What the site's numbers are told: how many messages there are, once an hour at most.

use super::*;
use crate::room::news as sql;

/// How often the site's numbers are told how many messages there are, in milliseconds.
pub const COUNTING_MS: Millis = 3_600_000;

/// What the site's numbers are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// All messages up to this one.
    pub seq: Seq,
    /// Those not counted before, by day: days since the epoch, and how many.
    pub days: Vec<(i64, u64)>,
}

impl<D: Database> Engine<D> {
    /// When the site's numbers are to be told; none while they know all.
    #[must_use]
    pub fn counts_at(&self) -> Option<Millis> {
        (self.head.seq > self.telling.counted_seq).then(|| self.telling.counted_at + COUNTING_MS)
    }

    /// Whether the first message was posted that the site's numbers do not know of, since this was last asked.
    pub fn uncounted(&mut self) -> bool {
        std::mem::take(&mut self.telling.uncounted)
    }

    /// What the site's numbers are to be told.
    ///
    /// # Errors
    /// `internal`.
    pub fn count(&self) -> Result<Counted, Error> {
        Ok(Counted {
            seq: self.head.seq,
            days: sql::days(&self.db, self.telling.counted_seq)?,
        })
    }

    /// The site's numbers know.
    ///
    /// # Errors
    /// `internal`.
    pub fn counted(&mut self, seq: Seq, now: Millis) -> Result<(), Error> {
        record::set_counted(&self.db, seq, now)?;
        self.telling.counted_seq = seq;
        self.telling.counted_at = now;
        Ok(())
    }
}
