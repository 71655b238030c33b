//! The platform, thinly wrapped: whatever has rules lives elsewhere and is given what it needs.

pub mod address;
pub mod assets;
pub mod clock;
pub mod d1;
pub mod lines;
pub mod objects;
pub mod outside;
pub mod r2;
pub mod sockets;
pub mod sql;
pub mod vars;
