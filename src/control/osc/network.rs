//! Which addresses may send: loopback, and networks that the show file names.
//!
//! In: text as in `10.0.0.0/24`. Out: whether an address is inside. Not here: roles (`intake`).
//! Invariant: a network of no bits is the only one that takes everybody.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

/// Why a text is no network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no network: write an address, or an address and its bits, as in 10.0.0.0/24")]
pub struct NetworkError(String);

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let refuse = || NetworkError(text.to_owned());
        let (address, bits) = text.split_once('/').map_or((text, None), |(own, bits)| (own, Some(bits)));
        let address: IpAddr = address.trim().parse().map_err(|_| refuse())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| refuse())?;
        if bits > most { Err(refuse()) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    /// Whether an address is inside. An IPv4 address in IPv6 clothes is the IPv4 address.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, plain(address)) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                is_same(u128::from(own.to_bits()) << 96, u128::from(other.to_bits()) << 96, self.bits)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => is_same(own.to_bits(), other.to_bits(), self.bits),
            _ => false,
        }
    }
}

/// An address without IPv6 clothes.
pub fn plain(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(own) => own.to_ipv4_mapped().map_or(IpAddr::V6(own), IpAddr::V4),
        own @ IpAddr::V4(_) => own,
    }
}

fn is_same(own: u128, other: u128, bits: u8) -> bool {
    bits == 0 || (own ^ other) >> (Ipv6Addr::BITS - u32::from(bits)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_own() {
        let holds = |network: &str, address: &str| {
            network.parse::<Network>().unwrap().holds(address.parse().unwrap())
        };
        assert!(holds("10.0.0.0/24", "10.0.0.255") && !holds("10.0.0.0/24", "10.0.1.0"));
        assert!(holds("10.0.0.7", "10.0.0.7") && !holds("10.0.0.7", "10.0.0.6"));
        assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
        assert!(holds("fe80::/10", "fe80::1") && !holds("fe80::/10", "fc00::1"));
        assert!(holds("192.168.1.128/25", "192.168.1.200") && !holds("192.168.1.128/25", "192.168.1.100"));
        for bad in ["", "10.0.0/24", "10.0.0.0/33", "host", "10.0.0.0/-1", "10.0.0.0/"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
