//! People, their devices, and the network between them and the room: what happens next is drawn from the seed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use confab::error::Error;
use confab::room::effects::ConnectionId;
use confab::room::engine::{Asker, Connection};
use confab::room::fanout::SOCKET_US;
use confab::room::messages::Page;
use confab::room::rates::Allowance;
use confab::room::requests::{News, RoomReply, RoomRequest, Wish};
use confab::room::settings::Changes;
use confab::room::turn::Files;
use confab::wire::commands::Draft;
use confab::wire::events::{Event, Resume};
use confab::wire::text::{Emoji, Nonce, RoomName, Text};
use confab::wire::types::{
    Author, Head, Millis, Room, RoomId, RoomKind, Seq, SessionId, UserId, UserKind,
};
use serde_json::json;

use crate::Check;
use crate::chance::Chance;
use crate::device::Held;
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::object::{Clock, LinkKey, Object, Open, Out, Turn};

const STARTED: Millis = 1_790_000_000_000;
const HOUR: Millis = 3_600_000;
/// Replies asked for at once.
const THREAD_PAGE: usize = 5;
const EMOJI: [&str; 4] = ["👍", "❤️", "🎉", "👀"];

pub struct World {
    pub steps: usize,
    /// What happened, when it is wanted.
    pub trace: Option<Vec<String>>,
    chance: Chance,
    object: Object<Reply>,
    ledger: Ledger,
    clock: Clock,
    /// Whether rates are in force.
    limited: bool,
    /// False at the end, when the network heals and nothing fails any more.
    stormy: bool,
    people: Vec<Author>,
    devices: Vec<Device>,
    links: BTreeMap<LinkKey, Link>,
    calls: Vec<Call>,
    replies: Vec<Reply>,
    /// On its way to inboxes.
    news: Vec<(UserId, News)>,
    /// What the database of the site knows of files.
    site: BTreeMap<String, files::Uploaded>,
    /// Files that are gone, on their way to it.
    gone: Vec<Vec<String>>,
    /// What each inbox believes.
    inboxes: BTreeMap<UserId, News>,
    fault: Option<Fault>,
    /// Sessions that are over, by the Worker's word.
    revoked: BTreeMap<SessionId, UserId>,
    numbers: u64,
    seen_written: u64,
    /// How often what happened, to see that a run is the storm it is meant to be.
    pub happened: BTreeMap<&'static str, usize>,
}

struct Device {
    person: usize,
    session: SessionId,
    link: Option<LinkKey>,
    held: Held,
    /// As it was some time ago, with the cursor it had then.
    backup: Held,
    /// Sent, and not yet known to be stored.
    outbox: Vec<Draft>,
    sent: BTreeMap<u64, Sent>,
}

/// What a command or a request was about.
#[derive(Clone, Debug)]
enum Sent {
    Message(Nonce),
    Deletion(Seq),
    Other,
}

struct Link {
    id: ConnectionId,
    device: usize,
    up: VecDeque<String>,
    /// The files of the frame that is next, once they were looked up.
    files: Option<Files>,
    down: VecDeque<Down>,
    cursor: Option<Head>,
    /// Half open: nothing comes through any more, and nobody has noticed.
    silent: bool,
}

enum Down {
    Frame(Rc<[Event]>),
    Close(u16),
}

#[derive(Clone)]
struct Call {
    device: usize,
    sent: Sent,
    request: RoomRequest,
    /// The files it attaches, once they were looked up.
    files: Option<Files>,
}

struct Reply {
    device: usize,
    sent: Sent,
    outcome: Result<RoomReply, Error>,
}

/// Notes what happens, if anybody wants to know.
macro_rules! note {
    ($world:expr, $($words:tt)*) => {
        if let Some(trace) = &mut $world.trace {
            trace.push(format!("step {}, at {}: {}", $world.steps, $world.clock.now() - STARTED, format!($($words)*)));
        }
    };
}

mod fate;
mod files;
mod inboxes;
mod links;
mod network;
mod order;
mod people;
mod promises;
mod search;

impl World {
    pub fn from_seed(seed: u64, fault: Option<Fault>, traced: bool) -> Self {
        let mut chance = Chance::from_seed(seed);
        let limited = chance.one_in(3);
        let people: Vec<Author> = (0..3 + chance.below(6)).map(|n| author(n, 0)).collect();
        let devices = (0..people.len().max(3 + chance.below(10)))
            .map(|n| Device {
                person: n % people.len(),
                session: SessionId(format!("session-{n}")),
                link: None,
                held: Held::default(),
                backup: Held::default(),
                outbox: Vec::new(),
                sent: BTreeMap::new(),
            })
            .collect();
        let room = Room::new(
            RoomId("room".into()),
            "room".into(),
            String::new(),
            if chance.one_in(2) {
                RoomKind::Public
            } else {
                RoomKind::Private
            },
            STARTED,
        );
        // Few enough for people in a hurry to be told to wait.
        let allowance = Allowance {
            messages: 4,
            commands: 12,
        };
        let mut object = Object::new(&room, &people[0], allowance, fault);
        // Every other room is as slow with its few sockets as one with hundreds.
        object.socket_us = [SOCKET_US, 30_000][chance.below(2)];
        object.crashes = [None, Some(400), Some(100), Some(25)][chance.below(4)];
        let mut world = Self {
            steps: 0,
            trace: traced.then(Vec::new),
            chance,
            object,
            ledger: Ledger::default(),
            clock: Clock {
                steady: STARTED,
                set_by: 0,
            },
            limited,
            stormy: true,
            people,
            devices,
            links: BTreeMap::new(),
            calls: Vec::new(),
            replies: Vec::new(),
            news: Vec::new(),
            site: BTreeMap::new(),
            gone: Vec::new(),
            inboxes: BTreeMap::new(),
            fault,
            revoked: BTreeMap::new(),
            numbers: 0,
            seen_written: 0,
            happened: BTreeMap::new(),
        };
        for device in 0..world.people.len() {
            world.join(device);
        }
        world
    }

    /// Lets so many things happen, then lets everything come to rest, and checks all there is to check.
    pub fn run(&mut self, steps: usize) -> Check {
        self.settle()?;
        let flood = self.chance.one_in(30).then(|| self.chance.below(steps));
        for step in 0..steps {
            self.steps = step;
            if flood == Some(step) {
                self.flood()?;
            }
            self.pass_time()?;
            self.happen()?;
            self.check()?;
        }
        self.come_to_rest()
    }

    fn happen(&mut self) -> Check {
        let device = self.chance.below(self.devices.len());
        match self.chance.below(1_000) {
            0..100 => self.say(device),
            100..140 => self.retry(device),
            140..230 => self.command(device),
            230..410 => self.deliver_up()?,
            410..590 => self.deliver_down()?,
            590..630 => self.deliver_call()?,
            630..660 => self.deliver_reply()?,
            660..675 => self.tell()?,
            675..680 => self.let_go()?,
            680..700 => self.deliver_news()?,
            700..710 => self.deliver_gone()?,
            710..740 => self.durable()?,
            740..840 => self.connect(device)?,
            840..870 => self.cut(device),
            870..885 => self.silence(device),
            885..910 => self.device_notices(device),
            910..935 => self.server_notices()?,
            935..945 => self.join(device),
            945..949 => self.leave(device),
            949..953 => self.sign_out(device),
            953..957 => self.rename(device),
            957..959 => self.describe(device),
            959..963 => self.keep_order(device),
            963..967 => self.look_back(device),
            967..972 => self.babble(device),
            972..975 => self.set_clock(),
            975..978 => self.crash()?,
            978..990 => self.settle()?,
            _ => {
                self.settle()?;
                if self.object.hibernate() {
                    self.count("hibernated");
                    note!(self, "the room sleeps");
                }
            }
        }
        Ok(())
    }

    fn is_at_server(&self, key: LinkKey) -> bool {
        let id = self.links.get(&key).map(|link| link.id);
        id.and_then(|id| self.object.open.get(&id))
            .is_some_and(|open| open.link == key)
    }

    fn user(&self, device: usize) -> UserId {
        self.people[self.devices[device].person].id.clone()
    }

    fn asker(&self, device: usize) -> Asker {
        Asker {
            user: self.user(device),
            session: self.devices[device].session.clone(),
            admin: false,
            limited: self.limited,
        }
    }

    fn count(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }

    fn number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }
}

fn author(person: usize, times_renamed: u64) -> Author {
    Author {
        id: UserId(format!("00000000-0000-7000-8000-{person:012}")),
        name: format!("Person {person}, called {times_renamed}"),
        avatar: None,
        kind: if person % 4 == 3 {
            UserKind::Guest
        } else {
            UserKind::Member
        },
    }
}
