//! Tells the network where the show is: `_oscjson._tcp` for OSCQuery, `_http._tcp` for the pages, `_osc._udp` for OSC.
//!
//! In: where control listens. Out: mDNS records while another machine can reach it. Not here: listening.
//! Invariant: a show that only its own machine reaches is told to nobody.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use mdns_sd::{ServiceDaemon, ServiceInfo};

use super::web::context::Context;

/// How often is looked where control listens.
const LOOK: Duration = Duration::from_secs(1);
/// Longest label of a DNS name, bytes (RFC 1035).
const LONGEST_LABEL: usize = 63;

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Record {
    kind: &'static str,
    address: SocketAddr,
}

/// Tells until the show ends.
pub async fn follow(context: Arc<Context>, web: Option<SocketAddr>) {
    let mut told: Vec<Record> = Vec::new();
    let mut daemon: Option<ServiceDaemon> = None;
    loop {
        let osc = context.settings.osc.as_ref().map(|osc| osc.address);
        let wanted = records(context.front_door().or(web), osc);
        if wanted != told {
            if let Some(old) = daemon.take() {
                // It says goodbye for every record by itself.
                let _ = old.shutdown();
            }
            if !wanted.is_empty() {
                daemon = tell(&wanted, &context.link.state().show);
            }
            told = wanted;
        }
        if tokio::time::timeout(LOOK, context.ended()).await.is_ok() {
            break;
        }
    }
    if let Some(daemon) = daemon {
        let _ = daemon.shutdown();
    }
}

/// What other machines can reach.
fn records(web: Option<SocketAddr>, osc: Option<SocketAddr>) -> Vec<Record> {
    let is_reached = |address: &SocketAddr| !address.ip().is_loopback();
    let web = web.filter(is_reached).into_iter().flat_map(|address| {
        ["_oscjson._tcp.local.", "_http._tcp.local."].map(|kind| Record { kind, address })
    });
    let osc = osc.filter(is_reached).map(|address| Record { kind: "_osc._udp.local.", address });
    web.chain(osc).collect()
}

fn tell(records: &[Record], show: &str) -> Option<ServiceDaemon> {
    let daemon = ServiceDaemon::new().map_err(|error| {
        tracing::warn!("mDNS: {error}. Other machines find the show by its address alone");
    });
    let daemon = daemon.ok()?;
    let name = label(&format!("Cyclorama {show}"));
    for Record { kind, address } in records {
        let host = format!("{}.local.", label(&format!("cyclorama-{}", std::process::id())));
        // Without an address it tells those of every interface.
        let ip = if address.ip().is_unspecified() { String::new() } else { address.ip().to_string() };
        let service = ServiceInfo::new(kind, &name, &host, ip.as_str(), address.port(), None);
        let service = service.map(|service| if ip.is_empty() { service.enable_addr_auto() } else { service });
        if let Err(error) = service.and_then(|service| daemon.register(service)) {
            tracing::warn!("mDNS: {kind} {address}: {error}");
        }
    }
    Some(daemon)
}

/// A text as one label of a DNS name.
fn label(text: &str) -> String {
    let mut label: String = text.chars().map(|letter| if letter == '.' { ' ' } else { letter }).collect();
    while label.len() > LONGEST_LABEL {
        label.pop();
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_other_machines_reach_is_told() {
        let address = |text: &str| Some(text.parse().unwrap());
        assert!(records(address("127.0.0.1:9760"), address("[::1]:9750")).is_empty());
        assert!(records(None, None).is_empty());
        let told = records(address("10.0.0.2:9760"), address("0.0.0.0:9750"));
        let kinds: Vec<&str> = told.iter().map(|record| record.kind).collect();
        assert_eq!(kinds, ["_oscjson._tcp.local.", "_http._tcp.local.", "_osc._udp.local."]);
    }

    #[test]
    fn a_label_is_one_label() {
        assert_eq!(label("Cyclorama St. Pauli"), "Cyclorama St  Pauli");
        assert_eq!(label(&"ä".repeat(40)).len(), 62);
    }
}
