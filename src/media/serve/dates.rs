//! Times as HTTP has them (RFC 9110, section 5.6.7), to the second.

use crate::calendar::{DAY_MS, day, parse_day};
use crate::wire::types::Millis;

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A time as `Sun, 06 Nov 1994 08:49:37 GMT`.
#[must_use]
pub fn written(at: Millis) -> String {
    let days = at.div_euclid(DAY_MS);
    let weekday = named(&WEEKDAYS, days.rem_euclid(7));
    let (date, second) = (day(days), at.rem_euclid(DAY_MS) / 1000);
    let mut parts = date.split('-');
    let (year, month, date) = (parts.next(), parts.next(), parts.next());
    let month = month.and_then(|month| month.parse::<i64>().ok());
    format!(
        "{weekday}, {} {} {} {:02}:{:02}:{:02} GMT",
        date.unwrap_or_default(),
        named(&MONTHS, month.unwrap_or(1) - 1),
        year.unwrap_or_default(),
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

/// A time in any of the three forms there are. None when it is none of them; the name of the day is not looked at.
#[must_use]
pub fn read(text: &str) -> Option<Millis> {
    let words: Vec<&str> = text
        .split([' ', ',', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    match *words.as_slice() {
        // `Sun, 06 Nov 1994 08:49:37 GMT` and `Sunday, 06-Nov-94 08:49:37 GMT`
        [_, date, month, year, time, "GMT"] => moment(date, month, year, time),
        // `Sun Nov  6 08:49:37 1994`
        [_, month, date, time, year] => moment(date, month, year, time),
        _ => None,
    }
}

fn moment(date: &str, month: &str, year: &str, time: &str) -> Option<Millis> {
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let date: u8 = digits(date)?;
    let year: u16 = digits(year)?;
    // Of two digits: this century as long as files have been here.
    let year = if year < 100 { year + 2000 } else { year };
    let days = parse_day(&format!("{year:04}-{month:02}-{date:02}"))?;
    let mut parts = time.splitn(3, ':').map(digits::<i64>);
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    // A leap second is the second before.
    let fits = hour < 24 && minute < 60 && second <= 60;
    fits.then(|| days * DAY_MS + (hour * 3600 + minute * 60 + second.min(59)) * 1000)
}

fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let digits = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

fn named(names: &[&'static str], at: i64) -> &'static str {
    let name = usize::try_from(at).ok().and_then(|at| names.get(at));
    name.copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_are_read_and_the_first_is_written() {
        let at = 784_111_777_000;
        assert_eq!(written(at), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(written(at + 999), written(at));
        assert_eq!(written(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(read("Sun, 06 Nov 1994 08:49:37 GMT"), Some(at));
        assert_eq!(read("Sun Nov  6 08:49:37 1994"), Some(at));
        let later = read("Thu, 26 Nov 2026 14:00:00 GMT");
        assert_eq!(read("Thursday, 26-Nov-26 14:00:00 GMT"), later);
        for at in [951_782_400_000, 1_790_000_000_000, 4_107_542_399_000] {
            assert_eq!(read(&written(at)), Some(at));
        }
    }

    #[test]
    fn nothing_else_is_a_time() {
        for text in [
            "",
            "now",
            "2026-03-01T12:00:00Z",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 30 Feb 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:00 GMT",
            "Sun, 06 Nov 1994 +8:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 99999 08:49:37 GMT",
            "Sun, 0x6 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
