//! When in a day the sun or the moon stands where a person wants it.
//!
//! In: a place, the midnight that a day begins with, a wish. Out: hours after that midnight. Not here: where they stand (`ephemeris`).
//! Invariant: total: a day without the wish (a polar one) gives the hour that comes nearest to it.

use super::ephemeris::{self, Place, Sky};

/// A time of day in terms of the sky.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum When {
    /// The sun at its highest.
    Noon,
    /// The sun this high after noon, degrees.
    Evening(f64),
    /// The same before noon.
    Morning(f64),
    /// The moon at its highest while it is dark; where there is none, as `Darkest`.
    Moonlight,
    /// The sun at its lowest.
    Darkest,
}

/// Sun under the horizon at which it is dark for the eye: nautical twilight's end, degrees.
const DARK_DEG: f64 = -12.0;
/// Least elevation of a moon that lights, degrees.
const MOON_UP_DEG: f64 = 10.0;
/// Steps of a day that are looked at: five minutes.
const STEPS: i64 = 288;
const STEP_MS: i64 = 300_000;

/// Hours after midnight, 0..24.
pub fn hour(when: When, midnight_ms: i64, place: &Place) -> f64 {
    let at = |ms: i64| ephemeris::sky_at(midnight_ms + ms, place);
    let noon_ms = best(0..STEPS, |ms| at(ms).sun.apparent_elevation_deg);
    let ms = match when {
        When::Noon => noon_ms,
        When::Darkest => best(0..STEPS, |ms| -at(ms).sun.apparent_elevation_deg),
        When::Evening(deg) => crossing((noon_ms, STEP_MS), deg, &at),
        When::Morning(deg) => crossing((noon_ms, -STEP_MS), deg, &at),
        When::Moonlight => {
            let shines = |sky: &Sky| {
                sky.sun.apparent_elevation_deg < DARK_DEG && sky.moon.apparent_elevation_deg > MOON_UP_DEG
            };
            let height =
                |ms| Some(at(ms)).filter(shines).map_or(-90.0, |sky| sky.moon.apparent_elevation_deg);
            let ms = best(0..STEPS, height);
            if height(ms) > MOON_UP_DEG {
                ms
            } else {
                best(0..STEPS, |ms| -at(ms).sun.apparent_elevation_deg)
            }
        }
    };
    ms.clamp(0, 86_399_000) as f64 / 3_600_000.0
}

/// The step at which something is greatest, milliseconds.
fn best(steps: std::ops::Range<i64>, of: impl Fn(i64) -> f64) -> i64 {
    let greater = |one: (i64, f64), other: (i64, f64)| if other.1 > one.1 { other } else { one };
    steps.map(|step| (step * STEP_MS, of(step * STEP_MS))).fold((0, f64::NEG_INFINITY), greater).0
}

/// The first time from noon, in steps of so much, at which the sun falls through a height; the nearest to it where it does not.
fn crossing((noon_ms, step_ms): (i64, i64), deg: f64, at: &impl Fn(i64) -> Sky) -> i64 {
    let height = |ms: i64| at(ms).sun.apparent_elevation_deg - deg;
    let (mut high_ms, mut nearest) = (noon_ms, (height(noon_ms).abs(), noon_ms));
    // Up to half a day on either side, within the day: beyond it the date is another.
    for step in 1..=STEPS / 2 {
        let low_ms = noon_ms + step * step_ms;
        if !(0..86_400_000).contains(&low_ms) {
            break;
        }
        let found = height(low_ms);
        if found.abs() < nearest.0 {
            nearest = (found.abs(), low_ms);
        }
        if height(high_ms) >= 0.0 && found < 0.0 {
            return bisect(high_ms, low_ms, height);
        }
        high_ms = low_ms;
    }
    nearest.1
}

/// Between a time at which it is not below zero and one at which it is, to a tenth of a second.
fn bisect(mut high_ms: i64, mut low_ms: i64, of: impl Fn(i64) -> f64) -> i64 {
    while (high_ms - low_ms).abs() > 100 {
        let middle_ms = i64::midpoint(high_ms, low_ms);
        if of(middle_ms) >= 0.0 { high_ms = middle_ms } else { low_ms = middle_ms }
    }
    low_ms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(latitude_deg: f64, longitude_deg: f64) -> Place {
        Place { latitude_deg, longitude_deg, altitude_m: 0.0, temperature_c: 15.0, pressure_hpa: 1013.25 }
    }

    /// 2026-06-21 00:00 at UTC-7.
    const SOLSTICE_MS: i64 = 1_782_025_200_000;

    #[test]
    fn the_sun_stands_where_it_is_wanted() {
        let desert = place(33.83, -116.55);
        for (when, deg) in [
            (When::Evening(4.0), 4.0),
            (When::Evening(-5.0), -5.0),
            (When::Morning(6.0), 6.0),
            (When::Morning(-4.0), -4.0),
        ] {
            let hours = hour(when, SOLSTICE_MS, &desert);
            let ms = SOLSTICE_MS + (hours * 3_600_000.0).round() as i64;
            let found = ephemeris::sky_at(ms, &desert).sun.apparent_elevation_deg;
            assert!((found - deg).abs() < 0.01, "{when:?}: {found} at {hours}");
            assert_eq!(hours > 12.0, matches!(when, When::Evening(_)), "{when:?}: {hours}");
        }
        // Solar noon at 116.55 W in UTC-7 is 12 h 46 min 12 s less the equation of time, -1 min 50 s on that day (Meeus 28).
        assert!((hour(When::Noon, SOLSTICE_MS, &desert) - 12.80).abs() < 0.05);
    }

    #[test]
    fn a_day_without_it_gives_the_nearest() {
        // Midnight sun: at 80 N the sun does not sink below 13 degrees.
        let north = place(80.0, 0.0);
        let midnight_ms = 1_782_000_000_000;
        let hours = hour(When::Evening(-5.0), midnight_ms, &north);
        let lowest = hour(When::Darkest, midnight_ms, &north);
        let apart = (hours - lowest).rem_euclid(24.0);
        assert!(apart.min(24.0 - apart) < 0.5, "{hours} {lowest}");
        // And in its winter night it never rises to 4.
        let winter_ms = midnight_ms + 183 * 86_400_000;
        assert!(
            (hour(When::Evening(4.0), winter_ms, &north) - hour(When::Noon, winter_ms, &north)).abs() < 0.5
        );
    }
}
