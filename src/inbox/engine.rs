//! The rules of an inbox: what a room tells, on its way to a row and to the devices of the person; and the errands
//! that go the other way, to all their rooms.
//!
//! Knows nothing of Cloudflare: it is generic over [`Database`], is given the time and whether any socket is open, and
//! returns [`Effect`]s. Each call is one event: either all it wrote is committed or none. The tables hold all that
//! matters; what is in memory is about the rounds under way, and a crash ends those too.
//!
//! What holds after every event, whatever crashed, was cut, delayed or doubled before (`tests/inbox` tries):
//! - what is held of a room is the newest truth that ever came from it; what was saved is saved;
//! - every open socket has been told exactly that;
//! - no socket is told of a message by a notice twice, or of an older one after a newer;
//! - an errand ends when each of its rooms has answered, and no earlier;
//! - nobody is told anything on a socket that was signed out.
//!
//! After an `internal` error the caller must drop the engine together with what the event wrote.

use std::rc::Rc;

use super::requests::{Ask, InboxReply, InboxRequest};
use super::rooms::{self, Held};
use super::saved;
use super::schema;
use crate::database::{self, Database, Value};
use crate::error::Error;
use crate::json;
use crate::map::{Map, Set};
use crate::room::requests::{News, RoomRequest};
use crate::wire::inbox::{InboxEvent, Why};
use crate::wire::moderation::Report;
use crate::wire::types::{MessageId, Millis, Room, RoomId, SessionId, UserId};

mod rounds;

/// Some rooms, to be asked the same.
#[derive(Clone, Debug)]
pub struct Round {
    /// What for.
    pub errand: u64,
    /// What they are asked.
    pub request: Rc<RoomRequest>,
    /// Which.
    pub rooms: Vec<RoomId>,
}

/// One thing to do, in the order given.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Tell every open socket.
    Tell(Vec<InboxEvent>),
    /// Close the sockets of one session, or all.
    SignOut(Option<SessionId>),
    /// Ask rooms. Each answer goes to [`Engine::heard`], and after the last the round to [`Engine::finished`].
    Ask(Box<Round>),
    /// Wake the inbox at that time, instead of any other; or not any more.
    Alarm(Option<Millis>),
    /// So many rooms never answered an errand. For the log.
    GaveUp(usize),
    /// Nothing is kept here any more: the storage goes.
    Forget,
}

/// What an event is answered, and what is to be done.
pub type Outcome<T> = Result<(T, Vec<Effect>), Error>;

/// One person's inbox.
#[derive(Debug)]
pub struct Engine<D> {
    db: D,
    /// Whether the tables are there: an inbox of which nothing was ever kept has none.
    made: bool,
    /// The greatest number an errand has had.
    last_errand: u64,
    /// Rounds under way, by the errand.
    under_way: Map<u64, rounds::UnderWay>,
}

impl<D: Database> Engine<D> {
    /// Opens an inbox, whether or not anything was ever kept there.
    ///
    /// # Errors
    /// `internal` when SQL fails.
    pub fn open(db: D) -> Result<Self, Error> {
        let made = database::exists(&db)?;
        if made {
            schema::migrate(&db)?;
        }
        Ok(Self {
            db,
            made,
            last_errand: 0,
            under_way: Map::new(),
        })
    }

    /// A socket opened; `named` are all rooms of the person, by the directory. Answers what to tell that socket first.
    ///
    /// The directory may be stale, either way: the rooms in which it and the inbox do not agree are asked, and what
    /// they answer is told, whether or not it is news.
    ///
    /// # Errors
    /// `internal` when SQL fails.
    pub fn connect(
        &mut self,
        user: &UserId,
        named: &[RoomId],
        now: Millis,
    ) -> Outcome<Vec<InboxEvent>> {
        let named: Set<&RoomId> = named.iter().collect();
        let held = self.held()?;
        let (known, unnamed): (Vec<&Held>, Vec<&Held>) = held
            .iter()
            .filter(|held| held.seated)
            .partition(|held| named.contains(&held.shown.room));
        let settled: Set<&RoomId> = known.iter().map(|held| &held.shown.room).collect();
        let doubtful = named
            .into_iter()
            .filter(|room| !settled.contains(room))
            .chain(unnamed.iter().map(|held| &held.shown.room));
        let doubtful: Vec<RoomId> = doubtful.cloned().collect();

        let mut first = vec![InboxEvent::Inbox {
            rooms: known.iter().map(|held| held.shown.clone()).collect(),
            saved: self.saved()?,
        }];
        first.extend(self.take_reports()?);
        let ask = RoomRequest::News { user: user.clone() };
        Ok((first, self.run(Rc::new(ask), doubtful, now)?))
    }

    /// Does what is asked; `online` is whether any socket is open. Sockets are opened by [`Engine::connect`].
    ///
    /// # Errors
    /// `internal` when SQL fails.
    pub fn handle(
        &mut self,
        request: InboxRequest,
        online: bool,
        now: Millis,
    ) -> Outcome<InboxReply> {
        let user = request.user;
        let effects = match request.ask {
            Ask::Online => return Ok((InboxReply::Online(online), Vec::new())),
            Ask::Socket { .. } => Vec::new(),
            Ask::News(news) => self.hear(&news, false, online)?,
            Ask::Favour { room, on } => self.mark(&room, |held| held.shown.favourite = on)?,
            Ask::Hide { room, on } => self.mark(&room, |held| held.shown.hidden = on)?,
            Ask::Save { message, on } => match self.save(message, on, now)? {
                Some(effects) => effects,
                None => return Ok((InboxReply::Full, Vec::new())),
            },
            Ask::Saved { before, limit } => {
                let saved = match self.made {
                    true => saved::page(&self.db, before, limit)?,
                    false => Vec::new(),
                };
                return Ok((InboxReply::Saved(saved), Vec::new()));
            }
            Ask::Reported(report) => self.reported(report, online)?,
            Ask::SignOut { session, rooms } => self.sign_out(user, session, rooms, now)?,
            Ask::Errand { rooms, request } => self.run(request, rooms, now)?,
            Ask::Forget => self.forget()?,
        };
        Ok((InboxReply::Done, effects))
    }

    /// Takes a room's news in; `asked` is whether they were asked for, and are told even if they are none. Whoever calls
    /// those who are there now calls nobody who comes later: such a notice is taken as told, whether or not it is.
    fn hear(&mut self, news: &News, asked: bool, online: bool) -> Result<Vec<Effect>, Error> {
        let held = self.held_of(&news.room.id)?;
        let is_newer = news.version > held.version;
        if !is_newer && !asked {
            return Ok(Vec::new());
        }
        let mut after = held.clone();
        if is_newer {
            let record = serde_json::to_string(&news.room).map_err(Error::internal)?;
            after = held.after(news, record);
            self.hold(&after)?;
        }
        let mut events = Vec::new();
        if after.seated {
            if asked || !held.seated || after.record != held.record {
                let room = record(&after)?;
                events.push(InboxEvent::Membership { room, joined: true });
            }
            if asked || !held.seated || after.shown != held.shown {
                events.push(InboxEvent::Unread(after.shown));
            }
            let notices = news.notices.iter().filter(|_| is_newer);
            let new = notices.filter(|notice| {
                notice.seq > held.noticed && (notice.why != Why::Here || online && !asked)
            });
            events.extend(new.cloned().map(InboxEvent::Notice));
        } else if asked || held.seated {
            let room = news.room.clone();
            events.push(InboxEvent::Membership {
                room,
                joined: false,
            });
        }
        Ok(tell(events))
    }

    /// A room that was asked is no more.
    fn gone(&mut self, room: &RoomId) -> Result<Vec<Effect>, Error> {
        let held = self.held_of(room)?;
        if !held.seated {
            return Ok(Vec::new());
        }
        self.hold(&held.gone())?;
        Ok(tell(vec![InboxEvent::Membership {
            room: record(&held)?,
            joined: false,
        }]))
    }

    /// Changes what is the person's own about a room.
    fn mark(
        &mut self,
        room: &RoomId,
        change: impl FnOnce(&mut Held),
    ) -> Result<Vec<Effect>, Error> {
        let held = self.held_of(room)?;
        let mut after = held.clone();
        change(&mut after);
        if after == held {
            return Ok(Vec::new());
        }
        self.hold(&after)?;
        if after.seated {
            return Ok(tell(vec![InboxEvent::Unread(after.shown)]));
        }
        Ok(Vec::new())
    }

    /// Saves a message, or no longer; none when that would be one too many.
    fn save(
        &mut self,
        message: MessageId,
        on: bool,
        now: Millis,
    ) -> Result<Option<Vec<Effect>>, Error> {
        let is_saved = self.made && saved::has(&self.db, &message)?;
        if is_saved == on {
            return Ok(Some(Vec::new()));
        }
        if on {
            self.make()?;
            if saved::is_full(&self.db)? {
                return Ok(None);
            }
            saved::add(&self.db, &message, now)?;
        } else {
            saved::remove(&self.db, &message)?;
        }
        let MessageId { room, seq } = message;
        Ok(Some(tell(vec![InboxEvent::Saved { room, seq, on }])))
    }

    fn saved(&self) -> Result<Vec<MessageId>, Error> {
        if !self.made {
            return Ok(Vec::new());
        }
        Ok(saved::all(&self.db)?)
    }

    fn reported(&mut self, report: Box<Report>, online: bool) -> Result<Vec<Effect>, Error> {
        if online {
            return Ok(tell(vec![InboxEvent::Report { report }]));
        }
        self.make()?;
        let text = serde_json::to_string(&report).map_err(Error::internal)?;
        self.db.query(
            "INSERT INTO reports (id, report) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET report = excluded.report",
            &[Value::from(report.id.as_str()), Value::from(text)],
        )?;
        Ok(Vec::new())
    }

    fn take_reports(&self) -> Result<Vec<InboxEvent>, Error> {
        if !self.made {
            return Ok(Vec::new());
        }
        let rows = self
            .db
            .query("SELECT report FROM reports ORDER BY id", &[])?;
        if !rows.is_empty() {
            self.db.query("DELETE FROM reports", &[])?;
        }
        let reports = rows.iter().map(|row| {
            let report = json::read(row.text(0)?).map_err(Error::internal)?;
            Ok(InboxEvent::Report { report })
        });
        reports.collect()
    }

    /// The rooms are those of the directory and those known here: either list may lack some.
    fn sign_out(
        &mut self,
        user: UserId,
        session: Option<SessionId>,
        mut rooms: Vec<RoomId>,
        now: Millis,
    ) -> Result<Vec<Effect>, Error> {
        let held = self.held()?.into_iter().filter(|held| held.seated);
        rooms.extend(held.map(|held| held.shown.room));
        let mut effects = vec![Effect::SignOut(session.clone())];
        effects.extend(self.run(Rc::new(RoomRequest::SignOut { user, session }), rooms, now)?);
        Ok(effects)
    }

    /// What is left of errands is still done; the storage goes after the last.
    fn forget(&mut self) -> Result<Vec<Effect>, Error> {
        let mut effects = vec![Effect::SignOut(None)];
        if self.made {
            self.db.query("DELETE FROM rooms", &[])?;
            self.db.query("DELETE FROM saved", &[])?;
            self.db.query("DELETE FROM reports", &[])?;
            effects.extend(self.nothing_left()?);
        }
        Ok(effects)
    }

    /// An inbox in which nothing is kept any more needs no storage.
    fn nothing_left(&mut self) -> Result<Option<Effect>, Error> {
        if !self.made {
            return Ok(None);
        }
        let rows = self.db.query(
            "SELECT 1 FROM rooms UNION ALL SELECT 1 FROM saved UNION ALL SELECT 1 FROM reports
             UNION ALL SELECT 1 FROM errands LIMIT 1",
            &[],
        )?;
        if !rows.is_empty() {
            return Ok(None);
        }
        self.made = false;
        Ok(Some(Effect::Forget))
    }

    fn held(&self) -> Result<Vec<Held>, Error> {
        if !self.made {
            return Ok(Vec::new());
        }
        Ok(rooms::all(&self.db)?)
    }

    fn held_of(&self, room: &RoomId) -> Result<Held, Error> {
        if !self.made {
            return Ok(Held::unknown(room.clone()));
        }
        Ok(rooms::one(&self.db, room)?)
    }

    fn hold(&mut self, held: &Held) -> Result<(), Error> {
        self.make()?;
        Ok(rooms::save(&self.db, held)?)
    }

    fn make(&mut self) -> Result<(), Error> {
        if !self.made {
            schema::migrate(&self.db)?;
            self.made = true;
        }
        Ok(())
    }
}

fn tell(events: Vec<InboxEvent>) -> Vec<Effect> {
    if events.is_empty() {
        return Vec::new();
    }
    vec![Effect::Tell(events)]
}

fn record(held: &Held) -> Result<Room, Error> {
    json::read(&held.record).map_err(Error::internal)
}
