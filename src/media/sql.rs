//! The statements of files; tests/media_sql.rs runs them.

/// One file, whatever has become of it. ?1 id.
pub const FILE: &str = "SELECT * FROM media WHERE id = ?1";
