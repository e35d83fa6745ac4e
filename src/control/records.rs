//! What control leaves on disk, on a thread of its own: known devices, the audit log.
//!
//! In: lines and lists of devices. Out: files of the state folder. Not here: their form on disk (`output`).
//! Invariant: nobody waits for the disk; what it is too slow for is left out and counted.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use crossbeam::channel::{Sender, bounded};

use crate::output::audit::AuditLog;
use crate::output::devices::{self, DeviceFile};

/// Records under way.
const UNDER_WAY: usize = 4096;

/// To the disk. Writes what is under way, then ends, when dropped.
#[derive(Debug, Default)]
pub struct Records {
    sender: Option<Sender<Record>>,
    thread: Option<JoinHandle<()>>,
    lost: AtomicU64,
}

#[derive(Debug)]
enum Record {
    Line(String),
    Devices(DeviceFile),
}

impl Records {
    /// Into a folder; without one, nothing is left.
    pub fn start(folder: Option<PathBuf>) -> std::io::Result<Self> {
        let Some(folder) = folder else { return Ok(Self::default()) };
        let (sender, records) = bounded(UNDER_WAY);
        let work = move || {
            let mut log = None;
            for record in records {
                let written = match &record {
                    Record::Devices(file) => devices::write(&folder, file),
                    Record::Line(line) => add(&mut log, &folder, line),
                };
                if let Err(error) = written {
                    let what =
                        if matches!(record, Record::Line(_)) { "the audit log" } else { "known devices" };
                    tracing::warn!("{what} cannot be written under {}: {error}", folder.display());
                }
            }
        };
        let thread = std::thread::Builder::new().name("records".to_owned()).spawn(work)?;
        Ok(Self { sender: Some(sender), thread: Some(thread), lost: AtomicU64::new(0) })
    }

    /// A line of the audit log.
    pub fn note(&self, line: &serde_json::Value) {
        self.send(Record::Line(line.to_string()));
    }

    /// The devices that are known from now on.
    pub fn keep(&self, file: DeviceFile) {
        self.send(Record::Devices(file));
    }

    /// Records that the disk was too slow for.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    fn send(&self, record: Record) {
        if self.sender.as_ref().is_some_and(|sender| sender.try_send(record).is_err()) {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn add(log: &mut Option<AuditLog>, folder: &std::path::Path, line: &str) -> std::io::Result<()> {
    let open = match log {
        Some(open) => open,
        None => log.insert(AuditLog::open(folder)?),
    };
    open.add(line)
}

impl Drop for Records {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}
