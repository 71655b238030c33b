//! The time, asked for here only: everything with rules is given it.

use crate::wire::types::Millis;

/// Now. Within one request it stands still, as the runtime has it.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    reason = "milliseconds fit 53 bits for the next 285,000 years"
)]
pub fn now() -> Millis {
    js_sys::Date::now() as Millis
}
