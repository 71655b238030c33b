//! All files of a room, by kind.

pub mod http;
