//! Files, on D1.

use super::record::Record;
use super::sql;
use crate::error::Error;
use crate::platform::d1::D1;
use crate::values;

/// One file, whatever has become of it.
///
/// # Errors
/// `internal`.
pub async fn file(database: &D1, id: &str) -> Result<Option<Record>, Error> {
    database.first(sql::FILE, &values![id]).await
}
