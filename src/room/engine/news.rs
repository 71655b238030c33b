//! News for inboxes: who is to be told how things stand here, and what that is.
//!
//! Whoever has the room open is told nothing: they see it. Of whoever is away, the inbox is told once that something is
//! unread, and then of what is meant for them only, until they have read. What is owed is stored in the turn that
//! causes it and stays so until the inbox has answered, so that neither a crash nor a lost call loses it; and each call
//! carries the whole truth, so that one too many does no harm.

use super::*;
use crate::map::Set;
use crate::room::news as sql;
use crate::room::requests::News;
use crate::wire::inbox::{Notice, Why};
use crate::wire::types::Forwarded;

/// Rooms with more people tell inboxes only of what is meant for somebody; an inbox asks how else they stand when it is opened.
const TOLD_MOST: usize = 500;
/// Characters of a message that a notice shows.
const NOTICE_CHARS: usize = 200;
/// One's own messages after which one's read position follows, although nothing was read: a program that only writes
/// must not leave ever more behind it to be counted through.
const OWN_BEHIND_MOST: u64 = 50;

/// What is known of inboxes, from the tables.
#[derive(Debug)]
pub(super) struct Telling {
    /// Who is away, and whose inbox believes that nothing is unread: the next message is news to them. None until it
    /// is asked for, and again when seats change.
    unaware: Option<Set<UserId>>,
    /// Whether more than [`TOLD_MOST`] sit here; known with `unaware`.
    crowd: bool,
    owed: Set<UserId>,
    /// Being told now, or not reached.
    asked: Set<UserId>,
    pub(super) counted_seq: Seq,
    pub(super) counted_at: Millis,
    /// A message was posted that is the first the site's numbers do not know of.
    pub(super) uncounted: bool,
}

impl Telling {
    pub(super) fn open(
        db: &impl Database,
        counted_seq: Seq,
        counted_at: Millis,
    ) -> Result<Self, Error> {
        Ok(Self {
            unaware: None,
            crowd: false,
            owed: sql::owed(db)?,
            asked: Set::new(),
            counted_seq,
            counted_at,
            uncounted: false,
        })
    }

    /// Somebody has the room open now.
    pub(super) fn came(&mut self, user: &UserId) {
        if let Some(unaware) = &mut self.unaware {
            unaware.remove(user);
        }
    }

    /// Who sits here has changed.
    pub(super) fn seats_changed(&mut self) {
        self.unaware = None;
    }
}

impl<D: Database> Engine<D> {
    /// A message was posted: who is away and does not know yet is owed news, and so is whoever it is meant for: those it
    /// names or calls, and those who follow its thread.
    pub(super) fn posted_is_news(
        &mut self,
        author: &Person,
        message: &Stored,
        followers: Vec<UserId>,
    ) -> Result<(), Error> {
        let seq = message.seq;
        self.telling.uncounted |= seq == self.telling.counted_seq + 1;
        self.know_unaware()?;
        let mut news: Set<UserId> = self.telling.unaware.take().unwrap_or_default();
        let own = news.remove(&author.author.id);
        self.telling.unaware = Some(own.then(|| author.author.id.clone()).into_iter().collect());
        if own && seq - author.read >= OWN_BEHIND_MOST {
            seats::set_read(&self.db, &author.author.id, seq)?;
            self.people.remove(&author.author.id);
        }
        let meant: Vec<UserId> = match (self.room.kind, message.mention_all) {
            (RoomKind::Direct, _) => self.room.people.iter().map(|p| p.id.clone()).collect(),
            (_, Some(_)) => sql::seated(&self.db)?,
            (_, None) => followers,
        };
        news.extend(
            meant
                .into_iter()
                .chain(message.mentions.iter().cloned())
                .filter(|user| *user != author.author.id && !self.online.contains_key(user)),
        );
        self.owe(&news, true)
    }

    /// A message that may be unread somewhere is not there any more, or is meant for others now.
    pub(super) fn changed_is_news(&mut self, seq: Seq) -> Result<(), Error> {
        // Those too who have the room open: they see it, and may close it without reading on.
        let aware = sql::aware(&self.db, seq)?.into_iter().collect();
        self.owe(&aware, false)
    }

    /// Somebody read on: their inbox is told if it knows of something unread.
    pub(super) fn read_is_news(&mut self, person: &Person, read: Seq) -> Result<bool, Error> {
        if !person.told {
            return Ok(false);
        }
        let user = &person.author.id;
        let told = sql::unread(&self.db, user, read)? > 0;
        if !told {
            sql::set_told(&self.db, user, false)?;
            if let Some(unaware) = &mut self.telling.unaware
                && !self.online.contains_key(user)
            {
                unaware.insert(user.clone());
            }
        }
        self.owe_one(user)?;
        Ok(told)
    }

    /// Somebody closed the room, maybe before they had read all.
    pub(super) fn went(&mut self, user: &UserId) -> Result<(), Error> {
        let Some(person) = self.person(user)?.filter(|p| p.role.is_some() && !p.barred) else {
            return Ok(());
        };
        self.know_unaware()?;
        if sql::unread(&self.db, user, person.read)? == 0 {
            if !person.told
                && !self.telling.crowd
                && let Some(unaware) = &mut self.telling.unaware
            {
                unaware.insert(user.clone());
            }
            return Ok(());
        }
        let meant = self.mentions(user, person.read)? > 0;
        if meant || !person.told && !self.telling.crowd {
            self.know_of_unread(user)?;
        }
        Ok(())
    }

    /// The room looks different, or is no more: everybody with a seat is owed news of it.
    pub(super) fn room_is_news(&mut self) -> Result<(), Error> {
        if !self.destroyed && seats::more_than(&self.db, TOLD_MOST)? {
            return Ok(());
        }
        let everybody = sql::seated(&self.db)?.into_iter().collect();
        self.owe(&everybody, false)
    }

    pub(super) fn owe_one(&mut self, user: &UserId) -> Result<(), Error> {
        self.owe(&Set::from([user.clone()]), false)
    }

    fn owe(&mut self, users: &Set<UserId>, unread: bool) -> Result<(), Error> {
        if users.is_empty() {
            return Ok(());
        }
        sql::owe(&self.db, users, unread)?;
        for user in users {
            self.people.remove(user);
            self.telling.owed.insert(user.clone());
        }
        Ok(())
    }

    fn know_of_unread(&mut self, user: &UserId) -> Result<(), Error> {
        if let Some(unaware) = &mut self.telling.unaware {
            unaware.remove(user);
        }
        self.owe(&Set::from([user.clone()]), true)
    }

    /// Finds out who is unaware. Whoever turns out to have missed something, since the room ended while they had it
    /// open, is owed news of that.
    fn know_unaware(&mut self) -> Result<(), Error> {
        if self.telling.unaware.is_some() {
            return Ok(());
        }
        self.telling.crowd = seats::more_than(&self.db, TOLD_MOST)?;
        let mut unaware = Set::new();
        if !self.telling.crowd {
            for (user, read) in sql::unaware(&self.db)? {
                if self.online.contains_key(&user) {
                    continue;
                }
                if read < self.head.seq && sql::unread(&self.db, &user, read)? > 0 {
                    self.know_of_unread(&user)?;
                } else {
                    unaware.insert(user);
                }
            }
        }
        self.telling.unaware = Some(unaware);
        Ok(())
    }

    /// After a sleep, or another end: whoever missed something meanwhile is owed news of it.
    ///
    /// # Errors
    /// `internal`.
    pub fn awoke(&mut self) -> Result<(), Error> {
        self.know_unaware()
    }

    /// Whether somebody's inbox is to be told something that nobody is telling it.
    #[must_use]
    pub fn owes_news(&self) -> bool {
        self.telling.owed.len() > self.telling.asked.len()
    }

    /// Whether nobody is owed anything.
    #[must_use]
    pub fn all_told(&self) -> bool {
        self.telling.owed.is_empty()
    }

    /// The next inboxes to be told, and what. Each stays owed until [`Engine::heard`].
    ///
    /// # Errors
    /// `internal`.
    pub fn next_news(&mut self, most: usize) -> Result<Vec<(UserId, News)>, Error> {
        let next: Vec<UserId> = self
            .telling
            .owed
            .iter()
            .filter(|user| !self.telling.asked.contains(*user))
            .take(most)
            .cloned()
            .collect();
        let mut all = Vec::with_capacity(next.len());
        for user in next {
            let news = self.news(&user)?;
            self.telling.asked.insert(user.clone());
            all.push((user, news));
        }
        Ok(all)
    }

    /// An inbox has heard a truth. A newer one may be owed by now.
    ///
    /// # Errors
    /// `internal`.
    pub fn heard(&mut self, user: &UserId, version: u64) -> Result<(), Error> {
        self.telling.asked.remove(user);
        if sql::heard(&self.db, user, version)? {
            self.telling.owed.remove(user);
        }
        Ok(())
    }

    /// Those who could not be reached are tried again.
    pub fn try_again(&mut self) {
        self.telling.asked.clear();
    }

    /// An inbox asks. What it is told here it knows.
    pub(super) fn tell_now(&mut self, user: &UserId) -> Result<News, Error> {
        if let Some(person) = self.person(user)?.filter(|person| person.role.is_some()) {
            let unread = sql::unread(&self.db, user, person.read)? > 0;
            if unread {
                self.know_of_unread(user)?;
            } else {
                self.owe_one(user)?;
            }
        }
        self.news(user)
    }

    /// All that somebody's inbox should know.
    fn news(&mut self, user: &UserId) -> Result<News, Error> {
        let person = self.person(user)?;
        let seat = person
            .as_ref()
            .filter(|person| person.role.is_some() && !self.destroyed);
        let mut news = News {
            room: self.room.clone(),
            seated: seat.is_some(),
            version: 0,
            last: self.head.seq,
            last_at: self.newest_at,
            unread: 0,
            mentions: 0,
            notices: Vec::new(),
        };
        let Some(person) = seat else {
            news.version = sql::version(&self.db, user)?;
            return Ok(news);
        };
        let direct = self.room.kind == RoomKind::Direct;
        let unread = sql::unread(&self.db, user, person.read)?;
        let mentions = self.mentions(user, person.read)?;
        if person.told != (unread > 0) {
            // It became so meanwhile. A truth of its own: the one that was owed may have been told already.
            sql::set_told(&self.db, user, unread > 0)?;
            self.owe_one(user)?;
            self.telling.seats_changed();
        }
        news.version = sql::version(&self.db, user)?;
        let seqs = sql::notices(&self.db, user, person.read, direct)?;
        let mut notices = Vec::with_capacity(seqs.len());
        for (seq, followed) in seqs {
            if let Some(stored) = messages::at(&self.db, seq)? {
                let why = why(&stored, user, direct, followed);
                notices.push(self.notice(stored, why)?);
            }
        }
        news.unread = u32::try_from(unread).unwrap_or(u32::MAX);
        news.mentions = u32::try_from(mentions).unwrap_or(u32::MAX);
        news.notices = notices;
        Ok(news)
    }

    fn mentions(&self, user: &UserId, read: Seq) -> Result<u64, Error> {
        Ok(match self.room.kind {
            RoomKind::Direct => sql::unread(&self.db, user, read)?,
            _ => sql::mentions(&self.db, user, read)?,
        })
    }

    fn notice(&mut self, stored: Stored, why: Why) -> Result<Notice, Error> {
        self.load(std::slice::from_ref(&stored.author))?;
        let author = self.author(&stored.author);
        let said = Forwarded::or_text(stored.forwarded.as_deref(), &stored.text);
        let said = match (said, stored.attachments.first()) {
            ("", Some(file)) => &file.name,
            (said, _) => said,
        };
        Ok(Notice {
            room: self.room.id.clone(),
            seq: stored.seq,
            author: author.id,
            name: author.name,
            text: said.chars().take(NOTICE_CHARS).collect(),
            why,
        })
    }
}

/// Why somebody is told of a message that is meant for them: what counts among their mentions goes before what does not.
fn why(message: &Stored, user: &UserId, direct: bool, followed: bool) -> Why {
    if direct {
        Why::Direct
    } else if message.mentions.contains(user) {
        Why::Mention
    } else if message.mention_all == Some(MentionAll::Everyone) {
        Why::Everyone
    } else if followed {
        Why::Thread
    } else {
        Why::Here
    }
}
