//! The outputs of a running show: windows on monitors, looked after once a second.
//!
//! In: what goes where, the monitors of this moment, the show's canvases. Out: presented canvases, an alarm in words.
//! Not here: a window (`output::window`), which monitor is meant (`output::monitors`), the event loop (`app::window`).
//! Invariant: every pipeline stands before "ready"; a lost output holds its last picture and is shown nowhere else.

use winit::event_loop::ActiveEventLoop;
use winit::window::WindowId;

use crate::app::pipes::Pipes;
use crate::gpu::Gpu;
use crate::output::cadence;
use crate::output::monitors::{self, Found, Monitor};
use crate::output::presence::{Change, Presence};
use crate::output::window::{CanvasWindow, is_wayland};
use crate::stage::{Canvas, Output, Place, Stage};
use crate::timing::{Clock, Rate};

use super::playing::Playing;

/// Seconds between two looks at the monitors.
const LOOK_SECS: f64 = 1.0;
/// Seconds between two signs of life to the system's idle clock.
const AWAKE_SECS: f64 = 30.0;

/// An output that is open, shown or not.
#[derive(Debug)]
struct OpenOutput {
    canvas: Canvas,
    place: Place,
    window: CanvasWindow,
    presence: Presence,
    /// What is wrong, as last told; empty when nothing is.
    fault: String,
}

/// All outputs of a run.
#[derive(Debug)]
pub(super) struct Outputs {
    open: Vec<OpenOutput>,
    pipes: Pipes,
    monitors: Vec<Monitor>,
    rate: Rate,
    next_look_secs: f64,
    next_awake_secs: f64,
    #[cfg(all(unix, not(target_os = "macos")))]
    awake: Option<crate::output::x11::Awake>,
    /// All faults in one line; empty when nothing is wrong.
    alarm: String,
}

impl Outputs {
    /// Opens every window, and shows those whose monitor is there.
    pub(super) fn open(
        events: &ActiveEventLoop,
        gpu: &Gpu,
        (stage, rate): (&Stage, Rate),
        wanted: &[Output],
    ) -> anyhow::Result<Self> {
        let mut open = Vec::with_capacity(wanted.len());
        for output in wanted {
            if matches!(output.place, Place::Pipe(_)) {
                continue;
            }
            let canvas = stage.canvases[output.canvas].clone();
            let window = CanvasWindow::open(events, gpu, &canvas)?;
            for note in &window.notes {
                tracing::warn!("output {}: {note}", canvas.name);
            }
            let (place, presence) = (output.place.clone(), Presence::default());
            open.push(OpenOutput { canvas, place, window, presence, fault: String::new() });
        }
        let mut outputs = Self {
            open,
            pipes: Pipes::open(gpu, (stage, rate), wanted)?,
            monitors: Vec::new(),
            rate,
            next_look_secs: f64::NEG_INFINITY,
            next_awake_secs: f64::NEG_INFINITY,
            #[cfg(all(unix, not(target_os = "macos")))]
            awake: None,
            alarm: String::new(),
        };
        if !outputs.open.is_empty() {
            outputs.stay_awake(events);
            outputs.look(events, gpu);
            outputs.tell_rates();
        }
        Ok(outputs)
    }

    /// Whether no canvas leaves the program.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.pipes.is_empty()
    }

    /// Names of the canvases that are shown.
    pub(super) fn canvases(&self) -> Vec<&str> {
        self.open.iter().map(|output| output.canvas.name.as_str()).collect()
    }

    /// Whether a window is an output's.
    pub(super) fn has(&self, window: WindowId) -> bool {
        self.open.iter().any(|output| output.window.id() == window)
    }

    /// What is wrong and what to do; `None` when every output is where it should be.
    pub(super) fn alarm(&self) -> Option<&str> {
        Some(self.alarm.as_str()).filter(|alarm| !alarm.is_empty()).or(self.pipes.alarm())
    }

    /// Takes the canvases of a show that begins to play.
    pub(super) fn take_canvases(&mut self, gpu: &Gpu, playing: &Playing) {
        for output in &mut self.open {
            if let Some(codes) = playing.codes(&output.canvas.name) {
                output.window.show(gpu, codes);
            }
        }
    }

    /// Presents every output that is shown; returns how long that blocked, seconds.
    pub(super) fn present(&self, gpu: &Gpu, clock: &Clock) -> f64 {
        let begin_secs = clock.now_secs();
        for output in self.open.iter().filter(|output| output.presence.is_shown()) {
            output.window.present(gpu);
        }
        clock.now_secs() - begin_secs
    }

    /// Pipes the canvases of a frame that was just drawn.
    pub(super) fn pipe(&mut self, gpu: &Gpu, playing: &Playing) {
        self.pipes.take(gpu, playing.targets());
    }

    /// Ends the pipes.
    pub(super) fn finish(&mut self, gpu: &Gpu) {
        std::mem::take(&mut self.pipes).finish(gpu);
    }

    /// Looks after the monitors, when it is time.
    pub(super) fn look_after(&mut self, events: &ActiveEventLoop, gpu: &Gpu, now_secs: f64) {
        if self.open.is_empty() || now_secs < self.next_look_secs {
            return;
        }
        self.next_look_secs = now_secs + LOOK_SECS;
        if monitors::have_changed(events, &self.monitors) {
            self.look(events, gpu);
            self.tell_rates();
        }
        #[cfg(all(unix, not(target_os = "macos")))]
        if let Some(awake) = self.awake.as_ref().filter(|_| now_secs >= self.next_awake_secs) {
            self.next_awake_secs = now_secs + AWAKE_SECS;
            awake.poke();
        }
    }

    fn look(&mut self, events: &ActiveEventLoop, gpu: &Gpu) {
        self.monitors = monitors::list(events);
        self.alarm.clear();
        for output in &mut self.open {
            let found = monitors::find(&output.place, output.canvas.size, &self.monitors);
            let name = &output.canvas.name;
            let mut fault = monitors::fault(name, &output.place, output.canvas.size, &found, &self.monitors);
            match output.presence.look(&found) {
                Change::Stay => {}
                Change::Lost => output.window.hide(),
                Change::Shown { position, size } => {
                    if !output.window.put(events, gpu, position, size) {
                        fault = Some(format!(
                            "output {name}: Wayland lets no program place a window at {},{}. Write monitor = \"...\", \
                             or run under X11",
                            position[0], position[1]
                        ));
                    }
                    tracing::info!("output {name}: on {}, {}", output.place, output.window.surface_words());
                }
            }
            let fault = fault.unwrap_or_default();
            if fault != output.fault {
                match fault.as_str() {
                    "" => tracing::info!("output {name}: back"),
                    text => tracing::error!("{text}. Its last picture is held"),
                }
                output.fault = fault;
            }
            if !output.fault.is_empty() {
                let before = if self.alarm.is_empty() { "" } else { " · " };
                self.alarm.push_str(before);
                self.alarm.push_str(&output.fault);
            }
        }
    }

    /// Says how the show's rate falls on each output's monitor.
    fn tell_rates(&self) {
        for output in &self.open {
            let found = monitors::find(&output.place, output.canvas.size, &self.monitors);
            let Found::At { monitor, .. } = found else { continue };
            let Monitor { name, refresh_millihertz, .. } = &self.monitors[monitor];
            let words = cadence::words(name, self.rate, *refresh_millihertz);
            if cadence::cadence(self.rate, *refresh_millihertz).is_even() {
                tracing::info!("output {}: {words}", output.canvas.name);
            } else {
                tracing::warn!("output {}: {words}", output.canvas.name);
            }
        }
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    fn stay_awake(&mut self, events: &ActiveEventLoop) {
        let outside = "systemd-inhibit --what=idle:sleep cyclorama run ...";
        if is_wayland(events) {
            tracing::warn!("Wayland: the screen saver is not held off by Cyclorama; run `{outside}`");
            return;
        }
        match crate::output::x11::Awake::start() {
            Ok(awake) => self.awake = Some(awake),
            Err(reason) => tracing::warn!("the screen saver may come ({reason}); run `{outside}`"),
        }
    }

    #[cfg(not(all(unix, not(target_os = "macos"))))]
    fn stay_awake(&mut self, _events: &ActiveEventLoop) {
        tracing::warn!(
            "the screen saver is held off on X11 alone: turn it and sleep off in the system's settings"
        );
    }
}
