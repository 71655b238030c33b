//! What a room's object does when a turn is over: sockets, timers, the alarm, calls to inboxes and to the database.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::stream::{self, StreamExt};
use serde::Serialize;
use worker::{Delay, Env, State, WebSocket, console_error};

use super::effects::{CloseCode, ConnectionId};
use super::engine::Counted;
use super::fanout::Frames;
use super::turn::{Act, Awake};
use crate::error::Error;
use crate::inbox;
use crate::inbox::requests::{Ask, InboxRequest};
use crate::json::FromJson;
use crate::map::Map;
use crate::media::attach;
use crate::moderation::{audit, numbers};
use crate::platform::clock;
use crate::platform::d1::D1;
use crate::platform::sockets::{self, Numbers, TextFrame};
use crate::platform::sql::ObjectSql;
use crate::previews;
use crate::wire::types::{Author, Media, Millis, RoomId, Seq, SessionId, UserId};

/// Inboxes told at the same time: an object may have six connections waiting for an answer.
const TOLD_AT_ONCE: usize = 6;
/// Inboxes told in one event: on the free plan an event may make 50 calls.
const TOLD_PER_EVENT: usize = 40;
/// Files that are gone, told to the database in one statement.
const GONE_AT_ONCE: usize = 200;

/// Kept with each socket.
#[derive(Serialize, FromJson)]
pub(super) struct Attachment {
    pub(super) number: u32,
    pub(super) user: UserId,
    pub(super) session: SessionId,
    #[serde(default)]
    pub(super) admin: bool,
    pub(super) limited: bool,
    #[serde(default)]
    pub(super) idle: bool,
}

/// What a room reaches the world with.
#[derive(Clone)]
pub(super) struct Hands {
    pub(super) state: Rc<State>,
    env: Rc<Env>,
    pub(super) memory: Rc<RefCell<Memory>>,
}

/// What is in memory until the object sleeps.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) awake: Option<Awake<ObjectSql>>,
    pub(super) sockets: Sockets,
    /// Frames that wait behind one whose files are being looked up, by the socket they came on.
    pub(super) behind: Map<ConnectionId, Vec<String>>,
}

/// The open sockets by their numbers, and the other way round.
#[derive(Default)]
pub(super) struct Sockets {
    held: Map<ConnectionId, WebSocket>,
    pub(super) numbers: Numbers,
}

impl Hands {
    pub(super) fn new(state: State, env: Env) -> Self {
        Self {
            state: Rc::new(state),
            env: Rc::new(env),
            memory: Rc::default(),
        }
    }

    /// After an internal error nothing the turn wrote may stay: the object is thrown away.
    pub(super) fn throw_away(&self, refused: &Error) {
        if matches!(refused, Error::Internal { .. }) {
            sockets::abort(&self.state, "a turn failed");
        }
    }

    /// Does what came of a turn.
    pub(super) fn act(&self, acts: Vec<Act>) {
        for act in acts {
            match act {
                Act::Send(frames) => self.memory.borrow().sockets.send(&frames),
                Act::Close { connection, code } => {
                    let socket = self.memory.borrow_mut().sockets.release(connection);
                    if let Some(socket) = socket {
                        close(&socket, code);
                    }
                }
                Act::Keep { connection, idle } => {
                    self.memory.borrow().sockets.keep(connection, idle);
                }
                Act::Wait { until, pause } => {
                    self.later(move |hands| async move { hands.wait(until, pause).await });
                }
                Act::Tell => self.later(|hands| async move { hands.tell_inboxes().await }),
                Act::Alarm(at) => self.later(move |hands| async move { hands.set_alarm(at).await }),
                Act::Note { by, author, seq } => self.later(move |hands| async move {
                    if let Err(failed) = hands.note(&by, &author, seq).await {
                        log(&failed);
                    }
                }),
                Act::Look { seq, links, local } => {
                    self.later(move |hands| async move { hands.look(seq, links, local).await });
                }
                Act::Attached(ids) => self.later(|hands| async move {
                    if let Err(failed) = hands.attached(&ids).await {
                        log(&failed);
                    }
                }),
                Act::LetGo => self.later(|hands| async move { hands.let_go().await }),
                Act::Erase => self.later(|hands| async move { hands.erase().await }),
            }
        }
    }

    fn later<F: Future<Output = ()> + 'static>(&self, work: impl FnOnce(Self) -> F) {
        wasm_bindgen_futures::spawn_local(work(self.clone()));
    }

    /// Until a pause is over, or until all that was written is durable; then what is due is sent.
    async fn wait(&self, until: Millis, pause: Millis) {
        match u64::try_from(pause) {
            Ok(pause) if pause > 0 => Delay::from(Duration::from_millis(pause)).await,
            // A write that fails resets the object, and this with it: there is nothing to be done about it here.
            _ => drop(self.state.storage().sync().await),
        }
        let done = match &mut self.memory.borrow_mut().awake {
            Some(awake) => awake.tick(until, clock::now()),
            None => Ok(Vec::new()),
        };
        self.done(done);
    }

    /// Tells inboxes their news, until nobody is owed any, or as many as one event may reach: the alarm goes on then.
    pub(super) async fn tell_inboxes(&self) {
        let mut left = TOLD_PER_EVENT;
        while left > 0 {
            let next = match &mut self.memory.borrow_mut().awake {
                Some(awake) => awake.next_news(left.min(TOLD_AT_ONCE)),
                None => return,
            };
            let next = match next {
                Ok(next) if next.is_empty() => break,
                Ok(next) => next,
                Err(failed) => return self.done(Err(failed)),
            };
            left -= next.len();
            let calls = next.into_iter().map(|(user, news)| async move {
                let version = news.version;
                let ask = Ask::News(Box::new(news));
                let request = InboxRequest { user, ask };
                let told = inbox::client::tell(&self.env, &request).await;
                (request.user, version, told)
            });
            let mut answers = stream::iter(calls).buffer_unordered(TOLD_AT_ONCE);
            while let Some((user, version, told)) = answers.next().await {
                // Who could not be reached stays owed, and is tried again by the alarm.
                if let Err(failed) = told {
                    log(&failed);
                    continue;
                }
                let heard = match &mut self.memory.borrow_mut().awake {
                    Some(awake) => awake.heard(&user, version),
                    None => return,
                };
                self.done(heard);
            }
        }
        let acts = match &mut self.memory.borrow_mut().awake {
            Some(awake) => awake.told_enough(clock::now()),
            None => return,
        };
        self.act(acts);
    }

    /// Tells the site's numbers how many messages there are.
    pub(super) async fn tell_numbers(&self, counted: &Counted) -> Result<(), Error> {
        let Some(room) = self.memory.borrow().room() else {
            return Ok(());
        };
        let bytes = self.state.storage().sql().database_size() as u64;
        numbers::tell(&D1::open(&self.env)?, &room, bytes, counted).await
    }

    async fn note(&self, by: &Author, author: &Author, seq: Seq) -> Result<(), Error> {
        let room = self.memory.borrow().room();
        let entry = audit::Entry {
            act: audit::Act::MessageDelete,
            target: author.id.as_str(),
            target_name: &author.name,
            room: room.as_ref(),
            reason: &format!("Message {seq}"),
        };
        audit::add(&D1::open(&self.env)?, by, entry, clock::now()).await
    }

    /// Tells the Preview objects of links that a message has them. Not stored: a room that ends here leaves a message
    /// without previews, and nothing that anybody would miss.
    async fn look(&self, seq: Seq, links: Vec<String>, local: bool) {
        let Some(room) = self.memory.borrow().room() else {
            return;
        };
        for link in links {
            let told = previews::client::ask(&self.env, link, room.clone(), seq, local).await;
            if let Err(failed) = told {
                log(&failed);
            }
        }
    }

    /// Of some files, those that somebody may attach here. The room is awake.
    pub(super) async fn look_up(&self, user: &UserId, ids: &[String]) -> Result<Vec<Media>, Error> {
        let room = self.memory.borrow().room();
        let room = room.ok_or_else(|| Error::internal("a room fell asleep over a message"))?;
        attach::store::to_attach(&D1::open(&self.env)?, &room, user, ids, clock::now()).await
    }

    async fn attached(&self, ids: &[String]) -> Result<(), Error> {
        attach::store::attached(&D1::open(&self.env)?, ids, clock::now()).await
    }

    /// Tells the database of files that no message holds any more, until it knows of all. Should it not be reached, the
    /// alarm goes on.
    pub(super) async fn let_go(&self) {
        loop {
            let next = match &mut self.memory.borrow_mut().awake {
                Some(awake) => awake.next_gone(GONE_AT_ONCE),
                None => return,
            };
            let ids = match next {
                Ok(ids) if ids.is_empty() => return,
                Ok(ids) => ids,
                Err(failed) => return self.done(Err(failed)),
            };
            let told = match D1::open(&self.env) {
                Ok(database) => attach::store::gone(&database, &ids, clock::now()).await,
                Err(failed) => Err(failed),
            };
            if let Err(failed) = told {
                return log(&failed);
            }
            let told = match &mut self.memory.borrow_mut().awake {
                Some(awake) => awake.gone_told(&ids),
                None => return,
            };
            self.done(told.map(|()| Vec::new()));
        }
    }

    /// After an alarm: sets the next one, if one is needed.
    pub(super) async fn wind_up(&self) {
        let next = match &mut self.memory.borrow_mut().awake {
            Some(awake) => awake.wind_up(clock::now()),
            None => None,
        };
        if let Some(at) = next {
            self.set_alarm(at).await;
        }
    }

    async fn set_alarm(&self, at: Millis) {
        let pause = u64::try_from(at - clock::now()).unwrap_or(0);
        let storage = self.state.storage();
        if let Err(failed) = storage.set_alarm(Duration::from_millis(pause)).await {
            log(&Error::internal(failed));
        }
    }

    async fn erase(&self) {
        self.memory.borrow_mut().awake = None;
        // What fails here is tried again by whoever next asks the room anything.
        let _ = self.state.storage().delete_alarm().await;
        let _ = self.state.storage().delete_all().await;
    }

    fn done(&self, turn: Result<Vec<Act>, Error>) {
        match turn {
            Ok(acts) => self.act(acts),
            Err(failed) => {
                log(&failed);
                self.throw_away(&failed);
            }
        }
    }
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

    /// Keeps with a socket whether its owner is away from it.
    fn keep(&self, id: ConnectionId, idle: bool) {
        if let Some(socket) = self.held.get(&id)
            && let Some(kept) = sockets::attached::<Attachment>(socket)
        {
            // Refused or lost, somebody looks as they did before: that is all.
            let _ = sockets::attach(socket, &Attachment { idle, ..kept });
        }
    }

    /// The number of a socket; 0, which nobody has, for one that is not held any more.
    pub(super) fn id(&self, socket: &WebSocket) -> ConnectionId {
        ConnectionId(self.numbers.get(socket).unwrap_or(0))
    }

    pub(super) fn hold(&mut self, id: ConnectionId, socket: WebSocket) {
        self.numbers.set(&socket, id.0);
        self.held.insert(id, socket);
    }

    pub(super) fn release(&mut self, id: ConnectionId) -> Option<WebSocket> {
        let socket = self.held.remove(&id)?;
        self.numbers.remove(&socket);
        Some(socket)
    }
}

/// Closes a socket, saying why.
pub(super) fn close(socket: &WebSocket, code: CloseCode) {
    sockets::close(socket, code.number(), code.reason());
}

/// Logs what went wrong inside.
pub(super) fn log(failed: &Error) {
    console_error!(
        "{}",
        crate::json!({ "level": "error", "object": "room", "code": failed.code(), "cause": failed.to_string() })
    );
}
