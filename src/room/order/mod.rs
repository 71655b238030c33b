//! Keeping order in a room, over HTTP. What may be done stands in `permissions.rs`, what it does in `engine/order.rs`.

#[cfg(target_arch = "wasm32")]
pub mod http;
