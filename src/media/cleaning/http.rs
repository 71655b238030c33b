//! What those who look after the site see of its files.

use worker::Response;

use super::store;
use crate::app::App;
use crate::error::Error;
use crate::json;
use crate::media::store::limits;
use crate::respond;

/// `GET /api/admin/media?cursor=`: the files in numbers, the limits, and what of a thousand objects in the bucket belongs
/// to no file.
///
/// # Errors
/// `internal`.
pub async fn report(app: &App) -> Result<Response, Error> {
    let database = app.database()?;
    let limits = limits(&app.env);
    let counts = store::counts(&database).await?;
    let cursor = app.said("cursor");
    let (orphans, looked_at, next) = store::orphans(&app.env, &database, cursor.as_deref()).await?;
    let report = json!({
        "used_bytes": counts.used_bytes,
        "files": counts.files,
        "unattached": counts.unattached,
        "waiting_for_deletion": counts.waiting,
        "limits": json!({ "file_bytes": limits.file, "person_bytes": limits.person, "site_bytes": limits.site }),
        "orphans": orphans,
        "looked_at": looked_at,
        "next": next,
    });
    respond::json(200, &report)
}
