//! The weather asked for, as plain numbers.
//!
//! In: parameters, METAR, presets. Out: [`WeatherState`]. Not here: optics (`sky::evaluate`), what lasts (`sky::state`).
//! Source of words and ranges: WMO international cloud atlas, METAR (WMO-No. 306 FM 15).
//! Invariant: fades act on these numbers, so each is continuous but the kinds of layers.

/// Layers that the sky has at most.
pub const LAYERS: usize = 4;

/// What kind of clouds a layer has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CloudType {
    /// Ci: thin ice, high.
    Cirrus,
    /// As: an even veil.
    Altostratus,
    /// Ac: small rolls in rows.
    Altocumulus,
    /// St: a low grey sheet.
    Stratus,
    /// Sc: low rolls with gaps.
    Stratocumulus,
    /// Cu: heaps with flat bases.
    #[default]
    Cumulus,
    /// Cb: towers with anvils.
    Cumulonimbus,
}

impl CloudType {
    /// Words, in the order of [`CloudType::ALL`].
    pub const WORDS: [&'static str; 7] =
        ["cirrus", "altostratus", "altocumulus", "stratus", "stratocumulus", "cumulus", "cumulonimbus"];
    /// All.
    pub const ALL: [Self; 7] = [
        Self::Cirrus,
        Self::Altostratus,
        Self::Altocumulus,
        Self::Stratus,
        Self::Stratocumulus,
        Self::Cumulus,
        Self::Cumulonimbus,
    ];
}

/// One layer of clouds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Layer {
    /// Share of the sky, 0..=1; octas over 8.
    pub cover: f64,
    /// Kind.
    pub kind: CloudType,
    /// Base above the ground, metres, 0..=15 000.
    pub base_m: f64,
    /// Base to top, metres, 50..=12 000.
    pub thickness_m: f64,
}

/// The weather asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeatherState {
    /// Layers, lowest first; one with no cover is none.
    pub layers: [Layer; LAYERS],
    /// Rain, millimetres an hour, 0..=200.
    pub rain_mm_per_h: f64,
    /// Snow, millimetres of water an hour, 0..=20.
    pub snow_mm_per_h: f64,
    /// Wind at 10 m, metres a second, 0..=60.
    pub wind_mps: f64,
    /// Where it comes from, degrees clockwise from north.
    pub wind_from_deg: f64,
    /// Gusts over the mean wind, 0..=1.
    pub gustiness: f64,
    /// Fog at the ground: extinction on top of the air's own, 1/m, 0..=0.2.
    pub fog_per_m: f64,
    /// Height in which the fog falls to 1/e, metres, 1..=2000.
    pub fog_height_m: f64,
    /// Dust in the air's haze, 0..=1: brown, absorbing.
    pub dust: f64,
    /// Flashes a minute, 0..=600.
    pub lightning_per_min: f64,
    /// Air temperature, Celsius, -60..=60.
    pub temperature_c: f64,
    /// Pressure at the sea, hPa, 850..=1090.
    pub pressure_hpa: f64,
}

impl WeatherState {
    /// No clouds, light air.
    pub const CLEAR: Self = Self {
        layers: [Layer { cover: 0.0, kind: CloudType::Cumulus, base_m: 1500.0, thickness_m: 800.0 }; LAYERS],
        rain_mm_per_h: 0.0,
        snow_mm_per_h: 0.0,
        wind_mps: 3.0,
        wind_from_deg: 250.0,
        gustiness: 0.3,
        fog_per_m: 0.0,
        fog_height_m: 60.0,
        dust: 0.0,
        lightning_per_min: 0.0,
        temperature_c: 15.0,
        pressure_hpa: 1013.25,
    };
}

impl Layer {
    /// Wind at the layer over the wind at 10 m: a power law with exponent 1/7 up to 2 km, then twice that slope
    /// (Touma 1977 for the law).
    pub fn wind_share(&self) -> f64 {
        libm::pow(self.base_m.max(10.0) / 10.0, 1.0 / 7.0)
    }
}

impl WeatherState {
    /// Where the wind goes, metres a second toward world +X and +Z; world -Z looks `north_deg` clockwise from north.
    pub fn wind_world_mps(&self, north_deg: f64) -> [f64; 2] {
        let toward = (self.wind_from_deg + 180.0 - north_deg).to_radians();
        [self.wind_mps * libm::sin(toward), -self.wind_mps * libm::cos(toward)]
    }
}
