//! Previews: what stands behind the first links of a message.
//!
//! The room's engine finds the links of what is said (`links.rs`), and its object tells the Preview object of each: one
//! for every link, named by its hash. That object fetches the page, once for all who wait for it (`object.rs`), takes a
//! title, a description, a picture and the site's name out of it (`page.rs`, `picture.rs`), and tells the rooms, who
//! show them with the message. What is fetched lies on the public internet, or nowhere (`address.rs`).

pub mod address;
#[cfg(target_arch = "wasm32")]
pub mod client;
#[cfg(target_arch = "wasm32")]
pub mod http;
pub mod links;
#[cfg(target_arch = "wasm32")]
pub mod object;
pub mod page;
pub mod picture;

use serde::Serialize;

use crate::json::FromJson;
use crate::wire::types::{RoomId, Seq};

/// What a Preview object is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromJson)]
#[serde(rename_all = "snake_case")]
pub enum PreviewRequest {
    /// A message has this link: tell its room what stands behind it.
    Ask {
        /// The link as it stands in the text.
        link: String,
        /// Where it was said.
        room: RoomId,
        /// In which message.
        seq: Seq,
        /// Whether the site runs locally, with its rates lifted: then it may be given a page to fetch for a test.
        local: bool,
    },
    /// The picture of this code, as bytes.
    Picture {
        /// As it stands in a preview.
        code: String,
    },
}

/// Where a picture is kept: the object, and its code there. The code is random: who knows a link does not thereby know
/// whether somebody has posted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureId {
    /// Name of the Preview object.
    pub object: String,
    /// Which of its pictures.
    pub code: String,
}

impl PictureId {
    /// Reads an id as it stands in an address.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let (object, code) = raw.split_once('.')?;
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let safe = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        let fits = object.len() == 64 && object.bytes().all(hex) && code.len() == 16;
        (fits && code.bytes().all(safe)).then(|| Self {
            object: object.to_owned(),
            code: code.to_owned(),
        })
    }

    /// Where clients fetch it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("/api/previews/{}.{}/picture", self.object, self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_as_it_was_written() {
        let id = PictureId {
            object: links::name("https://example.org/"),
            code: "aB3-_aB3-_aB3-_x".into(),
        };
        let url = id.url();
        let raw = url.strip_prefix("/api/previews/").unwrap();
        let raw = raw.strip_suffix("/picture").unwrap();
        assert_eq!(PictureId::parse(raw), Some(id));
        for refused in [
            "",
            ".",
            &raw.to_ascii_uppercase(),
            raw.trim_end_matches('x'),
            &format!("{raw}x"),
            &raw.replace('.', "-"),
        ] {
            assert_eq!(PictureId::parse(refused), None, "{refused}");
        }
    }
}
