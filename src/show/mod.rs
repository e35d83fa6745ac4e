//! The show: stage, world, cameras and first state tied together, and the inputs of each frame.
//!
//! In: show TOML and the files it names. Out: a [`Show`], and [`FrameInputs`] for any frame of it.
//! Not here: the GPU (`render`), threads and clocks (`app`). Reading order: `schema`, `load`, `catalog`, `inputs`, `holds`.
//! Invariant: `inputs::fill` is a pure function of show, values, poses and frame index.

pub mod book;
pub mod cards;
pub mod catalog;
pub mod diff;
pub mod embedded;
pub mod feed;
pub mod holds;
pub mod inner;
pub mod inputs;
pub mod link;
pub mod load;
pub mod looks;
pub mod metar;
pub mod notes;
mod outer_rate;
pub mod ports;
pub mod positions;
pub mod rehearsal;
pub mod report;
pub mod save;
pub mod schema;
pub mod sky_now;
pub mod stamp;
pub mod sun_on_wall;
pub mod wall_light;
pub mod words;
pub mod world;

pub use cards::Cards;
pub use holds::{Arming, Holds};
pub use inner::{ChromaInputs, InnerContent, InnerMode};
pub use inputs::{CameraInputs, CameraPose, FrameInputs, InnerInputs, OuterInputs, WorldInputs};
pub use link::Link;
pub use load::{Loaded, ShowError};
pub use notes::FrameNotes;
pub use ports::Ports;
pub use positions::NamedPosition;
pub use sun_on_wall::KeyLight;
pub use world::{NudgeFrame, WorldMove, WorldPlace};

use std::sync::Arc;

use glam::DVec3;

use crate::lens::Lens;
use crate::math::Pose;
use crate::params::{Registry, Values};
use crate::scene::Scene;
use crate::stage::Stage;
use crate::timing::{Rate, Timecode};

/// A loaded show.
#[derive(Clone, Debug)]
pub struct Show {
    /// Name from the file.
    pub name: String,
    /// Where it was loaded from, for messages and the manifest.
    pub place: String,
    /// Path of its stage file; `None` for one that is inside the program.
    pub stage_file: Option<String>,
    /// Frame rate.
    pub rate: Rate,
    /// Label of frame 0.
    pub start_timecode: Timecode,
    /// The stage.
    pub stage: Stage,
    /// The world.
    pub scene: Arc<Scene>,
    /// Cameras in file order.
    pub cameras: Vec<Camera>,
    /// How the world is exposed on the wall.
    pub exposure: Exposure,
    /// Where the stage stands in the world before the `world/*` parameters.
    pub world_from_stage: Pose,
    /// Named world positions: the show file's, and over them what the desk saved beside it.
    pub positions: Vec<NamedPosition>,
    /// The file that the desk saves them to; `None` for a show inside the program.
    pub positions_path: Option<String>,
    /// Things that stand on the stage in the previs.
    pub set: Vec<SetPlacement>,
    /// Side of an outer face in texels; `None` chooses from the wall.
    pub outer_resolution: Option<u32>,
    /// Where people control it from.
    pub ports: Ports,
    /// Every parameter.
    pub registry: Registry,
    /// Their places, looked up once.
    pub ids: catalog::Ids,
    /// Values at the start.
    pub first: Values,
    /// The same as the files say, before the command line or an earlier run changed them: what differs is a person's.
    pub file_first: Values,
    /// Files on disk that it was made of: when one changes, so does the show. Empty for the embedded demo.
    pub files: Vec<String>,
}

/// One camera of a show.
#[derive(Clone, Debug)]
pub struct Camera {
    /// Name, as in `camera:NAME`.
    pub name: String,
    /// Its lens.
    pub lens: Lens,
    /// Pose of the sensor point when nothing tracks it.
    pub rest: Pose,
    /// Where its pose comes from.
    pub source: Source,
    /// Raster of its inner frustum.
    pub inner_resolution: InnerResolution,
    /// Latency that prediction makes up for, seconds.
    pub latency_secs: f64,
    /// The rehearsed move of the embedded demo, sent as real tracking.
    pub slider: Option<Slider>,
}

/// Where a camera's pose comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Index in [`Stage::trackers`].
    Tracker(usize),
    /// Stands at its rest pose.
    Fixed,
    /// Flown by the keys of the window.
    Virtual,
}

/// Raster of an inner frustum without its overscan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InnerResolution {
    /// From the wall's density at p95, as seen from the rest pose.
    Auto,
    /// Width and height in pixels.
    Fixed([u32; 2]),
}

/// A straight, eased move to and fro along the camera's right axis, with a pan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slider {
    /// Length of the rail, metres.
    pub length_m: f64,
    /// Greatest speed, metres a second.
    pub speed_mps: f64,
    /// Pan over the whole rail, radians; turns against the move so that the mark stays framed.
    pub pan_rad: f64,
}

impl Slider {
    /// Offset from the rest pose at a time: a sine along the rail, whose peak speed is `speed_mps`.
    pub fn offset(&self, time_secs: f64) -> Pose {
        let phase = 2.0 * self.speed_mps / self.length_m * time_secs;
        let along = phase.sin();
        let position = DVec3::new(along * self.length_m * 0.5, 0.0, 0.0);
        Pose::from_pan_tilt_roll(position, along * self.pan_rad * 0.5, 0.0, 0.0)
    }
}

/// From world light to wall light.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exposure {
    /// What an 18 % grey leaves the wall as, nits.
    pub grey18_nits: f64,
    /// Luminance of a horizontal 18 % card at the stage origin under the world's light, nits.
    pub world_grey_nits: f64,
}

impl Exposure {
    /// `wall_nits = world_nits x 2^ev` (CONTRACT.md 3).
    pub fn ev(&self, trim_ev: f64) -> f64 {
        (self.grey18_nits / self.world_grey_nits).log2() + trim_ev
    }
}

/// A thing that stands on the stage in the previs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SetPlacement {
    /// Which.
    pub piece: schema::SetPieceKind,
    /// Where it stands, stage metres.
    pub stage_from_piece: Pose,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slider_keeps_its_length_and_speed() {
        let slider = Slider { length_m: 1.2, speed_mps: 0.4, pan_rad: 0.1 };
        let (mut reach, mut fastest) = (0.0_f64, 0.0_f64);
        for step in 0..20_000 {
            let time = f64::from(step) * 1e-3;
            let here = slider.offset(time).position.x;
            reach = reach.max(here.abs());
            fastest = fastest.max((slider.offset(time + 1e-3).position.x - here).abs() * 1e3);
        }
        assert!((reach - 0.6).abs() < 1e-5 && (fastest - 0.4).abs() < 1e-4, "{reach} m, {fastest} m/s");
    }

    #[test]
    fn exposure_follows_the_contract() {
        let exposure = Exposure { grey18_nits: 50.0, world_grey_nits: 800.0 };
        assert_eq!(exposure.ev(0.5), -3.5);
    }
}
