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
    /// A reply leaves its root as it was.
    RootNotChanged,
    /// Whoever answers in a thread does not follow it.
    RepliersNotDrawnIn,
    /// Replies are not told to those who follow.
    FollowersNotTold,
    /// A call to everyone counts for nobody.
    EveryoneNotCounted,
    /// Deleted messages go on saying what they said before.
    EditsNotForgotten,
    /// Who is idle is not kept with the sockets.
    IdleNotKept,
    /// Some messages count as indexed that are not.
    IndexBehind,
    /// What an edit brings does not come into the index.
    EditsNotIndexed,
    /// A message that lets go of its files forgets them at once.
    GoneForgotten,
    /// Two messages may hold one file.
    FileHeldTwice,
}

impl Fault {
    pub const ALL: [Self; 17] = [
        Self::NonceCheckOff,
        Self::SendBeforeDurable,
        Self::FrameSkipped,
        Self::DeltaForgetsChanges,
        Self::RemovedStillHears,
        Self::NewsForgotten,
        Self::LateNewsBelieved,
        Self::RootNotChanged,
        Self::RepliersNotDrawnIn,
        Self::FollowersNotTold,
        Self::EveryoneNotCounted,
        Self::EditsNotForgotten,
        Self::IdleNotKept,
        Self::IndexBehind,
        Self::EditsNotIndexed,
        Self::GoneForgotten,
        Self::FileHeldTwice,
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
                    "WHERE rev > 0 + ? AND rev > 0",
                    "WHERE FALSE AND rev > 0 + ? AND rev > 0",
                )
            }),
            Self::NewsForgotten => {
                Some(|sql| sql.replace("SET owed = 1, news = news + 1", "SET owed = owed"))
            }
            Self::RootNotChanged => Some(|sql| {
                sql.replace(
                    "UPDATE messages SET rev = ? WHERE seq = ?",
                    "UPDATE messages SET rev = iif(EXISTS (SELECT 1 FROM messages r WHERE r.thread = messages.seq), rev, ?) WHERE seq = ?",
                )
            }),
            Self::RepliersNotDrawnIn => Some(|sql| {
                sql.replace(
                    "FROM json_each(?) WHERE TRUE",
                    "FROM json_each(?) WHERE FALSE",
                )
            }),
            Self::FollowersNotTold => Some(|sql| {
                sql.replace(
                    "f.follows = 1 AND p.role IS NOT NULL",
                    "f.follows = 1 AND p.role IS NULL",
                )
            }),
            Self::IndexBehind => {
                Some(|sql| sql.replace("SET indexed_seq = ?", "SET indexed_seq = ? + 4"))
            }
            Self::EditsNotIndexed => {
                Some(|sql| {
                    sql.replace("INSERT INTO search (rowid, words) VALUES (?, ?)", "INSERT INTO search (rowid, words) SELECT ?1, ?2 WHERE ?2 NOT LIKE '%edit%'")
                })
            }
            Self::GoneForgotten => {
                Some(|sql| sql.replace("UPDATE files SET kind = 'gone'", "DELETE FROM files"))
            }
            Self::FileHeldTwice => Some(|sql| {
                sql.replace(
                    "SELECT 1 FROM files WHERE",
                    "SELECT 1 FROM files WHERE FALSE AND",
                )
                .replace("INSERT INTO files", "INSERT OR REPLACE INTO files")
            }),
            Self::EveryoneNotCounted => {
                Some(|sql| sql.replace("m.mention_all = 'everyone'", "m.mention_all = 'nobody'"))
            }
            Self::EditsNotForgotten => Some(|sql| match sql {
                "DELETE FROM edits WHERE seq = ?" => {
                    "DELETE FROM edits WHERE seq = ? AND FALSE".into()
                }
                _ => sql.into(),
            }),
            _ => None,
        }
    }
}
