//! The demo's tour: one minute that tells what the program does, one caption at a time.
//!
//! In: seconds since the tour began. Out: caption, and what the demo does at that moment.
//! Not here: applying it (`app::window`), drawing captions (`console::caption`).
//! Invariant: a pure function of time; captions follow each other without overlap, and the end leaves everything at rest.

use std::f64::consts::TAU;

/// Length of the tour, seconds.
pub const LENGTH_SECS: f64 = 60.0;
/// Time in which a caption comes and goes, seconds.
const FADE_SECS: f64 = 0.5;
/// Time in which the wipe opens and closes, seconds.
const WIPE_SECS: f64 = 1.5;
/// From the start of a late step to its hard stop, seconds.
const STOP_AFTER_SECS: f64 = 5.0;
/// Length of the hard stop, seconds.
const STOP_SECS: f64 = 2.0;

/// What a caption says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caption {
    /// Words as they stand.
    Words(&'static str),
    /// Five frames late, with the slip measured now.
    Late,
    /// Predicted, with the slip measured now.
    Predicted,
    /// The tracking fault's own sentence.
    Fault,
}

/// Everything that the tour decides at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// What is written.
    pub caption: Caption,
    /// How visible the caption is, 0..=1.
    pub opacity: f32,
    /// Whether the inner frustum is drawn.
    pub has_frustum: bool,
    /// Share of the picture, from the left, that is the simulated camera; the rest is the CG reference.
    pub wipe: f32,
    /// How late the tracker's packets are sent, frames.
    pub lateness_frames: u32,
    /// Whether poses are predicted.
    pub is_predicting: bool,
    /// Whether the tracker sends at all.
    pub is_sending: bool,
    /// Whether the slider stands still after a hard stop.
    pub is_stopped: bool,
}

struct Step {
    from_secs: f64,
    caption: Caption,
    change: fn(&mut Moment),
}

const SCRIPT: [Step; 8] = [
    Step { from_secs: 0.0, caption: Caption::Words("A film camera in front of an LED wall"), change: |_| {} },
    Step {
        from_secs: 9.0,
        caption: Caption::Words("Without tracking: a flat backdrop"),
        change: |moment| moment.has_frustum = false,
    },
    Step {
        from_secs: 18.0,
        caption: Caption::Words("Tracked: simulated camera | CG reference"),
        change: |moment| moment.wipe = 0.5,
    },
    Step {
        from_secs: 28.0,
        caption: Caption::Late,
        change: |moment| (moment.lateness_frames, moment.is_predicting) = (5, false),
    },
    Step { from_secs: 38.0, caption: Caption::Predicted, change: |moment| moment.lateness_frames = 5 },
    Step { from_secs: 47.0, caption: Caption::Fault, change: |moment| moment.is_sending = false },
    Step { from_secs: 51.0, caption: Caption::Words("Back, eased in"), change: |_| {} },
    Step {
        from_secs: 54.0,
        caption: Caption::Words(
            "Your turn: WASD flies the virtual camera, Space toggles the frustum, O opens your stage",
        ),
        change: |_| {},
    },
];

impl Moment {
    /// The show as it is when no tour runs: tracked, predicted, on time.
    pub const REST: Self = Self {
        caption: Caption::Words(""),
        opacity: 0.0,
        has_frustum: true,
        wipe: 1.0,
        lateness_frames: 0,
        is_predicting: true,
        is_sending: true,
        is_stopped: false,
    };
}

/// The moment at `secs` after the start; `None` before it and once the tour is over.
pub fn at(secs: f64) -> Option<Moment> {
    if !(0.0..LENGTH_SECS).contains(&secs) {
        return None;
    }
    let index = SCRIPT.iter().rposition(|step| step.from_secs <= secs)?;
    let step = &SCRIPT[index];
    let end_secs = SCRIPT.get(index + 1).map_or(LENGTH_SECS, |next| next.from_secs);
    let (into, left) = (secs - step.from_secs, end_secs - secs);
    let opacity = smooth(into.min(left) / FADE_SECS) as f32;
    let mut moment = Moment { caption: step.caption, opacity, ..Moment::REST };
    (step.change)(&mut moment);
    moment.is_stopped =
        moment.lateness_frames > 0 && (STOP_AFTER_SECS..STOP_AFTER_SECS + STOP_SECS).contains(&into);
    if moment.wipe < 1.0 {
        moment.wipe = wipe(into, left);
    }
    Some(moment)
}

/// The wipe opens to the middle, wanders once, and closes: whoever looks sees that both sides are one picture.
fn wipe(into: f64, left: f64) -> f32 {
    let open = smooth(into.min(left) / WIPE_SECS);
    let wander = 0.5 + 0.25 * (TAU * (into - WIPE_SECS).max(0.0) / 7.0).sin();
    (1.0 + open * (wander - 1.0)) as f32
}

fn smooth(share: f64) -> f64 {
    let share = share.clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moments() -> impl Iterator<Item = (f64, Moment)> {
        (0..6000).map(|step| f64::from(step) * 0.01).map(|secs| (secs, at(secs).expect("inside the tour")))
    }

    #[test]
    fn the_tour_has_a_start_and_an_end() {
        for outside in [-0.1, LENGTH_SECS, 1e9, f64::NAN] {
            assert_eq!(at(outside), None, "{outside}");
        }
        assert!(SCRIPT.windows(2).all(|pair| pair[0].from_secs + 2.0 * FADE_SECS < pair[1].from_secs));
    }

    #[test]
    fn captions_are_gone_when_they_change() {
        let all: Vec<(f64, Moment)> = moments().collect();
        for pair in all.windows(2) {
            if pair[0].1.caption != pair[1].1.caption {
                assert!(pair[1].1.opacity < 0.01, "at {} s", pair[1].0);
            }
        }
    }

    /// The order that issue 2 asks for, and that only one thing is wrong at a time.
    #[test]
    fn the_story_is_told_in_order() {
        assert!(!at(12.0).expect("in").has_frustum);
        let compared = at(22.0).expect("in");
        assert!(compared.has_frustum && compared.wipe < 0.9);
        let late = at(31.0).expect("in");
        assert!(late.lateness_frames == 5 && !late.is_predicting && !late.is_stopped);
        assert!(at(34.0).expect("in").is_stopped);
        let predicted = at(40.0).expect("in");
        assert!(predicted.lateness_frames == 5 && predicted.is_predicting);
        assert!(!at(49.0).expect("in").is_sending && at(52.0).expect("in").is_sending);
        for (secs, moment) in moments() {
            let wrong =
                [!moment.has_frustum, moment.wipe < 1.0, moment.lateness_frames > 0, !moment.is_sending];
            assert!(wrong.into_iter().filter(|wrong| *wrong).count() <= 1, "at {secs} s");
        }
    }

    #[test]
    fn the_wipe_moves_without_a_jump_and_the_end_is_at_rest() {
        let mut before = 1.0;
        for (secs, moment) in moments() {
            assert!((moment.wipe - before).abs() < 0.02 && (0.0..=1.0).contains(&moment.wipe), "at {secs} s");
            before = moment.wipe;
        }
        let last = at(LENGTH_SECS - 0.001).expect("in");
        assert_eq!(Moment { caption: Moment::REST.caption, opacity: 0.0, ..last }, Moment::REST);
    }
}
