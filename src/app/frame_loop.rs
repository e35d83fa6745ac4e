//! Pacing: which frame is due.
//!
//! In: a rational rate, the time of the clock. Out: the frame to draw, or how long to wait for it; drops.
//! Not here: the clock itself (`timing::clock`), drawing (`app::headless`, `app::window`).
//! Invariant: frame n is due at n x den/num after the start, never at a sum of periods; lateness is not carried on.

use crate::timing::{Clock, Rate};

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Due {
    /// Nothing until this time of the clock, seconds.
    Wait(f64),
    /// Draw this frame, counted from 0.
    Draw(u64),
}

/// Tells which frame is due, and counts those that nobody drew in time.
#[derive(Clone, Copy, Debug)]
pub struct FrameLoop {
    rate: Rate,
    start_secs: f64,
    next: u64,
    drops: u64,
}

impl FrameLoop {
    /// Frame 0 is due at `start_secs` of the clock.
    pub fn new(rate: Rate, start_secs: f64) -> Self {
        Self { rate, start_secs, next: 0, drops: 0 }
    }

    /// When a frame is due, seconds of the clock.
    pub fn due_secs(&self, frame: u64) -> f64 {
        self.start_secs + self.rate.time_secs(frame)
    }

    /// The frame that is due at a time of the clock. Frames whose time has passed whole are dropped.
    pub fn at(&mut self, now_secs: f64) -> Due {
        let due_secs = self.due_secs(self.next);
        if now_secs < due_secs {
            return Due::Wait(due_secs);
        }
        // The cast saturates. Rounding must not take back a frame that is due.
        let current = ((now_secs - self.start_secs) * self.rate.fps()).floor() as u64;
        let frame = current.max(self.next);
        self.drops += frame - self.next;
        self.next = frame + 1;
        Due::Draw(frame)
    }

    /// Sleeps until a frame is due. Not for the window's thread, which waits for events.
    pub fn wait(&mut self, clock: &Clock) -> u64 {
        loop {
            match self.at(clock.now_secs()) {
                Due::Draw(frame) => return frame,
                Due::Wait(until_secs) => clock.sleep_until(until_secs),
            }
        }
    }

    /// Frames dropped since the start.
    pub fn drops(&self) -> u64 {
        self.drops
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_frame_is_due_at_its_own_time() {
        let ntsc = Rate { num: 24_000, den: 1001 };
        let mut pace = FrameLoop::new(ntsc, 100.0);
        for frame in 0..100_000 {
            let due_secs = pace.due_secs(frame);
            assert_eq!(pace.at(due_secs - 1e-6), Due::Wait(due_secs));
            assert_eq!(pace.at(due_secs), Due::Draw(frame));
        }
        assert_eq!(pace.drops(), 0);
        // 24000 frames take 1001 s, not 24000 rounded periods.
        assert_eq!(pace.due_secs(24_000), 1101.0);
    }

    #[test]
    fn late_frames_are_skipped_and_counted_once() {
        let mut pace = FrameLoop::new(Rate::FILM, 0.0);
        assert_eq!(pace.at(0.0), Due::Draw(0));
        // 2.5 periods later: frames 1 is gone, 2 is on.
        assert_eq!(pace.at(2.5 / 24.0), Due::Draw(2));
        assert_eq!(pace.drops(), 1);
        assert_eq!(pace.at(2.6 / 24.0), Due::Wait(3.0 / 24.0));
        assert_eq!(pace.at(3.9 / 24.0), Due::Draw(3));
        assert_eq!(pace.at(4.0 / 24.0), Due::Draw(4));
        assert_eq!(pace.drops(), 1);
    }
}
