//! Ranges of addresses, in CIDR notation (RFC 4632, RFC 4291).
//!
//! Addresses are compared as 128-bit numbers, and stored as 32 hexadecimal digits, which sort as the numbers do. IPv4
//! has its place among them as `::ffff:0:0/96` (RFC 4291, section 2.5.5.2).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::error::Error;

/// Bits of an IPv6 address in front of an IPv4 one.
const MAPPED: u32 = 96;
/// The widest range of IPv4: a 256th of all there is, which no single network has any more.
const WIDEST_V4: u32 = 8;
/// The widest range of IPv6: more than any one provider has.
const WIDEST_V6: u32 = 16;
/// What a provider gives one customer (RFC 6177): the rest of the address they choose themselves.
const CUSTOMER_V6: u32 = 64;

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    first: u128,
    /// How many of the 128 bits are the same in all of it.
    prefix: u32,
}

impl Range {
    /// Reads `203.0.113.0/24` or `2001:db8::/32`, or a single address. What stands behind the prefix is passed over.
    ///
    /// # Errors
    /// `bad_request`, also for a range so wide that it can only be a mistake.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| malformed())?;
        let (own, widest) = match address {
            IpAddr::V4(_) => (32, WIDEST_V4),
            IpAddr::V6(_) => (128, WIDEST_V6),
        };
        let length = match length {
            Some(digits) if digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.parse().map_err(|_| malformed())?
            }
            Some(_) => return Err(malformed()),
            None => own,
        };
        let range = Self::around(number(address), 128 - own + length);
        // An IPv4 range can be written as one of IPv6, too.
        let too_wide = length < widest
            || matches!(range.shown(), (IpAddr::V4(_), length) if length < WIDEST_V4);
        match range {
            _ if length > own => Err(malformed()),
            _ if too_wide => Err(Error::bad_request(format!(
                "That is too wide: at most /{WIDEST_V4} of IPv4, /{WIDEST_V6} of IPv6."
            ))),
            range => Ok(range),
        }
    }

    /// All addresses of the customer who has this one, as [`stored`] wrote it. None when it is not of that form.
    #[must_use]
    pub fn of_customer(stored: &str) -> Option<Self> {
        let address = u128::from_str_radix(stored, 16).ok()?;
        let mapped = Ipv6Addr::from_bits(address).to_ipv4_mapped().is_some();
        Some(Self::around(
            address,
            if mapped { 128 } else { CUSTOMER_V6 },
        ))
    }

    fn around(address: u128, prefix: u32) -> Self {
        let rest = u128::MAX.checked_shr(prefix).unwrap_or(0);
        Self {
            first: address & !rest,
            prefix,
        }
    }

    /// Its first address, as it is stored.
    #[must_use]
    pub fn first(self) -> String {
        digits(self.first)
    }

    /// Its last address, as it is stored.
    #[must_use]
    pub fn last(self) -> String {
        digits(self.first | u128::MAX.checked_shr(self.prefix).unwrap_or(0))
    }

    fn shown(self) -> (IpAddr, u32) {
        let address = Ipv6Addr::from_bits(self.first);
        match address.to_ipv4_mapped() {
            Some(v4) if self.prefix >= MAPPED => (v4.into(), self.prefix - MAPPED),
            _ => (address.into(), self.prefix),
        }
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (address, length) = self.shown();
        write!(f, "{address}/{length}")
    }
}

/// An address as it is stored; none when it is none.
#[must_use]
pub fn stored(address: &str) -> Option<String> {
    address.parse().ok().map(|address| digits(number(address)))
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => Ipv4Addr::to_ipv6_mapped(&v4).to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn digits(address: u128) -> String {
    format!("{address:032x}")
}

fn malformed() -> Error {
    Error::bad_request(
        "A range is an address and how many of its first bits count: 203.0.113.0/24 or 2001:db8::/32.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(text: &str) -> String {
        Range::parse(text).unwrap().to_string()
    }

    #[test]
    fn ranges_are_kept_in_their_shortest_form() {
        assert_eq!(range("203.0.113.9/24"), "203.0.113.0/24");
        assert_eq!(range(" 203.0.113.9 "), "203.0.113.9/32");
        assert_eq!(range("10.1.2.3/8"), "10.0.0.0/8");
        assert_eq!(range("2001:DB8:0:0:1::9/64"), "2001:db8::/64");
        assert_eq!(range("2001:db8::1"), "2001:db8::1/128");
        assert_eq!(range("::ffff:203.0.113.9/120"), "203.0.113.0/24");
    }

    #[test]
    fn what_is_none_or_too_wide_is_refused() {
        for refused in [
            "",
            "/24",
            "203.0.113.0/",
            "203.0.113.0/33",
            "203.0.113.0/+4",
            "203.0.113.0/7",
            "0.0.0.0/0",
            "203.0.113/24",
            "2001:db8::/129",
            "2001:db8::/15",
            "::/0",
            "::ffff:0.0.0.0/96",
            "::ffff:203.0.113.9/95",
            "fe80::1%eth0/64",
            "203.0.113.0/24/24",
            "203.0.113.0/99999999999",
            "local",
        ] {
            let answer = Range::parse(refused);
            // Wider than all of IPv4 is a range of IPv6, and wide enough to be meant.
            if refused == "::ffff:203.0.113.9/95" {
                assert!(answer.is_ok());
            } else {
                assert_eq!(answer.unwrap_err().code(), "bad_request", "{refused}");
            }
        }
    }

    #[test]
    fn a_customer_has_one_address_of_ipv4_or_64_bits_of_ipv6() {
        let of = |address: &str| {
            let stored = stored(address).unwrap();
            Range::of_customer(&stored).unwrap().to_string()
        };
        assert_eq!(of("203.0.113.9"), "203.0.113.9/32");
        assert_eq!(of("::ffff:203.0.113.9"), "203.0.113.9/32");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(stored("local"), None);
        assert_eq!(Range::of_customer("local"), None);
    }

    proptest! {
        // A failure is printed whole: no file of it is kept.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// Comparing what is stored as text finds the same as comparing bits.
        #[test]
        fn an_address_lies_in_a_range_when_their_first_bits_are_the_same(
            base in any::<u32>(), other in any::<u32>(), length in 8..=32_u32, near in any::<bool>(),
        ) {
            let other = if near { base ^ (other >> length.min(31)) } else { other };
            let range = Range::parse(&format!("{}/{length}", Ipv4Addr::from_bits(base))).unwrap();
            let address = stored(&Ipv4Addr::from_bits(other).to_string()).unwrap();
            let inside = range.first() <= address && address <= range.last();
            prop_assert_eq!(inside, (base ^ other).leading_zeros() >= length);
        }

        #[test]
        fn a_range_reads_as_it_was_written(bits in any::<u128>(), length in 16..=128_u32) {
            let text = format!("{}/{length}", Ipv6Addr::from_bits(bits));
            if let Ok(range) = Range::parse(&text) {
                prop_assert_eq!(Range::parse(&range.to_string()), Ok(range));
                prop_assert_eq!((range.first().len(), range.last().len()), (32, 32));
                prop_assert!(range.first() <= range.last());
            }
        }
    }
}
