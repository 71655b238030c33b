//! The inbox, simulated: one person in some rooms, with some devices, on bad networks, and an inbox that crashes between
//! any two statements. After every step what engine.rs promises is checked.
//!
//! Everything that happens is drawn from a seed, so a failing seed fails again, step for step:
//! `CONFAB_SEED=123 cargo test --test inbox` runs it alone and tells what happened;
//! `CONFAB_SEEDS=100000 cargo test --test inbox` runs more of them than the usual 2,000.
//!
//! | file | what |
//! |---|---|
//! | `world.rs`, `world/` | the person, the network, the Worker: what happens next is drawn here |
//! | `object.rs` | the Durable Object: turns, rounds, its alarm, hibernation, crashes, the output gate |
//! | `room.rs` | a room as far as an inbox has to do with it: a list of messages, counted from scratch |
//! | `device.rs` | a client that knows the protocol and nothing else |
//! | `fault.rs` | faults planted to see that they are found |
//!
//! Chance and SQLite are those of `tests/simulator`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../simulator/chance.rs"]
mod chance;
#[path = "../simulator/database.rs"]
#[allow(dead_code, reason = "the room's simulator counts statements and rows")]
mod database;
mod device;
mod fault;
mod here;
mod object;
mod room;
mod thrift;
mod world;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use fault::Fault;
use world::World;

/// All right, or what is wrong.
type Check<T = ()> = Result<T, String>;

const SEEDS: u64 = 2_000;

#[test]
fn whatever_happens_every_device_shows_what_the_rooms_told() {
    if let Some(seed) = number("CONFAB_SEED") {
        return report(seed);
    }
    for seed in 0..number("CONFAB_SEEDS").unwrap_or(SEEDS) {
        if run(seed, None, false).is_err() {
            report(seed);
            panic!("SEED={seed} failed once and not again: something is not drawn from the seed");
        }
    }
}

#[test]
fn a_seed_is_the_same_run_again() {
    for seed in 0..20 {
        let trace = || {
            let mut world = World::from_seed(seed, None, true);
            world.run().unwrap();
            world.trace.unwrap_or_default()
        };
        assert_eq!(trace(), trace(), "SEED={seed}");
    }
}

/// A simulator that never gets to what is hard proves nothing.
#[test]
fn everything_that_can_happen_does() {
    let mut happened: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..SEEDS / 10 {
        let mut world = World::from_seed(seed, None, false);
        world.run().unwrap();
        for (what, times) in world.happened {
            *happened.entry(what).or_default() += times;
        }
    }
    println!("{happened:#?}");
    for what in HARD {
        assert!(
            happened.get(what).is_some_and(|times| *times >= 10),
            "{what}: {:?} times",
            happened.get(what)
        );
    }
}

#[test]
fn every_planted_fault_is_found() {
    for fault in Fault::ALL {
        let found = (0..SEEDS).find_map(|seed| {
            run(seed, Some(fault), false)
                .err()
                .map(|failure| (seed, failure))
        });
        match found {
            Some((seed, failure)) => {
                println!("{fault:?} is found at SEED={seed}: {}", failure.wrong)
            }
            None => panic!("{fault:?} is not found in {SEEDS} seeds"),
        }
    }
}

const HARD: [&str; 21] = [
    "alarm",
    "answer lost",
    "closed 4401",
    "crash",
    "device compared with the tables",
    "errand behind another",
    "errand over forty rooms",
    "favoured before it was known",
    "forgotten",
    "hibernated",
    "news come late",
    "news come twice",
    "news lost",
    "notice",
    "report kept",
    "room asked in vain",
    "room destroyed",
    "room shown again",
    "saved twice",
    "seat lost",
    "session ended while a socket opened",
];

struct Failure {
    wrong: String,
    step: usize,
    trace: Vec<String>,
}

fn run(seed: u64, fault: Option<Fault>, traced: bool) -> Result<(), Box<Failure>> {
    let mut world = World::from_seed(seed, fault, traced);
    let wrong = match catch_unwind(AssertUnwindSafe(|| world.run())) {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(wrong)) => wrong,
        Err(_) => "a panic, see above".to_owned(),
    };
    Err(Box::new(Failure {
        wrong,
        step: world.steps,
        trace: world.trace.unwrap_or_default(),
    }))
}

/// Runs a seed once more, now telling what happens.
fn report(seed: u64) {
    let Err(failure) = run(seed, None, true) else {
        return;
    };
    let tail = failure.trace.len().saturating_sub(80);
    for line in &failure.trace[tail..] {
        println!("{line}");
    }
    panic!(
        "SEED={seed} STEP={}: {}\nAgain: CONFAB_SEED={seed} cargo test --test inbox",
        failure.step, failure.wrong
    );
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
