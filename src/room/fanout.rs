//! Events on their way out: serialised once, joined into frames, and given to everybody who is there.
//!
//! The first event after a quiet moment leaves at once. Under load frames leave with all that has come since, so the
//! cost of a socket's frame is shared by many messages: to whoever is owed an answer, those who are talking, at most
//! every [`FRAME_MS`]; to all who listen at most every so many milliseconds more, the more they are. What nobody waits
//! for (who came, who types, who read) waits up to [`RELAXED_MS`], or goes along with the next frame for all.
//!
//! Almost everybody gets the same frame, so it is built once. Some get their own: an author, whose messages carry
//! their nonces; whoever is owed an answer; whoever has had the first of the events already, or opened after them.

use crate::map::{Map, Set};
use crate::wire::events::Event;
use crate::wire::limits;
use crate::wire::text::Nonce;
use crate::wire::types::{Author, Millis, UserId};

use super::effects::ConnectionId;

/// Least time between two frames, in milliseconds: below what people notice, and enough for a busy room to fill one.
pub const FRAME_MS: Millis = 20;
/// Time between two frames to all for each socket, in microseconds. Handing a frame to a socket takes some 30 of the one
/// thread a room has: so a crowded room spends less than a tenth of it on that, and not all.
pub const SOCKET_US: Millis = 500;
/// Longest time between two frames to all, in milliseconds, however many are here. No timer may outlive it: a timer
/// keeps a room awake.
const CROWDED_FRAME_MS: Millis = 400;
/// A timer may fire this much before the clock says so, in milliseconds.
const EARLY_MS: Millis = 2;
/// Longest wait of an event nobody waits for, in milliseconds, in a room that is not crowded.
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
    pub own: Map<ConnectionId, String>,
}

/// What waits to be sent.
#[derive(Debug)]
pub struct Fanout {
    socket_us: Millis,
    queue: Vec<Queued>,
    presence: Map<UserId, Option<Author>>,
    /// Who fell idle, or is back, since they came.
    idle: Map<UserId, bool>,
    online: usize,
    /// For whom the queue begins later: those who opened after, or have had, what stands before.
    since: Map<ConnectionId, usize>,
    /// When all were last sent a frame.
    last_frame: Option<Millis>,
    /// When anybody was.
    last_answer: Option<Millis>,
    /// Whether an answer waits.
    owed: bool,
    /// Whether something for all waits that people wait for.
    prompt: bool,
    /// Since when something waits that nobody waits for.
    relaxed_since: Option<Millis>,
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
    /// With so many microseconds between two frames to all for each socket: [`SOCKET_US`], but for tests that want a
    /// crowd of few.
    #[must_use]
    pub fn new(socket_us: Millis) -> Self {
        Self {
            socket_us,
            queue: Vec::new(),
            presence: Map::new(),
            idle: Map::new(),
            online: 0,
            since: Map::new(),
            last_frame: None,
            last_answer: None,
            owed: false,
            prompt: false,
            relaxed_since: None,
        }
    }

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
        self.owed = true;
        self.queue.push(Queued::One {
            to,
            json: serialised(event),
        });
    }

    /// Remembers that a socket opened just now: what is queued already is in its `hello`, or was before it.
    pub fn opened(&mut self, connection: ConnectionId) {
        self.since.insert(connection, self.queue.len());
    }

    /// Notes that somebody came (`Some`) or went, and how many are here now.
    pub fn presence(&mut self, user: &UserId, came: Option<Author>, online: usize) {
        self.idle.remove(user);
        self.presence.insert(user.clone(), came);
        self.online = online;
    }

    /// Notes that somebody who is here fell idle, or is back.
    pub fn idle(&mut self, user: UserId, idle: bool) {
        self.idle.insert(user, idle);
    }

    /// When to flush to so many sockets, if nothing else comes.
    pub fn due(&mut self, now: Millis, sockets: usize) -> Due {
        if self.queue.is_empty() && self.presence.is_empty() && self.idle.is_empty() {
            return Due::Never;
        }
        let answers = self.owed.then(|| self.answer_pause(now));
        let all = if self.prompt {
            self.pause(now, sockets)
        } else {
            self.relaxed_pause(now, sockets)
        };
        match answers.map_or(all, |pause| pause.min(all)) {
            0 => Due::Now,
            pause => Due::In(pause),
        }
    }

    /// How long an answer that came now would wait, in milliseconds.
    #[must_use]
    pub fn answer_pause(&self, now: Millis) -> Millis {
        left_of(self.last_answer, FRAME_MS, now)
    }

    /// How long an event for so many would wait, in milliseconds.
    fn pause(&self, now: Millis, sockets: usize) -> Millis {
        left_of(self.last_frame, self.frame_ms(sockets), now)
    }

    /// Least time between two frames to so many sockets, in milliseconds.
    fn frame_ms(&self, sockets: usize) -> Millis {
        let sockets = Millis::try_from(sockets).unwrap_or(Millis::MAX);
        let share = sockets.saturating_mul(self.socket_us) / 1_000;
        share.clamp(FRAME_MS, CROWDED_FRAME_MS)
    }

    fn relaxed_pause(&mut self, now: Millis, sockets: usize) -> Millis {
        let since = self.relaxed_since.filter(|since| *since <= now);
        let since = *self.relaxed_since.insert(since.unwrap_or(now));
        let pause = self.frame_ms(sockets).max(RELAXED_MS);
        left_of(Some(since), pause, now)
    }

    /// Takes what is due as frames for the sockets that are open now: all that waits for everybody, or, between two
    /// frames for all, for those who are owed an answer, with what came before it.
    pub fn flush(&mut self, now: Millis, open: &Map<ConnectionId, UserId>) -> Frames {
        let all = if self.prompt {
            self.pause(now, open.len())
        } else {
            self.relaxed_pause(now, open.len())
        };
        if all <= EARLY_MS || !(self.owed || self.prompt) {
            self.flush_all(now, open)
        } else {
            self.flush_answers(now, open)
        }
    }

    /// Takes all that waits.
    pub fn flush_all(&mut self, now: Millis, open: &Map<ConnectionId, UserId>) -> Frames {
        self.last_frame = Some(now);
        self.last_answer = Some(now);
        self.prompt = false;
        self.owed = false;
        self.relaxed_since = None;
        if let Some(presence) = self.take_presence() {
            let json = serialised(&presence);
            self.queue.push(Queued::All { json, own: None });
        }
        let mut shared = Joined::default();
        for queued in &self.queue {
            if let Queued::All { json, .. } = queued {
                shared.push(json);
            }
        }
        let addressed: Set<ConnectionId> = self.since.keys().copied().collect();
        let own = self.own_frames(open, &addressed);
        self.queue.clear();
        self.since.clear();
        Frames {
            shared: shared.close(),
            own,
        }
    }

    fn flush_answers(&mut self, now: Millis, open: &Map<ConnectionId, UserId>) -> Frames {
        if self.owed {
            self.last_answer = Some(now);
            self.owed = false;
        }
        let own = self.own_frames(open, &Set::new());
        for id in own.keys() {
            self.since.insert(*id, self.queue.len());
        }
        Frames {
            shared: String::new(),
            own,
        }
    }

    /// The frames of these, of authors, and of whoever is owed an answer.
    fn own_frames(
        &self,
        open: &Map<ConnectionId, UserId>,
        these: &Set<ConnectionId>,
    ) -> Map<ConnectionId, String> {
        let mut owed: Set<ConnectionId> = Set::new();
        let mut authors: Set<&UserId> = Set::new();
        for queued in &self.queue {
            match queued {
                Queued::All { own, .. } => authors.extend(own.as_ref().map(|(author, _)| author)),
                Queued::One { to, .. } => {
                    owed.insert(*to);
                }
            }
        }
        open.iter()
            .filter(|(id, user)| these.contains(id) || owed.contains(id) || authors.contains(user))
            .map(|(id, user)| (*id, self.own_frame(*id, user)))
            .collect()
    }

    fn own_frame(&self, id: ConnectionId, user: &UserId) -> String {
        let since = self.since.get(&id).copied().unwrap_or(0);
        let mut frame = Joined::default();
        for queued in self.queue.iter().skip(since) {
            match queued {
                Queued::All {
                    own: Some((author, json)),
                    ..
                } if author == user => frame.push(json),
                Queued::All { json, .. } => frame.push(json),
                Queued::One { to, json } if *to == id => frame.push(json),
                Queued::One { .. } => {}
            }
        }
        frame.close()
    }

    fn take_presence(&mut self) -> Option<Event> {
        if self.presence.is_empty() && self.idle.is_empty() {
            return None;
        }
        let changes = std::mem::take(&mut self.presence);
        let mut turned = std::mem::take(&mut self.idle);
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
        turned.retain(|_, _| listed);
        let (idle, active): (Vec<_>, Vec<_>) = turned.into_iter().partition(|(_, idle)| *idle);
        Some(Event::Presence {
            joined,
            left,
            idle: idle.into_iter().map(|(user, _)| user).collect(),
            active: active.into_iter().map(|(user, _)| user).collect(),
            online_count: (!listed).then_some(online_count),
        })
    }
}

/// What is left of a pause that began at a time. A clock set back looks like a long wait ahead: then nothing is left.
fn left_of(began: Option<Millis>, pause: Millis, now: Millis) -> Millis {
    match began {
        Some(began) if (0..pause).contains(&(now - began)) => pause - (now - began),
        _ => 0,
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

    fn open() -> Map<ConnectionId, UserId> {
        Map::from([(ADA, user("ada")), (BOB, user("bob")), (CYD, user("cyd"))])
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

    fn reaction(rev: u64) -> Event {
        Event::Reaction {
            rev,
            seq: 1,
            emoji: "👍".into(),
            user: user("ada"),
            on: true,
        }
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
        let mut fanout = Fanout::new(SOCKET_US);
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
        let mut fanout = Fanout::new(SOCKET_US);
        let nonce = Nonce::parse(r#"a"\b"#).unwrap();
        let mut event = typing("ada");
        fanout.broadcast(&event, Some((&user("ada"), &nonce)));
        let mut sockets = open();
        sockets.insert(ConnectionId(4), user("ada"));
        let frames = fanout.flush(0, &sockets);
        assert_eq!(frames.shared, r#"[{"type":"typing","user":"ada"}]"#);
        let own = r#"[{"type":"typing","user":"ada","nonce":"a\"\\b"}]"#;
        assert_eq!(frames.own.len(), 2);
        assert_eq!(frames.own.get(&ADA).unwrap(), own);
        assert_eq!(frames.own.get(&ConnectionId(4)).unwrap(), own);
        event = serde_json::from_str(&own[1..own.len() - 1]).unwrap();
        assert_eq!(event, typing("ada"));
    }

    #[test]
    fn an_answer_stands_where_it_was_given() {
        let mut fanout = Fanout::new(SOCKET_US);
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
            Map::from([(
                BOB,
                r#"[{"type":"ack","id":1},{"type":"ack","id":2},{"type":"ack","id":3}]"#.to_owned()
            )])
        );
    }

    #[test]
    fn a_socket_hears_nothing_from_before_it_opened() {
        let mut fanout = Fanout::new(SOCKET_US);
        fanout.broadcast(&ack(1), None);
        fanout.opened(CYD);
        fanout.tell(CYD, &ack(2));
        let frames = fanout.flush(0, &open());
        assert_eq!(frames.shared, r#"[{"type":"ack","id":1}]"#);
        assert_eq!(frames.own.get(&CYD).unwrap(), r#"[{"type":"ack","id":2}]"#);

        fanout.broadcast(&ack(3), None);
        fanout.opened(CYD);
        assert_eq!(fanout.flush(50, &open()).own.get(&CYD).unwrap(), "");
    }

    #[test]
    fn coming_and_going_are_joined() {
        let mut fanout = Fanout::new(SOCKET_US);
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
    fn who_is_idle_goes_along_with_who_came() {
        let mut fanout = Fanout::new(SOCKET_US);
        fanout.presence(&user("ada"), Some(author("ada")), 3);
        fanout.idle(user("ada"), true);
        fanout.idle(user("bob"), true);
        fanout.idle(user("bob"), false);
        fanout.idle(user("cyd"), true);
        fanout.presence(&user("cyd"), None, 2);
        assert_eq!(
            fanout.flush(0, &open()).shared,
            concat!(
                r#"[{"type":"presence","joined":[{"id":"ada","name":"ada","avatar":null,"kind":"member"}],"#,
                r#""left":["cyd"],"idle":["ada"],"active":["bob"]}]"#
            )
        );
        fanout.idle(user("bob"), true);
        assert_eq!(fanout.due(1_000, 2), Due::In(RELAXED_MS));
        assert_eq!(
            fanout.flush(1_100, &open()).shared,
            r#"[{"type":"presence","joined":[],"left":[],"idle":["bob"]}]"#
        );
    }

    #[test]
    fn the_first_event_leaves_at_once_and_the_next_when_the_pause_is_over() {
        let mut fanout = Fanout::new(SOCKET_US);
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
        let mut fanout = Fanout::new(SOCKET_US);
        fanout.broadcast(&typing("ada"), None);
        assert_eq!(fanout.due(1_000, 2), Due::In(RELAXED_MS));
        fanout.presence(&user("bob"), None, 1);
        assert_eq!(fanout.due(1_000, 2), Due::In(RELAXED_MS));
        fanout.tell(BOB, &ack(1));
        assert_eq!(fanout.due(1_000, 2), Due::Now);
    }

    #[test]
    fn in_a_crowd_those_who_talk_are_answered_before_all_are_told() {
        let crowd: Map<_, _> = (0..1_000)
            .map(|n| (ConnectionId(n), UserId(format!("user-{n}"))))
            .collect();
        let mut fanout = Fanout::new(SOCKET_US);
        fanout.broadcast(&typing("a"), None);
        fanout.flush_all(1_000, &crowd);

        fanout.broadcast(&reaction(1), None);
        assert_eq!(fanout.due(1_100, crowd.len()), Due::In(300));
        fanout.tell(
            ConnectionId(7),
            &Event::Ack {
                id: Some(1),
                seq: Some(1),
            },
        );
        assert_eq!(fanout.due(1_100, crowd.len()), Due::Now);
        let answers = fanout.flush(1_100, &crowd);
        assert_eq!(answers.shared, "");
        assert_eq!(answers.own.len(), 1);
        let answer = answers.own.get(&ConnectionId(7)).unwrap();
        assert!(answer.contains(r#""type":"reaction""#) && answer.contains(r#""type":"ack""#));

        fanout.broadcast(&reaction(2), None);
        assert_eq!(fanout.due(1_110, crowd.len()), Due::In(290));
        let all = fanout.flush(1_400, &crowd);
        assert_eq!(all.shared.matches(r#""type":"reaction""#).count(), 2);
        assert_eq!(all.own.len(), 1);
        assert_eq!(
            all.own
                .get(&ConnectionId(7))
                .unwrap()
                .matches(r#""type":"reaction""#)
                .count(),
            1
        );
        assert_eq!(fanout.due(1_400, crowd.len()), Due::Never);
    }
}
