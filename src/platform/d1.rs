//! D1, typed: statements with their values, rows into structs, constraint names into errors clients understand.

use serde::de::DeserializeOwned;
use worker::wasm_bindgen::JsValue;
use worker::{D1Database, D1PreparedStatement, D1Result, Env};

use crate::database::Value;
use crate::error::Error;

/// The site's database.
pub struct D1(D1Database);

/// Binds what is listed, in order, to `?1`, `?2` and so on.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::database::Value::from($value)),*] };
}

impl D1 {
    /// Opens the binding `DB`.
    ///
    /// # Errors
    /// `internal` when there is none.
    pub fn open(env: &Env) -> Result<Self, Error> {
        env.d1("DB").map(Self).map_err(Error::internal)
    }

    /// A statement ready to run, alone or in a [`D1::batch`].
    ///
    /// # Errors
    /// `internal`.
    pub fn statement(&self, sql: &str, values: &[Value<'_>]) -> Result<D1PreparedStatement, Error> {
        let values: Vec<JsValue> = values.iter().map(to_js).collect();
        self.0.prepare(sql).bind(&values).map_err(refused)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Those of [`refused`].
    pub async fn first<T: DeserializeOwned>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Option<T>, Error> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// All rows.
    ///
    /// # Errors
    /// Those of [`refused`].
    pub async fn all<T: DeserializeOwned>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<T>, Error> {
        let result = self.statement(sql, values)?.all().await.map_err(refused)?;
        rows(&result)
    }

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// Those of [`refused`].
    pub async fn run(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, Error> {
        let result = self.statement(sql, values)?.run().await.map_err(refused)?;
        changed(&result)
    }

    /// Runs statements in one transaction: all of them, or none.
    ///
    /// # Errors
    /// Those of [`refused`].
    pub async fn batch(
        &self,
        statements: Vec<D1PreparedStatement>,
    ) -> Result<Vec<D1Result>, Error> {
        self.0.batch(statements).await.map_err(refused)
    }
}

/// The rows of one result of a batch.
///
/// # Errors
/// `internal` when a row has not the shape of `T`.
pub fn rows<T: DeserializeOwned>(result: &D1Result) -> Result<Vec<T>, Error> {
    result.results().map_err(refused)
}

/// How many rows a statement changed.
///
/// # Errors
/// `internal`.
pub fn changed(result: &D1Result) -> Result<usize, Error> {
    let meta = result.meta().map_err(refused)?;
    Ok(meta.and_then(|meta| meta.changes).unwrap_or(0))
}

/// A failure of the database as clients see it.
fn refused(failure: worker::Error) -> Error {
    let cause = failure.to_string();
    if cause.contains("UNIQUE constraint failed: users.username") {
        Error::NameTaken
    } else {
        Error::internal(cause)
    }
}

/// Integers travel as doubles, exact to 2^53. (The crate's own integer type is an `i32`, too small for milliseconds.)
#[allow(
    clippy::cast_precision_loss,
    reason = "nothing stored here passes 2^53"
)]
fn to_js(value: &Value<'_>) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Integer(number) => JsValue::from_f64(*number as f64),
        Value::Text(text) => JsValue::from_str(text),
    }
}
