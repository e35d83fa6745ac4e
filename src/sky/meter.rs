//! How bright a sky is, from its packet alone: what a light meter on the mark would read, without drawing anything.
//!
//! In: a [`SkyPacket`]. Out: illuminance on the level, luminance of a grey card. Not here: the picture's own light (`render`).
//! Source: USNO Circular 171 (Janiczek, DeYoung 1987) for the whole day, as the sky is drawn to it (`atmosphere::governor`); overcast
//! 0.3 + 21 sin h klx (IES); Kasten, Czeplak 1980 for how clouds between clear and overcast count.
//! Invariant: continuous in every number; `libm` only; no allocation.

use super::atmosphere::governor::drawn_share;
use super::atmosphere::usno::{NIGHT_LUX, SUN_LUX};
use super::packet::CloudPacket;
use super::{SkyPacket, clouds, fog};

/// Least share of the light that comes from the sky rather than the sun: that of the clearest air at noon.
const LEAST_DIFFUSE: f64 = 0.08;

/// Light on the level at the mark, luminance in lux.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LevelLight {
    /// Of the sun or the moon itself, where clouds let it through.
    pub direct_lux: f64,
    /// Of sky and clouds.
    pub diffuse_lux: f64,
    /// Share of the direct light that the clouds let through on average.
    pub sunlit: f64,
}

impl LevelLight {
    /// Both.
    pub fn lux(&self) -> f64 {
        self.direct_lux + self.diffuse_lux
    }

    /// Luminance of a level 18 % card, nits.
    pub fn grey_nits(&self) -> f64 {
        0.18 / std::f64::consts::PI * self.lux()
    }
}

/// What falls on the level at the mark under a packet's sky. `luminance` are the weights of its linear ACEScg.
pub fn level_light(packet: &SkyPacket, luminance: [f64; 3]) -> LevelLight {
    let (sun, moon) = (&packet.sun, &packet.moon);
    let lux =
        |light: [f32; 3]| (0..3).map(|lane| f64::from(light[lane]) * luminance[lane]).sum::<f64>().max(0.0);
    let direct = |light: [f32; 3], to: [f32; 3]| lux(light) * f64::from(to[1]).max(0.0);
    let (direct_sun, direct_moon) = (direct(sun.lux, sun.to), direct(moon.lux, moon.to));
    let direct_lux = direct_sun + direct_moon;
    let moon_lux = SUN_LUX * f64::from(moon.top_gain) * drawn_share(elevation_deg(moon.to)).max(0.0);
    let sun_lux = SUN_LUX * drawn_share(elevation_deg(sun.to)) + NIGHT_LUX;
    let clear_lux = sun_lux * f64::from(sun.distance_gain) + moon_lux;
    let (key, _) = packet.key_light();
    let rise = f64::from(key[1]);
    let in_fog = fog::key_share(&packet.fog, f64::from(packet.observer_m[1]), rise);
    let sunlit = in_fog * clouds::mean_sunlit(packet, rise);
    // Two streams without absorption, g = 0.85 (sky.md 3.2); gaps count as Kasten and Czeplak found.
    let through: f64 = packet
        .clouds
        .iter()
        .map(|cloud| 1.0 - libm::pow(f64::from(cloud.cover), 3.4) * (1.0 - 1.0 / (1.0 + 0.11 * depth(cloud))))
        .product();
    let direct_lux = direct_lux * sunlit;
    let least_lux = clear_lux * through * LEAST_DIFFUSE;
    LevelLight { direct_lux, diffuse_lux: (clear_lux * through - direct_lux).max(least_lux), sunlit }
}

/// Mean optical depth of a layer where it has clouds: they are half as dense at their rims as in their middle.
fn depth(cloud: &CloudPacket) -> f64 {
    0.5 * f64::from(cloud.extinction_per_m) * f64::from(cloud.top_m - cloud.base_m).max(0.0)
}

fn elevation_deg(to: [f32; 3]) -> f64 {
    libm::asin(f64::from(to[1]).clamp(-1.0, 1.0)).to_degrees()
}

/// A stored 1.0 of the light that is gathered from this sky, nits: the power of two nearest to its mean. So half floats hold moonlight
/// as finely as noon.
pub fn nits_per_unit(packet: &SkyPacket) -> f64 {
    let lux = level_light(packet, [1.0 / 3.0; 3]).lux();
    libm::exp2(libm::round(libm::log2(lux / std::f64::consts::PI)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sky::evaluate::{Observer, evaluate};
    use crate::sky::{Mode, SkySettings, SkyState};
    use crate::timing::Rate;

    fn packet(elevation_deg: f64, cover: f64) -> SkyPacket {
        let mut settings = SkySettings { mode: Mode::Manual, ..SkySettings::default() };
        settings.manual_sun_deg[1] = elevation_deg;
        settings.weather.layers[0].cover = cover;
        settings.weather.layers[0].thickness_m = 1200.0;
        evaluate(&settings, &SkyState::start(&settings, Rate::FILM), &Observer::default(), Rate::FILM)
    }

    /// From noon to night, from clear to overcast: finite, rising with the sun, falling with the clouds, no step anywhere.
    #[test]
    fn light_falls_with_sun_and_clouds_and_never_jumps() {
        let day = packet(30.0, 0.5);
        let lux = |elevation_deg: f64, cover| {
            let mut packet = day;
            let (sine, cosine) = elevation_deg.to_radians().sin_cos();
            (packet.sun.to, packet.clouds[0].cover) = ([cosine as f32, sine as f32, 0.0], cover as f32);
            packet.sun.lux = [(127_500.0 * (-0.21 / sine.max(1e-3)).exp()) as f32; 3];
            level_light(&packet, [1.0 / 3.0; 3]).lux()
        };
        for cover in [0.0, 0.3, 0.7, 1.0] {
            let mut before = lux(-18.0, cover);
            for step in -35..180 {
                let here = lux(f64::from(step) * 0.5, cover);
                assert!(
                    here >= before * 0.9999 && here < before * 2.2 + 1.0,
                    "{step} {cover}: {before} {here}"
                );
                before = here;
            }
        }
        let mut before = f64::INFINITY;
        for step in 0..=100 {
            let here = lux(45.0, f64::from(step) * 0.01);
            assert!(here <= before, "{step}: {here} lux");
            before = here;
        }
    }

    /// Half floats hold 6e-8..65504: the brightest of a sky is some thousand times its mean, the faintest that matters a hundredth.
    #[test]
    fn the_unit_is_a_power_of_two_near_the_mean() {
        for elevation_deg in [-18.0, -6.0, 0.0, 10.0, 60.0] {
            let packet = packet(elevation_deg, 0.0);
            let unit = nits_per_unit(&packet);
            assert_eq!(libm::frexp(unit).0, 0.5, "{unit}");
            let mean = level_light(&packet, [1.0 / 3.0; 3]).lux() / std::f64::consts::PI;
            assert!((0.7..1.42).contains(&(mean / unit)), "{mean} {unit}");
        }
    }
}
