//! Those who measure a running show from outside: a hand at a fader, a crowd that looks on, one that reads nothing.
//!
//! In: a show that runs, its address. Out: [`GuestTimes`]. Not here: the table (`bench::guests`), CPU time (`cpu`).
//! Invariant: a guest that fails hangs up, so that every thread ends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{Scope, ScopedJoinHandle};

use anyhow::bail;
use serde_json::{Value, json};

use crate::control::Control;
use crate::control::web::client::{self, Ear, Heard, Mouth};
use crate::gpu::Gpu;
use crate::params::{Class, Kind, Parameter, Role};
use crate::show::link::Link;
use crate::timing::Clock;

use super::{GuestTimes, Touches, cpu};

/// Touches of each part.
const TOUCHES: u32 = 200;
/// Presses of each button.
const PRESSES: u32 = 40;
/// Faders that move all the while, and how often each moves a second.
const FADERS: usize = 8;
const MOVES_A_SECOND: f64 = 30.0;
/// How long pictures are looked at, seconds.
const LOOK_SECS: f64 = 10.0;
/// Width of the pictures, pixels.
const WIDTH: u32 = 640;
/// Frames before anything counts.
const WARM_UP: u64 = 12;

/// A flag that is raised when this is dropped, so that no thread outlives a failure.
#[derive(Debug, Default)]
struct Until(Arc<AtomicBool>);

impl Drop for Until {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Those who measure.
pub(super) struct Guests<'a> {
    pub(super) link: &'a Link,
    pub(super) control: &'a Control,
    pub(super) address: SocketAddr,
    pub(super) clock: Clock,
    pub(super) is_over: &'a AtomicBool,
}

impl Guests<'_> {
    /// Measures all parts, one after the other.
    pub(super) fn measure<'s>(
        &self,
        scope: &'s Scope<'s, '_>,
        gpu: &Gpu,
        clients: usize,
    ) -> anyhow::Result<GuestTimes> {
        self.wait_for_frames(WARM_UP)?;
        let counts: Arc<[AtomicU64]> = (0..clients).map(|_| AtomicU64::new(0)).collect();
        let mut mouths = Vec::new();
        for at in 0..clients {
            let (ear, mouth) = client::open(self.address, None, &format!("Viewer {at}"))?;
            mouths.push(mouth);
            let counts = Arc::clone(&counts);
            scope.spawn(move || count_deltas(ear, &counts[at]));
        }
        let mut hand = self.hand("Hand")?;
        let (still, told) = (Until::default(), Until::default());
        let mover = self.move_faders(scope, Arc::clone(&still.0))?;
        let reports = self.collect_reports(scope, Arc::clone(&told.0));
        let (cpu_before, begin_secs) = (cpu::by_thread(), self.clock.now_secs());
        let fader = self.touches(&mut hand, "grade/trim_ev", TOUCHES)?;
        let hold = self.touches(&mut hand, "wall/hold", PRESSES)?;
        let blackout = self.touches(&mut hand, "wall/blackout", PRESSES)?;
        let secs = self.clock.now_secs() - begin_secs;
        let cpu = cpu::share(&cpu_before, &cpu::by_thread(), secs);
        drop(told);
        let control_millis = reports.join().unwrap_or_default();
        let deltas: Vec<f64> =
            counts.iter().map(|count| count.load(Ordering::Relaxed) as f64 / secs).collect();
        let (_deaf_ear, mut deaf) = client::open(self.address, None, "Deaf")?;
        for _ in 0..100 {
            deaf.say(r#"{"t":"resync"}"#)?;
        }
        let beside_deaf = self.touches(&mut hand, "grade/trim_ev", TOUCHES)?;
        drop(deaf);
        let pictures = self.look()?;
        drop(still);
        let moved = mover.join().map_err(|_| anyhow::anyhow!("the mover panicked"))?;
        moved?;
        drop(mouths);
        let health = self.link.state().report.health;
        Ok(GuestTimes {
            adapter: gpu.names(),
            clients,
            rate_fps: health.rate_fps,
            fps: health.fps,
            touches: vec![
                ("fader", fader),
                ("fader, beside a client that reads nothing", beside_deaf),
                ("HOLD", hold),
                ("BLACKOUT", blackout),
            ],
            control_millis,
            cpu,
            deltas: [
                deltas.iter().copied().fold(f64::INFINITY, f64::min),
                deltas.iter().sum::<f64>() / clients.max(1) as f64,
            ],
            pictures,
        })
    }

    fn wait_for_frames(&self, frames: u64) -> anyhow::Result<()> {
        while self.link.state().report.frame < frames {
            if self.is_over.load(Ordering::Relaxed) {
                bail!("the show ended before its first frames");
            }
            self.clock.sleep_until(self.clock.now_secs() + 0.05);
        }
        Ok(())
    }

    /// An operator at a page.
    fn hand(&self, name: &str) -> anyhow::Result<(Ear, Mouth)> {
        let invitation = self.control.join(Role::Operator)?;
        let token = client::join(self.address, &invitation.pin.to_string(), name)?;
        Ok(client::open(self.address, Some(&token), name)?)
    }

    /// Moves faders until told to keep still.
    fn move_faders<'s>(
        &self,
        scope: &'s Scope<'s, '_>,
        is_still: Arc<AtomicBool>,
    ) -> anyhow::Result<ScopedJoinHandle<'s, anyhow::Result<()>>> {
        let state = self.link.state();
        let is_fader = |parameter: &&Parameter| {
            let is_grade = parameter.path.starts_with("grade/") && parameter.path != "grade/trim_ev";
            is_grade && parameter.class == Class::Look && matches!(parameter.kind, Kind::Number { .. })
        };
        let faders: Vec<(String, [f64; 2])> = state
            .registry
            .parameters()
            .iter()
            .filter(is_fader)
            .take(FADERS)
            .map(|parameter| (parameter.path.clone(), parameter.kind.range()))
            .collect();
        let (mut ear, mut mouth) = self.hand("Mover")?;
        let clock = self.clock;
        scope.spawn(move || while ear.hear() != Heard::Closed {});
        Ok(scope.spawn(move || {
            let mut step = 0_u32;
            let begin_secs = clock.now_secs();
            while !is_still.load(Ordering::Relaxed) {
                step += 1;
                for (at, (path, [min, max])) in faders.iter().enumerate() {
                    let share = 0.5 + 0.1 * (f64::from(step) * 0.07 + at as f64).sin();
                    let (value, id) = (min + share * (max - min), step as usize * FADERS + at);
                    mouth.say(&format!(
                        r#"{{"t":"set","id":{id},"path":"{path}","v":{value},"g":{}}}"#,
                        at + 1
                    ))?;
                }
                clock.sleep_until(begin_secs + f64::from(step) / MOVES_A_SECOND);
            }
            Ok(())
        }))
    }

    /// Collects what each frame's control took.
    fn collect_reports<'s>(
        &self,
        scope: &'s Scope<'s, '_>,
        is_done: Arc<AtomicBool>,
    ) -> ScopedJoinHandle<'s, Vec<f64>> {
        let (link, clock) = (self.link.clone(), self.clock);
        scope.spawn(move || {
            let (mut millis, mut last) = (Vec::new(), 0);
            while !is_done.load(Ordering::Relaxed) {
                let report = Arc::clone(&link.state().report);
                if report.frame != last {
                    last = report.frame;
                    millis.push(report.health.control_secs * 1e3);
                }
                clock.sleep_until(clock.now_secs() + 0.01);
            }
            millis
        })
    }

    /// Touches a control again and again, at uneven times.
    fn touches(&self, (ear, mouth): &mut (Ear, Mouth), path: &str, count: u32) -> anyhow::Result<Touches> {
        let mut touches = Touches::default();
        let is_switch = path.starts_with("wall/");
        for touch in 1..=count {
            let value = match is_switch {
                true => json!(touch % 2 == 1),
                false => json!(f64::from(touch % 10) / 10.0),
            };
            // The hand lands anywhere in a frame.
            self.clock.sleep_until(self.clock.now_secs() + 0.03 + 0.0071 * f64::from(touch % 13));
            let (drawn, begin_secs) = (self.link.state().report.frame, self.clock.now_secs());
            let id = 1_000_000 + touch;
            let wish = json!({ "t": "set", "id": id, "path": path, "v": value, "hold": is_switch });
            mouth.say(&wish.to_string())?;
            let ack = heard(ear, "ack", id)?;
            let Some(frame) = ack["frame"].as_u64() else { bail!("`{path}` was refused: {ack}") };
            heard(ear, "shown", id)?;
            // Presses count, releases do not.
            if !is_switch || touch % 2 == 1 {
                touches.frames.push(frame.saturating_sub(drawn) as f64);
                touches.millis.push((self.clock.now_secs() - begin_secs) * 1e3);
            }
        }
        Ok(touches)
    }

    /// Looks at the first source: size, pictures a second, ages.
    fn look(&self) -> anyhow::Result<([u16; 2], f64, Vec<f64>)> {
        let sources = self.link.feed().sources();
        let Some(source) = sources.first() else { bail!("the show has no picture to look at") };
        let (mut ear, mut mouth) = client::open(self.address, None, "Looker")?;
        mouth.say(&json!({ "t": "preview", "source": source, "width": WIDTH }).to_string())?;
        mouth.say(r#"{"t":"credit","n":2}"#)?;
        let (mut ages, mut begin_secs) = (Vec::new(), None);
        loop {
            let picture = match ear.hear() {
                Heard::Binary(picture) if picture.len() > 16 => picture,
                Heard::Closed => bail!("the line was closed while pictures were looked at"),
                _ => continue,
            };
            mouth.say(r#"{"t":"credit","n":1}"#)?;
            let pair = |at: usize| u16::from_le_bytes([picture[at], picture[at + 1]]);
            let now_secs = self.clock.now_secs();
            let Some(begin_secs) = begin_secs else {
                // The first one waits for the feed to begin.
                begin_secs = Some(now_secs);
                continue;
            };
            ages.push(f64::from(pair(10)));
            if now_secs - begin_secs >= LOOK_SECS {
                return Ok(([pair(2), pair(4)], ages.len() as f64 / (now_secs - begin_secs), ages));
            }
        }
    }
}

fn count_deltas(mut ear: Ear, count: &AtomicU64) {
    loop {
        match ear.hear() {
            Heard::Text(text) if text.contains(r#""t":"delta""#) => {
                count.fetch_add(1, Ordering::Relaxed);
            }
            Heard::Closed => return,
            _ => {}
        }
    }
}

/// The next message of a kind with an id.
fn heard(ear: &mut Ear, kind: &str, id: u32) -> anyhow::Result<Value> {
    let wanted = [format!(r#""id":{id},"#), format!(r#""t":"{kind}""#)];
    loop {
        match ear.hear() {
            Heard::Text(text) if wanted.iter().all(|part| text.contains(part)) => {
                return Ok(serde_json::from_str(&text)?);
            }
            Heard::Closed => bail!("the line was closed before `{kind}` came"),
            _ => {}
        }
    }
}
