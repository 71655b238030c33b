//! The rules of a room: a message's way from a parsed command to a stored row and the effects that show it.
//!
//! Knows nothing of Cloudflare: it is generic over [`Database`], is given the time, and returns [`Effect`]s. One
//! engine has the room to itself, and each call is one event: either all it wrote is committed or none.
//!
//! What holds after every event, whatever crashed, was cut, delayed or doubled before (`tests/simulator` tries):
//! - a message that was acknowledged is stored, once;
//! - `seq` is dense, and a socket sees each `seq` once and in order;
//! - whoever has caught up holds what the tables hold;
//! - nobody without a seat is told anything, and nothing of theirs is taken;
//! - everybody's inbox is told what it must know, sooner or later, and the newest truth wins.
//!
//! All memory here is a cache of the tables or of the open sockets: [`Engine::open`] and [`Engine::restore`] make it
//! anew. After an `internal` error the caller must drop the engine together with what the event wrote.

use std::rc::Rc;

use serde::Serialize;

use super::effects::{CloseCode, ConnectionId, Effect};
use super::messages::{self, Page, Stored};
use super::rates::{self, Allowance, Rates};
use super::reactions::{self, Reactions};
use super::seats::{self, Person};
use super::{edits, files, record, schema};
use crate::database::{self, Database};
use crate::error::Error;
use crate::json::FromJson;
use crate::map::{Map, Set};
use crate::permissions::{FEW, Standing, no_seat};
use crate::wire::commands::{Command, Draft, Frame};
use crate::wire::events::{Event, Hello, Resume};
use crate::wire::limits;
use crate::wire::moderation::Word;
use crate::wire::text::{Emoji, Nonce, Text};
use crate::wire::types::{
    Action, Author, Head, MentionAll, Message, Millis, Room, RoomKind, Seat, SeatRole, Seq,
    SessionId, UserId,
};

mod answer;
mod elsewhere;
mod frames;
mod media;
mod news;
mod numbers;
mod order;
mod people;
mod post;
mod presence;
mod previews;
mod search;
mod talk;
mod threads;

use news::Telling;
pub use numbers::Counted;
pub use search::HITS_MOST;
use search::Index;
pub use threads::Thread;

/// People kept in memory who are not here: the authors of the last few pages.
const PEOPLE_CACHED: usize = 2_048;
/// People in a direct room, at most.
pub const PEOPLE_OF_DIRECT: u32 = 12;
/// For how long a session is remembered that ended, in milliseconds: no request is on its way for longer.
const ENDED_KEPT_MS: Millis = 60_000;
/// Least time between two `typing` events of one person, in milliseconds: clients forget one after 6,000.
const TYPING_MS: Millis = 2_000;

/// Who stands behind an open socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The socket.
    pub id: ConnectionId,
    /// The person.
    pub user: UserId,
    /// The session or API token it was opened with.
    pub session: SessionId,
    /// Whether the person looks after the site.
    pub admin: bool,
    /// False where the site runs locally with its rates lifted.
    pub limited: bool,
    /// Whether the person has been away from that device for a while.
    pub idle: bool,
}

/// Somebody asking, by whichever door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromJson)]
pub struct Asker {
    /// The person.
    pub user: UserId,
    /// The session or API token they come by.
    pub session: SessionId,
    /// Whether they look after the site.
    pub admin: bool,
    /// As [`Connection::limited`].
    pub limited: bool,
}

impl Connection {
    /// Whoever speaks on it.
    fn asker(&self) -> Asker {
        Asker {
            user: self.user.clone(),
            session: self.session.clone(),
            admin: self.admin,
            limited: self.limited,
        }
    }
}

/// The sockets of one person.
#[derive(Clone, Copy, Debug, Default)]
struct Here {
    sockets: u32,
    /// How many of them they are away from.
    idle: u32,
}

impl Here {
    /// Whether they are away from all of them.
    fn is_idle(self) -> bool {
        self.sockets == self.idle
    }
}

#[derive(Debug)]
struct Open {
    connection: Connection,
    refusals: u32,
    typed_at: Option<Millis>,
}

/// One room.
#[derive(Debug)]
pub struct Engine<D> {
    db: D,
    room: Room,
    head: Head,
    newest_at: Millis,
    people: Map<UserId, Rc<Person>>,
    open: Map<ConnectionId, Open>,
    online: Map<UserId, Here>,
    rates: Rates,
    /// Words that are not wanted on the site.
    words: Vec<Word>,
    /// When each of those who spoke in slow mode last did.
    spoke: Map<UserId, Millis>,
    /// Sessions that ended lately, and when the room was told: a request of theirs may still be on its way.
    ended: Map<SessionId, Millis>,
    telling: Telling,
    index: Index,
    /// Whether files are gone that the site does not know of.
    owes_gone: bool,
    /// Whether no more than [`FEW`] have a seat here.
    few: bool,
    destroyed: bool,
}

impl<D: Database> Engine<D> {
    /// Opens a room that exists; none when nothing was ever stored here.
    ///
    /// # Errors
    /// `internal` when SQL fails.
    pub fn open(db: D, allowance: Allowance) -> Result<Option<Self>, Error> {
        if !database::exists(&db)? {
            return Ok(None);
        }
        schema::migrate(&db)?;
        let Some(record) = record::load(&db)? else {
            return Ok(None);
        };
        let mut room = record.room;
        if room.kind == RoomKind::Direct {
            room.people = seats::page(&db, None, PEOPLE_OF_DIRECT)?
                .into_iter()
                .map(|person| person.author)
                .collect();
        }
        let (head, newest_at) = messages::head(&db)?;
        let telling = Telling::open(&db, record.counted_seq, record.counted_at)?;
        let owes_gone = !files::gone(&db, 1)?.is_empty();
        let few = !seats::more_than(&db, FEW)?;
        Ok(Some(Self {
            db,
            room,
            head,
            newest_at,
            people: Map::new(),
            open: Map::new(),
            online: Map::new(),
            rates: Rates::new(allowance),
            words: record.words,
            spoke: Map::new(),
            ended: Map::new(),
            telling,
            index: Index::at(record.indexed_seq),
            owes_gone,
            few,
            destroyed: record.destroyed_at.is_some(),
        }))
    }

    /// Makes a room, with those who sit in it from the start. Making it again changes nothing.
    ///
    /// # Errors
    /// `internal` when SQL fails.
    pub fn create(
        db: D,
        room: &Room,
        founders: &[(Author, SeatRole)],
        words: &[Word],
        allowance: Allowance,
        now: Millis,
    ) -> Result<Option<Self>, Error> {
        schema::migrate(&db)?;
        if record::load(&db)?.is_none() {
            record::save(&db, room)?;
            record::set_words(&db, words)?;
            for (author, role) in founders {
                seats::seat(&db, author, *role, 0, now)?;
            }
            let everybody = founders
                .iter()
                .map(|(author, _)| author.id.clone())
                .collect();
            super::news::owe(&db, &everybody, false)?;
        }
        Self::open(db, allowance)
    }

    /// Takes back the sockets that stayed open while the room slept. Nobody is told: nothing happened.
    pub fn restore(&mut self, connections: impl IntoIterator<Item = Connection>) {
        for connection in connections {
            let here = self.online.entry(connection.user.clone()).or_default();
            here.sockets += 1;
            here.idle += u32::from(connection.idle);
            self.open.insert(
                connection.id,
                Open {
                    connection,
                    refusals: 0,
                    typed_at: None,
                },
            );
        }
    }

    /// The room as its members see it.
    #[must_use]
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// Where the room stands.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    fn tells_reads(&self) -> Result<bool, Error> {
        Ok(self.online.len() <= limits::READS_LISTED
            && !seats::more_than(&self.db, limits::READS_LISTED)?)
    }

    fn rated(&mut self, asker: &Asker, now: Millis) -> Result<(), Error> {
        if asker.limited {
            self.rates.command(&asker.user, now)
        } else {
            Ok(())
        }
    }

    /// Whoever asks, if they may do this; none when they may without having a seat.
    ///
    /// # Errors
    /// `forbidden`, `not_found` where the room is not to be seen, `unauthenticated` when the session has just ended.
    fn allowed(
        &mut self,
        asker: &Asker,
        action: Action,
        now: Millis,
    ) -> Result<Option<Rc<Person>>, Error> {
        if self.destroyed {
            return Err(Error::not_found("room"));
        }
        if self.ended.contains_key(&asker.session) {
            return Err(Error::unauthenticated());
        }
        let person = self.person(&asker.user)?;
        if person.as_ref().is_some_and(|person| person.barred) {
            return Err(Error::unauthenticated());
        }
        let standing = self.standing(person.as_deref(), asker.admin, now);
        standing.check(action)?;
        Ok(person.filter(|person| person.role.is_some()))
    }

    /// Whoever asks, if they have a seat and may do this.
    ///
    /// # Errors
    /// As [`Engine::allowed`].
    fn seated(&mut self, asker: &Asker, action: Action, now: Millis) -> Result<Rc<Person>, Error> {
        self.allowed(asker, action, now)?
            .ok_or_else(|| no_seat(self.room.kind))
    }

    fn standing(&self, person: Option<&Person>, admin: bool, now: Millis) -> Standing<'_> {
        Standing {
            room: &self.room,
            role: person.and_then(|person| person.role),
            few: self.few,
            admin,
            muted_until: person.and_then(|person| person.muted_until),
            now,
        }
    }

    /// Somebody's seat as they see it themselves.
    fn own_seat(&self, person: &Person, admin: bool, now: Millis) -> Result<Seat, Error> {
        let seat = person.seat().ok_or_else(|| no_seat(self.room.kind))?;
        Ok(Seat {
            may: self.standing(Some(person), admin, now).all(),
            ..seat
        })
    }

    fn person(&mut self, user: &UserId) -> Result<Option<Rc<Person>>, Error> {
        if let Some(person) = self.people.get(user) {
            return Ok(Some(Rc::clone(person)));
        }
        Ok(self.load(std::slice::from_ref(user))?.pop())
    }

    /// People by id, from memory where they are there; the unknown are left out.
    fn load(&mut self, users: &[UserId]) -> Result<Vec<Rc<Person>>, Error> {
        let missing = users.iter().filter(|id| !self.people.contains_key(*id));
        let missing: Set<UserId> = missing.cloned().collect();
        if !missing.is_empty() {
            let missing: Vec<UserId> = missing.into_iter().collect();
            self.forget_some();
            for person in seats::load(&self.db, &missing)? {
                self.people.insert(person.author.id.clone(), person);
            }
        }
        Ok(users
            .iter()
            .filter_map(|id| self.people.get(id).map(Rc::clone))
            .collect())
    }

    fn remember(&mut self, person: Person) {
        self.people
            .insert(person.author.id.clone(), Rc::new(person));
    }

    fn forget_some(&mut self) {
        if self.people.len() > PEOPLE_CACHED + self.online.len() {
            let online = &self.online;
            self.people.retain(|id, _| online.contains_key(id));
        }
    }

    fn author(&self, id: &UserId) -> Author {
        match self.people.get(id) {
            Some(person) => person.author.clone(),
            // Everybody who writes has a row; were one lost, their words would still be shown.
            None => Author {
                id: id.clone(),
                name: "?".into(),
                avatar: None,
                kind: crate::wire::types::UserKind::Member,
            },
        }
    }
}
