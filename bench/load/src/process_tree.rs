//! What a process and all it started have used: processor time and memory, from /proc.

use std::collections::HashSet;

use anyhow::Result;
use procfs::process::{Stat, all_processes};

pub struct ProcessTree {
    root: i32,
}

impl ProcessTree {
    pub fn of(root: i32) -> Self {
        Self { root }
    }

    /// User and system time of every process in the tree, and of children that have ended and were waited for.
    pub fn cpu_seconds(&self) -> Result<f64> {
        let ticks: u64 = self
            .members()?
            .iter()
            .map(|stat| {
                stat.utime + stat.stime + stat.cutime.unsigned_abs() + stat.cstime.unsigned_abs()
            })
            .sum();
        Ok(ticks as f64 / procfs::ticks_per_second() as f64)
    }

    /// Resident memory of every process in the tree.
    pub fn memory_bytes(&self) -> Result<u64> {
        Ok(self.members()?.iter().map(|stat| stat.rss).sum::<u64>() * procfs::page_size())
    }

    fn members(&self) -> Result<Vec<Stat>> {
        // A process may end between being listed and being read.
        let all: Vec<Stat> = all_processes()?
            .flatten()
            .filter_map(|process| process.stat().ok())
            .collect();
        let mut pids = HashSet::from([self.root]);
        loop {
            let known = pids.len();
            pids.extend(
                all.iter()
                    .filter(|stat| pids.contains(&stat.ppid))
                    .map(|stat| stat.pid)
                    .collect::<Vec<_>>(),
            );
            if pids.len() == known {
                break;
            }
        }
        anyhow::ensure!(
            all.iter().any(|stat| stat.pid == self.root),
            "the measured process {} is gone",
            self.root
        );
        Ok(all
            .into_iter()
            .filter(|stat| pids.contains(&stat.pid))
            .collect())
    }
}
