//! Where people control a show from: addresses, ports, and who may.
//!
//! In: `[control]` of the show file. Out: plain values. Not here: opening ports (`control`).
//! Invariant: OSC has no passwords, so one that other machines reach names the networks that it is taken from, and is never an
//! engineer's.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use crate::params::Role;

use super::schema::ControlText;

/// Port of the pages (CONTRACT.md 1).
pub const WEB_PORT: u16 = 9760;
/// Port that OSC comes in at.
pub const OSC_PORT: u16 = 9750;
/// Port that answers to OSC go to.
pub const OSC_REPLY_PORT: u16 = 9751;

/// Where people control a show from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ports {
    /// Pages and REST.
    pub web: SocketAddr,
    /// Names that this machine goes by beside its addresses.
    pub names: Vec<String>,
    /// OSC.
    pub osc: OscPorts,
}

/// OSC's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OscPorts {
    /// Where it comes in.
    pub address: SocketAddr,
    /// Port that answers go to, at the sender's address.
    pub reply_port: u16,
    /// Where every change goes.
    pub feedback: Vec<SocketAddr>,
    /// Networks that it is taken from; empty takes it from whoever reaches the address.
    pub allow: Vec<Network>,
    /// What senders may do.
    pub role: Role,
}

/// Addresses that share their first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// What is wrong under `[control]`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{key}` {found}")]
pub struct PortsError {
    /// Key in the file.
    pub key: &'static str,
    /// What was found, and what is needed.
    pub found: String,
}

impl Ports {
    /// From the file; a show inside the program takes any free port of this machine.
    pub fn new(text: &ControlText, is_embedded: bool) -> Result<Self, PortsError> {
        let own = |port: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, if is_embedded { 0 } else { port }));
        let web = address("web", text.web.as_deref())?.unwrap_or(own(WEB_PORT));
        let osc = OscPorts {
            address: address("osc", text.osc.as_deref())?.unwrap_or(own(OSC_PORT)),
            reply_port: text.osc_reply_port.unwrap_or(OSC_REPLY_PORT),
            feedback: text
                .osc_feedback
                .iter()
                .map(|text| address("osc_feedback", Some(text)).map(|found| found.unwrap_or(own(0))))
                .collect::<Result<_, _>>()?,
            allow: text.osc_allow.iter().map(|text| Network::parse(text)).collect::<Result<_, _>>()?,
            role: role(text.osc_role.as_deref())?,
        };
        osc.require_allowed()?;
        Ok(Self { web, names: text.names.clone(), osc })
    }
}

impl OscPorts {
    /// Refuses an address that other machines reach without a list of networks.
    pub fn require_allowed(&self) -> Result<(), PortsError> {
        if self.address.ip().is_loopback() || !self.allow.is_empty() {
            return Ok(());
        }
        let found = format!(
            "listens at {} for every machine, and OSC has no passwords: it needs `osc_allow`, as in [\"10.0.0.0/24\"]",
            self.address
        );
        Err(PortsError { key: "osc", found })
    }
}

impl Network {
    /// From `10.0.0.0/24`, or a single address.
    pub fn parse(text: &str) -> Result<Self, PortsError> {
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let parsed = address.trim().parse::<IpAddr>().ok().and_then(|address| {
            let most = if address.is_ipv4() { 32 } else { 128 };
            let bits = bits.map_or(Some(most), |bits| bits.trim().parse().ok())?;
            (bits <= most).then_some(Self { address, bits })
        });
        let found = || format!("has `{text}`, which is no network; write one as in 10.0.0.0/24");
        parsed.ok_or_else(|| PortsError { key: "osc_allow", found: found() })
    }

    /// Whether an address is in it.
    pub fn contains(&self, other: IpAddr) -> bool {
        let wide = |address: IpAddr| match address.to_canonical() {
            IpAddr::V4(four) => (u128::from(four.to_bits()) << 96, true),
            IpAddr::V6(six) => (six.to_bits(), false),
        };
        let ((own, is_four), (other, is_other_four)) = (wide(self.address), wide(other));
        let differing = own ^ other;
        is_four == is_other_four && (self.bits == 0 || differing >> (128 - u32::from(self.bits)) == 0)
    }
}

fn address(key: &'static str, text: Option<&str>) -> Result<Option<SocketAddr>, PortsError> {
    let Some(text) = text else { return Ok(None) };
    let found =
        || format!("is `{text}`, which is no address and port; write them as in 127.0.0.1:{WEB_PORT}");
    text.parse().map(Some).map_err(|_| PortsError { key, found: found() })
}

fn role(text: Option<&str>) -> Result<Role, PortsError> {
    let Some(text) = text else { return Ok(Role::Operator) };
    let role = Role::of(text).filter(|role| *role < Role::Engineer);
    let found = || format!("is `{text}`; senders of OSC may be viewer, director or operator, never more");
    role.ok_or_else(|| PortsError { key: "osc_role", found: found() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Ports, PortsError> {
        Ports::new(&toml::from_str(text).unwrap(), false)
    }

    #[test]
    fn the_defaults_are_the_contracts_and_this_machines() {
        let ports = of("").unwrap();
        assert_eq!(
            (ports.web.to_string(), ports.osc.address.to_string()),
            ("127.0.0.1:9760".to_owned(), "127.0.0.1:9750".to_owned())
        );
        assert_eq!((ports.osc.reply_port, ports.osc.role), (9751, Role::Operator));
        let demo = Ports::new(&ControlText::default(), true).unwrap();
        assert_eq!((demo.web.to_string(), demo.osc.address.port()), ("127.0.0.1:0".to_owned(), 0));
    }

    #[test]
    fn osc_for_other_machines_names_them_and_is_no_engineers() {
        assert_eq!(of("osc = \"0.0.0.0:9750\"").unwrap_err().key, "osc");
        assert!(of("osc = \"0.0.0.0:9750\"\nosc_allow = [\"10.0.0.0/24\"]").is_ok());
        assert_eq!(of("osc_role = \"engineer\"").unwrap_err().key, "osc_role");
        assert_eq!(of("web = \"9760\"").unwrap_err().key, "web");
        for bad in ["10.0.0.0/33", "10.0.0/24", "", "::/129", "10.0.0.0/x"] {
            assert_eq!(Network::parse(bad).unwrap_err().key, "osc_allow", "{bad}");
        }
    }

    #[test]
    fn a_network_holds_what_shares_its_first_bits() {
        let holds = |network: &str, address: &str| {
            Network::parse(network).unwrap().contains(address.parse().unwrap())
        };
        assert!(holds("10.0.0.0/24", "10.0.0.255") && !holds("10.0.0.0/24", "10.0.1.0"));
        assert!(holds("10.0.0.7", "10.0.0.7") && !holds("10.0.0.7", "10.0.0.6"));
        assert!(holds("0.0.0.0/0", "192.0.2.1") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("2001:db8::/32", "2001:db8:ffff::1") && holds("10.0.0.0/24", "::ffff:10.0.0.3"));
    }
}
