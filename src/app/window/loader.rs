//! The loader thread: makes a show ready to be drawn while the window stays alive.
//!
//! In: a show, or a path; the device. Out: progress, then a show with its renderer, or a reason.
//! Not here: when it is swapped in (`app::window`), reading files (`show::load`).
//! Invariant: the frame thread only ever polls; a failure leaves what runs untouched.

use std::sync::Arc;

use crossbeam::channel::{Receiver, Sender, bounded};

use crate::app::preview;
use crate::gpu::Gpu;
use crate::render::passes::Passes;
use crate::render::{Renderer, Settings};
use crate::show::Show;
use crate::show::load;
use crate::stage::lint::Level;

/// What to make ready.
#[derive(Debug)]
pub(super) enum Order {
    /// A loaded show.
    Show(Box<Show>),
    /// A show or stage file.
    Path(String),
}

/// A show that can be drawn.
#[derive(Debug)]
pub(super) struct Ready {
    /// The show, its previews made smaller.
    pub show: Show,
    /// The show as it was loaded, for another preview size.
    pub whole: Box<Show>,
    /// Its renderer.
    pub renderer: Renderer,
    /// Factor by which previews are smaller.
    pub divisor: u32,
}

/// What the thread says.
#[derive(Debug)]
pub(super) enum News {
    /// What is under way, and its share, 0..=1.
    Progress(String, f32),
    /// Done.
    Ready(Box<Ready>),
    /// Not done, and why.
    Failed(String),
}

/// A running loader.
#[derive(Debug)]
pub(super) struct Loader {
    news: Receiver<News>,
}

/// More news than this wait only when the window does not draw; then progress is lost, not the end.
const WAITING_NEWS: usize = 64;

impl Loader {
    /// Starts the thread `loader`.
    pub(super) fn start(gpu: Arc<Gpu>, order: Order, divisor: u32) -> std::io::Result<Self> {
        let (tell, news) = bounded(WAITING_NEWS);
        std::thread::Builder::new().name("loader".to_owned()).spawn(move || {
            let end = match load(&gpu, order, divisor, &tell) {
                Ok(ready) => News::Ready(Box::new(ready)),
                Err(reason) => News::Failed(reason),
            };
            // Nobody listens any more when the window is closed.
            let _ = tell.send(end);
        })?;
        Ok(Self { news })
    }

    /// News that have come, oldest first.
    pub(super) fn news(&self) -> impl Iterator<Item = News> {
        self.news.try_iter()
    }
}

fn load(gpu: &Gpu, order: Order, divisor: u32, tell: &Sender<News>) -> Result<Ready, String> {
    let say = |what: String, done: f32| {
        // Full: the window is hidden, and this line would be stale.
        let _ = tell.try_send(News::Progress(what, done));
    };
    let (whole, divisor) = match order {
        Order::Show(show) => (*show, divisor),
        Order::Path(path) => {
            let whole = open(&path, &|what, done| say(format!("loading {what}"), done * 0.5))?;
            // Each show is judged by its own pixels; one whose outputs stand open stays whole.
            let divisor = if divisor > 1 { preview::divisor_for_software(&whole) } else { 1 };
            (whole, divisor)
        }
    };
    let mut show = whole.clone();
    if divisor > 1 {
        preview::reduce(&mut show, divisor);
    }
    let settings = settings(gpu);
    let renderer = Renderer::new(gpu, &show, &settings, &|what, done| {
        let count = (done * Passes::COUNT as f32).round();
        let words = match what {
            "pipelines" => format!("pipelines {count:.0} of {}", Passes::COUNT),
            other => format!("uploading {other}"),
        };
        say(words, 0.5 + 0.5 * done);
    });
    let renderer = renderer.map_err(|error| error.to_string())?;
    Ok(Ready { show, whole: Box::new(whole), renderer, divisor })
}

/// What the window shows. A software adapter draws the stage smaller too.
fn settings(gpu: &Gpu) -> Settings {
    let is_software = gpu.is_software();
    let stage_view = Some(if is_software { [400, 338] } else { [1280, 1080] });
    let displays = Some(if is_software { 1 } else { 2 });
    Settings { reference: true, stage_view, displays, ..Settings::default() }
}

fn open(path: &str, progress: &dyn Fn(&str, f32)) -> Result<Show, String> {
    let loaded = load::open(path, progress).map_err(|error| error.to_string())?;
    match loaded.findings.iter().find(|finding| finding.level == Level::Error) {
        Some(error) => Err(format!("{}: {}. {}", error.place, error.found, error.remedy)),
        None => Ok(loaded.show),
    }
}
