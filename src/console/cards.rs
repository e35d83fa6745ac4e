//! Light cards and flags: their panel, and their outlines and handles on the stage's view.
//!
//! In: the show, its values, where the stage is looked at from, the pointer. Out: the panel; outlines; what a person asks for.
//! Not here: what a card is (`scene::card`), its parameters (`show::catalog::card`).
//! Invariant: a handle moves parameters and nothing else; touching one without moving it changes nothing.

use egui::{Color32, CursorIcon, Painter, Pos2, Rect, RichText, ScrollArea, Sense, Stroke, Ui, pos2, vec2};
use glam::{DVec2, DVec3};

use crate::params::{ParameterId, Registry, Values};
use crate::render::views::View;
use crate::scene::card::{Card, azimuth_elevation};
use crate::show::catalog::CardIds;
use crate::show::{OuterInputs, Show};

use super::controls::one;
use super::desk::Command;
use super::theme::{ACCENT, DIM, TEXT};

/// Points of an outline.
const POINTS: usize = 72;
/// Where a card is drawn when no wall is behind it, metres from the view origin.
const AWAY_M: f64 = 6.0;
/// Reach of a handle, points.
const GRIP: f32 = 12.0;
/// Color of a flag's outline.
const FLAG: Color32 = Color32::from_rgb(120, 150, 255);

/// What the window draws cards from.
#[derive(Clone, Copy, Debug)]
pub struct CardsView<'a> {
    /// The show that plays.
    pub show: &'a Show,
    /// The outer frustum of its last frame.
    pub outer: OuterInputs,
}

/// What the panel remembers.
#[derive(Clone, Debug, Default)]
pub struct CardsState {
    /// The slot whose parameters are shown.
    pub selected: usize,
    /// Outlines as they were drawn last, by slot: casting rays at every panel is done for a card that changed only.
    drawn: Vec<Option<(Card, DVec3, Vec<DVec3>)>>,
}

/// A handle of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Handle {
    Middle,
    Side,
    Top,
}

/// Draws the panel.
pub fn show(
    ui: &mut Ui,
    state: &mut CardsState,
    view: Option<&CardsView<'_>>,
    (registry, values): (&Registry, &Values),
    commands: &mut Vec<Command>,
) {
    ui.label(RichText::new("LIGHT CARDS AND FLAGS").size(18.0).strong().color(ACCENT));
    let how = "C opens and closes · drag the handles on the stage";
    ui.label(RichText::new(how).small().color(DIM));
    let Some(view) = view else { return };
    let cards = &view.show.ids.cards;
    state.selected = state.selected.min(cards.len().saturating_sub(1));
    let is_on = |slot: usize| values.is_on(cards[slot].on);
    ui.horizontal(|ui| {
        let free = (0..cards.len()).find(|slot| !is_on(*slot));
        for (kind, words) in ["Add card", "Add flag"].into_iter().enumerate() {
            let button = ui.add_enabled(free.is_some(), egui::Button::new(words));
            if let Some(slot) =
                free.filter(|_| button.on_hover_text("In the next slot that is off").clicked())
            {
                commands.push(Command::Set(cards[slot].kind, kind as f64));
                commands.push(Command::Set(cards[slot].on, 1.0));
                state.selected = slot;
            }
        }
    });
    ui.horizontal_wrapped(|ui| {
        for (slot, card) in cards.iter().enumerate() {
            let name = name_of(registry, card);
            let text = RichText::new(name).color(if is_on(slot) { color(values, card) } else { DIM });
            if ui.selectable_label(state.selected == slot, text).clicked() {
                state.selected = slot;
            }
        }
    });
    let Some(ids) = cards.get(state.selected) else { return };
    ui.separator();
    ui.horizontal(|ui| {
        ui.label(RichText::new(name_of(registry, ids)).size(16.0).strong().color(TEXT));
        let (words, number) = if is_on(state.selected) { ("Remove", 0.0) } else { ("Turn on", 1.0) };
        if ui.button(words).clicked() {
            commands.push(Command::Set(ids.on, number));
        }
    });
    ScrollArea::vertical().show(ui, |ui| {
        for id in parameters(values, ids) {
            one(ui, (registry, values), &registry.parameter(id).path, commands);
        }
    });
}

/// What can be set of a card as it is: not the nits of one in EV, nor the metres of one on the dome.
fn parameters(values: &Values, ids: &CardIds) -> Vec<ParameterId> {
    let is = |id: ParameterId, word: usize| values.choice(id) == word;
    let mut shown = vec![ids.kind, ids.shape];
    if is(ids.kind, 1) {
        shown.push(ids.stops);
    } else {
        shown.extend([ids.level, if is(ids.level, 1) { ids.ev } else { ids.nits }, ids.color_mode]);
        if is(ids.color_mode, 1) {
            shown.extend([ids.color_x, ids.color_y]);
        } else {
            shown.extend([ids.cct_k, ids.green_magenta]);
        }
    }
    shown.extend([ids.follow_sun, ids.anchor]);
    if is_on_stage(values, ids) {
        shown.extend([ids.x_m, ids.y_m, ids.z_m, ids.width_m, ids.height_m]);
    } else {
        shown.extend([ids.azimuth_deg, ids.elevation_deg, ids.width_deg, ids.height_deg]);
    }
    shown.extend([ids.roll_deg, ids.feather_percent, ids.layer, ids.outer_only]);
    shown
}

fn is_on_stage(values: &Values, ids: &CardIds) -> bool {
    values.choice(ids.anchor) == 1 && !values.is_on(ids.follow_sun)
}

/// The id between the slashes of `card/<id>/on`.
fn name_of<'a>(registry: &'a Registry, ids: &CardIds) -> &'a str {
    registry.parameter(ids.on).path.split('/').nth(1).unwrap_or_default()
}

fn color(values: &Values, ids: &CardIds) -> Color32 {
    if values.choice(ids.kind) == 1 { FLAG } else { ACCENT }
}

/// Outlines on the stage's view of the cards that are on, and of the selected one, with its handles.
pub fn on_stage(
    ui: &mut Ui,
    rect: Rect,
    (state, eye): (&mut CardsState, &View),
    (view, values): (&CardsView<'_>, &Values),
    commands: &mut Vec<Command>,
) {
    let painter = ui.painter().with_clip_rect(rect);
    let screen = Projection { eye, rect };
    let cards = &view.show.ids.cards;
    state.drawn.resize(cards.len(), None);
    for (slot, ids) in cards.iter().enumerate() {
        let is_selected = slot == state.selected;
        let is_on = values.is_on(ids.on);
        let Some(card) = view.show.card(values, ids, &view.outer).filter(|_| is_on || is_selected) else {
            continue;
        };
        let outline = outline(&mut state.drawn[slot], view, &card);
        let hue = if is_on { color(values, ids) } else { DIM };
        let width = if is_selected { 2.5 } else { 1.5 };
        draw_outline(&painter, &screen, outline, Stroke::new(width, hue));
        let handles: &[Handle] =
            if is_selected { &[Handle::Middle, Handle::Side, Handle::Top] } else { &[Handle::Middle] };
        for handle in handles {
            let Some(at) = screen.point(behind(view, handle_direction(&card, *handle))) else { continue };
            let grip = Rect::from_center_size(at, vec2(2.0 * GRIP, 2.0 * GRIP)).intersect(rect);
            if !rect.contains(at) {
                continue;
            }
            let touch = ui
                .interact(grip, ui.scope_id().with(("card", slot, *handle as u8)), Sense::click_and_drag())
                .on_hover_cursor(CursorIcon::Move);
            let name = name_of(&view.show.registry, ids);
            draw_handle(
                &painter,
                at,
                (*handle, name),
                if touch.hovered() || touch.dragged() { TEXT } else { hue },
            );
            if touch.clicked() || touch.drag_started() {
                state.selected = slot;
            }
            let moved = touch.dragged() && touch.drag_delta() != egui::Vec2::ZERO;
            if let Some(pointer) = touch.interact_pointer_pos().filter(|_| moved)
                && let Some(point_m) = screen.pointed(pointer, view)
            {
                drag((view, values), ids, &card, (*handle, point_m), commands);
            }
        }
    }
}

/// The stage's view on the screen.
struct Projection<'a> {
    eye: &'a View,
    rect: Rect,
}

impl Projection<'_> {
    fn raster(&self) -> DVec2 {
        DVec2::new(f64::from(self.eye.pinhole.width), f64::from(self.eye.pinhole.height))
    }

    fn point(&self, in_stage: DVec3) -> Option<Pos2> {
        let in_view = self.eye.stage_from_view.inverse().transform_point(in_stage);
        let px = self.eye.pinhole.project(in_view)?;
        let share = (px / self.raster()).as_vec2();
        Some(self.rect.min + vec2(share.x, share.y) * self.rect.size())
    }

    /// The stage point under the pointer: on the first wall, else on the dome's far side.
    fn pointed(&self, pointer: Pos2, view: &CardsView<'_>) -> Option<DVec3> {
        let share = (pointer - self.rect.min) / self.rect.size();
        let px = DVec2::new(f64::from(share.x), f64::from(share.y)) * self.raster();
        let start = self.eye.stage_from_view.position;
        let ray = self.eye.stage_from_view.transform_vector(self.eye.pinhole.ray(px)).normalize();
        if let Some(hit) = view.show.stage.hit(start, ray) {
            return Some(hit.point_m);
        }
        let from = start - view.outer.view_origin_m;
        let along = from.dot(ray);
        let inside = along * along - from.length_squared() + AWAY_M * AWAY_M;
        (inside >= 0.0).then(|| start + ray * (inside.sqrt() - along))
    }
}

/// The stage point that a direction from the view origin ends on.
fn behind(view: &CardsView<'_>, direction: DVec3) -> DVec3 {
    let origin_m = view.outer.view_origin_m;
    view.show.stage.hit(origin_m, direction).map_or(origin_m + direction * AWAY_M, |hit| hit.point_m)
}

fn outline<'a>(
    drawn: &'a mut Option<(Card, DVec3, Vec<DVec3>)>,
    view: &CardsView<'_>,
    card: &Card,
) -> &'a [DVec3] {
    let origin_m = view.outer.view_origin_m;
    let is_same = drawn.as_ref().is_some_and(|(known, from, _)| known == card && *from == origin_m);
    if !is_same {
        let turn = |index: usize| index as f64 / POINTS as f64;
        let points = (0..=POINTS).map(|index| behind(view, card.outline(turn(index)))).collect();
        *drawn = Some((*card, origin_m, points));
    }
    drawn.as_ref().map_or(&[], |(.., points)| points)
}

fn draw_outline(painter: &Painter, screen: &Projection<'_>, points: &[DVec3], stroke: Stroke) {
    let dark = Stroke::new(stroke.width + 2.0, Color32::from_black_alpha(120));
    let ends = || points.windows(2).filter_map(|pair| Some([screen.point(pair[0])?, screen.point(pair[1])?]));
    for stroke in [dark, stroke] {
        for pair in ends() {
            painter.line_segment(pair, stroke);
        }
    }
}

fn draw_handle(painter: &Painter, at: Pos2, (handle, name): (Handle, &str), hue: Color32) {
    if handle == Handle::Middle {
        painter.circle(at, 6.0, Color32::from_black_alpha(150), Stroke::new(2.0, hue));
        let place = at + vec2(10.0, 0.0);
        painter.text(place, egui::Align2::LEFT_CENTER, name, egui::FontId::proportional(13.0), hue);
    } else {
        let square = Rect::from_center_size(pos2(at.x, at.y), vec2(9.0, 9.0));
        painter.rect(
            square,
            1.0,
            Color32::from_black_alpha(150),
            Stroke::new(2.0, hue),
            egui::StrokeKind::Middle,
        );
    }
}

fn handle_direction(card: &Card, handle: Handle) -> DVec3 {
    let toward = |side: DVec3, half: f64| card.axis * half.cos() + side * half.sin();
    match handle {
        Handle::Middle => card.axis,
        Handle::Side => toward(card.right, card.half_rad.x),
        Handle::Top => toward(card.up, card.half_rad.y),
    }
}

/// What a handle that is dragged to a point of the stage makes of the card.
fn drag(
    (view, values): (&CardsView<'_>, &Values),
    ids: &CardIds,
    card: &Card,
    (handle, point_m): (Handle, DVec3),
    commands: &mut Vec<Command>,
) {
    let from_origin_m = point_m - view.outer.view_origin_m;
    let on_stage = is_on_stage(values, ids);
    let registry = &view.show.registry;
    let mut set = |id: ParameterId, number: f64| {
        let [least, most] = registry.parameter(id).kind.range();
        commands.push(Command::Set(id, ((number * 100.0).round() / 100.0).clamp(least, most)));
    };
    let local = card.local(from_origin_m);
    let (half, deg, metres) = match handle {
        Handle::Middle if on_stage => {
            for (id, number) in [ids.x_m, ids.y_m, ids.z_m].into_iter().zip(point_m.to_array()) {
                set(id, number);
            }
            return;
        }
        Handle::Middle => {
            // By how much it moves: so a card that follows the sun keeps following.
            let [to, now] = [from_origin_m, card.axis].map(azimuth_elevation);
            let [turn, rise] = [to[0] - now[0], to[1] - now[1]].map(f64::to_degrees);
            let azimuth = values.number(ids.azimuth_deg) + turn;
            set(ids.azimuth_deg, azimuth - 360.0 * (azimuth / 360.0).round());
            set(ids.elevation_deg, values.number(ids.elevation_deg) + rise);
            return;
        }
        Handle::Side => (local.x.abs().atan2(local.z), ids.width_deg, ids.width_m),
        Handle::Top => (local.y.abs().atan2(local.z), ids.height_deg, ids.height_m),
    };
    if on_stage {
        let away = DVec3::new(values.number(ids.x_m), values.number(ids.y_m), values.number(ids.z_m))
            .distance(view.outer.view_origin_m);
        set(metres, 2.0 * half.min(1.5).tan() * away);
    } else {
        set(deg, 2.0 * half.to_degrees());
    }
}

#[cfg(test)]
mod tests {
    use super::super::orbit::Orbit;
    use super::*;

    fn demo() -> Show {
        crate::show::load::demo(&|_, _| ()).unwrap().show
    }

    fn values(show: &Show, set: &[&str]) -> Values {
        let mut values = show.first.clone();
        for setting in set {
            show.registry.set(&mut values, setting).unwrap();
        }
        values
    }

    /// What a drag to a point makes, put in the values.
    fn dragged(show: &Show, set: &[&str], handle: Handle, point_m: DVec3) -> Card {
        let mut values = values(show, set);
        let outer = show.inputs(&values, 0, &show.rehearsed_poses(0)).outer;
        let view = CardsView { show, outer };
        let ids = &show.ids.cards[0];
        let card = show.card(&values, ids, &outer).unwrap();
        let mut commands = Vec::new();
        drag((&view, &values), ids, &card, (handle, point_m), &mut commands);
        for command in commands {
            let Command::Set(id, number) = command else { panic!("{command:?}") };
            values.put(id, number);
        }
        show.card(&values, ids, &outer).unwrap()
    }

    /// The middle goes where the pointer is, on the dome, on the stage and beside the sun; parameters are rounded to hundredths.
    #[test]
    fn a_dragged_card_lies_under_the_pointer() {
        let show = demo();
        let point_m = DVec3::new(-1.5, 2.2, -3.0);
        let toward = (point_m - show.stage.view_origin_m).normalize();
        for set in [&["card/1/kind=flag"][..], &["card/1/anchor=stage"], &["card/1/follow_sun=on"]] {
            let card = dragged(&show, set, Handle::Middle, point_m);
            assert!(card.axis.angle_between(toward) < 5e-3, "{set:?}: {} for {toward}", card.axis);
        }
    }

    #[test]
    fn a_dragged_side_is_the_width() {
        let show = demo();
        let origin_m = show.stage.view_origin_m;
        let set = ["card/1/elevation_deg=0"];
        let point_m = origin_m + DVec3::new(4.0 * 20.0_f64.to_radians().tan(), 0.3, -4.0);
        let card = dragged(&show, &set, Handle::Side, point_m);
        assert!((card.half_rad.x.to_degrees() - 20.0).abs() < 0.01, "{:?}", card.half_rad);
        let on_stage = ["card/1/anchor=stage", "card/1/x_m=0", "card/1/y_m=1.5", "card/1/z_m=-4"];
        let card = dragged(&show, &on_stage, Handle::Top, origin_m + DVec3::new(0.0, 1.0, -4.0));
        assert!((card.half_rad.y - 0.25_f64.atan()).abs() < 1e-3, "{:?}", card.half_rad);
    }

    /// What is drawn for a point of a wall is pointed at again.
    #[test]
    fn pointing_undoes_drawing() {
        let show = demo();
        let outer = show.inputs(&show.first, 0, &show.rehearsed_poses(0)).outer;
        let view = CardsView { show: &show, outer };
        let eye = Orbit::of(&show.stage).view([640, 400], 1.6);
        let rect = Rect::from_min_size(pos2(100.0, 50.0), vec2(640.0, 400.0));
        let screen = Projection { eye: &eye, rect };
        let mut seen = 0;
        for (x, y) in [(330.0, 200.0), (420.0, 240.0), (560.0, 180.0)] {
            let pointer = pos2(x, y);
            let Some(point_m) = screen.pointed(pointer, &view) else { continue };
            let again = screen.point(point_m).expect("before the eye");
            assert!(again.distance(pointer) < 0.1, "{again:?} for {pointer:?}");
            seen += 1;
        }
        assert!(seen >= 2, "{seen}");
    }
}
