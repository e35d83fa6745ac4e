//! Several inner frusta: what each shows, which is on top, and the colors of chroma.
//!
//! In: values. Out: the parts of [`FrameInputs`] that say who owns which LED. Not here: poses and rasters (`inputs`).
//! Invariant: layers are ordered by hero, then priority, then file order, the same on every machine; nothing is allocated.

use crate::calibration::{FlatColor, MarkerShape, Pattern, Reach};
use crate::params::Values;
use crate::stage::Wall;

use super::catalog::{CameraIds, ChromaIds};
use super::{FrameInputs, Show};

/// What a person has set an inner frustum to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InnerMode {
    /// The world.
    Picture,
    /// The key color.
    Chroma,
    /// Nothing.
    Off,
}

impl InnerMode {
    /// Every mode, in the order of the names.
    pub const ALL: [Self; 3] = [Self::Picture, Self::Chroma, Self::Off];
    /// The words for `inner/<camera>/mode`.
    pub const NAMES: &[&str] = &["picture", "chroma", "off"];
}

/// What an inner frustum shows in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InnerContent {
    /// Nothing: the outer frustum goes on, and the camera costs nothing.
    Nothing,
    /// The world, with a soft edge.
    Picture,
    /// The key color, with a hard edge.
    Chroma,
    /// A test pattern in the camera's own pixels, with a hard edge.
    Pattern(Pattern),
}

impl InnerContent {
    /// What the values say: off wins, then a pattern, then the mode.
    pub(super) fn of(values: &Values, ids: &CameraIds) -> Self {
        let mode = InnerMode::ALL[values.choice(ids.mode)];
        let pattern = Pattern::ALL[values.choice(ids.pattern)];
        match (values.is_on(ids.on), mode) {
            (false, _) | (_, InnerMode::Off) => Self::Nothing,
            _ if pattern != Pattern::Off => Self::Pattern(pattern),
            (true, InnerMode::Chroma) => Self::Chroma,
            (true, InnerMode::Picture) => Self::Picture,
        }
    }

    /// Whether it takes LEDs at all.
    pub fn is_on(self) -> bool {
        self != Self::Nothing
    }
}

/// What chroma shows.
#[derive(Clone, Debug, PartialEq)]
pub struct ChromaInputs {
    /// Key color of whole walls.
    pub key: FlatColor,
    /// Shape of markers.
    pub shape: MarkerShape,
    /// From marker to marker, mm.
    pub spacing_mm: f64,
    /// Width of a marker, mm.
    pub size_mm: f64,
    /// Color of markers.
    pub marker: FlatColor,
    /// Color of overlaps, when they are shown.
    pub overlap: Option<FlatColor>,
    /// Walls in full chroma.
    pub walls: Vec<bool>,
}

impl ChromaInputs {
    pub(super) fn with_walls(walls: usize) -> Self {
        Self {
            key: FlatColor::GREEN,
            shape: MarkerShape::Off,
            spacing_mm: 0.0,
            size_mm: 0.0,
            marker: FlatColor::GREEN,
            overlap: None,
            walls: Vec::with_capacity(walls),
        }
    }

    /// Copies into the memory that is there.
    pub(super) fn copy_from(&mut self, other: &Self) {
        let Self { key, shape, spacing_mm, size_mm, marker, overlap, walls } = other;
        (self.key, self.shape, self.marker, self.overlap) = (*key, *shape, *marker, *overlap);
        (self.spacing_mm, self.size_mm) = (*spacing_mm, *size_mm);
        self.walls.clone_from(walls);
    }

    pub(super) fn fill(&mut self, values: &Values, ids: &ChromaIds) {
        self.key = ids.key.color(values);
        self.shape = MarkerShape::ALL[values.choice(ids.markers)];
        self.spacing_mm = values.number(ids.marker_spacing_mm);
        self.size_mm = values.number(ids.marker_size_mm);
        self.marker = ids.marker.color(values);
        self.overlap = values.is_on(ids.overlap).then(|| ids.overlap_color.color(values));
        self.walls.clear();
        self.walls.extend(ids.walls.iter().map(|id| values.is_on(*id)));
    }
}

impl Show {
    /// Orders the inner frusta that are on, lowest first.
    pub(super) fn fill_layers(&self, inputs: &mut FrameInputs, values: &Values) {
        let hero = values.choice(self.ids.hero).checked_sub(1);
        let rank =
            |camera: &usize| (Some(*camera) == hero, values.number(self.ids.cameras[*camera].priority));
        inputs.layers.clear();
        let cameras = inputs.cameras.iter().enumerate();
        let is_on = cameras.filter(|(_, camera)| camera.inner.content.is_on());
        inputs.layers.extend(is_on.map(|(index, _)| index));
        // Unstable sorting allocates nothing; the index makes every rank its own.
        inputs.layers.sort_unstable_by(|first, second| {
            let (one, other) = (rank(first), rank(second));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)).then(second.cmp(first))
        });
    }

    /// Colors of chroma that a wall shows otherwise than asked for, in words.
    pub fn chroma_out_of_reach(&self, inputs: &FrameInputs) -> Vec<String> {
        let mut said = Vec::new();
        let mut judge = |what: &str, color: FlatColor, wall: &Wall| {
            let FlatColor { nits, xy } = color;
            let why = match color.channel_nits(wall).1 {
                Reach::Inside => return,
                Reach::OutsideGamut => "outside its primaries; the nearest is shown",
                Reach::TooBright => "brighter than it can; it is dimmed",
            };
            said.push(format!(
                "{what} of {nits} nits at xy {:.4}, {:.4} on wall `{}` is {why}",
                xy.x, xy.y, wall.name
            ));
        };
        let chroma = &inputs.chroma;
        let is_keyed = |content| content == InnerContent::Chroma;
        let keyed =
            inputs.cameras.iter().zip(&self.cameras).filter(|(camera, _)| is_keyed(camera.inner.content));
        let any_camera = keyed.clone().next().is_some();
        for (wall, whole) in self.stage.walls.iter().zip(&chroma.walls) {
            for (inputs, camera) in keyed.clone() {
                judge(&format!("the key of camera `{}`", camera.name), inputs.inner.key, wall);
            }
            if *whole {
                judge("the key", chroma.key, wall);
            }
            if (any_camera || *whole) && chroma.shape != MarkerShape::Off {
                judge("the color of markers", chroma.marker, wall);
            }
            if let (Some(overlap), true) = (chroma.overlap, any_camera) {
                judge("the color of overlaps", overlap, wall);
            }
        }
        said
    }
}
