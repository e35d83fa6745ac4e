//! The pinhole: pixels to rays and back, for every view the program draws.
//!
//! In: raster size, focal lengths and principal point in pixels (CONTRACT.md 3). Out: rays, projections, clip matrices.
//! Not here: millimetres (`lens`), where the camera stands (`math::pose`).
//! Invariant: pixel centres are at half integers, y runs down; `clip_from_view` is the exact matrix of `project`.

use glam::{DMat4, DVec2, DVec3, DVec4};

/// Near plane of every view, metres. Depth is reversed and the far plane infinite.
pub const NEAR_M: f64 = 0.05;

/// A pinhole camera's raster. Off-axis views differ only in `cx`, `cy`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pinhole {
    /// Raster width in pixels.
    pub width: u32,
    /// Raster height in pixels.
    pub height: u32,
    /// Focal length over the pixel's width.
    pub fx: f64,
    /// Focal length over the pixel's height.
    pub fy: f64,
    /// Principal point from the left edge, pixels.
    pub cx: f64,
    /// Principal point from the top edge, pixels.
    pub cy: f64,
}

impl Pinhole {
    /// A centred pinhole that sees `half_width_tan` and `half_height_tan` on each side of its axis.
    pub fn symmetric(width: u32, height: u32, half_width_tan: f64, half_height_tan: f64) -> Self {
        let (w, h) = (f64::from(width), f64::from(height));
        Self {
            width,
            height,
            fx: w / (2.0 * half_width_tan),
            fy: h / (2.0 * half_height_tan),
            cx: w / 2.0,
            cy: h / 2.0,
        }
    }

    /// Direction (not unit, z = -1) in view space of a pixel position; `(0.5, 0.5)` is the first pixel's centre.
    pub fn ray(&self, pixel: DVec2) -> DVec3 {
        DVec3::new((pixel.x - self.cx) / self.fx, (self.cy - pixel.y) / self.fy, -1.0)
    }

    /// Pixel position of a point or direction in view space; `None` behind the camera.
    pub fn project(&self, in_view: DVec3) -> Option<DVec2> {
        let depth = -in_view.z;
        (depth > 1e-9)
            .then(|| DVec2::new(self.cx + self.fx * in_view.x / depth, self.cy - self.fy * in_view.y / depth))
    }

    /// Reversed infinite-far clip matrix (depth 1 at [`NEAR_M`], 0 at infinity).
    pub fn clip_from_view(&self) -> DMat4 {
        let (w, h) = (f64::from(self.width), f64::from(self.height));
        DMat4::from_cols(
            DVec4::new(2.0 * self.fx / w, 0.0, 0.0, 0.0),
            DVec4::new(0.0, 2.0 * self.fy / h, 0.0, 0.0),
            DVec4::new(1.0 - 2.0 * self.cx / w, 2.0 * self.cy / h - 1.0, 0.0, -1.0),
            DVec4::new(0.0, 0.0, NEAR_M, 0.0),
        )
    }

    /// The same pixels with `percent` of the width and of the height added on each side.
    /// The added pixels are whole, so the grid inside stays where it was.
    pub fn with_overscan(&self, percent: f64) -> Self {
        let extra_x = (f64::from(self.width) * percent / 100.0).ceil() as u32;
        let extra_y = (f64::from(self.height) * percent / 100.0).ceil() as u32;
        Self {
            width: self.width + 2 * extra_x,
            height: self.height + 2 * extra_y,
            cx: self.cx + f64::from(extra_x),
            cy: self.cy + f64::from(extra_y),
            ..*self
        }
    }

    /// The same field of view on another raster.
    pub fn resized(&self, width: u32, height: u32) -> Self {
        let (sx, sy) = (f64::from(width) / f64::from(self.width), f64::from(height) / f64::from(self.height));
        Self { width, height, fx: self.fx * sx, fy: self.fy * sy, cx: self.cx * sx, cy: self.cy * sy }
    }

    /// True when the pixel position lies on the raster.
    pub fn contains(&self, pixel: DVec2) -> bool {
        pixel.x >= 0.0
            && pixel.y >= 0.0
            && pixel.x <= f64::from(self.width)
            && pixel.y <= f64::from(self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFF_AXIS: Pinhole = Pinhole { width: 640, height: 360, fx: 500.0, fy: 510.0, cx: 300.0, cy: 200.0 };

    #[test]
    fn clip_matrix_agrees_with_project() {
        let point = DVec3::new(0.3, -0.2, -4.0);
        let clip = OFF_AXIS.clip_from_view() * point.extend(1.0);
        let pixel = DVec2::new((clip.x / clip.w * 0.5 + 0.5) * 640.0, (0.5 - clip.y / clip.w * 0.5) * 360.0);
        let want = OFF_AXIS.project(point).expect("in front");
        assert!((pixel - want).length() < 1e-9, "{pixel} is not {want}");
        assert!((clip.z / clip.w - NEAR_M / 4.0).abs() < 1e-12);
    }

    #[test]
    fn ray_and_project_are_inverse() {
        let pixel = DVec2::new(17.5, 333.25);
        let back = OFF_AXIS.project(OFF_AXIS.ray(pixel) * 3.0).expect("in front");
        assert!((back - pixel).length() < 1e-9);
    }

    #[test]
    fn overscan_keeps_the_grid() {
        let wide = OFF_AXIS.with_overscan(10.0);
        assert_eq!((wide.width, wide.height), (768, 432));
        let ray = OFF_AXIS.ray(DVec2::new(0.0, 0.0));
        let moved = wide.ray(DVec2::new(64.0, 36.0));
        assert!((ray - moved).length() < 1e-12);
    }
}
