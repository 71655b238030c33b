//! Who may have a file.

#[cfg(target_arch = "wasm32")]
pub mod store;
