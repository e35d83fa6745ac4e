//! How fast one client may speak.
//!
//! In: the time, bytes of each message. Out: how long to wait before the next is read. Not here: waiting.
//! Invariant: nothing is left out: a client that says too much is heard later, and its own line fills.

/// Messages a second: a desk of faders sends a few hundred.
pub(super) const MESSAGES_A_SECOND: f64 = 2000.0;
/// Messages at once.
const BURST: f64 = 2000.0;
/// Bytes that count as one message more: 64 KiB count as 32.
const BYTES: f64 = 2048.0;

/// A bucket that fills by time and is emptied by messages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    left: f64,
    at_secs: f64,
}

impl Limit {
    /// A full bucket.
    pub(super) fn new(now_secs: f64) -> Self {
        Self { left: BURST, at_secs: now_secs }
    }

    /// Takes a message; seconds until the next may be read.
    pub(super) fn take(&mut self, now_secs: f64, bytes: usize) -> f64 {
        let came = (now_secs - self.at_secs).max(0.0) * MESSAGES_A_SECOND;
        self.at_secs = now_secs;
        self.left = (self.left + came).min(BURST) - 1.0 - bytes as f64 / BYTES;
        (-self.left / MESSAGES_A_SECOND).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_read_at_the_limit_and_a_page_at_once() {
        let mut limit = Limit::new(0.0);
        let mut now_secs = 0.0;
        for _ in 0..12_000 {
            now_secs += limit.take(now_secs, 0);
        }
        // All but the burst, one after the other.
        assert!((now_secs - 10_000.0 / MESSAGES_A_SECOND).abs() < 0.01, "{now_secs}");
        let mut limit = Limit::new(0.0);
        let waits = (0..3000).map(|message| limit.take(f64::from(message) / 300.0, 100));
        assert_eq!(waits.fold(0.0, f64::max), 0.0, "ten faders at 30 a second");
        assert!(Limit::new(0.0).take(0.0, 64 << 20) > 10.0, "bytes count");
    }
}
