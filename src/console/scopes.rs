//! Scopes: the waveform with its graticule of nits, the legend of false color.
//!
//! In: a drawn waveform. Out: the same in the panel, with lines at round nits.
//! Not here: counting (`render::passes::waveform`), the palette (`color::false_color`).
//! Invariant: a line stands where PQ puts its nits, as the counts do.

use egui::{Align2, Color32, FontId, Pos2, Rect, RichText, Sense, Stroke, Ui, pos2, vec2};

use crate::color::false_color::LEGEND;
use crate::color::transfer::pq_from_nits;

use super::pictures::Pictures;
use super::theme::{DIM, GROUND, TEXT};

/// Nits of the graticule.
const LINES_NITS: [f64; 7] = [0.1, 1.0, 10.0, 100.0, 1000.0, 4000.0, 10_000.0];
const HEIGHT: f32 = 190.0;

/// Draws the waveform of the camera's picture.
pub fn waveform(ui: &mut Ui, pictures: &Pictures) {
    let size = vec2(ui.available_width(), HEIGHT);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 0.0, GROUND);
    if let Some(texture) = pictures.waveform {
        let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
        painter.image(texture, rect, whole, Color32::WHITE);
    }
    for nits in LINES_NITS {
        let y = level(rect, nits);
        painter.hline(rect.x_range(), y, Stroke::new(1.0, DIM.gamma_multiply(0.5)));
        let at = pos2(rect.left() + 3.0, y + 1.0);
        painter.text(at, Align2::LEFT_TOP, format!("{nits}"), FontId::proportional(10.0), TEXT);
    }
    ui.label(RichText::new("Nits of the camera's picture on PQ, left to right").small().color(DIM));
}

/// Height of a luminance.
fn level(rect: Rect, nits: f64) -> f32 {
    rect.bottom() - rect.height() * pq_from_nits(nits) as f32
}

/// Draws what each false color means.
pub fn legend(ui: &mut Ui) {
    for (color, meaning) in LEGEND {
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(vec2(16.0, 12.0), Sense::hover());
            let [r, g, b] = color.to_array().map(|part| (part * 255.0).round() as u8);
            ui.painter().rect_filled(rect, 2.0, Color32::from_rgb(r, g, b));
            ui.label(RichText::new(meaning).small());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ST 2084: 100 nits are 0.508 of the signal, 10 000 all of it.
    #[test]
    fn lines_stand_where_pq_puts_them() {
        let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(10.0, 1000.0));
        assert!((level(rect, 100.0) - 491.9).abs() < 0.1);
        assert!(level(rect, 10_000.0).abs() < 1e-3);
    }
}
