//! A canvas in a borderless window: what the LED processor's input sees.
//!
//! In: a canvas's code values, a place on the desktop. Out: the same values on the screen, one to one.
//! Not here: which canvases go out (`cli::run`), the previs (`console`). Nothing but the canvas is ever drawn on it.
//! Invariant: a hidden or lost surface costs this window a frame; the picture before stays.

use std::str::FromStr;
use std::sync::Arc;

use wgpu::{CurrentSurfaceTexture, SurfaceConfiguration, SurfaceTexture, TextureFormat};
use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::event_loop::ActiveEventLoop;
use winit::window::{Window, WindowId};

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, texture_unfiltered};
use crate::gpu::texture::Target;
use crate::stage::Canvas;

/// Which canvas goes where on the desktop: `CANVAS=X,Y`, the window's top left in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Name of the canvas.
    pub canvas: String,
    /// Top left on the desktop, pixels.
    pub position: [i32; 2],
}

/// Why an output cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// Not `CANVAS=X,Y`.
    #[error(
        "`{0}` is not an output: write CANVAS=X,Y, the place of its top left pixel on the desktop, as in main=1920,0"
    )]
    Form(String),
    /// No such canvas.
    #[error("output `{name}`: the stage has no such canvas; it has {known}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The display refused.
    #[error("output `{name}`: the display gave no window or surface: {reason}")]
    Display {
        /// The canvas.
        name: String,
        /// The display's words.
        reason: String,
    },
}

impl FromStr for Placement {
    type Err = OutputError;

    fn from_str(text: &str) -> Result<Self, OutputError> {
        let wrong = || OutputError::Form(text.to_owned());
        let (canvas, place) = text.split_once('=').ok_or_else(wrong)?;
        let (x, y) = place.split_once(',').ok_or_else(wrong)?;
        let number = |text: &str| text.trim().parse::<i32>().map_err(|_| wrong());
        if canvas.is_empty() {
            return Err(wrong());
        }
        Ok(Self { canvas: canvas.to_owned(), position: [number(x)?, number(y)?] })
    }
}

/// An open output.
pub struct CanvasWindow {
    /// Name of its canvas.
    pub canvas: String,
    window: Arc<Window>,
    surface: wgpu::Surface<'static>,
    configuration: SurfaceConfiguration,
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    codes: Option<wgpu::BindGroup>,
}

impl std::fmt::Debug for CanvasWindow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CanvasWindow").field("canvas", &self.canvas).finish_non_exhaustive()
    }
}

impl CanvasWindow {
    /// Opens a window of exactly the canvas's pixels. Black until [`CanvasWindow::show`].
    pub fn open(
        events: &ActiveEventLoop,
        gpu: &Gpu,
        canvas: &Canvas,
        placement: &Placement,
    ) -> Result<Self, OutputError> {
        let name = || canvas.name.clone();
        let refused = |reason: String| OutputError::Display { name: canvas.name.clone(), reason };
        let attributes = Window::default_attributes()
            .with_title(format!("Cyclorama output {}", canvas.name))
            .with_decorations(false)
            .with_resizable(false)
            .with_inner_size(PhysicalSize::new(canvas.size[0], canvas.size[1]))
            .with_position(PhysicalPosition::new(placement.position[0], placement.position[1]));
        let window = events.create_window(attributes).map_err(|error| refused(error.to_string()))?;
        let window = Arc::new(window);
        window.set_cursor_visible(false);
        let surface =
            gpu.instance.create_surface(Arc::clone(&window)).map_err(|error| refused(error.to_string()))?;
        let formats = surface.get_capabilities(&gpu.adapter).formats;
        // Codes go out as they are: a format that would code them again (sRGB) is not for them.
        let wanted = [TextureFormat::Rgb10a2Unorm, TextureFormat::Bgra8Unorm, TextureFormat::Rgba8Unorm];
        let wanted = if canvas.bits > 8 { &wanted[..] } else { &wanted[1..] };
        let format = wanted.iter().copied().find(|format| formats.contains(format)).ok_or_else(|| {
            refused(format!("it offers {formats:?}, but none without its own transfer function"))
        })?;
        if canvas.bits > 8 && format != TextureFormat::Rgb10a2Unorm {
            tracing::warn!(
                "output {}: the display offers 8 bits a channel; the canvas has {}. Files keep all of them",
                canvas.name,
                canvas.bits
            );
        }
        let mut configuration = surface
            .get_default_config(&gpu.adapter, canvas.size[0], canvas.size[1])
            .ok_or_else(|| refused("the adapter cannot present to it".to_owned()))?;
        configuration.format = format;
        configuration.present_mode = wgpu::PresentMode::Fifo;
        surface.configure(&gpu.device, &configuration);
        let bindings = [texture_unfiltered(wgpu::TextureViewDimension::D2)];
        let layout = gpu.layout("present/codes", wgpu::ShaderStages::FRAGMENT, &bindings);
        let pipeline =
            gpu.render_pipeline(&Draw::flat("present/canvas", "wall/present.wgsl", &[&layout], format));
        Ok(Self { canvas: name(), window, surface, configuration, pipeline, layout, codes: None })
    }

    /// The window that events name.
    pub fn id(&self) -> WindowId {
        self.window.id()
    }

    /// Takes the code values of a renderer's canvas from now on.
    pub fn show(&mut self, gpu: &Gpu, codes: &Target) {
        let resources = [wgpu::BindingResource::TextureView(&codes.view)];
        self.codes = Some(gpu.group("present/codes", &self.layout, &resources));
    }

    /// Presents the canvas as it was last drawn.
    pub fn present(&self, gpu: &Gpu) {
        let (Some(codes), Some(frame)) = (&self.codes, self.acquire(gpu)) else { return };
        let view = frame.texture.create_view(&Default::default());
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("present/canvas"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                ..Default::default()
            });
            pass.set_pipeline(&self.pipeline);
            pass.set_bind_group(0, codes, &[]);
            pass.draw(0..3, 0..1);
        }
        gpu.queue.submit([encoder.finish()]);
        self.window.pre_present_notify();
        gpu.queue.present(frame);
    }

    fn acquire(&self, gpu: &Gpu) -> Option<SurfaceTexture> {
        match self.surface.get_current_texture() {
            CurrentSurfaceTexture::Success(frame) | CurrentSurfaceTexture::Suboptimal(frame) => Some(frame),
            CurrentSurfaceTexture::Outdated | CurrentSurfaceTexture::Lost => {
                self.surface.configure(&gpu.device, &self.configuration);
                None
            }
            _ => None,
        }
    }
}

/// The canvas that a placement names.
pub fn canvas_index(canvases: &[Canvas], placement: &Placement) -> Result<usize, OutputError> {
    canvases.iter().position(|canvas| canvas.name == placement.canvas).ok_or_else(|| OutputError::Unknown {
        name: placement.canvas.clone(),
        known: canvases.iter().map(|canvas| canvas.name.as_str()).collect::<Vec<_>>().join(", "),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placement_reads_as_written() {
        let placement: Placement = "main=1920,-10".parse().unwrap();
        assert_eq!(placement, Placement { canvas: "main".into(), position: [1920, -10] });
        for bad in ["main", "main=", "main=3", "=1,2", "main=a,b"] {
            assert!(bad.parse::<Placement>().is_err(), "{bad}");
        }
    }
}
