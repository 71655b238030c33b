//! The audit log: who did what to whom, when, and why. Lines are only ever added; triggers in the database see to that.
//!
//! Whatever keeps order calls `note` when it is done.

pub mod csv;
#[cfg(target_arch = "wasm32")]
pub mod http;
#[cfg(target_arch = "wasm32")]
mod store;

use super::page::{Select, end_of};
use crate::wire::types::{Millis, RoomId};
#[cfg(target_arch = "wasm32")]
pub use store::{add, note};

macro_rules! acts {
    ($($name:ident = $said:literal,)*) => {
        /// What was done. What stands before the dot says where; the log can be asked for all of a kind.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "their names say it")]
        pub enum Act {
            $($name,)*
        }

        impl Act {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// As it stands in the log.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $said,)*
                }
            }
        }
    };
}

acts! {
    RoomCreate = "room.create",
    RoomConfigure = "room.configure",
    RoomArchive = "room.archive",
    RoomUnarchive = "room.unarchive",
    RoomDelete = "room.delete",
    RoomRole = "room.role",
    RoomOwner = "room.owner",
    RoomKick = "room.kick",
    RoomBan = "room.ban",
    RoomUnban = "room.unban",
    RoomMute = "room.mute",
    RoomUnmute = "room.unmute",
    RoomInvite = "room.invite",
    RoomInviteRevoke = "room.invite_revoke",
    MessageDelete = "message.delete",
    ReportHandle = "report.handle",
    SiteRole = "site.role",
    SiteOwner = "site.owner",
    SiteBan = "site.ban",
    SiteUnban = "site.unban",
    SiteAddressBan = "site.address_ban",
    SiteAddressUnban = "site.address_unban",
    SiteReset = "site.reset",
    SiteSettings = "site.settings",
    SiteInvite = "site.invite",
    SiteInviteRevoke = "site.invite_revoke",
}

/// A line to be added.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What was done.
    pub act: Act,
    /// To whom or what, by id; empty when it is the site.
    pub target: &'a str,
    /// What that is called.
    pub target_name: &'a str,
    /// In which room; none when it was on the site.
    pub room: Option<&'a RoomId>,
    /// Why, and what else is to be known.
    pub reason: &'a str,
}

/// ?1 id, ?2 now, ?3 and ?4 who, ?5 did what, ?6 and ?7 to whom, ?8 where, ?9 why.
pub const ADD: &str = "INSERT INTO audit (id, at, actor_id, actor_name, action, target_id, target_name, room_id, reason) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

const ENTRIES: &str = "SELECT a.id, a.at, a.actor_id AS actor, a.actor_name, a.action, a.target_id AS target, \
     a.target_name, a.room_id AS room, a.reason FROM audit a WHERE true";

/// Newest first.
const ORDER: &str = "a.id DESC";

/// Which lines somebody wants to see.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Whose deeds.
    pub actor: Option<String>,
    /// What was done, by the beginning of its name: `room.`, `site.ban`.
    pub action: Option<String>,
    /// Done to whom or what.
    pub target: Option<String>,
    /// In which room.
    pub room: Option<String>,
    /// Not before.
    pub from: Option<Millis>,
    /// Before.
    pub to: Option<Millis>,
    /// Older than this line.
    pub cursor: Option<String>,
}

impl Filter {
    /// The statement that finds them.
    #[must_use]
    pub fn select(&self) -> Select {
        // An id begins with the time it was made at: a time is a place in the order of ids.
        let action = self.action.clone();
        Select::all(ENTRIES)
            .given("a.actor_id = ?", self.actor.clone())
            .given("a.target_id = ?", self.target.clone())
            .given("a.room_id = ?", self.room.clone())
            .given("a.action < ?", action.as_deref().map(end_of))
            .given("a.action >= ?", action)
            .given("a.id >= ?", self.from.map(id_at))
            .given("a.id < ?", self.to.map(id_at))
            .given("a.id < ?", self.cursor.clone())
    }

    /// A page of them.
    #[must_use]
    pub fn page(&self) -> Select {
        self.select().page(ORDER)
    }

    /// So many of them.
    #[must_use]
    pub fn most(&self, lines: usize) -> Select {
        self.select().most(ORDER, lines)
    }
}

/// What the ids of that time begin with: those of a UUID v7 (RFC 9562, section 5.7).
fn id_at(at: Millis) -> String {
    let digits = format!("{:012x}", at.clamp(0, 0xffff_ffff_ffff));
    let (high, low) = digits.split_at_checked(8).unwrap_or_default();
    format!("{high}-{low}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random;

    #[test]
    fn a_time_stands_in_front_of_the_ids_made_then() {
        let now = 1_772_366_400_123;
        let id = random::id(now).unwrap();
        assert!(id_at(now) < id && id < id_at(now + 1), "{id}");
        assert_eq!(id_at(-1), "00000000-0000");
        assert_eq!(id_at(Millis::MAX), "ffffffff-ffff");
    }

    #[test]
    fn no_two_acts_are_called_the_same() {
        let names: std::collections::BTreeSet<_> = Act::ALL.iter().map(|act| act.name()).collect();
        assert_eq!(names.len(), Act::ALL.len());
    }
}
