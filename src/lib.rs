//! Confab: a web chat that runs wholly on Cloudflare's edge.
pub mod error;
pub mod wire;
