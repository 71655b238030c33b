//! Keeping order on the site: who is kept out of it, what is reported, what is not to be said, and what was done about it.

pub mod address;
pub mod audit;
pub mod numbers;
pub mod page;
pub mod words;
