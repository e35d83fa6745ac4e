//! Hop 5: which views a frame needs, and their matrices.
//!
//! In: [`FrameInputs`], the stage. Out: inner, outer and reference views in the world.
//! Not here: drawing them (`frame`), buffers (`gpu::upload`).
//! Invariant: an outer face looks along its axis and is a little wider than 90 degrees, so filters never leave it.

use glam::{DMat3, DQuat, DVec3};

use crate::math::{Pinhole, Pose};
use crate::show::{CameraInputs, FrameInputs, InnerContent, WorldInputs};
use crate::stage::Stage;

use super::structs::{CameraUniforms, InnerUniforms, ViewUniforms, matrix, row};

/// Texels of guard band round an outer face: room for the widest filter tap.
const GUARD_TEXELS: f64 = 8.0;

/// A view of the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Its pose in the stage.
    pub stage_from_view: Pose,
    /// Its raster.
    pub pinhole: Pinhole,
}

impl View {
    /// Uniforms of this view at a world position.
    pub fn uniforms(&self, world_from_stage: &Pose) -> ViewUniforms {
        let world_from_view = world_from_stage.then(&self.stage_from_view);
        let clip_from_world = self.pinhole.clip_from_view() * world_from_view.inverse().matrix();
        let Pinhole { fx, fy, cx, cy, .. } = self.pinhole;
        ViewUniforms {
            clip_from_world: matrix(clip_from_world),
            world_from_view: matrix(world_from_view.matrix()),
            pinhole: row(DVec3::new(fx, fy, cx), cy),
            eye: glam::Vec4::ZERO,
        }
    }
}

/// The inner view of a camera.
pub fn inner(camera: &CameraInputs) -> View {
    View { stage_from_view: camera.inner.pupil, pinhole: camera.inner.pinhole }
}

/// The CG reference of a camera at its own raster.
pub fn reference(camera: &CameraInputs) -> View {
    View { stage_from_view: camera.actual_pupil, pinhole: camera.pinhole }
}

/// Eyes that distances to the wall are kept for, by layer: the outer's, then of each camera the inner's and the reference's;
/// each with the world that it looks at.
pub fn eyes(inputs: &FrameInputs) -> impl Iterator<Item = (&WorldInputs, DVec3)> {
    let outer = (&inputs.outer.world, inputs.outer.view_origin_m);
    let cameras = inputs.cameras.iter().flat_map(move |camera| {
        let (inner, reference) = (camera.inner.pupil.position, camera.actual_pupil.position);
        [(&camera.inner.world, inner), (&inputs.world, reference)]
    });
    std::iter::once(outer).chain(cameras)
}

/// Half the width of an outer face at distance 1.
pub fn face_half_width(side: u32) -> f64 {
    let side = f64::from(side);
    side / (side - 2.0 * GUARD_TEXELS)
}

/// The outer view of cube face 0..5 (+X -X +Y -Y +Z -Z).
pub fn outer(view_origin_m: DVec3, face: usize, side: u32) -> View {
    let half = face_half_width(side);
    View {
        stage_from_view: Pose { position: view_origin_m, rotation: face_rotation(face) },
        pinhole: Pinhole::symmetric(side, side, half, half),
    }
}

/// Rotation of a face's view: its -Z along the face's axis. Same axes as `outer_texel` in wall_map.wgsl.
pub fn face_rotation(face: usize) -> DQuat {
    let (right, up) = match face {
        0 => (DVec3::Z, DVec3::Y),
        1 => (DVec3::NEG_Z, DVec3::Y),
        2 => (DVec3::X, DVec3::Z),
        3 => (DVec3::X, DVec3::NEG_Z),
        4 => (DVec3::NEG_X, DVec3::Y),
        _ => (DVec3::X, DVec3::Y),
    };
    DQuat::from_mat3(&DMat3::from_cols(right, up, right.cross(up)))
}

/// Face that a direction falls on. Twin: `project_face`.
pub fn face_of(direction: DVec3) -> usize {
    let size = direction.abs();
    if size.x >= size.y && size.x >= size.z {
        return usize::from(direction.x <= 0.0);
    }
    if size.y >= size.z {
        return 2 + usize::from(direction.y <= 0.0);
    }
    4 + usize::from(direction.z <= 0.0)
}

/// Uniforms of a camera that looks at the stage.
pub fn camera_uniforms(view: &View) -> CameraUniforms {
    let Pinhole { fx, fy, cx, cy, .. } = view.pinhole;
    CameraUniforms {
        clip_from_stage: matrix(view.pinhole.clip_from_view() * view.stage_from_view.inverse().matrix()),
        stage_from_view: matrix(view.stage_from_view.matrix()),
        pinhole: row(DVec3::new(fx, fy, cx), cy),
    }
}

/// Faces on which any LED falls as seen from `origin_m`; judged on 25 places of each panel. A wall that moves may come
/// before any.
pub fn faces_needed(stage: &Stage, origin_m: DVec3) -> [bool; 6] {
    if stage.has_moving_walls() {
        return [true; 6];
    }
    let mut needed = [false; 6];
    for panel in &stage.panels {
        for px in panel.spread_px() {
            needed[face_of(panel.point_m(px) - origin_m)] = true;
        }
    }
    needed
}

/// Uniforms of a camera's inner window on the wall.
pub fn inner_uniforms(inputs: &FrameInputs, index: usize, grey18_nits: f64) -> InnerUniforms {
    let camera = &inputs.cameras[index];
    let pupil = &camera.inner.pupil;
    let view_from_stage = DMat3::from_quat(pupil.rotation.inverse()).transpose();
    let Pinhole { width, height, fx, fy, cx, cy } = camera.inner.pinhole;
    let world_from_stage = &inputs.world.world_from_stage;
    let stage_from_world = DMat3::from_quat(world_from_stage.rotation.inverse());
    let is_picture = f64::from(u8::from(camera.inner.content == InnerContent::Picture));
    let rank = inputs.layers.iter().position(|layer| *layer == index).map_or(0, |below| below + 1);
    InnerUniforms {
        view_from_stage: [view_from_stage.x_axis, view_from_stage.y_axis, view_from_stage.z_axis]
            .map(|axis| row(axis, 0.0)),
        pupil: row(pupil.position, camera.inner.soft_edge_px),
        pinhole: row(DVec3::new(fx, fy, cx), cy),
        raster: row(DVec3::new(f64::from(width), f64::from(height), 0.0), is_picture),
        layer: row(DVec3::new(rank as f64, 0.0, 0.0), 0.0),
        true_pupil_in_world: row(world_from_stage.transform_point(camera.actual_pupil.position), 1.0),
        stage_from_world: super::structs::columns(stage_from_world),
        grades: [&camera.inner.world.grade, &camera.inner.grade]
            .map(|grade| (&grade.step(grey18_nits)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_looks_along_its_axis_and_stands_upright() {
        let axes = [DVec3::X, DVec3::NEG_X, DVec3::Y, DVec3::NEG_Y, DVec3::Z, DVec3::NEG_Z];
        for (face, axis) in axes.into_iter().enumerate() {
            let pose = Pose { position: DVec3::ZERO, rotation: face_rotation(face) };
            assert!((pose.forward() - axis).length() < 1e-12, "face {face}: {}", pose.forward());
            assert_eq!(face_of(axis), face);
        }
    }

    #[test]
    fn inner_uniform_rows_are_the_cameras_axes() {
        let pose = Pose::from_pan_tilt_roll(DVec3::ZERO, 0.3, 0.2, 0.1);
        let rows = DMat3::from_quat(pose.rotation.inverse()).transpose();
        assert!((rows.x_axis - pose.rotation * DVec3::X).length() < 1e-12);
        assert!((rows.z_axis + pose.forward()).length() < 1e-12);
    }
}
