//! What must be so, after every step and when all has come to rest.

use super::*;

impl World {
    pub(super) fn check(&mut self) -> Check {
        if !self.object.is_quiet() {
            return Ok(());
        }
        for device in 0..self.devices.len() {
            if self.has_caught_up(device) {
                self.count("device compared with the tables");
                self.compare(device)
                    .map_err(|wrong| format!("device {device}: {wrong}"))?;
            }
        }
        Ok(())
    }

    pub(super) fn has_caught_up(&self, device: usize) -> bool {
        let device = &self.devices[device];
        device.link.is_some_and(|key| {
            let link = &self.links[&key];
            device.held.is_greeted()
                && !link.silent
                && link.down.is_empty()
                && self.is_at_server(key)
        })
    }

    fn compare(&mut self, device: usize) -> Check {
        let held = &mut self.devices[device].held;
        self.ledger.compare(held)?;
        let here: BTreeSet<&UserId> = self
            .object
            .open
            .values()
            .map(|open| &open.connection.user)
            .collect();
        if !held.online.keys().eq(here.iter().copied()) {
            return Err(format!(
                "sees {:?}, and here are {here:?}",
                held.online.keys()
            ));
        }
        let idle = self.object.idle();
        if held.idle != idle {
            return Err(format!("sees {:?} idle, and so are {idle:?}", held.idle));
        }
        Ok(())
    }

    /// The network heals, everybody comes back and sends again what was not acknowledged, and all must be right.
    pub(super) fn come_to_rest(&mut self) -> Check {
        self.stormy = false;
        self.object.crashes = None;
        note!(self, "everything heals");
        self.settle()?;
        self.make_peace()?;
        for _ in 0..200 {
            self.clock.steady += 10_000;
            for device in 0..self.devices.len() {
                self.device_notices(device);
                self.connect(device)?;
                self.retry(device);
            }
            for _ in 0..self.devices.len() {
                self.server_notices()?;
            }
            self.settle()?;
            if self.is_at_rest() {
                self.check_at_rest()?;
                self.check_search()?;
                return self.check_inboxes();
            }
        }
        let waiting: Vec<_> = self.devices.iter().map(|device| &device.outbox).collect();
        Err(format!("the room never came to rest: {waiting:?}"))
    }

    fn is_at_rest(&self) -> bool {
        self.devices.iter().all(|device| {
            let seated = self.object.seated.contains(&self.people[device.person].id);
            !seated
                || (device.link.is_some_and(|key| self.is_at_server(key))
                    && device.outbox.is_empty())
        }) && self.object.open.len()
            == self
                .devices
                .iter()
                .filter(|device| device.link.is_some())
                .count()
    }

    fn check_at_rest(&mut self) -> Check {
        for device in 0..self.people.len() {
            let author = self.people[device].clone();
            self.call(device, Sent::Other, RoomRequest::Rename { author });
        }
        self.settle()?;
        self.ledger.audit(&self.object.store)?;
        self.object.check_follows()?;
        let reads: BTreeMap<UserId, Seq> = self.object.reads();
        for device in 0..self.devices.len() {
            let seated = self.object.seated.contains(&self.user(device));
            if seated != self.has_caught_up(device) {
                return Err(format!(
                    "device {device}: seated {seated}, and caught up: {}",
                    !seated
                ));
            }
            if seated {
                self.compare(device)
                    .map_err(|wrong| format!("device {device}: {wrong}"))?;
                self.ledger.compare_all(&mut self.devices[device].held)?;
                for (user, seq) in &self.devices[device].held.reads {
                    if reads.get(user) < Some(seq) {
                        return Err(format!(
                            "device {device} thinks that {user} has read {seq}: {reads:?}"
                        ));
                    }
                }
                for (user, seen) in &self.devices[device].held.online {
                    if self
                        .people
                        .iter()
                        .all(|author| author.id != *user || author.name != seen.name)
                    {
                        return Err(format!("device {device} knows {user} as {}", seen.name));
                    }
                }
            }
        }
        Ok(())
    }
}
