//! What a picture is, by its first bytes: nothing is believed of what it is called or was sent as.

/// Pixels of a picture at most: a small file can say that it is large, and would take all memory of whoever shows it.
const PIXELS: u64 = 40_000_000;

/// A picture that browsers show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its media type.
    pub media_type: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Kind {
    /// All of them.
    #[must_use]
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// What these bytes are; none when they are no picture, or one that is too large.
#[must_use]
pub fn look(bytes: &[u8]) -> Option<Kind> {
    seen(bytes).filter(|kind| (1..=PIXELS).contains(&kind.pixels()))
}

/// What these bytes are, however large; none when they are no picture.
#[must_use]
pub fn seen(bytes: &[u8]) -> Option<Kind> {
    let (media_type, (width, height)) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("image/png", png(bytes)?)
    } else if bytes.starts_with(b"\xff\xd8\xff") {
        ("image/jpeg", jpeg(bytes)?)
    } else if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        ("image/gif", (little(bytes, 6, 2)?, little(bytes, 8, 2)?))
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP" {
        ("image/webp", webp(bytes)?)
    } else {
        return None;
    };
    Some(Kind {
        media_type,
        width,
        height,
    })
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((big(bytes, 16, 4)?, big(bytes, 20, 4)?))
}

/// From segment to segment, until one that begins a frame.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let mark = *bytes.get(at + 1).filter(|_| bytes.get(at) == Some(&0xff))?;
        match mark {
            // Filling.
            0xff => at += 1,
            0xc0..=0xcf if !matches!(mark, 0xc4 | 0xc8 | 0xcc) => {
                return Some((big(bytes, at + 7, 2)?, big(bytes, at + 5, 2)?));
            }
            // The picture itself, or its end, before any frame began.
            0xd8..=0xda => return None,
            0x01 | 0xd0..=0xd7 => at += 2,
            _ => at += 2 + usize::try_from(big(bytes, at + 2, 2)?).ok()?.max(2),
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => {
            (bytes.get(23..26)? == b"\x9d\x01\x2a").then_some(())?;
            // The two highest bits say how to scale it.
            Some((
                little(bytes, 26, 2)? & 0x3fff,
                little(bytes, 28, 2)? & 0x3fff,
            ))
        }
        b"VP8L" => {
            (bytes.get(20)? == &0x2f).then_some(())?;
            let bits = little(bytes, 21, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(bytes, 24, 3)? + 1, little(bytes, 27, 3)? + 1)),
        _ => None,
    }
}

fn big(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + length)?.iter();
    Some(bytes.fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

fn little(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let bytes = bytes.get(at..at + length)?.iter().rev();
    Some(bytes.fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend(b"\x08\x06\0\0\0");
        bytes
    }

    fn jpeg_of(frame: u8) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
        // A table, which has the mark of no frame, and filling.
        bytes.extend(b"\xff\xc4\0\x04\x01\x02\xff\xff\xff");
        bytes.extend([frame, 0, 17, 8, 0x01, 0xe0, 0x02, 0x80, 3]);
        bytes
    }

    fn webp_of(chunk: &[u8]) -> Vec<u8> {
        let mut bytes = b"RIFF\x24\0\0\0WEBP".to_vec();
        bytes.extend(chunk);
        bytes
    }

    #[test]
    fn pictures_are_known_by_their_first_bytes() {
        for (bytes, media_type, width, height) in [
            (png_of(1200, 630), "image/png", 1200, 630),
            (
                b"GIF89a\x40\x01\xf0\0\x80\0\0".to_vec(),
                "image/gif",
                320,
                240,
            ),
            (b"GIF87a\x01\0\x01\0".to_vec(), "image/gif", 1, 1),
            (jpeg_of(0xc0), "image/jpeg", 640, 480),
            (jpeg_of(0xc2), "image/jpeg", 640, 480),
            (
                webp_of(b"VP8 \x18\0\0\0\x30\x01\0\x9d\x01\x2a\x40\x41\xf0\x40"),
                "image/webp",
                320,
                240,
            ),
            // 14 bits of width - 1, 14 bits of height - 1.
            (
                webp_of(b"VP8L\x0d\0\0\0\x2f\x3f\xc1\x3b\0"),
                "image/webp",
                320,
                240,
            ),
            (
                webp_of(b"VP8X\x0a\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0"),
                "image/webp",
                320,
                240,
            ),
        ] {
            let expected = Kind {
                media_type,
                width,
                height,
            };
            assert_eq!(look(&bytes), Some(expected), "{bytes:x?}");
        }
    }

    #[test]
    fn nothing_else_is_a_picture() {
        let sized = |chunk: &[u8]| [b"\xff\xd8\xff\xe0\0\x04ab".as_slice(), chunk].concat();
        for bytes in [
            Vec::new(),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            b"<html>".to_vec(),
            b"%PDF-1.7".to_vec(),
            b"RIFF\x24\0\0\0WAVEfmt ".to_vec(),
            webp_of(b"ALPH\0\0\0\0"),
            png_of(0, 1),
            png_of(1, 0),
            png_of(40_000, 40_000),
            png_of(u32::MAX, u32::MAX),
            png_of(1200, 630)[..20].to_vec(),
            sized(b""),
            sized(b"\xff\xd9"),
            sized(b"\xff\xda\0\x04ab"),
            sized(b"\xff\xe1\0\0"),
            sized(b"\xff\xe1\xff\xff"),
            sized(b"\0\0\0\0"),
        ] {
            assert_eq!(look(&bytes), None, "{bytes:x?}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_bytes_are_looked_at_to_an_end(
            start in proptest::sample::select(vec![
                b"\x89PNG\r\n\x1a\n".as_slice(), b"\xff\xd8\xff", b"GIF89a", b"RIFF....WEBPVP8 ", b"RIFF....WEBPVP8L",
            ]),
            rest in proptest::collection::vec(proptest::sample::select(vec![0_u8, 1, 2, 0xc0, 0xc4, 0xe0, 0xff]), 0..64),
        ) {
            let _ = look(&[start, &rest].concat());
        }
    }
}
