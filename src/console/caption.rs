//! Captions over the pictures: the tour's sentence, faults, notices.
//!
//! In: a [`Readout`] and the pictures' rectangle. Out: text on a soft dark band.
//! Not here: which sentence, when (`app::tour`).
//! Invariant: text is legible on any picture: the band under it is darker than black text is light.

use egui::{Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Shape, pos2, vec2};

use super::readout::{Mood, Readout};
use super::theme::{self, TEXT};

/// Height of the caption's band, points.
const BAND: f32 = 132.0;
const CAPTION_SIZE: f32 = 32.0;
const LINE_SIZE: f32 = 17.0;

/// Draws the caption at the foot of the pictures, and faults at their head.
pub fn show(painter: &Painter, pictures: Rect, readout: &Readout<'_>) {
    if let Some((words, opacity)) =
        readout.caption.filter(|(words, opacity)| !words.is_empty() && *opacity > 0.0)
    {
        let band = Rect::from_min_max(pos2(pictures.left(), pictures.bottom() - BAND), pictures.max);
        painter.add(fade(band, opacity));
        let size = CAPTION_SIZE.min(pictures.width() / words.chars().count() as f32 * 2.0);
        let at = pos2(pictures.center().x, pictures.bottom() - 38.0);
        centred(painter, at, words, FontId::proportional(size), TEXT.gamma_multiply(opacity));
    }
    let said = readout.caption.map_or("", |(words, _)| words);
    let lines = [
        (readout.watchdog, Mood::Bad),
        (readout.fault, Mood::Bad),
        (readout.opening, Mood::Warn),
        (readout.notice, Mood::Quiet),
    ];
    let mut top = pictures.top() + 44.0;
    for (words, mood) in lines {
        let Some(words) = words.filter(|words| *words != said) else { continue };
        top += chip(painter, pos2(pictures.left() + 12.0, top), words, mood, pictures.width() - 60.0) + 6.0;
    }
}

fn chip(painter: &Painter, at: Pos2, words: &str, mood: Mood, width: f32) -> f32 {
    let galley = painter.layout(words.to_owned(), FontId::proportional(LINE_SIZE), TEXT, width);
    let padding = vec2(14.0, 7.0);
    let rect = Rect::from_min_size(at, galley.size() + padding * 2.0);
    painter.rect_filled(rect, 3.0, Color32::from_black_alpha(205));
    let bar = Rect::from_min_size(at, vec2(4.0, rect.height()));
    painter.rect_filled(bar, 2.0, theme::color(mood));
    painter.galley(at + padding, galley, TEXT);
    rect.height()
}

/// Text with a soft shadow, centred on a point.
pub fn centred(painter: &Painter, at: Pos2, words: &str, font: FontId, color: Color32) {
    let shadow = Color32::from_black_alpha((f32::from(color.a()) * 0.7) as u8);
    painter.text(at + vec2(0.0, 1.5), Align2::CENTER_CENTER, words, font.clone(), shadow);
    painter.text(at, Align2::CENTER_CENTER, words, font, color);
}

/// A band from clear at its top to dark at its foot.
fn fade(rect: Rect, opacity: f32) -> Shape {
    let mut mesh = Mesh::default();
    let dark = |share: f32| Color32::from_black_alpha((235.0 * share * opacity) as u8);
    let rows = [(0.0, 0.0), (0.45, 0.55), (1.0, 1.0)];
    for (down, share) in rows {
        let y = rect.top() + rect.height() * down;
        mesh.colored_vertex(pos2(rect.left(), y), dark(share));
        mesh.colored_vertex(pos2(rect.right(), y), dark(share));
    }
    for row in 0..rows.len() as u32 - 1 {
        let first = 2 * row;
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 1, first + 3, first + 2);
    }
    Shape::mesh(mesh)
}
