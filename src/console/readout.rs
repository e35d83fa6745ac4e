//! What the window says about a running show.
//!
//! In: numbers and sentences that the app gathered. Out: [`Readout`], and how bad each of them is.
//! Not here: measuring (`app`, `console::slip`), drawing (`top_bar`, `caption`).
//! Invariant: plain values; nothing here knows egui.

use crate::show::link::State;

use super::align::AlignView;
use super::join::JoinView;

/// All that is said in one frame.
#[derive(Clone, Debug, Default)]
pub struct Readout<'a> {
    /// Name of the show.
    pub show: &'a str,
    /// The graphics adapter.
    pub adapter: &'a str,
    /// Frames a second that the show asks for.
    pub rate_fps: f64,
    /// Frames a second that are drawn.
    pub fps: f64,
    /// Frames that were due and not drawn.
    pub drops: u64,
    /// The same by cause: `3 (2 gpu, 1 upload)`.
    pub drops_by_cause: &'a str,
    /// Tracking of the camera in view; `None` for a show without cameras.
    pub tracking: Option<TrackingReadout<'a>>,
    /// Slip, wall pixels; `None` where the true pose is not known.
    pub slip_px: Option<f64>,
    /// The caption of the tour and its opacity, 0..=1.
    pub caption: Option<(&'a str, f32)>,
    /// What is wrong, in words.
    pub fault: Option<&'a str>,
    /// The thread that hangs, in words.
    pub watchdog: Option<&'a str>,
    /// What the program did on its own, said once.
    pub notice: Option<&'a str>,
    /// Progress or failure of opening another show.
    pub opening: Option<&'a str>,
    /// The Align panel, while it is open.
    pub align: Option<&'a AlignView>,
    /// A change of the show's files that waits or was refused.
    pub reload: Option<ReloadReadout<'a>>,
    /// The bar at the foot.
    pub buttons: super::buttons::ButtonsReadout<'a>,
    /// The spot meter.
    pub meter: super::exposure::MeterReadout<'a>,
    /// Names of cameras.
    pub cameras: &'a [String],
    /// Names of world positions.
    pub positions: &'a [String],
    /// Light cards and flags.
    pub cards: Option<super::cards::CardsView<'a>>,
    /// What everybody sees; `None` while nobody controls the show.
    pub state: Option<&'a State>,
    /// Tablets; `None` while the show has no pages.
    pub join: Option<&'a JoinView>,
    /// GPU milliseconds by pass.
    pub passes: &'a [(&'static str, f64)],
}

/// A change of the show's files.
#[derive(Clone, Copy, Debug)]
pub struct ReloadReadout<'a> {
    /// What differs, a sentence each; or why it was refused.
    pub lines: &'a [String],
    /// Whether it was refused.
    pub is_refused: bool,
    /// Whether a take rolls.
    pub is_rolling: bool,
}

/// Tracking of one camera.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrackingReadout<'a> {
    /// Name of the camera.
    pub camera: &'a str,
    /// State word: `live`, `predicted`, `held` ...
    pub state: &'a str,
    /// Age of the newest sample, milliseconds.
    pub age_ms: Option<f64>,
    /// Samples taken.
    pub samples: u64,
    /// Samples lost.
    pub lost: u64,
}

/// How bad a state is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// As it should be.
    Good,
    /// Worth a look.
    Warn,
    /// Needs a person.
    Bad,
    /// Nothing to judge.
    Quiet,
}

impl Readout<'_> {
    /// Frame rate: within 2 % of the show's is good, less than half is bad.
    pub fn rate_mood(&self) -> Mood {
        match self.fps / self.rate_fps {
            share if share > 0.98 => Mood::Good,
            share if share > 0.5 => Mood::Warn,
            _ => Mood::Bad,
        }
    }

    /// Slip: under one wall pixel is not seen, over four tears at hard edges.
    pub fn slip_mood(&self) -> Mood {
        match self.slip_px {
            None => Mood::Quiet,
            Some(px) if px < 1.0 => Mood::Good,
            Some(px) if px < 4.0 => Mood::Warn,
            Some(_) => Mood::Bad,
        }
    }

    /// Dropped frames: none is good.
    pub fn drops_mood(&self) -> Mood {
        if self.drops == 0 { Mood::Good } else { Mood::Warn }
    }
}

impl TrackingReadout<'_> {
    /// Tracking by its state word.
    pub fn mood(&self) -> Mood {
        match self.state {
            "live" | "rehearsed" | "file" => Mood::Good,
            "predicted" => Mood::Warn,
            "fixed" | "virtual" => Mood::Quiet,
            _ => Mood::Bad,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moods_follow_the_numbers() {
        let readout = |fps, slip_px| Readout { rate_fps: 24.0, fps, slip_px, ..Default::default() };
        assert_eq!(readout(23.9, Some(0.3)).rate_mood(), Mood::Good);
        assert_eq!(readout(20.0, Some(0.3)).rate_mood(), Mood::Warn);
        assert_eq!(readout(4.0, Some(0.3)).rate_mood(), Mood::Bad);
        assert_eq!(readout(24.0, Some(0.3)).slip_mood(), Mood::Good);
        assert_eq!(readout(24.0, Some(30.0)).slip_mood(), Mood::Bad);
        assert_eq!(readout(24.0, None).slip_mood(), Mood::Quiet);
        let tracking = |state| TrackingReadout { state, ..Default::default() };
        assert_eq!(tracking("held").mood(), Mood::Bad);
        assert_eq!(tracking("live").mood(), Mood::Good);
    }
}
