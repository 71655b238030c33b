//! People, their devices, and the network between them and the room: what happens next is drawn from the seed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use confab::error::Error;
use confab::room::effects::ConnectionId;
use confab::room::engine::{Asker, Connection};
use confab::room::messages::Page;
use confab::room::rates::Allowance;
use confab::room::requests::{RoomReply, RoomRequest};
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
        let room = Room {
            id: RoomId("room".into()),
            name: "room".into(),
            topic: String::new(),
            kind: if chance.one_in(2) {
                RoomKind::Public
            } else {
                RoomKind::Private
            },
            created_at: STARTED,
            archived_at: None,
        };
        // Few enough for people in a hurry to be told to wait.
        let allowance = Allowance {
            messages: 4,
            commands: 12,
        };
        let mut object = Object::new(&room, &people[0], allowance, fault);
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
            590..640 => self.deliver_call()?,
            640..690 => self.deliver_reply()?,
            690..740 => self.durable()?,
            740..840 => self.connect(device)?,
            840..870 => self.cut(device),
            870..885 => self.silence(device),
            885..910 => self.device_notices(device),
            910..935 => self.server_notices()?,
            935..945 => self.join(device),
            945..949 => self.leave(device),
            949..953 => self.sign_out(device),
            953..957 => self.rename(device),
            957..960 => self.describe(device),
            960..966 => self.look_back(device),
            966..972 => self.babble(device),
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

    // What people do.

    fn say(&mut self, device: usize) {
        let nonce = Nonce::parse(&format!("nonce-{}", self.number())).unwrap();
        let head = self.ledger.head().seq;
        let draft = Draft {
            text: Text::parse(&format!("text {} \"of\" {device} 🙂", self.numbers)).unwrap(),
            reply_to: (head > 0 && self.chance.one_in(6)).then_some(head),
            nonce: Some(nonce.clone()),
            attachments: Vec::new(),
        };
        let key = (self.user(device), nonce.as_str().to_owned());
        self.ledger.sends(key, draft.text.as_str());
        self.devices[device].outbox.push(draft.clone());
        self.post(device, draft);
    }

    /// Sends again what is not known to be stored, by whichever door.
    fn retry(&mut self, device: usize) {
        if let Some(draft) = self.chance.pick(&self.devices[device].outbox).cloned() {
            self.post(device, draft);
        }
    }

    fn post(&mut self, device: usize, draft: Draft) {
        let Some(nonce) = draft.nonce.clone() else {
            return;
        };
        let sent = Sent::Message(nonce.clone());
        if self.devices[device].link.is_some() && !self.chance.one_in(4) {
            let command = json!({
                "type": "send", "nonce": nonce.as_str(), "text": draft.text.as_str(), "reply_to": draft.reply_to,
            });
            self.frame(device, command, sent);
        } else {
            let asker = self.asker(device);
            self.call(device, sent, RoomRequest::Post { asker, draft });
        }
    }

    fn command(&mut self, device: usize) {
        let head = self.ledger.head().seq.max(1) as usize;
        let newer = head.saturating_sub(20);
        let mut seq = (newer + 1 + self.chance.below(head - newer)) as Seq;
        let own = self.ledger.seqs_of(&self.user(device));
        let emoji = EMOJI[self.chance.below(EMOJI.len())];
        let kind = self.chance.below(10);
        if kind < 5 {
            // Others' messages too, now and then: that is refused.
            seq = self.chance.pick(&own).copied().unwrap_or(seq);
        }
        let on = !self.chance.one_in(3);
        let (command, sent) = match kind {
            0..4 => {
                let text = format!("edit {}", self.number());
                (
                    json!({ "type": "edit", "seq": seq, "text": text }),
                    Sent::Other,
                )
            }
            4 => (json!({ "type": "delete", "seq": seq }), Sent::Deletion(seq)),
            5..7 => (
                json!({ "type": "react", "seq": seq, "emoji": emoji, "on": on }),
                Sent::Other,
            ),
            7 => (json!({ "type": "read", "seq": seq }), Sent::Other),
            8 => (json!({ "type": "typing" }), Sent::Other),
            _ => {
                let asker = self.asker(device);
                return self.call(device, Sent::Other, RoomRequest::Pin { asker, seq, on });
            }
        };
        if self.devices[device].link.is_some() && !self.chance.one_in(5) {
            return self.frame(device, command, sent);
        }
        let asker = self.asker(device);
        let request = match kind {
            0..4 => {
                let text = Text::parse(&format!("edit {}", self.number())).unwrap();
                RoomRequest::Edit { asker, seq, text }
            }
            4 => RoomRequest::Delete { asker, seq },
            5..7 => RoomRequest::React {
                asker,
                seq,
                emoji: Emoji::parse(emoji).unwrap(),
                on,
            },
            _ => RoomRequest::Read { asker, seq },
        };
        self.call(device, sent, request);
    }

    fn join(&mut self, device: usize) {
        let author = self.people[self.devices[device].person].clone();
        self.call(
            device,
            Sent::Other,
            RoomRequest::Join {
                author,
                as_owner: false,
            },
        );
    }

    fn leave(&mut self, device: usize) {
        let user = self.user(device);
        self.call(device, Sent::Other, RoomRequest::Leave { user });
    }

    fn sign_out(&mut self, device: usize) {
        let (user, ended) = (self.user(device), self.devices[device].session.clone());
        let session = (!self.chance.one_in(4)).then_some(ended);
        for (other, signed_in) in self.devices.iter().enumerate() {
            if other == device || (session.is_none() && self.user(other) == user) {
                self.revoked.insert(signed_in.session.clone(), user.clone());
            }
        }
        self.call(device, Sent::Other, RoomRequest::SignOut { user, session });
    }

    fn rename(&mut self, device: usize) {
        let person = self.devices[device].person;
        let times = self.number();
        self.people[person] = author(person, times);
        let author = self.people[person].clone();
        self.call(device, Sent::Other, RoomRequest::Rename { author });
    }

    fn describe(&mut self, device: usize) {
        let asker = self.asker(device);
        let name = RoomName::parse(&format!("room {}", self.number())).ok();
        self.call(
            device,
            Sent::Other,
            RoomRequest::Describe {
                asker,
                name,
                topic: None,
            },
        );
    }

    /// Reads what only those with a seat may.
    fn look_back(&mut self, device: usize) {
        let asker = self.asker(device);
        let request = match self.chance.below(4) {
            0 => RoomRequest::Pins { asker },
            1 => RoomRequest::Members {
                asker,
                after: None,
                limit: 10,
            },
            2 => RoomRequest::Seat { user: asker.user },
            _ => RoomRequest::History {
                asker,
                page: Page::Newest,
                limit: 5,
            },
        };
        self.call(device, Sent::Other, request);
    }

    /// Says what is no command.
    fn babble(&mut self, device: usize) {
        let babble = [
            "{",
            "[]",
            "",
            "\"send\"",
            r#"{"type":"sing"}"#,
            r#"{"type":"send","text":7}"#,
            r#"{"type":"send"}"#,
        ];
        let text = babble[self.chance.below(babble.len())];
        if let Some(link) = self.devices[device]
            .link
            .and_then(|key| self.links.get_mut(&key))
        {
            link.up.push_back(text.to_owned());
        }
    }

    fn frame(&mut self, device: usize, mut command: serde_json::Value, sent: Sent) {
        let id = self.number();
        command["id"] = json!(id);
        let Some(link) = self.devices[device]
            .link
            .and_then(|key| self.links.get_mut(&key))
        else {
            return;
        };
        link.up.push_back(command.to_string());
        note!(self, "device {device} sends {command}");
        self.devices[device].sent.insert(id, sent);
    }

    fn call(&mut self, device: usize, sent: Sent, request: RoomRequest) {
        note!(self, "device {device} asks {request:?}");
        self.calls.push(Call {
            device,
            sent,
            request,
        });
    }

    /// So much at once that nobody who was away can be told all of it.
    fn flood(&mut self) -> Check {
        let asker = Asker {
            user: self.people[0].id.clone(),
            limited: false,
        };
        note!(self, "a flood, while some are away");
        for device in 0..self.devices.len() {
            if self.chance.one_in(3) {
                self.cut(device);
            }
        }
        for _ in 0..520 {
            let draft = Draft {
                nonce: None,
                text: Text::parse("flood").unwrap(),
                reply_to: None,
                attachments: Vec::new(),
            };
            let asker = asker.clone();
            let call = Call {
                device: 0,
                sent: Sent::Other,
                request: RoomRequest::Post { asker, draft },
            };
            self.perform(call)?;
            self.clock.steady += 5;
        }
        Ok(())
    }

    // What the network does.

    fn deliver_up(&mut self) -> Check {
        let ready: Vec<LinkKey> = self
            .links
            .iter()
            .filter(|(_, link)| !link.up.is_empty())
            .map(|(key, _)| *key)
            .collect();
        let Some(&key) = self.chance.pick(&ready) else {
            return Ok(());
        };
        let doubled = self.stormy && self.chance.one_in(12);
        let Some(link) = self.links.get_mut(&key) else {
            return Ok(());
        };
        let Some(frame) = link.up.pop_front() else {
            return Ok(());
        };
        if doubled {
            link.up.push_back(frame.clone());
        }
        let (id, silent) = (link.id, link.silent);
        if silent || !self.is_at_server(key) {
            self.count("frame lost on its way up");
            return Ok(());
        }
        note!(self, "the room hears {frame} on link {key}");
        let written = self.object.store.written();
        let head = self.ledger.head();
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, now| {
                Ok(((), awake.frame(id, &frame, now)?))
            })?;
        if frame.contains(r#""type":"send""#) && self.object.store.written() > written + 1 {
            return Err(format!(
                "a message at {head:?} wrote more than its row and its nonce"
            ));
        }
        self.after(&turn)
    }

    fn deliver_down(&mut self) -> Check {
        let ready: Vec<LinkKey> = self
            .links
            .iter()
            .filter(|(_, link)| !link.down.is_empty())
            .map(|(key, _)| *key)
            .collect();
        let Some(&key) = self.chance.pick(&ready) else {
            return Ok(());
        };
        let Some(link) = self.links.get_mut(&key) else {
            return Ok(());
        };
        let Some(down) = link.down.pop_front() else {
            return Ok(());
        };
        let (device, silent) = (link.device, link.silent);
        if silent || self.devices[device].link != Some(key) {
            self.count("frame lost on its way down");
            return Ok(());
        }
        match down {
            Down::Frame(events) => {
                note!(self, "device {device} hears {events:?}");
                events.iter().try_for_each(|event| {
                    self.hear(device, event)
                        .map_err(|wrong| format!("device {device}: {wrong}"))
                })
            }
            Down::Close(code) => {
                note!(self, "device {device} is closed with {code}");
                self.count(match code {
                    4400 => "closed 4400",
                    4401 => "closed 4401",
                    4403 => "closed 4403",
                    _ => "closed otherwise",
                });
                self.devices[device].link = None;
                Ok(())
            }
        }
    }

    fn hear(&mut self, device: usize, event: &Event) -> Check {
        let user = self.user(device);
        let link = self.devices[device]
            .link
            .and_then(|key| self.links.get(&key));
        let cursor = link.and_then(|link| link.cursor);
        self.devices[device].held.hear(event)?;
        match event {
            Event::Ack { id: Some(id), seq } => match self.devices[device].sent.get(id).cloned() {
                Some(Sent::Message(nonce)) => {
                    self.stored(device, &nonce, seq.ok_or("an ack without a seq")?)
                }
                Some(Sent::Deletion(asked)) if *seq == Some(asked) => self.ledger.deleted(asked),
                Some(Sent::Other) => Ok(()),
                sent => Err(format!("{sent:?} was acknowledged by {event:?}")),
            },
            Event::Error { code, .. } => {
                self.count(if code == "too_fast" {
                    "command too fast"
                } else {
                    "command refused"
                });
                Ok(())
            }
            Event::Hello(hello) => {
                self.count(match hello.resume {
                    Resume::Delta if hello.messages.iter().any(|message| message.rev > 0) => {
                        "delta with changes"
                    }
                    Resume::Delta => "delta",
                    Resume::Reset if cursor.is_some_and(|at| at.seq > hello.head.seq) => {
                        "reset from the future"
                    }
                    Resume::Reset if cursor.is_some() => "reset beyond 500",
                    Resume::Reset => "reset without a cursor",
                });
                Ok(())
            }
            Event::Message { message, nonce } => {
                self.ledger.told(&user, message, nonce.as_deref())?;
                match nonce {
                    Some(nonce) => self.stored(device, &Nonce::parse(nonce).unwrap(), message.seq),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    fn stored(&mut self, device: usize, nonce: &Nonce, seq: Seq) -> Check {
        self.count("message acknowledged");
        self.devices[device]
            .outbox
            .retain(|draft| draft.nonce.as_ref() != Some(nonce));
        self.ledger
            .acknowledged((self.user(device), nonce.as_str().to_owned()), seq)
    }

    fn deliver_call(&mut self) -> Check {
        if self.calls.is_empty() {
            return Ok(());
        }
        let which = self.chance.below(self.calls.len());
        let call = self.calls.swap_remove(which);
        if self.stormy && call.request.is_repeatable() && self.chance.one_in(10) {
            self.calls.push(call.clone());
        }
        self.perform(call)
    }

    fn perform(&mut self, call: Call) -> Check {
        note!(self, "the room is asked {:?}", call.request);
        let request = call.request.clone();
        let asker = asker(&request).cloned();
        let was_seated = asker
            .as_ref()
            .is_none_or(|user| self.object.seated.contains(user));
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, now| {
                awake.handle(request, now)
            })?;
        if let (Turn::Done(_), RoomRequest::SignOut { session, user }) = (&turn, &call.request) {
            let over = self.revoked.iter().filter(|(over, whose)| match session {
                Some(session) => session == *over,
                None => *whose == user,
            });
            self.object
                .ended
                .extend(over.map(|(session, _)| session.clone()));
        }
        self.after(&turn)?;
        let Call { device, sent, .. } = call.clone();
        let outcome = match turn {
            Turn::Done(reply) if was_seated => {
                self.check_reply(&reply)?;
                Ok(reply)
            }
            Turn::Done(reply) => {
                return Err(format!("{asker:?} has no seat and is answered {reply:?}"));
            }
            Turn::Refused(refused) => {
                self.count("request refused");
                Err(refused)
            }
            Turn::Crashed => {
                // The Worker asks again what may be asked twice.
                if call.request.is_repeatable() {
                    self.calls.push(call);
                }
                return Ok(());
            }
        };
        self.object.reply(Reply {
            device,
            sent,
            outcome,
        });
        self.distribute()
    }

    fn check_reply(&self, reply: &RoomReply) -> Check {
        match reply {
            RoomReply::Messages { messages, .. } if self.object.store.is_durable() => messages
                .iter()
                .try_for_each(|message| self.ledger.shows(message.seq, Some(message))),
            _ => Ok(()),
        }
    }

    fn deliver_reply(&mut self) -> Check {
        if self.replies.is_empty() {
            return Ok(());
        }
        let which = self.chance.below(self.replies.len());
        let Reply {
            device,
            sent,
            outcome,
        } = self.replies.swap_remove(which);
        if self.stormy && self.chance.one_in(8) {
            note!(self, "an answer to device {device} is lost");
            self.count("answer lost");
            return Ok(());
        }
        note!(self, "device {device} is answered {outcome:?}");
        match (sent, outcome) {
            (Sent::Message(nonce), Ok(RoomReply::Message { message })) => {
                self.stored(device, &nonce, message.seq)
            }
            (Sent::Message(_), Ok(other)) => Err(format!("a message was answered with {other:?}")),
            (Sent::Deletion(seq), Ok(_)) => self.ledger.deleted(seq),
            (_, Err(Error::Internal { cause })) => Err(cause),
            _ => Ok(()),
        }
    }

    fn connect(&mut self, device: usize) -> Check {
        if self.devices[device].link.is_some() {
            return Ok(());
        }
        let user = self.user(device);
        if self.revoked.contains_key(&self.devices[device].session) {
            self.devices[device].session = SessionId(format!("later-session-{}", self.number()));
        }
        let mut cursor = self.devices[device].held.cursor();
        if self.stormy {
            match self.chance.below(20) {
                0 => cursor = None,
                // From another life of the room, such as one that a backup was restored over.
                1 => {
                    cursor = cursor.map(|at| Head {
                        seq: at.seq + 1_000,
                        rev: at.rev,
                    })
                }
                2 => {
                    let held = self.devices[device].backup.clone();
                    cursor = held.cursor();
                    self.devices[device].held = held;
                }
                3 => self.devices[device].backup = self.devices[device].held.clone(),
                _ => {}
            }
        }
        let key = self.number();
        let connection = Connection {
            id: ConnectionId(0),
            user: user.clone(),
            session: self.devices[device].session.clone(),
            limited: self.limited,
        };
        note!(
            self,
            "device {device} of {user} connects as link {key} with {cursor:?}"
        );
        let was_seated = self.object.seated.contains(&user);
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, open, now| {
                let id = awake.admit(&user)?;
                let connection = Connection { id, ..connection };
                open.insert(
                    id,
                    Open {
                        link: key,
                        connection: connection.clone(),
                    },
                );
                Ok((id, awake.connect(connection, cursor, now)?))
            })?;
        match &turn {
            Turn::Done(_) if !was_seated => {
                return Err(format!("{user} has no seat and was let in"));
            }
            Turn::Refused(refused) if was_seated => {
                return Err(format!("{user} was kept out: {refused}"));
            }
            Turn::Done(id) => {
                // The answer to the upgrade may be lost: then only the room thinks that there is a socket.
                let heard = !self.stormy || !self.chance.one_in(15);
                let (up, down) = Default::default();
                self.links.insert(
                    key,
                    Link {
                        id: *id,
                        device,
                        up,
                        down,
                        cursor,
                        silent: !heard,
                    },
                );
                if heard {
                    self.devices[device].link = Some(key);
                    self.devices[device].held.connecting();
                }
            }
            _ => {}
        }
        self.after(&turn)
    }

    /// The connection breaks, and the device knows.
    fn cut(&mut self, device: usize) {
        if let Some(key) = self.devices[device].link.take() {
            note!(self, "link {key} breaks");
        }
    }

    fn silence(&mut self, device: usize) {
        if let Some(link) = self.devices[device]
            .link
            .and_then(|key| self.links.get_mut(&key))
        {
            link.silent = true;
            self.count("connection half open");
            note!(self, "device {device} is cut off and does not know");
        }
    }

    /// A device finds that its connection is dead.
    fn device_notices(&mut self, device: usize) {
        let dead = |key: &LinkKey| {
            !self.is_at_server(*key) || self.links.get(key).is_none_or(|link| link.silent)
        };
        if self.devices[device].link.as_ref().is_some_and(dead) {
            self.devices[device].link = None;
            note!(self, "device {device} finds its link dead");
        }
    }

    /// The room is told that a socket is gone.
    fn server_notices(&mut self) -> Check {
        let is_dead = |key: LinkKey| {
            let link = self.links.get(&key);
            link.is_none_or(|link| link.silent || self.devices[link.device].link != Some(key))
        };
        let dead: Vec<ConnectionId> = self
            .object
            .open
            .iter()
            .filter(|(_, open)| is_dead(open.link))
            .map(|(id, _)| *id)
            .collect();
        let Some(&id) = self.chance.pick(&dead) else {
            return Ok(());
        };
        note!(self, "the room finds {id:?} gone");
        self.count("socket found gone");
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, open, now| {
                open.remove(&id);
                Ok(((), awake.gone(id, now)))
            })?;
        self.after(&turn)?;
        self.links.retain(|key, link| {
            self.devices[link.device].link == Some(*key) || self.object.open.contains_key(&link.id)
        });
        Ok(())
    }

    // Time, and the room's own fate.

    fn pass_time(&mut self) -> Check {
        self.clock.steady += self.chance.between(0, 12);
        while !self.chance.one_in(8) && self.tick()? {}
        Ok(())
    }

    /// Fires a timer that is due; false when none is.
    fn tick(&mut self) -> Check<bool> {
        let Some(until) = self.object.due(self.clock) else {
            return Ok(false);
        };
        let turn = self
            .object
            .turn(&mut self.chance, self.clock, |awake, _, now| {
                Ok(((), awake.tick(until, now)))
            })?;
        self.after(&turn)?;
        Ok(true)
    }

    fn set_clock(&mut self) {
        self.count("clock set");
        self.clock.set_by += self.chance.between(-5 * HOUR, 5 * HOUR);
        note!(self, "somebody sets the clock");
    }

    fn crash(&mut self) -> Check {
        self.object.crash(&mut self.chance);
        self.after::<()>(&Turn::Crashed)
    }

    fn durable(&mut self) -> Check {
        self.object.make_durable();
        self.after(&Turn::Done(()))
    }

    fn after<T>(&mut self, turn: &Turn<T>) -> Check {
        if matches!(turn, Turn::Crashed) {
            self.count("crash");
            note!(self, "the room crashed");
        }
        let written = self.object.store.written();
        if written != self.seen_written && self.object.store.is_durable() {
            self.seen_written = written;
            self.ledger.refresh(&self.object.store)?;
        }
        self.distribute()
    }

    fn distribute(&mut self) -> Check {
        for out in std::mem::take(&mut self.object.out) {
            match out {
                Out::Frame { link, events } => self.sends_down(link, Down::Frame(events)),
                Out::Close { link, code } => self.sends_down(link, Down::Close(code)),
                Out::Reply(reply) => self.replies.push(reply),
            }
        }
        Ok(())
    }

    fn sends_down(&mut self, key: LinkKey, down: Down) {
        if let Some(link) = self.links.get_mut(&key) {
            link.down.push_back(down);
        }
    }

    /// All that is under way arrives, unless it was lost already.
    fn settle(&mut self) -> Check {
        for _ in 0..10_000 {
            self.clock.steady += 5;
            while self.tick()? {}
            self.deliver_up()?;
            self.deliver_down()?;
            self.deliver_call()?;
            self.deliver_reply()?;
            if self
                .links
                .values()
                .all(|link| link.up.is_empty() && link.down.is_empty())
                && self.calls.is_empty()
                && self.replies.is_empty()
            {
                self.durable()?;
                if self.object.is_quiet() && self.links.values().all(|link| link.down.is_empty()) {
                    return Ok(());
                }
            }
        }
        Err("what is under way never comes to an end".into())
    }

    // What must be so.

    fn check(&mut self) -> Check {
        if !self.object.is_quiet() {
            return Ok(());
        }
        for device in 0..self.devices.len() {
            if self.has_caught_up(device) {
                self.count("device compared with the tables");
                self.compare(device)
                    .map_err(|wrong| format!("device {device}: {wrong}"))?;
            }
        }
        Ok(())
    }

    fn has_caught_up(&self, device: usize) -> bool {
        let device = &self.devices[device];
        device.link.is_some_and(|key| {
            let link = &self.links[&key];
            device.held.is_greeted()
                && !link.silent
                && link.down.is_empty()
                && self.is_at_server(key)
        })
    }

    fn compare(&mut self, device: usize) -> Check {
        let held = &mut self.devices[device].held;
        self.ledger.compare(held)?;
        let here: BTreeSet<&UserId> = self
            .object
            .open
            .values()
            .map(|open| &open.connection.user)
            .collect();
        if !held.online.keys().eq(here.iter().copied()) {
            return Err(format!(
                "sees {:?}, and here are {here:?}",
                held.online.keys()
            ));
        }
        Ok(())
    }

    /// The network heals, everybody comes back and sends again what was not acknowledged, and all must be right.
    fn come_to_rest(&mut self) -> Check {
        self.stormy = false;
        self.object.crashes = None;
        note!(self, "everything heals");
        for _ in 0..200 {
            self.clock.steady += 10_000;
            for device in 0..self.devices.len() {
                self.device_notices(device);
                self.connect(device)?;
                self.retry(device);
            }
            for _ in 0..self.devices.len() {
                self.server_notices()?;
            }
            self.settle()?;
            if self.is_at_rest() {
                return self.check_at_rest();
            }
        }
        let waiting: Vec<_> = self.devices.iter().map(|device| &device.outbox).collect();
        Err(format!("the room never came to rest: {waiting:?}"))
    }

    fn is_at_rest(&self) -> bool {
        self.devices.iter().all(|device| {
            let seated = self.object.seated.contains(&self.people[device.person].id);
            !seated
                || (device.link.is_some_and(|key| self.is_at_server(key))
                    && device.outbox.is_empty())
        }) && self.object.open.len()
            == self
                .devices
                .iter()
                .filter(|device| device.link.is_some())
                .count()
    }

    fn check_at_rest(&mut self) -> Check {
        for device in 0..self.people.len() {
            let author = self.people[device].clone();
            self.call(device, Sent::Other, RoomRequest::Rename { author });
        }
        self.settle()?;
        self.ledger.audit(&self.object.store)?;
        let reads: BTreeMap<UserId, Seq> = self.object.reads();
        for device in 0..self.devices.len() {
            let seated = self.object.seated.contains(&self.user(device));
            if seated != self.has_caught_up(device) {
                return Err(format!(
                    "device {device}: seated {seated}, and caught up: {}",
                    !seated
                ));
            }
            if seated {
                self.compare(device)
                    .map_err(|wrong| format!("device {device}: {wrong}"))?;
                self.ledger.compare_all(&mut self.devices[device].held)?;
                for (user, seq) in &self.devices[device].held.reads {
                    if reads.get(user) < Some(seq) {
                        return Err(format!(
                            "device {device} thinks that {user} has read {seq}: {reads:?}"
                        ));
                    }
                }
                for (user, seen) in &self.devices[device].held.online {
                    if self
                        .people
                        .iter()
                        .all(|author| author.id != *user || author.name != seen.name)
                    {
                        return Err(format!("device {device} knows {user} as {}", seen.name));
                    }
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
        id: UserId(format!("user-{person}")),
        name: format!("Person {person}, called {times_renamed}"),
        avatar: None,
        kind: if person % 4 == 3 {
            UserKind::Guest
        } else {
            UserKind::Member
        },
    }
}

/// Who must have a seat for this to be answered.
fn asker(request: &RoomRequest) -> Option<&UserId> {
    match request {
        RoomRequest::Post { asker, .. }
        | RoomRequest::Edit { asker, .. }
        | RoomRequest::Delete { asker, .. }
        | RoomRequest::React { asker, .. }
        | RoomRequest::Pin { asker, .. }
        | RoomRequest::Pins { asker }
        | RoomRequest::Read { asker, .. }
        | RoomRequest::Members { asker, .. }
        | RoomRequest::Describe { asker, .. }
        | RoomRequest::History { asker, .. } => Some(&asker.user),
        RoomRequest::Seat { user } => Some(user),
        _ => None,
    }
}
