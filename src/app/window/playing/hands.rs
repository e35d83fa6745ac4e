//! What a person does to a show that plays: keys, sticks and commands of the desk.
//!
//! In: keys as they go down and up, commands. Out: values, the flown pose, what the desk shows.
//! Not here: drawing (`playing`), the three buttons' rules (`app::buttons`), flying itself (`flight`).
//! Invariant: only a virtual camera is flown; what is refused is answered in words.

use winit::keyboard::KeyCode;

use super::{CAMERA, NOTICE_SECS, Playing, SAID_SECS};
use crate::app::buttons;
use crate::app::gamepad::{Gamepad, Sticks};
use crate::app::live::Pilot;
use crate::app::positions;
use crate::app::window::flight;
use crate::calibration::Pattern;
use crate::console::Command;
use crate::console::book::BookCommand;
use crate::console::desk::Tool;
use crate::console::world_position::NudgeAxes;
use crate::params::{Action, Author};
use crate::show::NudgeFrame;
use crate::show::link::{Asked, Look, Told};

/// What a person does.
impl Playing {
    /// Takes a key that went down. Any key ends the tour.
    pub(in crate::app::window) fn key_down(&mut self, key: KeyCode) {
        self.end_tour();
        if self.align_key(key) {
            return;
        }
        if self.modifiers.control_key() {
            return self.edit_key(key);
        }
        match key {
            KeyCode::Space => self.toggle_frustum(),
            KeyCode::KeyR => self.back_to_tracking(),
            KeyCode::KeyP => self.next_pattern(),
            KeyCode::KeyO => self.desk.asked_path = Some(String::new()),
            KeyCode::Tab => self.desk.has_panel = !self.desk.has_panel,
            KeyCode::KeyX => self.desk.tool = self.desk.tool.toggled(Tool::Exposure),
            KeyCode::KeyZ => self.desk.tool = self.desk.tool.toggled(Tool::World),
            KeyCode::KeyY => self.desk.tool = self.desk.tool.toggled(Tool::Sky),
            KeyCode::KeyC => self.desk.tool = self.desk.tool.toggled(Tool::Cards),
            KeyCode::KeyL => self.desk.tool = self.desk.tool.toggled(Tool::Looks),
            KeyCode::F8 => self.desk.tool = self.desk.tool.toggled(Tool::Join),
            KeyCode::KeyK => self.desk.has_keys = !self.desk.has_keys,
            KeyCode::KeyG => self.ask_book(&BookCommand::Go),
            KeyCode::KeyB => self.back_to_one(),
            KeyCode::KeyF => self.desk.exposure.is_false_color = !self.desk.exposure.is_false_color,
            KeyCode::Numpad5 => self.desk.world.next_step(),
            other => {
                if let Some(steps) = flight::nudge_steps(other) {
                    let nudge = self.desk.world.nudge(steps);
                    self.obey(&nudge);
                } else if self.flight.press(other) && !self.may_fly() {
                    self.flight.release(other);
                }
            }
        }
    }

    /// A key beside Ctrl.
    fn edit_key(&mut self, key: KeyCode) {
        match (key, self.modifiers.shift_key()) {
            (KeyCode::KeyZ, false) => self.obey(&Command::Undo),
            (KeyCode::KeyZ, true) | (KeyCode::KeyY, _) => self.obey(&Command::Redo),
            _ => {}
        }
    }

    /// A key is easily touched: in a take it says so instead.
    fn back_to_one(&mut self) {
        if self.is_rolling() {
            let until_secs = self.clock.now_secs() + SAID_SECS;
            self.said = Some(("A take is rolling: CUT (F5) first, then BACK TO ONE".to_owned(), until_secs));
            return;
        }
        self.ask_book(&BookCommand::BackToOne);
    }

    /// Takes a key that went up.
    pub(in crate::app::window) fn key_up(&mut self, key: KeyCode) {
        self.flight.release(key);
    }

    /// The window lost the keyboard.
    pub(in crate::app::window) fn let_go(&mut self) {
        self.buttons.let_go();
        self.flight.let_go();
    }

    /// Does what the desk asked for.
    pub(in crate::app::window) fn obey(&mut self, command: &Command) {
        match command {
            Command::Set(id, number) => self.live.edit(Author::WINDOW, |values| values.put(*id, *number)),
            Command::Look(drag) => {
                if self.may_fly() {
                    self.flight.look(f64::from(drag.x), f64::from(drag.y));
                }
            }
            Command::Align(command) => self.align(command),
            Command::Press(button) => self.press(*button),
            Command::Release(button) => self.buttons.release(*button, self.clock.now_secs()),
            Command::Arm => self.toggle(|show| show.ids.wall.armed),
            Command::Roll => self.toggle(|show| show.ids.take.rolling),
            Command::Resume => self.live.resume(),
            Command::Nudge(axes, step_m) => {
                let pan_rad = self.live.pose(CAMERA).map_or(0.0, |pose| pose.pan_tilt_roll().0);
                let frame = match axes {
                    NudgeAxes::Stage => NudgeFrame::Stage,
                    NudgeAxes::Camera => NudgeFrame::Camera(pan_rad),
                };
                let show = &self.ready.show;
                self.live.edit(Author::WINDOW, |values| positions::nudge(show, values, frame, *step_m));
            }
            Command::GoTo(index) => {
                let (positions, show) = (&self.positions, &self.ready.show);
                self.live.edit(Author::WINDOW, |values| positions.go(*index, show, values));
            }
            Command::SavePosition(name) => {
                let said = self.positions.save(name, &self.ready.whole, self.live.values());
                self.said = Some((said, self.clock.now_secs() + NOTICE_SECS));
            }
            Command::Book(command) => self.ask_book(command),
            Command::Undo => self.live.wish(Action::Undo { fade_secs: 0.0 }),
            Command::Redo => self.live.wish(Action::Redo { fade_secs: 0.0 }),
            // The window's own.
            Command::Open(_) | Command::Join(_) | Command::ApplyReload | Command::DismissReload => {}
        }
    }

    /// Asks the clerk.
    fn ask_book(&mut self, command: &BookCommand) {
        let (what, is_confirmed) = asked(command);
        if !self.live.ask(what, is_confirmed) {
            let until_secs = self.clock.now_secs() + SAID_SECS;
            self.said = Some(("The show's book is too busy; try again".to_owned(), until_secs));
        }
    }

    /// Takes the clerk's news: what everybody sees, answers to the window.
    pub(super) fn hear_clerk(&mut self) {
        if let Some(state) = self.live.news() {
            self.state = Some(state);
        }
        while let Some(answer) = self.live.answer() {
            let until_secs = self.clock.now_secs() + NOTICE_SECS;
            match answer.told {
                Told::Done => {}
                Told::Refused(refusal) => self.said = Some((refusal.to_string(), until_secs)),
                Told::Failed(words) => self.said = Some((words, until_secs)),
                Told::Words(words) => self.desk.book.words = words,
            }
        }
    }

    fn toggle_frustum(&mut self) {
        let Some(ids) = self.ready.show.ids.cameras.get(CAMERA) else { return };
        let on = ids.on;
        self.live.edit(Author::WINDOW, |values| buttons::toggle(values, on));
    }

    fn next_pattern(&mut self) {
        let canvases = &self.ready.show.ids.patterns.canvases;
        self.live.edit(Author::WINDOW, |values| {
            for id in canvases {
                let next = (values.choice(*id) + 1) % Pattern::ALL.len();
                values.put(*id, next as f64);
            }
        });
    }

    fn back_to_tracking(&mut self) {
        self.live.resume();
        self.flight.land();
        self.live.release(CAMERA);
    }

    /// Whether a camera obeys keys and sticks; why none does is said at the desk.
    fn may_fly(&mut self) -> bool {
        let until_secs = self.clock.now_secs() + SAID_SECS;
        match self.live.pilot(&self.ready.show, CAMERA) {
            Pilot::Flies(camera) => self.flown = camera,
            Pilot::TakesOver(camera, words) => {
                self.flown = camera;
                self.said = Some((words, until_secs));
            }
            Pilot::Refused(words) => {
                self.said = Some((words, until_secs));
                return false;
            }
        }
        true
    }

    pub(super) fn fly(&mut self, now_secs: f64) {
        let mut sticks = self.gamepad.as_ref().map_or_else(Sticks::default, Gamepad::sticks);
        if !sticks.is_at_rest() {
            self.end_tour();
            if !self.may_fly() {
                sticks = Sticks::default();
            }
        }
        let Some(here) = self.live.pose(self.flown) else { return };
        if let Some(pose) = self.flight.advance(here, sticks, now_secs - self.last_secs) {
            self.live.fly(self.flown, pose);
        }
    }
}

/// What the clerk is asked for, and whether the person was asked before.
fn asked(command: &BookCommand) -> (Asked, bool) {
    let what = match command.clone() {
        BookCommand::Save(name, is_confirmed) => return (Asked::SavePreset { name }, is_confirmed),
        BookCommand::Recall(name, fade_secs) => Asked::RecallPreset { name, fade_secs },
        BookCommand::Delete(name) => Asked::DeletePreset { name },
        BookCommand::Go => Asked::Go,
        BookCommand::Back => Asked::Back,
        BookCommand::Standby(number) => Asked::Standby { number: Some(number) },
        BookCommand::WriteCue(cue) => Asked::WriteCue(cue),
        BookCommand::DeleteCue(number) => Asked::DeleteCue { number },
        BookCommand::Slate(slate) => Asked::Slate(slate),
        BookCommand::BackToOne => Asked::BackToOne,
        BookCommand::Match(take, fade_secs) => Asked::MatchTake { take, fade_secs },
        BookCommand::CompareTake(take) => Asked::Compare { from: Look::Take(take), to: Look::Now },
        BookCommand::Mark => Asked::Mark,
        BookCommand::RecallMark(fade_secs) => Asked::RecallMark { fade_secs },
    };
    (what, true)
}

#[cfg(test)]
mod tests {
    use crate::console::keys::KEYS;

    /// Every key that this file takes by name is on the list that people see.
    #[test]
    fn the_list_of_keys_is_whole() {
        let text = include_str!("hands.rs");
        let (own, _) = text.split_once("#[cfg(test)]").unwrap();
        let listed: Vec<&str> =
            KEYS.iter().flat_map(|(_, keys)| *keys).flat_map(|(key, _)| key.split(' ')).collect();
        let mut taken = 0;
        for (at, name) in own.match_indices("KeyCode::") {
            let rest = &own[at + name.len()..];
            let word: String = rest.chars().take_while(|letter| letter.is_ascii_alphanumeric()).collect();
            let key = word.strip_prefix("Key").or(word.strip_prefix("Numpad")).unwrap_or(&word).to_owned();
            let is_listed = listed.contains(&key.as_str()) || key == "Y" || key == "5";
            assert!(is_listed, "{word} is not on the list of keys");
            taken += 1;
        }
        assert!(taken > 12, "the search found only {taken}");
        assert!(!listed.contains(&"J"), "a key that is not taken is not listed");
    }
}
