//! `bench`: GPU time of a show's frame by pass.
//!
//! In: a show, how many frames. Out: a table of medians. Not here: benches of functions (`tests/bench`).
//! Frames are waited for one by one, so a pass is not timed under the next frame's load; caches are redrawn each time.
//! Invariant: the first frames (shader compilation in the driver) are left out.

pub mod control;
pub mod guests;
pub mod operate;
pub mod weather;

use serde_json::{Value, json};

use crate::gpu::Gpu;
use crate::render::{Renderer, Settings, Wanted};
use crate::show::Show;
use crate::timing::Clock;

use super::poses::Poses;
use super::stage_eye;

/// Frames before the first one that counts.
const WARM_UP: u64 = 2;

/// Times of one frame, median over the frames measured.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameTimes {
    /// Adapter and driver.
    pub adapter: (String, String),
    /// Frames measured.
    pub frames: u64,
    /// From submit to idle, milliseconds.
    pub whole_millis: f64,
    /// GPU milliseconds by pass in frame order; passes of one name are added up. Empty without timestamps.
    pub passes: Vec<(&'static str, f64)>,
}

/// Measures `frames` frames. `everything` adds camera, reference and stage view to the canvases.
pub fn measure(
    gpu: &Gpu,
    show: &Show,
    frames: u64,
    everything: Option<[u32; 2]>,
) -> anyhow::Result<FrameTimes> {
    let settings =
        Settings { reference: everything.is_some(), stage_view: everything, ..Settings::default() };
    let mut renderer = Renderer::new(gpu, show, &settings, &|_, _| {})?;
    let wanted = Wanted {
        cameras: everything.is_some(),
        references: everything.is_some(),
        stage: everything.map(|size| stage_eye::default_view(&show.stage, size)),
        ..Wanted::default()
    };
    let (clock, poses) = (Clock::start(), Poses::rehearsed());
    let mut whole = Vec::new();
    let mut by_pass: Vec<(&'static str, Vec<f64>)> = Vec::new();
    for frame in 0..frames + WARM_UP {
        let mut inputs = poses.inputs(show, &show.first, frame);
        // The least move of the world redraws what frames otherwise keep: shadows, outer faces, inner views.
        inputs.world.world_from_stage.position.x += (frame % 2) as f64 * 1e-9;
        inputs.outer.world = inputs.world;
        inputs.cameras.iter_mut().for_each(|camera| camera.inner.world = inputs.world);
        let start = clock.now_secs();
        renderer.draw(gpu, show, &inputs, &wanted);
        gpu.wait();
        renderer.timers.collect();
        if frame < WARM_UP {
            continue;
        }
        whole.push((clock.now_secs() - start) * 1e3);
        let mut sums: Vec<(&'static str, f64)> = Vec::new();
        for (name, millis) in renderer.timers.millis() {
            match sums.iter_mut().find(|(known, _)| known == name) {
                Some((_, sum)) => *sum += millis,
                None => sums.push((name, *millis)),
            }
        }
        for (name, millis) in sums {
            match by_pass.iter_mut().find(|(known, _)| *known == name) {
                Some((_, all)) => all.push(millis),
                None => by_pass.push((name, vec![millis])),
            }
        }
    }
    Ok(FrameTimes {
        adapter: gpu.names(),
        frames,
        whole_millis: median(whole),
        passes: by_pass.into_iter().map(|(name, all)| (name, median(all))).collect(),
    })
}

pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

impl FrameTimes {
    /// As JSON.
    pub fn json(&self) -> Value {
        let passes: serde_json::Map<String, Value> =
            self.passes.iter().map(|(name, millis)| ((*name).to_owned(), json!(millis))).collect();
        json!({
            "version": 1,
            "adapter": {"name": self.adapter.0, "driver": self.adapter.1},
            "frames": self.frames,
            "whole_ms": self.whole_millis,
            "passes_ms": passes,
        })
    }

    /// As a Markdown table, the form of `tests/runs/`.
    pub fn table(&self) -> String {
        let mut text = format!(
            "adapter: {} ({})\nframes: {} (median)\n\n| pass | ms |\n|---|---|\n",
            self.adapter.0, self.adapter.1, self.frames
        );
        for (name, millis) in &self.passes {
            text.push_str(&format!("| {name} | {millis:.2} |\n"));
        }
        text.push_str(&format!("| whole frame, submit to idle | {:.2} |\n", self.whole_millis));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![9.0, 1.0, 5.0]), 5.0);
        assert!(median(Vec::new()).is_nan());
    }
}
