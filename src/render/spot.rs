//! A spot of the simulated camera's picture, read back for the meter.
//!
//! In: a camera's picture, a pixel. Out: the mean light of a square round it, a frame or two later.
//! Not here: what a meter makes of it (`lens::exposure`).
//! Invariant: never waits for the GPU; its one buffer is made with the renderer. While a copy is under way no other is asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use glam::DVec3;

use crate::gpu::Gpu;

/// Side of the square, pixels: a spot of 0.8 % of a 1920-pixel picture, as a one-degree meter has on a 50 mm lens.
pub const SIDE: u32 = 16;
const TEXEL_BYTES: u32 = 16;
const BYTES: u64 = (SIDE * SIDE * TEXEL_BYTES) as u64;
// Rows of a copy are aligned to 256 bytes, which 16 texels of rgba32float are.
const _: () = assert!(SIDE * TEXEL_BYTES == wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);

/// Where the copy is.
const IDLE: u8 = 0;
const COPIED: u8 = 1;
const ASKED: u8 = 2;
const ARRIVED: u8 = 3;

/// A place on a camera's picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpotPlace {
    /// Index of the camera.
    pub camera: usize,
    /// Share of the picture's width and height, 0..=1.
    pub at: [f32; 2],
}

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpotLight {
    /// Where.
    pub place: SpotPlace,
    /// Mean light of the square's pixels on a wall, linear ACEScg, 1.0 = 100 nits; `None` where there is no wall.
    pub light: Option<DVec3>,
}

/// The buffer and what was read from it last.
#[derive(Debug)]
pub struct Spot {
    mapped: wgpu::Buffer,
    state: Arc<AtomicU8>,
    reading: Option<SpotPlace>,
    last: Option<SpotLight>,
}

impl Spot {
    /// Makes the buffer.
    pub fn new(gpu: &Gpu) -> Self {
        let mapped = gpu.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("spot/mapped"),
            size: BYTES,
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        Self { mapped, state: Arc::new(AtomicU8::new(IDLE)), reading: None, last: None }
    }

    /// What arrived last.
    pub fn last(&self) -> Option<SpotLight> {
        self.last
    }

    /// Takes what has arrived; call before recording a frame.
    pub(super) fn collect(&mut self) {
        if self.state.load(Ordering::Acquire) != ARRIVED {
            return;
        }
        if let (Ok(range), Some(place)) = (self.mapped.get_mapped_range(..), self.reading.take()) {
            self.last = Some(SpotLight { place, light: mean(&range) });
        }
        self.mapped.unmap();
        self.state.store(IDLE, Ordering::Release);
    }

    /// Records the copy of a square of rgba32float, unless one is under way.
    pub(super) fn record(
        &mut self,
        encoder: &mut wgpu::CommandEncoder,
        picture: &wgpu::Texture,
        place: SpotPlace,
    ) {
        let size = picture.size();
        if self.state.load(Ordering::Acquire) != IDLE || size.width < SIDE || size.height < SIDE {
            return;
        }
        let mut from = picture.as_image_copy();
        from.origin = wgpu::Origin3d {
            x: first_pixel(place.at[0], size.width),
            y: first_pixel(place.at[1], size.height),
            z: 0,
        };
        let layout = wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some(SIDE * TEXEL_BYTES),
            rows_per_image: Some(SIDE),
        };
        let onto = wgpu::TexelCopyBufferInfo { buffer: &self.mapped, layout };
        let square = wgpu::Extent3d { width: SIDE, height: SIDE, depth_or_array_layers: 1 };
        encoder.copy_texture_to_buffer(from, onto, square);
        self.reading = Some(place);
        self.state.store(COPIED, Ordering::Release);
    }

    /// Asks for the copy that was just submitted.
    pub(super) fn request(&self) {
        if self.state.compare_exchange(COPIED, ASKED, Ordering::AcqRel, Ordering::Acquire).is_err() {
            return;
        }
        let state = Arc::clone(&self.state);
        self.mapped.map_async(wgpu::MapMode::Read, .., move |result| {
            state.store(if result.is_ok() { ARRIVED } else { IDLE }, Ordering::Release);
        });
    }
}

/// First pixel of the square round a share of a side, kept inside the picture.
fn first_pixel(share: f32, side: u32) -> u32 {
    let centre = f64::from(share.clamp(0.0, 1.0)) * f64::from(side);
    (centre - f64::from(SIDE) / 2.0).round().clamp(0.0, f64::from(side - SIDE)) as u32
}

/// Mean of the pixels that lie on a wall.
fn mean(bytes: &[u8]) -> Option<DVec3> {
    let (mut sum, mut count) = (DVec3::ZERO, 0.0);
    for texel in bytes.chunks_exact(TEXEL_BYTES as usize) {
        let lane = |at: usize| {
            f64::from(f32::from_le_bytes([texel[at], texel[at + 1], texel[at + 2], texel[at + 3]]))
        };
        if lane(12) > 0.5 {
            sum += DVec3::new(lane(0), lane(4), lane(8));
            count += 1.0;
        }
    }
    (count > 0.0).then(|| sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_stays_inside_the_picture() {
        assert_eq!([0.0, 0.5, 1.0, 7.0].map(|share| first_pixel(share, 320)), [0, 152, 304, 304]);
        assert_eq!(first_pixel(f32::NAN, 320), 0);
        assert_eq!(first_pixel(0.5, SIDE), 0);
    }

    #[test]
    fn only_pixels_on_a_wall_count() {
        let texel = |rgba: [f32; 4]| rgba.map(f32::to_le_bytes).concat();
        let bytes =
            [texel([1.0, 2.0, 3.0, 1.0]), texel([9.0; 4].map(|v| v * 0.0)), texel([3.0, 4.0, 5.0, 1.0])];
        assert_eq!(mean(&bytes.concat()), Some(DVec3::new(2.0, 3.0, 4.0)));
        assert_eq!(mean(&texel([1.0, 1.0, 1.0, 0.0])), None);
    }
}
