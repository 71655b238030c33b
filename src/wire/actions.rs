//! What can be done in a room, and what can be done about those who do it badly.

use serde::{Deserialize, Serialize};

use super::types::{Author, Millis, UserId};

use crate::json::FromJson;

/// What can be done in a room; `permissions.rs` says who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// See its messages and members.
    Read,
    /// Post, and edit what one has posted.
    Post,
    /// React to messages.
    React,
    /// Call everybody at once: `<@here>`, `<@everyone>`.
    MentionAll,
    /// Take one's own messages back.
    Delete,
    /// Take others' messages back.
    DeleteOthers,
    /// Pin messages.
    Pin,
    /// Report messages.
    Report,
    /// Give up one's seat.
    Leave,
    /// Invite people.
    Invite,
    /// Name, topic and colour; slow mode, read-only, locked.
    Configure,
    /// Mute, kick and ban; see who is muted and banned; handle reports.
    Moderate,
    /// Make moderators, and unmake them.
    SetRole,
    /// Make somebody else its owner.
    HandOver,
    /// Archive it, and bring it back.
    Archive,
    /// Delete it with all that was said in it.
    Destroy,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Read,
        Self::Post,
        Self::React,
        Self::MentionAll,
        Self::Delete,
        Self::DeleteOthers,
        Self::Pin,
        Self::Report,
        Self::Leave,
        Self::Invite,
        Self::Configure,
        Self::Moderate,
        Self::SetRole,
        Self::HandOver,
        Self::Archive,
        Self::Destroy,
    ];
}

/// Somebody kept out of a room, or of having a say in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJson)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Sanction {
    /// Who.
    pub user: Author,
    /// By whom.
    pub by: UserId,
    /// Whoever that is now; none once their account is deleted, and between our own parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub by_user: Option<Author>,
    /// Since when.
    pub at: Millis,
    /// Until when; none: for good.
    pub until: Option<Millis>,
    /// Why; empty when nobody said.
    pub reason: String,
}
