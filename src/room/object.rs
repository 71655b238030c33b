//! The Durable Object of a room: a thin shell around [`Awake`].
//!
//! | event | what it does |
//! |---|---|
//! | `fetch` with an upgrade | opens a socket for somebody the Worker has authenticated |
//! | `fetch` | one [`RoomRequest`] in, one [`RoomReply`] or [`Error`] out, as JSON |
//! | `websocket_message` | one command to the engine |
//! | `websocket_close`, `websocket_error` | somebody went |
//! | `alarm` | inboxes that are owed news are told, and the site's numbers, once an hour at most |
//!
//! Storage: SQLite, by `schema.rs`. Concurrency: each event is one synchronous turn, with no `await` between its first
//! read and its last write; the runtime holds outgoing frames until what the turn wrote is durable. Memory is a cache:
//! a socket's attachment and the tables hold all that is needed after hibernation.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use futures::future::join_all;
use serde::{Deserialize, Serialize};
use worker::{
    Delay, DurableObject, Env, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    WebSocketPair, console_error, durable_object,
};

use super::effects::{CloseCode, ConnectionId};
use super::engine::{Asker, Connection, Counted, Engine};
use super::fanout::Frames;
use super::rates::Allowance;
use super::requests::{RoomReply, RoomRequest};
use super::turn::{Act, Awake};
use crate::error::Error;
use crate::inbox;
use crate::inbox::requests::{Ask, InboxRequest};
use crate::moderation::{audit, numbers};
use crate::platform::d1::D1;
use crate::platform::sockets::{self, Numbers, TextFrame};
use crate::platform::sql::ObjectSql;
use crate::platform::{clock, objects, vars};
use crate::wire::types::{Author, Head, Millis, RoomId, Seq, SessionId, UserId};

/// Inboxes told at the same time: an object may have six connections waiting for an answer.
const TOLD_AT_ONCE: usize = 6;
/// Inboxes told in one event: on the free plan an event may make 50 calls.
const TOLD_PER_EVENT: usize = 40;

/// One room.
#[durable_object]
pub struct Room {
    state: Rc<State>,
    env: Rc<Env>,
    allowance: Allowance,
    memory: Rc<RefCell<Memory>>,
}

/// What is in memory until the object sleeps.
#[derive(Default)]
struct Memory {
    awake: Option<Awake<ObjectSql>>,
    sockets: Sockets,
}

/// The open sockets by their numbers, and the other way round.
#[derive(Default)]
struct Sockets {
    held: HashMap<ConnectionId, WebSocket>,
    numbers: Numbers,
}

/// Kept with each socket.
#[derive(Serialize, Deserialize)]
struct Attachment {
    number: u32,
    user: UserId,
    session: SessionId,
    #[serde(default)]
    admin: bool,
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
            memory: Rc::default(),
            env: Rc::new(env),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let request = objects::question(&mut request).await;
        let outcome = request.and_then(|request| match request {
            RoomRequest::Socket { asker, cursor } => self.open(asker, cursor),
            request => objects::answer(&Ok(self.answer(request)?)),
        });
        match outcome {
            Ok(response) => Ok(response),
            Err(refused) => {
                let response = objects::answer::<RoomReply>(&Err(refused.clone()));
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
            close(&socket, CloseCode::Unreadable);
            self.gone(&socket);
            return Ok(());
        };
        let done = self.turn(Some(&socket), |awake, sockets, now| {
            let acts = awake.frame(sockets.id(&socket), frame, now)?;
            Ok(((), acts))
        });
        match done {
            Ok(Some(())) => {}
            Ok(None) => close(&socket, CloseCode::RoomGone),
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
        let rung = self.turn(None, |awake, _, now| {
            let (acts, counted) = awake.rang(now)?;
            // Told here instead, for an alarm that is over early is not tried again.
            let acts = acts.into_iter().filter(|act| *act != Act::Tell).collect();
            Ok((counted, acts))
        });
        match rung {
            Ok(Some(counted)) => {
                tell_inboxes(&self.state, &self.env, &self.memory).await;
                if let Some(counted) = counted {
                    self.tell_numbers(&counted).await;
                }
                self.wind_up().await;
            }
            Ok(None) => {}
            Err(failed) => {
                console_error!("{}", failure(&failed));
                self.after(&failed);
            }
        }
        Response::empty()
    }
}

impl Room {
    fn answer(&self, request: RoomRequest) -> Result<RoomReply, Error> {
        if let RoomRequest::Create {
            room,
            founders,
            words,
        } = &request
        {
            let db = ObjectSql::new(&self.state);
            Engine::create(db, room, founders, words, self.allowance, clock::now())?;
        }
        let reply = self.turn(None, |awake, _, now| awake.handle(request, now))?;
        Ok(reply.unwrap_or(RoomReply::Unmade))
    }

    fn open(&self, asker: Asker, cursor: Option<Head>) -> Result<Response, Error> {
        let opened = self.turn(None, |awake, sockets, now| {
            let id = awake.admit(&asker, now)?;
            let attachment = Attachment {
                number: id.0,
                user: asker.user,
                session: asker.session,
                admin: asker.admin,
                limited: asker.limited,
            };
            let pair = WebSocketPair::new().map_err(Error::internal)?;
            sockets::accept(&self.state, &pair.server).map_err(Error::internal)?;
            sockets::attach(&pair.server, &attachment).map_err(Error::internal)?;
            sockets.hold(id, pair.server);
            let acts = awake.connect(attachment.into(), cursor, now)?;
            Ok((pair.client, acts))
        })?;
        match opened {
            Some(client) => Response::from_websocket(client).map_err(Error::internal),
            None => objects::answer(&Ok(RoomReply::Unmade)),
        }
    }

    /// Runs one turn, waking the room first, and does what came of it. None when there is no room here; `cause` is
    /// the socket the event is about.
    fn turn<T>(
        &self,
        cause: Option<&WebSocket>,
        turn: impl FnOnce(&mut Awake<ObjectSql>, &mut Sockets, Millis) -> Result<(T, Vec<Act>), Error>,
    ) -> Result<Option<T>, Error> {
        let (done, acts) = {
            let memory = &mut *self.memory.borrow_mut();
            if memory.awake.is_none() {
                memory.awake = self.wake(&mut memory.sockets, cause)?;
            }
            // Out of its place for the turn: one that fails leaves none behind, and the next event wakes it anew.
            let Some(mut awake) = memory.awake.take() else {
                return Ok(None);
            };
            let done = turn(&mut awake, &mut memory.sockets, clock::now());
            if !matches!(done, Err(Error::Internal { .. })) {
                memory.awake = Some(awake);
            }
            done?
        };
        act(&self.state, &self.env, &self.memory, acts);
        Ok(Some(done))
    }

    /// Takes back the sockets that stayed open while the object slept, and the one whose closing woke it: that one is
    /// not listed any more, but nobody has been told yet that it went.
    fn wake(
        &self,
        sockets: &mut Sockets,
        cause: Option<&WebSocket>,
    ) -> Result<Option<Awake<ObjectSql>>, Error> {
        let Some(engine) = Engine::open(ObjectSql::new(&self.state), self.allowance)? else {
            return Ok(None);
        };
        *sockets = Sockets::default();
        let mut open = Vec::new();
        for socket in sockets::open(&self.state).into_iter().chain(cause.cloned()) {
            if sockets.numbers.get(&socket).is_some() {
                continue;
            }
            if let Some(attachment) = sockets::attached::<Attachment>(&socket) {
                sockets.hold(ConnectionId(attachment.number), socket);
                open.push(Connection::from(attachment));
            }
        }
        Awake::new(engine, open).map(Some)
    }

    /// After an internal error nothing the turn wrote may stay: the object is thrown away.
    fn after(&self, refused: &Error) {
        throw_away(&self.state, refused);
    }

    /// Tells the site's numbers how many messages there are.
    async fn tell_numbers(&self, counted: &Counted) {
        let bytes = self.state.storage().sql().database_size();
        let told = match D1::open(&self.env) {
            Ok(database) => {
                let room = self.memory.borrow().room();
                match room {
                    Some(room) => numbers::tell(&database, &room, bytes as u64, counted).await,
                    None => return,
                }
            }
            Err(failed) => Err(failed),
        };
        let noted = match told {
            Ok(()) => self.turn(None, |awake, _, now| {
                awake.counted(counted.seq, now)?;
                Ok(((), Vec::new()))
            }),
            Err(failed) => Err(failed),
        };
        if let Err(failed) = noted {
            console_error!("{}", failure(&failed));
        }
    }

    async fn wind_up(&self) {
        let next = match &mut self.memory.borrow_mut().awake {
            Some(awake) => awake.wind_up(clock::now()),
            None => None,
        };
        if let Some(at) = next {
            set_alarm(&self.state, at).await;
        }
    }

    fn gone(&self, socket: &WebSocket) {
        let done = self.turn(Some(socket), |awake, sockets, now| {
            let id = sockets.id(socket);
            sockets.release(id);
            Ok(((), awake.gone(id, now)?))
        });
        if let Err(failed) = done {
            console_error!("{}", failure(&failed));
        }
    }
}

fn throw_away(state: &State, refused: &Error) {
    if matches!(refused, Error::Internal { .. }) {
        sockets::abort(state, "a turn failed");
    }
}

/// Does what came of a turn.
fn act(state: &Rc<State>, env: &Rc<Env>, memory: &Rc<RefCell<Memory>>, acts: Vec<Act>) {
    for act in acts {
        match act {
            Act::Send(frames) => memory.borrow().sockets.send(&frames),
            Act::Close { connection, code } => {
                let socket = memory.borrow_mut().sockets.release(connection);
                if let Some(socket) = socket {
                    close(&socket, code);
                }
            }
            Act::Wait { until, pause } => wait(state, env, memory, until, pause),
            Act::Tell => {
                let (state, env, memory) = (Rc::clone(state), Rc::clone(env), Rc::clone(memory));
                wasm_bindgen_futures::spawn_local(async move {
                    tell_inboxes(&state, &env, &memory).await;
                });
            }
            Act::Alarm(at) => {
                let state = Rc::clone(state);
                wasm_bindgen_futures::spawn_local(async move { set_alarm(&state, at).await });
            }
            Act::Note { by, author, seq } => {
                let (env, room) = (Rc::clone(env), memory.borrow().room());
                wasm_bindgen_futures::spawn_local(async move {
                    if let Some(room) = room
                        && let Err(failed) = note(&env, &room, &by, &author, seq).await
                    {
                        console_error!("{}", failure(&failed));
                    }
                });
            }
            Act::Erase => {
                let (state, memory) = (Rc::clone(state), Rc::clone(memory));
                wasm_bindgen_futures::spawn_local(async move {
                    memory.borrow_mut().awake = None;
                    // What fails here is tried again by whoever next asks the room anything.
                    let _ = state.storage().delete_alarm().await;
                    let _ = state.storage().delete_all().await;
                });
            }
        }
    }
}

/// Tells inboxes their news, until nobody is owed any, or as many as one event may reach: the alarm goes on then.
async fn tell_inboxes(state: &Rc<State>, env: &Rc<Env>, memory: &Rc<RefCell<Memory>>) {
    let mut left = TOLD_PER_EVENT;
    loop {
        let next = match &mut memory.borrow_mut().awake {
            Some(awake) => awake.next_news(left.min(TOLD_AT_ONCE)),
            None => return,
        };
        let next = match next {
            Ok(next) if next.is_empty() => break,
            Ok(next) => next,
            Err(failed) => {
                console_error!("{}", failure(&failed));
                return throw_away(state, &failed);
            }
        };
        left -= next.len();
        let calls = next.into_iter().map(|(user, news)| async move {
            let version = news.version;
            let ask = Ask::News(Box::new(news));
            let request = InboxRequest { user, ask };
            let told = inbox::client::tell(env, &request).await;
            (request.user, version, told)
        });
        for (user, version, told) in join_all(calls).await {
            // Who could not be reached stays owed, and is tried again by the alarm.
            if let Err(failed) = told {
                console_error!("{}", failure(&failed));
                continue;
            }
            let heard = match &mut memory.borrow_mut().awake {
                Some(awake) => awake.heard(&user, version),
                None => return,
            };
            match heard {
                Ok(acts) => act(state, env, memory, acts),
                Err(failed) => {
                    console_error!("{}", failure(&failed));
                    return throw_away(state, &failed);
                }
            }
        }
        if left == 0 {
            break;
        }
    }
    let acts = match &mut memory.borrow_mut().awake {
        Some(awake) => awake.told_enough(clock::now()),
        None => return,
    };
    act(state, env, memory, acts);
}

async fn note(
    env: &Env,
    room: &RoomId,
    by: &Author,
    author: &Author,
    seq: Seq,
) -> Result<(), Error> {
    let entry = audit::Entry {
        act: audit::Act::MessageDelete,
        target: author.id.as_str(),
        target_name: &author.name,
        room: Some(room),
        reason: &format!("Message {seq}"),
    };
    audit::add(&D1::open(env)?, by, entry, clock::now()).await
}

async fn set_alarm(state: &State, at: Millis) {
    let pause = u64::try_from(at - clock::now()).unwrap_or(0);
    if let Err(failed) = state
        .storage()
        .set_alarm(Duration::from_millis(pause))
        .await
    {
        console_error!("{}", failure(&Error::internal(failed)));
    }
}

fn wait(
    state: &Rc<State>,
    env: &Rc<Env>,
    memory: &Rc<RefCell<Memory>>,
    until: Millis,
    pause: Millis,
) {
    let (state, env, memory) = (Rc::clone(state), Rc::clone(env), Rc::clone(memory));
    wasm_bindgen_futures::spawn_local(async move {
        match u64::try_from(pause) {
            Ok(pause) if pause > 0 => Delay::from(Duration::from_millis(pause)).await,
            // A write that fails resets the object, and this with it: there is nothing to be done about it here.
            _ => drop(state.storage().sync().await),
        }
        let done = match &mut memory.borrow_mut().awake {
            Some(awake) => awake.tick(until, clock::now()),
            None => Ok(Vec::new()),
        };
        match done {
            Ok(acts) => act(&state, &env, &memory, acts),
            Err(failed) => {
                console_error!("{}", failure(&failed));
                throw_away(&state, &failed);
            }
        }
    });
}

impl Memory {
    fn room(&self) -> Option<RoomId> {
        let awake = self.awake.as_ref()?;
        Some(awake.engine().room().id.clone())
    }
}

impl Sockets {
    fn send(&self, frames: &Frames) {
        let shared = (!frames.shared.is_empty()).then(|| TextFrame::new(&frames.shared));
        for (id, socket) in &self.held {
            match (frames.own.get(id), &shared) {
                (Some(own), _) if own.is_empty() => {}
                (Some(own), _) => TextFrame::new(own).send(socket),
                (None, Some(shared)) => shared.send(socket),
                (None, None) => {}
            }
        }
    }

    /// The number of a socket; 0, which nobody has, for one that is not held any more.
    fn id(&self, socket: &WebSocket) -> ConnectionId {
        ConnectionId(self.numbers.get(socket).unwrap_or(0))
    }

    fn hold(&mut self, id: ConnectionId, socket: WebSocket) {
        self.numbers.set(&socket, id.0);
        self.held.insert(id, socket);
    }

    fn release(&mut self, id: ConnectionId) -> Option<WebSocket> {
        let socket = self.held.remove(&id)?;
        self.numbers.remove(&socket);
        Some(socket)
    }
}

impl From<Attachment> for Connection {
    fn from(attachment: Attachment) -> Self {
        Self {
            id: ConnectionId(attachment.number),
            user: attachment.user,
            session: attachment.session,
            admin: attachment.admin,
            limited: attachment.limited,
        }
    }
}

fn close(socket: &WebSocket, code: CloseCode) {
    sockets::close(socket, code.number(), code.reason());
}

fn failure(failed: &Error) -> serde_json::Value {
    serde_json::json!({ "level": "error", "object": "room", "code": failed.code(), "cause": failed.to_string() })
}
