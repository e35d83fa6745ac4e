//! `bench --operate`: does a frame take longer because somebody operates the show?
//!
//! In: a show, how many frames. Out: the median of a steady show, the worst operated frame, and their ratio.
//! Not here: time by pass (`bench`), allocations (`tests/alloc`).
//! Invariant: the steady show is one whose camera and world both move, so that every view is drawn at every frame: it is
//! what the frame's budget has to hold. A show that stands is cheaper, and is told beside it.

use serde_json::{Value, json};

use crate::gpu::Gpu;
use crate::gpu::pipeline::pipelines_made;
use crate::params::Values;
use crate::render::{Renderer, Settings, Wanted};
use crate::show::{Arming, FrameInputs, Holds, Show};
use crate::timing::Clock;

/// Frames before the first one that counts.
const WARM_UP: u64 = 4;

/// What a person does, one after the other; `{camera}` and `{canvas}` are the show's first.
const OPERATED: &[&str] = &[
    "world/turntable_deg=20",
    "grade/trim_ev=1",
    "wall/hold=on",
    "world/x_m=1",
    "wall/work_light=on",
    "wall/hold=off",
    "wall/work_light=off",
    "inner/{camera}/hold=on",
    "world/turntable_deg=-20",
    "outer/hold=on",
    "inner/{camera}/hold=off",
    "outer/hold=off",
    "tracking/{camera}/hold=on",
    "tracking/{camera}/hold=off",
    "world/hold_time=on",
    "world/hold_time=off",
    "wall/blackout=on",
    "wall/blackout=off",
    "pattern/{canvas}=grid",
    "pattern/{canvas}=off",
    "inner/{camera}/on=off",
    "inner/{camera}/on=on",
    "grade/trim_ev=0",
    "world/turntable_deg=0",
];

/// Times of a steady and of an operated show.
#[derive(Clone, Debug, PartialEq)]
pub struct OperatedTimes {
    /// Adapter and driver.
    pub adapter: (String, String),
    /// Frames of each part.
    pub frames: u64,
    /// Median of a show whose world stands, milliseconds from begin to idle.
    pub still_millis: f64,
    /// Median of a show whose world moves at every frame.
    pub steady_millis: f64,
    /// The longest operated frame, and what was done in it. On a machine that does other work too, that work's.
    pub worst: (f64, String),
    /// The act whose frame takes longest by its median over the rounds, milliseconds.
    pub worst_act: (f64, String),
    /// Pipelines made while it was operated.
    pub pipelines: usize,
}

/// A show stepped frame by frame.
struct Stepped<'a> {
    gpu: &'a Gpu,
    show: &'a Show,
    renderer: Renderer,
    values: Values,
    holds: Holds,
    inputs: FrameInputs,
    clock: Clock,
    frame: u64,
}

impl Stepped<'_> {
    /// Milliseconds of the next frame. `moves` turns the world by that much, degrees.
    fn draw(&mut self, moves_deg: f64) -> f64 {
        let poses = self.show.rehearsed_poses(self.frame);
        let turntable = self.show.ids.world.turntable_deg;
        let asked_deg = self.values.number(turntable);
        let begin_secs = self.clock.now_secs();
        self.values.put(turntable, asked_deg + moves_deg * (self.frame % 2) as f64);
        self.show.fill(&mut self.inputs, &self.values, self.frame, &poses);
        self.values.put(turntable, asked_deg);
        self.holds.apply(self.show, &self.values, Arming::Armed, &mut self.inputs);
        self.renderer.draw(self.gpu, self.show, &self.inputs, &Wanted::default());
        self.gpu.wait();
        self.frame += 1;
        (self.clock.now_secs() - begin_secs) * 1e3
    }

    fn median(&mut self, frames: u64, moves_deg: f64) -> f64 {
        super::median((0..frames).map(|_| self.draw(moves_deg)).collect())
    }
}

/// Rounds of all acts, at least: a median of fewer is not one.
const LEAST_ROUNDS: u64 = 3;
/// The least turn that counts as a move.
const MOVES_DEG: f64 = 1e-6;

/// Measures three parts of `frames` frames.
pub fn measure(gpu: &Gpu, show: &Show, frames: u64) -> anyhow::Result<OperatedTimes> {
    let values = show.first.clone();
    let inputs = show.inputs(&values, 0, &show.rehearsed_poses(0));
    let mut stepped = Stepped {
        gpu,
        show,
        renderer: Renderer::new(gpu, show, &Settings::default(), &|_, _| {})?,
        holds: Holds::settled(show, &values, &inputs),
        values,
        inputs,
        clock: Clock::start(),
        frame: 0,
    };
    stepped.renderer.warm(gpu, show, &Wanted::default());
    stepped.median(WARM_UP, MOVES_DEG);
    let still_millis = stepped.median(frames, 0.0);
    let steady_millis = stepped.median(frames, MOVES_DEG);
    let made = pipelines_made();
    let acts: Vec<String> = OPERATED.iter().filter_map(|act| named(show, act)).collect();
    let mut times = vec![Vec::new(); acts.len()];
    for _ in 0..frames.div_ceil(acts.len().max(1) as u64).max(LEAST_ROUNDS) {
        for (act, times) in acts.iter().zip(&mut times) {
            show.registry.set(&mut stepped.values, act)?;
            times.push(stepped.draw(MOVES_DEG));
        }
    }
    let worst_by = |millis: fn(Vec<f64>) -> f64| {
        let by_act = times.iter().map(|times| millis(times.clone())).zip(&acts);
        by_act.fold(
            (0.0, String::new()),
            |worst, (millis, act)| {
                if millis > worst.0 { (millis, act.clone()) } else { worst }
            },
        )
    };
    Ok(OperatedTimes {
        adapter: gpu.names(),
        frames,
        still_millis,
        steady_millis,
        worst: worst_by(|times| times.into_iter().fold(0.0, f64::max)),
        worst_act: worst_by(super::median),
        pipelines: pipelines_made() - made,
    })
}

/// A setting of this show; `None` when it has no such part.
fn named(show: &Show, act: &str) -> Option<String> {
    let mut text = act.to_owned();
    if text.contains("{camera}") {
        text = text.replace("{camera}", &show.cameras.first()?.name);
    }
    if text.contains("{canvas}") {
        text = text.replace("{canvas}", &show.stage.canvases.first()?.name);
    }
    Some(text)
}

impl OperatedTimes {
    /// The worst act's median, and the worst frame, over the steady median.
    pub fn ratios(&self) -> [f64; 2] {
        [self.worst_act.0, self.worst.0].map(|millis| millis / self.steady_millis)
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        json!({
            "version": 1,
            "adapter": {"name": self.adapter.0, "driver": self.adapter.1},
            "frames": self.frames,
            "still_median_ms": self.still_millis,
            "steady_median_ms": self.steady_millis,
            "worst_operated_ms": self.worst.0,
            "worst_operated": self.worst.1,
            "worst_act_median_ms": self.worst_act.0,
            "worst_act": self.worst_act.1,
            "ratio_act": self.ratios()[0],
            "ratio_frame": self.ratios()[1],
            "pipelines_made": self.pipelines,
        })
    }

    /// As a Markdown table, the form of `tests/runs/`.
    pub fn table(&self) -> String {
        let ([act_ratio, frame_ratio], (millis, act)) = (self.ratios(), &self.worst_act);
        format!(
            "adapter: {} ({})\nframes: {} a part\n\n| | ms |\n|---|---|\n| world stands, median | {:.2} |\n\
             | world moves, median | {:.2} |\n| slowest act, median (`{act}`) | {millis:.2} |\n\
             | slowest frame (`{}`) | {:.2} |\n\nover the steady median: act {act_ratio:.3}, frame \
             {frame_ratio:.3}; pipelines made: {}\n",
            self.adapter.0,
            self.adapter.1,
            self.frames,
            self.still_millis,
            self.steady_millis,
            self.worst.1,
            self.worst.0,
            self.pipelines
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    #[test]
    fn every_act_is_a_setting_of_the_demo_and_all_is_undone() {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let mut values = show.first.clone();
        for act in OPERATED {
            show.registry.set(&mut values, &named(&show, act).unwrap()).unwrap();
        }
        show.registry.set(&mut values, "world/x_m=0").unwrap();
        assert_eq!(values, show.first);
    }
}
