//! A client that knows docs/PROTOCOL.md and nothing else: what it was told, in the order it was told.

use std::collections::{BTreeMap, BTreeSet};

use confab::wire::events::{Event, Hello, Resume};
use confab::wire::types::{Author, Head, Message, Room, Seq, UserId};

use crate::Check;

/// What a device holds of the room, across its connections.
#[derive(Clone, Default)]
pub struct Held {
    /// The cursor: all up to here has been seen.
    pub head: Head,
    /// The oldest message held; what is older was never asked for.
    pub from: Seq,
    pub messages: BTreeMap<Seq, Message>,
    pub room: Option<Room>,
    pub online: BTreeMap<UserId, Author>,
    pub idle: BTreeSet<UserId>,
    pub reads: BTreeMap<UserId, Seq>,
    /// Changed since it was last compared with the tables.
    pub touched: BTreeSet<Seq>,
    /// How many of the tables' changes it has been compared with.
    pub compared: usize,
    /// Whether this connection's `hello` has come.
    greeted: bool,
}

impl Held {
    /// A new connection: everything before its `hello` would be out of order.
    pub fn connecting(&mut self) {
        self.greeted = false;
    }

    pub fn is_greeted(&self) -> bool {
        self.greeted
    }

    /// What the device asks to be told from.
    pub fn cursor(&self) -> Option<Head> {
        (self.from > 0).then_some(self.head)
    }

    /// Takes an event in; the commands' answers are not its business.
    pub fn hear(&mut self, event: &Event) -> Check {
        if let Event::Hello(hello) = event {
            if std::mem::replace(&mut self.greeted, true) {
                return Err("hello came twice".into());
            }
            return self.greet(hello);
        }
        if !self.greeted {
            return Err(format!("told before hello: {event:?}"));
        }
        match event {
            Event::Message { message, .. } => self.new_message(message)?,
            Event::Changed { rev, message } => {
                self.next_rev(*rev)?;
                if message.rev != *rev || message.seq > self.head.seq {
                    return Err(format!(
                        "changed at {rev}, after {:?}: {message:?}",
                        self.head
                    ));
                }
                self.put(message);
            }
            Event::Reaction {
                rev,
                seq,
                emoji,
                user,
                on,
            } => {
                self.next_rev(*rev)?;
                self.touched.insert(*seq);
                if let Some(message) = self.messages.get_mut(seq) {
                    message.rev = *rev;
                    react(message, emoji, user, *on)?;
                }
            }
            Event::Read { user, seq } => {
                let before = self.reads.insert(user.clone(), *seq);
                if before.is_some_and(|before| before > *seq) {
                    return Err(format!("{user} has read less than before"));
                }
            }
            Event::Presence {
                joined,
                left,
                idle,
                active,
                ..
            } => {
                for author in joined {
                    self.idle.remove(&author.id);
                    self.online.insert(author.id.clone(), author.clone());
                }
                for user in left {
                    self.idle.remove(user);
                    self.online.remove(user);
                }
                self.idle.extend(idle.iter().cloned());
                for user in active {
                    self.idle.remove(user);
                }
            }
            Event::Room { room } => self.room = Some(room.clone()),
            Event::Hello(_)
            | Event::Ack { .. }
            | Event::Error { .. }
            | Event::Typing { .. }
            | Event::Seat { .. } => {}
        }
        Ok(())
    }

    fn greet(&mut self, hello: &Hello) -> Check {
        if hello.resume == Resume::Reset {
            self.messages.clear();
            self.from = hello
                .messages
                .first()
                .map_or(hello.head.seq + 1, |first| first.seq);
            self.head.seq = self.from - 1;
        }
        for message in &hello.messages {
            if message.seq <= self.head.seq {
                self.put(message);
            } else {
                self.new_message(message)?;
            }
        }
        if self.head.seq != hello.head.seq {
            return Err(format!(
                "after hello at {:?}, and its head is {:?}",
                self.head, hello.head
            ));
        }
        self.head = hello.head;
        self.room = Some(hello.room.clone());
        self.reads = hello.reads.clone().into_iter().collect();
        self.idle = hello.idle.iter().cloned().collect();
        let users: BTreeMap<&UserId, &Author> =
            hello.users.iter().map(|user| (&user.id, user)).collect();
        self.online.clear();
        for id in &hello.online {
            let author = users
                .get(id)
                .ok_or_else(|| format!("hello does not say who {id} is"))?;
            self.online.insert(id.clone(), Author::clone(author));
        }
        Ok(())
    }

    fn new_message(&mut self, message: &Message) -> Check {
        if message.seq != self.head.seq + 1 {
            return Err(format!(
                "message {} came after {}",
                message.seq, self.head.seq
            ));
        }
        self.head.seq = message.seq;
        self.put(message);
        Ok(())
    }

    fn next_rev(&mut self, rev: u64) -> Check {
        if rev != self.head.rev + 1 {
            return Err(format!("change {rev} came after {}", self.head.rev));
        }
        self.head.rev = rev;
        Ok(())
    }

    fn put(&mut self, message: &Message) {
        if message.seq >= self.from {
            self.touched.insert(message.seq);
            self.messages.insert(message.seq, message.clone());
        }
    }
}

fn react(message: &mut Message, emoji: &str, user: &UserId, on: bool) -> Check {
    let those = message.reactions.entry(emoji.to_owned()).or_default();
    let there = those.iter().position(|other| other == user);
    match (there, on) {
        (None, true) => those.push(user.clone()),
        (Some(place), false) => {
            those.remove(place);
        }
        _ => {
            return Err(format!(
                "a reaction changed nothing: {emoji} by {user} on {}",
                message.seq
            ));
        }
    }
    if those.is_empty() {
        message.reactions.remove(emoji);
    }
    Ok(())
}
