//! The audit log: who changed what on this machine's shows, one JSON object a line.
//!
//! In: lines. Out: `audit.jsonl`, and `audit.1.jsonl` before it, for their owner alone. Not here: what is told (`control::records`).
//! Invariant: the two files together never exceed twice [`MOST_BYTES`].

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::devices::owner_alone;

/// Size at which a file is put aside.
pub const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The open log.
#[derive(Debug)]
pub struct AuditLog {
    folder: PathBuf,
    file: File,
    bytes: u64,
    most_bytes: u64,
}

impl AuditLog {
    /// Goes on with the log of a folder; makes the folder.
    pub fn open(folder: &Path) -> std::io::Result<Self> {
        Self::open_at_most(folder, MOST_BYTES)
    }

    fn open_at_most(folder: &Path, most_bytes: u64) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let file = append(folder)?;
        let bytes = file.metadata()?.len();
        Ok(Self { folder: folder.to_owned(), file, bytes, most_bytes })
    }

    /// Adds a line; it has no line break of its own.
    pub fn add(&mut self, line: &str) -> std::io::Result<()> {
        let length = line.len() as u64 + 1;
        if self.bytes + length > self.most_bytes && self.bytes > 0 {
            std::fs::rename(self.folder.join("audit.jsonl"), self.folder.join("audit.1.jsonl"))?;
            self.file = append(&self.folder)?;
            self.bytes = 0;
        }
        // One write: another process that adds to the file does not come in between.
        self.file.write_all(format!("{line}\n").as_bytes())?;
        self.bytes += length;
        Ok(())
    }
}

fn append(folder: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    owner_alone(options.append(true).create(true));
    options.open(folder.join("audit.jsonl"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_goes_on_and_stays_small() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/audit");
        let _ = std::fs::remove_dir_all(&folder);
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        AuditLog::open_at_most(&folder, 20).unwrap().add("first").unwrap();
        let mut log = AuditLog::open_at_most(&folder, 20).unwrap();
        log.add("second").unwrap();
        assert_eq!(text("audit.jsonl"), "first\nsecond\n");
        log.add("0123456").unwrap();
        assert_eq!(
            (text("audit.jsonl"), text("audit.1.jsonl")),
            ("0123456\n".into(), "first\nsecond\n".into())
        );
        for _ in 0..100 {
            log.add("0123456").unwrap();
        }
        assert!(text("audit.jsonl").len() + text("audit.1.jsonl").len() <= 40);
    }
}
