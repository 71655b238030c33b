//! The Gate: one Durable Object per account name, and one per client address.
//!
//! Requests: [`GateRequest`], answered by `Result<GateReply, Error>`, both as JSON.
//!
//! Storage: `tries(id, at)`, one row per try that has not succeeded; an alarm forgets those that no longer count.
//!
//! Guarantee: a Gate does one thing at a time. Hashing does not await, so guesses at one account stand in line, and each
//! is counted before it is made: however many arrive at once, no more than the limit are ever tried. An object also may
//! use 30 s of CPU where the Worker before it has 10 ms on the free plan.

use serde::Serialize;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::{password, rates};
use crate::app::App;
use crate::database::{Database, Row, Value};
use crate::error::Error;
use crate::json::FromJson;
use crate::platform::clock;
use crate::platform::objects::{self, Object};
use crate::platform::sql::ObjectSql;
use crate::random;
use crate::values;
use crate::wire::text::{Password, Username};
use crate::wire::types::Millis;

/// What a Gate is asked. Not to be printed: a password that was tried is in it.
#[derive(Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum GateRequest {
    /// Of an address: somebody arrives as a guest.
    Arrive,
    /// Of an address: somebody makes an account; hash their password.
    SignUp {
        /// The password they chose.
        password: Password,
        /// False in load tests.
        counted: bool,
    },
    /// Of an address: somebody tries to log in.
    LogIn,
    /// Of an address: they did. The try is taken back.
    LoggedIn {
        /// The number of the try.
        attempt: i64,
    },
    /// Of an account: is this its password?
    Check {
        /// The password tried.
        tried: String,
        /// What is stored; nothing for an account that does not exist, or has none.
        stored: Option<String>,
        /// False in load tests.
        counted: bool,
    },
    /// Of an account: hash its new password.
    Hash {
        /// The password chosen.
        password: Password,
    },
}

/// What a Gate answers.
#[derive(Debug, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum GateReply {
    /// Done; nothing to say.
    Done,
    /// The try was counted under this number.
    Counted(i64),
    /// Whether the password is right.
    Matches(bool),
    /// The PHC string to store.
    Hash(String),
}

/// Whose Gate is meant.
#[derive(Clone, Copy, Debug)]
pub enum GateOf<'a> {
    /// An account name's, whether or not anybody has it.
    Account(&'a str),
    /// The client address's.
    Address,
}

/// Asks a Gate.
///
/// # Errors
/// `too_fast`, `internal`.
pub async fn ask(app: &App, whose: GateOf<'_>, request: &GateRequest) -> Result<GateReply, Error> {
    let name = match whose {
        GateOf::Account(name) => format!("account:{name}"),
        GateOf::Address => format!("address:{}", app.address),
    };
    let gate = Object {
        binding: "GATE",
        name: &name,
    };
    gate.ask(&app.env, request, false).await
}

/// Whether `tried` is the password of the account, under the account's own limit of tries.
///
/// # Errors
/// `too_fast`, `internal`.
pub async fn check(
    app: &App,
    account: &Username,
    tried: String,
    stored: Option<String>,
) -> Result<bool, Error> {
    let request = GateRequest::Check {
        tried,
        stored,
        counted: !app.rates_off,
    };
    match ask(app, GateOf::Account(account.as_str()), &request).await? {
        GateReply::Matches(matches) => Ok(matches),
        other => Err(unexpected(&other)),
    }
}

/// The hash of an account's new password.
///
/// # Errors
/// `internal`.
pub async fn hash(app: &App, account: &Username, password: Password) -> Result<String, Error> {
    hash_reply(
        ask(
            app,
            GateOf::Account(account.as_str()),
            &GateRequest::Hash { password },
        )
        .await?,
    )
}

/// Counts a new account against the client's address and hashes its password.
///
/// # Errors
/// `too_fast`, `internal`.
pub async fn sign_up(app: &App, password: Password) -> Result<String, Error> {
    let counted = !app.rates_off;
    hash_reply(
        ask(
            app,
            GateOf::Address,
            &GateRequest::SignUp { password, counted },
        )
        .await?,
    )
}

/// Counts a guest against the client's address.
///
/// # Errors
/// `too_fast`, `internal`.
pub async fn arrive(app: &App) -> Result<(), Error> {
    if !app.rates_off {
        ask(app, GateOf::Address, &GateRequest::Arrive).await?;
    }
    Ok(())
}

/// Counts a log-in against the client's address; the number is for [`logged_in`].
///
/// # Errors
/// `too_fast`, `internal`.
pub async fn log_in(app: &App) -> Result<Option<i64>, Error> {
    if app.rates_off {
        return Ok(None);
    }
    match ask(app, GateOf::Address, &GateRequest::LogIn).await? {
        GateReply::Counted(attempt) => Ok(Some(attempt)),
        other => Err(unexpected(&other)),
    }
}

/// Takes a counted log-in back.
///
/// # Errors
/// `internal`.
pub async fn logged_in(app: &App, attempt: Option<i64>) -> Result<(), Error> {
    if let Some(attempt) = attempt {
        ask(app, GateOf::Address, &GateRequest::LoggedIn { attempt }).await?;
    }
    Ok(())
}

fn hash_reply(reply: GateReply) -> Result<String, Error> {
    match reply {
        GateReply::Hash(hash) => Ok(hash),
        other => Err(unexpected(&other)),
    }
}

/// The variant only: a reply may hold a hash, and causes are logged.
fn unexpected(reply: &GateReply) -> Error {
    let kind = match reply {
        GateReply::Done => "done",
        GateReply::Counted(_) => "counted",
        GateReply::Matches(_) => "matches",
        GateReply::Hash(_) => "hash",
    };
    Error::internal(format!("a Gate answered \"{kind}\" to another question"))
}

/// The object.
#[durable_object(alarm)]
pub struct Gate {
    state: State,
    sql: ObjectSql,
}

/// Both kinds of tries share the table: an address's log-ins and arrivals are told apart by this.
#[derive(Clone, Copy)]
enum Kind {
    LogIn,
    Arrival,
}

impl DurableObject for Gate {
    fn new(state: State, _env: Env) -> Self {
        let sql = ObjectSql::new(&state);
        Self { state, sql }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let request = objects::question(&mut request).await;
        let reply = request.and_then(|request| self.answer(request, clock::now()));
        self.wake_to_forget().await?;
        objects::answer(&reply).map_err(|failure| failure.to_string().into())
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if self
            .forget(clock::now())
            .map_err(|failure| worker::Error::from(failure.to_string()))?
        {
            // An object that stores nothing costs nothing.
            self.state.storage().delete_all().await?;
        } else {
            self.wake_to_forget().await?;
        }
        Response::empty()
    }
}

/// After this long no try counts any more.
const LONGEST_WINDOW: Millis = rates::LOGINS_PER_ADDRESS.window;

const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS tries (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, at INTEGER NOT NULL)";

impl Gate {
    fn answer(&self, request: GateRequest, now: Millis) -> Result<GateReply, Error> {
        match request {
            GateRequest::Arrive => {
                self.count(Kind::Arrival, rates::ARRIVALS_PER_ADDRESS, now)?;
                Ok(GateReply::Done)
            }
            GateRequest::SignUp { password, counted } => {
                if counted {
                    self.count(Kind::Arrival, rates::ARRIVALS_PER_ADDRESS, now)?;
                }
                Self::hash(&password)
            }
            GateRequest::LogIn => {
                let attempt = self.count(Kind::LogIn, rates::LOGINS_PER_ADDRESS, now)?;
                Ok(GateReply::Counted(attempt))
            }
            GateRequest::LoggedIn { attempt } => {
                self.take_back(attempt)?;
                Ok(GateReply::Done)
            }
            GateRequest::Check {
                tried,
                stored,
                counted,
            } => {
                let attempt = counted
                    .then(|| self.count(Kind::LogIn, rates::LOGINS_PER_ACCOUNT, now))
                    .transpose()?;
                let matches = password::matches(&tried, stored.as_deref())?;
                if let (true, Some(attempt)) = (matches, attempt) {
                    self.take_back(attempt)?;
                }
                Ok(GateReply::Matches(matches))
            }
            GateRequest::Hash { password } => Self::hash(&password),
        }
    }

    fn hash(password: &Password) -> Result<GateReply, Error> {
        Ok(GateReply::Hash(password::hash(password, random::bytes()?)?))
    }

    /// Counts a try, or says how long to wait.
    fn count(&self, kind: Kind, rate: rates::Rate, now: Millis) -> Result<i64, Error> {
        let kind = kind as i64;
        let earlier = self.rows(
            "SELECT at FROM tries WHERE kind = ? ORDER BY at",
            &values![kind],
        )?;
        let earlier = earlier.iter().map(|row| row.integer(0));
        let earlier: Vec<Millis> = earlier.collect::<Result<_, _>>()?;
        rate.admit(&earlier, now)
            .map_err(|retry_after_ms| Error::TooFast { retry_after_ms })?;
        let counted = self.rows(
            "INSERT INTO tries (kind, at) VALUES (?, ?) RETURNING id",
            &values![kind, now],
        )?;
        match counted.first() {
            Some(row) => Ok(row.integer(0)?),
            None => Err(Error::internal("a try was not counted")),
        }
    }

    fn take_back(&self, attempt: i64) -> Result<(), Error> {
        self.rows("DELETE FROM tries WHERE id = ?", &values![attempt])?;
        Ok(())
    }

    /// Drops what no longer counts; true when nothing is left.
    fn forget(&self, now: Millis) -> Result<bool, Error> {
        let until = now - LONGEST_WINDOW;
        self.rows("DELETE FROM tries WHERE at <= ?", &values![until])?;
        Ok(self.rows("SELECT id FROM tries LIMIT 1", &[])?.is_empty())
    }

    /// Runs a statement. The table is made anew after the alarm has dropped all there was.
    fn rows(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Row>, Error> {
        self.sql.query(CREATE_TABLE, &[])?;
        Ok(self.sql.query(sql, values)?)
    }

    /// Sees to it that an alarm is set.
    async fn wake_to_forget(&self) -> worker::Result<()> {
        let storage = self.state.storage();
        if storage.get_alarm().await?.is_none() {
            storage.set_alarm(LONGEST_WINDOW).await?;
        }
        Ok(())
    }
}
