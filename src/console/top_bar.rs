//! The top bar: rate, tracking, parallax, drops, in one line that reads from across a stage.
//!
//! In: a [`Readout`]. Out: `24.000 fps · TRACK LIVE 8 ms · PARALLAX 0.3 px · DROPS 0`, colored by state, with tooltips.
//! Not here: the numbers' sources (`app`).
//! Invariant: every number says in its tooltip what it is and when it is good.

use egui::{Align, Layout, RichText, Ui};

use super::desk::Tool;
use super::readout::{Mood, Readout};
use super::theme::{self, DIM, TEXT};

/// Height of the bar, points.
pub const HEIGHT: f32 = 40.0;
const SIZE: f32 = 16.0;

/// Draws the bar with its switches: of the side panel, of the tool on the other side, and of the tracker's alignment.
pub fn show(
    ui: &mut Ui,
    readout: &Readout<'_>,
    (panel_open, tool): (&mut bool, &mut Tool),
    align_open: &mut bool,
) {
    ui.horizontal_centered(|ui| {
        ui.add_space(8.0);
        ui.label(RichText::new("CYCLORAMA").size(SIZE).strong().color(TEXT));
        ui.label(RichText::new(readout.show).size(SIZE).color(DIM));
        ui.add_space(16.0);
        for (index, (text, mood, about)) in segments(readout).into_iter().enumerate() {
            if index > 0 {
                ui.label(RichText::new("·").size(SIZE).color(DIM));
            }
            ui.label(RichText::new(text).font(theme::figures(SIZE)).color(theme::color(mood)))
                .on_hover_text(about);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(8.0);
            ui.toggle_value(panel_open, "Controls").on_hover_text("Every parameter of the show (Tab)");
            ui.toggle_value(align_open, "Align").on_hover_text("Line the tracker up (F7)");
            let tools = [
                (Tool::Join, "Tablet", "Let a tablet join (F8)"),
                (Tool::Looks, "Looks", "Presets, cues, takes (L)"),
                (Tool::Cards, "Cards", "Light cards and flags (C)"),
                (Tool::World, "World", "World position (Z)"),
                (Tool::Sky, "Sky", "Sky and weather (Y)"),
                (Tool::Exposure, "Exposure", "Exposure (X)"),
            ];
            for (which, words, about) in tools {
                if ui.selectable_label(*tool == which, words).on_hover_text(about).clicked() {
                    *tool = tool.toggled(which);
                }
            }
            ui.label(RichText::new(readout.adapter).small().color(DIM)).on_hover_text("The graphics adapter");
        });
    });
}

fn segments(readout: &Readout<'_>) -> Vec<(String, Mood, String)> {
    let mut all = vec![(
        format!("{:.3} fps", readout.fps),
        readout.rate_mood(),
        format!(
            "Frames drawn a second, mean of the last 240 frames. The show runs at {:.3}; a slower machine skips \
             frames and keeps the time.",
            readout.rate_fps
        ),
    )];
    if let Some(tracking) = &readout.tracking {
        let age = tracking.age_ms.map_or_else(String::new, |age| format!(" {age:.0} ms"));
        all.push((
            format!("TRACK {}{age}", tracking.state.to_uppercase()),
            tracking.mood(),
            format!(
                "Camera {}: state of its tracking and age of the newest sample. {} samples taken, {} lost.",
                tracking.camera, tracking.samples, tracking.lost
            ),
        ));
    }
    let slip = readout.slip_px.map_or_else(|| "-".to_owned(), |px| format!("{px:.1} px"));
    all.push((
        format!("PARALLAX {slip}"),
        readout.slip_mood(),
        "How far, in wall pixels, the wall's far background is from its place for the camera as it really stands: rms \
         over its picture, greatest of the last second. Only a simulated move knows the truth."
            .to_owned(),
    ));
    let drops = format!("DROPS {}", readout.drops_by_cause);
    all.push((
        drops,
        readout.drops_mood(),
        "Frames that were due and not drawn since the start, and what took their time.".to_owned(),
    ));
    all
}

#[cfg(test)]
mod tests {
    use super::super::readout::TrackingReadout;
    use super::*;

    /// The line of issue 2.
    #[test]
    fn the_line_reads_as_the_issue_writes_it() {
        let tracking = TrackingReadout { camera: "A", state: "live", age_ms: Some(8.2), samples: 1, lost: 0 };
        let readout = Readout {
            rate_fps: 24.0,
            fps: 24.0,
            tracking: Some(tracking),
            slip_px: Some(0.3),
            drops_by_cause: "0",
            ..Default::default()
        };
        let words: Vec<String> = segments(&readout).into_iter().map(|(text, ..)| text).collect();
        assert_eq!(words.join(" · "), "24.000 fps · TRACK LIVE 8 ms · PARALLAX 0.3 px · DROPS 0");
    }
}
