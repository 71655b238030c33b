//! One client: a WebSocket, the task that reads it, and a line by which it is told to say something.

use std::rc::Rc;

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    net::TcpStream,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        http::{HeaderName, HeaderValue},
        protocol::WebSocketConfig,
    },
};

use crate::{Connection, Room, wire::Frame};

/// The library's own 128 KiB would be 128 MB for a thousand clients; frames here stay well below this.
const READ_BUFFER_BYTES: usize = 32 * 1024;

#[derive(Clone)]
pub struct Client {
    pub index: usize,
    line: UnboundedSender<()>,
}

impl Client {
    /// Resolves when the client is in the room.
    pub async fn connect(room: Rc<Room>, index: usize, connection: &Connection) -> Result<Self> {
        let mut socket = open(connection).await?;
        let base = enter(&room, &mut socket).await?;
        let (line, orders) = unbounded_channel();
        tokio::task::spawn_local(async move {
            let conversation = Conversation {
                room: Rc::clone(&room),
                index,
                base,
                socket,
                orders,
            };
            if let Err(error) = conversation.run().await {
                room.ledger.fail(format!("client {index}: {error:#}"));
            }
        });
        Ok(Self { index, line })
    }

    pub fn say(&self) {
        // A client that is gone has left its reason in the ledger.
        let _ = self.line.send(());
    }
}

async fn open(connection: &Connection) -> Result<WebSocketStream<TcpStream>> {
    let mut request = connection.url.as_str().into_client_request()?;
    for (name, value) in &connection.headers {
        request
            .headers_mut()
            .insert(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
    }
    let host = request.uri().host().context("an address without a host")?;
    let port = request
        .uri()
        .port_u16()
        .context("an address without a port")?;
    let stream = TcpStream::connect((host, port)).await?;
    stream.set_nodelay(true)?;
    let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER_BYTES);
    Ok(client_async_with_config(request, stream, Some(config))
        .await?
        .0)
}

/// Says which number the room's messages have reached.
async fn enter(room: &Room, socket: &mut WebSocketStream<TcpStream>) -> Result<u64> {
    if let Some(greeting) = room.wire.greeting() {
        socket.send(greeting.into()).await?;
    }
    if !room.wire.greets_back() {
        return Ok(0);
    }
    loop {
        let frame = socket
            .next()
            .await
            .context("closed before it was in the room")??;
        if let Frame::Ready { base } = room.decode(frame.to_text()?)? {
            return Ok(base);
        }
    }
}

struct Conversation {
    room: Rc<Room>,
    index: usize,
    base: u64,
    socket: WebSocketStream<TcpStream>,
    orders: UnboundedReceiver<()>,
}

impl Conversation {
    async fn run(mut self) -> Result<()> {
        loop {
            tokio::select! {
                biased;
                frame = self.socket.next() => match frame.context("the server closed the socket")?? {
                    Message::Text(text) => self.hear(&text).await?,
                    Message::Close(reason) => bail!("the server closed the socket: {reason:?}"),
                    _ => {}
                },
                order = self.orders.recv() => match order {
                    Some(()) => self.say().await?,
                    None => return Ok(()),
                },
            }
        }
    }

    async fn hear(&mut self, text: &str) -> Result<()> {
        match self.room.decode(text)? {
            Frame::Messages(deliveries) => {
                self.room.ledger.hear(self.index, self.base, &deliveries);
                if self.room.echoes(self.index)
                    && deliveries
                        .iter()
                        .any(|delivery| delivery.sender == self.index)
                {
                    self.say().await?;
                }
            }
            Frame::Reply(reply) => self.socket.send(reply.into()).await?,
            Frame::Ready { .. } | Frame::Nothing => {}
        }
        Ok(())
    }

    async fn say(&mut self) -> Result<()> {
        let count = self.room.ledger.send(self.index);
        Ok(self
            .socket
            .send(self.room.wire.message(self.index, count).into())
            .await?)
    }
}
