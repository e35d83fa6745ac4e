//! The identity that a display tells of itself: EDID.
//!
//! In: the bytes that a display sends (VESA E-EDID 1.4, section 3). Out: maker, product, serial, name, native size, a hash.
//! Not here: where the bytes come from (`output::monitors`).
//! Invariant: total: any bytes give an identity or an error. Nothing is guessed: a missing serial stays missing.

use std::fmt;

/// Length of the base block.
const BLOCK: usize = 128;
/// The fixed pattern at the start of a base block.
const HEADER: [u8; 8] = [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];
/// Where the four descriptors of 18 bytes stand.
const DESCRIPTORS: [usize; 4] = [54, 72, 90, 108];
/// Tags of text descriptors.
const SERIAL_TAG: u8 = 0xff;
const NAME_TAG: u8 = 0xfc;

/// Who a display says it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edid {
    /// Three letters of the maker, given out by UEFI (formerly by Microsoft).
    pub vendor: String,
    /// The maker's number of the product.
    pub product: u16,
    /// Serial number: the text descriptor where there is one, else the number unless that is 0.
    pub serial: Option<String>,
    /// Name of the product, where there is one.
    pub name: Option<String>,
    /// Pixels of the preferred mode, where there is one.
    pub native: Option<[u32; 2]>,
    /// FNV-1a of all bytes: equal for two displays that cannot be told apart.
    pub hash: u64,
}

/// Why bytes are no EDID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EdidError {
    /// Too short.
    #[error("{got} bytes, an EDID has at least 128")]
    Length {
        /// How many came.
        got: usize,
    },
    /// Not the fixed pattern.
    #[error("the first 8 bytes are not an EDID's")]
    Header,
    /// Damaged on the way.
    #[error("the base block adds up to {sum}, which has to be 0 modulo 256")]
    Checksum {
        /// Sum modulo 256.
        sum: u8,
    },
}

impl Edid {
    /// Reads the base block; extensions only count in the hash.
    pub fn parse(bytes: &[u8]) -> Result<Self, EdidError> {
        let block = bytes.get(..BLOCK).ok_or(EdidError::Length { got: bytes.len() })?;
        if block[..8] != HEADER {
            return Err(EdidError::Header);
        }
        let sum = block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        if sum != 0 {
            return Err(EdidError::Checksum { sum });
        }
        // 3.4.1: three letters of five bits, A = 1, big-endian.
        let packed = u16::from_be_bytes([block[8], block[9]]);
        let letter = |shift: u16| match (packed >> shift) & 31 {
            // At most 90, a letter.
            value @ 1..=26 => char::from(b'A' + value as u8 - 1),
            _ => '?',
        };
        let number = u32::from_le_bytes([block[12], block[13], block[14], block[15]]);
        let number = (number != 0).then(|| number.to_string());
        Ok(Self {
            vendor: [10, 5, 0].map(letter).iter().collect(),
            product: u16::from_le_bytes([block[10], block[11]]),
            serial: text(block, SERIAL_TAG).or(number),
            name: text(block, NAME_TAG),
            native: native(&block[DESCRIPTORS[0]..DESCRIPTORS[0] + 18]),
            hash: bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            }),
        })
    }

    /// Whether a stage file's `edid` means this display: its identity or its hash, in any case of letters.
    pub fn is_named(&self, text: &str) -> bool {
        text.eq_ignore_ascii_case(&self.to_string())
            || text.eq_ignore_ascii_case(&format!("{:016x}", self.hash))
    }
}

/// `DEL-A0C7-ABC123`; without a serial `DEL-A0C7`.
impl fmt::Display for Edid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:04X}", self.vendor, self.product)?;
        self.serial.as_ref().map_or(Ok(()), |serial| write!(f, "-{serial}"))
    }
}

/// A text descriptor: 13 bytes, ended by a line feed, filled with spaces.
fn text(block: &[u8], tag: u8) -> Option<String> {
    let found =
        DESCRIPTORS.iter().map(|at| &block[*at..*at + 18]).find(|it| it[..3] == [0, 0, 0] && it[3] == tag)?;
    let letters = found[5..].iter().take_while(|byte| **byte != b'\n');
    let text: String =
        letters.map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { ' ' }).collect();
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Pixels of a detailed timing (3.10.2): eight low bits each, four high bits in the upper half of a third byte.
fn native(timing: &[u8]) -> Option<[u32; 2]> {
    let clock = u16::from_le_bytes([timing[0], timing[1]]);
    let side = |low: u8, high: u8| u32::from(low) | (u32::from(high >> 4) << 8);
    (clock != 0).then(|| [side(timing[2], timing[4]), side(timing[5], timing[7])])
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A base block made by hand after E-EDID 1.4: maker DEL, product 0xA0C7, 3840 x 2160 preferred.
    pub(crate) fn block(serial_number: u32, serial_text: Option<&str>) -> Vec<u8> {
        let mut bytes = vec![0_u8; BLOCK];
        bytes[..8].copy_from_slice(&HEADER);
        // D = 4, E = 5, L = 12: 00100 00101 01100.
        bytes[8..10].copy_from_slice(&0b0_00100_00101_01100_u16.to_be_bytes());
        bytes[10..12].copy_from_slice(&0xa0c7_u16.to_le_bytes());
        bytes[12..16].copy_from_slice(&serial_number.to_le_bytes());
        (bytes[18], bytes[19]) = (1, 4);
        // 533.25 MHz in units of 10 kHz; 3840 = 0xF00, 2160 = 0x870.
        bytes[54..56].copy_from_slice(&53_325_u16.to_le_bytes());
        (bytes[56], bytes[58], bytes[59], bytes[61]) = (0x00, 0xf0, 0x70, 0x80);
        let mut write = |at: usize, tag: u8, text: &str| {
            bytes[at + 3] = tag;
            bytes[at + 5..at + 18].fill(b' ');
            bytes[at + 5..at + 5 + text.len()].copy_from_slice(text.as_bytes());
            bytes[at + 5 + text.len()] = b'\n';
        };
        write(72, NAME_TAG, "TESSERA SX40");
        if let Some(text) = serial_text {
            write(90, SERIAL_TAG, text);
        }
        let sum = bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        bytes[127] = 0_u8.wrapping_sub(sum);
        bytes
    }

    #[test]
    fn a_block_made_by_hand_reads_exactly() {
        let edid = Edid::parse(&block(7, Some("ABC123"))).unwrap();
        assert_eq!(edid.to_string(), "DEL-A0C7-ABC123");
        assert_eq!((edid.name.as_deref(), edid.native), (Some("TESSERA SX40"), Some([3840, 2160])));
        assert_eq!(Edid::parse(&block(7, None)).unwrap().to_string(), "DEL-A0C7-7");
        assert_eq!(Edid::parse(&block(0, None)).unwrap().to_string(), "DEL-A0C7");
    }

    #[test]
    fn a_display_answers_to_identity_and_hash() {
        let (edid, other) = (Edid::parse(&block(7, None)).unwrap(), Edid::parse(&block(8, None)).unwrap());
        assert!(edid.is_named("del-a0c7-7") && edid.is_named(&format!("{:016X}", edid.hash)));
        assert!(!other.is_named("DEL-A0C7-7") && !other.is_named(&format!("{:016x}", edid.hash)));
        // FNV-1a of nothing and of "a", as its authors publish them, through the same fold.
        let mut longer = block(7, None);
        longer.extend([0; 128]);
        assert_ne!(Edid::parse(&longer).unwrap().hash, edid.hash, "extensions count");
    }

    #[test]
    fn damage_is_named() {
        let good = block(7, None);
        assert_eq!(Edid::parse(&good[..127]), Err(EdidError::Length { got: 127 }));
        let mut bytes = good.clone();
        bytes[1] = 0;
        assert_eq!(Edid::parse(&bytes), Err(EdidError::Header));
        let mut bytes = good;
        bytes[12] += 1;
        assert_eq!(Edid::parse(&bytes), Err(EdidError::Checksum { sum: 1 }));
    }

    proptest! {
        #[test]
        fn any_bytes_do_no_harm(mut bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = Edid::parse(&bytes);
            if bytes.len() >= BLOCK {
                bytes[..8].copy_from_slice(&HEADER);
                let sum = bytes[..127].iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
                bytes[127] = 0_u8.wrapping_sub(sum);
                prop_assert!(Edid::parse(&bytes).is_ok());
            }
        }
    }
}
