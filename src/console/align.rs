//! The Align panel: a tracker is lined up here, step by step.
//!
//! In: an [`AlignView`] of plain values. Out: the panel's face; [`AlignCommand`]s.
//! Not here: what a command does (`app::align`).
//! Invariant: holds no state of its own: what is drawn is the view.

use egui::{Align, Layout, RichText, ScrollArea, Ui};

use super::readout::Mood;
use super::theme::{self, ACCENT, DIM};

/// Where in the picture a target is sighted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PictureMark {
    /// The centre cross.
    #[default]
    Middle,
    /// The left edge's middle.
    Left,
    /// The right edge's middle.
    Right,
}

/// A step of lining up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AlignStep {
    /// What arrives.
    #[default]
    Source,
    /// Asked moves.
    Axes,
    /// Sighted targets and their result.
    Targets,
    /// Nudge and save.
    Nudge,
}

/// Axes of a nudge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NudgeFrame {
    /// The stage's.
    #[default]
    Stage,
    /// The camera's, about the camera.
    Camera,
}

/// What a person asked of the panel.
#[derive(Clone, Debug, PartialEq)]
pub enum AlignCommand {
    /// Opens or closes it.
    Toggle,
    /// Goes to a step.
    Go(AlignStep),
    /// Begins or ends the recording of an asked move.
    Record(usize),
    /// Takes the axis check's proposal into force.
    TakeAxes,
    /// The next or an earlier target.
    Target(i32),
    /// Where in the picture targets are sighted from now on.
    Mark(PictureMark),
    /// The camera points at the target: take it.
    Sight,
    /// Removes a sighting.
    Remove(usize),
    /// Takes the solution into force.
    Accept,
    /// Moves by steps of 0.1 mm or 0.01 degree on x, y, z, pan, tilt, roll (0..6).
    Nudge(usize, i32),
    /// Axes of a nudge.
    Frame(NudgeFrame),
    /// Takes the last change back.
    Undo,
    /// Does it again.
    Redo,
    /// Prepares the stage file's change.
    Save,
    /// Writes it.
    Confirm,
    /// Does not.
    Cancel,
}

/// One line of the axis check.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MoveLine {
    /// What is asked.
    pub prompt: &'static str,
    /// What came of it.
    pub result: String,
    /// How good that is.
    pub is_done: bool,
    /// It is being recorded.
    pub is_recording: bool,
}

/// What the panel shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlignView {
    /// The step.
    pub step: AlignStep,
    /// The camera and its tracker.
    pub source: String,
    /// Raw channels with names and units, as they arrive.
    pub channels: Vec<String>,
    /// The axis check.
    pub moves: Vec<MoveLine>,
    /// What the axis check found, one line each.
    pub axes: Vec<String>,
    /// The proposal can be taken.
    pub can_take_axes: bool,
    /// Number of the target to sight, and how many there are.
    pub target: (u32, u32),
    /// Where in the picture.
    pub mark: PictureMark,
    /// Sightings with residuals.
    pub sightings: Vec<String>,
    /// The result, one line each.
    pub result: Vec<String>,
    /// What is doubted, one line each.
    pub doubts: Vec<String>,
    /// The result can be taken.
    pub can_accept: bool,
    /// Nudge, millimetres and degrees.
    pub nudge: [f64; 6],
    /// Axes of the next nudge.
    pub frame: NudgeFrame,
    /// There is something to take back.
    pub can_undo: bool,
    /// There is something to do again.
    pub can_redo: bool,
    /// Lines that would be written, while the question stands.
    pub pending: Option<Vec<String>>,
    /// The last news.
    pub note: String,
}

const STEPS: [(AlignStep, &str); 4] = [
    (AlignStep::Source, "1 Source"),
    (AlignStep::Axes, "2 Axes"),
    (AlignStep::Targets, "3 Targets"),
    (AlignStep::Nudge, "4 Nudge, save"),
];
const AXES: [&str; 6] = ["x", "y", "z", "pan", "tilt", "roll"];
/// Keys of minus and plus on each axis, while the nudge step is open.
pub const NUDGE_KEYS: [[&str; 2]; 6] =
    [["J", "L"], ["M", "U"], ["I", "K"], ["H", "F"], ["G", "T"], ["V", "B"]];

/// Draws the panel.
pub fn show(ui: &mut Ui, view: &AlignView, commands: &mut Vec<AlignCommand>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("ALIGN").size(16.0).strong().color(ACCENT));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            push(ui, "Close (F7)", true, commands, AlignCommand::Toggle);
        });
    });
    ui.label(RichText::new(&view.source).color(DIM));
    ui.horizontal(|ui| {
        for (step, name) in STEPS {
            if ui.selectable_label(view.step == step, name).clicked() {
                commands.push(AlignCommand::Go(step));
            }
        }
    });
    ui.separator();
    ScrollArea::vertical().max_height(ui.available_height() - 56.0).show(ui, |ui| match view.step {
        AlignStep::Source => source(ui, view, commands),
        AlignStep::Axes => axes(ui, view, commands),
        AlignStep::Targets => targets(ui, view, commands),
        AlignStep::Nudge => nudge(ui, view, commands),
    });
    ui.separator();
    ui.label(RichText::new(&view.note).color(ACCENT));
}

fn push(ui: &mut Ui, words: &str, can: bool, commands: &mut Vec<AlignCommand>, command: AlignCommand) {
    if ui.add_enabled(can, egui::Button::new(words)).clicked() {
        commands.push(command);
    }
}

fn source(ui: &mut Ui, view: &AlignView, commands: &mut Vec<AlignCommand>) {
    ui.label("What the tracker sends, in its own axes. Move the camera: the numbers must follow.");
    channels(ui, view);
    push(ui, "Next: check the axes", true, commands, AlignCommand::Go(AlignStep::Axes));
}

fn channels(ui: &mut Ui, view: &AlignView) {
    for line in &view.channels {
        ui.label(RichText::new(line).font(theme::figures(14.0)));
    }
}

fn axes(ui: &mut Ui, view: &AlignView, commands: &mut Vec<AlignCommand>) {
    ui.label(RichText::new("Press Start, do the move, press Done.").color(DIM));
    for (index, line) in view.moves.iter().enumerate() {
        ui.horizontal(|ui| {
            let words = if line.is_recording { "Done" } else { "Start" };
            push(ui, words, true, commands, AlignCommand::Record(index));
            ui.label(line.prompt);
        });
        let mood = if line.is_done { Mood::Good } else { Mood::Warn };
        if !line.result.is_empty() {
            ui.label(RichText::new(&line.result).small().color(theme::color(mood)));
        }
    }
    channels(ui, view);
    for line in &view.axes {
        ui.label(RichText::new(line).color(ACCENT));
    }
    ui.horizontal(|ui| {
        push(ui, "Use these axes", view.can_take_axes, commands, AlignCommand::TakeAxes);
        push(ui, "Next: sight targets", true, commands, AlignCommand::Go(AlignStep::Targets));
    });
}

fn targets(ui: &mut Ui, view: &AlignView, commands: &mut Vec<AlignCommand>) {
    let (number, count) = view.target;
    ui.horizontal(|ui| {
        push(ui, "<", number > 1, commands, AlignCommand::Target(-1));
        ui.label(RichText::new(format!("Sight target {number} of {count}, press Enter")).size(18.0));
        push(ui, ">", number < count, commands, AlignCommand::Target(1));
    });
    ui.horizontal(|ui| {
        let marks = [
            (PictureMark::Left, "left edge"),
            (PictureMark::Middle, "centre cross"),
            (PictureMark::Right, "right edge"),
        ];
        ui.label(RichText::new("Target stands at the picture's").color(DIM));
        for (mark, name) in marks {
            if ui.selectable_label(view.mark == mark, name).clicked() {
                commands.push(AlignCommand::Mark(mark));
            }
        }
    });
    ui.label(
        RichText::new("Two camera positions, three targets or more from each; two at the picture's edges tell the pupil.")
            .small()
            .color(DIM),
    );
    push(ui, "Take (Enter)", count > 0, commands, AlignCommand::Sight);
    for (index, line) in view.sightings.iter().enumerate() {
        ui.horizontal(|ui| {
            push(ui, "x", true, commands, AlignCommand::Remove(index));
            ui.label(RichText::new(line).font(theme::figures(13.0)));
        });
    }
    for line in &view.doubts {
        ui.label(RichText::new(line).color(theme::color(Mood::Bad)));
    }
    for line in &view.result {
        ui.label(line);
    }
    push(ui, "Use this result", view.can_accept, commands, AlignCommand::Accept);
}

fn nudge(ui: &mut Ui, view: &AlignView, commands: &mut Vec<AlignCommand>) {
    ui.horizontal(|ui| {
        for (frame, name) in [(NudgeFrame::Stage, "stage axes"), (NudgeFrame::Camera, "camera axes")] {
            if ui.selectable_label(view.frame == frame, name).clicked() {
                commands.push(AlignCommand::Frame(frame));
            }
        }
    });
    egui::Grid::new("nudge").num_columns(6).show(ui, |ui| {
        for (axis, name) in AXES.into_iter().enumerate() {
            let unit = if axis < 3 { "mm" } else { "deg" };
            ui.label(name);
            for (words, steps) in [("--", -10), ("-", -1), ("+", 1), ("++", 10)] {
                push(ui, words, true, commands, AlignCommand::Nudge(axis, steps));
            }
            let [minus, plus] = NUDGE_KEYS[axis];
            ui.label(RichText::new(format!("{:+9.2} {unit}", view.nudge[axis])).font(theme::figures(14.0)))
                .on_hover_text(format!("keys {minus} and {plus}: 0.1 mm or 0.01 degree"));
            ui.end_row();
        }
    });
    ui.horizontal(|ui| {
        push(ui, "Undo", view.can_undo, commands, AlignCommand::Undo);
        push(ui, "Redo", view.can_redo, commands, AlignCommand::Redo);
        push(ui, "Save into the stage file", view.pending.is_none(), commands, AlignCommand::Save);
    });
    if let Some(lines) = &view.pending {
        ui.separator();
        ui.label("This would be written. All else in the file stays.");
        for line in lines {
            ui.label(RichText::new(line).font(theme::figures(12.0)));
        }
        ui.horizontal(|ui| {
            push(ui, "Write", true, commands, AlignCommand::Confirm);
            push(ui, "Do not write", true, commands, AlignCommand::Cancel);
        });
    }
}
