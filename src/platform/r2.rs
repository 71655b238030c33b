//! The bucket. Bytes go from a request into it, and from it into an answer, as streams of the runtime: none come here.
//!
//! Bound by hand, as D1 is: the `worker` crate's builders are much code, and unwrap what JavaScript gives.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use worker::Env;
use worker::js_sys::{self, Array, Object, Promise, Reflect, Uint8Array};
use worker::web_sys::ReadableStream;

use crate::error::Error;

#[wasm_bindgen]
extern "C" {
    type Binding;
    #[wasm_bindgen(method, catch, js_name = head)]
    fn head(this: &Binding, key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = get)]
    fn get(this: &Binding, key: &str, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = put)]
    fn put(this: &Binding, key: &str, value: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = delete)]
    fn delete(this: &Binding, keys: &Array) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = list)]
    fn list(this: &Binding, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = createMultipartUpload)]
    fn create(this: &Binding, key: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = resumeMultipartUpload)]
    fn resume(this: &Binding, key: &str, upload: &str) -> Result<Upload, JsValue>;

    type Stored;
    #[wasm_bindgen(method, getter, js_name = key)]
    fn key(this: &Stored) -> String;
    #[wasm_bindgen(method, getter, js_name = size)]
    fn size(this: &Stored) -> f64;
    #[wasm_bindgen(method, getter, js_name = body)]
    fn body(this: &Stored) -> Option<ReadableStream>;
    #[wasm_bindgen(method, catch, js_name = arrayBuffer)]
    fn array_buffer(this: &Stored) -> Result<Promise, JsValue>;

    type Found;
    #[wasm_bindgen(method, getter, js_name = objects)]
    fn objects(this: &Found) -> Array;
    #[wasm_bindgen(method, getter, js_name = cursor)]
    fn cursor(this: &Found) -> Option<String>;

    type Upload;
    #[wasm_bindgen(method, getter, js_name = uploadId)]
    fn upload_id(this: &Upload) -> String;
    #[wasm_bindgen(method, catch, js_name = uploadPart)]
    fn upload_part(this: &Upload, number: u16, value: &ReadableStream) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = complete)]
    fn complete(this: &Upload, parts: &Array) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch, js_name = abort)]
    fn abort(this: &Upload) -> Result<Promise, JsValue>;

    type Part;
    #[wasm_bindgen(method, getter, js_name = etag)]
    fn etag(this: &Part) -> String;
}

/// The site's bucket.
pub struct R2(Binding);

/// A piece of what is stored: from which byte, and how many.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    /// The first byte, from 0.
    pub offset: u64,
    /// How many.
    pub length: u64,
}

/// An object of the bucket, as it is listed.
pub struct Listed {
    /// Its key.
    pub key: String,
    /// In bytes.
    pub size: u64,
}

/// Why the bucket did not do something.
pub enum Refusal {
    /// What was to be stored did not arrive: whoever sent it is gone.
    Cut,
    /// There is no such upload in parts: it was completed or aborted.
    NoUpload,
    /// Parts of it are not there.
    NoPart,
    /// Anything else.
    Other(String),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Cut => Self::bad_request("The file did not arrive whole. Send it again."),
            Refusal::NoUpload => Self::not_found("upload"),
            Refusal::NoPart => Self::conflict("Parts of the file are missing. Send them again."),
            Refusal::Other(cause) => Self::internal(cause),
        }
    }
}

impl R2 {
    /// Opens the binding `MEDIA`.
    ///
    /// # Errors
    /// `internal` when there is none.
    pub fn open(env: &Env) -> Result<Self, Error> {
        let bucket: JsValue = env.bucket("MEDIA").map_err(Error::internal)?.into();
        Ok(Self(bucket.unchecked_into()))
    }

    /// Stores all that comes. Nothing is stored when it does not come to its end.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn put_stream(&self, key: &str, from: &ReadableStream) -> Result<(), Refusal> {
        let put = settled(self.0.put(key, from)).await;
        put.map(|_| ()).map_err(of_stream)
    }

    /// Stores a few bytes.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn put(&self, key: &str, bytes: &[u8]) -> Result<(), Refusal> {
        let bytes = Uint8Array::from(bytes);
        settled(self.0.put(key, &bytes)).await.map(|_| ())
    }

    /// How many bytes are under a key; none when there is nothing.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn size(&self, key: &str) -> Result<Option<u64>, Refusal> {
        let found = settled(self.0.head(key)).await?;
        Ok(stored(found).map(|stored| whole(stored.size())))
    }

    /// What is under a key, all of it or a piece, for an answer's body.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn stream(
        &self,
        key: &str,
        piece: Option<Piece>,
    ) -> Result<Option<ReadableStream>, Refusal> {
        let found = self.get(key, piece).await?;
        Ok(found.and_then(|stored| stored.body()))
    }

    /// A piece of what is under a key, to be looked at.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn bytes(&self, key: &str, piece: Piece) -> Result<Option<Vec<u8>>, Refusal> {
        match self.get(key, Some(piece)).await? {
            Some(stored) => {
                let bytes = settled(stored.array_buffer()).await?;
                Ok(Some(Uint8Array::new(&bytes).to_vec()))
            }
            None => Ok(None),
        }
    }

    /// Takes away what is under these keys, at most 1,000; what is not there is no fault.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn delete(&self, keys: &[String]) -> Result<(), Refusal> {
        if keys.is_empty() {
            return Ok(());
        }
        let keys: Array = keys.iter().map(|key| JsValue::from_str(key)).collect();
        settled(self.0.delete(&keys)).await.map(|_| ())
    }

    /// Up to 1,000 objects, from where another listing ended, and where this one does.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn list(
        &self,
        prefix: &str,
        from: Option<&str>,
    ) -> Result<(Vec<Listed>, Option<String>), Refusal> {
        let options = Object::new();
        set(&options, "prefix", &prefix.into());
        if let Some(from) = from {
            set(&options, "cursor", &from.into());
        }
        let found: Found = settled(self.0.list(&options)).await?.unchecked_into();
        let objects = found.objects().into_iter().map(|object| {
            let stored: Stored = object.unchecked_into();
            Listed {
                key: stored.key(),
                size: whole(stored.size()),
            }
        });
        Ok((objects.collect(), found.cursor()))
    }

    /// Begins what will come in parts, and says what the bucket calls it.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn begin(&self, key: &str) -> Result<String, Refusal> {
        let upload: Upload = settled(self.0.create(key)).await?.unchecked_into();
        Ok(upload.upload_id())
    }

    /// Stores a part, in the place of what came under its number before, and says how it is told from others.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn put_part(
        &self,
        key: &str,
        upload: &str,
        number: u16,
        from: &ReadableStream,
    ) -> Result<String, Refusal> {
        let upload = self
            .0
            .resume(key, upload)
            .map_err(|thrown| refused(&thrown))?;
        let put = settled(upload.upload_part(number, from)).await;
        let part: Part = put.map_err(of_stream)?.unchecked_into();
        Ok(part.etag())
    }

    /// Makes one object of the parts.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn complete(
        &self,
        key: &str,
        upload: &str,
        parts: &[(u16, String)],
    ) -> Result<(), Refusal> {
        let parts: Array = parts
            .iter()
            .map(|(number, etag)| {
                let part = Object::new();
                set(&part, "partNumber", &(*number).into());
                set(&part, "etag", &etag.as_str().into());
                JsValue::from(part)
            })
            .collect();
        let upload = self
            .0
            .resume(key, upload)
            .map_err(|thrown| refused(&thrown))?;
        settled(upload.complete(&parts)).await.map(|_| ())
    }

    /// Forgets the parts. Where there are none any more, nothing is to be done.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn abort(&self, key: &str, upload: &str) -> Result<(), Refusal> {
        let upload = self
            .0
            .resume(key, upload)
            .map_err(|thrown| refused(&thrown))?;
        match settled(upload.abort()).await {
            Ok(_) | Err(Refusal::NoUpload) => Ok(()),
            Err(refusal) => Err(refusal),
        }
    }

    async fn get(&self, key: &str, piece: Option<Piece>) -> Result<Option<Stored>, Refusal> {
        let options = Object::new();
        if let Some(piece) = piece {
            let range = Object::new();
            set(&range, "offset", &number(piece.offset));
            set(&range, "length", &number(piece.length));
            set(&options, "range", &range);
        }
        settled(self.0.get(key, &options)).await.map(stored)
    }
}

fn stored(found: JsValue) -> Option<Stored> {
    (!found.is_null()).then(|| found.unchecked_into())
}

/// Setting a field of an object just made does not fail.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

#[allow(clippy::cast_precision_loss, reason = "no object has 2^53 bytes")]
fn number(bytes: u64) -> JsValue {
    JsValue::from_f64(bytes as f64)
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of bytes"
)]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}

async fn settled(running: Result<Promise, JsValue>) -> Result<JsValue, Refusal> {
    match running {
        Ok(promise) => JsFuture::from(promise).await,
        Err(thrown) => Err(thrown),
    }
    .map_err(|thrown| refused(&thrown))
}

/// What the bucket says has a number of its own at the end.
fn refused(thrown: &JsValue) -> Refusal {
    let cause = match thrown.dyn_ref::<js_sys::Error>() {
        Some(failure) => String::from(failure.message()),
        None => "the bucket failed".into(),
    };
    if cause.contains("(10024)") {
        Refusal::NoUpload
    } else if cause.contains("(10025)") {
        Refusal::NoPart
    } else {
        Refusal::Other(cause)
    }
}

/// What has no number where a stream was to be stored is the stream's.
fn of_stream(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Other(cause) if !cause.contains("(10") => Refusal::Cut,
        refusal => refusal,
    }
}
