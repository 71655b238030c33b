//! The way from one object, or the Worker, to another: a question as JSON, an answer or an [`Error`] as JSON.
//!
//! Bound by hand: the `worker` crate would bring along what only requests to the outside need.

use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::js_sys::{JsString, Promise};
use worker::web_sys::{self, Headers, RequestInit};
use worker::{Env, Request, Response};

use crate::error::Error;
use crate::json::{self, FromJson};

/// The header that carries the request of a socket upgrade, which has no body.
const REQUEST_HEADER: &str = "Confab-Request";
/// An address for an object's `fetch`; it stands for nothing.
const ADDRESS: &str = "https://object/";

#[wasm_bindgen]
extern "C" {
    type RawStub;
    #[wasm_bindgen(method, catch, js_name = fetch)]
    fn fetch(this: &RawStub, address: &str, init: &RequestInit) -> Result<Promise, JsValue>;
}

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
    pub async fn ask<T: FromJson>(
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
    pub async fn open<T: FromJson>(
        self,
        env: &Env,
        question: &impl Serialize,
    ) -> Result<Result<Response, T>, Error> {
        let question = serde_json::to_string(question).map_err(Error::internal)?;
        let response = self.upgrade(env, &question).await;
        let response = response.map_err(Error::internal)?;
        if response.status() == 101 {
            return Ok(Ok(response.into()));
        }
        read(&text(&response).await.map_err(Error::internal)?).map(Err)
    }

    /// Asks for something that is no JSON: the object's answer as it is.
    ///
    /// # Errors
    /// `internal` when it cannot be reached.
    pub async fn ask_raw(self, env: &Env, question: &impl Serialize) -> Result<Response, Error> {
        let question = serde_json::to_string(question).map_err(Error::internal)?;
        let answer = self.fetch(env, posted(&question)).await;
        answer.map(Response::from).map_err(Error::internal)
    }

    async fn post(self, env: &Env, body: &str) -> worker::Result<String> {
        text(&self.fetch(env, posted(body)).await?).await
    }

    async fn upgrade(self, env: &Env, question: &str) -> worker::Result<web_sys::Response> {
        let headers = Headers::new()?;
        headers.set("Upgrade", "websocket")?;
        headers.set(REQUEST_HEADER, question)?;
        let init = RequestInit::new();
        init.set_headers(&headers);
        self.fetch(env, init).await
    }

    async fn fetch(self, env: &Env, init: RequestInit) -> worker::Result<web_sys::Response> {
        let stub = env.durable_object(self.binding)?.get_by_name(self.name)?;
        let answer = stub.into_rpc::<RawStub>().fetch(ADDRESS, &init)?;
        Ok(JsFuture::from(answer).await?.unchecked_into())
    }
}

fn posted(body: &str) -> RequestInit {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&body.into());
    init
}

async fn text(response: &web_sys::Response) -> worker::Result<String> {
    let text = JsFuture::from(response.text()?).await?;
    Ok(text.unchecked_into::<JsString>().into())
}

/// The question in a request, on the object's side; from the header when it is an upgrade.
///
/// # Errors
/// `internal` when there is none that can be read.
pub async fn question<T: FromJson>(request: &mut Request) -> Result<T, Error> {
    let header = request.headers().get(REQUEST_HEADER);
    let text = match header.map_err(Error::internal)? {
        Some(text) => text,
        None => request.text().await.map_err(Error::internal)?,
    };
    json::read(&text).map_err(Error::internal)
}

/// The answer, on the object's side.
///
/// # Errors
/// `internal` when it cannot be written.
pub fn answer<T: Serialize>(outcome: &Result<T, Error>) -> Result<Response, Error> {
    let text = serde_json::to_string(outcome).map_err(Error::internal)?;
    Response::ok(text).map_err(Error::internal)
}

fn read<T: FromJson>(answer: &str) -> Result<T, Error> {
    json::read::<Result<T, Error>>(answer).map_err(Error::internal)?
}
