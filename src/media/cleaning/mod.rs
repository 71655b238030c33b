//! What nobody needs any more goes.

pub mod store;
