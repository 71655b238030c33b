//! Settings and invitations, on D1.

use serde::Deserialize;

use super::{Changes, Invite, Row, Settings, sql};
use crate::error::Error;
use crate::platform::d1::{D1, rows};
use crate::platform::random;
use crate::values;
use crate::wire::types::{Site, UserId};

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
    #[derive(Deserialize)]
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
        .rows()
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
    #[derive(Deserialize)]
    struct Key {
        value: String,
    }

    let row: Option<Key> = database
        .first(sql::SIGNING_KEY, &values![random::secret()?])
        .await?;
    row.map(|row| row.value)
        .ok_or_else(|| Error::internal("the signing key was not stored"))
}

/// The invitations there are.
///
/// # Errors
/// `internal`.
pub async fn invites(database: &D1) -> Result<Vec<Invite>, Error> {
    database.all(sql::INVITES, &[]).await
}

/// Makes an invitation.
///
/// # Errors
/// `internal`.
pub async fn add_invite(database: &D1, invite: &Invite, by: &UserId) -> Result<(), Error> {
    let values = values![
        invite.code.as_str(),
        by.as_str(),
        invite.created_at,
        invite.expires_at,
        invite.max_uses.map(i64::from),
    ];
    database.run(sql::ADD_INVITE, &values).await?;
    Ok(())
}

/// Takes an invitation back; false when there is none.
///
/// # Errors
/// `internal`.
pub async fn delete_invite(database: &D1, code: &str) -> Result<bool, Error> {
    Ok(database.run(sql::DELETE_INVITE, &values![code]).await? > 0)
}
