//! The person, their rooms and devices, and the network between all of them: what happens next is drawn from the seed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use confab::error::Error;
use confab::inbox::requests::{Ask, InboxRequest};
use confab::room::requests::{News, RoomReply, RoomRequest};
use confab::wire::inbox::{InboxEvent, InboxRoom};
use confab::wire::moderation::Report;
use confab::wire::types::{
    Author, MessageId, Millis, RoomId, RoomKind, SessionId, UserId, UserKind,
};

use crate::Check;
use crate::chance::Chance;
use crate::device::Shown;
use crate::fault::Fault;
use crate::object::{LinkKey, Meant, Object, Out};
use crate::room::Room;

const STARTED: Millis = 1_790_000_000_000;

pub struct World {
    pub steps: usize,
    /// What happened, when it is wanted.
    pub trace: Option<Vec<String>>,
    /// How often what happened, to see that a run is the storm it is meant to be.
    pub happened: BTreeMap<&'static str, usize>,
    chance: Chance,
    object: Object,
    rooms: Vec<Room>,
    /// The person's rooms, by the directory: it may lag, and lose some.
    index: BTreeSet<RoomId>,
    devices: Vec<Device>,
    links: BTreeMap<LinkKey, Link>,
    /// Sessions that are over, by the Worker's word.
    revoked: BTreeSet<SessionId>,
    /// On their way to the inbox.
    calls: Vec<Call>,
    /// Arrived there, and not yet answered.
    awaited: BTreeMap<u64, Call>,
    /// On their way to the rooms and back.
    questions: Vec<Question>,
    answers: Vec<Answer>,
    told_reports: BTreeSet<String>,
    /// What was saved, or no longer, and answered to be done.
    saves_answered: Vec<(MessageId, bool)>,
    /// What the tables were like when they were last checked, and the links that were compared with them.
    checked: (usize, u64, Option<Millis>),
    compared: BTreeSet<Option<LinkKey>>,
    /// The tables as they should be, counted on from the log.
    counted: Counted,
    /// Places in the log whose errands are done.
    settled: BTreeSet<usize>,
    now: Millis,
    numbers: u64,
    /// False at the end, when the network heals and nothing fails any more.
    stormy: bool,
}

struct Device {
    session: SessionId,
    link: Option<LinkKey>,
    shown: Shown,
}

struct Link {
    device: usize,
    session: SessionId,
    down: VecDeque<Down>,
    /// Whether the Worker has looked at the session once more and handed the socket over.
    handed_over: bool,
    opened: bool,
}

enum Down {
    Frame(Rc<[InboxEvent]>),
    Close(u16),
}

#[derive(Clone)]
enum Call {
    Open {
        link: LinkKey,
        session: SessionId,
        named: Vec<RoomId>,
    },
    News {
        room: usize,
        news: News,
    },
    Tell(Ask),
}

struct Question {
    running: u64,
    room: RoomId,
    request: RoomRequest,
}

struct Answer {
    running: u64,
    room: RoomId,
    answer: Result<RoomReply, Error>,
}

/// Notes what happens, if anybody wants to know.
macro_rules! note {
    ($world:expr, $($words:tt)*) => {
        if let Some(trace) = &mut $world.trace {
            trace.push(format!("step {}, at {}: {}", $world.steps, $world.now - STARTED, format!($($words)*)));
        }
    };
}

mod calls;
mod devices;
mod errands;
mod promises;
mod rest;

use promises::Counted;

impl World {
    pub fn from_seed(seed: u64, fault: Option<Fault>, traced: bool) -> Self {
        let mut chance = Chance::from_seed(seed);
        let many = chance.one_in(25);
        let number = if many {
            41 + chance.below(15)
        } else {
            1 + chance.below(5)
        };
        let rooms: Vec<Room> = (0..number)
            .map(|number| {
                let kinds = [RoomKind::Public, RoomKind::Private, RoomKind::Direct];
                Room::new(number, kinds[chance.below(3)])
            })
            .collect();
        let devices = (0..1 + chance.below(3))
            .map(|number| Device {
                session: SessionId(format!("session-{number}")),
                link: None,
                shown: Shown::default(),
            })
            .collect();
        let mut object = Object::new(fault);
        object.crashes = [None, Some(200), Some(40), Some(12)][chance.below(4)];
        Self {
            steps: 0,
            trace: traced.then(Vec::new),
            happened: BTreeMap::new(),
            chance,
            object,
            index: rooms.iter().map(|room| room.id.clone()).collect(),
            rooms,
            devices,
            links: BTreeMap::new(),
            revoked: BTreeSet::new(),
            calls: Vec::new(),
            awaited: BTreeMap::new(),
            questions: Vec::new(),
            answers: Vec::new(),
            told_reports: BTreeSet::new(),
            saves_answered: Vec::new(),
            checked: (0, 0, None),
            compared: BTreeSet::new(),
            counted: Counted::default(),
            settled: BTreeSet::new(),
            now: STARTED,
            numbers: 0,
            stormy: true,
        }
    }

    /// Lets many things happen, then lets everything come to rest, and checks all there is to check.
    pub fn run(&mut self) -> Check {
        let steps = 60 + self.chance.below(200);
        for step in 0..steps {
            self.steps = step;
            self.now += self.chance.between(0, 400);
            self.happen()?;
            self.check()?;
        }
        self.come_to_rest()
    }

    fn happen(&mut self) -> Check {
        let device = self.chance.below(self.devices.len());
        let room = self.chance.below(self.rooms.len());
        match self.chance.below(1_000) {
            0..110 => self.say(room),
            110..140 => {
                let back = self.chance.below(3) as u64;
                self.rooms[room].read(back);
            }
            140..155 => self.rooms[room].rename(),
            155..175 => self.move_seat(room),
            175..177 => self.destroy(room),
            177..185 => self.index_changes(room),
            185..285 => self.tell(room),
            285..470 => self.deliver_call()?,
            470..550 => self.connect(device),
            550..640 => self.hand_over(),
            640..790 => self.deliver_down()?,
            790..798 => self.cut(device),
            798..806 => self.server_notices(),
            806..826 => self.mark(room),
            826..834 => self.report(),
            834..842 => self.sign_out(device),
            842..855 => self.rename_them(),
            855..890 => self.ask_room(),
            890..920 => self.deliver_question(),
            920..950 => self.deliver_answer()?,
            950..970 => self.go_on()?,
            970..980 => {
                self.object.make_durable();
                self.distribute()?;
            }
            980..986 => self.crash()?,
            986..993 => self.save(room),
            _ => {
                if self.object.hibernate() {
                    self.count("hibernated");
                    note!(self, "the inbox sleeps");
                }
            }
        }
        Ok(())
    }

    fn say(&mut self, room: usize) {
        let (by_others, names_them) = (!self.chance.one_in(4), self.chance.one_in(4));
        if !self.rooms[room].destroyed {
            self.rooms[room].say(by_others, names_them);
        }
    }

    fn move_seat(&mut self, room: usize) {
        if self.rooms[room].destroyed {
            return;
        }
        let seated = !self.rooms[room].seated;
        self.rooms[room].seat(seated);
        if !seated {
            self.count("seat lost");
        }
        note!(self, "{} seated: {seated}", self.rooms[room].id);
        if self.chance.one_in(2) {
            self.index_follows(room);
        }
    }

    /// The room is deleted. Who sat there is told before, as far as the network lets the room.
    fn destroy(&mut self, room: usize) {
        self.count("room destroyed");
        note!(self, "{} is destroyed", self.rooms[room].id);
        self.rooms[room].destroyed = true;
        self.index.remove(&self.rooms[room].id);
    }

    fn index_changes(&mut self, room: usize) {
        if self.chance.one_in(3) {
            self.index.remove(&self.rooms[room].id);
        } else {
            self.index_follows(room);
        }
    }

    fn index_follows(&mut self, room: usize) {
        let room = &self.rooms[room];
        if room.seated && !room.destroyed {
            self.index.insert(room.id.clone());
        } else {
            self.index.remove(&room.id);
        }
    }

    fn crash(&mut self) -> Check {
        self.object.crash(&mut self.chance);
        self.crashed()
    }

    fn count(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }
}

fn them() -> UserId {
    UserId("ada".into())
}

fn author(name: String) -> Author {
    Author {
        id: them(),
        name,
        avatar: None,
        kind: UserKind::Member,
    }
}
