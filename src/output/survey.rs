//! What displays this machine has, for a person to read.
//!
//! In: the window system. Out: a line for each monitor, its modes, what its surfaces carry.
//! Not here: which output goes where (`output::monitors`), who prints it (`cli::doctor`).
//! Invariant: opens one hidden window for a moment and nothing else.

use std::sync::Arc;

use winit::application::ApplicationHandler;
use winit::event::WindowEvent;
use winit::event_loop::{ActiveEventLoop, EventLoop};
use winit::window::{Window, WindowId};

use crate::gpu::Gpu;

use super::monitors;

/// Modes listed of a monitor before the rest is counted.
const NAMED_MODES: usize = 8;

/// A device that can present to this display, from a hidden window of it.
pub fn presenting_gpu(events: &ActiveEventLoop) -> Result<(Gpu, wgpu::Surface<'static>), String> {
    let hidden = Window::default_attributes().with_title("Cyclorama").with_visible(false);
    let window = Arc::new(events.create_window(hidden).map_err(|error| error.to_string())?);
    let display = Box::new(events.owned_display_handle());
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_with_display_handle_from_env(display));
    let surface = instance.create_surface(window).map_err(|error| error.to_string())?;
    let gpu = Gpu::open(instance, Some(&surface)).map_err(|error| error.to_string())?;
    Ok((gpu, surface))
}

/// Looks at every display; lines of text, or why there is none.
pub fn lines() -> Result<Vec<String>, String> {
    let events = EventLoop::new().map_err(|error| error.to_string())?;
    let mut survey = Survey { lines: Ok(Vec::new()) };
    events.run_app(&mut survey).map_err(|error| error.to_string())?;
    survey.lines
}

struct Survey {
    lines: Result<Vec<String>, String>,
}

impl ApplicationHandler for Survey {
    fn resumed(&mut self, events: &ActiveEventLoop) {
        self.lines = look(events);
        events.exit();
    }

    fn window_event(&mut self, _events: &ActiveEventLoop, _window: WindowId, _event: WindowEvent) {}
}

fn look(events: &ActiveEventLoop) -> Result<Vec<String>, String> {
    let mut lines = Vec::new();
    for (handle, monitor) in events.available_monitors().zip(monitors::list(events)) {
        let refresh = monitor.refresh_millihertz;
        let now = refresh
            .map_or("refresh not told".into(), |refresh| format!("{:.3} Hz", f64::from(refresh) * 1e-3));
        let identity = monitor.edid.as_ref().map_or("no EDID".into(), |edid| {
            let name = edid.name.as_deref().unwrap_or("unnamed");
            format!("{name}, edid = \"{edid}\" or \"{:016x}\"", edid.hash)
        });
        lines.push(format!("{}, {now}; {identity}", monitor.words()));
        let mut modes: Vec<(u32, u32, u32, u16)> = handle
            .video_modes()
            .map(|mode| {
                let size = mode.size();
                (size.width, size.height, mode.refresh_rate_millihertz(), mode.bit_depth())
            })
            .collect();
        modes.sort_unstable_by(|one, other| other.cmp(one));
        modes.dedup();
        let word = |mode: &(u32, u32, u32, u16)| {
            format!("{}x{} {:.3} Hz {} bits", mode.0, mode.1, f64::from(mode.2) * 1e-3, mode.3)
        };
        let named: Vec<String> = modes.iter().take(NAMED_MODES).map(word).collect();
        let more = modes.len().saturating_sub(NAMED_MODES);
        if !named.is_empty() {
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            lines.push(format!("{} modes: {}{rest}", monitor.name, named.join(", ")));
        }
    }
    let (gpu, surface) = presenting_gpu(events)?;
    for offer in surface.get_capabilities(&gpu.adapter).format_capabilities {
        lines.push(format!("surface {:?}: {:?}", offer.format, offer.color_spaces));
    }
    let hdr = surface.display_hdr_info(&gpu.adapter);
    let told = hdr.luminance.is_some() || hdr.headroom.is_some() || hdr.bits_per_color.is_some();
    lines.push(if told { format!("HDR: {hdr:?}") } else { "HDR: the system tells nothing of it".to_owned() });
    Ok(lines)
}
