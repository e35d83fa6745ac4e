//! The pictures: simulated camera with its wipe, the stage in 3D, the canvases' pieces.
//!
//! In: textures of a drawn frame. Out: pictures in rectangles; the wipe and the orbit, dragged.
//! Not here: who draws the textures (`render`), captions (`caption`).
//! Invariant: no picture is stretched: the camera's and canvases' keep their aspect, the stage's view takes its rectangle's.

use egui::{
    Align2, Color32, CursorIcon, FontId, Painter, Rect, Sense, Stroke, TextureId, Ui, Vec2, pos2, vec2,
};

use crate::stage::Stage;

use super::orbit::Orbit;
use super::theme::{ACCENT, DIM, GROUND, LINE, TEXT};

/// Textures of one show.
#[derive(Clone, Debug, PartialEq)]
pub struct Pictures {
    /// The simulated camera and the CG reference, and their width over height; `None` without cameras.
    pub camera: Option<([TextureId; 2], f32)>,
    /// The stage in 3D, and its raster.
    pub stage: Option<(TextureId, [u32; 2])>,
    /// Canvases in the stage's order.
    pub canvases: Vec<TextureId>,
    /// The waveform.
    pub waveform: Option<TextureId>,
}

/// What a person did to the camera's picture.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CameraTouch {
    /// Dragged by this much, points.
    pub drag: Option<Vec2>,
    /// Clicked there, share of the picture's width and height.
    pub click: Option<[f32; 2]>,
}

/// A wall's part of a canvas, cut out for the strip.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Index of the canvas.
    pub canvas: usize,
    /// `canvas / wall`.
    pub name: String,
    /// Size in canvas pixels.
    pub size: Vec2,
    /// Its place on the canvas, 0..=1.
    pub place: Rect,
}

const LABEL_SIZE: f32 = 13.0;
/// Reach of the wipe's handle on each side, points.
const GRIP: f32 = 14.0;

/// Which parts of canvases are fed, one a wall and canvas: what lies between them is black and not shown.
pub fn pieces(stage: &Stage) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, canvas) in stage.canvases.iter().enumerate() {
        let size = vec2(canvas.size[0] as f32, canvas.size[1] as f32);
        for wall in &stage.walls {
            let slots = stage.panels[wall.panels.clone()].iter().filter_map(|panel| {
                let slot = panel.slot.filter(|slot| slot.canvas == index)?;
                // A piece turned by 90 degrees is as wide as its panel is high.
                let side = |along: u32| along as f32;
                let [across, down] = match slot.turn {
                    crate::stage::QuarterTurn::None | crate::stage::QuarterTurn::Half => panel.pixels,
                    _ => [panel.pixels[1], panel.pixels[0]],
                };
                Some(Rect::from_min_size(pos2(side(slot.x), side(slot.y)), vec2(side(across), side(down))))
            });
            let Some(bounds) = slots.reduce(Rect::union) else { continue };
            let place = Rect::from_min_max(
                (bounds.min.to_vec2() / size).to_pos2(),
                (bounds.max.to_vec2() / size).to_pos2(),
            );
            pieces.push(Piece {
                canvas: index,
                name: format!("{} / {}", canvas.name, wall.name),
                size: bounds.size(),
                place,
            });
        }
    }
    pieces
}

/// The largest rectangle of an aspect inside another, centred.
pub fn fit(inside: Rect, aspect: f32) -> Rect {
    let width = inside.width().min(inside.height() * aspect);
    Rect::from_center_size(inside.center(), vec2(width, width / aspect))
}

/// The simulated camera, wiped against the CG reference, with the meter's spot.
pub fn camera(
    ui: &mut Ui,
    rect: Rect,
    pictures: &Pictures,
    (wipe, spot): (&mut f32, Option<[f32; 2]>),
    name: &str,
) -> CameraTouch {
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 0.0, Color32::BLACK);
    let Some(([simulated, reference], aspect)) = pictures.camera else {
        label(&painter, rect, Align2::LEFT_BOTTOM, "This show has no camera");
        return CameraTouch::default();
    };
    let picture = fit(rect, aspect);
    let split = picture.left() + picture.width() * wipe.clamp(0.0, 1.0);
    let part = |from: f32, to: f32| {
        let share = |x: f32| (x - picture.left()) / picture.width();
        let uv = Rect::from_min_max(pos2(share(from), 0.0), pos2(share(to), 1.0));
        (Rect::from_min_max(pos2(from, picture.top()), pos2(to, picture.bottom())), uv)
    };
    let (left, left_uv) = part(picture.left(), split);
    painter.image(simulated, left, left_uv, Color32::WHITE);
    if *wipe < 1.0 {
        let (right, right_uv) = part(split, picture.right());
        painter.image(reference, right, right_uv, Color32::WHITE);
        label(&painter, picture, Align2::RIGHT_TOP, "CG REFERENCE");
    }
    label(&painter, picture, Align2::LEFT_TOP, &format!("SIMULATED CAMERA {name}"));

    let look = ui.interact(rect, ui.scope_id().with("camera"), Sense::click_and_drag());
    let handle_x = split.min(picture.right() - 5.0);
    let grip = Rect::from_center_size(pos2(handle_x, picture.center().y), vec2(2.0 * GRIP, picture.height()));
    let handle = ui
        .interact(grip, ui.scope_id().with("wipe"), Sense::drag())
        .on_hover_cursor(CursorIcon::ResizeHorizontal)
        .on_hover_text("Drag: simulated camera | CG reference");
    if let Some(pointer) = handle.interact_pointer_pos().filter(|_| handle.dragged()) {
        *wipe = ((pointer.x - picture.left()) / picture.width()).clamp(0.0, 1.0);
        if *wipe > 0.985 {
            *wipe = 1.0;
        }
    }
    let is_held = handle.hovered() || handle.dragged();
    draw_handle(&painter, picture, handle_x, *wipe < 1.0 || is_held);
    let at = |[x, y]: [f32; 2]| picture.min + vec2(x, y) * picture.size();
    if let Some(place) = spot.map(at) {
        for (radius, color) in [(9.0, Color32::BLACK), (8.0, ACCENT)] {
            painter.circle_stroke(place, radius, Stroke::new(1.0, color));
        }
    }
    let pointer = look.interact_pointer_pos().filter(|at| look.clicked() && picture.contains(*at));
    CameraTouch {
        drag: look.dragged().then(|| look.drag_delta()).filter(|delta| *delta != Vec2::ZERO),
        click: pointer.map(|at| ((at - picture.min) / picture.size()).into()),
    }
}

fn draw_handle(painter: &Painter, picture: Rect, x: f32, is_open: bool) {
    if is_open {
        painter.vline(x, picture.y_range(), Stroke::new(2.0, ACCENT));
    }
    let knob = Rect::from_center_size(pos2(x, picture.center().y), vec2(8.0, 46.0));
    painter.rect_filled(knob, 4.0, if is_open { ACCENT } else { ACCENT.gamma_multiply(0.55) });
}

/// The stage in 3D: dragging turns it, the wheel comes nearer.
pub fn stage(ui: &mut Ui, rect: Rect, pictures: &Pictures, orbit: &mut Orbit) {
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 0.0, Color32::BLACK);
    if let Some((texture, _)) = pictures.stage {
        painter.image(texture, rect, Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)), Color32::WHITE);
    }
    label(&painter, rect, Align2::LEFT_TOP, "STAGE");
    let touch =
        ui.interact(rect, ui.scope_id().with("stage"), Sense::drag()).on_hover_cursor(CursorIcon::Grab);
    let drag = touch.drag_delta();
    if touch.dragged() {
        orbit.turn(f64::from(drag.x), f64::from(drag.y));
    }
    if touch.hovered() {
        orbit.zoom(f64::from(ui.input(|input| input.smooth_scroll_delta.y)));
    }
}

/// What goes to the LED processors, one picture a wall.
pub fn canvases(ui: &Ui, rect: Rect, pictures: &Pictures, pieces: &[Piece]) {
    let painter = ui.painter().with_clip_rect(rect);
    painter.rect_filled(rect, 0.0, GROUND);
    let inside = rect.shrink2(vec2(12.0, 10.0));
    let gap = 12.0;
    let room = (inside.width() - gap * pieces.len().saturating_sub(1) as f32).max(1.0);
    let height = inside.height() - 22.0;
    let asked: f32 = pieces.iter().map(|piece| height * piece.size.x / piece.size.y).sum();
    let shrink = (room / asked.max(1.0)).min(1.0);
    let used = asked * shrink + gap * pieces.len().saturating_sub(1) as f32;
    let mut left = inside.center().x - used / 2.0;
    for piece in pieces {
        let size = vec2(height * piece.size.x / piece.size.y, height) * shrink;
        let top = inside.top() + 22.0 + (height - size.y) / 2.0;
        let place = Rect::from_min_size(pos2(left, top), size);
        if let Some(texture) = pictures.canvases.get(piece.canvas) {
            painter.image(*texture, place, piece.place, Color32::WHITE);
        }
        painter.rect_stroke(place, 0.0, Stroke::new(1.0, LINE), egui::StrokeKind::Outside);
        let words = format!("CANVAS {}   {:.0} x {:.0}", piece.name, piece.size.x, piece.size.y);
        painter.text(
            place.left_top() - vec2(0.0, 5.0),
            Align2::LEFT_BOTTOM,
            words,
            FontId::proportional(LABEL_SIZE),
            DIM,
        );
        left += size.x + gap;
    }
}

fn label(painter: &Painter, picture: Rect, corner: Align2, words: &str) {
    let at = corner.pos_in_rect(&picture.shrink(10.0));
    let galley = painter.layout_no_wrap(words.to_owned(), FontId::proportional(LABEL_SIZE), TEXT);
    let rect = corner.anchor_size(at, galley.size());
    painter.rect_filled(rect.expand2(vec2(7.0, 3.0)), 3.0, Color32::from_black_alpha(150));
    painter.galley(rect.min, galley, TEXT);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Issue 2: both walls of the demo on one UHD canvas, 20 x 8 panels at 192 px and 12 x 6 at 96 px.
    #[test]
    fn the_demo_has_two_pieces_on_one_canvas() {
        let pieces = pieces(&crate::show::load::demo(&|_, _| ()).unwrap().show.stage);
        let sizes: Vec<(usize, Vec2)> = pieces.iter().map(|piece| (piece.canvas, piece.size)).collect();
        assert_eq!(sizes, [(0, vec2(3840.0, 1536.0)), (0, vec2(1152.0, 576.0))]);
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        assert!(pieces.iter().all(|piece| whole.contains_rect(piece.place)));
    }

    #[test]
    fn a_fitted_picture_keeps_its_aspect() {
        let room = Rect::from_min_size(pos2(10.0, 20.0), vec2(400.0, 400.0));
        assert_eq!(fit(room, 2.0).size(), vec2(400.0, 200.0));
        assert_eq!(fit(room, 0.5).size(), vec2(200.0, 400.0));
        assert_eq!(fit(room, 2.0).center(), room.center());
    }
}
