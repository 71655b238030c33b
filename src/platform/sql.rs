//! The SQLite of a Durable Object behind [`Database`].
//!
//! Bound by hand where the `worker` crate would turn the statement into a JavaScript string at every call, read rows
//! one property at a time, and hang on a fault thrown inside a cursor.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use worker::js_sys::{Array, JsString, Uint8Array};

use crate::database::{Database, DatabaseError, Row, Value};
use crate::map::Map;

#[wasm_bindgen]
extern "C" {
    #[derive(Debug)]
    type Sql;
    #[wasm_bindgen(method, catch, variadic, js_name = exec)]
    fn exec(this: &Sql, query: &JsValue, bindings: &Array) -> Result<Cursor, JsValue>;

    type Cursor;
    #[wasm_bindgen(method, catch, js_name = raw)]
    fn raw(this: &Cursor) -> Result<RawRows, JsValue>;

    type RawRows;
    #[wasm_bindgen(method, catch, js_name = toArray)]
    fn to_array(this: &RawRows) -> Result<Array, JsValue>;
}

/// The SQL storage of the object it was opened for.
#[derive(Debug)]
pub struct ObjectSql {
    sql: Sql,
    /// Statements as JavaScript strings. All are written in the source, so there are a few dozen.
    statements: RefCell<Map<String, JsValue>>,
}

impl ObjectSql {
    /// The SQL storage of an object.
    #[must_use]
    pub fn new(state: &worker::State) -> Self {
        let sql: JsValue = state.storage().sql().as_ref().clone();
        Self {
            sql: sql.unchecked_into(),
            statements: RefCell::default(),
        }
    }

    fn statement(&self, sql: &str) -> JsValue {
        if let Some(known) = self.statements.borrow().get(sql) {
            return known.clone();
        }
        let value = JsValue::from_str(sql);
        self.statements
            .borrow_mut()
            .insert(sql.to_owned(), value.clone());
        value
    }

    /// Runs a statement whose first value is bytes. The rows it returns hold none.
    ///
    /// # Errors
    /// As [`Database::query`].
    pub fn query_with(
        &self,
        sql: &str,
        bytes: &[u8],
        values: &[Value<'_>],
    ) -> Result<Vec<Row>, DatabaseError> {
        let bindings: Array = values.iter().map(bound).collect();
        bindings.unshift(&Uint8Array::from(bytes));
        rows(&self.run(sql, &bindings)?)
    }

    /// The first column of the first row, which holds bytes; none when there is no row.
    ///
    /// # Errors
    /// As [`Database::query`].
    pub fn bytes(&self, sql: &str, values: &[Value<'_>]) -> Result<Option<Vec<u8>>, DatabaseError> {
        let bindings: Array = values.iter().map(bound).collect();
        let first = self.run(sql, &bindings)?.get(0);
        let first = first.dyn_ref::<Array>().map(|row| row.get(0));
        Ok(first.map(|bytes| Uint8Array::new(&bytes).to_vec()))
    }

    fn run(&self, sql: &str, bindings: &Array) -> Result<Array, DatabaseError> {
        self.sql
            .exec(&self.statement(sql), bindings)
            .and_then(|cursor| cursor.raw())
            .and_then(|rows| rows.to_array())
            .map_err(|thrown| failed(&thrown))
    }
}

impl Database for ObjectSql {
    fn query(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, DatabaseError> {
        let bindings: Array = values.iter().map(bound).collect();
        rows(&self.run(sql, &bindings)?)
    }
}

#[allow(clippy::cast_precision_loss, reason = "nothing stored passes 2^53")]
fn bound(value: &Value<'_>) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Integer(integer) => JsValue::from_f64(*integer as f64),
        Value::Text(text) => JsValue::from_str(text),
    }
}

fn rows(rows: &Array) -> Result<Vec<Row>, DatabaseError> {
    rows.iter().map(|row| self::row(&row)).collect()
}

fn row(row: &JsValue) -> Result<Row, DatabaseError> {
    Array::from(row)
        .iter()
        .map(|value| column(&value))
        .collect::<Result<_, _>>()
        .map(Row)
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "integers in SQL here stay below 2^53"
)]
fn column(value: &JsValue) -> Result<Value<'static>, DatabaseError> {
    if let Some(number) = value.as_f64() {
        Ok(Value::Integer(number as i64))
    } else if let Some(text) = value.dyn_ref::<JsString>() {
        Ok(Value::Text(String::from(text).into()))
    } else if value.is_null() {
        Ok(Value::Null)
    } else {
        Err(DatabaseError(
            "a column is neither a number, nor text, nor NULL".into(),
        ))
    }
}

fn failed(thrown: &JsValue) -> DatabaseError {
    let message = thrown
        .dyn_ref::<worker::js_sys::Error>()
        .map(|error| String::from(error.message()));
    DatabaseError(message.unwrap_or_else(|| "a statement failed".into()))
}
