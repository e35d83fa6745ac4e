//! The Looks panel: presets, cues, takes, "back to how it was".
//!
//! In: the [`Book`] as the clerk keeps it. Out: the panel; what a person asks for as commands.
//! Not here: keeping and recalling (`app::clerk`, `params::arbiter`), the same on a page (`pages/`).
//! Invariant: what is written over or deleted is asked for twice; GO fires at the press.

use egui::{Button, Color32, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};

use crate::show::book::{Book, CueCard, Slate, TakeCard};

use super::desk::Command;
use super::theme::{ACCENT, DIM, TEXT};

/// Fades to choose from, seconds.
const FADES_SECS: [f32; 5] = [0.0, 1.0, 3.0, 8.0, 30.0];
/// Takes that are listed, newest first.
const TAKES: usize = 12;
const STANDBY: Color32 = Color32::from_rgb(255, 191, 64);

/// What a person asked of the book.
#[derive(Clone, Debug, PartialEq)]
pub enum BookCommand {
    /// The look becomes a preset. True: one of the same name is written over.
    Save(String, bool),
    /// To a preset, in seconds.
    Recall(String, f32),
    /// A preset goes.
    Delete(String),
    /// The cue in standby fires.
    Go,
    /// The cue before.
    Back,
    /// GO will fire this one.
    Standby(String),
    /// A cue that goes to a preset, after the last one.
    WriteCue(CueCard),
    /// A cue goes.
    DeleteCue(String),
    /// Scene and take of the next ROLL.
    Slate(Slate),
    /// As at the last ROLL.
    BackToOne,
    /// The look of a take, in seconds.
    Match(u32, f32),
    /// What differs between a take's look and now.
    CompareTake(u32),
    /// "I like this."
    Mark,
    /// Back to that, in seconds.
    RecallMark(f32),
}

/// What the panel remembers.
#[derive(Clone, Debug)]
pub struct BookState {
    fade_secs: f32,
    name: String,
    scene: Option<String>,
    /// A name to write over or delete: asked once more.
    asks_for: Option<(String, Asks)>,
    /// Sentences that were asked for.
    pub words: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    Overwrite,
    Delete,
}

impl Default for BookState {
    fn default() -> Self {
        Self { fade_secs: 3.0, name: String::new(), scene: None, asks_for: None, words: Vec::new() }
    }
}

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &mut BookState, book: &Book, commands: &mut Vec<Command>) {
    ui.label(RichText::new("LOOKS AND TAKES").size(18.0).strong().color(ACCENT));
    ui.label(RichText::new("L opens and closes · G is GO · B is BACK TO ONE").small().color(DIM));
    let mut asked = Vec::new();
    ScrollArea::vertical().show(ui, |ui| {
        fades(ui, state);
        marks(ui, state.fade_secs, &mut asked);
        presets(ui, state, book, &mut asked);
        cues(ui, state, book, &mut asked);
        takes(ui, state, book, &mut asked);
        for sentence in &state.words {
            ui.label(sentence);
        }
    });
    commands.extend(asked.into_iter().map(Command::Book));
}

fn head(ui: &mut Ui, words: &str) {
    ui.add_space(10.0);
    ui.label(RichText::new(words).small().strong().color(ACCENT));
}

fn fades(ui: &mut Ui, state: &mut BookState) {
    head(ui, "FADE");
    ui.horizontal(|ui| {
        for secs in FADES_SECS {
            let words = if secs == 0.0 { "cut".to_owned() } else { format!("{secs} s") };
            ui.selectable_value(&mut state.fade_secs, secs, words);
        }
    });
}

fn marks(ui: &mut Ui, fade_secs: f32, asked: &mut Vec<BookCommand>) {
    ui.horizontal(|ui| {
        if ui.button("I like this").on_hover_text("Remembers the look as it is").clicked() {
            asked.push(BookCommand::Mark);
        }
        let back = ui.button("Back to how it was").on_hover_text("To what you liked last, or to the start");
        if back.clicked() {
            asked.push(BookCommand::RecallMark(fade_secs));
        }
    });
}

fn presets(ui: &mut Ui, state: &mut BookState, book: &Book, asked: &mut Vec<BookCommand>) {
    head(ui, "PRESETS");
    if book.presets.is_empty() {
        ui.label(RichText::new("None yet: name the look as it is, and save it.").color(DIM));
    }
    ui.horizontal_wrapped(|ui| {
        for preset in &book.presets {
            let tile = ui.add(Button::new(&preset.name).min_size(vec2(96.0, 44.0)));
            let tile = tile.on_hover_text("A click goes there; a right click asks whether to delete it");
            if tile.clicked() {
                asked.push(BookCommand::Recall(preset.name.clone(), state.fade_secs));
            }
            if tile.secondary_clicked() {
                state.asks_for = Some((preset.name.clone(), Asks::Delete));
            }
        }
    });
    ui.horizontal(|ui| {
        ui.add(TextEdit::singleline(&mut state.name).desired_width(150.0).hint_text("name"));
        let name = state.name.trim().to_owned();
        let is_known = book.presets.iter().any(|preset| preset.name == name);
        if ui.button("Save look").clicked() && !name.is_empty() {
            if is_known {
                state.asks_for = Some((name, Asks::Overwrite));
            } else {
                state.name.clear();
                asked.push(BookCommand::Save(name, false));
            }
        }
    });
    ask(ui, state, asked);
}

fn ask(ui: &mut Ui, state: &mut BookState, asked: &mut Vec<BookCommand>) {
    let Some((name, what)) = state.asks_for.clone() else { return };
    ui.horizontal(|ui| {
        let question = match what {
            Asks::Overwrite => format!("Write over `{name}`?"),
            Asks::Delete => format!("Delete `{name}`?"),
        };
        ui.label(RichText::new(question).color(ACCENT));
        if ui.button("Yes").clicked() {
            state.asks_for = None;
            asked.push(match what {
                Asks::Overwrite => BookCommand::Save(name, true),
                Asks::Delete => BookCommand::Delete(name),
            });
        } else if ui.button("No").clicked() {
            state.asks_for = None;
        }
    });
}

fn cues(ui: &mut Ui, state: &BookState, book: &Book, asked: &mut Vec<BookCommand>) {
    head(ui, "CUES");
    ui.horizontal(|ui| {
        // A press fires: nobody waits for a finger to come up.
        let go = ui.add(
            Button::new(RichText::new("GO").size(20.0).strong())
                .min_size(vec2(110.0, 48.0))
                .sense(Sense::drag()),
        );
        if go.drag_started() {
            asked.push(BookCommand::Go);
        }
        if ui.add(Button::new("BACK").min_size(vec2(80.0, 48.0))).clicked() {
            asked.push(BookCommand::Back);
        }
    });
    for cue in &book.cues {
        ui.horizontal(|ui| {
            let (mark, color) = if book.standby.as_ref() == Some(&cue.number) {
                ("STANDBY", STANDBY)
            } else if book.active.as_ref() == Some(&cue.number) {
                ("ACTIVE", TEXT)
            } else {
                ("", DIM)
            };
            let row = ui.selectable_label(!mark.is_empty(), RichText::new(cue_words(cue)).color(color));
            if row.on_hover_text("A click makes GO fire this one").clicked() {
                asked.push(BookCommand::Standby(cue.number.clone()));
            }
            ui.label(RichText::new(mark).small().strong().color(color));
        });
        if let Some(warning) = book.warning(&cue.number) {
            ui.label(RichText::new(&warning.words).small().color(STANDBY));
        }
    }
    if book.presets.is_empty() {
        ui.label(RichText::new("A cue is a fade to a preset: save one first.").color(DIM));
        return;
    }
    let next = next_number(&book.cues);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("new cue {next}:")).color(DIM));
        for preset in &book.presets {
            if ui.small_button(&preset.name).clicked() {
                asked.push(BookCommand::WriteCue(CueCard {
                    number: next.clone(),
                    name: preset.name.clone(),
                    preset: preset.name.clone(),
                    fade_secs: state.fade_secs,
                    ..CueCard::default()
                }));
            }
        }
    });
}

fn cue_words(cue: &CueCard) -> String {
    let follow = cue.follow_secs.map_or_else(String::new, |secs| format!(", then follows after {secs} s"));
    format!("{}  {}  {} s{follow}", cue.number, cue.name, cue.fade_secs)
}

/// The next whole number after the greatest.
fn next_number(cues: &[CueCard]) -> String {
    let greatest = cues.iter().filter_map(|cue| cue.number.parse::<f64>().ok()).fold(0.0, f64::max);
    format!("{}", greatest.floor() + 1.0)
}

fn takes(ui: &mut Ui, state: &mut BookState, book: &Book, asked: &mut Vec<BookCommand>) {
    head(ui, "TAKES");
    let Slate { scene, take } = &book.slate;
    ui.horizontal(|ui| {
        let text = state.scene.get_or_insert_with(|| scene.clone());
        ui.label("scene");
        let field = ui.add(TextEdit::singleline(text).desired_width(70.0));
        ui.label(format!("take {take}"));
        if field.lost_focus() {
            let scene = text.trim().to_owned();
            state.scene = None;
            if !scene.is_empty() && scene != book.slate.scene {
                asked.push(BookCommand::Slate(Slate { scene, take: 1 }));
            }
        } else if !field.has_focus() {
            state.scene = None;
        }
    });
    if let Some(reminder) = &book.reminder {
        ui.label(RichText::new(reminder).color(ACCENT));
    }
    let back = ui.add(Button::new("BACK TO ONE").min_size(vec2(140.0, 40.0)));
    if back.on_hover_text("World, look and time as they were at the last ROLL (B)").clicked() {
        asked.push(BookCommand::BackToOne);
    }
    for take in book.takes.iter().rev().take(TAKES) {
        ui.horizontal(|ui| take_row(ui, take, state.fade_secs, asked));
    }
}

fn take_row(ui: &mut Ui, take: &TakeCard, fade_secs: f32, asked: &mut Vec<BookCommand>) {
    ui.label(&take.label);
    if take.drops > 0 {
        ui.label(RichText::new(format!("{} drops", take.drops)).color(ACCENT));
    }
    if ui.small_button("Match").on_hover_text("The look of its ROLL").clicked() {
        asked.push(BookCommand::Match(take.id, fade_secs));
    }
    if ui.small_button("Compare").on_hover_text("What is different now, in words").clicked() {
        asked.push(BookCommand::CompareTake(take.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_cue_comes_after_the_last() {
        let cue = |number: &str| CueCard { number: number.to_owned(), ..CueCard::default() };
        assert_eq!(next_number(&[]), "1");
        assert_eq!(next_number(&[cue("2"), cue("12.5"), cue("x")]), "13");
    }

    #[test]
    fn a_cue_reads_as_a_line() {
        let cue = CueCard {
            number: "4".into(),
            name: "Dusk".into(),
            fade_secs: 8.0,
            follow_secs: Some(2.5),
            ..CueCard::default()
        };
        assert_eq!(cue_words(&cue), "4  Dusk  8 s, then follows after 2.5 s");
    }
}
