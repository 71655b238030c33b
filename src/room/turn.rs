//! A room while it is awake: the engine, the events that wait to leave, and when they do.
//!
//! Pure, so that the simulator runs what the Durable Object runs. Each method is one event, taken in one synchronous
//! turn; the caller then does the [`Act`]s in order, before the next event, and lets nothing out before what the turn
//! wrote is durable. After an `internal` error the caller throws the room away, with its sockets and with all that was
//! not yet durable, and wakes it anew.

mod alarm;

pub use super::effects::Act;
use super::effects::{ConnectionId, Effect};
use super::engine::{Asker, Connection, Engine};
use super::fanout::{Due, FRAME_MS, Fanout, SOCKET_US};
use super::requests::{RoomReply, RoomRequest};
use crate::database::Database;
use crate::error::Error;
use crate::map::Map;
use crate::wire::types::{Head, Media, Millis, Seq, UserId};

/// What is in memory while a room is awake. All of it is a cache of the tables and of the open sockets.
#[derive(Debug)]
pub struct Awake<D> {
    engine: Engine<D>,
    people: Map<ConnectionId, UserId>,
    last_number: u32,
    fanout: Fanout,
    /// When the timer fires that is under way.
    timer: Option<Millis>,
    /// Frames that came in while the room waits to send: they go through the engine together, and into one commit.
    waiting: Vec<Incoming>,
    /// Whether somebody is telling inboxes.
    telling: bool,
    /// Whether somebody is telling the site which files are gone.
    letting_go: bool,
    /// When the alarm is set for, as far as is known.
    alarm: Option<Millis>,
    /// Whether it has rung and is not wound up yet: until then it is only noted when it is to ring again.
    ringing: bool,
}

/// A text frame that came in.
#[derive(Debug)]
struct Incoming {
    from: ConnectionId,
    frame: String,
    files: Files,
    at: Millis,
}

/// The files that a frame attaches, as far as there are such; or why nobody knows.
pub type Files = Result<Vec<Media>, Error>;

/// Frames that may wait at most: past it a flood is taken as it comes, and costs its senders their rates.
const WAITING_MOST: usize = 512;

impl<D: Database> Awake<D> {
    /// Wakes a room, with the sockets that stayed open while it slept.
    ///
    /// # Errors
    /// `internal` only.
    pub fn new(mut engine: Engine<D>, open: Vec<Connection>) -> Result<Self, Error> {
        let people: Map<_, _> = open.iter().map(|c| (c.id, c.user.clone())).collect();
        let last_number = people.keys().map(|id| id.0).max().unwrap_or(0);
        engine.restore(open);
        engine.awoke()?;
        Ok(Self {
            engine,
            people,
            last_number,
            fanout: Fanout::new(SOCKET_US),
            timer: None,
            waiting: Vec::new(),
            telling: false,
            letting_go: false,
            alarm: None,
            ringing: false,
        })
    }

    /// With another pace than a room's own: see [`Fanout::new`].
    #[must_use]
    pub fn paced(mut self, socket_us: Millis) -> Self {
        self.fanout = Fanout::new(socket_us);
        self
    }

    /// With so many messages indexed at once, a multiple of four.
    #[must_use]
    pub fn indexed_by(mut self, batch: Seq) -> Self {
        self.engine.index_by(batch);
        self
    }

    /// The room as it stands.
    #[must_use]
    pub fn engine(&self) -> &Engine<D> {
        &self.engine
    }

    /// Checks that somebody may open a socket, before it is accepted, and says what it will be called.
    ///
    /// # Errors
    /// As [`Engine::admit`].
    pub fn admit(&mut self, asker: &Asker, now: Millis) -> Result<ConnectionId, Error> {
        self.engine.admit(asker, now)?;
        self.last_number = self.last_number.wrapping_add(1);
        Ok(ConnectionId(self.last_number))
    }

    /// A socket that was admitted is open.
    ///
    /// # Errors
    /// As [`Engine::connect`].
    pub fn connect(
        &mut self,
        connection: Connection,
        cursor: Option<Head>,
        now: Millis,
    ) -> Result<Vec<Act>, Error> {
        let (id, user) = (connection.id, connection.user.clone());
        let effects = self.engine.connect(connection, cursor, now)?;
        self.people.insert(id, user);
        Ok(self.run(effects, now))
    }

    /// A text frame came in. In a quiet room it is taken at once. While a frame is about to leave it waits for that: a
    /// commit costs more than all else a message does, and what comes within one pause can share one.
    ///
    /// # Errors
    /// `internal` only.
    pub fn frame(
        &mut self,
        from: ConnectionId,
        frame: String,
        files: Files,
        now: Millis,
    ) -> Result<Vec<Act>, Error> {
        let mut acts = Vec::new();
        if self.waits_to_send(now, &mut acts) && self.waiting.len() < WAITING_MOST {
            self.waiting.push(Incoming {
                from,
                frame,
                files,
                at: now,
            });
            return Ok(acts);
        }
        let mut effects = self.take_waiting()?;
        effects.extend(self.engine.frame(from, &frame, files, now)?);
        acts.extend(self.run(effects, now));
        Ok(acts)
    }

    /// A socket closed, from whichever end. What it said before is taken first.
    ///
    /// # Errors
    /// `internal` only.
    pub fn gone(&mut self, id: ConnectionId, now: Millis) -> Result<Vec<Act>, Error> {
        let mut effects = self.take_waiting()?;
        self.people.remove(&id);
        effects.extend(self.engine.disconnect(id)?);
        Ok(self.run(effects, now))
    }

    /// The Worker asks for something.
    ///
    /// # Errors
    /// As [`Engine::handle`].
    pub fn handle(
        &mut self,
        request: RoomRequest,
        now: Millis,
    ) -> Result<(RoomReply, Vec<Act>), Error> {
        let (reply, effects) = self.engine.handle(request, now)?;
        Ok((reply, self.run(effects, now)))
    }

    /// A timer fired that an [`Act::Wait`] asked for. What waited is taken, and then leaves when that is durable.
    ///
    /// # Errors
    /// `internal` only.
    pub fn tick(&mut self, until: Millis, now: Millis) -> Result<Vec<Act>, Error> {
        // Another timer was set since, or the room has slept: this one is nobody's any more.
        if self.timer != Some(until) {
            return Ok(Vec::new());
        }
        self.timer = None;
        let mut acts = Vec::new();
        if !self.waiting.is_empty() {
            let effects = self.take_waiting()?;
            self.queue(effects, now, &mut acts);
            self.wait(now, 0, &mut acts);
            return Ok(acts);
        }
        if self.fanout.due(now, self.people.len()) != Due::Never {
            acts.push(Act::Send(self.fanout.flush(now, &self.people)));
        }
        self.flush_when_due(now, &mut acts);
        Ok(acts)
    }

    /// Whether the next frame cannot leave yet, but will soon: what comes now waits for the timer that sends it, which
    /// is set here if none is.
    fn waits_to_send(&mut self, now: Millis, acts: &mut Vec<Act>) -> bool {
        let pause = self.fanout.answer_pause(now);
        if pause > 0 {
            self.wait(now, pause, acts);
        }
        self.timer.is_some_and(|at| at <= now + FRAME_MS)
    }

    fn take_waiting(&mut self) -> Result<Vec<Effect>, Error> {
        let mut effects = Vec::new();
        for Incoming {
            from,
            frame,
            files,
            at,
        } in std::mem::take(&mut self.waiting)
        {
            effects.extend(self.engine.frame(from, &frame, files, at)?);
        }
        Ok(effects)
    }

    fn run(&mut self, effects: Vec<Effect>, now: Millis) -> Vec<Act> {
        let mut acts = Vec::new();
        self.queue(effects, now, &mut acts);
        self.flush_when_due(now, &mut acts);
        self.tell_inboxes(now, &mut acts);
        acts
    }

    fn queue(&mut self, effects: Vec<Effect>, now: Millis, acts: &mut Vec<Act>) {
        for effect in effects {
            match effect {
                Effect::Opened(connection) => self.fanout.opened(connection),
                Effect::Tell { to, event } => self.fanout.tell(to, &event),
                Effect::Broadcast { event, own } => {
                    let own = own.as_ref().map(|(user, nonce)| (user, nonce));
                    self.fanout.broadcast(&event, own);
                }
                Effect::Presence { user, came, online } => {
                    self.fanout.presence(&user, came, online);
                }
                Effect::Idle { user, idle } => self.fanout.idle(user, idle),
                Effect::Keep { connection, idle } => acts.push(Act::Keep { connection, idle }),
                Effect::TookBack { by, author, seq } => {
                    acts.push(Act::Note { by, author, seq });
                }
                Effect::Attached(ids) => acts.push(Act::Attached(ids)),
                Effect::Look { seq, links, local } => acts.push(Act::Look { seq, links, local }),
                Effect::Close { connection, code } => {
                    acts.push(Act::Send(self.fanout.flush_all(now, &self.people)));
                    self.people.remove(&connection);
                    acts.push(Act::Close { connection, code });
                }
            }
        }
    }

    /// What is due at once waits for one thing: that what this turn wrote is durable. The runtime holds every frame
    /// until then in any case; held once, before the frame is given to a thousand sockets, it costs a thousandth.
    fn flush_when_due(&mut self, now: Millis, acts: &mut Vec<Act>) {
        match self.fanout.due(now, self.people.len()) {
            Due::Never => {}
            Due::Now => self.wait(now, 0, acts),
            Due::In(pause) => self.wait(now, pause, acts),
        }
    }

    fn wait(&mut self, now: Millis, pause: Millis, acts: &mut Vec<Act>) {
        let until = now + pause;
        if self.timer.is_none_or(|earlier| earlier > until) {
            self.timer = Some(until);
            acts.push(Act::Wait { until, pause });
        }
    }
}
