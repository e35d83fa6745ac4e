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

    /// Whether two are the same counter.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Whether nobody else holds it: the thread and its owner have ended.
    pub fn is_alone(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }

    /// Beats since the start.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
