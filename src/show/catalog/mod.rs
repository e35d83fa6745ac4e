//! The parameters of a show, and their places in the registry: one file a group.
//!
//! In: the show's cameras and canvases. Out: a [`Registry`] and [`Ids`] looked up once.
//! Not here: what reads them (`show::inputs`), who may change them (`control`).
//! Invariant: paths are those of CONTRACT.md 8; a group's file declares its parameters and looks up their places.

pub mod camera;
pub mod grade;
pub mod pattern;
pub mod take;
pub mod wall;
pub mod world;

pub use camera::CameraIds;
pub use grade::{GradeIds, LookIds};
pub use take::TakeIds;
pub use wall::WallIds;
pub use world::WorldIds;

use crate::params::{Kind, Parameter, ParameterId, Registry};

use super::schema::ShowFile;

/// Places of every parameter that frames read.
#[derive(Clone, Debug)]
pub struct Ids {
    /// `grade/*`.
    pub grade: GradeIds,
    /// `world/*`.
    pub world: WorldIds,
    /// `inner/<camera>/*` and `tracking/<camera>/*`, one set a camera.
    pub cameras: Vec<CameraIds>,
    /// `wall/*`.
    pub wall: WallIds,
    /// `take/*`.
    pub take: TakeIds,
    /// `pattern/<canvas>`, one a canvas.
    pub patterns: Vec<ParameterId>,
}

/// The registry of a show file on a stage with these canvases.
pub fn registry(show: &ShowFile, canvases: &[String]) -> Registry {
    let mut parameters = Vec::new();
    parameters.extend(grade::parameters());
    parameters.extend(world::parameters());
    parameters.extend(show.camera.iter().flat_map(camera::parameters));
    parameters.extend(wall::parameters());
    parameters.extend(take::parameters());
    parameters.extend(canvases.iter().map(|canvas| pattern::parameter(canvas)));
    Registry::new(parameters)
}

/// Looks every place up; the registry must come from [`registry`] for the same show.
pub fn ids(registry: &Registry, cameras: &[String], canvases: &[String]) -> Ids {
    let id = Lookup { registry };
    Ids {
        grade: grade::ids(&id),
        world: world::ids(&id),
        cameras: cameras.iter().map(|name| camera::ids(&id, name)).collect(),
        wall: wall::ids(&id),
        take: take::ids(&id),
        patterns: canvases.iter().map(|canvas| id.of(&pattern::path(canvas))).collect(),
    }
}

/// Finds the places of paths that are known to be there.
struct Lookup<'a> {
    registry: &'a Registry,
}

impl Lookup<'_> {
    fn of(&self, path: &str) -> ParameterId {
        self.registry.id(path).expect("the registry was made from the same names")
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

fn switch(path: impl Into<String>, default: bool, about: &'static str) -> Parameter {
    Parameter { path: path.into(), kind: Kind::Switch { default }, unit: "", about }
}
