//! How light it is on the ground under a sky with clouds, near enough for an exposure.
//!
//! In: where sun and moon stand, the weather. Out: lux, and the luminance of a grey card. Not here: the drawn sky's own light
//! (`render`), metering it.
//! Source: USNO Circular 171 for clear skies; Kasten and Czeplak 1980 for clouds. Within about a stop of what is drawn.
//! Invariant: positive and finite for every elevation and weather.

use super::{CloudType, WeatherState};
use crate::sky::atmosphere::usno;
use crate::sky::ephemeris::Sky;

/// Reflectance of a grey card.
const GREY: f64 = 0.18;

/// Luminance of a horizontal 18 % card in the open, nits.
pub fn grey_nits(sky: &Sky, weather: &WeatherState) -> f64 {
    GREY / std::f64::consts::PI * level_lux(sky, weather)
}

/// How much darker than its grey card a time of day is meant to look, stops: a low sun lights walls and faces more than the
/// ground, and a night that is exposed like a day is none. Even between these apparent elevations of the sun; ours, by eye.
const DARKER_EV: [(f64, f64); 4] = [(-12.0, 3.0), (-6.0, 2.5), (4.0, 1.5), (30.0, 0.0)];

/// The same for an elevation in degrees.
pub fn darker_ev(sun_deg: f64) -> f64 {
    let between = |pair: &[(f64, f64)]| {
        let [(low, below), (high, above)] = [pair[0], pair[1]];
        (sun_deg < high).then(|| {
            let share = ((sun_deg - low) / (high - low)).max(0.0);
            below + share * (above - below)
        })
    };
    DARKER_EV.windows(2).find_map(between).unwrap_or(0.0)
}

/// Illuminance of a level surface in the open, lux.
fn level_lux(sky: &Sky, weather: &WeatherState) -> f64 {
    let moon = &sky.moon;
    let moon_lux =
        usno::moon_above_air_lux(moon.elongation_deg) * usno::level_share(moon.apparent_elevation_deg);
    let clear_lux = usno::usno_lux(sky.sun.apparent_elevation_deg) + moon_lux;
    let open: f64 = weather.layers.iter().map(|layer| 1.0 - layer.cover * opacity(layer.kind)).product();
    let clouds = 1.0 - 0.75 * libm::pow((1.0 - open).clamp(0.0, 1.0), 3.4);
    // A cloud that rains much is thick: the circular's divisor for dark stratus is 10, not 4.
    let heavy = (weather.rain_mm_per_h / 20.0 + weather.snow_mm_per_h / 8.0).clamp(0.0, 1.0);
    clear_lux * clouds * (1.0 - 0.6 * heavy)
}

/// Share of the light that a layer's middle takes, over what a sheet of stratus takes.
fn opacity(kind: CloudType) -> f64 {
    match kind {
        CloudType::Cirrus => 0.3,
        CloudType::Altocumulus => 0.8,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sky::ephemeris::{MoonPosition, SunPosition};

    fn sky(sun_deg: f64, moon_deg: f64, elongation_deg: f64) -> Sky {
        Sky {
            sun: SunPosition { apparent_elevation_deg: sun_deg, ..Default::default() },
            moon: MoonPosition { apparent_elevation_deg: moon_deg, elongation_deg, ..Default::default() },
        }
    }

    #[test]
    fn low_suns_are_meant_to_look_darker() {
        let of = [-40.0, -12.0, -9.0, 4.0, 17.0, 30.0, 90.0].map(darker_ev);
        assert_eq!(of, [3.0, 3.0, 2.75, 1.5, 0.75, 0.0, 0.0]);
    }

    /// The circular's table and its divisors, Kasten and Czeplak's quarter, the full moon of sky.md 1.5.
    #[test]
    fn light_is_that_of_the_circular() {
        let clear = WeatherState::CLEAR;
        let near = |got: f64, wanted: f64| assert!((got / wanted - 1.0).abs() < 0.03, "{got}, not {wanted}");
        near(level_lux(&sky(50.0, -30.0, 90.0), &clear), 88_400.0);
        near(level_lux(&sky(-6.0, -30.0, 90.0), &clear), 2.99);
        near(level_lux(&sky(-40.0, 30.0, 180.0), &clear), 0.16);
        near(level_lux(&sky(-40.0, -30.0, 180.0), &clear), 5e-4);
        let mut grey = clear;
        (grey.layers[0].cover, grey.layers[0].kind) = (1.0, CloudType::Stratus);
        near(level_lux(&sky(50.0, -30.0, 90.0), &grey), 88_400.0 / 4.0);
        near(grey_nits(&sky(50.0, -30.0, 90.0), &clear), 88_400.0 * 0.18 / 3.141_592_65);
        grey.rain_mm_per_h = 40.0;
        near(level_lux(&sky(50.0, -30.0, 90.0), &grey), 88_400.0 / 10.0);
    }
}
