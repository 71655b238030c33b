//! The rules of a room: a message's way from a parsed command to a stored row and the effects that show it.
//!
//! Knows nothing of Cloudflare: it is generic over [`Database`], is given the time, and returns [`Effect`]s. One
//! engine has the room to itself, and each call is one event: either all it wrote is committed or none.
//!
//! What holds after every event, whatever crashed, was cut, delayed or doubled before (`tests/simulator` tries):
//! - a message that was acknowledged is stored, once;
//! - `seq` is dense, and a socket sees each `seq` once and in order;
//! - whoever has caught up holds what the tables hold;
//! - nobody without a seat is told anything.
//!
//! All memory here is a cache of the tables or of the open sockets: [`Engine::open`] and [`Engine::restore`] make it
//! anew. After an `internal` error the caller must drop the engine together with what the event wrote.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::effects::{CloseCode, ConnectionId, Effect};
use super::messages::{self, Page, Reactions, Stored};
use super::rates::{Allowance, Rates};
use super::seats::{self, Person};
use super::{record, schema};

mod answer;
mod frames;
mod people;
mod talk;
use crate::database::{self, Database};
use crate::error::Error;
use crate::wire::commands::{Command, Draft, Frame};
use crate::wire::events::{Event, Hello, Resume};
use crate::wire::limits;
use crate::wire::text::{Emoji, RoomName, Text, Topic};
use crate::wire::types::{
    Author, Head, Message, Millis, Room, RoomKind, Seat, SeatRole, Seq, SessionId, UserId,
};

/// People kept in memory who are not here: the authors of the last few pages.
const PEOPLE_CACHED: usize = 2_048;
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
}

/// Somebody asking, by whichever door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    people: HashMap<UserId, Rc<Person>>,
    open: BTreeMap<ConnectionId, Open>,
    online: HashMap<UserId, u32>,
    rates: Rates,
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
        let Some(room) = record::load(&db)? else {
            return Ok(None);
        };
        let (head, newest_at) = messages::head(&db)?;
        Ok(Some(Self {
            db,
            room,
            head,
            newest_at,
            people: HashMap::new(),
            open: BTreeMap::new(),
            online: HashMap::new(),
            rates: Rates::new(allowance),
            destroyed: false,
        }))
    }

    /// Makes a room, with its first owner if it has one. Making it again changes nothing.
    ///
    /// # Errors
    /// `internal` when SQL fails.
    pub fn create(
        db: D,
        room: &Room,
        owner: Option<&Author>,
        allowance: Allowance,
        now: Millis,
    ) -> Result<Option<Self>, Error> {
        schema::migrate(&db)?;
        if record::load(&db)?.is_none() {
            record::save(&db, room)?;
            if let Some(owner) = owner {
                seats::seat(&db, owner, SeatRole::Owner, 0, now)?;
            }
        }
        Self::open(db, allowance)
    }

    /// Takes back the sockets that stayed open while the room slept. Nobody is told: nothing happened.
    pub fn restore(&mut self, connections: impl IntoIterator<Item = Connection>) {
        for connection in connections {
            *self.online.entry(connection.user.clone()).or_default() += 1;
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

    /// Checks that somebody may open a socket, before it is accepted.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn admit(&mut self, user: &UserId) -> Result<(), Error> {
        self.seated(user).map(drop)
    }

    /// A socket opened. It is told the present state, or what it missed since its cursor.
    ///
    /// # Errors
    /// As [`Engine::seat`].
    pub fn connect(
        &mut self,
        connection: Connection,
        cursor: Option<Head>,
    ) -> Result<Vec<Effect>, Error> {
        let person = self.seated(&connection.user)?;
        let (id, user) = (connection.id, connection.user.clone());
        let sockets = self.online.entry(user.clone()).or_default();
        *sockets += 1;
        let came = *sockets == 1;
        self.open.insert(
            id,
            Open {
                connection,
                refusals: 0,
                typed_at: None,
            },
        );

        let hello = self.hello(&person, cursor)?;
        let mut effects = vec![
            Effect::Opened(id),
            Effect::Tell {
                to: id,
                event: Event::Hello(Box::new(hello)),
            },
        ];
        if came {
            effects.push(Effect::Presence {
                user,
                came: Some(person.author.clone()),
                online: self.online.len(),
            });
        }
        Ok(effects)
    }

    /// A socket closed, from whichever end.
    pub fn disconnect(&mut self, id: ConnectionId) -> Vec<Effect> {
        let Some(open) = self.open.remove(&id) else {
            return Vec::new();
        };
        let user = open.connection.user;
        let sockets = self.online.get(&user).copied().unwrap_or(1);
        if sockets > 1 {
            self.online.insert(user, sockets - 1);
            return Vec::new();
        }
        self.online.remove(&user);
        vec![Effect::Presence {
            user,
            came: None,
            online: self.online.len(),
        }]
    }

    fn close(&mut self, id: ConnectionId, code: CloseCode) -> Vec<Effect> {
        let mut effects = vec![Effect::Close {
            connection: id,
            code,
        }];
        effects.extend(self.disconnect(id));
        effects
    }

    fn close_where(&mut self, code: CloseCode, gone: impl Fn(&Connection) -> bool) -> Vec<Effect> {
        let ids: Vec<ConnectionId> = self
            .open
            .values()
            .filter(|open| gone(&open.connection))
            .map(|open| open.connection.id)
            .collect();
        ids.into_iter()
            .flat_map(|id| self.close(id, code))
            .collect()
    }

    fn hello(&mut self, person: &Person, cursor: Option<Head>) -> Result<Hello, Error> {
        let delta = match cursor {
            // A cursor ahead of the room comes from another life of it (a restored backup): it is worth nothing.
            Some(cursor) if cursor.seq <= self.head.seq && cursor.rev <= self.head.rev => {
                messages::since(&self.db, cursor, self.head)?
            }
            _ => None,
        };
        let (resume, stored) = match delta {
            Some(stored) => (Resume::Delta, stored),
            None => (
                Resume::Reset,
                messages::page(&self.db, Page::Newest, limits::PAGE)?,
            ),
        };
        let messages = self.shown(stored)?;

        let mut users: BTreeMap<UserId, Author> = BTreeMap::new();
        let online = if self.online.len() > limits::ONLINE_LISTED {
            Vec::new()
        } else {
            self.online_ids()
        };
        for present in self.load(&online)? {
            users.insert(present.author.id.clone(), present.author.clone());
        }
        let mut reads = BTreeMap::new();
        if self.tells_reads()? {
            for (author, seq) in seats::reads(&self.db)? {
                reads.insert(author.id.clone(), seq);
                users.insert(author.id.clone(), author);
            }
        }
        Ok(Hello {
            room: self.room.clone(),
            you: person.seat().ok_or_else(|| self.no_seat())?,
            head: self.head,
            resume,
            messages,
            users: users.into_values().collect(),
            online,
            online_count: u32::try_from(self.online.len()).unwrap_or(u32::MAX),
            reads,
        })
    }

    fn online_ids(&self) -> Vec<UserId> {
        let mut ids: Vec<UserId> = self.online.keys().cloned().collect();
        ids.sort_unstable();
        ids
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

    fn seated(&mut self, user: &UserId) -> Result<Rc<Person>, Error> {
        match self.person(user)? {
            Some(person) if person.role.is_some() => Ok(person),
            _ => Err(self.no_seat()),
        }
    }

    fn no_seat(&self) -> Error {
        match self.room.kind {
            RoomKind::Public => Error::forbidden("Join this room first."),
            RoomKind::Private | RoomKind::Direct => Error::not_found("room"),
        }
    }

    fn person(&mut self, user: &UserId) -> Result<Option<Rc<Person>>, Error> {
        if let Some(person) = self.people.get(user) {
            return Ok(Some(Rc::clone(person)));
        }
        Ok(self.load(std::slice::from_ref(user))?.pop())
    }

    /// People by id, from memory where they are there; the unknown are left out.
    fn load(&mut self, users: &[UserId]) -> Result<Vec<Rc<Person>>, Error> {
        let mut missing: Vec<UserId> = users
            .iter()
            .filter(|id| !self.people.contains_key(*id))
            .cloned()
            .collect();
        if !missing.is_empty() {
            missing.sort_unstable();
            missing.dedup();
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
