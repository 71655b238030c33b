//! The end: everything heals, and then all must be right.

use super::promises::{Counted, held, is_made};
use super::*;

impl World {
    pub(super) fn come_to_rest(&mut self) -> Check {
        self.stormy = false;
        self.object.crashes = None;
        note!(self, "everything heals");
        // Who destroys a room has the directory forget it, and the inboxes learn it when they next ask.
        for device in 0..self.devices.len() {
            if let Some(key) = self.devices[device].link {
                self.break_link(key);
            }
        }
        self.server_notices();
        for room in 0..self.rooms.len() {
            if self.chance.one_in(2) {
                self.index_follows(room);
            }
        }
        self.settle()?;
        for device in 0..self.devices.len() {
            self.connect(device);
        }
        self.settle()?;
        self.check_at_rest()?;
        // An inbox that crashes between taking a report off the tables and telling it has told nobody: people find their
        // reports by asking for them too.
        if !self.happened.contains_key("crash") {
            self.check_reports()?;
        }
        if self.chance.one_in(4) {
            self.forget()?;
        }
        Ok(())
    }

    /// All that is under way arrives, and all that is owed is told.
    fn settle(&mut self) -> Check {
        for _ in 0..20_000 {
            self.steps += 1;
            for room in 0..self.rooms.len() {
                if self.calls.len() < 4 {
                    self.tell(room);
                }
            }
            self.deliver_call()?;
            self.hand_over();
            self.deliver_down()?;
            for _ in 0..6 {
                self.ask_room();
                self.deliver_question();
                self.deliver_answer()?;
            }
            self.object.make_durable();
            self.distribute()?;
            self.now += 200;
            self.go_on()?;
            self.check()?;
            let owed = |room: &Room| room.owes && !room.destroyed;
            if self.calls.is_empty()
                && self.awaited.is_empty()
                && self.object.running.is_empty()
                && self.errands().is_empty()
                && self.object.is_quiet()
                && !self.rooms.iter().any(owed)
                && self
                    .links
                    .values()
                    .all(|link| link.down.is_empty() && link.handed_over)
            {
                return Ok(());
            }
            if self.calls.is_empty()
                && self.object.running.is_empty()
                && !self.rooms.iter().any(owed)
            {
                self.now += 300_000;
            }
        }
        Err(format!(
            "the inbox never comes to rest: {:?}",
            self.errands()
        ))
    }

    fn check_at_rest(&mut self) -> Check {
        // Once more from the very beginning.
        self.counted = Counted::default();
        self.check_tables()?;
        let shown_again = self.recount().shown_again;
        *self.happened.entry("room shown again").or_default() += shown_again;
        if self.object.alarm.is_some() {
            return Err("an alarm is set, and there is nothing to do".into());
        }
        let held = held(&self.object.store);
        for room in &self.rooms {
            let seated = room.seated && !room.destroyed;
            let held = held.get(&room.id).filter(|held| held.seated);
            let Some(held) = held else {
                // A seat that nobody was ever told of, and that the directory does not know.
                if seated && (room.has_told() || self.index.contains(&room.id)) {
                    return Err(format!("{} is not held", room.id));
                }
                continue;
            };
            let shown = &held.shown;
            let (unread, mentions) = room.count();
            let exact = room.kind == RoomKind::Direct;
            let counts = shown.mentions == mentions
                && (shown.unread == 0) == (unread == 0)
                && shown.unread <= unread
                && (!exact || (shown.unread == unread && shown.last == room.last()));
            let record = serde_json::to_string(&room.record()).unwrap();
            if !seated || !counts || held.record != record {
                return Err(format!(
                    "{}: seated {seated}, {unread} unread, {mentions} meant for them, and held is {held:?}",
                    room.id
                ));
            }
        }
        for device in 0..self.devices.len() {
            let key = self.devices[device].link;
            if key.is_none_or(|key| !self.object.sockets.contains_key(&key)) {
                return Err(format!("device {device} has no socket"));
            }
            self.compare(device)
                .map_err(|wrong| format!("device {device}: {wrong}"))?;
        }
        self.check_names()?;
        self.check_saves()?;
        if self.object.gave_up > 0 {
            return Err("an errand was given up within a day".into());
        }
        Ok(())
    }

    /// Each room knows the person by the last name it was to be told, or by a later one: an errand takes on the rooms
    /// that an earlier one in its slot had left.
    fn check_names(&self) -> Check {
        let renames = self.object.log.iter().filter_map(|meant| match meant {
            Meant::Errand(request, rooms) => match &**request {
                RoomRequest::Rename { author } => Some((&author.name, rooms)),
                _ => None,
            },
            _ => None,
        });
        let renames: Vec<(&String, &Vec<RoomId>)> = renames.collect();
        for room in self.rooms.iter().filter(|room| !room.destroyed) {
            let meant = renames
                .iter()
                .rposition(|(_, rooms)| rooms.contains(&room.id));
            let known = room.knows_them_as.as_ref();
            let known = renames.iter().rposition(|(name, _)| Some(*name) == known);
            if known < meant {
                return Err(format!("{} knows them by an old name", room.id));
            }
        }
        Ok(())
    }

    /// Whatever was answered was done, and not lost.
    fn check_saves(&self) -> Check {
        for answered in &self.saves_answered {
            let same = |other: &&(MessageId, bool)| *other == answered;
            let done = self.object.log.iter().filter(|meant| match meant {
                Meant::Save(message, on) => (message, on) == (&answered.0, &answered.1),
                _ => false,
            });
            if done.count() < self.saves_answered.iter().filter(same).count() {
                return Err(format!("{answered:?} was answered, and is lost"));
            }
        }
        Ok(())
    }

    fn check_reports(&self) -> Check {
        let kept = match is_made(&self.object.store) {
            true => self.object.store.rows("SELECT id FROM reports", &[]).len(),
            false => 0,
        };
        let meant = self.object.log.iter().filter_map(|meant| match meant {
            Meant::Report(id) => Some(id),
            _ => None,
        });
        let mut lost = meant.filter(|id| !self.told_reports.contains(*id));
        match lost.next() {
            Some(id) => Err(format!("{id} was never told, and {kept} are kept")),
            None => Ok(()),
        }
    }

    /// The account goes: its seats, its sockets, and all that is kept.
    fn forget(&mut self) -> Check {
        self.count("forgotten");
        note!(self, "the account is deleted");
        let rooms: Vec<RoomId> = self.rooms.iter().map(|room| room.id.clone()).collect();
        let request = Rc::new(RoomRequest::Leave { user: them() });
        self.calls.push(Call::Tell(Ask::Errand { rooms, request }));
        self.deliver_call()?;
        self.stormy = true;
        for _ in 0..10 {
            self.ask_room();
            self.deliver_question();
            self.deliver_answer()?;
        }
        self.stormy = false;
        self.calls.push(Call::Tell(Ask::Forget));
        self.settle()?;
        if self.rooms.iter().any(|room| room.seated && !room.destroyed) {
            return Err("a seat was not given up".into());
        }
        if held(&self.object.store).values().any(|held| held.seated)
            || !self.object.sockets.is_empty()
        {
            return Err("something of a deleted account is left".into());
        }
        // Once more, after the last room has had its say.
        self.calls.push(Call::Tell(Ask::Forget));
        self.settle()?;
        if is_made(&self.object.store) || self.object.alarm.is_some() {
            return Err("tables of a deleted account are left".into());
        }
        Ok(())
    }
}
