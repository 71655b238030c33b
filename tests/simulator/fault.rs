//! Faults planted to see that the simulator would find them. None needs a branch in the program itself.

use crate::database::Twist;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A retry is stored again.
    NonceCheckOff,
    /// Frames leave before what they tell is durable.
    SendBeforeDurable,
    /// Now and then one socket misses a frame.
    FrameSkipped,
    /// Catching up brings new messages only.
    DeltaForgetsChanges,
    /// A socket that should be closed goes on hearing everything.
    RemovedStillHears,
    /// What inboxes are owed is not stored.
    NewsForgotten,
    /// An inbox believes whatever it was told last.
    LateNewsBelieved,
}

impl Fault {
    pub const ALL: [Self; 7] = [
        Self::NonceCheckOff,
        Self::SendBeforeDurable,
        Self::FrameSkipped,
        Self::DeltaForgetsChanges,
        Self::RemovedStillHears,
        Self::NewsForgotten,
        Self::LateNewsBelieved,
    ];

    /// Those that are in the tables.
    pub fn twist(self) -> Option<Twist> {
        match self {
            Self::NonceCheckOff => Some(|sql| {
                sql.replace(
                    "CREATE UNIQUE INDEX message_nonce",
                    "CREATE INDEX message_nonce",
                )
                .replace(
                    "ON CONFLICT (author, nonce) WHERE nonce IS NOT NULL DO NOTHING",
                    "",
                )
            }),
            Self::DeltaForgetsChanges => Some(|sql| {
                sql.replace(
                    "WHERE rev > ? AND rev > 0",
                    "WHERE FALSE AND rev > ? AND rev > 0",
                )
            }),
            Self::NewsForgotten => {
                Some(|sql| sql.replace("SET owed = 1, news = news + 1", "SET owed = owed"))
            }
            _ => None,
        }
    }
}
