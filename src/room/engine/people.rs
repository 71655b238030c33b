//! Seats: who comes, goes, is renamed, and what the room is called.

use super::*;

impl<D: Database> Engine<D> {
    /// Somebody's seat.
    ///
    /// # Errors
    /// Without one: `not_found` where the room is not to be seen, else `forbidden`.
    pub fn seat(&mut self, user: &UserId) -> Result<Seat, Error> {
        let person = self.seated(user)?;
        person.seat().ok_or_else(|| self.no_seat())
    }

    /// Seats somebody. Who has a seat keeps it as it is. A room without an owner gets one with `as_owner`.
    ///
    /// # Errors
    /// `forbidden` when the room is archived; `internal`.
    pub fn join(
        &mut self,
        author: &Author,
        as_owner: bool,
        now: Millis,
    ) -> Result<(Seat, Vec<Effect>), Error> {
        let ownerless = as_owner && !seats::has_owner(&self.db)?;
        let role = if ownerless {
            SeatRole::Owner
        } else {
            seats::role_on_joining(author.kind)
        };
        // What was said before somebody came is not unread to them.
        seats::seat(&self.db, author, role, self.head.seq, now)?;
        if ownerless {
            seats::set_role(&self.db, &author.id, SeatRole::Owner)?;
        }
        self.people.remove(&author.id);
        Ok((self.seat(&author.id)?, Vec::new()))
    }

    /// Gives up one's seat. The last owner hands the room to whoever has kept order, or been a member, for longest.
    ///
    /// # Errors
    /// `internal`.
    pub fn leave(&mut self, user: &UserId) -> Result<Vec<Effect>, Error> {
        let Some(person) = self.person(user)?.filter(|person| person.role.is_some()) else {
            return Ok(Vec::new());
        };
        seats::unseat(&self.db, user)?;
        self.people.remove(user);
        let mut effects =
            self.close_where(CloseCode::Removed, |connection| connection.user == *user);
        if person.role == Some(SeatRole::Owner)
            && !seats::has_owner(&self.db)?
            && let Some(heir) = seats::heir(&self.db)?
        {
            seats::set_role(&self.db, &heir, SeatRole::Owner)?;
            self.people.remove(&heir);
            effects.extend(self.tell_seat(&heir)?);
        }
        Ok(effects)
    }

    /// A page of those with a seat, by id.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn members(
        &mut self,
        asker: &Asker,
        after: Option<&UserId>,
        limit: u32,
    ) -> Result<Vec<Seat>, Error> {
        self.seated(&asker.user)?;
        let page = seats::page(&self.db, after, limit)?;
        Ok(page.iter().filter_map(Person::seat).collect())
    }

    /// Ends the sockets of one session, or of all of somebody's. Their seat stays.
    pub fn sign_out(&mut self, user: &UserId, session: Option<&SessionId>) -> Vec<Effect> {
        self.close_where(CloseCode::SignedOut, |connection| {
            connection.user == *user && session.is_none_or(|ended| connection.session == *ended)
        })
    }

    /// Shows somebody under their new name or picture, here and in what they wrote.
    ///
    /// # Errors
    /// `internal`.
    pub fn rename(&mut self, author: &Author) -> Result<Vec<Effect>, Error> {
        if self.person(&author.id)?.is_none() {
            return Ok(Vec::new());
        }
        seats::set_profile(&self.db, author)?;
        self.people.remove(&author.id);
        if !self.online.contains_key(&author.id) {
            return Ok(Vec::new());
        }
        Ok(vec![Effect::Presence {
            user: author.id.clone(),
            came: Some(author.clone()),
            online: self.online.len(),
        }])
    }

    /// Gives the room another name or topic.
    ///
    /// # Errors
    /// `forbidden` to all but those who keep order here, and as [`Engine::seat`].
    pub fn describe(
        &mut self,
        asker: &Asker,
        name: Option<RoomName>,
        topic: Option<Topic>,
    ) -> Result<(Room, Vec<Effect>), Error> {
        let person = self.seated(&asker.user)?;
        if !person.moderates() {
            return Err(Error::forbidden(
                "Only owners and moderators of a room can change it.",
            ));
        }
        let mut room = self.room.clone();
        if let Some(name) = name {
            room.name = name.into_string();
        }
        if let Some(topic) = topic {
            room.topic = topic.into_string();
        }
        if room == self.room {
            return Ok((room, Vec::new()));
        }
        record::save(&self.db, &room)?;
        self.room = room.clone();
        Ok((
            room.clone(),
            vec![Effect::Broadcast {
                event: Event::Room { room },
                own: None,
            }],
        ))
    }

    fn tell_seat(&mut self, user: &UserId) -> Result<Vec<Effect>, Error> {
        let you = self.seat(user)?;
        Ok(self
            .open
            .values()
            .filter(|open| open.connection.user == *user)
            .map(|open| Effect::Tell {
                to: open.connection.id,
                event: Event::Seat { you: you.clone() },
            })
            .collect())
    }

    /// Ends the room: everybody is out, and the caller deletes all that is stored.
    ///
    /// # Errors
    /// `forbidden` to all but its owner and, with `by_site`, those who run the site.
    pub fn destroy(&mut self, asker: &Asker, by_site: bool) -> Result<Vec<Effect>, Error> {
        if !by_site && self.seated(&asker.user)?.role != Some(SeatRole::Owner) {
            return Err(Error::forbidden("Only its owner can delete a room."));
        }
        self.destroyed = true;
        Ok(self.close_where(CloseCode::RoomGone, |_| true))
    }

    /// Whether the room has been ended.
    #[must_use]
    pub fn is_destroyed(&self) -> bool {
        self.destroyed
    }
}
