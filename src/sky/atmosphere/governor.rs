//! How bright the air's own light is: day as it comes, twilight and night after USNO Circular 171.
//!
//! In: an unlit [`AirPacket`], sun and moon. Out: the same, lit: directions, gains, the scale that tables are stored with.
//! The model of the air alone gives too much light from 0 to -8 degrees, and none below, where light is scattered twice from beyond
//! the shadow; so its light is scaled to the measured curve, and its shape kept from -9 degrees down. From 0 to 16 degrees sources
//! contradict each other, and it is drawn between them: [`lift`].
//! Not here: direct light (`sunlight`). Invariant: C1 in elevation; no integral over the sky in a frame.

use crate::sky::packet::AirPacket;

use super::usno::{NIGHT_LUX, SUN_LUX, level_share};

/// Luminance of a moonless night sky at the zenith: 21.9 magnitudes a square arc second (airglow and faint stars).
pub const NIGHT_NITS: f64 = 1.4e-4;
/// Where twilight's shape ends, degrees.
const DEEPEST_DEG: f64 = -9.0;
/// From where up the model stands alone, degrees.
const FREE_DEG: f64 = 20.0;

/// How much a low sun's zenith is lifted, and the sines of 1.5 and 16 degrees: where that is all there, and where it has ended.
const LIFT: f64 = 0.85;
const LIFT_SINES: [f64; 2] = [0.026_176_9, 0.275_637_4];
/// What the circular's light is exceeded by, over the lift of the zenith.
const OVER_CIRCULAR: f64 = 0.26;

/// Most of the illuminance that is taken to be direct.
const MOST_DIRECT: f64 = 0.6;

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

/// What the air's light is times for a low sun, by the sines of the elevations of the light and of the view: 1 at the horizon, most
/// at the zenith for a sun of 1.5 degrees, 1 everywhere from 16 on and below the horizon.
/// Not the air's doing but a settlement between sources that contradict each other (tests/data/atmosphere/low_sun.py). Under a sun of 5
/// and 2 degrees the sky of Hosek and Wilkie 2012 gives a level surface 1.8 and 2.4 times what USNO Circular 171 does; exact transfer
/// through this air gives 1.4 and 1.3 times, with a zenith of 564 and 321 nits where theirs has 814 and 555; the model drawn here comes
/// within 4 % of the exact illuminance and 9 % under its zenith at 5 degrees. Held to the circular the zenith was darker than all of
/// them. So the sky may exceed the circular by a fifth ([`drawn_share`]), and what its zenith lacks yet is added there, where it
/// costs least illuminance: its zenith then is brighter for its illuminance than either source has it.
/// Twin: `atmosphere_lift`.
pub fn lift(light_sine: f64, view_sine: f64) -> f64 {
    1.0 + LIFT * lifted(light_sine) * view_sine * view_sine
}

/// How much of the lift is there. C1 in elevation.
fn lifted(light_sine: f64) -> f64 {
    smooth(light_sine, 0.0, LIFT_SINES[0]) * (1.0 - smooth(light_sine, 0.0, LIFT_SINES[1]))
}

/// Illuminance of a level surface that the sky is scaled to, over that above the air: the circular's, but more where [`lift`] is.
pub fn drawn_share(elevation_deg: f64) -> f64 {
    let over = OVER_CIRCULAR * LIFT * lifted(libm::sin(elevation_deg.to_radians()));
    level_share(elevation_deg) * (1.0 + over)
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
const COLUMNS: usize = 30;
/// Logarithm of the aerosol's optical depth of each row: visibilities of 8, 20, 40, 80, 200 km.
const DEPTHS: [f64; 5] = [-0.5612, -1.5210, -2.2916, -3.1606, -4.9337];
/// Logarithm of the model's diffuse illuminance of a level surface over the sun's above the air, with [`lift`] and
/// [`low_sun_weights`] as drawn.
/// Source: tests/data/atmosphere/model.py (numpy, the same model by other code), albedo of the ground 0.25, at the sea.
#[rustfmt::skip]
const MODEL: [[f64; COLUMNS]; 5] = [
    [-14.1917, -12.9030, -11.6198, -10.3643, -9.1885, -8.1138, -7.1606, -6.3579, -5.7014, -5.1432, -4.4379, -3.9615, -3.6069, -3.3073, -3.0566, -2.8468, -2.6705, -2.5209, -2.3931, -2.2829, -2.1868, -2.1023, -2.0261, -1.9557, -1.8893, -1.8251, -1.7644, -1.7086, -1.6571, -1.6097],
    [-13.9059, -12.6355, -11.3720, -10.1369, -8.9735, -7.9035, -6.9501, -6.1441, -5.4811, -4.9131, -4.2214, -3.7729, -3.4666, -3.2261, -3.0353, -2.8818, -2.7565, -2.6529, -2.5660, -2.4922, -2.4285, -2.3725, -2.3219, -2.2748, -2.2296, -2.1849, -2.1419, -2.1025, -2.0663, -2.0329],
    [-13.7833, -12.5229, -11.2700, -10.0446, -8.8872, -7.8194, -6.8657, -6.0577, -5.3931, -4.8298, -4.1756, -3.7780, -3.5220, -3.3262, -3.1741, -3.0540, -2.9581, -2.8801, -2.8159, -2.7620, -2.7157, -2.6749, -2.6376, -2.6022, -2.5674, -2.5318, -2.4969, -2.4649, -2.4354, -2.4082],
    [-13.7139, -12.4595, -11.2127, -9.9928, -8.8384, -7.7715, -6.8169, -6.0071, -5.3430, -4.7981, -4.1885, -3.8326, -3.6133, -3.4486, -3.3235, -3.2274, -3.1528, -3.0942, -3.0474, -3.0091, -2.9767, -2.9478, -2.9210, -2.8949, -2.8680, -2.8391, -2.8100, -2.7833, -2.7586, -2.7356],
    [-13.6680, -12.4174, -11.1742, -9.9575, -8.8047, -7.7377, -6.7820, -5.9703, -5.3112, -4.7989, -4.2262, -3.9002, -3.7076, -3.5663, -3.4623, -3.3856, -3.3292, -3.2875, -3.2564, -3.2325, -3.2131, -3.1957, -3.1789, -3.1616, -3.1423, -3.1196, -3.0959, -3.0739, -3.0535, -3.0344],
];

/// What the model's light is scaled by: what [`drawn_share`] leaves for the sky, over what the model has, below the horizon; 1 from
/// [`FREE_DEG`] up. In the clearest air the sun alone exceeds the circular; the sky is not dimmed for that.
fn gain(air: &AirPacket, light: &Toward) -> f64 {
    let drawn = drawn_share(light.elevation_deg);
    let direct = light.direct_share * libm::sin(light.elevation_deg.to_radians()).max(0.0);
    let wanted = (drawn - at_most(direct, MOST_DIRECT * drawn)) / model_share(air, light.elevation_deg);
    wanted + (1.0 - wanted) * smooth(light.elevation_deg, 0.0, FREE_DEG)
}

/// The smaller of two shares, without a corner.
fn at_most(share: f64, most: f64) -> f64 {
    let over = share / most;
    share / libm::sqrt(libm::sqrt(1.0 + over * over * over * over))
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

    /// Below the horizon model times gain is the circular's curve, at any visibility; from 20 degrees up the model is left alone.
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
            assert_eq!(gain(&air, &toward(&air, FREE_DEG)), 1.0);
            assert!(gain(&air, &toward(&air, 10.0)) > 0.75, "no air is dimmed for its sun");
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

    /// The settlement is for low suns alone, never below the circular nor a quarter above, and has no corner: a second difference that
    /// stays small over a tenth of a degree.
    #[test]
    fn the_lift_is_of_low_suns_alone() {
        let sine = |elevation_deg: f64| libm::sin(elevation_deg.to_radians());
        for elevation in [-18.0, -6.0, -0.3, 0.0, 16.01, 20.0, 45.0, 90.0] {
            assert_eq!(lift(sine(elevation), 1.0), 1.0, "{elevation}");
            assert_eq!(drawn_share(elevation), level_share(elevation), "{elevation}");
        }
        let bends = |of: &dyn Fn(i32) -> f64| {
            (-100..200).map(|step| (of(step - 1) - 2.0 * of(step) + of(step + 1)).abs()).fold(0.0, f64::max)
        };
        let zenith = |step: i32| lift(sine(f64::from(step) * 0.1), 1.0);
        let over = |step: i32| drawn_share(f64::from(step) * 0.1) / level_share(f64::from(step) * 0.1);
        for step in -100..200 {
            assert_eq!(lift(sine(f64::from(step) * 0.1), 0.0), 1.0, "the horizon");
            assert!((1.0..1.25).contains(&over(step)), "{step}: {}", over(step));
        }
        // Negative control: the same rises in straight lines have corners of twice that.
        let straight = |step: i32| (f64::from(step) / 15.0).clamp(0.0, 1.0);
        let corner = [
            bends(&|step| 1.0 + LIFT * straight(step)),
            bends(&|step| 1.0 + OVER_CIRCULAR * LIFT * straight(step)),
        ];
        assert!(
            bends(&zenith) < 0.5 * corner[0] && bends(&over) < 0.5 * corner[1],
            "{} {}",
            bends(&zenith),
            bends(&over)
        );
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
