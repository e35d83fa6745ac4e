//! Track files, good and broken.
//!
//! In: files written in the test, and the real moves of `../shared`. Out: pass or fail.
//! Not here: rendering.
//! Invariant: every refusal names its line.

use super::*;
use crate::tracking::freed::{FreedPacket, encode, packet_from_pose};
use crate::tracking::schema::SampleLine;

const CSV: &str =
    "# a slider\nt_s,tx_m,ty_m,tz_m,qx,qy,qz,qw\n10.0,0,0,0,0,0,0,1\n10.5,1,0,-2,0,0.7071,0,0.7071\n";

fn read(text: &str) -> Result<Track, TrackFileError> {
    Track::from_bytes(text.as_bytes(), &TrackOptions::default())
}

#[test]
fn a_csv_is_interpolated_and_held() {
    let track = read(CSV).unwrap();
    assert_eq!(track.duration_secs(), 0.5);
    let half = track.pose_at(0.25);
    assert!((half.position - DVec3::new(0.5, 0.0, -1.0)).length() < 1e-12);
    assert!((half.pan_tilt_roll().0 - std::f64::consts::FRAC_PI_4).abs() < 1e-9);
    assert_eq!(track.pose_at(99.0), track.pose_at(0.5));
    assert_eq!(track.pose_at(-1.0), Pose::IDENTITY);
    let headless = read("0,0,0,0,0,0,0,1\r\n\r\n1,2,0,0,0,0,0,1\r\n").unwrap();
    assert_eq!(headless.pose_at(0.5).position.x, 1.0);
}

#[test]
fn offsets_go_onto_the_rest_pose_and_absolute_poses_do_not() {
    let rest = Pose::from_pan_tilt_roll(DVec3::new(0.0, 1.5, 2.0), std::f64::consts::FRAC_PI_2, 0.0, 0.0);
    let offset = read(CSV).unwrap().camera_pose(&rest, 0.5);
    // The rest camera looks along -X, so its right is -Z: (1, 0, -2) ahead-right becomes (-2, 0, -1).
    assert!((offset.position - DVec3::new(-2.0, 1.5, 1.0)).length() < 1e-9);
    let options = TrackOptions { placement: Placement::Absolute, ..TrackOptions::default() };
    let absolute = Track::from_bytes(CSV.as_bytes(), &options).unwrap();
    assert!((absolute.camera_pose(&rest, 0.5).position - DVec3::new(1.0, 0.0, -2.0)).length() < 1e-12);
}

#[test]
fn axes_are_turned() {
    let options = TrackOptions { axes: Axes::Freed, ..TrackOptions::default() };
    let track = Track::from_bytes(b"0,1,2,3,0,0,0,1", &options).unwrap();
    assert!((track.pose_at(0.0).position - DVec3::new(1.0, 3.0, -2.0)).length() < 1e-12);
}

#[test]
fn lines_of_track_decode_are_a_track() {
    let line = |x| {
        let packet = FreedPacket { x, y: 64_000, ..FreedPacket::default() };
        serde_json::to_string(&SampleLine::from_freed(&packet, Signs::PLAIN, "127.0.0.1")).unwrap()
    };
    let text = format!("{}\n{{\"rejected\":\"short\"}}\n{}\n", line(0), line(64_000));
    let track = read(&text).unwrap();
    // No times: 25 a second.
    assert!((track.duration_secs() - 0.04).abs() < 1e-12);
    assert!((track.pose_at(0.04).position - DVec3::new(1.0, 0.0, -1.0)).length() < 1e-12);
}

#[test]
fn broken_files_name_the_line() {
    let cases = [
        ("", "no samples"),
        ("# only a comment\n", "no samples"),
        ("t_s,tx_m,ty_m,tz_m,qx,qy,qz,qw\n", "no samples"),
        ("t,x,y,z,qw,qx,qy,qz\n0,0,0,0,1,0,0,0", "line 1: found columns"),
        ("0,0,0,0,0,0,0,1\n1,0,0,0,0,0,0\n", "line 2: found 7 values"),
        ("0,0,0,0,0,0,0,1\n1,0,zero,0,0,0,0,1\n", "line 2: found `zero`"),
        ("#\n0,NaN,0,0,0,0,0,1\n", "line 2: found a value that is not finite"),
        ("0,0,0,inf,0,0,0,1\n", "line 1: found a value that is not finite"),
        ("0,0,0,0,0,0,0,0\n", "line 1: found a quaternion of length 0.0000"),
        ("0,0,0,0,0,0,0,1\n1,0,0,0,0,0,0,1\n0.5,0,0,0,0,0,0,1\n", "line 3: time 0.5 s is not after 1 s"),
        ("0,0,0,0,0,0,0,1\n0,0,0,0,0,0,0,1\n", "line 2: time 0 s is not after 0 s"),
        ("{\"position_m\":[0,0,0]}\n", "line 1: found no rotation_wxyz"),
        ("{\"position_m\":[0,0]}\n", "line 1: found invalid length 2"),
        ("{\"rejected\":\"short\"}\n", "no samples"),
        ("hello\n", "line 1: found columns `hello`"),
    ];
    for (text, want) in cases {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(want), "{text:?}: {error}");
    }
    let error = Track::from_bytes(&[0xff; 40], &TrackOptions::default()).unwrap_err();
    assert_eq!(error, TrackFileError::NotText { at: 0 });
}

#[test]
fn a_recording_is_relative_to_its_first_sample() {
    // A head tilted 30 degrees down at (5, 2, 7) that looks to -X, then goes 1 m along its heading and pans 20 left.
    let quarter = std::f64::consts::FRAC_PI_2;
    let tilt = -30.0_f64.to_radians();
    let pan = 20.0_f64.to_radians();
    let poses = [
        Pose::from_pan_tilt_roll(DVec3::new(5.0, 2.0, 7.0), quarter, tilt, 0.0),
        Pose::from_pan_tilt_roll(DVec3::new(4.0, 2.0, 7.0), quarter + pan, tilt, 0.0),
    ];
    let bytes =
        poses.map(|pose| encode(&packet_from_pose(&pose, Signs::PLAIN, &FreedPacket::default()))).concat();
    let track = Track::from_bytes(&bytes, &TrackOptions::default()).unwrap();
    let rest = Pose::at(DVec3::new(0.0, 1.6, 3.0));
    assert!((track.camera_pose(&rest, 0.0).position - rest.position).length() < 1e-12);
    let moved = track.camera_pose(&rest, 0.04);
    assert!((moved.position - DVec3::new(0.0, 1.6, 2.0)).length() < 1e-4);
    let (got_pan, got_tilt, got_roll) = moved.pan_tilt_roll();
    assert!((got_pan - pan).abs() < 1e-5 && got_tilt.abs() < 1e-5 && got_roll.abs() < 1e-5);

    let mut cut = bytes.clone();
    cut[29 + 4] ^= 1;
    let error = Track::from_bytes(&cut, &TrackOptions::default()).unwrap_err().to_string();
    assert!(error.starts_with("message 1 at byte 29: checksum"), "{error}");
    assert!(Track::from_bytes(&bytes[..40], &TrackOptions::default()).is_err());
}

#[test]
fn the_real_moves_of_shared_are_read() {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data/");
    let cases = [
        ("trajectories/tum_fr1_xyz_handheld_100hz.csv", 3000),
        ("trajectories/tum_fr2_desk_part1_handheld.csv", 1760),
        ("opentrackio/mosys_f4/startracker_pan_25p.freed_d1.bin", 1497),
    ];
    for (name, rows) in cases {
        let Ok(bytes) = std::fs::read(format!("{shared}{name}")) else {
            assert!(std::env::var_os("CI").is_none(), "CI needs {shared}{name}");
            eprintln!("skipped: {shared}{name} is absent");
            return;
        };
        let track = Track::from_bytes(&bytes, &TrackOptions::default()).unwrap();
        assert_eq!(track.samples().len(), rows, "{name}");
    }
}
