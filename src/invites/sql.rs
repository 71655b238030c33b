//! The statements of invitations; tests/invites_sql.rs runs them. Of those that use one, ?1 is its code, ?2 now and ?3 the
//! person; the table is called `i`.

use crate::accounts::sql::signup_mode;

/// Whether the person has used it.
macro_rules! used {
    () => {
        "EXISTS (SELECT 1 FROM invite_uses WHERE code = ?1 AND user_id = ?3)"
    };
}

/// Takes one use of a good one; whoever has used it takes none.
macro_rules! take {
    () => {
        concat!(
            "UPDATE site_invites AS i SET uses = uses + NOT ",
            used!(),
            " WHERE i.code = ?1 AND i.revoked_at IS NULL AND (i.expires_at IS NULL OR i.expires_at > ?2)",
            " AND (i.max_uses IS NULL OR i.uses < i.max_uses OR ",
            used!(),
            ") AND (i.room_id IS NULL OR EXISTS (SELECT 1 FROM rooms WHERE id = i.room_id))"
        )
    };
}

/// Takes a use for a seat in the room it is to.
pub const TAKE_FOR_SEAT: &str = concat!(take!(), " AND i.room_id IS NOT NULL RETURNING room_id");

/// Notes who used it, right after [`TAKE_FOR_SEAT`]: a row, if they had not before.
pub const NOTE_SEAT: &str = "INSERT INTO invite_uses (code, user_id, used_at) SELECT ?1, ?3, ?2 WHERE changes() = 1 \
     ON CONFLICT DO NOTHING RETURNING code";

/// Takes a use for an account, where one is needed. The first account of a site needs none.
pub const TAKE_FOR_ACCOUNT: &str = concat!(
    take!(),
    " AND EXISTS (SELECT 1 FROM users WHERE role = 'owner') AND ",
    signup_mode!(),
    " = 'invite'"
);

/// Notes who used it, right after the account was made.
pub const NOTE_ACCOUNT: &str = concat!(
    "INSERT INTO invite_uses (code, user_id, used_at) SELECT i.code, u.id, ?2 FROM users u, site_invites i",
    " WHERE u.id = ?3 AND i.code = ?1 AND changes() = 1 AND u.role <> 'owner' AND ",
    signup_mode!(),
    " = 'invite' ON CONFLICT DO NOTHING"
);

/// Gives a use back that came to nothing: first of two in a batch. ?1 code, ?2 the person.
pub const FORGET_USE: &str = "DELETE FROM invite_uses WHERE code = ?1 AND user_id = ?2";

/// Second. ?1 code.
pub const GIVE_BACK: &str =
    "UPDATE site_invites SET uses = uses - 1 WHERE code = ?1 AND uses > 0 AND changes() = 1";

/// The columns of a [`super::Row`].
macro_rules! rows {
    () => {
        "SELECT i.code, i.created_at, i.expires_at, i.max_uses, i.uses, i.revoked_at, i.room_id, \
         u.id AS by_id, u.name AS by_name, u.avatar AS by_avatar, u.kind AS by_kind, \
         r.name AS room_name, r.topic AS room_topic, r.kind AS room_kind, r.hue AS room_hue, \
         (SELECT count(*) FROM memberships m WHERE m.room_id = r.id) AS members \
         FROM site_invites i JOIN users u ON u.id = i.created_by LEFT JOIN rooms r ON r.id = i.room_id "
    };
}

/// ?1 code.
pub const INVITE: &str = concat!(rows!(), "WHERE i.code = ?1");

/// Those to the site, newest first.
pub const TO_SITE: &str = concat!(
    rows!(),
    "WHERE i.room_id IS NULL AND i.revoked_at IS NULL ORDER BY i.created_at DESC, i.code LIMIT 200"
);

/// Those to a room, newest first. ?1 the room, ?2 by whom, or nothing for all.
pub const TO_ROOM: &str = concat!(
    rows!(),
    "WHERE i.room_id = ?1 AND (?2 IS NULL OR i.created_by = ?2) AND i.revoked_at IS NULL \
     ORDER BY i.created_at DESC, i.code LIMIT 200"
);

/// ?1 code, ?2 by whom, ?3 now, ?4 until when, ?5 how often, ?6 to which room, ?7 how many one may have there.
pub const ADD: &str = "INSERT INTO site_invites (code, created_by, created_at, expires_at, max_uses, room_id) \
     SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?6 IS NULL OR ?7 > (SELECT count(*) FROM site_invites \
     WHERE room_id = ?6 AND created_by = ?2 AND revoked_at IS NULL \
     AND (expires_at IS NULL OR expires_at > ?3) AND (max_uses IS NULL OR uses < max_uses))";

/// ?1 code, ?2 now, ?3 the room it is to, ?4 by whom, or nothing for anybody's.
pub const REVOKE: &str = "UPDATE site_invites SET revoked_at = ?2 \
     WHERE code = ?1 AND revoked_at IS NULL AND room_id IS ?3 AND (?4 IS NULL OR created_by = ?4)";
