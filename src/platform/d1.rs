//! D1, typed: statements with their values, rows into structs, constraint names into errors clients understand.
//!
//! Bound by hand where the `worker` crate would read rows one property at a time, by code of its own for each type.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Env;
use worker::js_sys::{self, Array, JSON, Promise};

use crate::database::Value;
use crate::error::Error;
use crate::json::{self, FromJson};

#[wasm_bindgen]
extern "C" {
    type Binding;
    #[wasm_bindgen(method, catch, js_name = prepare)]
    fn prepare(this: &Binding, sql: &str) -> Result<Statement, JsValue>;
    #[wasm_bindgen(method, catch, js_name = batch)]
    fn batch(this: &Binding, statements: &Array) -> Result<Promise, JsValue>;

    /// A statement with its values, ready to run.
    pub type Statement;
    #[wasm_bindgen(method, catch, variadic, js_name = bind)]
    fn bind(this: &Statement, values: &Array) -> Result<Statement, JsValue>;
    #[wasm_bindgen(method, catch, js_name = all)]
    fn all(this: &Statement) -> Result<Promise, JsValue>;

    /// What a statement has given.
    pub type Done;
    #[wasm_bindgen(method, getter, js_name = results)]
    fn results(this: &Done) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = meta)]
    fn meta(this: &Done) -> Meta;

    type Meta;
    #[wasm_bindgen(method, getter, js_name = changes)]
    fn changes(this: &Meta) -> Option<f64>;
    #[wasm_bindgen(method, getter, js_name = size_after)]
    fn size_after(this: &Meta) -> Option<f64>;
}

/// The site's database.
pub struct D1(Binding);

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
        let database: JsValue = env.d1("DB").map_err(Error::internal)?.into();
        Ok(Self(database.unchecked_into()))
    }

    /// A statement ready to run, alone or in a [`D1::batch`].
    ///
    /// # Errors
    /// `internal`.
    pub fn statement(&self, sql: &str, values: &[Value<'_>]) -> Result<Statement, Error> {
        let values: Array = values.iter().map(to_js).collect();
        let statement = self.0.prepare(sql);
        statement
            .and_then(|statement| statement.bind(&values))
            .map_err(|thrown| refused(&thrown))
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Those of [`refused`].
    pub async fn first<T: FromJson>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Option<T>, Error> {
        Ok(self.all(sql, values).await?.into_iter().next())
    }

    /// The first row, if there is one, read as two things: each leaves alone the columns it does not know. (What serde
    /// flattens into one is read by much more code.)
    ///
    /// # Errors
    /// Those of [`refused`].
    pub async fn first_as<A: FromJson, B: FromJson>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Option<(A, B)>, Error> {
        let done = self.done(sql, values).await?;
        let (one, other) = (rows(&done)?, rows(&done)?);
        Ok(one.into_iter().zip(other).next())
    }

    /// All rows.
    ///
    /// # Errors
    /// Those of [`refused`].
    pub async fn all<T: FromJson>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>, Error> {
        rows(&self.done(sql, values).await?)
    }

    /// Runs a statement and says how many rows it changed.
    ///
    /// # Errors
    /// Those of [`refused`].
    pub async fn run(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, Error> {
        Ok(changed(&self.done(sql, values).await?))
    }

    /// Runs statements in one transaction: all of them, or none.
    ///
    /// # Errors
    /// Those of [`refused`].
    pub async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Done>, Error> {
        let statements: Array = statements.into_iter().map(JsValue::from).collect();
        let done = settled(self.0.batch(&statements)).await?;
        let done = Array::from(&done).into_iter();
        Ok(done.map(JsCast::unchecked_into).collect())
    }

    async fn done(&self, sql: &str, values: &[Value<'_>]) -> Result<Done, Error> {
        let running = self.statement(sql, values)?.all();
        settled(running).await.map(JsCast::unchecked_into)
    }
}

/// The rows of one result of a batch. They come over as one text: that is quicker than property by property.
///
/// # Errors
/// `internal` when a row has not the shape of `T`.
pub fn rows<T: FromJson>(done: &Done) -> Result<Vec<T>, Error> {
    json::read(&text(done)?).map_err(Error::internal)
}

/// How many rows a statement changed.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of rows"
)]
pub fn changed(done: &Done) -> usize {
    done.meta().changes().unwrap_or(0.0) as usize
}

/// How many bytes the database has after a statement.
#[must_use]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of bytes"
)]
pub fn size_after(done: &Done) -> u64 {
    done.meta().size_after().unwrap_or(0.0) as u64
}

fn text(done: &Done) -> Result<String, Error> {
    let results = done.results();
    if results.is_undefined() {
        return Ok("[]".into());
    }
    let text = JSON::stringify(&results).map_err(|thrown| refused(&thrown))?;
    Ok(text.into())
}

async fn settled(running: Result<Promise, JsValue>) -> Result<JsValue, Error> {
    match running {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    }
    .map_err(|thrown| refused(&thrown))
}

/// A failure of the database as clients see it.
fn refused(thrown: &JsValue) -> Error {
    let cause = match thrown.dyn_ref::<js_sys::Error>() {
        Some(failure) => String::from(failure.message()),
        None => "the database failed".into(),
    };
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
