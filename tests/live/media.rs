//! Files, from outside: what comes in, what is made of it, and how it goes out.

mod descriptions;
mod hostile;
mod large;
mod limits;
mod memory;
mod ranges;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::site::{Answer, Person};

/// The smallest picture: one pixel, as PNG.
pub const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x0dIDATx\xdac\x64\xf8\xcf\x50\x0f\0\x03\x86\x01\x80\x5a\x34\x7d\x6b\0\0\0\0IEND\xaeB`\x82";

/// What came back, byte by byte.
#[derive(Debug)]
pub struct Got {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Got {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a problem.
    pub fn code(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.bytes).unwrap_or_default();
        problem["code"].as_str().unwrap_or_default().to_owned()
    }
}

fn cookies(person: &Person) -> String {
    let pairs = person.cookies.iter();
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("; ")
}

/// A request by somebody, for any address of the site.
pub fn request(person: &Person, method: Method, path: &str) -> RequestBuilder {
    Client::new()
        .request(method, format!("{}{path}", person.site.url))
        .header("Origin", &person.site.url)
        .header("Cookie", cookies(person))
}

/// Fetches a file, or asks about it.
pub async fn fetch(person: &Person, method: Method, path: &str, headers: &[(&str, &str)]) -> Got {
    let mut request = request(person, method, path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = request.send().await.unwrap();
    Got {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        bytes: response.bytes().await.unwrap().to_vec(),
    }
}

pub async fn get(person: &Person, path: &str) -> Got {
    fetch(person, Method::GET, path, &[]).await
}

/// Where a file of that name is uploaded.
pub fn address(room: &str, name: &str) -> String {
    let name = utf8_percent_encode(name, NON_ALPHANUMERIC);
    format!("/api/rooms/{room}/media?name={name}")
}

/// Uploads a file, whole.
pub async fn upload(person: &Person, room: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Answer {
    let request = request(person, Method::POST, &address(room, name));
    person.send(request.body(bytes.into())).await
}

/// Uploads a file, which must be taken; the file.
pub async fn uploaded(person: &Person, room: &str, name: &str, bytes: &[u8]) -> Value {
    let answer = upload(person, room, name, bytes).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["media"].clone()
}

/// Begins what comes in parts.
pub async fn begin(person: &Person, room: &str, name: &str, size: u64) -> Answer {
    let path = format!("rooms/{room}/uploads");
    person
        .post(&path, json!({ "name": name, "size": size }))
        .await
}

/// Sends a part.
pub async fn send_part(person: &Person, upload: &str, part: u64, bytes: Vec<u8>) -> Answer {
    let path = format!("/api/uploads/{upload}/parts/{part}");
    person
        .send(request(person, Method::PUT, &path).body(bytes))
        .await
}

/// Sends a request as it stands, with one more header, and is gone; or waits for the status, where that is wanted.
pub async fn raw(person: &Person, line: String, header: String, body: Vec<u8>, wait: bool) -> u16 {
    let host = person.site.url.trim_start_matches("http://").to_owned();
    let head = format!(
        "{line} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\nCookie: {}\r\n{header}\r\n\r\n",
        person.site.url,
        cookies(person)
    );
    let sent = tokio::task::spawn_blocking(move || {
        let mut connection = TcpStream::connect(host)?;
        connection.write_all(head.as_bytes())?;
        connection.write_all(&body)?;
        let mut answer = String::new();
        if wait {
            BufReader::new(connection).read_line(&mut answer)?;
        }
        std::io::Result::Ok(answer)
    });
    let answer = sent.await.unwrap().unwrap();
    let status = answer.split(' ').nth(1).unwrap_or("0");
    status.parse().unwrap()
}

/// Says that so many bytes will come, sends these, and is gone.
pub async fn cut(person: &Person, method: Method, path: &str, said: u64, bytes: Vec<u8>) {
    let length = format!("Content-Length: {said}");
    raw(person, format!("{method} {path}"), length, bytes, false).await;
}

/// What is taken, and how much may be.
pub async fn limits_of(person: &Person) -> Value {
    person.get("media/limits").await["limits"].clone()
}
