//! Rooms, from outside: who finds and enters them, what is said in them, and what they refuse.

mod catching_up;
mod direct;
mod directory;
mod endings;
mod forward;
pub mod healing;
mod input;
mod order;
mod outside;
mod search;
mod talk;
mod threads;
