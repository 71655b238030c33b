//! The site's tables in memory, with what several tests do to them.

#![allow(dead_code, reason = "each test uses some of it")]

use confab::accounts::sql::{ADD_REFRESH, ADD_SESSION};
use rusqlite::{Connection, Params, params};

/// An empty site.
pub fn site() -> Connection {
    let site = Connection::open_in_memory().unwrap();
    site.execute_batch("PRAGMA foreign_keys = ON").unwrap();
    for migration in [
        include_str!("../../migrations/0001_foundation.sql"),
        include_str!("../../migrations/0002_rooms_and_people.sql"),
        include_str!("../../migrations/0003_media.sql"),
    ] {
        site.execute_batch(migration).unwrap();
    }
    site
}

/// An account that was made somehow, `id-{name}`.
pub fn person(site: &Connection, name: &str, role: &str) {
    let kind = if role == "guest" { "guest" } else { "member" };
    let username = (kind == "member").then_some(name);
    let values = params![format!("id-{name}"), username, name, kind, role];
    site.execute(
        "INSERT INTO users (id, username, name, name_folded, kind, role, password, created_at) \
         VALUES (?1, ?2, ?3, ?3, ?4, ?5, 'old', 10)",
        values,
    )
    .unwrap();
}

/// Logs somebody in.
pub fn log_in(site: &Connection, user: &str, session: &str, refresh: &str) {
    log_in_from(site, user, session, refresh, None);
}

/// Logs somebody in, from an address.
pub fn log_in_from(
    site: &Connection,
    user: &str,
    session: &str,
    refresh: &str,
    address: Option<&str>,
) {
    let values = params![session, user, "Firefox", 100, 1_000, address];
    site.execute(ADD_SESSION, values).unwrap();
    site.execute(ADD_REFRESH, params![refresh, session, 100])
        .unwrap();
}

/// Runs a statement and gives its rows' first column.
pub fn column(site: &Connection, sql: &str, values: impl Params) -> Vec<String> {
    let mut statement = site.prepare(sql).unwrap();
    let rows = statement.query_map(values, |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

/// How SQLite goes about a statement.
pub fn plan(site: &Connection, sql: &str, values: impl Params) -> Vec<String> {
    let mut statement = site.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let rows = statement.query_map(values, |row| row.get("detail"));
    rows.unwrap().map(Result::unwrap).collect()
}
