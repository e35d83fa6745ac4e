//! A raster of linear RGBA in f32: what a target holds after readback.
//!
//! In: rows from the top, four channels. Out: the same by pixel. Not here: files (`output`), textures (`gpu`).
//! Invariant: `data.len() == width * height`.

/// Pixels, row by row from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// RGBA; the unit is the target's (CONTRACT.md 3).
    pub data: Vec<[f32; 4]>,
}

impl Picture {
    /// A picture filled with one value.
    pub fn filled(width: u32, height: u32, value: [f32; 4]) -> Self {
        Self { width, height, data: vec![value; width as usize * height as usize] }
    }

    /// The pixel in column `x` of row `y`.
    pub fn at(&self, x: u32, y: u32) -> [f32; 4] {
        self.data[y as usize * self.width as usize + x as usize]
    }

    /// The pixel in column `x` of row `y`, to write.
    pub fn at_mut(&mut self, x: u32, y: u32) -> &mut [f32; 4] {
        &mut self.data[y as usize * self.width as usize + x as usize]
    }
}
