//! The parameters of a show, and their places in the registry.
//!
//! In: the show's cameras and canvases. Out: a [`Registry`] and [`Ids`] looked up once.
//! Not here: what reads them (`show::inputs`), who may change them (`control`).
//! Invariant: paths are those of CONTRACT.md 8.

use crate::calibration::Pattern;
use crate::params::{Kind, Parameter, ParameterId, Registry};

use super::schema::{CameraText, ShowFile};

/// Places of every parameter that frames read.
#[derive(Clone, Debug)]
pub struct Ids {
    /// `grade/trim_ev`.
    pub trim_ev: ParameterId,
    /// `grade/outer/trim_ev`.
    pub outer_trim_ev: ParameterId,
    /// `world/turntable_deg`.
    pub turntable_deg: ParameterId,
    /// `world/x_m`, `world/y_m`, `world/z_m`.
    pub world_m: [ParameterId; 3],
    /// One set a camera.
    pub cameras: Vec<CameraIds>,
    /// `pattern/<canvas>`, one a canvas.
    pub patterns: Vec<ParameterId>,
}

/// Places of one camera's parameters.
#[derive(Clone, Copy, Debug)]
pub struct CameraIds {
    /// `inner/<camera>/on`.
    pub on: ParameterId,
    /// `inner/<camera>/overscan_percent`.
    pub overscan_percent: ParameterId,
    /// `inner/<camera>/soft_edge_percent`.
    pub soft_edge_percent: ParameterId,
    /// `inner/<camera>/trim_ev`.
    pub trim_ev: ParameterId,
    /// `tracking/<camera>/latency_ms`.
    pub latency_ms: ParameterId,
    /// `tracking/<camera>/predict`.
    pub predict: ParameterId,
}

/// Widest overscan, percent a side. Targets are sized for the value at load; more needs a reload.
const MAX_OVERSCAN_PERCENT: f64 = 100.0;

/// The registry of a show file on a stage with these canvases.
pub fn registry(show: &ShowFile, canvases: &[String]) -> Registry {
    let mut parameters = vec![
        number("grade/trim_ev", (-10.0, 10.0, 0.0), "EV", "exposure of everything on the walls"),
        number("grade/outer/trim_ev", (-10.0, 10.0, 0.0), "EV", "exposure of the outer frustum"),
        number(
            "world/turntable_deg",
            (-360.0, 360.0, 0.0),
            "deg",
            "turn of the stage in the world, left positive",
        ),
        number("world/x_m", (-1e5, 1e5, 0.0), "m", "stage moved to the right in the world"),
        number("world/y_m", (-1e4, 1e4, 0.0), "m", "stage moved up in the world"),
        number("world/z_m", (-1e5, 1e5, 0.0), "m", "stage moved back in the world"),
    ];
    for camera in &show.camera {
        parameters.extend(camera_parameters(camera));
    }
    for canvas in canvases {
        parameters.push(Parameter {
            path: format!("pattern/{canvas}"),
            kind: Kind::Choice { options: Pattern::NAMES, default: 0 },
            unit: "",
            about: "test pattern in place of the picture",
        });
    }
    Registry::new(parameters)
}

fn camera_parameters(camera: &CameraText) -> [Parameter; 6] {
    let name = &camera.name;
    let inner = &camera.inner;
    let overscan = (0.0, MAX_OVERSCAN_PERCENT, inner.overscan_percent);
    [
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
        number(format!("inner/{name}/trim_ev"), (-10.0, 10.0, 0.0), "EV", "exposure of this inner frustum"),
        number(
            format!("tracking/{name}/latency_ms"),
            (0.0, 1000.0, camera.latency_ms),
            "ms",
            "from the tracker's sample to light on the wall",
        ),
        switch(format!("tracking/{name}/predict"), true, "predict the pose to when the frame is seen"),
    ]
}

/// Looks every place up; the registry must come from [`registry`] for the same show.
pub fn ids(registry: &Registry, cameras: &[String], canvases: &[String]) -> Ids {
    let id = |path: String| registry.id(&path).expect("the registry was made from the same names");
    let camera = |name: &String| CameraIds {
        on: id(format!("inner/{name}/on")),
        overscan_percent: id(format!("inner/{name}/overscan_percent")),
        soft_edge_percent: id(format!("inner/{name}/soft_edge_percent")),
        trim_ev: id(format!("inner/{name}/trim_ev")),
        latency_ms: id(format!("tracking/{name}/latency_ms")),
        predict: id(format!("tracking/{name}/predict")),
    };
    Ids {
        trim_ev: id("grade/trim_ev".into()),
        outer_trim_ev: id("grade/outer/trim_ev".into()),
        turntable_deg: id("world/turntable_deg".into()),
        world_m: ["world/x_m", "world/y_m", "world/z_m"].map(|path| id(path.into())),
        cameras: cameras.iter().map(camera).collect(),
        patterns: canvases.iter().map(|name| id(format!("pattern/{name}"))).collect(),
    }
}

fn number(
    path: impl Into<String>,
    range: (f64, f64, f64),
    unit: &'static str,
    about: &'static str,
) -> Parameter {
    let (min, max, default) = range;
    Parameter { path: path.into(), kind: Kind::Number { min, max, default }, unit, about }
}

fn switch(path: String, default: bool, about: &'static str) -> Parameter {
    Parameter { path, kind: Kind::Switch { default }, unit: "", about }
}
