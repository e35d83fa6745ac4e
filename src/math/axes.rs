//! Axis conventions of other programs, turned into the stage's.
//!
//! In: positions and quaternions in a named convention. Out: stage axes (right-handed, +Y up, -Z forward).
//! Not here: units, origins, per-source sign faults (`tracking`).
//! Invariant: each conversion is a proper rotation, so it never mirrors.

use glam::{DQuat, DVec3};

use super::Pose;

/// The axis convention of a track file's columns (`--track-axes`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Axes {
    /// +Y up, camera looks along -Z: ours, glTF's, and a Blender camera's own.
    #[default]
    Stage,
    /// TUM RGB-D: camera looks along +Z with +Y down.
    Tum,
    /// Blender world: +Z up, +Y away; the camera itself looks along its -Z with +Y up.
    Blender,
    /// FreeD and OpenTrackIO: +Z up, camera looks along +Y, X right.
    Freed,
}

impl Axes {
    /// A pose of this convention, in stage axes.
    pub fn to_stage(self, pose: &Pose) -> Pose {
        let z_up = DQuat::from_rotation_x(-std::f64::consts::FRAC_PI_2);
        match self {
            Self::Stage => *pose,
            Self::Tum => {
                let flip = DQuat::from_rotation_x(std::f64::consts::PI);
                Pose::new(flip * pose.position, flip * pose.rotation * flip.inverse())
            }
            Self::Blender => Pose::new(z_up * pose.position, z_up * pose.rotation),
            Self::Freed => Pose::new(z_up * pose.position, z_up * pose.rotation * z_up.inverse()),
        }
    }
}

/// Z up, Y forward (FreeD, OpenTrackIO) to Y up, -Z forward: `(x, z, -y)`.
pub fn stage_from_z_up(point: DVec3) -> DVec3 {
    DVec3::new(point.x, point.z, -point.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freed_forward_is_stage_forward() {
        assert_eq!(stage_from_z_up(DVec3::Y), DVec3::NEG_Z);
        let pan_left = Pose::new(DVec3::Y, DQuat::from_rotation_z(0.5));
        let stage = Axes::Freed.to_stage(&pan_left);
        assert!((stage.position - DVec3::NEG_Z).length() < 1e-12);
        assert!((stage.pan_tilt_roll().0 - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_blender_camera_at_rest_looks_down() {
        let stage = Axes::Blender.to_stage(&Pose::IDENTITY);
        assert!((stage.forward() - DVec3::NEG_Y).length() < 1e-12);
    }
}
