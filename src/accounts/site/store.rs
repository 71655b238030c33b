//! Settings, on D1.

use super::{Changes, Row, Settings, sql};
use crate::error::Error;
use crate::json::FromJson;
use crate::platform::d1::{D1, rows};
use crate::random;
use crate::values;
use crate::wire::moderation::Word;
use crate::wire::types::Site;

/// The settings as they stand.
///
/// # Errors
/// `internal`.
pub async fn settings(database: &D1) -> Result<Settings, Error> {
    Ok(Settings::from_rows(database.all(sql::SETTINGS, &[]).await?))
}

/// The site as everybody may see it.
///
/// # Errors
/// `internal`.
pub async fn site(database: &D1) -> Result<Site, Error> {
    #[derive(FromJson)]
    struct Owned {
        owners: u32,
    }

    let statements = vec![
        database.statement(sql::SETTINGS, &[])?,
        database.statement(sql::OWNED, &[])?,
    ];
    let results = database.batch(statements).await?;
    let [settings, owned] = results.as_slice() else {
        return Err(Error::internal(
            "a batch of two gave other than two results",
        ));
    };
    let owned = rows::<Owned>(owned)?.iter().any(|row| row.owners > 0);
    Ok(Settings::from_rows(rows::<Row>(settings)?).site(owned))
}

/// Changes what is to become different.
///
/// # Errors
/// `internal`.
pub async fn change(database: &D1, changes: &Changes) -> Result<(), Error> {
    let statements: Vec<_> = changes
        .rows()?
        .into_iter()
        .map(|(key, value)| database.statement(sql::SET, &values![key, value]))
        .collect::<Result<_, _>>()?;
    if !statements.is_empty() {
        database.batch(statements).await?;
    }
    Ok(())
}

/// The signing key of a site that was given none, made at its first use.
///
/// # Errors
/// `internal`.
pub async fn signing_key(database: &D1) -> Result<String, Error> {
    let row: Option<Stored> = database
        .first(sql::SIGNING_KEY, &values![random::secret()?])
        .await?;
    row.map(|row| row.value)
        .ok_or_else(|| Error::internal("the signing key was not stored"))
}

/// Whether links get previews.
///
/// # Errors
/// `internal`.
pub async fn previews(database: &D1) -> Result<bool, Error> {
    Ok(settings(database).await?.previews)
}

/// The words that are not wanted.
///
/// # Errors
/// `internal`.
pub async fn words(database: &D1) -> Result<Vec<Word>, Error> {
    let row: Option<Stored> = database.first(sql::WORDS, &[]).await?;
    Ok(row.map_or_else(Vec::new, |row| super::words(&row.value)))
}

#[derive(FromJson)]
struct Stored {
    value: String,
}
