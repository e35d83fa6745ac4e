//! The Tablet panel: let somebody join with a tablet or a phone, see who may, take it back.
//!
//! In: a [`JoinView`]. Out: the panel, with a QR code; what a person asks for as commands.
//! Not here: pairing (`control`), who is asked for which network (`app::window::joining`).
//! Invariant: nothing listens beyond this machine until the button is pressed.

use egui::{Color32, Rect, RichText, ScrollArea, Ui, pos2, vec2};

use crate::params::Role;

use super::desk::Command;
use super::theme::{self, ACCENT, DIM};

/// Modules of quiet ground around a QR code (ISO/IEC 18004, 9.1).
const QUIET: usize = 4;
/// Width of the code, points.
const CODE: f32 = 260.0;

/// What a person asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinCommand {
    /// Let one device join over an interface, by its index, as this.
    Open(usize, Role),
    /// Nobody else joins.
    Close,
    /// A device may not any more, by its index.
    Revoke(usize),
}

/// What the panel shows.
#[derive(Clone, Debug, Default)]
pub struct JoinView {
    /// Networks of this machine: `eth0 10.0.0.5`.
    pub interfaces: Vec<String>,
    /// The open door.
    pub invitation: Option<InvitationView>,
    /// Devices that have joined: `Ann, iPad: director`.
    pub devices: Vec<String>,
    /// What went wrong, in words.
    pub fault: Option<String>,
}

/// An open door.
#[derive(Clone, Debug, Default)]
pub struct InvitationView {
    /// What the tablet opens.
    pub url: String,
    /// Six digits, for those without a camera.
    pub pin: String,
    /// Who joins with it.
    pub role: &'static str,
    /// Seconds that it is open for.
    pub left_secs: f64,
    /// The code's modules, row by row; true is dark.
    pub code: Vec<bool>,
}

/// What the panel remembers.
#[derive(Clone, Debug)]
pub struct JoinState {
    interface: usize,
    role: Role,
}

impl Default for JoinState {
    fn default() -> Self {
        Self { interface: 0, role: Role::Director }
    }
}

/// Draws the panel.
pub fn show(ui: &mut Ui, state: &mut JoinState, view: Option<&JoinView>, commands: &mut Vec<Command>) {
    ui.label(RichText::new("LET A TABLET JOIN").size(18.0).strong().color(ACCENT));
    let Some(view) = view else {
        ui.label(
            "The show was started without pages (--no-control), or their port was taken: the log says which.",
        );
        return;
    };
    ScrollArea::vertical().show(ui, |ui| {
        ui.label(RichText::new("Until then only this machine reaches the pages.").color(DIM));
        ui.add_space(8.0);
        ui.label(RichText::new("NETWORK").small().strong().color(ACCENT));
        for (index, words) in view.interfaces.iter().enumerate() {
            ui.radio_value(&mut state.interface, index, words);
        }
        ui.add_space(8.0);
        ui.label(RichText::new("AS").small().strong().color(ACCENT));
        ui.horizontal(|ui| {
            for role in Role::ALL {
                ui.selectable_value(&mut state.role, role, role.word());
            }
        });
        ui.add_space(8.0);
        if ui.add(egui::Button::new("Show the code").min_size(vec2(150.0, 40.0))).clicked() {
            commands.push(Command::Join(JoinCommand::Open(state.interface, state.role)));
        }
        if let Some(fault) = &view.fault {
            ui.label(RichText::new(fault).color(ACCENT));
        }
        if let Some(invitation) = &view.invitation {
            invite(ui, invitation, commands);
        }
        devices(ui, &view.devices, commands);
    });
}

fn invite(ui: &mut Ui, invitation: &InvitationView, commands: &mut Vec<Command>) {
    ui.add_space(8.0);
    draw_code(ui, &invitation.code);
    ui.label(RichText::new(&invitation.url).font(theme::figures(14.0)));
    ui.label(RichText::new(&invitation.pin).font(theme::figures(34.0)));
    let minutes = invitation.left_secs / 60.0;
    let words = format!("One device joins as {}; the code works for {minutes:.0} min more.", invitation.role);
    ui.label(RichText::new(words).color(DIM));
    if ui.button("Close the door").clicked() {
        commands.push(Command::Join(JoinCommand::Close));
    }
}

/// Dark modules on white whatever the theme: some readers take no inverted codes.
fn draw_code(ui: &mut Ui, code: &[bool]) {
    let side = (code.len() as f64).sqrt().round() as usize;
    if side == 0 {
        return;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(CODE, CODE), egui::Sense::hover());
    ui.painter().rect_filled(rect, 0.0, Color32::WHITE);
    let module = CODE / (side + 2 * QUIET) as f32;
    for (at, _) in code.iter().enumerate().filter(|(_, is_dark)| **is_dark) {
        let place = |index: usize| (index + QUIET) as f32 * module;
        let corner = rect.min + vec2(place(at % side), place(at / side));
        let end = pos2(corner.x + module, corner.y + module);
        ui.painter().rect_filled(Rect::from_min_max(corner, end), 0.0, Color32::BLACK);
    }
}

fn devices(ui: &mut Ui, devices: &[String], commands: &mut Vec<Command>) {
    if devices.is_empty() {
        return;
    }
    ui.add_space(10.0);
    ui.label(RichText::new("MAY CONTROL").small().strong().color(ACCENT));
    for (index, words) in devices.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.label(words);
            if ui.small_button("Revoke").clicked() {
                commands.push(Command::Join(JoinCommand::Revoke(index)));
            }
        });
    }
}
