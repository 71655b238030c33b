//! What nobody needs any more goes: once an hour, in batches, and as often as one likes.
//!
//! A file is put out of reach first, in its row, and its bytes go an hour later: what was under way by then is over. Before
//! each of the two steps its room is asked, which alone knows whether a message holds it. The bytes go before the row,
//! so that nothing lies in the bucket of which no row knows, wherever this stops.

#[cfg(target_arch = "wasm32")]
pub mod http;
#[cfg(target_arch = "wasm32")]
pub mod store;

use crate::wire::types::Millis;

/// Files that no message holds are left alone for so long, in milliseconds: a day, by which a message should be written.
pub const LOOSE_MS: Millis = 24 * 60 * 60_000;
/// The bytes of a deleted file stay for so long, in milliseconds.
pub const KEPT_MS: Millis = 60 * 60_000;
/// Files in one batch: each has at most two objects, and the bucket deletes a thousand at once.
pub const BATCH: usize = 500;
/// Questions to rooms, to the bucket and to the database in one event: on the free plan it may ask 50. The sweep of all
/// else takes some of them.
pub const ASKED_MOST: usize = 40;

/// Files that no message is known to hold. ?1 before when they were begun, ?2 how many.
pub const LOOSE: &str = "SELECT id, room_id FROM media WHERE attached_at IS NULL AND deleted_at IS NULL AND created_at < ?1 \
     ORDER BY created_at LIMIT ?2";

/// Files whose bytes may go. ?1 before when they were deleted, ?2 how many.
pub const DELETED: &str = "SELECT m.id, m.room_id, m.owner, m.object, m.r2_upload, \
     EXISTS (SELECT 1 FROM users u WHERE u.id = m.owner AND u.deleted_at IS NOT NULL) AS ownerless \
     FROM media m WHERE m.deleted_at < ?1 ORDER BY m.deleted_at LIMIT ?2";

/// These are held after all. ?1 their ids, ?2 now.
pub const KEEP: &str = "UPDATE media SET deleted_at = NULL, attached_at = coalesce(attached_at, ?2) \
     WHERE id IN (SELECT value FROM json_each(?1))";

/// Of these files, the objects that no other row has. ?1 their ids.
pub const UNUSED: &str = "SELECT DISTINCT m.object AS object FROM media m WHERE m.id IN (SELECT value FROM json_each(?1)) \
     AND NOT EXISTS (SELECT 1 FROM media o WHERE o.object = m.object \
     AND o.id NOT IN (SELECT value FROM json_each(?1)))";

/// Their bytes are gone. ?1 their ids.
pub const FORGET: &str =
    "DELETE FROM media WHERE id IN (SELECT value FROM json_each(?1)) AND deleted_at IS NOT NULL";

/// Files in numbers.
pub const COUNT: &str = "SELECT coalesce((SELECT bytes FROM media_use WHERE owner = ''), 0) AS used_bytes, \
     count(*) AS files, coalesce(sum(attached_at IS NULL AND deleted_at IS NULL), 0) AS unattached, \
     coalesce(sum(deleted_at IS NOT NULL), 0) AS waiting FROM media";

/// Of some objects, those that a row has. ?1 their names.
pub const KNOWN: &str =
    "SELECT DISTINCT object FROM media WHERE object IN (SELECT value FROM json_each(?1))";

/// All that may lie in the bucket of an object: which of it does, nobody has to know.
#[must_use]
pub fn keys(object: &str, is_picture: bool) -> [String; 2] {
    let key = super::record::key(object);
    if is_picture {
        [format!("{key}/64"), format!("{key}/256")]
    } else {
        [format!("{key}/thumb"), key]
    }
}

/// Which object a key of the bucket belongs to.
#[must_use]
pub fn object_of(key: &str) -> &str {
    let rest = key.strip_prefix("media/").unwrap_or(key);
    rest.split('/').next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_object() {
        for is_picture in [true, false] {
            for key in keys("an-object", is_picture) {
                assert_eq!(object_of(&key), "an-object");
            }
        }
    }
}
