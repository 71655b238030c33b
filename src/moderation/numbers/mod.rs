//! The site in numbers. Rooms tell theirs, once an hour at most; the rest is counted when somebody asks.

#[cfg(target_arch = "wasm32")]
mod store;

use crate::calendar::{DAY_MS, day};
use crate::wire::moderation::DayCount;
use crate::wire::types::Millis;
#[cfg(target_arch = "wasm32")]
pub use store::{all, tell};

/// Days shown.
const DAYS: i64 = 30;
/// How long ago somebody may have been here last to be called active.
const ACTIVE: Millis = 7 * DAY_MS;

/// Adds a room's messages of a day, unless they were told before. ?1 day, ?2 room, ?3 how many, ?4 the last one counted.
pub const ADD_DAY: &str = "INSERT INTO room_days (day, room_id, messages) \
     SELECT ?1, ?2, ?3 FROM rooms WHERE id = ?2 AND messages < ?4 \
     ON CONFLICT (day, room_id) DO UPDATE SET messages = messages + excluded.messages";

/// Right after the days. ?1 room, ?2 messages, ?3 bytes.
pub const SET_ROOM: &str = "UPDATE rooms SET messages = ?2, bytes = ?3 WHERE id = ?1";

/// Accounts. ?1 now, ?2 since when one is active.
pub const PEOPLE: &str = "SELECT coalesce(sum(kind = 'member'), 0) AS members, coalesce(sum(kind = 'guest'), 0) AS guests, \
     coalesce(sum(banned_at IS NOT NULL AND (banned_until IS NULL OR banned_until > ?1)), 0) AS banned, \
     (SELECT count(*) FROM (SELECT user_id FROM sessions WHERE seen_at > ?2 \
     UNION SELECT user_id FROM api_tokens WHERE used_at > ?2)) AS active \
     FROM users WHERE deleted_at IS NULL";

/// Rooms, with what they told, and reports.
pub const ROOMS: &str = "SELECT coalesce(sum(kind = 'public'), 0) AS public_rooms, \
     coalesce(sum(kind = 'private'), 0) AS private_rooms, coalesce(sum(kind = 'direct'), 0) AS direct_rooms, \
     coalesce(sum(messages), 0) AS messages, coalesce(sum(bytes), 0) AS room_bytes, \
     (SELECT count(*) FROM reports WHERE outcome IS NULL) AS open_reports FROM rooms";

/// Messages a day, of days that have any. ?1 the first day.
pub const BY_DAY: &str = "SELECT day, sum(messages) AS messages FROM room_days WHERE day >= ?1 GROUP BY day ORDER BY day";

/// The last days, those without messages included.
fn with_quiet_days(counted: Vec<DayCount>, today: i64) -> Vec<DayCount> {
    let mut counted = counted.into_iter().peekable();
    let days = (today - DAYS + 1..=today).map(day);
    days.map(|day| match counted.next_if(|count| count.day == day) {
        Some(count) => count,
        None => DayCount { day, messages: 0 },
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_days_are_shown_too() {
        let counted = [20_485, 20_513].map(|since_epoch| DayCount {
            day: day(since_epoch),
            messages: 7,
        });
        let days = with_quiet_days(counted.into(), 20_513);
        assert_eq!((days.len(), days[0].day.as_str()), (30, "2026-01-31"));
        assert_eq!(days[29].day, "2026-03-01");
        let messages: Vec<u64> = days.iter().map(|day| day.messages).collect();
        assert_eq!(
            (messages[0], messages[1], messages[28], messages[29]),
            (0, 7, 0, 7)
        );
    }
}
