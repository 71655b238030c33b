//! The files of the site.
//!
//! Bound by hand: the `worker` crate would bring along all that can be said of a request.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Env;
use worker::js_sys::{JsString, Promise, Reflect};
use worker::web_sys::Response;

use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    type Files;
    #[wasm_bindgen(method, catch, js_name = fetch)]
    fn fetch(this: &Files, address: &str) -> Result<Promise, JsValue>;
}

/// The text at an address of this site.
///
/// # Errors
/// `internal` when it cannot be had.
pub async fn text(env: &Env, address: &str) -> Result<String, Error> {
    let text = fetched(env, address).await;
    text.map_err(|thrown| Error::internal(format!("{thrown:?}")))
}

async fn fetched(env: &Env, address: &str) -> Result<String, JsValue> {
    let files: Files = Reflect::get(env, &"ASSETS".into())?.unchecked_into();
    let file: Response = JsFuture::from(files.fetch(address)?)
        .await?
        .unchecked_into();
    let text = JsFuture::from(file.text()?).await?;
    Ok(text.unchecked_into::<JsString>().into())
}
