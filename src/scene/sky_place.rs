//! A live sky as the scene file asks for it: where on Earth the world lies, and how the day begins.
//!
//! In: `[sky]` of scene.toml. Out: [`SkyPlace`], the defaults of `sky/*`. Not here: where the sun is (`sky`).
//! Invariant: every number is in the range of its parameter (`show::catalog::sky`).

/// Where on Earth the world lies, and the first state of its sky.
#[derive(Clone, Debug, PartialEq)]
pub struct SkyPlace {
    /// North positive.
    pub latitude_deg: f64,
    /// East positive.
    pub longitude_deg: f64,
    /// Of world zero over the sea.
    pub altitude_m: f64,
    /// IANA name of the time zone; `None` takes the nearest city's.
    pub time_zone: Option<String>,
    /// Year, month, day.
    pub date: [i32; 3],
    /// Local time of day, hours.
    pub time_of_day_h: f64,
    /// Where world -Z looks, degrees clockwise from north.
    pub north_deg: f64,
    /// Linear ACEScg.
    pub ground_albedo: [f64; 3],
    /// Metres.
    pub visibility_m: f64,
    /// What clouds grow from.
    pub seed: u64,
}

impl Default for SkyPlace {
    /// Greenwich at the summer solstice, mid-morning.
    fn default() -> Self {
        Self {
            latitude_deg: 51.4779,
            longitude_deg: 0.0,
            altitude_m: 0.0,
            time_zone: None,
            date: [2026, 6, 21],
            time_of_day_h: 10.0,
            north_deg: 0.0,
            ground_albedo: [0.22, 0.21, 0.19],
            visibility_m: 40_000.0,
            seed: 1,
        }
    }
}
