//! Who may have a file.

pub mod store;
