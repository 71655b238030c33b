//! Seats: who comes, goes, is renamed, and what the room is called.

use super::*;
use crate::room::sanctions;
use crate::room::settings::Changes;
use crate::wire::types::UserKind;

/// How somebody comes to a room.
#[derive(Clone, Copy, Debug, Default)]
pub struct Door {
    /// They may be its owner, should it have none.
    pub as_owner: bool,
    /// Somebody who sits there has invited them.
    pub invited: bool,
    /// They look after the site.
    pub admin: bool,
}

impl<D: Database> Engine<D> {
    /// One's own seat.
    ///
    /// # Errors
    /// Without one: `not_found` where the room is not to be seen, else `forbidden`.
    pub fn seat(&mut self, asker: &Asker, now: Millis) -> Result<Seat, Error> {
        let person = self.seated(asker, Action::Read, now)?;
        self.own_seat(&person, asker.admin, now)
    }

    /// Seats somebody. Who has a seat keeps it as it is. A room that nobody owns gets its owner with the first member
    /// who comes in, or with `as_owner`.
    ///
    /// # Errors
    /// `forbidden` to whoever is banned, and to all when the room is locked; `not_found` for a room one has to be
    /// invited to.
    pub fn join(
        &mut self,
        author: &Author,
        door: Door,
        now: Millis,
    ) -> Result<(Seat, Vec<Effect>), Error> {
        let before = self.person(&author.id)?;
        if self.destroyed || before.as_ref().is_some_and(|person| person.barred) {
            return Err(Error::not_found("room"));
        }
        let seated = before.is_some_and(|person| person.role.is_some());
        if !seated {
            self.may_come_in(author, door, now)?;
        }
        let owns = author.kind == UserKind::Member
            && self.room.kind != RoomKind::Direct
            && !seats::has_owner(&self.db)?
            && (door.as_owner || seats::heir(&self.db)?.is_none());
        let role = if owns {
            SeatRole::Owner
        } else {
            seats::role_on_joining(author.kind)
        };
        // What was said before somebody came is not unread to them.
        seats::seat(&self.db, author, role, self.head.seq, now)?;
        if owns {
            seats::set_role(&self.db, &author.id, SeatRole::Owner)?;
        }
        self.people.remove(&author.id);
        let mut effects = Vec::new();
        if !seated {
            self.telling.seats_changed();
            self.owe_one(&author.id)?;
            effects = self.recount_seats(now)?;
        }
        let person = self
            .person(&author.id)?
            .ok_or_else(|| Error::internal("a seat was taken and is not there"))?;
        Ok((self.own_seat(&person, door.admin, now)?, effects))
    }

    fn may_come_in(&self, author: &Author, door: Door, now: Millis) -> Result<(), Error> {
        if self.room.kind == RoomKind::Direct
            || self.room.kind == RoomKind::Private && !door.invited
        {
            return Err(Error::not_found("room"));
        }
        if let Some(ban) = sanctions::banned(&self.db, &author.id, now)? {
            let reason = match ban.reason.as_str() {
                "" => String::new(),
                reason => format!(" The reason given: {reason}"),
            };
            return Err(Error::forbidden(match ban.until {
                Some(_) => format!("You are banned from this room for now.{reason}"),
                None => format!("You are banned from this room.{reason}"),
            }));
        }
        if self.room.locked {
            return Err(Error::forbidden(
                "This room is locked: nobody new comes in until a moderator unlocks it.",
            ));
        }
        Ok(())
    }

    /// Gives up somebody's seat.
    ///
    /// # Errors
    /// `internal`.
    pub fn leave(&mut self, user: &UserId, now: Millis) -> Result<Vec<Effect>, Error> {
        match self.person(user)?.filter(|person| person.role.is_some()) {
            Some(person) if !self.destroyed => self.unseat(&person, now),
            _ => Ok(Vec::new()),
        }
    }

    /// Takes somebody's seat and closes their sockets. The last owner's room goes to whoever has kept order, or been a
    /// member, for longest.
    pub(super) fn unseat(&mut self, person: &Person, now: Millis) -> Result<Vec<Effect>, Error> {
        let user = &person.author.id;
        seats::unseat(&self.db, user)?;
        self.people.remove(user);
        self.telling.seats_changed();
        self.owe_one(user)?;
        self.room.people.retain(|other| other.id != *user);
        let mut effects =
            self.close_where(CloseCode::Removed, |connection| connection.user == *user)?;
        if person.role == Some(SeatRole::Owner)
            && !seats::has_owner(&self.db)?
            && let Some(heir) = seats::heir(&self.db)?
        {
            seats::set_role(&self.db, &heir, SeatRole::Owner)?;
            self.people.remove(&heir);
            effects.extend(self.tell_seat(&heir, now)?);
        }
        effects.extend(self.recount_seats(now)?);
        Ok(effects)
    }

    /// Whether few sit here decides who may call all of them: when it changes, each is told what they may now.
    fn recount_seats(&mut self, now: Millis) -> Result<Vec<Effect>, Error> {
        let few = !seats::more_than(&self.db, FEW)?;
        if few == self.few {
            return Ok(Vec::new());
        }
        self.few = few;
        self.tell_seats(now)
    }

    /// A page of those with a seat, by id; where something is sought, only those of that name.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn members(
        &mut self,
        asker: &Asker,
        sought: &str,
        after: Option<&UserId>,
        limit: u32,
        now: Millis,
    ) -> Result<Vec<Seat>, Error> {
        // Whoever keeps order sees among whom, also without a seat.
        if self.allowed(asker, Action::Moderate, now).is_err() {
            self.seated(asker, Action::Read, now)?;
        }
        let page = seats::named(&self.db, sought, after, limit)?;
        Ok(page.iter().filter_map(Person::seat).collect())
    }

    /// Ends the sockets of one session, or of all of somebody's. Their seat stays. What is still on its way from that
    /// session is not taken any more.
    ///
    /// # Errors
    /// `internal`.
    pub fn sign_out(
        &mut self,
        user: &UserId,
        session: Option<&SessionId>,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        if let Some(session) = session {
            self.ended
                .retain(|_, at| (0..ENDED_KEPT_MS).contains(&(now - *at)));
            self.ended.insert(session.clone(), now);
        }
        self.close_where(CloseCode::SignedOut, |connection| {
            connection.user == *user && session.is_none_or(|ended| connection.session == *ended)
        })
    }

    /// Keeps somebody out by the word of the site, or lets them in again. Their seat stays theirs.
    ///
    /// # Errors
    /// `internal`.
    pub fn bar(&mut self, user: &UserId, barred: bool) -> Result<Vec<Effect>, Error> {
        seats::set_barred(&self.db, user, barred)?;
        self.people.remove(user);
        self.telling.seats_changed();
        if barred {
            self.close_where(CloseCode::SignedOut, |connection| connection.user == *user)
        } else {
            Ok(Vec::new())
        }
    }

    /// Shows somebody under their new name or picture, here and in what they wrote.
    ///
    /// # Errors
    /// `internal`.
    pub fn rename(&mut self, author: &Author, now: Millis) -> Result<Vec<Effect>, Error> {
        let Some(before) = self.person(&author.id)? else {
            return Ok(Vec::new());
        };
        seats::set_profile(&self.db, author)?;
        self.people.remove(&author.id);
        let mut effects = Vec::new();
        if self.online.contains_key(&author.id) {
            effects.push(Effect::Presence {
                user: author.id.clone(),
                came: Some(author.clone()),
                online: self.online.len(),
            });
            effects.extend(self.tell_idle(&author.id, false));
        }
        if before.role.is_some() && before.author.kind != author.kind {
            effects.extend(self.tell_seat(&author.id, now)?);
        }
        // A direct room is called by the names of those in it.
        if before.author != *author
            && let Some(shown) = self.room.people.iter_mut().find(|p| p.id == author.id)
        {
            *shown = author.clone();
            effects.extend(self.tell_room(now)?);
        }
        Ok(effects)
    }

    /// Gives the room another name, topic or setting.
    ///
    /// # Errors
    /// `forbidden` to those who may not, `bad_request`, and as [`Engine::seat`].
    pub fn configure(
        &mut self,
        asker: &Asker,
        changes: Changes,
        now: Millis,
    ) -> Result<(Room, Vec<Effect>), Error> {
        changes.check()?;
        if changes.configures() || changes.archived.is_none() {
            self.allowed(asker, Action::Configure, now)?;
        }
        if changes.archived.is_some() {
            self.allowed(asker, Action::Archive, now)?;
        }
        let mut room = self.room.clone();
        changes.apply(&mut room, now);
        if room == self.room {
            return Ok((room, Vec::new()));
        }
        record::save(&self.db, &room)?;
        self.room = room.clone();
        Ok((room, self.tell_room(now)?))
    }

    /// The room looks different now: to those who have it open at once, to the others by their inboxes.
    fn tell_room(&mut self, now: Millis) -> Result<Vec<Effect>, Error> {
        let mut effects = vec![Effect::Broadcast {
            event: Event::Room {
                room: self.room.clone(),
            },
            own: None,
        }];
        effects.extend(self.tell_seats(now)?);
        self.room_is_news()?;
        Ok(effects)
    }

    fn tell_seats(&mut self, now: Millis) -> Result<Vec<Effect>, Error> {
        let mut effects = Vec::new();
        for user in &self.online_ids() {
            effects.extend(self.tell_seat(user, now)?);
        }
        Ok(effects)
    }

    /// Tells somebody's open sockets what they may do here now.
    pub(super) fn tell_seat(&mut self, user: &UserId, now: Millis) -> Result<Vec<Effect>, Error> {
        let Some(person) = self.person(user)?.filter(|person| person.role.is_some()) else {
            return Ok(Vec::new());
        };
        self.open
            .values()
            .filter(|open| open.connection.user == *user)
            .map(|open| {
                Ok(Effect::Tell {
                    to: open.connection.id,
                    event: Event::Seat {
                        you: self.own_seat(&person, open.connection.admin, now)?,
                    },
                })
            })
            .collect()
    }

    /// Ends the room: everybody is out. What is stored stays until all inboxes know; then the caller deletes it.
    ///
    /// # Errors
    /// `forbidden` to all but its owner and those who look after the site.
    pub fn destroy(&mut self, asker: &Asker, now: Millis) -> Result<Vec<Effect>, Error> {
        self.allowed(asker, Action::Destroy, now)?;
        record::set_destroyed(&self.db, now)?;
        self.destroyed = true;
        self.room_is_news()?;
        self.close_where(CloseCode::RoomGone, |_| true)
    }

    /// Whether the room has been ended.
    #[must_use]
    pub fn is_destroyed(&self) -> bool {
        self.destroyed
    }
}
