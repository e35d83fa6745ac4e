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
const FREE_DEG: f64 = 8.0;

/// Toward a light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Toward {
    /// Unit vector, world axes.
    pub to: [f64; 3],
    /// Apparent elevation, degrees.
    pub elevation_deg: f64,
}

/// The air lit by a sun, with its gain for its distance, and a moon with its light above the air over the sun's.
pub fn lit(
    air: AirPacket,
    eye_km: f64,
    (sun, distance_gain): (Toward, f64),
    (moon, top_gain): (Toward, f64),
) -> AirPacket {
    let narrow = |vector: [f64; 3]| vector.map(|lane| lane as f32);
    let twilight_gain = gain(&air, sun.elevation_deg);
    let moon_gain = top_gain / distance_gain
        * gain(&air, moon.elevation_deg)
        * moon_share(sun.elevation_deg, moon.elevation_deg);
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

/// 1, but 0 where moonlight is lost: in the light of a sun above 6 degrees, or from a moon long set.
fn moon_share(sun_deg: f64, moon_deg: f64) -> f64 {
    (1.0 - smooth(sun_deg, 0.0, 6.0)) * smooth(moon_deg, -16.0, -12.0)
}

fn smooth(at: f64, from: f64, to: f64) -> f64 {
    let share = ((at - from) / (to - from)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// What the model's light is scaled by.
pub fn gain(air: &AirPacket, elevation_deg: f64) -> f64 {
    let _ = air;
    let model = model_share(elevation_deg);
    let wanted = level_share(elevation_deg) / model;
    let free = smooth(elevation_deg, 0.0, FREE_DEG);
    wanted + (1.0 - wanted) * free
}

/// Diffuse illuminance of the model over that above the air.
fn model_share(elevation_deg: f64) -> f64 {
    let rows = [1.1e-7, 6.0e-7, 3.5e-6, 1.4e-5, 5.4e-5, 4.9e-4, 1.1e-3, 2.77e-3, 8.5e-3, 2.5e-2, 3.6e-2];
    let elevations = [-9.0, -8.0, -7.0, -6.0, -5.0, -4.0, -3.0, -2.0, 0.0, 5.0, 10.0];
    let at = shape_deg(elevation_deg).clamp(-9.0, 10.0);
    let row = elevations.windows(2).position(|pair| at <= pair[1]).unwrap_or(9);
    let share = (at - elevations[row]) / (elevations[row + 1] - elevations[row]);
    libm::exp(libm::log(rows[row]) * (1.0 - share) + libm::log(rows[row + 1]) * share)
}
