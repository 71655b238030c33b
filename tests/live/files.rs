//! Files and rooms, from outside: what hangs on a message, who may have it, and what becomes of it.

mod attached;
mod cleaning;
mod going;
pub mod pictures;
mod tab;

use reqwest::Method;
use serde_json::{Value, json};

use crate::site::{Answer, Person, unique};

/// The beginning of a picture, which is enough to be one.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x06\0\0\0");
    bytes
}

/// Uploads a file; answers what it is.
pub async fn upload(person: &Person, room: &str, name: &str, bytes: Vec<u8>) -> Value {
    let path = format!("rooms/{room}/media?name={name}");
    let request = person.request(Method::POST, &path).body(bytes);
    person.send(request).await.json()["media"].clone()
}

/// Asks for the bytes under an address of the site.
pub async fn fetch(person: &Person, url: &str) -> Answer {
    let path = format!("..{url}");
    person.send(person.request(Method::GET, &path)).await
}

/// Posts a message with files over HTTP.
pub async fn post(person: &Person, room: &str, text: &str, ids: &[&Value]) -> Answer {
    let body = json!({ "text": text, "attachments": ids, "nonce": unique("n") });
    person.post(&format!("rooms/{room}/messages"), body).await
}

/// A file on a message in a room: what it is, and the message.
pub async fn sent(person: &Person, room: &str, name: &str) -> (Value, Value) {
    let file = upload(person, room, name, name.as_bytes().to_vec()).await;
    let message = post(person, room, "with a file", &[&file["id"]]).await;
    (file, message.json()["message"].clone())
}

/// Bytes that somebody's files take.
pub async fn used(person: &Person) -> u64 {
    let limits = person.get("media/limits").await;
    limits["limits"]["person_used"].as_u64().unwrap()
}
