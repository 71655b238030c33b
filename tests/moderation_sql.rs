//! The statements of keeping order on the site, on SQLite with its migrations; lists among ten thousand.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use confab::accounts::sql::{
    ADD_SESSION, BY_SESSION, DELETE_USER, END_SESSIONS_BY_RESET, FORGET_ADDRESSES, RESET,
    SET_PASSWORD_BY_RESET, STANDS, USE_RESET,
};
use confab::database::Value;
use confab::moderation::address::{Range, stored};
use confab::moderation::audit::{ADD as NOTE, Filter};
use confab::moderation::lists::{People, Rooms, State};
use confab::moderation::numbers;
use confab::moderation::page::Select;
use confab::moderation::reports::{Queue, sql as reports};
use confab::moderation::sql::*;
use confab::wire::types::{RoomId, SiteRole};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params, params_from_iter};

mod site_in_memory;
use site_in_memory::{column, log_in, log_in_from, person, plan, site};

/// A site with somebody of each role; `eve` is a second admin, `mia` a second member.
fn peopled() -> Connection {
    let site = site();
    for (name, role) in [
        ("ada", "owner"),
        ("bob", "admin"),
        ("eve", "admin"),
        ("cid", "member"),
        ("mia", "member"),
        ("gus", "guest"),
    ] {
        person(&site, name, role);
    }
    site
}

fn text(site: &Connection, sql: &str) -> String {
    column(
        site,
        &format!("SELECT coalesce(CAST(({sql}) AS TEXT), '')"),
        [],
    )
    .remove(0)
}

/// As the store does it.
fn ban(site: &mut Connection, whom: &str, by: &str, until: Option<i64>) -> bool {
    let batch = site.transaction().unwrap();
    let (whom, by) = (format!("id-{whom}"), format!("id-{by}"));
    let banned = column(&batch, BAN, params![whom, by, 200, until, "why"]);
    batch
        .execute(END_SESSIONS_OF_BANNED, params![whom, 200])
        .unwrap();
    batch.commit().unwrap();
    !banned.is_empty()
}

fn asks(site: &Connection, user: &str, session: &str, now: i64, address: Option<&str>) -> bool {
    let user = format!("id-{user}");
    !column(site, BY_SESSION, params![session, user, now, address]).is_empty()
}

#[test]
fn a_ban_ends_the_sessions_and_only_those() {
    let mut site = peopled();
    log_in(&site, "id-cid", "s1", "r1");
    log_in(&site, "id-mia", "s2", "r2");
    assert!(ban(&mut site, "cid", "bob", None));
    assert!(!asks(&site, "cid", "s1", 300, None));
    assert!(asks(&site, "mia", "s2", 300, None));
    // One that is refused ends nothing.
    assert!(!ban(&mut site, "mia", "gus", None));
    assert!(asks(&site, "mia", "s2", 300, None));
}

#[test]
fn the_database_has_the_last_word_on_who_bans_whom() {
    let mut site = peopled();
    for (whom, by, may) in [
        ("ada", "bob", false),
        ("eve", "bob", false),
        ("bob", "bob", false),
        ("ada", "ada", false),
        ("cid", "mia", false),
        ("cid", "nobody", false),
        ("cid", "bob", true),
        ("gus", "bob", true),
        ("eve", "ada", true),
    ] {
        assert_eq!(ban(&mut site, whom, by, None), may, "{by} bans {whom}");
    }
    let unban = |whom: &str, by: &str| {
        let values = params![format!("id-{whom}"), format!("id-{by}")];
        site.execute(UNBAN, values).unwrap()
    };
    assert_eq!(unban("eve", "bob"), 0, "an owner's ban is the owner's");
    assert_eq!((unban("cid", "bob"), unban("cid", "bob")), (1, 0));
    assert_eq!(unban("eve", "ada"), 1);
}

#[test]
fn a_ban_that_ran_out_is_forgotten_and_no_other() {
    let mut site = peopled();
    ban(&mut site, "cid", "bob", Some(500));
    ban(&mut site, "mia", "bob", None);
    let forget = |user: &str, now: i64| site.execute(FORGET_BAN, params![user, now]).unwrap();
    assert_eq!(forget("id-cid", 499), 0);
    assert_eq!(forget("id-mia", 499), 0);
    assert_eq!((forget("id-cid", 500), forget("id-cid", 500)), (1, 0));
    // A new log-in after that is good again.
    log_in(&site, "id-cid", "s", "r");
    assert!(asks(&site, "cid", "s", 500, None));
}

fn keep_out(site: &Connection, range: &str, until: Option<i64>) -> usize {
    let range = Range::parse(range).unwrap();
    let (text, first, last) = (range.to_string(), range.first(), range.last());
    let values = params![text, text, first, last, "id-ada", 200, until, "why", 3];
    column(site, ADD_ADDRESS_BAN, values).len()
}

#[test]
fn a_guest_is_out_at_the_next_request_from_a_range_and_nobody_else_is() {
    let site = peopled();
    let there = stored("203.0.113.9").unwrap();
    let elsewhere = stored("198.51.100.7").unwrap();
    log_in_from(&site, "id-gus", "g", "r1", Some(&there));
    log_in_from(&site, "id-cid", "m", "r2", Some(&there));
    assert!(asks(&site, "gus", "g", 300, Some(&there)));
    keep_out(&site, "203.0.113.0/24", Some(600));
    assert!(!asks(&site, "gus", "g", 300, Some(&there)));
    assert!(asks(&site, "gus", "g", 300, Some(&elsewhere)));
    assert!(asks(&site, "gus", "g", 300, None));
    assert!(asks(&site, "gus", "g", 600, Some(&there)), "it ran out");
    assert!(asks(&site, "cid", "m", 300, Some(&there)), "has an account");

    let stands = |user: &str, session: &str| {
        let mut stands = site.prepare(STANDS).unwrap();
        stands.exists(params![session, user, 300]).unwrap()
    };
    assert!(!stands("id-gus", "g") && stands("id-cid", "m"));
    let kept_out = |address: &str| {
        let mut ban = site.prepare(ADDRESS_BAN_ON).unwrap();
        ban.exists(params![address, 300]).unwrap()
    };
    assert!(kept_out(&there) && !kept_out(&elsewhere));
}

#[test]
fn guests_who_came_from_a_range_are_found_and_banned_with_it() {
    let mut site = peopled();
    for name in ["hal", "ivy", "joe"] {
        person(&site, name, "guest");
    }
    let network = Range::parse("2001:db8:1:2::/64").unwrap();
    let (first, last) = (network.first(), network.last());
    let inside = |end: &str| stored(&format!("2001:db8:1:2::{end}")).unwrap();
    let outside = stored("2001:db8:1:3::1").unwrap();
    log_in_from(&site, "id-gus", "g", "r1", Some(&inside("1")));
    log_in_from(&site, "id-hal", "h", "r2", Some(&inside("ffff")));
    log_in_from(&site, "id-ivy", "i", "r3", Some(&outside));
    log_in_from(&site, "id-joe", "j", "r4", Some(&inside("2")));
    ban(&mut site, "joe", "bob", None);

    let mut found = column(&site, GUESTS_FROM, params![first, last, 300, 9]);
    found.sort();
    assert_eq!(found, ["id-gus", "id-hal"], "joe has no session any more");
    let mut banned = column(&site, BAN_GUESTS, params![first, last, 300, 900, "why"]);
    banned.sort();
    assert_eq!(
        banned,
        ["id-gus", "id-hal"],
        "joe is banned for good already"
    );
    site.execute(END_SESSIONS_FROM, params![first, last, 300])
        .unwrap();
    assert!(!asks(&site, "hal", "h", 950, None), "the session is over");
    assert!(asks(&site, "ivy", "i", 350, None));
    assert_eq!(
        text(&site, "SELECT banned_until FROM users WHERE id = 'id-joe'"),
        ""
    );
}

#[test]
fn where_people_with_an_account_come_from_is_not_kept() {
    let site = peopled();
    let address = stored("203.0.113.9");
    for user in ["id-gus", "id-cid"] {
        let values = params![user, user, "Firefox", 100, 1_000, address];
        site.execute(ADD_SESSION, values).unwrap();
    }
    let kept = "SELECT user_id FROM sessions WHERE address IS NOT NULL";
    assert_eq!(column(&site, kept, []), ["id-gus"]);
    site.execute(FORGET_ADDRESSES, ["id-gus"]).unwrap();
    assert_eq!(column(&site, kept, []), ["id-gus"], "still a guest");
    site.execute("UPDATE users SET kind = 'member' WHERE id = 'id-gus'", [])
        .unwrap();
    site.execute(FORGET_ADDRESSES, ["id-gus"]).unwrap();
    assert!(column(&site, kept, []).is_empty());
}

#[test]
fn ranges_are_each_there_once_and_not_without_number() {
    let site = peopled();
    for (range, added) in [
        ("203.0.113.0/24", 1),
        ("203.0.113.77/24", 1),
        ("2001:db8::/32", 1),
    ] {
        assert_eq!(keep_out(&site, range, None), added);
    }
    assert_eq!(column(&site, ADDRESS_BANS, [300]).len(), 2);
    keep_out(&site, "198.51.100.1", Some(250));
    assert_eq!(column(&site, ADDRESS_BANS, [300]).len(), 2, "one ran out");
    assert_eq!(keep_out(&site, "192.0.2.1", None), 0, "there are three");
    assert_eq!(
        column(&site, DELETE_ADDRESS_BAN, ["2001:db8::/32"]).len(),
        1
    );
}

/// As the stores do it.
fn make_link(site: &mut Connection, whom: &str, by: &str, hash: &str) -> bool {
    let batch = site.transaction().unwrap();
    let (whom, by) = (format!("id-{whom}"), format!("id-{by}"));
    batch.execute(DROP_RESETS, [&whom]).unwrap();
    let added = batch.execute(ADD_RESET, params![whom, by, hash, 200, 500]);
    let added = added.unwrap();
    batch.commit().unwrap();
    added > 0
}

fn use_link(site: &mut Connection, hash: &str, now: i64) -> (bool, Vec<String>) {
    let batch = site.transaction().unwrap();
    batch.execute(USE_RESET, params![hash, now]).unwrap();
    let set = batch.execute(SET_PASSWORD_BY_RESET, params![hash, "new"]);
    let set = set.unwrap() > 0;
    let ended = column(&batch, END_SESSIONS_BY_RESET, params![hash, now]);
    batch.commit().unwrap();
    (set, ended)
}

#[test]
fn a_link_for_a_new_password_is_good_once_and_ends_all_sessions() {
    let mut site = peopled();
    log_in(&site, "id-cid", "s1", "r1");
    log_in(&site, "id-mia", "s2", "r2");
    assert!(make_link(&mut site, "cid", "bob", "first"));
    assert!(make_link(&mut site, "cid", "bob", "second"));
    assert_eq!(column(&site, RESET, params!["second", 300]), ["cid"]);
    for (hash, now) in [("first", 300), ("second", 500), ("unknown", 300)] {
        assert!(column(&site, RESET, params![hash, now]).is_empty());
        assert_eq!(use_link(&mut site, hash, now), (false, vec![]), "{hash}");
    }
    assert_eq!(
        use_link(&mut site, "second", 300),
        (true, vec!["s1".into()])
    );
    assert_eq!(use_link(&mut site, "second", 301), (false, vec![]));
    let passwords = "SELECT id FROM users WHERE password = 'new'";
    assert_eq!(column(&site, passwords, []), ["id-cid"]);
    assert!(asks(&site, "mia", "s2", 400, None));
}

#[test]
fn nobody_gets_a_link_to_the_owners_account_or_a_guests() {
    let mut site = peopled();
    for (whom, by, may) in [
        ("ada", "bob", false),
        ("gus", "ada", false),
        ("cid", "mia", false),
        ("ada", "ada", true),
        ("eve", "bob", true),
    ] {
        assert_eq!(make_link(&mut site, whom, by, whom), may, "{by} for {whom}");
    }
}

#[test]
fn only_the_owner_gives_roles_and_there_is_always_one() {
    let mut site = peopled();
    let set = |site: &Connection, whom: &str, by: &str, role: &str| {
        let values = params![format!("id-{whom}"), format!("id-{by}"), role];
        !column(site, SET_ROLE, values).is_empty()
    };
    assert!(set(&site, "cid", "ada", "admin"));
    assert!(set(&site, "cid", "ada", "member"));
    for (whom, by, role) in [
        ("cid", "bob", "admin"),
        ("ada", "ada", "member"),
        ("gus", "ada", "admin"),
        ("cid", "ada", "owner"),
        ("cid", "ada", "king"),
    ] {
        assert!(!set(&site, whom, by, role), "{by} makes {whom} {role}");
    }
    let mut hand_over = |whom: &str, by: &str| {
        let batch = site.transaction().unwrap();
        let (whom, by) = (format!("id-{whom}"), format!("id-{by}"));
        batch.execute(STEP_DOWN, params![whom, by, 300]).unwrap();
        let up = !column(&batch, STEP_UP, [&whom]).is_empty();
        batch.commit().unwrap();
        let owners = "SELECT group_concat(id) FROM users WHERE role = 'owner'";
        (up, text(&site, owners))
    };
    for whom in ["gus", "ada", "nobody"] {
        assert_eq!(hand_over(whom, "ada"), (false, "id-ada".into()), "{whom}");
    }
    assert_eq!(hand_over("cid", "bob"), (false, "id-ada".into()));
    assert_eq!(hand_over("cid", "ada"), (true, "id-cid".into()));
    // The second of two that were sent at once.
    assert_eq!(hand_over("mia", "ada"), (false, "id-cid".into()));
    assert_eq!(
        text(&site, "SELECT role FROM users WHERE id = 'id-ada'"),
        "admin"
    );
}

#[test]
fn the_site_is_not_handed_to_somebody_who_is_banned() {
    let mut site = peopled();
    ban(&mut site, "cid", "bob", Some(500));
    let step_down = |now: i64| {
        let values = params!["id-cid", "id-ada", now];
        site.execute(STEP_DOWN, values).unwrap()
    };
    assert_eq!((step_down(499), step_down(500)), (0, 1));
}

fn report(site: &Connection, id: &str, seq: i64, by: &str, at: i64) -> usize {
    let values = params![
        id,
        "room",
        "Books",
        seq,
        "{}",
        "text",
        "[]",
        by,
        "why",
        at,
        at - 1_000,
        2
    ];
    site.execute(reports::ADD, values).unwrap()
}

#[test]
fn a_message_is_reported_once_by_each_and_not_without_number() {
    let site = peopled();
    assert_eq!(report(&site, "1", 1, "id-cid", 5_000), 1);
    assert_eq!(report(&site, "2", 1, "id-cid", 5_001), 0);
    assert_eq!(report(&site, "3", 1, "id-mia", 5_002), 1);
    assert_eq!(report(&site, "4", 2, "id-cid", 5_003), 1);
    assert_eq!(
        report(&site, "5", 3, "id-cid", 5_004),
        0,
        "the third within the window"
    );
    assert_eq!(
        report(&site, "6", 3, "id-cid", 6_001),
        1,
        "the first has left it"
    );
    assert_eq!(
        column(&site, reports::OF_MESSAGE, params!["room", 1, "id-cid"]),
        ["1"]
    );
    assert_eq!(column(&site, reports::OWN, ["id-cid"]), ["6", "4", "1"]);
}

#[test]
fn a_report_is_dealt_with_once() {
    let site = peopled();
    report(&site, "1", 1, "id-cid", 5_000);
    let handle = |by: &str| {
        let values = params!["1", "removed", by, 6_000, "Thank you."];
        column(&site, reports::HANDLE, values).len()
    };
    assert_eq!((handle("id-bob"), handle("id-ada")), (1, 0));
    assert_eq!(text(&site, "SELECT handled_by FROM reports"), "id-bob");
    let report = |room: Option<&str>| column(&site, reports::REPORT, params!["1", room]).len();
    assert_eq!(
        (report(None), report(Some("room")), report(Some("other"))),
        (1, 1, 0)
    );
}

#[test]
fn reports_outlive_the_accounts_of_all_who_are_in_them() {
    let site = peopled();
    report(&site, "1", 1, "id-cid", 5_000);
    for user in ["id-cid", "id-mia"] {
        assert_eq!(column(&site, DELETE_USER, params![user, 6_000]), [user]);
    }
    let queue = Queue::default().page();
    assert_eq!(found(&site, &queue), ["1"]);
    assert_eq!(text(&site, "SELECT text FROM reports"), "text");
}

#[test]
fn the_audit_log_is_only_added_to() {
    let site = site();
    note(&site, 1, "id-ada", "room.ban", "id-cid", None);
    for sql in [
        "UPDATE audit SET reason = 'another'",
        "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE false",
    ] {
        let changed = site.execute(sql, []);
        match changed {
            Ok(rows) => assert_eq!(rows, 0, "{sql}"),
            Err(refused) => assert!(refused.to_string().contains("append-only"), "{sql}"),
        }
    }
    assert!(
        site.execute("UPDATE audit SET reason = 'another'", [])
            .is_err()
    );
    assert!(site.execute("DELETE FROM audit", []).is_err());
}

/// An id as it is made at that time.
fn id_at(at: i64) -> String {
    let digits = format!("{at:012x}");
    format!("{}-{}-7000-8000-000000000000", &digits[..8], &digits[8..])
}

fn note(site: &Connection, at: i64, by: &str, act: &str, whom: &str, room: Option<&str>) {
    let values = params![id_at(at), at, by, "A", act, whom, "B", room, ""];
    site.execute(NOTE, values).unwrap();
}

fn sql_values(select: &Select) -> Vec<Sql> {
    let sql = |value: &Value<'_>| match value {
        Value::Null => Sql::Null,
        Value::Integer(number) => Sql::Integer(*number),
        Value::Text(text) => Sql::Text(text.to_string()),
    };
    select.values.iter().map(sql).collect()
}

fn found(site: &Connection, select: &Select) -> Vec<String> {
    column(site, &select.sql, params_from_iter(sql_values(select)))
}

/// Checks that a statement uses this index, and neither walks a table nor sorts.
#[track_caller]
fn uses(site: &Connection, select: &Select, index: &str) {
    let plan = plan(site, &select.sql, params_from_iter(sql_values(select)));
    let good = plan.iter().any(|step| step.contains(index))
        && plan.iter().all(|step| {
            let walks = step.starts_with("SCAN") && !step.contains("INDEX");
            !walks && !step.contains("TEMP B-TREE FOR ORDER BY")
        });
    assert!(good, "{index}: {plan:#?}\n{}", select.sql);
}

#[test]
fn the_log_is_filtered_by_who_what_whom_where_and_when() {
    let site = site();
    note(&site, 1_000, "ada", "room.ban", "cid", Some("books"));
    note(&site, 2_000, "ada", "room.banish", "mia", Some("films"));
    note(&site, 3_000, "bob", "site.ban", "cid", None);
    note(&site, 4_000, "bob", "site.settings", "", None);
    let times = |filter: Filter| -> Vec<i64> {
        let ids = found(&site, &filter.page());
        let time = |id: &String| i64::from_str_radix(&id.replace('-', "")[..12], 16).unwrap();
        ids.iter().map(time).collect()
    };
    let some = |value: &str| Some(value.to_owned());
    let all = Filter::default;
    assert_eq!(times(all()), [4_000, 3_000, 2_000, 1_000]);
    assert_eq!(
        times(Filter {
            actor: some("ada"),
            ..all()
        }),
        [2_000, 1_000]
    );
    assert_eq!(
        times(Filter {
            action: some("site."),
            ..all()
        }),
        [4_000, 3_000]
    );
    let wild = Filter {
        action: some("%"),
        ..all()
    };
    assert!(times(wild).is_empty());
    assert_eq!(
        times(Filter {
            target: some("cid"),
            ..all()
        }),
        [3_000, 1_000]
    );
    assert_eq!(
        times(Filter {
            room: some("books"),
            ..all()
        }),
        [1_000]
    );
    assert_eq!(
        times(Filter {
            from: Some(2_000),
            to: Some(4_000),
            ..all()
        }),
        [3_000, 2_000]
    );
    assert_eq!(
        times(Filter {
            cursor: some(&id_at(3_000)),
            ..all()
        }),
        [2_000, 1_000]
    );
    let both = Filter {
        target: some("cid"),
        action: some("room."),
        ..all()
    };
    assert_eq!(times(both), [1_000]);
}

/// Walks all pages of a list.
fn pages(site: &Connection, page: impl Fn(Option<String>) -> Select) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut cursor = None;
    loop {
        let mut lines = found(site, &page(cursor));
        let more = lines.len() > 50;
        lines.truncate(50);
        all.extend(lines);
        if !more {
            return all;
        }
        cursor = all.last().cloned();
    }
}

const MANY: i64 = 10_000;

fn crowded() -> Connection {
    let mut site = peopled();
    let batch = site.transaction().unwrap();
    for number in 0..MANY {
        // Several made in the same moment.
        let (name, at) = (format!("u{number:05}"), 1_000 + number / 7);
        let kind = if number % 3 == 0 { "guest" } else { "member" };
        let username = (kind == "member").then_some(&name);
        let banned = (number % 1_000 == 1).then_some(5);
        let values = params![
            name,
            username,
            format!("Person {number:05}"),
            kind,
            at,
            banned
        ];
        batch
            .execute(
                "INSERT INTO users (id, username, name, name_folded, kind, role, created_at, banned_at) \
                 VALUES (?1, ?2, ?3, lower(?3), ?4, ?4, ?5, ?6)",
                values,
            )
            .unwrap();
        let kind = ["public", "private", "direct"][usize::try_from(number % 3).unwrap()];
        let values = params![name, format!("Room {:04}", number / 3), kind, at];
        batch
            .execute(
                "INSERT INTO rooms (id, name, kind, created_at) VALUES (?1, ?2, ?3, ?4)",
                values,
            )
            .unwrap();
        let room = (number % 2 == 0).then_some("room");
        note(&batch, 1_000 + number, "id-ada", "room.ban", &name, room);
        batch
            .execute(
                "INSERT INTO reports (id, room_id, room_name, seq, author, text, context, reporter_id, reason, created_at, outcome) \
                 VALUES (?1, ?2, 'Books', ?3, '{}', '', '[]', 'id-cid', '', ?4, ?5)",
                params![id_at(at * 10 + number % 7), format!("room{}", number % 5), number, at, (number % 9 > 0).then_some("removed")],
            )
            .unwrap();
    }
    batch.commit().unwrap();
    site.execute_batch("ANALYZE").unwrap();
    site
}

#[test]
fn among_ten_thousand_lists_go_by_their_indexes() {
    let site = crowded();
    let some = |value: &str| Some(value.to_owned());
    let people = People::default;
    uses(&site, &people().page(99), "users_by_age");
    uses(
        &site,
        &People {
            cursor: some("u05000"),
            ..people()
        }
        .page(99),
        "users_by_age",
    );
    uses(
        &site,
        &People {
            state: Some(State::Banned),
            ..people()
        }
        .page(99),
        "users_banned",
    );
    uses(
        &site,
        &People {
            role: Some(SiteRole::Admin),
            ..people()
        }
        .page(99),
        "users_in_charge",
    );

    let begins = People {
        begins: some("Person 0123"),
        ..people()
    }
    .page(99);
    let steps = plan(&site, &begins.sql, params_from_iter(sql_values(&begins)));
    assert!(
        steps.iter().any(|step| step.contains("users_by_name")),
        "{steps:#?}"
    );
    assert!(
        steps.iter().all(|step| !step.starts_with("SCAN u")),
        "{steps:#?}"
    );

    let rooms = Rooms::default;
    uses(&site, &rooms().page(), "rooms_by_name");
    uses(
        &site,
        &Rooms {
            begins: some("Room 12"),
            ..rooms()
        }
        .page(),
        "rooms_by_name",
    );
    uses(
        &site,
        &Rooms {
            cursor: some("u05000"),
            ..rooms()
        }
        .page(),
        "rooms_by_name",
    );

    let all = Filter::default;
    // All of them, in the order they are stored in.
    let whole = plan(&site, &all().page().sql, []);
    assert_eq!(whole, ["SCAN a"]);
    uses(
        &site,
        &Filter {
            actor: some("id-ada"),
            ..all()
        }
        .page(),
        "audit_by_actor",
    );
    uses(
        &site,
        &Filter {
            target: some("u00007"),
            ..all()
        }
        .page(),
        "audit_by_target",
    );
    uses(
        &site,
        &Filter {
            room: some("room"),
            ..all()
        }
        .page(),
        "audit_by_room",
    );
    uses(
        &site,
        &Filter {
            from: Some(1_500),
            to: Some(1_600),
            ..all()
        }
        .page(),
        "PRIMARY KEY",
    );

    let queue = Queue::default;
    uses(
        &site,
        &Queue {
            open: Some(true),
            ..queue()
        }
        .page(),
        "reports_open",
    );
    let room = Some(RoomId("room1".into()));
    uses(
        &site,
        &Queue {
            room,
            open: Some(true),
            ..queue()
        }
        .page(),
        "reports_",
    );
}

#[test]
fn pages_show_each_line_once_in_order() {
    let site = crowded();
    let people = pages(&site, |cursor| {
        People {
            cursor,
            ..People::default()
        }
        .page(99)
    });
    let expected = column(
        &site,
        "SELECT id FROM users ORDER BY created_at DESC, id DESC",
        [],
    );
    assert!(people == expected, "{} of {}", people.len(), expected.len());

    let rooms = pages(&site, |cursor| {
        Rooms {
            cursor,
            ..Rooms::default()
        }
        .page()
    });
    let expected = column(
        &site,
        "SELECT id FROM rooms WHERE kind <> 'direct' ORDER BY lower(name), id",
        [],
    );
    assert!(rooms == expected, "{} of {}", rooms.len(), expected.len());

    let log = pages(&site, |cursor| {
        Filter {
            cursor,
            ..Filter::default()
        }
        .page()
    });
    let expected = column(&site, "SELECT id FROM audit ORDER BY id DESC", []);
    assert!(log == expected, "{} of {}", log.len(), expected.len());

    let open = pages(&site, |cursor| {
        let open = Some(true);
        Queue {
            cursor,
            open,
            room: None,
        }
        .page()
    });
    let expected = column(
        &site,
        "SELECT id FROM reports WHERE outcome IS NULL ORDER BY id DESC",
        [],
    );
    assert!(open == expected, "{} of {}", open.len(), expected.len());
}

#[test]
fn people_and_rooms_are_found_by_how_they_begin_and_what_they_are() {
    let site = crowded();
    let some = |value: &str| Some(value.to_owned());
    let people = |people: People| found(&site, &people.page(99));
    let all = People::default;
    assert_eq!(
        people(People {
            begins: some("PERSON 0123"),
            ..all()
        })
        .len(),
        10
    );
    assert_eq!(
        people(People {
            begins: some("u00001"),
            ..all()
        }),
        ["u00001"]
    );
    assert!(
        people(People {
            begins: some("u00000"),
            ..all()
        })
        .is_empty(),
        "a guest has no username"
    );
    assert_eq!(
        people(People {
            state: Some(State::Banned),
            ..all()
        })
        .len(),
        10
    );
    assert_eq!(
        people(People {
            role: Some(SiteRole::Owner),
            ..all()
        }),
        ["id-ada"]
    );
    let guest = People {
        begins: some("person 0000"),
        state: Some(State::Guest),
        ..all()
    };
    assert_eq!(people(guest), ["u00009", "u00006", "u00003", "u00000"]);

    let rooms = |rooms: Rooms| found(&site, &rooms.page());
    let private = Rooms {
        begins: some("ROOM 012"),
        kind: some("private"),
        ..Rooms::default()
    };
    assert_eq!(rooms(private).len(), 10);
    assert!(
        rooms(Rooms {
            archived: true,
            ..Rooms::default()
        })
        .is_empty()
    );
}

#[test]
fn a_room_told_twice_is_counted_once() {
    let mut site = peopled();
    site.execute(
        "INSERT INTO rooms (id, name, kind, created_at) VALUES ('room', 'Books', 'public', 1)",
        [],
    )
    .unwrap();
    let mut tell = |days: &[(&str, i64)], seq: i64| {
        let batch = site.transaction().unwrap();
        for (day, messages) in days {
            let values = params![day, "room", messages, seq];
            batch.execute(numbers::ADD_DAY, values).unwrap();
        }
        batch
            .execute(numbers::SET_ROOM, params!["room", seq, 4_096])
            .unwrap();
        batch.commit().unwrap();
    };
    let first = [("2026-03-01", 2), ("2026-03-02", 3)];
    tell(&first, 5);
    tell(&first, 5);
    tell(&[("2026-03-02", 4)], 9);
    let days = "SELECT day || '=' || messages FROM room_days ORDER BY day";
    assert_eq!(column(&site, days, []), ["2026-03-01=2", "2026-03-02=7"]);
    assert_eq!(
        text(&site, "SELECT messages FROM rooms WHERE id = 'room'"),
        "9"
    );
    let sum = format!(
        "SELECT messages FROM ({})",
        numbers::BY_DAY.replace("?1", "'2026-03-02'")
    );
    assert_eq!(text(&site, &sum), "7");
}

#[test]
fn the_site_is_counted() {
    let mut site = peopled();
    log_in(&site, "id-cid", "s", "r");
    ban(&mut site, "mia", "bob", None);
    ban(&mut site, "gus", "bob", Some(250));
    report(&site, "1", 1, "id-cid", 5_000);
    let count = |sql: &str, column: &str, values: &[i64]| -> i64 {
        let mut statement = site.prepare(sql).unwrap();
        let values = params_from_iter(values);
        statement.query_row(values, |row| row.get(column)).unwrap()
    };
    for (name, expected) in [("members", 5), ("guests", 1), ("banned", 1), ("active", 1)] {
        assert_eq!(count(numbers::PEOPLE, name, &[300, 50]), expected, "{name}");
    }
    for (name, expected) in [
        ("public_rooms", 1),
        ("direct_rooms", 0),
        ("open_reports", 1),
    ] {
        assert_eq!(count(numbers::ROOMS, name, &[]), expected, "{name}");
    }
}
