//! What the owner decides about the site: its name, who may sign up, whether guests may come in; and invitations.
//!
//! Settings are rows of text; one that is missing, or that an older version does not understand, has its default.

pub mod http;
pub mod sql;
pub mod store;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::wire::text::SiteName;
use crate::wire::types::{Millis, SignupMode, Site};

/// What a site is called until somebody names it.
const DEFAULT_NAME: &str = "Confab";

/// Uses an invitation can be made for.
pub const INVITE_USES_MAX: u32 = 10_000;
/// Longest life of an invitation that has an end: a year.
pub const INVITE_LIFETIME_MAX: u64 = 366 * 24 * 60 * 60_000;

/// The settings an owner or admin may read and change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// What the site is called.
    pub name: String,
    /// Who may make an account.
    pub signup: SignupMode,
    /// Whether one may come in by name only.
    pub guests: bool,
}

/// What is to become different.
#[derive(Debug, Default)]
pub struct Changes {
    /// What the site is called.
    pub name: Option<SiteName>,
    /// Who may make an account.
    pub signup: Option<SignupMode>,
    /// Whether one may come in by name only.
    pub guests: Option<bool>,
}

/// One setting as it is stored.
#[derive(Debug, Deserialize)]
pub struct Row {
    /// Which.
    pub key: String,
    /// Its value.
    pub value: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: DEFAULT_NAME.into(),
            signup: SignupMode::Open,
            guests: true,
        }
    }
}

impl Settings {
    /// The settings as stored, over the defaults.
    #[must_use]
    pub fn from_rows(rows: Vec<Row>) -> Self {
        let mut settings = Self::default();
        for Row { key, value } in rows {
            match (key.as_str(), value.as_str()) {
                ("name", _) => settings.name = value,
                ("signup", "open") => settings.signup = SignupMode::Open,
                ("signup", "invite") => settings.signup = SignupMode::Invite,
                ("signup", "closed") => settings.signup = SignupMode::Closed,
                ("guests", "on") => settings.guests = true,
                ("guests", "off") => settings.guests = false,
                _ => {}
            }
        }
        settings
    }

    /// The site as everybody may see it.
    #[must_use]
    pub fn site(self, owned: bool) -> Site {
        Site {
            name: self.name,
            signup: self.signup,
            guests: self.guests,
            owned,
            version: env!("CARGO_PKG_VERSION").into(),
        }
    }
}

impl Changes {
    /// The rows to store.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, &str)> {
        let name = self.name.as_ref().map(|name| ("name", name.as_str()));
        let signup = self.signup.map(|mode| {
            let mode = match mode {
                SignupMode::Open => "open",
                SignupMode::Invite => "invite",
                SignupMode::Closed => "closed",
            };
            ("signup", mode)
        });
        let guests = self
            .guests
            .map(|on| ("guests", if on { "on" } else { "off" }));
        [name, signup, guests].into_iter().flatten().collect()
    }
}

/// Whether an account may be made at all, before anything is spent on it. An invitation is only taken later, together
/// with the account.
///
/// # Errors
/// `forbidden`, saying why.
pub fn may_sign_up(site: &Site, has_invite: bool) -> Result<(), Error> {
    match site.signup {
        _ if !site.owned => Ok(()),
        SignupMode::Open => Ok(()),
        SignupMode::Invite if has_invite => Ok(()),
        SignupMode::Invite => Err(Error::forbidden(
            "This site takes new accounts by invitation only.",
        )),
        SignupMode::Closed => Err(Error::forbidden("This site takes no new accounts.")),
    }
}

/// The refusal of a sign-up whose invitation turned out to be none.
#[must_use]
pub fn invite_refused() -> Error {
    Error::forbidden("This invitation is not, or no longer, good. Ask for a new one.")
}

/// The refusal of a guest where there are none.
#[must_use]
pub fn guests_refused() -> Error {
    Error::forbidden("This site takes no guests. Sign up or log in.")
}

/// An invitation to make an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Invite {
    /// What makes it one.
    pub code: String,
    /// When it was made.
    pub created_at: Millis,
    /// Until when it is good; nothing means for ever.
    pub expires_at: Option<Millis>,
    /// How many accounts it is good for; nothing means any number.
    pub max_uses: Option<u32>,
    /// How many have been made with it.
    pub uses: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(key: &str, value: &str) -> Row {
        Row {
            key: key.into(),
            value: value.into(),
        }
    }

    #[test]
    fn what_is_stored_comes_back() {
        let changes = Changes {
            name: Some(SiteName::parse("Reading circle").unwrap()),
            signup: Some(SignupMode::Invite),
            guests: Some(false),
        };
        let rows = changes
            .rows()
            .into_iter()
            .map(|(key, value)| row(key, value))
            .collect();
        assert_eq!(
            Settings::from_rows(rows),
            Settings {
                name: "Reading circle".into(),
                signup: SignupMode::Invite,
                guests: false
            }
        );
        assert_eq!(Changes::default().rows(), []);
    }

    #[test]
    fn what_is_not_understood_has_its_default() {
        let rows = vec![
            row("signup", "lottery"),
            row("guests", "maybe"),
            row("jwt_key", "…"),
        ];
        assert_eq!(Settings::from_rows(rows), Settings::default());
    }

    #[test]
    fn a_site_without_an_owner_takes_its_first_account_whatever_the_settings() {
        let site = |signup, owned| {
            Settings {
                signup,
                ..Settings::default()
            }
            .site(owned)
        };
        for mode in [SignupMode::Open, SignupMode::Invite, SignupMode::Closed] {
            assert_eq!(may_sign_up(&site(mode, false), false), Ok(()));
        }
        assert_eq!(may_sign_up(&site(SignupMode::Open, true), false), Ok(()));
        assert_eq!(may_sign_up(&site(SignupMode::Invite, true), true), Ok(()));
        assert!(may_sign_up(&site(SignupMode::Invite, true), false).is_err());
        assert!(may_sign_up(&site(SignupMode::Closed, true), true).is_err());
    }
}
