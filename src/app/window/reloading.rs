//! Hot reload in the window: between the machine, the show that plays and the outputs.
//!
//! In: the machine's word, once a frame. Out: another show in place of the one that plays, at a frame boundary.
//! Not here: when a change may go in (`app::reload`), what is kept (`app::live`).
//! Invariant: an output stays 1:1 with its canvas: a change that an open output cannot follow is refused.

use std::sync::Arc;

use crate::console::Command;
use crate::console::readout::ReloadReadout;
use crate::stage::Stage;
use crate::timing::Clock;

use super::super::loader::{Ready, window_settings};
use super::super::reload::{Event, Phase, Policy, Reloads, Running, Situation};
use super::super::watchdog::Watchdog;
use super::Opened;
use super::playing::Playing;

impl Opened {
    /// Watches the files of the show that plays.
    pub(super) fn watch_files(&mut self) {
        let Some(playing) = &self.playing else { return };
        let show = playing.whole_show();
        match &mut self.reloads {
            Some(reloads) => reloads.adopt(show),
            None => match Reloads::start(Arc::clone(&self.gpu), window_settings(&self.gpu), show) {
                Ok(reloads) => self.reloads = Some(reloads),
                Err(error) => tracing::warn!("no thread to watch the show's files: {error}. Reload is off"),
            },
        }
        if let Some(watchdog) = &self.watchdog {
            playing.threads().into_iter().for_each(|thread| watchdog.watch(thread));
            self.reloads.iter().for_each(|reloads| watchdog.watch(reloads.thread()));
        }
    }

    /// Takes the watchdog's word for the desk.
    pub(super) fn hear_watchdog(&mut self) {
        if let Some(word) = self.watchdog.as_ref().and_then(Watchdog::word) {
            self.hanging = word;
        }
    }

    /// Takes up a change at this frame boundary, when there is one that may go in.
    pub(super) fn step_reload(&mut self, clock: &Clock) -> anyhow::Result<()> {
        // Another show is being opened: what changes in this one is of no interest.
        if self.loader.is_some() {
            return Ok(());
        }
        let ready = self.with_reloads(|reloads, running| reloads.step(running));
        self.swap(ready, clock)
    }

    /// A person's word on a change.
    pub(super) fn obey_reload(&mut self, command: &Command, clock: &Clock) -> anyhow::Result<()> {
        let event = if *command == Command::ApplyReload { Event::Apply } else { Event::Dismiss };
        let ready = self.with_reloads(|reloads, running| reloads.on(event, running));
        self.swap(ready, clock)
    }

    fn with_reloads<T>(&mut self, act: impl FnOnce(&mut Reloads, Running<'_>) -> Option<T>) -> Option<T> {
        let policy = if self.outputs.is_empty() { Policy::AtOnce } else { Policy::OnApply };
        let (reloads, playing) = (self.reloads.as_mut()?, self.playing.as_mut()?);
        let situation = Situation { policy, is_rolling: playing.is_rolling() };
        act(reloads, Running { whole: playing.whole_show(), divisor: playing.divisor(), situation })
    }

    fn swap(&mut self, ready: Option<Box<Ready>>, clock: &Clock) -> anyhow::Result<()> {
        let Some(ready) = ready else { return Ok(()) };
        let names = self.outputs.canvases();
        let before = self.playing.as_ref().map(|playing| &playing.whole_show().stage);
        let refused = match before.and_then(|before| unfit(&names, before, &ready.whole.stage)) {
            Some(reason) => Some(reason),
            None => self.play(*ready, clock)?,
        };
        if let Some(reason) = refused {
            tracing::warn!("not reloaded, the running show goes on: {reason}");
            self.with_reloads(|reloads, running| reloads.on(Event::Failed(reason), running));
        } else {
            tracing::info!("reloaded");
        }
        Ok(())
    }
}

/// What the desk shows of a reload.
pub(super) fn readout<'a>(reloads: Option<&'a Reloads>, playing: &mut Playing) -> Option<ReloadReadout<'a>> {
    let reloads = reloads?;
    let is_refused = match reloads.phase() {
        Phase::Offered(_) => false,
        Phase::Refused(_) => true,
        Phase::Idle | Phase::Loading { .. } => return None,
    };
    Some(ReloadReadout { lines: reloads.lines(), is_refused, is_rolling: playing.is_rolling() })
}

/// Why open outputs cannot follow to another stage.
fn unfit(outputs: &[&str], before: &Stage, after: &Stage) -> Option<String> {
    let find = |stage: &Stage, name: &str| {
        stage.canvases.iter().find(|canvas| canvas.name == name).map(|canvas| (canvas.size, canvas.bits))
    };
    outputs.iter().find_map(|name| {
        let (Some((size, bits)), now) = (find(before, name), find(after, name)) else { return None };
        let remedy = "its output is open: end the program and start it again to change that";
        match now {
            None => Some(format!("canvas {name} is gone, but {remedy}")),
            Some((new, _)) if new != size => Some(format!(
                "canvas {name} becomes {} x {} px instead of {} x {}, but {remedy}",
                new[0], new[1], size[0], size[1]
            )),
            Some((_, new)) if new != bits => {
                Some(format!("canvas {name} becomes {new} bits instead of {bits}, but {remedy}"))
            }
            Some(_) => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    #[test]
    fn outputs_follow_only_where_they_stay_pixel_exact() {
        let stage = load::demo(&|_, _| {}).unwrap().show.stage;
        let mut other = stage.clone();
        other.walls[0].white_nits = 10.0;
        assert_eq!(unfit(&["main"], &stage, &other), None);
        other.canvases[0].size[0] = 16;
        let reason = unfit(&["main"], &stage, &other).unwrap();
        assert!(reason.starts_with("canvas main becomes 16 x "), "{reason}");
        assert_eq!(unfit(&[], &stage, &other), None, "without outputs anything goes");
        other.canvases.clear();
        assert!(unfit(&["main"], &stage, &other).unwrap().contains("is gone"));
    }
}
