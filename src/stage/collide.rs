//! Walls that stand in each other.
//!
//! In: a stage. Out: for each pair of walls that collide, one pair of panels. Not here: what is said of it (`lint`).
//! A panel is a prism from its face to [`CABINET_M`] behind it; convex bodies are parted by the separating axis theorem
//! (Gottschalk, Lin, Manocha, SIGGRAPH 1996: faces and pairs of edges). Panels of one wall are not compared.
//! Invariant: bodies that only touch, or overlap by less than [`SLACK_M`], do not collide.

use glam::DVec3;

use super::{Panel, Stage};

/// Depth of a cabinet that is surely there, metres. Real ones have 30 to 100 mm.
const CABINET_M: f64 = 0.02;
/// Overlap that measuring a stage leaves, metres. At half of it, tape-measured corners would be reported.
const SLACK_M: f64 = 0.005;

/// One pair of panel indices, in file order, for each pair of walls that collide.
pub(super) fn walls(stage: &Stage) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for second in 1..stage.walls.len() {
        for first in 0..second {
            let (one, two) = (&stage.walls[first], &stage.walls[second]);
            let (Some(bounds), Some(others)) = (
                Bounds::of(&stage.panels[one.panels.clone()]),
                Bounds::of(&stage.panels[two.panels.clone()]),
            ) else {
                continue;
            };
            if !bounds.meets(&others) {
                continue;
            }
            let near = |range: std::ops::Range<usize>, bounds: &Bounds| -> Vec<usize> {
                range
                    .filter(|index| {
                        Bounds::of(&stage.panels[*index..=*index]).is_some_and(|own| own.meets(bounds))
                    })
                    .collect()
            };
            let firsts = near(one.panels.clone(), &others);
            let seconds = near(two.panels.clone(), &bounds);
            let clash = firsts.iter().find_map(|one| {
                let hit = |two: &&usize| is_collision(&stage.panels[*one], &stage.panels[**two]);
                seconds.iter().find(hit).map(|two| (*one, *two))
            });
            found.extend(clash);
        }
    }
    found
}

/// A box along the axes.
struct Bounds {
    least: DVec3,
    most: DVec3,
}

impl Bounds {
    fn of(panels: &[Panel]) -> Option<Self> {
        let corners = || panels.iter().flat_map(Panel::outline_m);
        let least = corners().reduce(DVec3::min)? - CABINET_M;
        let most = corners().reduce(DVec3::max)? + CABINET_M;
        Some(Self { least, most })
    }

    fn meets(&self, other: &Self) -> bool {
        self.least.cmple(other.most).all() && other.least.cmple(self.most).all()
    }
}

/// A panel's prism: its corners, the directions of its edges, its faces' normals.
struct Solid {
    corners: Vec<DVec3>,
    edges: Vec<DVec3>,
    normals: Vec<DVec3>,
}

fn solid(panel: &Panel) -> Solid {
    let back = panel.normal() * -CABINET_M;
    let face: Vec<DVec3> = panel.outline_m().collect();
    let rim: Vec<DVec3> = (0..face.len()).map(|at| face[(at + 1) % face.len()] - face[at]).collect();
    Solid {
        corners: face.iter().flat_map(|corner| [*corner, *corner + back]).collect(),
        normals: rim.iter().map(|edge| edge.cross(back)).chain([back]).collect(),
        edges: rim.into_iter().chain([back]).collect(),
    }
}

impl Solid {
    /// Its extent along an axis.
    fn extent(&self, axis: DVec3) -> (f64, f64) {
        let along = self.corners.iter().map(|corner| corner.dot(axis));
        along.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
    }
}

fn is_collision(one: &Panel, two: &Panel) -> bool {
    let (one, two) = (solid(one), solid(two));
    let crosses = one.edges.iter().flat_map(|edge| two.edges.iter().map(move |other| edge.cross(*other)));
    let mut axes = one.normals.iter().chain(&two.normals).copied().chain(crosses);
    // Parallel edges give no axis; the faces' normals have parted such bodies already.
    !axes.any(|axis| {
        axis.try_normalize().is_some_and(|axis| {
            let ((low, high), (other_low, other_high)) = (one.extent(axis), two.extent(axis));
            high.min(other_high) - low.max(other_low) < SLACK_M
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::Outline;

    /// A panel of 1 x 1 m lit toward +Z, its bottom-left corner at `at`, or lit toward `+X` when turned.
    fn panel(at: DVec3, right: DVec3) -> Panel {
        let corners_m = [at + DVec3::Y, at + DVec3::Y + right, at + right, at];
        Panel {
            id: String::new(),
            wall: 0,
            corners_m,
            pixels: [1, 1],
            slot: None,
            outline: Outline::Rectangle,
        }
    }

    #[test]
    fn neighbours_touch_and_do_not_collide() {
        let one = panel(DVec3::ZERO, DVec3::X);
        assert!(!is_collision(&one, &panel(DVec3::X, DVec3::X)));
        assert!(!is_collision(&one, &panel(DVec3::Y, DVec3::X)));
        // The left wall of a room: lit toward +X, its right edge on the back wall's left edge.
        assert!(!is_collision(&one, &panel(DVec3::Z, DVec3::NEG_Z)));
    }

    #[test]
    fn crossing_and_coplanar_panels_collide() {
        let one = panel(DVec3::ZERO, DVec3::X);
        assert!(is_collision(&one, &panel(DVec3::new(0.5, 0.0, 0.5), DVec3::NEG_Z)));
        assert!(is_collision(&one, &panel(DVec3::new(0.9, 0.0, 0.0), DVec3::X)));
        assert!(is_collision(&one, &panel(DVec3::new(0.4, 0.4, -0.001), DVec3::new(0.6, 0.8, 0.0))));
    }

    #[test]
    fn a_triangle_ends_at_its_long_edge() {
        let mut half = panel(DVec3::ZERO, DVec3::X);
        half.outline = Outline::Triangle([[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]].map(glam::DVec2::from));
        let before = |x: f64, y: f64| panel(DVec3::new(x, y, 0.5), DVec3::NEG_Z);
        assert!(is_collision(&half, &before(0.2, 0.0)), "through its lower left");
        assert!(!is_collision(&half, &before(0.9, 0.2)), "beside its long edge");
    }

    #[test]
    fn a_clear_gap_does_not_collide() {
        let one = panel(DVec3::ZERO, DVec3::X);
        assert!(!is_collision(&one, &panel(DVec3::new(0.0, 0.0, -0.1), DVec3::X)));
        assert!(!is_collision(&one, &panel(DVec3::new(1.2, 0.0, 0.5), DVec3::NEG_Z)));
    }
}
