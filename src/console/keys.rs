//! The list of keys.
//!
//! In: nothing. Out: a window over the desk with every key of it.
//! Not here: what a key does (`app::window::playing::hands`).
//! Invariant: a key that the window takes is on this list; the test of `hands` holds it.

use egui::{Align2, Grid, Margin, RichText, Ui, Vec2};

use super::theme::{self, ACCENT, DIM, PANEL};

/// Keys, and what they do, in groups.
pub const KEYS: &[(&str, &[(&str, &str)])] = &[
    (
        "The three buttons",
        &[
            ("F1", "HOLD PICTURE"),
            ("F2", "WORK LIGHT"),
            ("F3", "BLACKOUT: hold 0.7 s"),
            ("F4", "ARM"),
            ("F5", "ROLL and CUT"),
        ],
    ),
    (
        "Looks and takes",
        &[
            ("G", "GO: the cue in standby fires"),
            ("B", "BACK TO ONE"),
            ("L", "presets, cues, takes"),
            ("Ctrl Z", "undo the window's own last change"),
            ("Ctrl Shift Z", "redo"),
        ],
    ),
    (
        "Picture",
        &[
            ("Space", "inner frustum on and off"),
            ("P", "next test pattern"),
            ("F", "false color"),
            ("X", "exposure"),
            ("Z", "world position"),
            ("Y", "sky and weather"),
            ("C", "light cards and flags"),
            ("4 6 8 2 9 3", "number pad: nudge the world; 5 changes the step"),
        ],
    ),
    (
        "Camera and show",
        &[
            ("R", "back to tracking, resume"),
            ("W A S D Q E", "fly a virtual camera; arrows turn it"),
            ("F7", "line the tracker up"),
            ("F8", "let a tablet join"),
            ("O", "open a stage or a show"),
            ("Tab", "every parameter"),
            ("K", "this list"),
        ],
    ),
];

/// Draws the list until it is closed.
pub fn show(ui: &Ui, is_open: &mut bool) {
    let frame = egui::Frame::new()
        .fill(PANEL)
        .inner_margin(Margin::same(20))
        .stroke(egui::Stroke::new(1.0, theme::LINE));
    egui::Area::new(egui::Id::unique("keys")).anchor(Align2::CENTER_CENTER, Vec2::ZERO).show(
        ui.ctx(),
        |ui| {
            frame.show(ui, |ui| {
                ui.label(RichText::new("Keys").size(22.0));
                for (head, keys) in KEYS {
                    ui.add_space(8.0);
                    ui.label(RichText::new(*head).small().strong().color(ACCENT));
                    Grid::new(head).num_columns(2).min_col_width(120.0).show(ui, |ui| {
                        for (key, does) in *keys {
                            ui.label(RichText::new(*key).font(theme::figures(14.0)));
                            ui.label(RichText::new(*does).color(DIM));
                            ui.end_row();
                        }
                    });
                }
                ui.add_space(8.0);
                if ui.button("Close (K)").clicked() {
                    *is_open = false;
                }
            });
        },
    );
}
