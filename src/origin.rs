//! Keeps pages of other sites from acting with a visitor's cookies.
//!
//! A browser adds the cookies by itself, and says in `Origin` whose page asked. What is asked with a bearer token needs
//! no such proof: a page of another site has none.

use crate::error::Error;
use crate::route::{Access, Method, Pattern};

/// What a request says about where it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Provenance<'a> {
    /// The `Origin` header.
    pub origin: Option<&'a str>,
    /// Whether it has an `Authorization` header: cookies are not looked at then.
    pub bearer: bool,
    /// Whether it opens a WebSocket, which browsers let any page do with any site.
    pub upgrade: bool,
}

/// Refuses what must come from a page of this site and does not.
///
/// # Errors
/// `forbidden`.
pub fn check(pattern: &Pattern, own: &str, from: Provenance<'_>) -> Result<(), Error> {
    let changes = pattern.method != Method::Get;
    let by_token = from.bearer
        && matches!(
            pattern.access,
            Access::Caller | Access::Session | Access::Admin
        );
    if by_token || !(changes || from.upgrade) {
        return Ok(());
    }
    match from.origin {
        Some(origin) if origin == own => Ok(()),
        // A program that logs in sends none, and no cookie speaks for it. Another site's page does send one, and may
        // not log a visitor in as somebody else.
        None if pattern.access == Access::Anyone => Ok(()),
        _ => Err(Error::forbidden(
            "This must come from a page of this site: the Origin header is missing or another site's.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route::Route;

    const OWN: &str = "https://chat.example";

    const FOREIGN: [&str; 7] = [
        "null",
        "",
        "http://chat.example",
        "https://chat.example:8443",
        "https://chat.example.evil.example",
        "https://evil.example",
        "https://chat.example/",
    ];

    fn from(origin: Option<&str>) -> Provenance<'_> {
        Provenance {
            origin,
            bearer: false,
            upgrade: false,
        }
    }

    #[test]
    fn the_sites_own_pages_may_do_everything() {
        for pattern in Route::ALL {
            assert_eq!(check(pattern, OWN, from(Some(OWN))), Ok(()));
        }
    }

    #[test]
    fn pages_of_other_sites_may_read_and_see_nothing_of_it() {
        for pattern in Route::ALL {
            for origin in FOREIGN {
                let reads = pattern.method == Method::Get;
                let checked = check(pattern, OWN, from(Some(origin)));
                assert_eq!(checked.is_ok(), reads, "{} {origin}", pattern.path);
            }
        }
    }

    #[test]
    fn without_an_origin_only_the_doors_are_open() {
        for pattern in Route::ALL {
            let open = pattern.method == Method::Get || pattern.access == Access::Anyone;
            let checked = check(pattern, OWN, from(None));
            assert_eq!(checked.is_ok(), open, "{}", pattern.path);
        }
    }

    #[test]
    fn a_socket_needs_the_sites_own_origin_or_a_token() {
        let (socket, _) = Route::parse(
            "GET",
            "/api/rooms/01939f0e-1c2b-7c3d-8e4f-5a6b7c8d9e0f/socket",
        )
        .unwrap();
        let upgrade = |origin, bearer| {
            let from = Provenance {
                origin,
                bearer,
                upgrade: true,
            };
            check(socket, OWN, from).is_ok()
        };
        assert!(upgrade(Some(OWN), false));
        assert!(!upgrade(None, false));
        assert!(!upgrade(Some("https://evil.example"), false));
        assert!(upgrade(None, true));
    }

    #[test]
    fn a_token_excuses_only_what_is_done_by_token() {
        for pattern in Route::ALL {
            let from = Provenance {
                origin: Some("https://evil.example"),
                bearer: true,
                upgrade: false,
            };
            let by_token = !matches!(pattern.access, Access::Anyone | Access::Cookies);
            let excused = by_token || pattern.method == Method::Get;
            assert_eq!(
                check(pattern, OWN, from).is_ok(),
                excused,
                "{}",
                pattern.path
            );
        }
    }
}
