//! Messages: posting, changing, reacting, reading.

use super::*;
use crate::moderation::words::{self, Verdict};
use crate::wire::text::mentions;

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
        // What was accepted once stays accepted: a retry is answered even to somebody who may not post any more.
        let (person, text) = match self.may_post(asker, &draft, now) {
            Ok(allowed) => allowed,
            Err(refused) => {
                self.seated(asker, Action::Read, now)?;
                return match self.posted(asker, &draft)? {
                    Some(message) => Ok((message, Vec::new())),
                    None => Err(refused),
                };
            }
        };
        let mentions = self.mentioned(&text)?;
        let stored = Stored {
            seq: self.head.seq + 1,
            author: asker.user.clone(),
            // Never before the message above it, even when the clock was set back.
            at: now.max(self.newest_at),
            text,
            reply_to: draft.reply_to,
            attachments: Vec::new(),
            mentions,
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
        if self.room.slow_mode_ms > 0 {
            self.spoke.insert(asker.user.clone(), now);
        }
        self.posted_is_news(&person, stored.seq, &stored.mentions)?;
        let message = stored.shown(person.author.clone(), Reactions::new());
        let own = draft.nonce.map(|nonce| (asker.user.clone(), nonce));
        let told = Event::Message {
            message: Box::new(message.clone()),
            nonce: None,
        };
        Ok((message, vec![Effect::Broadcast { event: told, own }]))
    }

    /// Whoever asks, and the text as it may stand here.
    fn may_post(
        &mut self,
        asker: &Asker,
        draft: &Draft,
        now: Millis,
    ) -> Result<(Rc<Person>, String), Error> {
        let person = self.seated(asker, Action::Read, now)?;
        if asker.limited {
            self.rates.command(&asker.user, now)?;
            self.rates.message(&asker.user, now)?;
        }
        self.seated(asker, Action::Post, now)?;
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
        let text = self.wanted(draft.text.as_str())?;
        self.slow_enough(asker, &person, now)?;
        Ok((person, text))
    }

    /// In slow mode: whether the pause after somebody's last message is over. Whoever keeps order need not wait.
    fn slow_enough(&mut self, asker: &Asker, person: &Person, now: Millis) -> Result<(), Error> {
        let pause = Millis::from(self.room.slow_mode_ms);
        if pause == 0
            || self
                .standing(Some(person), asker.admin, now)
                .may(Action::Moderate)
        {
            return Ok(());
        }
        let last = match self.spoke.get(&asker.user) {
            Some(last) => Some(*last),
            None => messages::last_of(&self.db, &asker.user, now - pause)?,
        };
        match last.map(|last| last + pause - now) {
            // A clock set back must not silence anybody for longer than the pause.
            Some(rest) if (1..=pause).contains(&rest) => Err(Error::TooFast {
                retry_after_ms: rest.unsigned_abs(),
            }),
            _ => Ok(()),
        }
    }

    /// The text, with what is not wanted on this site covered.
    fn wanted(&self, text: &str) -> Result<String, Error> {
        match words::apply(&self.words, text) {
            Verdict::Pass => Ok(text.to_owned()),
            Verdict::Masked(masked) => Ok(masked),
            Verdict::Held => Err(Error::forbidden(
                "This was held back: there is a word in it that is not wanted here. Change it and try again.",
            )),
        }
    }

    /// Who with a seat is named in a text: as `<@id>`, each once.
    fn mentioned(&mut self, text: &str) -> Result<Vec<UserId>, Error> {
        let mut named: Vec<UserId> = Vec::new();
        for id in mentions(text) {
            if named.len() < limits::MENTIONS && !named.iter().any(|other| other.as_str() == id) {
                named.push(UserId(id.to_owned()));
            }
        }
        if named.is_empty() {
            return Ok(named);
        }
        let here = self.load(&named)?;
        Ok(here
            .iter()
            .filter(|person| person.role.is_some())
            .map(|person| person.author.id.clone())
            .collect())
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
        self.seated(asker, Action::Read, now)?;
        let mut stored = self.existing(seq)?;
        if stored.author != asker.user {
            return Err(Error::forbidden("Only its author can edit a message."));
        }
        self.seated(asker, Action::Post, now)?;
        let text = self.wanted(text.as_str())?;
        if stored.text == text {
            return self.unchanged(stored);
        }
        let mentions = self.mentioned(&text)?;
        if mentions != stored.mentions {
            stored.mentions = mentions;
            self.changed_is_news(seq)?;
        }
        stored.text = text;
        stored.edited_at = Some(now.max(stored.at));
        self.change(stored)
    }

    /// Takes a message back: its author, or whoever keeps order here.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, and as [`Engine::seat`].
    pub fn delete(&mut self, asker: &Asker, seq: Seq, now: Millis) -> Result<Vec<Effect>, Error> {
        // Those who look after the site take messages back in rooms they cannot read, too, and learn nothing of them.
        let action = if self.allowed(asker, Action::Read, now).is_ok() {
            Action::Read
        } else {
            Action::DeleteOthers
        };
        self.allowed(asker, action, now)?;
        let Some(stored) = messages::at(&self.db, seq)? else {
            return Err(Error::not_found("message"));
        };
        let action = if stored.author == asker.user {
            Action::Delete
        } else {
            Action::DeleteOthers
        };
        self.allowed(asker, action, now)?;
        let author = stored.author.clone();
        let mut effects = self.take_back(stored, now)?;
        if action == Action::DeleteOthers && !effects.is_empty() {
            let people = self.load(&[asker.user.clone(), author.clone()])?;
            let known = |id: &UserId| people.iter().find(|person| person.author.id == *id);
            if let (Some(by), Some(author)) = (known(&asker.user), known(&author)) {
                effects.push(Effect::TookBack {
                    by: by.author.clone(),
                    author: author.author.clone(),
                    seq,
                });
            }
        }
        Ok(effects)
    }

    pub(super) fn take_back(
        &mut self,
        mut stored: Stored,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        if stored.deleted_at.is_some() {
            return Ok(Vec::new());
        }
        let seq = stored.seq;
        stored.text.clear();
        stored.attachments.clear();
        stored.mentions.clear();
        stored.pinned = false;
        stored.deleted_at = Some(now.max(stored.at));
        messages::clear_reactions(&self.db, seq)?;
        let (_, effects) = self.change(stored)?;
        self.changed_is_news(seq)?;
        Ok(effects)
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
        now: Millis,
    ) -> Result<(Message, Vec<Effect>), Error> {
        self.seated(asker, Action::Pin, now)?;
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
        self.seated(asker, Action::React, now)?;
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
    pub fn read(&mut self, asker: &Asker, seq: Seq, now: Millis) -> Result<Vec<Effect>, Error> {
        let person = self.seated(asker, Action::Read, now)?;
        let seq = seq.min(self.head.seq);
        if seq <= person.read {
            return Ok(Vec::new());
        }
        seats::set_read(&self.db, &asker.user, seq)?;
        let told = self.read_is_news(&person, seq)?;
        self.remember(Person {
            read: seq,
            told,
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
        let person = self.seated(asker, Action::Read, now)?;
        let may_write = self
            .standing(Some(&person), asker.admin, now)
            .may(Action::Post);
        let Some(open) = self.open.get_mut(&from) else {
            return Ok(Vec::new());
        };
        let told_lately = open
            .typed_at
            .is_some_and(|at| (0..TYPING_MS).contains(&(now - at)));
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
        now: Millis,
    ) -> Result<(Vec<Message>, Head), Error> {
        self.seated(asker, Action::Read, now)?;
        let stored = messages::page(&self.db, page, limit.clamp(1, limits::PAGE_MAX))?;
        Ok((self.shown(stored)?, self.head))
    }

    /// The pinned messages, oldest first.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn pins(&mut self, asker: &Asker, now: Millis) -> Result<Vec<Message>, Error> {
        self.seated(asker, Action::Read, now)?;
        let stored = messages::pinned(&self.db)?;
        self.shown(stored)
    }

    pub(super) fn existing(&self, seq: Seq) -> Result<Stored, Error> {
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

    pub(super) fn unchanged(&mut self, stored: Stored) -> Result<(Message, Vec<Effect>), Error> {
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
