//! The statements of settings and invitations.

/// All settings. `jwt_key` is among the rows of the table, and no setting.
pub const SETTINGS: &str =
    "SELECT key, value FROM settings WHERE key IN ('name', 'signup', 'guests')";

/// Whether somebody owns the site.
pub const OWNED: &str = "SELECT count(*) AS owners FROM users WHERE role = 'owner'";

/// ?1 key, ?2 value.
pub const SET: &str = "INSERT INTO settings (key, value) VALUES (?1, ?2) \
     ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/// The signing key, made now unless there is one: of two that ask at once, both get the same. ?1 the new one.
pub const SIGNING_KEY: &str = "INSERT INTO settings (key, value) VALUES ('jwt_key', ?1) \
     ON CONFLICT (key) DO UPDATE SET value = value RETURNING value";

/// Newest first.
pub const INVITES: &str = "SELECT code, created_at, expires_at, max_uses, uses FROM site_invites \
     ORDER BY created_at DESC, code LIMIT 200";

/// ?1 code, ?2 by whom, ?3 now, ?4 until when, ?5 how often.
pub const ADD_INVITE: &str = "INSERT INTO site_invites (code, created_by, created_at, expires_at, max_uses) \
     VALUES (?1, ?2, ?3, ?4, ?5)";

/// ?1 code.
pub const DELETE_INVITE: &str = "DELETE FROM site_invites WHERE code = ?1";
