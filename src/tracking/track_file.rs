//! Recorded camera moves, for `--track` and `track send`.
//!
//! In: a file's bytes (CSV, JSON lines, FreeD recording) and how to read them. Out: a pose at any time.
//! Not here: opening files (`cli`, `show`), packets that arrive now (`tracking::receiver`).
//! Invariant: times begin at 0 and strictly increase, poses are finite and in stage axes, at least one sample.

use glam::{DQuat, DVec3};

use super::freed::{D1_LEN, FreedError, Signs, decode, messages, pose_from_packet};
use super::history::{TimedPose, pose_in};
use super::schema::PoseLine;
use crate::math::Pose;
use crate::math::axes::Axes;
use crate::timing::Rate;

/// The header of a CSV track.
const COLUMNS: &str = "t_s,tx_m,ty_m,tz_m,qx,qy,qz,qw";
/// A quaternion written with four decimals is this near to unit length.
const UNIT_TOLERANCE: f64 = 1e-2;

/// What a track's poses are relative to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// Composed onto the camera's rest pose.
    #[default]
    Offset,
    /// Poses on the stage; the rest pose plays no part.
    Absolute,
}

/// How to read a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrackOptions {
    /// Convention of CSV and JSON columns; a FreeD recording is always in FreeD's.
    pub axes: Axes,
    /// What the poses are relative to.
    pub placement: Placement,
    /// Samples a second where the file has no times.
    pub rate: Rate,
    /// Sign faults of a FreeD recording's sender.
    pub signs: Signs,
}

impl Default for TrackOptions {
    /// Offsets in stage axes; 25 samples a second.
    fn default() -> Self {
        Self {
            axes: Axes::Stage,
            placement: Placement::Offset,
            rate: Rate { num: 25, den: 1 },
            signs: Signs::PLAIN,
        }
    }
}

/// Why bytes are not a track.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum TrackFileError {
    /// No samples.
    #[error("track has no samples: needed rows `{COLUMNS}`, JSON lines of `track decode`, or FreeD messages")]
    Empty,
    /// Neither text nor FreeD.
    #[error("track is neither text nor consecutive {D1_LEN}-byte FreeD messages (byte {at} is not UTF-8)")]
    NotText {
        /// First byte that is not text.
        at: usize,
    },
    /// A line that cannot be read.
    #[error("line {line}: found {found}, needed {needed}")]
    Line {
        /// Line number from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        needed: &'static str,
    },
    /// Time does not go on.
    #[error("line {line}: time {time_secs} s is not after {before_secs} s; sort the rows and remove doubles")]
    Order {
        /// Line number from 1.
        line: usize,
        /// Time found, seconds.
        time_secs: f64,
        /// Time of the row before, seconds.
        before_secs: f64,
    },
    /// A broken message in a recording.
    #[error("message {index} at byte {at}: {error}; cut the recording to whole {D1_LEN}-byte FreeD messages")]
    Message {
        /// Number from 0.
        index: usize,
        /// Its first byte.
        at: usize,
        /// What is wrong.
        error: FreedError,
    },
}

/// A recorded move.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    samples: Vec<TimedPose>,
    placement: Placement,
}

impl Track {
    /// Reads a file's bytes; the kind is seen from the content.
    pub fn from_bytes(bytes: &[u8], options: &TrackOptions) -> Result<Self, TrackFileError> {
        let samples = if bytes.get(..D1_LEN).is_some_and(|message| decode(message).is_ok()) {
            freed_samples(bytes, options)?
        } else {
            let text = std::str::from_utf8(bytes)
                .map_err(|error| TrackFileError::NotText { at: error.valid_up_to() })?;
            text_samples(text.trim_start_matches('\u{feff}'), options)?
        };
        Ok(Self { samples, placement: options.placement })
    }

    /// The file's pose at a time from its first row, seconds: interpolated, held past both ends.
    pub fn pose_at(&self, secs: f64) -> Pose {
        pose_in(&self.samples, secs).expect("a track has at least one sample")
    }

    /// The camera's sensor point at a time: on the stage, or composed onto its rest pose.
    pub fn camera_pose(&self, rest: &Pose, secs: f64) -> Pose {
        match self.placement {
            Placement::Offset => rest.then(&self.pose_at(secs)),
            Placement::Absolute => self.pose_at(secs),
        }
    }

    /// Time of the last row, seconds from the first.
    pub fn duration_secs(&self) -> f64 {
        self.samples.last().map_or(0.0, |sample| sample.time_secs)
    }

    /// The rows, times from 0.
    pub fn samples(&self) -> &[TimedPose] {
        &self.samples
    }
}

fn freed_samples(bytes: &[u8], options: &TrackOptions) -> Result<Vec<TimedPose>, TrackFileError> {
    let mut samples = Vec::with_capacity(bytes.len() / D1_LEN);
    for (index, message) in messages(bytes).enumerate() {
        let at = index * D1_LEN;
        let packet = message.map_err(|error| TrackFileError::Message { index, at, error })?;
        let pose = pose_from_packet(&packet, options.signs);
        samples.push(TimedPose { time_secs: options.rate.time_secs(index as u64), pose });
    }
    if let (Placement::Offset, Some(first)) = (options.placement, samples.first().map(|sample| sample.pose)) {
        for sample in &mut samples {
            sample.pose = moved_since(&first, &sample.pose);
        }
    }
    Ok(samples)
}

/// What a camera has done since its first pose, seen along the first pose's heading: the way, and the turn about
/// level axes. The first pose's own tilt and roll are left out, so a pan of a tilted head stays a level pan.
fn moved_since(first: &Pose, pose: &Pose) -> Pose {
    let heading = DQuat::from_rotation_y(first.pan_tilt_roll().0);
    let turn = pose.rotation * first.rotation.inverse();
    Pose::new(heading.inverse() * (pose.position - first.position), heading.inverse() * turn * heading)
}

fn text_samples(text: &str, options: &TrackOptions) -> Result<Vec<TimedPose>, TrackFileError> {
    let mut rows = text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .peekable();
    let is_json = rows.peek().is_some_and(|(_, line)| line.starts_with('{'));
    if !is_json && let Some((line, header)) = rows.next_if(|(_, row)| is_header(row)) {
        let names: Vec<&str> = header.split(',').map(str::trim).collect();
        if names.join(",") != COLUMNS {
            return Err(TrackFileError::Line { line, found: format!("columns `{header}`"), needed: COLUMNS });
        }
    }
    let mut samples: Vec<TimedPose> = Vec::new();
    let mut first_secs = 0.0;
    for (line, row) in rows {
        let parsed = if is_json { json_row(line, row)? } else { Some(csv_row(line, row)?) };
        let Some(Row { time_secs, pose }) = parsed else { continue };
        let time_secs = time_secs.unwrap_or_else(|| options.rate.time_secs(samples.len() as u64));
        let Some(before) = samples.last() else {
            first_secs = time_secs;
            samples.push(TimedPose { time_secs: 0.0, pose: options.axes.to_stage(&pose) });
            continue;
        };
        let since_first = time_secs - first_secs;
        if since_first <= before.time_secs {
            let before_secs = before.time_secs + first_secs;
            return Err(TrackFileError::Order { line, time_secs, before_secs });
        }
        samples.push(TimedPose { time_secs: since_first, pose: options.axes.to_stage(&pose) });
    }
    if samples.is_empty() { Err(TrackFileError::Empty) } else { Ok(samples) }
}

/// One row in the file's own axes.
struct Row {
    time_secs: Option<f64>,
    pose: Pose,
}

/// A header names columns, so its first field is no number.
fn is_header(row: &str) -> bool {
    row.split(',').next().is_some_and(|field| field.trim().parse::<f64>().is_err())
}

fn csv_row(line: usize, row: &str) -> Result<Row, TrackFileError> {
    let wrong = |found: String, needed| TrackFileError::Line { line, found, needed };
    let mut values = [0.0; 8];
    let count = row.split(',').count();
    if count != values.len() {
        return Err(wrong(format!("{count} values"), "8: t_s,tx_m,ty_m,tz_m,qx,qy,qz,qw"));
    }
    for (value, field) in values.iter_mut().zip(row.split(',')) {
        *value = field.trim().parse().map_err(|_| wrong(format!("`{}`", field.trim()), "a number"))?;
    }
    let [time_secs, x, y, z, qx, qy, qz, qw] = values;
    row_from(line, Some(time_secs), [x, y, z], DQuat::from_xyzw(qx, qy, qz, qw))
}

/// `None` for the line of a refused datagram.
fn json_row(line: usize, row: &str) -> Result<Option<Row>, TrackFileError> {
    const NEEDED: &str = "a JSON line with position_m and rotation_wxyz, as `track decode` prints them";
    let wrong = |found: String| TrackFileError::Line { line, found, needed: NEEDED };
    let parsed: PoseLine = serde_json::from_str(row).map_err(|error| wrong(error.to_string()))?;
    if parsed.rejected.is_some() {
        return Ok(None);
    }
    let position = parsed.position_m.ok_or_else(|| wrong("no position_m".to_owned()))?;
    let [w, x, y, z] = parsed.rotation_wxyz.ok_or_else(|| wrong("no rotation_wxyz".to_owned()))?;
    row_from(line, parsed.t_secs, position, DQuat::from_xyzw(x, y, z, w)).map(Some)
}

fn row_from(
    line: usize,
    time_secs: Option<f64>,
    position: [f64; 3],
    rotation: DQuat,
) -> Result<Row, TrackFileError> {
    let position = DVec3::from_array(position);
    if !(position.is_finite() && rotation.is_finite() && time_secs.is_none_or(f64::is_finite)) {
        let found = "a value that is not finite".to_owned();
        return Err(TrackFileError::Line { line, found, needed: "finite numbers" });
    }
    let length = rotation.length();
    if (length - 1.0).abs() > UNIT_TOLERANCE {
        let found = format!("a quaternion of length {length:.4}");
        return Err(TrackFileError::Line { line, found, needed: "length 1 (CSV order is x,y,z,w)" });
    }
    Ok(Row { time_secs, pose: Pose::new(position, rotation) })
}

#[cfg(test)]
mod tests;
