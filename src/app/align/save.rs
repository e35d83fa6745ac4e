//! The thread that reads and writes the stage file for the Align panel.
//!
//! In: wishes and confirmed changes. Out: what came of them, asked for frame by frame.
//! Not here: the change itself (`show::save`), when (`app::align`).
//! Invariant: the frame thread neither waits nor touches a file; one job at a time, a second one is refused.

use std::path::PathBuf;

use crossbeam::channel::{Receiver, bounded};

use super::Wish;
use crate::show::save::{SaveError, StageChange};

/// What came of a job.
#[derive(Debug)]
pub enum Saved {
    /// A change stands ready.
    Prepared(Result<StageChange, SaveError>),
    /// A change is written.
    Written(Result<PathBuf, SaveError>),
}

/// A job.
#[derive(Debug)]
pub enum Job {
    /// Read and prepare.
    Prepare(Wish),
    /// Write.
    Write(StageChange),
}

/// Does a job; blocks on the disk.
pub fn do_job(job: Job) -> Saved {
    match job {
        Job::Prepare(Wish { path, tracker, edit }) => {
            Saved::Prepared(StageChange::of_tracker(&path, &tracker, &edit))
        }
        Job::Write(change) => Saved::Written(change.write().map(|()| change.path().to_owned())),
    }
}

/// The job that runs, if any.
#[derive(Debug, Default)]
pub struct Saver {
    running: Option<Receiver<Saved>>,
}

impl Saver {
    /// Begins a job on the thread `align-save`; false while another runs or when the system gives no thread.
    pub fn begin(&mut self, job: Job) -> bool {
        if self.running.is_some() {
            return false;
        }
        let (done, news) = bounded(1);
        let thread = std::thread::Builder::new().name("align-save".to_owned()).spawn(move || {
            // Nobody waits any more when the show has ended.
            let _ = done.send(do_job(job));
        });
        if let Err(error) = &thread {
            tracing::warn!(%error, "no thread to save the stage file");
        }
        self.running = thread.is_ok().then_some(news);
        self.running.is_some()
    }

    /// What came of the job, once it is done.
    pub fn news(&mut self) -> Option<Saved> {
        let saved = self.running.as_ref()?.try_recv().ok()?;
        self.running = None;
        Some(saved)
    }
}
