//! Files on their way in: whole, or in parts.

#[cfg(target_arch = "wasm32")]
pub mod http;
