//! `manifest.json`: what a render drew, so that a foreign checker can hold it against the stage.
//!
//! In: a show, a frame's inputs, file names. Out: JSON of CONTRACT.md 3. Not here: the files themselves (`app::stills`).
//! Invariant: every number is the one that the frame was drawn with, in the contract's unit.

use std::collections::BTreeMap;

use glam::DQuat;
use serde_json::{Map, Value, json};

use crate::color::{Cdl, Grade};
use crate::gpu::Gpu;
use crate::math::{Pinhole, Pose};
use crate::show::{CameraInputs, FrameInputs, Show, WorldInputs};
use crate::stage::export;

/// The manifest before its frames.
pub fn header(gpu: &Gpu, show: &Show) -> Map<String, Value> {
    let (adapter, driver) = gpu.names();
    let stage = &show.stage;
    let canvases: Map<String, Value> =
        stage.canvases.iter().map(|canvas| (canvas.name.clone(), export::canvas_json(canvas))).collect();
    let walls: Map<String, Value> =
        stage.walls.iter().map(|wall| (wall.name.clone(), export::wall_json(wall))).collect();
    let mut map = Map::new();
    map.insert("version".into(), json!(1));
    map.insert("build".into(), json!(concat!("cyclorama ", env!("CARGO_PKG_VERSION"))));
    map.insert("adapter".into(), json!({"name": adapter, "driver": driver}));
    map.insert("show".into(), json!(show.place));
    map.insert("rate".into(), json!({"num": show.rate.num, "den": show.rate.den}));
    map.insert("canvases".into(), canvases.into());
    map.insert("walls".into(), walls.into());
    map
}

/// One entry of `frames`.
pub fn frame(show: &Show, inputs: &FrameInputs, files: &BTreeMap<String, String>) -> Value {
    let cameras: Map<String, Value> = show
        .cameras
        .iter()
        .zip(&inputs.cameras)
        .map(|(camera, inputs)| (camera.name.clone(), self::camera(&camera.lens, inputs)))
        .collect();
    let world = &inputs.world.world_from_stage;
    let names: Vec<&str> = show.cameras.iter().map(|camera| camera.name.as_str()).collect();
    let mut notes = inputs.notes.sentences(&names);
    notes.extend(show.chroma_out_of_reach(inputs));
    let mut entry = json!({
        "index": inputs.frame,
        "time_secs": inputs.time_secs,
        "timecode": show.start_timecode.plus(inputs.frame, show.rate).to_string(),
        "files": files,
        "world_from_stage": {"position_m": world.position.to_array(), "rotation_wxyz": wxyz(world.rotation)},
        "exposure_ev": inputs.world.exposure_ev,
        "grade": {
            "all": grade(&inputs.world.grade),
            "outer": grade(&inputs.outer.grade),
            "ceiling": grade(&inputs.outer.ceiling_grade),
        },
        "governor_gain": inputs.governor_gain,
        "mix": {"picture_gain": inputs.mix.picture_gain, "work_light_nits": inputs.mix.work_light_nits},
        "view_origin_m": inputs.outer.view_origin_m.to_array(),
        "notes": notes,
        "cameras": cameras,
    });
    if let Some(sky) = &inputs.world.sky {
        entry["sky_hash"] = format!("{:016x}", sky.now.hash_in_world()).into();
    }
    if files.contains_key("latlong") {
        entry["sun"] = sun(show, &inputs.world);
    }
    if show.stage.has_moving_walls() {
        entry["walls"] = bodies(show, inputs).into();
    }
    entry
}

/// Where the bodies are that carry walls: what `stage export` says of such a wall holds for a body on the mark.
fn bodies(show: &Show, inputs: &FrameInputs) -> Map<String, Value> {
    let carried = show.stage.walls.iter().zip(&inputs.walls).filter(|(wall, _)| wall.tracker.is_some());
    let pose =
        |body: &Pose| json!({"position_m": body.position.to_array(), "rotation_wxyz": wxyz(body.rotation)});
    carried.map(|(wall, body)| (wall.name.clone(), json!({"stage_from_body": pose(body)}))).collect()
}

fn camera(lens: &crate::lens::Lens, inputs: &CameraInputs) -> Value {
    let Pinhole { width, height, fx, fy, cx, cy } = inputs.pinhole;
    let inner = &inputs.inner.pinhole;
    json!({
        "pupil_m": inputs.actual_pupil.position.to_array(),
        "rotation_wxyz": wxyz(inputs.actual_pupil.rotation),
        "width": width, "height": height, "fx": fx, "fy": fy, "cx": cx, "cy": cy,
        "focal_length_mm": lens.focal_length_mm,
        "sensor_mm": lens.sensor_mm.to_array(),
        "distortion": null,
        "sample_age_ms": inputs.sample_age_ms,
        "state": inputs.state,
        "grade": grade(&inputs.inner.grade),
        "inner": {"width": inner.width, "height": inner.height, "fx": inner.fx, "fy": inner.fy, "cx": inner.cx, "cy": inner.cy},
    })
}

/// A step of grade, by the names of its parameters. The trim of everything is in `exposure_ev`.
fn grade(grade: &Grade) -> Value {
    let Cdl { slope, offset, power, saturation } = grade.cdl;
    let (slope, offset, power) = (slope.to_array(), offset.to_array(), power.to_array());
    json!({
        "trim_ev": grade.trim_ev, "temperature_k": grade.temperature_k, "tint_duv": grade.tint_duv,
        "saturation": grade.saturation, "contrast": grade.contrast,
        "cdl": {"slope": slope, "offset": offset, "power": power, "saturation": saturation},
    })
}

/// The sun, or the moon at night, in stage axes: direct normal light under a clear sky, for the panorama has neither disc nor the
/// clouds' shadow; zero lux without one (a dome's sun is in its picture). `sunlit` is what clouds let through of it on average.
fn sun(show: &Show, world: &WorldInputs) -> Value {
    let Some(key) = show.key_light(world) else {
        return json!({"to_sun": [0.0, 1.0, 0.0], "illuminance_lux": 0.0, "color_acescg": [1.0, 1.0, 1.0]});
    };
    json!({
        "to_sun": key.to.to_array(), "illuminance_lux": key.clear_lux, "color_acescg": key.color.to_array(),
        "sunlit": key.sunlit, "body": if key.is_moon { "moon" } else { "sun" },
    })
}

fn wxyz(rotation: DQuat) -> [f64; 4] {
    [rotation.w, rotation.x, rotation.y, rotation.z]
}
