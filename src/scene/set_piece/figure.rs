//! A stylised standing figure.
//!
//! In: bones with radii. Out: one smooth skin in matte colors. Not here: how a skin is made (`skin`).
//! Source of the proportions: ANSUR II (2012) medians scaled to 1.78 m. Blend: Quilez, polynomial smooth minimum.
//! Invariant: feet on y = 0, facing +Z.

use glam::Vec3;

use super::skin;
use crate::scene::generate::Shape;

/// A limb: a cone with round ends.
struct Bone {
    from: Vec3,
    to: Vec3,
    from_radius: f32,
    to_radius: f32,
    cloth: Cloth,
}

#[derive(Clone, Copy, PartialEq)]
enum Cloth {
    Skin,
    Jacket,
    Trousers,
    Shoes,
    Hair,
}

impl Cloth {
    /// Albedo, linear Rec.709.
    fn color(self) -> [f32; 3] {
        match self {
            Self::Skin => [0.42, 0.235, 0.15],
            Self::Jacket => [0.105, 0.085, 0.06],
            Self::Trousers => [0.05, 0.065, 0.10],
            Self::Shoes => [0.035, 0.022, 0.014],
            Self::Hair => [0.03, 0.02, 0.014],
        }
    }
}

/// How softly limbs run into each other, metres: 0.01 is jointed, 0.08 melts.
const BLEND_M: f32 = 0.05;
/// Cells of the skin, metres; 0.01 gives four times the triangles and no better shape.
const CELL_M: f32 = 0.017;

/// The figure.
pub(super) fn mannequin() -> Shape {
    let bones = bones();
    let field = |at: Vec3| distance(&bones, at);
    let mut shape = skin::wrap(Vec3::new(-0.46, -0.05, -0.27), Vec3::new(0.46, 1.85, 0.33), CELL_M, &field);
    for vertex in &mut shape.vertices {
        let at = Vec3::from_array(vertex.position);
        let nearest = bones
            .iter()
            .min_by(|a, b| a.distance(at).total_cmp(&b.distance(at)))
            .map_or(Cloth::Skin, |bone| bone.cloth);
        let [red, green, blue] = nearest.color();
        vertex.color = [red, green, blue, 1.0];
    }
    shape
}

fn distance(bones: &[Bone], at: Vec3) -> f32 {
    bones.iter().fold(f32::MAX, |near, bone| {
        let own = bone.distance(at);
        let blend = (BLEND_M - (near - own).abs()).max(0.0) / BLEND_M;
        near.min(own) - blend * blend * BLEND_M * 0.25
    })
}

impl Bone {
    fn distance(&self, at: Vec3) -> f32 {
        let along = self.to - self.from;
        let share = ((at - self.from).dot(along) / along.length_squared().max(1e-9)).clamp(0.0, 1.0);
        let radius = self.from_radius + (self.to_radius - self.from_radius) * share;
        (at - self.from - along * share).length() - radius
    }
}

/// A relaxed stance: weight on the right leg, one hand forward.
fn bones() -> Vec<Bone> {
    use Cloth::{Hair, Jacket, Shoes, Skin, Trousers};
    let mut bones = Vec::new();
    let mut add = |cloth, from: [f32; 3], to: [f32; 3], from_radius, to_radius| {
        let (from, to) = (Vec3::from_array(from), Vec3::from_array(to));
        bones.push(Bone { from, to, from_radius, to_radius, cloth });
    };
    add(Skin, [0.0, 1.600, 0.030], [0.0, 1.680, 0.004], 0.062, 0.086);
    add(Skin, [0.0, 1.640, 0.078], [0.0, 1.612, 0.092], 0.010, 0.014);
    add(Hair, [0.0, 1.688, -0.010], [0.0, 1.640, -0.035], 0.091, 0.072);
    add(Skin, [0.0, 1.46, -0.015], [0.0, 1.59, 0.002], 0.056, 0.050);
    add(Jacket, [0.0, 1.455, -0.015], [0.0, 1.48, -0.018], 0.072, 0.066);
    add(Jacket, [-0.145, 1.400, -0.015], [0.145, 1.400, -0.015], 0.064, 0.064);
    for side in [-1.0, 1.0] {
        add(Jacket, [side * 0.080, 1.345, -0.005], [side * 0.058, 1.12, 0.0], 0.105, 0.092);
        add(Jacket, [side * 0.058, 1.12, 0.0], [side * 0.072, 0.93, 0.0], 0.092, 0.104);
    }
    add(Trousers, [-0.085, 0.90, 0.0], [-0.100, 0.49, 0.012], 0.094, 0.062);
    add(Trousers, [-0.100, 0.49, 0.012], [-0.105, 0.11, -0.015], 0.062, 0.052);
    add(Trousers, [0.085, 0.90, 0.0], [0.150, 0.49, 0.055], 0.094, 0.062);
    add(Trousers, [0.150, 0.49, 0.055], [0.185, 0.11, 0.030], 0.062, 0.052);
    add(Shoes, [-0.107, 0.046, -0.045], [-0.125, 0.034, 0.150], 0.046, 0.034);
    add(Shoes, [0.188, 0.046, 0.0], [0.250, 0.034, 0.185], 0.046, 0.034);
    add(Jacket, [-0.190, 1.385, -0.015], [-0.262, 1.115, -0.035], 0.062, 0.050);
    add(Jacket, [-0.262, 1.115, -0.035], [-0.268, 0.885, 0.045], 0.050, 0.040);
    add(Skin, [-0.268, 0.865, 0.052], [-0.262, 0.765, 0.080], 0.036, 0.026);
    add(Jacket, [0.190, 1.385, -0.015], [0.275, 1.125, -0.020], 0.062, 0.050);
    add(Jacket, [0.275, 1.125, -0.020], [0.235, 0.965, 0.165], 0.050, 0.040);
    add(Skin, [0.228, 0.950, 0.180], [0.185, 0.915, 0.255], 0.036, 0.026);
    bones
}
