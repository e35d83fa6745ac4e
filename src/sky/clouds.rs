//! From a layer of clouds in people's words to the numbers that it is drawn from.
//!
//! In: cover, kind, base and thickness of a layer. Out: a [`CloudPacket`]; how much light a packet's clouds let through.
//! Not here: the drawing (`shaders/sky/cloud_*.wgsl`), how layers drift (`state`).
//! Sources: extinction 1.5 LWC / r_e of geometric optics, with water and droplets after Hess, Koepke and Schult 1998 (OPAC);
//! shapes after the WMO cloud atlas. Invariant: continuous in cover, base and thickness; sizes are powers of two, so that every
//! pattern repeats where offsets wrap.

use super::packet::{CloudPacket, SkyPacket};
use super::weather::{CloudType, Layer};

/// What a kind of clouds looks like.
#[derive(Clone, Copy, Debug)]
struct Look {
    heap: f64,
    scale_m: f64,
    erosion: f64,
    water_g_per_m3: f64,
    radius_um: f64,
    ice: f64,
    anvil: f64,
    grouping: f64,
    rows: f64,
    /// Deviations of the field that erosion takes from the clouds' rims: measured on the dome (tests/gpu/clouds.rs).
    worn: f64,
}

const CIRRUS: Look = Look {
    heap: 0.0,
    scale_m: 2048.0,
    erosion: 0.5,
    water_g_per_m3: 0.01,
    radius_um: 25.0,
    ice: 1.0,
    anvil: 0.0,
    grouping: 0.8,
    rows: 0.0,
    worn: 0.0,
};
const ALTOSTRATUS: Look = Look {
    heap: 0.0,
    scale_m: 2048.0,
    erosion: 0.25,
    water_g_per_m3: 0.11,
    radius_um: 7.0,
    ice: 0.0,
    anvil: 0.0,
    grouping: 0.85,
    rows: 0.0,
    worn: 0.25,
};
const ALTOCUMULUS: Look = Look {
    heap: 0.6,
    scale_m: 256.0,
    erosion: 0.4,
    water_g_per_m3: 0.2,
    radius_um: 8.0,
    ice: 0.0,
    anvil: 0.0,
    grouping: 0.5,
    rows: 0.7,
    worn: 0.34,
};
const STRATUS: Look = Look {
    heap: 0.0,
    scale_m: 2048.0,
    erosion: 0.25,
    water_g_per_m3: 0.45,
    radius_um: 7.0,
    ice: 0.0,
    anvil: 0.0,
    grouping: 0.8,
    rows: 0.0,
    worn: 0.33,
};
const STRATOCUMULUS: Look = Look {
    heap: 0.45,
    scale_m: 1024.0,
    erosion: 0.4,
    water_g_per_m3: 0.35,
    radius_um: 8.0,
    ice: 0.0,
    anvil: 0.0,
    grouping: 0.45,
    rows: 0.3,
    worn: 0.2,
};
const CUMULUS: Look = Look {
    heap: 1.0,
    scale_m: 1024.0,
    erosion: 0.55,
    water_g_per_m3: 0.5,
    radius_um: 10.0,
    ice: 0.0,
    anvil: 0.0,
    grouping: 0.5,
    rows: 0.0,
    worn: 0.4,
};
const CUMULONIMBUS: Look = Look {
    heap: 1.0,
    scale_m: 2048.0,
    erosion: 0.5,
    water_g_per_m3: 1.0,
    radius_um: 12.0,
    ice: 0.0,
    anvil: 1.0,
    grouping: 0.9,
    rows: 0.0,
    worn: 0.4,
};

fn look(kind: CloudType) -> Look {
    match kind {
        CloudType::Cirrus => CIRRUS,
        CloudType::Altostratus => ALTOSTRATUS,
        CloudType::Altocumulus => ALTOCUMULUS,
        CloudType::Stratus => STRATUS,
        CloudType::Stratocumulus => STRATOCUMULUS,
        CloudType::Cumulus => CUMULUS,
        CloudType::Cumulonimbus => CUMULONIMBUS,
    }
}

/// The numbers that a layer is drawn from.
pub fn packet(layer: &Layer) -> CloudPacket {
    let look = look(layer.kind);
    let cover = layer.cover.clamp(0.0, 1.0);
    CloudPacket {
        base_m: layer.base_m as f32,
        top_m: (layer.base_m + layer.thickness_m.max(1.0)) as f32,
        cover: cover as f32,
        extinction_per_m: (1.5 * look.water_g_per_m3 / look.radius_um) as f32,
        heap: look.heap as f32,
        scale_m: look.scale_m as f32,
        erosion: look.erosion as f32,
        ice: look.ice as f32,
        anvil: look.anvil as f32,
        grouping: look.grouping as f32,
        rows: look.rows as f32,
        level: (normal_level(1.0 - cover) - closed(cover)) as f32,
        worn: look.worn as f32,
    }
}

/// Share of the light from an elevation that a packet's clouds let through on average: gaps wholly, clouds by their mean depth.
pub fn mean_sunlit(packet: &SkyPacket, sine: f64) -> f64 {
    let rise = sine.max(0.1);
    let shares = packet.clouds.iter().map(|cloud| {
        let depth = f64::from(cloud.top_m - cloud.base_m) * f64::from(cloud.extinction_per_m) * 0.5 / rise;
        let cover = f64::from(cloud.cover);
        1.0 - cover * (1.0 - libm::exp(-depth))
    });
    shares.product()
}

/// Deviations that close the last holes of an overcast: from nine tenths on, so that eight octas are whole.
fn closed(cover: f64) -> f64 {
    let last = ((cover - 0.9) / 0.1).clamp(0.0, 1.0);
    2.0 * last * last
}

/// The level that a share of a normal distribution lies under, -3.5..=3.5.
fn normal_level(share: f64) -> f64 {
    let (mut low, mut high) = (-3.5, 3.5);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        let under = 0.5 * libm::erfc(-middle * std::f64::consts::FRAC_1_SQRT_2);
        if under < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Percentage points of the standard normal distribution (Abramowitz and Stegun, table 26.5).
    #[test]
    fn levels_are_those_of_the_normal_distribution() {
        for (share, level) in [(0.5, 0.0), (0.9, 1.281_551_6), (0.025, -1.959_964), (0.99, 2.326_347_9)] {
            assert!((normal_level(share) - level).abs() < 1e-6, "{share}");
        }
        assert_eq!((normal_level(0.0) + 3.5).abs() < 1e-6, (normal_level(1.0) - 3.5).abs() < 1e-6);
    }

    #[test]
    fn sizes_divide_the_tile_and_water_makes_extinction() {
        for kind in CloudType::ALL {
            let packet = packet(&Layer { cover: 0.5, kind, base_m: 1000.0, thickness_m: 500.0 });
            assert!(packet.scale_m.log2().fract() == 0.0 && 32.0 * packet.scale_m <= 65_536.0, "{kind:?}");
            assert!((5e-4..0.2).contains(&packet.extinction_per_m), "{kind:?}");
        }
        // 0.3 g/m3 in drops of 10 um: 0.045 / m (sky.md 3.2).
        assert!((1.5_f64 * 0.3 / 10.0 - 0.045).abs() < 1e-12);
    }
}
