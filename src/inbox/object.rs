//! The Durable Object of an inbox: a thin shell around [`Engine`].
//!
//! | event | what it does |
//! |---|---|
//! | `fetch` with an upgrade | opens a socket for somebody the Worker has authenticated |
//! | `fetch` | one [`InboxRequest`] in, one [`InboxReply`] or [`Error`] out, as JSON |
//! | `websocket_message` | closes the socket: nothing is said to an inbox |
//! | `alarm` | goes on with errands |
//!
//! Storage: SQLite, by `schema.rs`. Concurrency: each turn of the engine is synchronous; rooms are asked between two
//! turns. Nothing about sockets is in memory: the runtime lists those that are open, and each carries its session.

use std::cell::RefCell;
use std::rc::Rc;

use futures::StreamExt;
use futures::stream;
use serde::Serialize;
use worker::{
    DurableObject, Env, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    WebSocketPair, console_error, durable_object,
};

use super::engine::{Effect, Engine, Round};
use super::requests::{Ask, InboxReply, InboxRequest};
use crate::error::Error;
use crate::json::FromJson;
use crate::platform::sockets::{self, TextFrame};
use crate::platform::sql::ObjectSql;
use crate::platform::{clock, objects};
use crate::room::client;
use crate::room::effects::CloseCode;
use crate::wire::inbox::InboxEvent;
use crate::wire::types::{Millis, RoomId, SessionId, UserId};

/// Rooms asked at the same time: an object may have six connections waiting for an answer.
const AT_ONCE: usize = 6;

/// One person's inbox.
#[durable_object]
pub struct Inbox {
    shell: Rc<Shell>,
}

/// What outlives the event that began a round.
struct Shell {
    state: State,
    env: Env,
    engine: RefCell<Option<Engine<ObjectSql>>>,
}

/// Kept with each socket.
#[derive(Serialize, FromJson)]
struct Attachment {
    session: SessionId,
}

impl DurableObject for Inbox {
    fn new(state: State, env: Env) -> Self {
        sockets::answer_by_itself(&state, "ping", "pong");
        let shell = Shell {
            state,
            env,
            engine: RefCell::default(),
        };
        Self {
            shell: Rc::new(shell),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let response = match objects::question(&mut request).await {
            Ok(InboxRequest {
                user,
                ask: Ask::Socket { session, rooms },
            }) => self.open(&user, session, &rooms).await,
            Ok(request) => match self.shell.answer(request).await {
                Ok(reply) => objects::answer(&Ok(reply)),
                Err(failed) => Err(failed),
            },
            Err(failed) => Err(failed),
        };
        let response = response.or_else(|failed| {
            self.shell.failed(&failed);
            objects::answer::<InboxReply>(&Err(failed))
        });
        response.map_err(|failed| worker::Error::RustError(failed.to_string()))
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        _message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        close(&socket, CloseCode::Unreadable);
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
        Ok(())
    }

    async fn websocket_error(
        &self,
        _socket: WebSocket,
        _error: worker::Error,
    ) -> worker::Result<()> {
        Ok(())
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let done = self.shell.go_on().await;
        if let Err(failed) = &done {
            self.shell.failed(failed);
        }
        // One that fails is set off again by the runtime.
        done.map_err(|failed| worker::Error::RustError(failed.to_string()))?;
        Response::empty()
    }
}

impl Inbox {
    async fn open(
        &self,
        user: &UserId,
        session: SessionId,
        rooms: &[RoomId],
    ) -> Result<Response, Error> {
        let shell = &self.shell;
        let pair = WebSocketPair::new().map_err(Error::internal)?;
        let (first, effects) = shell.turn(|engine, now| engine.connect(user, rooms, now))?;
        sockets::accept(&shell.state, &pair.server).map_err(Error::internal)?;
        sockets::attach(&pair.server, &Attachment { session }).map_err(Error::internal)?;
        frame(&first)?.send(&pair.server);
        let rounds = shell.act(effects).await?;
        if !rounds.is_empty() {
            // The socket does not wait for the rooms.
            let shell = Rc::clone(shell);
            wasm_bindgen_futures::spawn_local(async move {
                if let Err(failed) = shell.ask_all(rounds).await {
                    shell.failed(&failed);
                }
            });
        }
        Response::from_websocket(pair.client).map_err(Error::internal)
    }
}

impl Shell {
    async fn answer(&self, request: InboxRequest) -> Result<InboxReply, Error> {
        let online = !self.sockets().is_empty();
        let (reply, effects) = self.turn(|engine, now| engine.handle(request, online, now))?;
        let rounds = self.act(effects).await?;
        self.ask_all(rounds).await?;
        Ok(reply)
    }

    async fn go_on(&self) -> Result<(), Error> {
        let effects = self.turn(|engine, now| engine.alarm(now))?;
        let rounds = self.act(effects).await?;
        self.ask_all(rounds).await
    }

    async fn ask_all(&self, rounds: Vec<Round>) -> Result<(), Error> {
        for round in rounds {
            let request = &round.request;
            let asked = stream::iter(&round.rooms).map(|room| async move {
                let answer = client::ask(&self.env, room, request).await;
                (room, answer)
            });
            let mut answers = asked.buffer_unordered(AT_ONCE);
            while let Some((room, answer)) = answers.next().await {
                let effects = self.turn(|engine, _| engine.heard(&round, room, answer))?;
                self.act(effects).await?;
            }
            let effects = self.turn(|engine, now| engine.finished(&round, now))?;
            self.act(effects).await?;
        }
        Ok(())
    }

    /// Runs one turn, waking the inbox first.
    fn turn<T>(
        &self,
        turn: impl FnOnce(&mut Engine<ObjectSql>, Millis) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let place = &mut *self.engine.borrow_mut();
        // Out of its place for the turn: one that fails leaves none behind.
        let mut engine = match place.take() {
            Some(engine) => engine,
            None => Engine::open(ObjectSql::new(&self.state))?,
        };
        let done = turn(&mut engine, clock::now())?;
        *place = Some(engine);
        Ok(done)
    }

    /// Does what came of a turn, but for the rounds: those are begun by the caller, who may have to wait for them.
    async fn act(&self, effects: Vec<Effect>) -> Result<Vec<Round>, Error> {
        let mut rounds = Vec::new();
        for effect in effects {
            match effect {
                Effect::Tell(events) => {
                    let frame = frame(&events)?;
                    for socket in self.sockets() {
                        frame.send(&socket);
                    }
                }
                Effect::SignOut(session) => {
                    for socket in self.sockets() {
                        let ended = sockets::attached::<Attachment>(&socket).is_none_or(|kept| {
                            session
                                .as_ref()
                                .is_none_or(|session| *session == kept.session)
                        });
                        if ended {
                            close(&socket, CloseCode::SignedOut);
                        }
                    }
                }
                Effect::Ask(round) => rounds.push(*round),
                Effect::Alarm(at) => self.set_alarm(at).await?,
                Effect::GaveUp(rooms) => {
                    let cause = format!("{rooms} rooms have not answered for a day");
                    console_error!("{}", failure("errand_given_up", &cause));
                }
                Effect::Forget => {
                    let storage = self.state.storage();
                    storage.delete_all().await.map_err(Error::internal)?;
                }
            }
        }
        Ok(rounds)
    }

    async fn set_alarm(&self, at: Option<Millis>) -> Result<(), Error> {
        let storage = self.state.storage();
        let set = match at {
            Some(at) => storage.set_alarm((at - clock::now()).max(0)).await,
            None => storage.delete_alarm().await,
        };
        set.map_err(Error::internal)
    }

    /// Those that are open: not those that were closed and whose other side has not answered yet.
    fn sockets(&self) -> Vec<WebSocket> {
        let mut open = sockets::open(&self.state);
        open.retain(sockets::is_open);
        open
    }

    /// After an internal error nothing the turn wrote may stay: the object is thrown away.
    fn failed(&self, failed: &Error) {
        if matches!(failed, Error::Internal { .. }) {
            console_error!("{}", failure(failed.code(), &failed.to_string()));
            sockets::abort(&self.state, "a turn failed");
        }
    }
}

fn frame(events: &[InboxEvent]) -> Result<TextFrame, Error> {
    let text = serde_json::to_string(events).map_err(Error::internal)?;
    Ok(TextFrame::new(&text))
}

fn close(socket: &WebSocket, code: CloseCode) {
    sockets::close(socket, code.number(), code.reason());
}

fn failure(code: &str, cause: &str) -> crate::json::Written {
    crate::json!({ "level": "error", "object": "inbox", "code": code, "cause": cause })
}
