//! Rigid poses: a rotation and then a translation, in metres.
//!
//! In: position and unit quaternion. Out: transformed points, vectors and matrices.
//! Not here: scale (`scene` nodes have it), axis conversion (`math::axes`).
//! Invariant: `rotation` is a unit quaternion, so `inverse` is exact to rounding.

use glam::{DMat4, DQuat, DVec3};

/// A rigid transform `parent_from_local`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// Origin of the local frame, in the parent frame, metres.
    pub position: DVec3,
    /// Unit quaternion that turns local vectors into parent vectors.
    pub rotation: DQuat,
}

impl Pose {
    /// The pose that changes nothing.
    pub const IDENTITY: Self = Self { position: DVec3::ZERO, rotation: DQuat::IDENTITY };

    /// A pose from its two parts; the quaternion is normalised.
    pub fn new(position: DVec3, rotation: DQuat) -> Self {
        Self { position, rotation: rotation.normalize() }
    }

    /// A pose without rotation.
    pub fn at(position: DVec3) -> Self {
        Self { position, rotation: DQuat::IDENTITY }
    }

    /// Pan (left positive, about +Y), then tilt (up, about +X), then roll (clockwise from behind, about -Z),
    /// each about the axes left by the one before. Radians.
    pub fn from_pan_tilt_roll(position: DVec3, pan_rad: f64, tilt_rad: f64, roll_rad: f64) -> Self {
        let rotation = DQuat::from_rotation_y(pan_rad)
            * DQuat::from_rotation_x(tilt_rad)
            * DQuat::from_rotation_z(-roll_rad);
        Self { position, rotation }
    }

    /// Pan, tilt and roll in radians: the inverse of [`Pose::from_pan_tilt_roll`].
    /// Straight up or down, where pan and roll are one rotation, roll is 0.
    pub fn pan_tilt_roll(&self) -> (f64, f64, f64) {
        let forward = self.forward();
        let tilt = forward.y.clamp(-1.0, 1.0).asin();
        if forward.y.abs() > 1.0 - 1e-12 {
            let right = self.rotation * DVec3::X;
            return ((-right.z).atan2(right.x), tilt, 0.0);
        }
        let pan = (-forward.x).atan2(-forward.z);
        let unrolled = DQuat::from_rotation_y(pan) * DQuat::from_rotation_x(tilt);
        let up = unrolled.inverse() * self.up();
        (pan, tilt, up.x.atan2(up.y))
    }

    /// `self * local`: the pose of something placed by `local` inside this frame.
    pub fn then(&self, local: &Self) -> Self {
        Self {
            position: self.transform_point(local.position),
            rotation: (self.rotation * local.rotation).normalize(),
        }
    }

    /// `local_from_parent`.
    pub fn inverse(&self) -> Self {
        let rotation = self.rotation.inverse();
        Self { position: rotation * -self.position, rotation }
    }

    /// A point of the local frame, in the parent frame.
    pub fn transform_point(&self, point: DVec3) -> DVec3 {
        self.position + self.rotation * point
    }

    /// A vector of the local frame, in the parent frame.
    pub fn transform_vector(&self, vector: DVec3) -> DVec3 {
        self.rotation * vector
    }

    /// The viewing direction: local -Z in the parent frame.
    pub fn forward(&self) -> DVec3 {
        self.rotation * DVec3::NEG_Z
    }

    /// Local +Y in the parent frame.
    pub fn up(&self) -> DVec3 {
        self.rotation * DVec3::Y
    }

    /// The 4x4 matrix `parent_from_local`.
    pub fn matrix(&self) -> DMat4 {
        DMat4::from_rotation_translation(self.rotation, self.position)
    }

    /// True when every number is finite.
    pub fn is_finite(&self) -> bool {
        self.position.is_finite() && self.rotation.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_follow_the_contract() {
        let quarter = std::f64::consts::FRAC_PI_2;
        let left = Pose::from_pan_tilt_roll(DVec3::ZERO, quarter, 0.0, 0.0);
        assert!((left.forward() - DVec3::NEG_X).length() < 1e-12);
        let upward = Pose::from_pan_tilt_roll(DVec3::ZERO, 0.0, quarter, 0.0);
        assert!((upward.forward() - DVec3::Y).length() < 1e-12);
        let clockwise = Pose::from_pan_tilt_roll(DVec3::ZERO, 0.0, 0.0, quarter);
        assert!((clockwise.up() - DVec3::X).length() < 1e-12);
    }

    #[test]
    fn pan_tilt_roll_round_trips() {
        for (pan, tilt, roll) in [(0.3, -0.2, 0.1), (-3.0, 1.2, -2.0), (2.0, 0.0, 3.0)] {
            let found = Pose::from_pan_tilt_roll(DVec3::ZERO, pan, tilt, roll).pan_tilt_roll();
            for (got, want) in [(found.0, pan), (found.1, tilt), (found.2, roll)] {
                assert!((got - want).abs() < 1e-12, "{got} is not {want}");
            }
        }
    }

    #[test]
    fn inverse_undoes() {
        let pose = Pose::from_pan_tilt_roll(DVec3::new(1.0, 2.0, -3.0), 0.4, 0.5, 0.6);
        let point = DVec3::new(-7.0, 0.25, 9.0);
        assert!((pose.inverse().transform_point(pose.transform_point(point)) - point).length() < 1e-12);
    }
}
