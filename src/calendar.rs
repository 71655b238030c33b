//! Days and times of UTC, as people and other programs read them.

use crate::wire::types::Millis;

/// A day, in milliseconds.
pub const DAY_MS: Millis = 86_400_000;
/// From 1 March of the year 0 to the epoch.
const BEFORE_EPOCH: i64 = 719_468;

/// A day, counted from the epoch, as `2026-03-01`. In the proleptic Gregorian calendar, whose years are counted here
/// from March, so that the day that comes every four years is the last one.
#[must_use]
pub fn day(since_epoch: i64) -> String {
    const DAYS_IN_400_YEARS: i64 = 146_097;

    let days = since_epoch.saturating_add(BEFORE_EPOCH);
    let cycle = days.div_euclid(DAYS_IN_400_YEARS);
    let day = days.rem_euclid(DAYS_IN_400_YEARS);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 {
        (year, month + 3)
    } else {
        (year + 1, month - 9)
    };
    format!("{:04}-{month:02}-{day:02}", cycle * 400 + year)
}

/// The day that is written as `2026-03-01`, counted from the epoch. None when there is no such day.
#[must_use]
pub fn parse_day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(str::parse::<i64>);
    let (year, month, date) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    if !(0..=9_999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&date) {
        return None;
    }
    // Counted from March, as below: February is the last month of the year before.
    let year = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + date - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let since_epoch = 365 * year + leap_days + of_year - BEFORE_EPOCH;
    // No 30th of February, and no day that is written otherwise.
    (day(since_epoch) == text).then_some(since_epoch)
}

/// A time as `2026-03-01T12:00:00Z` (RFC 3339).
#[must_use]
pub fn stamp(at: Millis) -> String {
    let second = at.rem_euclid(DAY_MS) / 1000;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let day = day(at.div_euclid(DAY_MS));
    format!("{day}T{hour:02}:{minute:02}:{second:02}Z")
}

/// A time in a sentence: `2026-03-01 12:00 UTC`.
#[must_use]
pub fn said(at: Millis) -> String {
    let stamp = stamp(at);
    let (day, time) = stamp.split_once('T').unwrap_or_default();
    format!("{day} {} UTC", time.get(..5).unwrap_or(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_days() {
        for (since_epoch, expected) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_512, "2026-02-28"),
            (20_513, "2026-03-01"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(day(since_epoch), expected);
        }
        assert_eq!(parse_day("2026-03-01"), Some(20_513));
        for none in [
            "2026-02-29",
            "2026-3-1",
            "26-03-01",
            "2026-13-01",
            "+026-03-01",
            "2026-03-01-",
            "today",
            "",
        ] {
            assert_eq!(parse_day(none), None, "{none}");
        }
        assert_eq!(stamp(1_772_366_399_999), "2026-03-01T11:59:59Z");
        assert_eq!(said(1_772_366_399_999), "2026-03-01 11:59 UTC");
        assert!(!stamp(i64::MAX).is_empty() && !stamp(i64::MIN).is_empty());
    }

    proptest! {
        // A failure is printed whole: no file of it is kept.
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_is_the_calendar_of_others(at in -62_135_596_800_000..253_402_300_799_999_i64) {
            let other = chrono::DateTime::from_timestamp_millis(at / 1000 * 1000).unwrap();
            prop_assert_eq!(stamp(at / 1000 * 1000), format!("{other:?}"));
            let since_epoch = at.div_euclid(DAY_MS);
            prop_assert_eq!(parse_day(&day(since_epoch)), Some(since_epoch));
        }
    }
}
