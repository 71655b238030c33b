//! The statements of settings.

/// All settings. `jwt_key` is among the rows of the table, and no setting.
pub const SETTINGS: &str = "SELECT key, value FROM settings WHERE key IN ('name', 'signup', 'guests', 'previews', 'words')";

/// Whether somebody owns the site.
pub const OWNED: &str = "SELECT count(*) AS owners FROM users WHERE role = 'owner'";

/// ?1 key, ?2 value.
pub const SET: &str = "INSERT INTO settings (key, value) VALUES (?1, ?2) \
     ON CONFLICT (key) DO UPDATE SET value = excluded.value";

/// The signing key, made now unless there is one: of two that ask at once, both get the same. ?1 the new one.
pub const SIGNING_KEY: &str = "INSERT INTO settings (key, value) VALUES ('jwt_key', ?1) \
     ON CONFLICT (key) DO UPDATE SET value = value RETURNING value";

/// The words that are not wanted.
pub const WORDS: &str = "SELECT value FROM settings WHERE key = 'words'";
