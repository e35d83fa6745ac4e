//! `bench --weather`: does a frame take longer while the sky goes from one state to another?
//!
//! In: a show with a live sky, two states of it. Out: medians of each, frames of the way between them, by fades and at once, and their
//! ratio to the costlier state. Not here: other acts (`operate`), time by pass of any frame (`bench`).
//! Invariant: sun and clouds run in both states, so that a steady frame costs what it costs in a take; the best of some runs counts,
//! because other work on the machine only ever adds.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::gpu::Gpu;
use crate::params::Stored;
use crate::render::{Renderer, Settings, Wanted};
use crate::show::rehearsal::{Recall, Rehearsal};
use crate::show::{Arming, Holds, Show};
use crate::timing::Clock;

/// A clear afternoon.
const CLEAR: &[&str] = &[
    "sky/time_of_day=16",
    "weather/cloud_cover=0",
    "weather/layer/2/cover=0",
    "weather/fog_per_km=0",
    "weather/rain_mm_per_h=0",
    "weather/wind_mps=2",
];
/// An overcast evening in rain and haze: the costlier one.
const STORM: &[&str] = &[
    "sky/time_of_day=18.5",
    "weather/cloud_cover=0.9",
    "weather/cloud_thickness_m=2500",
    "weather/layer/2/cover=0.5",
    "weather/layer/2/base_m=6000",
    "weather/fog_per_km=2",
    "weather/rain_mm_per_h=12",
    "weather/wind_mps=12",
];
/// How long the way by a fade takes, seconds.
const FADE_SECS: f32 = 5.0;
/// Frames before the first one that counts: two epochs, so that every dome is drawn by slices.
const WARM_UP: u64 = 12;
/// Runs, of which the best counts.
const RUNS: usize = 3;
/// What is timed.
const PARTS: [&str; 4] = ["clear", "fade", "storm", "snap"];
/// Most that a frame of the way may take, over the costlier state's median.
pub const LIMIT: f64 = 1.25;

/// One run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeatherRun {
    /// Medians of the two states, milliseconds.
    pub steady_millis: [f64; 2],
    /// Median and 99th percentile of the frames of a way, milliseconds: there by a fade, back at once.
    pub ways_millis: [[f64; 2]; 2],
}

/// All runs.
#[derive(Clone, Debug, PartialEq)]
pub struct WeatherTimes {
    /// Adapter and driver.
    pub adapter: (String, String),
    /// Frames of each part.
    pub frames: u64,
    /// In their order.
    pub runs: Vec<WeatherRun>,
    /// GPU milliseconds by pass; passes of one name are added up. Empty without timestamps.
    pub passes: Vec<PassTimes>,
}

/// One pass.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PassTimes {
    /// Its name.
    pub name: &'static str,
    /// Median and longest time of each part, milliseconds; in a frame that does not need it 0.
    pub parts: [[f64; 2]; PARTS.len()],
}

struct Stepped<'a> {
    gpu: &'a Gpu,
    show: &'a Show,
    renderer: Renderer,
    holds: Holds,
    rehearsal: Rehearsal,
    clock: Clock,
    /// By pass and part, frame by frame.
    passes: Vec<(&'static str, [Vec<f64>; PARTS.len()])>,
    drawn: [usize; PARTS.len()],
}

impl Stepped<'_> {
    /// Milliseconds of the next frame, from its inputs to an idle GPU.
    fn draw(&mut self, recall: Option<&Recall>) -> f64 {
        let begin_secs = self.clock.now_secs();
        self.rehearsal.step(self.show, recall);
        let (values, inputs) = self.rehearsal.parts();
        self.holds.apply(self.show, values, Arming::Armed, inputs);
        self.renderer.draw(self.gpu, self.show, inputs, &Wanted::default());
        self.gpu.wait();
        (self.clock.now_secs() - begin_secs) * 1e3
    }

    /// Milliseconds of a part's frames, the first one with the look that it goes to.
    fn part(&mut self, part: usize, recall: Option<&Recall>, frames: u64) -> Vec<f64> {
        let frame = |index| {
            let millis = self.draw(recall.filter(|_| index == 0));
            self.note_passes(part);
            millis
        };
        (0..frames).map(frame).collect()
    }

    fn warm_up(&mut self) {
        for _ in 0..WARM_UP {
            self.draw(None);
        }
    }

    fn note_passes(&mut self, part: usize) {
        self.renderer.timers.collect();
        self.drawn[part] += 1;
        for (name, millis) in self.renderer.timers.millis() {
            let known = self.passes.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                self.passes.push((name, Default::default()));
                self.passes.len() - 1
            });
            let frames = &mut self.passes[known].1[part];
            // Frames that did without it, and this one.
            frames.resize(self.drawn[part], 0.0);
            frames[self.drawn[part] - 1] += millis;
        }
    }

    fn pass_times(&self) -> Vec<PassTimes> {
        let times = |(name, parts): &(&'static str, [Vec<f64>; PARTS.len()])| {
            let mut times = PassTimes { name, ..PassTimes::default() };
            for ((time, frames), drawn) in times.parts.iter_mut().zip(parts).zip(self.drawn) {
                let mut frames = frames.clone();
                frames.resize(drawn, 0.0);
                *time = [super::median(frames.clone()), frames.into_iter().fold(0.0, f64::max)];
            }
            times
        };
        self.passes.iter().map(times).collect()
    }
}

/// Measures both states and both ways, `frames` frames each.
pub fn measure(gpu: &Gpu, show: &Show, frames: u64) -> anyhow::Result<WeatherTimes> {
    anyhow::ensure!(
        show.ids.sky.is_some(),
        "the scene has no live sky; give a show whose scene.toml has [sky]"
    );
    let [clear, storm] = [look(show, CLEAR)?, look(show, STORM)?];
    let mut first = show.first.clone();
    clear.values().iter().for_each(|(id, number)| first.put(*id, *number));
    let rehearsal = Rehearsal::new(show, &first);
    let mut stepped = Stepped {
        gpu,
        show,
        renderer: Renderer::new(gpu, show, &Settings::default(), &|_, _| {})?,
        holds: Holds::settled(show, &first, rehearsal.inputs()),
        rehearsal,
        clock: Clock::start(),
        passes: Vec::new(),
        drawn: [0; PARTS.len()],
    };
    stepped.renderer.warm(gpu, show, &Wanted::default());
    let fade_frames = (f64::from(FADE_SECS) / show.rate.period_secs()).round() as u64;
    let (fade, snap) =
        (Recall { stored: storm, fade_secs: FADE_SECS }, Recall { stored: clear, fade_secs: 0.0 });
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        stepped.warm_up();
        let clear = super::median(stepped.part(0, None, frames));
        let faded = stepped.part(1, Some(&fade), fade_frames);
        stepped.warm_up();
        let storm = super::median(stepped.part(2, None, frames));
        let snapped = stepped.part(3, Some(&snap), fade_frames);
        runs.push(WeatherRun {
            steady_millis: [clear, storm],
            ways_millis: [faded, snapped].map(|way| [super::median(way.clone()), p99(way)]),
        });
    }
    Ok(WeatherTimes { adapter: gpu.names(), frames, runs, passes: stepped.pass_times() })
}

/// A look of these settings.
fn look(show: &Show, settings: &[&str]) -> anyhow::Result<Arc<Stored>> {
    let mut values = show.first.clone();
    let mut ids = Vec::new();
    for setting in settings {
        ids.push(show.registry.set(&mut values, setting)?);
    }
    Ok(Arc::new(Stored::of(ids.into_iter().map(|id| (id, values.number(id))).collect())))
}

/// The 99th percentile: of fewer than a hundred frames the longest.
fn p99(mut millis: Vec<f64>) -> f64 {
    millis.sort_by(f64::total_cmp);
    let at = (millis.len() * 99).div_ceil(100).max(1) - 1;
    millis.get(at).copied().unwrap_or(f64::NAN)
}

impl WeatherRun {
    /// The longest frames of both ways over the costlier state's median.
    pub fn ratios(&self) -> [f64; 2] {
        let costlier = self.steady_millis[0].max(self.steady_millis[1]);
        self.ways_millis.map(|[_, p99]| p99 / costlier)
    }
}

impl WeatherTimes {
    /// The best ratio of each way.
    pub fn best(&self) -> [f64; 2] {
        [0, 1].map(|way| self.runs.iter().map(|run| run.ratios()[way]).fold(f64::INFINITY, f64::min))
    }

    /// Whether both are within the limit.
    pub fn passed(&self) -> bool {
        self.best().iter().all(|ratio| *ratio <= LIMIT)
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        let run = |run: &WeatherRun| {
            let way = |at: usize| {
                let [p50, p99] = run.ways_millis[at];
                json!({"p50_ms": p50, "p99_ms": p99, "ratio": run.ratios()[at]})
            };
            json!({"clear_median_ms": run.steady_millis[0], "storm_median_ms": run.steady_millis[1], "fade": way(0), "snap": way(1)})
        };
        let parts = |times: &PassTimes| -> Value {
            let part = |[median, longest]: [f64; 2]| json!({"median": median, "longest": longest});
            PARTS.iter().zip(times.parts).map(|(name, times)| ((*name).to_owned(), part(times))).collect()
        };
        let passes: Value = self.passes.iter().map(|times| (times.name.to_owned(), parts(times))).collect();
        let [fade, snap] = self.best();
        json!({
            "version": 1,
            "adapter": {"name": self.adapter.0, "driver": self.adapter.1},
            "frames": self.frames,
            "runs": self.runs.iter().map(run).collect::<Vec<_>>(),
            "best": {"fade_ratio": fade, "snap_ratio": snap},
            "limit": LIMIT,
            "passed": self.passed(),
            "passes_ms": passes,
        })
    }

    /// As Markdown tables, the form of `tests/runs/`.
    pub fn table(&self) -> String {
        let mut text = format!(
            "adapter: {} ({})\nframes: {} a state, {FADE_SECS} seconds a way\n\n| run | clear, median ms | storm, median ms | fade p50 | fade p99 | ratio | snap p50 | snap p99 | ratio |\n|---|---|---|---|---|---|---|---|---|\n",
            self.adapter.0, self.adapter.1, self.frames
        );
        for (index, run) in self.runs.iter().enumerate() {
            let ([clear, storm], [fade, snap], [fade_ratio, snap_ratio]) =
                (run.steady_millis, run.ways_millis, run.ratios());
            text.push_str(&format!(
                "| {} | {clear:.1} | {storm:.1} | {:.1} | {:.1} | {fade_ratio:.2} | {:.1} | {:.1} | {snap_ratio:.2} |\n",
                index + 1,
                fade[0],
                fade[1],
                snap[0],
                snap[1]
            ));
        }
        let [fade, snap] = self.best();
        let word = if self.passed() { "held" } else { "NOT held" };
        text.push_str(&format!("\nbest ratios: fade {fade:.2}, snap {snap:.2}; limit {LIMIT} {word}\n"));
        if !self.passes.is_empty() {
            text.push_str(
                "\n| pass, ms: median, longest | clear | fade | storm | snap |\n|---|---|---|---|---|\n",
            );
        }
        for PassTimes { name, parts } in &self.passes {
            text.push_str(&format!("| {name} |"));
            parts
                .iter()
                .for_each(|[median, longest]| text.push_str(&format!(" {median:.1}, {longest:.1} |")));
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load::{Files, show};

    #[test]
    fn both_states_are_settings_and_the_worst_frame_counts() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
        let show = show(Files::Disk, path, &|_, _| ()).unwrap().show;
        // What one of them moves, the other one moves back.
        let [clear, storm] = [CLEAR, STORM].map(|set| look(&show, set).unwrap());
        assert!(clear.values().iter().all(|(id, _)| storm.values().iter().any(|(other, _)| other == id)));
        let mut millis = vec![10.0; 48];
        millis[20] = 14.0;
        assert_eq!(p99(millis), 14.0);
        let run = |p99| WeatherRun { steady_millis: [6.0, 10.0], ways_millis: [[9.0, p99], [7.0, 11.0]] };
        let times = |runs| WeatherTimes { adapter: Default::default(), frames: 1, runs, passes: Vec::new() };
        assert!(times(vec![run(14.0), run(12.0), run(13.0)]).passed());
        assert!(!times(vec![run(14.0), run(13.0)]).passed());
    }
}
