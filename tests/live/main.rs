//! The site as it runs, asked from outside: by HTTP and on sockets, against `wrangler dev`.
//!
//! `npm test -- live` starts fresh sites for it, and names them in the environment: `CONFAB_URL`, where the rates are
//! lifted, `CONFAB_URL_WITH_LIMITS`, and others that some tests need for themselves (`Site` says which, and why); links
//! may lead to what the tests serve at `CONFAB_OUTSIDE`. Every name is new, so that tests run side by side, and again on
//! the same site. `site.rs` is people in rooms, `accounts/visitor.rs` a browser or program in every detail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod access;
mod accounts;
mod files;
mod hibernation;
mod inbox;
mod media;
mod moderation;
mod outside;
mod previews;
mod rooms;
mod saved;
mod site;
