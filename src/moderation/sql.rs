//! The statements of bans, links for new passwords, and roles; tests/moderation_sql.rs runs them.

use crate::accounts::sql::user;

/// Whether ?2 may keep order over the one who is changed: the last word on it, should a role have changed meanwhile.
macro_rules! outranked {
    () => {
        "id <> ?2 AND role <> 'owner' AND EXISTS (SELECT 1 FROM users a WHERE a.id = ?2 \
         AND a.role IN ('owner', 'admin')) AND (role <> 'admin' OR EXISTS \
         (SELECT 1 FROM users a WHERE a.id = ?2 AND a.role = 'owner'))"
    };
}

/// Somebody, with their ban. ?1 id.
pub const PERSON: &str = concat!(
    "SELECT ",
    user!(),
    ", u.banned_at, u.banned_until, u.ban_reason FROM users u WHERE u.id = ?1 AND u.deleted_at IS NULL"
);

/// ?1 whom, ?2 by whom, ?3 now, ?4 until when, ?5 why.
pub const BAN: &str = concat!(
    "UPDATE users SET banned_at = ?3, banned_until = ?4, ban_reason = ?5 \
     WHERE id = ?1 AND deleted_at IS NULL AND ",
    outranked!(),
    " RETURNING id"
);

/// Right after it in a batch: all their sessions end. ?1 whom, ?2 now.
pub const END_SESSIONS_OF_BANNED: &str = "UPDATE sessions SET ended_at = ?2 \
     WHERE user_id = ?1 AND ended_at IS NULL AND changes() > 0";

/// ?1 whom, ?2 by whom.
pub const UNBAN: &str = concat!(
    "UPDATE users SET banned_at = NULL, banned_until = NULL, ban_reason = NULL \
     WHERE id = ?1 AND banned_at IS NOT NULL AND ",
    outranked!()
);

/// A ban that has run out is forgotten. ?1 whose, ?2 now.
pub const FORGET_BAN: &str = "UPDATE users SET banned_at = NULL, banned_until = NULL, ban_reason = NULL \
     WHERE id = ?1 AND banned_until <= ?2";

/// Where a guest has come from. ?1 id.
pub const ADDRESSES_OF: &str =
    "SELECT DISTINCT address AS id FROM sessions WHERE user_id = ?1 AND address IS NOT NULL";

/// Bans all guests who came from a range, but those who are banned for good already. ?1 first and ?2 last address, ?3 now, ?4 until when, ?5 why.
pub const BAN_GUESTS: &str = "UPDATE users SET banned_at = ?3, banned_until = ?4, ban_reason = ?5 \
     WHERE kind = 'guest' AND deleted_at IS NULL AND (banned_at IS NULL OR banned_until IS NOT NULL) \
     AND id IN (SELECT user_id FROM sessions WHERE address >= ?1 AND address <= ?2) \
     RETURNING id, username, name, avatar, status, kind, role";

/// Their sessions end. ?1 first and ?2 last address, ?3 now.
pub const END_SESSIONS_FROM: &str = "UPDATE sessions SET ended_at = ?3 WHERE ended_at IS NULL AND user_id IN \
     (SELECT user_id FROM sessions WHERE address >= ?1 AND address <= ?2) \
     AND user_id IN (SELECT id FROM users WHERE kind = 'guest')";

/// Guests whose sessions come from a range, whoever was here last first. ?1 first and ?2 last address, ?3 now, ?4 how
/// many.
pub const GUESTS_FROM: &str = "SELECT s.user_id AS id FROM sessions s JOIN users u ON u.id = s.user_id \
     WHERE s.address >= ?1 AND s.address <= ?2 AND s.ended_at IS NULL AND s.expires_at > ?3 AND u.kind = 'guest' \
     GROUP BY s.user_id ORDER BY max(s.seen_at) DESC LIMIT ?4";

/// What keeps an address out, the longest first. ?1 the address, ?2 now.
pub const ADDRESS_BAN_ON: &str = "SELECT until, reason FROM address_bans \
     WHERE first <= ?1 AND last >= ?1 AND (until IS NULL OR until > ?2) ORDER BY until IS NOT NULL, until DESC LIMIT 1";

/// Newest first. ?1 now.
pub const ADDRESS_BANS: &str = "SELECT id, range, created_at AS at, until, reason FROM address_bans \
     WHERE until IS NULL OR until > ?1 ORDER BY id DESC";

/// A range; the same one again has its end and reason changed. ?1 id, ?2 range, ?3 first, ?4 last, ?5 by whom, ?6 now,
/// ?7 until when, ?8 why, ?9 how many there may be.
pub const ADD_ADDRESS_BAN: &str = "INSERT INTO address_bans (id, range, first, last, created_by, created_at, until, reason) \
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE (SELECT count(*) FROM address_bans) < ?9 \
     ON CONFLICT (range) DO UPDATE SET until = excluded.until, reason = excluded.reason \
     RETURNING id, range, created_at AS at, until, reason";

/// ?1 id.
pub const DELETE_ADDRESS_BAN: &str =
    "DELETE FROM address_bans WHERE id = ?1 RETURNING id, range, created_at AS at, until, reason";

/// A new link takes the place of the old. First of two in a batch. ?1 whose.
pub const DROP_RESETS: &str = "DELETE FROM password_resets WHERE user_id = ?1";

/// ?1 whose, ?2 by whom, ?3 hash, ?4 now, ?5 until when.
pub const ADD_RESET: &str = "INSERT INTO password_resets (hash, user_id, created_by, created_at, expires_at) \
     SELECT ?3, u.id, a.id, ?4, ?5 FROM users u, users a WHERE u.id = ?1 AND a.id = ?2 AND u.deleted_at IS NULL \
     AND u.kind = 'member' AND a.role IN ('owner', 'admin') AND (u.role <> 'owner' OR u.id = a.id)";

/// An admin, or none any more. ?1 whom, ?2 by whom, ?3 the role.
pub const SET_ROLE: &str = "UPDATE users SET role = ?3 WHERE id = ?1 AND ?3 IN ('admin', 'member') \
     AND kind = 'member' AND deleted_at IS NULL AND role <> 'owner' \
     AND EXISTS (SELECT 1 FROM users a WHERE a.id = ?2 AND a.role = 'owner') RETURNING id";

/// Hands the site over: first of two in a batch. ?1 to whom, ?2 by whom, ?3 now.
pub const STEP_DOWN: &str = "UPDATE users SET role = 'admin' WHERE id = ?2 AND role = 'owner' AND ?1 <> ?2 \
     AND EXISTS (SELECT 1 FROM users t WHERE t.id = ?1 AND t.kind = 'member' AND t.deleted_at IS NULL \
     AND (t.banned_at IS NULL OR t.banned_until <= ?3))";

/// Second: there was never more or less than one owner. ?1 to whom.
pub const STEP_UP: &str =
    "UPDATE users SET role = 'owner' WHERE id = ?1 AND changes() = 1 RETURNING id";

/// All rooms.
pub const ALL_ROOMS: &str = "SELECT id FROM rooms ORDER BY id";
