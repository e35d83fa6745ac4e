//! The window's surface, and egui on it.
//!
//! In: a winit window, events, a closure that draws the desk. Out: presented frames, textures that egui can show.
//! Not here: what is drawn (`desk`), when (`app::window`).
//! Invariant: a lost, hidden or resized surface costs a frame, never the program.

use std::sync::Arc;

use egui::{TextureId, Ui, ViewportId};
use egui_wgpu::{RendererOptions, ScreenDescriptor};
use wgpu::{CurrentSurfaceTexture, FilterMode, SurfaceConfiguration, SurfaceTexture, TextureFormat};
use winit::event::WindowEvent;
use winit::event_loop::OwnedDisplayHandle;
use winit::window::Window;

use crate::gpu::{Gpu, GpuError};
use crate::render::targets::Targets;
use crate::timing::Clock;

use super::pictures::Pictures;
use super::theme;

/// Why there is no window.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// The display gave no surface.
    #[error(
        "the display gave no surface to draw on ({0}). Run with --headless, or install the display's Vulkan driver"
    )]
    NoSurface(String),
    /// The adapter cannot show anything on it.
    #[error("adapter `{0}` cannot present to this display. Run with --headless")]
    CannotPresent(String),
    /// No device.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

/// A window that shows egui.
pub struct Screen {
    window: Arc<Window>,
    surface: wgpu::Surface<'static>,
    configuration: SurfaceConfiguration,
    context: egui::Context,
    input: egui_winit::State,
    painter: egui_wgpu::Renderer,
    clock: Clock,
    waited_secs: f64,
}

impl std::fmt::Debug for Screen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Screen").field("configuration", &self.configuration).finish_non_exhaustive()
    }
}

impl Screen {
    /// Opens a device that can present to a window, and its surface.
    pub fn open(window: Arc<Window>, display: OwnedDisplayHandle) -> Result<(Self, Gpu), ScreenError> {
        let describe = wgpu::InstanceDescriptor::new_with_display_handle_from_env(Box::new(display));
        let instance = wgpu::Instance::new(describe);
        let surface = instance
            .create_surface(Arc::clone(&window))
            .map_err(|error| ScreenError::NoSurface(error.to_string()))?;
        let gpu = Gpu::open(instance, Some(&surface))?;
        let configuration = configuration(&gpu, &surface, &window)?;
        surface.configure(&gpu.device, &configuration);
        let context = egui::Context::default();
        theme::apply(&context);
        let side = gpu.device.limits().max_texture_dimension_2d as usize;
        let scale = Some(window.scale_factor() as f32);
        let input =
            egui_winit::State::new(context.clone(), ViewportId::ROOT, &*window, scale, None, Some(side));
        let painter = egui_wgpu::Renderer::new(&gpu.device, configuration.format, RendererOptions::default());
        Ok((
            Self {
                window,
                surface,
                configuration,
                context,
                input,
                painter,
                clock: Clock::start(),
                waited_secs: 0.0,
            },
            gpu,
        ))
    }

    /// Gives an event to egui.
    pub fn take(&mut self, event: &WindowEvent) {
        // What egui asks for after an event, the next frame does anyway.
        let _ = self.input.on_window_event(&self.window, event);
    }

    /// Whether a person writes into a field.
    pub fn is_written_into(&self) -> bool {
        self.context.text_edit_focused()
    }

    /// Follows the window's size; a size of zero (minimised) is waited out.
    pub fn resize(&mut self, gpu: &Gpu, width: u32, height: u32) {
        let largest = gpu.device.limits().max_texture_dimension_2d;
        if width == 0 || height == 0 {
            return;
        }
        (self.configuration.width, self.configuration.height) = (width.min(largest), height.min(largest));
        self.surface.configure(&gpu.device, &self.configuration);
    }

    /// How long the last frame blocked until the display gave a surface and took it back, seconds.
    pub fn waited_secs(&self) -> f64 {
        self.waited_secs
    }

    /// Leaves the pace to the outputs: this window then takes no part in waiting for a refresh, where the driver can.
    pub fn follow_outputs(&mut self, gpu: &Gpu) {
        let offered = self.surface.get_capabilities(&gpu.adapter).present_modes;
        let wanted = [wgpu::PresentMode::Mailbox, wgpu::PresentMode::Immediate];
        if let Some(mode) = wanted.into_iter().find(|mode| offered.contains(mode)) {
            self.configuration.present_mode = mode;
            self.surface.configure(&gpu.device, &self.configuration);
        }
    }

    /// Hands a renderer's pictures to egui, in place of those of the show before.
    pub fn adopt(&mut self, gpu: &Gpu, targets: &Targets, before: Option<Pictures>) -> Pictures {
        if let Some(before) = before {
            let camera = before.camera.into_iter().flat_map(|(both, _)| both);
            let stage = before.stage.into_iter().map(|(texture, _)| texture);
            for texture in camera.chain(stage).chain(before.canvases).chain(before.waveform) {
                self.painter.free_texture(&texture);
            }
        }
        let painter = &mut self.painter;
        let mut register = |target: &crate::gpu::texture::Target| -> TextureId {
            painter.register_native_texture(&gpu.device, &target.view, FilterMode::Linear)
        };
        let camera = targets.cameras.first().and_then(|camera| {
            let [picture, reference] = camera.displays.as_ref()?;
            let size = picture.texture.size();
            Some(([register(picture), register(reference)], size.width as f32 / size.height as f32))
        });
        let stage = targets.stage.as_ref().map(|(_, desk)| {
            let size = desk.texture.size();
            (register(desk), [size.width, size.height])
        });
        let canvases =
            targets.canvases.iter().filter_map(|canvas| canvas.display.as_ref()).map(&mut register).collect();
        let waveform = targets.waveform.as_ref().map(register);
        Pictures { camera, stage, canvases, waveform }
    }

    /// Draws a frame of the window and presents it. False when the window could not be drawn on now.
    #[expect(
        clippy::iter_over_hash_type,
        reason = "textures of the interface: each is its own, in any order"
    )]
    pub fn paint(&mut self, gpu: &Gpu, mut face: impl FnMut(&mut Ui)) -> bool {
        let input = self.input.take_egui_input(&self.window);
        let output = self.context.run_ui(input, |ui| face(ui));
        self.input.handle_platform_output(&self.window, output.platform_output);
        let mut textures = output.textures_delta;
        for (id, changes) in textures.set.drain() {
            for change in &changes {
                self.painter.update_texture(&gpu.device, &gpu.queue, id, change);
            }
        }
        let begin_secs = self.clock.now_secs();
        let acquired = self.acquire(gpu);
        self.waited_secs = self.clock.now_secs() - begin_secs;
        let is_shown = match acquired {
            Some(frame) => {
                let triangles = self.context.tessellate(output.shapes, output.pixels_per_point);
                self.submit(gpu, frame, &triangles, output.pixels_per_point);
                true
            }
            None => false,
        };
        for id in textures.free.drain() {
            self.painter.free_texture(&id);
        }
        is_shown
    }

    fn acquire(&mut self, gpu: &Gpu) -> Option<SurfaceTexture> {
        match self.surface.get_current_texture() {
            CurrentSurfaceTexture::Success(frame) | CurrentSurfaceTexture::Suboptimal(frame) => Some(frame),
            CurrentSurfaceTexture::Outdated | CurrentSurfaceTexture::Lost => {
                self.surface.configure(&gpu.device, &self.configuration);
                None
            }
            CurrentSurfaceTexture::Timeout
            | CurrentSurfaceTexture::Occluded
            | CurrentSurfaceTexture::Validation => None,
        }
    }

    fn submit(&mut self, gpu: &Gpu, frame: SurfaceTexture, triangles: &[egui::ClippedPrimitive], scale: f32) {
        let size_in_pixels = [self.configuration.width, self.configuration.height];
        let screen = ScreenDescriptor { size_in_pixels, pixels_per_point: scale };
        let label = wgpu::CommandEncoderDescriptor { label: Some("console") };
        let mut encoder = gpu.device.create_command_encoder(&label);
        let mut commands =
            self.painter.update_buffers(&gpu.device, &gpu.queue, &mut encoder, triangles, &screen);
        let view = frame.texture.create_view(&wgpu::TextureViewDescriptor::default());
        let pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("console/window"),
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
        self.painter.render(&mut pass.forget_lifetime(), triangles, &screen);
        commands.push(encoder.finish());
        gpu.queue.submit(commands);
        self.window.pre_present_notify();
        let begin_secs = self.clock.now_secs();
        gpu.queue.present(frame);
        self.waited_secs += self.clock.now_secs() - begin_secs;
    }
}

/// Vertical sync, and a format without an sRGB view: egui writes coded values.
fn configuration(
    gpu: &Gpu,
    surface: &wgpu::Surface<'_>,
    window: &Window,
) -> Result<SurfaceConfiguration, ScreenError> {
    let size = window.inner_size();
    let mut configuration = surface
        .get_default_config(&gpu.adapter, size.width.max(1), size.height.max(1))
        .ok_or_else(|| ScreenError::CannotPresent(gpu.names().0))?;
    let formats = surface.get_capabilities(&gpu.adapter).formats;
    let coded = [TextureFormat::Bgra8Unorm, TextureFormat::Rgba8Unorm];
    if let Some(format) = coded.into_iter().find(|format| formats.contains(format)) {
        configuration.format = format;
    }
    configuration.present_mode = wgpu::PresentMode::Fifo;
    configuration.desired_maximum_frame_latency = 1;
    Ok(configuration)
}
