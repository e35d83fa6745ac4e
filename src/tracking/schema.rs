//! The JSON lines of samples (CONTRACT.md 5), written by `track decode` and read as track files.
//!
//! In: packets or refusals. Out: one serialisable value a line; from text, what a track needs of a line.
//! Not here: printing (`cli::track`), tracks (`tracking::track_file`).
//! Invariant: every key of the contract is always there, null where FreeD has nothing to say.

use serde::{Deserialize, Serialize};

use super::freed::{FreedPacket, Signs, pan_tilt_roll_deg, pose_from_packet};

/// One accepted sample. Stage axes, metres, degrees.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SampleLine {
    /// Address of the sender.
    pub source: String,
    /// The message's camera id.
    pub camera_id: u8,
    /// Time of the sample, seconds; null where nothing tells it.
    pub t_secs: Option<f64>,
    /// Sensor point.
    pub position_m: [f64; 3],
    /// Unit quaternion, w first and not negative.
    pub rotation_wxyz: [f64; 4],
    /// Viewing direction.
    pub forward: [f64; 3],
    /// The picture's up.
    pub up: [f64; 3],
    /// Positive to the left.
    pub pan_deg: f64,
    /// Positive upward.
    pub tilt_deg: f64,
    /// Positive clockwise from behind.
    pub roll_deg: f64,
    /// Lens values by their OpenTrackIO names.
    pub lens: LensLine,
    /// The sender's integers.
    pub raw: RawLine,
    /// FreeD has none.
    pub timecode: Option<String>,
    /// FreeD has none.
    pub sequence: Option<u32>,
    /// FreeD has none.
    pub quality: Option<f64>,
}

/// Lens values of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LensLine {
    /// Ring positions in the sender's units.
    pub raw_encoders: RawEncoders,
}

/// Ring positions.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RawEncoders {
    /// Focus ring.
    pub focus: u32,
    /// Zoom ring.
    pub zoom: u32,
}

/// A FreeD message's integers, FreeD's axes and signs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RawLine {
    /// 1/32768 degree, positive to the right.
    pub pan: i32,
    /// 1/32768 degree.
    pub tilt: i32,
    /// 1/32768 degree.
    pub roll: i32,
    /// 1/64 mm.
    pub x: i32,
    /// 1/64 mm.
    pub y: i32,
    /// 1/64 mm.
    pub z: i32,
    /// The sender's units.
    pub zoom: u32,
    /// The sender's units.
    pub focus: u32,
    /// Spare word.
    pub user: u16,
}

/// One refused datagram.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RejectedLine {
    /// Why.
    pub rejected: String,
}

/// What a track needs of a line; other keys are of no matter to it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct PoseLine {
    /// Seconds, or null.
    #[serde(default)]
    pub t_secs: Option<f64>,
    /// Metres.
    pub position_m: Option<[f64; 3]>,
    /// Unit quaternion, w first.
    pub rotation_wxyz: Option<[f64; 4]>,
    /// Present on lines of refused datagrams.
    #[serde(default)]
    pub rejected: Option<String>,
}

impl SampleLine {
    /// The line of a FreeD packet.
    pub fn from_freed(packet: &FreedPacket, signs: Signs, source: &str) -> Self {
        let pose = pose_from_packet(packet, signs);
        // Adding zero turns -0 into 0, which reads as a fault in JSON.
        let plain = |vector: glam::DVec3| vector.to_array().map(|value| value + 0.0);
        let rotation = if pose.rotation.w < 0.0 { -pose.rotation } else { pose.rotation };
        let [pan_deg, tilt_deg, roll_deg] = pan_tilt_roll_deg(packet, signs).map(|angle| angle + 0.0);
        let &FreedPacket { camera_id, pan, tilt, roll, x, y, z, zoom, focus, user } = packet;
        Self {
            source: source.to_owned(),
            camera_id,
            t_secs: None,
            position_m: plain(pose.position),
            rotation_wxyz: [rotation.w, rotation.x, rotation.y, rotation.z].map(|value| value + 0.0),
            forward: plain(pose.forward()),
            up: plain(pose.up()),
            pan_deg,
            tilt_deg,
            roll_deg,
            lens: LensLine { raw_encoders: RawEncoders { focus, zoom } },
            raw: RawLine { pan, tilt, roll, x, y, z, zoom, focus, user },
            timecode: None,
            sequence: None,
            quality: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_the_contracts() {
        // 1.5 m up, looking ahead: CONTRACT.md 5's own example.
        let packet = FreedPacket { camera_id: 1, z: 96_000, ..FreedPacket::default() };
        let line =
            serde_json::to_string(&SampleLine::from_freed(&packet, Signs::PLAIN, "127.0.0.1")).unwrap();
        let want = concat!(
            r#"{"source":"127.0.0.1","camera_id":1,"t_secs":null,"position_m":[0.0,1.5,0.0],"#,
            r#""rotation_wxyz":[1.0,0.0,0.0,0.0],"forward":[0.0,0.0,-1.0],"up":[0.0,1.0,0.0],"#,
            r#""pan_deg":0.0,"tilt_deg":0.0,"roll_deg":0.0,"lens":{"rawEncoders":{"focus":0,"zoom":0}},"#,
            r#""raw":{"pan":0,"tilt":0,"roll":0,"x":0,"y":0,"z":96000,"zoom":0,"focus":0,"user":0},"#,
            r#""timecode":null,"sequence":null,"quality":null}"#,
        );
        assert_eq!(line, want);
    }
}
