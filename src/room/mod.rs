//! A room: one Durable Object that orders and broadcasts its messages.
//!
//! | file | what |
//! |---|---|
//! | `engine.rs` | the rules: a parsed command goes in, rows and effects come out |
//! | `schema.rs`, `record.rs`, `seats.rs`, `messages.rs`, `threads/`, `edits.rs`, `files.rs` | the tables, and their statements |
//! | `search/` | what is found in it |
//! | `rates.rs` | how fast one person may go |
//! | `effects.rs`, `fanout.rs` | what is to be done; events joined into frames |
//! | `turn.rs` | one event: a turn of the engine, and what is then done with sockets and timers |
//! | `requests.rs` | what the Worker asks of a room: one enum both ends share |
//! | `object.rs`, `client.rs`, `http.rs`, `forward.rs` | bindings: the Durable Object, the Worker's way to it, the handlers |

#[cfg(target_arch = "wasm32")]
mod acts;
#[cfg(target_arch = "wasm32")]
pub mod client;
mod edits;
pub mod effects;
pub mod engine;
pub mod fanout;
pub mod files;
#[cfg(target_arch = "wasm32")]
mod forward;
#[cfg(target_arch = "wasm32")]
pub mod http;
pub mod messages;
mod news;
#[cfg(target_arch = "wasm32")]
pub mod object;
pub mod order;
pub mod rates;
pub mod reactions;
mod record;
pub mod requests;
pub mod sanctions;
pub mod schema;
pub mod search;
pub mod seats;
pub mod settings;
pub mod threads;
pub mod turn;
