//! All files of a room, by kind.

#[cfg(target_arch = "wasm32")]
pub mod http;
