//! Files: who may have which, what a message lets go of, and what the site is to be told of that.

use super::*;
use crate::room::files::{self, Kind};
use crate::wire::types::Media;

impl<D: Database> Engine<D> {
    /// Whether a message holds a file, for somebody who reads here. False when none ever did.
    ///
    /// # Errors
    /// `not_found` once none does any more, and as [`Engine::seat`].
    pub fn holds(&mut self, asker: &Asker, id: &str, now: Millis) -> Result<bool, Error> {
        match files::is_held(&self.db, id)? {
            None => Ok(false),
            Some(false) => Err(Error::not_found("file")),
            Some(true) => self.seated(asker, Action::Read, now).map(|_| true),
        }
    }

    /// Those of these that a message here holds; of a room that has ended, none.
    ///
    /// # Errors
    /// `internal` only.
    pub fn held(&self, ids: &[String]) -> Result<Vec<String>, Error> {
        match self.destroyed {
            true => Ok(Vec::new()),
            false => Ok(files::held(&self.db, ids)?),
        }
    }

    /// A page of the messages with files of a kind, newest first.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn media(
        &mut self,
        asker: &Asker,
        kind: Kind,
        before: Option<Seq>,
        limit: u32,
        now: Millis,
    ) -> Result<Vec<Message>, Error> {
        self.seated(asker, Action::Read, now)?;
        let before = before.unwrap_or(self.head.seq + 1);
        let seqs = files::page(&self.db, kind, before, limit)?;
        let mut stored = messages::some(&self.db, &seqs)?;
        stored.reverse();
        self.shown(stored)
    }

    /// A message loses its files.
    pub(super) fn let_go(&mut self, stored: &mut Stored) -> Result<(), Error> {
        let files: Vec<Media> = std::mem::take(&mut stored.attachments);
        if !files.is_empty() {
            files::let_go(&self.db, &files)?;
            self.owes_gone = true;
        }
        Ok(())
    }

    /// Somebody's account is no more: their files leave what they wrote, and what is nothing without them goes too.
    ///
    /// # Errors
    /// `internal` only.
    pub fn drop_files(&mut self, user: &UserId, now: Millis) -> Result<Vec<Effect>, Error> {
        let seqs = files::messages_of(&self.db, user.as_str())?;
        let mut effects = Vec::new();
        self.hold_index();
        for mut stored in messages::some(&self.db, &seqs)? {
            if stored.text.is_empty() && stored.forwarded.is_none() {
                effects.extend(self.take_back(stored, now)?);
            } else {
                self.let_go(&mut stored)?;
                effects.extend(self.change(stored)?.1);
            }
        }
        self.release_index()?;
        Ok(effects)
    }

    /// Whether the site is to be told of files that no message holds any more.
    #[must_use]
    pub fn owes_gone(&self) -> bool {
        self.owes_gone
    }

    /// The next files the site is to be told of. Each stays owed until [`Engine::gone_told`].
    ///
    /// # Errors
    /// `internal` only.
    pub fn next_gone(&mut self, most: usize) -> Result<Vec<String>, Error> {
        let next = files::gone(&self.db, most)?;
        self.owes_gone = !next.is_empty();
        Ok(next)
    }

    /// The site knows of these.
    ///
    /// # Errors
    /// `internal` only.
    pub fn gone_told(&mut self, ids: &[String]) -> Result<(), Error> {
        Ok(files::forget(&self.db, ids)?)
    }
}
