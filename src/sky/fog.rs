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

/// Way through a layer to the end of the air, as metres at the density of its floor. Twin: `fog_sky_path_m`.
pub fn sky_path_m(sine: f64, above_m: f64, height_m: f64, eye_m: f64) -> f64 {
    let x = sine.max(0.0) * libm::sqrt(EARTH_RADIUS_M / (2.0 * height_m));
    let level = libm::sqrt(2.0 * EARTH_RADIUS_M * height_m) * libm::exp(-above_m.max(0.0) / height_m);
    let up = level / (x + libm::sqrt(x * x + 4.0 / PI));
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
