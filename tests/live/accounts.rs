//! Accounts, from outside: coming and going, sessions and tokens, limits, bad input, other sites' pages.
//!
//! Tests run side by side on the same site, so each makes its own people; the one that changes who may sign up holds a
//! lock that everybody who signs up waits for.

mod coming_and_going;
mod input;
mod origin;
mod rates;
mod sessions;
mod settings;
pub mod visitor;
