//! Answers about people and rooms, to those who look after the site; and the numbers.

use worker::Response;

use super::{People, Rooms, State};
use crate::accounts::UserRow;
use crate::app::App;
use crate::error::Error;
use crate::json;
use crate::json::FromJson;
use crate::moderation::{numbers, page};
use crate::respond;
use crate::wire::moderation::{Account, RoomSummary};
use crate::wire::types::{Millis, RoomId, RoomKind, SiteRole};

/// `GET /api/admin/users?q=&role=&state=&cursor=`: newest account first.
///
/// # Errors
/// `bad_request`.
pub async fn people(app: &App) -> Result<Response, Error> {
    let role = match app.said("role").as_deref() {
        None => None,
        Some("owner") => Some(SiteRole::Owner),
        Some("admin") => Some(SiteRole::Admin),
        Some("member") => Some(SiteRole::Member),
        Some("guest") => Some(SiteRole::Guest),
        Some(_) => return Err(none_of("role", "owner, admin, member and guest")),
    };
    let state = match app.said("state").as_deref() {
        None => None,
        Some("banned") => Some(State::Banned),
        Some("guest") => Some(State::Guest),
        Some("member") => Some(State::Member),
        Some(_) => return Err(none_of("state", "banned, guest and member")),
    };
    let asked = People {
        begins: app.said("q"),
        role,
        state,
        cursor: app.said("cursor"),
    };
    let select = asked.page(app.now);
    let found: Vec<UserRow> = app.database()?.all(&select.sql, &select.values).await?;
    let accounts = found.into_iter().map(|row| row.account(app.now)).collect();
    let id = |account: &Account| account.user.author.id.as_str().to_owned();
    let (users, next) = page::cut(accounts, id);
    respond::json(200, &json!({ "users": users, "next": next }))
}

/// `GET /api/admin/rooms?q=&kind=&state=&cursor=`: by name.
///
/// # Errors
/// `bad_request`.
pub async fn rooms(app: &App) -> Result<Response, Error> {
    /// As SQL has it: a truth is a number there.
    #[derive(FromJson)]
    struct Row {
        id: RoomId,
        name: String,
        kind: RoomKind,
        created_at: Millis,
        archived_at: Option<Millis>,
        is_default: u8,
        members: u32,
        messages: u64,
        bytes: u64,
    }
    let kind = app.said("kind");
    if kind
        .as_deref()
        .is_some_and(|kind| !matches!(kind, "public" | "private"))
    {
        return Err(none_of("kind", "public and private"));
    }
    let state = app.said("state");
    if state.as_deref().is_some_and(|state| state != "archived") {
        return Err(none_of("state", "archived"));
    }
    let asked = Rooms {
        begins: app.said("q"),
        kind,
        archived: state.is_some(),
        cursor: app.said("cursor"),
    };
    let select = asked.page();
    let found: Vec<Row> = app.database()?.all(&select.sql, &select.values).await?;
    let (found, next) = page::cut(found, |row| row.id.as_str().to_owned());
    let summary = |row: Row| RoomSummary {
        id: row.id,
        name: row.name,
        kind: row.kind,
        created_at: row.created_at,
        archived_at: row.archived_at,
        is_default: row.is_default != 0,
        members: row.members,
        messages: row.messages,
        bytes: row.bytes,
    };
    let rooms: Vec<RoomSummary> = found.into_iter().map(summary).collect();
    respond::json(200, &json!({ "rooms": rooms, "next": next }))
}

/// `GET /api/admin/numbers`
///
/// # Errors
/// `internal`.
pub async fn numbers(app: &App) -> Result<Response, Error> {
    respond::json(200, &numbers::all(&app.database()?, app.now).await?)
}

fn none_of(name: &str, known: &str) -> Error {
    Error::bad_request(format!("The parameter \"{name}\" is none of {known}."))
}
