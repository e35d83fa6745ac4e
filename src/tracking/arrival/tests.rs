//! Statistics of a port against arithmetic, and the sentences word for word.
//!
//! In: packets at known times. Out: pass or fail.
//! Not here: sockets.
//! Invariant: rates, jitter and losses are those that the times were made with.

use super::*;
use crate::tracking::freed::{FreedPacket, encode};

const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

fn freed(camera_id: u8) -> Vec<u8> {
    encode(&FreedPacket { camera_id, ..FreedPacket::default() }).to_vec()
}

/// Packets at a rate from time 0 to 5 s, one of `ids` after the other; told at 5 s.
fn steady(rate: f64, ids: &[u8]) -> PortReport {
    let mut stats = PortStats::default();
    let count = (rate * 5.0) as usize;
    for index in 0..=count {
        stats.take(&freed(ids[index % ids.len()]), HERE, index as f64 / rate);
    }
    stats.report(count as f64 / rate)
}

fn silence() -> PortReport {
    PortStats::default().report(10.0)
}

fn head(camera_id: Option<u8>) -> Wanted {
    Wanted { tracker: "head".to_owned(), port: 40000, wire: Wire::Freed, camera_id }
}

fn said(wanted: &Wanted, own: &PortReport, others: &[(u16, PortReport)]) -> String {
    diagnose(wanted, own, 10.0, others).map_or_else(String::new, |diagnosis| diagnosis.to_string())
}

#[test]
fn the_issues_own_sentence() {
    let others = [(6301, steady(240.0, &[1])), (1111, silence())];
    assert_eq!(
        said(&head(Some(1)), &silence(), &others),
        "UDP 40000 open, 0 packets in 10 s. 240/s arrive on 6301 (FreeD, id 1). Use that port?"
    );
}

#[test]
fn the_likeliest_port_is_offered() {
    let mut osc = PortStats::default();
    for index in 0..1000 {
        osc.take(b"/a\0\0", HERE, f64::from(index) * 1e-3);
    }
    let osc = osc.report(1.0);
    let others = [(9000, osc), (6301, steady(50.0, &[2])), (5005, steady(25.0, &[1]))];
    assert!(
        said(&head(Some(1)), &silence(), &others)
            .ends_with("25/s arrive on 5005 (FreeD, id 1). Use that port?")
    );
    assert!(
        said(&head(None), &silence(), &others).ends_with("50/s arrive on 6301 (FreeD, id 2). Use that port?")
    );
    assert!(said(&head(None), &silence(), &others[..1]).contains("arrive on 9000 (OSC)"));
    let nothing = said(&head(None), &silence(), &[(6301, silence()), (40000, silence())]);
    assert_eq!(
        nothing,
        "UDP 40000 open, 0 packets in 10 s. Nothing on 1 other common ports. Check the cable, and that the tracker sends to this machine"
    );
}

#[test]
fn wrong_id_protocol_and_damage_are_told_apart() {
    let text = said(&head(Some(1)), &steady(60.0, &[2]), &[]);
    assert!(text.starts_with("packets for camera 2 arrive, the file wants 1."), "{text}");
    let text = said(&head(Some(1)), &steady(60.0, &[2, 3]), &[]);
    assert!(text.starts_with("packets for cameras 2, 3 arrive, the file wants 1."), "{text}");
    let mut stats = PortStats::default();
    for index in 0..200 {
        let mut bytes = freed(1);
        // Every fourth loses a bit.
        bytes[20] ^= u8::from(index % 4 == 0);
        stats.take(&bytes, HERE, f64::from(index) * 0.01);
    }
    assert_eq!(
        said(&head(Some(1)), &stats.report(1.99), &[]),
        "100/s arrive on UDP 40000, 25 % of them with a bad checksum or length. Check the cable and the bridge"
    );
    let mut stats = PortStats::default();
    for index in 0..200 {
        stats.take(b"/a\0\0", HERE, f64::from(index) * 0.01);
    }
    let text = said(&head(None), &stats.report(1.99), &[]);
    assert!(text.starts_with("100/s arrive on UDP 40000 as OSC, tracker head wants FreeD."), "{text}");
}

/// The negative control: a tracker that works has no diagnosis, nor has one that was opened a moment ago.
#[test]
fn what_works_is_not_diagnosed() {
    for wanted in [head(None), head(Some(1))] {
        assert_eq!(diagnose(&wanted, &steady(240.0, &[1]), 10.0, &[(6301, steady(50.0, &[1]))]), None);
        assert_eq!(diagnose(&wanted, &steady(25.0, &[255]), 10.0, &[]), None, "255 is every camera");
        assert_eq!(diagnose(&wanted, &silence(), 1.0, &[]), None);
    }
}

#[test]
fn rate_ids_and_age_are_those_of_the_last_seconds() {
    let report = steady(25.0, &[1, 2]);
    assert!((report.rate_per_sec - 25.0).abs() < 1e-9 && report.datagrams == 126, "{report:?}");
    assert_eq!((report.ids(), report.lost, report.damaged), (&[1_u8, 2][..], 0, 0));
    assert!(report.jitter_ms.unwrap() < 1e-9 && report.age_secs == Some(0.0));
    assert_eq!(report.state(), TrackState::Live);
    assert_eq!((steady(240.0, &[1]).rate(), steady(5.0, &[1]).rate()), ("240/s".into(), "5.0/s".into()));
    let mut stats = PortStats::default();
    for index in 0..100 {
        stats.take(&freed(7), HERE, f64::from(index) * 0.01);
    }
    let later = stats.report(4.0);
    assert_eq!((later.rate_per_sec, later.ids(), later.jitter_ms), (0.0, &[][..], None));
    assert_eq!(later.state(), TrackState::Lost);
}

#[test]
fn jitter_is_the_rms_of_intervals() {
    // Every second packet is 1 ms late: intervals are 11, 9, 11, 9 ms; their median is 9 or 11 ms, so the rms distance
    // from it is 2 ms for half of them: 2 / sqrt(2).
    let mut stats = PortStats::default();
    for index in 0..401 {
        let late = if index % 2 == 1 { 0.001 } else { 0.0 };
        stats.take(&freed(1), HERE, f64::from(index) * 0.01 + late);
    }
    let jitter_ms = stats.report(4.0).jitter_ms.unwrap();
    assert!((jitter_ms - 2.0_f64.sqrt()).abs() < 0.02, "{jitter_ms}");
}

#[test]
fn losses_are_counted_by_gaps_or_by_numbers() {
    let mut stats = PortStats::default();
    for index in (0..200).filter(|index| ![50, 51, 120].contains(index)) {
        stats.take(&freed(1), HERE, f64::from(index) * 0.01);
    }
    // Off for ten seconds: that is no loss.
    for index in 0..10 {
        stats.take(&freed(1), HERE, 12.0 + f64::from(index) * 0.01);
    }
    assert_eq!(stats.report(12.1).lost, 3);
    // F4 counts frames modulo 16; two arrivals at once are no gap.
    let f4 = |count: u8| {
        let body = [0xF4, 1, 0, count];
        let sum = body.iter().fold(0x40_u8, |left, byte| left.wrapping_sub(*byte));
        [body[0], body[1], body[2], body[3], sum]
    };
    let mut stats = PortStats::default();
    for count in (0..40_u8).filter(|count| *count != 20 && *count != 33) {
        stats.take(&f4(count % 16), HERE, f64::from(count / 2) * 0.02);
    }
    let report = stats.report(0.4);
    assert_eq!((report.lost, report.wire, report.ids()), (2, Wire::F4, &[1_u8][..]));
}
