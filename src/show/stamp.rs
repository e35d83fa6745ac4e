//! Whether a file is another one than before.
//!
//! In: a path. Out: its time and size, cheap to ask each half second; a hash of its content, for when they differ.
//! Not here: when to look (`app::watch`), reading it as a show (`show::load`).
//! Invariant: a file that is not there is a state like any other, not an error.

use std::hash::{DefaultHasher, Hasher as _};
use std::time::SystemTime;

/// What the file system says of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was last written.
    pub modified: Option<SystemTime>,
    /// Bytes.
    pub length: u64,
}

/// Time and size of a file; `None` when it is not there.
pub fn stamp(path: &str) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok()?;
    Some(Stamp { modified: metadata.modified().ok(), length: metadata.len() })
}

/// Hash of a file's content, the same within one run of the program; `None` when it cannot be read.
pub fn content(path: &str) -> Option<u64> {
    let bytes = std::fs::read(path).ok()?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&bytes);
    Some(hasher.finish())
}
