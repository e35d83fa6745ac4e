//! How the show is doing, in one line.
//!
//! In: when each frame began and ended, drops, the cameras' tracking. Out: `24.000 fps · TRACK LIVE 8 ms · DROPS 0`.
//! Not here: GPU time by pass (`gpu::timers`), who shows the line (`app::headless`, `app::window`).
//! Invariant: bounded memory, made once; a frame is recorded without allocating.

use std::fmt::Write as _;

use super::drops::{Cause, Drops, FrameSpans};
use super::live::CameraStatus;
use crate::gpu::timers::Timers;
use crate::show::report::HealthReport;

/// Frames looked back at: ten seconds at 24 frames a second.
const FRAMES: usize = 240;
/// Seconds between two lines.
const INTERVAL_SECS: f64 = 1.0;

/// Times of the last frames.
#[derive(Clone, Debug)]
pub struct Health {
    /// Begin and length of each frame, seconds; a ring.
    frames: [(f64, f64); FRAMES],
    count: usize,
    drops: Drops,
    /// Frames skipped since the start, as last told.
    skipped: u64,
    /// Reused by [`Health::p99_ms`].
    sorted: [f64; FRAMES],
    /// Reused by [`Health::line`].
    text: String,
    next_line_secs: f64,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            frames: [(0.0, 0.0); FRAMES],
            count: 0,
            drops: Drops::default(),
            skipped: 0,
            sorted: [0.0; FRAMES],
            text: String::with_capacity(1024),
            next_line_secs: f64::NEG_INFINITY,
        }
    }
}

impl Health {
    /// Takes all frames skipped since the start, and what the GPU needed for the frame before them. Before [`Health::drew`]
    /// of the frame that follows.
    pub fn skipped(&mut self, skipped: u64, gpu_secs: Option<f64>, period_secs: f64) {
        if self.count > 0 {
            self.drops.skipped(skipped.saturating_sub(self.skipped), gpu_secs, period_secs);
        }
        self.skipped = skipped;
    }

    /// The health as people see it, after the frame that these spans are of.
    pub fn report(&mut self, spans: FrameSpans, timers: &Timers, period_secs: f64) -> HealthReport {
        let mut report = HealthReport {
            fps: self.fps(),
            rate_fps: period_secs.recip(),
            frames: self.frames(),
            frame_secs: spans.tracker_secs + spans.cpu_secs + spans.upload_secs + spans.wait_secs,
            frame_p99_secs: self.p99_ms() * 1e-3,
            spans_secs: [spans.tracker_secs, spans.cpu_secs, spans.upload_secs, spans.wait_secs],
            drops: Cause::ALL.map(|cause| self.drops.of(cause)),
            ..HealthReport::default()
        };
        for (told, pass) in report.passes.iter_mut().zip(timers.millis()) {
            *told = *pass;
        }
        report
    }

    /// Takes a frame that was drawn from `begin_secs` to `end_secs` of the clock, and where its time went.
    pub fn drew(&mut self, begin_secs: f64, end_secs: f64, spans: FrameSpans, period_secs: f64) {
        self.frames[self.count % FRAMES] = (begin_secs, end_secs - begin_secs);
        self.count += 1;
        self.drops.drew(spans, period_secs);
    }

    /// The last frame waited longer than was told with it: for the outputs' displays.
    pub fn waited(&mut self, more_secs: f64) {
        self.drops.waited(more_secs);
    }

    /// Frames drawn since the start.
    pub fn frames(&self) -> u64 {
        self.count as u64
    }

    /// Frames dropped since the start, by cause.
    pub fn drops(&self) -> &Drops {
        &self.drops
    }

    /// Frames a second over the last frames; 0 before the second.
    pub fn fps(&self) -> f64 {
        let held = self.count.min(FRAMES);
        if held < 2 {
            return 0.0;
        }
        let newest = self.frames[(self.count - 1) % FRAMES].0;
        let oldest = self.frames[(self.count - held) % FRAMES].0;
        (held - 1) as f64 / (newest - oldest).max(1e-9)
    }

    /// The time that 99 of 100 frames took no longer than, milliseconds; 0 before the first.
    pub fn p99_ms(&mut self) -> f64 {
        let held = self.count.min(FRAMES);
        let sorted = &mut self.sorted[..held];
        for (slot, frame) in sorted.iter_mut().zip(&self.frames) {
            *slot = frame.1;
        }
        sorted.sort_unstable_by(f64::total_cmp);
        // The nearest rank: the least value with at least 99 % at or below it.
        let rank = (held * 99).div_ceil(100);
        rank.checked_sub(1).map_or(0.0, |index| sorted[index] * 1e3)
    }

    /// True once a second.
    pub fn is_line_due(&mut self, now_secs: f64) -> bool {
        let is_due = now_secs >= self.next_line_secs;
        if is_due {
            self.next_line_secs = now_secs + INTERVAL_SECS;
        }
        is_due
    }

    /// The line; `names` are the cameras', in the order of `cameras`. What is wrong stands at the end.
    pub fn line<'a>(&mut self, names: impl Iterator<Item = &'a str>, cameras: &[CameraStatus]) -> &str {
        let p99_ms = self.p99_ms();
        let (fps, drops) = (self.fps(), self.drops);
        let text = &mut self.text;
        text.clear();
        // Writing to a String cannot fail.
        let _ = write!(text, "{fps:.3} fps · P99 {p99_ms:.1} ms");
        for (name, camera) in names.zip(cameras) {
            text.push_str(" · TRACK ");
            if cameras.len() > 1 {
                let _ = write!(text, "{name} ");
            }
            text.extend(camera.state.chars().map(|letter| letter.to_ascii_uppercase()));
            if let Some(age_ms) = camera.sample_age_ms {
                let _ = write!(text, " {age_ms:.0} ms");
            }
        }
        let _ = write!(text, " · DROPS {drops}");
        for fault in cameras.iter().filter_map(|camera| camera.fault.as_ref()) {
            let _ = write!(text, " · {fault}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(state: &'static str, sample_age_ms: Option<f64>, fault: Option<&str>) -> CameraStatus {
        CameraStatus { state, sample_age_ms, fault: fault.map(str::to_owned), samples_taken: 0, lost: 0 }
    }

    #[test]
    fn the_line_reads_as_the_top_bar() {
        let mut health = Health::default();
        for frame in 0..1000 {
            let begin = f64::from(frame) / 24.0;
            health.skipped(if frame > 500 { 3 } else { 0 }, None, 1.0 / 24.0);
            let upload_secs = if frame == 500 { 0.1 } else { 0.001 };
            health.drew(
                begin,
                begin + 0.010,
                FrameSpans { upload_secs, ..FrameSpans::default() },
                1.0 / 24.0,
            );
        }
        let line = health.line(["A"].into_iter(), &[status("live", Some(8.2), None)]).to_owned();
        assert_eq!(line, "24.000 fps · P99 10.0 ms · TRACK LIVE 8 ms · DROPS 3 (3 upload)");
        let held = "HELD: no packets from 127.0.0.1 for 0.4 s. Picture kept";
        let two = [status("stale", Some(400.0), Some(held)), status("fixed", None, None)];
        let line = health.line(["A", "B"].into_iter(), &two);
        assert!(
            line.ends_with(&format!("TRACK A STALE 400 ms · TRACK B FIXED · DROPS 3 (3 upload) · {held}")),
            "{line}"
        );
    }

    #[test]
    fn p99_is_the_nearest_rank_and_forgets_old_frames() {
        let mut health = Health::default();
        assert_eq!((health.p99_ms(), health.fps()), (0.0, 0.0));
        // 1..=100 ms: 99 of 100 values are at most 99 ms.
        for millis in 1..=100 {
            health.drew(0.0, f64::from(millis) * 1e-3, FrameSpans::default(), 0.04);
        }
        assert!((health.p99_ms() - 99.0).abs() < 1e-9);
        for _ in 0..FRAMES {
            health.drew(0.0, 0.005, FrameSpans::default(), 0.04);
        }
        assert!((health.p99_ms() - 5.0).abs() < 1e-9);
        let memory = health.text.capacity();
        health.line(["A"].into_iter(), &[status("live", Some(1.0), None)]);
        assert_eq!(health.text.capacity(), memory);
    }

    #[test]
    fn a_line_is_due_once_a_second() {
        let mut health = Health::default();
        let due: Vec<bool> = [0.0, 0.5, 0.99, 1.0, 1.5, 2.0].map(|now| health.is_line_due(now)).to_vec();
        assert_eq!(due, [true, false, false, true, false, true]);
    }
}
