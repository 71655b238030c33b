//! What rooms ask and tell of files: which a message may hold, which it holds, which none holds any more.

#[cfg(target_arch = "wasm32")]
pub mod client;
#[cfg(target_arch = "wasm32")]
pub mod store;

use crate::wire::types::Millis;

/// For how long a file can be attached after somebody began to upload it, in milliseconds. An hour less than the
/// clean-up leaves loose files alone: none goes while a room is taking it.
pub const ATTACHED_WITHIN_MS: Millis = 23 * 60 * 60_000;

/// Of some files, those that somebody may attach in a room. ?1 their ids, a JSON list, ?2 the room, ?3 who, ?4 since when
/// they may have begun to upload it.
pub const TO_ATTACH: &str = "SELECT * FROM media WHERE id IN (SELECT value FROM json_each(?1)) AND room_id = ?2 \
     AND owner = ?3 AND created_at > ?4 AND stored_at IS NOT NULL AND deleted_at IS NULL";

/// A row of its own for a file that is passed on, with the same bytes, if there is room for it. ?1 its id, ?2 the room,
/// ?3 whose, ?4 now, ?5 of which file, ?6 bytes of one person.
pub const COPY: &str = "INSERT INTO media (id, object, room_id, owner, name, type, size, width, height, duration_ms, alt, \
       thumbhash, waveform, thumb_bytes, thumb_type, created_at, stored_at) \
     SELECT ?1, object, ?2, ?3, name, type, size, width, height, duration_ms, alt, \
       thumbhash, waveform, thumb_bytes, thumb_type, ?4, ?4 FROM media \
     WHERE id = ?5 AND stored_at IS NOT NULL AND deleted_at IS NULL \
       AND size + thumb_bytes + coalesce((SELECT bytes FROM media_use WHERE owner = ?3), 0) <= ?6";

/// Messages hold these. ?1 their ids, ?2 now.
pub const ATTACHED: &str = "UPDATE media SET attached_at = ?2 \
     WHERE id IN (SELECT value FROM json_each(?1)) AND attached_at IS NULL";

/// Nothing holds these any more. ?1 their ids, ?2 now.
pub const GONE: &str = "UPDATE media SET deleted_at = ?2 \
     WHERE id IN (SELECT value FROM json_each(?1)) AND deleted_at IS NULL";
