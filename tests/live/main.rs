//! The site as it runs, asked from outside: by HTTP and on sockets, against `wrangler dev`.
//!
//! `npm test -- live` starts two fresh sites for it, one of them with its rates lifted, and names them in
//! `CONFAB_URL` and `CONFAB_URL_WITH_LIMITS`. Every name is new, so that tests run side by side, and again on the
//! same site. `site.rs` is people in rooms, `accounts/visitor.rs` a browser or program in every detail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod accounts;
mod hibernation;
mod inbox;
mod matrix;
mod rooms;
mod site;
