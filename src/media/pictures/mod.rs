//! Pictures of people and rooms.

pub mod http;
