//! What a frame did otherwise than asked, in words for the desk and the manifest.
//!
//! In: what holds and the outer's rate decided. Out: [`FrameNotes`]. Not here: tracking faults (`tracking::fault`).
//! Invariant: of fixed size, so that a frame's notes cost no memory; the sentences are made by who shows them.

use std::fmt;

use crate::safety::Intervention;

/// Why the outer is drawn at every frame although fewer were asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OuterRefusal {
    /// A camera would see it step.
    Seen {
        /// Index of the camera.
        camera: usize,
    },
    /// The world would jump by this angle at each step.
    Moves {
        /// Degrees from one drawn frame to the next.
        step_deg: f64,
    },
}

/// Cameras whose notes are kept; more cameras than this are held all the same.
pub const NOTED_CAMERAS: usize = 16;

/// The notes of one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FrameNotes {
    /// Why the outer runs at the full rate against `outer/every_nth`.
    pub outer_refusal: Option<OuterRefusal>,
    /// Cameras whose pose a person holds.
    pub held_tracking: [bool; NOTED_CAMERAS],
    /// Cameras whose inner frustum a person holds.
    pub held_inner: [bool; NOTED_CAMERAS],
    /// Whether a person holds the outer.
    pub is_outer_held: bool,
    /// Whether time in the world is held.
    pub is_time_held: bool,
    /// Cameras whose tracking stalled while a take rolls; a person decides.
    pub waiting: [bool; NOTED_CAMERAS],
    /// What the limits on light did.
    pub safety: Intervention,
    /// Seconds that an announced strobe still holds; 0 for none.
    pub strobe_secs: u32,
}

/// Greatest angle by which the outer may jump when it is not drawn at every frame, degrees. Reflections of a world that
/// steps by more are seen to step: a fifth of a degree is five LEDs of 2.6 mm at 4 m.
pub const MOST_OUTER_STEP_DEG: f64 = 0.2;

impl FrameNotes {
    /// Whether a person has to decide about a camera.
    pub fn is_waiting(&self) -> bool {
        self.waiting.contains(&true)
    }

    /// One sentence a note; `cameras` are the show's names in order.
    pub fn sentences(&self, cameras: &[&str]) -> Vec<String> {
        let name = |index: usize| cameras.get(index).copied().unwrap_or("?");
        let mut all = Vec::new();
        for (index, _) in self.waiting.iter().enumerate().filter(|(_, is)| **is) {
            all.push(format!(
                "Tracking of {} stalled while rolling: its picture is kept. Resume (R)",
                name(index)
            ));
        }
        match self.outer_refusal {
            Some(OuterRefusal::Seen { camera }) => all.push(format!(
                "Outer drawn at every frame: camera {} sees it. Turn its inner frustum on, widen it, or set outer/every_nth to 1",
                name(camera)
            )),
            Some(refusal @ OuterRefusal::Moves { .. }) => all.push(refusal.to_string()),
            None => {}
        }
        all.extend(self.safety_sentences());
        all.extend(self.held(cameras));
        all
    }

    /// What takes light from the walls, or no longer does.
    pub fn safety_sentences(&self) -> impl Iterator<Item = String> + use<> {
        let Intervention { tenths, is_flash, is_slew, is_average, is_over, let_through, is_off } =
            self.safety;
        let left = format!("{} % of the walls' light is left", u32::from(tenths) * 10);
        let strobe = (self.strobe_secs > 0).then(|| {
            let (minutes, secs) = (self.strobe_secs / 60, self.strobe_secs % 60);
            format!("STROBE ANNOUNCED: the flash guard lets flashes through for {minutes}:{secs:02} more")
        });
        let off = is_off
            .then(|| "FLASH GUARD OFF: nothing keeps flashes apart. Turn safety/flash_guard on".to_owned());
        let through = (let_through > 0).then(|| {
            format!(
                "{let_through} flashes in the last second leave the walls: more than 3 are dangerous to some"
            )
        });
        let flash =
            is_flash.then(|| format!("Flash guard: more than 3 flashes in a second were asked for, {left}"));
        let slew =
            is_slew.then(|| format!("Light rises by 10 % of white a second while somebody scrubs: {left}"));
        let average = match (is_average, is_over) {
            (true, _) => Some(format!("Average level: more is asked for than safety/average_nits allows, {left}")),
            (false, true) => Some(
                "Average level is over safety/average_nits: the light stays until CUT, or safety/over_temperature"
                    .to_owned(),
            ),
            (false, false) => None,
        };
        [strobe, off, through, flash, slew, average].into_iter().flatten()
    }

    /// What a person holds, so that nobody wonders later why it stands.
    fn held(&self, cameras: &[&str]) -> Option<String> {
        let of = |what: &str, held: &[bool]| -> Vec<String> {
            let names = cameras.iter().zip(held).filter(|(_, is)| **is);
            names.map(|(name, _)| format!("{what} {name}")).collect()
        };
        let mut parts = of("tracking", &self.held_tracking);
        parts.extend(of("inner", &self.held_inner));
        parts.extend(self.is_outer_held.then(|| "outer".to_owned()));
        parts.extend(self.is_time_held.then(|| "world time".to_owned()));
        (!parts.is_empty()).then(|| format!("Held: {}", parts.join(", ")))
    }
}

impl fmt::Display for OuterRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seen { camera } => write!(f, "Outer drawn at every frame: camera {camera} sees it"),
            Self::Moves { step_deg } => write!(
                f,
                "Outer drawn at every frame: the world would step by {step_deg:.2} degrees, at most \
                 {MOST_OUTER_STEP_DEG} is not seen"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_name_the_camera_and_what_to_do() {
        let mut notes = FrameNotes::default();
        assert!(notes.sentences(&["A"]).is_empty() && !notes.is_waiting());
        notes.waiting[1] = true;
        notes.outer_refusal = Some(OuterRefusal::Seen { camera: 0 });
        let text = notes.sentences(&["A", "B"]);
        assert_eq!(text[0], "Tracking of B stalled while rolling: its picture is kept. Resume (R)");
        assert!(text[1].contains("camera A sees it") && notes.is_waiting());
        notes.held_inner[0] = true;
        notes.is_time_held = true;
        assert_eq!(notes.sentences(&["A", "B"])[2], "Held: inner A, world time");
        let moves = OuterRefusal::Moves { step_deg: 0.5 };
        assert!(
            FrameNotes { outer_refusal: Some(moves), ..FrameNotes::default() }.sentences(&[])[0]
                .contains("0.50")
        );
    }
}
