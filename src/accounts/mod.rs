//! Accounts: sign-up, log-in, guests, sessions, passwords, API tokens, profiles.
//!
//! - `password`, `rates`, `jwt`, `cookies`: the rules, each on its own.
//! - `sql` holds the statements, `store` runs them on D1.
//! - `sessions` is who is logged in where, and the tokens of programs.
//! - `gate` is the Durable Object that hashes passwords and counts tries.
//! - `site` is what the owner decides: the site's name, who may sign up, what is not to be said.
//! - `http` answers the requests.
//!
//! A log-in is a row of `sessions`; its access token is checked against that row on every request, so that ending a
//! session is felt at once. Its refresh tokens are one family: the use of a spent one ends the session.

pub mod cookies;
#[cfg(target_arch = "wasm32")]
pub mod gate;
#[cfg(target_arch = "wasm32")]
pub mod http;
pub mod jwt;
pub mod password;
pub mod rates;
pub mod sessions;
pub mod site;
pub mod sql;
#[cfg(target_arch = "wasm32")]
pub mod store;

pub use sessions::{Caller, Credential};

use crate::characters;
use crate::json::FromJson;
use crate::moderation::Ban;
use crate::wire::moderation::Account;
use crate::wire::types::{Author, Millis, SiteRole, User, UserId, UserKind};

/// How long ended sessions, spent tokens and dead invitations are remembered.
pub const KEPT_AFTER_END: Millis = 7 * 24 * 60 * 60_000;

/// People found at once.
pub const FOUND_AT_ONCE: i64 = 20;

/// A row of `users`, with what some statements select beside it: one shape for all of them, since each costs the
/// Worker some kilobytes. Not to be printed: there may be a password's hash in it.
#[derive(FromJson)]
pub struct UserRow {
    id: UserId,
    username: Option<String>,
    name: String,
    avatar: Option<String>,
    status: Option<String>,
    kind: UserKind,
    role: SiteRole,
    #[serde(default)]
    created_at: Millis,
    #[serde(default)]
    seen_at: Option<Millis>,
    #[serde(default)]
    banned_at: Option<Millis>,
    #[serde(default)]
    banned_until: Option<Millis>,
    #[serde(default)]
    ban_reason: Option<String>,
    #[serde(default)]
    password: Option<String>,
    /// The session or API token that was asked for.
    #[serde(default)]
    credential: Option<String>,
    #[serde(default)]
    used_at: Option<Millis>,
}

impl UserRow {
    /// Their ban, over or not.
    #[must_use]
    pub fn ban(&self) -> Option<Ban> {
        self.banned_at.map(|_| Ban {
            until: self.banned_until,
            reason: self.ban_reason.clone().unwrap_or_default(),
        })
    }

    /// The account as those who run the site see it.
    #[must_use]
    pub fn account(self, now: Millis) -> Account {
        let ban = self.ban().filter(|ban| ban.stands(now));
        Account {
            created_at: self.created_at,
            seen_at: self.seen_at,
            banned_at: ban.as_ref().and(self.banned_at),
            banned_until: ban.as_ref().and_then(|ban| ban.until),
            ban_reason: ban
                .map(|ban| ban.reason)
                .filter(|reason| !reason.is_empty()),
            user: self.into(),
        }
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            author: Author {
                id: row.id,
                name: row.name,
                avatar: row.avatar,
                kind: row.kind,
            },
            username: row.username,
            status: row.status,
            role: row.role,
        }
    }
}

/// Lower case, for finding people.
#[must_use]
pub fn folded(name: &str) -> String {
    characters::lowercase(name)
}
