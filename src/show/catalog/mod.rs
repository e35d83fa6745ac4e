//! The parameters of a show, and their places in the registry: one file a group.
//!
//! In: the show's cameras, the stage's canvases and walls. Out: a [`Registry`] and [`Ids`] looked up once.
//! Not here: what reads them (`show::inputs`), who may change them (`control`).
//! Invariant: paths are those of CONTRACT.md 8; a group's file declares its parameters and looks up their places.

pub mod camera;
pub mod card;
pub mod chroma;
pub mod exposure;
pub mod grade;
pub mod grey;
pub mod hold;
pub mod pattern;
pub mod safety;
pub mod sky;
pub mod take;
pub mod wall;
pub mod weather;
pub mod world;

pub use camera::CameraIds;
pub use card::CardIds;
pub use chroma::{ChromaIds, ColorIds};
pub use exposure::ExposureIds;
pub use grade::{GradeIds, LookIds};
pub use hold::HoldIds;
pub use pattern::PatternIds;
pub use safety::SafetyIds;
pub use sky::SkyIds;
pub use take::TakeIds;
pub use wall::WallIds;
pub use weather::WeatherIds;
pub use world::WorldIds;

use crate::params::{Law, Parameter, ParameterId, Registry};
use crate::scene::SkyPlace;
use crate::timing::Rate;

use super::schema::ShowFile;

/// Places of every parameter that frames read.
#[derive(Clone, Debug)]
pub struct Ids {
    /// `grade/*`.
    pub grade: GradeIds,
    /// `exposure/world_grey_nits`.
    pub world_grey_nits: ParameterId,
    /// `world/*`.
    pub world: WorldIds,
    /// `inner/<camera>/*` and `tracking/<camera>/*`, one set a camera.
    pub cameras: Vec<CameraIds>,
    /// `camera/<camera>/*`, one set a camera.
    pub exposures: Vec<ExposureIds>,
    /// What can be held.
    pub holds: HoldIds,
    /// `inner/hero`: 0 for none, else the camera's index and one.
    pub hero: ParameterId,
    /// `chroma/*`.
    pub chroma: ChromaIds,
    /// `wall/*`.
    pub wall: WallIds,
    /// `safety/*`.
    pub safety: SafetyIds,
    /// `take/*`.
    pub take: TakeIds,
    /// `pattern/<canvas>`, `wall_pattern/<wall>`.
    pub patterns: PatternIds,
    /// `sky/*` and `weather/*` of a show with a live sky.
    pub sky: Option<SkyIds>,
    /// `card/<id>/*`, one set a slot.
    pub cards: Vec<CardIds>,
}

/// Names of what parameters are made for.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Cameras in the show's order.
    pub cameras: Vec<String>,
    /// Canvases in the stage's order.
    pub canvases: Vec<String>,
    /// Walls in the stage's order.
    pub walls: Vec<String>,
    /// Slots of cards and flags: [`card::slots`] of the show's.
    pub cards: Vec<String>,
    /// The live sky, when the scene has one.
    pub sky: Option<SkyPlace>,
}

/// The registry of a show file on a stage with these canvases and walls.
pub fn registry(show: &ShowFile, names: &Names) -> Registry {
    let mut parameters = Vec::new();
    parameters.extend(grade::parameters());
    parameters.push(grey::parameter(show.exposure.world_grey_nits));
    parameters.extend(world::parameters());
    parameters.extend(hold::parameters(show.camera.iter().map(|camera| camera.name.as_str())));
    parameters.extend(show.camera.iter().flat_map(|camera| camera::parameters(camera, show.chroma.key)));
    let fps = show.rate.parse().map_or(Rate::FILM.fps(), Rate::fps);
    parameters.extend(show.camera.iter().flat_map(|camera| exposure::parameters(camera, fps)));
    parameters.push(camera::hero(&show.camera));
    parameters.extend(chroma::parameters(&show.chroma, &names.walls));
    parameters.extend(wall::parameters());
    parameters.extend(safety::parameters());
    parameters.extend(take::parameters());
    parameters.extend(pattern::parameters(&names.canvases, &names.walls));
    parameters.extend(card::parameters(&show.card));
    if let Some(place) = &names.sky {
        parameters.extend(sky::parameters(place));
        parameters.extend(weather::parameters());
    }
    Registry::new(parameters)
}

/// Looks every place up; the registry must come from [`registry`] for the same show.
pub fn ids(registry: &Registry, names: &Names) -> Ids {
    let id = Lookup { registry };
    Ids {
        grade: grade::ids(&id),
        world_grey_nits: grey::id(&id),
        world: world::ids(&id),
        holds: hold::ids(&id, &names.cameras),
        cameras: names.cameras.iter().map(|name| camera::ids(&id, name)).collect(),
        exposures: names.cameras.iter().map(|name| exposure::ids(&id, name)).collect(),
        hero: id.of(camera::HERO),
        chroma: chroma::ids(&id, &names.walls),
        wall: wall::ids(&id),
        safety: safety::ids(&id),
        take: take::ids(&id),
        patterns: pattern::ids(&id, &names.canvases, &names.walls),
        sky: names.sky.as_ref().map(|place| sky::ids(&id, place)),
        cards: names.cards.iter().map(|name| card::ids(&id, name)).collect(),
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

/// A number whose law and step follow from its unit.
fn number(
    path: impl Into<String>,
    range: (f64, f64, f64),
    unit: &'static str,
    about: &'static str,
) -> Parameter {
    let parameter = Parameter::number(path, range, unit, about);
    match unit {
        "EV" | "stops" => parameter.law(Law::Ev).step(1.0 / 3.0),
        "K" => parameter.law(Law::Mired).step(100.0),
        // Light and lengths over decades: each octave takes as long as the next.
        "nits" => parameter.law(Law::Log).step(1.0),
        "T" => parameter.law(Law::Log).step(0.1),
        "m" => parameter.step(0.1),
        "deg" | "mm" | "ms" | "%" | "frames" => parameter.step(1.0),
        "s" => parameter.step(0.5),
        "Duv" => parameter.step(0.001),
        _ => parameter,
    }
}

fn switch(path: impl Into<String>, default: bool, about: &'static str) -> Parameter {
    Parameter::switch(path, default, about)
}
