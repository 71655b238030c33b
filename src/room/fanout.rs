//! Events on their way out: serialised once, joined into frames, and given to everybody who is there.
//!
//! The first event after a quiet moment leaves at once. Under load frames leave at most every [`FRAME_MS`] with all
//! that has come since, so the cost of a socket's frame is shared by many messages. What nobody waits for (who came,
//! who types, who read) waits up to [`RELAXED_MS`], or goes along with the next frame.
//!
//! Almost everybody gets the same frame, so it is built once. Some get their own: an author, whose messages carry
//! their nonces; whoever is owed an answer; a socket that opened after the first of the events.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::wire::events::Event;
use crate::wire::limits;
use crate::wire::text::Nonce;
use crate::wire::types::{Author, Millis, UserId};

use super::effects::ConnectionId;

/// Least time between two frames, in milliseconds: below what people notice, and enough for a busy room to fill one.
pub const FRAME_MS: Millis = 20;
/// Longest wait of an event nobody waits for, in milliseconds. No timer may outlive it (a timer keeps a room awake).
pub const RELAXED_MS: Millis = 100;

/// When the next frame is to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing waits.
    Never,
    /// At once.
    Now,
    /// In so many milliseconds.
    In(Millis),
}

/// The frames of one flush.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Frames {
    /// For everybody without a frame of their own; empty when there is none.
    pub shared: String,
    /// For these alone; an empty one means nothing is to be sent.
    pub own: HashMap<ConnectionId, String>,
}

/// What waits to be sent.
#[derive(Debug, Default)]
pub struct Fanout {
    queue: Vec<Queued>,
    presence: BTreeMap<UserId, Option<Author>>,
    online: usize,
    openings: HashMap<ConnectionId, usize>,
    last_frame: Option<Millis>,
    prompt: bool,
}

#[derive(Debug)]
enum Queued {
    All {
        json: String,
        own: Option<(UserId, String)>,
    },
    One {
        to: ConnectionId,
        json: String,
    },
}

impl Fanout {
    /// Queues an event for everybody. With `own`, its author's sockets get it with the nonce.
    pub fn broadcast(&mut self, event: &Event, own: Option<(&UserId, &Nonce)>) {
        self.prompt |= !matches!(event, Event::Read { .. } | Event::Typing { .. });
        let json = serialised(event);
        let own = own.and_then(|(author, nonce)| {
            let open = json.strip_suffix('}')?;
            let nonce = serde_json::to_string(nonce).ok()?;
            Some((author.clone(), format!("{open},\"nonce\":{nonce}}}")))
        });
        self.queue.push(Queued::All { json, own });
    }

    /// Queues an event for one socket.
    pub fn tell(&mut self, to: ConnectionId, event: &Event) {
        self.prompt = true;
        self.queue.push(Queued::One {
            to,
            json: serialised(event),
        });
    }

    /// Remembers that a socket opened just now: what is queued already is in its `hello`, or was before it.
    pub fn opened(&mut self, connection: ConnectionId) {
        self.openings.insert(connection, self.queue.len());
    }

    /// Notes that somebody came (`Some`) or went, and how many are here now.
    pub fn presence(&mut self, user: &UserId, came: Option<Author>, online: usize) {
        self.presence.insert(user.clone(), came);
        self.online = online;
    }

    /// When to flush, if nothing else comes.
    #[must_use]
    pub fn due(&self, now: Millis) -> Due {
        if self.queue.is_empty() && self.presence.is_empty() {
            return Due::Never;
        }
        let pause = if self.prompt { FRAME_MS } else { RELAXED_MS };
        // A clock set back looks like a long wait ahead: then the frame goes at once.
        match self.last_frame {
            Some(last) if (0..pause).contains(&(now - last)) => Due::In(pause - (now - last)),
            _ if self.prompt => Due::Now,
            _ => Due::In(RELAXED_MS),
        }
    }

    /// Takes all that waits, as frames for the sockets that are open now.
    pub fn flush(&mut self, now: Millis, open: &HashMap<ConnectionId, UserId>) -> Frames {
        self.last_frame = Some(now);
        self.prompt = false;
        if let Some(presence) = self.take_presence() {
            let json = serialised(&presence);
            self.queue.push(Queued::All { json, own: None });
        }
        let queue = std::mem::take(&mut self.queue);
        let openings = std::mem::take(&mut self.openings);

        let mut shared = Joined::default();
        let mut addressed: HashSet<ConnectionId> = openings.keys().copied().collect();
        let mut authors: HashSet<&UserId> = HashSet::new();
        for queued in &queue {
            match queued {
                Queued::All { json, own } => {
                    shared.push(json);
                    authors.extend(own.as_ref().map(|(author, _)| author));
                }
                Queued::One { to, .. } => {
                    addressed.insert(*to);
                }
            }
        }
        let own = open
            .iter()
            .filter(|(id, user)| addressed.contains(id) || authors.contains(user))
            .map(|(id, user)| {
                let since = openings.get(id).copied().unwrap_or(0);
                let mut frame = Joined::default();
                for queued in queue.iter().skip(since) {
                    match queued {
                        Queued::All {
                            own: Some((author, json)),
                            ..
                        } if author == user => frame.push(json),
                        Queued::All { json, .. } => frame.push(json),
                        Queued::One { to, json } if to == id => frame.push(json),
                        Queued::One { .. } => {}
                    }
                }
                (*id, frame.close())
            })
            .collect();
        Frames {
            shared: shared.close(),
            own,
        }
    }

    fn take_presence(&mut self) -> Option<Event> {
        if self.presence.is_empty() {
            return None;
        }
        let changes = std::mem::take(&mut self.presence);
        let online_count = u32::try_from(self.online).unwrap_or(u32::MAX);
        let (mut joined, mut left) = (Vec::new(), Vec::new());
        if self.online <= limits::ONLINE_LISTED {
            for (user, came) in changes {
                match came {
                    Some(author) => joined.push(author),
                    None => left.push(user),
                }
            }
        }
        let listed = self.online <= limits::ONLINE_LISTED;
        Some(Event::Presence {
            joined,
            left,
            online_count: (!listed).then_some(online_count),
        })
    }
}

/// JSON values joined into an array.
#[derive(Default)]
struct Joined(String);

impl Joined {
    fn push(&mut self, json: &str) {
        self.0.push(if self.0.is_empty() { '[' } else { ',' });
        self.0.push_str(json);
    }

    fn close(mut self) -> String {
        if !self.0.is_empty() {
            self.0.push(']');
        }
        self.0
    }
}

/// Events hold only strings, numbers, lists and maps with string keys: serialising them cannot fail.
fn serialised(event: &Event) -> String {
    serde_json::to_string(event).unwrap_or_else(|_| "null".into())
}
