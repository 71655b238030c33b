//! What an awake room does besides: it tells inboxes their news and the site which files are gone, counts, and indexes; at
//! once where it can, and by its alarm where that failed or can wait.

use super::*;
use crate::room::engine::Counted;
use crate::room::requests::News;

/// Whoever is owed news is told at the latest by an alarm in so many milliseconds: after a crash, nobody else would. Not
/// sooner, for it would keep a quiet room from falling asleep.
const TOLD_BY_MS: Millis = 60_000;
/// Messages are indexed by an alarm, so many milliseconds after there are enough of them: until then a search reads them
/// through.
const INDEXED_BY_MS: Millis = 10_000;
/// An inbox that could not be reached is tried again in so many milliseconds.
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
        let tell = self.telling.then_some(Act::Tell);
        let let_go = self.letting_go.then_some(Act::LetGo);
        Ok((tell.into_iter().chain(let_go).collect(), counted))
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

    /// Sees to it that whoever is owed news is told, and the site's numbers too, whatever happens to this object.
    pub(super) fn tell_inboxes(&mut self, now: Millis, acts: &mut Vec<Act>) {
        if self.engine.owes_news() && !self.telling {
            self.telling = true;
            self.set_alarm(now + TOLD_BY_MS, acts);
            acts.push(Act::Tell);
        }
        if self.engine.owes_gone() && !self.letting_go {
            self.letting_go = true;
            self.set_alarm(now + TOLD_BY_MS, acts);
            acts.push(Act::LetGo);
        }
        if self.engine.uncounted()
            && let Some(at) = self.engine.counts_at()
        {
            self.set_alarm(at.max(now + TOLD_BY_MS), acts);
        }
        if self.engine.is_behind() {
            self.set_alarm(now + INDEXED_BY_MS, acts);
        }
    }

    /// An earlier alarm stays; whatever it finds to be done later it sets another for.
    fn set_alarm(&mut self, at: Millis, acts: &mut Vec<Act>) {
        if self.alarm.is_none_or(|earlier| earlier > at) {
            self.alarm = Some(at);
            if !self.ringing {
                acts.push(Act::Alarm(at));
            }
        }
    }
}
