//! Devices: how their sockets open, break and end.

use super::*;

impl World {
    pub(super) fn connect(&mut self, device: usize) {
        if self.devices[device].link.is_some() {
            return;
        }
        if self.revoked.contains(&self.devices[device].session) {
            self.devices[device].session = SessionId(format!("later-session-{}", self.number()));
        }
        let session = self.devices[device].session.clone();
        let key = self.number();
        note!(self, "device {device} asks for link {key} with {session}");
        let named = self.index.iter().cloned().collect();
        self.calls.push(Call::Open {
            link: key,
            session: session.clone(),
            named,
        });
        let link = Link {
            device,
            session,
            down: VecDeque::new(),
            handed_over: false,
            opened: false,
        };
        self.links.insert(key, link);
        self.devices[device].link = Some(key);
        self.devices[device].shown = Shown::default();
    }

    /// The Worker looks once more, after a socket opened, whether its session still stands, and hands the socket over.
    pub(super) fn hand_over(&mut self) {
        let waiting = self
            .links
            .iter()
            .filter(|(_, link)| link.opened && !link.handed_over);
        let waiting: Vec<LinkKey> = waiting.map(|(key, _)| *key).collect();
        let Some(key) = self.chance.pick(&waiting).copied() else {
            return;
        };
        let session = self.links[&key].session.clone();
        if !self.revoked.contains(&session) {
            self.links.get_mut(&key).unwrap().handed_over = true;
            return;
        }
        self.count("session ended while a socket opened");
        self.break_link(key);
        let (session, rooms) = (Some(session), Vec::new());
        self.calls.push(Call::Tell(Ask::SignOut { session, rooms }));
    }

    pub(super) fn deliver_down(&mut self) -> Check {
        let ready = self
            .links
            .iter()
            .filter(|(_, link)| link.handed_over && !link.down.is_empty());
        let ready: Vec<LinkKey> = ready.map(|(key, _)| *key).collect();
        let Some(key) = self.chance.pick(&ready).copied() else {
            return Ok(());
        };
        let link = self.links.get_mut(&key).unwrap();
        let device = link.device;
        match link.down.pop_front() {
            Some(Down::Frame(events)) => {
                note!(self, "device {device} on link {key} hears {events:?}");
                let shown = &mut self.devices[device].shown;
                let notices = shown.notices;
                shown
                    .hear(&events)
                    .map_err(|wrong| format!("device {device}: {wrong}"))?;
                if shown.notices > notices {
                    self.count("notice");
                }
            }
            Some(Down::Close(code)) => {
                if code == 4401 {
                    self.count("closed 4401");
                }
                self.break_link(key);
            }
            None => {}
        }
        Ok(())
    }

    /// The connection is lost, and only the device knows.
    pub(super) fn cut(&mut self, device: usize) {
        if let Some(key) = self.devices[device].link
            && self.links[&key].handed_over
        {
            note!(self, "link {key} is cut");
            self.break_link(key);
        }
    }

    /// The runtime finds out which sockets lead nowhere.
    pub(super) fn server_notices(&mut self) {
        let links = &self.links;
        self.object.sockets.retain(|key, _| links.contains_key(key));
    }

    pub(super) fn break_link(&mut self, key: LinkKey) {
        if let Some(link) = self.links.remove(&key) {
            let device = &mut self.devices[link.device];
            if device.link == Some(key) {
                device.link = None;
            }
        }
    }

    pub(super) fn sign_out(&mut self, device: usize) {
        let rooms: Vec<RoomId> = self.index.iter().cloned().collect();
        let all = self.chance.one_in(4);
        for other in 0..self.devices.len() {
            if all || other == device {
                self.revoked.insert(self.devices[other].session.clone());
            }
        }
        let session = (!all).then(|| self.devices[device].session.clone());
        note!(self, "the end of {session:?} is written");
        self.calls.push(Call::Tell(Ask::SignOut { session, rooms }));
    }
}
