//! People and rooms, as those who look after the site see them: found among ten thousand, fifty at a time.

#[cfg(target_arch = "wasm32")]
pub mod http;

use super::page::Select;
use crate::accounts::folded;
use crate::accounts::sql::user;
use crate::wire::types::{Millis, SiteRole};

/// Which accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Those who are kept out.
    Banned,
    /// Those who came in by name only.
    Guest,
    /// Those with a password.
    Member,
}

/// Which people somebody wants to see.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// How their name or username begins.
    pub begins: Option<String>,
    /// Their role on the site.
    pub role: Option<SiteRole>,
    /// What else is to be so.
    pub state: Option<State>,
    /// Accounts older than this one.
    pub cursor: Option<String>,
}

const PEOPLE: &str = concat!(
    "SELECT ",
    user!(),
    ", u.created_at, u.banned_at, u.banned_until, u.ban_reason, \
     nullif(max(coalesce((SELECT max(s.seen_at) FROM sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL), 0), \
     coalesce((SELECT max(t.used_at) FROM api_tokens t WHERE t.user_id = u.id), 0)), 0) AS seen_at \
     FROM users u WHERE u.deleted_at IS NULL"
);

impl People {
    /// The statement that finds a page of them, newest account first. Its rows are of [`crate::accounts::UserRow`].
    #[must_use]
    pub fn page(&self, now: Millis) -> Select {
        // In the words of the indexes: an index of a few is used where the statement says whose it is.
        let few = match self.role {
            Some(SiteRole::Owner | SiteRole::Admin) => Some("u.role IN ('owner', 'admin')"),
            _ => None,
        };
        let state = self.state.map(|state| match state {
            State::Banned => "u.banned_at IS NOT NULL",
            State::Guest => "u.kind = 'guest'",
            State::Member => "u.kind = 'member'",
        });
        let select = [few, state]
            .into_iter()
            .flatten()
            .fold(Select::all(PEOPLE), Select::only);
        let banned = (self.state == Some(State::Banned)).then_some(now);
        let select = select
            .given("(u.banned_until IS NULL OR u.banned_until > ?)", banned)
            .given("u.role = ?", self.role.map(SiteRole::name))
            .given(
                "(u.created_at, u.id) < (SELECT c.created_at, c.id FROM users c WHERE c.id = ?)",
                self.cursor.clone(),
            );
        let select = match self.begins.as_deref().map(folded) {
            Some(begins) => select.within(
                "u.id IN (SELECT id FROM users WHERE username >= ? AND username < ? \
                 UNION SELECT id FROM users WHERE deleted_at IS NULL AND name_folded >= ? AND name_folded < ?)",
                &begins,
            ),
            None => select,
        };
        select.page("u.created_at DESC, u.id DESC")
    }
}

/// Which rooms somebody wants to see. Direct ones are nobody's business.
#[derive(Clone, Debug, Default)]
pub struct Rooms {
    /// How their name begins.
    pub begins: Option<String>,
    /// `public` or `private`.
    pub kind: Option<String>,
    /// Only those nobody may post in any more.
    pub archived: bool,
    /// Those after this one.
    pub cursor: Option<String>,
}

const ROOMS: &str = "SELECT r.id, r.name, r.kind, r.created_at, r.archived_at, r.is_default, r.messages, r.bytes, \
     (SELECT count(*) FROM memberships m WHERE m.room_id = r.id) AS members FROM rooms r WHERE r.kind <> 'direct'";

impl Rooms {
    /// The statement that finds a page of them, by name.
    #[must_use]
    pub fn page(&self) -> Select {
        let select = Select::all(ROOMS)
            .given("r.kind = ?", self.kind.clone())
            .given(
                "(lower(r.name), r.id) > (SELECT lower(c.name), c.id FROM rooms c WHERE c.id = ?)",
                self.cursor.clone(),
            );
        let select = match self.begins.as_deref() {
            // As SQLite's `lower` does it.
            Some(begins) => select.within(
                "lower(r.name) >= ? AND lower(r.name) < ?",
                &begins.to_ascii_lowercase(),
            ),
            None => select,
        };
        let select = if self.archived {
            select.only("r.archived_at IS NOT NULL")
        } else {
            select
        };
        select.page("lower(r.name), r.id")
    }
}
