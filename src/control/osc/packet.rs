//! One OSC datagram: from bytes to messages, and back.
//!
//! In: bytes of a datagram or of a socket's frame. Out: an [`OscPacket`] of bounded size and depth; bytes of one message.
//! Not here: what an address means (`wish`), sockets (`socket`). The codec is `rosc`; OSC 1.0 is its source.
//! Invariant: any bytes are survived: what `rosc` would nest or multiply without end is refused before it sees it.

use rosc::{OscMessage, OscPacket, OscType, decoder, encoder};

/// Bundles within bundles: `rosc` calls itself once for each.
const DEEPEST: usize = 8;
/// Messages of one datagram.
pub const MOST_MESSAGES: usize = 1024;
/// Type tags of one message, brackets included.
const MOST_TAGS: usize = 64;
/// First bytes of a bundle.
const BUNDLE: &[u8] = b"#bundle\0";
/// What an absent list of type tags stands for.
const NO_TAGS: &[u8] = b",\0\0\0";

/// Why a datagram is no OSC.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    /// A size that is no multiple of 4, or more than there is.
    #[error("{found} bytes where OSC has a multiple of 4 that fits; send whole OSC packets, one a datagram")]
    Size {
        /// Bytes found.
        found: usize,
    },
    /// Text without an end.
    #[error("an OSC string without its end")]
    Text,
    /// Bundles in bundles in bundles.
    #[error("bundles more than {DEEPEST} deep; send a flat bundle")]
    Deep,
    /// Too many messages.
    #[error("more than {MOST_MESSAGES} messages in one bundle; send several")]
    Messages,
    /// Too many type tags.
    #[error("{found} type tags in one message, at most {MOST_TAGS}")]
    Tags {
        /// Tags found.
        found: usize,
    },
    /// The codec's own word.
    #[error("no OSC: {0}")]
    Codec(String),
}

/// Reads a datagram.
pub fn decode(datagram: &[u8]) -> Result<OscPacket, PacketError> {
    let mut messages = 0;
    if measure(datagram, DEEPEST, &mut messages)? {
        return read(datagram);
    }
    // OSC 1.0 asks receivers to bear with senders that leave the list of tags out.
    read(&[datagram, NO_TAGS].concat())
}

/// Writes one message.
pub fn encode(message: OscMessage) -> Vec<u8> {
    // Memory is the only sink, and it takes all.
    encoder::encode(&OscPacket::Message(message)).unwrap_or_default()
}

/// A message.
pub fn message(address: impl Into<String>, arguments: Vec<OscType>) -> OscMessage {
    OscMessage { addr: address.into(), args: arguments }
}

fn read(datagram: &[u8]) -> Result<OscPacket, PacketError> {
    let (rest, packet) =
        decoder::decode_udp(datagram).map_err(|error| PacketError::Codec(format!("{error:?}")))?;
    // The codec leaves a bad element of a bundle lying, and what follows it.
    if rest.is_empty() { Ok(packet) } else { Err(PacketError::Size { found: rest.len() }) }
}

/// Counts what a packet holds; whether its message has a list of tags.
fn measure(packet: &[u8], depth: usize, messages: &mut usize) -> Result<bool, PacketError> {
    let found = packet.len();
    if found == 0 || !found.is_multiple_of(4) {
        return Err(PacketError::Size { found });
    }
    let Some(mut rest) = packet.strip_prefix(BUNDLE) else {
        *messages += 1;
        if *messages > MOST_MESSAGES {
            return Err(PacketError::Messages);
        }
        return measure_message(packet);
    };
    if depth == 0 {
        return Err(PacketError::Deep);
    }
    rest = rest.get(8..).ok_or(PacketError::Size { found })?;
    while let Some((size, elements)) = rest.split_first_chunk::<4>() {
        let size = u32::from_be_bytes(*size) as usize;
        let (element, others) = elements.split_at_checked(size).ok_or(PacketError::Size { found: size })?;
        if !measure(element, depth - 1, messages)? {
            return Err(PacketError::Text);
        }
        rest = others;
    }
    Ok(true)
}

fn measure_message(message: &[u8]) -> Result<bool, PacketError> {
    let end = message.iter().position(|byte| *byte == 0).ok_or(PacketError::Text)?;
    let Some(tags) = message.get((end / 4 + 1) * 4..).filter(|tags| !tags.is_empty()) else {
        return Ok(false);
    };
    let found = tags.iter().position(|byte| *byte == 0).ok_or(PacketError::Text)?;
    if found > MOST_TAGS { Err(PacketError::Tags { found }) } else { Ok(true) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes that `oscsend localhost P /vp/env/tod fsi 18.5 golden 7` puts on the wire, recorded with liblo 0.31.
    const OSCSEND: &[u8] = b"/vp/env/tod\0,fsi\0\0\0\0\x41\x94\0\0golden\0\0\0\0\0\x07";

    #[test]
    fn oscsends_bytes_are_read_and_written() {
        let arguments = vec![OscType::Float(18.5), OscType::String("golden".to_owned()), OscType::Int(7)];
        let wanted = message("/vp/env/tod", arguments);
        assert_eq!(decode(OSCSEND), Ok(OscPacket::Message(wanted.clone())));
        assert_eq!(encode(wanted), OSCSEND);
    }

    #[test]
    fn a_list_of_tags_may_be_absent() {
        assert_eq!(decode(b"/a\0\0"), Ok(OscPacket::Message(message("/a", vec![]))));
        assert_eq!(decode(b"/a\0\0,\0\0\0"), Ok(OscPacket::Message(message("/a", vec![]))));
    }

    #[test]
    fn sizes_are_believed_only_when_they_fit() {
        let bundle = |size: u32| [BUNDLE, &[0; 8], &size.to_be_bytes(), b"/a\0\0,\0\0\0"].concat();
        assert!(decode(&bundle(8)).is_ok());
        for size in [0, 4, 7, 12, u32::MAX] {
            assert!(decode(&bundle(size)).is_err(), "{size}");
        }
        for bad in [&b""[..], b"/a\0", b"aaaa", b"/aaa", b"/a\0\0,b\0\0\xff\xff\xff\xff", b"/\xff\0\0,\0\0\0"]
        {
            assert!(decode(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn nothing_nests_or_multiplies_without_end() {
        let nested = |depth| {
            let wrap =
                |inner: Vec<u8>, _| [BUNDLE, &[0; 8], &(inner.len() as u32).to_be_bytes(), &inner].concat();
            (0..depth).fold(b"/a\0\0,\0\0\0".to_vec(), wrap)
        };
        assert!(decode(&nested(DEEPEST)).is_ok());
        assert_eq!(decode(&nested(DEEPEST + 1)), Err(PacketError::Deep));
        assert_eq!(decode(&nested(3000)), Err(PacketError::Deep));
        let arrays = [b"/a\0\0,".as_slice(), &[b'['; 30_000], &[b']'; 30_000], &[0; 3]].concat();
        assert_eq!(decode(&arrays), Err(PacketError::Tags { found: 60_001 }));
        let element = [&8_u32.to_be_bytes(), b"/a\0\0,\0\0\0".as_slice()].concat();
        let many = |count| [BUNDLE, &[0; 8], &element.repeat(count)].concat();
        assert!(decode(&many(MOST_MESSAGES)).is_ok());
        assert_eq!(decode(&many(MOST_MESSAGES + 1)), Err(PacketError::Messages));
    }
}
