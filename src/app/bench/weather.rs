//! `bench --weather`: does a frame take longer while the sky goes from one state to another?
//!
//! In: a show with a live sky, two states of it. Out: medians of each, frames of the way between them, by fades and at once, and their
//! ratio to the costlier state. Not here: other acts (`operate`), time by pass of any frame (`bench`).
//! Invariant: sun and clouds run in both states, so that a steady frame costs what it costs in a take; the best of some runs counts,
//! because other work on the machine only ever adds.

use serde_json::{Value, json};

use crate::gpu::Gpu;
use crate::params::Values;
use crate::render::{Renderer, Settings, Wanted};
use crate::show::{Arming, FrameInputs, Holds, Show};
use crate::timing::Clock;

/// A clear afternoon.
const CLEAR: &[&str] =
    &["sky/time_of_day=16", "weather/cloud_cover=0", "weather/fog_per_km=0", "weather/rain_mm_per_h=0"];
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
/// Frames before the first one that counts: two epochs, so that every dome is drawn by slices.
const WARM_UP: u64 = 12;
/// Runs, of which the best counts.
const RUNS: usize = 3;
/// Most that a frame of the way may take, over the costlier state's median.
pub const LIMIT: f64 = 1.25;

/// One run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeatherRun {
    /// Medians of the two states, milliseconds.
    pub steady_millis: [f64; 2],
    /// Median and 99th percentile of the frames of a way, milliseconds: there by a fade of two seconds, back at once.
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
    /// GPU milliseconds by pass of the costlier state, median; passes of one name are added up. Empty without timestamps.
    pub passes: Vec<(&'static str, f64)>,
}

struct Stepped<'a> {
    gpu: &'a Gpu,
    show: &'a Show,
    renderer: Renderer,
    holds: Holds,
    inputs: FrameInputs,
    clock: Clock,
    frame: u64,
    passes: Vec<(&'static str, Vec<f64>)>,
}

impl Stepped<'_> {
    /// Milliseconds of the next frame, from its inputs to an idle GPU.
    fn draw(&mut self, values: &Values) -> f64 {
        let poses = self.show.rehearsed_poses(self.frame);
        let begin_secs = self.clock.now_secs();
        self.show.fill(&mut self.inputs, values, self.frame, &poses);
        self.holds.apply(self.show, values, Arming::Armed, &mut self.inputs);
        self.renderer.draw(self.gpu, self.show, &self.inputs, &Wanted::default());
        self.gpu.wait();
        self.frame += 1;
        (self.clock.now_secs() - begin_secs) * 1e3
    }

    /// Frames of a state, the first ones left out.
    fn steady(&mut self, values: &Values, frames: u64) -> Vec<f64> {
        for _ in 0..WARM_UP {
            self.draw(values);
        }
        (0..frames).map(|_| self.draw(values)).collect()
    }

    fn note_passes(&mut self) {
        self.renderer.timers.collect();
        let mut sums: Vec<(&'static str, f64)> = Vec::new();
        for (name, millis) in self.renderer.timers.millis() {
            match sums.iter_mut().find(|(known, _)| known == name) {
                Some((_, sum)) => *sum += millis,
                None => sums.push((name, *millis)),
            }
        }
        for (name, millis) in sums {
            match self.passes.iter_mut().find(|(known, _)| *known == name) {
                Some((_, all)) => all.push(millis),
                None => self.passes.push((name, vec![millis])),
            }
        }
    }
}

/// Measures both states and both ways, `frames` frames each.
pub fn measure(gpu: &Gpu, show: &Show, frames: u64) -> anyhow::Result<WeatherTimes> {
    anyhow::ensure!(
        show.ids.sky.is_some(),
        "the scene has no live sky; give a show whose scene.toml has [sky]"
    );
    let state = |set: &[&str]| -> anyhow::Result<Values> {
        let mut values = show.first.clone();
        for setting in set {
            show.registry.set(&mut values, setting)?;
        }
        Ok(values)
    };
    let states = [state(CLEAR)?, state(STORM)?];
    let inputs = show.inputs(&states[0], 0, &show.rehearsed_poses(0));
    let mut stepped = Stepped {
        gpu,
        show,
        renderer: Renderer::new(gpu, show, &Settings::default(), &|_, _| {})?,
        holds: Holds::settled(show, &states[0], &inputs),
        inputs,
        clock: Clock::start(),
        frame: 0,
        passes: Vec::new(),
    };
    stepped.renderer.warm(gpu, show, &Wanted::default());
    let fade_frames = (2.0 / show.rate.period_secs()).round() as u64;
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let clear = super::median(stepped.steady(&states[0], frames));
        let mut between = states[0].clone();
        let mut faded = Vec::new();
        for step in 1..=fade_frames {
            mix(show, &mut between, &states, step as f64 / fade_frames as f64);
            faded.push(stepped.draw(&between));
        }
        let storm = super::median(stepped.steady(&states[1], frames));
        for _ in 0..frames.min(8) {
            stepped.draw(&states[1]);
            stepped.note_passes();
        }
        let snapped: Vec<f64> = (0..fade_frames).map(|_| stepped.draw(&states[0])).collect();
        runs.push(WeatherRun {
            steady_millis: [clear, storm],
            ways_millis: [faded, snapped].map(|way| [super::median(way.clone()), p99(way)]),
        });
    }
    let passes = stepped.passes.into_iter().map(|(name, all)| (name, super::median(all))).collect();
    Ok(WeatherTimes { adapter: gpu.names(), frames, runs, passes })
}

/// Every number of the sky that differs, on a straight line.
fn mix(show: &Show, between: &mut Values, [from, to]: &[Values; 2], share: f64) {
    for setting in CLEAR.iter().chain(STORM) {
        let Some(id) = setting.split('=').next().and_then(|path| show.registry.id(path)) else { continue };
        let (from, to) = (from.number(id), to.number(id));
        between.put(id, from + (to - from) * share);
    }
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
        let passes: serde_json::Map<String, Value> =
            self.passes.iter().map(|(name, millis)| ((*name).to_owned(), json!(millis))).collect();
        let [fade, snap] = self.best();
        json!({
            "version": 1,
            "adapter": {"name": self.adapter.0, "driver": self.adapter.1},
            "frames": self.frames,
            "runs": self.runs.iter().map(run).collect::<Vec<_>>(),
            "best": {"fade_ratio": fade, "snap_ratio": snap},
            "limit": LIMIT,
            "passed": self.passed(),
            "storm_passes_ms": passes,
        })
    }

    /// As Markdown tables, the form of `tests/runs/`.
    pub fn table(&self) -> String {
        let mut text = format!(
            "adapter: {} ({})\nframes: {} a state, two seconds a way\n\n| run | clear, median ms | storm, median ms | fade p50 | fade p99 | ratio | snap p50 | snap p99 | ratio |\n|---|---|---|---|---|---|---|---|---|\n",
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
            text.push_str("\n| pass in the storm | ms |\n|---|---|\n");
        }
        for (name, millis) in &self.passes {
            text.push_str(&format!("| {name} | {millis:.2} |\n"));
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
        let mut values = show.first.clone();
        for setting in CLEAR.iter().chain(STORM) {
            show.registry.set(&mut values, setting).unwrap();
        }
        let mut millis = vec![10.0; 48];
        millis[20] = 14.0;
        assert_eq!(p99(millis), 14.0);
        let run = |p99| WeatherRun { steady_millis: [6.0, 10.0], ways_millis: [[9.0, p99], [7.0, 11.0]] };
        let times = |runs| WeatherTimes { adapter: Default::default(), frames: 1, runs, passes: Vec::new() };
        assert!(times(vec![run(14.0), run(12.0), run(13.0)]).passed());
        assert!(!times(vec![run(14.0), run(13.0)]).passed());
    }
}
