//! Time, and the room's own fate.

use super::*;

impl World {
    pub(super) fn pass_time(&mut self) -> Check {
        self.clock.steady += self.chance.between(0, 12);
        while !self.chance.one_in(8) && self.tick()? {}
        self.ring()
    }

    /// Fires a timer that is due; false when none is.
    pub(super) fn tick(&mut self) -> Check<bool> {
        let Some(until) = self.object.due(self.clock) else {
            return Ok(false);
        };
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, now| {
                Ok(((), awake.tick(until, now)?))
            })?;
        self.after(&turn)?;
        Ok(true)
    }

    pub(super) fn set_clock(&mut self) {
        self.count("clock set");
        self.clock.set_by += self.chance.between(-5 * HOUR, 5 * HOUR);
        note!(self, "somebody sets the clock");
    }

    pub(super) fn crash(&mut self) -> Check {
        self.object.crash(&mut self.chance);
        self.after::<()>(&Turn::Crashed)
    }

    pub(super) fn durable(&mut self) -> Check {
        self.object.make_durable();
        self.after(&Turn::Done(()))
    }

    pub(super) fn after<T>(&mut self, turn: &Turn<T>) -> Check {
        if matches!(turn, Turn::Crashed) {
            self.count("crash");
            note!(self, "the room crashed");
        }
        let written = self.object.store.written();
        if written != self.seen_written && self.object.store.is_durable() {
            self.seen_written = written;
            self.ledger.refresh(&self.object.store)?;
        }
        self.distribute()
    }

    pub(super) fn distribute(&mut self) -> Check {
        for out in std::mem::take(&mut self.object.out) {
            match out {
                Out::Frame { link, events } => self.sends_down(link, Down::Frame(events)),
                Out::Close { link, code } => self.sends_down(link, Down::Close(code)),
                Out::Reply(reply) => self.replies.push(reply),
                Out::News(user, news) => self.news.push((user, *news)),
                Out::Attached(ids) => self.attached(&ids),
                Out::Gone(ids) => self.gone.push(ids),
            }
        }
        Ok(())
    }

    fn sends_down(&mut self, key: LinkKey, down: Down) {
        if let Some(link) = self.links.get_mut(&key) {
            link.down.push_back(down);
        }
    }

    /// All that is under way arrives, unless it was lost already.
    pub(super) fn settle(&mut self) -> Check {
        for _ in 0..10_000 {
            self.clock.steady += 5;
            while self.tick()? {}
            self.deliver_up()?;
            self.deliver_down()?;
            self.deliver_call()?;
            self.deliver_reply()?;
            self.tell()?;
            self.deliver_news()?;
            self.let_go()?;
            self.deliver_gone()?;
            if self
                .links
                .values()
                .all(|link| link.up.is_empty() && link.down.is_empty())
                && self.calls.is_empty()
                && self.replies.is_empty()
                && self.news.is_empty()
                && self.gone.is_empty()
            {
                self.durable()?;
                if self.object.is_quiet()
                    && self.news.is_empty()
                    && self.gone.is_empty()
                    && self.links.values().all(|link| link.down.is_empty())
                {
                    return Ok(());
                }
            }
        }
        Err("what is under way never comes to an end".into())
    }
}
