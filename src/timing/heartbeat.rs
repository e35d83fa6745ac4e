//! A thread's sign of life: a counter that it raises each time round.
//!
//! In: beats of one thread. Out: their count, for others. Not here: who judges it (`app::watchdog`).
//! Invariant: a beat is one relaxed addition: no lock, no clock, no allocation.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A counter shared between a thread and whoever watches it.
#[derive(Clone, Debug, Default)]
pub struct Heartbeat(Arc<AtomicU64>);

impl Heartbeat {
    /// The thread came round once more.
    pub fn beat(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Beats since the start.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
