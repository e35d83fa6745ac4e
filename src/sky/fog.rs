//! Fog, mist, dust and the veil of rain: from weather to extinction, and what they do to light.
//!
//! In: visibility, fog, rain, snow, dust. Out: a [`FogPacket`], shares of light. Not here: the haze of clear air (`atmosphere`),
//! where the scattered light goes in a picture (`shaders/sky/air.wgsl`).
//! Source: Koschmieder 1924 with 2 % contrast; Marshall and Palmer 1948; ITU-R P.1814; Jendersie and d'Eon 2023.
//! Twin: shaders/lib/fog.wgsl. Invariant: `libm` only; finite for every setting; nothing gains light.

use std::f64::consts::PI;

use super::SkySettings;
use super::packet::FogPacket;

/// ln 50: extinction times the distance at which a black target has 2 % contrast.
pub const KOSCHMIEDER: f64 = 3.912_023_005_428_146;
/// Shortest visibility that haze alone makes, metres: less is haze of this much and mist at the ground.
pub const HAZIEST_M: f64 = 8000.0;
/// Height in which rain thins, metres: about that of the clouds it falls from.
const VEIL_HEIGHT_M: f64 = 2000.0;
/// Radius of the Earth, metres.
const EARTH_RADIUS_M: f64 = 6_360_000.0;
/// Eye above the ground that the sky's fog is seen from, metres.
const EYE_M: f64 = 1.5;

/// What of a visibility is the haze's.
pub fn haze_visibility_m(visibility_m: f64) -> f64 {
    visibility_m.max(HAZIEST_M)
}

/// The fog of these settings. `sky/visibility_m` is how far one sees level at the ground with everything that falls; only
/// `weather/fog_per_km` comes on top.
pub fn fog(settings: &SkySettings) -> FogPacket {
    let weather = &settings.weather;
    let veil = rain_per_m(weather.rain_mm_per_h) + snow_per_m(weather.snow_mm_per_h, weather.temperature_c);
    let asked = KOSCHMIEDER / settings.visibility_m;
    let mist = (asked - KOSCHMIEDER / haze_visibility_m(settings.visibility_m) - veil).max(0.0);
    let dust = weather.dust.clamp(0.0, 1.0);
    FogPacket {
        extinction_per_m: weather.fog_per_m as f32,
        height_m: weather.fog_height_m as f32,
        floor_m: 0.0,
        veil_per_m: veil as f32,
        albedo: DUST.map(|lane| (1.0 - dust * (1.0 - lane)) as f32),
        asymmetry: (0.85 - 0.1 * dust) as f32,
        mist_per_m: mist as f32,
        mist_height_m: mist_height_m(settings.visibility_m, dust) as f32,
    }
}

/// Single-scattering albedo of desert dust at 680, 550, 440 nm (AERONET, Dubovik 2002, Solar Village and Cape Verde).
const DUST: [f64; 3] = [0.98, 0.94, 0.89];

/// How deep the mist of a visibility lies: haze as deep as the aerosol at 8 km, fog of 200 m from 1 km on; dust stays deep.
fn mist_height_m(visibility_m: f64, dust: f64) -> f64 {
    let (deep, shallow) = (1200.0, 200.0);
    let clear = (libm::log(visibility_m / 1000.0) / libm::log(HAZIEST_M / 1000.0)).clamp(0.0, 1.0);
    let share = clear * clear * (3.0 - 2.0 * clear);
    let share = share + (1.0 - share) * dust;
    shallow * libm::pow(deep / shallow, share)
}

/// Extinction of rain, 1/m: geometric optics of Marshall and Palmer's drops, 3.65e-4 R^0.63.
pub fn rain_per_m(mm_per_h: f64) -> f64 {
    if mm_per_h <= 0.0 { 0.0 } else { 3.65e-4 * libm::pow(mm_per_h, 0.63) }
}

/// Extinction of snow at 550 nm, 1/m; dB/km of ITU-R P.1814 over 4343. Wet above 1 Celsius, dry below -1.
pub fn snow_per_m(mm_per_h: f64, temperature_c: f64) -> f64 {
    if mm_per_h <= 0.0 {
        return 0.0;
    }
    let wet = 3.786 * libm::pow(mm_per_h, 0.72);
    let dry = 5.496 * libm::pow(mm_per_h, 1.38);
    let share = ((temperature_c + 1.0) / 2.0).clamp(0.0, 1.0);
    (dry + (wet - dry) * share) / 4343.0
}

/// Share of a light that comes through the fog from outside the air unscattered. In: height above world zero, sine of its elevation.
pub fn key_share(fog: &FogPacket, height_m: f64, sine: f64) -> f64 {
    libm::exp(-sky_depth(fog, height_m, sine))
}

/// Optical depth of fog, mist and veil from a height to the end of the air.
pub fn sky_depth(fog: &FogPacket, height_m: f64, sine: f64) -> f64 {
    let above = height_m - f64::from(fog.floor_m);
    let layer = |per_m: f32, height: f64| f64::from(per_m) * sky_path_m(sine, above, height, EYE_M);
    layer(fog.extinction_per_m, f64::from(fog.height_m))
        + layer(fog.mist_per_m, f64::from(fog.mist_height_m))
        + layer(fog.veil_per_m, VEIL_HEIGHT_M)
}

/// `1 - exp(-depth)`. Twin: `fog_lost`.
pub fn lost(depth: [f64; 3]) -> [f64; 3] {
    depth.map(|lane| -libm::expm1(-lane))
}

/// Mean density of a layer on a straight way over that at its floor. Twin: `fog_mean_density`.
pub fn mean_density(from_m: f64, to_m: f64, height_m: f64) -> f64 {
    let (low, high) = (from_m.min(to_m), from_m.max(to_m));
    let bottom = low.max(0.0);
    let climb = high.max(0.0) - bottom;
    if high - low < 1e-3 * height_m {
        return libm::exp(-(0.5 * (low + high)).max(0.0) / height_m);
    }
    let below = high.min(0.0) - low.min(0.0);
    let [share, ..] = lost([climb / height_m; 3]);
    (below + height_m * libm::exp(-bottom / height_m) * share) / (high - low)
}

/// The same of air that thins out over kilometres, for ends less than six heights apart. Twin: `fog_mean_haze`.
pub fn mean_haze(from_m: f64, to_m: f64, height_m: f64) -> f64 {
    let [from, to] = [from_m, to_m].map(|end| end.max(0.0) / height_m);
    let square = (0.5 * (to - from).abs()).min(3.0).powi(2);
    libm::exp(-0.5 * (from + to))
        * (1.0 + square / 6.0 * (1.0 + square / 20.0 * (1.0 + square / 42.0 * (1.0 + square / 72.0))))
}

/// Way through a layer to the end of the air, as metres at the density of its floor. Twin: `fog_sky_path_m`.
pub fn sky_path_m(sine: f64, above_m: f64, height_m: f64, eye_m: f64) -> f64 {
    let x = sine.max(0.0) * libm::sqrt(EARTH_RADIUS_M / (2.0 * height_m));
    let a = 2.911;
    let erfcx = a / ((a - 1.0) * libm::sqrt(PI) * x + libm::sqrt(PI * x * x + a * a));
    let level = libm::sqrt(0.5 * PI * EARTH_RADIUS_M * height_m) * libm::exp(-above_m.max(0.0) / height_m);
    let up = level * erfcx;
    if sine >= 0.0 {
        return up;
    }
    let down = eye_m / -sine;
    up * down / (up + down)
}

/// Share of light sent into a direction, 1/sr. Twin: `fog_phase`.
pub fn phase(cosine: f64, asymmetry: f64, alpha: f64) -> f64 {
    let squared = asymmetry * asymmetry;
    let base = (1.0 + squared - 2.0 * asymmetry * cosine).max(1e-6);
    let lobe = (1.0 - squared) / (base * libm::sqrt(base));
    lobe * (1.0 + alpha * cosine * cosine) / (4.0 * PI * (1.0 + alpha * (1.0 + 2.0 * squared) / 3.0))
}

/// The same of water droplets. Twin: `fog_droplet_phase`.
pub fn droplet_phase(cosine: f64, droplet_um: f64, narrowest: f64) -> f64 {
    let narrow = libm::exp(-0.0990567 / (droplet_um - 1.67154)).min(narrowest);
    let wide = libm::exp(-2.20679 / (droplet_um + 3.91029) - 0.428934);
    let alpha = libm::exp(3.62489 - 8.29288 / (droplet_um + 5.52825));
    let share = libm::exp(-0.599085 / (droplet_um - 0.641583) - 0.665888);
    phase(cosine, narrow, 0.0) * (1.0 - share) + phase(cosine, wide, alpha) * share
}

/// Share of light that passes a layer at all, scattered or not. Twin: `fog_passed`.
pub fn passed(depth: f64, albedo: [f64; 3], asymmetry: f64) -> [f64; 3] {
    albedo.map(|lane| {
        let rate = libm::sqrt((3.0 * (1.0 - lane) * (1.0 - lane * asymmetry)).max(0.0));
        libm::exp(-depth * rate) / (1.0 + 0.75 * (1.0 - asymmetry) * depth)
    })
}

/// Power of two that the air's light is stored times, so that half floats hold it from noon to a night without moon. In: sine of
/// the sun's elevation, greatest direct illuminance. Source of the rows: USNO Circular 171, at -18, -12, -6, -4, 0, 10 degrees.
pub fn stored_gain(sun_sine: f64, direct_lux: f64) -> f64 {
    const ROWS: [(f64, f64); 6] =
        [(-18.0, 5e-4), (-12.0, 4.4e-3), (-6.0, 2.99), (-4.0, 24.4), (0.0, 757.0), (10.0, 11_100.0)];
    let degrees = libm::asin(sun_sine.clamp(-1.0, 1.0)).to_degrees();
    let mut log_lux = libm::log2(if degrees < ROWS[0].0 { ROWS[0].1 } else { ROWS[5].1 });
    for pair in ROWS.windows(2) {
        let [(low, from), (high, to)] = [pair[0], pair[1]];
        if (low..high).contains(&degrees) {
            let share = (degrees - low) / (high - low);
            log_lux = libm::log2(from) * (1.0 - share) + libm::log2(to) * share;
        }
    }
    let lux = libm::exp2(log_lux).max(direct_lux);
    libm::exp2(libm::round(libm::log2(3000.0 / lux)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(visibility_m: f64) -> SkySettings {
        SkySettings { visibility_m, ..SkySettings::default() }
    }

    fn close(found: f64, wanted: f64, relative: f64) {
        assert!((found / wanted - 1.0).abs() < relative, "{found} is not {wanted}");
    }

    /// Sum of a function over an interval, by the midpoint rule.
    fn sum(from: f64, to: f64, steps: i32, of: impl Fn(f64) -> f64) -> f64 {
        let step = (to - from) / f64::from(steps);
        (0..steps).map(|index| of(from + (f64::from(index) + 0.5) * step)).sum::<f64>() * step
    }

    /// Haze and mist together are Koschmieder's extinction, whatever falls; only what falls harder than asked shortens sight.
    #[test]
    fn visibility_is_the_whole_of_what_hangs_in_the_air() {
        for visibility in [50.0, 700.0, 7_999.0, 8_000.0, 40_000.0] {
            let haze = KOSCHMIEDER / haze_visibility_m(visibility);
            let fog = fog(&settings(visibility));
            close(haze + f64::from(fog.mist_per_m), KOSCHMIEDER / visibility, 1e-6);
        }
        let mut wet = settings(1200.0);
        wet.weather.rain_mm_per_h = 10.0;
        let fog = fog(&wet);
        let all = KOSCHMIEDER / HAZIEST_M + f64::from(fog.mist_per_m) + f64::from(fog.veil_per_m);
        close(all, KOSCHMIEDER / 1200.0, 1e-6);
    }

    /// Rows of the sky reference 3.2: V = 10.7 R^-0.63 km for rain; 2.5 mm/h of dry snow are 4.5/km and V 870 m.
    #[test]
    fn what_falls_veils_as_measured() {
        for rate in [1.0, 10.0, 50.0] {
            close(KOSCHMIEDER / rain_per_m(rate), 10_700.0 * f64::powf(rate, -0.63), 0.005);
        }
        close(snow_per_m(2.5, -5.0), 4.5e-3, 0.01);
        close(KOSCHMIEDER / snow_per_m(2.5, -5.0), 870.0, 0.01);
        close(snow_per_m(2.5, 5.0), 3.786 * f64::powf(2.5, 0.72) / 4343.0, 1e-12);
        assert_eq!(rain_per_m(0.0), 0.0);
    }

    /// Every phase function sends all light somewhere; alpha 1 is Cornette and Shanks 1992, asymmetry 0 with it Rayleigh.
    #[test]
    fn phases_keep_all_light() {
        for (asymmetry, alpha) in [(0.0, 0.0), (0.0, 1.0), (0.76, 1.0), (0.85, 0.0), (0.55, 22.0)] {
            let whole = 2.0 * PI * sum(-1.0, 1.0, 20_000, |cosine| phase(cosine, asymmetry, alpha));
            close(whole, 1.0, 1e-4);
        }
        close(2.0 * PI * sum(-1.0, 1.0, 20_000, |cosine| droplet_phase(cosine, 12.0, 0.87)), 1.0, 1e-4);
        close(phase(0.5, 0.0, 1.0), 3.0 * 1.25 / (16.0 * PI), 1e-12);
        let (g, c) = (0.8_f64, 0.3_f64);
        let cornette = 3.0 * (1.0 - g * g) * (1.0 + c * c)
            / (8.0 * PI * (2.0 + g * g) * f64::powf(1.0 + g * g - 2.0 * g * c, 1.5));
        close(phase(c, g, 1.0), cornette, 1e-12);
    }

    /// The closed form against a sum over the way, above, below and through the floor.
    #[test]
    fn density_on_a_way_is_its_integral() {
        for (from, to, height) in
            [(1.5, 1.5, 60.0), (0.0, 300.0, 60.0), (40.0, -30.0, 8.0), (-9.0, -2.0, 8.0), (2.0, 2.01, 60.0)]
        {
            let at = |share: f64| libm::exp(-(from + (to - from) * share).max(0.0) / height);
            close(mean_density(from, to, height), sum(0.0, 1.0, 100_000, at), 1e-6);
        }
    }

    /// The series against a sum over the way, for air.
    #[test]
    fn haze_on_a_way_is_its_integral() {
        for height in [1200.0, 8000.0] {
            for (from, to) in [(0.0, 0.0), (1.5, 300.0), (2000.0, 40.0), (0.0, 6.0 * height)] {
                let at = |share: f64| libm::exp(-(from + (to - from) * share) / height);
                close(mean_haze(from, to, height), sum(0.0, 1.0, 100_000, at), 6e-4);
            }
        }
    }

    /// The way to the end of the air against a sum along the ray over a round Earth: within 0.5 % everywhere.
    #[test]
    fn the_way_to_the_sky_is_chapmans() {
        for height in [8.0, 60.0, 1200.0, 8000.0] {
            for sine in [0.0, 0.01, 0.1, 0.5, 1.0] {
                let rise =
                    |along: f64| along * sine + along * along * (1.0 - sine * sine) / (2.0 * EARTH_RADIUS_M);
                let end = 40.0 * libm::sqrt(height * EARTH_RADIUS_M).min(height / sine.max(1e-9));
                let whole = sum(0.0, end, 200_000, |along| libm::exp(-rise(along) / height));
                close(sky_path_m(sine, 0.0, height, EYE_M), whole, 0.005);
            }
        }
        let below = [1e-6, 1e-3, 0.1].map(|sine: f64| sky_path_m(-sine, 0.0, 60.0, EYE_M));
        assert!(below[0] > below[1] && below[1] > below[2], "{below:?}");
        close(below[2], EYE_M / 0.1, 0.01);
        close(sky_path_m(-1e-12, 0.0, 60.0, EYE_M), sky_path_m(0.0, 0.0, 60.0, EYE_M), 1e-6);
    }

    #[test]
    fn what_passes_is_less_in_every_color_and_never_more() {
        let mut before = [1.0; 3];
        for depth in [0.0, 0.1, 1.0, 10.0, 100.0] {
            let share = passed(depth, [0.98, 0.94, 0.89], 0.75);
            assert!(share.iter().zip(before).all(|(now, before)| *now <= before && *now > 0.0));
            assert!(depth == 0.0 || share[0] > share[1] && share[1] > share[2], "dust is red: {share:?}");
            before = share;
        }
        // Water: sky reference 3.2, T = 1 / (1 + 0.11 depth) at an asymmetry of 0.85.
        close(passed(10.0, [1.0; 3], 0.85)[0], 1.0 / (1.0 + 0.1125 * 10.0), 1e-12);
    }

    /// Half floats hold 6e-5 to 65504: the air's mean light and a hundred times it stay within, at every sun.
    #[test]
    fn the_stored_gain_is_a_power_of_two_that_fits_half_floats() {
        for degrees in -90..=90 {
            let sine = libm::sin(f64::from(degrees).to_radians());
            let gain = stored_gain(sine, if degrees > 0 { 1e5 * sine } else { 0.0 });
            assert_eq!(libm::exp2(libm::round(libm::log2(gain))), gain);
            assert!((1.0 / 128.0..=8_388_608.0).contains(&gain), "{degrees}: {gain}");
        }
    }
}
