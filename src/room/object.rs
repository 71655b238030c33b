//! The Durable Object of a room: a thin shell around the engine.
//!
//! | event | what it does |
//! |---|---|
//! | `fetch` with an upgrade | opens a socket for somebody the Worker has authenticated |
//! | `fetch` | one [`RoomRequest`] in, one [`RoomReply`] or [`Error`] out, as JSON |
//! | `websocket_message` | one command to the engine |
//! | `websocket_close`, `websocket_error` | somebody went |
//!
//! Storage: SQLite, by `schema.rs`. Concurrency: each event is one synchronous turn, with no `await` between its first
//! read and its last write; the runtime holds outgoing frames until what the turn wrote is durable. Memory is a cache:
//! a socket's attachment and the tables hold all that is needed after hibernation.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use worker::{
    Delay, DurableObject, Env, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    WebSocketPair, console_error, durable_object,
};

use super::effects::{CloseCode, ConnectionId, Effect};
use super::engine::{Asker, Connection, Engine};
use super::fanout::{Due, Fanout};
use super::rates::Allowance;
use super::requests::{REQUEST_HEADER, RoomReply, RoomRequest};
use crate::error::Error;
use crate::platform::sockets::{self, Numbers, TextFrame};
use crate::platform::sql::ObjectSql;
use crate::platform::{clock, vars};
use crate::wire::types::{Head, Millis, SessionId, UserId};

/// One room.
#[durable_object]
pub struct Room {
    state: Rc<State>,
    allowance: Allowance,
    awake: Rc<RefCell<Awake>>,
}

/// What is in memory while the object is awake.
#[derive(Default)]
struct Awake {
    engine: Option<Engine<ObjectSql>>,
    sockets: HashMap<ConnectionId, WebSocket>,
    people: HashMap<ConnectionId, UserId>,
    numbers: Numbers,
    last_number: u32,
    fanout: Fanout,
    /// When the timer fires that is under way.
    timer: Option<Millis>,
}

/// Kept with each socket.
#[derive(Serialize, Deserialize)]
struct Attachment {
    number: u32,
    user: UserId,
    session: SessionId,
    limited: bool,
}

impl DurableObject for Room {
    fn new(state: State, env: Env) -> Self {
        sockets::answer_by_itself(&state, "ping", "pong");
        let standard = Allowance::default();
        Self {
            state: Rc::new(state),
            allowance: Allowance {
                messages: vars::number(&env, "MESSAGES_PER_10_S").unwrap_or(standard.messages),
                commands: vars::number(&env, "COMMANDS_PER_10_S").unwrap_or(standard.commands),
            },
            awake: Rc::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let header = request.headers().get(REQUEST_HEADER)?;
        let text = match header {
            Some(text) => text,
            None => request.text().await?,
        };
        let request = serde_json::from_str(&text).map_err(Error::internal);
        let outcome = request.and_then(|request| match request {
            RoomRequest::Socket {
                asker,
                session,
                cursor,
            } => self.open(asker, session, cursor),
            RoomRequest::Destroy { asker, by_site } => self
                .destroy(&asker, by_site)
                .and_then(|reply| answer(Ok(reply))),
            request => answer(Ok(self.answer(request)?)),
        });
        match outcome {
            Ok(response) => {
                if self.is_destroyed() {
                    self.state.storage().delete_all().await?;
                }
                Ok(response)
            }
            Err(refused) => {
                let response = answer(Err(refused.clone()));
                self.after(&refused);
                response.map_err(|e| worker::Error::RustError(e.to_string()))
            }
        }
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        let WebSocketIncomingMessage::String(frame) = message else {
            sockets::close(
                &socket,
                CloseCode::Unreadable.number(),
                CloseCode::Unreadable.reason(),
            );
            self.gone(&socket);
            return Ok(());
        };
        let done = self.with_engine(Some(&socket), |awake, engine, now| {
            let number = awake.number(&socket);
            engine.frame(ConnectionId(number), &frame, now)
        });
        match done {
            Ok(Some(effects)) => self.run(effects),
            Ok(None) => sockets::close(
                &socket,
                CloseCode::RoomGone.number(),
                CloseCode::RoomGone.reason(),
            ),
            Err(failed) => {
                console_error!("{}", failure(&failed));
                sockets::close(&socket, 1011, "internal error");
                self.after(&failed);
            }
        }
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        code: usize,
        _reason: String,
        _clean: bool,
    ) -> worker::Result<()> {
        sockets::answer_close(&socket, code);
        self.gone(&socket);
        Ok(())
    }

    async fn websocket_error(
        &self,
        socket: WebSocket,
        _error: worker::Error,
    ) -> worker::Result<()> {
        self.gone(&socket);
        Ok(())
    }

    async fn alarm(&self) -> worker::Result<Response> {
        // No alarm is ever set; one left by a later version is none of this one's business.
        Response::empty()
    }
}

impl Room {
    fn answer(&self, request: RoomRequest) -> Result<RoomReply, Error> {
        if let RoomRequest::Create { room, owner } = &request {
            let db = ObjectSql::new(&self.state);
            let engine = Engine::create(db, room, owner.as_ref(), self.allowance, clock::now())?;
            let mut awake = self.awake.borrow_mut();
            if awake.engine.is_none() {
                awake.engine = engine;
            }
            return Ok(RoomReply::Done);
        }
        let done = self.with_engine(None, |_, engine, now| engine.handle(request, now))?;
        let Some((reply, effects)) = done else {
            return Ok(RoomReply::Unmade);
        };
        self.run(effects);
        Ok(reply)
    }

    fn open(
        &self,
        asker: Asker,
        session: SessionId,
        cursor: Option<Head>,
    ) -> Result<Response, Error> {
        let admitted = self.with_engine(None, |_, engine, _| engine.admit(&asker.user))?;
        if admitted.is_none() {
            return answer(Ok(RoomReply::Unmade));
        }
        let pair = WebSocketPair::new().map_err(Error::internal)?;
        let number = self.awake.borrow_mut().next_number();
        let attachment = Attachment {
            number,
            user: asker.user,
            session,
            limited: asker.limited,
        };
        sockets::accept(&self.state, &pair.server).map_err(Error::internal)?;
        sockets::attach(&pair.server, &attachment).map_err(Error::internal)?;
        let effects = self.with_engine(None, |awake, engine, _| {
            awake.hold(pair.server.clone(), &attachment);
            engine.connect(attachment.into(), cursor)
        })?;
        self.run(effects.unwrap_or_default());
        Response::from_websocket(pair.client).map_err(Error::internal)
    }

    fn destroy(&self, asker: &Asker, by_site: bool) -> Result<RoomReply, Error> {
        let effects = self.with_engine(None, |_, engine, _| engine.destroy(asker, by_site))?;
        self.run(effects.unwrap_or_default());
        Ok(RoomReply::Done)
    }

    fn is_destroyed(&self) -> bool {
        self.awake
            .borrow()
            .engine
            .as_ref()
            .is_some_and(Engine::is_destroyed)
    }

    /// Runs one turn of the engine, waking it first; `cause` is the socket the event is about. None when there is no
    /// room here.
    fn with_engine<T>(
        &self,
        cause: Option<&WebSocket>,
        turn: impl FnOnce(&mut Awake, &mut Engine<ObjectSql>, Millis) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let awake = &mut *self.awake.borrow_mut();
        if awake.engine.is_none() {
            awake.engine = Engine::open(ObjectSql::new(&self.state), self.allowance)?;
            awake.restore(&self.state, cause);
        }
        // Out of its place for the turn: a turn that fails leaves none behind, and the next event opens it anew.
        let Some(mut engine) = awake.engine.take() else {
            return Ok(None);
        };
        let done = turn(awake, &mut engine, clock::now());
        if !matches!(done, Err(Error::Internal { .. })) {
            awake.engine = Some(engine);
        }
        done.map(Some)
    }

    /// After an internal error nothing the turn wrote may stay: the object is thrown away.
    fn after(&self, refused: &Error) {
        if matches!(refused, Error::Internal { .. }) {
            sockets::abort(&self.state, "a turn failed");
        }
    }

    fn gone(&self, socket: &WebSocket) {
        let done = self.with_engine(Some(socket), |awake, engine, _| {
            let number = ConnectionId(awake.number(socket));
            awake.release(number);
            Ok(engine.disconnect(number))
        });
        match done {
            Ok(effects) => self.run(effects.unwrap_or_default()),
            Err(failed) => console_error!("{}", failure(&failed)),
        }
    }

    fn run(&self, effects: Vec<Effect>) {
        for effect in effects {
            let awake = &mut *self.awake.borrow_mut();
            match effect {
                Effect::Opened(connection) => awake.fanout.opened(connection),
                Effect::Tell { to, event } => awake.fanout.tell(to, &event),
                Effect::Broadcast { event, own } => {
                    awake
                        .fanout
                        .broadcast(&event, own.as_ref().map(|(user, nonce)| (user, nonce)));
                }
                Effect::Presence { user, came, online } => {
                    awake.fanout.presence(&user, came, online)
                }
                Effect::Close { connection, code } => {
                    awake.flush();
                    if let Some(socket) = awake.release(connection) {
                        sockets::close(&socket, code.number(), code.reason());
                    }
                }
            }
        }
        flush_when_due(&self.awake);
    }
}

/// Sends what waits if it is time, or sees to it that it is sent when it is.
fn flush_when_due(room: &Rc<RefCell<Awake>>) {
    let awake = &mut *room.borrow_mut();
    let now = clock::now();
    match awake.fanout.due(now) {
        Due::Never => {}
        Due::Now => awake.flush(),
        Due::In(pause) => {
            let at = now + pause;
            if awake.timer.is_some_and(|timer| timer <= at && timer > now) {
                return;
            }
            awake.timer = Some(at);
            let room = Rc::clone(room);
            wasm_bindgen_futures::spawn_local(async move {
                Delay::from(Duration::from_millis(u64::try_from(pause).unwrap_or(0))).await;
                let stale = {
                    let awake = &mut *room.borrow_mut();
                    let stale = awake.timer != Some(at);
                    if !stale {
                        awake.timer = None;
                    }
                    stale
                };
                if !stale {
                    flush_when_due(&room);
                }
            });
        }
    }
}

impl Awake {
    fn flush(&mut self) {
        let frames = self.fanout.flush(clock::now(), &self.people);
        let shared = (!frames.shared.is_empty()).then(|| TextFrame::new(&frames.shared));
        for (id, socket) in &self.sockets {
            match (frames.own.get(id), &shared) {
                (Some(own), _) if own.is_empty() => {}
                (Some(own), _) => TextFrame::new(own).send(socket),
                (None, Some(shared)) => shared.send(socket),
                (None, None) => {}
            }
        }
    }

    fn next_number(&mut self) -> u32 {
        self.last_number = self.last_number.wrapping_add(1);
        self.last_number
    }

    /// The number of a socket; 0, which nobody has, for one that is not held any more.
    fn number(&self, socket: &WebSocket) -> u32 {
        self.numbers.get(socket).unwrap_or(0)
    }

    fn hold(&mut self, socket: WebSocket, attachment: &Attachment) {
        let id = ConnectionId(attachment.number);
        self.numbers.set(&socket, attachment.number);
        self.people.insert(id, attachment.user.clone());
        self.sockets.insert(id, socket);
    }

    fn release(&mut self, id: ConnectionId) -> Option<WebSocket> {
        self.people.remove(&id);
        let socket = self.sockets.remove(&id)?;
        self.numbers.remove(&socket);
        Some(socket)
    }

    /// Takes back the sockets that stayed open while the object slept, and the one whose closing woke it: that one is
    /// not listed any more, but nobody has been told yet that it went.
    fn restore(&mut self, state: &State, cause: Option<&WebSocket>) {
        let Some(mut engine) = self.engine.take() else {
            return;
        };
        self.sockets.clear();
        self.people.clear();
        self.numbers = Numbers::default();
        let mut connections = Vec::new();
        for socket in sockets::open(state).into_iter().chain(cause.cloned()) {
            if self.numbers.get(&socket).is_some() {
                continue;
            }
            let Some(attachment) = sockets::attached::<Attachment>(&socket) else {
                continue;
            };
            self.last_number = self.last_number.max(attachment.number);
            self.hold(socket, &attachment);
            connections.push(Connection::from(attachment));
        }
        engine.restore(connections);
        self.engine = Some(engine);
    }
}

impl From<Attachment> for Connection {
    fn from(attachment: Attachment) -> Self {
        Self {
            id: ConnectionId(attachment.number),
            user: attachment.user,
            session: attachment.session,
            limited: attachment.limited,
        }
    }
}

fn answer(outcome: Result<RoomReply, Error>) -> Result<Response, Error> {
    Response::from_json(&outcome).map_err(Error::internal)
}

fn failure(failed: &Error) -> serde_json::Value {
    serde_json::json!({ "level": "error", "object": "room", "code": failed.code(), "cause": failed.to_string() })
}
