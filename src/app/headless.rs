//! The live show without a window: canvases drawn at the show's rate, and what is told of it.
//!
//! In: a show, the clock, a flag to stop. Out: frames on the GPU, a line a second on stderr, a summary.
//! Not here: pictures in files (`app::stills`), where poses come from (`app::live`).
//! Invariant: "ready" comes after every pipeline; a slow adapter costs frames, never samples.

use std::fmt;
use std::io::{IsTerminal as _, Write as _};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;

use super::drops::{Drops, FrameSpans};
use super::frame_loop::FrameLoop;
use super::health::Health;
use super::live::{Demo, Live, LiveError, tracked_names};
use super::loader::Ready;
use super::pipes::Pipes;
use super::reload::{Event, Policy, Reloads, Running, Situation};
use super::restart::Keeper;
use super::stage_eye;
use super::watchdog::{LIMIT_SECS, LONG_LIMIT_SECS, Thread, Watchdog};
use crate::gpu::Gpu;
use crate::gpu::pipeline::pipelines_made;
use crate::output::feed::FeedTap;
use crate::render::views::View;
use crate::render::{Renderer, Settings, Wanted};
use crate::show::Show;
use crate::show::feed::SlotSet;
use crate::show::link::FrameEnd;
use crate::timing::{Clock, Heartbeat};

/// Longest wait for the GPU between two looks at the trackers: at 250 Hz their queues hold a second.
const GPU_WAIT: Duration = Duration::from_millis(100);

/// The last word of `progress`: from here on nothing is loaded.
pub const READY: &str = "ready";

/// What a show was when it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Frames drawn.
    pub frames: u64,
    /// Frames dropped, by cause.
    pub drops: Drops,
    /// By camera: its name, samples taken, samples lost.
    pub cameras: Vec<(String, u64, u64)>,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} frames, {} dropped{}", self.frames, self.drops.total(), self.drops.causes())?;
        for (name, taken, lost) in &self.cameras {
            write!(f, "; camera {name}: {taken} samples taken, {lost} lost")?;
        }
        Ok(())
    }
}

/// Opens and closes the trackers' ports, so that one in use is told before the long load.
/// [`run`] opens them after it: samples that come meanwhile are nobody's.
pub fn try_ports(show: &Show) -> Result<(), LiveError> {
    Live::start(show, Clock::start(), Demo::None).map(drop)
}

/// Runs a show until its last frame, or until `should_stop`. Frames are counted by time: dropped ones pass too.
/// The keeper is told the state of each frame; reloads put changed files in, at once, since no output window is open;
/// the pipes take the canvases; people control it through the seam's end.
pub fn run(
    gpu: &Gpu,
    show: &Arc<Show>,
    frames: Range<u64>,
    progress: &dyn Fn(&str, f32),
    should_stop: &AtomicBool,
    (mut keeper, mut reloads, mut pipes, end): (Option<Keeper>, Option<Reloads>, Pipes, Option<FrameEnd>),
) -> anyhow::Result<Summary> {
    let clock = Clock::start();
    let mut show = Arc::clone(show);
    let settings = settings(gpu, end.is_some());
    let mut renderer = Renderer::new(gpu, &show, &settings, progress)?;
    let first_wanted = Wanted { stage: seen(&settings, &show), ..Wanted::default() };
    renderer.warm(gpu, &show, &first_wanted);
    let mut pipelines = pipelines_made();
    let mut live = Live::start(&show, clock, Demo::Embedded)?;
    let mut tap = None;
    if let Some(end) = end {
        tap = Some(FeedTap::open(gpu, end.feed.clone(), &renderer).context("no thread for previews")?);
        live.listen_to(end);
    }
    let line = Line::new();
    for (name, address) in live.listening() {
        tracing::info!("tracker {name}: listening on {address}");
    }
    let heartbeat = Heartbeat::default();
    let watchdog = Watchdog::start(clock)?;
    watch_threads(&watchdog, &live, reloads.as_ref());
    let limit_secs = if gpu.is_software() { LONG_LIMIT_SECS } else { LIMIT_SECS };
    watchdog.watch(Thread { name: "frame".to_owned(), heartbeat: heartbeat.clone(), limit_secs });
    progress(READY, 1.0);
    tracing::info!("ready");

    let mut pace = FrameLoop::new(show.rate, clock.now_secs());
    let mut health = Health::default();
    let mut first = frames.start;
    let mut stage = seen(&settings, &show);
    while !should_stop.load(Ordering::Relaxed) {
        heartbeat.beat();
        let frame = first + pace.wait(&clock);
        if frame >= frames.end {
            break;
        }
        let change = reloads.as_mut().and_then(|reloads| step_reload(reloads, &show, &mut live));
        if let (Some(ready), Some(reloads)) = (change, &mut reloads) {
            let rate = show.rate;
            live = swap_in(*ready, live, (&mut show, &mut renderer), (reloads, &mut keeper), frame);
            watch_threads(&watchdog, &live, Some(reloads));
            stage = seen(&settings, &show);
            tap.iter().for_each(|tap| tap.adopt(&renderer));
            if show.rate != rate {
                (first, pace) = (frame, FrameLoop::new(show.rate, clock.now_secs()));
            }
        }
        if reloads.as_ref().is_some_and(Reloads::is_busy) {
            // Made on the loader's thread.
            pipelines = pipelines_made();
        }
        let period_secs = show.rate.period_secs();
        let begin_secs = clock.now_secs();
        let inputs = live.advance(&show, frame);
        let slots = tap.as_ref().map_or(SlotSet::default(), FeedTap::due);
        let wanted = renderer.previews().also(Wanted::default(), slots, stage);
        renderer.draw(gpu, &show, inputs, &wanted);
        pipes.take(gpu, &renderer.targets);
        tap.iter_mut().for_each(|tap| tap.take(gpu, &renderer, slots, frame));
        let (drawn_secs, tracker_secs) = (clock.now_secs(), live.tracker_secs());
        while !gpu.wait_at_most(GPU_WAIT) {
            live.take_samples(&show);
        }
        tap.iter_mut().for_each(FeedTap::hand_on);
        let end_secs = clock.now_secs();
        let (upload_secs, wait_secs) = (renderer.timers.upload_secs(), end_secs - drawn_secs);
        let spans = FrameSpans {
            tracker_secs,
            cpu_secs: drawn_secs - begin_secs - tracker_secs - upload_secs,
            upload_secs,
            wait_secs,
            // Nothing but the GPU is waited for here.
            gpu_secs: Some(wait_secs),
            sample_age_secs: live.sample_age_secs(),
        };
        health.skipped(pace.drops(), None, period_secs);
        health.drew(begin_secs, end_secs, spans, period_secs);
        live.report(&show, &health.report(spans, &renderer.timers, period_secs));
        if let Some(keeper) = &mut keeper {
            keeper.keep(end_secs, frame, live.values());
        }
        if health.is_line_due(clock.now_secs()) {
            line.tell(&mut health, &show, &live);
        }
        debug_assert!(
            pipelines_made() == pipelines || reloads.as_ref().is_some_and(Reloads::is_busy),
            "a pipeline was made on the frame thread"
        );
    }
    line.end();
    pipes.finish(gpu);
    live.take_samples(&show);
    Ok(summary(&show, &live, &health))
}

/// What a show without a window needs on the GPU: with people who control it, small pictures for them.
pub fn settings(gpu: &Gpu, is_controlled: bool) -> Settings {
    let size = if gpu.is_software() { [640, 360] } else { [960, 540] };
    Settings { stage_view: is_controlled.then_some(size), previews: is_controlled, ..Settings::default() }
}

/// Where the stage is looked at from, when anybody can look at it.
fn seen(settings: &Settings, show: &Show) -> Option<View> {
    settings.stage_view.map(|size| stage_eye::default_view(&show.stage, size))
}

/// Threads that are watched already stay as they are.
fn watch_threads(watchdog: &Watchdog, live: &Live, reloads: Option<&Reloads>) {
    let threads = live.threads().into_iter().chain(reloads.map(Reloads::thread));
    threads.for_each(|thread| watchdog.watch(thread));
}

fn step_reload(reloads: &mut Reloads, show: &Arc<Show>, live: &mut Live) -> Option<Box<Ready>> {
    let running = running(show, live);
    reloads.step(running)
}

fn running<'a>(show: &'a Arc<Show>, live: &mut Live) -> Running<'a> {
    let is_rolling = live.values().is_on(show.ids.take.rolling);
    Running { whole: show, divisor: 1, situation: Situation { policy: Policy::AtOnce, is_rolling } }
}

/// Goes on with a changed show. When its trackers cannot be opened, the one before goes on.
fn swap_in(
    ready: Ready,
    live: Live,
    (show, renderer): (&mut Arc<Show>, &mut Renderer),
    (reloads, keeper): (&mut Reloads, &mut Option<Keeper>),
    frame: u64,
) -> Live {
    let Ready { whole: next, renderer: next_renderer, .. } = ready;
    match live.succeed(show, &next) {
        Ok(live) => {
            (*show, *renderer) = (next, next_renderer);
            reloads.adopt(show);
            if let Some(keeper) = keeper {
                let values = live.values().clone();
                keeper.adopt(show, &values, frame);
            }
            tracing::info!("reloaded; no output is open, so it went in at once");
            live
        }
        Err((mut live, error)) => {
            tracing::warn!("not reloaded, the running show goes on: {error}");
            let running = running(show, &mut live);
            // A refusal gives nothing to put in.
            let _ = reloads.on(Event::Failed(error.to_string()), running);
            *live
        }
    }
}

fn summary(show: &Show, live: &Live, health: &Health) -> Summary {
    let cameras = show
        .cameras
        .iter()
        .zip(live.status())
        .map(|(camera, status)| (camera.name.clone(), status.samples_taken, status.lost))
        .collect();
    Summary { frames: health.frames(), drops: *health.drops(), cameras }
}

/// Where the health line goes: over itself on a terminal, into the log elsewhere.
struct Line {
    is_terminal: bool,
}

impl Line {
    fn new() -> Self {
        Self { is_terminal: std::io::stderr().is_terminal() }
    }

    fn tell(&self, health: &mut Health, show: &Show, live: &Live) {
        let status = live.status();
        let text = health.line(tracked_names(show), status);
        if self.is_terminal {
            // A terminal that is gone is no reason to stop a show.
            let _ = write!(std::io::stderr(), "\r\x1b[K{text}");
        } else {
            let samples: u64 = status.iter().map(|camera| camera.samples_taken).sum();
            let lost: u64 = status.iter().map(|camera| camera.lost).sum();
            tracing::info!(samples, lost, "{text}");
        }
    }

    fn end(&self) {
        if self.is_terminal {
            let _ = writeln!(std::io::stderr());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_by_camera() {
        let cameras = vec![("A".to_owned(), 1497, 0), ("B".to_owned(), 3, 2)];
        let mut drops = Drops::default();
        drops.drew(FrameSpans { upload_secs: 0.1, ..FrameSpans::default() }, 0.04);
        drops.skipped(2, None, 0.04);
        let text = Summary { frames: 240, drops, cameras }.to_string();
        assert_eq!(
            text,
            "240 frames, 2 dropped (2 upload); camera A: 1497 samples taken, 0 lost; camera B: 3 samples taken, 2 lost"
        );
    }
}
