//! The Exposure panel: trims, color, the film camera, its meter, false color, the waveform.
//!
//! In: the registry's values, the meter's words. Out: the panel; settings as commands.
//! Not here: what a setting does (`color::grade`), the scopes' drawing (`scopes`).
//! Invariant: shows the values that are in force; every setting is a parameter of the registry.

use egui::{RichText, ScrollArea, Ui};

use crate::params::{Registry, Values};

use super::controls::one;
use super::desk::Command;
use super::pictures::Pictures;
use super::scopes;
use super::theme::{self, ACCENT, DIM, TEXT};

/// A third of a stop, as on every camera.
const STEP_EV: f64 = 1.0 / 3.0;

/// What the panel remembers.
#[derive(Clone, Debug, Default)]
pub struct ExposureState {
    /// The chosen part: 0 everything, 1 outer, 2 ceiling, then the inner frusta.
    part: usize,
    /// The camera's picture is in false color.
    pub is_false_color: bool,
    /// The waveform is drawn.
    pub has_waveform: bool,
}

/// What the panel shows besides parameters.
#[derive(Clone, Copy, Debug, Default)]
pub struct MeterReadout<'a> {
    /// What the spot meter says; empty before a spot is chosen.
    pub spot: &'a str,
    /// The same in color: EV100, kelvin, mireds.
    pub color: &'a str,
}

/// Draws the panel.
pub fn show(
    ui: &mut Ui,
    state: &mut ExposureState,
    (cameras, meter): (&[String], MeterReadout<'_>),
    pictures: &Pictures,
    (registry, values): (&Registry, &Values),
    commands: &mut Vec<Command>,
) {
    ui.label(RichText::new("EXPOSURE").size(18.0).strong().color(ACCENT));
    ui.label(RichText::new("X opens and closes · F false color").small().color(DIM));
    ScrollArea::vertical().show(ui, |ui| {
        meter_lines(ui, meter);
        parts(ui, state, cameras);
        let prefix = prefix(state.part, cameras);
        let mut field = |ui: &mut Ui, name: &str| {
            one(ui, (registry, values), &format!("{prefix}/{name}"), commands);
        };
        for name in ["trim_ev", "temperature_k", "tint_duv", "saturation", "contrast"] {
            field(ui, name);
        }
        ui.collapsing("ASC CDL on ACEScct", |ui| {
            for name in ["slope", "offset", "power"] {
                ["r", "g", "b"].iter().for_each(|channel| field(ui, &format!("cdl/{name}_{channel}")));
            }
            field(ui, "cdl/saturation");
        });
        steps(ui, (registry, values), &prefix, commands);
        ui.add_space(8.0);
        if let Some(camera) = cameras.first() {
            ui.label(RichText::new(format!("FILM CAMERA {camera}")).small().strong().color(ACCENT));
            for name in ["iso", "t_stop", "shutter_deg", "nd_stops", "white_balance_k"] {
                one(ui, (registry, values), &format!("camera/{camera}/{name}"), commands);
            }
        }
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            ui.toggle_value(&mut state.is_false_color, "False color (F)");
            ui.toggle_value(&mut state.has_waveform, "Waveform");
        });
        if state.is_false_color {
            scopes::legend(ui);
        }
        if state.has_waveform {
            scopes::waveform(ui, pictures);
        }
    });
}

fn meter_lines(ui: &mut Ui, meter: MeterReadout<'_>) {
    if meter.spot.is_empty() {
        ui.label(RichText::new("Click in the camera's picture to meter a spot").color(DIM));
        return;
    }
    ui.label(RichText::new(meter.spot).size(15.0).color(TEXT));
    ui.label(RichText::new(meter.color).font(theme::figures(12.0)).color(DIM));
}

fn parts(ui: &mut Ui, state: &mut ExposureState, cameras: &[String]) {
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        let names = ["All", "Outer", "Ceiling"].into_iter().map(str::to_owned);
        for (index, name) in names.chain(cameras.iter().map(|name| format!("Inner {name}"))).enumerate() {
            ui.selectable_value(&mut state.part, index, name);
        }
    });
}

fn prefix(part: usize, cameras: &[String]) -> String {
    match part {
        0 => "grade".to_owned(),
        1 => "grade/outer".to_owned(),
        2 => "grade/ceiling".to_owned(),
        inner => cameras.get(inner - 3).map_or_else(|| "grade".to_owned(), |name| format!("inner/{name}")),
    }
}

/// Thirds of a stop, and back to neutral.
fn steps(ui: &mut Ui, (registry, values): (&Registry, &Values), prefix: &str, commands: &mut Vec<Command>) {
    let Some(id) = registry.id(&format!("{prefix}/trim_ev")) else { return };
    let now = values.number(id);
    ui.horizontal(|ui| {
        for (words, thirds) in [("-1", -3.0), ("-1/3", -1.0), ("+1/3", 1.0), ("+1", 3.0)] {
            if ui.button(words).on_hover_text("Stops of this part").clicked() {
                commands.push(Command::Set(id, stepped(now, thirds)));
            }
        }
        if ui.button("Neutral").on_hover_text("Every trim of this part back to its default").clicked() {
            let inside = format!("{prefix}/");
            let names = ["trim_ev", "temperature_k", "tint_duv", "saturation", "contrast"];
            for (parameter, _) in registry.iter(values) {
                let name = parameter.path.strip_prefix(&inside).unwrap_or_default();
                let is_own = names.contains(&name) || name.starts_with("cdl/");
                if let (true, Some(id)) = (is_own, registry.id(&parameter.path)) {
                    commands.push(Command::Set(id, parameter.kind.default_number()));
                }
            }
        }
    });
}

/// A trim moved by thirds of a stop, onto the nearest third.
fn stepped(now_ev: f64, thirds: f64) -> f64 {
    (((now_ev / STEP_EV).round() + thirds) * STEP_EV).clamp(-10.0, 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trim_steps_by_thirds_and_lands_on_one() {
        assert!((stepped(0.0, 1.0) - 1.0 / 3.0).abs() < 1e-12);
        assert!((stepped(0.3, -3.0) + 2.0 / 3.0).abs() < 1e-12);
        assert_eq!((stepped(9.9, 3.0), stepped(2.0 / 3.0, 1.0)), (10.0, 1.0));
    }

    #[test]
    fn each_part_has_its_parameters() {
        let show = crate::show::load::demo(&|_, _| ()).unwrap().show;
        let cameras = ["A".to_owned()];
        for part in 0..4 {
            let prefix = prefix(part, &cameras);
            for name in ["trim_ev", "tint_duv", "cdl/power_b"] {
                assert!(show.registry.id(&format!("{prefix}/{name}")).is_some(), "{prefix}/{name}");
            }
        }
        assert_eq!(prefix(9, &cameras), "grade");
    }
}
