//! Puts one load on one chat server and says what came of it.
//!
//! A plan (JSON) comes in on standard input: which wire the server speaks, where to connect, what to send for how long, and the
//! process whose tree is to be measured. A report (JSON) goes to standard output. All clients live in one thread, and a frame that
//! many of them get is parsed once, so that this program costs far less than any server it measures.
//!
//! A run counts only if every client got every message exactly once and in order; otherwise it ends with an error.

mod client;
mod ledger;
mod process_tree;
mod wire;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    io::{Read, stdin},
    rc::Rc,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use tokio::{
    task::LocalSet,
    time::{Instant, interval, sleep, timeout},
};

use client::Client;
use ledger::Ledger;
use process_tree::ProcessTree;
use wire::{Decoder, Frame, Wire};

#[derive(Deserialize)]
struct Plan {
    wire: Wire,
    server_pid: i32,
    connections: Vec<Connection>,
    load: Load,
    warm_up_ms: u64,
    measure_ms: u64,
}

#[derive(Deserialize)]
pub struct Connection {
    url: String,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Load {
    /// The first `senders` clients send again as soon as their own message came back.
    Echo { senders: usize },
    /// Messages leave at a steady rate, from all clients in turn.
    Steady { per_second: u32 },
    /// Nobody says anything; what is measured is memory.
    Idle,
}

/// What all clients share.
pub struct Room {
    wire: Wire,
    ledger: Ledger,
    decoder: RefCell<Decoder>,
    /// So many clients, from the first, answer each own message with the next …
    echoing: usize,
    /// … while this holds.
    sending: Cell<bool>,
}

impl Room {
    fn decode(&self, frame: &str) -> Result<Frame> {
        self.decoder.borrow_mut().decode(frame)
    }

    fn echoes(&self, client: usize) -> bool {
        client < self.echoing && self.sending.get()
    }
}

#[derive(Serialize)]
struct Report {
    clients: usize,
    messages: u64,
    deliveries: u64,
    seconds: f64,
    server_cpu_seconds: f64,
    generator_cpu_seconds: f64,
    p50_ms: f64,
    p99_ms: f64,
    memory_per_connection_bytes: f64,
}

/// At most this many handshakes at once: more would measure the length of listen queues.
const HANDSHAKES_AT_ONCE: usize = 32;
/// How long the last messages may take to reach everyone, once sending has stopped.
const DRAIN: Duration = Duration::from_secs(20);
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(30);

fn main() -> Result<()> {
    let mut plan = String::new();
    stdin().read_to_string(&mut plan)?;
    let plan: Plan = serde_json::from_str(&plan).context("the plan on standard input")?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let report = LocalSet::new().block_on(&runtime, run(plan))?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

async fn run(plan: Plan) -> Result<Report> {
    let server = ProcessTree::of(plan.server_pid);
    let generator = ProcessTree::of(std::process::id().cast_signed());
    let echoing = match plan.load {
        Load::Echo { senders } => senders,
        Load::Steady { .. } | Load::Idle => 0,
    };
    let room = Rc::new(Room {
        wire: plan.wire,
        ledger: Ledger::new(plan.connections.len()),
        decoder: RefCell::new(Decoder::new(plan.wire)),
        echoing,
        sending: Cell::new(false),
    });
    let connect = |(index, connection)| {
        let client = Client::connect(Rc::clone(&room), index, connection);
        async move {
            timeout(HANDSHAKE_LIMIT, client)
                .await
                .context("no answer to the handshake")?
                .with_context(|| format!("client {index}"))
        }
    };

    // Some first: what they make a server load is not the price of each. Where memory is what is measured, that is half of them, for as
    // long as it takes collectors to have been there: else they would take away more meanwhile than the others bring.
    let (first, settled_ms) = match plan.load {
        Load::Idle => (
            plan.connections.len() / 2,
            plan.warm_up_ms + plan.measure_ms,
        ),
        Load::Echo { .. } | Load::Steady { .. } => (1, plan.warm_up_ms),
    };
    let mut arriving = plan.connections.iter().enumerate();
    let mut clients = Vec::with_capacity(plan.connections.len());
    clients.extend(
        stream::iter(arriving.by_ref().take(first))
            .map(connect)
            .buffer_unordered(HANDSHAKES_AT_ONCE)
            .try_collect::<Vec<_>>()
            .await?,
    );
    sleep(Duration::from_millis(settled_ms)).await;
    let memory_before = server.memory_bytes()?;
    clients.extend(
        stream::iter(arriving)
            .map(connect)
            .buffer_unordered(HANDSHAKES_AT_ONCE)
            .try_collect::<Vec<_>>()
            .await?,
    );
    clients.sort_by_key(|client| client.index);

    room.sending.set(true);
    for client in clients.iter().take(echoing) {
        client.say();
    }
    let speaker = tokio::task::spawn_local(speak_in_turn(plan.load, clients.clone()));

    sleep(Duration::from_millis(plan.warm_up_ms)).await;
    let (server_before, generator_before) = (server.cpu_seconds()?, generator.cpu_seconds()?);
    let started = Instant::now();
    room.ledger.measure(true);
    sleep(Duration::from_millis(plan.measure_ms)).await;
    room.ledger.measure(false);
    let seconds = started.elapsed().as_secs_f64();
    let server_cpu_seconds = server.cpu_seconds()? - server_before;
    let generator_cpu_seconds = generator.cpu_seconds()? - generator_before;
    let memory = server.memory_bytes()?;

    speaker.abort();
    room.sending.set(false);
    // After silence too, every connection must still be worth something.
    clients.last().context("a plan without connections")?.say();
    drain(&room.ledger).await?;

    let times = room.ledger.times();
    Ok(Report {
        clients: clients.len(),
        messages: room.ledger.sent(),
        deliveries: times.len(),
        seconds,
        server_cpu_seconds,
        generator_cpu_seconds,
        p50_ms: milliseconds(times.value_at_quantile(0.5)),
        p99_ms: milliseconds(times.value_at_quantile(0.99)),
        memory_per_connection_bytes: (memory as f64 - memory_before as f64)
            / (clients.len() - first).max(1) as f64,
    })
}

async fn speak_in_turn(load: Load, clients: Vec<Client>) {
    let Load::Steady { per_second } = load else {
        return;
    };
    let mut ticks = interval(Duration::from_secs(1) / per_second);
    for client in clients.iter().cycle() {
        ticks.tick().await;
        client.say();
    }
}

async fn drain(ledger: &Ledger) -> Result<()> {
    let deadline = Instant::now() + DRAIN;
    loop {
        ledger.verdict()?;
        if ledger.all_delivered() {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "lost: {}", ledger.missing());
        sleep(Duration::from_millis(20)).await;
    }
}

fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1000.0
}
