//! Rain and snow between the wall and the distance: drops and flakes, then veils.
//!
//! In: a lit view that is being drawn, surfaces and sky done. Out: streaks over it. Not here: what falls how fast
//! (`sky::weather::precipitation`), the grey of all rain in the air (`air`).
//! Invariant: drops are functions of a number and the world's time, so nothing is kept and nothing is uploaded; they are drawn
//! in inner frusta and CG references only, never nearer than the wall. Tiles lie round the stage's mark, so every view draws the
//! same drops.

use std::ops::Range;

use crate::gpu::Gpu;
use crate::gpu::pipeline::{DepthWrite, Draw, reversed_depth};
use crate::render::targets::{LIGHT, SAMPLES};
use crate::sky::SkyPacket;

use super::Layouts;

/// Drops of the three tiles. Twin: `PRECIPITATION_RAIN` in shaders/scene/precipitation.wgsl.
const RAIN: [u32; 3] = [32_768, 49_152, 49_152];
/// Flakes. Twin: `PRECIPITATION_SNOW`.
const SNOW: [u32; 3] = [49_152, 65_536, 49_152];
/// Segments of a veil. Twin: `SHEET_SEGMENTS` in shaders/scene/rain_sheets.wgsl.
const SEGMENTS: u32 = 48;
/// Veils.
const SHEETS: u32 = 3;

/// The pipelines.
#[derive(Debug)]
pub struct Precipitation {
    drops: wgpu::RenderPipeline,
    sheets: wgpu::RenderPipeline,
}

impl Precipitation {
    /// Compiles the pass.
    pub fn new(gpu: &Gpu, layouts: &Layouts) -> Self {
        let groups = [&layouts.frame, &layouts.view, &layouts.empty, &layouts.sky];
        let draw = |label, shader| {
            gpu.render_pipeline(&Draw {
                blend: Some(wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING),
                depth: reversed_depth(DepthWrite::Off),
                samples: SAMPLES,
                ..Draw::flat(label, shader, &groups, LIGHT)
            })
        };
        Self {
            drops: draw("precipitation/drops", "scene/precipitation.wgsl"),
            sheets: draw("precipitation/sheets", "scene/rain_sheets.wgsl"),
        }
    }

    /// Draws into a lit view whose groups 0, 1 and 3 are set.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>, packet: &SkyPacket) {
        let instances = instances(packet);
        if instances.is_empty() {
            return;
        }
        pass.set_pipeline(&self.sheets);
        pass.draw(0..6 * SEGMENTS, 0..SHEETS);
        pass.set_pipeline(&self.drops);
        pass.draw(0..6, instances);
    }
}

/// Rain's come first, then snow's.
fn instances(packet: &SkyPacket) -> Range<u32> {
    let [rain, snow] = packet.rain_snow_mm_per_h;
    let (drops, all) = (RAIN.iter().sum::<u32>(), RAIN.iter().chain(&SNOW).sum::<u32>());
    let first = if rain > 0.0 { 0 } else { drops };
    let end = if snow > 0.0 { all } else { drops };
    first..end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fall_is_not_drawn() {
        let of = |rain_snow_mm_per_h| {
            instances(&SkyPacket { rain_snow_mm_per_h, ..bytemuck::Zeroable::zeroed() }).len()
        };
        assert_eq!(of([0.0, 0.0]), 0);
        assert_eq!(of([1.0, 0.0]), 131_072);
        assert_eq!(of([0.0, 1.0]), 163_840);
        assert_eq!(of([1.0, 1.0]), 131_072 + 163_840);
    }

    #[test]
    fn the_shaders_count_as_we_do() {
        let text = include_str!("../../../shaders/scene/precipitation.wgsl");
        for (name, [a, b, c]) in [("RAIN", RAIN), ("SNOW", SNOW)] {
            let line = format!("const PRECIPITATION_{name}: vec3u = vec3u({a}u, {b}u, {c}u);");
            assert!(text.contains(&line), "{line}");
        }
        let sheets = include_str!("../../../shaders/scene/rain_sheets.wgsl");
        assert!(sheets.contains(&format!("const SHEET_SEGMENTS: u32 = {SEGMENTS}u;")));
    }
}
