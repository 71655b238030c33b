//! Keeping order on the site.

pub mod numbers;
pub mod words;
