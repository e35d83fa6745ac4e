//! The spot meter's words.
//!
//! In: the light of a spot, the film camera's settings. Out: two lines for the desk, written when something changed.
//! Not here: reading the spot (`render::spot`), the reading itself (`lens::exposure`).
//! Invariant: reads values and changes none: what meters never drives the wall.

use std::fmt::Write as _;

use glam::{DVec2, DVec3};

use crate::color::{Primaries, white};
use crate::console::exposure::MeterReadout;
use crate::lens::CameraExposure;
use crate::render::spot::SpotLight;

/// Farthest from the locus of whites that a color temperature still means something, CIE 1931 xy.
const WHITISH: f64 = 0.06;

/// The lines, and what they were written from.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    spot: String,
    color: String,
    told: Option<(SpotLight, CameraExposure)>,
}

impl Meter {
    /// Writes the lines anew when the light or a setting is another.
    pub fn take(&mut self, light: Option<SpotLight>, camera: CameraExposure) {
        let Some(light) = light else { return };
        if self.told == Some((light, camera)) {
            return;
        }
        self.told = Some((light, camera));
        self.spot.clear();
        self.color.clear();
        let Some(acescg) = light.light else {
            self.spot.push_str("No wall there");
            return;
        };
        let nits = 100.0 * acescg.dot(Primaries::ACESCG.luminance());
        let reading = camera.read(nits.max(0.0), kelvin(acescg));
        // Writing to a String cannot fail.
        let _ = write!(self.spot, "{reading}");
        let _ = write!(self.color, "EV100 {:.1}", reading.ev100);
        if let (Some(kelvin), Some(mired)) = (reading.kelvin, reading.warmer_mired) {
            let side = if mired < 0.0 { "cooler" } else { "warmer" };
            let balance = camera.white_balance_k;
            let _ =
                write!(self.color, " · {kelvin:.0} K, {:.0} mired {side} than {balance:.0} K", mired.abs());
        }
    }

    /// The lines.
    pub fn readout(&self) -> MeterReadout<'_> {
        MeterReadout { spot: &self.spot, color: &self.color }
    }
}

/// Color temperature of light as it leaves a wall of D65 white; `None` for black and for what is no white.
fn kelvin(acescg: DVec3) -> Option<f64> {
    let xyz = Primaries::REC709.xyz_from_rgb() * Primaries::REC709.from(&Primaries::ACESCG) * acescg;
    let sum = xyz.element_sum();
    let xy = DVec2::new(xyz.x, xyz.y) / sum;
    let found = white::kelvin_from_xy(xy);
    let is_white = sum > 1e-4
        && (white::RANGE_K[0]..=white::RANGE_K[1]).contains(&found)
        && white::xy(found, 0.0).distance(xy) < WHITISH;
    is_white.then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::spot::SpotPlace;

    fn camera() -> CameraExposure {
        CameraExposure {
            iso: 800.0,
            t_stop: 2.8,
            shutter_secs: 1.0 / 48.0,
            nd_stops: 3.0,
            white_balance_k: 5600.0,
        }
    }

    fn at(light: Option<DVec3>) -> Option<SpotLight> {
        Some(SpotLight { place: SpotPlace { camera: 0, at: [0.5, 0.5] }, light })
    }

    /// Neutral light of 312 nits leaves a D65 wall: 6504 K is 24.8 mired cooler than 5600 K.
    #[test]
    fn the_lines_say_what_a_dp_asks() {
        let mut meter = Meter::default();
        meter.take(None, camera());
        assert_eq!(meter.readout().spot, "");
        meter.take(at(Some(DVec3::splat(3.12))), camera());
        assert_eq!(meter.readout().spot, "312 nits, +2.7 stops over grey at T2.8 800 ND0.9");
        let words = meter.readout().color.to_owned();
        assert!(
            words.starts_with("EV100 11.3 · 65") && words.contains("25 mired cooler than 5600 K"),
            "{words}"
        );
        meter.take(at(Some(DVec3::new(0.0, 1.0, 0.0))), camera());
        assert!(!meter.readout().color.contains(" K"), "a pure green has no temperature");
        meter.take(at(None), camera());
        assert_eq!((meter.readout().spot, meter.readout().color), ("No wall there", ""));
    }
}
