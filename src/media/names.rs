//! Names of files: what people see, what addresses end in, what a download is saved under.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what RFC 3986 calls unreserved, section 2.3; RFC 8187 leaves all of these alone, too.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Where a file is fetched from.
#[must_use]
pub fn address(id: &str, name: &str) -> String {
    // The address of its thumbnail ends so.
    let name = if name == "thumbnail" {
        "thumbnail.bin"
    } else {
        name
    };
    format!("/media/{id}/{}", utf8_percent_encode(name, ESCAPED))
}
