//! Files on their way out.

pub mod http;
