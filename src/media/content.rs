//! What a file is, by its first bytes. Nothing is believed of what it is called or was sent as.
//!
//! Only what browsers show without running anything of it has a type of its own here. All else is text or bytes, and
//! is saved, not shown: HTML, SVG, scripts, archives, programs, whatever nobody has thought of.

use infer::{audio, image, video};

use crate::previews::picture;

/// How many of the first bytes are looked at.
pub const LOOKED_AT: u64 = 64 * 1024;
/// Pixels of a picture that is shown: the largest that telephones take. A small file can say that it is larger, and
/// would take all memory of whoever shows it.
const PIXELS: u64 = 210_000_000;
/// Viewers find it further on, too; here it must stand where it belongs.
const PDF: &[u8] = b"%PDF-";
/// What is nothing else.
pub const BYTES: &str = "application/octet-stream";
/// What people can read, in whatever program they read such things.
pub const TEXT: &str = "text/plain";

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its media type.
    pub media_type: &'static str,
    /// In pixels, where they are found: of a picture.
    pub size: Option<(u32, u32)>,
}

/// What begins so.
#[must_use]
pub fn look(start: &[u8]) -> Content {
    // Before all others: text has no signature, and what is nothing but text is no picture, whatever it begins with.
    if is_text(start) {
        let bare = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
        let marked_up = bare.trim_ascii_start().starts_with(b"<");
        return of(match (start.starts_with(PDF), marked_up) {
            (true, _) => "application/pdf",
            (_, true) => BYTES,
            _ => TEXT,
        });
    }
    if let Some(picture) = pictured(start) {
        return picture;
    }
    // Those with fewer bytes to be known by come later.
    of(match start {
        _ if image::is_jpeg(start) => "image/jpeg",
        _ if start.starts_with(PDF) => "application/pdf",
        _ if video::is_webm(start) => webm(start),
        _ if audio::is_m4a(start) => "audio/mp4",
        _ if video::is_mp4(start) || video::is_m4v(start) => mp4(start),
        _ if video::is_mov(start) => "video/quicktime",
        _ if audio::is_ogg_opus(start) || audio::is_ogg(start) => "audio/ogg",
        _ if audio::is_flac(start) => "audio/flac",
        _ if audio::is_wav(start) => "audio/wav",
        _ if audio::is_mp3(start) => "audio/mpeg",
        _ if audio::is_aac(start) => "audio/aac",
        _ => BYTES,
    })
}

/// Whether a file of a type is shown, rather than saved.
#[must_use]
pub fn is_shown(media_type: &str) -> bool {
    !matches!(media_type, BYTES | TEXT)
}

fn of(media_type: &'static str) -> Content {
    Content {
        media_type,
        size: None,
    }
}

/// A picture, with its size.
fn pictured(start: &[u8]) -> Option<Content> {
    let (media_type, size) = match picture::seen(start) {
        Some(seen) => (seen.media_type, (seen.width, seen.height)),
        None if image::is_avif(start) => ("image/avif", avif(start)?),
        None => return None,
    };
    let pixels = u64::from(size.0) * u64::from(size.1);
    let shown = (1..=PIXELS).contains(&pixels);
    Some(Content {
        media_type: if shown { media_type } else { BYTES },
        size: shown.then_some(size),
    })
}

/// The box `ispe` has the size (ISO/IEC 23008-12, section 6.5.3).
fn avif(start: &[u8]) -> Option<(u32, u32)> {
    let at = find(start, b"ispe")?;
    let number = |at: usize| {
        let bytes = start.get(at..at + 4)?;
        bytes.try_into().map(u32::from_be_bytes).ok()
    };
    Some((number(at + 8)?, number(at + 12)?))
}

/// Sound alone is the same kind of file as video: the names of what is inside tell them apart.
fn webm(start: &[u8]) -> &'static str {
    let video = [b"V_VP".as_slice(), b"V_AV1", b"V_MPEG"];
    let audio = [b"A_OPUS".as_slice(), b"A_VORBIS"];
    match () {
        () if video.iter().any(|name| find(start, name).is_some()) => "video/webm",
        () if audio.iter().any(|name| find(start, name).is_some()) => "audio/webm",
        () => "video/webm",
    }
}

/// The same (ISO/IEC 14496-12, section 8.4.3). Where what is inside is told at the end only, it is taken for video,
/// which plays sound as well.
fn mp4(start: &[u8]) -> &'static str {
    match (handles(start, b"vide"), handles(start, b"soun")) {
        (false, true) => "audio/mp4",
        _ => "video/mp4",
    }
}

/// Whether a box `hdlr` names this kind of track.
fn handles(start: &[u8], kind: &[u8]) -> bool {
    let mut rest = start;
    while let Some(at) = find(rest, b"hdlr") {
        rest = rest.get(at + 4..).unwrap_or_default();
        if rest.get(8..12) == Some(kind) {
            return true;
        }
    }
    false
}

/// Valid UTF-8, its last character cut off or not, and nothing that cannot be seen but what parts lines and words.
fn is_text(start: &[u8]) -> bool {
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        Err(wrong) if wrong.error_len().is_none() => start
            .get(..wrong.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or_default(),
        Err(_) => return false,
    };
    let hidden = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}');
    !text.is_empty() && !text.contains(hidden)
}

fn find(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    bytes
        .windows(sought.len())
        .position(|window| window == sought)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn media_type(start: &[u8]) -> &'static str {
        look(start).media_type
    }

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn webm_of(codecs: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm".to_vec();
        bytes.extend(codecs);
        bytes.resize(300, 0);
        bytes
    }

    fn mp4_of(brand: &[u8], handlers: &[&[u8]]) -> Vec<u8> {
        let mut bytes = b"\0\0\0\x18ftyp".to_vec();
        bytes.extend(brand);
        bytes.extend(b"\0\0\0\0isommp42");
        for handler in handlers {
            bytes.extend(b"\0\0\0\x20hdlr\0\0\0\0\0\0\0\0");
            bytes.extend(*handler);
        }
        bytes
    }

    #[test]
    fn what_browsers_show_is_known_by_its_bytes() {
        let avif =
            b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf\0\0\0\x14ispe\0\0\0\0\0\0\x02\x80\0\0\x01\xe0";
        for (start, expected, size) in [
            (png_of(640, 480), "image/png", Some((640, 480))),
            (
                b"GIF89a\x40\x01\xf0\0\x80\0\0".to_vec(),
                "image/gif",
                Some((320, 240)),
            ),
            // Its frame is further on.
            (b"\xff\xd8\xff\xe1\x10\0Exif\0".to_vec(), "image/jpeg", None),
            (avif.to_vec(), "image/avif", Some((640, 480))),
            (webm_of(b"V_VP9...A_OPUS"), "video/webm", None),
            (webm_of(b"A_OPUS"), "audio/webm", None),
            (webm_of(b""), "video/webm", None),
            (mp4_of(b"isom", &[b"vide", b"soun"]), "video/mp4", None),
            (mp4_of(b"isom", &[b"soun"]), "audio/mp4", None),
            (mp4_of(b"isom", &[]), "video/mp4", None),
            (mp4_of(b"M4A ", &[]), "audio/mp4", None),
            (mp4_of(b"qt  ", &[]), "video/quicktime", None),
            (b"OggS\0\x02\0\0".to_vec(), "audio/ogg", None),
            (b"fLaC\0\0\0\x22".to_vec(), "audio/flac", None),
            (b"RIFF\x24\0\0\0WAVEfmt ".to_vec(), "audio/wav", None),
            (b"ID3\x04\0\0\0\0".to_vec(), "audio/mpeg", None),
            (b"\xff\xfb\x90\x44\0\0".to_vec(), "audio/mpeg", None),
            (b"\xff\xf1\x50\x80\0\0".to_vec(), "audio/aac", None),
            (
                b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(),
                "application/pdf",
                None,
            ),
            (b"%PDF-1.4\n1 0 obj\n".to_vec(), "application/pdf", None),
        ] {
            let content = look(&start);
            assert_eq!(
                (content.media_type, content.size),
                (expected, size),
                "{start:x?}"
            );
            assert!(is_shown(expected), "{expected}");
        }
    }

    #[test]
    fn text_is_text_and_what_is_marked_up_is_bytes() {
        let mut cut = "日本語".as_bytes().to_vec();
        cut.pop();
        for text in [
            b"hello".as_slice(),
            b"#!/bin/sh\nrm -rf /\n",
            b"alert(1) // <script>",
            b"a,b\r\n1,2\r\n\x0c",
            "\u{feff}caf\u{e9}".as_bytes(),
            // What would be a picture, were it not text.
            b"BMW is a car",
            b"GIF89a/*aaa*/=1;alert(1)",
            cut.as_slice(),
        ] {
            assert_eq!(media_type(text), TEXT, "{text:x?}");
        }
        for bytes in [
            b"<!DOCTYPE html><script>alert(1)</script>".as_slice(),
            b" \r\n\t<html>",
            b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<svg onload=alert(1)>",
            b"<!-- x --><script>",
            "\u{feff}<html>".as_bytes(),
        ] {
            assert_eq!(media_type(bytes), BYTES, "{bytes:x?}");
        }
        assert!(!is_shown(TEXT) && !is_shown(BYTES));
    }

    #[test]
    fn all_else_is_bytes() {
        for bytes in [
            b"".as_slice(),
            b"\0",
            b"PK\x03\x04\x14\0\0\0",
            b"MZ\x90\0\x03\0",
            b"\x7fELF\x02\x01",
            b"\0asm\x01\0\0\0",
            b"BM\x36\0\0\0",
            b"II*\0\x08\0\0\0",
            b"<\0h\0t\0m\0l\0>\0",
            b"text\0with a zero",
            b"\x1b[31mred",
            b"caf\xe9 au lait",
            b"\0%PDF-1.7",
            b"RIFF\x24\0\0\0AVI LIST",
        ] {
            assert_eq!(media_type(bytes), BYTES, "{bytes:x?}");
        }
        // A few bytes that say they are a picture of four billion pixels.
        assert_eq!(look(&png_of(65_535, 65_535)), of(BYTES));
        assert_eq!(look(&png_of(0, 1)), of(BYTES));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_are_looked_at_to_an_end(
            start in proptest::sample::select(vec![
                b"".as_slice(), b"\0\0\0\x18ftyp", b"\0\0\0\x18ftypavif", b"\xff\xff\xff\xffftypmif1", b"\0\0\0\0ftypisom",
                b"\x1a\x45\xdf\xa3", b"OggS", b"RIFF", b"ID3", b"\xff", b"....hdlr", b"\0\0\0\x18ftypisom....ispe", b"....moov",
            ]),
            rest in proptest::collection::vec(any::<u8>(), 0..64),
        ) {
            let _ = look(&[start, &rest].concat());
        }
    }
}
