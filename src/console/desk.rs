//! The desk: where everything stands in the window, and what a person did with it.
//!
//! In: pictures, a [`Readout`], the show's parameters. Out: the window's face; [`Command`]s.
//! Not here: keys (`app::window`), each part's drawing (its own file).
//! Invariant: the desk's own state is what is looked at (wipe, orbit, open panels), never what is shown on a wall.

use egui::{
    Align2, CentralPanel, FontId, Frame, Key, Margin, Panel, Rect, RichText, TextEdit, Ui, Vec2, pos2, vec2,
};

use glam::DVec3;

use crate::params::{ParameterId, Registry, Values};
use crate::render::views::View;
use crate::safety::Button;
use crate::stage::Stage;

use super::align::{self, AlignCommand};
use super::book::{self, BookCommand, BookState};
use super::buttons::{self, ButtonsState};
use super::cards::{self, CardsState};
use super::controls::ControlsState;
use super::exposure::{self, ExposureState};
use super::join::{self, JoinCommand, JoinState};
use super::orbit::Orbit;
use super::pictures::{self, Pictures, Piece};
use super::readout::Readout;
use super::sky;
use super::theme::{self, DIM, GROUND, PANEL};
use super::world_position::{self, NudgeAxes, WorldState};
use super::{caption, controls, keys, reload, top_bar};

/// What a person asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A parameter moved.
    Set(ParameterId, f64),
    /// The camera's picture was dragged by points: the virtual camera turns.
    Look(Vec2),
    /// One of the three buttons went down.
    Press(Button),
    /// It came up.
    Release(Button),
    /// Outputs are to be armed, or disarmed.
    Arm,
    /// A take begins to roll, or ends.
    Roll,
    /// Pictures that stalled in a take may go on.
    Resume,
    /// Another show, or a stage for this one, from a file.
    Open(String),
    /// Something of the Align panel.
    Align(AlignCommand),
    /// The stage moves in the world, by metres to the right, up and back in these axes.
    Nudge(NudgeAxes, DVec3),
    /// The stage goes to a named position.
    GoTo(usize),
    /// Where the stage is becomes a named position.
    SavePosition(String),
    /// Presets, cues, takes.
    Book(BookCommand),
    /// Of tablets that join.
    Join(JoinCommand),
    /// The window's own last change is taken back.
    Undo,
    /// And done again.
    Redo,
    /// The changed files go in.
    ApplyReload,
    /// The changed files do not go in; or the person has read why not.
    DismissReload,
}

/// A panel beside the pictures for one job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// None is open.
    #[default]
    None,
    /// Exposure.
    Exposure,
    /// World position.
    World,
    /// Presets, cues, takes.
    Looks,
    /// Tablets.
    Join,
    /// Light cards and flags.
    Cards,
    /// Sky and weather.
    Sky,
}

impl Tool {
    /// Opens `other`, or closes it when it is open.
    pub fn toggled(self, other: Self) -> Self {
        if self == other { Self::None } else { other }
    }
}

/// Share of the width that the simulated camera has.
const CAMERA_SHARE: f32 = 0.6;
/// Width of the Align panel, points.
const ALIGN_WIDTH: f32 = 470.0;
/// Least height of the canvas strip, points.
const STRIP: f32 = 170.0;

/// What the desk remembers.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Share of the camera's picture, from the left, that is the simulated camera.
    pub wipe: f32,
    /// Whether the side panel is open.
    pub has_panel: bool,
    /// The path being written while a person is asked for one.
    pub asked_path: Option<String>,
    /// The tool that is open.
    pub tool: Tool,
    /// Exposure.
    pub exposure: ExposureState,
    /// World position.
    pub world: WorldState,
    /// Where the meter looks, share of the camera's picture.
    pub spot: Option<[f32; 2]>,
    /// Presets, cues, takes.
    pub book: BookState,
    /// Whether the list of keys is open.
    pub has_keys: bool,
    cards: CardsState,
    join: JoinState,
    controls: ControlsState,
    buttons: ButtonsState,
    orbit: Orbit,
    stage_aspect: f32,
    pieces: Vec<Piece>,
    camera: String,
}

impl Desk {
    /// A desk for a stage and the camera in view.
    pub fn new(stage: &Stage, camera: &str) -> Self {
        Self {
            wipe: 1.0,
            has_panel: false,
            asked_path: None,
            tool: Tool::None,
            exposure: ExposureState::default(),
            world: WorldState::default(),
            spot: None,
            book: BookState::default(),
            has_keys: false,
            cards: CardsState::default(),
            join: JoinState::default(),
            controls: ControlsState::default(),
            buttons: ButtonsState::default(),
            orbit: Orbit::of(stage),
            stage_aspect: 1.2,
            pieces: pictures::pieces(stage),
            camera: camera.to_owned(),
        }
    }

    /// Goes on with a stage that was loaded anew; what is looked at stays.
    pub fn adopt(&mut self, stage: &Stage, camera: &str) {
        self.pieces = pictures::pieces(stage);
        camera.clone_into(&mut self.camera);
    }

    /// Where the stage is looked at from, on a raster.
    pub fn stage_view(&self, raster: [u32; 2]) -> View {
        self.orbit.view(raster, f64::from(self.stage_aspect))
    }

    /// Draws the whole window.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        pictures: &Pictures,
        readout: &Readout<'_>,
        (registry, values): (&Registry, &Values),
    ) -> Vec<Command> {
        let mut commands = Vec::new();
        let bar = Frame::new().fill(PANEL);
        let mut is_aligning = readout.align.is_some();
        Panel::top("bar").exact_size(top_bar::HEIGHT).frame(bar).show(ui, |ui| {
            top_bar::show(ui, readout, (&mut self.has_panel, &mut self.tool), &mut is_aligning);
        });
        if is_aligning != readout.align.is_some() {
            commands.push(Command::Align(AlignCommand::Toggle));
        }
        Panel::bottom("buttons")
            .exact_size(buttons::HEIGHT)
            .frame(bar)
            .show(ui, |ui| buttons::show(ui, &mut self.buttons, &readout.buttons, &mut commands));
        if let Some(view) = readout.align {
            let frame = Frame::new().fill(PANEL).inner_margin(Margin::same(12));
            let mut asked = Vec::new();
            Panel::right("align")
                .exact_size(ALIGN_WIDTH)
                .resizable(false)
                .frame(frame)
                .show(ui, |ui| align::show(ui, view, &mut asked));
            commands.extend(asked.into_iter().map(Command::Align));
        } else if self.has_panel {
            let frame = Frame::new().fill(PANEL).inner_margin(Margin::same(12));
            Panel::right("controls").exact_size(330.0).resizable(false).frame(frame).show(ui, |ui| {
                let beside = (readout.passes, readout.state);
                controls::show(ui, &mut self.controls, (registry, values), beside, &mut commands);
            });
        }
        self.tool(ui, pictures, readout, (registry, values), &mut commands);
        CentralPanel::no_frame().show(ui, |ui| self.pictures(ui, pictures, (readout, values), &mut commands));
        if let Some(changed) = &readout.reload {
            reload::show(ui, changed, &mut commands);
        }
        self.ask_path(ui, &mut commands);
        if self.has_keys {
            keys::show(ui, &mut self.has_keys);
        }
        commands
    }

    fn tool(
        &mut self,
        ui: &mut Ui,
        pictures: &Pictures,
        readout: &Readout<'_>,
        parameters: (&Registry, &Values),
        commands: &mut Vec<Command>,
    ) {
        if self.tool == Tool::None {
            return;
        }
        let frame = Frame::new().fill(PANEL).inner_margin(Margin::same(12));
        Panel::left("tool").exact_size(350.0).resizable(false).frame(frame).show(ui, |ui| match self.tool {
            Tool::None => {}
            Tool::Exposure => {
                let said = (readout.cameras, readout.meter);
                exposure::show(ui, &mut self.exposure, said, pictures, parameters, commands);
            }
            Tool::World => {
                world_position::show(ui, &mut self.world, readout.positions, parameters, commands);
            }
            Tool::Looks => {
                let Some(state) = readout.state else { return };
                book::show(ui, &mut self.book, &state.book, commands);
            }
            Tool::Join => join::show(ui, &mut self.join, readout.join, commands),
            Tool::Sky => sky::show(ui, parameters, commands),
            Tool::Cards => cards::show(ui, &mut self.cards, readout.cards.as_ref(), parameters, commands),
        });
    }

    fn pictures(
        &mut self,
        ui: &mut Ui,
        pictures: &Pictures,
        (readout, values): (&Readout<'_>, &Values),
        commands: &mut Vec<Command>,
    ) {
        let room = ui.max_rect();
        ui.painter().rect_filled(room, 0.0, GROUND);
        let width = (room.width() * CAMERA_SHARE).round();
        let aspect = pictures.camera.map_or(16.0 / 9.0, |(_, aspect)| aspect);
        let height = (width / aspect).min(room.height() - STRIP).max(40.0).round();
        let camera = Rect::from_min_size(room.min, vec2(width, height));
        let stage =
            Rect::from_min_max(pos2(camera.right() + 2.0, room.top()), pos2(room.right(), camera.bottom()));
        let strip = Rect::from_min_max(pos2(room.left(), camera.bottom()), room.max);
        self.stage_aspect = stage.width() / stage.height().max(1.0);
        let looks = (&mut self.wipe, self.spot);
        let touch = pictures::camera(ui, camera, pictures, looks, &self.camera);
        commands.extend(touch.drag.map(Command::Look));
        if touch.click.is_some() {
            self.spot = touch.click;
            self.tool = Tool::Exposure;
        }
        pictures::stage(ui, stage, pictures, &mut self.orbit);
        if let (Some(view), Tool::Cards) = (&readout.cards, self.tool) {
            let eye =
                self.orbit.view([stage.width() as u32, stage.height() as u32], f64::from(self.stage_aspect));
            cards::on_stage(ui, stage, (&mut self.cards, &eye), (view, values), commands);
        }
        pictures::canvases(ui, strip, pictures, &self.pieces);
        if let Some(cover) = readout.buttons.cover() {
            let at = strip.right_top() + vec2(-12.0, 8.0);
            ui.painter().text(at, Align2::RIGHT_TOP, cover, FontId::proportional(13.0), theme::ACCENT);
        }
        let both = camera.union(stage);
        caption::show(&ui.painter().with_clip_rect(both), both, readout);
    }

    /// The field that asks for a path; Enter opens it, Esc puts it away.
    fn ask_path(&mut self, ui: &Ui, commands: &mut Vec<Command>) {
        let Some(path) = &mut self.asked_path else { return };
        let mut is_done = false;
        let frame = Frame::new()
            .fill(PANEL)
            .inner_margin(Margin::same(20))
            .stroke(egui::Stroke::new(1.0, theme::LINE));
        egui::Area::new(egui::Id::unique("open")).anchor(Align2::CENTER_CENTER, Vec2::ZERO).show(
            ui.ctx(),
            |ui| {
                frame.show(ui, |ui| {
                    ui.label(RichText::new("Open your stage or show").size(22.0));
                    ui.label(
                        RichText::new(
                            "Path of a stage or show .toml. What runs now keeps running until it is ready.",
                        )
                        .color(DIM),
                    );
                    let field =
                        ui.add(TextEdit::singleline(path).desired_width(620.0).font(theme::figures(16.0)));
                    field.request_focus();
                    ui.label(RichText::new("Enter opens · Esc cancels").small().color(DIM));
                    if ui.input(|input| input.key_pressed(Key::Enter)) && !path.trim().is_empty() {
                        commands.push(Command::Open(path.trim().to_owned()));
                        is_done = true;
                    }
                    is_done |= ui.input(|input| input.key_pressed(Key::Escape));
                });
            },
        );
        if is_done {
            self.asked_path = None;
        }
    }
}
