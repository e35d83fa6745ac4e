//! `grade/*` and each look below it: exposure and color of what is on the walls.
//!
//! In: a prefix, as in `grade/outer`. Out: its parameters and their places; the [`Grade`] that values make.
//! Not here: what a grade does (`color::grade`), which light gets which (`show::inputs`).
//! Invariant: every default leaves the picture as it is.

use glam::DVec3;

use crate::color::{Cdl, Grade, white};
use crate::params::{Parameter, ParameterId, Values};

use super::{Lookup, number};

/// Places of one look: everything light, the outer frustum, ceilings, one inner frustum.
#[derive(Clone, Copy, Debug)]
pub struct LookIds {
    /// `trim_ev`.
    pub trim_ev: ParameterId,
    /// `temperature_k`.
    pub temperature_k: ParameterId,
    /// `tint_duv`.
    pub tint_duv: ParameterId,
    /// `saturation`.
    pub saturation: ParameterId,
    /// `contrast`.
    pub contrast: ParameterId,
    /// `cdl/slope_r`, `_g`, `_b`.
    pub slope: [ParameterId; 3],
    /// `cdl/offset_r`, `_g`, `_b`.
    pub offset: [ParameterId; 3],
    /// `cdl/power_r`, `_g`, `_b`.
    pub power: [ParameterId; 3],
    /// `cdl/saturation`.
    pub cdl_saturation: ParameterId,
}

/// Places of `grade/*`.
#[derive(Clone, Copy, Debug)]
pub struct GradeIds {
    /// `grade/*`: everything on the walls.
    pub all: LookIds,
    /// `grade/outer/*`: the outer frustum, after that.
    pub outer: LookIds,
    /// `grade/ceiling/*`: the outer frustum on walls that face down, after that.
    pub ceiling: LookIds,
}

/// Stops that a trim may move.
const TRIM_EV: f64 = 10.0;

pub(super) fn parameters() -> Vec<Parameter> {
    let of = [
        ("grade", "exposure of everything on the walls"),
        ("grade/outer", "exposure of the outer frustum"),
        ("grade/ceiling", "exposure of the outer frustum on walls that face down"),
    ];
    of.into_iter().flat_map(|(prefix, about)| look(prefix, about)).collect()
}

/// The parameters of one look.
pub(super) fn look(prefix: &str, exposure: &'static str) -> Vec<Parameter> {
    let path = |name: &str| format!("{prefix}/{name}");
    let [least_k, most_k] = white::RANGE_K;
    let mut all = vec![
        number(path("trim_ev"), (-TRIM_EV, TRIM_EV, 0.0), "EV", exposure),
        number(
            path("temperature_k"),
            (least_k, most_k, white::NEUTRAL_K),
            "K",
            "color that a neutral leaves the wall with; lower is warmer",
        ),
        number(path("tint_duv"), (-0.05, 0.05, 0.0), "Duv", "away from the whites; positive is green"),
        number(path("saturation"), (0.0, 4.0, 1.0), "", "distance from grey of the same luminance")
            .step(0.05),
        number(path("contrast"), (0.2, 4.0, 1.0), "", "slope in stops about the anchor's grey").step(0.05),
        number(path("cdl/saturation"), (0.0, 4.0, 1.0), "", "ASC CDL saturation, on ACEScct").step(0.01),
    ];
    for channel in ["r", "g", "b"] {
        let path = |name: &str| path(&format!("cdl/{name}_{channel}"));
        all.push(number(path("slope"), (0.0, 4.0, 1.0), "", "ASC CDL slope, on ACEScct").step(0.01));
        all.push(number(path("offset"), (-1.0, 1.0, 0.0), "", "ASC CDL offset, on ACEScct").step(0.01));
        all.push(number(path("power"), (0.1, 4.0, 1.0), "", "ASC CDL power, on ACEScct").step(0.01));
    }
    all
}

pub(super) fn ids(id: &Lookup<'_>) -> GradeIds {
    GradeIds {
        all: look_ids(id, "grade"),
        outer: look_ids(id, "grade/outer"),
        ceiling: look_ids(id, "grade/ceiling"),
    }
}

pub(super) fn look_ids(id: &Lookup<'_>, prefix: &str) -> LookIds {
    let one = |name: &str| id.of(&format!("{prefix}/{name}"));
    let three = |name: &str| ["r", "g", "b"].map(|channel| one(&format!("cdl/{name}_{channel}")));
    LookIds {
        trim_ev: one("trim_ev"),
        temperature_k: one("temperature_k"),
        tint_duv: one("tint_duv"),
        saturation: one("saturation"),
        contrast: one("contrast"),
        slope: three("slope"),
        offset: three("offset"),
        power: three("power"),
        cdl_saturation: one("cdl/saturation"),
    }
}

impl LookIds {
    /// The grade that values make of this look.
    pub fn grade(&self, values: &Values) -> Grade {
        let three = |ids: [ParameterId; 3]| DVec3::from_array(ids.map(|id| values.number(id)));
        Grade {
            trim_ev: values.number(self.trim_ev),
            temperature_k: values.number(self.temperature_k),
            tint_duv: values.number(self.tint_duv),
            saturation: values.number(self.saturation),
            contrast: values.number(self.contrast),
            cdl: Cdl {
                slope: three(self.slope),
                offset: three(self.offset),
                power: three(self.power),
                saturation: values.number(self.cdl_saturation),
            },
        }
    }
}
