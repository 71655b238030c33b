//! SQLite as a Durable Object has it: all writes since the last durable moment can be lost together, and the program
//! can end at any statement. It sees to it that no statement is planned at every use.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use confab::database::{Database, DatabaseError, Row, Value};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, StatementStatus, ToSql, params_from_iter};

/// A fault: what is asked in the place of a statement.
pub type Twist = fn(&str) -> String;

/// The tables of one object. What is written lies in a transaction until [`Store::make_durable`].
pub struct Store {
    sqlite: Connection,
    twist: Option<Twist>,
    in_transaction: Cell<bool>,
    written_when_durable: Cell<u64>,
    dies_in: Cell<Option<usize>>,
    dead: Cell<bool>,
    statements: Cell<usize>,
    /// How often statements may have had to be planned anew: the tables changed, or their change was undone.
    upheavals: Cell<usize>,
    /// How many of these there had been when a statement was planned anew the last time.
    planned_anew: RefCell<HashMap<String, usize>>,
}

impl Store {
    pub fn new(twist: Option<Twist>) -> Rc<Self> {
        let sqlite = Connection::open_in_memory().unwrap();
        sqlite.set_prepared_statement_cache_capacity(128);
        Rc::new(Self {
            sqlite,
            twist,
            in_transaction: Cell::new(false),
            written_when_durable: Cell::new(0),
            dies_in: Cell::new(None),
            dead: Cell::new(false),
            statements: Cell::new(0),
            upheavals: Cell::new(0),
            planned_anew: RefCell::default(),
        })
    }

    /// Starts a turn; with `dies_in`, the program ends at that statement of it.
    pub fn begin(&self, dies_in: Option<usize>) {
        if !self.in_transaction.replace(true) {
            self.run("BEGIN");
        }
        self.run("SAVEPOINT turn");
        self.dies_in.set(dies_in);
        self.dead.set(false);
        self.statements.set(0);
    }

    /// The turn is over, and all it wrote stays or goes together with what was written since the last durable moment.
    pub fn end(&self) {
        self.dies_in.set(None);
        self.run("RELEASE turn");
    }

    /// Undoes what the turn wrote.
    pub fn undo(&self) {
        self.dies_in.set(None);
        self.upheavals.update(|before| before + 1);
        self.run("ROLLBACK TO turn");
        self.run("RELEASE turn");
    }

    pub fn make_durable(&self) {
        if self.in_transaction.replace(false) {
            self.run("COMMIT");
        }
        self.written_when_durable.set(self.written());
    }

    /// What was not durable is gone.
    pub fn lose(&self) {
        if self.in_transaction.replace(false) {
            self.upheavals.update(|before| before + 1);
            self.run("ROLLBACK");
        }
        self.written_when_durable.set(self.written());
    }

    pub fn is_durable(&self) -> bool {
        self.written_when_durable.get() == self.written()
    }

    /// Rows written since the start, the undone ones among them. Entries of indexes are not counted.
    pub fn written(&self) -> u64 {
        self.sqlite.total_changes()
    }

    /// Whether the program ended in this turn.
    pub fn died(&self) -> bool {
        self.dead.get()
    }

    /// How many statements the turn has run.
    pub fn statements(&self) -> usize {
        self.statements.get()
    }

    /// Asks without being counted, and without dying.
    pub fn rows(&self, sql: &str, values: &[Value<'_>]) -> Vec<Row> {
        self.ask(sql, values).unwrap().0
    }

    fn run(&self, sql: &str) {
        self.sqlite
            .prepare_cached(sql)
            .unwrap()
            .execute([])
            .unwrap();
    }

    /// The rows, and whether the statement was planned anew for them.
    fn ask(&self, sql: &str, values: &[Value<'_>]) -> rusqlite::Result<(Vec<Row>, bool)> {
        let mut statement = self.sqlite.prepare_cached(sql)?;
        let columns = statement.column_count();
        let bound = values.iter().map(|value| -> Box<dyn ToSql> {
            match value {
                Value::Null => Box::new(rusqlite::types::Null),
                Value::Integer(integer) => Box::new(*integer),
                Value::Text(text) => Box::new(text.to_string()),
            }
        });
        let rows = statement
            .query_map(params_from_iter(bound), |row| {
                (0..columns)
                    .map(|column| row.get_ref(column).map(read))
                    .collect::<rusqlite::Result<_>>()
                    .map(Row)
            })?
            .collect::<rusqlite::Result<_>>()?;
        if ["CREATE", "ALTER", "DROP"]
            .iter()
            .any(|word| sql.starts_with(word))
        {
            self.upheavals.update(|before| before + 1);
        }
        let planned_anew = statement.reset_status(StatementStatus::RePrepare) > 0;
        Ok((rows, planned_anew))
    }

    /// What [`Database::query`] says of values that SQLite plans by.
    fn note_planned_anew(&self, sql: &str) {
        let upheavals = self.upheavals.get();
        let before = self
            .planned_anew
            .borrow_mut()
            .insert(sql.to_owned(), upheavals);
        assert_ne!(before, Some(upheavals), "planned anew for nothing: {sql}");
    }
}

fn read(value: ValueRef<'_>) -> Value<'static> {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(integer) => Value::Integer(integer),
        ValueRef::Text(text) => Value::Text(String::from_utf8(text.to_vec()).unwrap().into()),
        other => panic!("no such value is ever stored: {other:?}"),
    }
}

/// What the engine is given.
#[derive(Clone)]
pub struct Sql(pub Rc<Store>);

impl Database for Sql {
    fn query(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, DatabaseError> {
        let store = &self.0;
        match store.dies_in.get() {
            Some(0) => store.dead.set(true),
            Some(more) => store.dies_in.set(Some(more - 1)),
            None => {}
        }
        if store.dead.get() {
            return Err(DatabaseError("the program ended here".into()));
        }
        store.statements.set(store.statements.get() + 1);
        let asked = match store.twist {
            Some(twist) => store.ask(&twist(sql), values),
            None => store.ask(sql, values),
        };
        let (rows, planned_anew) = asked.map_err(|failed| DatabaseError(failed.to_string()))?;
        if planned_anew {
            store.note_planned_anew(sql);
        }
        Ok(rows)
    }
}
