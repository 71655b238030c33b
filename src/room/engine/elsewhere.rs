//! What is done elsewhere with what was said here: it is passed on, or kept for later.

use super::*;

impl<D: Database> Engine<D> {
    /// Some messages by their places, oldest first, without those that were deleted.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn some(
        &mut self,
        asker: &Asker,
        seqs: &[Seq],
        now: Millis,
    ) -> Result<Vec<Message>, Error> {
        self.seated(asker, Action::Read, now)?;
        let stored = messages::some(&self.db, seqs)?;
        self.shown(stored)
    }

    /// What somebody has posted with a nonce.
    ///
    /// # Errors
    /// `not_found`, and as [`Engine::seat`].
    pub fn posted_with(
        &mut self,
        asker: &Asker,
        nonce: &Nonce,
        now: Millis,
    ) -> Result<Message, Error> {
        self.seated(asker, Action::Read, now)?;
        let stored = messages::by_nonce(&self.db, &asker.user, nonce)?;
        let stored = stored.ok_or_else(|| Error::not_found("message"))?;
        Ok(self.unchanged(stored)?.0)
    }
}
