//! How much is taken: of one file, of one person, of the whole site.

use crate::error::Error;
use crate::json::FromJson;
use crate::wire::types::Millis;

/// Bytes of a file that comes in parts, of each but the last: what is sent again when a connection breaks.
pub const PART_BYTES: u64 = 8 * 1024 * 1024;
/// Bytes of a thumbnail, and of a picture of a person or a room.
pub const PICTURE_BYTES: usize = 256 * 1024;
/// Files a person may begin to upload in [`WINDOW_MS`]: all pictures of an outing, and no flood.
pub const PER_WINDOW: u32 = 60;
/// The window of that, in milliseconds: ten minutes.
pub const WINDOW_MS: Millis = 600_000;
/// Bytes of a request's body that the edge takes on every plan.
const REQUEST_BYTES: u64 = 95 * 1024 * 1024;

/// What a site takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file.
    pub file: u64,
    /// Bytes of all files of one person.
    pub person: u64,
    /// Bytes of all files.
    pub site: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 25 * 1024 * 1024,
            person: 1024 * 1024 * 1024,
            site: 10 * 1024 * 1024 * 1024,
        }
    }
}

/// What is taken already.
#[derive(Clone, Copy, Debug, Default, FromJson)]
pub struct Use {
    /// Bytes of all files of one person.
    pub person: u64,
    /// Bytes of all files.
    pub site: u64,
    /// When that person began to upload the first of so many files that they may begin no more now.
    pub first: Option<Millis>,
}

impl Limits {
    /// Whether a file is not too large, and not empty.
    ///
    /// # Errors
    /// `too_large`, `bad_request`.
    pub fn check_file(&self, size: u64) -> Result<(), Error> {
        if size == 0 {
            return Err(Error::bad_request("The file is empty."));
        }
        if size > self.file {
            return Err(over("A file", self.file, size - self.file));
        }
        Ok(())
    }

    /// Whether a file can come in one request.
    ///
    /// # Errors
    /// `too_large`.
    pub fn check_request(size: u64) -> Result<(), Error> {
        if size > REQUEST_BYTES {
            return Err(Error::too_large(format!(
                "One request brings at most {}: send the file in parts.",
                said(REQUEST_BYTES)
            )));
        }
        Ok(())
    }

    /// Why a file was not taken.
    #[must_use]
    pub fn refusal(&self, size: u64, taken: &Use, now: Millis) -> Error {
        if taken.person + size > self.person {
            let over = taken.person + size - self.person;
            return self::over("All files of one person", self.person, over);
        }
        if taken.site + size > self.site {
            return over(
                "All files of this site",
                self.site,
                taken.site + size - self.site,
            );
        }
        let free_at = taken.first.unwrap_or(now) + WINDOW_MS;
        Error::TooFast {
            retry_after_ms: u64::try_from(free_at - now).unwrap_or(0).max(1),
        }
    }
}

fn over(what: &str, limit: u64, by: u64) -> Error {
    let verb = if what.starts_with("All") {
        "have"
    } else {
        "has"
    };
    Error::too_large(format!(
        "{what} {verb} at most {}; this is {} too much.",
        said(limit),
        said(by)
    ))
}

/// A number of bytes as people read it, rounded up so that it is never less.
fn said(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    for (unit, name) in units {
        if bytes >= unit {
            let tenths = bytes.saturating_mul(10).div_ceil(unit);
            return match tenths % 10 {
                0 => format!("{} {name}", tenths / 10),
                rest => format!("{}.{rest} {name}", tenths / 10),
            };
        }
    }
    match bytes {
        1 => "1 byte".to_owned(),
        _ => format!("{bytes} bytes"),
    }
}

/// Bytes that a part has, of a file of that size; none when it has no such part.
#[must_use]
pub fn part_bytes(size: u64, each: u64, part: u16) -> Option<u64> {
    let before = u64::from(part).checked_sub(1)?.checked_mul(each)?;
    let rest = size.checked_sub(before).filter(|rest| *rest > 0)?;
    Some(rest.min(each))
}

/// How many parts there are of a file.
#[must_use]
pub fn parts(size: u64, each: u64) -> u64 {
    size.div_ceil(each.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_say_which_limit_and_by_how_much() {
        let limits = Limits::default();
        let mib = 1024 * 1024;
        assert_eq!(limits.check_file(1), Ok(()));
        assert_eq!(limits.check_file(25 * mib), Ok(()));
        assert_eq!(limits.check_file(0).unwrap_err().code(), "bad_request");
        let refused = limits.check_file(26 * mib + 1).unwrap_err();
        assert_eq!(refused.code(), "too_large");
        assert_eq!(
            refused.detail(),
            "A file has at most 25 MiB; this is 1.1 MiB too much."
        );
        assert_eq!(
            limits.check_file(25 * mib + 1).unwrap_err().detail(),
            "A file has at most 25 MiB; this is 1 byte too much."
        );
        let taken = |person, site| Use {
            person,
            site,
            ..Use::default()
        };
        assert_eq!(
            limits.refusal(mib, &taken(1024 * mib - 1, 0), 0).detail(),
            "All files of one person have at most 1 GiB; this is 1024 KiB too much."
        );
        assert_eq!(
            limits
                .refusal(2000, &taken(0, 10 * 1024 * mib - 1000), 0)
                .detail(),
            "All files of this site have at most 10 GiB; this is 1000 bytes too much."
        );
        let begun = Use {
            first: Some(1_000),
            ..Use::default()
        };
        assert_eq!(
            limits.refusal(1, &begun, 2_000),
            Error::TooFast {
                retry_after_ms: WINDOW_MS.unsigned_abs() - 1_000
            }
        );
        assert_eq!(Limits::check_request(95 * mib), Ok(()));
        assert_eq!(
            Limits::check_request(95 * mib + 1).unwrap_err().code(),
            "too_large"
        );
    }

    #[test]
    fn parts_are_equal_but_the_last() {
        assert_eq!(parts(PART_BYTES, PART_BYTES), 1);
        assert_eq!(parts(PART_BYTES + 1, PART_BYTES), 2);
        for (part, bytes) in [
            (0, None),
            (1, Some(10)),
            (2, Some(10)),
            (3, Some(5)),
            (4, None),
        ] {
            assert_eq!(part_bytes(25, 10, part), bytes);
        }
        assert_eq!(part_bytes(20, 10, 2), Some(10));
        assert_eq!(part_bytes(20, 10, 3), None);
        assert_eq!(part_bytes(u64::MAX, u64::MAX, u16::MAX), None);
    }
}
