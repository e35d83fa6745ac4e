//! Dropped frames, and what each was lost to.
//!
//! In: measured spans of each frame, frames skipped after it. Out: counts by cause, as `DROPS 3 (2 gpu, 1 upload)`.
//! Not here: measuring (`app::headless`, `app::window`), pacing (`app::frame_loop`).
//! Invariant: pure arithmetic; bounded memory, nothing allocates. Each skipped frame is counted under one cause.

use std::fmt;

/// What a frame was lost to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The GPU took too long.
    Gpu,
    /// Our own work on the frame thread took too long.
    Cpu,
    /// Moving data to the GPU took too long.
    Upload,
    /// The tracker's samples took too long, or did not come.
    Tracker,
    /// The display took its time: a slow refresh, a compositor.
    Display,
    /// No span tells: something else held the machine.
    Unexplained,
}

impl Cause {
    /// All causes, in the order in which they are shown.
    pub const ALL: [Self; 6] =
        [Self::Gpu, Self::Cpu, Self::Upload, Self::Tracker, Self::Display, Self::Unexplained];

    /// Its word in the health line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gpu => "gpu",
            Self::Cpu => "cpu",
            Self::Upload => "upload",
            Self::Tracker => "tracker",
            Self::Display => "display",
            Self::Unexplained => "unexplained",
        }
    }
}

/// Where a frame's time went, seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FrameSpans {
    /// Taking the trackers' samples and predicting.
    pub tracker_secs: f64,
    /// The frame thread's own work: inputs, recording, the desk.
    pub cpu_secs: f64,
    /// Moving data to the GPU.
    pub upload_secs: f64,
    /// Blocked: until the GPU was done, or until the display gave a surface and took the picture.
    pub wait_secs: f64,
    /// The GPU's own time; `None` without timers.
    pub gpu_secs: Option<f64>,
    /// Age of the oldest sample among the cameras that have a tracker; `None` without one.
    pub sample_age_secs: Option<f64>,
}

/// What the spans are when nothing is wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Usual {
    spans: FrameSpans,
    has_frames: bool,
}

/// Share of a new frame in the usual spans: some 16 frames are remembered. Halved, a lasting change of the scene is
/// blamed for longer; doubled, one slow frame shifts what is usual.
const NEW_SHARE: f64 = 1.0 / 16.0;
/// A span is blamed when it is longer than usual by this share of a period: less is noise of the scheduler.
const BLAMED_SHARE: f64 = 0.25;

impl Usual {
    fn learn(&mut self, spans: &FrameSpans) {
        let share = if self.has_frames { NEW_SHARE } else { 1.0 };
        let toward = |old: &mut f64, new: f64| *old += (new - *old) * share;
        let own = &mut self.spans;
        toward(&mut own.tracker_secs, spans.tracker_secs);
        toward(&mut own.cpu_secs, spans.cpu_secs);
        toward(&mut own.upload_secs, spans.upload_secs);
        toward(&mut own.wait_secs, spans.wait_secs);
        for (old, new) in
            [(&mut own.gpu_secs, spans.gpu_secs), (&mut own.sample_age_secs, spans.sample_age_secs)]
        {
            match (old.as_mut(), new) {
                (Some(old), Some(new)) => toward(old, new),
                (None, new) => *old = new,
                (Some(_), None) => {}
            }
        }
        self.has_frames = true;
    }
}

/// The cause of frames that were skipped after a frame with these spans, when `usual` are those of frames in time.
///
/// The span that is longest beyond its usual one is blamed. Waiting is the GPU's when the GPU's own time explains it,
/// else the display's. Before any frame was in time the usual spans are zero, so the longest is blamed.
pub fn cause(spans: &FrameSpans, usual: &FrameSpans, period_secs: f64) -> Cause {
    let beyond = |now: f64, usual: f64| now - usual;
    let gpu_secs = spans.gpu_secs.map(|now| beyond(now, usual.gpu_secs.unwrap_or(0.0)));
    let wait_secs = beyond(spans.wait_secs, usual.wait_secs);
    // A GPU that works longer than a period keeps the display waiting for as long as it is so.
    let is_gpu_bound = spans.gpu_secs.is_some_and(|now| now >= period_secs);
    let waited_for = match gpu_secs {
        Some(gpu_secs) if is_gpu_bound || gpu_secs >= wait_secs / 2.0 => Cause::Gpu,
        _ => Cause::Display,
    };
    let suspects = [
        (Cause::Tracker, beyond(spans.tracker_secs, usual.tracker_secs)),
        (Cause::Upload, beyond(spans.upload_secs, usual.upload_secs)),
        (Cause::Cpu, beyond(spans.cpu_secs, usual.cpu_secs)),
        (waited_for, wait_secs),
    ];
    let longest = suspects.into_iter().max_by(|one, other| one.1.total_cmp(&other.1));
    match longest {
        Some((cause, secs)) if secs >= period_secs * BLAMED_SHARE => cause,
        _ => Cause::Unexplained,
    }
}

/// Drops since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Drops {
    counts: [u64; Cause::ALL.len()],
    usual: Usual,
    last: Option<FrameSpans>,
    is_sample_late: bool,
}

impl Drops {
    /// Takes a frame's spans once it is done, before it is known what was skipped after it.
    pub fn drew(&mut self, spans: FrameSpans, period_secs: f64) {
        // A picture in time with a pose that is not: counted once for each gap, under the tracker.
        let usual_age = self.usual.spans.sample_age_secs;
        let is_late = match (spans.sample_age_secs, usual_age) {
            (Some(age), Some(usual)) => age > usual + period_secs,
            _ => false,
        };
        if is_late && !self.is_sample_late {
            self.count(Cause::Tracker, 1);
        }
        self.is_sample_late = is_late;
        self.last = Some(spans);
    }

    /// Takes how many frames were skipped between the last frame and the one that follows it. The GPU's time of the
    /// last frame comes with it, since it is known only then.
    pub fn skipped(&mut self, frames: u64, gpu_secs: Option<f64>, period_secs: f64) {
        let Some(last) = self.last.take() else {
            self.count(Cause::Unexplained, frames);
            return;
        };
        let last = FrameSpans { gpu_secs: gpu_secs.or(last.gpu_secs), ..last };
        if frames > 0 {
            self.count(cause(&last, &self.usual.spans, period_secs), frames);
        } else {
            let settled =
                FrameSpans { sample_age_secs: last.sample_age_secs.filter(|_| !self.is_sample_late), ..last };
            self.usual.learn(&settled);
        }
    }

    fn count(&mut self, cause: Cause, frames: u64) {
        self.counts[cause as usize] += frames;
    }

    /// The last frame waited longer than was told with it: for the outputs' displays.
    pub fn waited(&mut self, more_secs: f64) {
        if let Some(last) = &mut self.last {
            last.wait_secs += more_secs;
        }
    }

    /// ` (2 gpu, 1 upload)`, or nothing when nothing was dropped.
    pub fn causes(&self) -> impl fmt::Display {
        fmt::from_fn(|f| {
            let mut before = " (";
            for cause in Cause::ALL {
                let count = self.of(cause);
                if count > 0 {
                    write!(f, "{before}{count} {}", cause.word())?;
                    before = ", ";
                }
            }
            if before == ", " { f.write_str(")") } else { Ok(()) }
        })
    }

    /// Drops under a cause.
    pub fn of(&self, cause: Cause) -> u64 {
        self.counts[cause as usize]
    }

    /// All drops.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// `3 (2 gpu, 1 upload)`, `0`.
impl fmt::Display for Drops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.total(), self.causes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: f64 = 0.040;
    /// 25 frames a second on a monitor: the frame waits for the display for the rest of its period.
    const GOOD: FrameSpans = FrameSpans {
        tracker_secs: 0.0002,
        cpu_secs: 0.004,
        upload_secs: 0.001,
        wait_secs: 0.030,
        gpu_secs: Some(0.020),
        sample_age_secs: Some(0.008),
    };

    /// Causes of one frame that skips `skipped` after 100 good ones.
    fn after_good(spans: FrameSpans, skipped: u64) -> Drops {
        let mut drops = Drops::default();
        for _ in 0..100 {
            drops.drew(GOOD, PERIOD);
            drops.skipped(0, None, PERIOD);
        }
        assert_eq!(drops.total(), 0);
        drops.drew(spans, PERIOD);
        drops.skipped(skipped, None, PERIOD);
        drops
    }

    #[track_caller]
    fn check(spans: FrameSpans, want: Cause) {
        let drops = after_good(spans, 2);
        assert_eq!((drops.of(want), drops.total()), (2, 2), "{drops}");
        // Without a skipped frame nothing is blamed, however long a span was.
        assert_eq!(after_good(FrameSpans { sample_age_secs: None, ..spans }, 0).total(), 0);
    }

    #[test]
    fn the_span_that_grew_is_blamed() {
        check(FrameSpans { cpu_secs: 0.060, ..GOOD }, Cause::Cpu);
        check(FrameSpans { upload_secs: 0.055, ..GOOD }, Cause::Upload);
        check(FrameSpans { tracker_secs: 0.050, ..GOOD }, Cause::Tracker);
        check(FrameSpans { wait_secs: 0.085, gpu_secs: Some(0.078), ..GOOD }, Cause::Gpu);
        check(FrameSpans { wait_secs: 0.085, ..GOOD }, Cause::Display);
        check(GOOD, Cause::Unexplained);
        check(FrameSpans { cpu_secs: 0.012, upload_secs: 0.009, ..GOOD }, Cause::Unexplained);
    }

    #[test]
    fn a_long_span_that_is_usual_is_not_blamed() {
        // The wait of 30 ms is the longest span by far; the upload grew by 15 ms.
        check(FrameSpans { upload_secs: 0.016, ..GOOD }, Cause::Upload);
    }

    #[test]
    fn a_gpu_that_never_keeps_up_is_blamed_from_the_first_frame() {
        let mut drops = Drops::default();
        let slow = FrameSpans { wait_secs: 0.070, gpu_secs: Some(0.090), ..GOOD };
        for _ in 0..50 {
            drops.drew(slow, PERIOD);
            drops.skipped(2, None, PERIOD);
        }
        assert_eq!((drops.of(Cause::Gpu), drops.total()), (100, 100));
    }

    #[test]
    fn a_silent_tracker_is_one_drop_for_each_gap() {
        let mut drops = after_good(GOOD, 0);
        let mut frame = |age: f64| {
            drops.drew(FrameSpans { sample_age_secs: Some(age), ..GOOD }, PERIOD);
            drops.skipped(0, None, PERIOD);
        };
        for _ in 0..2 {
            (1..20).for_each(|late| frame(0.008 + PERIOD * f64::from(late)));
            (0..100).for_each(|_| frame(0.008));
        }
        assert_eq!((drops.of(Cause::Tracker), drops.total()), (2, 2));
        // A tracker that is uneven by less than a frame is not late.
        drops.drew(FrameSpans { sample_age_secs: Some(0.040), ..GOOD }, PERIOD);
        drops.skipped(0, None, PERIOD);
        assert_eq!(drops.total(), 2);
    }

    #[test]
    fn the_line_names_causes_in_a_fixed_order() {
        let mut drops = Drops::default();
        assert_eq!(drops.to_string(), "0");
        drops.count(Cause::Upload, 1);
        assert_eq!(drops.to_string(), "1 (1 upload)");
        drops.count(Cause::Gpu, 2);
        assert_eq!(drops.to_string(), "3 (2 gpu, 1 upload)");
    }
}
