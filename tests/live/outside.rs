//! Another site, on this machine: pages that links in messages lead to. The sites under test may fetch from its one
//! origin (`PREVIEW_TEST_ORIGIN`) and from nothing else here; a second one beside it is the trap.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::thread;
use std::time::Duration;

/// A picture of 1200 by 630 pixels, as far as its head says.
pub const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x04\xb0\0\0\x02\x76\x08\x06\0\0\0";
/// More than is read of anything.
const TOO_MUCH: usize = 600_000;

/// What a page is asked for, by its path: answered on the connection.
type Page = Arc<dyn Fn(&mut TcpStream) + Send + Sync>;

/// The other site.
pub struct Outside {
    /// Its origin.
    pub origin: String,
    /// An origin that nothing may be fetched from.
    pub trap: String,
    pages: Mutex<HashMap<String, Page>>,
    /// Each request's head, by its path.
    asked: Mutex<HashMap<String, Vec<String>>>,
}

/// The other site, started once. None when the sites under test were started without one.
pub fn outside() -> Option<&'static Outside> {
    static OUTSIDE: OnceLock<Option<Outside>> = OnceLock::new();
    static STARTED: OnceLock<()> = OnceLock::new();
    let outside = OUTSIDE.get_or_init(|| {
        let Ok(origin) = std::env::var("CONFAB_OUTSIDE") else {
            eprintln!("left out: CONFAB_OUTSIDE is not set");
            return None;
        };
        let trap = TcpListener::bind("127.0.0.1:0").unwrap();
        let outside = Outside {
            trap: format!("http://{}", trap.local_addr().unwrap()),
            origin,
            pages: Mutex::default(),
            asked: Mutex::default(),
        };
        serve(trap);
        Some(outside)
    });
    let outside = outside.as_ref()?;
    STARTED.get_or_init(|| {
        let address = outside.origin.strip_prefix("http://").unwrap();
        serve(TcpListener::bind(address).unwrap());
    });
    Some(outside)
}

fn serve(listener: TcpListener) {
    thread::spawn(move || {
        for connection in listener.incoming() {
            thread::spawn(|| answer(connection.unwrap()));
        }
    });
}

fn answer(mut connection: TcpStream) {
    let mut head = String::new();
    let mut lines = BufReader::new(&mut connection);
    while !head.ends_with("\r\n\r\n") {
        if lines.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let outside = outside().unwrap();
    let mut asked = outside.asked.lock().unwrap();
    asked.entry(path.clone()).or_default().push(head);
    drop(asked);
    let page = outside.pages.lock().unwrap().get(&path).map(Arc::clone);
    match page {
        Some(page) => page(&mut connection),
        None => send(&mut connection, "404 Not Found", "", b""),
    }
}

fn send(connection: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
    );
    // Whoever has heard enough hangs up.
    let _ = connection.write_all(head.as_bytes());
    let _ = connection.write_all(body);
}

/// Waits until the other end hangs up.
fn until_gone(connection: &mut TcpStream) {
    let _ = connection.read_to_end(&mut Vec::new());
}

impl Outside {
    /// Puts a page under a new path; its address.
    fn put(&self, name: &str, page: Page) -> String {
        let path = format!("/{}", crate::site::unique(name));
        self.pages.lock().unwrap().insert(path.clone(), page);
        format!("{}{path}", self.origin)
    }

    /// A page that answers at once.
    pub fn file(&self, headers: &str, body: &[u8]) -> String {
        let (headers, body) = (headers.to_owned(), body.to_owned());
        let answer = move |to: &mut TcpStream| send(to, "200 OK", &headers, &body);
        self.put("file", Arc::new(answer))
    }

    /// A web page.
    pub fn html(&self, html: &str) -> String {
        self.file(
            "Content-Type: text/html; charset=utf-8\r\n",
            html.as_bytes(),
        )
    }

    /// A web page with this title, and this for its picture.
    pub fn page(&self, title: &str, picture: &str) -> String {
        self.html(&format!(
            "<!doctype html><head><meta property='og:title' content='{title}'>\
             <meta property='og:image' content='{picture}'></head>"
        ))
    }

    /// A redirect.
    pub fn redirect(&self, to: &str) -> String {
        let headers = format!("Location: {to}\r\n");
        let answer = move |to: &mut TcpStream| send(to, "302 Found", &headers, b"");
        self.put("redirect", Arc::new(answer))
    }

    /// A redirect that leads through so many others.
    pub fn redirects(&self, more: usize, to: &str) -> String {
        (0..more).fold(self.redirect(to), |next, _| self.redirect(&next))
    }

    /// A picture that is larger than is read.
    pub fn large_picture(&self) -> String {
        let mut picture = PICTURE.to_vec();
        picture.resize(TOO_MUCH, 0);
        self.file("Content-Type: image/png\r\n", &picture)
    }

    /// Never answers; with `begun`, not after its first bytes.
    pub fn silent(&self, begun: bool) -> String {
        let answer = move |to: &mut TcpStream| {
            if begun {
                let head =
                    "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 900\r\n\r\n";
                to.write_all(head.as_bytes()).unwrap();
                to.write_all(PICTURE).unwrap();
            }
            until_gone(to);
        };
        self.put("silent", Arc::new(answer))
    }

    /// A page with a title that then goes on for ever; and word of when whoever reads it hangs up.
    pub fn endless(&self, title: &str) -> (String, mpsc::Receiver<()>) {
        let (gone, is_gone) = mpsc::channel();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<title>{title}</title>"
        );
        let answer = move |to: &mut TcpStream| {
            to.write_all(head.as_bytes()).unwrap();
            while to.write_all(&[b' '; 16_384]).is_ok() {}
            gone.send(()).unwrap();
        };
        (self.put("endless", Arc::new(answer)), is_gone)
    }

    /// The heads of all requests for an address.
    pub fn asked(&self, address: &str) -> Vec<String> {
        let path = address.strip_prefix(&self.origin).unwrap();
        let asked = self.asked.lock().unwrap();
        asked.get(path).cloned().unwrap_or_default()
    }

    /// An address nobody may fetch, under a new path; and whether somebody has.
    pub fn forbidden(&self) -> (String, impl Fn() -> bool + '_) {
        let path = format!("/{}.png", crate::site::unique("trap"));
        let address = format!("{}{path}", self.trap);
        (address, move || {
            self.asked.lock().unwrap().contains_key(&path)
        })
    }
}

/// Waits for word of something.
pub fn word(of: &mpsc::Receiver<()>) {
    of.recv_timeout(Duration::from_secs(30)).unwrap();
}

/// A page whose title stands behind more than is read.
pub fn late(title: &str, late: &str) -> String {
    let filling = " ".repeat(TOO_MUCH);
    format!("<title>{title}</title>{filling}<meta name=description content='{late}'>")
}
