//! Small pictures of what a frame draws, for pages and thumbnails.
//!
//! In: the targets of a show. Out: tone-mapped pictures, one for each width of each source, when wanted.
//! Not here: who wants them (`show::feed`), readback and JPEG (`output::feed`), the curve (`passes::tone_map`).
//! Invariant: made with the renderer; a frame draws those that are wanted and makes none. Never larger than their source.

use crate::gpu::Gpu;
use crate::gpu::texture::{Shape, Target};
use crate::show::Show;
use crate::show::feed::{SLOTS, SOURCES, SlotId, SlotSet, WIDTHS};

use super::passes::Recorder;
use super::passes::tone_map::{DeskPicture, ToneMap};
use super::targets::{DISPLAY, Targets};
use super::views::View;
use super::{Renderer, Wanted};

/// What a picture is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Camera,
    Stage,
    Canvas,
}

/// Every small picture of a show.
#[derive(Debug, Default)]
pub struct Previews {
    /// By source.
    kinds: Vec<(String, Kind)>,
    /// By slot.
    pictures: Vec<(Target, DeskPicture)>,
}

impl Previews {
    pub(super) fn new(gpu: &Gpu, show: &Show, targets: &Targets, tone_map: &ToneMap) -> Self {
        let cameras = show.cameras.iter().zip(&targets.cameras);
        let cameras =
            cameras.map(|(camera, to)| (format!("camera:{}", camera.name), Kind::Camera, &to.picture));
        let stage = targets.stage.iter().map(|(views, _)| ("stage".to_owned(), Kind::Stage, &views.light));
        let canvases = show.stage.canvases.iter().zip(&targets.canvases);
        let canvases =
            canvases.map(|(canvas, to)| (format!("canvas:{}", canvas.name), Kind::Canvas, &to.light));
        let mut previews = Self::default();
        for (name, kind, light) in cameras.chain(stage).chain(canvases).take(SOURCES) {
            previews.kinds.push((name, kind));
            for width in WIDTHS {
                let from = light.texture.size();
                let target = gpu.target(
                    "preview/display",
                    Shape::flat(fitted([from.width, from.height], width), DISPLAY),
                );
                let desk = tone_map.bind(gpu, light, &target, show.exposure.grey18_nits);
                previews.pictures.push((target, desk));
            }
        }
        previews
    }

    /// Names of the sources, in the order of their slots.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(|(name, _)| name.as_str())
    }

    /// What was drawn for a slot last: sRGB-coded values.
    pub fn picture(&self, slot: SlotId) -> Option<&Target> {
        self.pictures.get(slot.index()).map(|(target, _)| target)
    }

    /// All slots.
    pub(super) fn all(&self) -> SlotSet {
        let slots = (0..SLOTS.min(self.pictures.len()))
            .filter_map(|at| SlotId::of(at / WIDTHS.len(), at % WIDTHS.len()));
        slots.fold(SlotSet::default(), SlotSet::with)
    }

    /// What a frame has to draw beside what it draws anyway. `stage` is where the stage is looked at from, if it is.
    pub fn also(&self, wanted: Wanted, slots: SlotSet, stage: Option<View>) -> Wanted {
        let of = |kind: Kind| {
            slots.iter().any(|slot| self.kinds.get(slot.source()).is_some_and(|(_, own)| *own == kind))
        };
        Wanted {
            cameras: wanted.cameras || of(Kind::Camera),
            // The set in a camera's picture, and what shines on it.
            displays: wanted.displays || of(Kind::Camera),
            stage: wanted.stage.or(stage.filter(|_| of(Kind::Stage))),
            previews: slots,
            ..wanted
        }
    }

    pub(super) fn record(&self, recorder: &mut Recorder<'_>, tone_map: &ToneMap, slots: SlotSet) {
        for slot in slots.iter() {
            if let Some((_, desk)) = self.pictures.get(slot.index()) {
                tone_map.record(recorder, desk);
            }
        }
    }
}

impl Renderer {
    /// What people may look at.
    pub fn previews(&self) -> &Previews {
        &self.groups.previews
    }
}

/// The largest size of an aspect in a square of `side` pixels, no larger than it is.
fn fitted(size: [u32; 2], side: u32) -> [u32; 2] {
    let longest = size[0].max(size[1]).max(1);
    let by = (f64::from(side) / f64::from(longest)).min(1.0);
    size.map(|own| ((f64::from(own) * by).round() as u32).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_keeps_its_aspect_and_is_never_enlarged() {
        assert_eq!(fitted([1920, 1080], 640), [640, 360]);
        assert_eq!(fitted([320, 180], 640), [320, 180]);
        assert_eq!(fitted([1000, 4000], 640), [160, 640]);
        assert_eq!(fitted([8000, 1], 160), [160, 1]);
    }
}
