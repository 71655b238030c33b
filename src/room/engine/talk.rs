//! Messages: changing, taking back, pinning, reacting, reading.

use super::*;
use crate::room::threads::{self, Answers};
use crate::wire::text::calls;
use crate::wire::types::Replies;

impl<D: Database> Engine<D> {
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
        let calls = calls(&text);
        if calls.is_some() && calls != stored.mention_all {
            self.seated(asker, Action::MentionAll, now)?;
        }
        let mentions = self.mentioned(&text)?;
        if mentions != stored.mentions || calls != stored.mention_all {
            if let Some(root) = stored.thread {
                threads::draw_in(&self.db, root, &mentions, self.head.seq)?;
            }
            stored.mentions = mentions;
            stored.mention_all = calls;
            self.changed_is_news(seq)?;
        }
        let at = now.max(stored.at);
        edits::keep(&self.db, seq, self.head.rev + 1, &stored.text, at)?;
        let before = std::mem::replace(&mut stored.text, text);
        stored.edited_at = Some(at);
        previews::keep_those_of_links(&mut stored, &before);
        let look = previews::look(asker, &stored, &before);
        let (message, mut effects) = self.change(stored)?;
        effects.extend(look);
        Ok((message, effects))
    }

    /// Takes a message back: its author, or whoever keeps order here.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, and as [`Engine::seat`].
    pub fn delete(&mut self, asker: &Asker, seq: Seq, now: Millis) -> Result<Vec<Effect>, Error> {
        let (stored, action) = self.retractable(asker, seq, now)?;
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

    /// A message, by whoever may take it back, and as what they may.
    pub(super) fn retractable(
        &mut self,
        asker: &Asker,
        seq: Seq,
        now: Millis,
    ) -> Result<(Stored, Action), Error> {
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
        Ok((stored, action))
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
        self.let_go(&mut stored)?;
        stored.mentions.clear();
        stored.mention_all = None;
        stored.previews.clear();
        stored.forwarded = None;
        stored.pinned = false;
        stored.deleted_at = Some(now.max(stored.at));
        if stored.edited_at.is_some() {
            edits::forget(&self.db, seq)?;
        }
        reactions::clear_reactions(&self.db, seq)?;
        let root = stored.thread;
        let (_, mut effects) = self.change(stored)?;
        if let Some(root) = root
            .map(|root| messages::at(&self.db, root))
            .transpose()?
            .flatten()
        {
            effects.extend(self.thread_changed(root)?);
        }
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
        let stored = self.existing(seq)?;
        if on {
            let there = self.reactions_of(&stored)?;
            if !there.contains_key(emoji.as_str()) && there.len() >= limits::REACTION_KINDS {
                return Err(Error::too_large(format!(
                    "A message has at most {} kinds of reactions.",
                    limits::REACTION_KINDS
                )));
            }
        }
        if !reactions::react(&self.db, seq, emoji, &asker.user, on, now)? {
            return Ok(Vec::new());
        }
        let rev = self.next_rev();
        messages::set_rev(&self.db, seq, rev)?;
        Ok(vec![Effect::Broadcast {
            event: Event::Reaction {
                rev,
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

    pub(super) fn next_rev(&mut self) -> u64 {
        self.head.rev += 1;
        self.head.rev
    }

    pub(super) fn change(&mut self, mut stored: Stored) -> Result<(Message, Vec<Effect>), Error> {
        stored.rev = self.next_rev();
        self.update(&stored)?;
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
        let mut all = reactions::reactions(&self.db, std::slice::from_ref(stored))?;
        Ok(all.remove(&stored.seq).unwrap_or_default())
    }

    pub(super) fn shown(&mut self, stored: Vec<Stored>) -> Result<Vec<Message>, Error> {
        let mut reactions = reactions::reactions(&self.db, &stored)?;
        let mut answers = threads::answers(&self.db, &stored)?;
        let authors: Vec<UserId> = stored
            .iter()
            .map(|message| &message.author)
            .chain(answers.values().flat_map(|answers| &answers.people))
            .cloned()
            .collect();
        self.load(&authors)?;
        Ok(stored
            .into_iter()
            .map(|message| {
                let author = self.author(&message.author);
                let reactions = reactions.remove(&message.seq).unwrap_or_default();
                let answers = answers.remove(&message.seq);
                let replies = answers.map(|answers| self.replies(&answers));
                message.shown(author, reactions, replies)
            })
            .collect())
    }

    fn replies(&self, answers: &Answers) -> Replies {
        Replies {
            count: answers.count,
            last: answers.last,
            at: answers.at,
            people: answers.people.iter().map(|id| self.author(id)).collect(),
        }
    }
}
