//! What may be fetched: addresses of the public internet, by http and https.
//!
//! Judged is what the runtime's parser of addresses (WHATWG URL) has made of a link or a redirect: it writes every odd
//! notation of an IPv4 address (`2130706433`, `0x7f.1`, `0177.0.0.1`) as four decimal numbers, and decodes and lowers
//! names. Whatever still looks like a number and is no plain address is refused.

use std::net::{Ipv4Addr, Ipv6Addr};

/// An address, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// As in `https:`.
    pub protocol: &'a str,
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    pub host: &'a str,
    /// Empty when it is the usual one.
    pub port: &'a str,
    /// Whether it holds a user's name or password.
    pub credentials: bool,
}

impl Target<'_> {
    /// Whether it may be fetched.
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self.protocol, "http:" | "https:")
            // Those pages are served on. Others are the doors of what speaks no HTTP.
            && matches!(self.port, "" | "80" | "443" | "8080" | "8443")
            && !self.credentials
            && is_public_host(self.host)
    }
}

/// Names that mean something only inside some network, or nothing at all (RFC 6761, 6762, 7686, 8375, 9476; the rest by
/// custom). `metadata.google.internal`, where clouds keep their keys, is one of them.
const INNER: &[&str] = &[
    "localhost",
    "local",
    "localdomain",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "arpa",
    "test",
    "invalid",
    "onion",
    "alt",
];

/// First address of a range, how many of its bits count.
type Range4 = (Ipv4Addr, u32);
/// Likewise.
type Range6 = (Ipv6Addr, u32);

/// IPv4 that is nobody's on the public internet (IANA's special-purpose registry), and one address by which a cloud
/// speaks to its machines.
const INNER_4: &[Range4] = &[
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Where IPv6 addresses of the public internet lie. Loopback, link-local, unique local, multicast, and IPv4 inside of
/// IPv6 (mapped, compatible, NAT64) lie outside.
const OUTER_6: Range6 = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// What is none of it: protocols (Teredo, ORCHID), 6to4, which holds an IPv4 address, and documentation.
const INNER_6: &[Range6] = &[
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn is_public_host(host: &str) -> bool {
    if let Some(inside) = host.strip_prefix('[') {
        let address = inside.strip_suffix(']').and_then(|v6| v6.parse().ok());
        return address.is_some_and(is_public_6);
    }
    // A name may end in a dot: that of the root.
    let host = host.strip_suffix('.').unwrap_or(host);
    let Some((rest, last)) = host.rsplit_once('.') else {
        return false;
    };
    if last.starts_with(|c: char| c.is_ascii_digit()) {
        return host.parse().is_ok_and(is_public_4);
    }
    let allowed = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_');
    let mut labels = rest.split('.').chain([last]);
    labels.all(|label| !label.is_empty() && label.bytes().all(allowed)) && !INNER.contains(&last)
}

fn is_public_4(address: Ipv4Addr) -> bool {
    let within = |(first, bits): &Range4| (address.to_bits() ^ first.to_bits()) >> (32 - bits) == 0;
    !INNER_4.iter().any(within)
}

fn is_public_6(address: Ipv6Addr) -> bool {
    let within =
        |(first, bits): &Range6| (address.to_bits() ^ first.to_bits()) >> (128 - bits) == 0;
    within(&OUTER_6) && !INNER_6.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A link as people or attackers write it, taken apart without mending anything.
    fn target(link: &str) -> Target<'_> {
        let (protocol, rest) = link.split_at(link.find("//").unwrap());
        let authority = rest[2..].split(['/', '?']).next().unwrap();
        let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let after_host = place.rfind(']').map_or(0, |at| at + 1);
        let (host, port) = match place[after_host..].find(':') {
            Some(colon) => (
                &place[..after_host + colon],
                &place[after_host + colon + 1..],
            ),
            None => (place, ""),
        };
        Target {
            protocol,
            host,
            port,
            credentials: !user.is_empty(),
        }
    }

    #[test]
    fn the_public_internet_is_fetched() {
        for link in [
            "https://example.org/",
            "http://example.org/a?b",
            "https://sub.sub.example.co.uk/",
            "https://example.org./",
            "https://xn--bcher-kva.example/",
            "https://a_b.example.org/",
            "https://1.example.org/",
            "https://127.0.0.1.example.org/",
            "https://localhost.example.org/",
            "https://internal.example.org/",
            "https://local-news.example/",
            "https://example.org:443/",
            "http://example.org:80/",
            "http://example.org:8080/",
            "https://example.org:8443/",
            "http://1.1.1.1/",
            "http://9.255.255.255/",
            "http://11.0.0.0/",
            "http://100.63.255.255/",
            "http://100.128.0.0/",
            "http://126.255.255.255/",
            "http://128.0.0.0/",
            "http://169.253.255.255/",
            "http://169.255.0.0/",
            "http://172.15.255.255/",
            "http://172.32.0.0/",
            "http://192.167.255.255/",
            "http://192.169.0.0/",
            "http://198.17.255.255/",
            "http://198.20.0.0/",
            "http://223.255.255.255/",
            "http://[2606:4700:4700::1111]/",
            "http://[2001:4860:4860::8888]/",
            "http://[2a00:1450:4001:80b::200e]:443/",
            "http://[2001:200::1]/",
            "http://[2003::1]/",
        ] {
            assert!(target(link).is_public(), "{link}");
        }
    }

    #[test]
    fn nothing_else_is() {
        for link in [
            // Loopback, by every name.
            "http://localhost/",
            "http://localhost./",
            "http://a.localhost/",
            "http://localhost.localdomain/",
            "http://127.0.0.1/",
            "http://127.0.0.1./",
            "http://127.1.2.3/",
            "http://127.255.255.255/",
            "http://[::1]/",
            "http://[0:0:0:0:0:0:0:1]/",
            "http://0.0.0.0/",
            "http://0.1.2.3/",
            "http://[::]/",
            // Odd notations, should the parser ever leave one.
            "http://127.1/",
            "http://127.0.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0x7f.0.0.1/",
            "http://0x7f.1/",
            "http://127.0.0.0x1/",
            "http://0177.0.0.1/",
            "http://017700000001/",
            "http://127.000.000.001/",
            "http://0127.0.0.1/",
            "http://10.0.0.0256/",
            "http://1.2.3.4.5/",
            "http://1.1.1.1.1/",
            "http://example.0x7f/",
            "http://example.123/",
            "http://１２７.０.０.１/",
            "http://127。0。0。1/",
            "http://①②⑦.0.0.1/",
            "http://%31%32%37.0.0.1/",
            // Private networks.
            "http://10.0.0.1/",
            "http://10.255.255.255/",
            "http://172.16.0.1/",
            "http://172.31.255.255/",
            "http://192.168.0.1/",
            "http://192.168.255.255/",
            "http://100.64.0.1/",
            "http://100.127.255.255/",
            "http://[fc00::1]/",
            "http://[fdff:ffff::1]/",
            "http://[fec0::1]/",
            // Link-local, and where clouds keep their keys.
            "http://169.254.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://169.254.170.2/v2/credentials",
            "http://100.100.100.200/latest/meta-data/",
            "http://168.63.129.16/",
            "http://192.0.0.192/",
            "http://metadata.google.internal/",
            "http://metadata.google.internal./",
            "http://metadata/",
            "http://instance-data/",
            "http://[fe80::1]/",
            "http://[fe80::1%25eth0]/",
            "http://[febf::1]/",
            "http://[fd00:ec2::254]/",
            // IPv4 inside of IPv6.
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:7f00:1]/",
            "http://[::ffff:169.254.169.254]/",
            "http://[::ffff:1.1.1.1]/",
            "http://[::127.0.0.1]/",
            "http://[::7f00:1]/",
            "http://[64:ff9b::127.0.0.1]/",
            "http://[64:ff9b::a9fe:a9fe]/",
            "http://[64:ff9b:1::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[2002:a9fe:a9fe::1]/",
            "http://[2001:0:7f00:1::]/",
            // Nobody's.
            "http://192.0.0.1/",
            "http://192.0.2.1/",
            "http://192.88.99.1/",
            "http://198.18.0.1/",
            "http://198.19.255.255/",
            "http://198.51.100.1/",
            "http://203.0.113.1/",
            "http://224.0.0.1/",
            "http://239.255.255.255/",
            "http://240.0.0.1/",
            "http://255.255.255.255/",
            "http://[2001:db8::1]/",
            "http://[2001:20::1]/",
            "http://[3fff::1]/",
            "http://[100::1]/",
            "http://[ff02::1]/",
            "http://[5f00::1]/",
            "http://[4000::1]/",
            "http://[]/",
            "http://[::1/",
            "http://[v1.a]/",
            // Names from inside.
            "http://intranet/",
            "http://printer/",
            "http://printer.local/",
            "http://router.lan/",
            "http://nas.home/",
            "http://nas.home.arpa/",
            "http://wiki.corp/",
            "http://wiki.intranet/",
            "http://db.private/",
            "http://db.internal/",
            "http://a.onion/",
            "http://a.test/",
            "http://a.invalid/",
            "http://1.0.0.127.in-addr.arpa/",
            // No names.
            "http:///",
            "http://./",
            "http://../",
            "http://.example.org/",
            "http://a..example.org/",
            "http://example.org../",
            "http://exa mple.org/",
            "http://EXAMPLE.ORG/",
            "http://exa%6dple.org/",
            "http://exämple.org/",
            // Other doors, other keys, other protocols.
            "http://example.org:22/",
            "http://example.org:25/",
            "http://example.org:6379/",
            "http://example.org:0/",
            "http://example.org:65536/",
            "http://1.1.1.1:9200/",
            "http://[2606:4700:4700::1111]:11211/",
            "https://user@example.org/",
            "https://user:password@example.org/",
            "https://127.0.0.1@example.org/",
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://example.org/",
            "javascript://example.org/",
            "data://example.org/",
            "ws://example.org/",
        ] {
            assert!(!target(link).is_public(), "{link}");
        }
    }
}
