//! Errands at work: a round of rooms is asked, what they answer is taken in, and the alarm goes on with what is left.

use super::*;
use crate::inbox::errands::{self, ASKED_AT_ONCE, Errand, ROUND_MS};
use crate::room::requests::RoomReply;

/// A round that has begun and not ended.
#[derive(Debug)]
pub(super) struct UnderWay {
    began: Millis,
    slot: Option<&'static str>,
    failed: Vec<RoomId>,
}

impl<D: Database> Engine<D> {
    /// A room of a round answered, or could not be asked.
    ///
    /// # Errors
    /// `internal` when SQL fails.
    pub fn heard(
        &mut self,
        round: &Round,
        room: &RoomId,
        answer: Result<RoomReply, Error>,
    ) -> Result<Vec<Effect>, Error> {
        match answer {
            Ok(RoomReply::News { news }) => self.hear(&news, true, true),
            Ok(RoomReply::Unmade) if matches!(*round.request, RoomRequest::News { .. }) => {
                self.gone(room)
            }
            Err(Error::Internal { .. } | Error::TooFast { .. }) => {
                if let Some(under_way) = self.under_way.get_mut(&round.errand) {
                    under_way.failed.push(room.clone());
                }
                Ok(Vec::new())
            }
            // A refusal is an answer too: asking again would not change it.
            Ok(_) | Err(_) => Ok(Vec::new()),
        }
    }

    /// All rooms of a round have been asked.
    ///
    /// # Errors
    /// `internal` when SQL fails.
    pub fn finished(&mut self, round: &Round, now: Millis) -> Result<Vec<Effect>, Error> {
        let under_way = self.under_way.remove(&round.errand);
        let failed = under_way.map_or_else(Vec::new, |under_way| under_way.failed);
        let mut effects = Vec::new();
        if self.made
            && let Some(mut errand) = errands::one(&self.db, round.errand)?
        {
            if errand.was_asked(&round.rooms, failed, now) {
                errands::update(&self.db, &errand)?;
            } else {
                errands::remove(&self.db, errand.id)?;
                if !errand.waiting.is_empty() {
                    effects.push(Effect::GaveUp(errand.waiting.len()));
                }
            }
        }
        let next = match self.nothing_left()? {
            Some(forget) => forget,
            None => Effect::Alarm(self.next_alarm()?),
        };
        effects.push(next);
        Ok(effects)
    }

    /// The alarm went off.
    ///
    /// # Errors
    /// `internal` when SQL fails.
    pub fn alarm(&mut self, now: Millis) -> Result<Vec<Effect>, Error> {
        if !self.made {
            return Ok(Vec::new());
        }
        let mut rounds = Vec::new();
        let mut left = ASKED_AT_ONCE;
        for errand in errands::due(&self.db, now)? {
            let before = self.round_before(errand.id, errands::slot(&errand.request));
            let is_lost = before.is_none_or(|round| round.began + ROUND_MS <= now);
            if left > 0 && is_lost {
                let round = self.round(&errand, left, now);
                left -= round.rooms.len();
                rounds.push(Effect::Ask(Box::new(round)));
            }
        }
        let mut effects = vec![Effect::Alarm(self.next_alarm()?)];
        effects.extend(rounds);
        Ok(effects)
    }

    /// Keeps an errand, and begins it unless an earlier one in its slot is under way.
    pub(super) fn run(
        &mut self,
        request: Rc<RoomRequest>,
        rooms: Vec<RoomId>,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        if rooms.is_empty() {
            return Ok(Vec::new());
        }
        self.make()?;
        let known = errands::times(&self.db)?;
        let last = known.last().map_or(0, |(id, ..)| *id);
        self.last_errand = self.last_errand.max(last) + 1;
        let mut errand = Errand {
            id: self.last_errand,
            request,
            waiting: rooms,
            failed: Vec::new(),
            since: now,
            tries: 0,
            due: now,
        };
        errands::add(&self.db, &mut errand)?;
        let slot = errands::slot(&errand.request);
        let begins = self.round_before(errand.id, slot).is_none();
        let round = begins.then(|| self.round(&errand, ASKED_AT_ONCE, now));
        // Also for the case that the round is never heard of again.
        let mut effects = vec![Effect::Alarm(self.next_alarm()?)];
        effects.extend(round.map(|round| Effect::Ask(Box::new(round))));
        Ok(effects)
    }

    fn round(&mut self, errand: &Errand, most: usize, now: Millis) -> Round {
        let under_way = UnderWay {
            began: now,
            slot: errands::slot(&errand.request),
            failed: Vec::new(),
        };
        self.under_way.insert(errand.id, under_way);
        Round {
            errand: errand.id,
            request: Rc::clone(&errand.request),
            rooms: errand.first(most),
        }
    }

    /// The round that has to end before another of this errand or in its slot can begin.
    fn round_before(&self, errand: u64, slot: Option<&str>) -> Option<&UnderWay> {
        let in_slot = |round: &&UnderWay| slot.is_some() && round.slot == slot;
        let own = self.under_way.get(&errand);
        own.or_else(|| self.under_way.values().find(in_slot))
    }

    /// When the next errand goes on; one behind a round, when that would be taken for lost.
    fn next_alarm(&self) -> Result<Option<Millis>, Error> {
        if !self.made {
            return Ok(None);
        }
        let times = errands::times(&self.db)?.into_iter();
        let times = times.map(|(id, slot, due)| {
            let before = self.round_before(id, slot.as_deref());
            before.map_or(due, |round| due.max(round.began + ROUND_MS))
        });
        Ok(times.min())
    }
}
