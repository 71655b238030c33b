//! What is known of a file: a row of D1, and what clients see of it.

use super::names;
use crate::json::{self, FromJson};
use crate::wire::types::{Media, Millis};

/// A row of `media`.
#[derive(Clone, Debug, FromJson)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// Where its bytes lie: under `media/{object}`.
    pub object: String,
    /// The room it is for; none: it is a picture of a person or of a room.
    pub room_id: Option<String>,
    /// Who uploaded it.
    pub owner: String,
    /// The name it was uploaded under.
    pub name: String,
    /// What it is; none until all of it has come.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// In bytes.
    pub size: u64,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// How long it plays.
    pub duration_ms: Option<u32>,
    /// What is to be seen or heard.
    pub alt: Option<String>,
    /// A ThumbHash, in Base64.
    pub thumbhash: Option<String>,
    /// How loud it is: a JSON list.
    pub waveform: Option<String>,
    /// What its thumbnail is.
    pub thumb_type: Option<String>,
    /// Bytes of its thumbnail; 0: it has none.
    pub thumb_bytes: u32,
    /// R2's name for what comes in parts.
    pub r2_upload: Option<String>,
    /// Bytes of each part but the last.
    pub part_bytes: Option<u64>,
    /// When somebody began to upload it.
    pub created_at: Millis,
    /// When all of it was there.
    pub stored_at: Option<Millis>,
    /// When a message was found to hold it.
    pub attached_at: Option<Millis>,
    /// When it was deleted.
    pub deleted_at: Option<Millis>,
}

impl Record {
    /// The file as messages hold it. None until all of it has come, and once it is deleted.
    #[must_use]
    pub fn media(&self) -> Option<Media> {
        let there = self.stored_at.is_some() && self.deleted_at.is_none();
        let media_type = self.media_type.clone().filter(|_| there)?;
        let waveform = self.waveform.as_deref().map(json::read);
        Some(Media {
            id: self.id.clone(),
            name: self.name.clone(),
            media_type,
            size: self.size,
            width: self.width,
            height: self.height,
            url: names::address(&self.id, &self.name),
            alt: self.alt.clone(),
            thumbnail: (self.thumb_bytes > 0).then(|| format!("/media/{}/thumbnail", self.id)),
            thumbhash: self.thumbhash.clone(),
            duration_ms: self.duration_ms,
            waveform: waveform.and_then(Result::ok).unwrap_or_default(),
        })
    }

    /// Where its bytes lie.
    #[must_use]
    pub fn key(&self) -> String {
        key(&self.object)
    }

    /// Where those of its thumbnail do.
    #[must_use]
    pub fn thumbnail_key(&self) -> String {
        format!("{}/thumb", self.key())
    }
}

/// Where the bytes of an object lie.
#[must_use]
pub fn key(object: &str) -> String {
    format!("media/{object}")
}
