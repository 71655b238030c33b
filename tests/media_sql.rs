//! The statements of files, on SQLite with the migrations of the site.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use confab::media::sql::*;
use rusqlite::{Connection, params};

mod site_in_memory;
use site_in_memory::{column, plan, site};

const PERSON: i64 = 1_000;
const SITE: i64 = 1_500;

fn add_at(site: &Connection, id: &str, owner: &str, size: i64, now: i64, most: i64) -> bool {
    let parts = None::<i64>;
    let values = params![
        id,
        "room",
        owner,
        "a.png",
        size,
        parts,
        now,
        PERSON,
        SITE,
        now - 600,
        most
    ];
    site.execute(ADD, values).unwrap() == 1
}

fn add(site: &Connection, id: &str, owner: &str, size: i64) -> bool {
    add_at(site, id, owner, size, 10_000, 60)
}

fn stored(site: &Connection, id: &str) -> Vec<String> {
    let size = None::<i64>;
    column(site, STORED, params![id, "image/png", size, size, 20_000])
}

/// Bytes of ada, of bob, of the site.
fn used(site: &Connection) -> [i64; 3] {
    ["ada", "bob", ""].map(|owner| {
        let values = params![owner, 0, 59];
        let of = if owner.is_empty() { "site" } else { "person" };
        site.query_row(USE, values, |row| row.get(of)).unwrap()
    })
}

/// A forward: another row of the same object.
fn forward(site: &Connection, id: &str, of: &str, owner: &str) {
    site.execute(
        "INSERT INTO media (id, object, room_id, owner, name, type, size, created_at, stored_at)
         SELECT ?1, object, 'other', ?3, name, type, size, 11000, 11000 FROM media WHERE id = ?2",
        params![id, of, owner],
    )
    .unwrap();
}

#[test]
fn no_limit_is_passed() {
    let site = site();
    assert!(add(&site, "1", "ada", 600));
    assert!(!add(&site, "2", "ada", 401), "over what a person may have");
    assert!(add(&site, "2", "ada", 400));
    assert!(!add(&site, "3", "bob", 501), "over what the site may have");
    assert!(add(&site, "3", "bob", 500));
    assert!(!add(&site, "4", "bob", 1));
    assert_eq!(used(&site), [1_000, 500, 1_500]);
}

#[test]
fn so_many_in_a_while_and_no_more() {
    let site = site();
    for (at, id) in ["1", "2", "3"].into_iter().enumerate() {
        assert!(add_at(&site, id, "ada", 1, 10_000 + at as i64, 3));
    }
    assert!(!add_at(&site, "4", "ada", 1, 10_003, 3));
    assert!(add_at(&site, "5", "bob", 1, 10_003, 3), "others may");
    // The first no longer counts once the window is over; when that is, can be told.
    let first: Option<i64> = site
        .query_row(USE, params!["ada", 10_003 - 600, 2], |row| row.get("first"))
        .unwrap();
    assert_eq!(first, Some(10_000));
    assert!(!add_at(&site, "4", "ada", 1, 10_599, 3));
    assert!(add_at(&site, "4", "ada", 1, 10_600, 3));
    // One that is deleted was begun all the same.
    site.execute(DELETE, params!["4", 10_601]).unwrap();
    assert!(!add_at(&site, "6", "ada", 1, 10_600, 3));
}

#[test]
fn what_is_deleted_is_no_longer_its_owners_and_in_the_bucket_until_it_is_gone() {
    let site = site();
    add(&site, "1", "ada", 600);
    stored(&site, "1");
    assert_eq!(
        site.execute(THUMBNAIL, params!["1", "image/webp", 50])
            .unwrap(),
        1
    );
    assert_eq!(used(&site), [650, 0, 650]);
    assert_eq!(
        site.execute(THUMBNAIL, params!["1", "image/webp", 40])
            .unwrap(),
        1
    );
    assert_eq!(used(&site), [640, 0, 640]);
    assert_eq!(site.execute(DELETE, params!["1", 30_000]).unwrap(), 1);
    assert_eq!(site.execute(DELETE, params!["1", 30_001]).unwrap(), 0);
    assert_eq!(used(&site), [0, 0, 640]);
    site.execute("DELETE FROM media WHERE id = '1'", [])
        .unwrap();
    assert_eq!(used(&site), [0, 0, 0]);
}

#[test]
fn what_is_forwarded_counts_for_both_and_lies_in_the_bucket_once() {
    let site = site();
    add(&site, "1", "ada", 300);
    stored(&site, "1");
    forward(&site, "2", "1", "bob");
    assert_eq!(used(&site), [300, 300, 300]);
    site.execute("DELETE FROM media WHERE id = '1'", [])
        .unwrap();
    assert_eq!(used(&site), [0, 300, 300]);
    site.execute("DELETE FROM media WHERE id = '2'", [])
        .unwrap();
    assert_eq!(used(&site), [0, 0, 0]);
}

#[test]
fn what_never_came_is_forgotten_and_what_came_is_not() {
    let site = site();
    add(&site, "1", "ada", 300);
    add(&site, "2", "ada", 300);
    site.execute(PART, params!["1", 1, "tag", 300]).unwrap();
    assert_eq!(stored(&site, "2"), ["2"]);
    assert!(stored(&site, "2").is_empty(), "only once");
    assert_eq!(site.execute(FORGET, ["1"]).unwrap(), 1);
    assert_eq!(site.execute(FORGET, ["2"]).unwrap(), 0);
    assert_eq!(used(&site), [300, 0, 300]);
    assert!(column(&site, "SELECT etag FROM upload_parts", []).is_empty());
    // Deleted on its way.
    add(&site, "3", "ada", 300);
    site.execute(DELETE, params!["3", 30_000]).unwrap();
    assert!(stored(&site, "3").is_empty());
}

#[test]
fn a_part_that_comes_again_takes_the_place_of_the_first() {
    let site = site();
    add(&site, "1", "ada", 300);
    for (part, etag) in [(2, "b"), (1, "a"), (2, "c")] {
        site.execute(PART, params!["1", part, etag, 100]).unwrap();
    }
    let parts = format!("SELECT part || etag FROM ({PARTS})").replace("?1", "'1'");
    assert_eq!(column(&site, &parts, []), ["1a", "2c"]);
    site.execute(FORGET_PARTS, ["1"]).unwrap();
    assert!(column(&site, &parts, []).is_empty());
}

#[test]
fn what_is_not_said_stays_and_a_message_that_holds_it_keeps_it() {
    let site = site();
    add(&site, "1", "ada", 300);
    stored(&site, "1");
    let said = |alt: Option<&str>, duration: Option<i64>| {
        let none = None::<i64>;
        let values = params!["1", alt, duration, none, none, none, none];
        site.query_row(DESCRIBE, values, |row| {
            Ok((
                row.get::<_, Option<String>>("alt")?,
                row.get::<_, Option<i64>>("duration_ms")?,
            ))
        })
        .ok()
    };
    assert_eq!(
        said(Some("a cat"), None),
        Some((Some("a cat".into()), None))
    );
    assert_eq!(said(None, Some(5)), Some((Some("a cat".into()), Some(5))));
    assert_eq!(said(Some(""), None), Some((None, Some(5))));
    site.execute("UPDATE media SET attached_at = 1", [])
        .unwrap();
    assert_eq!(said(Some("a dog"), None), None);
    assert_eq!(site.execute(DELETE, params!["1", 30_000]).unwrap(), 0);
    assert_eq!(
        site.execute(THUMBNAIL, params!["1", "image/webp", 50])
            .unwrap(),
        0
    );
}

#[test]
fn nobody_looks_through_all_files() {
    let site = site();
    let none = None::<i64>;
    let add = params!["1", "room", "ada", "a", 1, none, 1, 1, 1, 1, 1];
    let mut plans = plan(&site, ADD, add);
    plans.extend(plan(&site, USE, params!["ada", 0, 59]));
    plans.extend(plan(&site, DELETE, params!["1", 1]));
    plans.extend(plan(&site, "DELETE FROM media WHERE id = ?1", ["1"]));
    for step in plans {
        assert!(!step.contains("SCAN media"), "{step}");
    }
}
