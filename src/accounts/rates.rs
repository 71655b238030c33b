//! How often one may try: the rules of a Gate, apart from where it keeps its counts.
//!
//! A try is counted before it is made and taken back when it succeeds. The other way round, a thousand guesses sent at
//! once would all be under the limit.

use crate::wire::types::Millis;

/// At most so many tries within the window, sliding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub tries: usize,
    /// Within how long.
    pub window: Millis,
}

const MINUTE: Millis = 60_000;

/// Wrong passwords for one account: a person who has forgotten theirs needs three, a dictionary needs millions.
pub const LOGINS_PER_ACCOUNT: Rate = Rate {
    tries: 5,
    window: 15 * MINUTE,
};
/// Wrong passwords from one address: several people share one at home or in an office.
pub const LOGINS_PER_ADDRESS: Rate = Rate {
    tries: 20,
    window: 15 * MINUTE,
};
/// New accounts and guests from one address: a school class may arrive at once, a flood may not.
pub const ARRIVALS_PER_ADDRESS: Rate = Rate {
    tries: 30,
    window: 10 * MINUTE,
};

impl Rate {
    /// How long to wait before another try, given when the earlier ones were, oldest first.
    ///
    /// # Errors
    /// The milliseconds to wait.
    pub fn admit(self, earlier: &[Millis], now: Millis) -> Result<(), u64> {
        let mut within = earlier.iter().filter(|at| **at > now - self.window);
        let count = within.clone().count();
        if count < self.tries {
            return Ok(());
        }
        // Free again when only `tries - 1` are left in the window.
        let last_to_leave = within.nth(count - self.tries).copied().unwrap_or(now);
        Err(u64::try_from(last_to_leave + self.window - now).unwrap_or(0))
    }
}

/// An IPv6 address is cut to the 64 bits a provider gives one customer: the rest they choose themselves.
#[must_use]
pub fn counted_address(ip: &str) -> String {
    match ip.parse::<std::net::Ipv6Addr>() {
        Ok(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => v4.to_string(),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        },
        Err(_) => ip.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate {
        tries: 3,
        window: 1_000,
    };

    #[test]
    fn under_the_limit_one_is_let_in() {
        assert_eq!(RATE.admit(&[], 10_000), Ok(()));
        assert_eq!(RATE.admit(&[9_500, 9_900], 10_000), Ok(()));
    }

    #[test]
    fn at_the_limit_one_waits_for_the_oldest_to_leave() {
        assert_eq!(RATE.admit(&[9_500, 9_600, 9_900], 10_000), Err(500));
        assert_eq!(RATE.admit(&[9_500, 9_600, 9_900], 10_500), Ok(()));
    }

    #[test]
    fn over_the_limit_one_waits_for_enough_to_leave() {
        assert_eq!(RATE.admit(&[9_500, 9_600, 9_700, 9_900], 10_000), Err(600));
    }

    #[test]
    fn a_clock_set_back_keeps_nobody_out_for_longer_than_it_was_set_back() {
        assert_eq!(RATE.admit(&[50_000, 50_000, 50_000], 10_000), Err(41_000));
    }

    #[test]
    fn addresses_are_counted_by_customer() {
        assert_eq!(counted_address("203.0.113.9"), "203.0.113.9");
        assert_eq!(counted_address("::ffff:203.0.113.9"), "203.0.113.9");
        assert_eq!(counted_address("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(counted_address("2001:db8:1:2::1"), "2001:db8:1:2::/64");
    }
}
