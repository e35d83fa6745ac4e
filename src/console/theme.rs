//! The window's look: dark, quiet, one accent.
//!
//! In: an egui context. Out: its style; colors of moods.
//! Not here: layout (`desk`). Invariant: pictures are framed by neutral greys only, so that eyes judge color rightly.

use egui::{Color32, Context, CornerRadius, FontId, Stroke, Theme, Visuals};

use super::readout::Mood;

/// Behind everything.
pub const GROUND: Color32 = Color32::from_rgb(9, 9, 10);
/// Bars and panels.
pub const PANEL: Color32 = Color32::from_rgb(18, 18, 20);
/// Lines between things.
pub const LINE: Color32 = Color32::from_rgb(44, 44, 47);
/// Text.
pub const TEXT: Color32 = Color32::from_rgb(222, 222, 224);
/// Text that waits.
pub const DIM: Color32 = Color32::from_rgb(132, 132, 137);
/// The accent: tungsten.
pub const ACCENT: Color32 = Color32::from_rgb(255, 180, 92);

const GOOD: Color32 = Color32::from_rgb(126, 200, 148);
const BAD: Color32 = Color32::from_rgb(255, 104, 84);

/// Color of a mood.
pub fn color(mood: Mood) -> Color32 {
    match mood {
        Mood::Good => GOOD,
        Mood::Warn => ACCENT,
        Mood::Bad => BAD,
        Mood::Quiet => DIM,
    }
}

/// Numbers that change, in columns that do not jump.
pub fn figures(size: f32) -> FontId {
    FontId::monospace(size)
}

/// Gives a context the look.
pub fn apply(context: &Context) {
    context.set_theme(Theme::Dark);
    let mut visuals = Visuals::dark();
    visuals.panel_fill = PANEL;
    visuals.window_fill = PANEL;
    visuals.extreme_bg_color = GROUND;
    visuals.window_stroke = Stroke::new(1.0, LINE);
    visuals.override_text_color = Some(TEXT);
    visuals.selection.bg_fill = ACCENT.gamma_multiply(0.35);
    visuals.selection.stroke = Stroke::new(1.0, ACCENT);
    visuals.slider_trailing_fill = true;
    for widget in [&mut visuals.widgets.inactive, &mut visuals.widgets.hovered, &mut visuals.widgets.active] {
        widget.corner_radius = CornerRadius::same(3);
    }
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, LINE);
    context.set_visuals_of(Theme::Dark, visuals);
    context.all_styles_mut(|style| {
        style.spacing.item_spacing = egui::vec2(8.0, 6.0);
        style.spacing.slider_width = 110.0;
        style.interaction.tooltip_delay = 0.2;
    });
}
