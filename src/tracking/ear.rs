//! Listening to ports only to tell what arrives there.
//!
//! In: port numbers. Out: a report a port, as of the last tenth of a second.
//! Not here: sockets and threads (`tracking::receiver`), what the reports mean (`tracking::arrival`).
//! Invariant: a port that another program has is left alone and named; nothing is sent.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::arrival::PortReport;
use super::receiver::{Hearing, ReceiverError, ReportSlot};
use crate::timing::{Clock, Heartbeat};

/// A port that is listened to.
#[derive(Debug)]
pub struct Ear {
    port: u16,
    reports: ReportSlot,
    last: Option<PortReport>,
    hearing: Hearing,
}

impl Ear {
    /// Opens a port on every address of this machine.
    pub fn open(port: u16, clock: Clock) -> Result<Self, ReceiverError> {
        let bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port);
        let hearing = Hearing::start(&format!("ear {port}"), bind, clock, |_, _, _| {})?;
        Ok(Self { port: hearing.local_addr().port(), reports: hearing.reports(), last: None, hearing })
    }

    /// Opens those of the ports that nobody has; the reasons of the others come with them.
    pub fn open_free(ports: &[u16], clock: Clock) -> (Vec<Self>, Vec<ReceiverError>) {
        let (mut open, mut refused) = (Vec::new(), Vec::new());
        for port in ports {
            match Self::open(*port, clock) {
                Ok(ear) => open.push(ear),
                Err(error) => refused.push(error),
            }
        }
        (open, refused)
    }

    /// Closes ports in the time that one takes.
    pub fn close_all(ears: Vec<Self>) {
        ears.iter().for_each(|ear| ear.hearing.ask_to_stop());
        drop(ears);
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The newest report; `None` in the first moment.
    pub fn report(&mut self) -> Option<PortReport> {
        self.last = self.reports.pop().or(self.last);
        self.last
    }

    /// The thread's sign of life.
    pub fn heartbeat(&self) -> Heartbeat {
        self.hearing.heartbeat()
    }
}
