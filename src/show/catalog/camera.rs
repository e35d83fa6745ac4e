//! `inner/<camera>/*` and `tracking/<camera>/*`: one camera's frustum and how its tracker is followed.
//!
//! In: a camera of the show file. Out: its parameters and their places. Not here: what they do (`show::inputs`).
//! Invariant: defaults are what the show file says.

use glam::DVec3;

use crate::calibration::Pattern;
use crate::math::Pose;
use crate::params::{Class, Confirm, Parameter, ParameterId, Values};
use crate::show::InnerMode;
use crate::show::schema::{CameraText, FlatColorText};

use super::chroma::{self, ColorIds};
use super::grade::{self, LookIds};
use super::{Lookup, number, switch};

/// Widest overscan, percent a side. Targets are sized for the value at load; more needs a reload.
const MAX_OVERSCAN_PERCENT: f64 = 100.0;

/// Path of the choice of hero.
pub(super) const HERO: &str = "inner/hero";
/// The word for having no hero.
const NO_HERO: &str = "none";

/// Places of one camera's parameters.
#[derive(Clone, Copy, Debug)]
pub struct CameraIds {
    /// `inner/<camera>/on`.
    pub on: ParameterId,
    /// `inner/<camera>/mode`: index in [`crate::show::InnerMode::ALL`].
    pub mode: ParameterId,
    /// `inner/<camera>/priority`.
    pub priority: ParameterId,
    /// `inner/<camera>/pattern`.
    pub pattern: ParameterId,
    /// `inner/<camera>/chroma_own`.
    pub chroma_own: ParameterId,
    /// `inner/<camera>/chroma_nits`, `chroma_x`, `chroma_y`.
    pub chroma: ColorIds,
    /// `inner/<camera>/overscan_percent`.
    pub overscan_percent: ParameterId,
    /// `inner/<camera>/soft_edge_percent`.
    pub soft_edge_percent: ParameterId,
    /// `inner/<camera>/trim_ev` and the rest of its look.
    pub look: LookIds,
    /// `tracking/<camera>/latency_ms`.
    pub latency_ms: ParameterId,
    /// `tracking/<camera>/predict`.
    pub predict: ParameterId,
    /// `tracking/<camera>/nudge_x_mm`, `_y_mm`, `_z_mm`, `nudge_pan_deg`, `_tilt_deg`, `_roll_deg`.
    pub nudge: [ParameterId; 6],
}

/// What a nudge's parameters are called, and how far they go: metres are moved by `stage_from_tracker`, not by hand.
const NUDGES: [(&str, f64, &str, &str); 6] = [
    ("nudge_x_mm", 5000.0, "mm", "tracked pose moved right on the stage"),
    ("nudge_y_mm", 5000.0, "mm", "tracked pose moved up on the stage"),
    ("nudge_z_mm", 5000.0, "mm", "tracked pose moved back on the stage"),
    ("nudge_pan_deg", 180.0, "deg", "tracked pose turned about the mark, left positive"),
    ("nudge_tilt_deg", 180.0, "deg", "tracked pose turned about the mark, up positive"),
    ("nudge_roll_deg", 180.0, "deg", "tracked pose turned about the mark, clockwise positive"),
];

impl CameraIds {
    /// What is put before the tracked pose, stage axes, about the mark.
    pub fn nudge(&self, values: &Values) -> Pose {
        let [x, y, z, pan, tilt, roll] = self.nudge.map(|id| values.number(id));
        let [pan, tilt, roll] = [pan, tilt, roll].map(f64::to_radians);
        Pose::from_pan_tilt_roll(DVec3::new(x, y, z) * 1e-3, pan, tilt, roll)
    }
}

/// The parameters of a nudge: millimetres and degrees. The inverse of [`CameraIds::nudge`].
pub fn nudge_numbers(nudge: &Pose) -> [f64; 6] {
    let (pan, tilt, roll) = nudge.pan_tilt_roll();
    let [x, y, z] = nudge.position.to_array().map(|metres| metres * 1e3);
    let [pan, tilt, roll] = [pan, tilt, roll].map(f64::to_degrees);
    [x, y, z, pan, tilt, roll]
}

pub(super) fn parameters(camera: &CameraText, key: FlatColorText) -> Vec<Parameter> {
    let name = &camera.name;
    let inner = &camera.inner;
    let overscan = (0.0, MAX_OVERSCAN_PERCENT, inner.overscan_percent);
    let choice = |what: &str, options, default, about| {
        Parameter::choice(format!("inner/{name}/{what}"), options, default, about)
    };
    let mut parameters = vec![
        switch(format!("inner/{name}/on"), inner.on, "draw the inner frustum"),
        choice("mode", InnerMode::NAMES, inner.mode as usize, "what the inner frustum shows"),
        number(
            format!("inner/{name}/priority"),
            (-100.0, 100.0, camera.priority),
            "",
            "which inner frustum is on top where two meet: the higher; of equals the first in the file",
        )
        .step(1.0),
        switch(
            format!("inner/{name}/chroma_own"),
            inner.chroma.is_some(),
            "key with chroma_nits, chroma_x, chroma_y of this camera, not with chroma/*",
        ),
        number(
            format!("inner/{name}/overscan_percent"),
            overscan,
            "%",
            "added on each side, of width and height",
        ),
        number(
            format!("inner/{name}/soft_edge_percent"),
            (0.0, 50.0, inner.soft_edge_percent),
            "%",
            "soft edge inside the overscan, of the width",
        ),
        number(
            format!("tracking/{name}/latency_ms"),
            (0.0, 1000.0, camera.latency_ms),
            "ms",
            "from the tracker's sample to light on the wall",
        ),
        switch(format!("tracking/{name}/predict"), true, "predict the pose to when the frame is seen"),
    ];
    parameters.extend(NUDGES.into_iter().map(|(what, most, unit, about)| {
        let nudge = number(format!("tracking/{name}/{what}"), (-most, most, 0.0), unit, about);
        // Where the camera is: whoever moves that means it.
        if unit == "deg" { nudge.step(0.1) } else { nudge }.confirm(Confirm::Always)
    }));
    parameters.extend(chroma::color(
        &format!("inner/{name}/chroma_"),
        inner.chroma.unwrap_or(key),
        "the key",
    ));
    let mut parameters: Vec<Parameter> =
        parameters.into_iter().map(|parameter| parameter.class(Class::Stage)).collect();
    parameters.push(
        choice("pattern", Pattern::NAMES, 0, "test pattern in this inner frustum")
            .class(Class::Safety)
            .confirm(Confirm::Leaving),
    );
    parameters.extend(grade::look(&format!("inner/{name}"), "exposure of this inner frustum"));
    parameters
}

/// `inner/hero`: the camera whose inner frustum is always on top.
pub(super) fn hero(cameras: &[CameraText]) -> Parameter {
    let names: Vec<&'static str> = std::iter::once(NO_HERO)
        // A choice's words live as long as the program: a few bytes a show that is loaded.
        .chain(cameras.iter().map(|camera| &*Box::leak(camera.name.clone().into_boxed_str())))
        .collect();
    let options = Box::leak(names.into_boxed_slice());
    Parameter::choice(HERO, options, 0, "the camera whose inner frustum is on top of all others")
        .class(Class::Stage)
}

pub(super) fn ids(id: &Lookup<'_>, name: &str) -> CameraIds {
    let inner = |what: &str| id.of(&format!("inner/{name}/{what}"));
    let tracking = |what: &str| id.of(&format!("tracking/{name}/{what}"));
    CameraIds {
        on: inner("on"),
        mode: inner("mode"),
        priority: inner("priority"),
        pattern: inner("pattern"),
        chroma_own: inner("chroma_own"),
        chroma: chroma::color_ids(id, &format!("inner/{name}/chroma_")),
        overscan_percent: inner("overscan_percent"),
        soft_edge_percent: inner("soft_edge_percent"),
        look: grade::look_ids(id, &format!("inner/{name}")),
        latency_ms: tracking("latency_ms"),
        predict: tracking("predict"),
        nudge: NUDGES.map(|(what, ..)| tracking(what)),
    }
}
