//! The three wires: how a client greets, what it sends, and what a frame holds. A frame seen before is not parsed again.

use std::{collections::HashMap, rc::Rc};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub enum Wire {
    /// Text frames that hold JSON arrays of events, see docs/PROTOCOL.md.
    Confab,
    /// Engine.IO 4 packets on a WebSocket, Socket.IO 5 packets within.
    SocketIo,
    /// One JSON object per text frame.
    Ws,
}

/// One message as one client hears it.
#[derive(Clone, Copy)]
pub struct Delivery {
    /// The server's number for it: dense and rising in a room.
    pub number: u64,
    pub sender: usize,
    /// Which of the sender's messages it is.
    pub count: usize,
}

pub enum Frame {
    /// The client is in the room; messages numbered above this will follow.
    Ready {
        base: u64,
    },
    /// Answer with this at once.
    Reply(&'static str),
    Messages(Rc<[Delivery]>),
    Nothing,
}

/// What people say in a chat is about this long.
const SMALL_TALK: &str =
    "Shall we meet at the usual place at half past seven? I will bring the maps.";

impl Wire {
    /// What to send as soon as the socket is open, if anything.
    pub fn greeting(self) -> Option<&'static str> {
        match self {
            Wire::SocketIo => Some("40"),
            Wire::Confab | Wire::Ws => None,
        }
    }

    /// Whether the server says when a client is in the room; where it does not, the open socket is all there is.
    pub fn greets_back(self) -> bool {
        !matches!(self, Wire::Ws)
    }

    pub fn message(self, sender: usize, count: usize) -> String {
        let text = format!("{sender}.{count}. {SMALL_TALK}");
        match self {
            Wire::Confab => format!(
                r#"{{"type":"send","id":{count},"nonce":"{sender}-{count}","text":"{text}"}}"#
            ),
            Wire::SocketIo => format!(r#"42["send",{{"text":"{text}"}}]"#),
            Wire::Ws => format!(r#"{{"text":"{text}"}}"#),
        }
    }

    fn parse(self, frame: &str) -> Result<Frame> {
        match self {
            Wire::Confab => confab(frame),
            Wire::SocketIo => socket_io(frame),
            Wire::Ws => Ok(Frame::Messages(Rc::new([serde_json::from_str::<
                PeerMessage,
            >(frame)?
            .delivery()?]))),
        }
    }
}

fn confab(frame: &str) -> Result<Frame> {
    let mut deliveries = Vec::new();
    for event in serde_json::from_str::<Vec<Event>>(frame)? {
        match event {
            Event::Hello { head } => return Ok(Frame::Ready { base: head.seq }),
            Event::Message { message } => deliveries.push(delivery(message.seq, &message.text)?),
            Event::Error { code } => bail!("the server refuses a command: {code}"),
            Event::Other => {}
        }
    }
    Ok(if deliveries.is_empty() {
        Frame::Nothing
    } else {
        Frame::Messages(deliveries.into())
    })
}

fn socket_io(frame: &str) -> Result<Frame> {
    match frame.as_bytes() {
        [b'0', ..] => Ok(Frame::Nothing),
        [b'2', ..] => Ok(Frame::Reply("3")),
        [b'4', b'0', ..] => Ok(Frame::Ready { base: 0 }),
        [b'4', b'2', ..] => {
            let (_, message): (&str, PeerMessage) = serde_json::from_str(&frame[2..])?;
            Ok(Frame::Messages(Rc::new([message.delivery()?])))
        }
        _ => bail!("unexpected packet {frame}"),
    }
}

fn delivery(number: u64, text: &str) -> Result<Delivery> {
    let mut parts = text.splitn(3, '.');
    let mut part = || {
        parts
            .next()
            .context("a text nobody here sent")?
            .parse::<usize>()
            .context("a text nobody here sent")
    };
    Ok(Delivery {
        number,
        sender: part()?,
        count: part()?,
    })
}

#[derive(Deserialize)]
struct PeerMessage {
    id: u64,
    text: String,
}

impl PeerMessage {
    fn delivery(&self) -> Result<Delivery> {
        delivery(self.id, &self.text)
    }
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Event {
    Hello {
        head: Head,
    },
    Message {
        message: Message,
    },
    Error {
        code: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Head {
    seq: u64,
}

#[derive(Deserialize)]
struct Message {
    seq: u64,
    text: String,
}

/// Remembers parsed frames, since most are heard by every client.
pub struct Decoder {
    wire: Wire,
    seen: HashMap<Box<str>, Rc<[Delivery]>, ahash::RandomState>,
}

/// Enough for every frame on its way at any moment, and small enough to stay in the processor's cache.
const REMEMBERED_FRAMES: usize = 512;

impl Decoder {
    pub fn new(wire: Wire) -> Self {
        Self {
            wire,
            seen: HashMap::default(),
        }
    }

    pub fn decode(&mut self, frame: &str) -> Result<Frame> {
        if let Some(deliveries) = self.seen.get(frame) {
            return Ok(Frame::Messages(Rc::clone(deliveries)));
        }
        let parsed = self
            .wire
            .parse(frame)
            .with_context(|| format!("in the frame {:.200}", frame))?;
        if let Frame::Messages(deliveries) = &parsed {
            ensure!(!deliveries.is_empty(), "a frame of no messages");
            if self.seen.len() == REMEMBERED_FRAMES {
                self.seen.clear();
            }
            self.seen.insert(frame.into(), Rc::clone(deliveries));
        }
        Ok(parsed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(wire: Wire, frame: &str) -> Vec<(u64, usize, usize)> {
        match wire.parse(frame).unwrap() {
            Frame::Messages(deliveries) => deliveries
                .iter()
                .map(|d| (d.number, d.sender, d.count))
                .collect(),
            _ => vec![],
        }
    }

    #[test]
    fn each_wire_is_read() {
        let confab = r#"[{"type":"ack","id":1,"seq":4},{"type":"message","message":{"seq":4,"rev":0,"text":"3.1. x"},"nonce":"n"}]"#;
        assert_eq!(numbers(Wire::Confab, confab), [(4, 3, 1)]);
        assert_eq!(
            numbers(
                Wire::SocketIo,
                r#"42["message",{"id":4,"author":"c3","text":"3.1. x","time":1}]"#
            ),
            [(4, 3, 1)]
        );
        assert_eq!(
            numbers(
                Wire::Ws,
                r#"{"id":4,"author":"c3","text":"3.1. x","time":1}"#
            ),
            [(4, 3, 1)]
        );
    }

    #[test]
    fn refusals_and_foreign_texts_are_errors() {
        assert!(
            Wire::Confab
                .parse(r#"[{"type":"error","id":1,"code":"too_fast"}]"#)
                .is_err()
        );
        assert!(Wire::Ws.parse(r#"{"id":4,"text":"hello"}"#).is_err());
    }
}
