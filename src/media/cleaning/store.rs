//! The hourly clean-up of files.
