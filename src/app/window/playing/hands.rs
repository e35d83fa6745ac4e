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
use crate::console::desk::Tool;
use crate::console::world_position::NudgeAxes;
use crate::params::Author;
use crate::show::NudgeFrame;

/// What a person does.
impl Playing {
    /// Takes a key that went down. Any key ends the tour.
    pub(in crate::app::window) fn key_down(&mut self, key: KeyCode) {
        self.end_tour();
        if self.align_key(key) {
            return;
        }
        match key {
            KeyCode::Space => self.toggle_frustum(),
            KeyCode::KeyR => self.back_to_tracking(),
            KeyCode::KeyP => self.next_pattern(),
            KeyCode::KeyO => self.desk.asked_path = Some(String::new()),
            KeyCode::Tab => self.desk.has_panel = !self.desk.has_panel,
            KeyCode::KeyX => self.desk.tool = self.desk.tool.toggled(Tool::Exposure),
            KeyCode::KeyZ => self.desk.tool = self.desk.tool.toggled(Tool::World),
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
            // The window's own.
            Command::Open(_) | Command::ApplyReload | Command::DismissReload => {}
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
