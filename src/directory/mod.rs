//! The directory: which rooms there are, and whose rooms are whose.
//!
//! A room's object decides who sits in it; what stands in D1 is an index of that, written after the room has decided.
//! It may lag: a room that D1 lists and that has no object yet is made when somebody first asks for it, and a seat
//! that D1 does not know is noted when its holder next opens the room.

pub mod direct;
#[cfg(target_arch = "wasm32")]
pub mod http;
#[cfg(target_arch = "wasm32")]
mod seating;
pub mod sql;
#[cfg(target_arch = "wasm32")]
pub mod store;

#[cfg(target_arch = "wasm32")]
pub use seating::{
    ask, enter_default, evict, join, leave_all, make, may, profile_changed, rooms_of, unseated,
    wish,
};

use crate::wire::types::{Author, Millis, Room};

/// Rooms in a page of the directory.
pub const PAGE: u32 = 50;
/// Rooms one person may make in [`MAKING_WINDOW_MS`]: more than anybody needs, fewer than a flood.
pub const MADE_PER_WINDOW: u32 = 30;
/// The window of that, in milliseconds: an hour.
pub const MAKING_WINDOW_MS: Millis = 3_600_000;

/// A room as the directory has it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The room.
    pub room: Room,
    /// Whoever made it, while they have an account. They own it should its object have to be made.
    pub maker: Option<Author>,
    /// Whether newcomers are seated here.
    pub is_default: bool,
}
