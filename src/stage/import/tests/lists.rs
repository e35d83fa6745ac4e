//! Panel lists, pixel maps and SGCT: panels where the numbers say.
//!
//! In: texts written here. Out: the loaded stage. Not here: OBJ geometry that a list becomes (`tests/obj.rs`).
//! Invariant: expected corners are middle plus or minus half a side.

use super::{assert_corners, loaded, options};
use crate::stage::QuarterTurn;
use crate::stage::import::{Options, import};

const HEADER: &str =
    "wall;id;x_m;y_m;z_m;yaw_deg;width_mm;height_mm;pixels_x;pixels_y;canvas;canvas_x;canvas_y;turn_deg\n";

#[test]
fn a_list_on_one_plane_is_a_flat_wall_with_its_pixels() {
    // 2 x 2 panels of 1 x 0.5 m, the lower row before the upper one, on a turned plane; the right column lies elsewhere.
    let mut text = format!("\u{feff}{HEADER}# a comment\n\n");
    for (id, x, y, at) in [
        ("a", -0.5, 0.25, "0;8"),
        ("b", 0.5, 0.25, "40;8"),
        ("c", -0.5, 0.75, "0;0"),
        ("d", 0.5, 0.75, "40;0"),
    ] {
        text += &format!("led;{id};-3;{y};{x};90;1000;500;16;8;out;{at};0\n");
    }
    let (imported, stage) = loaded(text.as_bytes(), "a.csv", &options());
    // Turned by 90 degrees it is lit toward +X; its right is -Z.
    assert_corners(
        &stage,
        "led",
        [[-3.0, 1.0, 1.0], [-3.0, 1.0, -1.0], [-3.0, 0.0, -1.0], [-3.0, 0.0, 1.0]],
        1e-7,
    );
    let at: Vec<(u32, u32)> =
        stage.panels.iter().map(|panel| panel.slot.map(|slot| (slot.x, slot.y)).unwrap()).collect();
    // The right column of the wall is the one at -Z: a and c.
    assert_eq!(at, [(40, 0), (0, 0), (40, 8), (0, 8)]);
    assert_eq!(stage.canvases[0].size, [56, 16]);
    assert_eq!(imported.summary(), "Imported 1 wall, 1 output.");
}

#[test]
fn turned_panels_keep_their_turn() {
    let line = |x: f64, at: &str| format!("led;;{x};1;-2;0;500;1000;8;16;out;{at};90\n");
    // Turned right, the column's neighbour to the right lies one height of a panel below.
    let text = format!("{HEADER}{}{}", line(-0.25, "4;0"), line(0.25, "4;8"));
    let (_, stage) = loaded(text.as_bytes(), "a.csv", &options());
    for (panel, y) in stage.panels.iter().zip([0, 8]) {
        let slot = panel.slot.unwrap();
        assert_eq!((slot.x, slot.y, slot.turn), (4, y, QuarterTurn::Right));
    }
    assert_eq!(stage.canvases[0].size, [20, 16]);
}

#[test]
fn a_list_without_pixels_lies_one_to_one() {
    let text = "X_M,Y_M,Z_M,WIDTH_MM,HEIGHT_MM,PIXELS_X,PIXELS_Y\n-0.25,1,-2,500,500,16,16\n0.25,1,-2,500,500,16,16\n";
    let (imported, stage) = loaded(text.as_bytes(), "a.csv", &options());
    assert_eq!((stage.walls[0].name.as_str(), stage.canvases[0].size), ("main", [32, 16]));
    assert!(imported.said[0].contains("no canvas pixels"), "{:?}", imported.said);
}

#[test]
fn a_pixel_map_needs_the_pitch_and_lies_flat() {
    let text = "id,x,y,w,h,rotation\nA,0,0,100,50,0\nB,100,0,100,50,180\n";
    let error = import(text.as_bytes(), "map.csv", &options()).unwrap_err();
    assert!(error.place == "map.csv:1:1" && error.remedy.contains("--pitch-mm"), "{error}");
    let options = Options { pitch_mm: Some(10.0), ..options() };
    let (_, stage) = loaded(text.as_bytes(), "map.csv", &options);
    assert_corners(
        &stage,
        "main",
        [[-1.0, 0.5, -4.0], [1.0, 0.5, -4.0], [1.0, 0.0, -4.0], [-1.0, 0.0, -4.0]],
        1e-7,
    );
    assert_eq!((stage.panels.len(), stage.canvases[0].size), (2, [200, 50]));
    // Panels of two sizes make a wall each.
    let (_, stage) = loaded(text.replace("B,100,0,100", "B,100,0,60").as_bytes(), "map.csv", &options);
    let names: Vec<&str> = stage.walls.iter().map(|wall| wall.name.as_str()).collect();
    assert_eq!(names, ["main_A", "main_B"]);
    assert!(stage.panels.iter().all(|panel| panel.slot.is_some()));
}

#[test]
fn faults_of_a_list_name_line_and_column() {
    let good = format!("{HEADER}led;a;0;1;-2;0;500;500;8;8;out;0;0;0\n");
    for (from, to, place) in [
        ("led;a;0;", "led;a;zero;", "a.csv:2:7"),
        ("500;500;8", "500;;8", "a.csv:2:1"),
        ("0;500;500", "0;0.5;500", "a.csv:2:1"),
        ("out;0;0;0", "out;0.5;0;0", "a.csv:2:1"),
        ("out;0;0;0", "out;0;0;45", "a.csv:2:1"),
        ("a;0;1", "a;400;1", "a.csv:2:1"),
        ("x_m", "xm", "a.csv:2:1"),
    ] {
        let error = import(good.replacen(from, to, 1).as_bytes(), "a.csv", &options()).unwrap_err();
        assert_eq!(error.place, place, "{to}: {error}");
    }
    assert!(import(b"", "a.csv", &options()).unwrap_err().place.starts_with("a.csv:1:1"));
    assert!(import(b"a,b\n1,2\n", "a.csv", &options()).unwrap_err().found.contains("columns a, b"));
}

const SGCT: &str = r#"{"version": 1, "nodes": [{"address": "10.0.0.1", "windows": [{"name": "left", "size": {"x": 200, "y": 100},
 "viewports": [{"pos": {"x": 0.0, "y": 0.5}, "size": {"x": 1.0, "y": 0.5}, "projection": {"type": "PlanarProjection",
   "fov": {"hfov": 90.0, "vfov": 28.072486936}, "orientation": {"yaw": -90.0, "pitch": 0.0, "roll": 0.0}}},
  {"pos": {"x": 0.0, "y": 0.0}, "size": {"x": 1.0, "y": 0.5}, "projection": {"type": "ProjectionPlane",
   "lowerleft": {"x": -1, "y": 0, "z": -2}, "upperleft": {"x": -1, "y": 0.5, "z": -2}, "upperright": {"x": 1, "y": 0.5, "z": -2}}}]}]}],
 "users": [{"pos": {"x": 0.0, "y": 1.5, "z": 0.0}}]}"#;

#[test]
fn planes_of_sgct_stand_round_the_user() {
    let (imported, stage) =
        loaded(SGCT.as_bytes(), "a.json", &Options { distance_m: Some(2.0), ..options() });
    // tan 14.036 degrees = 1/4; yaw -90 looks to the left.
    assert_corners(
        &stage,
        "left_1",
        [[-2.0, 2.0, 2.0], [-2.0, 2.0, -2.0], [-2.0, 1.0, -2.0], [-2.0, 1.0, 2.0]],
        1e-6,
    );
    assert_corners(
        &stage,
        "left_2",
        [[-1.0, 0.5, -2.0], [1.0, 0.5, -2.0], [1.0, 0.0, -2.0], [-1.0, 0.0, -2.0]],
        1e-6,
    );
    assert_eq!(stage.view_origin_m.y, 1.5);
    // SGCT's upper half is a canvas's upper half.
    let slot = |wall: usize| stage.panels[stage.walls[wall].panels.start].slot.unwrap();
    assert_eq!((slot(0).y, slot(1).y), (0, 50));
    assert!(imported.doubts[0].contains("only known as angles"), "{:?}", imported.doubts);
}

#[test]
fn faults_of_sgct_name_line_and_path() {
    for (from, to, words) in [
        ("90.0, \"vfov\"", "200.0, \"vfov\"", "a.json:3:11: nodes"),
        ("\"hfov\": 90.0", "\"hfov\": \"wide\"", ".fov.hfov"),
        ("\"nodes\"", "\"node\"", "no nodes"),
        ("\"size\": {\"x\": 200", "\"siz\": {\"x\": 200", "no size"),
    ] {
        let error = import(SGCT.replacen(from, to, 1).as_bytes(), "a.json", &options());
        let text = match error {
            Ok(imported) => imported.doubts.join("; "),
            Err(error) => error.to_string(),
        };
        let words = words.trim_start_matches("a.json:3:11: ");
        assert!(text.contains("a.json:") && text.contains(words), "{text}");
    }
}
