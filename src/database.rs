//! The little that an engine asks of SQL, so that it runs the same in a Durable Object and natively on SQLite.
//!
//! All writes of one event commit together or not at all: a Durable Object gives that to writes with no `await`
//! between them, and the native tests give it by a transaction around each event.

use std::borrow::Cow;
use std::fmt;

use crate::error::Error;

/// A value going into or coming out of SQL. Integers are exact up to 2^53 in magnitude (they pass through doubles).
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// An integer.
    Integer(i64),
    /// A text.
    Text(Cow<'a, str>),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<u64> for Value<'_> {
    /// Numbers past 2^63 cannot come from here: `seq` and `rev` count single messages.
    fn from(value: u64) -> Self {
        Self::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Self::Text(Cow::Owned(value))
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row, read by the position of its columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub Vec<Value<'static>>);

impl Row {
    /// The text in a column.
    ///
    /// # Errors
    /// When there is no such column, or it holds something else.
    pub fn text(&self, column: usize) -> Result<&str, DatabaseError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text),
            other => Err(mistyped(column, "text", other)),
        }
    }

    /// The text in a column, or none for NULL.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn optional_text(&self, column: usize) -> Result<Option<&str>, DatabaseError> {
        match self.0.get(column) {
            Some(Value::Null) => Ok(None),
            _ => self.text(column).map(Some),
        }
    }

    /// The integer in a column.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn integer(&self, column: usize) -> Result<i64, DatabaseError> {
        match self.0.get(column) {
            Some(Value::Integer(integer)) => Ok(*integer),
            other => Err(mistyped(column, "an integer", other)),
        }
    }

    /// The integer in a column, or none for NULL.
    ///
    /// # Errors
    /// As [`Row::text`].
    pub fn optional_integer(&self, column: usize) -> Result<Option<i64>, DatabaseError> {
        match self.0.get(column) {
            Some(Value::Null) => Ok(None),
            _ => self.integer(column).map(Some),
        }
    }

    /// The count, `seq` or `rev` in a column.
    ///
    /// # Errors
    /// As [`Row::text`]; also when it is negative.
    pub fn count(&self, column: usize) -> Result<u64, DatabaseError> {
        u64::try_from(self.integer(column)?)
            .map_err(|_| DatabaseError(format!("column {column} is negative")))
    }
}

fn mistyped(column: usize, wanted: &str, found: Option<&Value<'_>>) -> DatabaseError {
    let found = match found {
        None => "nothing",
        Some(Value::Null) => "NULL",
        Some(Value::Integer(_)) => "an integer",
        Some(Value::Text(_)) => "text",
    };
    DatabaseError(format!("column {column}: wanted {wanted}, found {found}"))
}

/// A statement failed. What the engine holds in memory can no longer be trusted: it is dropped and opened anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseError(pub String);

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "database: {}", self.0)
    }
}

impl From<DatabaseError> for Error {
    fn from(failed: DatabaseError) -> Self {
        Self::internal(failed)
    }
}

/// SQL, one statement at a time.
pub trait Database {
    /// Runs a statement with its `?` filled in order, and returns all rows.
    ///
    /// SQLite plans by some values: those alone after `LIMIT`, those beside the column of a partial index, and a few
    /// more. It then plans anew whenever one is bound, which takes as long as a short statement itself. By `0 + ?` or
    /// `'' || ?` it does not; the simulator finds where that is wanting.
    ///
    /// # Errors
    /// When the statement fails; its own writes are then undone, earlier ones of the same event are not yet durable.
    fn query(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, DatabaseError>;
}

/// Whether anything was ever stored here. Asking writes nothing, so that a guessed name of an object costs no storage.
///
/// # Errors
/// When SQL fails.
pub fn exists(db: &impl Database) -> Result<bool, DatabaseError> {
    let rows = db.query(
        "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'",
        &[],
    )?;
    Ok(!rows.is_empty())
}

/// Takes the steps that have not been taken here yet; `schema_version` holds the number of the last one.
///
/// # Errors
/// When SQL fails, or a newer version of Confab was here.
pub fn migrate(db: &impl Database, steps: &[&[&str]]) -> Result<(), DatabaseError> {
    db.query(
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)",
        &[],
    )?;
    let rows = db.query("SELECT version FROM schema_version", &[])?;
    let taken = rows.first().map_or(Ok(0), |row| row.count(0))?;
    let known = steps.len() as u64;
    if taken > known {
        return Err(DatabaseError(format!(
            "schema {taken} is newer than this program, which knows {known}"
        )));
    }
    for step in steps
        .iter()
        .skip(usize::try_from(taken).unwrap_or(usize::MAX))
    {
        for statement in *step {
            db.query(statement, &[])?;
        }
    }
    if taken < known {
        db.query("DELETE FROM schema_version", &[])?;
        db.query(
            "INSERT INTO schema_version (version) VALUES (?)",
            &[Value::from(known)],
        )?;
    }
    Ok(())
}
