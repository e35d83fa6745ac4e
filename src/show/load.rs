//! Loading: from a show file to a [`Show`], with everything that it names.
//!
//! In: a path, on disk or embedded. Out: the show and the lint's findings, or one error with its place and remedy.
//! Not here: the grammar of the files (`schema` of each room). Opens files, as one of the few rooms that may.
//! Invariant: a show that loads has cameras whose numbers are finite and whose trackers exist.

use std::cell::RefCell;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use glam::{DVec2, DVec3};

use crate::lens::Lens;
use crate::math::{Pinhole, Pose};
use crate::scene::{self, Environment};
use crate::stage;
use crate::stage::lint::{Finding, Level, line_column, place_of};
use crate::timing::{Rate, Timecode};

use super::schema::{CameraText, ShowFile};
use super::{
    Camera, Exposure, InnerResolution, SetPlacement, Show, Slider, Source, catalog, embedded, metar, ports,
    positions,
};

/// A loaded show and what the lint says of it.
#[derive(Debug)]
pub struct Loaded {
    /// The show.
    pub show: Show,
    /// Warnings and notes; errors too, which every command but `check` refuses.
    pub findings: Vec<Finding>,
}

/// Why a show did not load.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {found}. {remedy}")]
pub struct ShowError {
    /// File, and line and column where known.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub remedy: String,
}

/// Where files come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// The file system.
    Disk,
    /// The program itself.
    Embedded,
}

/// Called with what is being loaded and how much of it is done, 0..=1.
pub type Progress<'a> = &'a dyn Fn(&str, f32);

impl Files {
    /// A file's bytes.
    pub fn bytes(self, path: &str) -> Result<Vec<u8>, String> {
        match self {
            Self::Disk => std::fs::read(path).map_err(|error| error.to_string()),
            Self::Embedded => embedded::text(path)
                .map(|text| text.as_bytes().to_vec())
                .ok_or_else(|| "not in the program".to_owned()),
        }
    }

    /// A file's text.
    pub fn text(self, path: &str) -> Result<String, String> {
        let bytes = self.bytes(path)?;
        String::from_utf8(bytes)
            .map_err(|error| format!("not UTF-8 text after byte {}", error.utf8_error().valid_up_to()))
    }
}

/// Whether the text of a file is a show's: it names a stage. What is no TOML at all is taken for a show's or a stage's
/// by whoever asks; its parser names line and column.
pub fn names_a_stage(text: &str) -> bool {
    text.parse::<toml::Table>().is_ok_and(|table| table.get("stage").is_some_and(toml::Value::is_str))
}

/// Loads the embedded demo.
pub fn demo(progress: Progress<'_>) -> Result<Loaded, ShowError> {
    show(Files::Embedded, embedded::DEMO, progress)
}

/// Loads the embedded demo on another stage, a file on disk. Without the demo's tracker there, keys fly its camera.
pub fn demo_on(stage_path: &str, progress: Progress<'_>) -> Result<Loaded, ShowError> {
    assemble((Files::Embedded, embedded::DEMO), (Files::Disk, stage_path), progress)
}

/// Loads a show, or a bare stage with the demo's world behind it: whichever the file at `path` is.
pub fn open(path: &str, progress: Progress<'_>) -> Result<Loaded, ShowError> {
    let text = read_text(Files::Disk, path, "Give the path of a show.toml, or of a stage")?;
    // What is no TOML at all is left to the show's parser, which names line and column.
    let table = text.parse::<toml::Table>().unwrap_or_default();
    let has = |key: &str| table.contains_key(key);
    if !has("stage") && !has("scene") && (has("wall") || has("canvas")) {
        return demo_on(path, progress);
    }
    show(Files::Disk, path, progress)
}

/// Loads a show file and everything that it names.
pub fn show(files: Files, path: &str, progress: Progress<'_>) -> Result<Loaded, ShowError> {
    assemble((files, path), (files, ""), progress)
}

/// A show on the stage that it names, or on the one at `stage_path` when that is not empty.
fn assemble(
    (files, path): (Files, &str),
    (stage_files, stage_path): (Files, &str),
    progress: Progress<'_>,
) -> Result<Loaded, ShowError> {
    let seen = Seen::default();
    let text = read_text(files, path, "Give the path of a show.toml")?;
    note(&seen, files, path);
    let mut file = parse(&text, path)?;
    let rate: Rate = file.rate.parse().map_err(|error| at(&text, path, "rate", &error, "Correct `rate`"))?;
    let start_timecode = Timecode::parse(&file.start_timecode, rate)
        .map_err(|error| at(&text, path, "start_timecode", &error, "Correct `start_timecode`"))?;

    let is_other_stage = !stage_path.is_empty();
    let stage_path = if is_other_stage { stage_path.to_owned() } else { beside(path, &file.stage) };
    let loaded_stage = stage_seen(stage_files, &stage_path, &seen)?;
    let mut findings = loaded_stage.findings;
    let stage = loaded_stage.stage;
    if is_other_stage {
        adapt_to(&mut file, &stage);
    }

    let scene_path = beside(path, &file.scene);
    let scene_text = read_text(files, &scene_path, "Correct `scene` in the show file")?;
    note(&seen, files, &scene_path);
    let read = |name: &str| {
        let path = beside(&scene_path, name);
        note(&seen, files, &path);
        files.bytes(&path)
    };
    let scene =
        scene::schema::load(&scene_text, &scene_path, &read, progress).map_err(|error| ShowError {
            place: scene_path.clone(),
            found: error.to_string(),
            remedy: "Correct the scene file or what it names".into(),
        })?;

    let mut cameras = Vec::with_capacity(file.camera.len());
    for camera in &file.camera {
        let built = self::camera(camera, &stage).map_err(|(found, remedy)| ShowError {
            place: place_of(&text, path, &format!("name = \"{}\"", camera.name)),
            found: format!("camera `{}` {found}", camera.name),
            remedy: remedy.into(),
        })?;
        if cameras.iter().any(|other: &Camera| other.name == built.name) {
            return Err(ShowError {
                place: place_of(&text, path, &format!("name = \"{}\"", camera.name)),
                found: format!("there are two cameras `{}`", camera.name),
                remedy: "Give each camera its own name".into(),
            });
        }
        cameras.push(built);
    }
    let label = |name: &str| place_of(&text, path, &format!("name = \"{name}\""));
    findings
        .extend(cameras.iter_mut().flat_map(|camera| settle(camera, &stage, &label(&camera.name.clone()))));

    if let Some((name, found, remedy)) = catalog::card::fault(&file.card) {
        let place = place_of(&text, path, &format!("name = \"{name}\""));
        return Err(ShowError { place, found, remedy: remedy.into() });
    }
    let names = catalog::Names {
        cameras: cameras.iter().map(|camera| camera.name.clone()).collect(),
        canvases: stage.canvases.iter().map(|canvas| canvas.name.clone()).collect(),
        walls: stage.walls.iter().map(|wall| wall.name.clone()).collect(),
        cards: catalog::card::slots(&file.card),
        sky: match &scene.environment {
            Environment::Sky(place) => Some(place.clone()),
            _ => None,
        },
    };
    let registry = catalog::registry(&file, &names);
    if let Some((parameter, default)) = registry.default_out_of_range() {
        let key = parameter.path.rsplit('/').next().unwrap_or_default();
        return Err(ShowError {
            place: place_of(&text, path, key),
            found: format!("`{}` would start at {default}", parameter.path),
            remedy: format!("It takes {}", parameter.kind),
        });
    }
    let ids = catalog::ids(&registry, &names);
    let mut first = registry.defaults();
    for (name, value) in &file.values {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        metar::set(&registry, &mut first, &format!("{name}={value}"))
            .map_err(|error| at(&text, path, name, &error, "Correct it under [values]"))?;
    }
    let exposure = exposure(&file, &text, path)?;
    let world = &file.world;
    let key_place = place_of(&text, path, "[chroma]");
    let show = Show {
        name: file.name.clone(),
        stage_file: (stage_files == Files::Disk).then(|| stage_path.clone()),
        place: if is_other_stage { stage_path } else { path.to_owned() },
        rate,
        start_timecode,
        stage,
        scene: Arc::new(scene),
        cameras,
        exposure,
        world_from_stage: Pose::from_pan_tilt_roll(
            finite(world.position_m).ok_or_else(|| number_error(&text, path, "position_m"))?,
            world.turntable_deg.to_radians(),
            0.0,
            0.0,
        ),
        positions: named_positions(files, path, (&file, &text))?,
        positions_path: (files == Files::Disk).then(|| beside(path, positions::FILE)),
        set: file.set.iter().map(placement).collect(),
        outer_resolution: file.outer.resolution,
        ports: ports::Ports::new(&file.control, files == Files::Embedded)
            .map_err(|error| at(&text, path, error.key, &error, "Correct it under [control]"))?,
        registry,
        ids,
        file_first: first.clone(),
        first,
        files: seen.into_inner(),
    };
    let out_of_reach = show.chroma_out_of_reach(&show.inputs(&show.first, 0, &show.rehearsed_poses(0)));
    findings.extend(
        out_of_reach.into_iter().map(|found| Finding {
            level: Level::Note,
            place: key_place.clone(),
            found,
            remedy:
                "Choose a dimmer or a less pure color, or read the wall's own primaries from its processor"
                    .into(),
        }),
    );
    for (slot, card) in file.card.iter().enumerate() {
        let doubts = show.card_doubts(slot);
        findings.extend(doubts.into_iter().map(|(found, remedy)| Finding {
            level: Level::Warning,
            place: label(&card.name),
            found: format!("card `{}` {found}", card.name),
            remedy: remedy.into(),
        }));
    }
    Ok(Loaded { show, findings })
}

/// Makes a show fit a stage that it was not written for.
fn adapt_to(file: &mut ShowFile, stage: &stage::Stage) {
    file.name = format!("{} on {}", file.name, stage.name);
    for camera in &mut file.camera {
        if !stage.trackers.iter().any(|tracker| tracker.name == camera.source) {
            camera.source = "virtual".to_owned();
        }
    }
}

/// Loads a stage file.
pub fn stage(files: Files, path: &str) -> Result<stage::schema::Loaded, ShowError> {
    stage_seen(files, path, &Seen::default())
}

/// Files on disk that were read, in order.
type Seen = RefCell<Vec<String>>;

fn note(seen: &Seen, files: Files, path: &str) {
    let mut seen = seen.borrow_mut();
    if files == Files::Disk && !seen.iter().any(|known| known == path) {
        seen.push(path.to_owned());
    }
}

fn stage_seen(files: Files, path: &str, seen: &Seen) -> Result<stage::schema::Loaded, ShowError> {
    let text = read_text(files, path, "Correct the path of the stage file")?;
    note(seen, files, path);
    let read = |name: &str| {
        let path = beside(path, name);
        note(seen, files, &path);
        files.text(&path)
    };
    stage::schema::load(&text, path, &read).map_err(|error| ShowError {
        place: error.place,
        found: error.found,
        remedy: error.remedy,
    })
}

/// Path of `name`, taken from the folder of `path`; `..` is folded so that embedded files are found.
pub fn beside(path: &str, name: &str) -> String {
    let mut folded = PathBuf::new();
    let joined = Path::new(path).parent().unwrap_or(Path::new("")).join(name);
    for part in joined.components() {
        let can_fold = matches!(folded.components().next_back(), Some(Component::Normal(_)));
        if part == Component::ParentDir && can_fold {
            folded.pop();
        } else {
            folded.push(part);
        }
    }
    folded.to_string_lossy().replace('\\', "/")
}

fn read_text(files: Files, path: &str, remedy: &str) -> Result<String, ShowError> {
    files.text(path).map_err(|reason| ShowError {
        place: path.to_owned(),
        found: format!("cannot be read: {reason}"),
        remedy: remedy.to_owned(),
    })
}

fn parse(text: &str, path: &str) -> Result<ShowFile, ShowError> {
    let file: ShowFile = toml::from_str(text).map_err(|error| ShowError {
        place: error.span().map_or_else(|| path.to_owned(), |span| line_column(text, path, span.start)),
        found: error.message().replace('\n', " "),
        remedy: "Correct this line; `cyclorama schema show` lists every key".into(),
    })?;
    if file.version != 1 {
        return Err(ShowError {
            place: place_of(text, path, "version"),
            found: format!("version is {}, this program reads version 1", file.version),
            remedy: "Write `version = 1`".into(),
        });
    }
    Ok(file)
}

fn at(text: &str, path: &str, key: &str, error: &dyn std::error::Error, remedy: &str) -> ShowError {
    ShowError { place: place_of(text, path, key), found: error.to_string(), remedy: remedy.into() }
}

fn number_error(text: &str, path: &str, key: &str) -> ShowError {
    ShowError {
        place: place_of(text, path, key),
        found: format!("`{key}` holds a number that is not finite"),
        remedy: "Write plain numbers".into(),
    }
}

fn finite(values: [f64; 3]) -> Option<DVec3> {
    let vector = DVec3::from_array(values);
    vector.is_finite().then_some(vector)
}

fn exposure(file: &ShowFile, text: &str, path: &str) -> Result<Exposure, ShowError> {
    let nits = &file.exposure;
    for (key, value) in [("grey18_nits", nits.grey18_nits), ("world_grey_nits", nits.world_grey_nits)] {
        if !(value > 0.0 && value.is_finite()) {
            return Err(ShowError {
                place: place_of(text, path, key),
                found: format!("`{key}` is {value}"),
                remedy: "It must be above zero; `cyclorama doctor SHOW` meters the world".into(),
            });
        }
    }
    Ok(Exposure { grey18_nits: nits.grey18_nits, world_grey_nits: nits.world_grey_nits })
}

/// Positions of the show file, and over them those that the desk saved beside it.
fn named_positions(
    files: Files,
    path: &str,
    (file, text): (&ShowFile, &str),
) -> Result<Vec<positions::NamedPosition>, ShowError> {
    let mut all = positions::from_texts(&file.position)
        .map_err(|error| at(text, path, "[[position]]", &error, "Correct it under [[position]]"))?;
    let saved_path = beside(path, positions::FILE);
    // A show without saved positions has no such file.
    let Ok(saved) = files.text(&saved_path) else { return Ok(all) };
    let saved = positions::from_json(&saved).map_err(|error| ShowError {
        place: saved_path,
        found: error.to_string(),
        remedy: "Correct the file, or remove it to start with the show file's positions".into(),
    })?;
    saved.into_iter().for_each(|position| positions::put(&mut all, position));
    Ok(all)
}

fn placement(text: &super::schema::SetText) -> SetPlacement {
    let position = finite(text.position_m).unwrap_or_default();
    let stage_from_piece = Pose::from_pan_tilt_roll(position, text.turn_deg.to_radians(), 0.0, 0.0);
    SetPlacement { piece: text.piece, stage_from_piece }
}

fn camera(text: &CameraText, stage: &stage::Stage) -> Result<Camera, (String, &'static str)> {
    let position = finite(text.position_m)
        .ok_or_else(|| ("has a position that is not finite".to_owned(), "Write plain numbers in metres"))?;
    let angles = [text.pan_deg, text.tilt_deg, text.roll_deg];
    if !angles.iter().chain(&[text.entrance_pupil_m, text.latency_ms]).all(|value| value.is_finite()) {
        return Err(("has an angle or length that is not finite".to_owned(), "Write plain numbers"));
    }
    let [width_mm, height_mm] = text.sensor_mm;
    if !(width_mm > 0.5 && height_mm > 0.5 && width_mm < 200.0 && height_mm < 200.0) {
        return Err((
            format!("has a sensor of {width_mm} x {height_mm} mm"),
            "Write the active sensor's width and height in millimetres, 0.5 to 200",
        ));
    }
    if !(text.focal_length_mm > 0.5 && text.focal_length_mm < 5000.0) {
        return Err((
            format!("has a focal length of {} mm", text.focal_length_mm),
            "Write it in millimetres, 0.5 to 5000",
        ));
    }
    let [width, height] = text.resolution;
    if !(16..=8192).contains(&width) || !(16..=8192).contains(&height) {
        return Err((format!("has {width} x {height} pixels"), "Write 16 to 8192 pixels a side"));
    }
    if let Some(fault) = catalog::exposure::fault(&text.exposure) {
        return Err(fault);
    }
    let source = match text.source.as_str() {
        "fixed" => Source::Fixed,
        "virtual" => Source::Virtual,
        name => Source::Tracker(stage.trackers.iter().position(|tracker| tracker.name == name).ok_or_else(
            || {
                (
                    format!("follows tracker `{name}`, which the stage does not have"),
                    "Name a [[tracker]] of the stage, or `fixed`, or `virtual`",
                )
            },
        )?),
    };
    let [pan, tilt, roll] = angles.map(f64::to_radians);
    Ok(Camera {
        name: text.name.clone(),
        lens: Lens {
            sensor_mm: DVec2::new(width_mm, height_mm),
            resolution_px: text.resolution,
            focal_length_mm: text.focal_length_mm,
            entrance_pupil_m: text.entrance_pupil_m,
            projection_offset_mm: DVec2::from_array(text.projection_offset_mm),
        },
        rest: Pose::from_pan_tilt_roll(position, pan, tilt, roll),
        source,
        inner_resolution: text.inner.resolution.map_or(InnerResolution::Auto, InnerResolution::Fixed),
        latency_secs: text.latency_ms * 1e-3,
        slider: text.slider.as_ref().map(|slider| Slider {
            length_m: slider.length_m.max(1e-3),
            speed_mps: slider.speed_mps,
            pan_rad: slider.pan_deg.to_radians(),
        }),
    })
}

/// Why a camera at rest would see no lit LED. Judged on a 5 x 5 grid of each panel; occlusion is left out.
fn blind(pupil: &Pose, pinhole: &Pinhole, stage: &stage::Stage) -> Option<(&'static str, &'static str)> {
    let (mut lit, mut backs) = (false, false);
    let view_from_stage = pupil.inverse();
    for panel in &stage.panels {
        let faces = (pupil.position - panel.centre_m()).dot(panel.normal()) > 0.0;
        let is_seen = panel.spread_px().iter().any(|px| {
            let point = view_from_stage.transform_point(panel.point_m(*px));
            pinhole.project(point).is_some_and(|pixel| pinhole.contains(pixel))
        });
        lit |= is_seen && faces;
        backs |= is_seen && !faces;
    }
    match (lit, backs) {
        (true, _) => None,
        // Where a carried wall will stand nobody knows yet.
        _ if stage.has_moving_walls() => None,
        (false, true) => Some((
            "stands behind the wall: at its rest pose it sees only backs of panels",
            "Move it to the lit side, or turn the wall's lit side to it",
        )),
        (false, false) if stage.panels.is_empty() => None,
        (false, false) => Some((
            "sees no panel of any wall at its rest pose",
            "Check position_m (-Z is toward the wall) and pan_deg (left is positive)",
        )),
    }
}

/// Widest inner raster without overscan, texels: beyond this a 4K camera gains nothing.
const MAX_INNER_PX: f64 = 4096.0;

/// Chooses the inner raster where the file leaves it open, and lints the camera against the walls.
fn settle(camera: &mut Camera, stage: &stage::Stage, place: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let pupil = camera.lens.pupil_pose(&camera.rest);
    if let Some((found, remedy)) = blind(&pupil, &camera.lens.pinhole(), stage) {
        findings.push(Finding {
            level: Level::Error,
            place: place.to_owned(),
            found: format!("camera `{}` {found}", camera.name),
            remedy: remedy.into(),
        });
    }
    if camera.inner_resolution == InnerResolution::Auto {
        let pinhole = camera.lens.pinhole();
        let density = stage.pixels_per_radian_p95(pupil.position).unwrap_or(pinhole.fx);
        let width = f64::from(pinhole.width) * density / pinhole.fx;
        let height = f64::from(pinhole.height) * density / pinhole.fy;
        let cap = (MAX_INNER_PX / width.max(height)).min(1.0);
        if cap < 1.0 {
            findings.push(Finding {
                level: Level::Note,
                place: place.to_owned(),
                found: format!(
                    "the wall's density asks for an inner view of {width:.0} x {height:.0} px; it is capped at {MAX_INNER_PX:.0}"
                ),
                remedy: "Nothing to do unless the picture looks soft; set inner.resolution to overrule".into(),
            });
        }
        let size = [width, height].map(|side| ((side * cap).ceil() as u32).max(16));
        camera.inner_resolution = InnerResolution::Fixed(size);
    }
    findings
}
