//! Reports: a message somebody found wrong, kept with what stood around it; and how it was dealt with.
//!
//! | asks | sees |
//! |---|---|
//! | whoever reported it | their own reports: not the context, which they may not see any more, nor who dealt with it |
//! | who keeps order in the room, or looks after the site | all of it |
//!
//! A report outlives its message, its room, and the accounts of all who are in it.

#[cfg(target_arch = "wasm32")]
pub mod http;
pub mod sql;
#[cfg(target_arch = "wasm32")]
pub mod store;

use super::page::Select;
use crate::error::Error;
use crate::json::{self, FromJson};
use crate::wire::moderation::{Outcome, Report};
use crate::wire::types::{Author, Millis, RoomId, Seq, UserId, UserKind};

/// Reports one person may make in [`WINDOW_MS`]: a flood of them would hide those that matter.
pub const PER_WINDOW: u32 = 20;
/// The window of that: an hour.
pub const WINDOW_MS: Millis = 3_600_000;

/// A row of `reports`, with who made it.
#[derive(Debug, FromJson)]
pub struct Row {
    id: String,
    room_id: RoomId,
    room_name: String,
    seq: Seq,
    author: String,
    text: String,
    context: String,
    reason: String,
    created_at: Millis,
    outcome: Option<Outcome>,
    handled_by: Option<UserId>,
    handled_at: Option<Millis>,
    note: String,
    reporter_id: UserId,
    reporter_name: String,
    reporter_avatar: Option<String>,
    reporter_kind: UserKind,
}

impl Row {
    /// All of it, for those who deal with it.
    ///
    /// # Errors
    /// `internal` when what was stored cannot be read.
    pub fn whole(self) -> Result<Report, Error> {
        Ok(Report {
            author: json::read(&self.author).map_err(Error::internal)?,
            context: json::read(&self.context).map_err(Error::internal)?,
            id: self.id,
            room: self.room_id,
            room_name: self.room_name,
            seq: self.seq,
            text: self.text,
            reporter: Author {
                id: self.reporter_id,
                name: self.reporter_name,
                avatar: self.reporter_avatar,
                kind: self.reporter_kind,
            },
            reason: self.reason,
            at: self.created_at,
            outcome: self.outcome,
            handled_by: self.handled_by,
            handled_at: self.handled_at,
            note: self.note,
        })
    }
}

/// What its reporter sees of it.
#[must_use]
pub fn own(report: Report) -> Report {
    Report {
        context: Vec::new(),
        handled_by: None,
        ..report
    }
}

/// Which reports somebody wants to see.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    /// Of this room; none: of all.
    pub room: Option<RoomId>,
    /// Only those that are open, or those that are not.
    pub open: Option<bool>,
    /// Older than this one.
    pub cursor: Option<String>,
}

impl Queue {
    /// The statement that finds a page of them, newest first.
    #[must_use]
    pub fn page(&self) -> Select {
        let select = Select::all(sql::REPORTS)
            .given(
                "p.room_id = ?",
                self.room.as_ref().map(|room| room.0.clone()),
            )
            .given("p.id < ?", self.cursor.clone());
        let select = match self.open {
            Some(true) => select.only("p.outcome IS NULL"),
            Some(false) => select.only("p.outcome IS NOT NULL"),
            None => select,
        };
        select.page("p.id DESC")
    }
}
