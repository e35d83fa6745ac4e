//! The panel of a hot reload: what differs, and whether it goes in.
//!
//! In: a [`ReloadReadout`]. Out: [`Command::ApplyReload`] or [`Command::DismissReload`] when a person says so.
//! Not here: what differs and when it may go in (`app::reload`).
//! Invariant: while a take rolls the Apply button cannot be pressed, and says why.

use egui::{Align2, Button, Frame, Margin, RichText, Stroke, Ui, vec2};

use super::desk::Command;
use super::readout::{Mood, ReloadReadout};
use super::theme::{self, DIM, PANEL, TEXT};

/// Sentences shown before the rest is counted.
const LINES: usize = 8;
const SIZE: f32 = 17.0;

/// Draws the panel.
pub fn show(ui: &Ui, readout: &ReloadReadout<'_>, commands: &mut Vec<Command>) {
    let mood = if readout.is_refused { Mood::Bad } else { Mood::Warn };
    let frame =
        Frame::new().fill(PANEL).inner_margin(Margin::same(16)).stroke(Stroke::new(1.0, theme::color(mood)));
    egui::Area::new(egui::Id::unique("reload")).anchor(Align2::RIGHT_TOP, vec2(-16.0, 56.0)).show(
        ui.ctx(),
        |ui| {
            frame.show(ui, |ui| {
                ui.set_max_width(560.0);
                ui.label(RichText::new(title(readout)).size(SIZE).strong().color(theme::color(mood)));
                for line in readout.lines.iter().take(LINES) {
                    ui.label(RichText::new(line).size(SIZE).color(TEXT));
                }
                if readout.lines.len() > LINES {
                    let more = readout.lines.len() - LINES;
                    ui.label(
                        RichText::new(format!("and {more} more; `cyclorama stage diff` lists all"))
                            .color(DIM),
                    );
                }
                ui.add_space(8.0);
                ui.horizontal(|ui| {
                    if !readout.is_refused {
                        let apply = Button::new(RichText::new("Apply").size(SIZE));
                        let response = ui.add_enabled(!readout.is_rolling, apply);
                        if response.on_disabled_hover_text("Not while a take rolls").clicked() {
                            commands.push(Command::ApplyReload);
                        }
                    }
                    if ui.add(Button::new(RichText::new("Dismiss").size(SIZE))).clicked() {
                        commands.push(Command::DismissReload);
                    }
                });
            });
        },
    );
}

fn title(readout: &ReloadReadout<'_>) -> &'static str {
    match (readout.is_refused, readout.is_rolling) {
        (true, _) => "The changed file is not taken. The show goes on as it was:",
        (false, true) => "The show's files have changed. Rolling: nothing goes in before the take ends:",
        (false, false) => "The show's files have changed:",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_says_what_can_be_done() {
        let readout = |is_refused, is_rolling| ReloadReadout { lines: &[], is_refused, is_rolling };
        assert!(title(&readout(true, true)).contains("goes on as it was"));
        assert!(title(&readout(false, true)).contains("nothing goes in"));
        assert_eq!(title(&readout(false, false)), "The show's files have changed:");
    }
}
