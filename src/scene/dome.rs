//! (under construction)
use crate::color::Picture;
use glam::DVec3;

/// Linear light of the dome from a world direction, file units.
pub fn sample(_picture: &Picture, _rotation_rad: f64, _direction: DVec3) -> DVec3 {
    DVec3::ZERO
}
