//! `bench --guests`: how soon a touch is seen, and what people who look on cost the frame.
//!
//! In: a show, how many clients. Out: frames and milliseconds from touch to drawn, CPU by thread, pictures a second.
//! Not here: what control costs without drawing (`control`), the show's own frame times (`bench`), allocations (`tests/alloc`).
//! Invariant: the show runs as `run --headless` does, and clients come over the network, each on a thread of its own; all of
//! it shares this machine, so what is measured is never better than what it would be with tablets.

mod cpu;
mod hands;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::app::clerk::Clerk;
use crate::app::headless;
use crate::app::pipes::Pipes;
use crate::control::{Control, ControlSettings};
use crate::gpu::Gpu;
use crate::show::Show;
use crate::timing::Clock;
use crate::verify::percentiles::Percentiles;

use hands::Guests;

/// From a touch to the frame that shows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Touches {
    /// Frames: 1 is the frame after the last that was drawn when the hand moved.
    frames: Vec<f64>,
    /// Milliseconds until the client was told that it is drawn.
    millis: Vec<f64>,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct GuestTimes {
    adapter: (String, String),
    clients: usize,
    rate_fps: f64,
    fps: f64,
    /// By name of the part.
    touches: Vec<(&'static str, Touches)>,
    /// Of each frame, on the frame thread, milliseconds.
    control_millis: Vec<f64>,
    /// By thread, share of one core.
    cpu: Vec<(String, f64)>,
    /// Deltas a second and client; least and mean.
    deltas: [f64; 2],
    /// Size, pictures a second, ages in milliseconds.
    pictures: ([u16; 2], f64, Vec<f64>),
}

/// Runs a show with so many clients and measures.
pub fn measure(gpu: &Gpu, show: &Arc<Show>, clients: usize) -> anyhow::Result<GuestTimes> {
    let (_clerk, end, link) = Clerk::start(show).context("no thread for the clerk")?;
    let settings = ControlSettings { web: Some(([127, 0, 0, 1], 0).into()), ..ControlSettings::default() };
    let control = Control::start(settings, link.clone(), Clock::start())?;
    let address = control.web_address().context("no port for control")?;
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let measured = scope.spawn(|| {
            let guests =
                Guests { link: &link, control: &control, address, clock: Clock::start(), is_over: &is_over };
            let times = guests.measure(scope, gpu, clients);
            is_over.store(true, Ordering::Relaxed);
            times
        });
        let ends = (None, None, Pipes::default(), Some(end));
        let run = headless::run(gpu, show, 0..u64::MAX, &|_, _| {}, &is_over, ends);
        // A show that ended by itself ends the guests too.
        is_over.store(true, Ordering::Relaxed);
        let times = measured.join().map_err(|_| anyhow::anyhow!("a client panicked"))?;
        run?;
        times
    })
}

impl GuestTimes {
    /// As JSON.
    pub fn json(&self) -> Value {
        let all = |samples: &[f64]| {
            Percentiles::of(samples.to_vec())
                .map(|found| json!({ "p50": found.p50, "p99": found.p99, "max": found.max }))
        };
        let touches: Vec<Value> = self
            .touches
            .iter()
            .map(|(name, touches)| {
                json!({
                    "what": name, "count": touches.frames.len(), "frames": all(&touches.frames),
                    "told_ms": all(&touches.millis),
                })
            })
            .collect();
        let (size, rate, ages) = &self.pictures;
        json!({
            "version": 1,
            "adapter": {"name": self.adapter.0, "driver": self.adapter.1},
            "clients": self.clients, "rate": self.rate_fps, "fps": self.fps, "touches": touches,
            "control_ms": all(&self.control_millis), "control_mean_share_of_frame": self.control_share(),
            "cpu_share_of_a_core": self.cpu.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "deltas_per_client_and_second": {"least": self.deltas[0], "mean": self.deltas[1]},
            "pictures": {"size": size, "per_second": rate, "age_ms": all(ages)},
        })
    }

    /// Mean time that control takes on the frame thread, as a share of the frame.
    pub fn control_share(&self) -> f64 {
        let mean = self.control_millis.iter().sum::<f64>() / self.control_millis.len().max(1) as f64;
        mean * 1e-3 * self.rate_fps
    }

    /// As Markdown, the form of `tests/runs/`.
    pub fn table(&self) -> String {
        let mut text = format!(
            "adapter: {} ({})\nclients: {}; {:.1} of {:.1} frames a second\n\n\
             | touch to drawn | count | frames p50 | p99 | max | told, ms p50 | p99 | max |\n|---|---|---|---|---|---|---|---|\n",
            self.adapter.0, self.adapter.1, self.clients, self.fps, self.rate_fps
        );
        for (name, touches) in &self.touches {
            let row = |samples: &[f64]| {
                Percentiles::of(samples.to_vec()).map_or_else(String::new, |found| {
                    format!("{:.0} | {:.0} | {:.0}", found.p50, found.p99, found.max)
                })
            };
            let count = touches.frames.len();
            text.push_str(&format!(
                "| {name} | {count} | {} | {} |\n",
                row(&touches.frames),
                row(&touches.millis)
            ));
        }
        if let Some(control) = Percentiles::of(self.control_millis.clone()) {
            text.push_str(&format!(
                "\nobey and report on the frame thread: {:.4} ms p50, {:.4} p99, {:.4} max; mean {:.3} % of a frame\n",
                control.p50,
                control.p99,
                control.max,
                100.0 * self.control_share()
            ));
        }
        text.push_str("\n| thread | % of a core |\n|---|---|\n");
        for (name, share) in &self.cpu {
            text.push_str(&format!("| {name} | {:.2} |\n", 100.0 * share));
        }
        let ([width, height], rate, ages) = &self.pictures;
        let [least, mean] = self.deltas;
        text.push_str(&format!("\ndeltas a second and client: {least:.1} least, {mean:.1} mean\n"));
        if let Some(ages) = Percentiles::of(ages.clone()) {
            text.push_str(&format!(
                "pictures: {width} x {height}, {rate:.1} a second, {:.0} ms old p50, {:.0} p99\n",
                ages.p50, ages.p99
            ));
        }
        text
    }
}
