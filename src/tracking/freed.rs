//! FreeD type D1: 29 bytes to raw numbers to a pose, and back.
//!
//! In: any bytes. Out: `FreedPacket` with the sender's integers, or why not; poses in stage axes.
//! Not here: sockets (`tracking::receiver`), arrival times (`tracking::time_base`), where the tracker's origin is.
//! Invariant: decoding is total and exact: `decode(encode(p)) == p` for every packet whose fields fit 24 bits.
//!
//! Source: Vinten Radamec free-d manual v1.4.4, appendices A and B (`reference/tracking.md` 1.1).

use glam::DVec3;

use crate::math::Pose;
use crate::math::axes::stage_from_z_up;

/// Bytes of one D1 message.
pub const D1_LEN: usize = 29;
/// First byte of a D1 message.
const D1_TYPE: u8 = 0xD1;
/// Camera id that stands for every camera.
pub const ANY_CAMERA: u8 = 0xFF;
/// Raw angle units in a degree (8.15 fixed point).
const UNITS_PER_DEGREE: f64 = 32_768.0;
/// Raw length units in a metre (1/64 mm).
const UNITS_PER_METRE: f64 = 64_000.0;
/// All bytes of a good message add up to this, modulo 256.
const SUM: u8 = 0x40;
const I24_MIN: i32 = -(1 << 23);
const I24_MAX: i32 = (1 << 23) - 1;
const U24_MAX: u32 = (1 << 24) - 1;

/// One D1 message as sent: raw integers in FreeD's own axes (Z up, pan positive to the right).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FreedPacket {
    /// 0..255; [`ANY_CAMERA`] means every camera.
    pub camera_id: u8,
    /// 1/32768 degree, positive to the right; signed 24 bit.
    pub pan: i32,
    /// 1/32768 degree, positive upward; signed 24 bit.
    pub tilt: i32,
    /// 1/32768 degree, positive clockwise from behind; signed 24 bit.
    pub roll: i32,
    /// 1/64 mm, to the right at pan 0; signed 24 bit.
    pub x: i32,
    /// 1/64 mm, forward at pan 0; signed 24 bit.
    pub y: i32,
    /// 1/64 mm, upward; signed 24 bit.
    pub z: i32,
    /// The sender's own units, unsigned 24 bit.
    pub zoom: u32,
    /// The sender's own units, unsigned 24 bit.
    pub focus: u32,
    /// Spare word; its meaning is the vendor's.
    pub user: u16,
}

impl FreedPacket {
    /// x, y, z, pan, tilt, roll as sent.
    fn channels(&self) -> [i32; 6] {
        // 24 bits: negating never overflows, also for a packet made by hand.
        [self.x, self.y, self.z, self.pan, self.tilt, self.roll].map(|raw| raw.max(-i32::MAX))
    }

    fn with_channels(&self, [x, y, z, pan, tilt, roll]: [i32; 6]) -> Self {
        Self { pan, tilt, roll, x, y, z, ..*self }
    }

    /// x, y, z in metres, pan, tilt, roll in degrees, as sent: FreeD's own axes and signs.
    pub fn raw_channels(&self) -> [f64; 6] {
        let [x, y, z, pan, tilt, roll] = self.channels().map(f64::from);
        let (length, angle) = (UNITS_PER_METRE, UNITS_PER_DEGREE);
        [x / length, y / length, z / length, pan / angle, tilt / angle, roll / angle]
    }
}

/// Why bytes are not a D1 message.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum FreedError {
    /// Too few bytes for a message, or bytes left over after the last whole one.
    #[error("packet has {got} bytes, FreeD type D1 needs {need}", need = D1_LEN)]
    Length {
        /// Bytes found.
        got: usize,
    },
    /// Another message type.
    #[error("message type is {got:#04x}, needed FreeD type 0xd1")]
    Type {
        /// First byte found.
        got: u8,
    },
    /// The last byte does not fit the others.
    #[error("checksum is {got:#04x}, the bytes before it need {want:#04x}")]
    Checksum {
        /// Byte found.
        got: u8,
        /// `0x40 - sum(bytes 0..28)` modulo 256.
        want: u8,
    },
}

/// Decodes exactly one D1 message. Total: any bytes give a packet or an error.
pub fn decode(bytes: &[u8]) -> Result<FreedPacket, FreedError> {
    match bytes.first() {
        Some(&D1_TYPE) => {}
        Some(&got) => return Err(FreedError::Type { got }),
        None => return Err(FreedError::Length { got: 0 }),
    }
    let message: &[u8; D1_LEN] = bytes.try_into().map_err(|_| FreedError::Length { got: bytes.len() })?;
    let want = checksum(message);
    let got = message[D1_LEN - 1];
    if got != want {
        return Err(FreedError::Checksum { got, want });
    }
    let signed = |at: usize| i32::from_be_bytes([message[at], message[at + 1], message[at + 2], 0]) >> 8;
    let unsigned = |at: usize| u32::from_be_bytes([0, message[at], message[at + 1], message[at + 2]]);
    Ok(FreedPacket {
        camera_id: message[1],
        pan: signed(2),
        tilt: signed(5),
        roll: signed(8),
        x: signed(11),
        y: signed(14),
        z: signed(17),
        zoom: unsigned(20),
        focus: unsigned(23),
        user: u16::from_be_bytes([message[26], message[27]]),
    })
}

/// Encodes one D1 message; fields beyond 24 bits are held at the limit.
pub fn encode(packet: &FreedPacket) -> [u8; D1_LEN] {
    let mut message = [0; D1_LEN];
    message[0] = D1_TYPE;
    message[1] = packet.camera_id;
    let signed = [packet.pan, packet.tilt, packet.roll, packet.x, packet.y, packet.z];
    for (slot, value) in message[2..20].as_chunks_mut::<3>().0.iter_mut().zip(signed) {
        slot.copy_from_slice(&value.clamp(I24_MIN, I24_MAX).to_be_bytes()[1..]);
    }
    message[20..23].copy_from_slice(&packet.zoom.min(U24_MAX).to_be_bytes()[1..]);
    message[23..26].copy_from_slice(&packet.focus.min(U24_MAX).to_be_bytes()[1..]);
    message[26..28].copy_from_slice(&packet.user.to_be_bytes());
    message[D1_LEN - 1] = checksum(&message);
    message
}

/// The last byte that the first 28 need.
fn checksum(message: &[u8; D1_LEN]) -> u8 {
    message[..D1_LEN - 1].iter().fold(SUM, |left, byte| left.wrapping_sub(*byte))
}

/// The messages of one datagram: usually one, some bridges put several end to end.
/// Each 29-byte slot is judged alone; a shorter rest is a length error. No scan for a start byte:
/// at every offset one random datagram in 65536 would pass for a pose.
pub fn messages(datagram: &[u8]) -> impl Iterator<Item = Result<FreedPacket, FreedError>> {
    let empty = datagram.is_empty().then_some(Err(FreedError::Length { got: 0 }));
    empty.into_iter().chain(datagram.chunks(D1_LEN).map(decode))
}

/// Something found in a serial stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamEvent {
    /// A whole message.
    Packet(FreedPacket),
    /// This many bytes before the next message, or at the end, belong to none.
    Skipped(usize),
}

/// Finds messages in bytes without frames (RS-422 and the like): a start byte and a fitting checksum 28 bytes on.
#[derive(Clone, Debug, Default)]
pub struct FreedStream {
    window: [u8; D1_LEN],
    filled: usize,
    skipped: usize,
}

impl FreedStream {
    /// Takes the next bytes of the stream and reports what they complete.
    pub fn push(&mut self, bytes: &[u8], mut report: impl FnMut(StreamEvent)) {
        for byte in bytes {
            self.window[self.filled] = *byte;
            self.filled += 1;
            if self.filled < D1_LEN {
                continue;
            }
            if let Ok(packet) = decode(&self.window) {
                self.report_skipped(&mut report);
                report(StreamEvent::Packet(packet));
                self.filled = 0;
            } else {
                self.drop_to_next_start();
            }
        }
    }

    /// Ends the stream: what is left in the window is no message.
    pub fn finish(mut self, mut report: impl FnMut(StreamEvent)) {
        self.skipped += self.filled;
        self.report_skipped(&mut report);
    }

    fn report_skipped(&mut self, report: &mut impl FnMut(StreamEvent)) {
        if self.skipped > 0 {
            report(StreamEvent::Skipped(self.skipped));
            self.skipped = 0;
        }
    }

    fn drop_to_next_start(&mut self) {
        let rest = self.window[1..].iter().position(|byte| *byte == D1_TYPE);
        let dropped = rest.map_or(D1_LEN, |at| at + 1);
        self.window.copy_within(dropped.., 0);
        self.filled = D1_LEN - dropped;
        self.skipped += dropped;
    }
}

/// Order and sign faults of one sender, undone on the raw values before anything else: which of its channels is our x, y,
/// z, pan, tilt, roll, and then the sign of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    order: [usize; 6],
    signs: [i8; 6],
}

/// Why numbers are not the signs and order of channels.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum SignsError {
    /// A sign that is none.
    #[error("signs are {0:?}, needed six values of 1 or -1 in the order x, y, z, pan, tilt, roll")]
    Sign([i8; 6]),
    /// A channel twice, or a length for an angle.
    #[error("channels are {0:?}, needed 0, 1, 2 in any order, then 3, 4, 5 in any order")]
    Order([usize; 6]),
}

impl Signs {
    /// A sender that follows the manual.
    pub const PLAIN: Self = Self { order: [0, 1, 2, 3, 4, 5], signs: [1; 6] };

    /// Signs in the order x, y, z, pan, tilt, roll; each 1 or -1.
    pub fn new(signs: [i8; 6]) -> Result<Self, SignsError> {
        if signs.iter().all(|sign| sign.abs() == 1) {
            Ok(Self { signs, ..Self::PLAIN })
        } else {
            Err(SignsError::Sign(signs))
        }
    }

    /// The same signs, on channels in another order: `order[k]` is the sender's channel that is our k-th.
    pub fn ordered(self, order: [usize; 6]) -> Result<Self, SignsError> {
        let is_whole = |part: &[usize], from: usize| (from..from + 3).all(|channel| part.contains(&channel));
        if is_whole(&order[..3], 0) && is_whole(&order[3..], 3) {
            Ok(Self { order, ..self })
        } else {
            Err(SignsError::Order(order))
        }
    }

    /// Our channels of the sender's: in order, with signs.
    fn channels<T: Copy + std::ops::Neg<Output = T>>(self, raw: [T; 6]) -> [T; 6] {
        std::array::from_fn(|index| {
            let value = raw[self.order[index]];
            if self.signs[index] < 0 { -value } else { value }
        })
    }

    /// The sender's channels of ours.
    fn undone<T: Copy + Default + std::ops::Neg<Output = T>>(self, ours: [T; 6]) -> [T; 6] {
        let mut raw = [T::default(); 6];
        for (index, value) in ours.into_iter().enumerate() {
            raw[self.order[index]] = if self.signs[index] < 0 { -value } else { value };
        }
        raw
    }

    /// A position in the sender's own axes, as it should have been sent.
    pub fn position(self, z_up: DVec3) -> DVec3 {
        let [x, y, z, ..] = self.channels([z_up.x, z_up.y, z_up.z, 0.0, 0.0, 0.0]);
        DVec3::new(x, y, z)
    }

    /// The pose that a sender means whose packet, read without signs, gives `plain`.
    pub fn pose(self, plain: &Pose) -> Pose {
        let at = plain.position;
        let (pan, tilt, roll) = plain.pan_tilt_roll();
        // FreeD's pan is positive to the right.
        let angles = [-pan, tilt, roll].map(f64::to_degrees);
        self.pose_of_channels([at.x, -at.z, at.y, angles[0], angles[1], angles[2]])
    }

    /// The pose of a sender's channels as sent: x, y, z in metres, pan, tilt, roll in degrees.
    pub fn pose_of_channels(self, raw: [f64; 6]) -> Pose {
        let [x, y, z, pan, tilt, roll] = self.channels(raw);
        let [pan, tilt, roll] = [-pan, tilt, roll].map(f64::to_radians);
        Pose::from_pan_tilt_roll(stage_from_z_up(DVec3::new(x, y, z)), pan, tilt, roll)
    }

    /// Signs of x, y, z, pan, tilt, roll and the sender's channels that they are.
    pub fn parts(self) -> ([i8; 6], [usize; 6]) {
        (self.signs, self.order)
    }

    /// The packet as it should have been sent.
    pub fn apply(self, packet: &FreedPacket) -> FreedPacket {
        packet.with_channels(self.channels(packet.channels()))
    }

    /// The packet that the sender makes of one as it should be: the inverse of [`Signs::apply`].
    pub fn undo(self, packet: &FreedPacket) -> FreedPacket {
        packet.with_channels(self.undone(packet.channels()))
    }
}

impl Default for Signs {
    fn default() -> Self {
        Self::PLAIN
    }
}

/// Pan (left positive), tilt and roll in degrees, our signs, not brought into a range: tilt of a flipped head passes 90.
pub fn pan_tilt_roll_deg(packet: &FreedPacket, signs: Signs) -> [f64; 3] {
    let packet = signs.apply(packet);
    [-packet.pan, packet.tilt, packet.roll].map(|raw| f64::from(raw) / UNITS_PER_DEGREE)
}

/// The pose that the packet tells, in the tracker's frame turned to stage axes, metres.
pub fn pose_from_packet(packet: &FreedPacket, signs: Signs) -> Pose {
    let [pan, tilt, roll] = pan_tilt_roll_deg(packet, signs).map(f64::to_radians);
    let packet = signs.apply(packet);
    let z_up = DVec3::new(f64::from(packet.x), f64::from(packet.y), f64::from(packet.z)) / UNITS_PER_METRE;
    Pose::from_pan_tilt_roll(stage_from_z_up(z_up) + DVec3::ZERO, pan, tilt, roll)
}

/// The packet whose pose is nearest to this one; `camera_id`, `zoom`, `focus` and `user` come from `extras`.
/// The inverse of [`pose_from_packet`] to half a raw unit (1/128 mm, 1/65536 degree); beyond 131 m it holds the limit.
pub fn packet_from_pose(pose: &Pose, signs: Signs, extras: &FreedPacket) -> FreedPacket {
    // A float-to-integer cast saturates and turns NaN to 0, so this is total.
    let raw = |value: f64| (value.round() as i32).clamp(I24_MIN, I24_MAX);
    let (pan, tilt, roll) = pose.pan_tilt_roll();
    let angle = |radians: f64| raw(radians.to_degrees() * UNITS_PER_DEGREE);
    let length = |metres: f64| raw(metres * UNITS_PER_METRE);
    signs.undo(&FreedPacket {
        pan: angle(-pan),
        tilt: angle(tilt),
        roll: angle(roll),
        x: length(pose.position.x),
        y: length(-pose.position.z),
        z: length(pose.position.y),
        ..*extras
    })
}

#[cfg(test)]
mod tests;
