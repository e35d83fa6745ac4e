//! What the frame thread tells the rest of the program after each frame.
//!
//! In: values, goals, health of the frame that was just drawn. Out: a [`Report`], filled in memory that is made once.
//! Not here: who reads it (`app::clerk`, `control`, `console`).
//! Invariant: filling one that was filled before for the same show allocates nothing.

use crate::params::Values;

use crate::sky::Mode;

use super::{FrameNotes, KeyLight};

/// Passes whose GPU time is told.
pub const PASSES: usize = 32;

/// One drawn frame.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Registry that the values belong to.
    pub epoch: u32,
    /// Frame index of the show.
    pub frame: u64,
    /// Frame index of the world: differs from `frame` after BACK TO ONE.
    pub world_frame: u64,
    /// Values that the frame was drawn with.
    pub values: Values,
    /// Directors' bounds, one a parameter, and a count of their changes.
    pub bounds: Vec<[f64; 2]>,
    /// Counts changes of `bounds`.
    pub bounds_rev: u64,
    /// Events that the clerk was too slow for, since the start.
    pub lost_events: u64,
    /// The last ROLL.
    pub roll: RollReport,
    /// Where each value is going; the value itself where it does not fade.
    pub goals: Values,
    /// How many parameters fade.
    pub fading: usize,
    /// How it runs.
    pub health: HealthReport,
    /// Tracking of each camera, then of each carried wall.
    pub tracking: Vec<TrackingReport>,
    /// The live sky; `None` for a show without one.
    pub sky: Option<SkyReport>,
    /// What the frame did otherwise than asked.
    pub notes: FrameNotes,
    /// Whether light may leave outputs; `None` without outputs.
    pub is_armed: Option<bool>,
}

/// The last ROLL, as long as nothing else begins.
#[derive(Clone, Debug, Default)]
pub struct RollReport {
    /// ROLLs since the start; 0 before the first.
    pub count: u32,
    /// Its first frame.
    pub frame: u64,
    /// Frame index of the world then.
    pub world_frame: u64,
    /// Values of its first frame.
    pub values: Values,
}

/// The live sky of a drawn frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SkyReport {
    /// What moves.
    pub mode: Mode,
    /// The sky's instant, UTC, milliseconds since 1970.
    pub unix_ms: i64,
    /// Local date, days since 1970-01-01.
    pub local_date_days: f64,
    /// Local time of day, hours: what the clock reads now, whatever `sky/time_of_day` was set to.
    pub local_time_h: f64,
    /// The place's offset from UTC, seconds.
    pub utc_offset_secs: i32,
    /// How fast the sun's clock runs: sky seconds a second, 0 when it stands.
    pub clock_rate: f64,
    /// The sun as it is drawn, clockwise from north.
    pub sun_azimuth_deg: f64,
    /// The same, above the horizon, refraction included.
    pub sun_elevation_deg: f64,
    /// The moon as it is drawn.
    pub moon_azimuth_deg: f64,
    /// The same, above the horizon.
    pub moon_elevation_deg: f64,
    /// Illuminated share of the moon's disc, 0..=1.
    pub moon_illuminated: f64,
    /// What the wall cannot be: where a key lamp stands, and how bright it is.
    pub key: KeyLight,
    /// Share of the LEDs that look at the view origin from above the horizon: what of the wall can be sky.
    pub sky_share: f64,
    /// Hash of the frame's packet but for the frame of the show.
    pub hash: u64,
}

/// How a show runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct HealthReport {
    /// Frames a second, over the last seconds.
    pub fps: f64,
    /// The show's rate.
    pub rate_fps: f64,
    /// Frames drawn since the start.
    pub frames: u64,
    /// Length of the last frame, seconds.
    pub frame_secs: f64,
    /// 99th percentile of the frames of the last ten seconds, seconds.
    pub frame_p99_secs: f64,
    /// Where the last frame's time went, seconds: tracker, CPU, upload, wait.
    pub spans_secs: [f64; 4],
    /// Of it, what people's wishes took, and telling of the frame before, seconds.
    pub control_secs: f64,
    /// Drops by cause, in the order of [`DROP_CAUSES`].
    pub drops: [u64; DROP_CAUSES.len()],
    /// GPU time by pass, milliseconds; unused places have an empty name.
    pub passes: [(&'static str, f64); PASSES],
    /// Datagrams of trackers refused since the start.
    pub rejected: u64,
}

/// Words of the causes of drops.
pub const DROP_CAUSES: [&str; 6] = ["gpu", "cpu", "upload", "tracker", "display", "unexplained"];

/// Tracking of one camera or carried wall.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackingReport {
    /// State word.
    pub state: &'static str,
    /// Age of the newest sample, milliseconds.
    pub sample_age_ms: Option<f64>,
    /// What is wrong, in words; empty for nothing.
    pub fault: String,
    /// Samples taken since the start.
    pub taken: u64,
    /// Samples lost since the start.
    pub lost: u64,
}
