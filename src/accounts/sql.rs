//! The statements of accounts. Each that decides something decides it alone, so that two at the same moment cannot both
//! have been right; tests/accounts_sql.rs runs them on SQLite with the migrations of the site.

/// The columns of [`super::UserRow`]; the table is to be called `u`.
macro_rules! user {
    () => {
        "u.id, u.username, u.name, u.avatar, u.status, u.kind, u.role"
    };
}

/// Somebody who is still here and may be; a ban that has run out is none. Takes the parameter that is now.
macro_rules! present {
    ($now:literal) => {
        concat!(
            "u.deleted_at IS NULL AND (u.banned_at IS NULL OR u.banned_until <= ",
            $now,
            ")"
        )
    };
}

/// Whether somebody may come from an address: whoever has an account may come from anywhere. No address is no reason to
/// keep anybody out. Takes the address, and the parameter that is now.
macro_rules! may_come_from {
    ($address:literal, $now:literal) => {
        concat!(
            "(u.kind <> 'guest' OR NOT EXISTS (SELECT 1 FROM address_bans b WHERE b.first <= ",
            $address,
            " AND b.last >= ",
            $address,
            " AND (b.until IS NULL OR b.until > ",
            $now,
            ")))"
        )
    };
}

/// The setting of who may sign up, as a subquery.
macro_rules! signup_mode {
    () => {
        "coalesce((SELECT value FROM settings WHERE key = 'signup'), 'open')"
    };
}

pub(crate) use {signup_mode, user};

/// Whether a sign-up may go ahead. It stands right after `TAKE_FOR_ACCOUNT` in a batch: `changes()` says whether an
/// invitation was taken. A site without an owner takes its first account whatever the settings say.
macro_rules! may_sign_up {
    () => {
        concat!(
            "(NOT EXISTS (SELECT 1 FROM users WHERE role = 'owner') OR ",
            signup_mode!(),
            " = 'open' OR (",
            signup_mode!(),
            " = 'invite' AND changes() = 1))"
        )
    };
}

/// The first account of a site owns it.
macro_rules! role_of_newcomer {
    () => {
        "CASE WHEN EXISTS (SELECT 1 FROM users WHERE role = 'owner') THEN 'member' ELSE 'owner' END"
    };
}

/// A new member. ?1 id, ?2 username, ?3 name, ?4 folded name, ?5 password, ?6 now.
pub const ADD_MEMBER: &str = concat!(
    "INSERT INTO users (id, username, name, name_folded, kind, role, password, created_at)",
    " SELECT ?1, ?2, ?3, ?4, 'member', ",
    role_of_newcomer!(),
    ", ?5, ?6 WHERE ",
    may_sign_up!(),
    " RETURNING id, username, name, avatar, status, kind, role"
);

/// A guest becomes a member. ?1 id, ?2 username, ?3 password.
pub const CLAIM: &str = concat!(
    "UPDATE users SET username = ?2, password = ?3, kind = 'member', role = ",
    role_of_newcomer!(),
    " WHERE id = ?1 AND kind = 'guest' AND deleted_at IS NULL AND ",
    may_sign_up!(),
    " RETURNING id, username, name, avatar, status, kind, role"
);

/// A new guest, where guests are let in. ?1 id, ?2 name, ?3 folded name, ?4 now.
pub const ADD_GUEST: &str = "INSERT INTO users (id, name, name_folded, kind, role, created_at) \
     SELECT ?1, ?2, ?3, 'guest', 'guest', ?4 \
     WHERE coalesce((SELECT value FROM settings WHERE key = 'guests'), 'on') = 'on' \
     RETURNING id, username, name, avatar, status, kind, role";

/// What is needed to log somebody in, or to tell them why not. ?1 username.
pub const CREDENTIALS: &str = concat!(
    "SELECT ",
    user!(),
    ", u.password, u.banned_at, u.banned_until, u.ban_reason FROM users u",
    " WHERE u.username = ?1 AND u.deleted_at IS NULL"
);

/// Some people, whether or not they may be here now. ?1 a JSON list of ids.
pub const PEOPLE: &str = concat!(
    "SELECT ",
    user!(),
    " FROM users u WHERE u.deleted_at IS NULL AND u.id IN (SELECT value FROM json_each(?1))"
);

/// Somebody's profile. ?1 id.
pub const USER: &str = concat!(
    "SELECT ",
    user!(),
    " FROM users u WHERE u.id = ?1 AND u.deleted_at IS NULL"
);

/// The stored password of somebody. ?1 id.
pub const PASSWORD: &str = "SELECT password FROM users WHERE id = ?1";

/// ?1 id, ?2 password.
pub const SET_PASSWORD: &str =
    "UPDATE users SET password = ?2 WHERE id = ?1 AND deleted_at IS NULL";

/// Who stands behind a session. ?1 session, ?2 user, ?3 now, ?4 the address the request came from.
pub const BY_SESSION: &str = concat!(
    "SELECT ",
    user!(),
    ", u.banned_at, s.id AS credential FROM sessions s JOIN users u ON u.id = s.user_id",
    " WHERE s.id = ?1 AND s.user_id = ?2 AND s.ended_at IS NULL AND s.expires_at > ?3 AND ",
    present!("?3"),
    " AND ",
    may_come_from!("?4", "?3")
);

/// Who stands behind an API token; guests have none. ?1 hash, ?2 now.
pub const BY_TOKEN: &str = concat!(
    "SELECT ",
    user!(),
    ", u.banned_at, t.id AS credential, t.used_at FROM api_tokens t JOIN users u ON u.id = t.user_id",
    " WHERE t.hash = ?1 AND ",
    present!("?2")
);

/// Whether a session or an API token still stands for somebody. ?1 id of either, ?2 the person, ?3 now. Of a guest the
/// address that counts is the session's: by it whoever bans a range finds the sockets to close.
pub const STANDS: &str = concat!(
    "SELECT 1 AS stands FROM users u WHERE u.id = ?2 AND ",
    present!("?3"),
    " AND (EXISTS (SELECT 1 FROM sessions s WHERE s.id = ?1 AND s.user_id = ?2 AND s.ended_at IS NULL",
    " AND s.expires_at > ?3 AND ",
    may_come_from!("s.address", "?3"),
    ") OR EXISTS (SELECT 1 FROM api_tokens WHERE id = ?1 AND user_id = ?2))"
);

/// ?1 id, ?2 now.
pub const TOKEN_USED: &str = "UPDATE api_tokens SET used_at = ?2 WHERE id = ?1";

/// People whose username or name begins with a text, members first. ?1 the folded text, ?2 how many, ?3 now.
/// A range instead of `LIKE`: it uses the indexes, and nothing in the text is a wildcard.
pub const FIND: &str = concat!(
    "SELECT ",
    user!(),
    " FROM users u WHERE ",
    present!("?3"),
    " AND u.id IN (SELECT id FROM users WHERE username >= ?1 AND username < ?1 || char(1114111)",
    " UNION SELECT id FROM users WHERE deleted_at IS NULL AND name_folded >= ?1 AND name_folded < ?1 || char(1114111))",
    " ORDER BY u.kind = 'guest', u.name_folded, u.id LIMIT ?2"
);

/// Changes what is given. ?1 id, ?2 name, ?3 folded name, ?4 status (empty takes it away).
pub const EDIT_PROFILE: &str = "UPDATE users SET name = coalesce(?2, name), name_folded = coalesce(?3, name_folded), \
     status = CASE WHEN ?4 IS NULL THEN status ELSE nullif(?4, '') END \
     WHERE id = ?1 AND deleted_at IS NULL \
     RETURNING id, username, name, avatar, status, kind, role";

/// Takes everything personal out of an account; its row stays behind what it wrote. An owner stays while others are
/// here: somebody must answer for the site. ?1 id, ?2 now.
pub const DELETE_USER: &str = "UPDATE users SET username = NULL, name = 'Deleted user', name_folded = '', \
     avatar = NULL, status = NULL, password = NULL, deleted_at = ?2, \
     role = CASE kind WHEN 'guest' THEN 'guest' ELSE 'member' END \
     WHERE id = ?1 AND deleted_at IS NULL AND (role <> 'owner' OR NOT EXISTS \
     (SELECT 1 FROM users other WHERE other.id <> ?1 AND other.deleted_at IS NULL)) \
     RETURNING id, username, name, avatar, status, kind, role";

/// Right after it: their files are out of reach. ?1 id, ?2 now.
pub const DELETE_FILES: &str = "UPDATE media SET deleted_at = ?2 WHERE owner = ?1 AND deleted_at IS NULL \
     AND EXISTS (SELECT 1 FROM users WHERE id = ?1 AND deleted_at IS NOT NULL)";

/// ?1 id, ?2 user, ?3 device, ?4 now, ?5 when it expires, ?6 the address it comes from, which is kept of guests only.
pub const ADD_SESSION: &str = "INSERT INTO sessions (id, user_id, device, created_at, seen_at, expires_at, address) \
     SELECT ?1, id, ?3, ?4, ?4, ?5, CASE kind WHEN 'guest' THEN ?6 END FROM users WHERE id = ?2";

/// Where a guest came from is nobody's business any more, now that they have an account. ?1 id.
pub const FORGET_ADDRESSES: &str = "UPDATE sessions SET address = NULL \
     WHERE user_id = ?1 AND address IS NOT NULL AND EXISTS (SELECT 1 FROM users WHERE id = ?1 AND kind <> 'guest')";

/// ?1 hash, ?2 session, ?3 now.
pub const ADD_REFRESH: &str =
    "INSERT INTO refresh_tokens (hash, session_id, created_at) VALUES (?1, ?2, ?3)";

/// Gives out the next refresh token of a family, if the last one is unspent and its session stands.
/// First of three in a batch. ?1 the old hash, ?2 the new one, ?3 now, ?4 the address the request came from.
pub const NEXT_REFRESH: &str = concat!(
    "INSERT INTO refresh_tokens (hash, session_id, created_at) SELECT ?2, s.id, ?3",
    " FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id JOIN users u ON u.id = s.user_id",
    " WHERE r.hash = ?1 AND r.used_at IS NULL AND s.ended_at IS NULL AND s.expires_at > ?3 AND ",
    present!("?3"),
    " AND ",
    may_come_from!("?4", "?3"),
    " RETURNING session_id"
);

/// Marks the session as seen, if the statement before gave out a token; a guest's, from where. ?1 the new hash, ?2 now,
/// ?3 when it expires, ?4 the address.
pub const SESSION_SEEN: &str = "UPDATE sessions SET seen_at = ?2, expires_at = ?3, \
     address = CASE WHEN address IS NOT NULL THEN coalesce(?4, address) END \
     WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = ?1) RETURNING id, user_id";

/// The old one is spent, if the next was given out: who is refused for a time keeps theirs. ?1 the old hash, ?2 now,
/// ?3 the new one.
pub const REFRESH_USED: &str = "UPDATE refresh_tokens SET used_at = ?2 WHERE hash = ?1 AND used_at IS NULL \
     AND EXISTS (SELECT 1 FROM refresh_tokens WHERE hash = ?3)";

/// The session a spent token belonged to. ?1 hash.
pub const SPENT_REFRESH: &str = "SELECT s.id, s.user_id FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id \
     WHERE r.hash = ?1 AND r.used_at IS NOT NULL AND s.ended_at IS NULL";

/// ?1 user, ?2 now.
pub const SESSIONS: &str = "SELECT id, device, created_at, seen_at FROM sessions \
     WHERE user_id = ?1 AND ended_at IS NULL AND expires_at > ?2 ORDER BY seen_at DESC, id";

/// ?1 session, ?2 user, ?3 now.
pub const END_SESSION: &str =
    "UPDATE sessions SET ended_at = ?3 WHERE id = ?1 AND user_id = ?2 AND ended_at IS NULL";

/// Ends all but one, or all. ?1 user, ?2 the one to keep or nothing, ?3 now.
pub const END_SESSIONS: &str = "UPDATE sessions SET ended_at = ?3 \
     WHERE user_id = ?1 AND ended_at IS NULL AND id IS NOT ?2 RETURNING id";

/// ?1 user.
pub const TOKENS: &str =
    "SELECT id, name, created_at, used_at FROM api_tokens WHERE user_id = ?1 ORDER BY id";

/// ?1 id, ?2 user, ?3 hash, ?4 name, ?5 now, ?6 how many one may have.
pub const ADD_TOKEN: &str = "INSERT INTO api_tokens (id, user_id, hash, name, created_at) SELECT ?1, ?2, ?3, ?4, ?5 \
     WHERE (SELECT count(*) FROM api_tokens WHERE user_id = ?2) < ?6";

/// ?1 id, ?2 user.
pub const DELETE_TOKEN: &str = "DELETE FROM api_tokens WHERE id = ?1 AND user_id = ?2";

/// Of a link by which to choose a new password: whose it is, if it is good. ?1 hash, ?2 now.
pub const RESET: &str = "SELECT u.username FROM password_resets r JOIN users u ON u.id = r.user_id \
     WHERE r.hash = ?1 AND r.used_at IS NULL AND r.expires_at > ?2 AND u.deleted_at IS NULL AND u.username IS NOT NULL";

/// First of three in a batch: the link is good once. ?1 hash, ?2 now.
pub const USE_RESET: &str = "UPDATE password_resets SET used_at = ?2 \
     WHERE hash = ?1 AND used_at IS NULL AND expires_at > ?2";

/// Second: the new password, if the link was taken. ?1 hash, ?2 the password.
pub const SET_PASSWORD_BY_RESET: &str = "UPDATE users SET password = ?2 WHERE deleted_at IS NULL AND changes() = 1 \
     AND id = (SELECT user_id FROM password_resets WHERE hash = ?1)";

/// Third: whoever may have known the old one is out. ?1 hash, ?2 now.
pub const END_SESSIONS_BY_RESET: &str = "UPDATE sessions SET ended_at = ?2 WHERE ended_at IS NULL AND changes() = 1 \
     AND user_id = (SELECT user_id FROM password_resets WHERE hash = ?1) RETURNING id, user_id";

/// ?1 user.
pub const DELETE_TOKENS: &str = "DELETE FROM api_tokens WHERE user_id = ?1";

/// Forgets what ended long ago, in this order. ?1 before when.
pub const SWEEP: [&str; 7] = [
    "DELETE FROM refresh_tokens WHERE used_at < ?1",
    "DELETE FROM refresh_tokens WHERE session_id IN \
     (SELECT id FROM sessions WHERE ended_at < ?1 OR expires_at < ?1)",
    "DELETE FROM sessions WHERE ended_at < ?1 OR expires_at < ?1",
    "DELETE FROM site_invites WHERE expires_at < ?1 OR revoked_at < ?1 OR (uses >= max_uses AND created_at < ?1) \
     OR (room_id IS NOT NULL AND room_id NOT IN (SELECT id FROM rooms))",
    "DELETE FROM invite_uses WHERE used_at < ?1 AND code NOT IN (SELECT code FROM site_invites)",
    "DELETE FROM password_resets WHERE expires_at < ?1",
    "DELETE FROM address_bans WHERE until < ?1",
];
