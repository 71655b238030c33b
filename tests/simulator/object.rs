//! The Durable Object around the room, without Cloudflare: turns, timers, hibernation, crashes, and the gate that
//! holds what leaves until what it tells is durable.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use confab::database::{Row, Value};
use confab::error::Error;
use confab::room::effects::ConnectionId;
use confab::room::engine::{Connection, Engine};
use confab::room::fanout::{Frames, SOCKET_US};
use confab::room::rates::Allowance;
use confab::room::requests::News;
use confab::room::turn::{Act, Awake};
use confab::wire::events::Event;
use confab::wire::types::{Author, Millis, Room, SeatRole, Seq, SessionId, UserId};

use crate::Check;
use crate::chance::Chance;
use crate::database::{Sql, Store};
use crate::fault::Fault;

/// A socket's two ends know it by this.
pub type LinkKey = u64;

/// What leaves the object. A `T` is the answer to a request.
pub enum Out<T> {
    Frame {
        link: LinkKey,
        events: Rc<[Event]>,
    },
    Close {
        link: LinkKey,
        code: u16,
    },
    Reply(T),
    News(UserId, Box<News>),
    /// The site is to note that files are attached.
    Attached(Vec<String>),
    /// It is to note that they are gone.
    Gone(Vec<String>),
}

/// How an event ended.
pub enum Turn<T> {
    Done(T),
    Refused(Error),
    /// The object is gone, and nobody was told anything.
    Crashed,
}

pub struct Object<T> {
    pub store: Rc<Store>,
    /// The sockets the runtime holds for the room.
    pub open: Sockets,
    /// Who has a seat, by the tables.
    pub seated: BTreeSet<UserId>,
    /// Sessions whose sockets the room was told to close.
    pub ended: BTreeSet<SessionId>,
    /// What has left.
    pub out: Vec<Out<T>>,
    /// Whether somebody is telling inboxes.
    pub telling: bool,
    /// Whether somebody is telling the site which files are gone.
    pub letting_go: bool,
    /// When the alarm rings, by a clock that nobody sets. It outlives the object.
    pub alarm: Option<Millis>,
    /// How often a turn ends in the middle: once in so many.
    pub crashes: Option<usize>,
    awake: Option<Awake<Sql>>,
    allowance: Allowance,
    /// Microseconds for each socket between two frames to all: a few sockets may pace as a crowd does.
    pub socket_us: Millis,
    fault: Option<Fault>,
    timers: Vec<Timer>,
    gate: Vec<Out<T>>,
}

pub type Sockets = BTreeMap<ConnectionId, Open>;

pub struct Open {
    pub link: LinkKey,
    pub connection: Connection,
}

/// Messages indexed at once: few, so that there are rooms with an index.
const INDEXED_BY: Seq = 8;

struct Timer {
    /// By a clock that nobody sets.
    fires: Millis,
    /// Waits for what was written, not for a time.
    for_durable: bool,
    until: Millis,
}

impl<T> Object<T> {
    pub fn new(room: &Room, owner: &Author, allowance: Allowance, fault: Option<Fault>) -> Self {
        let store = Store::new(fault.and_then(Fault::twist));
        store.begin(None);
        Engine::create(
            Sql(Rc::clone(&store)),
            room,
            &[(owner.clone(), SeatRole::Owner)],
            &[],
            allowance,
            room.created_at,
        )
        .unwrap();
        store.end();
        store.make_durable();
        Self {
            store,
            open: BTreeMap::new(),
            seated: BTreeSet::from([owner.id.clone()]),
            ended: BTreeSet::new(),
            out: Vec::new(),
            telling: false,
            letting_go: false,
            alarm: None,
            crashes: None,
            awake: None,
            allowance,
            socket_us: SOCKET_US,
            fault,
            timers: Vec::new(),
            gate: Vec::new(),
        }
    }

    /// One event.
    pub fn turn<R>(
        &mut self,
        chance: &mut Chance,
        clock: Clock,
        event: impl FnOnce(&mut Awake<Sql>, &mut Sockets, Millis) -> Result<(R, Vec<Act>), Error>,
    ) -> Check<Turn<R>> {
        let crash = self
            .crashes
            .is_some_and(|times| chance.one_in(times))
            .then(|| chance.below(4));
        self.store
            .begin((crash == Some(0)).then(|| chance.below(6)));
        let (stored, seated_before) = (self.newest(), self.seated.clone());
        let mut written = self.store.written();
        let done = self.wake().and_then(|mut awake| {
            // Waking may find that somebody is owed news.
            written = self.store.written();
            let done = event(&mut awake, &mut self.open, clock.now());
            if !matches!(done, Err(Error::Internal { .. })) {
                self.awake = Some(awake);
            }
            done
        });
        match done {
            Err(Error::Internal { cause }) => {
                self.store.undo();
                if !self.store.died() {
                    return Err(format!("the room failed by itself: {cause}"));
                }
                self.crash(chance);
                Ok(Turn::Crashed)
            }
            Err(refused) => {
                self.store.end();
                if self.store.written() != written {
                    return Err(format!("what was refused ({refused}) wrote something"));
                }
                self.let_out(chance);
                Ok(Turn::Refused(refused))
            }
            Ok((value, acts)) => {
                self.store.end();
                if self.store.written() != written {
                    self.seated = seated(&self.store);
                }
                self.check_authors(stored, &seated_before)?;
                // Between the turn and its effects, or in the midst of them.
                let cut = (crash == Some(1)).then(|| chance.below(acts.len() + 1));
                self.act(acts, cut, chance, clock)?;
                if cut.is_some() || crash == Some(2) {
                    self.crash(chance);
                    return Ok(Turn::Crashed);
                }
                self.let_out(chance);
                Ok(Turn::Done(value))
            }
        }
    }

    fn newest(&self) -> Seq {
        let rows = self
            .store
            .rows("SELECT coalesce(max(seq), 0) FROM messages", &[]);
        rows[0].count(0).unwrap()
    }

    /// Whoever was banned, kicked or barred, or left: nothing of theirs has a place after that.
    fn check_authors(&self, after: Seq, seated: &BTreeSet<UserId>) -> Check {
        let rows = self.store.rows(
            "SELECT author, seq FROM messages WHERE seq > ?",
            &[Value::from(after)],
        );
        match rows.iter().find(|row| !seated.contains(&user(row))) {
            Some(row) => Err(format!("{} has no seat and posted {row:?}", user(row))),
            None => Ok(()),
        }
    }

    /// What somebody has not read, and what of it is meant for them, by the tables.
    pub fn recount(&self, user: &UserId) -> (u64, u64) {
        let unread =
            "SELECT count(*) FROM messages m, people p WHERE p.user = ? AND m.seq > p.read_seq
            AND m.author <> p.user AND m.deleted_at IS NULL";
        let count = |also: &str| {
            let rows = self
                .store
                .rows(&format!("{unread}{also}"), &[Value::from(user.as_str())]);
            rows[0].count(0).unwrap()
        };
        (
            count(""),
            count(
                " AND (instr(coalesce(m.mentions, ''), p.user) OR instr(m.text, '<@everyone>') OR p.user IN
                (SELECT user FROM follows WHERE thread = m.thread AND follows AND m.seq > since))",
            ),
        )
    }

    /// Whoever began a thread, answers in it or is named there follows it, or has said otherwise.
    pub fn check_follows(&self) -> Check {
        let missing = self.store.rows(
            "SELECT m.thread, n.value FROM messages m JOIN messages r ON r.seq = m.thread,
                 json_each(json_insert(coalesce(m.mentions, '[]'), '$[#]', m.author, '$[#]', r.author)) n
             WHERE NOT EXISTS (SELECT 1 FROM follows f WHERE f.thread = m.thread AND f.user = n.value)",
            &[],
        );
        match missing.first() {
            Some(row) => Err(format!("is not drawn into the thread: {row:?}")),
            None => Ok(()),
        }
    }

    /// Who is here, and away from all their devices.
    pub fn idle(&self) -> BTreeSet<UserId> {
        let open = || self.open.values().map(|open| &open.connection);
        let back: BTreeSet<&UserId> = open().filter(|c| !c.idle).map(|c| &c.user).collect();
        let here = open().map(|c| &c.user);
        here.filter(|user| !back.contains(user)).cloned().collect()
    }

    /// Which message holds each file.
    pub fn files(&self) -> BTreeMap<String, Seq> {
        self.store
            .rows("SELECT id, seq FROM files WHERE kind <> 'gone'", &[])
            .iter()
            .map(|row| (row.text(0).unwrap().to_owned(), row.count(1).unwrap()))
            .collect()
    }

    /// How many inboxes are still to be told, and of how many files the site is.
    pub fn owed(&self) -> u64 {
        let rows = self
            .store
            .rows("SELECT (SELECT count(*) FROM people WHERE owed = 1) + (SELECT count(*) FROM files WHERE kind = 'gone')", &[]);
        rows[0].count(0).unwrap()
    }

    /// Sends news on its way, behind all that was sent.
    pub fn tell(&mut self, user: UserId, news: News) {
        self.gate.push(Out::News(user, Box::new(news)));
        if self.is_gate_open() {
            self.out.append(&mut self.gate);
        }
    }

    /// Tells the site of files that are gone, behind all that was sent.
    pub fn tell_gone(&mut self, ids: Vec<String>) {
        self.gate.push(Out::Gone(ids));
        if self.is_gate_open() {
            self.out.append(&mut self.gate);
        }
    }

    /// Answers the event whose turn is over, behind all it sent.
    pub fn reply(&mut self, reply: T) {
        self.gate.push(Out::Reply(reply));
        if self.is_gate_open() {
            self.out.append(&mut self.gate);
        }
    }

    /// The next timer that is due, if one is.
    pub fn due(&mut self, clock: Clock) -> Option<Millis> {
        let is_due = |timer: &Timer| {
            timer.fires <= clock.steady && (!timer.for_durable || self.store.is_durable())
        };
        let next = self.timers.iter().position(is_due)?;
        Some(self.timers.remove(next).until)
    }

    /// What was written is durable; whatever waited for that leaves.
    pub fn make_durable(&mut self) {
        self.store.make_durable();
        self.out.append(&mut self.gate);
    }

    /// The object ends here. What it had not told may be durable nevertheless.
    pub fn crash(&mut self, chance: &mut Chance) {
        if chance.one_in(2) {
            self.store.make_durable();
        } else {
            self.store.lose();
        }
        self.awake = None;
        self.telling = false;
        self.letting_go = false;
        self.timers.clear();
        self.gate.clear();
        self.open.clear();
        self.seated = seated(&self.store);
    }

    /// Sleeps with its sockets open, as it does when nothing is under way.
    pub fn hibernate(&mut self) -> bool {
        let sleeps = self.is_quiet();
        if sleeps {
            self.awake = None;
        }
        sleeps
    }

    /// Nothing waits to be written, sent, or woken for.
    pub fn is_quiet(&self) -> bool {
        self.store.is_durable()
            && self.gate.is_empty()
            && self.out.is_empty()
            && self.timers.is_empty()
            && !self.telling
            && !self.letting_go
    }

    /// How far everybody has read, by the tables.
    pub fn reads(&self) -> BTreeMap<UserId, Seq> {
        self.store
            .rows("SELECT user, read_seq FROM people", &[])
            .iter()
            .map(|row| (user(row), row.count(1).unwrap()))
            .collect()
    }

    fn wake(&mut self) -> Result<Awake<Sql>, Error> {
        if let Some(awake) = self.awake.take() {
            return Ok(awake);
        }
        let engine = Engine::open(Sql(Rc::clone(&self.store)), self.allowance)?
            .ok_or_else(|| Error::internal("the room is not there any more"))?;
        let open = self
            .open
            .values()
            .map(|open| open.connection.clone())
            .collect();
        Ok(Awake::new(engine, open)?
            .paced(self.socket_us)
            .indexed_by(INDEXED_BY))
    }

    fn act(
        &mut self,
        acts: Vec<Act>,
        cut: Option<usize>,
        chance: &mut Chance,
        clock: Clock,
    ) -> Check {
        let closing: BTreeSet<ConnectionId> = acts
            .iter()
            .filter_map(|act| match act {
                Act::Close { connection, .. } => Some(*connection),
                _ => None,
            })
            .collect();
        for act in acts.into_iter().take(cut.unwrap_or(usize::MAX)) {
            match act {
                Act::Send(frames) => self.send(&frames, &closing, chance)?,
                Act::Close { connection, .. } if self.fault == Some(Fault::RemovedStillHears) => {
                    let _ = connection;
                }
                Act::Close { connection, code } => {
                    if let Some(open) = self.open.remove(&connection) {
                        self.gate.push(Out::Close {
                            link: open.link,
                            code: code.number(),
                        });
                    }
                }
                Act::Keep { connection, idle } => {
                    let open = self.open.get_mut(&connection);
                    if let Some(open) = open.filter(|_| self.fault != Some(Fault::IdleNotKept)) {
                        open.connection.idle = idle;
                    }
                }
                Act::Tell => self.telling = true,
                Act::LetGo => self.letting_go = true,
                Act::Attached(ids) => self.gate.push(Out::Attached(ids)),
                Act::Alarm(at) => self.alarm = Some(clock.steady + at - clock.now()),
                // Whether they are looked for, and when, is tried in tests/previews.rs.
                Act::Note { .. } | Act::Look { .. } => {}
                Act::Erase => return Err("nobody ended the room".into()),
                Act::Wait { until, pause } => {
                    if !(0..=400).contains(&pause) {
                        return Err(format!("a timer of {pause} ms keeps the room awake"));
                    }
                    self.timers.push(Timer {
                        fires: clock.steady + pause,
                        for_durable: pause == 0,
                        until,
                    });
                }
            }
        }
        Ok(())
    }

    /// Gives every socket its frame, as `object.rs` does.
    fn send(
        &mut self,
        frames: &Frames,
        closing: &BTreeSet<ConnectionId>,
        chance: &mut Chance,
    ) -> Check {
        let shared = parsed(&frames.shared)?;
        for (id, open) in &self.open {
            let events = match frames.own.get(id) {
                Some(own) => parsed(own)?,
                None => shared.clone(),
            };
            let Some(events) = events else { continue };
            let Connection { user, session, .. } = &open.connection;
            if !closing.contains(id) {
                if !self.seated.contains(user) {
                    return Err(format!("{user} has no seat and is told {events:?}"));
                }
                if self.ended.contains(session) {
                    return Err(format!(
                        "{user} signed out of {session} and is told {events:?}"
                    ));
                }
            }
            if self.fault == Some(Fault::FrameSkipped) && chance.one_in(50) {
                continue;
            }
            self.gate.push(Out::Frame {
                link: open.link,
                events,
            });
        }
        Ok(())
    }

    fn let_out(&mut self, chance: &mut Chance) {
        // Most writes are durable within the millisecond; some are waited for, over several events.
        if !self.store.is_durable() && chance.one_in(2) {
            self.store.make_durable();
        }
        if self.is_gate_open() {
            self.out.append(&mut self.gate);
        }
    }

    fn is_gate_open(&self) -> bool {
        self.store.is_durable() || self.fault == Some(Fault::SendBeforeDurable)
    }
}

/// The two clocks: one that people set, and one that timers run by.
#[derive(Clone, Copy)]
pub struct Clock {
    pub steady: Millis,
    pub set_by: Millis,
}

impl Clock {
    pub fn now(self) -> Millis {
        self.steady + self.set_by
    }
}

fn parsed(frame: &str) -> Check<Option<Rc<[Event]>>> {
    if frame.is_empty() {
        return Ok(None);
    }
    let events: Vec<Event> = serde_json::from_str(frame)
        .map_err(|e| format!("an unreadable frame was sent ({e}): {frame}"))?;
    if events.is_empty() {
        return Err("an empty frame was sent".into());
    }
    Ok(Some(events.into()))
}

fn seated(store: &Store) -> BTreeSet<UserId> {
    store
        .rows(
            "SELECT user FROM people WHERE role IS NOT NULL AND barred = 0",
            &[],
        )
        .iter()
        .map(user)
        .collect()
}

fn user(row: &Row) -> UserId {
    UserId(row.text(0).unwrap().to_owned())
}
