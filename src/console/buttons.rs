//! The bar at the foot of the window: HOLD PICTURE, WORK LIGHT, BLACKOUT, what a person has to decide, ARM, ROLLING.
//!
//! In: [`ButtonsReadout`]. Out: the bar; presses and releases as commands.
//! Not here: when a press counts (`safety::press`), what it switches (`app::buttons`).
//! Invariant: always in the same place, whatever else the window shows; a button shows what is in force.

use egui::{Align2, Color32, FontId, Painter, Rect, Response, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::safety::{Button, Press};

use super::desk::Command;
use super::theme::{ACCENT, DIM, GROUND, LINE, TEXT};

/// Height of the bar, points.
pub const HEIGHT: f32 = 68.0;
const GAP: f32 = 8.0;
const WIDTH: f32 = 178.0;
const SMALL: f32 = 118.0;

const FACE: Color32 = Color32::from_rgb(30, 30, 33);
const FACE_UNDER: Color32 = Color32::from_rgb(42, 42, 46);
const RED: Color32 = Color32::from_rgb(235, 64, 52);
const WHITE: Color32 = Color32::from_rgb(240, 238, 232);
const DARK: Color32 = Color32::from_rgb(20, 20, 20);

/// What the bar shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct ButtonsReadout<'a> {
    /// HOLD PICTURE is on.
    pub is_held: bool,
    /// WORK LIGHT is on.
    pub is_work_light: bool,
    /// BLACKOUT is on.
    pub is_blackout: bool,
    /// How far BLACKOUT is held down.
    pub blackout: Press,
    /// A take rolls.
    pub is_rolling: bool,
    /// Whether outputs are armed; `None` without outputs.
    pub is_armed: Option<bool>,
    /// A picture waits for a person.
    pub is_waiting: bool,
    /// Sentences about this frame.
    pub notes: &'a [String],
}

/// Which button was down at the last frame.
#[derive(Clone, Copy, Debug, Default)]
pub struct ButtonsState {
    down: Option<Button>,
}

/// Looks of a button.
struct Look {
    face: Color32,
    text: Color32,
    edge: Color32,
}

impl Look {
    const OFF: Self = Self { face: FACE, text: TEXT, edge: LINE };

    fn lit(face: Color32, text: Color32) -> Self {
        Self { face, text, edge: face }
    }
}

impl ButtonsReadout<'_> {
    /// What covers the walls, for the strip that shows the canvases beneath it.
    pub fn cover(&self) -> Option<&'static str> {
        match (self.is_blackout, self.is_armed, self.is_work_light) {
            (true, ..) => Some("as under the blackout"),
            (_, Some(false), _) => Some("as once outputs are armed"),
            (_, _, true) => Some("as under the work light"),
            _ => None,
        }
    }
}

/// Draws the bar over its whole room.
pub fn show(
    ui: &mut Ui,
    state: &mut ButtonsState,
    readout: &ButtonsReadout<'_>,
    commands: &mut Vec<Command>,
) {
    let room = ui.max_rect();
    ui.painter().line_segment([room.left_top(), room.right_top()], Stroke::new(1.0, LINE));
    let mut left = room.left() + GAP;
    let mut down = None;
    for button in [Button::Hold, Button::WorkLight, Button::Blackout] {
        let place = Rect::from_min_size(pos2(left, room.top() + GAP), vec2(WIDTH, HEIGHT - 2.0 * GAP));
        left = place.right() + GAP;
        let (name, keys, look) = face_of(button, readout);
        let response = draw(ui, place, (name, keys), &look);
        if button == Button::Blackout {
            progress(ui.painter(), place, readout.blackout.progress);
        }
        if response.is_pointer_button_down_on() {
            down = Some(button);
        } else if response.clicked() && state.down != Some(button) {
            // Down and up again within one frame.
            commands.extend([Command::Press(button), Command::Release(button)]);
        }
    }
    if state.down != down {
        commands.extend(state.down.map(Command::Release));
        commands.extend(down.map(Command::Press));
        state.down = down;
    }
    let mut right = room.right() - GAP;
    let mut small = |ui: &mut Ui, texts: (&str, &str), look: &Look| {
        let place =
            Rect::from_min_max(pos2(right - SMALL, room.top() + GAP), pos2(right, room.bottom() - GAP));
        right = place.left() - GAP;
        draw(ui, place, texts, look).clicked()
    };
    let rolling = if readout.is_rolling {
        (("ROLLING", "F5 ends it"), Look::lit(RED, WHITE))
    } else {
        (("Roll", "F5"), Look::OFF)
    };
    if small(ui, rolling.0, &rolling.1) {
        commands.push(Command::Roll);
    }
    match readout.is_armed {
        Some(true) if small(ui, ("Armed", "F4 disarms"), &Look::OFF) => commands.push(Command::Arm),
        Some(false) if small(ui, ("ARM", "F4"), &Look::lit(ACCENT, DARK)) => {
            commands.push(Command::Arm);
        }
        _ => {}
    }
    if readout.is_waiting && small(ui, ("Resume", "R"), &Look::lit(ACCENT, DARK)) {
        commands.push(Command::Resume);
    }
    let words = Rect::from_min_max(pos2(left + GAP, room.top()), pos2(right - GAP, room.bottom()));
    say(ui, words, readout);
}

fn face_of(button: Button, readout: &ButtonsReadout<'_>) -> (&'static str, &'static str, Look) {
    match button {
        Button::Hold if readout.is_held => ("PICTURE HELD", "F1 releases", Look::lit(ACCENT, DARK)),
        Button::Hold => ("HOLD PICTURE", "F1", Look::OFF),
        Button::WorkLight if readout.is_work_light => ("WORK LIGHT ON", "F2", Look::lit(WHITE, DARK)),
        Button::WorkLight => ("WORK LIGHT", "F2", Look::OFF),
        Button::Blackout if readout.is_blackout => {
            ("BLACKOUT ON", "F3 brings light back", Look { face: GROUND, text: RED, edge: RED })
        }
        Button::Blackout if readout.blackout.asks => {
            ("HOLD AGAIN", "rolling: F3 once more", Look { face: FACE, text: RED, edge: RED })
        }
        Button::Blackout => ("BLACKOUT", "hold F3", Look::OFF),
    }
}

fn draw(ui: &mut Ui, place: Rect, (name, keys): (&str, &str), look: &Look) -> Response {
    let response =
        ui.interact(place, ui.scope_id().with(("button", place.left() as i32)), Sense::click_and_drag());
    let face = if response.hovered() && look.face == FACE { FACE_UNDER } else { look.face };
    let painter = ui.painter();
    painter.rect(place, 4.0, face, Stroke::new(1.5, look.edge), StrokeKind::Inside);
    let middle = place.center();
    painter.text(middle - vec2(0.0, 7.0), Align2::CENTER_CENTER, name, FontId::proportional(17.0), look.text);
    let quiet = look.text.gamma_multiply(0.65);
    painter.text(middle + vec2(0.0, 12.0), Align2::CENTER_CENTER, keys, FontId::proportional(12.0), quiet);
    response
}

/// A ring round the button's edge that closes while it is held down.
fn progress(painter: &Painter, place: Rect, share: f32) {
    if share <= 0.0 {
        return;
    }
    let ring = place.shrink(2.0);
    let corners = [
        pos2(ring.center().x, ring.top()),
        ring.right_top(),
        ring.right_bottom(),
        ring.left_bottom(),
        ring.left_top(),
        pos2(ring.center().x, ring.top()),
    ];
    let lengths = corners.windows(2).map(|pair| pair[0].distance(pair[1]));
    let mut left = lengths.sum::<f32>() * share;
    for pair in corners.windows(2) {
        let length = pair[0].distance(pair[1]);
        let end = pair[0].lerp(pair[1], (left / length).clamp(0.0, 1.0));
        painter.line_segment([pair[0], end], Stroke::new(4.0, RED));
        left -= length;
        if left <= 0.0 {
            return;
        }
    }
}

/// What has to be decided first, then what is worth knowing.
fn say(ui: &Ui, place: Rect, readout: &ButtonsReadout<'_>) {
    let asked =
        readout.blackout.asks.then_some("A take is rolling. Hold BLACKOUT again to black out the walls");
    let disarmed = (readout.is_armed == Some(false)).then_some("Outputs are black until you arm them");
    let first = asked.or(readout.notes.first().map(String::as_str)).or(disarmed);
    let Some(text) = first else { return };
    let color = if readout.blackout.asks || readout.is_waiting { RED } else { DIM };
    let painter = ui.painter().with_clip_rect(place);
    let galley = painter.layout(text.to_owned(), FontId::proportional(15.0), color, place.width().max(1.0));
    let at = pos2(place.left(), place.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, color);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_says_what_is_in_force_and_what_its_key_does() {
        let name = |button, readout: &ButtonsReadout<'_>| face_of(button, readout).0;
        let mut readout = ButtonsReadout::default();
        assert_eq!(name(Button::Hold, &readout), "HOLD PICTURE");
        assert_eq!(name(Button::Blackout, &readout), "BLACKOUT");
        readout.is_held = true;
        readout.blackout.asks = true;
        assert_eq!(name(Button::Hold, &readout), "PICTURE HELD");
        assert_eq!(name(Button::Blackout, &readout), "HOLD AGAIN");
        assert_eq!(readout.cover(), None);
        readout.is_armed = Some(false);
        readout.is_work_light = true;
        assert_eq!(readout.cover(), Some("as once outputs are armed"));
        readout.is_blackout = true;
        assert_eq!(readout.cover(), Some("as under the blackout"));
        assert_eq!(
            name(Button::Blackout, &readout),
            "BLACKOUT ON",
            "what is in force goes before what is asked"
        );
    }
}
