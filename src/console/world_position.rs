//! The World position panel: turntable, nudge pad, floor, ease, sun, named positions.
//!
//! In: the registry's values, names of positions. Out: the panel; what a person asks for as commands.
//! Not here: the geometry (`show::world`), files (`app`).
//! Invariant: a nudge is one command, so a click moves once whatever the frame rate.

use std::f32::consts::TAU;

use egui::{RichText, ScrollArea, Sense, Stroke, TextEdit, Ui, pos2, vec2};
use glam::DVec3;

use crate::params::{Registry, Values};

use super::controls::one;
use super::desk::Command;
use super::theme::{ACCENT, DIM, LINE, TEXT};

/// Steps of a nudge, metres.
const STEPS_M: [f64; 3] = [0.01, 0.1, 1.0];
const DIAL: f32 = 56.0;

/// What a nudge is relative to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NudgeAxes {
    /// The stage's axes.
    #[default]
    Stage,
    /// The camera in view: its pan.
    Camera,
}

/// What the panel remembers.
#[derive(Clone, Debug)]
pub struct WorldState {
    /// Relative to what a nudge goes.
    pub axes: NudgeAxes,
    /// Index of the step.
    step: usize,
    /// Name being written for the place that is.
    name: String,
    /// A name that exists already: asked once more before it is written over.
    asks_for: Option<String>,
}

impl Default for WorldState {
    fn default() -> Self {
        Self { axes: NudgeAxes::Stage, step: 1, name: String::new(), asks_for: None }
    }
}

impl WorldState {
    /// A nudge by unit steps to the right, up and back.
    pub fn nudge(&self, steps: DVec3) -> Command {
        Command::Nudge(self.axes, steps * STEPS_M[self.step])
    }

    /// The next wider step, and from the widest the finest.
    pub fn next_step(&mut self) {
        self.step = (self.step + 1) % STEPS_M.len();
    }
}

/// Draws the panel.
pub fn show(
    ui: &mut Ui,
    state: &mut WorldState,
    positions: &[String],
    (registry, values): (&Registry, &Values),
    commands: &mut Vec<Command>,
) {
    ui.label(RichText::new("WORLD POSITION").size(18.0).strong().color(ACCENT));
    let keys = "Z opens and closes · number pad 4 6 8 2 9 3 nudges, 5 changes the step";
    ui.label(RichText::new(keys).small().color(DIM));
    ScrollArea::vertical().show(ui, |ui| {
        turntable(ui, (registry, values), commands);
        one(ui, (registry, values), "world/turntable_deg", commands);
        ui.add_space(6.0);
        pad(ui, state, commands);
        for path in ["world/x_m", "world/y_m", "world/z_m", "world/floor_m", "world/ease_secs"] {
            one(ui, (registry, values), path, commands);
        }
        one(ui, (registry, values), "world/sun_stays_with_stage", commands);
        ui.add_space(8.0);
        named(ui, state, positions, commands);
    });
}

/// The dial seen from above, the stage's front upward: dragging it round turns the stage.
fn turntable(ui: &mut Ui, (registry, values): (&Registry, &Values), commands: &mut Vec<Command>) {
    let Some(id) = registry.id("world/turntable_deg") else { return };
    let now_deg = values.number(id);
    let (rect, touch) = ui.allocate_exact_size(vec2(2.0 * DIAL + 20.0, 2.0 * DIAL + 20.0), Sense::drag());
    let centre = rect.center();
    let painter = ui.painter();
    painter.circle_stroke(centre, DIAL, Stroke::new(2.0, LINE));
    for tick in 0..24 {
        let (sine, cosine) = (tick as f32 / 24.0 * TAU).sin_cos();
        let inner = if tick % 6 == 0 { DIAL - 10.0 } else { DIAL - 5.0 };
        let at = |radius: f32| centre + vec2(sine, -cosine) * radius;
        painter.line_segment([at(inner), at(DIAL)], Stroke::new(1.0, DIM));
    }
    let turn = now_deg.to_radians() as f32;
    let tip = centre + vec2(-turn.sin(), -turn.cos()) * (DIAL - 12.0);
    painter.line_segment([centre, tip], Stroke::new(3.0, ACCENT));
    painter.circle_filled(tip, 5.0, ACCENT);
    painter.circle_filled(centre, 3.0, TEXT);
    if let Some(pointer) = touch.interact_pointer_pos().filter(|_| touch.dragged()) {
        let from = pos2(pointer.x - centre.x, pointer.y - centre.y);
        // Left is positive, and 0 is up.
        let asked_deg = f64::from((-from.x).atan2(-from.y).to_degrees());
        let turns = ((now_deg - asked_deg) / 360.0).round();
        let near_deg = (asked_deg + 360.0 * turns).clamp(-360.0, 360.0);
        commands.push(Command::Set(id, (near_deg * 10.0).round() / 10.0));
    }
}

/// The pad: where the stage goes in the world.
fn pad(ui: &mut Ui, state: &mut WorldState, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.selectable_value(&mut state.axes, NudgeAxes::Stage, "Stage");
        ui.selectable_value(&mut state.axes, NudgeAxes::Camera, "Camera");
        ui.separator();
        for (index, words) in ["1 cm", "10 cm", "1 m"].into_iter().enumerate() {
            ui.selectable_value(&mut state.step, index, words);
        }
    });
    let rows = [
        [None, Some(("Forward", DVec3::NEG_Z)), Some(("Up", DVec3::Y))],
        [Some(("Left", DVec3::NEG_X)), None, Some(("Right", DVec3::X))],
        [None, Some(("Back", DVec3::Z)), Some(("Down", DVec3::NEG_Y))],
    ];
    egui::Grid::new("nudge").num_columns(3).show(ui, |ui| {
        for row in rows {
            for place in row {
                match place {
                    Some((words, steps)) => {
                        let button = egui::Button::new(words).min_size(vec2(76.0, 28.0));
                        if ui.add(button).on_hover_text("Moves the stage in the world").clicked() {
                            commands.push(state.nudge(steps));
                        }
                    }
                    None => {
                        ui.label("");
                    }
                }
            }
            ui.end_row();
        }
    });
}

/// Named positions: go to one, save the place that is.
fn named(ui: &mut Ui, state: &mut WorldState, positions: &[String], commands: &mut Vec<Command>) {
    ui.label(RichText::new("POSITIONS").small().strong().color(ACCENT));
    for (index, name) in positions.iter().enumerate() {
        if ui.button(name).on_hover_text("Goes there, over the ease time").clicked() {
            commands.push(Command::GoTo(index));
        }
    }
    ui.horizontal(|ui| {
        ui.add(TextEdit::singleline(&mut state.name).desired_width(150.0).hint_text("name"));
        let name = state.name.trim().to_owned();
        if !ui.button("Save here").clicked() || name.is_empty() {
            return;
        }
        if positions.contains(&name) && state.asks_for.as_ref() != Some(&name) {
            state.asks_for = Some(name);
            return;
        }
        state.asks_for = None;
        state.name.clear();
        commands.push(Command::SavePosition(name));
    });
    if let Some(name) = &state.asks_for {
        let words = format!("There is a position `{name}`. Save once more to write over it.");
        ui.label(RichText::new(words).color(ACCENT));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nudge_goes_by_the_chosen_step() {
        let mut state = WorldState::default();
        assert_eq!(state.nudge(DVec3::X), Command::Nudge(NudgeAxes::Stage, DVec3::new(0.1, 0.0, 0.0)));
        state.next_step();
        assert_eq!(state.nudge(DVec3::NEG_Z), Command::Nudge(NudgeAxes::Stage, DVec3::new(0.0, 0.0, -1.0)));
        state.next_step();
        assert_eq!(state.nudge(DVec3::Y), Command::Nudge(NudgeAxes::Stage, DVec3::new(0.0, 0.01, 0.0)));
    }
}
