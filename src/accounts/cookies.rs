//! The two cookies of a browser: the access token goes with every request, the refresh token only where it is used.
//!
//! The access cookie outlives the token in it, so that a browser can still say which session it logs out of.

use crate::wire::types::Millis;

/// Name of the cookie with the access token.
pub const ACCESS: &str = "confab_access";
/// Name of the cookie with the refresh token.
pub const REFRESH: &str = "confab_refresh";

/// Where the refresh cookie is sent: nowhere else can it leak.
const REFRESH_PATH: &str = "/api/session";

/// The value of a cookie in a `Cookie` header.
#[must_use]
pub fn find<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(found, value)| (found == name).then_some(value))
}

/// The `Set-Cookie` values of a new pair. `secure` where the site is reached by https.
#[must_use]
pub fn set(access: &str, refresh: &str, lifetime: Millis, secure: bool) -> [String; 2] {
    let age = lifetime / 1000;
    let secure = if secure { "; Secure" } else { "" };
    [
        format!("{ACCESS}={access}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"),
        format!(
            "{REFRESH}={refresh}; Path={REFRESH_PATH}; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"
        ),
    ]
}

/// The `Set-Cookie` values that take both away.
#[must_use]
pub fn clear(secure: bool) -> [String; 2] {
    set("", "", 0, secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_by_its_whole_name() {
        let header = "a=1; xconfab_access=no; confab_access=yes=; confab_refresh=r";
        assert_eq!(find(header, ACCESS), Some("yes="));
        assert_eq!(find(header, REFRESH), Some("r"));
        assert_eq!(find(header, "b"), None);
        assert_eq!(find("", ACCESS), None);
        assert_eq!(find("confab_access", ACCESS), None);
    }

    #[test]
    fn a_new_pair_is_out_of_reach_of_scripts_and_other_sites() {
        assert_eq!(
            set("a", "r", 86_400_000, true),
            [
                "confab_access=a; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax; Secure",
                "confab_refresh=r; Path=/api/session; Max-Age=86400; HttpOnly; SameSite=Strict; Secure",
            ]
        );
    }

    #[test]
    fn without_https_cookies_are_not_secure_or_they_would_not_be_kept() {
        assert!(
            clear(false)
                .iter()
                .all(|cookie| !cookie.contains("Secure") && cookie.contains("Max-Age=0"))
        );
    }
}
