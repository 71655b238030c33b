//! Pictures of people and rooms: small and large, cut to size by the browser.
//!
//! Each is a row of `media` without a room; a person's is their own, a room's belongs to the room. A new one is a new
//! row under a new address, so that what a browser keeps is never old.

#[cfg(target_arch = "wasm32")]
pub mod http;
#[cfg(target_arch = "wasm32")]
pub mod store;

use crate::error::Error;
use crate::previews::picture::{self, Kind};

/// What they are stored under, in place of a name.
pub const NAME: &str = "picture";
/// Bytes of a form that are not the pictures': names, boundaries.
pub const FORM_BYTES: usize = 4 * 1024;
/// The pixels of a side of the two.
pub const SIDES: [u32; 2] = [64, 256];

/// It is there, and shown: the large one as the file, the small one as its thumbnail. ?1 id, ?2 type, ?3 bytes of the small
/// one, ?4 now.
pub const SHOW: &str = "UPDATE media SET type = ?2, thumb_type = ?2, thumb_bytes = ?3, stored_at = ?4, attached_at = ?4 \
     WHERE id = ?1 AND deleted_at IS NULL";

/// Those that were shown before are out of reach. ?1 the one that is shown now, or an empty text, ?2 whose, ?3 now.
pub const HIDE_OTHERS: &str = "UPDATE media SET deleted_at = ?3 WHERE owner = ?2 AND id <> ?1 \
     AND room_id IS NULL AND attached_at IS NOT NULL AND deleted_at IS NULL";

/// ?1 id, ?2 address; none takes it away.
pub const SET_AVATAR: &str = "UPDATE users SET avatar = ?2 WHERE id = ?1 AND deleted_at IS NULL \
     RETURNING id, username, name, avatar, status, kind, role";

/// Where the small one is fetched.
#[must_use]
pub fn address(id: &str) -> String {
    format!("/media/pictures/{id}/64")
}

/// The type of both pictures, if they are what they must be.
///
/// # Errors
/// `unsupported_media`, `bad_request` when one has another size.
pub fn check(small: &[u8], large: &[u8]) -> Result<&'static str, Error> {
    let looked_at = |bytes: &[u8], side: u32| -> Result<Kind, Error> {
        let kind = picture::look(bytes).filter(|kind| kind.media_type != "image/gif");
        let kind = kind.ok_or_else(|| Error::UnsupportedMedia {
            detail: "A picture is a PNG, a JPEG or a WebP.".into(),
        })?;
        if (kind.width, kind.height) != (side, side) {
            return Err(Error::bad_request(format!(
                "This picture must be {side} × {side} pixels, and is {} × {}.",
                kind.width, kind.height
            )));
        }
        Ok(kind)
    };
    let [small_side, large_side] = SIDES;
    let (small, large) = (looked_at(small, small_side)?, looked_at(large, large_side)?);
    if small.media_type != large.media_type {
        return Err(Error::bad_request("Both pictures must be of one type."));
    }
    Ok(small.media_type)
}
