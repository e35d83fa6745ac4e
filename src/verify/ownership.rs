//! Whose an LED is: which inner frustum is on top of it, and what that shows there. In f64, by projection alone.
//!
//! In: a frame's inputs, a stage, an LED. Out: its part, and how near to a border the decision was.
//! Not here: any code of the GPU (`shaders/wall/owner.wgsl` decides there), scores.
//! Invariant: of the frusta that cover an LED's centre the topmost owns it; a key has no edge but the raster's.

use glam::{DVec2, DVec3};

use super::ray_caster::led_centre_px;
use crate::calibration::{MarkerShape, marker};
use crate::math::{Pinhole, Pose};
use crate::show::{CameraInputs, FrameInputs, InnerContent};
use crate::stage::{Panel, Stage};

/// Points nearer than this before the pupil's plane are not projected, metres.
const NEAREST_M: f64 = 0.01;

/// A camera's inner frustum as a window on the stage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Pose of the entrance pupil that it is drawn for.
    pub pupil: Pose,
    /// Its raster, overscan included.
    pub pinhole: Pinhole,
}

/// What an LED shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The outer frustum.
    Outer,
    /// The world, a pattern or the key of the camera that owns it.
    Inner(usize, InnerContent),
    /// The key of the camera that owns it, where another covers it too and overlaps are shown.
    Overlap(usize),
    /// The key of its whole wall.
    WholeWall,
    /// A marker on a key.
    Marker,
}

impl Window {
    /// The window of a camera.
    pub fn of(camera: &CameraInputs) -> Self {
        Self { pupil: camera.inner.pupil, pinhole: camera.inner.pinhole }
    }

    /// Texels from a stage point to the nearest border of the raster: above zero inside.
    pub fn inside_px(&self, point_m: DVec3) -> f64 {
        let in_view = self.pupil.inverse().transform_point(point_m);
        if in_view.z > -NEAREST_M {
            return f64::NEG_INFINITY;
        }
        let Pinhole { width, height, fx, fy, cx, cy } = self.pinhole;
        let texel = DVec2::new(cx - fx * in_view.x / in_view.z, cy + fy * in_view.y / in_view.z);
        let size = DVec2::new(f64::from(width), f64::from(height));
        texel.min(size - texel).min_element()
    }
}

/// The windows on top of a camera's, lowest first; empty when it is off.
pub fn above(inputs: &FrameInputs, camera: usize) -> Vec<Window> {
    let layers = inputs.layers.iter().skip_while(|layer| **layer != camera).skip(1);
    layers.map(|layer| Window::of(&inputs.cameras[*layer])).collect()
}

/// What an LED shows, and the fewest texels by which any window's border missed its centre.
pub fn part(inputs: &FrameInputs, stage: &Stage, panel_index: usize, led: [u32; 2]) -> (Part, f64) {
    let panel = &stage.panels[panel_index];
    let is_marked = || is_marker(inputs, stage, panel_index, led_centre_px(led));
    if inputs.chroma.walls[panel.wall] {
        return (if is_marked() { Part::Marker } else { Part::WholeWall }, f64::INFINITY);
    }
    let point_m = panel.point_m(led_centre_px(led));
    let (mut owner, mut covering, mut margin) = (None, 0, f64::INFINITY);
    for layer in &inputs.layers {
        let inside = Window::of(&inputs.cameras[*layer]).inside_px(point_m);
        margin = margin.min(inside.abs());
        if inside > 0.0 {
            owner = Some(*layer);
            covering += 1;
        }
    }
    let part = match owner.map(|owner| (owner, inputs.cameras[owner].inner.content)) {
        None => Part::Outer,
        Some((_, InnerContent::Chroma)) if is_marked() => Part::Marker,
        Some((owner, InnerContent::Chroma)) if covering > 1 && inputs.chroma.overlap.is_some() => {
            Part::Overlap(owner)
        }
        Some((owner, content)) => Part::Inner(owner, content),
    };
    (part, margin)
}

/// Whether a place on a panel is on a marker.
fn is_marker(inputs: &FrameInputs, stage: &Stage, panel_index: usize, panel_px: DVec2) -> bool {
    let (panel, chroma): (&Panel, _) = (&stage.panels[panel_index], &inputs.chroma);
    if chroma.shape == MarkerShape::Off {
        return false;
    }
    let wall = &stage.walls[panel.wall];
    let columns = wall.grid[1].max(1);
    let in_wall = panel_index - wall.panels.start;
    let pitch_mm = panel.pitch_m() * 1e3;
    let side_mm = DVec2::new(panel.right_m().length(), panel.down_m().length()) * 1e3;
    let led_mm = pitch_mm.max_element();
    let size = marker::size(chroma.size_mm / 2.0, led_mm);
    let along = |axis: usize, place: usize| {
        let count = marker::count(side_mm[axis], chroma.spacing_mm, size.x + led_mm);
        let stride = marker::stride(side_mm[axis], chroma.spacing_mm) as usize;
        let is_there = count > 0 && place % stride == (stride - 1) / 2;
        is_there.then(|| marker::offset_mm(panel_px[axis] * pitch_mm[axis], side_mm[axis], count))
    };
    match (along(0, in_wall % columns), along(1, in_wall / columns)) {
        (Some(x), Some(y)) => marker::is_lit(chroma.shape, DVec2::new(x, y), size.x, size.y),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 90 degrees wide, 100 texels: at 2 m the raster ends 2 m to each side, 50 texels from the middle.
    #[test]
    fn texels_inside_are_those_of_the_pinhole() {
        let window = Window { pupil: Pose::IDENTITY, pinhole: Pinhole::symmetric(100, 100, 1.0, 1.0) };
        assert!((window.inside_px(DVec3::new(0.0, 0.0, -2.0)) - 50.0).abs() < 1e-12);
        assert!((window.inside_px(DVec3::new(1.0, 0.0, -2.0)) - 25.0).abs() < 1e-12);
        assert!((window.inside_px(DVec3::new(0.0, 1.5, -2.0)) - 12.5).abs() < 1e-12);
        assert!(window.inside_px(DVec3::new(0.0, 2.5, -2.0)) < 0.0);
        assert_eq!(window.inside_px(DVec3::new(0.0, 0.0, 2.0)), f64::NEG_INFINITY);
    }
}
