//! The physical set on the stage: what the previs draws in front of the wall.
//!
//! In: nothing. Out: [`SetPiece`]s: triangles with matte vertex colors, in stage axes and metres. Not here: the world
//! on the wall (`desert`), where the pieces stand (`console`, `render`).
//! Invariant: pieces stand on y = 0 and face +Z, toward the camera; the film camera looks along -Z from its pupil.

mod figure;
mod skin;

use glam::{Affine3A, Quat, Vec3};

use super::Vertex;
use super::generate::{Shape, cuboid, cylinder, rod};

/// A piece of the set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SetPiece {
    /// Vertices; `color` is the albedo, linear Rec.709.
    pub vertices: Vec<Vertex>,
    /// Three indices a triangle, counter-clockwise from outside.
    pub indices: Vec<u32>,
}

impl From<Shape> for SetPiece {
    fn from(shape: Shape) -> Self {
        Self { vertices: shape.vertices, indices: shape.indices }
    }
}

/// Albedo of the grey card (ISO 12232 exposure practice: 18 %).
pub const GREY_CARD_ALBEDO: f32 = 0.18;

const WOOD: [f32; 3] = [0.30, 0.16, 0.07];
const CANVAS: [f32; 3] = [0.035, 0.035, 0.04];
const METAL: [f32; 3] = [0.06, 0.06, 0.065];
const BODY: [f32; 3] = [0.022, 0.022, 0.024];
const BRIGHT: [f32; 3] = [0.32, 0.32, 0.33];

/// A standing figure, 1.78 m, feet on the origin, facing +Z.
pub fn mannequin() -> SetPiece {
    figure::mannequin().into()
}

/// A folding director's chair, 0.9 m high.
pub fn director_chair() -> SetPiece {
    let mut shape = Shape::default();
    let mut bar = |from: [f32; 3], to: [f32; 3], radius: f32| {
        shape.join(&rod(Vec3::from_array(from), Vec3::from_array(to), radius, radius, 10).painted(WOOD));
    };
    for x in [-0.27_f32, 0.27] {
        bar([x, 0.02, -0.21], [x, 0.02, 0.21], 0.017);
        bar([x, 0.64, -0.22], [x, 0.64, 0.23], 0.022);
        bar([x, 0.45, 0.19], [x, 0.64, 0.19], 0.014);
        bar([x, 0.45, -0.19], [x, 0.92, -0.23], 0.014);
        bar([x, 0.45, -0.21], [x, 0.45, 0.21], 0.017);
    }
    for z in [-0.17_f32, 0.17] {
        bar([-0.27, 0.02, z], [0.27, 0.45, z], 0.014);
        bar([0.27, 0.02, z + 0.03], [-0.27, 0.45, z + 0.03], 0.014);
    }
    shape.join(&sling(Vec3::new(0.0, 0.455, 0.0), Vec3::X * 0.27, Vec3::Z * 0.2, Vec3::NEG_Y * 0.035));
    shape.join(&sling(Vec3::new(0.0, 0.82, -0.222), Vec3::X * 0.27, Vec3::Y * 0.085, Vec3::NEG_Z * 0.03));
    shape.into()
}

/// Cloth between two bars: hangs by `sag` in the middle; both sides.
fn sling(centre: Vec3, half_width: Vec3, half_height: Vec3, sag: Vec3) -> Shape {
    let mut shape = Shape::default();
    let columns = 12;
    for face in [1.0_f32, -1.0] {
        for column in 0..columns {
            let at = |index: i32| {
                let share = index as f32 / columns as f32 * 2.0 - 1.0;
                centre + half_width * share + sag * (1.0 - share * share)
            };
            let (left, right) = (at(column), at(column + 1));
            let corners = [left - half_height, right - half_height, right + half_height, left + half_height];
            let normal = (corners[1] - corners[0]).cross(corners[3] - corners[0]).normalize();
            // The two faces stand 4 mm apart so that neither flickers through the other.
            let lift = normal * 0.002 * face;
            let mut corners = corners.map(|corner| corner + lift);
            if face < 0.0 {
                corners.reverse();
            }
            shape.push_quad(corners);
        }
    }
    shape.painted(CANVAS)
}

/// An 18 % grey card, 0.5 x 0.4 m, upright at 1.2 m on a stand, facing +Z; its back is grey as well.
pub fn grey_card() -> SetPiece {
    let mut shape = cylinder(0.011, 0.011, 1.1, 10).at(Vec3::Y * 0.05).painted(METAL);
    for leg in 0..3 {
        let angle = leg as f32 * std::f32::consts::TAU / 3.0;
        let foot = Vec3::new(angle.sin() * 0.3, 0.012, angle.cos() * 0.3);
        shape.join(&rod(foot, Vec3::Y * 0.32, 0.010, 0.010, 8).painted(METAL));
    }
    shape.join(&cuboid(Vec3::new(0.05, 0.06, 0.03)).at(Vec3::new(0.0, 1.12, -0.005)).painted(METAL));
    let card = cuboid(Vec3::new(0.5, 0.4, 0.006)).at(Vec3::new(0.0, 1.25, 0.012));
    shape.join(&card.painted([GREY_CARD_ALBEDO; 3]));
    shape.into()
}

/// A film camera whose entrance pupil is the origin, looking along -Z: matte box, lens, body, monitor, handle.
pub fn film_camera() -> SetPiece {
    let mut shape = Shape::default();
    let mut part = |size: [f32; 3], at: [f32; 3], color: [f32; 3]| {
        shape.join(&cuboid(Vec3::from_array(size)).at(Vec3::from_array(at)).painted(color));
    };
    part([0.125, 0.135, 0.19], [0.0, 0.005, 0.235], BODY);
    part([0.10, 0.12, 0.10], [0.0, 0.0, 0.375], BODY);
    part([0.11, 0.025, 0.36], [0.0, -0.085, 0.25], METAL);
    part([0.032, 0.03, 0.24], [0.0, 0.115, 0.24], METAL);
    part([0.03, 0.05, 0.03], [0.0, 0.085, 0.14], METAL);
    part([0.03, 0.05, 0.03], [0.0, 0.085, 0.33], METAL);
    part([0.18, 0.115, 0.022], [-0.15, 0.11, 0.22], BODY);
    part([0.165, 0.10, 0.004], [-0.15, 0.11, 0.2335], [0.05, 0.09, 0.12]);
    part([0.09, 0.012, 0.012], [-0.045, 0.10, 0.22], METAL);
    for (y, height) in [(0.078, 0.006), (-0.078, 0.006)] {
        part([0.18, height, 0.075], [0.0, y, -0.085], BODY);
    }
    for x in [-0.09, 0.09] {
        part([0.006, 0.156, 0.075], [x, 0.0, -0.085], BODY);
    }
    part([0.26, 0.004, 0.11], [0.0, 0.115, -0.12], BODY);
    let barrel = |from_z: f32, to_z: f32, radius: f32, color: [f32; 3]| {
        rod(Vec3::Z * from_z, Vec3::Z * to_z, radius, radius, 32).painted(color)
    };
    shape.join(&barrel(-0.05, 0.15, 0.048, BODY));
    shape.join(&barrel(-0.012, 0.028, 0.053, METAL));
    shape.join(&barrel(0.055, 0.085, 0.052, BRIGHT));
    shape.join(&barrel(-0.052, -0.0505, 0.040, [0.01, 0.012, 0.02]));
    for x in [-0.04, 0.04] {
        let rail = rod(Vec3::new(x, -0.07, -0.07), Vec3::new(x, -0.07, 0.38), 0.0075, 0.0075, 12);
        shape.join(&rail.painted(BRIGHT));
    }
    shape.into()
}

/// A tripod under the film camera: feet on y = 0, its head ending `head_height_m` above the floor (0.4 to 2.2 m).
pub fn tripod(head_height_m: f32) -> SetPiece {
    let height = head_height_m.clamp(0.4, 2.2);
    let mut shape = Shape::default();
    let crown = height - 0.20;
    for leg in 0..3 {
        let angle = leg as f32 * std::f32::consts::TAU / 3.0 + std::f32::consts::PI;
        let outward = Vec3::new(angle.sin(), 0.0, angle.cos());
        let side = Vec3::new(angle.cos(), 0.0, -angle.sin());
        let (top, foot) =
            (Vec3::Y * crown + outward * 0.07, outward * (0.10 + 0.38 * height) + Vec3::Y * 0.012);
        let knee = top.lerp(foot, 0.52);
        for offset in [-0.026, 0.026] {
            shape.join(&rod(top + side * offset, knee + side * offset, 0.012, 0.012, 10).painted(BODY));
        }
        shape.join(&rod(top.lerp(foot, 0.42), foot, 0.011, 0.010, 10).painted(BRIGHT));
        shape.join(&cylinder(0.03, 0.026, 0.02, 12).at(foot - Vec3::Y * 0.012).painted(BODY));
        let spreader = Vec3::Y * (crown * 0.32);
        shape.join(&rod(spreader, top.lerp(foot, 0.70), 0.008, 0.008, 8).painted(METAL));
    }
    shape.join(&cylinder(0.085, 0.075, 0.05, 24).at(Vec3::Y * (crown - 0.025)).painted(METAL));
    shape.join(&cylinder(0.055, 0.06, 0.08, 24).at(Vec3::Y * (crown + 0.025)).painted(BODY));
    let drum = rod(Vec3::new(-0.07, crown + 0.13, 0.0), Vec3::new(0.07, crown + 0.13, 0.0), 0.045, 0.045, 24);
    shape.join(&drum.painted(BODY));
    shape.join(&cuboid(Vec3::new(0.10, 0.025, 0.22)).at(Vec3::Y * (height - 0.0125)).painted(METAL));
    let handle =
        rod(Vec3::new(0.06, crown + 0.13, 0.05), Vec3::new(0.20, crown - 0.02, 0.52), 0.010, 0.014, 10);
    shape.join(&handle.painted(BODY));
    shape.into()
}

/// A straight slider of `length_m` along X under a tripod's head: two rails on feet, carriage in the middle, its top
/// `height_m` above the floor.
pub fn slider(length_m: f32, height_m: f32) -> SetPiece {
    let mut shape = Shape::default();
    let half = length_m.max(0.3) * 0.5;
    let rail_y = height_m - 0.06;
    for z in [-0.07_f32, 0.07] {
        let rail = rod(Vec3::new(-half, rail_y, z), Vec3::new(half, rail_y, z), 0.016, 0.016, 14);
        shape.join(&rail.painted(BRIGHT));
    }
    for x in [-half, half] {
        shape.join(&cuboid(Vec3::new(0.05, 0.05, 0.24)).at(Vec3::new(x, rail_y, 0.0)).painted(BODY));
        for z in [-0.28_f32, 0.28] {
            let (top, foot) = (Vec3::new(x, rail_y, z * 0.3), Vec3::new(x, 0.012, z));
            shape.join(&rod(foot, top, 0.016, 0.016, 10).painted(BODY));
        }
    }
    shape.join(&cuboid(Vec3::new(0.22, 0.045, 0.22)).at(Vec3::Y * (height_m - 0.0225)).painted(METAL));
    shape.into()
}

/// The piece turned by `yaw_rad` (left positive) and set down at a place of the stage.
pub fn placed(piece: SetPiece, position: Vec3, yaw_rad: f32) -> SetPiece {
    let place = Affine3A::from_rotation_translation(Quat::from_rotation_y(yaw_rad), position);
    Shape { vertices: piece.vertices, indices: piece.indices }.moved(place).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(piece: &SetPiece) -> (Vec3, Vec3) {
        let positions = piece.vertices.iter().map(|vertex| Vec3::from_array(vertex.position));
        positions.fold((Vec3::INFINITY, Vec3::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)))
    }

    #[test]
    fn pieces_are_sound() {
        for (name, piece) in [
            ("mannequin", mannequin()),
            ("chair", director_chair()),
            ("card", grey_card()),
            ("camera", film_camera()),
            ("tripod", tripod(1.4)),
            ("slider", slider(1.2, 0.4)),
        ] {
            println!("{name}: {} triangles", piece.indices.len() / 3);
            assert!(!piece.indices.is_empty() && piece.indices.len() % 3 == 0, "{name}");
            assert!(piece.indices.iter().all(|&index| (index as usize) < piece.vertices.len()), "{name}");
            for vertex in &piece.vertices {
                assert!((Vec3::from_array(vertex.normal).length() - 1.0).abs() < 1e-3, "{name}");
                assert!((Vec3::from_slice(&vertex.tangent).length() - 1.0).abs() < 1e-3, "{name}");
                assert!(vertex.color[..3].iter().all(|albedo| (0.0..0.9).contains(albedo)), "{name}");
            }
        }
    }

    #[test]
    fn mannequin_stands_and_is_as_tall_as_said() {
        let (low, high) = bounds(&mannequin());
        assert!((high.y - 1.78).abs() < 0.015, "{high}");
        assert!(low.y.abs() < 0.015, "{low}");
        assert!(high.x < 0.45 && low.x > -0.45);
    }

    #[test]
    fn the_card_is_18_percent_and_faces_the_camera() {
        let card = grey_card();
        let front = card.vertices.iter().filter(|vertex| vertex.normal[2] > 0.99 && vertex.color[0] == 0.18);
        assert_eq!(front.count(), 4);
    }

    #[test]
    fn placing_keeps_pieces_upright() {
        let (low, high) = bounds(&placed(mannequin(), Vec3::new(1.0, 0.0, -2.0), 1.0));
        assert!(low.y.abs() < 0.015 && high.y > 1.7 && low.x > 0.5 && high.z < -1.5);
    }
}
