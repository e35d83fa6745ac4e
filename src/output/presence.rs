//! Whether an output's monitor is there: lost and returned, as a state machine.
//!
//! In: what was found for an output at each look. Out: what the window has to do.
//! Not here: finding (`output::monitors`), windows (`output::window`), the words of an alarm (`monitors::fault`).
//! Invariant: pure; a lost output is shown nowhere, and comes back only at the place that its file names.

use super::monitors::Found;

/// What an output's window does at a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing: it stays as it is.
    Stay,
    /// Its monitor is gone: hide the window, so that it lands on no other, and say so.
    Lost,
    /// Its monitor is back, or is there for the first time: show the window here and present again.
    Shown {
        /// Top left on the desktop.
        position: [i32; 2],
        /// Size of the window.
        size: [u32; 2],
    },
}

/// Where an output is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// Position and size of the window, while it is shown.
    shown: Option<([i32; 2], [u32; 2])>,
}

impl Presence {
    /// Takes what was found at a look.
    pub fn look(&mut self, found: &Found) -> Change {
        let place = match found {
            Found::At { position, size, .. } => Some((*position, *size)),
            Found::Missing | Found::Alike(_) | Found::TooSmall(_) => None,
        };
        if place == self.shown {
            return Change::Stay;
        }
        self.shown = place;
        place.map_or(Change::Lost, |(position, size)| Change::Shown { position, size })
    }

    /// Whether its window is shown.
    pub fn is_shown(self) -> bool {
        self.shown.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::monitors::find;
    use crate::output::monitors::tests::fake;
    use crate::stage::Place;

    const SIZE: [u32; 2] = [3840, 2160];

    /// What an output does at a row of looks at lists of monitors.
    fn looks(place: &Place, lists: &[&[crate::output::monitors::Monitor]]) -> Vec<Change> {
        let mut presence = Presence::default();
        lists.iter().map(|monitors| presence.look(&find(place, SIZE, monitors))).collect()
    }

    #[test]
    fn a_lost_monitor_is_lost_once_and_returns_once() {
        let (desk, wall) = (fake("HDMI-1", 1, [0, 0], [1920, 1080]), fake("DP-2", 7, [1920, 0], SIZE));
        let (both, alone) = (&[desk.clone(), wall.clone()][..], &[desk][..]);
        let shown = Change::Shown { position: [1920, 0], size: SIZE };
        let place = Place::Monitor("DP-2".into());
        let want = [shown, Change::Stay, Change::Lost, Change::Stay, shown, Change::Stay];
        assert_eq!(looks(&place, &[both, both, alone, alone, both, both]), want);
        // Absent from the start: an alarm by its fault, no window anywhere until it comes.
        assert_eq!(looks(&place, &[alone, both]), [Change::Stay, shown]);
    }

    #[test]
    fn another_display_on_the_connector_is_not_the_one() {
        let wall = fake("DP-2", 7, [0, 0], SIZE);
        let place = Place::Edid { edid: wall.edid.as_ref().unwrap().to_string(), connector: None };
        let (own, other) = (&[wall][..], &[fake("DP-2", 8, [0, 0], SIZE)][..]);
        let elsewhere = &[fake("DP-3", 7, [3840, 0], SIZE)][..];
        assert_eq!(looks(&place, &[own, other])[1], Change::Lost);
        // The same display on another connector is still the same display.
        assert_eq!(looks(&place, &[own, elsewhere])[1], Change::Shown { position: [3840, 0], size: SIZE });
    }

    #[test]
    fn a_moved_monitor_takes_its_output_along() {
        let place = Place::Monitor("DP-2".into());
        let (before, after) = (&[fake("DP-2", 7, [0, 0], SIZE)][..], &[fake("DP-2", 7, [1920, 0], SIZE)][..]);
        let found = looks(&place, &[before, after, after]);
        assert_eq!(found[1..], [Change::Shown { position: [1920, 0], size: SIZE }, Change::Stay]);
        let small = &[fake("DP-2", 7, [0, 0], [1920, 1080])][..];
        assert_eq!(looks(&place, &[before, small])[1], Change::Lost, "a smaller mode is not 1:1");
    }
}
