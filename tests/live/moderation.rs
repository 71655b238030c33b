//! Keeping order on the site, from outside: bans, addresses, new passwords, roles, invitations, reports, the audit log.
//!
//! What changes the whole site is tried on one that is there for nothing else.

mod addresses;
mod audit;
mod bans;
mod invitations;
mod reports;
mod resets;
pub mod whole_site;
