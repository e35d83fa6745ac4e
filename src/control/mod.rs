//! The transports of live control: pages, REST, OSC. They say what people want, and show what is.
//!
//! In: a [`crate::show::Link`] to the running show; sockets. Out: commands and asks in, state, pictures and answers out.
//! Not here: what a command does (`params::arbiter`), presets, cues and takes (`app::clerk`), the window (`console`).
//! Invariant: a transport never blocks the show: what it cannot pass on in time it drops or refuses, and says so.
//!
//! Reading order: `settings` -> [`Control`] here -> [`web`] -> `audit` and `records` (what is left on disk).

pub mod announce;
pub mod audit;
pub mod osc;
pub mod oscquery;
pub mod records;
pub mod settings;
pub mod web;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::params::Role;
use crate::show::Link;
use crate::timing::Clock;
use crate::tracking::port_owner;

use records::Records;
pub use settings::{ControlSettings, OscSettings};
use web::access::{AccessError, Device, Invitation};
use web::context::Context;

/// How long open requests may take when the show ends.
const FAREWELL: Duration = Duration::from_millis(500);

/// Why there is no control.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// The system gives no thread or no event queue.
    #[error("no thread for control: {0}. The show cannot be controlled from pages or OSC")]
    Thread(std::io::Error),
    /// An address cannot be listened on.
    #[error("{address} cannot be listened on: {reason}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's words, and who has it.
        reason: String,
    },
    /// The system gives no random numbers.
    #[error(transparent)]
    Access(#[from] AccessError),
}

/// Live control of a running show. Ends when dropped.
#[derive(Debug)]
pub struct Control {
    context: Arc<Context>,
    web: Option<SocketAddr>,
    faults: Vec<String>,
    over: watch::Sender<bool>,
    listeners: mpsc::UnboundedSender<TcpListener>,
    thread: Option<JoinHandle<()>>,
}

impl Control {
    /// Opens the ports and starts the thread. A port that is taken is told in [`Self::faults`] and logged; the rest goes on.
    pub fn start(mut settings: ControlSettings, link: Link, clock: Clock) -> Result<Self, ControlError> {
        let mut faults = Vec::new();
        let first = settings.web.and_then(|address| match listen(address) {
            Ok(listener) => Some(listener),
            Err(error) => {
                tracing::warn!("{error}");
                faults.push(error.to_string());
                None
            }
        });
        let web = first.as_ref().and_then(|listener| listener.local_addr().ok());
        let osc = open_osc(&mut settings, &mut faults);
        let (over, is_over) = watch::channel(false);
        let (listeners, more) = mpsc::unbounded_channel();
        let records = Records::start(settings.state_folder.clone()).map_err(ControlError::Thread)?;
        let context = Arc::new(Context::new(settings, (link, clock), records, is_over));
        if let Some(listener) = first {
            // The receiver is here.
            let _ = listeners.send(listener);
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(ControlError::Thread)?;
        let shared = Arc::clone(&context);
        let run = move || {
            runtime.block_on(serve(shared, more, (web, osc)));
            // What still waits for the network waits no longer.
            runtime.shutdown_timeout(FAREWELL);
        };
        let thread = std::thread::Builder::new().name("control".to_owned()).spawn(run);
        let thread = Some(thread.map_err(ControlError::Thread)?);
        if let Some(address) = web {
            tracing::info!("control: http://{address}");
        }
        Ok(Self { context, web, faults, over, listeners, thread })
    }

    /// Where the pages are; `None` when the port was taken.
    pub fn web_address(&self) -> Option<SocketAddr> {
        self.web
    }

    /// Where OSC comes in; `None` when the port was taken.
    pub fn osc_address(&self) -> Option<SocketAddr> {
        self.context.settings.osc.as_ref().map(|osc| osc.address)
    }

    /// What could not be opened, in words.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Opens the door for one device.
    pub fn join(&self, role: Role) -> Result<Invitation, ControlError> {
        let (pin, until_secs) = self.context.access.invite(role, self.context.clock.now_secs())?;
        let address = self.context.front_door().or(self.web).map(reachable);
        let url = address.map_or_else(String::new, |address| format!("http://{address}/join#{pin}"));
        Ok(Invitation { url, pin, role, until_secs })
    }

    /// Listens on another interface of this machine too, at the same port: tablets can come.
    pub fn open_to(&self, ip: IpAddr) -> Result<SocketAddr, ControlError> {
        let own = self.web.map_or(SocketAddr::new(ip, 0), |web| SocketAddr::new(ip, web.port()));
        let is_open =
            |open: &SocketAddr| *open == own || (open.ip().is_unspecified() && open.port() == own.port());
        let known = self.context.doors().into_iter().chain(self.web).find(is_open);
        let address = match known {
            Some(_) => own,
            None => {
                let listener = listen(own)?;
                let address = listener.local_addr().map_err(ControlError::Thread)?;
                // A thread that has ended serves nobody, and is told by its own panic.
                let _ = self.listeners.send(listener);
                tracing::info!("control: http://{address}");
                address
            }
        };
        self.context.set_front_door(address);
        Ok(address)
    }

    /// Nobody else joins; who is in stays in.
    pub fn close_door(&self) {
        self.context.access.close();
    }

    /// Devices that may control the show, in the order in which they came.
    pub fn devices(&self) -> Vec<Device> {
        self.context.access.devices()
    }

    /// Forgets a device. Whether there was one.
    pub fn revoke(&self, id: u32) -> bool {
        web::door::forget(&self.context, ("Window", Role::Engineer, None), id)
    }

    /// Networks of this machine that a tablet can come over: name and address, without loopback.
    pub fn interfaces() -> std::io::Result<Vec<(String, IpAddr)>> {
        let all = if_addrs::get_if_addrs()?;
        // A link-local IPv6 address needs a zone, which no browser takes.
        let is_reachable = |ip: &IpAddr| match ip {
            IpAddr::V4(ip) => !ip.is_loopback(),
            IpAddr::V6(ip) => !ip.is_loopback() && !ip.is_unicast_link_local(),
        };
        Ok(all
            .into_iter()
            .map(|one| (one.name.clone(), one.ip()))
            .filter(|(_, ip)| is_reachable(ip))
            .collect())
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        // Nobody listens any more: as wanted.
        let _ = self.over.send(true);
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so.
            let _ = thread.join();
        }
    }
}

/// An address that a browser can open, of one that stands for all of this machine's.
fn reachable(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    let first =
        Control::interfaces().ok().and_then(|all| all.into_iter().map(|(_, ip)| ip).find(IpAddr::is_ipv4));
    SocketAddr::new(first.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), address.port())
}

/// Serves until it is over.
async fn serve(
    context: Arc<Context>,
    mut more: mpsc::UnboundedReceiver<TcpListener>,
    (web, osc): (Option<SocketAddr>, Option<UdpSocket>),
) {
    let mut is_over = context.is_over.clone();
    let mut served = tokio::task::JoinSet::new();
    served.spawn(audit::follow(Arc::clone(&context)));
    served.spawn(announce::follow(Arc::clone(&context), web));
    if let (Some(socket), Some(ports)) = (osc, context.settings.osc.clone()) {
        served.spawn(osc::socket::serve(socket, ports, Arc::clone(&context)));
    }
    loop {
        tokio::select! {
            _ = is_over.wait_for(|over| *over) => break,
            listener = more.recv() => match listener {
                Some(listener) => {
                    served.spawn(web::server::serve(listener, Arc::clone(&context)));
                }
                None => break,
            },
        }
    }
    let all = async { while served.join_next().await.is_some() {} };
    // A connection that does not end is ended with the runtime.
    let _ = tokio::time::timeout(FAREWELL, all).await;
}

/// Opens OSC's port; from then on the settings hold the port that it really has, or none when it is taken.
fn open_osc(settings: &mut ControlSettings, faults: &mut Vec<String>) -> Option<UdpSocket> {
    let ports = settings.osc.as_mut()?;
    let opened = osc::socket::bind(ports.address).and_then(|socket| {
        ports.address = socket.local_addr().map_err(ControlError::Thread)?;
        Ok(socket)
    });
    match opened {
        Ok(socket) => {
            tracing::info!("OSC: {} in, {} out", ports.address, ports.reply_port);
            Some(socket)
        }
        Err(error) => {
            tracing::warn!("{error}");
            faults.push(error.to_string());
            settings.osc = None;
            None
        }
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener, ControlError> {
    let listener = TcpListener::bind(address).and_then(|listener| {
        listener.set_nonblocking(true)?;
        Ok(listener)
    });
    listener.map_err(|error| {
        let owner = match error.kind() {
            std::io::ErrorKind::AddrInUse => port_owner::tcp_owner_of(address.port()),
            _ => None,
        };
        let by = owner.map_or_else(String::new, |owner| format!(" by {owner}"));
        let reason = format!("{error}{by}. Give another one with --web ADDRESS:PORT, or end that program");
        ControlError::Listen { address, reason }
    })
}
