//! From the text of a stage file to a [`Stage`].
//!
//! In: [`StageFile`] and its panel types. Out: the stage, and every finding on the way.
//! Not here: parsing (`stage::schema`), canvases (`stage::cut`), rules on the finished stage (`stage::lint`).
//! Invariant: what cannot be built is left out with an error finding; nothing panics, counts are bounded before use.

use std::collections::BTreeMap;

use glam::DVec3;

use crate::math::Pose;

use super::cut;
use super::lint::{self, Problem, Report};
use super::obj::ObjMesh;
use super::output;
use super::panel_type::PanelType;
use super::place::At;
use super::schema::{SignsText, StageFile, TrackerText};
use super::{Stage, Tracker};

pub(super) mod wall;

use wall::Added;

/// More panels than any stage has: a count beyond this is a slip of the keyboard.
pub(super) const MAX_PANELS: usize = 20_000;
/// A wall that is larger or stands farther away is taken for a wrong unit, metres. The largest LED surface known is
/// some 150 m wide; stages for film stay under 60 m.
pub(super) const FARTHEST_M: f64 = 150.0;

/// Where things of a stage stand in its file: byte offsets of their names.
#[derive(Debug, Default)]
pub(super) struct Origins {
    /// Of each wall in [`Stage::walls`].
    pub(super) walls: Vec<usize>,
    /// Whether that wall is a mesh.
    pub(super) is_mesh: Vec<bool>,
    /// Of each canvas in [`Stage::canvases`].
    pub(super) canvases: Vec<usize>,
}

/// What a stage file names; what is `None` has been reported.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Panel types by name.
    pub(super) types: BTreeMap<String, Option<PanelType>>,
    /// OBJ files by path.
    pub(super) meshes: BTreeMap<String, Option<ObjMesh>>,
}

/// Builds and lints a stage.
pub(super) fn stage(file: &StageFile, named: &Named, report: &mut Report<'_>) -> Stage {
    let mark = DVec3::new(0.0, 1.5, 0.0);
    let mut stage = Stage {
        name: file.name.clone(),
        walls: Vec::new(),
        panels: Vec::new(),
        canvases: Vec::new(),
        outputs: Vec::new(),
        view_origin_m: mark,
        trackers: Vec::new(),
    };
    if let Some(origin) = &file.view_origin_m {
        match point(origin, "the view origin") {
            Ok(origin) => stage.view_origin_m = origin,
            Err(problem) => report.problem(problem),
        }
    }
    lint::names(file, report);
    lint::trackers(file, report);
    for text in &file.tracker {
        match tracker(text) {
            Ok(tracker) => stage.trackers.push(tracker),
            Err(problem) => report.problem(problem),
        }
    }
    let mut origins = Origins::default();
    for text in &file.wall {
        match wall::add(text, named, &mut stage, report) {
            Ok(Added::Wall) => {
                origins.walls.push(text.name.offset());
                origins.is_mesh.push(text.obj.is_some());
            }
            Ok(Added::Nothing) => {}
            Err(problem) => report.problem(problem),
        }
    }
    cut::canvases(file, &mut stage, &mut origins, report);
    output::outputs(file, &mut stage, report);
    lint::stage(&stage, &origins, report);
    stage
}

fn tracker(text: &TrackerText) -> Result<Tracker, Problem> {
    let name = text.name.as_str();
    let mut pose = Pose::IDENTITY;
    if let Some(place) = &text.stage_from_tracker {
        let angles = [place.pan_deg, place.tilt_deg, place.roll_deg];
        let is_sane = |value: &f64| value.is_finite();
        if !place.position_m.iter().chain(&angles).all(is_sane) {
            let found = format!("tracker `{name}` stands at a place that is not finite");
            return Err(Problem::at(place, found, "Write plain numbers in metres and degrees"));
        }
        let [pan, tilt, roll] = angles.map(f64::to_radians);
        pose = Pose::from_pan_tilt_roll(DVec3::from_array(place.position_m), pan, tilt, roll);
    }
    let mut signs = [1.0; 6];
    if let Some(given) = &text.signs {
        let SignsText { x, y, z, pan, tilt, roll } = **given;
        if ![x, y, z, pan, tilt, roll].iter().all(|sign| matches!(*sign, 1 | -1)) {
            let found = format!("tracker `{name}` has a sign that is neither 1 nor -1");
            return Err(Problem::at(given, found, "Write 1 or -1; a scale or offset belongs in the tracker"));
        }
        signs = [x, y, z, pan, tilt, roll].map(f64::from);
    }
    Ok(Tracker {
        name: name.to_owned(),
        port: *text.port,
        camera_id: text.camera_id,
        stage_from_tracker: pose,
        signs,
        order: order(text, name)?,
    })
}

/// The sender's channels in our order.
fn order(text: &TrackerText, name: &str) -> Result<[usize; 6], Problem> {
    let axes = text.axes.as_ref().map_or([0, 1, 2], |axes| axes.map(|axis| axis as usize));
    let angles = text.angles.as_ref().map_or([0, 1, 2], |angles| angles.map(|angle| angle as usize));
    let is_whole = |channels: &[usize; 3]| (0..3).all(|channel| channels.contains(&channel));
    let remedy = "Name each of the three once, in the order in which the sender's are ours";
    if let Some(given) = text.axes.as_ref().filter(|_| !is_whole(&axes)) {
        return Err(Problem::at(given, format!("tracker `{name}` names an axis twice"), remedy));
    }
    if let Some(given) = text.angles.as_ref().filter(|_| !is_whole(&angles)) {
        return Err(Problem::at(given, format!("tracker `{name}` names an angle twice"), remedy));
    }
    let [pan, tilt, roll] = angles.map(|channel| channel + 3);
    let [x, y, z] = axes;
    Ok([x, y, z, pan, tilt, roll])
}

fn point(text: &At<[f64; 3]>, what: &str) -> Result<DVec3, Problem> {
    let point = DVec3::from_array(**text);
    if !point.is_finite() {
        return Err(Problem::at(
            text,
            format!("{what} stands at a place that is not finite"),
            "Write plain numbers",
        ));
    }
    if point.abs().max_element() > FARTHEST_M {
        let found = format!("{what} stands {:.0} m from the mark", point.length());
        return Err(Problem::at(text, found, "Probably centimetres or millimetres: write metres"));
    }
    Ok(point)
}

/// A remedy that lists what exists.
pub(super) fn one_of<'a>(names: impl Iterator<Item = &'a String>, otherwise: &str) -> String {
    let names: Vec<&str> = names.map(String::as_str).collect();
    if names.is_empty() {
        format!("Add it under {otherwise}")
    } else {
        format!("Write one of: {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::sample::{CLEAN, PANEL, clean, load_with};
    use crate::stage::schema::load;

    fn repository_stage(name: &str) -> crate::stage::schema::Loaded {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/calibration/stages/");
        let read =
            |path: &str| std::fs::read_to_string(format!("{root}{path}")).map_err(|error| error.to_string());
        load(&read(name).unwrap(), name, &read).unwrap()
    }

    #[test]
    fn walls_and_panels_stand_where_the_file_says() {
        let stage = clean().stage;
        let [main, ceiling] = stage.walls.as_slice() else { panic!("{:?}", stage.walls) };
        assert_eq!((main.panels.clone(), main.grid), (0..8, [2, 4]));
        assert_eq!((ceiling.panels.clone(), ceiling.grid), (8..14, [3, 2]));
        let ids: Vec<&str> = stage.panels[..5].iter().map(|panel| panel.id.as_str()).collect();
        assert_eq!(ids, ["r0c0", "r0c1", "r0c2", "r0c3", "r1c0"]);
        // The middle of the arc's bottom edge, and the ceiling's corner behind the mark on the left.
        assert_eq!(stage.panels[5].corners_m[2], DVec3::new(0.0, 0.0, -4.0));
        assert_eq!(stage.panels[8].corners_m[0], DVec3::new(-0.2, 4.0, -0.85));
        for panel in &stage.panels[8..] {
            assert!((panel.normal() - DVec3::NEG_Y).length() < 1e-12);
        }
        assert_eq!(stage.panels[8].pixels, [4, 2]);
        assert_eq!(stage.view_origin_m, DVec3::new(0.0, 1.5, 0.0));
    }

    #[test]
    fn yaw_turns_left_and_pitch_leans_to_the_lit_side() {
        let flat = CLEAN.replacen("shape = \"arc\"", "shape = \"flat\"", 1);
        let with = |line: &str| {
            load_with(&flat.replacen("angle_per_column_deg = 10.0", line, 1), PANEL).unwrap().stage
        };
        // On the left of the mark a wall turned by 90 degrees is lit toward +X.
        let turned = with("yaw_deg = 90.0");
        assert!((turned.panels[0].normal() - DVec3::X).length() < 1e-12);
        let leaning = with("pitch_deg = 30.0");
        let (sine, cosine) = (0.5, 0.75_f64.sqrt());
        assert!((leaning.panels[0].normal() - DVec3::new(0.0, -sine, cosine)).length() < 1e-12);
        let top = leaning.panels[0].corners_m[0];
        assert!((top - DVec3::new(-1.0, cosine, -4.0 + sine)).length() < 1e-12, "{top}");
    }

    #[test]
    fn a_radius_and_its_angle_give_the_same_wall() {
        let radius = 0.25 / 5.0_f64.to_radians().sin();
        let line = format!("radius_m = {radius:?}");
        let by_radius =
            load_with(&CLEAN.replacen("angle_per_column_deg = 10.0", &line, 1), PANEL).unwrap().stage;
        let list = "joint_angles_deg = [10.0, 10.0, 10.0]";
        let by_list =
            load_with(&CLEAN.replacen("angle_per_column_deg = 10.0", list, 1), PANEL).unwrap().stage;
        for (index, panel) in clean().stage.panels.iter().enumerate() {
            for corner in 0..4 {
                let want = panel.corners_m[corner];
                assert!((by_radius.panels[index].corners_m[corner] - want).length() < 1e-12);
                assert_eq!(by_list.panels[index].corners_m[corner], want);
            }
        }
    }

    #[test]
    fn every_panel_is_a_rectangle() {
        for stage in
            [clean().stage, repository_stage("demo.toml").stage, repository_stage("arc270.toml").stage]
        {
            for panel in &stage.panels {
                let [top_left, top_right, bottom_right, bottom_left] = panel.corners_m;
                assert!((top_left + bottom_right - top_right - bottom_left).length() < 1e-12);
                assert!(panel.right_m().dot(panel.down_m()).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_demo_stage_is_as_the_issue_says() {
        let loaded = repository_stage("demo.toml");
        assert_eq!(loaded.findings, []);
        let stage = loaded.stage;
        let grids: Vec<[usize; 2]> = stage.walls.iter().map(|wall| wall.grid).collect();
        assert_eq!(grids, [[8, 20], [6, 12]]);
        assert_eq!((stage.canvases.len(), stage.canvases[0].size), (1, [3840, 2160]));
        assert!(stage.walls.iter().all(|wall| wall.white_nits == 1000.0));
        assert!(stage.panels.iter().all(|panel| panel.slot.is_some()));
        // 12 cm above the wall's top, before and over the mark.
        let top = stage.panels[0].corners_m[0].y;
        let ceiling = stage.panels[stage.walls[1].panels.start].corners_m[0].y;
        assert!((top - 4.0).abs() < 1e-12 && ceiling > top && ceiling < 4.5);
        let middle = stage.panels[7 * 20 + 9].corners_m[2];
        assert!(middle.x.abs() < 1e-12 && (-4.5..=-4.0).contains(&middle.z) && middle.y.abs() < 1e-12);
        assert!(stage.scaled(4).is_some());
        assert_eq!(stage.trackers[0].name, "main");
    }

    #[test]
    fn the_round_stage_opens_by_90_degrees_behind_the_mark() {
        let loaded = repository_stage("arc270.toml");
        assert_eq!(loaded.findings, []);
        let stage = loaded.stage;
        let (first, last) = (&stage.panels[0], &stage.panels[53]);
        let (start, end) = (first.corners_m[0], last.corners_m[1]);
        // 135 degrees to each side of -Z: behind the mark, on the diagonals, one radius away (the file's to 1 mm).
        assert!((start.z - start.x.abs()).abs() < 1e-3 && start.x < 0.0, "{start}");
        assert!((end.z - end.x.abs()).abs() < 1e-3 && end.x > 0.0, "{end}");
        assert!(stage.canvases.iter().all(|canvas| canvas.size[0] <= 4096 && canvas.size[1] <= 2048));
        assert!(stage.scaled(24).is_some());
    }

    #[test]
    fn any_number_anywhere_gives_a_sound_stage_or_an_error() {
        let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '-');
        let values = [
            "0",
            "-1",
            "1",
            "3",
            "4294967295",
            "1e300",
            "-0.0",
            "nan",
            "inf",
            "1e-300",
            "99999999999999999999",
        ];
        let (mut refused, mut sound) = (0, 0);
        for (start, _) in CLEAN.match_indices(is_number) {
            let before = CLEAN[..start].chars().next_back().unwrap_or(' ');
            if is_number(before) || before.is_alphanumeric() {
                continue;
            }
            let length = CLEAN[start..].find(|letter| !is_number(letter)).unwrap_or(0);
            for value in values {
                let text = format!("{}{value}{}", &CLEAN[..start], &CLEAN[start + length..]);
                let Ok(loaded) = load_with(&text, PANEL) else {
                    refused += 1;
                    continue;
                };
                if loaded.without_errors().is_err() {
                    refused += 1;
                }
                sound += 1;
                // What an error leaves standing is sound too.
                let stage = &loaded.stage;
                for panel in &stage.panels {
                    assert!(panel.normal().is_normalized() && panel.centre_m().is_finite(), "{text}");
                    let Some(slot) = panel.slot else { continue };
                    let ([w, h], size) = (slot.size(panel.pixels), stage.canvases[slot.canvas].size);
                    assert!(slot.x + w <= size[0] && slot.y + h <= size[1], "{text}");
                }
                assert!(stage.view_origin_m.is_finite());
                assert!(
                    stage.trackers.iter().all(|tracker| tracker.stage_from_tracker.is_finite()),
                    "{text}"
                );
            }
        }
        assert!(refused > 200 && sound > 200, "{refused} refused, {sound} sound");
    }
}
