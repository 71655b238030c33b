//! The statements of accounts. Each that decides something decides it alone, so that two at the same moment cannot both
//! have been right; the tests below run them on SQLite with the migrations of the site.

/// The columns of [`super::UserRow`]; the table is to be called `u`.
macro_rules! user {
    () => {
        "u.id, u.username, u.name, u.avatar, u.status, u.kind, u.role"
    };
}

/// Somebody who is still here and may be.
macro_rules! present {
    () => {
        "u.deleted_at IS NULL AND u.banned_at IS NULL"
    };
}

/// The setting of who may sign up, as a subquery.
macro_rules! signup_mode {
    () => {
        "coalesce((SELECT value FROM settings WHERE key = 'signup'), 'open')"
    };
}

/// Whether a sign-up may go ahead. It stands right after [`TAKE_INVITE`] in a batch: `changes()` says whether an
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

/// Takes one use of an invitation, where one is needed. ?1 code, ?2 now.
pub const TAKE_INVITE: &str = concat!(
    "UPDATE site_invites SET uses = uses + 1 WHERE code = ?1",
    " AND (expires_at IS NULL OR expires_at > ?2) AND (max_uses IS NULL OR uses < max_uses)",
    " AND EXISTS (SELECT 1 FROM users WHERE role = 'owner') AND ",
    signup_mode!(),
    " = 'invite'"
);

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

/// What is needed to log somebody in. ?1 username.
pub const CREDENTIALS: &str = concat!(
    "SELECT ",
    user!(),
    ", u.password FROM users u WHERE u.username = ?1 AND ",
    present!()
);

/// The stored password of somebody. ?1 id.
pub const PASSWORD: &str = "SELECT password FROM users WHERE id = ?1";

/// ?1 id, ?2 password.
pub const SET_PASSWORD: &str =
    "UPDATE users SET password = ?2 WHERE id = ?1 AND deleted_at IS NULL";

/// Who stands behind a session. ?1 session, ?2 user, ?3 now.
pub const BY_SESSION: &str = concat!(
    "SELECT ",
    user!(),
    ", s.id AS credential FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ?1 AND s.user_id = ?2",
    " AND s.ended_at IS NULL AND s.expires_at > ?3 AND ",
    present!()
);

/// Who stands behind an API token. ?1 hash.
pub const BY_TOKEN: &str = concat!(
    "SELECT ",
    user!(),
    ", t.id AS credential, t.used_at FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = ?1 AND ",
    present!()
);

/// ?1 id, ?2 now.
pub const TOKEN_USED: &str = "UPDATE api_tokens SET used_at = ?2 WHERE id = ?1";

/// People whose username or name begins with a text, members first. ?1 the folded text, ?2 how many.
/// A range instead of `LIKE`: it uses the indexes, and nothing in the text is a wildcard.
pub const FIND: &str = concat!(
    "SELECT ",
    user!(),
    " FROM users u WHERE ",
    present!(),
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

/// ?1 id, ?2 user, ?3 device, ?4 now, ?5 when it expires.
pub const ADD_SESSION: &str = "INSERT INTO sessions (id, user_id, device, created_at, seen_at, expires_at) \
     VALUES (?1, ?2, ?3, ?4, ?4, ?5)";

/// ?1 hash, ?2 session, ?3 now.
pub const ADD_REFRESH: &str =
    "INSERT INTO refresh_tokens (hash, session_id, created_at) VALUES (?1, ?2, ?3)";

/// Gives out the next refresh token of a family, if the last one is unspent and its session stands.
/// First of three in a batch. ?1 the old hash, ?2 the new one, ?3 now.
pub const NEXT_REFRESH: &str = concat!(
    "INSERT INTO refresh_tokens (hash, session_id, created_at) SELECT ?2, s.id, ?3",
    " FROM refresh_tokens r JOIN sessions s ON s.id = r.session_id JOIN users u ON u.id = s.user_id",
    " WHERE r.hash = ?1 AND r.used_at IS NULL AND s.ended_at IS NULL AND s.expires_at > ?3 AND ",
    present!(),
    " RETURNING session_id"
);

/// Marks the session as seen, if the statement before gave out a token. ?1 the new hash, ?2 now, ?3 when it expires.
pub const SESSION_SEEN: &str = "UPDATE sessions SET seen_at = ?2, expires_at = ?3 \
     WHERE id = (SELECT session_id FROM refresh_tokens WHERE hash = ?1) RETURNING id, user_id";

/// ?1 the old hash, ?2 now.
pub const REFRESH_USED: &str =
    "UPDATE refresh_tokens SET used_at = ?2 WHERE hash = ?1 AND used_at IS NULL";

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

/// ?1 user.
pub const DELETE_TOKENS: &str = "DELETE FROM api_tokens WHERE user_id = ?1";

/// Forgets what ended long ago, in this order. ?1 before when.
pub const SWEEP: [&str; 4] = [
    "DELETE FROM refresh_tokens WHERE used_at < ?1",
    "DELETE FROM refresh_tokens WHERE session_id IN \
     (SELECT id FROM sessions WHERE ended_at < ?1 OR expires_at < ?1)",
    "DELETE FROM sessions WHERE ended_at < ?1 OR expires_at < ?1",
    "DELETE FROM site_invites WHERE expires_at < ?1 OR (uses >= max_uses AND created_at < ?1)",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::site::sql::{ADD_INVITE, SET, SIGNING_KEY};
    use rusqlite::{Connection, Params, params};

    fn site() -> Connection {
        let site = Connection::open_in_memory().unwrap();
        site.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        site.execute_batch(include_str!("../../migrations/0001_foundation.sql"))
            .unwrap();
        site
    }

    fn set(site: &Connection, key: &str, value: &str) {
        site.execute(SET, params![key, value]).unwrap();
    }

    /// Runs a statement and gives its rows' first column.
    fn column(site: &Connection, sql: &str, values: impl Params) -> Vec<String> {
        let mut statement = site.prepare(sql).unwrap();
        let rows = statement.query_map(values, |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// As the store does it: both statements in one transaction. The role of the new account, if it was made.
    fn sign_up(
        site: &mut Connection,
        name: &str,
        invite: Option<&str>,
    ) -> rusqlite::Result<Option<String>> {
        let batch = site.transaction()?;
        batch.execute(TAKE_INVITE, params![invite, 100])?;
        let role = {
            let mut statement = batch.prepare(ADD_MEMBER)?;
            let values = params![format!("id-{name}"), name, name, name, "phc", 100];
            let mut rows = statement.query_map(values, |row| row.get("role"))?;
            rows.next().transpose()?
        };
        batch.commit()?;
        Ok(role)
    }

    fn log_in(site: &Connection, user: &str, session: &str, refresh: &str) {
        site.execute(ADD_SESSION, params![session, user, "Firefox", 100, 1_000])
            .unwrap();
        site.execute(ADD_REFRESH, params![refresh, session, 100])
            .unwrap();
    }

    /// As the store does it: the session that was prolonged, if one was.
    fn refresh(site: &mut Connection, old: &str, new: &str, now: i64) -> Option<String> {
        let batch = site.transaction().unwrap();
        column(&batch, NEXT_REFRESH, params![old, new, now]);
        let seen = column(&batch, SESSION_SEEN, params![new, now, now + 900]);
        batch.execute(REFRESH_USED, params![old, now]).unwrap();
        batch.commit().unwrap();
        seen.into_iter().next()
    }

    fn invite(site: &Connection, code: &str, expires_at: Option<i64>, max_uses: Option<i64>) {
        let values = params![code, "id-ada", 50, expires_at, max_uses];
        site.execute(ADD_INVITE, values).unwrap();
    }

    #[test]
    fn the_first_account_owns_the_site_and_no_other_does() {
        let mut site = site();
        assert_eq!(
            sign_up(&mut site, "ada", None).unwrap().as_deref(),
            Some("owner")
        );
        assert_eq!(
            sign_up(&mut site, "bob", None).unwrap().as_deref(),
            Some("member")
        );
        let usurped = site.execute("UPDATE users SET role = 'owner' WHERE id = 'id-bob'", []);
        assert!(usurped.is_err());
    }

    #[test]
    fn a_closed_site_takes_its_owner_only() {
        let mut site = site();
        set(&site, "signup", "closed");
        assert_eq!(
            sign_up(&mut site, "ada", None).unwrap().as_deref(),
            Some("owner")
        );
        assert_eq!(sign_up(&mut site, "bob", None).unwrap(), None);
    }

    #[test]
    fn an_invitation_is_good_for_as_many_accounts_as_it_says() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        set(&site, "signup", "invite");
        invite(&site, "two", None, Some(2));
        assert_eq!(sign_up(&mut site, "none", None).unwrap(), None);
        assert_eq!(sign_up(&mut site, "wrong", Some("other")).unwrap(), None);
        assert!(sign_up(&mut site, "bob", Some("two")).unwrap().is_some());
        assert!(sign_up(&mut site, "cid", Some("two")).unwrap().is_some());
        assert_eq!(sign_up(&mut site, "dan", Some("two")).unwrap(), None);
        invite(&site, "old", Some(100), None);
        assert_eq!(sign_up(&mut site, "dan", Some("old")).unwrap(), None);
    }

    #[test]
    fn a_taken_name_takes_no_invitation() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        set(&site, "signup", "invite");
        invite(&site, "one", None, Some(1));
        let refused = sign_up(&mut site, "ada", Some("one"))
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("UNIQUE constraint failed: users"),
            "{refused}"
        );
        assert!(sign_up(&mut site, "bob", Some("one")).unwrap().is_some());
    }

    #[test]
    fn an_open_site_takes_no_uses_off_an_invitation() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        invite(&site, "one", None, Some(1));
        sign_up(&mut site, "bob", Some("one")).unwrap();
        assert_eq!(
            column(&site, "SELECT CAST(uses AS TEXT) FROM site_invites", []),
            ["0"]
        );
    }

    #[test]
    fn guests_come_in_unless_they_are_kept_out_and_claim_an_account_once() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        assert_eq!(
            column(&site, ADD_GUEST, params!["g", "Gus", "gus", 100]),
            ["g"]
        );
        set(&site, "guests", "off");
        assert!(column(&site, ADD_GUEST, params!["h", "Hal", "hal", 100]).is_empty());
        assert_eq!(column(&site, CLAIM, params!["g", "gus", "phc"]), ["g"]);
        assert!(column(&site, CLAIM, params!["g", "gustav", "phc"]).is_empty());
        assert_eq!(
            column(&site, "SELECT role FROM users WHERE id = 'g'", []),
            ["member"]
        );
    }

    #[test]
    fn each_refresh_token_is_good_once_and_a_spent_one_gives_its_session_away() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        log_in(&site, "id-ada", "s", "r1");
        assert_eq!(refresh(&mut site, "r1", "r2", 200).as_deref(), Some("s"));
        assert_eq!(refresh(&mut site, "r1", "r3", 201), None);
        assert_eq!(column(&site, SPENT_REFRESH, params!["r1"]), ["s"]);
        assert!(column(&site, SPENT_REFRESH, params!["r2"]).is_empty());
        assert_eq!(
            site.execute(END_SESSION, params!["s", "id-ada", 202])
                .unwrap(),
            1
        );
        assert_eq!(refresh(&mut site, "r2", "r4", 203), None);
        assert!(column(&site, SPENT_REFRESH, params!["r1"]).is_empty());
    }

    #[test]
    fn a_session_counts_while_it_stands_and_its_person_may_be_here() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        log_in(&site, "id-ada", "s", "r");
        let stands = |site: &Connection, now: i64| {
            !column(site, BY_SESSION, params!["s", "id-ada", now]).is_empty()
        };
        assert!(stands(&site, 999));
        assert!(!stands(&site, 1_000));
        assert!(column(&site, BY_SESSION, params!["s", "id-bob", 999]).is_empty());
        site.execute("UPDATE users SET banned_at = 1", []).unwrap();
        assert!(!stands(&site, 999));
        assert_eq!(refresh(&mut site, "r", "r2", 999), None);
    }

    #[test]
    fn ending_sessions_keeps_the_one_that_asks_or_none() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        for session in ["s1", "s2", "s3"] {
            log_in(&site, "id-ada", session, session);
        }
        let mut ended = column(&site, END_SESSIONS, params!["id-ada", "s2", 200]);
        ended.sort();
        assert_eq!(ended, ["s1", "s3"]);
        assert_eq!(
            column(&site, END_SESSIONS, params!["id-ada", None::<&str>, 200]),
            ["s2"]
        );
    }

    #[test]
    fn an_owner_stays_while_others_are_here() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        sign_up(&mut site, "bob", None).unwrap();
        assert!(column(&site, DELETE_USER, params!["id-ada", 200]).is_empty());
        assert_eq!(
            column(&site, DELETE_USER, params!["id-bob", 200]),
            ["id-bob"]
        );
        assert_eq!(
            column(&site, DELETE_USER, params!["id-ada", 200]),
            ["id-ada"]
        );
        let left: Vec<String> = column(
            &site,
            "SELECT name || coalesce(username, '') || coalesce(password, '') FROM users",
            [],
        );
        assert_eq!(left, ["Deleted user", "Deleted user"]);
        // Their names are free again, and so is the site.
        assert_eq!(
            sign_up(&mut site, "bob2", None).unwrap().as_deref(),
            Some("owner")
        );
    }

    #[test]
    fn people_are_found_by_the_beginning_of_either_name() {
        let mut site = site();
        for name in ["ada", "adam", "bob"] {
            sign_up(&mut site, name, None).unwrap();
        }
        column(
            &site,
            EDIT_PROFILE,
            params!["id-bob", "Ärni", "ärni", "away"],
        );
        assert_eq!(
            column(&site, FIND, params!["ada", 20]),
            ["id-ada", "id-adam"]
        );
        assert_eq!(column(&site, FIND, params!["bo", 20]), ["id-bob"]);
        assert_eq!(column(&site, FIND, params!["ä", 20]), ["id-bob"]);
        assert!(column(&site, FIND, params!["%", 20]).is_empty());
        assert_eq!(column(&site, FIND, params!["", 2]).len(), 2);
    }

    #[test]
    fn a_profile_changes_in_what_is_given() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        let edit = |name: Option<&str>, status: Option<&str>| {
            column(&site, EDIT_PROFILE, params!["id-ada", name, name, status]);
            column(
                &site,
                "SELECT name || '/' || coalesce(status, '') FROM users",
                [],
            )
        };
        assert_eq!(edit(None, Some("busy")), ["ada/busy"]);
        assert_eq!(edit(Some("Ada L."), None), ["Ada L./busy"]);
        assert_eq!(edit(None, Some("")), ["Ada L./"]);
    }

    #[test]
    fn tokens_are_their_owners_and_not_without_number() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        let add = |id: &str| {
            site.execute(ADD_TOKEN, params![id, "id-ada", id, "bot", 100, 2])
                .unwrap()
        };
        assert_eq!((add("t1"), add("t2"), add("t3")), (1, 1, 0));
        assert_eq!(column(&site, BY_TOKEN, params!["t1"]), ["id-ada"]);
        assert_eq!(
            site.execute(DELETE_TOKEN, params!["t1", "id-bob"]).unwrap(),
            0
        );
        assert_eq!(
            site.execute(DELETE_TOKEN, params!["t1", "id-ada"]).unwrap(),
            1
        );
        assert!(column(&site, BY_TOKEN, params!["t1"]).is_empty());
    }

    #[test]
    fn what_ended_long_ago_is_forgotten_and_nothing_else() {
        let mut site = site();
        sign_up(&mut site, "ada", None).unwrap();
        log_in(&site, "id-ada", "old", "r1");
        log_in(&site, "id-ada", "new", "r2");
        refresh(&mut site, "r2", "r3", 120);
        site.execute(END_SESSION, params!["old", "id-ada", 130])
            .unwrap();
        invite(&site, "gone", Some(140), None);
        invite(&site, "good", None, Some(3));
        for sql in SWEEP {
            site.execute(sql, params![200]).unwrap();
        }
        assert_eq!(column(&site, "SELECT id FROM sessions", []), ["new"]);
        assert_eq!(column(&site, "SELECT hash FROM refresh_tokens", []), ["r3"]);
        assert_eq!(column(&site, "SELECT code FROM site_invites", []), ["good"]);
    }

    #[test]
    fn the_signing_key_is_made_once() {
        let site = site();
        let key = |new: &str| column(&site, SIGNING_KEY, params![new]);
        assert_eq!(key("one"), ["one"]);
        assert_eq!(key("two"), ["one"]);
    }

    /// The two questions asked on every request must not walk a table.
    #[test]
    fn callers_are_looked_up_by_index() {
        let site = site();
        for (sql, values) in [
            (BY_SESSION, 3),
            (BY_TOKEN, 1),
            (CREDENTIALS, 1),
            (NEXT_REFRESH, 3),
        ] {
            let values = vec!["x"; values];
            let mut statement = site.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let plan: Vec<String> = statement
                .query_map(rusqlite::params_from_iter(values), |row| row.get("detail"))
                .unwrap()
                .map(Result::unwrap)
                .collect();
            assert!(
                plan.iter().all(|step| !step.starts_with("SCAN")),
                "{sql}: {plan:?}"
            );
        }
    }
}
