//! From what is asked for and what lasts to the packet of a frame.
//!
//! In: settings, state, where the stage stands. Out: a [`SkyPacket`]. Not here: positions (`ephemeris`), optics
//! (`atmosphere`), clouds and rain (`weather`).
//! Invariant: pure, finite, the same bits on every machine.

use crate::timing::Rate;

use super::packet::{AirPacket, MoonPacket, SunPacket, VERSION};
use super::weather::wet;
use super::{CloudTier, Disc, SkyPacket, SkySettings, SkyState, atmosphere, clouds, ephemeris, fog};

/// Where the sky is seen from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Observer {
    /// The stage's mark in the world, metres.
    pub position_m: [f64; 3],
}

/// What sun, moon and stars move by at a time, milliseconds. The sun moves by 0.002 degree in it: a fifteenth of an LED, and at most a
/// quarter of a per cent of the twilight's light; so a sky in real time is drawn twice a second and not with every frame.
const STEP_MS: i64 = 500;

/// The packet of a frame.
pub fn evaluate(settings: &SkySettings, state: &SkyState, observer: &Observer, rate: Rate) -> SkyPacket {
    let unix_ms = state.unix_ms(settings);
    let place = ephemeris::Place {
        latitude_deg: settings.latitude_deg,
        longitude_deg: settings.longitude_deg,
        altitude_m: settings.altitude_m,
        temperature_c: settings.weather.temperature_c,
        pressure_hpa: ephemeris::refraction::pressure_at_hpa(
            settings.weather.pressure_hpa,
            settings.altitude_m,
        ),
    };
    let seen_ms = unix_ms.div_euclid(STEP_MS) * STEP_MS;
    let sky = ephemeris::sky_at(seen_ms, &place);
    let air = atmosphere::air(settings);
    let sun = sun(settings, state.manual_share(), &sky, &air);
    let moon = moon(settings, &sky, &air);
    let air = lit(air, observer, &sun, &moon);
    let made = [state.wet.wetness, state.wet.puddles, state.wet.snow];
    let ground = settings.ground.unwrap_or(made.map(|share| f64::from(share) / f64::from(wet::ONE)));
    let [across, along] = settings.weather.wind_world_mps(settings.north_deg);
    let shown = |disc: Disc| f32::from(u8::from(disc == Disc::Shown));
    let softened = |disc: Disc| f32::from(u8::from(disc == Disc::Softened));
    let [inner, outer] = settings.disc;
    SkyPacket {
        sim_frame: state.frame,
        display_frame: state.frame,
        seed: settings.seed,
        unix_ms,
        cloud_offset_um: state.cloud_offset_um,
        growth_us: state.growth_us,
        weather_us: state.weather_us,
        air_offset_um: state.air_offset_um,
        version: VERSION,
        rate: [rate.num, rate.den],
        observer_m: observer.position_m.map(|metres| metres as f32),
        sun,
        moon,
        equatorial_from_world: ephemeris::equatorial_from_world(seen_ms, &place, settings.north_deg)
            .map(|row| [row[0] as f32, row[1] as f32, row[2] as f32, settings.star_gain as f32]),
        air,
        fog: fog::fog(settings),
        clouds: state.clouds.drawn(&settings.weather.layers).map(|layer| clouds::packet(&layer)),
        rain_snow_mm_per_h: [settings.weather.rain_mm_per_h as f32, settings.weather.snow_mm_per_h as f32],
        wind: [across as f32, along as f32, settings.weather.gustiness as f32],
        ground: ground.map(|share| share as f32),
        flashes: state.lightning.flashes(settings, state.frame, rate),
        disc: [shown(inner), shown(outer), softened(inner), softened(outer)],
        tier: u32::from(settings.cloud_tier == CloudTier::Volumes),
        reserved: 0,
    }
}

/// Unit vector in world axes of an azimuth clockwise from north and an elevation; world -Z looks `north_deg` from north.
pub fn direction(azimuth_deg: f64, elevation_deg: f64, north_deg: f64) -> [f64; 3] {
    let (turn, lift) = ((azimuth_deg - north_deg).to_radians(), elevation_deg.to_radians());
    [libm::cos(lift) * libm::sin(turn), libm::sin(lift), -libm::cos(lift) * libm::cos(turn)]
}

/// From one azimuth and elevation to another, the shorter way round; at share 0 and 1 these to the bit.
fn between(from_deg: [f64; 2], to_deg: [f64; 2], share: f64) -> [f64; 2] {
    if share >= 1.0 {
        return to_deg;
    }
    let turn_deg = to_deg[0] - from_deg[0];
    let shorter_deg = turn_deg - 360.0 * libm::round(turn_deg / 360.0);
    [from_deg[0] + share * shorter_deg, from_deg[1] + share * (to_deg[1] - from_deg[1])]
}

fn narrow(vector: [f64; 3]) -> [f32; 3] {
    vector.map(|lane| lane as f32)
}

fn sun(settings: &SkySettings, manual_share: f64, sky: &ephemeris::Sky, air: &AirPacket) -> SunPacket {
    let [azimuth_deg, elevation_deg] =
        between([sky.sun.azimuth_deg, sky.sun.apparent_elevation_deg], settings.manual_sun_deg, manual_share);
    let distance_gain = 1.0 / (sky.sun.distance_au * sky.sun.distance_au);
    SunPacket {
        to: narrow(direction(azimuth_deg, elevation_deg, settings.north_deg)),
        radius_rad: (0.004_65 / sky.sun.distance_au) as f32,
        lux: narrow(atmosphere::direct_sun_lux(air, elevation_deg, distance_gain)),
        distance_gain: distance_gain as f32,
    }
}

fn moon(settings: &SkySettings, sky: &ephemeris::Sky, air: &AirPacket) -> MoonPacket {
    let moon = &sky.moon;
    let to = direction(moon.azimuth_deg, moon.apparent_elevation_deg, settings.north_deg);
    MoonPacket {
        to: narrow(to),
        radius_rad: libm::asin((1737.4 / moon.distance_km).clamp(0.0, 1.0)) as f32,
        lux: narrow(atmosphere::direct_moon_lux(air, moon)),
        illuminated: moon.illuminated_fraction as f32,
        to_sun: narrow(direction(moon.sunward_deg[0], moon.sunward_deg[1], settings.north_deg)),
        top_gain: atmosphere::moon_top_gain(moon) as f32,
    }
}

/// The air in the light of sun and moon, as an eye 2 m over the stage's mark sees it.
fn lit(air: AirPacket, observer: &Observer, sun: &SunPacket, moon: &MoonPacket) -> AirPacket {
    let toward = |to: [f32; 3], lux: [f32; 3], above_air: f64| {
        let (to, lux) = (to.map(f64::from), lux.map(f64::from));
        let elevation_deg = libm::asin(to[1].clamp(-1.0, 1.0)).to_degrees();
        atmosphere::Toward { to, elevation_deg, direct_share: atmosphere::luminance(lux) / above_air }
    };
    let eye_km = (observer.position_m[1] + 2.0) / 1000.0;
    let [gain, moon_gain] = [sun.distance_gain, moon.top_gain].map(f64::from);
    let above_air = |gain: f64| atmosphere::usno::SUN_LUX * gain.max(1e-12);
    let sun = (toward(sun.to, sun.lux, above_air(gain)), gain);
    atmosphere::lit(air, eye_km, sun, (toward(moon.to, moon.lux, above_air(moon_gain)), moon_gain))
}
