//! Files on their way in: whole, or in parts.

pub mod http;
