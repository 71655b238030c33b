//! Answers about reports.

use worker::Response;

use super::store::{self, New};
use super::{Queue, WINDOW_MS, own};
use crate::accounts::Caller;
use crate::app::App;
use crate::body::Body;
use crate::directory;
use crate::error::Error;
use crate::json;
use crate::moderation::audit::{self, Act, Entry};
use crate::moderation::reach;
use crate::random;
use crate::respond;
use crate::room::requests::{RoomReply, Wish};
use crate::wire::moderation::{Outcome, Report};
use crate::wire::text::Reason;
use crate::wire::types::{Action, RoomId, Seq};

/// `POST /api/rooms/{room}/messages/{seq}/report`. Reporting it again gives the first report.
///
/// # Errors
/// `bad_request`, `too_fast`; the room's own.
pub async fn create(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    seq: Seq,
    mut body: Body,
) -> Result<Response, Error> {
    let reason: Reason = body.required("reason")?;
    if reason.as_str().is_empty() {
        return Err(Error::bad_request("Say what is wrong with the message."));
    }
    let database = app.database()?;
    let reporter = &caller.user.author.id;
    if let Some(first) = store::of_message(&database, room, seq, reporter).await? {
        return respond::json(200, &json!({ "report": own(first) }));
    }
    let context = Wish::Context { seq };
    let RoomReply::Context {
        room,
        message,
        around,
    } = directory::wish(app, caller, room, context).await?
    else {
        return Err(Error::internal(
            "a room answered a report with something else",
        ));
    };
    let new = New {
        id: random::id(app.now)?,
        room: &room,
        message: &message,
        around: &around,
        reporter,
        reason: &reason,
    };
    let added = store::add(&database, &new, !app.rates_off, app.now).await?;
    match store::of_message(&database, &room.id, seq, reporter).await? {
        Some(report) => respond::json(
            if added { 201 } else { 200 },
            &json!({ "report": own(report) }),
        ),
        None => Err(Error::TooFast {
            retry_after_ms: WINDOW_MS.unsigned_abs(),
        }),
    }
}

/// `GET /api/me/reports`: one's own, newest first.
///
/// # Errors
/// `internal`.
pub async fn of_me(app: &App, caller: &Caller) -> Result<Response, Error> {
    let reports = store::of_person(&app.database()?, &caller.user.author.id).await?;
    let reports: Vec<Report> = reports.into_iter().map(own).collect();
    respond::json(200, &json!({ "reports": reports }))
}

/// `GET /api/rooms/{room}/reports?state=&cursor=`: for those who keep order there.
///
/// # Errors
/// `bad_request`; the room's own.
pub async fn of_room(app: &App, caller: &Caller, room: &RoomId) -> Result<Response, Error> {
    moderates(app, caller, room).await?;
    queue(app, Some(room)).await
}

/// `GET /api/admin/reports?state=&cursor=`: all rooms'.
///
/// # Errors
/// `bad_request`.
pub async fn of_site(app: &App) -> Result<Response, Error> {
    queue(app, None).await
}

/// `PATCH /api/rooms/{room}/reports/{report}`: how it was dealt with.
///
/// # Errors
/// `bad_request`, `not_found`, `conflict` when that was done already; the room's own.
pub async fn handle_in_room(
    app: &App,
    caller: &Caller,
    room: &RoomId,
    report: &str,
    body: Body,
) -> Result<Response, Error> {
    let decision = Decision::read(body)?;
    moderates(app, caller, room).await?;
    handle(app, caller, Some(room), report, &decision).await
}

/// `PATCH /api/admin/reports/{report}`
///
/// # Errors
/// `bad_request`, `not_found`, `conflict` when that was done already.
pub async fn handle_on_site(
    app: &App,
    caller: &Caller,
    report: &str,
    body: Body,
) -> Result<Response, Error> {
    handle(app, caller, None, report, &Decision::read(body)?).await
}

/// How somebody deals with a report.
struct Decision {
    outcome: Outcome,
    note: Reason,
}

impl Decision {
    fn read(mut body: Body) -> Result<Self, Error> {
        Ok(Self {
            outcome: body.required("outcome")?,
            note: body.optional("note")?.unwrap_or_default(),
        })
    }
}

async fn handle(
    app: &App,
    caller: &Caller,
    room: Option<&RoomId>,
    id: &str,
    decision: &Decision,
) -> Result<Response, Error> {
    let database = app.database()?;
    let missing = || Error::not_found("report");
    store::report(&database, id, room)
        .await?
        .ok_or_else(missing)?;
    let Decision { outcome, note } = decision;
    let by = &caller.user.author.id;
    if !store::handle(&database, id, *outcome, note, by, app.now).await? {
        return Err(Error::conflict(
            "Somebody has dealt with this report already.",
        ));
    }
    let report = store::report(&database, id, room)
        .await?
        .ok_or_else(missing)?;
    let reason = match note.as_str() {
        "" => outcome.name().to_owned(),
        note => format!("{}: {note}", outcome.name()),
    };
    let entry = Entry {
        act: Act::ReportHandle,
        target: report.author.id.as_str(),
        target_name: &report.author.name,
        room: Some(&report.room),
        reason: &reason,
    };
    audit::note(app, caller, entry).await?;
    reach::reported(app, own(report.clone())).await?;
    respond::json(200, &json!({ "report": report }))
}

async fn queue(app: &App, room: Option<&RoomId>) -> Result<Response, Error> {
    let open = match app.said("state").as_deref() {
        None => None,
        Some("open") => Some(true),
        Some("handled") => Some(false),
        Some(_) => {
            return Err(Error::bad_request(
                "The parameter \"state\" is none of open and handled.",
            ));
        }
    };
    let asked = Queue {
        room: room.cloned(),
        open,
        cursor: app.said("cursor"),
    };
    let (reports, next) = store::queue(&app.database()?, &asked).await?;
    respond::json(200, &json!({ "reports": reports, "next": next }))
}

async fn moderates(app: &App, caller: &Caller, room: &RoomId) -> Result<(), Error> {
    directory::may(app, caller, room, Action::Moderate)
        .await
        .map(drop)
}
