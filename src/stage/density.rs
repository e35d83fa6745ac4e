//! How fine a stage's LEDs are as seen from a point, and the stage with fewer of them.
//!
//! In: a stage. Out: pixels per radian, a preview stage. Not here: what uses them (`show::load`, `app`).
//! Invariant: a reduced stage stands in the same metres; only pixel counts shrink, by one whole divisor.

use glam::{DVec2, DVec3};

use super::{CanvasSlot, Panel, Stage};

impl Stage {
    /// LEDs per radian at the 95th percentile of panels seen from their lit side; `None` when none is.
    /// Judged at panel centres along the finer of the two axes.
    pub fn pixels_per_radian_p95(&self, from_m: DVec3) -> Option<f64> {
        let mut densities: Vec<f64> =
            self.panels.iter().filter_map(|panel| pixels_per_radian(panel, from_m)).collect();
        densities.sort_by(f64::total_cmp);
        let index = ((densities.len() as f64 * 0.95).ceil() as usize).max(1) - 1;
        densities.get(index).copied()
    }

    /// The same stage with every pixel count divided; `None` when one does not divide.
    pub fn reduced(&self, divisor: u32) -> Option<Self> {
        let divide = |value: u32| value.is_multiple_of(divisor).then(|| value / divisor);
        let mut reduced = self.clone();
        for panel in &mut reduced.panels {
            panel.pixels = [divide(panel.pixels[0])?, divide(panel.pixels[1])?];
            if let Some(slot) = &mut panel.slot {
                *slot = CanvasSlot { x: divide(slot.x)?, y: divide(slot.y)?, ..*slot };
            }
        }
        for canvas in &mut reduced.canvases {
            canvas.size = [divide(canvas.size[0])?, divide(canvas.size[1])?];
        }
        Some(reduced)
    }
}

fn pixels_per_radian(panel: &Panel, from_m: DVec3) -> Option<f64> {
    let centre = panel.centre_m();
    if (from_m - centre).dot(panel.normal()) <= 0.0 {
        return None;
    }
    let middle = DVec2::new(f64::from(panel.pixels[0]), f64::from(panel.pixels[1])) * 0.5;
    let angle_to = |step: DVec2| {
        let (near, far) =
            (panel.point_m(middle - step * 0.5) - from_m, panel.point_m(middle + step * 0.5) - from_m);
        near.cross(far).length().atan2(near.dot(far))
    };
    // The coarser axis as seen (the greater angle) is what a square texel must not undercut by much; the finer axis
    // of a slanted panel carries no detail that the camera could resolve either.
    let angle = angle_to(DVec2::X).max(angle_to(DVec2::Y));
    Some(1.0 / angle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn density_of_a_frontal_panel_is_distance_over_pitch() {
        let panel = Panel {
            id: String::new(),
            wall: 0,
            corners_m: [
                DVec3::new(-0.25, 0.25, -7.0),
                DVec3::new(0.25, 0.25, -7.0),
                DVec3::new(0.25, -0.25, -7.0),
                DVec3::new(-0.25, -0.25, -7.0),
            ],
            pixels: [192, 192],
            slot: None,
        };
        let density = pixels_per_radian(&panel, DVec3::ZERO).expect("seen");
        assert!((density - 7.0 * 192.0 / 0.5).abs() < 1e-3, "{density}");
        assert_eq!(pixels_per_radian(&panel, DVec3::new(0.0, 0.0, -9.0)), None);
    }
}
