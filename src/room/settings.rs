//! What a room can be set to, and by what rules.

use serde::Serialize;

use crate::error::Error;
use crate::json::FromJson;
use crate::wire::text::{RoomName, Topic};
use crate::wire::types::{Millis, Room};

/// Longest pause of slow mode: six hours, in milliseconds.
pub const SLOW_MODE_MAX_MS: u32 = 6 * 60 * 60_000;

/// What is to become different of a room; what is none stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, FromJson)]
pub struct Changes {
    /// Its name.
    pub name: Option<RoomName>,
    /// What it is about.
    pub topic: Option<Topic>,
    /// Colour of its icon, a hue in degrees.
    pub hue: Option<u16>,
    /// Address of its picture; an empty one takes the picture away.
    pub picture: Option<String>,
    /// Least time between two messages of one person.
    pub slow_mode_ms: Option<u32>,
    /// Only those who keep order may post.
    pub read_only: Option<bool>,
    /// Nobody new comes in.
    pub locked: Option<bool>,
    /// Nobody may post any more, or again.
    pub archived: Option<bool>,
}

impl Changes {
    /// The rules the types of the fields do not say.
    ///
    /// # Errors
    /// `bad_request`.
    pub fn check(&self) -> Result<(), Error> {
        if self.hue.is_some_and(|hue| hue > 359) {
            return Err(Error::bad_request("A hue is from 0 to 359 degrees."));
        }
        if self
            .slow_mode_ms
            .is_some_and(|pause| pause > SLOW_MODE_MAX_MS)
        {
            return Err(Error::bad_request(
                "Slow mode takes at most six hours, in milliseconds.",
            ));
        }
        Ok(())
    }

    /// Makes them.
    pub fn apply(self, room: &mut Room, now: Millis) {
        let changes = self;
        if let Some(name) = changes.name {
            room.name = name.into_string();
        }
        if let Some(topic) = changes.topic {
            room.topic = topic.into_string();
        }
        room.hue = changes.hue.or(room.hue);
        if let Some(picture) = changes.picture {
            room.picture = Some(picture).filter(|address| !address.is_empty());
        }
        room.slow_mode_ms = changes.slow_mode_ms.unwrap_or(room.slow_mode_ms);
        room.read_only = changes.read_only.unwrap_or(room.read_only);
        room.locked = changes.locked.unwrap_or(room.locked);
        room.archived_at = match changes.archived {
            Some(true) => room.archived_at.or(Some(now)),
            Some(false) => None,
            None => room.archived_at,
        };
    }

    /// Whether anything but the archive is meant.
    #[must_use]
    pub fn configures(&self) -> bool {
        *self
            != Self {
                archived: self.archived,
                ..Self::default()
            }
    }
}
