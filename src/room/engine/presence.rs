//! Open sockets: who comes, who goes, and what a new one is told.

use super::*;

use crate::map::Map;

impl<D: Database> Engine<D> {
    /// Checks that somebody may open a socket, before it is accepted.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn admit(&mut self, asker: &Asker, now: Millis) -> Result<(), Error> {
        self.seated(asker, Action::Read, now).map(drop)
    }

    /// A socket opened. It is told the present state, or what it missed since its cursor.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn connect(
        &mut self,
        connection: Connection,
        cursor: Option<Head>,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        let asker = connection.asker();
        let person = self.seated(&asker, Action::Read, now)?;
        let (id, user) = (connection.id, asker.user.clone());
        self.telling.came(&user);
        let here = self.online.entry(user.clone()).or_default();
        let (came, was_idle) = (here.sockets == 0, here.is_idle());
        here.sockets += 1;
        here.idle += u32::from(connection.idle);
        self.open.insert(
            id,
            Open {
                connection,
                refusals: 0,
                typed_at: None,
            },
        );

        let you = self.own_seat(&person, asker.admin, now)?;
        let hello = self.hello(you, cursor)?;
        let mut effects = vec![
            Effect::Opened(id),
            Effect::Tell {
                to: id,
                event: Event::Hello(Box::new(hello)),
            },
        ];
        if came {
            effects.push(Effect::Presence {
                user: user.clone(),
                came: Some(person.author.clone()),
                online: self.online.len(),
            });
        }
        effects.extend(self.tell_idle(&user, was_idle && !came));
        Ok(effects)
    }

    /// Somebody has been away from a device for a while, or is back at it.
    pub(super) fn idle(
        &mut self,
        id: ConnectionId,
        asker: &Asker,
        idle: bool,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        self.seated(asker, Action::Read, now)?;
        let (Some(open), Some(here)) = (self.open.get_mut(&id), self.online.get_mut(&asker.user))
        else {
            return Ok(Vec::new());
        };
        if open.connection.idle == idle {
            return Ok(Vec::new());
        }
        open.connection.idle = idle;
        let was_idle = here.is_idle();
        here.idle = if idle {
            here.idle + 1
        } else {
            here.idle.saturating_sub(1)
        };
        let mut effects = vec![Effect::Keep {
            connection: id,
            idle,
        }];
        effects.extend(self.tell_idle(&asker.user, was_idle));
        Ok(effects)
    }

    /// Tells of somebody who is here whether they are idle, if that is not how it was.
    pub(super) fn tell_idle(&self, user: &UserId, before: bool) -> Option<Effect> {
        let idle = self.online.get(user)?.is_idle();
        let told = idle != before && self.online.len() <= limits::ONLINE_LISTED;
        told.then(|| Effect::Idle {
            user: user.clone(),
            idle,
        })
    }

    /// A socket closed, from whichever end.
    ///
    /// # Errors
    /// `internal`.
    pub fn disconnect(&mut self, id: ConnectionId) -> Result<Vec<Effect>, Error> {
        let Some(open) = self.open.remove(&id) else {
            return Ok(Vec::new());
        };
        let user = open.connection.user;
        if let Some(here) = self.online.get_mut(&user).filter(|here| here.sockets > 1) {
            let was_idle = here.is_idle();
            here.sockets -= 1;
            here.idle = here.idle.saturating_sub(u32::from(open.connection.idle));
            return Ok(self.tell_idle(&user, was_idle).into_iter().collect());
        }
        self.online.remove(&user);
        self.went(&user)?;
        Ok(vec![Effect::Presence {
            user,
            came: None,
            online: self.online.len(),
        }])
    }

    pub(super) fn close(
        &mut self,
        id: ConnectionId,
        code: CloseCode,
    ) -> Result<Vec<Effect>, Error> {
        let mut effects = vec![Effect::Close {
            connection: id,
            code,
        }];
        effects.extend(self.disconnect(id)?);
        Ok(effects)
    }

    pub(super) fn close_where(
        &mut self,
        code: CloseCode,
        gone: impl Fn(&Connection) -> bool,
    ) -> Result<Vec<Effect>, Error> {
        let ids: Vec<ConnectionId> = self
            .open
            .values()
            .filter(|open| gone(&open.connection))
            .map(|open| open.connection.id)
            .collect();
        let mut effects = Vec::new();
        for id in ids {
            effects.extend(self.close(id, code)?);
        }
        Ok(effects)
    }

    fn hello(&mut self, you: Seat, cursor: Option<Head>) -> Result<Hello, Error> {
        let delta = match cursor {
            // A cursor ahead of the room comes from another life of it (a restored backup): it is worth nothing.
            Some(cursor) if cursor.seq <= self.head.seq && cursor.rev <= self.head.rev => {
                messages::since(&self.db, cursor, self.head)?
            }
            _ => None,
        };
        let (resume, stored) = match delta {
            Some(stored) => (Resume::Delta, stored),
            None => (
                Resume::Reset,
                messages::page(&self.db, Page::Newest, limits::PAGE)?,
            ),
        };
        let messages = self.shown(stored)?;

        let mut users: Map<UserId, Author> = Map::new();
        let online = if self.online.len() > limits::ONLINE_LISTED {
            Vec::new()
        } else {
            self.online_ids()
        };
        let idle = online
            .iter()
            .filter(|user| self.online.get(user).is_some_and(|here| here.is_idle()))
            .cloned()
            .collect();
        for present in self.load(&online)? {
            users.insert(present.author.id.clone(), present.author.clone());
        }
        let mut reads = Map::new();
        if self.tells_reads()? {
            for (author, seq) in seats::reads(&self.db)? {
                reads.insert(author.id.clone(), seq);
                users.insert(author.id.clone(), author);
            }
        }
        Ok(Hello {
            room: self.room.clone(),
            you,
            head: self.head,
            resume,
            messages,
            users: users.into_values().collect(),
            idle,
            online,
            online_count: u32::try_from(self.online.len()).unwrap_or(u32::MAX),
            reads,
        })
    }

    pub(super) fn online_ids(&self) -> Vec<UserId> {
        self.online.keys().cloned().collect()
    }
}
