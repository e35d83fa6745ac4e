//! Windows with big numbers, one on each monitor.
//!
//! In: monitors. Out: their numbers, from 1, on the screen. Not here: the questions (`app::identify`).
//! Invariant: each window covers its monitor, and is gone with the value.

use winit::event_loop::ActiveEventLoop;

use crate::color::dither::Dither;
use crate::color::{CodeRange, Transfer};
use crate::gpu::Gpu;
use crate::gpu::texture::Shape;
use crate::stage::Canvas;

use super::monitors::Monitor;
use super::window::CanvasWindow;
use super::{numbers, survey};

/// Open windows, each with its number.
#[derive(Debug)]
pub struct Numbered {
    windows: Vec<CanvasWindow>,
    gpu: Gpu,
}

impl Numbered {
    /// Numbers the monitors in their order.
    pub fn open(events: &ActiveEventLoop, monitors: &[Monitor]) -> Result<Self, String> {
        let (gpu, _hidden) = survey::presenting_gpu(events)?;
        let mut windows = Vec::with_capacity(monitors.len());
        for (index, monitor) in monitors.iter().enumerate() {
            let size = monitor.size;
            let canvas = Canvas {
                name: format!("number {}", index + 1),
                size,
                transfer: Transfer::Srgb,
                bits: 8,
                range: CodeRange::Full,
                dither: Dither::Off,
            };
            let mut window = CanvasWindow::open(events, &gpu, &canvas).map_err(|error| error.to_string())?;
            let shape = Shape::flat(size, wgpu::TextureFormat::Rgba8Unorm);
            window.show(&gpu, &gpu.image("identify/number", shape, &numbers::picture(index + 1, size)));
            window.put(events, &gpu, monitor.position, size);
            windows.push(window);
        }
        Ok(Self { windows, gpu })
    }

    /// Presents every number.
    pub fn present(&self) {
        self.windows.iter().for_each(|window| window.present(&self.gpu));
    }
}
