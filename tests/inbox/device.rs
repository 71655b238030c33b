//! A client that knows docs/PROTOCOL.md and nothing else: what it shows of its person's rooms.

use std::collections::{BTreeMap, BTreeSet};

use confab::wire::inbox::{InboxEvent, InboxRoom};
use confab::wire::types::{MessageId, Room, RoomId, Seq};

use crate::Check;

/// What one socket has told.
#[derive(Default)]
pub struct Shown {
    greeted: bool,
    /// The rooms in the sidebar, with their counts.
    pub rooms: BTreeMap<RoomId, InboxRoom>,
    /// As they look, where that was told.
    pub records: BTreeMap<RoomId, Room>,
    noticed: BTreeMap<RoomId, Seq>,
    pub notices: usize,
    pub reports: Vec<String>,
    /// The messages with a mark.
    pub saved: BTreeSet<MessageId>,
}

impl Shown {
    pub fn hear(&mut self, events: &[InboxEvent]) -> Check {
        for event in events {
            self.hear_one(event)?;
        }
        Ok(())
    }

    fn hear_one(&mut self, event: &InboxEvent) -> Check {
        if matches!(event, InboxEvent::Inbox { .. }) == self.greeted {
            return Err(format!("greeted: {}, and told {event:?}", self.greeted));
        }
        self.greeted = true;
        match event {
            InboxEvent::Inbox { rooms, saved } => {
                self.saved = saved.iter().cloned().collect();
                let rooms = rooms.iter().map(|room| (room.room.clone(), room.clone()));
                self.rooms = rooms.collect();
            }
            InboxEvent::Unread(room) => {
                self.rooms.insert(room.room.clone(), room.clone());
            }
            InboxEvent::Membership { room, joined: true } => {
                self.records.insert(room.id.clone(), room.clone());
            }
            InboxEvent::Membership {
                room,
                joined: false,
            } => {
                self.rooms.remove(&room.id);
                self.records.remove(&room.id);
            }
            InboxEvent::Notice(notice) => {
                let before = self.noticed.insert(notice.room.clone(), notice.seq);
                if before >= Some(notice.seq) {
                    return Err(format!("{notice:?} came after {before:?}"));
                }
                if !self.rooms.contains_key(&notice.room) {
                    return Err(format!("{notice:?} of a room that is not shown"));
                }
                self.notices += 1;
            }
            InboxEvent::Saved { room, seq, on } => {
                let (room, seq) = (room.clone(), *seq);
                let message = MessageId { room, seq };
                if self.saved.contains(&message) == *on {
                    return Err(format!("told of {message:?} what it shows already"));
                }
                match on {
                    true => self.saved.insert(message),
                    false => self.saved.remove(&message),
                };
            }
            InboxEvent::Report { report } => self.reports.push(report.id.clone()),
        }
        Ok(())
    }
}
