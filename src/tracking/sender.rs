//! FreeD datagrams out of a socket: for `track send` and the demo's own tracker.
//!
//! In: packets and a target address. Out: one datagram a packet.
//! Not here: pacing (the caller's clock), encoding (`tracking::freed`).
//! Invariant: a target that does not listen is no error; the sender never waits for it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _, UdpSocket};

use super::freed::{FreedPacket, encode};

/// Why nothing can be sent.
#[derive(Debug, thiserror::Error)]
pub enum SenderError {
    /// Not an address.
    #[error("`{target}` is not a target: write HOST:PORT, such as 127.0.0.1:40000 ({reason})")]
    Target {
        /// What was given.
        target: String,
        /// What the resolver said.
        reason: String,
    },
    /// No socket to send from.
    #[error("cannot open a UDP socket toward {target}: {source}")]
    Open {
        /// Where to.
        target: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The system refused the datagram.
    #[error("cannot send to {target}: {source}; check the address and that the network is up")]
    Send {
        /// Where to.
        target: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// A socket that sends FreeD D1 to one target.
#[derive(Debug)]
pub struct FreedSender {
    socket: UdpSocket,
    target: SocketAddr,
}

impl FreedSender {
    /// A sender from any free port; loopback stays on loopback, broadcast addresses are allowed.
    pub fn new(target: SocketAddr) -> Result<Self, SenderError> {
        let local: IpAddr = match target.ip() {
            IpAddr::V4(ip) if ip.is_loopback() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_loopback() => Ipv6Addr::LOCALHOST.into(),
            IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let open = || {
            let socket = UdpSocket::bind((local, 0))?;
            if target.is_ipv4() {
                socket.set_broadcast(true)?;
            }
            Ok(socket)
        };
        let socket = open().map_err(|source| SenderError::Open { target, source })?;
        Ok(Self { socket, target })
    }

    /// A sender to `HOST:PORT`; the first address of the name is taken, IPv4 before IPv6.
    pub fn to_host(target: &str) -> Result<Self, SenderError> {
        let wrong = |reason: String| SenderError::Target { target: target.to_owned(), reason };
        let mut found: Vec<SocketAddr> =
            target.to_socket_addrs().map_err(|error| wrong(error.to_string()))?.collect();
        found.sort_by_key(SocketAddr::is_ipv6);
        let first = found.first().ok_or_else(|| wrong("the name has no address".to_owned()))?;
        if first.port() == 0 {
            return Err(wrong("port 0 cannot be sent to".to_owned()));
        }
        Self::new(*first)
    }

    /// Where packets go.
    pub fn target(&self) -> SocketAddr {
        self.target
    }

    /// Sends one packet as one datagram.
    pub fn send(&self, packet: &FreedPacket) -> Result<(), SenderError> {
        self.socket
            .send_to(&encode(packet), self.target)
            .map(|_| ())
            .map_err(|source| SenderError::Send { target: self.target, source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_must_be_host_and_port() {
        for bad in ["127.0.0.1", "40000", "", "127.0.0.1:0", "127.0.0.1:70000"] {
            let error = FreedSender::to_host(bad).unwrap_err().to_string();
            assert!(error.contains("write HOST:PORT"), "{bad}: {error}");
        }
        assert_eq!(FreedSender::to_host("127.0.0.1:9").unwrap().target().port(), 9);
    }

    #[test]
    fn nobody_listening_is_no_error() {
        let sender = FreedSender::to_host("127.0.0.1:9").unwrap();
        for _ in 0..10 {
            sender.send(&FreedPacket::default()).unwrap();
        }
    }
}
