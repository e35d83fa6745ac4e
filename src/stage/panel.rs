//! One LED panel, placed; or one triangle of a mesh that is drawn as its texture coordinates say.
//!
//! In: corners in metres, pixels, a slot on a canvas. Out: where each LED is, and which canvas pixel feeds it.
//! Not here: how walls are laid out (`stage::shape`, `stage::mesh`), panel type files (`stage::schema`).
//! Invariant: flat, pixels to metres is affine; corners run top-left, top-right, bottom-right, bottom-left from the lit
//! side. Of triangles that share an edge exactly one owns a pixel whose centre lies on it.

use glam::{DVec2, DVec3};

use crate::math::Pose;

use super::CanvasSlot;

/// Which of its pixels a panel has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Outline {
    /// All: an LED panel.
    #[default]
    Rectangle,
    /// Those inside a triangle, given in panel pixels (edge coordinates). The panel's pixels and corners are then those
    /// of the mesh's whole raster, continued in the triangle's plane.
    Triangle([DVec2; 3]),
}

impl Outline {
    /// Whether a place is inside, of a panel of `size_px`, its edges widened by `slack_px`.
    pub fn has_px(&self, place_px: DVec2, size_px: DVec2, slack_px: f64) -> bool {
        match self {
            Self::Rectangle => {
                place_px.cmpge(DVec2::splat(-slack_px)).all() && place_px.cmple(size_px + slack_px).all()
            }
            Self::Triangle(corners) => edges(*corners)
                .iter()
                .all(|[from, to]| (*to - *from).perp_dot(place_px - *from) >= -slack_px * from.distance(*to)),
        }
    }
}

/// A placed panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// `r<row>c<column>`, counted from the top left of its wall as seen from the lit side; `t<index>` of a triangle.
    pub id: String,
    /// Index of its wall in [`super::Stage::walls`].
    pub wall: usize,
    /// Corners of its pixels in stage metres: top-left, top-right, bottom-right, bottom-left from the lit side.
    pub corners_m: [DVec3; 4],
    /// LEDs across and down.
    pub pixels: [u32; 2],
    /// Where on which canvas it is fed from; `None` when no canvas shows it (it stays dark).
    pub slot: Option<CanvasSlot>,
    /// Which of its pixels it has.
    pub outline: Outline,
}

impl Panel {
    /// Unit vector out of the lit side.
    pub fn normal(&self) -> DVec3 {
        self.down_m().cross(self.right_m()).normalize()
    }

    /// The whole top edge of its pixels, from left to right, metres.
    pub fn right_m(&self) -> DVec3 {
        self.corners_m[1] - self.corners_m[0]
    }

    /// The whole left edge of its pixels, from top to bottom, metres.
    pub fn down_m(&self) -> DVec3 {
        self.corners_m[3] - self.corners_m[0]
    }

    /// Whether it is a rectangle: an LED panel.
    pub fn is_rectangle(&self) -> bool {
        self.outline == Outline::Rectangle
    }

    /// Corners of its outline in panel pixels: four, or three of a triangle.
    pub fn outline_px(&self) -> impl Iterator<Item = DVec2> + Clone + use<> {
        let [w, h] = self.pixels.map(f64::from);
        let (corners, count) = match self.outline {
            Outline::Rectangle => {
                ([DVec2::ZERO, DVec2::new(w, 0.0), DVec2::new(w, h), DVec2::new(0.0, h)], 4)
            }
            Outline::Triangle([a, b, c]) => ([a, b, c, c], 3),
        };
        corners.into_iter().take(count)
    }

    /// Corners of its outline in stage metres, as [`Panel::outline_px`].
    pub fn outline_m(&self) -> impl Iterator<Item = DVec3> + Clone + use<> {
        let corners = match self.outline {
            Outline::Rectangle => self.corners_m,
            Outline::Triangle([a, b, c]) => [a, b, c, c].map(|px| self.point_m(px)),
        };
        corners.into_iter().take(if self.is_rectangle() { 4 } else { 3 })
    }

    /// Middle of its outline, panel pixels.
    pub fn middle_px(&self) -> DVec2 {
        match self.outline {
            Outline::Rectangle => DVec2::new(f64::from(self.pixels[0]), f64::from(self.pixels[1])) * 0.5,
            Outline::Triangle([a, b, c]) => (a + b + c) / 3.0,
        }
    }

    /// Middle of its outline, stage metres.
    pub fn centre_m(&self) -> DVec3 {
        match self.outline {
            Outline::Rectangle => (self.corners_m[0] + self.corners_m[2]) * 0.5,
            Outline::Triangle(_) => self.point_m(self.middle_px()),
        }
    }

    /// Lit area, square metres.
    pub fn area_m2(&self) -> f64 {
        let whole = self.right_m().cross(self.down_m()).length();
        whole * self.area_px() / (f64::from(self.pixels[0]) * f64::from(self.pixels[1]))
    }

    /// Area in pixels: its LEDs.
    pub fn area_px(&self) -> f64 {
        match self.outline {
            Outline::Rectangle => f64::from(self.pixels[0]) * f64::from(self.pixels[1]),
            Outline::Triangle([a, b, c]) => (b - a).perp_dot(c - a).abs() / 2.0,
        }
    }

    /// Stage position of a point in the panel's own pixels (edge coordinates, y down).
    pub fn point_m(&self, panel_px: DVec2) -> DVec3 {
        self.corners_m[0]
            + self.right_m() * (panel_px.x / f64::from(self.pixels[0]))
            + self.down_m() * (panel_px.y / f64::from(self.pixels[1]))
    }

    /// Panel pixels of a stage point in (or projected along the normal onto) the panel's plane.
    pub fn panel_px(&self, point_m: DVec3) -> DVec2 {
        let from_corner = point_m - self.corners_m[0];
        let [across, down] = self.pixels_per_metre();
        DVec2::new(from_corner.dot(across), from_corner.dot(down))
    }

    /// Vectors whose dot product with an offset in the panel's plane is its pixels across and down: the dual basis of
    /// [`Panel::right_m`] and [`Panel::down_m`], so that they need not be at right angles.
    pub fn pixels_per_metre(&self) -> [DVec3; 2] {
        let (right, down) = (self.right_m(), self.down_m());
        let (along, skew, high) = (right.length_squared(), right.dot(down), down.length_squared());
        let determinant = along * high - skew * skew;
        let [width, height] = self.pixels.map(f64::from);
        [
            (right * high - down * skew) * (width / determinant),
            (down * along - right * skew) * (height / determinant),
        ]
    }

    /// LED pitch across and down, metres.
    pub fn pitch_m(&self) -> DVec2 {
        DVec2::new(
            self.right_m().length() / f64::from(self.pixels[0]),
            self.down_m().length() / f64::from(self.pixels[1]),
        )
    }

    /// Canvas pixels of the four corners (edge coordinates), in the order of `corners_m`.
    pub fn corners_px(&self) -> Option<[DVec2; 4]> {
        let [w, h] = self.pixels.map(f64::from);
        let slot = self.slot?;
        Some(
            [DVec2::ZERO, DVec2::new(w, 0.0), DVec2::new(w, h), DVec2::new(0.0, h)]
                .map(|corner| slot.canvas_px(corner, self.pixels)),
        )
    }

    /// Whether a place in panel pixels is on the panel, its edges widened by `slack_px`.
    pub fn has_px(&self, panel_px: DVec2, slack_px: f64) -> bool {
        let size = DVec2::new(f64::from(self.pixels[0]), f64::from(self.pixels[1]));
        self.outline.has_px(panel_px, size, slack_px)
    }

    /// Its LEDs by column and row: the pixels whose centres lie inside its outline; of two triangles that share an
    /// edge one has the centres on it, by the top-left rule of rasterisers.
    pub fn leds(&self) -> impl Iterator<Item = [u32; 2]> + use<> {
        let (mut low, mut high) = ([0, 0], self.pixels);
        let outline = self.outline;
        if let Outline::Triangle([a, b, c]) = outline {
            let whole = |at: DVec2| [0, 1].map(|axis| (at[axis].max(0.0) as u32).min(self.pixels[axis]));
            low = whole(a.min(b).min(c));
            let top = whole(a.max(b).max(c).ceil());
            high = top;
        }
        let columns = low[0]..high[0];
        (low[1]..high[1]).flat_map(move |row| columns.clone().map(move |column| [column, row])).filter(
            move |led| match outline {
                Outline::Rectangle => true,
                Outline::Triangle(corners) => owns(corners, *led),
            },
        )
    }

    /// 25 places all over its outline, corners included, panel pixels.
    pub fn spread_px(&self) -> [DVec2; 25] {
        let size = DVec2::new(f64::from(self.pixels[0]), f64::from(self.pixels[1]));
        std::array::from_fn(|step| {
            let share = DVec2::new((step % 5) as f64, (step / 5) as f64) / 4.0;
            match self.outline {
                Outline::Rectangle => size * share,
                Outline::Triangle([a, b, c]) => a + ((b - a) + (c - b) * share.y) * share.x,
            }
        })
    }

    /// The panel where a body has carried it that stood on the mark, unturned.
    pub fn carried_by(&self, body: &Pose) -> Self {
        Self { corners_m: self.corners_m.map(|corner| body.transform_point(corner)), ..self.clone() }
    }
}

/// Edges of a triangle, so that its inside has a positive cross product with each.
fn edges(corners: [DVec2; 3]) -> [[DVec2; 2]; 3] {
    let [a, b, c] = corners;
    if (b - a).perp_dot(c - a) >= 0.0 { [[a, b], [b, c], [c, a]] } else { [[a, c], [c, b], [b, a]] }
}

/// Whether the centre of a pixel belongs to a triangle. With y down and the inside on the positive side, an edge that
/// runs up is a left edge and a level one that runs to the right a top edge: these own their centres.
fn owns(corners: [DVec2; 3], led: [u32; 2]) -> bool {
    let centre = DVec2::new(f64::from(led[0]) + 0.5, f64::from(led[1]) + 0.5);
    edges(corners).iter().all(|[from, to]| {
        let along = *to - *from;
        // From the same end for both neighbours, so that rounding is theirs alike.
        let is_swapped = (to.x, to.y) < (from.x, from.y);
        let (base, sign) = if is_swapped { (*to, -1.0) } else { (*from, 1.0) };
        let side = sign * (along * sign).perp_dot(centre - base);
        side > 0.0 || side == 0.0 && (along.y < 0.0 || along.y == 0.0 && along.x > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::QuarterTurn;

    fn panel(turn: QuarterTurn) -> Panel {
        Panel {
            id: "r0c0".into(),
            wall: 0,
            corners_m: [
                DVec3::new(-0.5, 1.0, -3.0),
                DVec3::new(0.5, 1.0, -3.0),
                DVec3::new(0.5, 0.5, -3.0),
                DVec3::new(-0.5, 0.5, -3.0),
            ],
            pixels: [8, 4],
            slot: Some(CanvasSlot { canvas: 0, x: 10, y: 20, turn }),
            outline: Outline::Rectangle,
        }
    }

    fn triangle(corners: [[f64; 2]; 3]) -> Panel {
        Panel { outline: Outline::Triangle(corners.map(DVec2::from)), ..panel(QuarterTurn::None) }
    }

    #[test]
    fn a_wall_before_the_mark_faces_it() {
        assert_eq!(panel(QuarterTurn::None).normal(), DVec3::Z);
        assert_eq!(panel(QuarterTurn::None).point_m(DVec2::new(4.0, 2.0)), DVec3::new(0.0, 0.75, -3.0));
        assert_eq!(panel(QuarterTurn::None).panel_px(DVec3::new(0.0, 0.75, -2.0)), DVec2::new(4.0, 2.0));
    }

    #[test]
    fn a_quarter_turn_stands_the_piece_up() {
        let corners = panel(QuarterTurn::Right).corners_px().expect("on a canvas");
        assert_eq!(
            corners,
            [DVec2::new(14.0, 20.0), DVec2::new(14.0, 28.0), DVec2::new(10.0, 28.0), DVec2::new(10.0, 20.0)]
        );
    }

    #[test]
    fn pixels_and_metres_are_inverse_on_a_skewed_patch() {
        let mut patch = panel(QuarterTurn::None);
        let (right, down) = (DVec3::new(0.9, 0.3, 0.1), DVec3::new(0.4, -0.5, 0.2));
        let corner = patch.corners_m[0];
        patch.corners_m = [corner, corner + right, corner + right + down, corner + down];
        for px in [[0.0, 0.0], [8.0, 4.0], [1.25, 3.5], [-2.0, 7.0]].map(DVec2::from) {
            let there = patch.point_m(px) + patch.normal() * 0.3;
            assert!((patch.panel_px(there) - px).length() < 1e-12, "{px}");
        }
    }

    /// The diagonal of 8 x 8 pixels runs through eight centres: they must be owned once.
    #[test]
    fn triangles_that_share_an_edge_own_each_pixel_once() {
        let mut random = 0x9E37_79B9_u32;
        let mut next = move || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(random >> 8) / f64::from(1 << 24)
        };
        for round in 0..200 {
            let middle = if round == 0 { [4.0, 2.0] } else { [next() * 8.0, next() * 4.0] };
            let corners = [[0.0, 0.0], [8.0, 0.0], [8.0, 4.0], [0.0, 4.0]];
            let mut owners = [[0_u32; 8]; 4];
            for index in 0..4 {
                let mut three = [corners[index], corners[(index + 1) % 4], middle];
                three.rotate_left(round % 3);
                if round % 2 == 1 {
                    three.swap(0, 1);
                }
                for [column, row] in triangle(three).leds() {
                    owners[row as usize][column as usize] += 1;
                }
            }
            assert!(owners.iter().flatten().all(|count| *count == 1), "{middle:?}: {owners:?}");
        }
        let halves = [[[0.0, 0.0], [4.0, 4.0], [0.0, 4.0]], [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0]]];
        let counts = halves.map(|corners| triangle(corners).leds().count());
        assert_eq!(
            counts,
            [6, 10],
            "the centres on the diagonal are on the left edge of the upper right half"
        );
    }

    #[test]
    fn a_triangle_has_half_the_area_and_its_own_middle() {
        let half = triangle([[0.0, 0.0], [8.0, 0.0], [8.0, 4.0]]);
        assert_eq!((half.area_px(), half.area_m2()), (16.0, 0.25));
        let third = DVec3::new(0.5 - 1.0 / 3.0, 1.0 - 0.5 / 3.0, -3.0);
        assert!((half.centre_m() - third).length() < 1e-12);
        assert_eq!(half.outline_m().nth(2), Some(DVec3::new(0.5, 0.5, -3.0)));
        assert!(half.spread_px().iter().all(|px| half.has_px(*px, 1e-9)));
        assert!(half.has_px(DVec2::new(8.0, 4.0), 1e-9) && !half.has_px(DVec2::new(3.0, 2.0), 0.1));
        assert_eq!(panel(QuarterTurn::None).leds().count(), 32);
    }
}
