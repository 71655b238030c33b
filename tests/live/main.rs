//! The site as it runs, asked from outside: by HTTP and on sockets, against `wrangler dev`.
//!
//! `npm test -- live` starts three fresh sites for it, and names them in `CONFAB_URL`, where the rates are lifted,
//! `CONFAB_URL_WITH_LIMITS`, and `CONFAB_URL_ALONE`, which is for those tests that change the whole site; links may lead
//! to what the tests serve at `CONFAB_OUTSIDE`. Every name is new, so that tests run side by side, and again on the
//! same site. `site.rs` is people in rooms, `accounts/visitor.rs` a browser or program in every detail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod accounts;
mod files;
mod hibernation;
mod inbox;
mod matrix;
mod media;
mod moderation;
mod outside;
mod previews;
mod rooms;
mod saved;
mod site;
