//! Mirrors of the structs in `shaders/bind/sky_uniforms.wgsl`, and what fills them.
//!
//! In: a sky packet, where its pictures lie. Out: bytes for the GPU. Not here: which pictures (`sky_cache`).
//! Invariant: name, order, offset and size of every field equal the WGSL's; lanes are named there.

use bytemuck::{Pod, Zeroable};
use glam::{DMat3, DVec3, Vec4};

use crate::gpu::mirror::gpu_struct;
use crate::sky::atmosphere::governor;
use crate::sky::packet::FlashPacket;
use crate::sky::weather::{LAYERS, precipitation};
use crate::sky::{SkyPacket, clouds, fog};

use super::structs::columns;

/// One layer of clouds.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct CloudRecord {
    /// As in WGSL.
    pub layer: Vec4,
    /// As in WGSL.
    pub shape: Vec4,
    /// As in WGSL.
    pub drift: Vec4,
    /// As in WGSL.
    pub pattern: Vec4,
}
gpu_struct!(CloudRecord: layer, shape, drift, pattern);

/// What a dome was drawn for.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct DomeRecord {
    /// As in WGSL.
    pub light: Vec4,
    /// As in WGSL.
    pub place: Vec4,
    /// As in WGSL.
    pub extra: Vec4,
}
gpu_struct!(DomeRecord: light, place, extra);

/// One flash.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct FlashRecord {
    /// As in WGSL.
    pub at: Vec4,
    /// As in WGSL.
    pub light: Vec4,
}
gpu_struct!(FlashRecord: at, light);

/// Group 3 of scene passes: the live sky of one world.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct SkyUniforms {
    /// As in WGSL.
    pub to_sun: Vec4,
    /// As in WGSL.
    pub sun_lux: Vec4,
    /// As in WGSL.
    pub to_moon: Vec4,
    /// As in WGSL.
    pub moon_lux: Vec4,
    /// As in WGSL.
    pub moon_to_sun: Vec4,
    /// As in WGSL.
    pub disc: Vec4,
    /// As in WGSL.
    pub sky_scale: Vec4,
    /// As in WGSL.
    pub air_sun: Vec4,
    /// As in WGSL.
    pub air_moon: Vec4,
    /// As in WGSL.
    pub stored: Vec4,
    /// As in WGSL.
    pub rayleigh: Vec4,
    /// As in WGSL.
    pub mie_scattering: Vec4,
    /// As in WGSL.
    pub mie_absorption: Vec4,
    /// As in WGSL.
    pub ozone: Vec4,
    /// As in WGSL.
    pub ground: Vec4,
    /// As in WGSL.
    pub fog: Vec4,
    /// As in WGSL.
    pub fog_color: Vec4,
    /// As in WGSL.
    pub mist: Vec4,
    /// As in WGSL.
    pub observer: Vec4,
    /// As in WGSL.
    pub layers: Vec4,
    /// As in WGSL.
    pub dome: Vec4,
    /// As in WGSL.
    pub drift: Vec4,
    /// As in WGSL.
    pub turn: Vec4,
    /// As in WGSL.
    pub wind: Vec4,
    /// As in WGSL.
    pub rain: Vec4,
    /// As in WGSL.
    pub carried: Vec4,
    /// As in WGSL.
    pub surface: Vec4,
    /// As in WGSL.
    pub equatorial_from_world: [Vec4; 3],
    /// As in WGSL.
    pub acescg_from_rec709: [Vec4; 3],
    /// As in WGSL.
    pub clouds: [CloudRecord; 4],
    /// As in WGSL.
    pub domes: [DomeRecord; 2],
    /// As in WGSL.
    pub flashes: [FlashRecord; 4],
}
gpu_struct!(SkyUniforms: to_sun, sun_lux, to_moon, moon_lux, moon_to_sun, disc, sky_scale, air_sun, air_moon, stored, rayleigh, mie_scattering, mie_absorption, ozone, ground, fog, fog_color, mist, observer, layers, dome, drift, turn, wind, rain, carried, surface, equatorial_from_world, acescg_from_rec709, clouds, domes, flashes);

/// Nits (linear Rec.709) of a radiance of 1.0 under unit illuminance: the tables are made for a sun of illuminance 1.
/// Source: Bruneton 2017, solar irradiance at 680, 550, 440 nm times the luminance factors of the sky.
pub const SKY_NITS: DVec3 = DVec3::new(169_473.0, 131_945.0, 124_872.0);

/// Metres after which the clouds' pattern repeats: the tile that offsets are taken within.
pub const CLOUD_TILE_M: i64 = 65_536;

impl SkyUniforms {
    /// What a packet says by itself; where its pictures lie is the caller's.
    pub fn of(packet: &SkyPacket, acescg_from_rec709: DMat3) -> Self {
        let is = |yes: bool| f32::from(u8::from(yes));
        let [across, along, gustiness] = packet.wind;
        let (sun, moon, air, fog) = (&packet.sun, &packet.moon, &packet.air, &packet.fog);
        let low = |to: [f32; 3]| f64::from(to[1]).clamp(-1.0, 1.0).asin().to_degrees();
        let weights = |to: [f32; 3]| DVec3::from_array(governor::low_sun_weights(low(to)));
        // At night the moon is the sun of the sky, and may stand high.
        let moonlit = governor::moonlit_share(low(sun.to), low(moon.to), f64::from(moon.top_gain));
        let weights = weights(air.to_sun).lerp(weights(air.to_moon), moonlit);
        let scale = SKY_NITS * weights * f64::from(sun.distance_gain);
        let stored = f64::from(air.stored_log2).exp2() as f32;
        let rows = packet.equatorial_from_world;
        let column = |lane: usize, w: f32| Vec4::new(rows[0][lane], rows[1][lane], rows[2][lane], w);
        Self {
            to_sun: lanes(sun.to, sun.radius_rad),
            sun_lux: lanes(sun.lux, 1.0),
            to_moon: lanes(moon.to, moon.radius_rad),
            moon_lux: lanes(moon.lux, moon.illuminated),
            moon_to_sun: lanes(moon.to_sun, moon.top_gain),
            disc: Vec4::from_array(packet.disc),
            sky_scale: super::structs::row(scale, f64::from(sun.distance_gain)),
            air_sun: lanes(air.to_sun, air.twilight_gain),
            air_moon: lanes(air.to_moon, air.moon_gain),
            stored: Vec4::new(stored, 1.0 / stored, air.eye_km, 0.0),
            rayleigh: lanes(air.rayleigh_per_km, air.altitude_km),
            mie_scattering: lanes(air.mie_scattering_per_km, air.mie_height_km),
            mie_absorption: lanes(air.mie_absorption_per_km, air.mie_asymmetry),
            ozone: lanes(air.ozone_per_km, air.twilight_gain),
            ground: lanes(air.ground_albedo, air.night_nits),
            fog: Vec4::new(fog.extinction_per_m, fog.height_m, fog.floor_m, fog.asymmetry),
            fog_color: lanes(fog.albedo, fog.veil_per_m),
            mist: Vec4::new(fog.mist_per_m, fog.mist_height_m, 0.0, stored_gain(packet)),
            observer: lanes(packet.observer_m, air.altitude_km * 1000.0),
            layers: Vec4::new(0.0, 0.0, packet.tier as f32, is(packet.flashes[0].level > 0.0)),
            dome: Vec4::ZERO,
            drift: Vec4::ZERO,
            turn: Vec4::new(1.0, 0.0, growth_secs(packet), packet.seed as u32 as f32),
            wind: Vec4::new(across, 0.0, along, gustiness),
            rain: Vec4::new(
                packet.rain_snow_mm_per_h[0],
                packet.rain_snow_mm_per_h[1],
                fall_secs(packet),
                is(packet.fog.fills_air()),
            ),
            carried: Vec4::from_array([
                carried_m(packet.air_offset_um[0]),
                carried_m(packet.air_offset_um[1]),
                0.0,
                is(packet.ground != [0.0; 3]),
            ]),
            surface: lanes(packet.ground, 0.0),
            equatorial_from_world: [column(0, rows[0][3]), column(1, 0.0), column(2, 0.0)],
            acescg_from_rec709: columns(acescg_from_rec709),
            clouds: layers(packet)
                .map(|layer| layer.map_or_else(CloudRecord::default, |layer| cloud(packet, layer))),
            domes: [DomeRecord::of(packet); 2],
            flashes: packet.flashes.map(|flash| FlashRecord::from(&flash)),
        }
    }
}

/// Metres across the map of sunlight under the clouds.
pub const SHADOW_SPAN_M: f64 = 32_768.0;

impl DomeRecord {
    /// What a packet's dome is drawn for; its side is the caller's.
    fn of(packet: &SkyPacket) -> Self {
        let (to_light, _) = packet.key_light();
        let layer = lowest_layer(packet);
        // Texels stand still in the clouds, so that their shadows do not shimmer.
        let texel = SHADOW_SPAN_M / f64::from(super::sky_targets::CLOUD_SHADOW_SIDE);
        let middle = [0, 1].map(|axis| {
            let drifted =
                (packet.cloud_offset_um[layer][axis].rem_euclid((texel * 1e6) as i64)) as f64 * 1e-6;
            let observer = f64::from(packet.observer_m[2 * axis]);
            (((observer - drifted) / texel).floor() * texel + drifted) as f32
        });
        let sunlit = clouds::mean_sunlit(packet, f64::from(to_light[1])) as f32;
        let count = layers(packet).iter().flatten().count();
        let height = 0.5 * (packet.clouds[layer].base_m + packet.clouds[layer].top_m);
        Self {
            light: lanes(to_light, nits_per_unit(f64::from(packet.sun.to[1]))),
            place: Vec4::new(middle[0], middle[1], sunlit, f32::from(u8::from(count > 0))),
            extra: Vec4::new(1.0, height, count as f32, 0.0),
        }
    }
}

/// What a stored 1.0 of a dome stands for: a power of two, so that half floats hold the brightest rim of a cloud and the darkest
/// base. A rim is at most 2^20 nits by day; twilight falls by 2^8 in six degrees, and the moon's rim is under 8 nits.
fn nits_per_unit(sine_of_sun: f64) -> f32 {
    let degrees = libm::asin(sine_of_sun.clamp(-1.0, 1.0)).to_degrees();
    let brightest = (20.0 + 1.33 * (degrees + 2.0)).clamp(3.0, 20.0).round();
    (brightest - 15.0).exp2() as f32
}

/// The packet's layers with clouds, lowest first; where two bases are alike the first is the lower.
fn layers(packet: &SkyPacket) -> [Option<usize>; LAYERS] {
    let mut layers = std::array::from_fn(|layer| (packet.clouds[layer].cover > 0.0).then_some(layer));
    let base = |layer: &Option<usize>| layer.map_or(f32::INFINITY, |layer| packet.clouds[layer].base_m);
    layers.sort_by(|one, other| base(one).total_cmp(&base(other)));
    layers
}

/// The lowest layer with clouds: the one that everything shifts with.
fn lowest_layer(packet: &SkyPacket) -> usize {
    layers(packet)[0].unwrap_or(0)
}

/// How far layer 0's clouds have drifted from one packet to another, metres toward +X and +Z.
pub fn drift_m(from: &SkyPacket, to: &SkyPacket) -> [f32; 2] {
    let layer = lowest_layer(from);
    let (from, to) = (from.cloud_offset_um[layer], to.cloud_offset_um[layer]);
    [0, 1].map(|axis| ((to[axis] - from[axis]) as f64 * 1e-6) as f32)
}

fn stored_gain(packet: &SkyPacket) -> f32 {
    let brightest = packet.key_light().1.into_iter().fold(0.0, f32::max);
    fog::stored_gain(f64::from(packet.sun.to[1]), f64::from(brightest)) as f32
}

fn growth_secs(packet: &SkyPacket) -> f32 {
    (packet.growth_us.rem_euclid(86_400_000_000) as f64 * 1e-6) as f32
}

/// Integers are reduced first, so that no digit is lost however long it has rained.
fn fall_secs(packet: &SkyPacket) -> f32 {
    let period_us = (precipitation::PERIOD_SECS * 1e6) as i64;
    (packet.weather_us.rem_euclid(period_us) as f64 * 1e-6) as f32
}

/// The largest tile of drops: 96 m.
fn carried_m(offset_um: i64) -> f32 {
    (offset_um.rem_euclid(96_000_000) as f64 * 1e-6) as f32
}

fn cloud(sky: &SkyPacket, index: usize) -> CloudRecord {
    let (packet, offset_um) = (&sky.clouds[index], sky.cloud_offset_um[index]);
    // Each seed and layer lies elsewhere in the pattern.
    let place = super::noise::hash([sky.seed as u32, (sky.seed >> 32) as u32, index as u32]);
    let within = |axis: usize| {
        let tile_um = CLOUD_TILE_M * 1_000_000;
        let seeded = i64::from(place[axis] % CLOUD_TILE_M as u32) * 1_000_000;
        ((offset_um[axis].rem_euclid(tile_um) + seeded).rem_euclid(tile_um) as f64 * 1e-6) as f32
    };
    let cells = (1.0 - packet.grouping * packet.grouping).max(0.0).sqrt();
    CloudRecord {
        layer: Vec4::new(packet.base_m, packet.top_m, packet.cover, packet.extinction_per_m),
        shape: Vec4::new(packet.heap, packet.scale_m, packet.erosion, packet.ice),
        drift: Vec4::new(within(0), within(1), packet.anvil, packet.worn),
        pattern: Vec4::new(packet.grouping, cells, packet.rows, packet.level - packet.worn),
    }
}

impl From<&FlashPacket> for FlashRecord {
    fn from(flash: &FlashPacket) -> Self {
        Self {
            at: lanes(flash.at_m, flash.level),
            light: Vec4::new(flash.candela, flash.is_bolt, (flash.seed & 0x00ff_ffff) as f32, 0.0),
        }
    }
}

fn lanes([x, y, z]: [f32; 3], w: f32) -> Vec4 {
    Vec4::new(x, y, z, w)
}
