//! The statements of accounts, on SQLite with the migrations of the site.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use confab::accounts::site::sql::{SET, SIGNING_KEY};
use confab::accounts::sql::*;
use confab::invites::sql::{ADD, NOTE_ACCOUNT, TAKE_FOR_ACCOUNT};
use rusqlite::{Connection, params};

mod site_in_memory;
use site_in_memory::{column, log_in, plan, site};

fn set(site: &Connection, key: &str, value: &str) {
    site.execute(SET, params![key, value]).unwrap();
}

/// As the store does it: all statements in one transaction. The role of the new account, if it was made.
fn sign_up(
    site: &mut Connection,
    name: &str,
    invite: Option<&str>,
) -> rusqlite::Result<Option<String>> {
    let batch = site.transaction()?;
    let id = format!("id-{name}");
    batch.execute(TAKE_FOR_ACCOUNT, params![invite, 100, id])?;
    let role = {
        let mut statement = batch.prepare(ADD_MEMBER)?;
        let values = params![id, name, name, name, "phc", 100];
        let mut rows = statement.query_map(values, |row| row.get("role"))?;
        rows.next().transpose()?
    };
    batch.execute(NOTE_ACCOUNT, params![invite, 100, id])?;
    batch.commit()?;
    Ok(role)
}

/// As the store does it: the session that was prolonged, if one was.
fn refresh(site: &mut Connection, old: &str, new: &str, now: i64) -> Option<String> {
    let batch = site.transaction().unwrap();
    let address = None::<&str>;
    column(&batch, NEXT_REFRESH, params![old, new, now, address]);
    let seen = column(&batch, SESSION_SEEN, params![new, now, now + 900, address]);
    batch.execute(REFRESH_USED, params![old, now, new]).unwrap();
    batch.commit().unwrap();
    seen.into_iter().next()
}

fn invite(site: &Connection, code: &str, expires_at: Option<i64>, max_uses: Option<i64>) {
    let values = params![code, "id-ada", 50, expires_at, max_uses, None::<&str>, 9];
    site.execute(ADD, values).unwrap();
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
        let values = params!["s", "id-ada", now, "an address"];
        let asked = !column(site, BY_SESSION, values).is_empty();
        // A socket that has just opened asks the shorter question, and must get the same answer.
        let mut stands = site.prepare(STANDS).unwrap();
        assert_eq!(stands.exists(params!["s", "id-ada", now]).unwrap(), asked);
        asked
    };
    assert!(stands(&site, 999));
    assert!(!stands(&site, 1_000));
    let anothers = params!["s", "id-bob", 999, "an address"];
    assert!(column(&site, BY_SESSION, anothers).is_empty());
    site.execute("UPDATE users SET banned_at = 1", []).unwrap();
    assert!(!stands(&site, 999));
    assert_eq!(refresh(&mut site, "r", "r2", 999), None);
    assert!(
        column(&site, SPENT_REFRESH, params!["r"]).is_empty(),
        "refused, not spent"
    );
    site.execute("UPDATE users SET banned_until = 999", [])
        .unwrap();
    assert!(!stands(&site, 998));
    assert!(stands(&site, 999), "the ban has run out");
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
        column(&site, FIND, params!["ada", 20, 100]),
        ["id-ada", "id-adam"]
    );
    assert_eq!(column(&site, FIND, params!["bo", 20, 100]), ["id-bob"]);
    assert_eq!(column(&site, FIND, params!["ä", 20, 100]), ["id-bob"]);
    assert!(column(&site, FIND, params!["%", 20, 100]).is_empty());
    assert_eq!(column(&site, FIND, params!["", 2, 100]).len(), 2);
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
    assert_eq!(column(&site, BY_TOKEN, params!["t1", 100]), ["id-ada"]);
    assert_eq!(
        site.execute(DELETE_TOKEN, params!["t1", "id-bob"]).unwrap(),
        0
    );
    assert_eq!(
        site.execute(DELETE_TOKEN, params!["t1", "id-ada"]).unwrap(),
        1
    );
    assert!(column(&site, BY_TOKEN, params!["t1", 100]).is_empty());
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
        (BY_SESSION, 4),
        (BY_TOKEN, 2),
        (STANDS, 3),
        (CREDENTIALS, 1),
        (NEXT_REFRESH, 4),
    ] {
        let plan = plan(&site, sql, rusqlite::params_from_iter(vec!["x"; values]));
        assert!(
            plan.iter().all(|step| !step.starts_with("SCAN")),
            "{sql}: {plan:?}"
        );
    }
}
