//! All that travels: between browser and Worker, and between the Worker and its objects.
//!
//! Names and shapes are a contract (docs/PROTOCOL.md). The TypeScript types of the web client are generated from
//! these (`typescript.rs`); `tests/wire.rs` asserts the bytes of each, both ways.

pub mod actions;
pub mod commands;
pub mod events;
pub mod inbox;
pub mod limits;
pub mod moderation;
pub mod search;
pub mod text;
pub mod types;
#[cfg(test)]
mod typescript;
