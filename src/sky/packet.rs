//! The sky of one frame: the only thing that the GPU knows of the weather.
//!
//! In: [`super::evaluate`]. Out: plain numbers, versioned and hashed. Not here: how they are found.
//! Invariant: `Pod`: no padding, every bit counts in [`SkyPacket::hash`]; directions are unit, in world axes (before the
//! turn of the sky with the stage), light is linear ACEScg.

use bytemuck::{Pod, Zeroable};

use super::weather::LAYERS;

/// Version of the packet's layout.
pub const VERSION: u32 = 1;
/// Flashes that a frame sees at most.
pub const FLASHES: usize = 4;

/// The sky of one frame.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct SkyPacket {
    /// World frame that it is of.
    pub sim_frame: u64,
    /// Frame of the show that it is shown in.
    pub display_frame: u64,
    /// What shapes grow from.
    pub seed: u64,
    /// The sky's instant, UTC, milliseconds since 1970.
    pub unix_ms: i64,
    /// How far clouds have drifted, micrometres toward +X and +Z, by slot.
    pub cloud_offset_um: [[i64; 2]; LAYERS],
    /// Time of the clouds' growth, microseconds.
    pub growth_us: i64,
    /// Time of all that falls and blows, microseconds: runs with the world's frames and stands while everything is held.
    pub weather_us: i64,
    /// How far the air at 10 m has gone, micrometres toward +X and +Z.
    pub air_offset_um: [i64; 2],
    /// [`VERSION`].
    pub version: u32,
    /// Frames in `rate[1]` seconds.
    pub rate: [u32; 2],
    /// The stage's mark in the world, metres: what clouds and air are seen from.
    pub observer_m: [f32; 3],
    /// Sun.
    pub sun: SunPacket,
    /// Moon.
    pub moon: MoonPacket,
    /// Rows of the matrix to J2000 equatorial axes from world axes, and the stars' gain in the last lane of the first.
    pub equatorial_from_world: [[f32; 4]; 3],
    /// The air.
    pub air: AirPacket,
    /// Fog at the ground.
    pub fog: FogPacket,
    /// Clouds, in slots: not by height; a slot keeps its clouds, and their pattern, as long as they are seen.
    pub clouds: [CloudPacket; LAYERS],
    /// Rain, millimetres an hour; snow, millimetres of water an hour.
    pub rain_snow_mm_per_h: [f32; 2],
    /// Wind at 10 m toward world +X and +Z, m/s; strength of gusts, 0..=1.
    pub wind: [f32; 3],
    /// Wetness, puddles, snow cover; 0..=1.
    pub ground: [f32; 3],
    /// Lightning.
    pub flashes: [FlashPacket; FLASHES],
    /// What is to be seen of the sun's disc in inner frusta and in the outer: 1 shown, 0 hidden; and softened in the next two.
    pub disc: [f32; 4],
    /// Cloud tier: 0 flat layers, 1 volumes.
    pub tier: u32,
    /// For the layout.
    pub reserved: u32,
}

/// The sun.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct SunPacket {
    /// Toward it as it is seen (refracted).
    pub to: [f32; 3],
    /// Angular radius, radians.
    pub radius_rad: f32,
    /// Direct normal illuminance at the observer under a sky without clouds, lux; the share of the disc above the horizon counted.
    pub lux: [f32; 3],
    /// Illuminance above the air over the mean one, 1/d^2 of the distance in au.
    pub distance_gain: f32,
}

/// The moon.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct MoonPacket {
    /// Toward it as it is seen.
    pub to: [f32; 3],
    /// Angular radius, radians.
    pub radius_rad: f32,
    /// Direct normal illuminance at the observer, lux.
    pub lux: [f32; 3],
    /// Illuminated share of the disc, 0..=1.
    pub illuminated: f32,
    /// From the moon to the sun, world axes: which side of the disc is lit.
    pub to_sun: [f32; 3],
    /// Illuminance above the air over the sun's mean one.
    pub top_gain: f32,
}

/// The air, at world zero where it falls with height; RGB at 680, 550, 440 nm, 1/km. And its light.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct AirPacket {
    /// Rayleigh scattering; falls by 1/e in 8 km.
    pub rayleigh_per_km: [f32; 3],
    /// Of world zero over the sea, km.
    pub altitude_km: f32,
    /// Mie scattering.
    pub mie_scattering_per_km: [f32; 3],
    /// Height in which Mie falls to 1/e, km.
    pub mie_height_km: f32,
    /// Mie absorption.
    pub mie_absorption_per_km: [f32; 3],
    /// Asymmetry of Mie scattering.
    pub mie_asymmetry: f32,
    /// Ozone absorption at its densest, 25 km.
    pub ozone_per_km: [f32; 3],
    /// What the sun's light in the air is scaled by to meet the illuminance of USNO Circular 171.
    pub twilight_gain: f32,
    /// Albedo of the ground, linear ACEScg.
    pub ground_albedo: [f32; 3],
    /// Luminance of the night sky without moon at the zenith, nits.
    pub night_nits: f32,
    /// Toward the sun as it lights the air: as seen, but not below where twilight's shape no longer changes.
    pub to_sun: [f32; 3],
    /// The observer over the ground, km.
    pub eye_km: f32,
    /// Toward the moon as it lights the air.
    pub to_moon: [f32; 3],
    /// Its light in the air over the sun's above the air; 0 when lost in the sun's.
    pub moon_gain: f32,
    /// Power of two that the sky's table is stored times: half floats have no digits for twilight.
    pub stored_log2: f32,
    /// For the layout.
    pub reserved: f32,
}

/// Fog at the ground.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct FogPacket {
    /// Extinction at `floor_m`, 1/m.
    pub extinction_per_m: f32,
    /// Height in which it falls to 1/e, metres.
    pub height_m: f32,
    /// World height of its floor, metres.
    pub floor_m: f32,
    /// Extinction of rain and snow in the air, 1/m: even in height.
    pub veil_per_m: f32,
    /// Single-scattering albedo of the mist, linear ACEScg: dust is brown, water white.
    pub albedo: [f32; 3],
    /// Asymmetry.
    pub asymmetry: f32,
    /// Extinction of the mist that a visibility under 8 km asks for, at `floor_m`, 1/m.
    pub mist_per_m: f32,
    /// Height in which it falls to 1/e, metres.
    pub mist_height_m: f32,
}

impl FogPacket {
    /// Whether there is any.
    pub fn fills_air(&self) -> bool {
        self.extinction_per_m > 0.0 || self.mist_per_m > 0.0 || self.veil_per_m > 0.0
    }
}

/// One layer of clouds.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct CloudPacket {
    /// Base above world zero, metres.
    pub base_m: f32,
    /// Top, metres.
    pub top_m: f32,
    /// Share of the sky, 0..=1; 0 is no layer.
    pub cover: f32,
    /// Extinction in the middle of a cloud, 1/m.
    pub extinction_per_m: f32,
    /// Shape from sheet (0) over rolls (0.5) to heaps (1).
    pub heap: f32,
    /// Size of its cells, metres.
    pub scale_m: f32,
    /// How much its edges are eaten, 0..=1.
    pub erosion: f32,
    /// Ice that is drawn as a sheet (1), or a volume (0).
    pub ice: f32,
    /// Spread of its top, 0..=1.
    pub anvil: f32,
    /// How much of its field are groups of clouds, not single ones, 0..=1.
    pub grouping: f32,
    /// Rows, 0..=1.
    pub rows: f32,
    /// Level of its field, in deviations, above which there is cloud: what `cover` asks for.
    pub level: f32,
    /// Deviations of its field that erosion takes from the rims, and that are given back.
    pub worn: f32,
}

/// A flash that lights this frame.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct FlashPacket {
    /// Where its channel begins, world metres.
    pub at_m: [f32; 3],
    /// How bright it is now, 0..=1 of its peak.
    pub level: f32,
    /// Luminous intensity at its peak, candela.
    pub candela: f32,
    /// 1 when its channel is to be seen, 0 inside clouds.
    pub is_bolt: f32,
    /// What its shape grows from.
    pub seed: u32,
    /// Share of the rise that the flash guard allows, 0..=1; 0 where the guard lets it through as it is.
    pub share: f32,
}

impl AirPacket {
    /// What transmittance and multiple scattering depend on: neither where sun and moon stand nor who looks.
    pub fn medium(&self) -> Self {
        Self {
            twilight_gain: 0.0,
            night_nits: 0.0,
            to_sun: [0.0; 3],
            eye_km: 0.0,
            to_moon: [0.0; 3],
            moon_gain: 0.0,
            stored_log2: 0.0,
            ..*self
        }
    }
}

impl SkyPacket {
    /// Its bytes: little-endian on every machine that we run on.
    pub fn bytes(&self) -> &[u8] {
        bytemuck::bytes_of(self)
    }

    /// 64-bit FNV-1a over all bytes (Fowler, Noll, Vo): tells packets apart, keeps no secrets.
    pub fn hash(&self) -> u64 {
        self.bytes().iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
    }

    /// The hash whatever frame of the show it is shown in: the same for the same world frame, before and after BACK TO ONE.
    pub fn hash_in_world(&self) -> u64 {
        Self { display_frame: 0, ..*self }.hash()
    }

    /// The same sky in another frame: two that are equal so look alike but for what falls and flickers.
    pub fn without_frame(&self) -> Self {
        // Without clouds it does not matter how far they have drifted.
        let has_clouds = self.clouds.iter().any(|cloud| cloud.cover > 0.0);
        let (cloud_offset_um, growth_us) =
            if has_clouds { (self.cloud_offset_um, self.growth_us) } else { Default::default() };
        Self {
            sim_frame: 0,
            display_frame: 0,
            unix_ms: 0,
            weather_us: 0,
            cloud_offset_um,
            growth_us,
            ..*self
        }
    }

    /// The same sky before the wind carried anything.
    pub fn without_fall(&self) -> Self {
        Self { weather_us: 0, air_offset_um: [0; 2], ..*self }
    }

    /// What its air depends on: sun, moon, medium.
    pub fn air_key(&self) -> (SunPacket, MoonPacket, AirPacket) {
        (self.sun, self.moon, self.air)
    }

    /// Whether the moon is the light that casts shadows.
    pub fn is_moonlit(&self) -> bool {
        self.key_light().0 == self.moon.to
    }

    /// Toward the light that casts shadows, and its illuminance in lux: the sun's, or the moon's at night.
    pub fn key_light(&self) -> ([f32; 3], [f32; 3]) {
        let sum = |lux: [f32; 3]| lux[0] + lux[1] + lux[2];
        if sum(self.sun.lux) >= sum(self.moon.lux) {
            (self.sun.to, self.sun.lux)
        } else {
            (self.moon.to, self.moon.lux)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FNV-1a's published offset basis and prime: the hash of 848 zero bytes is the basis times prime^848.
    #[test]
    fn the_hash_is_fnv_1a_and_sees_every_bit() {
        let zero = SkyPacket::zeroed();
        let mut expected = 0xcbf2_9ce4_8422_2325_u64;
        for _ in 0..size_of::<SkyPacket>() {
            expected = expected.wrapping_mul(0x0000_0100_0000_01b3);
        }
        assert_eq!(zero.hash(), expected);
        for byte in 0..size_of::<SkyPacket>() {
            let mut bytes = bytemuck::bytes_of(&zero).to_vec();
            bytes[byte] ^= 0x10;
            let other: SkyPacket = bytemuck::pod_read_unaligned(&bytes);
            assert_ne!(other.hash(), zero.hash(), "byte {byte}");
        }
    }
}
