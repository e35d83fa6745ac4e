//! What a ray meets first: which panel, where, from which side.
//!
//! In: a stage, a ray. Out: the nearest panel. Not here: pictures of rays (`verify::ray_caster`, which shares nothing with this).
//! Invariant: the nearest panel wins whichever side it shows.

use glam::DVec3;

use super::Stage;

/// Edges are closed by this much, panel pixels.
const SLACK_PX: f64 = 1e-6;

/// Where a ray ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RayHit {
    /// Index in [`Stage::panels`].
    pub panel: usize,
    /// The point, stage metres.
    pub point_m: DVec3,
    /// From the ray's start, metres.
    pub distance_m: f64,
    /// Whether it meets the LEDs, not the back.
    pub is_lit_side: bool,
}

impl Stage {
    /// The nearest panel that a ray from `start_m` along `direction` (any length) meets.
    pub fn hit(&self, start_m: DVec3, direction: DVec3) -> Option<RayHit> {
        let direction = direction.try_normalize()?;
        let mut nearest: Option<RayHit> = None;
        for (index, panel) in self.panels.iter().enumerate() {
            let normal = panel.normal();
            let facing = direction.dot(normal);
            let distance_m = (panel.corners_m[0] - start_m).dot(normal) / facing;
            if !(distance_m > 0.0 && nearest.is_none_or(|hit| distance_m < hit.distance_m)) {
                continue;
            }
            let point_m = start_m + direction * distance_m;
            if panel.has_px(panel.panel_px(point_m), SLACK_PX) {
                nearest = Some(RayHit { panel: index, point_m, distance_m, is_lit_side: facing < 0.0 });
            }
        }
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    /// A ceiling at 4 m over z = -1, lit downward: a ray from below ends on its LEDs, one from above on its back, one that
    /// goes away from it nowhere.
    #[test]
    fn a_ray_ends_on_the_first_panel() {
        let stage = sample::clean().stage;
        let below = stage.hit(DVec3::new(0.05, 1.0, -1.02), DVec3::Y * 2.0).expect("the ceiling");
        assert!(below.is_lit_side && (below.distance_m - 3.0).abs() < 1e-9, "{below:?}");
        assert!((below.point_m - DVec3::new(0.05, 4.0, -1.02)).length() < 1e-9);
        let above = stage.hit(DVec3::new(0.05, 6.0, -1.02), -DVec3::Y).expect("the ceiling");
        assert!(!above.is_lit_side && (above.distance_m - 2.0).abs() < 1e-9);
        assert_eq!(stage.hit(DVec3::new(0.05, 1.0, -1.02), DVec3::new(0.0, -1.0, 1.0)), None);
        assert_eq!(stage.hit(DVec3::ZERO, DVec3::ZERO), None);
    }
}
