//! The side panel: every parameter of the show, and GPU time by pass.
//!
//! In: the registry and its values, pass times. Out: commands for what a person moved.
//! Not here: what a parameter does (`show::catalog`). Nothing is written by hand: a new parameter appears by itself.
//! Invariant: a control shows the value that is in force, not the one that was asked for.

use egui::{ComboBox, DragValue, RichText, ScrollArea, Slider, TextEdit, Ui};

use crate::params::{Kind, Parameter, Registry, Values, date};
use crate::show::link::State;

use super::desk::Command;
use super::theme::{self, ACCENT, DIM};

/// Widest range that a slider serves; wider ones are dragged.
const SLIDER_RANGE: f64 = 1000.0;
/// Changes that are listed.
const CHANGES: usize = 16;

/// What the panel remembers.
#[derive(Clone, Debug, Default)]
pub struct ControlsState {
    search: String,
    is_changed_only: bool,
}

/// Draws the panel.
pub fn show(
    ui: &mut Ui,
    state: &mut ControlsState,
    (registry, values): (&Registry, &Values),
    (passes, people): (&[(&'static str, f64)], Option<&State>),
    commands: &mut Vec<Command>,
) {
    ui.horizontal(|ui| {
        ui.add(TextEdit::singleline(&mut state.search).desired_width(150.0).hint_text("search"));
        ui.checkbox(&mut state.is_changed_only, "changed only")
            .on_hover_text("Only what is not at its default");
    });
    ScrollArea::vertical().show(ui, |ui| {
        let mut group = "";
        for (parameter, value) in registry.iter(values) {
            if !is_wanted(state, parameter, value.number()) {
                continue;
            }
            let (head, name) = parameter.path.rsplit_once('/').unwrap_or(("", &parameter.path));
            if head != group {
                ui.add_space(6.0);
                ui.label(RichText::new(head.to_uppercase()).small().strong().color(ACCENT));
                group = head;
            }
            let changed = ui.horizontal(|ui| control(ui, parameter, name, value.number())).inner;
            if let (Some(number), Some(id)) = (changed, registry.id(&parameter.path)) {
                commands.push(Command::Set(id, number));
            }
        }
        ui.add_space(8.0);
        if let Some(people) = people {
            undo_list(ui, people, commands);
        }
        pass_times(ui, passes);
    });
}

fn is_wanted(state: &ControlsState, parameter: &Parameter, number: f64) -> bool {
    let search = state.search.trim().to_lowercase();
    let is_found = search.is_empty()
        || parameter.path.to_lowercase().contains(&search)
        || parameter.about.to_lowercase().contains(&search);
    is_found && (!state.is_changed_only || number != parameter.kind.default_number())
}

/// Who changed what, newest first; the window takes back its own.
fn undo_list(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("CHANGES").small().strong().color(ACCENT));
        if ui.small_button("Undo").on_hover_text("The window's own last change (Ctrl+Z)").clicked() {
            commands.push(Command::Undo);
        }
        if ui.small_button("Redo").on_hover_text("Ctrl+Shift+Z").clicked() {
            commands.push(Command::Redo);
        }
    });
    for line in state.history.iter().rev().take(CHANGES) {
        let who = state.people.iter().find(|person| person.id == line.by);
        let words = format!("{}  {}", who.map_or("?", |person| person.name.as_str()), line.words);
        let text = RichText::new(words).small();
        ui.label(if line.is_undone { text.strikethrough().color(DIM) } else { text });
    }
}

/// The control of one parameter, by its path; nothing for a path that this show does not have.
pub(super) fn one(
    ui: &mut Ui,
    (registry, values): (&Registry, &Values),
    path: &str,
    commands: &mut Vec<Command>,
) {
    let Some(id) = registry.id(path) else { return };
    let name = path.rsplit('/').next().unwrap_or(path);
    let number = if let Kind::Choice { .. } = registry.parameter(id).kind {
        values.choice(id) as f64
    } else {
        values.number(id)
    };
    let changed = ui.horizontal(|ui| control(ui, registry.parameter(id), name, number)).inner;
    commands.extend(changed.map(|number| Command::Set(id, number)));
}

/// One control; the new number when a person changed it.
fn control(ui: &mut Ui, parameter: &Parameter, name: &str, number: f64) -> Option<f64> {
    let about = format!("{}\n{}: {}", parameter.about, parameter.path, parameter.kind);
    let words = plain(name);
    match &parameter.kind {
        Kind::Number { min, max, default } => {
            let mut now = number;
            let range = *min..=*max;
            let response = if max - min <= SLIDER_RANGE {
                ui.add(
                    Slider::new(&mut now, range)
                        .suffix(suffix(parameter.unit))
                        .max_decimals(decimals(max - min)),
                )
            } else {
                ui.add(
                    DragValue::new(&mut now)
                        .range(range)
                        .speed(0.02)
                        .suffix(suffix(parameter.unit))
                        .max_decimals(2),
                )
            };
            ui.label(RichText::new(words).color(DIM)).on_hover_text(&about);
            if response.on_hover_text(about).double_clicked() {
                return Some(*default);
            }
            (now != number).then_some(now)
        }
        Kind::Date { min, max, default } => {
            let mut now = number;
            // A drag of some pixels is a day; a double click types one.
            let response = ui.add(
                DragValue::new(&mut now)
                    .range(*min..=*max)
                    .speed(0.2)
                    .custom_formatter(|days, _| date::text(days))
                    .custom_parser(date::days),
            );
            ui.label(RichText::new(words).color(DIM)).on_hover_text(&about);
            if response.on_hover_text(about).secondary_clicked() {
                return Some(*default);
            }
            let day = now.round();
            (day != number).then_some(day)
        }
        Kind::Switch { .. } => {
            let mut is_on = number != 0.0;
            ui.checkbox(&mut is_on, words).on_hover_text(about).changed().then(|| f64::from(u8::from(is_on)))
        }
        Kind::Choice { options, .. } => {
            let now = number as usize;
            let mut chosen = now;
            ComboBox::from_id_salt(&parameter.path)
                .selected_text(*options.get(now).unwrap_or(&""))
                .show_ui(ui, |ui| {
                    for (index, option) in options.iter().enumerate() {
                        ui.selectable_value(&mut chosen, index, *option);
                    }
                })
                .response
                .on_hover_text(about);
            ui.label(RichText::new(words).color(DIM));
            (chosen != now).then_some(chosen as f64)
        }
    }
}

/// Decimals that a range of this width is set in: a tint of 0.05 needs more than an angle of 360.
fn decimals(width: f64) -> usize {
    if width <= 0.2 {
        4
    } else if width <= 8.0 {
        3
    } else {
        2
    }
}

/// `overscan_percent` as a person reads it: the unit stands behind the number already.
fn plain(name: &str) -> String {
    let unit = ["_percent", "_ev", "_ms", "_deg", "_duv", "_secs", "_stops", "_k", "_m"]
        .into_iter()
        .find_map(|unit| name.strip_suffix(unit));
    unit.unwrap_or(name).replace('_', " ")
}

fn suffix(unit: &str) -> String {
    if unit.is_empty() { String::new() } else { format!(" {unit}") }
}

fn pass_times(ui: &mut Ui, passes: &[(&'static str, f64)]) {
    let total: f64 = passes.iter().map(|(_, millis)| millis).sum();
    ui.collapsing(format!("GPU passes  {total:.1} ms"), |ui| {
        if passes.is_empty() {
            ui.label(RichText::new("This adapter gives no timestamps").color(DIM));
        }
        let mut shown: Vec<(&str, f64)> = Vec::with_capacity(passes.len());
        for (name, millis) in passes {
            match shown.iter_mut().find(|(before, _)| before == name) {
                Some(row) => row.1 += millis,
                None => shown.push((name, *millis)),
            }
        }
        egui::Grid::new("passes").num_columns(2).show(ui, |ui| {
            for (name, millis) in shown {
                ui.label(RichText::new(name).color(DIM));
                ui.label(RichText::new(format!("{millis:7.2} ms")).font(theme::figures(13.0)));
                ui.end_row();
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A slider rounds to its decimals: a thousandth of Duv must not be lost.
    #[test]
    fn narrow_ranges_are_set_finely() {
        assert_eq!([0.1, 2.0, 20.0, 720.0].map(decimals), [4, 3, 2, 2]);
    }

    #[test]
    fn a_search_finds_paths_and_words() {
        let parameter = Parameter::number("grade/trim_ev", (-10.0, 10.0, 0.0), "EV", "exposure of the walls");
        let wanted = |search: &str, is_changed_only, number| {
            let state = ControlsState { search: search.to_owned(), is_changed_only };
            is_wanted(&state, &parameter, number)
        };
        assert!(wanted("", false, 0.0) && wanted("TRIM", false, 0.0) && wanted("exposure", false, 0.0));
        assert!(!wanted("fog", false, 0.0));
        assert!(!wanted("", true, 0.0) && wanted("", true, 0.5));
    }

    #[test]
    fn names_read_as_words() {
        let words: Vec<String> =
            ["overscan_percent", "trim_ev", "turntable_deg", "on", "x_m"].map(plain).into();
        assert_eq!(words, ["overscan", "trim", "turntable", "on", "x"]);
    }
}
