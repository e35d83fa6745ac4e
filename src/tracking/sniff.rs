//! What a datagram is, told by its content.
//!
//! In: any bytes. Out: the protocol, a camera id, a sequence number, whether it is whole.
//! Not here: decoding into poses (`tracking::freed`), statistics over many (`tracking::arrival`).
//! Invariant: total; a protocol is named only by marks that random bytes do not show by chance (but for opentrack, which has
//! none: 48 bytes that are six sane numbers).
//!
//! Source of the layouts: `reference/tracking.md` 1.1, 2.1 and 3.2.

use std::fmt;

use super::freed::{self, D1_LEN, FreedError};

/// Protocols that trackers send over UDP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wire {
    /// FreeD type D1.
    Freed,
    /// OpenTrackIO in its datagram header.
    OpenTrackIo,
    /// PosiStageNet version 2.
    Psn,
    /// Open Sound Control.
    Osc,
    /// Mo-Sys F4.
    F4,
    /// stYpe HF.
    Stype,
    /// opentrack's six numbers.
    Opentrack,
    /// Nothing that is known.
    Unknown,
}

impl Wire {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 8] = [
        Self::Freed,
        Self::OpenTrackIo,
        Self::Psn,
        Self::Osc,
        Self::F4,
        Self::Stype,
        Self::Opentrack,
        Self::Unknown,
    ];

    /// The name that its makers write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Freed => "FreeD",
            Self::OpenTrackIo => "OpenTrackIO",
            Self::Psn => "PosiStageNet",
            Self::Osc => "OSC",
            Self::F4 => "Mo-Sys F4",
            Self::Stype => "stYpe HF",
            Self::Opentrack => "opentrack",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What one datagram is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniff {
    /// Its protocol.
    pub wire: Wire,
    /// The camera that it speaks of, where the protocol numbers them.
    pub camera_id: Option<u8>,
    /// Its number, and how many numbers there are before they begin again.
    pub sequence: Option<(u32, u32)>,
    /// A checksum or length does not fit.
    pub is_damaged: bool,
}

impl Sniff {
    const fn plain(wire: Wire) -> Self {
        Self { wire, camera_id: None, sequence: None, is_damaged: false }
    }
}

/// Tells what a datagram is.
pub fn sniff(bytes: &[u8]) -> Sniff {
    match bytes {
        [0xD1, ..] => sniff_freed(bytes),
        [b'O', b'T', b'r', b'k', ..] => sniff_opentrackio(bytes),
        [0xF4, ..] => sniff_f4(bytes),
        [0x0F, ..] if bytes.len() == STYPE_LEN => sniff_stype(bytes),
        [b'/', ..] | [b'#', b'b', b'u', b'n', b'd', b'l', b'e', 0, ..] if bytes.len().is_multiple_of(4) => {
            Sniff::plain(Wire::Osc)
        }
        _ if is_psn(bytes) => Sniff::plain(Wire::Psn),
        _ if is_opentrack(bytes) => Sniff::plain(Wire::Opentrack),
        _ => Sniff::plain(Wire::Unknown),
    }
}

fn sniff_freed(bytes: &[u8]) -> Sniff {
    let plain = Sniff { is_damaged: true, ..Sniff::plain(Wire::Freed) };
    // Some bridges put several messages end to end; the first one speaks for all.
    match bytes.get(..D1_LEN).map(freed::decode) {
        Some(Ok(packet)) => Sniff {
            camera_id: Some(packet.camera_id),
            is_damaged: !bytes.len().is_multiple_of(D1_LEN),
            ..plain
        },
        Some(Err(FreedError::Length { .. } | FreedError::Type { .. } | FreedError::Checksum { .. }))
        | None => plain,
    }
}

/// Bytes of OpenTrackIO's header.
const OTRK_HEADER: usize = 16;

fn sniff_opentrackio(bytes: &[u8]) -> Sniff {
    let plain = Sniff::plain(Wire::OpenTrackIo);
    let Some((header, payload)) = bytes.split_at_checked(OTRK_HEADER) else {
        return Sniff { is_damaged: true, ..plain };
    };
    let (mut a, mut b) = (0_u8, 0_u8);
    for byte in header[..14].iter().chain(payload) {
        a = a.wrapping_add(*byte);
        b = b.wrapping_add(a);
    }
    let number = u16::from_be_bytes([header[6], header[7]]);
    Sniff { sequence: Some((u32::from(number), 1 << 16)), is_damaged: header[14..] != [b, a], ..plain }
}

fn sniff_f4(bytes: &[u8]) -> Sniff {
    let plain = Sniff::plain(Wire::F4);
    let [_, camera_id, axes, status, ..] = *bytes else {
        return Sniff { is_damaged: true, ..plain };
    };
    let length = 5 + 5 * usize::from(axes);
    let is_whole = bytes.len() == length
        && bytes[..length - 1].iter().fold(0x40_u8, |left, byte| left.wrapping_sub(*byte))
            == bytes[length - 1];
    Sniff {
        camera_id: Some(camera_id),
        sequence: is_whole.then_some((u32::from(status & 0x0F), 16)),
        is_damaged: !is_whole,
        ..plain
    }
}

const STYPE_LEN: usize = 67;

fn sniff_stype(bytes: &[u8]) -> Sniff {
    let sum = bytes[..STYPE_LEN - 1].iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    Sniff {
        sequence: Some((u32::from(bytes[5]), 256)),
        is_damaged: sum != bytes[STYPE_LEN - 1],
        ..Sniff::plain(Wire::Stype)
    }
}

/// Roots of PosiStageNet 2: data and info; the header's length must be the datagram's.
fn is_psn(bytes: &[u8]) -> bool {
    let Some((header, rest)) = bytes.split_first_chunk::<4>() else { return false };
    let header = u32::from_le_bytes(*header);
    matches!(header & 0xFFFF, 0x6755 | 0x6756) && (header >> 16 & 0x7FFF) as usize == rest.len()
}

/// Centimetres and degrees of a head: within a hundred metres, and not all bits of chance.
fn is_opentrack(bytes: &[u8]) -> bool {
    let (numbers, rest) = bytes.as_chunks::<8>();
    let is_sane = |number: &[u8; 8]| {
        let value = f64::from_le_bytes(*number);
        value == 0.0 || (1e-9..1e4).contains(&value.abs())
    };
    numbers.len() == 6 && rest.is_empty() && numbers.iter().all(is_sane)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
    }

    // reference/tracking.md 1.3 and 3.2.
    const FREED: &str = "d100df78aa0047ef000000000000000000000000004000001501d1ff12";
    const PSN: &str = "5567508000000c0015cd5b07000000000203010101003c800700388000000c000000c03f000010c00000484001000c00\
                       cdcccc3dcdcc4c3e9a99993e02000c0000000000db0fc93f00000000030004000000803f";

    #[test]
    fn published_datagrams_are_known() {
        let freed = sniff(&bytes(FREED));
        assert_eq!((freed.wire, freed.camera_id, freed.is_damaged), (Wire::Freed, Some(0), false));
        let two = sniff(&[bytes(FREED), bytes(FREED)].concat());
        assert_eq!((two.wire, two.is_damaged), (Wire::Freed, false));
        let mut broken = bytes(FREED);
        broken[5] ^= 1;
        assert!(
            sniff(&broken).is_damaged
                && sniff(&broken).wire == Wire::Freed
                && sniff(&broken).camera_id.is_none()
        );
        assert_eq!(sniff(&bytes(PSN)).wire, Wire::Psn);
        assert_eq!(sniff(b"/track/1\0\0\0\0,ffffff\0").wire, Wire::Osc);
        assert_eq!(sniff(b"#bundle\0\0\0\0\0\0\0\0\x01").wire, Wire::Osc);
        // F4 with no axis: 40 - F4 - 02 - 00 - 07, modulo 256.
        let f4 = sniff(&[0xF4, 2, 0, 7, 0x43]);
        assert_eq!(
            (f4.wire, f4.camera_id, f4.sequence, f4.is_damaged),
            (Wire::F4, Some(2), Some((7, 16)), false)
        );
        assert!(sniff(&[0xF4, 2, 0, 7, 0x44]).is_damaged);
        let mut stype = [0_u8; STYPE_LEN];
        (stype[0], stype[5], stype[66]) = (0x0F, 9, 0x18);
        assert_eq!(sniff(&stype), Sniff { sequence: Some((9, 256)), ..Sniff::plain(Wire::Stype) });
        let head = [1.0_f64, -2.0, 60.0, 10.0, 0.0, -0.5].map(f64::to_le_bytes).concat();
        assert_eq!(sniff(&head).wire, Wire::Opentrack);
    }

    #[test]
    fn recorded_datagrams_are_whole() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/opentrackio/");
        if !std::path::Path::new(folder).is_dir() {
            assert!(std::env::var_os("CI").is_none_or(|ci| ci.is_empty()), "{folder} is absent");
            eprintln!("skipped: {folder} is absent");
            return;
        }
        for name in
            ["recommended_static_cbor_0", "complete_static_json_1", "ref_sender_cbor_videoin_2segments_1"]
        {
            let bytes = std::fs::read(format!("{folder}packets/{name}.bin")).unwrap();
            let found = sniff(&bytes);
            assert!(
                found.wire == Wire::OpenTrackIo && !found.is_damaged && found.sequence.is_some(),
                "{name}: {found:?}"
            );
            assert!(sniff(&bytes[..bytes.len() - 1]).is_damaged, "{name}: a byte is missing");
        }
    }

    #[test]
    fn chance_is_nothing() {
        let mut state = 0x2545_F491_u32;
        let mut known = 0;
        for length in (0..200).cycle().take(20_000) {
            let noise: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 24) as u8
                })
                .collect();
            let found = sniff(&noise);
            known += u32::from(found.wire != Wire::Unknown && !found.is_damaged);
        }
        // A slash in front and a length of whole words is OSC: 1/256 x 1/4 of all; the rest has sums or lengths.
        assert!(known < 40, "{known} of 20000");
    }
}
