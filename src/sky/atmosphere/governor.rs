//! How bright the air's own light is: day as it comes, twilight and night after USNO Circular 171.
//!
//! In: an unlit [`AirPacket`], sun and moon. Out: the same, lit: directions, gains, the scale that tables are stored with.
//! The model of the air alone gives too much light from 0 to -8 degrees, and none below, where light is scattered twice from beyond
//! the shadow; so its light is scaled to the measured curve, and its shape kept from -9 degrees down.
//! Not here: direct light (`sunlight`). Invariant: C1 in elevation; no integral over the sky in a frame.

use crate::sky::packet::AirPacket;

use super::usno::{NIGHT_LUX, SUN_LUX, level_share};

/// Luminance of a moonless night sky at the zenith: 21.9 magnitudes a square arc second (airglow and faint stars).
pub const NIGHT_NITS: f64 = 1.4e-4;
/// Where twilight's shape ends, degrees.
const DEEPEST_DEG: f64 = -9.0;
/// From where up the model stands alone, degrees.
const FREE_DEG: f64 = 10.0;

/// Toward a light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Toward {
    /// Unit vector, world axes.
    pub to: [f64; 3],
    /// Apparent elevation, degrees.
    pub elevation_deg: f64,
    /// Direct normal illuminance over that above the air.
    pub direct_share: f64,
}

/// The air lit by a sun, with its gain for its distance, and a moon with its light above the air over the sun's.
pub fn lit(
    air: AirPacket,
    eye_km: f64,
    (sun, distance_gain): (Toward, f64),
    (moon, top_gain): (Toward, f64),
) -> AirPacket {
    let narrow = |vector: [f64; 3]| vector.map(|lane| lane as f32);
    let twilight_gain = gain(&air, &sun);
    let moon_gain =
        top_gain / distance_gain * gain(&air, &moon) * moon_share(sun.elevation_deg, moon.elevation_deg);
    let level = distance_gain * level_share(sun.elevation_deg)
        + top_gain * level_share(moon.elevation_deg)
        + NIGHT_LUX / SUN_LUX;
    AirPacket {
        twilight_gain: twilight_gain as f32,
        to_sun: narrow(raised(&sun)),
        eye_km: eye_km.clamp(0.002, 50.0) as f32,
        to_moon: narrow(raised(&moon)),
        moon_gain: moon_gain as f32,
        stored_log2: -libm::floor(libm::log2(level.max(1e-12))) as f32,
        ..air
    }
}

/// A direction with the elevation that twilight's shape is taken at, and never straight up, where it had no azimuth.
fn raised(light: &Toward) -> [f64; 3] {
    let elevation = shape_deg(light.elevation_deg).min(89.99).to_radians();
    let level = libm::sqrt(light.to[0] * light.to[0] + light.to[2] * light.to[2]);
    let along = if level < 1e-12 { [0.0, -1.0] } else { [light.to[0] / level, light.to[2] / level] };
    let cosine = libm::cos(elevation);
    [along[0] * cosine, libm::sin(elevation), along[1] * cosine]
}

/// Elevation that the air's light is shaped for: the light's own above -6 degrees, bent softly to -9 below.
pub fn shape_deg(elevation_deg: f64) -> f64 {
    const BENDS_DEG: f64 = -6.0;
    const ROOM: f64 = BENDS_DEG - DEEPEST_DEG;
    let below = BENDS_DEG - elevation_deg;
    if below <= 0.0 { elevation_deg } else { BENDS_DEG - ROOM * (1.0 - libm::exp(-below / ROOM)) }
}

/// What the tables' three wavelengths are weighed with, linear Rec.709, for a sun as low as this: 680 nm passes a long way far better
/// than the red that an eye sees, by 2.3 at the horizon and green by 1.4 (sky.md 0.2), which made dusk pink. Of white light the
/// luminance is kept. Source: the spectral integral of `sunlight` over the RGB one, to the power 0.8: half the way is high and thin.
/// Below the horizon the way through ozone rules: its absorption falls by a third from 550 nm, where the tables are, to 525 nm, the
/// middle of what an eye takes as green, so green comes back and the blue hour is blue; by how much is judged by eye.
pub fn low_sun_weights(shape_deg: f64) -> [f64; 3] {
    const AT_DUSK: [f64; 3] = [0.46, 0.74, 1.0];
    const AT_BLUE_HOUR: [f64; 3] = [0.80, 1.40, 1.0];
    let low = 1.0 - smooth(shape_deg, -2.0, 12.0);
    let below = 1.0 - smooth(shape_deg, -5.0, 1.0);
    let weights: [f64; 3] =
        std::array::from_fn(|lane| libm::pow(AT_DUSK[lane], low) * libm::pow(AT_BLUE_HOUR[lane], below));
    let kept = 0.2126 * weights[0] + 0.7152 * weights[1] + 0.0722 * weights[2];
    weights.map(|lane| lane / kept)
}

/// Share of the sky's light that is the moon's, by the illuminance of both on a level surface.
pub fn moonlit_share(sun_deg: f64, moon_deg: f64, top_gain: f64) -> f64 {
    let (sun, moon) = (level_share(sun_deg), top_gain * level_share(moon_deg));
    moon / (sun + moon).max(1e-300)
}

/// 1, but 0 where moonlight is lost: in the light of a sun above 6 degrees, or from a moon long set.
fn moon_share(sun_deg: f64, moon_deg: f64) -> f64 {
    (1.0 - smooth(sun_deg, 0.0, 6.0)) * smooth(moon_deg, -16.0, -12.0)
}

fn smooth(at: f64, from: f64, to: f64) -> f64 {
    let share = ((at - from) / (to - from)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// Elevations of the rows of [`MODEL`], degrees: a degree apart from here on.
const FIRST_DEG: f64 = -9.0;
const COLUMNS: usize = 18;
/// Logarithm of the aerosol's optical depth of each row: visibilities of 8, 20, 40, 80, 200 km.
const DEPTHS: [f64; 5] = [-0.5612, -1.5210, -2.2916, -3.1606, -4.9337];
/// Logarithm of the model's diffuse illuminance of a level surface over the sun's above the air.
/// Source: tests/data/atmosphere/model.py (numpy, the same model by other code), albedo of the ground 0.25, at the sea.
#[rustfmt::skip]
const MODEL: [[f64; COLUMNS]; 5] = [
    [-14.3251, -13.0215, -11.7255, -10.4467, -9.2580, -8.1881, -7.2558, -6.4816, -5.8626, -5.3543, -4.9251, -4.5551, -4.2308, -3.9475, -3.7003, -3.4838, -3.2936, -3.1248],
    [-13.9158, -12.6442, -11.3779, -10.1316, -8.9614, -7.8970, -6.9633, -6.1849, -5.5606, -5.0517, -4.6225, -4.2555, -3.9459, -3.6867, -3.4692, -3.2854, -3.1285, -2.9930],
    [-13.7525, -12.4905, -11.2335, -9.9997, -8.8366, -7.7737, -6.8385, -6.0574, -5.4294, -4.9181, -4.4917, -4.1437, -3.8662, -3.6440, -3.4635, -3.3142, -3.1888, -3.0817],
    [-13.6545, -12.3980, -11.1465, -9.9196, -8.7600, -7.6973, -6.7605, -5.9769, -5.3457, -4.8351, -4.4301, -4.1208, -3.8839, -3.6984, -3.5499, -3.4284, -3.3272, -3.2413],
    [-13.5815, -12.3288, -11.0807, -9.8576, -8.6989, -7.6347, -6.6952, -5.9076, -5.2743, -4.7829, -4.4247, -4.1593, -3.9585, -3.8032, -3.6802, -3.5808, -3.4989, -3.4302],
];

/// What the model's light is scaled by: the measured curve over the model's direct and diffuse light below the horizon, 1 from
/// [`FREE_DEG`] up.
fn gain(air: &AirPacket, light: &Toward) -> f64 {
    let sine = libm::sin(light.elevation_deg.to_radians()).max(0.0);
    let model = model_share(air, light.elevation_deg) + light.direct_share * sine;
    let wanted = level_share(light.elevation_deg) / model;
    wanted + (1.0 - wanted) * smooth(light.elevation_deg, 0.0, FREE_DEG)
}

/// Diffuse illuminance of the model over that above the air. C1 in elevation.
fn model_share(air: &AirPacket, elevation_deg: f64) -> f64 {
    let mie = f64::from(air.mie_scattering_per_km[1] + air.mie_absorption_per_km[1]);
    let depth = libm::log((mie * f64::from(air.mie_height_km)).max(1e-6)).clamp(DEPTHS[4], DEPTHS[0]);
    let row = (0..3).find(|row| depth >= DEPTHS[row + 1]).unwrap_or(3);
    let share = (depth - DEPTHS[row]) / (DEPTHS[row + 1] - DEPTHS[row]);
    let value = |column: usize| MODEL[row][column] * (1.0 - share) + MODEL[row + 1][column] * share;
    let at = (shape_deg(elevation_deg) - FIRST_DEG).clamp(0.0, (COLUMNS - 1) as f64);
    let column = (at as usize).min(COLUMNS - 2);
    let (low, high) = (value(column), value(column + 1));
    // Catmull and Rom's tangents.
    let from = if column == 0 { high - low } else { 0.5 * (high - value(column - 1)) };
    let to = if column + 2 == COLUMNS { high - low } else { 0.5 * (value(column + 2) - low) };
    let t = at - column as f64;
    let cubic = low * (1.0 + 2.0 * t) * (1.0 - t) * (1.0 - t)
        + from * t * (1.0 - t) * (1.0 - t)
        + high * t * t * (3.0 - 2.0 * t)
        + to * t * t * (t - 1.0);
    libm::exp(cubic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sky::SkySettings;
    use crate::sky::atmosphere::{air, direct_sun_lux, spectrum};

    fn toward(air: &AirPacket, elevation_deg: f64) -> Toward {
        let direct =
            spectrum::xyz(glam::DVec3::from_array(direct_sun_lux(air, elevation_deg, 1.0))).y / SUN_LUX;
        let height = elevation_deg.to_radians();
        Toward { to: [0.0, libm::sin(height), -libm::cos(height)], elevation_deg, direct_share: direct }
    }

    /// By day all of the light is the sun's, under a full moon in the night all the moon's (2.1e-6 of the sun's above the air).
    #[test]
    fn the_moon_lights_the_night_alone() {
        assert!(moonlit_share(30.0, 40.0, 2.1e-6) < 1e-5);
        assert!(moonlit_share(-40.0, 40.0, 2.1e-6) > 0.99);
        assert_eq!(moonlit_share(10.0, 40.0, 0.0), 0.0);
    }

    /// Below the horizon model times gain is the circular's curve, at any visibility; from 10 degrees up the model is left alone.
    #[test]
    fn the_gain_meets_the_circular() {
        for visibility_m in [8_000.0, 25_000.0, 40_000.0, 120_000.0] {
            let air = air(&SkySettings { visibility_m, ..Default::default() });
            for elevation in [-18.0, -12.0, -9.0, -6.3, -4.0, -2.5, -1.0, -0.5] {
                let light = toward(&air, elevation);
                let whole = model_share(&air, elevation) * gain(&air, &light);
                assert!(
                    (whole / level_share(elevation) - 1.0).abs() < 1e-3,
                    "{visibility_m} {elevation}: {whole}"
                );
            }
            assert_eq!(gain(&air, &toward(&air, 10.0)), 1.0);
        }
    }

    /// A second difference that stays small over a tenth of a degree: no corner at 0, -6, -9 or the rows between.
    #[test]
    fn the_gain_has_no_corner() {
        let air = air(&SkySettings::default());
        let light = |step: i32| libm::log(gain(&air, &toward(&air, f64::from(step) * 0.1)));
        for step in -200..200 {
            let bend = light(step - 1) - 2.0 * light(step) + light(step + 1);
            assert!(bend.abs() < 0.012, "{} degrees: {bend}", f64::from(step) * 0.1);
        }
        // Negative control: a table read in straight lines has one at each row.
        let straight = |step: i32| libm::log(model_share(&air, f64::from(step.div_euclid(10))));
        assert!((straight(-31) - 2.0 * straight(-30) + straight(-29)).abs() > 0.012);
    }

    #[test]
    fn stored_light_has_digits_in_half_floats() {
        let air = air(&SkySettings::default());
        for elevation in [60.0, 10.0, 0.0, -4.0, -8.0, -12.0, -18.0] {
            let sun = toward(&air, elevation);
            let lit = lit(air, 0.002, (sun, 1.0), (toward(&air, -30.0), 3e-6));
            let zenith = level_share(elevation) / std::f64::consts::PI * f64::from(lit.stored_log2).exp2();
            // From there up to 65504 and down to 6e-5 ten bits are left.
            assert!((0.02..2.0).contains(&zenith) || elevation < -12.0, "{elevation}: {zenith}");
            assert!((-30.0..60.0).contains(&lit.stored_log2));
        }
    }
}
