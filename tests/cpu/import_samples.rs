//! Every stage file of `../shared/data/stage` in a format that `stage import` reads, and the LSU wall.
//!
//! In: the sample files. Out: walls and canvases where SOURCES.md and the files say. Not here: pixels (`tests/gpu/import`).
//! Invariant: figures are the files' own or follow from them by hand.

use std::path::{Path, PathBuf};

use cyclorama::stage::Stage;
use cyclorama::stage::export::ndisplay as export;
use cyclorama::stage::import::{Geometry, Imported, Options, import};
use cyclorama::stage::schema;
use cyclorama::stage::write::toml;
use glam::DVec3;

/// Imports a sample and loads what came of it.
#[track_caller]
fn sample(folder: &Path, file: &str, panel_px: Option<[u32; 2]>, geometry: &[Geometry]) -> (Imported, Stage) {
    let path = folder.join(file);
    let beside = path.parent().unwrap().to_owned();
    let read = |path: &str| std::fs::read(beside.join(path)).map_err(|error| error.to_string());
    let options = Options { geometry, pitch_mm: None, panel_px, distance_m: None, stem: "out", read: &read };
    imported(&std::fs::read(&path).unwrap(), file, &options)
}

#[track_caller]
fn imported(bytes: &[u8], file: &str, options: &Options<'_>) -> (Imported, Stage) {
    let imported = import(bytes, file, options).unwrap_or_else(|error| panic!("{error}"));
    let text = toml(&imported.stage);
    let read = |path: &str| {
        let mesh = imported.meshes.iter().find(|(name, _)| name == path);
        mesh.map(|(_, text)| text.clone()).ok_or_else(|| format!("no {path}"))
    };
    let loaded =
        schema::load(&text, "out.toml", &read).unwrap_or_else(|error| panic!("{file}: {error}\n{text}"));
    let stage = loaded.without_errors().unwrap_or_else(|error| panic!("{file}: {error}\n{text}")).clone();
    eprintln!("{file}: {}", imported.summary());
    for finding in &loaded.findings {
        eprintln!("  {}: {}", finding.level.name(), finding.found);
    }
    (imported, stage)
}

fn folder() -> Option<PathBuf> {
    super::shared::shared().map(|shared| shared.join("data/stage"))
}

fn outer(stage: &Stage, wall: &str) -> [DVec3; 4] {
    let wall =
        stage.walls.iter().find(|found| found.name == wall).unwrap_or_else(|| panic!("no wall {wall}"));
    let ([rows, columns], panels) = (wall.grid, &stage.panels[wall.panels.clone()]);
    let at = |row: usize, column: usize, corner: usize| panels[row * columns + column].corners_m[corner];
    [at(0, 0, 0), at(0, columns - 1, 1), at(rows - 1, columns - 1, 2), at(rows - 1, 0, 3)]
}

#[track_caller]
fn near(found: DVec3, want: [f64; 3], slack_m: f64) {
    assert!((found - DVec3::from_array(want)).length() < slack_m, "{found} is not {want:?}");
}

#[test]
fn the_flat_ndisplay_wall_is_6_by_3_metres_four_metres_away() {
    let Some(folder) = folder() else { return };
    let (imported, stage) = sample(&folder, "ndisplay/flat_wall_1node.ndisplay", None, &[]);
    assert_eq!(imported.summary(), "Imported 1 wall, 1 output, cm -> m.");
    let corners = outer(&stage, "Wall");
    near(corners[0], [-3.0, 3.0, -4.0], 1e-7);
    near(corners[2], [3.0, 0.0, -4.0], 1e-7);
    assert_eq!((stage.view_origin_m.to_array(), stage.canvases[0].size), ([0.0, 1.7, 0.0], [1920, 960]));
}

#[test]
fn the_curved_ndisplay_wall_joins_on_its_radius() {
    let Some(folder) = folder() else { return };
    let (imported, stage) = sample(&folder, "ndisplay/curved_5seg_ceiling_2node.ndisplay", None, &[]);
    assert!(
        imported.summary().starts_with("Imported 6 walls, 2 outputs, cm -> m."),
        "{}",
        imported.summary()
    );
    // Five facets of 30 degrees touch a circle of 5 m, so neighbours meet 5 / cos 15 degrees from the origin.
    let radius = 5.0 / 15.0_f64.to_radians().cos();
    for index in 0..4 {
        let (one, two) = (outer(&stage, &format!("Seg{index}")), outer(&stage, &format!("Seg{}", index + 1)));
        assert!((one[1] - two[0]).length() < 1e-4, "{index}: {} {}", one[1], two[0]);
        assert!((one[1].x.hypot(one[1].z) - radius).abs() < 1e-4);
    }
    let ceiling = outer(&stage, "Ceiling");
    near(ceiling[0], [-2.5, 4.5, 0.5], 1e-7);
    near(ceiling[2], [2.5, 4.5, -3.5], 1e-7);
    let down = stage.panels.iter().find(|panel| stage.walls[panel.wall].name == "Ceiling").unwrap().normal();
    near(down, [0.0, -1.0, 0.0], 1e-12);
}

#[test]
fn the_mesh_policy_asks_for_the_wall_and_takes_it() {
    let Some(folder) = folder() else { return };
    let path = folder.join("ndisplay/lsu_mesh_wall_1node.ndisplay");
    let bytes = std::fs::read(path).unwrap();
    let read = |path: &str| Err(format!("no {path}"));
    let mut options =
        Options { geometry: &[], pitch_mm: None, panel_px: None, distance_m: None, stem: "out", read: &read };
    let error = import(&bytes, "lsu.ndisplay", &options).unwrap_err();
    assert!(error.remedy.contains("--geometry LSU_LED_Wall=FILE.obj"), "{error}");
    let text = std::fs::read_to_string(folder.join("lsu_led_wall/lsu_led_wall.obj")).unwrap();
    let geometry = [Geometry { name: "LSU_LED_Wall".into(), file: "lsu_led_wall.obj".into(), text }];
    options.geometry = &geometry;
    options.panel_px = Some([176, 176]);
    let (_, stage) = imported(&bytes, "lsu.ndisplay", &options);
    assert_eq!((stage.walls[0].grid, stage.canvases[0].size), ([6, 14], [2464, 1056]));
    assert!(stage.panels.iter().all(|panel| panel.slot.is_some()));
}

#[test]
fn the_mpcdi_policy_follows_its_file() {
    let Some(folder) = folder() else { return };
    let (imported, stage) = sample(&folder, "ndisplay/mpcdi_policy_1node_legacy427.ndisplay", None, &[]);
    assert!(imported.format.contains("masterNode"), "{}", imported.format);
    assert_eq!(stage.canvases[0].size, [1920, 1080]);
    on_the_cylinder(&stage, 0.0);
}

/// SOURCES.md: a cylinder of 4 m radius, 90 degrees, 3 m high, whose middle is the file's origin.
#[track_caller]
fn on_the_cylinder(stage: &Stage, raised_m: f64) {
    let (mut low, mut high, mut widest) = (f64::MAX, f64::MIN, 0.0_f64);
    for corner in stage.panels.iter().flat_map(|panel| panel.outline_m()) {
        low = low.min(corner.y - raised_m);
        high = high.max(corner.y - raised_m);
        widest = widest.max(corner.x.abs().atan2(-corner.z).to_degrees());
        // A quad of 45 / 32 degrees cuts its corner by 0.3 mm at most, the straight continuation as much.
        assert!((corner.x.hypot(corner.z) - 4.0).abs() < 2e-3, "{corner}");
    }
    assert!((low + 1.5).abs() < 1e-3 && (high - 1.5).abs() < 1e-3, "{low} to {high}");
    assert!((widest - 45.0).abs() < 0.05, "{widest}");
}

#[test]
fn mpcdi_samples_stand_on_the_floor() {
    let Some(folder) = folder() else { return };
    let (imported, stage) = sample(&folder, "mpcdi/warp_a3.mpcdi", None, &[]);
    on_the_cylinder(&stage, 1.5);
    assert!(imported.said.iter().any(|said| said.contains("run from the top")), "{:?}", imported.said);
    let (imported, stage) = sample(&folder, "mpcdi/Cube-mapping.mpcdi.xml", None, &[]);
    assert!(imported.summary().starts_with("Imported 6 walls, 6 outputs."), "{}", imported.summary());
    // Each view opens by tan 21.8 degrees = 0.4 to each side, 3 m away: 2.4 m wide; 12.68 degrees: 1.35 m high.
    let corners = outer(&stage, "Rear");
    assert!(
        ((corners[1] - corners[0]).length() - 2.4).abs() < 1e-4
            && ((corners[3] - corners[0]).length() - 1.35).abs() < 1e-4
    );
    assert!(stage.panels.iter().flat_map(|panel| panel.outline_m()).all(|corner| corner.y > -1e-6));
}

#[test]
fn sgct_samples_stand_round_the_user() {
    let Some(folder) = folder() else { return };
    let (_, stage) = sample(&folder, "sgct/two_nodes.json", None, &[]);
    // Two views of 80 degrees, turned by 20 to each side, 3 m away: 2 x 3 tan 40 degrees wide each.
    let width = 2.0 * 3.0 * 40.0_f64.to_radians().tan();
    for wall in ["window1", "window2"] {
        let corners = outer(&stage, wall);
        assert!(((corners[1] - corners[0]).length() - width).abs() < 1e-6);
    }
    let left = outer(&stage, "window1");
    assert!((left[0] + left[1]).x < 0.0, "yaw -20 is to the left");
    let (imported, stage) = sample(&folder, "sgct/spherical_mirror_4meshes.json", None, &[]);
    assert_eq!(stage.walls.len(), 1);
    assert!(
        imported.doubts.iter().any(|doubt| doubt.contains("SphericalMirrorProjection")),
        "{:?}",
        imported.doubts
    );
    let (imported, stage) = sample(&folder, "sgct/surface1.pfm", None, &[]);
    assert_eq!(stage.walls.len(), 1);
    assert!(imported.doubts.iter().any(|doubt| doubt.contains("flat screen")), "{:?}", imported.doubts);
    let (_, stage) = sample(&folder, "sgct/left_warp2.obj", None, &[]);
    assert_eq!(stage.walls.len(), 1);
}

#[test]
fn the_lsu_wall_is_a_grid_of_14_by_6_panels_that_faces_the_mark() {
    let Some(folder) = folder() else { return };
    for file in ["lsu_led_wall/lsu_led_wall.obj", "lsu_led_wall/lsu_led_wall_uv1.obj"] {
        let (_, stage) = sample(&folder, file, Some([176, 176]), &[]);
        assert_eq!(stage.walls[0].grid, [6, 14]);
        let corners = outer(&stage, "pPlane1");
        // SOURCES.md: 6.89 m wide, 3.00 m high.
        near(corners[0], [-3.443_941, 3.0, -3.116_753], 2e-3);
        near(corners[2], [3.443_941, 0.0, -3.116_753], 2e-3);
        assert!(stage.panels.iter().all(|panel| panel.normal().z > 0.5 && panel.slot.is_some()));
        assert_eq!(stage.canvases[0].size, [2464, 1056]);
        let (imported, stage) = sample(&folder, file, None, &[]);
        assert!(imported.doubts.iter().any(|doubt| doubt.contains("seldom 1:1")), "{:?}", imported.doubts);
        assert!(stage.panels.iter().any(|panel| panel.slot.is_some()));
    }
}

#[test]
fn exported_samples_come_back_with_the_same_corners_and_regions() {
    let Some(folder) = folder() else { return };
    let read = |path: &str| Err(format!("no {path}"));
    let options =
        Options { geometry: &[], pitch_mm: None, panel_px: None, distance_m: None, stem: "out", read: &read };
    for file in ["flat_wall_1node", "curved_5seg_ceiling_2node"] {
        let (first, stage) = sample(&folder, &format!("ndisplay/{file}.ndisplay"), None, &[]);
        let text = export::text(&stage).text;
        let (second, again) = imported(text.as_bytes(), "again.ndisplay", &options);
        assert_eq!(first.stage.view_origin_m, second.stage.view_origin_m);
        assert_eq!(stage.canvases, again.canvases);
        assert_eq!(stage.panels.len(), again.panels.len());
        for wall in &stage.walls {
            for (found, want) in outer(&again, &wall.name).iter().zip(outer(&stage, &wall.name)) {
                assert!((*found - want).length() < 1e-6, "{file} {}", wall.name);
            }
            let twin = again.walls.iter().find(|twin| twin.name == wall.name).unwrap();
            let slots = |stage: &Stage, wall: &cyclorama::stage::Wall| {
                stage.panels[wall.panels.clone()].iter().map(|panel| panel.slot).collect::<Vec<_>>()
            };
            assert_eq!(slots(&again, twin), slots(&stage, wall), "{file} {}", wall.name);
        }
    }
}
