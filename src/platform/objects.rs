//! The way from one object, or the Worker, to another: a question as JSON, an answer or an [`Error`] as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Env, Headers, Method, Request, RequestInit, Response, Stub};

use crate::error::Error;

/// The header that carries the request of a socket upgrade, which has no body.
const REQUEST_HEADER: &str = "Confab-Request";
/// An address for an object's `fetch`; it stands for nothing.
const ADDRESS: &str = "https://object/";

/// One object: its class by the binding, and its name.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// The binding in wrangler.toml.
    pub binding: &'static str,
    /// Its name.
    pub name: &'a str,
}

impl Object<'_> {
    /// Asks one thing. An object that was just restarted is asked once more, where that does no harm.
    ///
    /// # Errors
    /// The object's own; `internal` when it cannot be reached.
    pub async fn ask<T: DeserializeOwned>(
        self,
        env: &Env,
        question: &impl Serialize,
        repeatable: bool,
    ) -> Result<T, Error> {
        let body = serde_json::to_string(question).map_err(Error::internal)?;
        let answer = match self.post(env, &body).await {
            Err(_) if repeatable => self.post(env, &body).await,
            other => other,
        };
        read(&answer.map_err(Error::internal)?)
    }

    /// Opens a socket. What the object answers instead, when it does not open one, is the second.
    ///
    /// # Errors
    /// As [`Object::ask`].
    pub async fn open<T: DeserializeOwned>(
        self,
        env: &Env,
        question: &impl Serialize,
    ) -> Result<Result<Response, T>, Error> {
        let question = serde_json::to_string(question).map_err(Error::internal)?;
        let opened = self.upgrade(env, &question).await;
        let mut response = opened.map_err(Error::internal)?;
        if response.status_code() == 101 {
            return Ok(Ok(response));
        }
        read(&response.text().await.map_err(Error::internal)?).map(Err)
    }

    async fn post(self, env: &Env, body: &str) -> worker::Result<String> {
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(body.into()));
        let request = Request::new_with_init(ADDRESS, &init)?;
        let mut response = self.stub(env)?.fetch_with_request(request).await?;
        response.text().await
    }

    async fn upgrade(self, env: &Env, question: &str) -> worker::Result<Response> {
        let headers = Headers::new();
        headers.set("Upgrade", "websocket")?;
        headers.set(REQUEST_HEADER, question)?;
        let mut init = RequestInit::new();
        init.with_headers(headers);
        let request = Request::new_with_init(ADDRESS, &init)?;
        self.stub(env)?.fetch_with_request(request).await
    }

    fn stub(self, env: &Env) -> worker::Result<Stub> {
        env.durable_object(self.binding)?.get_by_name(self.name)
    }
}

/// The question in a request, on the object's side; from the header when it is an upgrade.
///
/// # Errors
/// `internal` when there is none that can be read.
pub async fn question<T: DeserializeOwned>(request: &mut Request) -> Result<T, Error> {
    let header = request.headers().get(REQUEST_HEADER);
    let text = match header.map_err(Error::internal)? {
        Some(text) => text,
        None => request.text().await.map_err(Error::internal)?,
    };
    serde_json::from_str(&text).map_err(Error::internal)
}

/// The answer, on the object's side.
///
/// # Errors
/// `internal` when it cannot be written.
pub fn answer<T: Serialize>(outcome: &Result<T, Error>) -> Result<Response, Error> {
    Response::from_json(outcome).map_err(Error::internal)
}

fn read<T: DeserializeOwned>(answer: &str) -> Result<T, Error> {
    serde_json::from_str::<Result<T, Error>>(answer).map_err(Error::internal)?
}
