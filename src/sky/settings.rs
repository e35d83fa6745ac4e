//! What people ask of the sky, as plain numbers.
//!
//! In: values of the registry (`show::catalog::{sky, weather}` makes these). Out: [`SkySettings`]. Not here: what lasts over
//! frames (`state`), what is drawn (`packet`).
//! Invariant: every number is finite and in the range that its field says; `Copy`, so a frame allocates nothing.

use super::lightning::Pace;
use super::weather::WeatherState;

/// What moves and what stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Sun, moon and stars by date, time and place; clouds drift.
    #[default]
    Astronomical,
    /// The sun where a person puts it; moon and stars by date and time; clouds drift.
    Manual,
    /// Sun, moon and stars stand; clouds drift.
    HoldSun,
    /// Clouds stand; the sun goes on.
    HoldClouds,
    /// Everything stands, rain and lightning too.
    HoldAll,
}

impl Mode {
    /// Words of CONTRACT.md 8, in the order of [`Mode::ALL`].
    pub const WORDS: [&'static str; 5] = ["astronomical", "manual", "hold_sun", "hold_clouds", "hold_all"];
    /// All.
    pub const ALL: [Self; 5] =
        [Self::Astronomical, Self::Manual, Self::HoldSun, Self::HoldClouds, Self::HoldAll];

    /// Whether the sun's clock stands.
    pub fn holds_sun(self) -> bool {
        matches!(self, Self::HoldSun | Self::HoldAll)
    }

    /// Whether the clouds stand.
    pub fn holds_clouds(self) -> bool {
        matches!(self, Self::HoldClouds | Self::HoldAll)
    }
}

/// What a frustum shows of the sun's disc. The wall cannot be the sun: its light is the key lamp's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disc {
    /// As it is; the wall rolls it off.
    #[default]
    Shown,
    /// A soft glow of the same width as the aureole.
    Softened,
    /// Only the sky round it.
    Hidden,
}

impl Disc {
    /// Words, in the order of [`Disc::ALL`].
    pub const WORDS: [&'static str; 3] = ["shown", "softened", "hidden"];
    /// All.
    pub const ALL: [Self; 3] = [Self::Shown, Self::Softened, Self::Hidden];
}

/// How clouds are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CloudTier {
    /// Each layer a sheet: cheap.
    Flat,
    /// As volumes; cirrus stays a sheet.
    #[default]
    Volumes,
}

impl CloudTier {
    /// Words, in the order of [`CloudTier::ALL`].
    pub const WORDS: [&'static str; 2] = ["flat", "volumes"];
    /// All.
    pub const ALL: [Self; 2] = [Self::Flat, Self::Volumes];
}

/// What people ask of the sky.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SkySettings {
    /// What moves.
    pub mode: Mode,
    /// Whether time in the world is held: everything stands, whatever the mode.
    pub is_held: bool,
    /// The instant asked for, UTC, milliseconds since 1970: date and local time of day in the place's zone.
    pub unix_ms: i64,
    /// Observer, degrees, north positive, -90..=90.
    pub latitude_deg: f64,
    /// Observer, degrees, east positive, -180..=180.
    pub longitude_deg: f64,
    /// Height of the world's zero over the sea, metres, 0..=9000.
    pub altitude_m: f64,
    /// Where world -Z looks: degrees clockwise from north. 0: the stage's wall stands in the north.
    pub north_deg: f64,
    /// The sun in mode manual: degrees clockwise from north, and above the horizon.
    pub manual_sun_deg: [f64; 2],
    /// Sky seconds a second, 1 is real time, 0 stands, negative runs back.
    pub sun_rate: f64,
    /// The same for clouds and wind.
    pub cloud_rate: f64,
    /// The sun's disc in inner frusta, and in the outer.
    pub disc: [Disc; 2],
    /// How far one sees, metres, 20..=200 000 (2 % contrast, Koschmieder 1924).
    pub visibility_m: f64,
    /// Albedo of the ground to the horizon, linear ACEScg, 0..=1.
    pub ground_albedo: [f64; 3],
    /// Stars, 0 hides them, 1 as they are.
    pub star_gain: f64,
    /// How clouds are drawn.
    pub cloud_tier: CloudTier,
    /// The weather asked for.
    pub weather: WeatherState,
    /// Wetness, puddles, snow cover where a person puts them, 0..=1; `None`: as the weather makes them.
    pub ground: Option<[f64; 3]>,
    /// What the clouds' shapes grow from.
    pub seed: u64,
    /// The button that strikes lightning is down: one strike each time it goes down.
    pub strike: bool,
    /// Whether strikes keep their distance.
    pub pace: Pace,
}

impl SkySettings {
    /// Whether sun, moon and stars stand.
    pub fn holds_sun(&self) -> bool {
        self.is_held || self.mode.holds_sun()
    }

    /// Whether the clouds stand.
    pub fn holds_clouds(&self) -> bool {
        self.is_held || self.mode.holds_clouds()
    }

    /// Whether rain, wind, wetness and lightning stand too.
    pub fn holds_all(&self) -> bool {
        self.is_held || self.mode == Mode::HoldAll
    }
}

impl Default for SkySettings {
    /// A clear morning at the Greenwich meridian: 2026-06-21 09:00 UTC.
    fn default() -> Self {
        Self {
            mode: Mode::Astronomical,
            is_held: false,
            unix_ms: 1_782_032_400_000,
            latitude_deg: 45.0,
            longitude_deg: 0.0,
            altitude_m: 0.0,
            north_deg: 0.0,
            manual_sun_deg: [135.0, 30.0],
            sun_rate: 1.0,
            cloud_rate: 1.0,
            disc: [Disc::Shown, Disc::Hidden],
            visibility_m: 40_000.0,
            ground_albedo: [0.25; 3],
            star_gain: 1.0,
            cloud_tier: CloudTier::Volumes,
            weather: WeatherState::CLEAR,
            ground: None,
            seed: 1,
            strike: false,
            pace: Pace::Guarded,
        }
    }
}
