//! Files on their way out.

pub mod conditions;
pub mod dates;
pub mod http;
