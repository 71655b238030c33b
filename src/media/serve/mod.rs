//! Files on their way out.

pub mod conditions;
pub mod dates;
#[cfg(target_arch = "wasm32")]
pub mod http;
