//! The room, simulated: people on bad networks talk in a room whose object crashes between any two steps, and after
//! every step what architecture.md promises is checked.
//!
//! Everything that happens is drawn from a seed, so a failing seed fails again, step for step:
//! `CONFAB_SEED=123 cargo test --test simulator` runs it alone and tells what happened;
//! `CONFAB_SEEDS=100000 cargo test --test simulator` runs more of them than the usual 2,000.
//!
//! | file | what |
//! |---|---|
//! | `world.rs`, `world/` | people, devices, network: what happens next is drawn here |
//! | `object.rs` | the Durable Object: turns, timers, hibernation, crashes, the output gate |
//! | `database.rs` | its SQLite, which forgets what was not durable |
//! | `device.rs` | a client that knows the protocol and nothing else |
//! | `ledger.rs` | what the tables hold and what was promised |
//! | `talk.rs` | rules of talk that a storm does not come by |
//! | `thrift.rs` | what a message may cost |
//! | `fault.rs` | faults planted to see that they are found |
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod chance;
mod database;
mod device;
mod fault;
mod ledger;
mod object;
mod talk;
mod thrift;
mod world;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use chance::Chance;
use fault::Fault;
use world::World;

/// All right, or what is wrong.
type Check<T = ()> = Result<T, String>;
/// How often what happened.
type Happened = BTreeMap<&'static str, usize>;

const SEEDS: u64 = 2_000;

/// Also that what is hard did happen: a simulator that never gets to it proves nothing.
#[test]
fn whatever_happens_no_message_is_lost_doubled_or_out_of_order() {
    if let Some(seed) = number("CONFAB_SEED") {
        return report(seed, None);
    }
    let seeds = number("CONFAB_SEEDS").unwrap_or(SEEDS);
    // Seeds have nothing to do with each other: each processor takes its share.
    let shares = thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let ended: Vec<Result<Happened, u64>> = thread::scope(|scope| {
        let share = |first| (first..seeds).step_by(shares as usize);
        let threads: Vec<_> = (0..shares)
            .map(|first| scope.spawn(move || run_all(share(first))))
            .collect();
        let ended = threads.into_iter().map(|thread| thread.join().unwrap());
        ended.collect()
    });
    let failed = ended.iter().filter_map(|share| share.as_ref().err()).min();
    if let Some(seed) = failed {
        report(*seed, None);
        panic!("SEED={seed} failed once and not again: something is not drawn from the seed");
    }
    let mut happened = Happened::new();
    ended
        .into_iter()
        .flatten()
        .for_each(|share| add(&mut happened, share));
    println!("{happened:#?}");
    for what in HARD.iter().filter(|_| seeds >= SEEDS) {
        let times = happened.get(what).copied().unwrap_or_default();
        assert!(times >= 100, "{what}: {times} times");
    }
}

/// What happened in all of them, or the first that failed.
fn run_all(mut seeds: impl Iterator<Item = u64>) -> Result<Happened, u64> {
    seeds.try_fold(Happened::new(), |mut happened, seed| {
        add(&mut happened, run(seed, None, false).map_err(|_| seed)?);
        Ok(happened)
    })
}

fn add(happened: &mut Happened, more: Happened) {
    for (what, times) in more {
        *happened.entry(what).or_default() += times;
    }
}

#[test]
fn a_seed_is_the_same_run_again() {
    for seed in 0..20 {
        let trace = || {
            let mut world = World::from_seed(seed, None, true);
            world.run(steps(seed)).unwrap();
            world.trace.unwrap_or_default()
        };
        assert_eq!(trace(), trace(), "SEED={seed}");
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

const HARD: [&str; 28] = [
    "answer lost",
    "call by a guest",
    "clock set",
    "closed 4400",
    "closed 4401",
    "closed 4403",
    "command refused",
    "command too fast",
    "connection half open",
    "crash",
    "delta",
    "delta with changes",
    "device compared with the tables",
    "file attached again",
    "files compared with the tables",
    "follow",
    "frame lost on its way down",
    "frame lost on its way up",
    "gone files not told",
    "gone files told",
    "hibernated",
    "idle",
    "message acknowledged",
    "request refused",
    "reset beyond 500",
    "reset from the future",
    "search compared with the tables",
    "socket found gone",
];

struct Failure {
    wrong: String,
    step: usize,
    trace: Vec<String>,
}

fn run(seed: u64, fault: Option<Fault>, traced: bool) -> Result<Happened, Box<Failure>> {
    let mut world = World::from_seed(seed, fault, traced);
    let ended = catch_unwind(AssertUnwindSafe(|| world.run(steps(seed))));
    let wrong = match ended {
        Ok(Ok(())) => return Ok(world.happened),
        Ok(Err(wrong)) => wrong,
        Err(_) => "a panic, see above".to_owned(),
    };
    Err(Box::new(Failure {
        wrong,
        step: world.steps,
        trace: world.trace.unwrap_or_default(),
    }))
}

fn steps(seed: u64) -> usize {
    100 + Chance::from_seed(!seed).below(300)
}

/// Runs a seed once more, now telling what happens.
fn report(seed: u64, fault: Option<Fault>) {
    let Err(failure) = run(seed, fault, true) else {
        return;
    };
    let tail = failure.trace.len().saturating_sub(80);
    for line in &failure.trace[tail..] {
        println!("{line}");
    }
    panic!(
        "SEED={seed} STEP={}: {}\nAgain: CONFAB_SEED={seed} cargo test --test simulator",
        failure.step, failure.wrong
    );
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
