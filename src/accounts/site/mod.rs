//! What the owner decides about the site: its name, who may sign up, whether guests may come in, what is not to be said.
//!
//! Settings are rows of text; one that is missing, or that an older version does not understand, has its default.

#[cfg(target_arch = "wasm32")]
pub mod http;
pub mod sql;
#[cfg(target_arch = "wasm32")]
pub mod store;

use serde::Serialize;

use crate::error::Error;
use crate::json::{self, FromJson};
use crate::wire::moderation::Word;
use crate::wire::text::SiteName;
use crate::wire::types::{SignupMode, Site};

/// What a site is called until somebody names it.
const DEFAULT_NAME: &str = "Confab";

/// The settings an owner or admin may read and change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// What the site is called.
    pub name: String,
    /// Who may make an account.
    pub signup: SignupMode,
    /// Whether one may come in by name only.
    pub guests: bool,
    /// Whether links get previews.
    pub previews: bool,
    /// Words that are not wanted.
    pub words: Vec<Word>,
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
    /// Whether links get previews.
    pub previews: Option<bool>,
    /// All the words that are not wanted.
    pub words: Option<Vec<Word>>,
}

/// One setting as it is stored.
#[derive(Debug, FromJson)]
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
            previews: true,
            words: Vec::new(),
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
                ("previews", "on") => settings.previews = true,
                ("previews", "off") => settings.previews = false,
                ("words", list) => settings.words = words(list),
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
            session: false,
        }
    }
}

/// A switch as it is stored.
fn switch(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// The words as they are stored.
#[must_use]
pub fn words(stored: &str) -> Vec<Word> {
    json::read(stored).unwrap_or_default()
}

impl Changes {
    /// The rows to store.
    ///
    /// # Errors
    /// `internal`.
    pub fn rows(&self) -> Result<Vec<(&'static str, String)>, Error> {
        let name = self
            .name
            .as_ref()
            .map(|name| ("name", name.as_str().to_owned()));
        let signup = self.signup.map(|mode| ("signup", mode.name().to_owned()));
        let guests = self.guests.map(|on| ("guests", switch(on).to_owned()));
        let previews = self.previews.map(|on| ("previews", switch(on).to_owned()));
        let words = self.words.as_ref().map(serde_json::to_string);
        let words = words.transpose().map_err(Error::internal)?;
        let words = words.map(|words| ("words", words));
        Ok([name, signup, guests, previews, words]
            .into_iter()
            .flatten()
            .collect())
    }

    /// What is to become different, in a line for the audit log. The words themselves are not said there.
    #[must_use]
    pub fn summary(&self) -> String {
        let name = self
            .name
            .as_ref()
            .map(|name| format!("name: {}", name.as_str()));
        let signup = self.signup.map(|mode| format!("signup: {}", mode.name()));
        let guests = self.guests.map(|on| format!("guests: {}", switch(on)));
        let previews = self.previews.map(|on| format!("previews: {}", switch(on)));
        let words = self
            .words
            .as_ref()
            .map(|words| format!("words: {}", words.len()));
        let said: Vec<String> = [name, signup, guests, previews, words]
            .into_iter()
            .flatten()
            .collect();
        said.join(", ")
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::moderation::WordRule;

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
            previews: Some(false),
            words: Some(vec![Word {
                word: "heck".into(),
                rule: WordRule::Mask,
            }]),
        };
        let rows = changes.rows().unwrap().into_iter();
        let rows = rows.map(|(key, value)| row(key, &value)).collect();
        assert_eq!(
            Settings::from_rows(rows),
            Settings {
                name: "Reading circle".into(),
                signup: SignupMode::Invite,
                guests: false,
                previews: false,
                words: changes.words.unwrap(),
            }
        );
        assert_eq!(Changes::default().rows(), Ok(Vec::new()));
    }

    #[test]
    fn what_is_not_understood_has_its_default() {
        let rows = vec![
            row("signup", "lottery"),
            row("guests", "maybe"),
            row("previews", ""),
            row("words", "{"),
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
