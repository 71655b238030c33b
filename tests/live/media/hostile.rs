//! What people send who mean no good: each ends as something that runs nowhere, or is refused.

use reqwest::Method;

use super::{PIXEL, address, cut, fetch, get, limits_of, raw, request, upload, uploaded};
use crate::site::Site;

const BYTES: &str = "application/octet-stream";
const TEXT: &str = "text/plain";

/// Bytes, the name they are sent under, the type they are sent as; the type and the name they have then, and whether
/// they are shown.
type Case = (
    &'static str,
    Vec<u8>,
    String,
    &'static str,
    &'static str,
    String,
    bool,
);

fn cases() -> Vec<Case> {
    let html = b"<!DOCTYPE html><script>document.title='ran'</script>";
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>";
    let mut bomb = b"PK\x03\x04\x14\0\0\0\x08\0".to_vec();
    bomb.extend([0; 64]);
    // A GIF of 10,799 × 42 pixels, a comment, and a program.
    let polyglot = b"GIF89a/*\x2a\0\x80\0\0\0\0\0\xff\xff\xff*/=1;alert(1)//\x3b";
    let mut huge = PIXEL.to_vec();
    huge[16..24].copy_from_slice(b"\0\0\xff\xff\0\0\xff\xff");
    let utf16: Vec<u8> = "<html><script>alert(1)</script>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let s = str::to_owned;
    vec![
        (
            "HTML called a picture",
            html.to_vec(),
            s("cat.png"),
            "image/png",
            BYTES,
            s("cat.png"),
            false,
        ),
        (
            "HTML",
            html.to_vec(),
            s("a.html"),
            "text/html",
            BYTES,
            s("a.html"),
            false,
        ),
        (
            "SVG with a script",
            svg.to_vec(),
            s("a.svg"),
            "image/svg+xml",
            BYTES,
            s("a.svg"),
            false,
        ),
        (
            "XML",
            b"<?xml version='1.0'?><x/>".to_vec(),
            s("a.xml"),
            "text/xml",
            BYTES,
            s("a.xml"),
            false,
        ),
        (
            "UTF-16",
            utf16,
            s("a.txt"),
            "text/html; charset=utf-16",
            BYTES,
            s("a.txt"),
            false,
        ),
        (
            "a script",
            b"alert(document.cookie)".to_vec(),
            s("a.js"),
            "text/javascript",
            TEXT,
            s("a.js"),
            false,
        ),
        (
            "a picture that is a script",
            polyglot.to_vec(),
            s("a.js"),
            "text/javascript",
            "image/gif",
            s("a.js"),
            true,
        ),
        (
            "text that says it is a picture",
            b"GIF89a/**/=1;alert(1)".to_vec(),
            s("a.gif"),
            "image/gif",
            TEXT,
            s("a.gif"),
            false,
        ),
        (
            "HTML before a PDF",
            [html.as_slice(), b"\n%PDF-1.7\n\xff"].concat(),
            s("a.pdf"),
            "application/pdf",
            BYTES,
            s("a.pdf"),
            false,
        ),
        (
            "a zip bomb",
            bomb,
            s("a.zip"),
            "application/zip",
            BYTES,
            s("a.zip"),
            false,
        ),
        (
            "a picture of four billion pixels",
            huge,
            s("a.png"),
            "image/png",
            BYTES,
            s("a.png"),
            false,
        ),
        (
            "a program",
            b"MZ\x90\0\x03\0\0\0".to_vec(),
            s("a.exe"),
            "image/png",
            BYTES,
            s("a.exe"),
            false,
        ),
        (
            "a picture sent as HTML",
            PIXEL.to_vec(),
            s("a.png"),
            "text/html",
            "image/png",
            s("a.png"),
            true,
        ),
        (
            "a picture sent as nonsense",
            PIXEL.to_vec(),
            s("a.png"),
            "nonsense",
            "image/png",
            s("a.png"),
            true,
        ),
        (
            "a path",
            PIXEL.to_vec(),
            s("../../../etc/passwd"),
            BYTES,
            "image/png",
            s("passwd"),
            true,
        ),
        (
            "another path",
            PIXEL.to_vec(),
            s("C:\\Windows\\a.png"),
            BYTES,
            "image/png",
            s("a.png"),
            true,
        ),
        (
            "a path and nothing else",
            PIXEL.to_vec(),
            s("../.."),
            BYTES,
            "image/png",
            s("file"),
            true,
        ),
        (
            "no name",
            PIXEL.to_vec(),
            s(""),
            BYTES,
            "image/png",
            s("file"),
            true,
        ),
        (
            "the name of the thumbnail",
            PIXEL.to_vec(),
            s("thumbnail"),
            BYTES,
            "image/png",
            s("thumbnail"),
            true,
        ),
        (
            "lines in the name",
            PIXEL.to_vec(),
            s("a\r\nSet-Cookie: x=1\r\n.png"),
            BYTES,
            "image/png",
            s("aSet-Cookie: x=1.png"),
            true,
        ),
        (
            "quotes in the name",
            PIXEL.to_vec(),
            s("a\"; filename=\"b.exe"),
            BYTES,
            "image/png",
            s("a\"; filename=\"b.exe"),
            true,
        ),
        (
            "a name turned around",
            PIXEL.to_vec(),
            s("cat\u{202e}gpj.exe"),
            BYTES,
            "image/png",
            s("catgpj.exe"),
            true,
        ),
        (
            "a name from the right",
            PIXEL.to_vec(),
            s("חתול.png"),
            BYTES,
            "image/png",
            s("חתול.png"),
            true,
        ),
        (
            "a name of 300 letters",
            PIXEL.to_vec(),
            "x".repeat(300) + ".png",
            BYTES,
            "image/png",
            "x".repeat(251) + ".png",
            true,
        ),
        (
            "a name of 300 wide letters",
            PIXEL.to_vec(),
            "猫".repeat(300) + ".png",
            BYTES,
            "image/png",
            "猫".repeat(83) + ".png",
            true,
        ),
    ]
}

#[tokio::test]
async fn whatever_is_sent_nothing_runs() {
    let site = Site::open();
    let eve = site.member("eve").await;
    let room = eve.make_room("private").await;
    for (what, bytes, name, sent_as, media_type, called, shown) in cases() {
        let sent = request(&eve, Method::POST, &address(&room, &name));
        let sent = sent.header("Content-Type", sent_as).body(bytes.clone());
        let answer = eve.send(sent).await;
        assert_eq!(answer.status, 201, "{what}: {answer:?}");
        let file = &answer.json()["media"];
        assert_eq!(file["type"], media_type, "{what}");
        assert_eq!(file["name"], called.as_str(), "{what}");
        assert_eq!(file["size"], bytes.len(), "{what}");

        let path = file["url"].as_str().unwrap();
        assert!(path.bytes().all(|b| b.is_ascii_graphic()), "{what}: {path}");
        for path in [path, &format!("{path}?download")] {
            let got = get(&eve, path).await;
            assert_eq!((got.status, &got.bytes), (200, &bytes), "{what}");
            let said = got.header("content-type").split(';').next();
            assert_eq!(said, Some(media_type), "{what}");
            assert_eq!(got.header("x-content-type-options"), "nosniff", "{what}");
            assert_eq!(got.header("cross-origin-resource-policy"), "same-origin");
            let policy = got.header("content-security-policy");
            assert!(policy.contains("default-src 'none'"), "{what}: {policy}");
            assert!(!policy.contains("script"), "{what}: {policy}");
            assert!(!policy.contains("allow-"), "{what}: {policy}");
            if media_type.starts_with("image/") || !shown {
                assert!(policy.starts_with("sandbox;"), "{what}: {policy}");
            }
            let inline = shown && !path.ends_with("?download");
            let disposition = got.header("content-disposition");
            let kind = if inline {
                "inline; filename=\""
            } else {
                "attachment; filename=\""
            };
            assert!(disposition.starts_with(kind), "{what}: {disposition}");
            let plain = called.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
            assert_eq!(
                disposition.contains("filename*=UTF-8''"),
                !plain && !called.contains(": "),
                "{what}: {disposition}"
            );
            assert!(got.headers.get("set-cookie").is_none(), "{what}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_a_file_is_refused_and_nothing_of_it_stays() {
    let site = Site::open();
    let eve = site.member("eve").await;
    let room = eve.make_room("private").await;
    upload(&eve, &room, "empty.png", "")
        .await
        .is(400, "bad_request");

    // No length: it comes in chunks, however many there will be.
    let line = format!("POST {}", address(&room, "a.txt"));
    let chunks = b"4\r\nsome\r\n0\r\n\r\n".to_vec();
    let chunked = "Transfer-Encoding: chunked".to_owned();
    assert_eq!(raw(&eve, line.clone(), chunked, chunks, true).await, 411);
    for said in ["x", "-1", "1, 2"] {
        let length = format!("Content-Length: {said}");
        let status = raw(&eve, line.clone(), length, b"some".to_vec(), true).await;
        assert_eq!(status, 400, "{said}");
    }

    // Over the limit of one file: said before anything is read.
    let much = vec![0; 25 * 1024 * 1024 + 1];
    let refused = upload(&eve, &room, "large.bin", much).await;
    refused.is(413, "too_large");
    assert!(
        refused
            .text
            .contains("at most 25 MiB; this is 1 byte too much"),
        "{refused:?}"
    );

    // Fewer bytes than were said: the connection was cut.
    let path = address(&room, "cut.png");
    cut(&eve, Method::POST, &path, 1_000_000, vec![7; 400_000]).await;
    let one = uploaded(&eve, &room, "one.png", PIXEL).await;
    assert_eq!(get(&eve, one["url"].as_str().unwrap()).await.bytes, PIXEL);
    // It is forgotten as soon as the runtime tells: nothing of it counts.
    let own = PIXEL.len() as u64;
    for _ in 0..1_000 {
        let used = limits_of(&eve).await["person_used"].as_u64().unwrap();
        if used == own {
            return;
        }
        assert_eq!(used, own + 1_000_000);
    }
    panic!("what was cut off is still counted");
}

#[tokio::test]
async fn a_file_is_its_owners_until_a_message_holds_it() {
    let site = Site::open();
    let (ada, bob) = (site.member("ada").await, site.member("bob").await);
    let room = ada.make_room("public").await;
    bob.join(&room).await;
    let file = uploaded(&ada, &room, "a.png", PIXEL).await;
    let (id, path) = (file["id"].as_str().unwrap(), file["url"].as_str().unwrap());
    let thumbnail = format!("/api/media/{id}/thumbnail");
    for method in [Method::GET, Method::HEAD] {
        assert_eq!(fetch(&ada, method.clone(), path, &[]).await.status, 200);
        assert_eq!(fetch(&bob, method.clone(), path, &[]).await.status, 404);
        let known = format!("\"{id}\"");
        let known = [("If-None-Match", known.as_str())];
        assert_eq!(fetch(&bob, method.clone(), path, &known).await.status, 404);
        assert_eq!(fetch(&site.stranger(), method, path, &[]).await.status, 401);
    }
    for (method, path) in [
        (Method::DELETE, format!("/api/media/{id}")),
        (Method::PUT, thumbnail),
        (Method::GET, format!("/api/uploads/{id}")),
    ] {
        let sent = request(&bob, method, &path).body(PIXEL);
        bob.send(sent).await.is(404, "not_found");
    }
    // Any name will do: the id says which file it is.
    let other = format!("/media/{id}/other.exe");
    let got = get(&ada, &other).await;
    assert_eq!(
        got.header("content-disposition"),
        "inline; filename=\"a.png\""
    );
    assert_eq!(got.header("content-type"), "image/png");
}
