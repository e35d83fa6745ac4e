//! `inner/<camera>/*` and `tracking/<camera>/*`: one camera's frustum and how its tracker is followed.
//!
//! In: a camera of the show file. Out: its parameters and their places. Not here: what they do (`show::inputs`).
//! Invariant: defaults are what the show file says.

use crate::params::{Parameter, ParameterId};
use crate::show::schema::CameraText;

use super::grade::{self, LookIds};
use super::{Lookup, number, switch};

/// Widest overscan, percent a side. Targets are sized for the value at load; more needs a reload.
const MAX_OVERSCAN_PERCENT: f64 = 100.0;

/// Places of one camera's parameters.
#[derive(Clone, Copy, Debug)]
pub struct CameraIds {
    /// `inner/<camera>/on`.
    pub on: ParameterId,
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
}

pub(super) fn parameters(camera: &CameraText) -> Vec<Parameter> {
    let name = &camera.name;
    let inner = &camera.inner;
    let overscan = (0.0, MAX_OVERSCAN_PERCENT, inner.overscan_percent);
    let mut all = vec![
        switch(format!("inner/{name}/on"), inner.on, "draw the inner frustum"),
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
    all.extend(grade::look(&format!("inner/{name}"), "exposure of this inner frustum"));
    all
}

pub(super) fn ids(id: &Lookup<'_>, name: &str) -> CameraIds {
    let inner = |what: &str| id.of(&format!("inner/{name}/{what}"));
    let tracking = |what: &str| id.of(&format!("tracking/{name}/{what}"));
    CameraIds {
        on: inner("on"),
        overscan_percent: inner("overscan_percent"),
        soft_edge_percent: inner("soft_edge_percent"),
        look: grade::look_ids(id, &format!("inner/{name}")),
        latency_ms: tracking("latency_ms"),
        predict: tracking("predict"),
    }
}
