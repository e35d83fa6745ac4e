//! How the tables of the air are laid out, and how dense it is.
//!
//! In: heights over the ground in km, cosines from the zenith, angles. Out: places in tables and back. Twin:
//! `shaders/lib/atmosphere.wgsl`. Source: Bruneton 2017, Hillaire 2020.
//! Not here: what the tables hold (`shaders/sky`). Invariant: each pair is inverse to the other within its range.

/// Radius of the ground, km.
pub const GROUND_KM: f64 = 6360.0;
/// Height of the top of the air, km.
pub const TOP_KM: f64 = 100.0;
/// Scale height of molecules, km.
pub const RAYLEIGH_KM: f64 = 8.0;
/// Where ozone is densest, and how far above and below it is gone, km over the sea.
pub const OZONE_KM: [f64; 2] = [25.0, 15.0];
/// Sine of the sun's mean radius.
pub const SUN_RADIUS: f64 = 0.004_675;

const TRANSMITTANCE_SIZE: [f64; 2] = [256.0, 64.0];
const MULTI_SCATTER_SIZE: [f64; 2] = [128.0, 32.0];
const DARK_COSINE: f64 = -0.25;
const EVEN: f64 = 0.35;

/// Distance to the top of the air, km. Twin: `atmosphere_way_to_top_km`.
pub fn way_to_top_km(height: f64, cosine: f64) -> f64 {
    let along = (GROUND_KM + height) * cosine;
    let above = (TOP_KM - height) * (2.0 * GROUND_KM + TOP_KM + height);
    let root = libm::sqrt(along * along + above);
    if along > 0.0 { above / (root + along) } else { root - along }
}

/// Height after a way, km; may be below the ground. Twin: `atmosphere_height_after_km`.
pub fn height_after_km(height: f64, cosine: f64, way: f64) -> f64 {
    let radius = GROUND_KM + height;
    let grown = way * (way + 2.0 * radius * cosine);
    height + grown / (libm::sqrt((radius * radius + grown).max(0.0)) + radius)
}

fn to_centres(at: [f64; 2], size: [f64; 2]) -> [f64; 2] {
    [0, 1].map(|axis| (at[axis] * (size[axis] - 1.0) + 0.5) / size[axis])
}

fn from_centres(uv: [f64; 2], size: [f64; 2]) -> [f64; 2] {
    [0, 1].map(|axis| ((uv[axis] * size[axis] - 0.5) / (size[axis] - 1.0)).clamp(0.0, 1.0))
}

/// Place in the transmittance table. Twin: `atmosphere_transmittance_uv`.
pub fn transmittance_uv(height: f64, cosine: f64) -> [f64; 2] {
    let tangent = libm::sqrt((height * (2.0 * GROUND_KM + height)).max(0.0));
    let widest = libm::sqrt(TOP_KM * (2.0 * GROUND_KM + TOP_KM));
    let (least, most) = (TOP_KM - height, tangent + widest);
    let across = ((way_to_top_km(height, cosine) - least) / (most - least)).clamp(0.0, 1.0);
    to_centres([across, tangent / widest], TRANSMITTANCE_SIZE)
}

/// Height and cosine of a place in it. Twin: `atmosphere_transmittance_ray`.
pub fn transmittance_ray(uv: [f64; 2]) -> [f64; 2] {
    let at = from_centres(uv, TRANSMITTANCE_SIZE);
    let widest_squared = TOP_KM * (2.0 * GROUND_KM + TOP_KM);
    let widest = libm::sqrt(widest_squared);
    let tangent = widest * at[1];
    let height = tangent * tangent / (libm::sqrt(GROUND_KM * GROUND_KM + tangent * tangent) + GROUND_KM);
    let least = TOP_KM - height;
    let way = least + at[0] * (tangent + widest - least);
    let above = widest_squared - tangent * tangent;
    let cosine = (above - way * way) / (2.0 * way.max(1e-3) * (GROUND_KM + height));
    [height, if way < 1e-3 { 1.0 } else { cosine.clamp(-1.0, 1.0) }]
}

/// Place in the multi-scattering table. Twin: `atmosphere_multi_scatter_uv`.
pub fn multi_scatter_uv(height: f64, cosine: f64) -> [f64; 2] {
    let lit = (cosine - DARK_COSINE) / (1.0 - DARK_COSINE);
    let up = libm::sqrt(height.max(0.0) / TOP_KM);
    to_centres([lit.clamp(0.0, 1.0), up.clamp(0.0, 1.0)], MULTI_SCATTER_SIZE)
}

/// Height and cosine of the sun of a place in it. Twin: `atmosphere_multi_scatter_ray`.
pub fn multi_scatter_ray(uv: [f64; 2]) -> [f64; 2] {
    let at = from_centres(uv, MULTI_SCATTER_SIZE);
    [TOP_KM * at[1] * at[1], DARK_COSINE + (1.0 - DARK_COSINE) * at[0]]
}

/// Sign as WGSL has it: 0 of 0.
fn sign(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value.signum() }
}

/// Place in the sky view of an elevation, radians, and of a level direction along and beside the sun's. Twin: `atmosphere_sky_view_uv`.
pub fn sky_view_uv(elevation: f64, toward: [f64; 2]) -> [f64; 2] {
    let up = libm::sqrt((elevation.abs() / std::f64::consts::FRAC_PI_2).clamp(0.0, 1.0));
    let beside = toward[1].abs() / (toward[0].abs() + toward[1].abs()).max(1e-12);
    let half = if toward[0] >= 0.0 { 0.5 * beside } else { 1.0 - 0.5 * beside };
    let out = 2.0 * half / (EVEN + libm::sqrt(EVEN * EVEN + 4.0 * (1.0 - EVEN) * half));
    [0.5 + 0.5 * sign(toward[1]) * out, 0.5 - 0.5 * sign(elevation) * up]
}

/// Elevation of a place in it, radians, cosine and sine of the turn from the sun. Twin: `atmosphere_sky_view_angles`.
pub fn sky_view_angles(uv: [f64; 2]) -> [f64; 3] {
    let (up, out) = (1.0 - 2.0 * uv[1], 2.0 * uv[0] - 1.0);
    let half = out.abs() * (EVEN + (1.0 - EVEN) * out.abs());
    let beside = 1.0 - (1.0 - 2.0 * half).abs();
    let along = if half <= 0.5 { 1.0 - beside } else { beside - 1.0 };
    let length = libm::hypot(along, beside);
    [sign(up) * up * up * std::f64::consts::FRAC_PI_2, along / length, sign(out) * beside / length]
}

/// Molecules, aerosol (falls to 1/e in `mie_height`), ozone: shares of their densities at the ground, ozone of its densest.
/// Twin: `atmosphere_density`.
pub fn density(height: f64, mie_height: f64, ground_over_sea: f64) -> [f64; 3] {
    let above = height.max(0.0);
    let from_peak = (above + ground_over_sea - OZONE_KM[0]).abs() / OZONE_KM[1];
    [libm::exp(-above / RAYLEIGH_KM), libm::exp(-above / mie_height), (1.0 - from_peak).max(0.0)]
}

/// Share of the sun's disc above the planet's edge. Twin: `atmosphere_share_of_sun`.
pub fn share_of_sun(height: f64, cosine: f64) -> f64 {
    let sine = GROUND_KM / (GROUND_KM + height.max(0.0));
    let edge = -libm::sqrt((1.0 - sine * sine).max(0.0));
    let soft = sine * SUN_RADIUS;
    let share = ((cosine - edge + soft) / (2.0 * soft)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for row in 0..32 {
            for column in 0..64 {
                let at = [(f64::from(column) + 0.5) / 64.0, (f64::from(row) + 0.5) / 32.0];
                let close = |got: [f64; 2], what: &str| {
                    assert!((got[0] - at[0]).abs() + (got[1] - at[1]).abs() < 1e-6, "{what} {at:?}: {got:?}");
                };
                let [elevation, along, beside] = sky_view_angles(at);
                assert!((along * along + beside * beside - 1.0).abs() < 1e-12);
                close(sky_view_uv(elevation, [2.0 * along, 2.0 * beside]), "sky view");
                let inner = to_centres(at, MULTI_SCATTER_SIZE);
                let [height, cosine] = multi_scatter_ray(inner);
                let back = multi_scatter_uv(height, cosine);
                assert!((back[0] - inner[0]).abs() + (back[1] - inner[1]).abs() < 1e-9);
                let inner = to_centres(at, TRANSMITTANCE_SIZE);
                let [height, cosine] = transmittance_ray(inner);
                let back = transmittance_uv(height, cosine);
                assert!((back[0] - inner[0]).abs() + (back[1] - inner[1]).abs() < 1e-6, "{inner:?} {back:?}");
            }
        }
    }

    /// A tangent ray from the ground: sqrt(R_top^2 - R_ground^2) = 1132.25 km; up 100 km; the height after it is the top's.
    #[test]
    fn ways_end_at_the_top() {
        assert!((way_to_top_km(0.0, 0.0) - 1_282_000_f64.sqrt()).abs() < 1e-9);
        assert!((way_to_top_km(0.0, 1.0) - 100.0).abs() < 1e-9);
        for (height, cosine) in [(0.0, 0.3), (5.0, -0.02), (60.0, -0.1), (2.0, 0.0)] {
            assert!((height_after_km(height, cosine, way_to_top_km(height, cosine)) - 100.0).abs() < 1e-9);
        }
        // The edge of a planet 6360 km wide from 30 km up lies 5.56 degrees below: half the disc is there.
        let edge = -libm::sqrt(1.0 - (6360.0_f64 / 6390.0).powi(2));
        assert!((share_of_sun(30.0, edge) - 0.5).abs() < 1e-12);
        assert!(share_of_sun(0.0, 0.01) > 0.999 && share_of_sun(0.0, -0.01) < 1e-9);
    }
}
