//! People's inboxes, as far as the room knows them: calls that are lost, doubled, late; the newest truth wins.

use super::*;

impl World {
    /// Whoever tells inboxes goes on.
    pub(super) fn tell(&mut self) -> Check {
        if !self.object.telling {
            return Ok(());
        }
        let enough = self.stormy && self.chance.one_in(10);
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, now| {
                let news = awake.next_news(2)?;
                let acts = if enough || news.is_empty() {
                    awake.told_enough(now)
                } else {
                    Vec::new()
                };
                Ok((news, acts))
            })?;
        if let Turn::Done(news) = &turn {
            self.object.telling = !enough && !news.is_empty();
            for (user, news) in news.clone() {
                note!(self, "the room tells {user} {news:?}");
                self.object.tell(user, news);
            }
        }
        self.after(&turn)
    }

    pub(super) fn deliver_news(&mut self) -> Check {
        if self.news.is_empty() {
            return Ok(());
        }
        let which = self.chance.below(self.news.len());
        let (user, news) = self.news.swap_remove(which);
        if self.stormy && self.chance.one_in(8) {
            self.count("news lost");
            return Ok(());
        }
        if self.stormy && self.chance.one_in(10) {
            self.news.push((user.clone(), news.clone()));
        }
        let version = news.version;
        self.accept(&user, news);
        if self.stormy && self.chance.one_in(8) {
            self.count("thanks for news lost");
            return Ok(());
        }
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, _| {
                Ok(((), awake.heard(&user, version)?))
            })?;
        self.after(&turn)
    }

    fn accept(&mut self, user: &UserId, news: News) {
        let newer = self
            .inboxes
            .get(user)
            .is_none_or(|known| news.version > known.version);
        if newer || self.fault == Some(Fault::LateNewsBelieved) {
            self.count("news heard");
            self.inboxes.insert(user.clone(), news);
        } else {
            self.count("news too late");
        }
    }

    /// The alarm rings, if it is time.
    pub(super) fn ring(&mut self) -> Check {
        if self.object.alarm.is_none_or(|at| at > self.clock.steady) {
            return Ok(());
        }
        self.object.alarm = None;
        self.count("alarm");
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, now| {
                let (acts, counted) = awake.rang(now)?;
                if let Some(counted) = counted {
                    awake.counted(counted.seq, now)?;
                }
                let next = awake.wind_up(now).map(|at| at - now);
                Ok((next, acts))
            })?;
        match &turn {
            Turn::Done(Some(pause)) => self.object.alarm = Some(self.clock.steady + pause),
            // The runtime rings again when an alarm's turn has failed.
            Turn::Crashed => self.object.alarm = Some(self.clock.steady),
            _ => {}
        }
        self.after(&turn)
    }

    /// Some people close the room; then every inbox must know how it stands, by a count from scratch.
    pub(super) fn check_inboxes(&mut self) -> Check {
        let leaving: Vec<usize> = (0..self.devices.len())
            .filter(|device| self.devices[*device].person % 2 == 1)
            .collect();
        for device in leaving {
            self.cut(device);
        }
        for _ in 0..self.object.open.len() {
            self.server_notices()?;
        }
        self.tell_all()?;
        self.talk_on()?;
        self.tell_all()?;
        for person in 0..self.people.len() {
            let user = self.people[person].id.clone();
            let seated = self.object.seated.contains(&user);
            let Some(known) = self.inboxes.get(&user) else {
                if seated {
                    return Err(format!("{user} has a seat, and their inbox was never told"));
                }
                continue;
            };
            if known.seated != seated {
                return Err(format!(
                    "{user}: has a seat: {seated}, and their inbox was told {known:?}"
                ));
            }
            let here = self
                .object
                .open
                .values()
                .any(|open| open.connection.user == user);
            if !seated || here {
                continue;
            }
            let (unread, mentions) = self.object.recount(&user);
            if (known.unread > 0) != (unread > 0) || u64::from(known.mentions) != mentions.min(100)
            {
                return Err(format!(
                    "{user}: {unread} unread and {mentions} mentions, and their inbox was told {known:?}"
                ));
            }
            if known.room.name != self.ledger.name() {
                return Err(format!(
                    "{user}'s inbox knows the room as {:?}",
                    known.room.name
                ));
            }
            self.count("inbox compared with the tables");
        }
        self.check_files()
    }

    /// Somebody who is still here says something, and answers what was said: to those who have gone it is news.
    fn talk_on(&mut self) -> Check {
        let mut those = 0..self.devices.len();
        let here = |device: &usize| {
            let link = self.devices[*device].link;
            link.is_some_and(|key| self.is_at_server(key))
        };
        let Some(device) = those.find(here) else {
            return Ok(());
        };
        for _ in 0..5 {
            let head = self.ledger.head().seq;
            let draft = Draft {
                nonce: None,
                text: Text::parse("flood").unwrap(),
                reply_to: (head > 0)
                    .then(|| head - self.chance.below(head.min(20) as usize) as Seq),
                attachments: Vec::new(),
                files: Vec::new(),
                forwarded: None,
            };
            let asker = Asker {
                limited: false,
                ..self.asker(device)
            };
            self.perform(Call {
                device,
                sent: Sent::Other,
                request: Wish::Post { draft }.by(asker),
                files: None,
            })?;
            self.settle()?;
        }
        Ok(())
    }

    fn tell_all(&mut self) -> Check {
        for _ in 0..200 {
            self.settle()?;
            self.clock.steady += 400_000;
            self.ring()?;
            self.settle()?;
            if self.object.owed() == 0 {
                return Ok(());
            }
        }
        Err("some inboxes are never told".into())
    }
}
