//! The grade: what a DP asks of the light on a wall, after the anchor has set its exposure.
//!
//! In: linear ACEScg, 1.0 = 100 nits. Out: the same. Sources: ACES S-2016-001 (ACEScct), ASC CDL 1.2, CIE and Bradford
//! by `color::white`. Not here: which light gets which grade (`show::inputs`), the wall's gamut and roll-off.
//! Invariant: a neutral grade is skipped, so it is the identity to the bit.
//!
//! Order: exposure, white balance, contrast about the anchor's grey, CDL, saturation. Contrast and CDL act on ACEScct
//! code values of the scene: light is scaled so that the anchor's 18 % grey is 0.18 there, on any wall.

use glam::{DMat3, DVec3};

use super::{Picture, Primaries, white};

/// ACEScct of 18 % grey, (log2 0.18 + 9.72) / 17.52: what contrast turns about.
pub const GREY_CODE: f64 = 0.413_588_402_492_442_3;
/// Largest light that leaves a grade, either sign: f16 targets end at 65504.
pub const LIMIT: f64 = 60_000.0;

/// ACES S-2016-001 4.4: above this linear value the curve is a logarithm.
const BREAK_LINEAR: f64 = 0.007_812_5;
const BREAK_CODE: f64 = 0.155_251_141_552_511;
const TOE_SLOPE: f64 = 10.540_237_741_654_5;
const TOE_OFFSET: f64 = 0.072_905_534_195_835_5;
/// Largest value that ACEScct decodes to: the greatest of f16.
const MOST_LINEAR: f64 = 65_504.0;
/// ASC CDL 1.2: saturation weighs by Rec.709 whatever the space.
const CDL_LUMA: DVec3 = DVec3::new(0.2126, 0.7152, 0.0722);

/// An ASC CDL.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cdl {
    /// Multiplies code values.
    pub slope: DVec3,
    /// Added after that.
    pub offset: DVec3,
    /// Raised to after that.
    pub power: DVec3,
    /// Distance from luma, last.
    pub saturation: f64,
}

/// What is asked of one part of the light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grade {
    /// Exposure, stops.
    pub trim_ev: f64,
    /// Color that a neutral leaves the wall with, kelvin: lower is warmer.
    pub temperature_k: f64,
    /// Away from the locus of whites, CIE 1960 uv: positive is green.
    pub tint_duv: f64,
    /// Distance from luminance; 1 leaves it, 0 is grey.
    pub saturation: f64,
    /// Slope of the light's logarithm about the anchor's grey; 1 leaves it.
    pub contrast: f64,
    /// The CDL, on ACEScct.
    pub cdl: Cdl,
}

/// A grade made ready for pixels. Mirror: `render::structs::GradeRecord`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradeStep {
    /// Exposure and white balance, on linear ACEScg.
    pub matrix: DMat3,
    /// ACEScg of the scene for 1.0 of the light: 0.18 at the anchor's grey.
    pub scene_per_unit: f64,
    /// Contrast.
    pub contrast: f64,
    /// CDL.
    pub cdl: Cdl,
    /// Saturation.
    pub saturation: f64,
    /// Whether contrast or CDL do anything.
    pub has_log: bool,
    /// Whether anything does.
    pub is_active: bool,
}

impl Cdl {
    /// The CDL that changes nothing.
    pub const NEUTRAL: Self =
        Self { slope: DVec3::ONE, offset: DVec3::ZERO, power: DVec3::ONE, saturation: 1.0 };
}

impl Grade {
    /// The grade that changes nothing.
    pub const NEUTRAL: Self = Self {
        trim_ev: 0.0,
        temperature_k: white::NEUTRAL_K,
        tint_duv: 0.0,
        saturation: 1.0,
        contrast: 1.0,
        cdl: Cdl::NEUTRAL,
    };

    /// Ready for light of which `grey18_nits` is the anchor's grey.
    pub fn step(&self, grey18_nits: f64) -> GradeStep {
        GradeStep {
            matrix: white::balance(self.temperature_k, self.tint_duv) * self.trim_ev.exp2(),
            scene_per_unit: 18.0 / grey18_nits,
            contrast: self.contrast,
            cdl: self.cdl,
            saturation: self.saturation,
            has_log: self.contrast != 1.0 || self.cdl != Cdl::NEUTRAL,
            is_active: *self != Self::NEUTRAL,
        }
    }
}

impl GradeStep {
    /// The step that changes nothing.
    pub const NEUTRAL: Self = Self {
        matrix: DMat3::IDENTITY,
        scene_per_unit: 1.0,
        contrast: 1.0,
        cdl: Cdl::NEUTRAL,
        saturation: 1.0,
        has_log: false,
        is_active: false,
    };

    /// Only a factor on the light: what the limits on light leave of it.
    pub fn gain(gain: f64) -> Self {
        Self { matrix: DMat3::from_diagonal(DVec3::splat(gain)), is_active: gain != 1.0, ..Self::NEUTRAL }
    }

    /// Grades light. Twin: `grade_apply`.
    pub fn apply(&self, light: DVec3) -> DVec3 {
        if !self.is_active {
            return light;
        }
        let mut graded = self.matrix * light;
        if self.has_log {
            let code = acescct_from_linear(graded * self.scene_per_unit);
            let contrasted = (code - GREY_CODE) * self.contrast + GREY_CODE;
            graded = linear_from_acescct(cdl(contrasted, &self.cdl)) / self.scene_per_unit;
        }
        let luminance = DVec3::splat(graded.dot(Primaries::ACESCG.luminance()));
        let saturated = if self.saturation == 1.0 { graded } else { luminance.lerp(graded, self.saturation) };
        saturated.clamp(DVec3::splat(-LIMIT), DVec3::splat(LIMIT))
    }
}

/// Light through one step after another.
pub fn through(steps: &[GradeStep], light: DVec3) -> DVec3 {
    steps.iter().fold(light, |light, step| step.apply(light))
}

/// Grades every pixel of a picture; alpha stays.
pub fn grade_picture(steps: &[GradeStep], picture: &mut Picture) {
    if steps.iter().all(|step| !step.is_active) {
        return;
    }
    for pixel in &mut picture.data {
        let [r, g, b, alpha] = pixel.map(f64::from);
        let graded = through(steps, DVec3::new(r, g, b)).as_vec3();
        *pixel = [graded.x, graded.y, graded.z, alpha as f32];
    }
}

/// ACEScct code values of linear ACEScg. Source: ACES S-2016-001 4.4. Twin: `grade_acescct_from_linear`.
pub fn acescct_from_linear(linear: DVec3) -> DVec3 {
    each(linear, |value| {
        if value <= BREAK_LINEAR { TOE_SLOPE * value + TOE_OFFSET } else { (value.log2() + 9.72) / 17.52 }
    })
}

/// Linear ACEScg of ACEScct code values. Source: ACES S-2016-001 4.4. Twin: `grade_linear_from_acescct`.
pub fn linear_from_acescct(code: DVec3) -> DVec3 {
    each(code, |value| {
        if value <= BREAK_CODE {
            (value - TOE_OFFSET) / TOE_SLOPE
        } else {
            (value * 17.52 - 9.72).exp2().min(MOST_LINEAR)
        }
    })
}

/// ASC CDL on code values, without its clamps: ACEScct runs to 1.47, and what is below 0 is left alone by the power
/// (OpenColorIO's `CDL_NO_CLAMP`). Twin: `grade_cdl`.
pub fn cdl(code: DVec3, cdl: &Cdl) -> DVec3 {
    let moved = code * cdl.slope + cdl.offset;
    let power = |value: f64, power: f64| if value <= 0.0 { value } else { value.powf(power) };
    let raised =
        DVec3::new(power(moved.x, cdl.power.x), power(moved.y, cdl.power.y), power(moved.z, cdl.power.z));
    DVec3::splat(raised.dot(CDL_LUMA)).lerp(raised, cdl.saturation)
}

fn each(values: DVec3, curve: impl Fn(f64) -> f64) -> DVec3 {
    DVec3::new(curve(values.x), curve(values.y), curve(values.z))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OpenColorIO 2.6.0 in f32 without its approximations, by tests/golden/derive_grade.py.
    const LIGHT: [[f64; 3]; 4] =
        [[0.18, 0.18, 0.18], [0.5, 0.1, 0.02], [3.0, 0.7, 0.001], [0.0, -0.01, 12.0]];
    const CODES: [[f64; 3]; 4] = [
        [0.413_588_464, 0.413_588_464, 0.413_588_464],
        [0.497_716_904, 0.365_186_810, 0.232_656_658],
        [0.645_260_453, 0.525_423_944, 0.083_445_810],
        [0.072_903_059, -0.032_497_957, 0.759_415_686],
    ];
    const GRADED: [[f64; 3]; 4] = [
        [0.397_172_451, 0.095_233_992, 0.092_242_286],
        [0.885_206_342, 0.057_243_202, 0.016_054_718],
        [5.392_942_429, 0.348_338_157, 0.006_558_964],
        [0.002_555_549, -0.010_013_252, 1.489_507_079],
    ];

    fn cdl_of_the_table() -> Cdl {
        Cdl {
            slope: DVec3::new(1.1, 0.95, 1.0),
            offset: DVec3::new(0.01, -0.02, 0.005),
            power: DVec3::new(0.9, 1.05, 1.2),
            saturation: 0.8,
        }
    }

    fn close(got: DVec3, want: [f64; 3], relative: f64) -> bool {
        let want = DVec3::from_array(want);
        // OCIO goes through AP0 in f32: 12.0 beside 0.0 leaves 2.5e-7 of light, ten times that in the toe.
        (got - want).abs().cmple(want.abs() * relative + 3e-6).all()
    }

    #[test]
    fn acescct_is_open_color_ios_and_round_trips() {
        for (light, code) in LIGHT.iter().zip(CODES) {
            let got = acescct_from_linear(DVec3::from_array(*light));
            assert!(close(got, code, 2e-6), "{light:?}: {got}");
            assert!(close(linear_from_acescct(got), *light, 1e-13));
        }
        assert!((acescct_from_linear(DVec3::splat(0.18)).x - GREY_CODE).abs() < 1e-15);
        // S-2016-001: both parts meet at the break.
        let step = acescct_from_linear(DVec3::new(BREAK_LINEAR, BREAK_LINEAR * (1.0 + 1e-12), 0.0));
        assert!((step.x - step.y).abs() < 1e-9 && (step.x - BREAK_CODE).abs() < 1e-9);
    }

    /// 18 nits at the anchor makes the wall's unit the scene's: 1.0 = 100 nits and 0.18 = 18 nits.
    #[test]
    fn the_cdl_is_open_color_ios() {
        let grade = Grade { cdl: cdl_of_the_table(), ..Grade::NEUTRAL };
        for (light, want) in LIGHT.iter().zip(GRADED) {
            let got = grade.step(18.0).apply(DVec3::from_array(*light));
            assert!(close(got, want, 3e-6), "{light:?}: {got}");
        }
    }

    #[test]
    fn the_cdl_acts_on_the_scene_whatever_the_anchor() {
        let grade = Grade { cdl: cdl_of_the_table(), contrast: 1.2, ..Grade::NEUTRAL };
        let (dim, bright) = (grade.step(18.0), grade.step(72.0));
        let light = DVec3::new(0.3, 0.2, 0.1);
        let (once, fourfold) = (dim.apply(light), bright.apply(light * 4.0));
        assert!((fourfold - once * 4.0).abs().max_element() < 1e-12, "{once} {fourfold}");
    }

    #[test]
    fn neutral_is_the_identity_to_the_bit() {
        let step = Grade::NEUTRAL.step(60.0);
        for light in [DVec3::new(0.1, 1.0 / 3.0, 7e4), DVec3::new(-0.2, f64::MIN_POSITIVE, 0.0)] {
            assert_eq!(step.apply(light).to_array().map(f64::to_bits), light.to_array().map(f64::to_bits));
        }
        let mut picture = Picture::filled(2, 1, [f32::NAN, 0.3, 1e30, 0.5]);
        grade_picture(&[step, GradeStep::NEUTRAL], &mut picture);
        assert!(picture.data[0][0].is_nan() && picture.data[0][2] == 1e30);
    }

    #[test]
    fn a_stop_doubles_and_saturation_keeps_luminance() {
        let light = DVec3::new(0.4, 0.2, 0.05);
        let up = Grade { trim_ev: 1.0, ..Grade::NEUTRAL }.step(60.0);
        assert_eq!(up.apply(light), light * 2.0);
        let luma = Primaries::ACESCG.luminance();
        for saturation in [0.0, 0.5, 1.7] {
            let got = Grade { saturation, ..Grade::NEUTRAL }.step(60.0).apply(light);
            assert!((got.dot(luma) - light.dot(luma)).abs() < 1e-12);
        }
        let grey = Grade { saturation: 0.0, ..Grade::NEUTRAL }.step(60.0).apply(light);
        assert!((grey - DVec3::splat(light.dot(luma))).abs().max_element() < 1e-12);
    }

    /// Above the toe a slope of the logarithm is a power of the light over grey.
    #[test]
    fn contrast_is_a_power_about_the_anchors_grey() {
        let step = Grade { contrast: 1.3, ..Grade::NEUTRAL }.step(60.0);
        assert!((step.apply(DVec3::splat(0.6)) - 0.6).abs().max_element() < 1e-12, "the grey stays");
        let got = step.apply(DVec3::new(0.15, 1.2, 4.8));
        let want = DVec3::new(0.6 * 0.25_f64.powf(1.3), 0.6 * 2_f64.powf(1.3), 0.6 * 8_f64.powf(1.3));
        assert!((got / want - 1.0).abs().max_element() < 1e-12, "{got} {want}");
    }

    #[test]
    fn no_grade_leaves_what_f16_cannot_hold() {
        let grade = Grade {
            trim_ev: 10.0,
            contrast: 2.0,
            cdl: Cdl { slope: DVec3::splat(4.0), ..Cdl::NEUTRAL },
            ..Grade::NEUTRAL
        };
        for light in [DVec3::splat(6e4), DVec3::splat(-6e4), DVec3::new(0.0, 1e-8, 6e4)] {
            let got = grade.step(60.0).apply(light);
            assert!(got.is_finite() && got.abs().max_element() <= LIMIT, "{got}");
        }
    }
}
