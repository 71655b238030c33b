//! The Durable Object around the inbox, without Cloudflare: turns, rounds, the alarm, hibernation, crashes, and the
//! gate that holds what leaves until what it tells is durable.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use confab::error::Error;
use confab::inbox::engine::{Effect, Engine, Round};
use confab::room::requests::{News, RoomRequest};
use confab::wire::inbox::InboxEvent;
use confab::wire::types::{MessageId, Millis, RoomId, SessionId};

use crate::Check;
use crate::chance::Chance;
use crate::database::{Sql, Store};
use crate::fault::Fault;

/// A socket's two ends know it by this.
pub type LinkKey = u64;

/// What leaves the object.
pub enum Out {
    Frame(LinkKey, Rc<[InboxEvent]>),
    Close(LinkKey, u16),
    /// The answer to a request, by its number.
    Reply(u64),
}

/// What an event meant to the tables, noted apart from them.
#[derive(Clone)]
pub enum Meant {
    Socket,
    News(News),
    Gone(RoomId),
    Favour(RoomId, bool),
    Hide(RoomId, bool),
    Save(MessageId, bool),
    Errand(Rc<RoomRequest>, Vec<RoomId>),
    Report(String),
    SignOut(Option<SessionId>, Vec<RoomId>),
    Forgotten,
}

/// A socket the runtime holds.
pub struct Socket {
    pub session: SessionId,
    /// How long the log was when it opened.
    pub since: usize,
}

/// A round under way.
pub struct Running {
    pub round: Round,
    pub waiting: VecDeque<RoomId>,
    pub asked: usize,
    /// The request whose answer waits for it.
    pub reply: Option<u64>,
}

pub struct Object {
    pub store: Rc<Store>,
    pub alarm: Option<Millis>,
    /// The sockets the runtime holds.
    pub sockets: BTreeMap<LinkKey, Socket>,
    pub running: BTreeMap<u64, Running>,
    /// All that was meant, in order, as far as it was not lost.
    pub log: Vec<Meant>,
    pub out: Vec<Out>,
    /// How often a turn ends in the middle: once in so many.
    pub crashes: Option<usize>,
    engine: Option<Engine<Sql>>,
    gate: Vec<Out>,
    durable_alarm: Option<Millis>,
    durable_log: usize,
    next_running: u64,
    fault: Option<Fault>,
    pub gave_up: usize,
}

impl Object {
    pub fn new(fault: Option<Fault>) -> Self {
        Self {
            store: Store::new(fault.and_then(Fault::twist)),
            alarm: None,
            sockets: BTreeMap::new(),
            running: BTreeMap::new(),
            log: Vec::new(),
            out: Vec::new(),
            crashes: None,
            engine: None,
            gate: Vec::new(),
            durable_alarm: None,
            durable_log: 0,
            next_running: 0,
            fault,
            gave_up: 0,
        }
    }

    /// One event. None when the object crashed in it: nobody was told anything.
    pub fn turn<T>(
        &mut self,
        chance: &mut Chance,
        meant: Option<Meant>,
        event: impl FnOnce(&mut Engine<Sql>) -> Result<(T, Vec<Effect>), Error>,
    ) -> Check<Option<(T, Vec<Round>)>> {
        let crash = self.crashes.is_some_and(|times| chance.one_in(times));
        let crash = crash.then(|| chance.below(3));
        self.store
            .begin((crash == Some(0)).then(|| chance.below(8)));
        let done = self.wake().and_then(|mut engine| {
            let done = event(&mut engine)?;
            self.engine = Some(engine);
            Ok(done)
        });
        let (value, effects) = match done {
            Ok(done) => done,
            Err(failed) => {
                self.store.undo();
                if !self.store.died() {
                    return Err(format!("the inbox failed by itself: {failed}"));
                }
                self.crash(chance);
                return Ok(None);
            }
        };
        self.store.end();
        self.log.extend(meant);
        let rounds = self.act(effects, chance)?;
        if crash.is_some_and(|point| point > 0) {
            self.crash(chance);
            return Ok(None);
        }
        self.let_out(chance);
        Ok(Some((value, rounds)))
    }

    /// Begins rounds; `reply` waits for the last of them, or for nothing.
    pub fn begin(&mut self, rounds: Vec<Round>, reply: Option<u64>) -> Check {
        let asked: usize = rounds.iter().map(|round| round.rooms.len()).sum();
        if asked > 40 {
            return Err(format!("{asked} rooms are asked in one invocation"));
        }
        let last = rounds.len();
        if last == 0 {
            self.gate.extend(reply.map(Out::Reply));
            self.open_gate();
        }
        for (place, round) in rounds.into_iter().enumerate() {
            self.next_running += 1;
            let running = Running {
                waiting: round.rooms.iter().cloned().collect(),
                round,
                asked: 0,
                reply: reply.filter(|_| place + 1 == last),
            };
            self.running.insert(self.next_running, running);
        }
        Ok(())
    }

    /// Answers a request behind all that was sent for it.
    pub fn reply(&mut self, reply: Option<u64>) {
        self.gate.extend(reply.map(Out::Reply));
        self.open_gate();
    }

    pub fn first_frame(&mut self, link: LinkKey, session: SessionId, events: Vec<InboxEvent>) {
        let since = self.log.len();
        self.sockets.insert(link, Socket { session, since });
        self.gate.push(Out::Frame(link, events.into()));
        self.open_gate();
    }

    pub fn make_durable(&mut self) {
        self.make_durable_silently();
        self.out.append(&mut self.gate);
    }

    /// The object ends here. What it had not told may be durable nevertheless.
    pub fn crash(&mut self, chance: &mut Chance) {
        if chance.one_in(2) {
            self.make_durable_silently();
        } else {
            self.store.lose();
            self.alarm = self.durable_alarm;
            self.log.truncate(self.durable_log);
        }
        self.engine = None;
        self.gate.clear();
        self.running.clear();
        self.sockets.clear();
    }

    /// Sleeps with its sockets open, as it does when nothing is under way.
    pub fn hibernate(&mut self) -> bool {
        let sleeps = self.is_quiet() && self.running.is_empty();
        if sleeps {
            self.engine = None;
        }
        sleeps
    }

    /// Nothing waits to be written or sent.
    pub fn is_quiet(&self) -> bool {
        self.store.is_durable() && self.gate.is_empty() && self.out.is_empty()
    }

    /// The runtime keeps an alarm until it was seen to.
    pub fn alarm_again(&mut self, due: Option<Millis>) {
        self.alarm = self.alarm.or(due);
        self.durable_alarm = self.durable_alarm.or(due);
    }

    fn make_durable_silently(&mut self) {
        self.store.make_durable();
        self.durable_alarm = self.alarm;
        self.durable_log = self.log.len();
    }

    fn wake(&mut self) -> Result<Engine<Sql>, Error> {
        match self.engine.take() {
            Some(engine) => Ok(engine),
            None => Engine::open(Sql(Rc::clone(&self.store))),
        }
    }

    fn act(&mut self, effects: Vec<Effect>, chance: &mut Chance) -> Check<Vec<Round>> {
        let mut rounds = Vec::new();
        for effect in effects {
            match effect {
                Effect::Tell(events) => {
                    if events.is_empty() {
                        return Err("an empty frame is sent".into());
                    }
                    let events: Rc<[InboxEvent]> = events.into();
                    for link in self.sockets.keys() {
                        if self.fault == Some(Fault::FrameSkipped) && chance.one_in(50) {
                            continue;
                        }
                        self.gate.push(Out::Frame(*link, Rc::clone(&events)));
                    }
                }
                Effect::SignOut(_) if self.fault == Some(Fault::SignedOutStillHears) => {}
                Effect::SignOut(session) => {
                    let ends = |socket: &Socket| {
                        session
                            .as_ref()
                            .is_none_or(|session| *session == socket.session)
                    };
                    let ended = self.sockets.iter().filter(|(_, socket)| ends(socket));
                    let ended: Vec<LinkKey> = ended.map(|(link, _)| *link).collect();
                    for link in ended {
                        self.sockets.remove(&link);
                        self.gate.push(Out::Close(link, 4401));
                    }
                }
                Effect::Ask(round) => rounds.push(*round),
                Effect::Alarm(_) if self.fault == Some(Fault::AlarmLost) => {}
                Effect::Alarm(at) => self.alarm = at,
                Effect::GaveUp(_) => self.gave_up += 1,
                Effect::Forget => self.wipe(),
            }
        }
        Ok(rounds)
    }

    fn wipe(&mut self) {
        let tables = self
            .store
            .rows("SELECT name FROM sqlite_master WHERE type = 'table'", &[]);
        for table in tables {
            let sql = format!("DROP TABLE {}", table.text(0).unwrap());
            self.store.rows(&sql, &[]);
        }
        self.alarm = None;
    }

    fn let_out(&mut self, chance: &mut Chance) {
        // An event that wrote nothing has nothing to wait for.
        if self.store.is_durable() || chance.one_in(4) {
            self.make_durable();
        }
        self.open_gate();
    }

    fn open_gate(&mut self) {
        if self.store.is_durable() || self.fault == Some(Fault::SendBeforeDurable) {
            self.out.append(&mut self.gate);
        }
    }
}
