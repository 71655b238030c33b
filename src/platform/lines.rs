//! An answer that is read while it is still being written.
//!
//! Bound by hand, as what the `worker` crate has for it is many times as long.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Response;
use worker::js_sys::{Promise, Uint8Array};
use worker::web_sys::{self, ReadableStream};

use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    /// <https://developers.cloudflare.com/workers/runtime-apis/streams/transformstream/>
    type IdentityTransformStream;
    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<IdentityTransformStream, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn readable(this: &IdentityTransformStream) -> ReadableStream;
    #[wasm_bindgen(method, getter)]
    fn writable(this: &IdentityTransformStream) -> Sink;

    type Sink;
    #[wasm_bindgen(method, catch, js_name = getWriter)]
    fn writer(this: &Sink) -> Result<Writer, JsValue>;

    type Writer;
    #[wasm_bindgen(method)]
    fn write(this: &Writer, bytes: &Uint8Array) -> Promise;
    #[wasm_bindgen(method)]
    fn close(this: &Writer) -> Promise;
}

/// The end of an answer at which it is written.
pub struct Lines(Writer);

/// An answer, and the end to write it at.
///
/// # Errors
/// `internal`.
pub fn answer() -> Result<(Response, Lines), Error> {
    made().map_err(|cause| Error::internal(worker::Error::from(cause)))
}

fn made() -> Result<(Response, Lines), JsValue> {
    let pipe = IdentityTransformStream::new()?;
    let response = web_sys::Response::new_with_opt_readable_stream(Some(&pipe.readable()))?;
    response
        .headers()
        .set("Content-Type", "application/x-ndjson")?;
    Ok((response.into(), Lines(pipe.writable().writer()?)))
}

impl Lines {
    /// Writes a line, and waits until there is room for the next. False when nobody reads any more.
    pub async fn write(&self, line: &str) -> bool {
        let bytes = Uint8Array::from(format!("{line}\n").as_bytes());
        JsFuture::from(self.0.write(&bytes)).await.is_ok()
    }

    /// That was all.
    pub async fn close(self) {
        // Whoever left before the end misses nothing.
        let _ = JsFuture::from(self.0.close()).await;
    }
}
