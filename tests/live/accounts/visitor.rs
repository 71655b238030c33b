//! Somebody who visits the site: a browser with its cookies, or a program with its token.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::StreamExt;
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::sync::{Mutex, RwLock};
use tokio_tungstenite::tungstenite::{Error as SocketError, Message, client::IntoClientRequest};

/// The password of everybody.
pub const PASSWORD: &str = "correct horse";

/// Held for writing by those who change who may sign up, for reading by those who sign up.
pub static SETTINGS: RwLock<()> = RwLock::const_new(());

/// A browser, or a program.
pub struct Visitor {
    pub site: String,
    client: Client,
    cookies: std::sync::Mutex<BTreeMap<String, String>>,
    token: Option<String>,
    /// The address they come from, as far as the site can tell.
    pub address: String,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// Null where the answer is no JSON.
    pub body: Value,
    pub text: String,
}

impl Answer {
    /// The code of a problem; what is a problem in part only is none.
    pub fn code(&self) -> &str {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{self:?}"
        );
        assert_eq!(self.body["status"], self.status, "{self:?}");
        assert!(!self.body["detail"].as_str().unwrap().is_empty());
        self.body["code"].as_str().unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Sees to it that it went as it should.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// Sees to it that it was refused as it should.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "{self:?}");
        self
    }
}

impl Visitor {
    /// Somebody nobody knows, on the site without limits.
    pub fn new() -> Self {
        Self::on(&site())
    }

    /// Somebody nobody knows.
    pub fn on(site: &str) -> Self {
        Self {
            site: site.to_owned(),
            client: Client::new(),
            cookies: std::sync::Mutex::default(),
            token: None,
            address: address(),
        }
    }

    /// Somebody nobody knows, who comes from the same address.
    pub fn beside(&self) -> Self {
        Self {
            address: self.address.clone(),
            ..Self::on(&self.site)
        }
    }

    /// Somebody with a new account that does not own the site, and the username.
    pub async fn member(name: &str) -> (Self, String) {
        owner_exists(&site()).await;
        let _settings = SETTINGS.read().await;
        let (visitor, username) = (Self::new(), unique(name));
        visitor.sign_up(&username).await.expect(201);
        (visitor, username)
    }

    /// A guest.
    pub async fn guest(name: &str) -> Self {
        owner_exists(&site()).await;
        let _settings = SETTINGS.read().await;
        let visitor = Self::new();
        visitor
            .post("/api/guest", json!({ "display_name": name }))
            .await
            .expect(201);
        visitor
    }

    /// The owner of the site, in a new session.
    pub async fn owner() -> Self {
        owner_exists(&site()).await;
        let visitor = Self::new();
        visitor.log_in("owner").await.expect(200);
        visitor
    }

    /// A program with a token of this account.
    pub async fn program(&self) -> Self {
        let made = self
            .post("/api/me/tokens", json!({ "name": "program" }))
            .await
            .expect(201);
        Self {
            token: Some(made.body["token"].as_str().unwrap().to_owned()),
            ..Self::on(&self.site)
        }
    }

    /// A program that claims to have a token.
    pub fn with_token(token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..Self::new()
        }
    }

    pub async fn sign_up(&self, username: &str) -> Answer {
        self.post(
            "/api/signup",
            json!({ "username": username, "password": PASSWORD }),
        )
        .await
    }

    pub async fn log_in(&self, username: &str) -> Answer {
        self.post(
            "/api/login",
            json!({ "username": username, "password": PASSWORD }),
        )
        .await
    }

    /// Their id.
    pub async fn id(&self) -> String {
        let me = self.get("/api/me").await.expect(200);
        me.body["user"]["id"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        self.send(
            method,
            path,
            &[("origin", &self.site), ("content-type", "application/json")],
            body,
        )
        .await
    }

    /// A request with exactly these headers, but for cookies, token and address.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<reqwest::Body>,
    ) -> Answer {
        let mut request = self
            .client
            .request(method, format!("{}{path}", self.site))
            .header("cf-connecting-ip", &self.address)
            .body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        } else if let Some(cookies) = self.cookie_header(path) {
            request = request.header("cookie", cookies);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        self.keep_cookies(&headers);
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer {
            status,
            headers,
            body,
            text,
        }
    }

    fn cookie_header(&self, path: &str) -> Option<String> {
        let cookies = self.cookies.lock().unwrap();
        let goes_with = |name: &str| name != "confab_refresh" || path.starts_with("/api/session");
        let pairs: Vec<_> = cookies
            .iter()
            .filter(|(name, _)| goes_with(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for set in headers.get_all("set-cookie") {
            let (pair, attributes) = set.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies
            .lock()
            .unwrap()
            .insert(name.to_owned(), value.to_owned());
    }

    /// A copy of the browser, cookies and all, as a thief would make it.
    pub fn copied(&self) -> Self {
        Self {
            cookies: std::sync::Mutex::new(self.cookies.lock().unwrap().clone()),
            ..Self::on(&self.site)
        }
    }

    /// A socket to a room, opened from a page of `origin`; or the status it was refused with.
    pub async fn socket(&self, room: &str, origin: Option<&str>) -> Result<Socket, u16> {
        let path = format!("/api/rooms/{room}/socket");
        let address = format!("{}{path}", self.site.replacen("http", "ws", 1));
        let mut request = address.into_client_request().unwrap();
        let headers = request.headers_mut();
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        if let Some(token) = &self.token {
            headers.insert("authorization", format!("Bearer {token}").parse().unwrap());
        } else if let Some(cookies) = self.cookie_header(&path) {
            headers.insert("cookie", cookies.parse().unwrap());
        }
        match tokio_tungstenite::connect_async(request).await {
            Ok((socket, _)) => Ok(Socket(socket)),
            Err(SocketError::Http(response)) => Err(response.status().as_u16()),
            Err(failure) => panic!("{failure}"),
        }
    }

    /// The room everybody is seated in: so far, the only one they are in.
    pub async fn general(&self) -> String {
        let me = self.get("/api/me").await.expect(200);
        me.body["rooms"][0]["id"].as_str().unwrap().to_owned()
    }
}

type Stream =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// An open socket.
#[derive(Debug)]
pub struct Socket(pub Stream);

impl Socket {
    /// Reads until the site closes the socket, and says with which code.
    pub async fn close_code(&mut self) -> u16 {
        let patience = std::time::Duration::from_secs(10);
        let closed = async {
            while let Some(frame) = self.0.next().await {
                match frame {
                    Ok(Message::Close(Some(close))) => return close.code.into(),
                    Ok(_) => {}
                    Err(failure) => panic!("{failure}"),
                }
            }
            panic!("the socket ended without a close frame");
        };
        tokio::time::timeout(patience, closed)
            .await
            .expect("the socket stayed open")
    }
}

/// The site without limits.
pub fn site() -> String {
    std::env::var("CONFAB_URL")
        .expect("CONFAB_URL is the site to test; `npm test -- live` starts one")
}

/// A name nobody has had on this site, in this run or an earlier one.
pub fn unique(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let run = std::process::id();
    format!("{name}-{run:x}-{count:x}-{:x}", started() % 0x00ff_ffff)
}

/// An address of one's own, so that nobody is slowed down by others.
pub fn address() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("2001:db8:{:x}:{count:x}::1", started() % 0xffff)
}

#[allow(clippy::disallowed_methods, reason = "a test is not the Worker")]
fn started() -> u128 {
    static STARTED: std::sync::OnceLock<u128> = std::sync::OnceLock::new();
    *STARTED.get_or_init(|| {
        let now = std::time::SystemTime::now();
        now.duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_millis()
    })
}

/// Sees to it that the site has an owner, so that nobody else becomes it unawares.
pub async fn owner_exists(site: &str) {
    static SITES: Mutex<()> = Mutex::const_new(());
    let _one_at_a_time = SITES.lock().await;
    let visitor = Visitor::on(site);
    if visitor.get("/api/site").await.expect(200).body["owned"] == false {
        visitor.sign_up("owner").await.expect(201);
    }
}
