//! How fast one person may go in one room. Kept in memory only: a room forgets it when it hibernates, which it does
//! after as long a quiet as the window lasts.

use crate::database::{Database, DatabaseError, Value};
use crate::error::Error;
use crate::map::Map;
use crate::wire::limits;
use crate::wire::types::{Millis, UserId};

/// The rates in force. A site may set them by wrangler vars.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Messages a window.
    pub messages: u32,
    /// Commands of any kind a window.
    pub commands: u32,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            messages: limits::MESSAGES_PER_WINDOW,
            commands: limits::COMMANDS_PER_WINDOW,
        }
    }
}

/// The last commands and messages of everybody who said something lately.
#[derive(Debug, Default)]
pub struct Rates {
    allowance: Allowance,
    people: Map<UserId, Recent>,
}

#[derive(Debug, Default)]
struct Recent {
    commands: Window,
    messages: Window,
}

impl Rates {
    /// Starts with nobody remembered.
    #[must_use]
    pub fn new(allowance: Allowance) -> Self {
        Self {
            allowance,
            people: Map::new(),
        }
    }

    /// Counts a command.
    ///
    /// # Errors
    /// `too_fast` when the person is over their allowance; the command is then not counted.
    pub fn command(&mut self, user: &UserId, now: Millis) -> Result<(), Error> {
        let most = self.allowance.commands;
        self.recent(user, now).commands.take(most, now)
    }

    /// Counts a message.
    ///
    /// # Errors
    /// As [`Rates::command`].
    pub fn message(&mut self, user: &UserId, now: Millis) -> Result<(), Error> {
        let most = self.allowance.messages;
        self.recent(user, now).messages.take(most, now)
    }

    fn recent(&mut self, user: &UserId, now: Millis) -> &mut Recent {
        // Forgetting costs a pass over all, so it waits until there are many.
        if self.people.len() >= 1_024 && !self.people.contains_key(user) {
            self.people
                .retain(|_, recent| !recent.commands.is_over(now));
        }
        self.people.entry(user.clone()).or_default()
    }
}

/// A sliding window: the times of what was let through.
#[derive(Debug, Default)]
struct Window(Vec<Millis>);

impl Window {
    fn take(&mut self, most: u32, now: Millis) -> Result<(), Error> {
        // A clock set back must not lock anybody out for longer than the window.
        self.0
            .retain(|at| *at <= now && now - *at < limits::RATE_WINDOW_MS);
        if self.0.len() < most as usize {
            self.0.push(now);
            return Ok(());
        }
        let free_at = self
            .0
            .first()
            .map_or(now, |oldest| oldest + limits::RATE_WINDOW_MS);
        Err(Error::TooFast {
            retry_after_ms: u64::try_from(free_at - now).unwrap_or(0).max(1),
        })
    }

    fn is_over(&self, now: Millis) -> bool {
        self.0
            .last()
            .is_none_or(|newest| now - newest >= limits::RATE_WINDOW_MS)
    }
}

/// When somebody last posted, if that was after `since`. Looks back from the newest message: in slow mode, which asks
/// this, there are few to look at.
///
/// # Errors
/// When SQL fails.
pub fn last_of(
    db: &impl Database,
    author: &UserId,
    since: Millis,
) -> Result<Option<Millis>, DatabaseError> {
    let rows = db.query(
        "SELECT at FROM (SELECT author, at FROM messages ORDER BY seq DESC LIMIT 1000) WHERE author = '' || ? AND at > ? ORDER BY at DESC LIMIT 1",
        &[Value::from(author.as_str()), Value::from(since)],
    )?;
    rows.first().map(|row| row.integer(0)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> UserId {
        UserId("ada".into())
    }

    #[test]
    fn the_eleventh_message_waits_for_the_first_to_age() {
        let mut rates = Rates::default();
        for at in 0..10 {
            rates.message(&ada(), at * 100).unwrap();
        }
        let refused = rates.message(&ada(), 1_000).unwrap_err();
        assert_eq!(
            refused,
            Error::TooFast {
                retry_after_ms: 9_000
            }
        );
        rates.message(&ada(), 10_000).unwrap();
        rates.message(&ada(), 10_000).unwrap_err();
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let mut rates = Rates::default();
        for _ in 0..10 {
            rates.message(&ada(), 1_000_000).unwrap();
        }
        rates.message(&ada(), 5).unwrap();
    }

    #[test]
    fn people_do_not_slow_each_other() {
        let mut rates = Rates::default();
        for n in 0..5_000 {
            rates.message(&UserId(n.to_string()), n).unwrap();
        }
        assert!(rates.people.len() <= 5_000);
    }
}
