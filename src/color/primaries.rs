//! RGB spaces by their primaries, and the matrices between them.
//!
//! In: CIE 1931 xy of red, green, blue and white. Out: 3x3 matrices on linear RGB columns, white adapted by Bradford.
//! Not here: transfer functions. Source: SMPTE RP 177-1993; Bradford after Lam (1985), as in ACES TB-2014-004.
//! Invariant: white (1,1,1) maps to white (1,1,1).

use glam::{DMat3, DVec2, DVec3};

/// An RGB space: CIE 1931 xy of its primaries and white.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Primaries {
    /// Red primary, xy.
    pub red: DVec2,
    /// Green primary, xy.
    pub green: DVec2,
    /// Blue primary, xy.
    pub blue: DVec2,
    /// White point, xy.
    pub white: DVec2,
}

const D65: DVec2 = DVec2::new(0.3127, 0.3290);

impl Primaries {
    /// ACEScg (AP1), the working space. Source: ACES S-2014-004.
    pub const ACESCG: Self = Self {
        red: DVec2::new(0.713, 0.293),
        green: DVec2::new(0.165, 0.830),
        blue: DVec2::new(0.128, 0.044),
        white: DVec2::new(0.32168, 0.33767),
    };
    /// ITU-R BT.709 and sRGB.
    pub const REC709: Self = Self {
        red: DVec2::new(0.640, 0.330),
        green: DVec2::new(0.300, 0.600),
        blue: DVec2::new(0.150, 0.060),
        white: D65,
    };
    /// ITU-R BT.2020.
    pub const REC2020: Self = Self {
        red: DVec2::new(0.708, 0.292),
        green: DVec2::new(0.170, 0.797),
        blue: DVec2::new(0.131, 0.046),
        white: D65,
    };
    /// P3 with a D65 white (SMPTE EG 432-1).
    pub const P3_D65: Self = Self {
        red: DVec2::new(0.680, 0.320),
        green: DVec2::new(0.265, 0.690),
        blue: DVec2::new(0.150, 0.060),
        white: D65,
    };

    /// XYZ (white at Y = 1) from linear RGB. Finite only for primaries that form a triangle.
    pub fn xyz_from_rgb(&self) -> DMat3 {
        let columns =
            DMat3::from_cols(xyz_from_xy(self.red), xyz_from_xy(self.green), xyz_from_xy(self.blue));
        let scale = columns.inverse() * xyz_from_xy(self.white);
        columns * DMat3::from_diagonal(scale)
    }

    /// Twice the signed area of the primaries' triangle in xy; near zero means no color space.
    pub fn area(&self) -> f64 {
        (self.green - self.red).perp_dot(self.blue - self.red)
    }

    /// Linear `self` RGB from linear `source` RGB, white to white by Bradford.
    pub fn from(&self, source: &Self) -> DMat3 {
        self.xyz_from_rgb().inverse() * bradford(source.white, self.white) * source.xyz_from_rgb()
    }

    /// Weights of linear RGB in luminance Y.
    pub fn luminance(&self) -> DVec3 {
        self.xyz_from_rgb().transpose().y_axis
    }
}

/// XYZ of a chromaticity at Y = 1.
pub fn xyz_from_xy(xy: DVec2) -> DVec3 {
    DVec3::new(xy.x / xy.y, 1.0, (1.0 - xy.x - xy.y) / xy.y)
}

/// Bradford chromatic adaptation, XYZ to XYZ.
pub(super) fn bradford(from: DVec2, to: DVec2) -> DMat3 {
    if from == to {
        return DMat3::IDENTITY;
    }
    let cone = DMat3::from_cols(
        DVec3::new(0.8951, -0.7502, 0.0389),
        DVec3::new(0.2664, 1.7135, -0.0685),
        DVec3::new(-0.1614, 0.0367, 1.0296),
    );
    let gain = (cone * xyz_from_xy(to)) / (cone * xyz_from_xy(from));
    cone.inverse() * DMat3::from_diagonal(gain) * cone
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected values from colour-science 0.4.7, quoted in reference/color.md 2.2.
    #[test]
    fn matrices_agree_with_colour_science() {
        let rows = Primaries::ACESCG.from(&Primaries::REC709).transpose();
        let want = [
            [0.6130974, 0.3395231, 0.0473795],
            [0.0701937, 0.9163539, 0.0134524],
            [0.0206156, 0.1095698, 0.8698146],
        ];
        for (got, want) in [rows.x_axis, rows.y_axis, rows.z_axis].iter().zip(want) {
            assert!((*got - DVec3::from_array(want)).abs().max_element() < 2e-6, "{got}");
        }
        let example = Primaries::P3_D65.from(&Primaries::ACESCG) * DVec3::new(0.3, 0.6, 0.1);
        assert!((example - DVec3::new(0.221411, 0.627281, 0.076839)).abs().max_element() < 1e-6);
    }

    #[test]
    fn white_stays_white() {
        let white = Primaries::REC2020.from(&Primaries::ACESCG) * DVec3::ONE;
        assert!((white - DVec3::ONE).abs().max_element() < 1e-12);
    }

    #[test]
    fn luminance_of_rec709() {
        let want = DVec3::new(0.2126390059, 0.7151686788, 0.0721923154);
        assert!((Primaries::REC709.luminance() - want).abs().max_element() < 1e-9);
    }
}
