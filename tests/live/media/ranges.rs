//! Ranges, conditions and HEAD, case by case (RFC 9110).

use reqwest::Method;

use super::{Got, fetch, get, uploaded};
use crate::site::{Person, Site};

const SIZE: usize = 1_000;

struct File {
    ada: Person,
    path: String,
    bytes: Vec<u8>,
    etag: String,
    since: String,
}

impl File {
    async fn upload() -> Self {
        let ada = Site::open().member("ada").await;
        let room = ada.make_room("private").await;
        // Bytes, and not text: no two of any eight in a row are the same.
        let bytes: Vec<u8> = (0..SIZE).map(|at| (at * 7 % 256) as u8).collect();
        let file = uploaded(&ada, &room, "a.bin", &bytes).await;
        let path = file["url"].as_str().unwrap().to_owned();
        let got = get(&ada, &path).await;
        let said = |name: &str| got.header(name).to_owned();
        let (etag, since) = (said("etag"), said("last-modified"));
        Self {
            ada,
            path,
            bytes,
            etag,
            since,
        }
    }

    async fn ask(&self, method: Method, headers: &[(&str, &str)]) -> Got {
        fetch(&self.ada, method, &self.path, headers).await
    }

    /// What stands with every answer that is no refusal.
    fn is_described(&self, got: &Got) {
        assert_eq!(got.header("etag"), self.etag);
        assert_eq!(got.header("last-modified"), self.since);
        let kept = got.header("cache-control");
        assert!(
            kept.starts_with("private, max-age=31536000, immutable"),
            "{kept}"
        );
        assert!(
            got.header("content-security-policy")
                .starts_with("sandbox;")
        );
    }
}

#[tokio::test]
async fn all_of_it_and_what_is_said_of_it() {
    let file = File::upload().await;
    let got = file.ask(Method::GET, &[]).await;
    file.is_described(&got);
    assert_eq!((got.status, &got.bytes), (200, &file.bytes));
    assert_eq!(got.header("content-length"), SIZE.to_string());
    assert_eq!(got.header("accept-ranges"), "bytes");
    assert!(
        file.etag.starts_with('"') && file.etag.ends_with('"'),
        "a strong tag"
    );

    // Section 9.3.2: the same, but for the body.
    let head = file.ask(Method::HEAD, &[]).await;
    file.is_described(&head);
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    for name in [
        "content-length",
        "content-type",
        "content-disposition",
        "accept-ranges",
    ] {
        assert_eq!(head.header(name), got.header(name), "{name}");
    }
}

#[tokio::test]
async fn ranges() {
    let file = File::upload().await;
    for (range, first, last) in [
        ("bytes=0-499", 0, 499),
        ("bytes=500-999", 500, 999),
        ("bytes=500-", 500, 999),
        ("bytes=-500", 500, 999),
        ("bytes=0-0", 0, 0),
        ("bytes=-1", 999, 999),
        ("bytes=999-999", 999, 999),
        ("bytes=990-5000", 990, 999),
        ("bytes=-5000", 0, 999),
    ] {
        let got = file.ask(Method::GET, &[("Range", range)]).await;
        file.is_described(&got);
        assert_eq!(got.status, 206, "{range}");
        assert_eq!(
            got.header("content-range"),
            format!("bytes {first}-{last}/{SIZE}")
        );
        assert_eq!(got.bytes, &file.bytes[first..=last], "{range}");
        assert_eq!(got.header("content-length"), (last - first + 1).to_string());
        // Section 14.2: it means nothing to other methods.
        let head = file.ask(Method::HEAD, &[("Range", range)]).await;
        assert_eq!((head.status, head.header("content-range")), (200, ""));
        assert_eq!(head.header("content-length"), SIZE.to_string());
    }
    for range in ["bytes=1000-", "bytes=1000-1001", "bytes=-0"] {
        let got = file.ask(Method::GET, &[("Range", range)]).await;
        assert_eq!(
            (got.status, got.code().as_str()),
            (416, "range_not_satisfiable")
        );
        assert_eq!(
            got.header("content-range"),
            format!("bytes */{SIZE}"),
            "{range}"
        );
        assert_eq!(
            got.header("cache-control"),
            "no-store",
            "a refusal is not kept"
        );
    }
    for range in [
        "bytes=5-1",
        "bytes=0-1,5-6",
        "bytes=a-b",
        "lines=0-1",
        "bytes",
        "bytes=-",
    ] {
        let got = file.ask(Method::GET, &[("Range", range)]).await;
        assert_eq!((got.status, got.bytes.len()), (200, SIZE), "{range}");
        assert_eq!(got.header("content-range"), "", "{range}");
    }
}

#[tokio::test]
async fn conditions() {
    let file = File::upload().await;
    let tag = file.etag.as_str();
    let (weak, listed) = (format!("W/{tag}"), format!("\"x\", {tag}"));
    let since = file.since.as_str();
    let (long_ago, to_come) = (
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Fri, 01 Jan 2100 00:00:00 GMT",
    );
    let cases: &[(&[(&str, &str)], u16)] = &[
        // Section 13.1.2: compared weakly.
        (&[("If-None-Match", tag)], 304),
        (&[("If-None-Match", &weak)], 304),
        (&[("If-None-Match", &listed)], 304),
        (&[("If-None-Match", "*")], 304),
        (&[("If-None-Match", "\"x\"")], 200),
        // Section 13.1.3: not looked at beside the one before.
        (&[("If-Modified-Since", since)], 304),
        (&[("If-Modified-Since", to_come)], 304),
        (&[("If-Modified-Since", long_ago)], 200),
        (&[("If-Modified-Since", "yesterday")], 200),
        (
            &[("If-None-Match", "\"x\""), ("If-Modified-Since", since)],
            200,
        ),
        (
            &[("If-None-Match", tag), ("If-Modified-Since", long_ago)],
            304,
        ),
        // Section 13.1.1: compared strongly, and first.
        (&[("If-Match", tag)], 200),
        (&[("If-Match", &listed)], 200),
        (&[("If-Match", "*")], 200),
        (&[("If-Match", "\"x\"")], 412),
        (&[("If-Match", &weak)], 412),
        (&[("If-Match", "\"x\""), ("If-None-Match", tag)], 412),
        // Section 13.1.4.
        (&[("If-Unmodified-Since", since)], 200),
        (&[("If-Unmodified-Since", long_ago)], 412),
        (&[("If-Match", tag), ("If-Unmodified-Since", long_ago)], 200),
        // Section 13.1.5.
        (&[("Range", "bytes=0-9"), ("If-Range", tag)], 206),
        (&[("Range", "bytes=0-9"), ("If-Range", since)], 206),
        (&[("Range", "bytes=0-9"), ("If-Range", &weak)], 200),
        (&[("Range", "bytes=0-9"), ("If-Range", "\"x\"")], 200),
        (&[("Range", "bytes=0-9"), ("If-Range", long_ago)], 200),
        (&[("Range", "bytes=5000-"), ("If-Range", "\"x\"")], 200),
        (&[("If-Range", "\"x\"")], 200),
        // Section 13.2.2: conditions come before ranges.
        (&[("Range", "bytes=0-9"), ("If-None-Match", tag)], 304),
        (&[("Range", "bytes=5000-"), ("If-Match", "\"x\"")], 412),
        (&[("Range", "bytes=0-9"), ("If-Match", tag)], 206),
    ];
    for (headers, status) in cases {
        let got = file.ask(Method::GET, headers).await;
        assert_eq!(got.status, *status, "{headers:?}");
        match status {
            200 => assert_eq!(got.bytes, file.bytes, "{headers:?}"),
            206 => assert_eq!(got.bytes, &file.bytes[..10], "{headers:?}"),
            412 => assert_eq!(got.code(), "precondition_failed"),
            _ => assert!(got.bytes.is_empty(), "{headers:?}"),
        }
        if *status != 412 {
            file.is_described(&got);
        }
        // The same without a body, but for ranges.
        let head = file.ask(Method::HEAD, headers).await;
        let expected = if *status == 206 { 200 } else { *status };
        assert_eq!(
            (head.status, head.bytes.len()),
            (expected, 0),
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn what_can_be_read_can_be_asked_about() {
    let site = Site::open();
    let ada = site.member("ada").await;
    for path in ["/api/me", "/api/rooms", "/api/health"] {
        let head = fetch(&ada, Method::HEAD, path, &[]).await;
        assert_eq!((head.status, head.bytes.len()), (200, 0), "{path}");
        assert_eq!(head.header("content-type"), "application/json", "{path}");
    }
    for (path, status) in [
        ("/api/inbox/socket", 405),
        ("/api/login", 405),
        ("/api/nowhere", 404),
    ] {
        let head = fetch(&ada, Method::HEAD, path, &[]).await;
        assert_eq!(head.status, status, "{path}");
    }
}
