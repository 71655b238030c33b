//! Connections: how they open, break, go half open, and who finds out when.

use super::*;

impl World {
    pub(super) fn connect(&mut self, device: usize) -> Check {
        if self.devices[device].link.is_some() {
            return Ok(());
        }
        let user = self.user(device);
        if self.revoked.contains_key(&self.devices[device].session) {
            self.devices[device].session = SessionId(format!("later-session-{}", self.number()));
        }
        let mut cursor = self.devices[device].held.cursor();
        if self.stormy {
            match self.chance.below(20) {
                0 => cursor = None,
                // From another life of the room, such as one that a backup was restored over.
                1 => {
                    cursor = cursor.map(|at| Head {
                        seq: at.seq + 1_000,
                        rev: at.rev,
                    })
                }
                2 => {
                    let held = self.devices[device].backup.clone();
                    cursor = held.cursor();
                    self.devices[device].held = held;
                }
                3 => self.devices[device].backup = self.devices[device].held.clone(),
                _ => {}
            }
        }
        let key = self.number();
        let connection = Connection {
            id: ConnectionId(0),
            user: user.clone(),
            session: self.devices[device].session.clone(),
            admin: false,
            limited: self.limited,
            idle: false,
        };
        note!(
            self,
            "device {device} of {user} connects as link {key} with {cursor:?}"
        );
        let was_seated = self.object.seated.contains(&user);
        let asker = self.asker(device);
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, open, now| {
                let id = awake.admit(&asker, now)?;
                let connection = Connection { id, ..connection };
                open.insert(
                    id,
                    Open {
                        link: key,
                        connection: connection.clone(),
                    },
                );
                Ok((id, awake.connect(connection, cursor, now)?))
            })?;
        match &turn {
            Turn::Done(_) if !was_seated => {
                return Err(format!("{user} has no seat and was let in"));
            }
            Turn::Refused(refused) if was_seated => {
                return Err(format!("{user} was kept out: {refused}"));
            }
            Turn::Done(id) => {
                // The answer to the upgrade may be lost: then only the room thinks that there is a socket.
                let heard = !self.stormy || !self.chance.one_in(15);
                let (up, down) = Default::default();
                let files = None;
                self.links.insert(
                    key,
                    Link {
                        id: *id,
                        device,
                        up,
                        files,
                        down,
                        cursor,
                        silent: !heard,
                    },
                );
                if heard {
                    self.devices[device].link = Some(key);
                    self.devices[device].held.connecting();
                }
            }
            _ => {}
        }
        self.after(&turn)
    }

    /// The connection breaks, and the device knows.
    pub(super) fn cut(&mut self, device: usize) {
        if let Some(key) = self.devices[device].link.take() {
            note!(self, "link {key} breaks");
        }
    }

    pub(super) fn silence(&mut self, device: usize) {
        if let Some(link) = self.devices[device]
            .link
            .and_then(|key| self.links.get_mut(&key))
        {
            link.silent = true;
            self.count("connection half open");
            note!(self, "device {device} is cut off and does not know");
        }
    }

    /// A device finds that its connection is dead.
    pub(super) fn device_notices(&mut self, device: usize) {
        let dead = |key: &LinkKey| {
            !self.is_at_server(*key) || self.links.get(key).is_none_or(|link| link.silent)
        };
        if self.devices[device].link.as_ref().is_some_and(dead) {
            self.devices[device].link = None;
            note!(self, "device {device} finds its link dead");
        }
    }

    /// The room is told that a socket is gone.
    pub(super) fn server_notices(&mut self) -> Check {
        let is_dead = |key: LinkKey| {
            let link = self.links.get(&key);
            link.is_none_or(|link| link.silent || self.devices[link.device].link != Some(key))
        };
        let dead: Vec<ConnectionId> = self
            .object
            .open
            .iter()
            .filter(|(_, open)| is_dead(open.link))
            .map(|(id, _)| *id)
            .collect();
        let Some(&id) = self.chance.pick(&dead) else {
            return Ok(());
        };
        note!(self, "the room finds {id:?} gone");
        self.count("socket found gone");
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, open, now| {
                open.remove(&id);
                Ok(((), awake.gone(id, now)?))
            })?;
        self.after(&turn)?;
        self.links.retain(|key, link| {
            self.devices[link.device].link == Some(*key) || self.object.open.contains_key(&link.id)
        });
        Ok(())
    }
}
