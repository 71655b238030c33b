//! Messages: posting, changing, reacting, reading.

use super::*;

impl<D: Database> Engine<D> {
    /// Posts a message, or finds the one that was posted with this nonce before.
    ///
    /// # Errors
    /// `forbidden` to those who may not post, `too_fast`, `bad_request`, and as [`Engine::seat`].
    pub fn post(
        &mut self,
        asker: &Asker,
        draft: Draft,
        now: Millis,
    ) -> Result<(Message, Vec<Effect>), Error> {
        draft.check()?;
        let person = self.seated(&asker.user)?;
        // What was accepted once stays accepted: a retry is answered even to somebody who may not post any more.
        if let Err(refused) = self.may_post(asker, &person, &draft, now) {
            return match self.posted(asker, &draft)? {
                Some(message) => Ok((message, Vec::new())),
                None => Err(refused),
            };
        }
        let stored = Stored {
            seq: self.head.seq + 1,
            author: asker.user.clone(),
            // Never before the message above it, even when the clock was set back.
            at: now.max(self.newest_at),
            text: draft.text.as_str().to_owned(),
            reply_to: draft.reply_to,
            attachments: Vec::new(),
            mentions: Vec::new(),
            via: None,
            edited_at: None,
            deleted_at: None,
            pinned: false,
            rev: 0,
        };
        if !messages::insert(&self.db, &stored, draft.nonce.as_ref())? {
            let first = self.posted(asker, &draft)?;
            return first
                .map(|message| (message, Vec::new()))
                .ok_or_else(|| Error::internal("a nonce is taken by no message"));
        }
        self.head.seq = stored.seq;
        self.newest_at = stored.at;
        let message = stored.shown(person.author.clone(), Reactions::new());
        let own = draft.nonce.map(|nonce| (asker.user.clone(), nonce));
        let told = Event::Message {
            message: Box::new(message.clone()),
            nonce: None,
        };
        Ok((message, vec![Effect::Broadcast { event: told, own }]))
    }

    fn may_post(
        &mut self,
        asker: &Asker,
        person: &Person,
        draft: &Draft,
        now: Millis,
    ) -> Result<(), Error> {
        if asker.limited {
            self.rates.command(&asker.user, now)?;
            self.rates.message(&asker.user, now)?;
        }
        if self.room.archived_at.is_some() {
            return Err(Error::forbidden(
                "This room is archived: it can be read, not written.",
            ));
        }
        if person.muted_until.is_some_and(|until| now < until) {
            return Err(Error::forbidden("You are muted in this room for now."));
        }
        if !draft.attachments.is_empty() {
            return Err(Error::bad_request(
                "An attached file does not exist. Upload it first.",
            ));
        }
        if draft
            .reply_to
            .is_some_and(|seq| seq == 0 || seq > self.head.seq)
        {
            return Err(Error::bad_request(
                "The message you reply to does not exist.",
            ));
        }
        Ok(())
    }

    fn posted(&mut self, asker: &Asker, draft: &Draft) -> Result<Option<Message>, Error> {
        let Some(nonce) = &draft.nonce else {
            return Ok(None);
        };
        match messages::by_nonce(&self.db, &asker.user, nonce)? {
            Some(stored) => self.shown(vec![stored]).map(|mut all| all.pop()),
            None => Ok(None),
        }
    }

    /// Changes the text of one's own message.
    ///
    /// # Errors
    /// `forbidden` for another's message or a muted author, `not_found`, and as [`Engine::seat`].
    pub fn edit(
        &mut self,
        asker: &Asker,
        seq: Seq,
        text: Text,
        now: Millis,
    ) -> Result<(Message, Vec<Effect>), Error> {
        let person = self.seated(&asker.user)?;
        let mut stored = self.existing(seq)?;
        if stored.author != asker.user {
            return Err(Error::forbidden("Only its author can edit a message."));
        }
        if self.room.archived_at.is_some() {
            return Err(Error::forbidden(
                "This room is archived: it can be read, not written.",
            ));
        }
        if person.muted_until.is_some_and(|until| now < until) {
            return Err(Error::forbidden("You are muted in this room for now."));
        }
        if stored.text == text.as_str() {
            return self.unchanged(stored);
        }
        stored.text = text.into_string();
        stored.edited_at = Some(now.max(stored.at));
        self.change(stored)
    }

    /// Takes a message back: its author, or whoever keeps order here.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, and as [`Engine::seat`].
    pub fn delete(&mut self, asker: &Asker, seq: Seq, now: Millis) -> Result<Vec<Effect>, Error> {
        let person = self.seated(&asker.user)?;
        let Some(mut stored) = messages::at(&self.db, seq)? else {
            return Err(Error::not_found("message"));
        };
        if stored.author != asker.user && !person.moderates() {
            return Err(Error::forbidden(
                "Only its author or a moderator can delete a message.",
            ));
        }
        if stored.deleted_at.is_some() {
            return Ok(Vec::new());
        }
        stored.text.clear();
        stored.attachments.clear();
        stored.mentions.clear();
        stored.pinned = false;
        stored.deleted_at = Some(now.max(stored.at));
        messages::clear_reactions(&self.db, seq)?;
        self.change(stored).map(|(_, effects)| effects)
    }

    /// Pins a message to the room, or takes the pin out.
    ///
    /// # Errors
    /// `forbidden` to guests, `not_found`, and as [`Engine::seat`].
    pub fn pin(
        &mut self,
        asker: &Asker,
        seq: Seq,
        on: bool,
    ) -> Result<(Message, Vec<Effect>), Error> {
        let person = self.seated(&asker.user)?;
        if person.role == Some(SeatRole::Guest) {
            return Err(Error::forbidden("Guests cannot pin messages."));
        }
        let mut stored = self.existing(seq)?;
        if stored.pinned == on {
            return self.unchanged(stored);
        }
        stored.pinned = on;
        self.change(stored)
    }

    /// Puts a reaction on a message, or takes one's own off.
    ///
    /// # Errors
    /// `too_large` when the message has [`limits::REACTION_KINDS`] others, `not_found`, and as [`Engine::seat`].
    pub fn react(
        &mut self,
        asker: &Asker,
        seq: Seq,
        emoji: &Emoji,
        on: bool,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        let person = self.seated(&asker.user)?;
        if person.muted_until.is_some_and(|until| now < until) {
            return Err(Error::forbidden("You are muted in this room for now."));
        }
        let mut stored = self.existing(seq)?;
        if on {
            let there = self.reactions_of(&stored)?;
            if !there.contains_key(emoji.as_str()) && there.len() >= limits::REACTION_KINDS {
                return Err(Error::too_large(format!(
                    "A message has at most {} kinds of reactions.",
                    limits::REACTION_KINDS
                )));
            }
        }
        if !messages::react(&self.db, seq, emoji, &asker.user, on, now)? {
            return Ok(Vec::new());
        }
        stored.rev = self.next_rev();
        messages::update(&self.db, &stored)?;
        Ok(vec![Effect::Broadcast {
            event: Event::Reaction {
                rev: stored.rev,
                seq,
                emoji: emoji.as_str().to_owned(),
                user: asker.user.clone(),
                on,
            },
            own: None,
        }])
    }

    /// Moves one's read position forward. Backward does nothing, so that a late frame does no harm.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn read(&mut self, asker: &Asker, seq: Seq) -> Result<Vec<Effect>, Error> {
        let person = self.seated(&asker.user)?;
        let seq = seq.min(self.head.seq);
        if seq <= person.read {
            return Ok(Vec::new());
        }
        seats::set_read(&self.db, &asker.user, seq)?;
        self.remember(Person {
            read: seq,
            ..Person::clone(&person)
        });
        if !self.tells_reads()? {
            return Ok(Vec::new());
        }
        Ok(vec![Effect::Broadcast {
            event: Event::Read {
                user: asker.user.clone(),
                seq,
            },
            own: None,
        }])
    }

    pub(super) fn typing(
        &mut self,
        from: ConnectionId,
        asker: &Asker,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        let person = self.seated(&asker.user)?;
        let Some(open) = self.open.get_mut(&from) else {
            return Ok(Vec::new());
        };
        let told_lately = open
            .typed_at
            .is_some_and(|at| (0..TYPING_MS).contains(&(now - at)));
        let may_write = person.muted_until.is_none_or(|until| now >= until);
        if told_lately || !may_write || self.online.len() > limits::ONLINE_LISTED {
            return Ok(Vec::new());
        }
        open.typed_at = Some(now);
        Ok(vec![Effect::Broadcast {
            event: Event::Typing {
                user: asker.user.clone(),
            },
            own: None,
        }])
    }

    /// A page of the history, oldest first, and where the room stands.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn history(
        &mut self,
        asker: &Asker,
        page: Page,
        limit: u32,
    ) -> Result<(Vec<Message>, Head), Error> {
        self.seated(&asker.user)?;
        let stored = messages::page(&self.db, page, limit.clamp(1, limits::PAGE_MAX))?;
        Ok((self.shown(stored)?, self.head))
    }

    /// The pinned messages, oldest first.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn pins(&mut self, asker: &Asker) -> Result<Vec<Message>, Error> {
        self.seated(&asker.user)?;
        let stored = messages::pinned(&self.db)?;
        self.shown(stored)
    }

    fn existing(&self, seq: Seq) -> Result<Stored, Error> {
        messages::at(&self.db, seq)?
            .filter(|stored| stored.deleted_at.is_none())
            .ok_or_else(|| Error::not_found("message"))
    }

    fn next_rev(&mut self) -> u64 {
        self.head.rev += 1;
        self.head.rev
    }

    fn change(&mut self, mut stored: Stored) -> Result<(Message, Vec<Effect>), Error> {
        stored.rev = self.next_rev();
        messages::update(&self.db, &stored)?;
        let rev = stored.rev;
        let (message, _) = self.unchanged(stored)?;
        let event = Event::Changed {
            rev,
            message: Box::new(message.clone()),
        };
        Ok((message, vec![Effect::Broadcast { event, own: None }]))
    }

    fn unchanged(&mut self, stored: Stored) -> Result<(Message, Vec<Effect>), Error> {
        let mut shown = self.shown(vec![stored])?;
        let message = shown
            .pop()
            .ok_or_else(|| Error::internal("a message was lost on its way out"))?;
        Ok((message, Vec::new()))
    }

    fn reactions_of(&self, stored: &Stored) -> Result<Reactions, Error> {
        let mut all = messages::reactions(&self.db, std::slice::from_ref(stored))?;
        Ok(all.remove(&stored.seq).unwrap_or_default())
    }

    pub(super) fn shown(&mut self, stored: Vec<Stored>) -> Result<Vec<Message>, Error> {
        let mut reactions = messages::reactions(&self.db, &stored)?;
        let authors: Vec<UserId> = stored
            .iter()
            .map(|message| message.author.clone())
            .collect();
        self.load(&authors)?;
        Ok(stored
            .into_iter()
            .map(|message| {
                let author = self.author(&message.author);
                let reactions = reactions.remove(&message.seq).unwrap_or_default();
                message.shown(author, reactions)
            })
            .collect())
    }
}
