//! The Durable Object of a room: a thin shell around [`Awake`].
//!
//! | event | what it does |
//! |---|---|
//! | `fetch` with an upgrade | opens a socket for somebody the Worker has authenticated |
//! | `fetch` | one [`RoomRequest`] in, one [`RoomReply`] or [`Error`] out, as JSON |
//! | `websocket_message` | one command to the engine |
//! | `websocket_close`, `websocket_error` | somebody went |
//! | `alarm` | inboxes that are owed news are told, the site of files that are gone, and its numbers, once an hour at most |
//!
//! Storage: SQLite, by `schema.rs`. Concurrency: each event is one synchronous turn, with no `await` between its first
//! read and its last write; what a turn must know of files is asked of D1 before it. The runtime holds outgoing frames
//! until what the turn wrote is durable. Memory is a cache: a socket's attachment and the tables hold all that is needed
//! after hibernation.

use worker::{
    DurableObject, Env, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    WebSocketPair, durable_object,
};

use super::acts::{self, Attachment, Hands, Sockets};
use super::effects::{CloseCode, ConnectionId};
use super::engine::{Asker, Connection, Counted, Engine};
use super::rates::Allowance;
use super::requests::{RoomReply, RoomRequest, Wish};
use super::turn::{Act, Awake, Files};
use crate::error::Error;
use crate::platform::sockets;
use crate::platform::sql::ObjectSql;
use crate::platform::{clock, objects, vars};
use crate::wire::commands::{Command, Frame};
use crate::wire::types::{Head, Millis};

/// What stands in a frame that attaches files. One that writes it otherwise attaches none.
const ATTACHES: &str = "\"attachments\"";
/// Frames of one socket that may wait behind a look-up: as many as its rates let somebody send in ten seconds.
const BEHIND_MOST: usize = 64;

/// One room.
#[durable_object]
pub struct Room {
    allowance: Allowance,
    hands: Hands,
}

impl DurableObject for Room {
    fn new(state: State, env: Env) -> Self {
        sockets::answer_by_itself(&state, "ping", "pong");
        let standard = Allowance::default();
        Self {
            allowance: Allowance {
                messages: vars::number(&env, "MESSAGES_PER_10_S").unwrap_or(standard.messages),
                commands: vars::number(&env, "COMMANDS_PER_10_S").unwrap_or(standard.commands),
            },
            hands: Hands::new(state, env),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let request = objects::question(&mut request).await;
        let outcome = match request {
            Ok(RoomRequest::By {
                asker,
                wish: Wish::Socket { cursor },
            }) => self.open(asker, cursor),
            Ok(request) => match self.with_files(request).await {
                Ok(request) => self.answer(request).and_then(|r| objects::answer(&Ok(r))),
                // The database's fault, and no reason to throw the room away.
                Err(unknown) => objects::answer::<RoomReply>(&Err(unknown)),
            },
            Err(unreadable) => Err(unreadable),
        };
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
            acts::close(&socket, CloseCode::Unreadable);
            self.gone(&socket);
            return Ok(());
        };
        if self.waits_behind(&socket, &frame) {
            return Ok(());
        }
        if frame.contains(ATTACHES) {
            self.hear_in_order(&socket, frame).await;
        } else {
            self.hear(&socket, frame, Ok(Vec::new()));
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
            let told_here = |act: &Act| matches!(act, Act::Tell | Act::LetGo);
            let acts = acts.into_iter().filter(|act| !told_here(act)).collect();
            Ok((counted, acts))
        });
        match rung {
            Ok(Some(counted)) => {
                self.hands.tell_inboxes().await;
                self.hands.let_go().await;
                if let Some(counted) = counted
                    && let Err(failed) = self.tell_numbers(&counted).await
                {
                    acts::log(&failed);
                    self.after(&failed);
                }
                self.hands.wind_up().await;
            }
            Ok(None) => {}
            Err(failed) => {
                acts::log(&failed);
                self.after(&failed);
            }
        }
        Response::empty()
    }
}

impl Room {
    /// A request to post, with the files it attaches.
    async fn with_files(&self, mut request: RoomRequest) -> Result<RoomRequest, Error> {
        if let RoomRequest::By {
            asker,
            wish: Wish::Post { draft },
        } = &mut request
            && !draft.attachments.is_empty()
            && self.stays_awake(None)?
        {
            draft.files = self.hands.look_up(&asker.user, &draft.attachments).await?;
        }
        Ok(request)
    }

    /// Whether there is a room; it is awake now.
    fn stays_awake(&self, cause: Option<&WebSocket>) -> Result<bool, Error> {
        let woken = self.turn(cause, |_, _, _| Ok(((), Vec::new())))?;
        Ok(woken.is_some())
    }

    /// Takes a frame.
    fn hear(&self, socket: &WebSocket, frame: String, files: Files) {
        let done = self.turn(Some(socket), |awake, sockets, now| {
            let acts = awake.frame(sockets.id(socket), frame, files, now)?;
            Ok(((), acts))
        });
        match done {
            Ok(Some(())) => {}
            Ok(None) => acts::close(socket, CloseCode::RoomGone),
            Err(failed) => {
                acts::log(&failed);
                sockets::close(socket, 1011, "internal error");
                self.after(&failed);
            }
        }
    }

    /// Looks up the files that a frame attaches, and takes it then. What comes on the same socket meanwhile waits behind
    /// it: nobody's messages overtake each other.
    async fn hear_in_order(&self, socket: &WebSocket, first: String) {
        let Some(Attachment { number, user, .. }) = sockets::attached(socket) else {
            return;
        };
        let id = ConnectionId(number);
        let mut next = Some(first);
        self.hands.memory.borrow_mut().behind.insert(id, Vec::new());
        while let Some(frame) = next {
            let files = match (attached_by(&frame), self.stays_awake(Some(socket))) {
                (ids, Ok(true)) if !ids.is_empty() => self.hands.look_up(&user, &ids).await,
                _ => Ok(Vec::new()),
            };
            if let Err(failed) = &files {
                acts::log(failed);
            }
            self.hear(socket, frame, files);
            let behind = &mut self.hands.memory.borrow_mut().behind;
            let waiting = behind.get_mut(&id).filter(|waiting| !waiting.is_empty());
            next = waiting.map(|waiting| waiting.remove(0));
            if next.is_none() {
                behind.remove(&id);
            }
        }
    }

    /// Whether a frame waits behind another of its socket.
    fn waits_behind(&self, socket: &WebSocket, frame: &str) -> bool {
        let behind = &mut self.hands.memory.borrow_mut().behind;
        if behind.is_empty() {
            return false;
        }
        let id = sockets::attached(socket).map(|kept: Attachment| ConnectionId(kept.number));
        let Some(waiting) = id.and_then(|id| behind.get_mut(&id)) else {
            return false;
        };
        if waiting.len() < BEHIND_MOST {
            waiting.push(frame.to_owned());
        } else {
            acts::close(socket, CloseCode::TooFast);
        }
        true
    }

    fn answer(&self, request: RoomRequest) -> Result<RoomReply, Error> {
        if let RoomRequest::Create {
            room,
            founders,
            words,
        } = &request
        {
            let db = ObjectSql::new(&self.hands.state);
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
                idle: false,
            };
            let pair = WebSocketPair::new().map_err(Error::internal)?;
            sockets::accept(&self.hands.state, &pair.server).map_err(Error::internal)?;
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
            let memory = &mut *self.hands.memory.borrow_mut();
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
        self.hands.act(acts);
        Ok(Some(done))
    }

    /// Takes back the sockets that stayed open while the object slept, and the one whose closing woke it: that one is
    /// not listed any more, but nobody has been told yet that it went.
    fn wake(
        &self,
        sockets: &mut Sockets,
        cause: Option<&WebSocket>,
    ) -> Result<Option<Awake<ObjectSql>>, Error> {
        let Some(engine) = Engine::open(ObjectSql::new(&self.hands.state), self.allowance)? else {
            return Ok(None);
        };
        *sockets = Sockets::default();
        let mut open = Vec::new();
        for socket in sockets::open(&self.hands.state)
            .into_iter()
            .chain(cause.cloned())
        {
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
        self.hands.throw_away(refused);
    }

    /// Tells the site's numbers how many messages there are.
    async fn tell_numbers(&self, counted: &Counted) -> Result<(), Error> {
        self.hands.tell_numbers(counted).await?;
        self.turn(None, |awake, _, now| {
            awake.counted(counted.seq, now)?;
            Ok(((), Vec::new()))
        })
        .map(drop)
    }

    fn gone(&self, socket: &WebSocket) {
        let done = self.turn(Some(socket), |awake, sockets, now| {
            let id = sockets.id(socket);
            sockets.release(id);
            Ok(((), awake.gone(id, now)?))
        });
        if let Err(failed) = done {
            acts::log(&failed);
        }
    }
}

/// The files that a frame attaches.
fn attached_by(frame: &str) -> Vec<String> {
    match Frame::parse(frame) {
        Ok(Frame {
            command: Ok(Command::Send(draft)),
            ..
        }) => draft.attachments,
        _ => Vec::new(),
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
            idle: attachment.idle,
        }
    }
}
