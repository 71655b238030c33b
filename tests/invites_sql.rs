//! The statements of invitations, on SQLite with the migrations of the site.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use confab::accounts::site::sql::SET;
use confab::invites::sql::*;
use rusqlite::{Connection, params};

mod site_in_memory;
use site_in_memory::{column, person, plan, site};

/// A site with its owner, a room, and somebody who wants in.
fn with_room() -> Connection {
    let site = site();
    person(&site, "ada", "owner");
    person(&site, "bob", "member");
    person(&site, "cid", "member");
    site.execute(
        "INSERT INTO rooms (id, name, kind, created_at) VALUES ('room', 'Books', 'private', 1)",
        [],
    )
    .unwrap();
    site
}

fn invite(site: &Connection, code: &str, expires_at: Option<i64>, max_uses: Option<i64>) -> usize {
    let values = params![code, "id-ada", 50, expires_at, max_uses, "room", 3];
    site.execute(ADD, values).unwrap()
}

/// As the store does it. Whether it was good, and whether a use was counted.
fn take(site: &mut Connection, code: &str, user: &str) -> (bool, bool) {
    let batch = site.transaction().unwrap();
    let values = params![code, 100, user];
    let taken = !column(&batch, TAKE_FOR_SEAT, values).is_empty();
    let noted = !column(&batch, NOTE_SEAT, values).is_empty();
    batch.commit().unwrap();
    (taken, noted)
}

/// As the store does it, for an account that is made between the two.
fn take_for_account(site: &mut Connection, code: &str, user: &str) {
    let batch = site.transaction().unwrap();
    let values = params![code, 100, user];
    batch.execute(TAKE_FOR_ACCOUNT, values).unwrap();
    batch
        .execute("UPDATE users SET status = 'made' WHERE id = ?1", [user])
        .unwrap();
    batch.execute(NOTE_ACCOUNT, values).unwrap();
    batch.commit().unwrap();
}

fn uses(site: &Connection, code: &str) -> String {
    let sql = "SELECT CAST(uses AS TEXT) FROM site_invites WHERE code = ?1";
    column(site, sql, [code]).remove(0)
}

#[test]
fn a_use_is_counted_once_for_each_person_and_the_last_goes_to_one() {
    let mut site = with_room();
    invite(&site, "two", None, Some(2));
    assert_eq!(take(&mut site, "two", "id-bob"), (true, true));
    assert_eq!(take(&mut site, "two", "id-bob"), (true, false));
    assert_eq!(take(&mut site, "two", "id-ada"), (true, true));
    assert_eq!(take(&mut site, "two", "id-cid"), (false, false));
    // Used up, but not for who has used it.
    assert_eq!(take(&mut site, "two", "id-bob"), (true, false));
    assert_eq!(uses(&site, "two"), "2");
}

#[test]
fn one_that_expired_was_taken_back_or_lost_its_room_is_good_for_nobody() {
    let mut site = with_room();
    invite(&site, "old", Some(100), None);
    invite(&site, "back", None, None);
    invite(&site, "gone", None, None);
    assert_eq!(take(&mut site, "back", "id-bob"), (true, true));
    let revoked = site.execute(REVOKE, params!["back", 60, "room", None::<&str>]);
    assert_eq!(revoked.unwrap(), 1);
    for code in ["old", "back", "unknown"] {
        assert_eq!(take(&mut site, code, "id-bob"), (false, false), "{code}");
    }
    site.execute("DELETE FROM rooms WHERE id = 'room'", [])
        .unwrap();
    assert_eq!(take(&mut site, "gone", "id-bob"), (false, false));
}

#[test]
fn a_use_that_came_to_nothing_is_given_back_once() {
    let mut site = with_room();
    invite(&site, "one", None, Some(1));
    take(&mut site, "one", "id-bob");
    for _ in 0..2 {
        site.execute(FORGET_USE, params!["one", "id-bob"]).unwrap();
        site.execute(GIVE_BACK, params!["one"]).unwrap();
    }
    assert_eq!(uses(&site, "one"), "0");
    assert_eq!(take(&mut site, "one", "id-cid"), (true, true));
}

#[test]
fn signing_up_and_then_taking_the_seat_is_one_use() {
    let mut site = with_room();
    site.execute(SET, params!["signup", "invite"]).unwrap();
    invite(&site, "one", None, Some(1));
    take_for_account(&mut site, "one", "id-bob");
    assert_eq!(take(&mut site, "one", "id-bob"), (true, false));
    assert_eq!(take(&mut site, "one", "id-cid"), (false, false));
    assert_eq!(uses(&site, "one"), "1");
}

#[test]
fn taking_the_seat_as_a_guest_and_then_an_account_is_one_use() {
    let mut site = with_room();
    site.execute(SET, params!["signup", "invite"]).unwrap();
    invite(&site, "one", None, Some(1));
    assert_eq!(take(&mut site, "one", "id-bob"), (true, true));
    take_for_account(&mut site, "one", "id-bob");
    assert_eq!(uses(&site, "one"), "1");
}

#[test]
fn where_everybody_may_sign_up_an_account_takes_no_use() {
    let mut site = with_room();
    invite(&site, "one", None, Some(1));
    take_for_account(&mut site, "one", "id-bob");
    assert_eq!(uses(&site, "one"), "0");
    assert_eq!(take(&mut site, "one", "id-bob"), (true, true));
}

#[test]
fn a_person_has_so_many_good_ones_to_a_room() {
    let mut site = with_room();
    for (code, added) in [("a", 1), ("b", 1), ("c", 1), ("d", 0)] {
        assert_eq!(invite(&site, code, None, Some(1)), added, "{code}");
    }
    // One that is used up makes room for another; those to the site are not counted.
    take(&mut site, "a", "id-bob");
    assert_eq!(invite(&site, "e", None, None), 1);
    let to_site = params!["s", "id-ada", 50, None::<i64>, None::<i64>, None::<&str>, 0];
    assert_eq!(site.execute(ADD, to_site).unwrap(), 1);
    assert_eq!(take(&mut site, "s", "id-bob"), (false, false));
}

#[test]
fn one_is_taken_back_by_whose_it_is_where_it_leads_to() {
    let site = with_room();
    invite(&site, "one", None, None);
    let revoke = |room: Option<&str>, by: Option<&str>| {
        site.execute(REVOKE, params!["one", 60, room, by]).unwrap()
    };
    assert_eq!(revoke(None, None), 0);
    assert_eq!(revoke(Some("other"), None), 0);
    assert_eq!(revoke(Some("room"), Some("id-bob")), 0);
    assert_eq!(revoke(Some("room"), Some("id-ada")), 1);
    assert_eq!(revoke(Some("room"), Some("id-ada")), 0);
}

#[test]
fn lists_show_own_ones_or_all_and_none_that_was_taken_back() {
    let site = with_room();
    invite(&site, "ada's", None, None);
    invite(&site, "back", None, None);
    let bobs = params!["bob's", "id-bob", 60, None::<i64>, None::<i64>, "room", 3];
    site.execute(ADD, bobs).unwrap();
    site.execute(REVOKE, params!["back", 60, "room", None::<&str>])
        .unwrap();
    let to_room = |by: Option<&str>| column(&site, TO_ROOM, params!["room", by]);
    assert_eq!(to_room(None), ["bob's", "ada's"]);
    assert_eq!(to_room(Some("id-ada")), ["ada's"]);
    assert!(column(&site, TO_SITE, []).is_empty());
    assert_eq!(column(&site, INVITE, ["back"]), ["back"]);
}

#[test]
fn invitations_are_looked_up_by_index() {
    let site = with_room();
    for (sql, values) in [(TAKE_FOR_SEAT, 3), (INVITE, 1), (TO_ROOM, 2)] {
        let plan = plan(&site, sql, rusqlite::params_from_iter(vec!["x"; values]));
        let scans: Vec<_> = plan
            .iter()
            .filter(|step| step.starts_with("SCAN"))
            .collect();
        assert!(scans.is_empty(), "{sql}: {plan:?}");
    }
}
