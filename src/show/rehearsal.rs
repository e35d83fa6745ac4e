//! A show that plays without people, trackers or pictures: what a look or a run of cues is going to be.
//!
//! In: values to start from, looks to go to. Out: [`FrameInputs`] of one frame after another. Not here: what is made of them
//! (`app::clerk::flashes` counts flashes before GO, `app::bench::weather` draws the frames).
//! Invariant: fades, the sky's clock and clouds that come and go as in a running show; nothing but the show and the looks counts.

use std::sync::Arc;

use crossbeam::queue::ArrayQueue;

use crate::params::{Action, Arbiter, Author, Command, Stored, Values};

use super::{FrameInputs, Show};

/// A show that is stepped frame by frame.
#[derive(Debug)]
pub struct Rehearsal {
    arbiter: Arbiter,
    inputs: FrameInputs,
}

/// A look to go to.
#[derive(Clone, Debug, PartialEq)]
pub struct Recall {
    /// Its values.
    pub stored: Arc<Stored>,
    /// Seconds to get there; 0 is at once.
    pub fade_secs: f32,
}

impl Show {
    /// The arbiter of a show that begins with these values; of its events at most so many wait for whoever listens.
    pub fn arbiter(&self, values: Values, events: usize) -> Arbiter {
        let events = Arc::new(ArrayQueue::new(events));
        let rolling = Some(self.ids.take.rolling);
        let mut arbiter = Arbiter::new(&self.registry, values, (0, rolling), self.rate.period_secs(), events);
        if let Some(sky) = &self.ids.sky {
            arbiter.watch(sky.clock());
        }
        arbiter
    }
}

impl Rehearsal {
    /// Stands at frame 0, which has these values.
    pub fn new(show: &Show, values: &Values) -> Self {
        // Nobody listens.
        let arbiter = show.arbiter(values.clone(), 1);
        Self { inputs: show.inputs(values, 0, &show.rehearsed_poses(0)), arbiter }
    }

    /// The frame that it stands at.
    pub fn inputs(&self) -> &FrameInputs {
        &self.inputs
    }

    /// Values and inputs of the frame, for what lies between them and a picture.
    pub fn parts(&mut self) -> (&Values, &mut FrameInputs) {
        (self.arbiter.values(), &mut self.inputs)
    }

    /// Its values.
    pub fn values(&self) -> &Values {
        self.arbiter.values()
    }

    /// Goes on by a frame, in which a look may be recalled.
    pub fn step(&mut self, show: &Show, recall: Option<&Recall>) -> &mut FrameInputs {
        let frame = self.inputs.frame + 1;
        self.arbiter.reads(show.clock_reading(self.arbiter.values(), &self.inputs));
        self.arbiter.begin(frame);
        if let Some(Recall { stored, fade_secs }) = recall {
            let recall = Action::Recall { stored: Arc::clone(stored), fade_secs: *fade_secs, label: 0 };
            let epoch = self.arbiter.epoch();
            self.arbiter
                .obey(&Command { confirmed: true, ..Command::new(Author::COMMAND_LINE, epoch, recall) });
        }
        self.arbiter.end();
        if let (Some(sky), Some(trail)) = (&show.ids.sky, &mut self.inputs.trail) {
            if self.arbiter.take_read() {
                trail.state.read_clock();
            }
            trail.state.clouds.fade_frames = sky.weather.fade_frames(|id| self.arbiter.fade_frames(id));
        }
        show.fill(&mut self.inputs, self.arbiter.values(), frame, &show.rehearsed_poses(frame));
        &mut self.inputs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    /// A fade of the trim by 2 EV over 48 frames: at its ends to the bit, and half of it in the middle.
    #[test]
    fn a_look_is_faded_to_as_in_a_running_show() {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let id = show.registry.id("grade/trim_ev").unwrap();
        let mut rehearsal = Rehearsal::new(&show, &show.first);
        let before = rehearsal.inputs().world.exposure_ev;
        let recall = Recall { stored: Arc::new(Stored::of(vec![(id, -2.0)])), fade_secs: 2.0 };
        rehearsal.step(&show, Some(&recall));
        for _ in 0..24 {
            rehearsal.step(&show, None);
        }
        assert!((rehearsal.inputs().world.exposure_ev - before + 1.0).abs() < 1e-6);
        for _ in 0..24 {
            rehearsal.step(&show, None);
        }
        assert_eq!(rehearsal.values().number(id), -2.0);
        assert_eq!(rehearsal.inputs().world.exposure_ev, before - 2.0);
    }
}
