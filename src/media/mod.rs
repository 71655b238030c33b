//! Files: pictures, video, sound and all else, in R2.
//!
//! A file's record is a row of D1 `media`, made before the bytes come and counted against the limits by the statement
//! that makes it. The bytes lie under `media/{object}`; they go from the request into the bucket and from the bucket
//! into the answer by the runtime alone, and never through this program. What a file is, its content says.
//!
//! One file belongs to one room, and hangs on at most one message there; the room knows which. `access` asks it.

pub mod access;
pub mod attach;
pub mod cleaning;
pub mod content;
#[cfg(target_arch = "wasm32")]
pub mod http;
pub mod limits;
pub mod names;
pub mod pictures;
pub mod record;
pub mod serve;
pub mod sql;
#[cfg(target_arch = "wasm32")]
pub mod store;
pub mod tab;
pub mod upload;

/// The id of a file: a UUID v7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaId(pub String);

impl MediaId {
    /// The id as it is stored and sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a file at the end of its address, which nobody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileName;

/// Which part of a file that comes in parts: from 1 to 10,000, as R2 counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartNumber(pub u16);

impl PartNumber {
    /// The number, written as it is written elsewhere.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let digits = raw.bytes().all(|b| b.is_ascii_digit()) && !raw.starts_with('0');
        let number = raw.parse().ok().filter(|number| *number <= 10_000);
        number.filter(|_| digits).map(Self)
    }
}

/// The sizes pictures of people and rooms are kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureSize {
    /// 64 × 64.
    Small,
    /// 256 × 256.
    Large,
}

impl PictureSize {
    /// The size of that name.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        match raw {
            "64" => Some(Self::Small),
            "256" => Some(Self::Large),
            _ => None,
        }
    }

    /// Its name, in addresses and in the bucket.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Small => "64",
            Self::Large => "256",
        }
    }
}
