//! Tablets that join from the window: interfaces, the open door, devices.
//!
//! In: what a person asked for in the Tablet panel. Out: a [`JoinView`].
//! Not here: pairing itself (`control`), drawing (`console::join`).
//! Invariant: the frame thread waits for nothing: doors are opened, and lists read, on the thread `joining`.

use std::net::IpAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam::channel::{RecvTimeoutError, Sender, bounded};
use crossbeam::queue::ArrayQueue;
use qrcode::{Color, QrCode};

use crate::console::join::{InvitationView, JoinCommand, JoinView};
use crate::control::Control;
use crate::params::Role;
use crate::timing::Clock;

/// How often the lists are read anew.
const LOOK: Duration = Duration::from_millis(500);
/// Commands that wait.
const COMMANDS: usize = 16;

/// The Tablet panel's other side. Ends when dropped, and control with it.
#[derive(Debug)]
pub(super) struct Joining {
    commands: Option<Sender<JoinCommand>>,
    views: Arc<ArrayQueue<JoinView>>,
    view: JoinView,
    thread: Option<JoinHandle<()>>,
}

impl Joining {
    /// Serves the panel of a controlled show.
    pub(super) fn start(control: Control) -> std::io::Result<Self> {
        let (commands, asked) = bounded(COMMANDS);
        let views = Arc::new(ArrayQueue::new(1));
        let mut desk = Desk { control, clock: Clock::start(), open: None, fault: None };
        let told = Arc::clone(&views);
        let thread = std::thread::Builder::new().name("joining".to_owned()).spawn(move || {
            loop {
                told.force_push(desk.view());
                match asked.recv_timeout(LOOK) {
                    Ok(command) => desk.obey(command),
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        })?;
        Ok(Self { commands: Some(commands), views, view: JoinView::default(), thread: Some(thread) })
    }

    /// Does what a person asked for, soon.
    pub(super) fn ask(&self, command: JoinCommand) {
        // Sixteen clicks in half a second are no wish.
        let _ = self.commands.as_ref().map(|commands| commands.try_send(command));
    }

    /// What the panel shows.
    pub(super) fn view(&mut self) -> &JoinView {
        if let Some(view) = self.views.pop() {
            self.view = view;
        }
        &self.view
    }
}

impl Drop for Joining {
    fn drop(&mut self) {
        self.commands = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

struct Desk {
    control: Control,
    clock: Clock,
    /// What is shown, until when, and how many devices there were: the code lets one in.
    open: Option<(InvitationView, f64, usize)>,
    fault: Option<String>,
}

impl Desk {
    fn obey(&mut self, command: JoinCommand) {
        self.fault = None;
        match command {
            JoinCommand::Open(index, role) => self.open(index, role),
            JoinCommand::Close => {
                self.control.close_door();
                self.open = None;
            }
            JoinCommand::Revoke(index) => {
                if let Some(device) = self.control.devices().get(index) {
                    self.control.revoke(device.id);
                }
            }
        }
    }

    fn open(&mut self, index: usize, role: Role) {
        let Some((_, ip)) = interfaces().get(index).cloned() else {
            self.fault = Some("That network is gone; choose another one".to_owned());
            return;
        };
        let door = if ip.is_loopback() { Ok(()) } else { self.control.open_to(ip).map(drop) };
        let invited = door.and_then(|()| self.control.join(role));
        match invited {
            Ok(invitation) => {
                let begin_secs = self.clock.now_secs();
                let view = InvitationView {
                    code: code(&invitation.url),
                    url: invitation.url,
                    pin: invitation.pin.to_string(),
                    role: role.word(),
                    left_secs: 0.0,
                };
                self.open = Some((view, begin_secs + INVITED_SECS, self.control.devices().len()));
            }
            Err(error) => self.fault = Some(error.to_string()),
        }
    }

    fn view(&mut self) -> JoinView {
        let now_secs = self.clock.now_secs();
        let devices = self.control.devices();
        let is_open = |open: &(InvitationView, f64, usize)| now_secs < open.1 && devices.len() <= open.2;
        self.open = self.open.take().filter(is_open);
        let invitation = self
            .open
            .as_ref()
            .map(|(view, until_secs, _)| InvitationView { left_secs: until_secs - now_secs, ..view.clone() });
        let device = |device: &crate::control::web::access::Device| {
            format!("{}, {}: {}", device.name, device.kind, device.role)
        };
        JoinView {
            interfaces: interfaces().into_iter().map(|(name, ip)| format!("{name}  {ip}")).collect(),
            invitation,
            devices: devices.iter().map(device).collect(),
            fault: self.fault.clone(),
        }
    }
}

/// How long a PIN works, seconds.
const INVITED_SECS: f64 = 600.0;

/// Networks of the machine, and the machine itself at the end.
fn interfaces() -> Vec<(String, IpAddr)> {
    let mut all = Control::interfaces().unwrap_or_default();
    all.push(("this machine".to_owned(), IpAddr::from([127, 0, 0, 1])));
    all
}

/// The modules of the QR code of a text, row by row; none for a text that is too long.
fn code(text: &str) -> Vec<bool> {
    QrCode::new(text).map(|code| code.to_colors()).unwrap_or_default().into_iter().map(is_dark).collect()
}

fn is_dark(color: Color) -> bool {
    color == Color::Dark
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The finder patterns of ISO/IEC 18004, 6.3.3: seven dark modules, five light inside, three by three dark in the middle.
    #[test]
    fn a_code_has_its_finders() {
        let code = code("http://10.0.0.5:9760/join#123456");
        let side = (code.len() as f64).sqrt() as usize;
        assert_eq!(side * side, code.len());
        let row = |y: usize, x: usize| (0..7).map(move |dx| (y, x + dx));
        let words = |y: usize, x: usize| row(y, x).map(|(y, x)| code[y * side + x]).collect::<Vec<_>>();
        for (top, left) in [(0, 0), (0, side - 7), (side - 7, 0)] {
            assert_eq!(words(top, left), [true; 7]);
            assert_eq!(words(top + 1, left), [true, false, false, false, false, false, true]);
            assert_eq!(words(top + 3, left), [true, false, true, true, true, false, true]);
        }
    }
}
