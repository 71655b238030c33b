//! Posting: who may, how fast, what may stand in it, and whom it names.

use super::*;
use crate::moderation::words::{self, Verdict};
use crate::room::files;
use crate::wire::text::{calls, mentions};

impl<D: Database> Engine<D> {
    /// Posts a message, or finds the one that was posted with this nonce before.
    ///
    /// # Errors
    /// `forbidden` to those who may not post, `too_fast`, `bad_request`, `conflict` for a file that another message holds, and as [`Engine::seat`].
    pub fn post(
        &mut self,
        asker: &Asker,
        mut draft: Draft,
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
        let thread = draft.reply_to.map(|seq| self.root_of(seq)).transpose()?;
        let stored = Stored {
            seq: self.head.seq + 1,
            author: asker.user.clone(),
            // Never before the message above it, even when the clock was set back.
            at: now.max(self.newest_at),
            mention_all: calls(&text),
            text,
            reply_to: draft.reply_to,
            thread,
            forwarded: draft.forwarded.take(),
            attachments: std::mem::take(&mut draft.files),
            mentions,
            previews: Vec::new(),
            bare: false,
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
        files::hold(&self.db, stored.seq, &stored.attachments)?;
        self.head.seq = stored.seq;
        self.newest_at = stored.at;
        if self.room.slow_mode_ms > 0 {
            self.spoke.insert(asker.user.clone(), now);
        }
        let (followers, root_changed) = match thread {
            Some(root) => self.replied(root, &stored)?,
            None => (Vec::new(), Vec::new()),
        };
        self.posted_is_news(&person, &stored, followers)?;
        let look = previews::look(asker, &stored, "");
        let message = stored.shown(person.author.clone(), Reactions::new(), None);
        let own = draft.nonce.map(|nonce| (asker.user.clone(), nonce));
        let told = Event::Message {
            message: Box::new(message.clone()),
            nonce: None,
        };
        let mut effects = vec![Effect::Broadcast { event: told, own }];
        if !draft.attachments.is_empty() {
            effects.push(Effect::Attached(draft.attachments));
        }
        effects.extend(root_changed);
        effects.extend(look);
        Ok((message, effects))
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
        self.may_hold(draft)?;
        if draft
            .reply_to
            .is_some_and(|seq| seq == 0 || seq > self.head.seq)
        {
            return Err(Error::bad_request(
                "The message you reply to does not exist.",
            ));
        }
        let text = self.wanted(draft.text.as_str())?;
        if calls(&text).is_some() {
            self.seated(asker, Action::MentionAll, now)?;
        }
        self.slow_enough(asker, &person, now)?;
        Ok((person, text))
    }

    /// Whether the files of a draft were found, and no message holds them.
    fn may_hold(&self, draft: &Draft) -> Result<(), Error> {
        if draft.attachments.is_empty() {
            return Ok(());
        }
        if files::any(&self.db, &draft.attachments)? {
            return Err(Error::conflict("A file is attached to another message."));
        }
        let found = draft.files.iter().map(|file| &file.id);
        if !found.eq(&draft.attachments) {
            return Err(Error::bad_request(
                "An attached file does not exist. Upload it first.",
            ));
        }
        Ok(())
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
            None => rates::last_of(&self.db, &asker.user, now - pause)?,
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
    pub(super) fn wanted(&self, text: &str) -> Result<String, Error> {
        match words::apply(&self.words, text) {
            Verdict::Pass => Ok(text.to_owned()),
            Verdict::Masked(masked) => Ok(masked),
            Verdict::Held => Err(Error::forbidden(
                "This was held back: there is a word in it that is not wanted here. Change it and try again.",
            )),
        }
    }

    /// Who with a seat is named in a text: as `<@id>`, each once.
    pub(super) fn mentioned(&mut self, text: &str) -> Result<Vec<UserId>, Error> {
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
}
