//! FreeD against the manual's numbers, public packets and any bytes.
//!
//! In: packets written by hand from the specification. Out: pass or fail.
//! Not here: sockets.
//! Invariant: no expected value comes from this program's own decoder.

use proptest::prelude::*;

use super::*;

/// Bytes of a text of hexadecimal digits.
fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn a_packet_made_by_hand_decodes_exactly() {
    // id 2; pan +180 deg = 5A0000; tilt -90 deg = -2949120 = D30000; roll +1/32768 deg = 000001;
    // x 1 m = 64000 = 00FA00; y -1/64 mm = FFFFFF; z the most negative = 800000; zoom FFFFFF; focus 000102; user A5C3.
    // Sum: 209+2+90+211+1+250+765+128+765+1+2+165+195 = 2784 = 0xAE0; 0x40 - 0xE0 = 0x60 modulo 256.
    let whole = bytes("d1025a0000d3000000000100fa00ffffff800000ffffff000102a5c360");
    let want = FreedPacket {
        camera_id: 2,
        pan: 180 * 32768,
        tilt: -90 * 32768,
        roll: 1,
        x: 64_000,
        y: -1,
        z: -8_388_608,
        zoom: 0xFF_FFFF,
        focus: 0x102,
        user: 0xA5C3,
    };
    assert_eq!(decode(&whole), Ok(want));
    assert_eq!(encode(&want).as_slice(), whole);
    let pose = pose_from_packet(&want, Signs::PLAIN);
    // 1 m to the right, 1/64 mm nearer than the origin (-Y is +Z of the stage), 131.072 m down.
    assert!((pose.position - DVec3::new(1.0, -131.072, 1.0 / 64_000.0)).length() < 1e-12);
}

#[test]
fn half_turns_have_the_codes_of_the_manual() {
    let half = Pose::from_pan_tilt_roll(DVec3::ZERO, -std::f64::consts::PI + 1e-12, 0.0, 0.0);
    let packet = packet_from_pose(&half, Signs::PLAIN, &FreedPacket::default());
    assert_eq!(encode(&packet)[2..5], [0x5A, 0, 0]);
    let other = Pose::from_pan_tilt_roll(DVec3::ZERO, std::f64::consts::PI - 1e-12, 0.0, 0.0);
    let packet = packet_from_pose(&other, Signs::PLAIN, &FreedPacket::default());
    assert_eq!(encode(&packet)[2..5], [0xA6, 0, 0]);
}

#[test]
fn public_packets_of_a_real_camera_decode() {
    // reference/tracking.md 1.3.
    let cases = [
        ("d100df78aa0047ef000000000000000000000000004000001501d1ff12", -65.057_312, 0.561_981, 16384, 5377),
        ("d1002198d8ffeb940000000000000000000000000028c60013b9d1ffd6", 67.194_092, -0.159_546, 10438, 5049),
    ];
    for (hex, pan_deg, tilt_deg, zoom, focus) in cases {
        let packet = decode(&bytes(hex)).unwrap();
        let [pan, tilt, roll] = pan_tilt_roll_deg(&packet, Signs::PLAIN);
        assert!((pan + pan_deg).abs() < 1e-6, "pan {pan} is not the opposite of {pan_deg}");
        assert!((tilt - tilt_deg).abs() < 1e-6, "tilt {tilt} is not {tilt_deg}");
        assert_eq!((roll, packet.zoom, packet.focus, packet.user), (0.0, zoom, focus, 0xD1FF));
        assert_eq!(encode(&packet).as_slice(), bytes(hex));
    }
}

#[test]
fn pan_to_the_right_looks_along_plus_x() {
    let right = FreedPacket { pan: 90 * 32768, y: 128_000, ..FreedPacket::default() };
    let pose = pose_from_packet(&right, Signs::PLAIN);
    assert!((pose.forward() - DVec3::X).length() < 1e-12);
    assert!((pose.position - DVec3::new(0.0, 0.0, -2.0)).length() < 1e-12);
    let up = pose_from_packet(&FreedPacket { tilt: 90 * 32768, ..FreedPacket::default() }, Signs::PLAIN);
    assert!((up.forward() - DVec3::Y).length() < 1e-12);
    let clockwise =
        pose_from_packet(&FreedPacket { roll: 90 * 32768, ..FreedPacket::default() }, Signs::PLAIN);
    assert!((clockwise.up() - DVec3::X).length() < 1e-12);
}

#[test]
fn signs_act_on_the_raw_values() {
    let signs = Signs::new([-1, 1, 1, -1, 1, 1]).unwrap();
    let packet = FreedPacket { pan: 90 * 32768, x: 64_000, ..FreedPacket::default() };
    let pose = pose_from_packet(&packet, signs);
    assert!((pose.forward() - DVec3::NEG_X).length() < 1e-12);
    assert_eq!(pose.position.x, -1.0);
    assert_eq!(packet_from_pose(&pose, signs, &FreedPacket::default()), packet);
    assert_eq!(Signs::new([1, 1, 1, 0, 1, 1]), Err(SignsError::Sign([1, 1, 1, 0, 1, 1])));
}

#[test]
fn broken_packets_say_what_is_wrong() {
    let good = encode(&FreedPacket::default());
    assert_eq!(decode(&[]), Err(FreedError::Length { got: 0 }));
    assert_eq!(decode(&good[..3]), Err(FreedError::Length { got: 3 }));
    assert_eq!(decode(&[0xD0, 1, 0, 0x6F]), Err(FreedError::Type { got: 0xD0 }));
    let mut bad = good;
    bad[5] ^= 0x10;
    // An all-zero D1 message sums to 0xD1, so its checksum is 0x40 - 0xD1 = 0x6F; 0x10 more needs 0x5F.
    assert_eq!(decode(&bad), Err(FreedError::Checksum { got: 0x6F, want: 0x5F }));
}

#[test]
fn a_datagram_may_hold_several_messages() {
    let packet = |id| FreedPacket { camera_id: id, ..FreedPacket::default() };
    let mut datagram = [encode(&packet(1)), encode(&packet(2)), encode(&packet(3))].concat();
    datagram[29 + 7] ^= 1;
    datagram.push(0xD1);
    let found: Vec<_> = messages(&datagram).collect();
    assert_eq!(found.len(), 4);
    assert_eq!((found[0], found[2]), (Ok(packet(1)), Ok(packet(3))));
    assert!(matches!(found[1], Err(FreedError::Checksum { .. })));
    assert_eq!(found[3], Err(FreedError::Length { got: 1 }));
    assert_eq!(messages(&[]).collect::<Vec<_>>(), [Err(FreedError::Length { got: 0 })]);
}

#[test]
fn the_stream_finds_its_place_after_garbage() {
    let packet = |id| FreedPacket { camera_id: id, pan: 0xD1D1, ..FreedPacket::default() };
    let cut = &encode(&packet(9))[..20];
    let serial = [&[0, 0xD1, 0xD1, 7], cut, &encode(&packet(1)), &encode(&packet(2)), &[0xD1, 1, 2]].concat();
    for step in [1, 3, 29, 500] {
        let (mut stream, mut events) = (FreedStream::default(), Vec::new());
        for part in serial.chunks(step) {
            stream.push(part, |event| events.push(event));
        }
        stream.finish(|event| events.push(event));
        let want = [
            StreamEvent::Skipped(24),
            StreamEvent::Packet(packet(1)),
            StreamEvent::Packet(packet(2)),
            StreamEvent::Skipped(3),
        ];
        assert_eq!(events, want, "in steps of {step}");
    }
}

#[test]
fn a_hundred_thousand_random_datagrams_do_no_harm() {
    // xorshift64 with a fixed seed; half the datagrams begin like a D1 message, some of them of its length.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let (mut stream, mut accepted, mut rejected) = (FreedStream::default(), 0_u32, 0_u32);
    for _ in 0..100_000 {
        let kind = next();
        let length = if kind & 2 == 0 { D1_LEN } else { (kind >> 8) as usize % 90 };
        let mut datagram: Vec<u8> = (0..length).map(|_| (next() >> 32) as u8).collect();
        if kind & 1 == 0 && length > 0 {
            datagram[0] = D1_TYPE;
        }
        for message in messages(&datagram) {
            match message {
                Ok(packet) => {
                    accepted += 1;
                    assert!(pose_from_packet(&packet, Signs::PLAIN).is_finite());
                }
                Err(_) => rejected += 1,
            }
        }
        stream.push(&datagram, |_| {});
    }
    // A random checksum fits once in 256: about 50,000 / 256 of those with a type byte pass.
    assert!((100..400).contains(&accepted) && rejected > 90_000, "{accepted} accepted, {rejected} rejected");
}

fn any_packet() -> impl Strategy<Value = FreedPacket> {
    let signed = I24_MIN..=I24_MAX;
    let unsigned = 0..=U24_MAX;
    (any::<u8>(), prop::array::uniform6(signed), unsigned.clone(), unsigned, any::<u16>()).prop_map(
        |(camera_id, [pan, tilt, roll, x, y, z], zoom, focus, user)| FreedPacket {
            camera_id,
            pan,
            tilt,
            roll,
            x,
            y,
            z,
            zoom,
            focus,
            user,
        },
    )
}

proptest! {
    #[test]
    fn encode_then_decode_is_the_identity(packet in any_packet()) {
        let message = encode(&packet);
        prop_assert_eq!(decode(&message), Ok(packet));
        let sum = message.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        prop_assert_eq!(sum, 0x40);
    }

    #[test]
    fn a_pose_comes_back_within_half_a_unit(
        pan in -3.1..3.1_f64, tilt in -1.5..1.5_f64, roll in -3.1..3.1_f64,
        x in -100.0..100.0_f64, y in -100.0..100.0_f64, z in -100.0..100.0_f64,
    ) {
        let pose = Pose::from_pan_tilt_roll(DVec3::new(x, y, z), pan, tilt, roll);
        let packet = packet_from_pose(&pose, Signs::PLAIN, &FreedPacket::default());
        let back = pose_from_packet(&packet, Signs::PLAIN);
        let half_length = 0.5 / UNITS_PER_METRE * 1.0001;
        prop_assert!((back.position - pose.position).abs().max_element() <= half_length);
        // Three half units of angle at most, one about each axis.
        prop_assert!(back.rotation.angle_between(pose.rotation) <= 1.5_f64.to_radians() / UNITS_PER_DEGREE + 1e-7);
    }
}

#[test]
fn the_recorded_star_tracker_move_is_its_table() {
    let folder =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/opentrackio/mosys_f4/startracker_pan_25p");
    let (Ok(recording), Ok(table)) =
        (std::fs::read(format!("{folder}.freed_d1.bin")), std::fs::read_to_string(format!("{folder}.csv")))
    else {
        assert!(std::env::var_os("CI").is_none(), "CI needs {folder}.*");
        eprintln!("skipped: {folder}.* is absent");
        return;
    };
    let packets: Vec<FreedPacket> = messages(&recording).map(Result::unwrap).collect();
    let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!((packets.len(), rows.len()), (1497, 1497));
    for (packet, row) in packets.iter().zip(&rows) {
        let number = |column: usize| row[column].parse::<f64>().unwrap();
        let angle = |column| (number(column) * UNITS_PER_DEGREE).round() as i32;
        // One linear unit of the table is 0.01 mm (its SOURCES.md).
        let length = |column| (number(column) * 0.64).round() as i32;
        let want = FreedPacket {
            camera_id: 1,
            pan: angle(2),
            tilt: angle(3),
            roll: angle(4),
            x: length(5),
            y: length(6),
            z: length(7),
            zoom: number(9) as u32,
            focus: number(8) as u32,
            user: packet.user,
        };
        assert_eq!(*packet, want, "frame {}", row[0]);
    }
}

#[test]
fn signs_on_a_plain_pose_are_signs_on_its_packet() {
    let packet = FreedPacket {
        pan: 900_000,
        tilt: -400_000,
        roll: 90_000,
        x: 5,
        y: -700,
        z: 96_000,
        ..FreedPacket::default()
    };
    for signs in [[1, -1, 1, -1, 1, 1], [-1, 1, -1, 1, -1, -1]] {
        let signs = Signs::new(signs).unwrap();
        let (found, want) =
            (signs.pose(&pose_from_packet(&packet, Signs::PLAIN)), pose_from_packet(&packet, signs));
        assert!((found.position - want.position).length() < 1e-12, "{found:?} is not {want:?}");
        assert!((found.rotation.dot(want.rotation).abs() - 1.0).abs() < 1e-12, "{found:?} is not {want:?}");
    }
}

#[test]
fn exchanged_channels_are_put_in_order_and_back() {
    // A sender that tells tilt before pan and height before depth, and mirrors x.
    let signs = Signs::new([-1, 1, 1, 1, 1, 1]).unwrap().ordered([0, 2, 1, 4, 3, 5]).unwrap();
    let pose = Pose::from_pan_tilt_roll(DVec3::new(1.0, 2.0, -3.0), 0.5, 0.25, -0.125);
    let sent = packet_from_pose(&pose, signs, &FreedPacket::default());
    let right = packet_from_pose(&pose, Signs::PLAIN, &FreedPacket::default());
    assert_eq!([sent.x, sent.y, sent.z], [-right.x, right.z, right.y]);
    assert_eq!([sent.pan, sent.tilt, sent.roll], [right.tilt, right.pan, right.roll]);
    assert_eq!((signs.apply(&sent), signs.undo(&right)), (right, sent));
    // One that is no inverse of itself: three channels in a ring.
    let ring = Signs::new([1, -1, 1, 1, 1, 1]).unwrap().ordered([1, 2, 0, 3, 4, 5]).unwrap();
    assert_eq!(ring.apply(&ring.undo(&right)), right);
    assert_ne!(ring.apply(&ring.apply(&right)), right);
    for bad in [[0, 0, 1, 3, 4, 5], [3, 1, 2, 0, 4, 5], [0, 1, 2, 3, 4, 6]] {
        assert_eq!(Signs::PLAIN.ordered(bad), Err(SignsError::Order(bad)));
    }
}
