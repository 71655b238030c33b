//! People who use the site under test: over HTTP with the cookies a browser would keep, and on sockets.
//!
//! Nothing here sleeps: what is awaited is awaited by its event, with a deadline that fails the test.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, MutexGuard};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use confab::route::Pattern;

use crate::accounts::visitor::{self, SETTINGS, owner_exists};

/// Longest wait for anything: far above what a busy machine needs, so that reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(30);
/// The password of everybody here.
pub const PASSWORD: &str = "correct horse battery";

/// A running site.
#[derive(Clone)]
pub struct Site {
    /// Scheme, host and port; also its `Origin`.
    pub url: String,
}

impl Site {
    /// The site with its rates lifted, where most tests run.
    pub fn open() -> Self {
        Self::of("CONFAB_URL")
    }

    /// The site with its rates in force.
    pub fn limited() -> Self {
        Self::of("CONFAB_URL_WITH_LIMITS")
    }

    /// The site for tests that change all of it, or need all of it; its limit on one file is far higher.
    pub fn alone() -> Self {
        Self::of("CONFAB_URL_ALONE")
    }

    /// The site where everybody asks for everything: so many requests that the others would wait for them.
    pub fn asked_by_all() -> Self {
        Self::of("CONFAB_URL_ASKED_BY_ALL")
    }

    /// The site whose database is written to behind its back, for whoever holds the guard: anybody else who asked for
    /// something there might find it locked.
    pub async fn touched() -> (Self, MutexGuard<'static, ()>) {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
        let guard = ONE_AT_A_TIME.lock().await;
        (Self::of("CONFAB_URL_TOUCHED"), guard)
    }

    fn of(variable: &str) -> Self {
        let url = std::env::var(variable).unwrap_or_else(|_| {
            panic!("set {variable} to a running site, or use `npm test -- live`")
        });
        Self {
            url: url.trim_end_matches('/').to_owned(),
        }
    }

    /// Somebody with no cookies yet.
    pub fn stranger(&self) -> Person {
        Person {
            site: self.clone(),
            id: String::new(),
            name: String::new(),
            cookies: BTreeMap::new(),
            http: reqwest::Client::new(),
        }
    }

    /// Somebody with an account of their own, logged in, and not the owner of the site.
    pub async fn member(&self, name: &str) -> Person {
        owner_exists(&self.url).await;
        let _settings = SETTINGS.read().await;
        let mut person = self.stranger();
        let signup =
            json!({ "username": unique(name), "password": PASSWORD, "display_name": name });
        person.enter("signup", signup).await;
        person
    }

    /// Whoever owns the site.
    pub async fn owner(&self) -> Person {
        owner_exists(&self.url).await;
        let mut owner = self.stranger();
        let login = json!({ "username": "owner", "password": visitor::PASSWORD });
        owner.enter("login", login).await;
        owner
    }

    /// Somebody who came in by name only.
    pub async fn guest(&self, name: &str) -> Person {
        owner_exists(&self.url).await;
        let _settings = SETTINGS.read().await;
        let mut person = self.stranger();
        person.enter("guest", json!({ "display_name": name })).await;
        person
    }
}

/// An id nobody and nothing has.
pub const NO_ID: &str = "01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f";

/// A picture that no preview has.
const NO_PICTURE: &str =
    "0000000000000000000000000000000000000000000000000000000000000000.0123456789abcdef";

/// The address of a route, about things that do not exist unless `room` does.
pub fn path_of(pattern: &Pattern, room: &str) -> String {
    let mut path = pattern.path.replace("{room}", room);
    for (part, value) in [
        ("{seq}", "1"),
        ("{emoji}", "%F0%9F%91%8D"),
        ("{code}", "no-such-code"),
        ("{picture}", NO_PICTURE),
        ("{part}", "1"),
        ("{size}", "64"),
    ] {
        path = path.replace(part, value);
    }
    // All that is left is an id.
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| if part.starts_with('{') { NO_ID } else { part })
        .collect();
    let path = parts.join("/");
    match path.rsplit('/').next() {
        Some("search") => path + "?q=hello",
        Some("media") => path + "?kind=file&name=file",
        _ => path,
    }
}

/// A name nobody else in this run or an earlier one has.
pub fn unique(name: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let moment = std::process::id();
    format!("{name}.{moment:x}.{number}")
}

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    #[allow(dead_code, reason = "shown when a test fails")]
    pub request: String,
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Answer {
    /// Its JSON, for an answer that must be a good one.
    pub fn json(&self) -> Value {
        assert!(self.status < 300, "{self:?}");
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The code of its problem; empty when it has none.
    pub fn code(&self) -> String {
        let problem: Value = serde_json::from_str(&self.text).unwrap_or(Value::Null);
        problem["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Asserts that it is a problem with this status and code.
    pub fn is(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.code().as_str()),
            (status, code),
            "{self:?}"
        );
    }
}

/// Somebody at the site, on one device.
#[derive(Clone)]
pub struct Person {
    pub site: Site,
    pub id: String,
    pub name: String,
    pub cookies: BTreeMap<String, String>,
    http: reqwest::Client,
}

impl Person {
    /// Another device of the same person.
    pub async fn second_device(&self) -> Self {
        let mut device = self.site.stranger();
        let me = self.get("me").await;
        let login = json!({ "username": me["user"]["username"], "password": PASSWORD });
        device.enter("login", login).await;
        device
    }

    async fn enter(&mut self, door: &str, body: Value) {
        let answer = self.post(door, body).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let (name, value) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = value.split(';').next().unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let user = &answer.json()["user"];
        self.id = user["id"].as_str().unwrap().to_owned();
        self.name = user["name"].as_str().unwrap().to_owned();
    }

    /// Reads; `path` is below /api/.
    pub async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await.json()
    }

    /// Posts JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    /// Asks anything with a JSON body or none.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self.request(method, path);
        if let Some(body) = body {
            request = request.json(&body);
        }
        self.send(request).await
    }

    /// A request of this person, to be changed before it is sent.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = format!("{}/api/{path}", self.site.url);
        self.http
            .request(method, url)
            .header("Origin", &self.site.url)
            .header("Cookie", self.cookie_header())
    }

    /// Sends a request.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.timeout(PATIENCE).build().unwrap();
        let shown = format!("{} {}", request.method(), request.url().path());
        let response = self
            .http
            .execute(request)
            .await
            .unwrap_or_else(|e| panic!("{shown}: {e:?}"));
        Answer {
            request: shown,
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    /// Makes a room and sits in it as its owner; answers its id.
    pub async fn make_room(&self, kind: &str) -> String {
        let room = json!({ "name": unique("room"), "kind": kind });
        let answer = self.post("rooms", room).await;
        answer.json()["room"]["id"].as_str().unwrap().to_owned()
    }

    /// Takes a seat.
    pub async fn join(&self, room: &str) {
        self.post(&format!("rooms/{room}/join"), json!({}))
            .await
            .json();
    }

    /// Posts over HTTP; answers the message.
    pub async fn say(&self, room: &str, text: &str) -> Value {
        let answer = self
            .post(&format!("rooms/{room}/messages"), json!({ "text": text }))
            .await;
        answer.json()["message"].clone()
    }

    /// Opens a socket as somebody new to the room, and takes its `hello`.
    pub async fn socket(&self, room: &str) -> Socket {
        self.socket_from(room, "").await
    }

    /// Opens a socket with a cursor, such as `?seq=3&rev=1`, and takes its `hello`.
    pub async fn socket_from(&self, room: &str, cursor: &str) -> Socket {
        let path = format!("rooms/{room}/socket{cursor}");
        self.open(&path, "hello").await
    }

    /// Opens a socket to the person's inbox, and takes its first event, `inbox`.
    pub async fn inbox(&self) -> Socket {
        self.open("inbox/socket", "inbox").await
    }

    async fn open(&self, path: &str, first: &str) -> Socket {
        let origin = self.site.url.clone();
        let opened = self.upgrade_to(path, Some(&origin)).await;
        let mut socket = Socket {
            stream: opened.unwrap_or_else(|refused| panic!("refused: {refused:?}")),
            waiting: VecDeque::new(),
            seen: Vec::new(),
            hello: Value::Null,
            commands: 0,
        };
        socket.hello = socket.next().await;
        assert_eq!(socket.hello["type"], first, "the first event");
        socket
    }

    /// Tries to open a socket to a room; the status when it is refused.
    pub async fn upgrade(
        &self,
        room: &str,
        cursor: &str,
        origin: Option<&str>,
    ) -> Result<Stream, u16> {
        let path = format!("rooms/{room}/socket{cursor}");
        self.upgrade_to(&path, origin).await
    }

    /// Tries to open a socket; `path` is below /api/.
    pub async fn upgrade_to(&self, path: &str, origin: Option<&str>) -> Result<Stream, u16> {
        let url = format!("{}/api/{path}", self.site.url.replace("http", "ws"));
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert(
            "Cookie",
            HeaderValue::from_str(&self.cookie_header()).unwrap(),
        );
        if let Some(origin) = origin {
            headers.insert("Origin", HeaderValue::from_str(origin).unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(stream),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(other) => panic!("no answer to an upgrade: {other}"),
        }
    }
}

/// A WebSocket to the site.
pub type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// An open socket of a room.
pub struct Socket {
    stream: Stream,
    waiting: VecDeque<Value>,
    /// All events so far, for the message of a failure.
    seen: Vec<Value>,
    /// The first event.
    pub hello: Value,
    commands: u64,
}

impl Socket {
    /// The next event, of whatever type.
    pub async fn next(&mut self) -> Value {
        while self.waiting.is_empty() {
            match self.receive().await {
                Some(Message::Text(frame)) => {
                    let Ok(Value::Array(events)) = serde_json::from_str(&frame) else {
                        panic!("a frame that is no array: {frame}");
                    };
                    assert!(!events.is_empty(), "an empty frame");
                    self.waiting.extend(events);
                }
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("instead of an event: {other:?}, after {}", self.story()),
            }
        }
        let event = self.waiting.pop_front().unwrap();
        self.seen.push(event.clone());
        event
    }

    /// The next event of a type; others on the way are passed over.
    pub async fn event(&mut self, kind: &str) -> Value {
        loop {
            let event = self.next().await;
            if event["type"] == kind {
                return event;
            }
        }
    }

    /// The next message.
    pub async fn message(&mut self) -> Value {
        self.event("message").await
    }

    /// Sends a command, and answers what it was answered: an `ack` or an `error`. What else came meanwhile stays to
    /// be read.
    pub async fn command(&mut self, command: Value) -> Value {
        let id = self.send(command).await;
        self.answer_to(id).await
    }

    /// Sends a command under a number of its own.
    pub async fn send(&mut self, mut command: Value) -> u64 {
        self.commands += 1;
        command["id"] = json!(self.commands);
        self.send_raw(Message::text(command.to_string())).await;
        self.commands
    }

    /// Waits for what a command is answered.
    pub async fn answer_to(&mut self, id: u64) -> Value {
        let mut others = VecDeque::new();
        let answer = loop {
            let event = self.next().await;
            if matches!(event["type"].as_str(), Some("ack" | "error")) && event["id"] == id {
                break event;
            }
            others.push_back(event);
        };
        others.append(&mut self.waiting);
        self.waiting = others;
        answer
    }

    /// Posts a message and waits for its place.
    pub async fn say(&mut self, text: &str) -> u64 {
        let ack = self
            .command(json!({ "type": "send", "nonce": unique("n"), "text": text }))
            .await;
        assert_eq!(ack["type"], "ack", "{ack}");
        ack["seq"].as_u64().unwrap()
    }

    /// Sends a frame as it is.
    pub async fn send_raw(&mut self, frame: Message) {
        self.stream.send(frame).await.unwrap();
    }

    /// Sends the text `ping` and waits for its `pong`.
    pub async fn ping(&mut self) {
        self.send_raw(Message::text("ping")).await;
        loop {
            match self.receive().await {
                Some(Message::Text(frame)) if frame.as_str() == "pong" => return,
                Some(Message::Text(frame)) => {
                    let events: Vec<Value> = serde_json::from_str(&frame).unwrap();
                    self.waiting.extend(events);
                }
                other => panic!("instead of a pong: {other:?}"),
            }
        }
    }

    /// Waits for the site to close the socket, and answers the code.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.receive().await {
                Some(Message::Close(frame)) => {
                    return frame.map_or(1005, |frame| frame.code.into());
                }
                Some(_) => {}
                None => return 1006,
            }
        }
    }

    /// Closes the socket as a page does that is left.
    pub async fn close(mut self) {
        self.stream.close(None).await.unwrap();
        // The answering close, or the end.
        while let Some(Ok(_)) = self.stream.next().await {}
    }

    fn story(&self) -> String {
        let events: Vec<String> = self.seen.iter().map(Value::to_string).collect();
        events.join("\n")
    }

    async fn receive(&mut self) -> Option<Message> {
        let next = tokio::time::timeout(PATIENCE, self.stream.next()).await;
        match next.unwrap_or_else(|_| panic!("nothing more came after {}", self.story())) {
            Some(Ok(message)) => Some(message),
            Some(Err(_)) | None => None,
        }
    }
}
