//! A person's inbox: one Durable Object that follows them over all their rooms.
//!
//! Commands are those of [`requests::Ask`]: a socket opens, a room tells its [`News`](crate::room::requests::News), a
//! room is favoured or hidden, a message is saved, a report was dealt with, a session ends everywhere, all rooms are asked something.
//! On its sockets an inbox only tells ([`InboxEvent`](crate::wire::inbox::InboxEvent)); nothing but `ping` is said to it.
//!
//! - `engine` has the rules, `rooms`, `saved` and `errands` their rows, `schema` the tables.
//! - `object` is the Durable Object, `client` the way to it, `http` answers the requests.
//!
//! Storage: the tables of `schema`. Concurrency: each event is one synchronous turn; between the turns of an errand's
//! round other events come and go, and nothing of theirs is undone by it, for a room's truth has a version, and an
//! errand a number.
//!
//! An inbox whose sockets are quiet sleeps. It has an alarm only while rooms have not answered an errand.

#[cfg(target_arch = "wasm32")]
pub mod client;
pub mod engine;
pub mod errands;
#[cfg(target_arch = "wasm32")]
pub mod http;
#[cfg(target_arch = "wasm32")]
pub mod object;
pub mod requests;
pub mod rooms;
pub mod saved;
pub mod schema;
