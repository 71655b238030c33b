//! Fetching from other sites: every address is judged before it is asked, and no more is read than is allowed.
//!
//! Pages are read by the runtime's own HTMLRewriter, bound by hand: it reads as browsers do, in whatever encoding the
//! page was sent in, and weighs nothing here.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use futures::future::{Either, select};
use futures::{StreamExt, pin_mut};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::js_sys::{Object, Promise, Reflect};
use worker::web_sys::{AbortSignal, Headers, RequestInit, RequestRedirect, Response, Url};
use worker::{ByteStream, Delay};

use crate::previews::address::Target;
use crate::previews::page::Head;

/// Redirects that are followed.
const REDIRECTS: usize = 3;
/// For how long one page or picture is waited for, redirects and all, in milliseconds.
const PATIENCE_MS: u32 = 5_000;
/// Bytes of a title that are looked at: more than are shown, in whatever characters.
const TITLE_BYTES: usize = 2_000;
/// `<meta>` elements that are looked at: pages have some dozens.
const METAS: usize = 200;
/// Who asks.
const USER_AGENT: &str = concat!("Confab/", env!("CARGO_PKG_VERSION"), " (+link preview)");

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = fetch)]
    fn fetch(address: &str, init: &RequestInit) -> Result<Promise, JsValue>;

    type HTMLRewriter;
    #[wasm_bindgen(catch, constructor)]
    fn new() -> Result<HTMLRewriter, JsValue>;
    #[wasm_bindgen(method, catch, js_name = on)]
    fn on(this: &HTMLRewriter, selector: &str, handlers: &Object) -> Result<HTMLRewriter, JsValue>;
    #[wasm_bindgen(method, catch, js_name = transform)]
    fn transform(this: &HTMLRewriter, response: &Response) -> Result<Response, JsValue>;

    /// An element, or a piece of text, which has no name.
    type Node;
    #[wasm_bindgen(method, getter, js_name = tagName)]
    fn tag_name(this: &Node) -> Option<String>;
    #[wasm_bindgen(method, js_name = getAttribute)]
    fn attribute(this: &Node, name: &str) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = text)]
    fn text(this: &Node) -> Option<String>;
}

/// Which addresses may be asked: the address taken apart, and its origin.
pub type Judge<'a> = &'a dyn Fn(&Target<'_>, &str) -> bool;

/// What another site answered, and where.
pub struct Answer {
    response: Response,
    url: Url,
}

/// Asks an address, and where that sends it, as long as they may be asked. None when there is nothing to be had.
///
/// Nothing of a visitor goes along: no cookie, no address, no referrer.
pub async fn get(address: &str, may: Judge<'_>) -> Option<Answer> {
    let mut url = Url::new(address).ok()?;
    let signal = AbortSignal::timeout_with_u32(PATIENCE_MS);
    for _ in 0..=REDIRECTS {
        let (protocol, host, port) = (url.protocol(), url.hostname(), url.port());
        let target = Target {
            protocol: &protocol,
            host: &host,
            port: &port,
            credentials: !(url.username().is_empty() && url.password().is_empty()),
        };
        if !may(&target, &url.origin()) {
            return None;
        }
        let response = ask(&url.href(), &signal).await.ok()?;
        let status = response.status();
        let answer = Answer { response, url };
        match status {
            200 => return Some(answer),
            301 | 302 | 303 | 307 | 308 => {
                let next = answer.relative(&answer.header("Location"));
                drop(answer.stream());
                url = Url::new(&next?).ok()?;
            }
            _ => {
                drop(answer.stream());
                return None;
            }
        }
    }
    None
}

async fn ask(address: &str, signal: &AbortSignal) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("User-Agent", USER_AGENT)?;
    headers.set("Accept", "text/html,image/*;q=0.9,*/*;q=0.1")?;
    let init = RequestInit::new();
    init.set_headers(&headers);
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(signal));
    let response = JsFuture::from(fetch(address, &init)?).await?;
    Ok(response.unchecked_into())
}

/// What comes of this, if it does in time.
pub async fn within<T>(work: impl Future<Output = Option<T>>) -> Option<T> {
    let too_late = Delay::from(Duration::from_millis(PATIENCE_MS.into()));
    pin_mut!(work, too_late);
    match select(work, too_late).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => None,
    }
}

impl Answer {
    /// A header, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        let value = self.response.headers().get(name);
        value.ok().flatten().unwrap_or_default()
    }

    /// The host that answered.
    #[must_use]
    pub fn host(&self) -> String {
        self.url.hostname()
    }

    /// The path asked for in the end.
    #[must_use]
    pub fn path(&self) -> String {
        self.url.pathname()
    }

    /// The whole of an address that stands in the answer.
    #[must_use]
    pub fn relative(&self, address: &str) -> Option<String> {
        if address.is_empty() {
            return None;
        }
        let url = Url::new_with_base(address, &self.url.href()).ok()?;
        Some(url.href())
    }

    /// All bytes; none when they are more than `most`, or do not arrive whole.
    pub async fn bytes(&self, most: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut stream = self.stream()?;
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk.ok()?);
            if bytes.len() > most {
                return None;
            }
        }
        Some(bytes)
    }

    /// What stands in the head of the page, as far as the first `most` bytes go.
    pub async fn head(&self, most: usize) -> Option<Head> {
        let head = Rc::new(RefCell::new(Head::default()));
        let mut titles = 0;
        let seen = Rc::clone(&head);
        let seen = Closure::<dyn FnMut(Node)>::new(move |node: Node| {
            let head = &mut *seen.borrow_mut();
            match node.tag_name().as_deref() {
                // Pictures drawn in a page have titles, too.
                Some("title") => titles += 1,
                Some(_) if head.metas.len() < METAS => {
                    let name = node.attribute("property");
                    let name = name.or_else(|| node.attribute("name"));
                    if let (Some(name), Some(content)) = (name, node.attribute("content")) {
                        head.metas.push((name, content));
                    }
                }
                None if titles == 1 && head.title.len() < TITLE_BYTES => {
                    head.title.push_str(&node.text().unwrap_or_default());
                }
                _ => {}
            }
        });
        let rewritten = rewritten(&self.response, seen.as_ref()).ok()?;
        let mut stream = ByteStream::from(rewritten.body()?);
        let mut read = 0;
        // What was sent before a page broke off is as good as it is.
        while let Some(Ok(chunk)) = stream.next().await {
            read += chunk.len();
            if read > most {
                break;
            }
        }
        drop(stream);
        Some(head.take())
    }

    /// The body. Dropped, it is cancelled.
    fn stream(&self) -> Option<ByteStream> {
        self.response.body().map(ByteStream::from)
    }
}

/// The response, read on its way by `seen`.
fn rewritten(response: &Response, seen: &JsValue) -> Result<Response, JsValue> {
    let handlers = Object::new();
    Reflect::set(&handlers, &"element".into(), seen)?;
    Reflect::set(&handlers, &"text".into(), seen)?;
    HTMLRewriter::new()?
        .on("meta", &handlers)?
        .on("title", &handlers)?
        .transform(response)
}
