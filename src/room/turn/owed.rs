//! What a room owes others, and its alarm: news to inboxes, files that are gone and its numbers to the site.

use super::super::engine::Counted;
use super::super::requests::News;
use super::{Act, Awake, TOLD_BY_MS};
use crate::database::Database;
use crate::error::Error;
use crate::wire::types::{Millis, Seq, UserId};

/// What could not be told is tried again in so many milliseconds.
const TRIED_AGAIN_MS: Millis = 300_000;

impl<D: Database> Awake<D> {
    /// The next inboxes to be told, and what; none when there is nobody left, and then whoever told them is done.
    ///
    /// # Errors
    /// `internal` only.
    pub fn next_news(&mut self, most: usize) -> Result<Vec<(UserId, News)>, Error> {
        let news = self.engine.next_news(most)?;
        self.telling = !news.is_empty();
        Ok(news)
    }

    /// Whoever told inboxes stops before all were told: the alarm goes on.
    pub fn told_enough(&mut self, now: Millis) -> Vec<Act> {
        self.telling = false;
        let mut acts = Vec::new();
        if self.engine.owes_news() {
            self.telling = true;
            self.set_alarm(now, &mut acts);
        }
        acts
    }

    /// An inbox has heard its news.
    ///
    /// # Errors
    /// `internal` only.
    pub fn heard(&mut self, user: &UserId, version: u64) -> Result<Vec<Act>, Error> {
        self.engine.heard(user, version)?;
        let over = self.engine.is_destroyed() && self.engine.all_told();
        Ok(if over { vec![Act::Erase] } else { Vec::new() })
    }

    /// The next files the site is to be told of; none when it knows of all, and then whoever told it is done.
    ///
    /// # Errors
    /// `internal` only.
    pub fn next_gone(&mut self, most: usize) -> Result<Vec<String>, Error> {
        let gone = self.engine.next_gone(most)?;
        self.letting_go = !gone.is_empty();
        Ok(gone)
    }

    /// The site knows that these files are gone.
    ///
    /// # Errors
    /// `internal` only.
    pub fn gone_told(&mut self, ids: &[String]) -> Result<(), Error> {
        self.engine.gone_told(ids)
    }

    /// The alarm rang: the next messages are indexed; whoever could not be reached is tried again. Says what the site's
    /// numbers are to be told, if they are.
    ///
    /// # Errors
    /// `internal` only.
    pub fn rang(&mut self, now: Millis) -> Result<(Vec<Act>, Option<Counted>), Error> {
        self.alarm = None;
        self.ringing = true;
        self.engine.try_again();
        self.engine.index_some()?;
        let is_due = self.engine.counts_at().is_some_and(|at| at <= now);
        let counted = is_due.then(|| self.engine.count()).transpose()?;
        self.telling = self.engine.owes_news();
        self.letting_go = self.engine.owes_gone();
        let acts = [
            self.telling.then_some(Act::Tell),
            self.letting_go.then_some(Act::LetGo),
        ];
        Ok((acts.into_iter().flatten().collect(), counted))
    }

    /// The site's numbers know.
    ///
    /// # Errors
    /// `internal` only.
    pub fn counted(&mut self, seq: Seq, now: Millis) -> Result<(), Error> {
        self.engine.counted(seq, now)
    }

    /// After an alarm: the next one, if one is needed. Only the caller sets it then: of two that set an alarm in one event
    /// nobody knows which is the later.
    pub fn wind_up(&mut self, now: Millis) -> Option<Millis> {
        self.ringing = false;
        let owes = !self.engine.all_told() || self.engine.owes_gone();
        let again = owes.then_some(now + TRIED_AGAIN_MS);
        let counts = self.engine.counts_at().map(|at| at.max(now + TOLD_BY_MS));
        // A batch for each ring, so that others have their turn between two.
        let index = self.engine.is_behind().then_some(now);
        let meanwhile = self.alarm;
        let all = [again, counts, index, meanwhile];
        self.alarm = all.into_iter().flatten().min();
        self.alarm
    }
}
