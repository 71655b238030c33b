//! The WebSockets a Durable Object holds, past the places where the `worker` crate panics, copies or looks twice.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use worker::js_sys::Map;
use worker::{State, WebSocket};

use crate::json::{self, FromJson};

#[wasm_bindgen]
extern "C" {
    /// The runtime's WebSocket. `web_sys` would copy the text out of WebAssembly again for every socket.
    type RawSocket;
    #[wasm_bindgen(method, catch, js_name = send)]
    fn send_value(this: &RawSocket, frame: &JsValue) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = serializeAttachment)]
    fn attach(this: &RawSocket, kept: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = deserializeAttachment)]
    fn attached(this: &RawSocket) -> Result<JsValue, JsValue>;

    type RawState;
    #[wasm_bindgen(method, catch, js_name = abort)]
    fn abort(this: &RawState, reason: &str) -> Result<(), JsValue>;
}

fn raw(socket: &WebSocket) -> &RawSocket {
    let socket: &worker::web_sys::WebSocket = socket.as_ref();
    socket.unchecked_ref()
}

/// A text frame as the runtime takes it: made once, sent to many.
#[derive(Debug)]
pub struct TextFrame(JsValue);

impl TextFrame {
    /// Turns a text into a JavaScript string.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(JsValue::from_str(text))
    }

    /// Sends the frame. A closing socket refuses it: whatever it misses it gets when it reconnects.
    pub fn send(&self, socket: &WebSocket) {
        let _ = raw(socket).send_value(&self.0);
    }
}

/// Closes a socket that may be closing already.
pub fn close(socket: &WebSocket, code: u16, reason: &str) {
    let _ = socket.close(Some(code), Some(reason));
}

/// Answers the other side's close. The codes that never stand in a frame (RFC 6455 section 7.4.1) become 1000.
pub fn answer_close(socket: &WebSocket, code: usize) {
    let code = match u16::try_from(code) {
        Ok(code) if !matches!(code, 1004..=1006 | 1015) && (1000..5000).contains(&code) => code,
        _ => 1000,
    };
    close(socket, code, "");
}

/// Keeps with a socket what is to outlive hibernation; at most 16 KiB.
///
/// # Errors
/// When the runtime refuses it.
pub fn attach<T: Serialize>(socket: &WebSocket, value: &T) -> worker::Result<()> {
    Ok(raw(socket).attach(&serde_json::to_string(value)?)?)
}

/// What was kept with a socket; none when it cannot be read.
#[must_use]
pub fn attached<T: FromJson>(socket: &WebSocket) -> Option<T> {
    let text = raw(socket).attached().ok()?.as_string()?;
    json::read(&text).ok()
}

/// All sockets of an object that are open, those from before it hibernated among them.
#[must_use]
pub fn open(state: &State) -> Vec<WebSocket> {
    let sockets = state.as_raw().get_websockets().unwrap_or_default();
    sockets.into_iter().map(WebSocket::from).collect()
}

/// Whether neither side has closed a socket.
#[must_use]
pub fn is_open(socket: &WebSocket) -> bool {
    let socket: &worker::web_sys::WebSocket = socket.as_ref();
    socket.ready_state() == worker::web_sys::WebSocket::OPEN
}

/// Takes a socket, so that it stays open while the object sleeps.
///
/// # Errors
/// When the runtime refuses it.
pub fn accept(state: &State, socket: &WebSocket) -> Result<(), String> {
    state
        .as_raw()
        .accept_websocket(socket.as_ref())
        .map_err(|thrown| format!("{thrown:?}"))
}

/// Has the runtime answer a text frame by itself, without waking the object.
pub fn answer_by_itself(state: &State, request: &str, response: &str) {
    if let Ok(pair) = worker::WebSocketRequestResponsePair::new(request, response) {
        let _ = state.as_raw().set_websocket_auto_response(&pair);
    }
}

/// Throws the object away with all it has not yet written; the next event makes it anew from its tables.
pub fn abort(state: &State, reason: &str) {
    let state: &JsValue = state.as_raw();
    let _ = state.unchecked_ref::<RawState>().abort(reason);
}

/// Numbers of sockets. While an object is awake a socket is the same JavaScript value at every event.
#[derive(Debug)]
pub struct Numbers(Map);

impl Default for Numbers {
    fn default() -> Self {
        Self(Map::new())
    }
}

impl Numbers {
    /// Gives a socket a number.
    pub fn set(&self, socket: &WebSocket, number: u32) {
        self.0.set(key(socket), &JsValue::from(number));
    }

    /// The number of a socket.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was a u32 when it was set"
    )]
    pub fn get(&self, socket: &WebSocket) -> Option<u32> {
        self.0.get(key(socket)).as_f64().map(|number| number as u32)
    }

    /// Forgets a socket.
    pub fn remove(&self, socket: &WebSocket) {
        self.0.delete(key(socket));
    }
}

fn key(socket: &WebSocket) -> &JsValue {
    let socket: &worker::web_sys::WebSocket = socket.as_ref();
    socket
}
