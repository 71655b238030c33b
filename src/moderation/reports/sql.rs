//! The statements of reports; tests/moderation_sql.rs runs them.

macro_rules! columns {
    () => {
        "p.id, p.room_id, p.room_name, p.seq, p.author, p.text, p.context, p.reason, p.created_at, p.outcome, \
         p.handled_by, p.handled_at, p.note, u.id AS reporter_id, u.name AS reporter_name, \
         u.avatar AS reporter_avatar, u.kind AS reporter_kind"
    };
}

/// All reports.
pub const REPORTS: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM reports p JOIN users u ON u.id = p.reporter_id WHERE true"
);

/// ?1 id, ?2 room and ?3 its name, ?4 seq, ?5 author, ?6 text, ?7 context, ?8 by whom, ?9 why, ?10 now, ?11 since when
/// and ?12 how many are counted.
pub const ADD: &str = "INSERT INTO reports (id, room_id, room_name, seq, author, text, context, reporter_id, reason, created_at) \
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 \
     WHERE (SELECT count(*) FROM reports WHERE reporter_id = ?8 AND created_at > ?11) < ?12 \
     ON CONFLICT (room_id, seq, reporter_id) DO NOTHING";

/// Somebody's report of a message. ?1 room, ?2 seq, ?3 whose.
pub const OF_MESSAGE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM reports p JOIN users u ON u.id = p.reporter_id \
     WHERE p.room_id = ?1 AND p.seq = ?2 AND p.reporter_id = ?3"
);

/// One report. ?1 id, ?2 the room it has to be of, or nothing.
pub const REPORT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM reports p JOIN users u ON u.id = p.reporter_id WHERE p.id = ?1 AND (?2 IS NULL OR p.room_id = ?2)"
);

/// Somebody's reports, newest first. ?1 whose.
pub const OWN: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM reports p JOIN users u ON u.id = p.reporter_id WHERE p.reporter_id = ?1 ORDER BY p.id DESC LIMIT 100"
);

/// Deals with one that is open: of two at once, one does. ?1 id, ?2 how, ?3 by whom, ?4 now, ?5 what the reporter is
/// told.
pub const HANDLE: &str = "UPDATE reports SET outcome = ?2, handled_by = ?3, handled_at = ?4, note = ?5 \
     WHERE id = ?1 AND outcome IS NULL RETURNING id";
