//! The loading screen: what is being made ready, and how much of it is done.
//!
//! In: [`Loading`]. Out: a title, a bar, a line. Not here: the loading (`app::window`).
//! Invariant: a failure stays on screen with its reason until the window closes.

use egui::{Color32, FontId, Rect, Ui, pos2, vec2};

use super::caption::centred;
use super::theme::{ACCENT, DIM, GROUND, LINE, TEXT};

/// How far loading is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loading {
    /// What is under way, as in `pipelines 4 of 13`.
    pub what: String,
    /// Share done, 0..=1.
    pub done: f32,
    /// What else is to be known, as in the lowered preview resolution.
    pub notice: Option<String>,
}

/// Draws the screen.
pub fn show(ui: &Ui, show: &str, loading: &Loading) {
    let (painter, room) = (ui.painter(), ui.max_rect());
    painter.rect_filled(room, 0.0, GROUND);
    let middle = room.center();
    centred(painter, middle - vec2(0.0, 70.0), "CYCLORAMA", FontId::proportional(44.0), TEXT);
    centred(painter, middle - vec2(0.0, 26.0), show, FontId::proportional(20.0), DIM);
    let width = (room.width() * 0.4).clamp(120.0, 520.0);
    let bar = Rect::from_center_size(middle + vec2(0.0, 24.0), vec2(width, 3.0));
    painter.rect_filled(bar, 1.5, LINE);
    let done = Rect::from_min_size(bar.min, vec2(width * loading.done.clamp(0.0, 1.0), 3.0));
    painter.rect_filled(done, 1.5, ACCENT);
    centred(painter, middle + vec2(0.0, 52.0), &loading.what, FontId::proportional(16.0), DIM);
    if let Some(notice) = &loading.notice {
        let at = pos2(middle.x, room.bottom() - 40.0);
        centred(painter, at, notice, FontId::proportional(15.0), Color32::from_gray(150));
    }
}
