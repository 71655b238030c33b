//! Faults planted to see that the simulator would find them. None needs a branch in the program itself.

use crate::database::Twist;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The last news to come count, and not the newest.
    VersionsForgotten,
    /// Of a room that was left nothing is remembered.
    NoTombstones,
    /// The last notice passed on is forgotten.
    NoticesForgotten,
    /// An old name may reach a room after the new one.
    SlotsShared,
    /// An errand that is not done at once is never gone on with.
    AlarmLost,
    /// Frames leave before what they tell is durable.
    SendBeforeDurable,
    /// Now and then one socket misses a frame.
    FrameSkipped,
    /// What is saved no longer stays.
    SavedForEver,
    /// A socket that should be closed goes on hearing everything.
    SignedOutStillHears,
}

impl Fault {
    pub const ALL: [Self; 9] = [
        Self::VersionsForgotten,
        Self::NoTombstones,
        Self::NoticesForgotten,
        Self::SlotsShared,
        Self::AlarmLost,
        Self::SendBeforeDurable,
        Self::FrameSkipped,
        Self::SavedForEver,
        Self::SignedOutStillHears,
    ];

    /// Those that are in the tables.
    pub fn twist(self) -> Option<Twist> {
        match self {
            Self::VersionsForgotten => {
                Some(|sql| sql.replace("SELECT room, version", "SELECT room, 0"))
            }
            Self::NoTombstones => {
                Some(|sql| sql.replace("WHERE room = ?", "WHERE room = ? AND seated = 1"))
            }
            Self::NoticesForgotten => {
                Some(|sql| sql.replace("noticed = excluded.noticed", "noticed = 0"))
            }
            Self::SlotsShared => {
                Some(|sql| sql.replace("WHERE slot = ?", "WHERE FALSE AND slot = ?"))
            }
            Self::SavedForEver => {
                Some(|sql| sql.replace("FROM saved WHERE room", "FROM saved WHERE FALSE AND room"))
            }
            _ => None,
        }
    }
}
