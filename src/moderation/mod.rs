//! Keeping order on the site: who is kept out of it, what is reported, what is not to be said, and what was done about it.
//!
//! - `address`, `words`, `page`: rules, each on its own; here are those of who may do what to whom.
//! - `sql`, `store`, `http`: bans of people and of addresses, links for new passwords, roles on the site.
//! - `reach` tells rooms and inboxes what was decided here.
//! - `audit`: who did what to whom, and when. Everything that keeps order is noted there.
//! - `reports`: messages somebody found wrong, and how they were dealt with.
//! - `lists`, `numbers`: what those who run the site see of it.
//!
//! The database decides: each statement looks once more whether it may, so that a role taken away a moment ago counts.
//! Rooms are told afterwards; until they are, every new request is refused already.

pub mod address;
pub mod audit;
#[cfg(target_arch = "wasm32")]
pub mod http;
pub mod lists;
pub mod numbers;
pub mod page;
mod parts;
#[cfg(target_arch = "wasm32")]
pub mod reach;
pub mod reports;
pub mod sql;
#[cfg(target_arch = "wasm32")]
pub mod store;
pub mod words;

use crate::calendar;
use crate::error::Error;
use crate::wire::types::{Millis, SiteRole, User, UserKind};

/// How long a link for a new password is good.
pub const RESET_LIFETIME: Millis = 24 * 60 * 60_000;
/// Ranges of addresses there may be: each request of a guest is compared with them.
pub const ADDRESS_BANS: usize = 1_000;

/// What keeps somebody out, or a range of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ban {
    /// Until when; none: for good.
    pub until: Option<Millis>,
    /// Why; empty when nobody said.
    pub reason: String,
}

impl Ban {
    /// Whether it has not run out.
    #[must_use]
    pub fn stands(&self, now: Millis) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// What somebody is told who is kept out.
    #[must_use]
    pub fn refusal(&self) -> Error {
        Error::forbidden(format!("You are banned from this site{}", self.terms()))
    }

    /// What somebody is told who comes from a range that is kept out.
    #[must_use]
    pub fn refusal_of_address(&self) -> Error {
        Error::forbidden(format!(
            "Nobody new comes in from your network{}",
            self.terms()
        ))
    }

    fn terms(&self) -> String {
        let until = match self.until {
            Some(until) => format!(" until {}.", calendar::said(until)),
            None => ".".to_owned(),
        };
        match self.reason.as_str() {
            "" => until,
            reason => format!("{until} The reason given: {reason}"),
        }
    }
}

/// Whether somebody who looks after the site may ban another, or let them in again.
///
/// # Errors
/// `forbidden`, `conflict`, saying why.
pub fn may_ban(actor: &User, target: &User) -> Result<(), Error> {
    if actor.author.id == target.author.id {
        return Err(Error::conflict("You cannot ban yourself."));
    }
    match target.role {
        SiteRole::Owner => Err(Error::forbidden("The owner of the site cannot be banned.")),
        SiteRole::Admin if actor.role != SiteRole::Owner => Err(Error::forbidden(
            "Admins keep order among members and guests, not among each other. Ask the owner.",
        )),
        _ => Ok(()),
    }
}

/// Whether somebody who looks after the site may let another choose a new password.
///
/// # Errors
/// `forbidden`, `conflict`, saying why.
pub fn may_reset(actor: &User, target: &User) -> Result<(), Error> {
    if target.author.kind != UserKind::Member {
        return Err(Error::conflict(
            "Only somebody with an account has a password.",
        ));
    }
    if target.role == SiteRole::Owner && actor.role != SiteRole::Owner {
        return Err(Error::forbidden(
            "Nobody but the owner of the site gives out the owner's password.",
        ));
    }
    Ok(())
}

/// Whether somebody may give another this role on the site.
///
/// # Errors
/// `forbidden`, `conflict`, saying why.
pub fn may_set_role(actor: &User, target: &User, role: SiteRole) -> Result<(), Error> {
    if actor.role != SiteRole::Owner {
        return Err(Error::forbidden(
            "Only its owner says who looks after the site.",
        ));
    }
    if target.author.kind != UserKind::Member {
        return Err(Error::conflict(
            "Only somebody with an account can look after the site.",
        ));
    }
    match role {
        SiteRole::Guest => Err(Error::conflict("Whoever has an account is no guest.")),
        SiteRole::Admin | SiteRole::Member if target.role == SiteRole::Owner => Err(
            Error::conflict("A site needs an owner. Hand it over to somebody else first."),
        ),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::types::{Author, UserId};

    const ROLES: [SiteRole; 4] = [
        SiteRole::Owner,
        SiteRole::Admin,
        SiteRole::Member,
        SiteRole::Guest,
    ];

    fn user(id: &str, role: SiteRole) -> User {
        let kind = match role {
            SiteRole::Guest => UserKind::Guest,
            _ => UserKind::Member,
        };
        let (id, name) = (UserId(id.into()), id.into());
        User {
            author: Author {
                id,
                name,
                avatar: None,
                kind,
            },
            username: None,
            status: None,
            role,
        }
    }

    #[test]
    fn nobody_bans_themselves_the_owner_or_their_like() {
        let owner = user("owner", SiteRole::Owner);
        let admin = user("admin", SiteRole::Admin);
        for role in ROLES {
            let target = user("target", role);
            assert_eq!(may_ban(&owner, &target).is_ok(), role != SiteRole::Owner);
            let below = matches!(role, SiteRole::Member | SiteRole::Guest);
            assert_eq!(may_ban(&admin, &target).is_ok(), below, "{role:?}");
        }
        assert_eq!(may_ban(&admin, &admin).unwrap_err().code(), "conflict");
        assert_eq!(may_ban(&owner, &owner).unwrap_err().code(), "conflict");
    }

    #[test]
    fn the_owners_password_is_the_owners() {
        let owner = user("owner", SiteRole::Owner);
        let admin = user("admin", SiteRole::Admin);
        assert!(may_reset(&admin, &owner).is_err());
        assert!(may_reset(&owner, &owner).is_ok());
        assert!(may_reset(&admin, &user("m", SiteRole::Member)).is_ok());
        assert!(may_reset(&admin, &user("g", SiteRole::Guest)).is_err());
    }

    #[test]
    fn only_the_owner_gives_roles_and_never_leaves_the_site_without_one() {
        let owner = user("owner", SiteRole::Owner);
        for role in ROLES {
            let member = user("m", SiteRole::Member);
            let given = may_set_role(&owner, &member, role);
            assert_eq!(given.is_ok(), role != SiteRole::Guest);
            assert!(may_set_role(&user("a", SiteRole::Admin), &member, role).is_err());
            assert!(may_set_role(&owner, &user("g", SiteRole::Guest), role).is_err());
            assert_eq!(
                may_set_role(&owner, &owner, role).is_ok(),
                role == SiteRole::Owner
            );
        }
    }

    #[test]
    fn whoever_is_kept_out_learns_until_when_and_why() {
        let ban = Ban {
            until: Some(1_772_366_400_000),
            reason: "Spam.".into(),
        };
        assert_eq!(
            ban.refusal().detail(),
            "You are banned from this site until 2026-03-01 12:00 UTC. The reason given: Spam."
        );
        assert!(ban.stands(1_772_366_399_999) && !ban.stands(1_772_366_400_000));
        let for_good = Ban {
            until: None,
            reason: String::new(),
        };
        assert_eq!(
            for_good.refusal().detail(),
            "You are banned from this site."
        );
        assert!(for_good.stands(Millis::MAX));
    }
}
