//! One LED panel, placed.
//!
//! In: corners in metres, pixels, a slot on a canvas. Out: where each LED is, and which canvas pixel feeds it.
//! Not here: how walls are laid out (`stage::shape`), panel type files (`stage::schema`).
//! Invariant: panels are flat rectangles; corners run top-left, top-right, bottom-right, bottom-left from the lit side.

use glam::{DVec2, DVec3};

use super::CanvasSlot;

/// A placed panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// `r<row>c<column>`, counted from the top left of its wall as seen from the lit side.
    pub id: String,
    /// Index of its wall in [`super::Stage::walls`].
    pub wall: usize,
    /// Corners in stage metres: top-left, top-right, bottom-right, bottom-left from the lit side.
    pub corners_m: [DVec3; 4],
    /// LEDs across and down.
    pub pixels: [u32; 2],
    /// Where on which canvas it is fed from; `None` when no canvas shows it (it stays dark).
    pub slot: Option<CanvasSlot>,
}

impl Panel {
    /// Unit vector out of the lit side.
    pub fn normal(&self) -> DVec3 {
        self.down_m().cross(self.right_m()).normalize()
    }

    /// The whole top edge, from left to right, metres.
    pub fn right_m(&self) -> DVec3 {
        self.corners_m[1] - self.corners_m[0]
    }

    /// The whole left edge, from top to bottom, metres.
    pub fn down_m(&self) -> DVec3 {
        self.corners_m[3] - self.corners_m[0]
    }

    /// Middle of the panel.
    pub fn centre_m(&self) -> DVec3 {
        (self.corners_m[0] + self.corners_m[2]) * 0.5
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
        let (right, down) = (self.right_m(), self.down_m());
        DVec2::new(
            from_corner.dot(right) / right.length_squared() * f64::from(self.pixels[0]),
            from_corner.dot(down) / down.length_squared() * f64::from(self.pixels[1]),
        )
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
        }
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
}
