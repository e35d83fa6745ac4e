//! A canvas in a borderless window: what the LED processor's input sees.
//!
//! In: a canvas's code values, a place on the desktop. Out: the same values on the screen, one to one.
//! Not here: where that is (`output::monitors`), whether its monitor is there (`output::presence`), the previs (`console`).
//! Invariant: nothing but the canvas is ever drawn on it; what a larger window leaves is black. A hidden or lost surface
//! costs this window a frame; the picture before stays.

use std::sync::Arc;

use wgpu::{CurrentSurfaceTexture, SurfaceConfiguration, SurfaceTexture};
use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::event_loop::ActiveEventLoop;
use winit::window::{Fullscreen, Window, WindowAttributes, WindowId, WindowLevel};

use crate::gpu::Gpu;
use crate::gpu::pipeline::{Draw, texture_unfiltered};
use crate::gpu::texture::Target;
use crate::stage::Canvas;

use super::surface_choice;

/// Why an output cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The display refused.
    #[error("output `{name}`: the display gave no window or surface: {reason}")]
    Display {
        /// The canvas.
        name: String,
        /// The display's words.
        reason: String,
    },
}

/// An open output.
pub struct CanvasWindow {
    /// Name of its canvas.
    pub canvas: String,
    /// What the operator has to know of its surface.
    pub notes: Vec<String>,
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
    /// Opens a hidden window of exactly the canvas's pixels, with everything that showing it needs.
    pub fn open(events: &ActiveEventLoop, gpu: &Gpu, canvas: &Canvas) -> Result<Self, OutputError> {
        let refused = |reason: String| OutputError::Display { name: canvas.name.clone(), reason };
        let attributes = Window::default_attributes()
            .with_title(format!("Cyclorama output {}", canvas.name))
            .with_decorations(false)
            .with_resizable(false)
            .with_visible(false)
            .with_active(false)
            .with_window_level(WindowLevel::AlwaysOnTop)
            .with_inner_size(PhysicalSize::new(canvas.size[0], canvas.size[1]));
        let window =
            events.create_window(unmanaged(attributes)).map_err(|error| refused(error.to_string()))?;
        let window = Arc::new(window);
        window.set_cursor_visible(false);
        let surface =
            gpu.instance.create_surface(Arc::clone(&window)).map_err(|error| refused(error.to_string()))?;
        let offered = surface.get_capabilities(&gpu.adapter).format_capabilities;
        let choice = surface_choice::choose(canvas.bits, canvas.transfer, &offered).ok_or_else(|| {
            let formats: Vec<_> = offered.iter().map(|offer| offer.format).collect();
            refused(format!("it offers {formats:?}, but none without its own transfer function"))
        })?;
        let mut configuration = surface
            .get_default_config(&gpu.adapter, canvas.size[0], canvas.size[1])
            .ok_or_else(|| refused("the adapter cannot present to it".to_owned()))?;
        configuration.format = choice.format;
        configuration.color_space = choice.color_space;
        configuration.present_mode = wgpu::PresentMode::Fifo;
        // More pictures in flight would be lag that no prediction knows of.
        configuration.desired_maximum_frame_latency = 1;
        surface.configure(&gpu.device, &configuration);
        let bindings = [texture_unfiltered(wgpu::TextureViewDimension::D2)];
        let layout = gpu.layout("present/codes", wgpu::ShaderStages::FRAGMENT, &bindings);
        let pipeline = gpu.render_pipeline(&Draw::flat(
            "present/canvas",
            "wall/present.wgsl",
            &[&layout],
            choice.format,
        ));
        let (canvas, notes) = (canvas.name.clone(), choice.notes);
        Ok(Self { canvas, notes, window, surface, configuration, pipeline, layout, codes: None })
    }

    /// The window that events name.
    pub fn id(&self) -> WindowId {
        self.window.id()
    }

    /// The surface in words: `Rgb10a2Unorm, Bt2100Pq`.
    pub fn surface_words(&self) -> String {
        format!("{:?}, {:?}", self.configuration.format, self.configuration.color_space)
    }

    /// Shows the window at a place of the desktop. False when the system does not let it go there.
    pub fn put(&mut self, events: &ActiveEventLoop, gpu: &Gpu, position: [i32; 2], size: [u32; 2]) -> bool {
        let corner = PhysicalPosition::new(position[0], position[1]);
        let extent = PhysicalSize::new(size[0], size[1]);
        let covered = events
            .available_monitors()
            .find(|monitor| monitor.position() == corner && monitor.size() == extent);
        let is_wayland = is_wayland(events);
        if is_wayland && covered.is_none() {
            return false;
        }
        // An unmanaged X11 window is where it is put, and covers a monitor without asking anybody.
        if is_wayland || !cfg!(target_os = "linux") {
            self.window.set_fullscreen(covered.map(|monitor| Fullscreen::Borderless(Some(monitor))));
        }
        self.window.set_outer_position(corner);
        let _ = self.window.request_inner_size(extent);
        (self.configuration.width, self.configuration.height) = (size[0], size[1]);
        self.window.set_visible(true);
        self.window.set_cursor_visible(false);
        self.surface.configure(&gpu.device, &self.configuration);
        true
    }

    /// Takes the window off the desktop, so that it lands on no other monitor.
    pub fn hide(&self) {
        self.window.set_visible(false);
    }

    /// Takes the code values of a renderer's canvas from now on.
    pub fn show(&mut self, gpu: &Gpu, codes: &Target) {
        let resources = [wgpu::BindingResource::TextureView(&codes.view)];
        self.codes = Some(gpu.group("present/codes", &self.layout, &resources));
    }

    /// Presents the canvas as it was last drawn; black before the first.
    pub fn present(&self, gpu: &Gpu) {
        let Some(frame) = self.acquire(gpu) else { return };
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
            if let Some(codes) = &self.codes {
                pass.set_pipeline(&self.pipeline);
                pass.set_bind_group(0, codes, &[]);
                pass.draw(0..3, 0..1);
            }
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

/// An X11 window that no window manager moves, decorates, covers with panels or gives the keyboard to.
#[cfg(all(unix, not(target_os = "macos")))]
fn unmanaged(attributes: WindowAttributes) -> WindowAttributes {
    use winit::platform::x11::WindowAttributesExtX11 as _;
    attributes.with_override_redirect(true)
}

/// Other systems have no such windows.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn unmanaged(attributes: WindowAttributes) -> WindowAttributes {
    attributes
}

/// Whether the display is Wayland's, which lets no program place a window but on a whole monitor.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn is_wayland(events: &ActiveEventLoop) -> bool {
    use winit::platform::wayland::ActiveEventLoopExtWayland as _;
    events.is_wayland()
}

/// Other systems let windows be placed.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub fn is_wayland(_events: &ActiveEventLoop) -> bool {
    false
}
