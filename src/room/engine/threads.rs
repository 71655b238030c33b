//! Threads, and what messages said before.
//!
//! A reply changes its root: what that shows of the thread has another number now. So it gets a `rev` like every
//! changed message, and whoever was away finds it among the changes.

use super::*;
use crate::json::FromJson;
use crate::room::{edits, threads};
use crate::wire::types::Edit;

/// A page of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromJson)]
pub struct Thread {
    /// The message it began with.
    pub root: Message,
    /// The answers, oldest first.
    pub messages: Vec<Message>,
    /// Whether whoever asks is told of new ones.
    pub following: bool,
    /// Where the room stands.
    pub head: Head,
}

impl<D: Database> Engine<D> {
    /// The thread a reply to this message belongs to.
    pub(super) fn root_of(&self, seq: Seq) -> Result<Seq, Error> {
        threads::root_of(&self.db, seq)?.ok_or_else(|| Error::not_found("message"))
    }

    /// Somebody replied. Says who follows the thread now, and shows its root anew.
    pub(super) fn replied(
        &mut self,
        root: Seq,
        reply: &Stored,
    ) -> Result<(Vec<UserId>, Vec<Effect>), Error> {
        let began =
            messages::at(&self.db, root)?.ok_or_else(|| Error::internal("a thread has no root"))?;
        let of = |message: &Stored| -> Vec<UserId> {
            let author = std::iter::once(&message.author);
            author.chain(&message.mentions).cloned().collect()
        };
        // Nobody is drawn in for what was said before: that may be read, and was never meant for them. What names
        // somebody is meant for them in any case.
        threads::draw_in(&self.db, root, &of(&began), reply.seq - 1)?;
        threads::draw_in(&self.db, root, &of(reply), reply.seq)?;
        let followers = threads::followers(&self.db, root)?;
        Ok((followers, self.thread_changed(began)?))
    }

    /// A thread has one reply more, or one less: its root is shown anew, a deleted one too.
    pub(super) fn thread_changed(&mut self, mut root: Stored) -> Result<Vec<Effect>, Error> {
        root.rev = self.next_rev();
        messages::set_rev(&self.db, root.seq, root.rev)?;
        let rev = root.rev;
        let (message, _) = self.unchanged(root)?;
        let event = Event::Changed {
            rev,
            message: Box::new(message),
        };
        Ok(vec![Effect::Broadcast { event, own: None }])
    }

    /// A page of the thread that a message belongs to.
    ///
    /// # Errors
    /// `not_found`, and as [`Engine::seat`].
    pub fn thread(
        &mut self,
        asker: &Asker,
        seq: Seq,
        before: Option<Seq>,
        limit: u32,
        now: Millis,
    ) -> Result<Thread, Error> {
        self.seated(asker, Action::Read, now)?;
        let root = self.root_of(seq)?;
        let began = messages::at(&self.db, root)?.ok_or_else(|| Error::not_found("message"))?;
        let following = match threads::follows(&self.db, root, &asker.user)? {
            Some(following) => following,
            // Written down with the first reply.
            None => began.author == asker.user || began.mentions.contains(&asker.user),
        };
        let before = before.unwrap_or(self.head.seq + 1);
        let page = threads::page(&self.db, root, before, limit.clamp(1, limits::PAGE_MAX))?;
        Ok(Thread {
            root: self.unchanged(began)?.0,
            messages: self.shown(page)?,
            following,
            head: self.head,
        })
    }

    /// Follows the thread a message belongs to, from now on, or stops: what was said in it is not meant for them then.
    ///
    /// # Errors
    /// `not_found`, and as [`Engine::seat`].
    pub fn follow(
        &mut self,
        asker: &Asker,
        seq: Seq,
        on: bool,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        let person = self.seated(asker, Action::Read, now)?;
        let root = self.root_of(seq)?;
        let changed = threads::follow(&self.db, root, &asker.user, on, self.head.seq)?;
        if changed && !on && person.told {
            self.owe_one(&asker.user)?;
        }
        Ok(Vec::new())
    }

    /// What a message said before, oldest first: for its author, and for whoever keeps order among those who read here.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, and as [`Engine::seat`].
    pub fn edits(&mut self, asker: &Asker, seq: Seq, now: Millis) -> Result<Vec<Edit>, Error> {
        self.seated(asker, Action::Read, now)?;
        let stored = self.existing(seq)?;
        if stored.author != asker.user {
            self.allowed(asker, Action::Moderate, now)?;
        }
        Ok(edits::of(&self.db, seq)?)
    }
}
