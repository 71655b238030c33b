//! Invitations: links by which somebody comes to the site, or to a room of it.
//!
//! | made by | leads to | who may use it |
//! |---|---|---|
//! | those who look after the site | an account | whoever signs up where that takes an invitation |
//! | whoever may invite people into a room | a seat in the room | whoever is logged in; and as above, on the way there |
//!
//! A use is counted when it is made, once for each person, by statements that decide alone: the last one goes to one
//! only. When the room then refuses, it is given back.

#[cfg(target_arch = "wasm32")]
pub mod http;
pub mod sql;
#[cfg(target_arch = "wasm32")]
pub mod store;

use serde::Serialize;

use crate::error::Error;
use crate::json::FromJson;
use crate::wire::types::{Author, Millis, RoomId, RoomKind, UserId, UserKind};

/// Uses an invitation can be made for.
pub const USES_MAX: u32 = 10_000;
/// Longest life of an invitation that has an end: a year.
pub const LIFETIME_MAX: u64 = 366 * 24 * 60 * 60_000;
/// Good invitations of one person to one room: one for each place the link is posted.
pub const PER_PERSON: u32 = 50;

/// An invitation as those see it who may take it back.
#[derive(Debug, Serialize)]
pub struct Invite {
    /// What makes it one.
    pub code: String,
    /// The link.
    pub url: String,
    /// When it was made.
    pub created_at: Millis,
    /// Until when it is good; nothing means for ever.
    pub expires_at: Option<Millis>,
    /// How many people it is good for; nothing means any number.
    pub max_uses: Option<u32>,
    /// How many have used it.
    pub uses: u32,
    /// Who made it.
    pub by: Author,
}

/// A row of `site_invites`, with who made it, and the room it is to.
#[derive(Debug, FromJson)]
pub struct Row {
    code: String,
    created_at: Millis,
    expires_at: Option<Millis>,
    max_uses: Option<u32>,
    uses: u32,
    revoked_at: Option<Millis>,
    /// The room it is to; none when it is to the site.
    pub room_id: Option<RoomId>,
    by_id: UserId,
    by_name: String,
    by_avatar: Option<String>,
    by_kind: UserKind,
    room_name: Option<String>,
    room_topic: Option<String>,
    room_kind: Option<RoomKind>,
    room_hue: Option<u16>,
    members: u32,
}

/// The room of an invitation, as whoever holds it may see it.
#[derive(Debug, Serialize)]
pub struct Destination {
    id: RoomId,
    name: String,
    topic: String,
    kind: RoomKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    hue: Option<u16>,
    members: u32,
}

impl Row {
    /// Whether it is good, for somebody who has not used it.
    ///
    /// # Errors
    /// `not_found`, saying why.
    pub fn check(&self, now: Millis) -> Result<(), Error> {
        let why = if self.revoked_at.is_some() {
            "This invitation was taken back."
        } else if self.room_id.is_some() && self.room_name.is_none() {
            "The room of this invitation is no more."
        } else if self.expires_at.is_some_and(|end| end <= now) {
            "This invitation has expired."
        } else if self.max_uses.is_some_and(|most| most <= self.uses) {
            "This invitation is used up."
        } else {
            return Ok(());
        };
        Err(Error::NotFound {
            detail: format!("{why} Ask {} for a new one.", self.by_name),
        })
    }

    /// It, as those see it who may take it back. `origin` is the site's.
    #[must_use]
    pub fn invite(self, origin: &str) -> Invite {
        Invite {
            url: match self.room_id {
                Some(_) => format!("{origin}/i/{}", self.code),
                None => format!("{origin}/?invite={}", self.code),
            },
            by: Author {
                id: self.by_id,
                name: self.by_name,
                avatar: self.by_avatar,
                kind: self.by_kind,
            },
            code: self.code,
            created_at: self.created_at,
            expires_at: self.expires_at,
            max_uses: self.max_uses,
            uses: self.uses,
        }
    }

    /// What whoever holds it may know: where it leads, who made it, until when it is good.
    #[must_use]
    pub fn shown(self) -> (Option<Destination>, String, Option<Millis>) {
        let room = self.room_id.zip(self.room_name).zip(self.room_kind);
        let room = room.map(|((id, name), kind)| Destination {
            id,
            name,
            kind,
            topic: self.room_topic.unwrap_or_default(),
            hue: self.room_hue,
            members: self.members,
        });
        (room, self.by_name, self.expires_at)
    }
}

/// The refusal of a code nobody ever made, or that is long forgotten.
#[must_use]
pub fn unknown() -> Error {
    Error::NotFound {
        detail:
            "There is no such invitation. Look whether the link is whole, or ask for a new one."
                .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row {
            code: "abc".into(),
            created_at: 1,
            expires_at: Some(10),
            max_uses: Some(2),
            uses: 1,
            revoked_at: None,
            room_id: Some(RoomId("r".into())),
            by_id: UserId("u".into()),
            by_name: "Ada".into(),
            by_avatar: None,
            by_kind: UserKind::Member,
            room_name: Some("Books".into()),
            room_topic: None,
            room_kind: Some(RoomKind::Private),
            room_hue: None,
            members: 3,
        }
    }

    #[test]
    fn one_that_is_no_longer_good_says_why() {
        assert_eq!(row().check(9), Ok(()));
        let said = |row: Row| row.check(9).unwrap_err().detail();
        for (row, begins) in [
            (
                Row {
                    revoked_at: Some(5),
                    ..row()
                },
                "This invitation was taken back.",
            ),
            (
                Row {
                    expires_at: Some(9),
                    ..row()
                },
                "This invitation has expired.",
            ),
            (Row { uses: 2, ..row() }, "This invitation is used up."),
            (
                Row {
                    room_name: None,
                    ..row()
                },
                "The room of this invitation is no more.",
            ),
        ] {
            let said = said(row);
            assert!(
                said.starts_with(begins) && said.ends_with("Ask Ada for a new one."),
                "{said}"
            );
        }
    }

    #[test]
    fn links_lead_to_the_room_or_the_site() {
        assert_eq!(row().invite("https://x").url, "https://x/i/abc");
        let site = Row {
            room_id: None,
            ..row()
        };
        assert_eq!(site.invite("https://x").url, "https://x/?invite=abc");
    }
}
