//! Keeping order: roles, mutes, kicks and bans. Whoever is sent out is out within the turn: their sockets are closed, and
//! no message of theirs has a place after it.

use super::*;
use crate::permissions::{can_become, outranks};
use crate::room::sanctions;
use crate::wire::text::Reason;
use crate::wire::types::Sanction;

/// Messages that can be taken back together with a ban.
pub const REMOVED_MOST: u32 = 500;

impl<D: Database> Engine<D> {
    /// Gives somebody another role. `Owner` hands the room over: whoever owned it keeps order from then on.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `conflict` for a guest, or for an owner who would leave the room without one.
    pub fn set_role(
        &mut self,
        asker: &Asker,
        user: &UserId,
        role: SeatRole,
        now: Millis,
    ) -> Result<(Seat, Vec<Effect>), Error> {
        let action = match role {
            SeatRole::Owner => Action::HandOver,
            _ => Action::SetRole,
        };
        self.allowed(asker, action, now)?;
        let person = self.sitting(user)?;
        can_become(&person.author, role)?;
        let mut changed = Vec::new();
        if person.role != Some(role) {
            if person.role == Some(SeatRole::Owner) {
                return Err(Error::conflict(
                    "A room needs an owner. Hand it over to somebody else first.",
                ));
            }
            if role == SeatRole::Owner {
                for owner in seats::owners(&self.db)? {
                    seats::set_role(&self.db, &owner, SeatRole::Moderator)?;
                    changed.push(owner);
                }
            }
            seats::set_role(&self.db, user, role)?;
            changed.push(user.clone());
        }
        let mut effects = Vec::new();
        for user in &changed {
            self.people.remove(user);
            effects.extend(self.tell_seat(user, now)?);
        }
        let seat = self.sitting(user)?.seat();
        Ok((seat.ok_or_else(|| Error::not_found("person"))?, effects))
    }

    /// Takes somebody's seat.
    ///
    /// # Errors
    /// `forbidden`, `not_found`.
    pub fn kick(
        &mut self,
        asker: &Asker,
        user: &UserId,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        self.keeps_order(asker, None, now)?;
        let person = self.sitting(user)?;
        self.keeps_order(asker, Some(&person), now)?;
        self.unseat(&person, now)
    }

    /// Takes somebody's seat and keeps them out, also somebody who has none; with their newest messages, if wanted.
    ///
    /// # Errors
    /// `forbidden`, `bad_request` for an end that is over.
    pub fn ban(
        &mut self,
        asker: &Asker,
        ban: Sanction,
        remove_last: u32,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        self.keeps_order(asker, None, now)?;
        ends_later(ban.until, now)?;
        let user = &ban.user.id;
        let person = self.person(user)?;
        let seated = person.as_ref().filter(|person| person.role.is_some());
        self.keeps_order(asker, seated.map(AsRef::as_ref), now)?;
        if *user == asker.user {
            return Err(Error::conflict(
                "You cannot ban yourself. Leave the room instead.",
            ));
        }
        sanctions::ban(&self.db, &ban)?;
        let mut effects = match seated {
            Some(person) => self.unseat(person, now)?,
            None => Vec::new(),
        };
        self.hold_index();
        for stored in messages::newest_of(&self.db, user, remove_last.min(REMOVED_MOST))? {
            effects.extend(self.take_back(stored, now)?);
        }
        self.release_index()?;
        Ok(effects)
    }

    /// Lets somebody into the room again.
    ///
    /// # Errors
    /// `forbidden`, `not_found` when nothing kept them out.
    pub fn unban(&mut self, asker: &Asker, user: &UserId, now: Millis) -> Result<(), Error> {
        self.keeps_order(asker, None, now)?;
        if sanctions::unban(&self.db, user)? {
            Ok(())
        } else {
            Err(Error::not_found("ban"))
        }
    }

    /// Who is kept out.
    ///
    /// # Errors
    /// `forbidden`, and as [`Engine::seat`].
    pub fn bans(&mut self, asker: &Asker, now: Millis) -> Result<Vec<Sanction>, Error> {
        self.keeps_order(asker, None, now)?;
        Ok(sanctions::bans(&self.db, now)?)
    }

    /// Lets somebody say nothing until then, or for good; `None` lets them talk again.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `bad_request` for an end that is over.
    pub fn mute(
        &mut self,
        asker: &Asker,
        user: &UserId,
        mute: Option<(Option<Millis>, &Reason)>,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        self.keeps_order(asker, None, now)?;
        let person = match mute {
            Some((until, _)) => {
                ends_later(until, now)?;
                self.sitting(user)?
            }
            // A mute outlasts the seat, and so can be lifted without it.
            None => self
                .person(user)?
                .filter(|person| person.muted_until.is_some())
                .ok_or_else(|| Error::not_found("mute"))?,
        };
        self.keeps_order(asker, Some(&person), now)?;
        let mute = mute.map(|(until, reason)| {
            let until = until.unwrap_or(sanctions::FOR_GOOD);
            (&asker.user, now, until, reason)
        });
        sanctions::set_mute(&self.db, user, mute)?;
        self.people.remove(user);
        self.tell_seat(user, now)
    }

    /// Who may say nothing.
    ///
    /// # Errors
    /// `forbidden`, and as [`Engine::seat`].
    pub fn mutes(&mut self, asker: &Asker, now: Millis) -> Result<Vec<Sanction>, Error> {
        self.keeps_order(asker, None, now)?;
        Ok(sanctions::mutes(&self.db, now)?)
    }

    /// A message, with some around it, for a report.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, and as [`Engine::seat`].
    pub fn context(
        &mut self,
        asker: &Asker,
        seq: Seq,
        now: Millis,
    ) -> Result<(Message, Vec<Message>), Error> {
        /// Messages around it, itself included.
        const AROUND: u32 = 7;
        self.seated(asker, Action::Report, now)?;
        let stored = self.existing(seq)?;
        if stored.author == asker.user {
            return Err(Error::conflict(
                "This is your own message: you can delete it.",
            ));
        }
        let (message, _) = self.unchanged(stored)?;
        let around = messages::page(&self.db, Page::Around(seq), AROUND)?;
        Ok((message, self.shown(around)?))
    }

    /// Somebody with a seat.
    fn sitting(&mut self, user: &UserId) -> Result<Rc<Person>, Error> {
        self.person(user)?
            .filter(|person| person.role.is_some())
            .ok_or_else(|| Error::not_found("person"))
    }

    /// Checks that whoever asks keeps order here, and stands above whom it is about.
    fn keeps_order(
        &mut self,
        asker: &Asker,
        about: Option<&Person>,
        now: Millis,
    ) -> Result<(), Error> {
        let own = self.allowed(asker, Action::Moderate, now)?;
        let standing = self.standing(own.as_deref(), asker.admin, now);
        outranks(&standing, about.and_then(|person| person.role))
    }
}

fn ends_later(until: Option<Millis>, now: Millis) -> Result<(), Error> {
    if until.is_none_or(|until| now < until && until <= sanctions::FOR_GOOD) {
        Ok(())
    } else {
        Err(Error::bad_request(
            "The field \"until\" must be a time to come, in milliseconds.",
        ))
    }
}
