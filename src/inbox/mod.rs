//! A person's inbox: one Durable Object that follows them over all their rooms.

pub mod client;
pub mod requests;
