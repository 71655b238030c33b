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
/// Sockets for each millisecond between two frames. Handing a frame to a socket takes some 30 µs of the one thread a
/// room has: so a full room spends a tenth of it on that, and not all.
const SOCKETS_PER_MS: usize = 3;
/// Longest time between two frames, in milliseconds, however many are here.
const CROWDED_FRAME_MS: Millis = 300;
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

    /// When to flush to so many sockets, if nothing else comes.
    #[must_use]
    pub fn due(&self, now: Millis, sockets: usize) -> Due {
        if self.queue.is_empty() && self.presence.is_empty() {
            return Due::Never;
        }
        let prompt = self.pause(now, sockets);
        if self.prompt {
            return if prompt == 0 {
                Due::Now
            } else {
                Due::In(prompt)
            };
        }
        let relaxed = frame_ms(sockets).max(RELAXED_MS);
        match self.last_frame {
            Some(last) if (0..relaxed).contains(&(now - last)) => Due::In(relaxed - (now - last)),
            _ => Due::In(RELAXED_MS),
        }
    }

    /// How long a prompt event that came now would wait, in milliseconds.
    #[must_use]
    pub fn pause(&self, now: Millis, sockets: usize) -> Millis {
        let pause = frame_ms(sockets);
        // A clock set back looks like a long wait ahead: then the frame goes at once.
        match self.last_frame {
            Some(last) if (0..pause).contains(&(now - last)) => pause - (now - last),
            _ => 0,
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

/// Least time between two frames to so many sockets, in milliseconds.
fn frame_ms(sockets: usize) -> Millis {
    let share = Millis::try_from(sockets / SOCKETS_PER_MS).unwrap_or(CROWDED_FRAME_MS);
    share.clamp(FRAME_MS, CROWDED_FRAME_MS)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::types::UserKind;

    const ADA: ConnectionId = ConnectionId(1);
    const BOB: ConnectionId = ConnectionId(2);
    const CYD: ConnectionId = ConnectionId(3);

    fn user(name: &str) -> UserId {
        UserId(name.into())
    }

    fn open() -> HashMap<ConnectionId, UserId> {
        HashMap::from([(ADA, user("ada")), (BOB, user("bob")), (CYD, user("cyd"))])
    }

    fn ack(id: u64) -> Event {
        Event::Ack {
            id: Some(id),
            seq: None,
        }
    }

    fn typing(name: &str) -> Event {
        Event::Typing { user: user(name) }
    }

    fn author(name: &str) -> Author {
        Author {
            id: user(name),
            name: name.into(),
            avatar: None,
            kind: UserKind::Member,
        }
    }

    #[test]
    fn everybody_shares_one_frame() {
        let mut fanout = Fanout::default();
        fanout.broadcast(&ack(1), None);
        fanout.broadcast(&ack(2), None);
        let frames = fanout.flush(0, &open());
        assert_eq!(
            frames.shared,
            r#"[{"type":"ack","id":1},{"type":"ack","id":2}]"#
        );
        assert!(frames.own.is_empty());
        assert_eq!(fanout.flush(1, &open()), Frames::default());
    }

    #[test]
    fn an_authors_sockets_see_the_nonce_as_if_it_were_serialised() {
        let mut fanout = Fanout::default();
        let nonce = Nonce::parse(r#"a"\b"#).unwrap();
        let mut event = typing("ada");
        fanout.broadcast(&event, Some((&user("ada"), &nonce)));
        let mut sockets = open();
        sockets.insert(ConnectionId(4), user("ada"));
        let frames = fanout.flush(0, &sockets);
        assert_eq!(frames.shared, r#"[{"type":"typing","user":"ada"}]"#);
        let own = r#"[{"type":"typing","user":"ada","nonce":"a\"\\b"}]"#;
        assert_eq!(frames.own.len(), 2);
        assert_eq!(frames.own[&ADA], own);
        assert_eq!(frames.own[&ConnectionId(4)], own);
        event = serde_json::from_str(&own[1..own.len() - 1]).unwrap();
        assert_eq!(event, typing("ada"));
    }

    #[test]
    fn an_answer_stands_where_it_was_given() {
        let mut fanout = Fanout::default();
        fanout.broadcast(&ack(1), None);
        fanout.tell(BOB, &ack(2));
        fanout.broadcast(&ack(3), None);
        let frames = fanout.flush(0, &open());
        assert_eq!(
            frames.shared,
            r#"[{"type":"ack","id":1},{"type":"ack","id":3}]"#
        );
        assert_eq!(
            frames.own,
            HashMap::from([(
                BOB,
                r#"[{"type":"ack","id":1},{"type":"ack","id":2},{"type":"ack","id":3}]"#.to_owned()
            )])
        );
    }

    #[test]
    fn a_socket_hears_nothing_from_before_it_opened() {
        let mut fanout = Fanout::default();
        fanout.broadcast(&ack(1), None);
        fanout.opened(CYD);
        fanout.tell(CYD, &ack(2));
        let frames = fanout.flush(0, &open());
        assert_eq!(frames.shared, r#"[{"type":"ack","id":1}]"#);
        assert_eq!(frames.own[&CYD], r#"[{"type":"ack","id":2}]"#);

        fanout.broadcast(&ack(3), None);
        fanout.opened(CYD);
        assert_eq!(fanout.flush(50, &open()).own[&CYD], "");
    }

    #[test]
    fn coming_and_going_are_joined() {
        let mut fanout = Fanout::default();
        fanout.presence(&user("ada"), Some(author("ada")), 2);
        fanout.presence(&user("bob"), Some(author("bob")), 3);
        fanout.presence(&user("ada"), None, 2);
        fanout.broadcast(&ack(1), None);
        assert_eq!(
            fanout.flush(0, &open()).shared,
            concat!(
                r#"[{"type":"ack","id":1},{"type":"presence","joined":"#,
                r#"[{"id":"bob","name":"bob","avatar":null,"kind":"member"}],"left":["ada"]}]"#
            )
        );
        fanout.presence(&user("ada"), Some(author("ada")), limits::ONLINE_LISTED + 1);
        assert_eq!(
            fanout.flush(50, &open()).shared,
            r#"[{"type":"presence","joined":[],"left":[],"online_count":201}]"#
        );
    }

    #[test]
    fn the_first_event_leaves_at_once_and_the_next_when_the_pause_is_over() {
        let mut fanout = Fanout::default();
        assert_eq!(fanout.due(1_000, 2), Due::Never);
        fanout.broadcast(&ack(1), None);
        assert_eq!(fanout.due(1_000, 2), Due::Now);
        fanout.flush(1_000, &open());
        fanout.broadcast(&ack(2), None);
        assert_eq!(fanout.due(1_005, 2), Due::In(15));
        assert_eq!(fanout.due(1_020, 2), Due::Now);
        // A clock set back holds nothing up.
        assert_eq!(fanout.due(1, 2), Due::Now);
    }

    #[test]
    fn what_nobody_waits_for_waits_for_company() {
        let mut fanout = Fanout::default();
        fanout.broadcast(&typing("ada"), None);
        assert_eq!(fanout.due(1_000, 2), Due::In(RELAXED_MS));
        fanout.presence(&user("bob"), None, 1);
        assert_eq!(fanout.due(1_000, 2), Due::In(RELAXED_MS));
        fanout.tell(BOB, &ack(1));
        assert_eq!(fanout.due(1_000, 2), Due::Now);
    }
}
