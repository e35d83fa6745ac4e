//! The previs window: the event loop that draws a live show, and its keys.
//!
//! In: a show, events of the display, news of the loader. Out: a window until it is closed.
//! Not here: its face (`console`), the show's inputs (`app::live`), the story (`app::tour`). Parts: `flight`, `playing`, `reloading`.
//! Invariant: this thread waits for nothing but the display and the frame's time; loading happens on its own thread.

mod aligning;
mod flight;
mod joining;
mod outputs;
mod playing;
mod reloading;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use winit::application::ApplicationHandler;
use winit::dpi::LogicalSize;
use winit::event::{ElementState, KeyEvent, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop};
use winit::keyboard::{KeyCode, PhysicalKey};
use winit::window::{Window, WindowId};

use crate::console::loading::{self, Loading};
use crate::console::{Command, Screen};
use crate::gpu::Gpu;
use crate::output::feed::FeedTap;
use crate::show::Show;
use crate::show::feed::SlotSet;
use crate::show::link::FrameEnd;
use crate::stage::Output;
use crate::timing::{Clock, Heartbeat};

use super::frame_loop::Due;
use super::loader::{Loader, News, Order, Ready, window_settings};
use super::preview;
use super::reload::Reloads;
use super::restart::Kept;
use super::watchdog::{LIMIT_SECS, LONG_LIMIT_SECS, Thread, Watchdog};
use crate::control::Control;
use joining::Joining;
use outputs::Outputs;
use playing::{After, Playing, WindowWords};

/// Size of the window when it opens, points.
const SIZE: [f64; 2] = [1600.0, 900.0];
/// Rate at which the loading screen and a hidden window look round, seconds.
const IDLE_SECS: f64 = 1.0 / 30.0;
/// Divisor for software adapters that are slow even with the usual one.
const LOWEST_DIVISOR: u32 = 8;

/// Runs a show in a window until it is closed, or for `frames` drawn frames. `wanted` are the outputs to open;
/// `kept` says where to go on and is told the state of each frame; people control the show through `end`.
pub fn run(
    show: Show,
    frames: Option<u64>,
    wanted: Vec<Output>,
    (kept, end, control): (Option<Kept>, FrameEnd, Option<Control>),
) -> anyhow::Result<()> {
    let events = EventLoop::new().context("there is no display to open a window on; use --headless")?;
    let should_stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&should_stop);
    if let Err(error) = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed)) {
        tracing::warn!("Ctrl-C ends the program at once instead of closing the window first: {error}");
    }
    let name = show.name.clone();
    let first = Some(Box::new(show));
    let mut app = App {
        first,
        name,
        frames,
        wanted,
        kept,
        end: Some(end),
        joining: control.and_then(joining),
        should_stop,
        clock: Clock::start(),
        opened: None,
        failure: None,
    };
    events.run_app(&mut app).context("the display's event loop ended")?;
    app.failure.map_or(Ok(()), Err)
}

/// The Tablet panel; without its thread nobody joins from here.
fn joining(control: Control) -> Option<Joining> {
    let started = Joining::start(control);
    started.inspect_err(|error| tracing::warn!("no thread for the Tablet panel: {error}")).ok()
}

/// The watchdog; without its thread the show runs unwatched.
fn watchdog(clock: Clock) -> Option<Watchdog> {
    let started = Watchdog::start(clock);
    started.inspect_err(|error| tracing::warn!("no thread for the watchdog: {error}")).ok()
}

struct App {
    /// The show to open with, until the window stands.
    first: Option<Box<Show>>,
    name: String,
    frames: Option<u64>,
    wanted: Vec<Output>,
    /// Until the window stands.
    kept: Option<Kept>,
    /// Until the window stands.
    end: Option<FrameEnd>,
    /// Until the window stands.
    joining: Option<Joining>,
    should_stop: Arc<AtomicBool>,
    clock: Clock,
    opened: Option<Opened>,
    failure: Option<anyhow::Error>,
}

/// A window, and what goes on in it. Fields drop in this order: the show's textures before the device.
struct Opened {
    playing: Option<Playing>,
    outputs: Outputs,
    loader: Option<Loader>,
    /// Watches the files of the show that plays.
    reloads: Option<Reloads>,
    /// Names the thread that hangs; and what it last said.
    watchdog: Option<Watchdog>,
    hanging: Option<String>,
    /// This thread's sign of life.
    heartbeat: Heartbeat,
    loading: Loading,
    /// A smaller preview is being made because this one is too slow to look at.
    is_lowering: bool,
    /// Progress or failure of opening another show, while one plays.
    opening: Option<String>,
    /// Until when a failure is shown, seconds of the clock.
    opening_until_secs: f64,
    /// Until a show plays.
    end: Option<FrameEnd>,
    /// Small pictures for pages, from the first show on.
    tap: Option<FeedTap>,
    /// The Tablet panel; `None` without control.
    joining: Option<Joining>,
    /// Keeps the live state of the show that the program was started with.
    kept: Option<Kept>,
    name: String,
    screen: Screen,
    gpu: Arc<Gpu>,
    window: Arc<Window>,
}

impl App {
    fn open(&mut self, events: &ActiveEventLoop, show: Box<Show>) -> anyhow::Result<Opened> {
        let attributes = Window::default_attributes()
            .with_title(format!("Cyclorama - {}", self.name))
            .with_inner_size(LogicalSize::new(SIZE[0], SIZE[1]));
        let window =
            Arc::new(events.create_window(attributes).context("the display gave no window; use --headless")?);
        let (mut screen, gpu) = Screen::open(Arc::clone(&window), events.owned_display_handle())?;
        let gpu = Arc::new(gpu);
        let mut loading = Loading { what: "starting".into(), ..Loading::default() };
        // A wall is pixel-exact or it is nothing: with outputs, no preview is made smaller.
        let may_shrink = gpu.is_software() && self.wanted.is_empty();
        if gpu.is_software() && !may_shrink {
            eprintln!(
                "software adapter ({}): outputs are drawn with all their pixels, slowly",
                gpu.names().0
            );
        }
        let divisor = if may_shrink { preview::divisor_for_software(&show) } else { 1 };
        let outputs = Outputs::open(events, &gpu, (&show.stage, show.rate), &self.wanted)?;
        if !outputs.is_empty() {
            screen.follow_outputs(&gpu);
        }
        if divisor > 1 {
            let notice = preview::notice(&gpu.names().0, divisor);
            eprintln!("{notice}");
            loading.notice = Some(notice);
        }
        let loader = Some(
            Loader::start(Arc::clone(&gpu), Order::Show(show), divisor, window_settings(&gpu))
                .context("no thread for loading")?,
        );
        let (heartbeat, watchdog) = (Heartbeat::default(), watchdog(self.clock));
        if let Some(watchdog) = &watchdog {
            // Outputs of a software adapter are drawn with all their pixels.
            let limit_secs = if gpu.is_software() { LONG_LIMIT_SECS } else { LIMIT_SECS };
            watchdog.watch(Thread { name: "frame".to_owned(), heartbeat: heartbeat.clone(), limit_secs });
            loader.iter().for_each(|loader: &Loader| watchdog.watch(loader.thread()));
        }
        Ok(Opened {
            playing: None,
            outputs,
            loader,
            reloads: None,
            watchdog,
            hanging: None,
            heartbeat,
            loading,
            opening: None,
            is_lowering: false,
            opening_until_secs: 0.0,
            kept: self.kept.take(),
            end: self.end.take(),
            tap: None,
            joining: self.joining.take(),
            name: self.name.clone(),
            screen,
            gpu,
            window,
        })
    }

    fn end(&mut self, events: &ActiveEventLoop) {
        if let Some(opened) = &mut self.opened {
            opened.outputs.finish(&opened.gpu);
        }
        self.opened = None;
        events.exit();
    }

    fn fail(&mut self, events: &ActiveEventLoop, error: anyhow::Error) {
        self.failure = Some(error);
        self.end(events);
    }
}

impl ApplicationHandler for App {
    fn resumed(&mut self, events: &ActiveEventLoop) {
        let Some(show) = self.first.take() else { return };
        match self.open(events, show) {
            Ok(opened) => self.opened = Some(opened),
            Err(error) => self.fail(events, error),
        }
    }

    fn window_event(&mut self, events: &ActiveEventLoop, window: WindowId, event: WindowEvent) {
        let Some(opened) = &mut self.opened else { return };
        // Outputs take no keys and no clicks; the desk does.
        if opened.outputs.has(window) {
            return;
        }
        let is_asking = opened.playing.as_ref().is_some_and(|playing| playing.desk.asked_path.is_some());
        let is_writing = is_asking || opened.screen.is_written_into();
        // Keys are the show's unless somebody writes: else Tab and Space would move egui's focus and press its buttons.
        if is_writing || !matches!(event, WindowEvent::KeyboardInput { .. }) {
            opened.screen.take(&event);
        }
        match event {
            WindowEvent::CloseRequested | WindowEvent::Destroyed => self.end(events),
            WindowEvent::Resized(size) => opened.screen.resize(&opened.gpu, size.width, size.height),
            WindowEvent::ModifiersChanged(keys) => {
                opened.each_playing(|playing| playing.modifiers = keys.state());
            }
            WindowEvent::Focused(false) => opened.each_playing(Playing::let_go),
            WindowEvent::MouseInput { state: ElementState::Pressed, .. } => {
                opened.each_playing(Playing::end_tour);
            }
            WindowEvent::KeyboardInput {
                event: KeyEvent { physical_key: PhysicalKey::Code(key), state, repeat, .. },
                ..
            } => {
                // The three buttons are there while somebody writes, too.
                let is_bar_key =
                    !repeat && opened.playing.as_mut().is_some_and(|playing| playing.bar_key(key, state));
                if is_bar_key {
                    return;
                }
                if state == ElementState::Released {
                    opened.each_playing(|playing| playing.key_up(key));
                } else if !repeat && !is_writing {
                    // A take is not ended by a slip of the hand.
                    if key == KeyCode::Escape && !opened.playing.as_ref().is_some_and(Playing::is_rolling) {
                        return self.end(events);
                    }
                    opened.each_playing(|playing| playing.key_down(key));
                }
            }
            _ => {}
        }
    }

    fn about_to_wait(&mut self, events: &ActiveEventLoop) {
        if self.should_stop.load(Ordering::Relaxed) {
            return self.end(events);
        }
        let Some(opened) = &mut self.opened else { return };
        opened.outputs.look_after(events, &opened.gpu, self.clock.now_secs());
        let wait_secs = match opened.step(&self.clock) {
            Ok(wait_secs) => wait_secs,
            Err(error) => return self.fail(events, error),
        };
        let drawn = opened.playing.as_ref().map_or(0, Playing::frames_drawn);
        if self.frames.is_some_and(|frames| drawn >= frames) {
            return self.end(events);
        }
        events
            .set_control_flow(ControlFlow::wait_duration(Duration::from_secs_f64(wait_secs.clamp(0.0, 1.0))));
    }
}

impl Opened {
    fn each_playing(&mut self, act: impl FnOnce(&mut Playing)) {
        if let Some(playing) = &mut self.playing {
            act(playing);
        }
    }

    /// Takes news, draws what is due. Returns how long there is nothing to do, seconds.
    fn step(&mut self, clock: &Clock) -> anyhow::Result<f64> {
        self.heartbeat.beat();
        self.hear_watchdog();
        self.take_news(clock)?;
        let now_secs = clock.now_secs();
        let Some(playing) = self.playing.as_mut().filter(|_| !self.is_lowering) else {
            let (screen, name, loading) = (&mut self.screen, &self.name, &self.loading);
            screen.paint(&self.gpu, |ui| loading::show(ui, name, loading));
            return Ok(IDLE_SECS);
        };
        let frame = match playing.due(now_secs) {
            Due::Wait(until_secs) => return Ok(until_secs - now_secs),
            Due::Draw(frame) => frame,
        };
        self.step_reload(clock)?;
        let Some(playing) = self.playing.as_mut() else { return Ok(IDLE_SECS) };
        let reload = reloading::readout(self.reloads.as_ref(), playing);
        let opening =
            self.opening.as_deref().filter(|_| self.loader.is_some() || now_secs < self.opening_until_secs);
        let frame = self.kept.as_ref().map_or(0, |kept| kept.frame) + frame;
        let word = WindowWords {
            opening,
            alarm: self.outputs.alarm(),
            reload,
            watchdog: self.hanging.as_deref(),
            join: self.joining.as_mut().map(|joining| joining.view()),
        };
        playing.previews = self.tap.as_ref().map_or(SlotSet::default(), FeedTap::due);
        let (commands, after) = playing.draw(&self.gpu, &mut self.screen, frame, word);
        if let Some(tap) = &mut self.tap {
            tap.take(&self.gpu, playing.renderer(), playing.previews, frame);
        }
        if let Some(kept) = &mut self.kept {
            kept.keeper.keep(now_secs, frame, playing.values());
        }
        for command in commands {
            match command {
                Command::Open(path) => self.open_path(path),
                Command::Join(command) => {
                    self.joining.iter().for_each(|joining| joining.ask(command));
                }
                Command::ApplyReload | Command::DismissReload => self.obey_reload(&command, clock)?,
                other => self.each_playing(|playing| playing.obey(&other)),
            }
        }
        if let Some(playing) = &self.playing {
            self.outputs.pipe(&self.gpu, playing);
        }
        let waited_secs = self.outputs.present(&self.gpu, clock);
        self.each_playing(|playing| playing.presented(waited_secs));
        if after == After::TooSlow && self.loader.is_none() && self.outputs.is_empty() {
            self.lower_preview();
        }
        Ok(0.0)
    }

    fn take_news(&mut self, clock: &Clock) -> anyhow::Result<()> {
        let Some(loader) = &self.loader else { return Ok(()) };
        let Some(news) = loader.news().last() else { return Ok(()) };
        match news {
            News::Progress(what, done) => {
                if self.playing.is_some() && !self.is_lowering {
                    self.opening = Some(format!("{what} ({:.0} %)", done * 100.0));
                }
                (self.loading.what, self.loading.done) = (what, done);
            }
            News::Failed(reason) => {
                self.loader = None;
                self.is_lowering = false;
                if self.playing.is_none() {
                    anyhow::bail!(reason);
                }
                self.each_playing(Playing::settle);
                eprintln!("not opened: {reason}");
                self.opening_until_secs = clock.now_secs() + 12.0;
                self.opening = Some(format!("Not opened: {reason}"));
            }
            News::Same => self.loader = None,
            News::Ready(ready) => {
                self.loader = None;
                self.is_lowering = false;
                self.opening = None;
                if let Some(reason) = self.play(*ready, clock)? {
                    self.opening_until_secs = clock.now_secs() + 12.0;
                    self.opening = Some(format!("Not opened: {reason}"));
                }
            }
        }
        Ok(())
    }

    /// Plays a show in place of the one before. Gives the reason when it does not start and the one before goes on.
    fn play(&mut self, ready: Ready, clock: &Clock) -> anyhow::Result<Option<String>> {
        let before = self.playing.take();
        let notice = self.loading.notice.take();
        match Playing::start(ready, &self.gpu, &mut self.screen, clock, (before, notice)) {
            Ok(mut playing) => {
                self.window.set_title(&format!("Cyclorama - {}", playing.show_name()));
                self.outputs.take_canvases(&self.gpu, &playing);
                self.keep_on(&mut playing);
                self.tap.iter().for_each(|tap| tap.adopt(playing.renderer()));
                if let Some(end) = self.end.take() {
                    let tap = FeedTap::open(&self.gpu, end.feed.clone(), playing.renderer());
                    let warn = |error: &std::io::Error| tracing::warn!("no thread for previews: {error}");
                    self.tap = tap.inspect_err(warn).ok();
                    playing.live.listen_to(end);
                }
                if !self.outputs.is_empty() {
                    playing.drive_outputs();
                }
                self.playing = Some(playing);
                self.watch_files();
                Ok(None)
            }
            Err((Some(before), error)) => {
                self.playing = Some(*before);
                Ok(Some(format!("{error:#}")))
            }
            Err((None, error)) => Err(error),
        }
    }

    /// The state of a show that was loaded anew is kept on; that of another one is not.
    fn keep_on(&mut self, playing: &mut Playing) {
        let is_same = |kept: &Kept| kept.keeper.show() == playing.whole_show().place;
        self.kept = self.kept.take().filter(is_same);
        if let Some(kept) = &mut self.kept {
            // A show that is played anew counts its frames from 0; one that was reloaded counts on.
            if !playing.is_continued() {
                kept.frame = kept.keeper.next_frame();
            }
            let values = playing.values().clone();
            let next = kept.keeper.next_frame();
            kept.keeper.adopt(playing.whole_show(), &values, next);
        }
    }

    fn open_path(&mut self, path: String) {
        let may_shrink = self.gpu.is_software() && self.outputs.is_empty();
        let divisor = if may_shrink { LOWEST_DIVISOR } else { 1 };
        self.opening = Some(format!("opening {path}"));
        self.start_loader(Order::Path(path), divisor);
    }

    /// Too slow even for the usual preview: once more, with fewer pixels.
    fn lower_preview(&mut self) {
        let Some(playing) = &self.playing else { return };
        let notice = preview::notice(&self.gpu.names().0, LOWEST_DIVISOR);
        eprintln!("{notice}");
        self.loading.notice = Some(notice);
        self.is_lowering = true;
        let whole = Box::new(Show::clone(playing.whole_show()));
        self.start_loader(Order::Show(whole), LOWEST_DIVISOR);
    }

    fn start_loader(&mut self, order: Order, divisor: u32) {
        match Loader::start(Arc::clone(&self.gpu), order, divisor, window_settings(&self.gpu)) {
            Ok(loader) => {
                self.watchdog.iter().for_each(|watchdog| watchdog.watch(loader.thread()));
                self.loader = Some(loader);
            }
            Err(error) => {
                self.is_lowering = false;
                self.opening = Some(format!("Not opened: no thread for loading: {error}"));
            }
        }
    }
}
