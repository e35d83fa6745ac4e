//! How far the air lifts what is seen at the horizon.
//!
//! In: elevation without air, pressure and temperature at the observer. Out: the lift. Not here: the flattening of a disc
//! (`shaders/scene/celestial.wgsl` draws it from the same formula).
//! Invariant: continuous, and the apparent elevation rises with the true one.

/// Where refraction begins to fade, degrees: the sun that low lights nothing directly any more.
const FADE_FROM_DEG: f64 = -1.5;
/// Where it is gone.
const FADE_TO_DEG: f64 = -3.0;
/// Greatest of Saemundsson's formula; below, it would fall again.
const GREATEST_AT_DEG: f64 = -1.9;

/// Lift in degrees. Source: Saemundsson 1986 (Meeus, Astronomical Algorithms, 16.4), scaled by pressure and temperature as SPA
/// does. SPA ends it with a step below the horizon; a step would jump the dusk, so it fades here.
pub fn lift_deg(elevation_deg: f64, pressure_hpa: f64, temperature_c: f64) -> f64 {
    let height = elevation_deg.max(GREATEST_AT_DEG);
    let angle = (height + 10.3 / (height + 5.11)).to_radians();
    let air = pressure_hpa / 1010.0 * 283.0 / (273.0 + temperature_c);
    let share = ((elevation_deg - FADE_TO_DEG) / (FADE_FROM_DEG - FADE_TO_DEG)).clamp(0.0, 1.0);
    let fade = share * share * (3.0 - 2.0 * share);
    // Saemundsson's formula passes zero at 89.9 degrees.
    (1.02 / 60.0 / libm::tan(angle)).max(0.0) * air * fade
}

/// Pressure at a height over the sea of which the pressure at the sea is known: International Standard Atmosphere.
pub fn pressure_at_hpa(sea_hpa: f64, altitude_m: f64) -> f64 {
    sea_hpa * libm::pow((1.0 - 2.255_77e-5 * altitude_m).max(0.1), 5.255_88)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Meeus, example 16.a: true elevation 33'20'' is seen at 57'51'' (1010 hPa, 10 degrees C) by 16.4 within its 0.1'.
    #[test]
    fn the_lower_limb_of_the_sun_in_meeus() {
        let seen = 0.5541 + lift_deg(0.5541, 1010.0, 10.0);
        assert!((seen - 57.864 / 60.0).abs() < 0.1 / 60.0, "{seen}");
        assert!((lift_deg(0.5541, 900.0, 10.0) - lift_deg(0.5541, 1010.0, 10.0)).abs() > 0.03);
    }

    #[test]
    fn what_is_seen_rises_with_what_is_and_has_no_step() {
        let seen = |step: i32| {
            let true_deg = f64::from(step) * 0.01;
            true_deg + lift_deg(true_deg, 1013.25, -30.0)
        };
        for step in -9000..9000 {
            let rise = seen(step + 1) - seen(step);
            assert!(rise > 0.0005 && rise < 0.03, "{step}: {rise}");
        }
        assert_eq!(lift_deg(-3.0, 1010.0, 10.0), 0.0);
    }

    /// The standard's own table (ISO 2533): 1000 m 898.75 hPa, 5000 m 540.20 hPa.
    #[test]
    fn pressure_falls_as_in_the_standard_atmosphere() {
        for (altitude_m, hpa) in [(0.0, 1013.25), (1000.0, 898.75), (5000.0, 540.20)] {
            assert!((pressure_at_hpa(1013.25, altitude_m) - hpa).abs() < 0.2, "{altitude_m}");
        }
    }
}
