//! What the three buttons, ARM and ROLLING switch.
//!
//! In: presses of keys and of the desk. Out: parameters, and how the buttons look.
//! Not here: when a press counts (`safety::press`), where buttons stand (`console::buttons`), fades (`safety::mux`).
//! Invariant: whatever else sets these parameters, the buttons show what is in force.

use crate::params::{ParameterId, Values};
use crate::safety::stall::Take;
use crate::safety::{Button, HoldDown, Press};
use crate::show::Show;

/// The buttons of one desk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Buttons {
    blackout: HoldDown,
}

impl Buttons {
    /// A button went down, on the keyboard or at the desk.
    pub fn press(&mut self, button: Button, now_secs: f64, show: &Show, values: &mut Values) {
        let ids = &show.ids.wall;
        match button {
            Button::Hold => toggle(values, ids.hold),
            Button::WorkLight => toggle(values, ids.work_light),
            // Light comes back over a second, so a touch is enough to ask for it.
            Button::Blackout if values.is_on(ids.blackout) => values.put(ids.blackout, 0.0),
            Button::Blackout => self.blackout.press(now_secs),
        }
    }

    /// A button came up.
    pub fn release(&mut self, button: Button, now_secs: f64) {
        if button == Button::Blackout {
            self.blackout.release(now_secs);
        }
    }

    /// Nobody knows any more which buttons are down: none counts.
    pub fn let_go(&mut self) {
        self.blackout.let_go();
    }

    /// Time passes: BLACKOUT counts once it was held down for long enough.
    pub fn step(&mut self, now_secs: f64, show: &Show, values: &mut Values) {
        let take = if values.is_on(show.ids.take.rolling) { Take::Rolling } else { Take::Between };
        if self.blackout.step(now_secs, take) {
            values.put(show.ids.wall.blackout, 1.0);
        }
    }

    /// How BLACKOUT looks.
    pub fn blackout(&self, now_secs: f64) -> Press {
        self.blackout.shown(now_secs)
    }
}

/// Turns a switch over.
pub fn toggle(values: &mut Values, id: ParameterId) {
    let is_on = values.is_on(id);
    values.put(id, f64::from(u8::from(!is_on)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load;

    #[test]
    fn buttons_switch_their_parameters() {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let (mut values, mut buttons) = (show.first.clone(), Buttons::default());
        let ids = show.ids.wall;
        buttons.press(Button::Hold, 0.0, &show, &mut values);
        buttons.press(Button::WorkLight, 0.0, &show, &mut values);
        assert!(values.is_on(ids.hold) && values.is_on(ids.work_light));
        buttons.press(Button::WorkLight, 0.0, &show, &mut values);
        assert!(!values.is_on(ids.work_light));

        buttons.press(Button::Blackout, 1.0, &show, &mut values);
        buttons.step(1.6, &show, &mut values);
        assert!(!values.is_on(ids.blackout), "not before 0.7 s");
        buttons.step(1.7, &show, &mut values);
        assert!(values.is_on(ids.blackout));
        buttons.release(Button::Blackout, 2.0);
        buttons.press(Button::Blackout, 3.0, &show, &mut values);
        assert!(!values.is_on(ids.blackout), "a touch brings light back");
        buttons.step(9.0, &show, &mut values);
        assert!(!values.is_on(ids.blackout), "and the same press does not black out again");
    }

    #[test]
    fn a_rolling_take_needs_two_holds() {
        let show = load::demo(&|_, _| {}).unwrap().show;
        let (mut values, mut buttons) = (show.first.clone(), Buttons::default());
        values.put(show.ids.take.rolling, 1.0);
        for hold in 0..2 {
            let start_secs = f64::from(hold) * 2.0;
            buttons.press(Button::Blackout, start_secs, &show, &mut values);
            buttons.step(start_secs + 0.7, &show, &mut values);
            assert_eq!(values.is_on(show.ids.wall.blackout), hold == 1);
            assert_eq!(buttons.blackout(start_secs + 0.7).asks, hold == 0);
            buttons.release(Button::Blackout, start_secs + 0.8);
        }
    }
}
