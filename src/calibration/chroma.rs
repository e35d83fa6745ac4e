//! Colors in absolute nits and chromaticity, as a wall's channels emit them.
//!
//! In: nits and CIE 1931 xy, a wall, a canvas. Out: nits a channel, exactly those of one code.
//! Not here: which LEDs show them (`shaders/wall/chroma.wgsl`), the markers on them (`marker`).
//! Invariant: no exposure, grade, roll-off or adaptation of white: what is asked for is what a meter reads.

use glam::{DVec2, DVec3};

use crate::color::primaries::xyz_from_xy;
use crate::stage::{Canvas, Wall};

/// A color by luminance and chromaticity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlatColor {
    /// Luminance, nits.
    pub nits: f64,
    /// CIE 1931 chromaticity.
    pub xy: DVec2,
}

/// Whether a wall can emit a color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It can.
    Inside,
    /// Its chromaticity is outside the wall's primaries: the missing channel stays dark.
    OutsideGamut,
    /// It is brighter than the wall: dimmed to what the wall can, chromaticity kept.
    TooBright,
}

/// A rounding of 1e-9 of white is no lack of reach.
const ROUNDING: f64 = 1e-9;

impl FlatColor {
    /// The green of BT.709, in reach of any LED wall, at the brightness of a lit face.
    pub const GREEN: Self = Self { nits: 80.0, xy: DVec2::new(0.30, 0.60) };

    /// What the channels of a wall emit for it, nits (a channel's nits are its share of the wall's white), and whether
    /// that is what was asked for.
    pub fn channel_nits(&self, wall: &Wall) -> (DVec3, Reach) {
        let relative =
            wall.primaries.xyz_from_rgb().inverse() * (xyz_from_xy(self.xy) * self.nits / wall.white_nits);
        let inside = relative.max(DVec3::ZERO);
        let peak = inside.max_element();
        let reach = if relative.min_element() < -ROUNDING {
            Reach::OutsideGamut
        } else if peak > 1.0 + ROUNDING {
            Reach::TooBright
        } else {
            Reach::Inside
        };
        (inside / peak.max(1.0) * wall.white_nits, reach)
    }

    /// The nits of the codes nearest to it on a canvas: what the LEDs of `wall` emit when they show it. Encoding these
    /// again gives the same codes at any precision, so the picture holds one code and no other.
    pub fn coded_nits(&self, wall: &Wall, canvas: &Canvas) -> DVec3 {
        let (nits, _) = self.channel_nits(wall);
        let (scale, offset) = canvas.range.code_scale_offset(canvas.bits);
        let coded = |nits: f64| {
            let code = (canvas.transfer.signal_from_nits(nits, wall.white_nits) * scale + offset).round();
            canvas.transfer.nits_from_signal((code - offset) / scale, wall.white_nits)
        };
        DVec3::new(coded(nits.x), coded(nits.y), coded(nits.z))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::dither::Dither;
    use crate::color::{CodeRange, Primaries, Transfer};

    fn wall(primaries: Primaries) -> Wall {
        Wall {
            name: "main".into(),
            white_nits: 1000.0,
            primaries,
            panels: 0..0,
            grid: [0, 0],
            raster_px: None,
            tracker: None,
        }
    }

    /// The green primary itself: its channel alone, and 715.169 of 1000 nits are its share of white (BT.709).
    #[test]
    fn a_primary_lights_its_channel_alone() {
        let green = FlatColor { nits: 71.516_867_9, xy: DVec2::new(0.30, 0.60) };
        let (nits, reach) = green.channel_nits(&wall(Primaries::REC709));
        assert_eq!(reach, Reach::Inside);
        assert!((nits - DVec3::new(0.0, 100.0, 0.0)).abs().max_element() < 1e-5, "{nits}");
    }

    #[test]
    fn white_of_the_wall_is_equal_channels() {
        let white = FlatColor { nits: 203.0, xy: DVec2::new(0.3127, 0.3290) };
        let (nits, reach) = white.channel_nits(&wall(Primaries::P3_D65));
        assert!((nits - 203.0).abs().max_element() < 1e-9 && reach == Reach::Inside, "{nits}");
    }

    #[test]
    fn what_a_wall_cannot_emit_is_said() {
        let deep = FlatColor { nits: 50.0, xy: DVec2::new(0.17, 0.797) };
        let (nits, reach) = deep.channel_nits(&wall(Primaries::REC709));
        assert_eq!(reach, Reach::OutsideGamut);
        assert!(nits.x == 0.0 && nits.z >= 0.0 && nits.y > 0.0, "{nits}");
        let bright = FlatColor { nits: 5000.0, xy: DVec2::new(0.3127, 0.3290) };
        let (nits, reach) = bright.channel_nits(&wall(Primaries::REC709));
        assert_eq!(reach, Reach::TooBright);
        assert!((nits - 1000.0).abs().max_element() < 1e-9, "{nits}");
    }

    /// 100 nits in 10-bit PQ is code 520 (BT.2408), and 520 again from the nits that are given out.
    #[test]
    fn coded_nits_are_the_middle_of_a_code() {
        let canvas = Canvas {
            name: "main".into(),
            size: [8, 8],
            transfer: Transfer::Pq,
            bits: 10,
            range: CodeRange::Full,
            dither: Dither::Off,
        };
        let white = FlatColor { nits: 100.0, xy: DVec2::new(0.3127, 0.3290) };
        let nits = white.coded_nits(&wall(Primaries::REC709), &canvas);
        let code = Transfer::Pq.signal_from_nits(nits.x, 1000.0) * 1023.0;
        assert!((code - 520.0).abs() < 1e-6, "{code}");
    }
}
