//! Accounts: sign-up, log-in, guests, sessions, passwords, API tokens, profiles.
//!
//! - `password`, `rates`, `jwt`, `cookies`: the rules, each on its own.
//! - `sql` holds the statements, `store` runs them on D1.
//! - `sessions` is who is logged in where, and the tokens of programs.
//! - `gate` is the Durable Object that hashes passwords and counts tries.
//! - `site` is what the owner decides: the site's name, who may sign up, invitations.
//! - `http` answers the requests.
//!
//! A log-in is a row of `sessions`; its access token is checked against that row on every request, so that ending a
//! session is felt at once. Its refresh tokens are one family: the use of a spent one ends the session.

pub mod cookies;
pub mod gate;
pub mod http;
pub mod jwt;
pub mod password;
pub mod rates;
pub mod sessions;
pub mod site;
pub mod sql;
pub mod store;

pub use sessions::{Caller, Credential};

use serde::Deserialize;

use crate::wire::types::{Author, Millis, SiteRole, User, UserId, UserKind};

/// How long ended sessions, spent tokens and dead invitations are remembered.
pub const KEPT_AFTER_END: Millis = 7 * 24 * 60 * 60_000;

/// People found at once.
pub const FOUND_AT_ONCE: i64 = 20;

/// A row of `users`, as [`sql::USER`] selects it.
#[derive(Debug, Deserialize)]
pub struct UserRow {
    id: UserId,
    username: Option<String>,
    name: String,
    avatar: Option<String>,
    status: Option<String>,
    kind: UserKind,
    role: SiteRole,
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
    name.to_lowercase()
}
