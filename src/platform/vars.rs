//! The vars of wrangler.toml: what a site may want changed.

use worker::Env;

/// A number among the vars; none when it is not set or is no number.
#[must_use]
pub fn number(env: &Env, name: &str) -> Option<u32> {
    large(env, name)?.try_into().ok()
}

/// A number that may be larger: of bytes.
#[must_use]
pub fn large(env: &Env, name: &str) -> Option<u64> {
    env.var(name).ok()?.to_string().trim().parse().ok()
}
