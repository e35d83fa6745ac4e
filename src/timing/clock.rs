//! The one clock.
//!
//! In: the machine's monotonic clock, and its calendar for what people read. Out: seconds since the clock was made.
//! Not here: simulation time, which is frame index x den / num (`timing::rate`).
//! Invariant: no other file calls `Instant::now`; clippy's disallowed-methods holds it.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A monotonic clock; copies share the same origin.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Instant,
}

impl Clock {
    /// A clock that reads 0 at this moment.
    #[expect(clippy::disallowed_methods, reason = "this is the file that reads the clock")]
    pub fn start() -> Self {
        Self { origin: Instant::now() }
    }

    /// Seconds since `start`.
    pub fn now_secs(&self) -> f64 {
        self.origin.elapsed().as_secs_f64()
    }

    /// Milliseconds since 1970-01-01 UTC, for logs alone: the machine's calendar may jump.
    #[expect(clippy::disallowed_methods, reason = "this is the file that reads the clock")]
    pub fn calendar_ms(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    /// Sleeps until the clock reads `secs`; returns at once when that is past.
    pub fn sleep_until(&self, secs: f64) {
        let wait = secs - self.now_secs();
        if wait > 0.0 {
            std::thread::sleep(Duration::from_secs_f64(wait));
        }
    }
}

/// The wall clock of this place, as a slate has it: `14:22`.
pub fn local_hours_minutes() -> String {
    jiff::ZonedDateTime::now().strftime("%H:%M").to_string()
}
