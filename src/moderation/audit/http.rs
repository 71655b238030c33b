//! Answers about the audit log.

use worker::Response;

use super::{Filter, csv};
use crate::app::App;
use crate::error::Error;
use crate::json;
use crate::moderation::page;
use crate::platform::d1::D1;
use crate::respond;
use crate::wire::moderation::AuditEntry;
use crate::wire::types::Millis;

/// Lines in a file: what a spreadsheet opens at once.
const LINES_IN_FILE: usize = 10_000;
/// Lines read at a time for it.
const LINES_AT_ONCE: usize = 1_000;

/// `GET /api/admin/audit?actor=&action=&target=&room=&from=&to=&cursor=`: newest first.
///
/// # Errors
/// `bad_request`.
pub async fn entries(app: &App) -> Result<Response, Error> {
    let select = filter(app)?.page();
    let found: Vec<AuditEntry> = app.database()?.all(&select.sql, &select.values).await?;
    let (entries, next) = page::cut(found, |entry| entry.id.clone());
    respond::json(200, &json!({ "entries": entries, "next": next }))
}

/// `GET /api/admin/audit.csv`: the same, as a file.
///
/// # Errors
/// `bad_request`.
pub async fn file(app: &App) -> Result<Response, Error> {
    let file = written(&app.database()?, filter(app)?).await?;
    let response = Response::ok(file).map_err(Error::internal)?;
    for (name, value) in [
        ("Content-Type", "text/csv; charset=utf-8; header=present"),
        ("Content-Disposition", "attachment; filename=\"audit.csv\""),
    ] {
        let set = response.headers().set(name, value);
        set.map_err(Error::internal)?;
    }
    Ok(response)
}

async fn written(database: &D1, mut filter: Filter) -> Result<String, Error> {
    let mut file = csv::HEADING.to_owned();
    for _ in 0..LINES_IN_FILE / LINES_AT_ONCE {
        let select = filter.most(LINES_AT_ONCE);
        let entries: Vec<AuditEntry> = database.all(&select.sql, &select.values).await?;
        for entry in &entries {
            csv::add(&mut file, entry);
        }
        if entries.len() < LINES_AT_ONCE {
            break;
        }
        filter.cursor = entries.last().map(|entry| entry.id.clone());
    }
    Ok(file)
}

fn filter(app: &App) -> Result<Filter, Error> {
    Ok(Filter {
        actor: app.said("actor"),
        action: app.said("action"),
        target: app.said("target"),
        room: app.said("room"),
        from: time(app, "from")?,
        to: time(app, "to")?,
        cursor: app.said("cursor"),
    })
}

fn time(app: &App, name: &str) -> Result<Option<Millis>, Error> {
    let Some(text) = app.said(name) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| {
        Error::bad_request(format!(
            "The parameter \"{name}\" must be a time, in milliseconds since 1970."
        ))
    })
}
