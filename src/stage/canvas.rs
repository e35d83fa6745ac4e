//! Canvases: the rasters that LED processors take in, and a panel's place on one.
//!
//! In: pixel rectangles. Out: canvas pixels of panel pixels. Not here: windows and monitors (`output`).
//! Invariant: a slot maps LEDs to canvas pixels one to one; turns are by quarter turns only.

use glam::DVec2;

use crate::color::dither::Dither;
use crate::color::{CodeRange, Transfer};

/// One processor input.
#[derive(Clone, Debug, PartialEq)]
pub struct Canvas {
    /// Name, as in `canvas:NAME`.
    pub name: String,
    /// Width and height in pixels.
    pub size: [u32; 2],
    /// How its signal stands for light.
    pub transfer: Transfer,
    /// Bits a channel: 8 or 10.
    pub bits: u32,
    /// Which codes are used.
    pub range: CodeRange,
    /// Noise before rounding.
    pub dither: Dither,
}

impl Canvas {
    /// PQ in 8 bits: each code is a step of some 4 % of luminance.
    pub fn is_pq_at_8_bit(&self) -> bool {
        self.transfer == Transfer::Pq && self.bits <= 8
    }
}

/// How a panel's picture is turned on the canvas, clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuarterTurn {
    /// Upright.
    #[default]
    None,
    /// 90 degrees clockwise: the panel's top edge is the piece's right edge.
    Right,
    /// 180 degrees.
    Half,
    /// 270 degrees clockwise: the panel's top edge is the piece's left edge.
    Left,
}

/// Where a panel is fed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CanvasSlot {
    /// Index in [`super::Stage::canvases`].
    pub canvas: usize,
    /// Left edge of the piece on the canvas, pixels.
    pub x: u32,
    /// Top edge of the piece on the canvas, pixels.
    pub y: u32,
    /// Turn of the piece.
    pub turn: QuarterTurn,
}

impl CanvasSlot {
    /// Size of the piece on the canvas for a panel of `pixels`.
    pub fn size(&self, pixels: [u32; 2]) -> [u32; 2] {
        match self.turn {
            QuarterTurn::None | QuarterTurn::Half => pixels,
            QuarterTurn::Right | QuarterTurn::Left => [pixels[1], pixels[0]],
        }
    }

    /// Canvas position (edge coordinates) of a position in the panel's own pixels.
    pub fn canvas_px(&self, panel_px: DVec2, pixels: [u32; 2]) -> DVec2 {
        let [w, h] = pixels.map(f64::from);
        let DVec2 { x, y } = panel_px;
        let inside = match self.turn {
            QuarterTurn::None => DVec2::new(x, y),
            QuarterTurn::Right => DVec2::new(h - y, x),
            QuarterTurn::Half => DVec2::new(w - x, h - y),
            QuarterTurn::Left => DVec2::new(y, w - x),
        };
        DVec2::new(f64::from(self.x), f64::from(self.y)) + inside
    }
}
