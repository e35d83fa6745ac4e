//! Live control of a show that `run` begins.
//!
//! In: the show's `[control]`, `--web`, `--osc`, `--no-control`, `--join`. Out: a running [`Control`], PINs on stderr.
//! Not here: what control does (`control`).
//! Invariant: a show never fails for its control: what cannot be opened is told and left out.

use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use qrcode::{Color, QrCode};

use crate::control::settings::PageSource;
use crate::control::{Control, ControlSettings};
use crate::output::live_state;
use crate::params::Role;
use crate::show::ports::OscPorts;
use crate::show::{Link, Show};
use crate::stage::export;
use crate::timing::Clock;

/// Modules of quiet ground around a QR code.
const QUIET: usize = 4;

/// Where people control the show from.
#[derive(Debug, Default, Args)]
pub struct ControlArgs {
    /// Address and port of the pages, in place of the show file's
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub web: Option<SocketAddr>,
    /// Address and port that OSC comes in at, in place of the show file's
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub osc: Option<SocketAddr>,
    /// Open neither pages nor OSC
    #[arg(long, conflicts_with_all = ["web", "osc", "join"])]
    pub no_control: bool,
    /// Let one device in as viewer, director, operator or engineer: prints address and PIN; repeatable
    #[arg(long, value_name = "ROLE", value_parser = role)]
    pub join: Vec<Role>,
    /// Take the pages from a folder, each time anew: for whoever writes pages
    #[arg(long, value_name = "FOLDER", hide = true)]
    pub pages: Option<PathBuf>,
}

fn role(text: &str) -> Result<Role, String> {
    let words = Role::ALL.map(Role::word).join(", ");
    Role::of(text).ok_or_else(|| format!("`{text}` is no role; it is one of {words}"))
}

/// Pages of a folder; a path that leads out of it is none.
fn page_source(folder: PathBuf) -> PageSource {
    PageSource(Arc::new(move |path| {
        let is_inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        is_inside.then(|| std::fs::read(folder.join(path)).ok()).flatten()
    }))
}

/// The QR code of a text, two modules a letter, dark on light whatever the terminal's colors are: with the quiet ground of four
/// modules that ISO/IEC 18004, 9.1 asks for. Empty for a text that is too long.
fn code(text: &str) -> String {
    let Ok(code) = QrCode::new(text) else { return String::new() };
    let (side, modules) = (code.width(), code.to_colors());
    let is_dark = |x: usize, y: usize| {
        let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < side);
        inside(x).zip(inside(y)).is_some_and(|(x, y)| modules[y * side + x] == Color::Dark)
    };
    let whole = side + 2 * QUIET;
    let letter = |x: usize, y: usize| match (is_dark(x, y), is_dark(x, y + 1)) {
        (false, false) => ' ',
        (true, false) => '\u{2580}',
        (false, true) => '\u{2584}',
        (true, true) => '\u{2588}',
    };
    // Black on white (ECMA-48, select graphic rendition).
    let line = |y: usize| {
        let letters: String = (0..whole).map(|x| letter(x, y)).collect();
        format!("\u{1b}[30;107m{letters}\u{1b}[0m\n")
    };
    (0..whole).step_by(2).map(line).collect()
}

impl ControlArgs {
    /// Whether anything was asked for.
    fn is_asked_for(&self) -> bool {
        self.web.is_some() || self.osc.is_some() || !self.join.is_empty()
    }

    /// Starts control. A run of counted frames is a test or a rehearsal: it opens what it is told to and nothing else.
    pub fn start(&self, show: &Show, link: Link, is_counted: bool) -> anyhow::Result<Option<Control>> {
        if self.no_control || (is_counted && !self.is_asked_for()) {
            return Ok(None);
        }
        let settings = self.settings(show)?;
        let control = match Control::start(settings, link, Clock::start()) {
            Ok(control) => control,
            Err(error) => {
                tracing::warn!("{error}");
                return Ok(None);
            }
        };
        for role in &self.join {
            match control.join(*role) {
                Ok(invitation) => {
                    eprintln!("join as {role}: {} {}", invitation.url, invitation.pin);
                    if std::io::stderr().is_terminal() {
                        eprint!("{}", code(&invitation.url));
                    }
                }
                Err(error) => tracing::warn!("{error}"),
            }
        }
        Ok(Some(control))
    }

    fn settings(&self, show: &Show) -> anyhow::Result<ControlSettings> {
        let ports = &show.ports;
        let osc = OscPorts { address: self.osc.unwrap_or(ports.osc.address), ..ports.osc.clone() };
        osc.require_allowed()?;
        Ok(ControlSettings {
            web: Some(self.web.unwrap_or(ports.web)),
            osc: Some(osc),
            names: ports.names.clone(),
            state_folder: live_state::folder(|name| std::env::var(name).ok()),
            stage: export::json(&show.stage),
            pages: self.pages.clone().map(page_source),
        })
    }
}
