//! Errands at work: a round of rooms is asked, what they answer is taken in, and the alarm goes on with what is left.

use super::*;
use crate::inbox::errands::{self, ASKED_AT_ONCE, Errand, ROUND_MS};
use crate::room::requests::RoomReply;

/// A round that has begun and not ended.
#[derive(Debug)]
pub(super) struct UnderWay {
    began: Millis,
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
            Ok(RoomReply::News { news }) => self.hear(&news, true),
            Ok(RoomReply::Unmade) if matches!(round.request, RoomRequest::News { .. }) => {
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
        effects.push(Effect::Alarm(self.next_alarm()?));
        effects.extend(self.nothing_left()?);
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
        let mut effects = Vec::new();
        let mut left = ASKED_AT_ONCE;
        for errand in errands::due(&self.db, now)? {
            let under_way = self.under_way.get(&errand.id);
            let is_alive = under_way.is_some_and(|under_way| now < under_way.began + ROUND_MS);
            if left > 0 && !is_alive {
                let round = self.round(&errand, left, now);
                left -= round.rooms.len();
                effects.push(Effect::Ask(Box::new(round)));
            }
        }
        effects.push(Effect::Alarm(self.next_alarm()?));
        Ok(effects)
    }

    /// Keeps an errand and begins it.
    pub(super) fn run(
        &mut self,
        request: RoomRequest,
        rooms: Vec<RoomId>,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        if rooms.is_empty() {
            return Ok(Vec::new());
        }
        self.make()?;
        let known = errands::times(&self.db)?;
        let last = known.last().map_or(0, |(id, _)| *id);
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
        let round = self.round(&errand, ASKED_AT_ONCE, now);
        // The alarm is for the case that the round is never heard of again.
        let alarm = Effect::Alarm(self.next_alarm()?);
        Ok(vec![alarm, Effect::Ask(Box::new(round))])
    }

    fn round(&mut self, errand: &Errand, most: usize, now: Millis) -> Round {
        let under_way = UnderWay {
            began: now,
            failed: Vec::new(),
        };
        self.under_way.insert(errand.id, under_way);
        Round {
            errand: errand.id,
            request: errand.request.clone(),
            rooms: errand.first(most),
        }
    }

    /// When the next errand goes on; one whose round is under way, when that would be taken for lost.
    fn next_alarm(&self) -> Result<Option<Millis>, Error> {
        if !self.made {
            return Ok(None);
        }
        let times = errands::times(&self.db)?.into_iter();
        let times = times.map(|(id, due)| match self.under_way.get(&id) {
            Some(under_way) => under_way.began + ROUND_MS,
            None => due,
        });
        Ok(times.min())
    }
}
