//! The three buttons and every ramp: what share of what is on the walls.
//!
//! In: [`Switches`], the time since the frame before. Out: a [`WallMix`] for the frame.
//! Not here: which picture is held (`show::holds`), how buttons are pressed (`app::buttons`).
//! Invariant: blackout over work light over hold over picture; black comes at once, light comes back over a second.
//!
//! Fades are even in PQ, because equal steps of PQ are equally visible (SMPTE ST 2084, after Barten) while equal steps of
//! light rush through the dark half; and unlike a fade in stops, PQ has a black to begin at.

use crate::color::transfer::{nits_from_pq, pq_from_nits};

use super::glide::{Glide, Way};

/// Level of the work light.
pub const WORK_LIGHT_NITS: f64 = 100.0;
/// The ramp from black: at the start, after blackout, when outputs are armed (`reference/control.md` 8: at least 1 s).
pub const RAMP_SECS: f64 = 1.0;
/// To the work light; from it the picture returns over [`RAMP_SECS`].
pub const WORK_LIGHT_SECS: f64 = 0.5;

/// Black to light. Down is never used: black comes at once.
const MASTER: Way = Way { up_secs: RAMP_SECS, down_secs: RAMP_SECS };
/// Picture to work light and back.
const WORK_LIGHT: Way = Way { up_secs: WORK_LIGHT_SECS, down_secs: RAMP_SECS };
/// Back to a held picture when HOLD is pressed again during its release, and its release.
const KEPT: Way = Way { up_secs: WORK_LIGHT_SECS, down_secs: RAMP_SECS };

/// What people and the program ask of the walls in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// HOLD PICTURE.
    pub hold: bool,
    /// WORK LIGHT.
    pub work_light: bool,
    /// BLACKOUT.
    pub blackout: bool,
    /// Real outputs that nobody has armed.
    pub is_disarmed: bool,
}

/// What is on the walls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WallMix {
    /// Factor on the picture's light, 0..=1.
    pub picture_gain: f64,
    /// Added to each channel, in the wall's own gamut: its white point at this level.
    pub work_light_nits: f64,
    /// Share of the held picture in the picture, 0..=1; 1 is a hold in force.
    pub kept_share: f64,
}

/// The state between frames.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mux {
    master: Glide,
    work_light: Glide,
    kept: Glide,
    was_holding: bool,
}

impl WallMix {
    /// The picture as it is.
    pub const PICTURE: Self = Self { picture_gain: 1.0, work_light_nits: 0.0, kept_share: 0.0 };
}

impl Mux {
    /// Walls that are black and ramp up: how a show starts on a stage.
    pub fn dark() -> Self {
        Self { master: Glide::at(0.0), ..Self::settled(Switches::default()) }
    }

    /// Walls that have been like this for long: what pictures in files show.
    pub fn settled(switches: Switches) -> Self {
        let share = |is: bool| Glide::at(f64::from(u8::from(is)));
        Self {
            master: share(!switches.blackout && !switches.is_disarmed),
            work_light: share(switches.work_light),
            kept: share(switches.hold),
            was_holding: switches.hold,
        }
    }

    /// The mix of a frame that comes `secs` after the one before.
    pub fn step(&mut self, switches: Switches, secs: f64) -> WallMix {
        if switches.blackout || switches.is_disarmed {
            self.master = Glide::at(0.0);
        } else {
            self.master.step(1.0, MASTER, secs);
        }
        let goal = |is: bool| f64::from(u8::from(is));
        self.work_light.step(goal(switches.work_light), WORK_LIGHT, secs);
        let is_pressed = switches.hold && !self.was_holding;
        self.was_holding = switches.hold;
        if is_pressed && self.kept.rests_at(0.0) {
            // The picture of this very frame is held: nothing jumps.
            self.kept = Glide::at(1.0);
        } else {
            self.kept.step(goal(switches.hold), KEPT, secs);
        }
        self.mix()
    }

    /// The mix as it stands.
    pub fn mix(&self) -> WallMix {
        let master = even(self.master.position());
        let work_light = self.work_light.position();
        WallMix {
            picture_gain: master * even(1.0 - work_light),
            work_light_nits: master * WORK_LIGHT_NITS * even(work_light),
            kept_share: self.kept.position(),
        }
    }
}

/// Light of a share that is even in PQ: 0 at 0, 1 at 1, and the level of the work light passes evenly between.
fn even(share: f64) -> f64 {
    if share >= 1.0 {
        return 1.0;
    }
    if share <= 0.0 {
        return 0.0;
    }
    nits_from_pq(pq_from_nits(WORK_LIGHT_NITS) * share) / WORK_LIGHT_NITS
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME_SECS: f64 = 1.0 / 24.0;
    const NONE: Switches = Switches { hold: false, work_light: false, blackout: false, is_disarmed: false };

    fn run(mux: &mut Mux, switches: Switches, frames: usize) -> Vec<WallMix> {
        (0..frames).map(|_| mux.step(switches, FRAME_SECS)).collect()
    }

    #[test]
    fn a_show_starts_black_and_ramps_over_a_second() {
        let mut mux = Mux::dark();
        assert_eq!(mux.mix().picture_gain, 0.0);
        let mixes = run(&mut mux, NONE, 24);
        assert!(mixes.windows(2).all(|pair| pair[0].picture_gain < pair[1].picture_gain));
        assert!(mixes[22].picture_gain < 1.0, "not before a second");
        assert_eq!(mixes[23], WallMix::PICTURE);
    }

    #[test]
    fn work_light_comes_in_half_a_second_and_the_picture_returns_in_one() {
        let mut mux = Mux::settled(NONE);
        let on = run(&mut mux, Switches { work_light: true, ..NONE }, 12);
        assert!(on[10].picture_gain > 0.0 && on[10].work_light_nits < WORK_LIGHT_NITS);
        assert_eq!((on[11].picture_gain, on[11].work_light_nits), (0.0, WORK_LIGHT_NITS));
        let off = run(&mut mux, NONE, 24);
        assert!(off[22].picture_gain < 1.0);
        assert_eq!(off[23], WallMix::PICTURE);
    }

    /// Half way in time is half way in PQ: PQ(100 nits) = 0.508078, half of it is 6.6 nits (ST 2084 inverted).
    #[test]
    fn fades_are_even_in_pq() {
        let mut mux = Mux::settled(NONE);
        let half = run(&mut mux, Switches { work_light: true, ..NONE }, 6)[5];
        assert!((pq_from_nits(half.work_light_nits) - 0.508_078_4 / 2.0).abs() < 1e-6, "{half:?}");
        assert!((half.picture_gain * 100.0 - half.work_light_nits).abs() < 1e-9, "the two cross there");
    }

    #[test]
    fn blackout_is_over_everything_and_comes_at_once() {
        let mut mux = Mux::settled(NONE);
        run(&mut mux, Switches { work_light: true, hold: true, ..NONE }, 30);
        let all = Switches { hold: true, work_light: true, blackout: true, is_disarmed: false };
        let mix = mux.step(all, FRAME_SECS);
        assert_eq!((mix.picture_gain, mix.work_light_nits, mix.kept_share), (0.0, 0.0, 1.0));
        // Released, the work light that is still on comes back over a second.
        let back = run(&mut mux, Switches { work_light: true, hold: true, ..NONE }, 24);
        assert!(back[0].work_light_nits > 0.0 && back[22].work_light_nits < WORK_LIGHT_NITS);
        assert_eq!(back[23].work_light_nits, WORK_LIGHT_NITS);
    }

    #[test]
    fn unarmed_outputs_stay_black() {
        let mut mux = Mux::dark();
        for mix in run(&mut mux, Switches { is_disarmed: true, work_light: true, ..NONE }, 100) {
            assert_eq!((mix.picture_gain, mix.work_light_nits), (0.0, 0.0));
        }
        assert!(mux.step(Switches { work_light: true, ..NONE }, FRAME_SECS).work_light_nits < 10.0);
    }

    #[test]
    fn hold_is_instant_and_its_release_fades() {
        let mut mux = Mux::settled(NONE);
        let hold = Switches { hold: true, ..NONE };
        assert_eq!(mux.step(hold, FRAME_SECS).kept_share, 1.0);
        let release = run(&mut mux, NONE, 24);
        assert!(release.windows(2).all(|pair| pair[0].kept_share > pair[1].kept_share));
        assert_eq!(release[23].kept_share, 0.0);
        // Pressed again during the release: back to the held picture, without a jump.
        mux.step(hold, FRAME_SECS);
        let part = run(&mut mux, NONE, 12)[11].kept_share;
        let again = mux.step(hold, FRAME_SECS).kept_share;
        assert!((again - part).abs() < 2.0 * 2.0 * FRAME_SECS && again < 1.0, "{part} -> {again}");
        assert_eq!(run(&mut mux, hold, 30)[29].kept_share, 1.0);
    }

    /// The light of a level has no jump beyond what its curve allows: |dPQ| a frame is at most twice the mean speed.
    #[test]
    fn a_turn_in_the_middle_of_a_fade_has_no_jump() {
        let bound = 0.508_078_4 * 2.0 / WORK_LIGHT_SECS * FRAME_SECS + 1e-9;
        for turn in 1..24 {
            let mut mux = Mux::settled(NONE);
            let mut before = mux.mix();
            for frame in 0..96 {
                let is_on = (frame / turn) % 2 == 0;
                let mix = mux.step(Switches { work_light: is_on, ..NONE }, FRAME_SECS);
                let level = |mix: &WallMix| {
                    (pq_from_nits(mix.work_light_nits), pq_from_nits(mix.picture_gain * 100.0))
                };
                let ((a, b), (c, d)) = (level(&before), level(&mix));
                assert!((a - c).abs() <= bound && (b - d).abs() <= bound, "turn {turn} frame {frame}");
                before = mix;
            }
        }
    }
}
