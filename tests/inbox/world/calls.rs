//! Calls to the inbox, from rooms and from the Worker: lost, doubled, late, in any order.

use super::promises::Counted;
use super::*;

impl World {
    /// A room that has something to tell tells it, until it is acknowledged.
    pub(super) fn tell(&mut self, room: usize) {
        if self.rooms[room].owes && !self.rooms[room].destroyed {
            let news = self.rooms[room].word();
            note!(self, "sent: {news:?}");
            self.calls.push(Call::News { room, news });
        }
    }

    pub(super) fn mark(&mut self, room: usize) {
        let (id, on) = (self.rooms[room].id.clone(), self.chance.one_in(2));
        let direct = self.rooms[room].kind == RoomKind::Direct;
        if !self.rooms[room].seated || self.rooms[room].destroyed {
            return;
        }
        let ask = match direct && self.chance.one_in(2) {
            true => Ask::Hide { room: id, on },
            false => Ask::Favour { room: id, on },
        };
        self.calls.push(Call::Tell(ask));
    }

    pub(super) fn save(&mut self, room: usize) {
        let message = MessageId {
            room: self.rooms[room].id.clone(),
            seq: 1 + self.chance.below(3) as u64,
        };
        let on = self.chance.below(3) > 0;
        self.calls.push(Call::Tell(Ask::Save { message, on }));
    }

    pub(super) fn report(&mut self) {
        let id = format!("report-{:04}", self.number());
        self.calls.push(Call::Tell(Ask::Reported(Box::new(Report {
            id,
            room: RoomId("room-000".into()),
            room_name: "general".into(),
            seq: 1,
            author: author("Bob".into()),
            text: "…".into(),
            context: Vec::new(),
            reporter: author("Ada".into()),
            reason: "rude".into(),
            at: 0,
            outcome: None,
            handled_by: None,
            handled_at: None,
            note: String::new(),
        }))));
    }

    pub(super) fn rename_them(&mut self) {
        let name = format!("Ada {}", self.number());
        let request = Rc::new(RoomRequest::Rename {
            author: author(name),
        });
        let rooms = self.index.iter().cloned().collect();
        self.calls.push(Call::Tell(Ask::Errand { rooms, request }));
    }

    pub(super) fn deliver_call(&mut self) -> Check {
        if self.calls.is_empty() {
            return Ok(());
        }
        let place = self.chance.below(self.calls.len());
        let call = self.calls.swap_remove(place);
        if self.stormy {
            match self.chance.below(12) {
                0 => {
                    if matches!(call, Call::News { .. }) {
                        self.count("news lost");
                    }
                    self.fails(call);
                    return Ok(());
                }
                1 if !matches!(call, Call::Open { .. }) => self.calls.push(call.clone()),
                _ => {}
            }
        }
        match call {
            Call::Open {
                link,
                session,
                named,
            } => self.open(link, session, &named),
            Call::News { room, news } => {
                self.notice_lateness(&news);
                let ask = Ask::News(Box::new(news.clone()));
                self.asked(
                    Call::News {
                        room,
                        news: news.clone(),
                    },
                    ask,
                    Some(Meant::News(news)),
                )
            }
            Call::Tell(ask) => {
                let meant = self.meant(&ask);
                self.asked(Call::Tell(ask.clone()), ask, meant)
            }
        }
    }

    fn notice_lateness(&mut self, news: &News) {
        let earlier = self.object.log.iter().filter_map(|meant| match meant {
            Meant::News(earlier) if earlier.room.id == news.room.id => Some(earlier.version),
            _ => None,
        });
        match earlier.max() {
            Some(newest) if newest > news.version => self.count("news come late"),
            Some(newest) if newest == news.version => self.count("news come twice"),
            _ => {}
        }
    }

    fn meant(&mut self, ask: &Ask) -> Option<Meant> {
        Some(match ask {
            Ask::Favour { room, on } => {
                let held = self.recount().held.get(room);
                let known = held.is_some_and(|held| held.version > 0);
                if !known {
                    self.count("favoured before it was known");
                }
                Meant::Favour(room.clone(), *on)
            }
            Ask::Hide { room, on } => Meant::Hide(room.clone(), *on),
            Ask::Save { message, on } => {
                if self.recount().saved.contains(message) == *on {
                    self.count("saved twice");
                }
                Meant::Save(message.clone(), *on)
            }
            Ask::Reported(report) if self.object.sockets.is_empty() => {
                self.count("report kept");
                Meant::Report(report.id.clone())
            }
            Ask::SignOut { session, rooms } => Meant::SignOut(session.clone(), rooms.clone()),
            Ask::Errand { rooms, request } => Meant::Errand(Rc::clone(request), rooms.clone()),
            Ask::Forget => Meant::Forgotten,
            _ => return None,
        })
    }

    fn asked(&mut self, call: Call, ask: Ask, meant: Option<Meant>) -> Check {
        let (number, now) = (self.number(), self.now);
        note!(self, "arrives as {number}: {ask:?}");
        let online = !self.object.sockets.is_empty();
        let request = InboxRequest { user: them(), ask };
        self.awaited.insert(number, call);
        let turn = self.object.turn(&mut self.chance, meant, |engine| {
            engine.handle(request, online, now)
        })?;
        match turn {
            Some((_, rounds)) => {
                self.note_rounds(&rounds);
                self.object.begin(rounds, Some(number))?;
                self.distribute()
            }
            None => self.crashed(),
        }
    }

    fn open(&mut self, link: LinkKey, session: SessionId, named: &[RoomId]) -> Check {
        let now = self.now;
        note!(self, "link {link} opens with {named:?}");
        let turn = self
            .object
            .turn(&mut self.chance, Some(Meant::Socket), |engine| {
                engine.connect(&them(), named, now)
            })?;
        let Some((first, rounds)) = turn else {
            return self.crashed();
        };
        self.note_rounds(&rounds);
        // Whoever asked may be gone by now.
        if let Some(there) = self.links.get_mut(&link) {
            there.opened = true;
        }
        self.object.first_frame(link, session, first);
        self.object.begin(rounds, None)?;
        self.distribute()
    }

    /// A call did not arrive, or its answer did not. Rooms come again with what they owe, and the Worker asks again.
    pub(super) fn fails(&mut self, call: Call) {
        match call {
            Call::Tell(_) => self.calls.push(call),
            Call::Open { link, .. } => self.break_link(link),
            Call::News { .. } => {}
        }
    }

    pub(super) fn answered(&mut self, number: u64) {
        let Some(call) = self.awaited.remove(&number) else {
            return;
        };
        if self.stormy && self.chance.one_in(10) {
            self.count("answer lost");
            return self.fails(call);
        }
        match call {
            Call::News { room, news } => self.rooms[room].acknowledged(&news),
            Call::Tell(Ask::Save { message, on }) => self.saves_answered.push((message, on)),
            _ => {}
        }
    }

    pub(super) fn distribute(&mut self) -> Check {
        for out in std::mem::take(&mut self.object.out) {
            match out {
                Out::Frame(link, events) => {
                    for event in events.iter() {
                        if let InboxEvent::Report { report } = event {
                            self.told_reports.insert(report.id.clone());
                        }
                    }
                    self.goes_down(link, Down::Frame(events));
                }
                Out::Close(link, code) => self.goes_down(link, Down::Close(code)),
                Out::Reply(number) => self.answered(number),
            }
        }
        Ok(())
    }

    fn goes_down(&mut self, link: LinkKey, down: Down) {
        if let Some(link) = self.links.get_mut(&link) {
            link.down.push_back(down);
        }
    }

    pub(super) fn crashed(&mut self) -> Check {
        self.count("crash");
        // The log may have lost its end.
        self.counted = Counted::default();
        self.settled.retain(|place| *place < self.object.log.len());
        note!(self, "the inbox crashed");
        // What it had asked arrives, or does not; nobody waits for the answers.
        for question in std::mem::take(&mut self.questions) {
            if self.chance.one_in(2) {
                drop(self.room_answers(&question));
            }
        }
        self.answers.clear();
        for (_, call) in std::mem::take(&mut self.awaited) {
            self.fails(call);
        }
        let cut: Vec<LinkKey> = self
            .links
            .iter()
            .filter(|(_, link)| link.opened)
            .map(|(key, _)| *key)
            .collect();
        for link in cut {
            self.break_link(link);
        }
        self.distribute()
    }
}
