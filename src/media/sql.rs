//! The statements of files; tests/media_sql.rs runs them.

/// One file, whatever has become of it. ?1 id.
pub const FILE: &str = "SELECT * FROM media WHERE id = ?1";

/// Room for a file, if there is any: one statement, so that however many ask at the same moment, no limit is passed.
/// ?1 id, ?2 room, ?3 whose, ?4 name, ?5 size, ?6 size of its parts, ?7 now, ?8 bytes of one person and ?9 of the site,
/// ?10 since when and ?11 how many are counted.
pub const ADD: &str = "INSERT INTO media (id, object, room_id, owner, name, size, part_bytes, created_at) \
     SELECT ?1, ?1, ?2, ?3, ?4, ?5, ?6, ?7 \
     WHERE ?5 + coalesce((SELECT bytes FROM media_use WHERE owner = ?3), 0) <= ?8 \
       AND ?5 + coalesce((SELECT bytes FROM media_use WHERE owner = ''), 0) <= ?9 \
       AND (SELECT count(*) FROM media WHERE owner = ?3 AND created_at > ?10) < ?11";

/// What is taken. ?1 by whom, ?2 since when files are counted, ?3 how many of them count.
pub const USE: &str = "SELECT \
     coalesce((SELECT bytes FROM media_use WHERE owner = ?1), 0) AS person, \
     coalesce((SELECT bytes FROM media_use WHERE owner = ''), 0) AS site, \
     (SELECT created_at FROM media WHERE owner = ?1 AND created_at > ?2 ORDER BY created_at DESC LIMIT 1 OFFSET ?3) AS first";

/// What the bucket calls what comes in parts. ?1 id, ?2 that.
pub const BEGIN: &str = "UPDATE media SET r2_upload = ?2 WHERE id = ?1";

/// All of it is there. ?1 id, ?2 type, ?3 width, ?4 height, ?5 now.
pub const STORED: &str = "UPDATE media SET type = ?2, width = ?3, height = ?4, stored_at = ?5, r2_upload = NULL \
     WHERE id = ?1 AND stored_at IS NULL AND deleted_at IS NULL RETURNING *";

/// Nothing of it came. ?1 id.
pub const FORGET: &str = "DELETE FROM media WHERE id = ?1 AND stored_at IS NULL";

/// Out of reach from now on; the clean-up takes the bytes. ?1 id, ?2 now.
pub const DELETE: &str =
    "UPDATE media SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL AND attached_at IS NULL";

/// What its owner says about it; what is not said stays. ?1 id, ?2 alt (an empty one takes it away), ?3 duration,
/// ?4 width, ?5 height, ?6 ThumbHash, ?7 waveform.
pub const DESCRIBE: &str = "UPDATE media SET alt = nullif(coalesce(?2, alt), ''), duration_ms = coalesce(?3, duration_ms), \
       width = coalesce(?4, width), height = coalesce(?5, height), thumbhash = coalesce(?6, thumbhash), \
       waveform = coalesce(?7, waveform) \
     WHERE id = ?1 AND deleted_at IS NULL AND attached_at IS NULL RETURNING *";

/// It has a thumbnail. ?1 id, ?2 type, ?3 bytes.
pub const THUMBNAIL: &str = "UPDATE media SET thumb_type = ?2, thumb_bytes = ?3 \
     WHERE id = ?1 AND deleted_at IS NULL AND attached_at IS NULL";

/// A part has come. ?1 of which file, ?2 its number, ?3 its tag, ?4 its size.
pub const PART: &str = "INSERT INTO upload_parts (media, part, etag, size) VALUES (?1, ?2, ?3, ?4) \
     ON CONFLICT (media, part) DO UPDATE SET etag = excluded.etag, size = excluded.size";

/// The parts that have come. ?1 of which file.
pub const PARTS: &str = "SELECT part, etag FROM upload_parts WHERE media = ?1 ORDER BY part";

/// The parts are one, or must come anew. ?1 of which file.
pub const FORGET_PARTS: &str = "DELETE FROM upload_parts WHERE media = ?1";
