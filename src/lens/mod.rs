//! The physical camera's optics, as the wall needs them, and what it exposes.
//!
//! In: sensor and focal length in millimetres, entrance pupil and projection offset. Out: a pinhole in pixels and the pupil's place.
//! Not here: distortion tables (the wall is never lens-distorted), poses over time (`tracking`).
//! Invariant: square pixels or not, `fx` and `fy` come from the sensor's own width and height (CONTRACT.md 3).

pub mod exposure;

pub use exposure::{CameraExposure, SpotReading};

use glam::{DVec2, DVec3};

use crate::math::{Pinhole, Pose};

/// A lens on a sensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lens {
    /// Active sensor width and height, millimetres.
    pub sensor_mm: DVec2,
    /// Picture size in pixels.
    pub resolution_px: [u32; 2],
    /// Pinhole focal length, millimetres.
    pub focal_length_mm: f64,
    /// Entrance pupil before the sensor point along the viewing direction, metres (OpenTrackIO sign).
    pub entrance_pupil_m: f64,
    /// Principal point from the sensor's centre, millimetres, x right, y down (OpenLensIO dP).
    pub projection_offset_mm: DVec2,
}

impl Lens {
    /// The undistorted pinhole of this lens.
    pub fn pinhole(&self) -> Pinhole {
        let [width, height] = self.resolution_px;
        let per_mm = DVec2::new(f64::from(width), f64::from(height)) / self.sensor_mm;
        Pinhole {
            width,
            height,
            fx: per_mm.x * self.focal_length_mm,
            fy: per_mm.y * self.focal_length_mm,
            cx: f64::from(width) / 2.0 + self.projection_offset_mm.x * per_mm.x,
            cy: f64::from(height) / 2.0 + self.projection_offset_mm.y * per_mm.y,
        }
    }

    /// The pose of the entrance pupil, from the pose of the sensor point: `pupil = sensor + R x (0,0,-e)`.
    pub fn pupil_pose(&self, sensor: &Pose) -> Pose {
        sensor.then(&Pose::at(DVec3::new(0.0, 0.0, -self.entrance_pupil_m)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contract_example() {
        let lens = Lens {
            sensor_mm: DVec2::new(36.0, 20.25),
            resolution_px: [1920, 1080],
            focal_length_mm: 35.0,
            entrance_pupil_m: 0.1,
            projection_offset_mm: DVec2::new(0.36, 0.0),
        };
        let pinhole = lens.pinhole();
        assert!((pinhole.fx - 1866.667).abs() < 1e-3 && (pinhole.fy - 1866.667).abs() < 1e-3);
        assert!((pinhole.cx - 979.2).abs() < 1e-9 && pinhole.cy == 540.0);
        assert_eq!(lens.pupil_pose(&Pose::IDENTITY).position, DVec3::new(0.0, 0.0, -0.1));
    }
}
