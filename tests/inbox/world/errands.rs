//! What the inbox asks of the rooms, and its alarm.

use super::*;
use confab::inbox::engine::Round;

impl World {
    /// One of the rooms of a round is asked, six at a time. Nothing leaves before what was written is durable.
    pub(super) fn ask_room(&mut self) {
        if !self.object.store.is_durable() {
            return;
        }
        let ready = self
            .object
            .running
            .iter()
            .filter(|(_, running)| !running.waiting.is_empty() && running.asked < 6);
        let ready: Vec<u64> = ready.map(|(number, _)| *number).collect();
        let Some(number) = self.chance.pick(&ready).copied() else {
            return;
        };
        let running = self.object.running.get_mut(&number).unwrap();
        if let Some(room) = running.waiting.pop_front() {
            running.asked += 1;
            let request = RoomRequest::clone(&running.round.request);
            self.questions.push(Question {
                running: number,
                room,
                request,
            });
        }
    }

    pub(super) fn deliver_question(&mut self) {
        if self.questions.is_empty() {
            return;
        }
        let place = self.chance.below(self.questions.len());
        let question = self.questions.swap_remove(place);
        let fate = if self.stormy { self.chance.below(8) } else { 7 };
        let mut answer = Err(Error::internal("it could not be reached"));
        if fate > 0 {
            answer = self.room_answers(&question);
        }
        if fate <= 1 {
            self.count("room asked in vain");
            answer = Err(Error::internal("its answer was lost"));
        }
        self.answers.push(Answer {
            running: question.running,
            room: question.room,
            answer,
        });
    }

    pub(super) fn room_answers(&mut self, question: &Question) -> Result<RoomReply, Error> {
        note!(self, "{} is asked {:?}", question.room, question.request);
        let room = self.rooms.iter_mut().find(|room| room.id == question.room);
        room.unwrap().answer(&question.request)
    }

    pub(super) fn deliver_answer(&mut self) -> Check {
        if self.answers.is_empty() {
            return Ok(());
        }
        let place = self.chance.below(self.answers.len());
        let Answer {
            running: number,
            room,
            answer,
        } = self.answers.swap_remove(place);
        note!(self, "{room} answers {answer:?}");
        let round = self.object.running[&number].round.clone();
        let meant = match &answer {
            Ok(RoomReply::News { news }) => Some(Meant::News(News::clone(news))),
            Ok(RoomReply::Unmade) if matches!(*round.request, RoomRequest::News { .. }) => {
                Some(Meant::Gone(room.clone()))
            }
            _ => None,
        };
        let turn = self.object.turn(&mut self.chance, meant, |engine| {
            Ok(((), engine.heard(&round, &room, answer)?))
        })?;
        if turn.is_none() {
            return self.crashed();
        }
        let running = self.object.running.get_mut(&number).unwrap();
        running.asked -= 1;
        if running.asked == 0 && running.waiting.is_empty() {
            return self.finish(number);
        }
        self.distribute()
    }

    fn finish(&mut self, number: u64) -> Check {
        let running = self.object.running.remove(&number).unwrap();
        let now = self.now;
        let turn = self.object.turn(&mut self.chance, None, |engine| {
            Ok(((), engine.finished(&running.round, now)?))
        })?;
        if turn.is_none() {
            return self.crashed();
        }
        self.object.reply(running.reply);
        self.distribute()
    }

    /// The alarm goes off, if it is due.
    pub(super) fn go_on(&mut self) -> Check {
        let now = self.now;
        if self.object.alarm.is_none_or(|due| due > now) {
            return Ok(());
        }
        self.count("alarm");
        note!(self, "the alarm goes off");
        let due = self.object.alarm.take();
        let turn = self.object.turn(&mut self.chance, None, |engine| {
            Ok(((), engine.alarm(now)?))
        })?;
        match turn {
            Some((_, rounds)) => {
                self.object.begin(rounds, None)?;
                self.distribute()
            }
            None => {
                // One that fails is set off again by the runtime.
                self.object.alarm_again(due);
                self.crashed()
            }
        }
    }

    pub(super) fn note_rounds(&mut self, rounds: &[Round]) {
        for round in rounds {
            note!(self, "begins errand {} to {:?}", round.errand, round.rooms);
            if round.rooms.len() == 40 {
                self.count("errand over forty rooms");
            }
        }
        if rounds.is_empty() && !self.object.running.is_empty() {
            let last = self.object.log.last();
            if matches!(last, Some(Meant::Errand(_, rooms)) if !rooms.is_empty()) {
                self.count("errand behind another");
            }
        }
    }
}
