//! Mesh walls against shapes in closed form, and against damage.
//!
//! In: OBJ texts made here. Out: panels and triangles held to algebra; findings held to their lines.
//! Not here: the real LSU wall (`tests/cpu/lsu_wall.rs`).
//! Invariant: expected places come from the shapes' algebra or from the text's own numbers.

use std::fmt::Write as _;

use glam::{DVec2, DVec3};

use crate::stage::lint::{Finding, Level};
use crate::stage::schema::{Loaded, load};
use crate::stage::shape::{Corners, Grid, arc};
use crate::stage::{Outline, Panel};

const STAGE: &str = r#"version = 1
name = "Mesh"
[panel.tile]
size_mm = [500.0, 500.0]
pixels = [8, 8]
max_nits = 1000.0
primaries = { red = [0.64, 0.33], green = [0.3, 0.6], blue = [0.15, 0.06], white = [0.3127, 0.329] }
[[wall]]
name = "main"
shape = "mesh"
obj = "wall.obj"
panel = "tile"
panel_px = [8, 8]
white_nits = 1000.0
[[canvas]]
name = "main"
width = 64
height = 64
transfer = "srgb"
bits = 8
[[canvas.piece]]
wall = "main"
x = 0
y = 0
"#;

fn load_mesh(stage: &str, obj: &str) -> Loaded {
    load(stage, "stages/s.toml", &|path| match path {
        "wall.obj" => Ok(obj.to_owned()),
        other => Err(format!("no file {other}")),
    })
    .unwrap()
}

/// The OBJ text of quads, clockwise from the top left as panels run; face `index` starts at corner `index % 4`.
fn obj_of(quads: &[Corners]) -> String {
    let mut text = String::from("o quads\n");
    for DVec3 { x, y, z } in quads.iter().flatten() {
        let _ = writeln!(text, "v {x:?} {y:?} {z:?}");
    }
    for index in 0..quads.len() {
        let corner = |step: usize| 4 * index + (index + 4 - step) % 4 + 1;
        let _ = writeln!(text, "f {} {} {} {}", corner(0), corner(1), corner(2), corner(3));
    }
    text
}

/// A deterministic shuffle.
fn shuffled<T>(mut list: Vec<T>) -> Vec<T> {
    let mut random = 1_u32;
    for index in (1..list.len()).rev() {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        list.swap(index, random as usize % (index + 1));
    }
    list
}

fn arc_corners() -> Vec<Corners> {
    let grid = Grid { columns: 8, rows: 3, panel_m: [0.5, 0.5] };
    let at = DVec3::new(0.2, 0.0, -4.0);
    arc::corners(&grid, &[0.15; 7]).into_iter().map(|corners| corners.map(|corner| corner + at)).collect()
}

#[track_caller]
fn only(found: &[Finding]) -> &Finding {
    let [finding] = found else { panic!("{found:#?}") };
    finding
}

#[test]
fn quads_of_an_arc_are_the_arcs_panels_in_its_order() {
    let arc = arc_corners();
    let loaded = load_mesh(STAGE, &obj_of(&shuffled(arc.clone())));
    assert_eq!(loaded.findings, []);
    assert_eq!(loaded.stage.walls[0].grid, [3, 8]);
    for (panel, want) in loaded.stage.panels.iter().zip(&arc) {
        for (corner, want) in panel.corners_m.iter().zip(want) {
            assert!((*corner - *want).length() < 1e-12, "{}: {corner} is not {want}", panel.id);
        }
    }
    let slot = loaded.stage.panels[9].slot.unwrap();
    assert_eq!((loaded.stage.panels[9].id.as_str(), slot.x, slot.y), ("r1c1", 8, 8));
}

#[test]
fn placement_scale_and_flip_are_the_walls() {
    let scaled: Vec<Corners> = arc_corners().iter().map(|quad| quad.map(|corner| corner * 100.0)).collect();
    let keys = "obj = \"wall.obj\"\nscale = 0.01\nflip = true\nyaw_deg = 180.0\nposition_m = [0.0, 1.0, 0.0]";
    let loaded = load_mesh(&STAGE.replacen("obj = \"wall.obj\"", keys, 1), &obj_of(&scaled));
    // Turned by 180 degrees it stands behind the mark; flipped, its lit side is the outside: away from the mark.
    let finding = only(&loaded.findings);
    assert!(finding.found.contains("faces away") && finding.remedy.contains("flip = true"), "{finding:?}");
    // Seen from outside the columns run the other way: the first panel is the arc's last, mirrored.
    let (panel, arc) = (&loaded.stage.panels[0], arc_corners()[7]);
    let turned = |corner: DVec3| DVec3::new(-corner.x, corner.y + 1.0, -corner.z);
    for (corner, want) in panel.corners_m.iter().zip([arc[1], arc[0], arc[3], arc[2]]) {
        assert!((*corner - turned(want)).length() < 1e-12, "{corner}");
    }
}

#[test]
fn ceilings_and_floors_start_as_their_shapes_do() {
    let quad = |y: f64, x: [f64; 4], z: [f64; 4]| -> Corners {
        std::array::from_fn(|at| DVec3::new(x[at], y, z[at]))
    };
    let ceiling = quad(4.0, [-1.0, 1.0, 1.0, -1.0], [1.0, 1.0, -1.0, -1.0]);
    let floor = quad(0.0, [-1.0, 1.0, 1.0, -1.0], [-1.0, -1.0, 1.0, 1.0]);
    for (quad, normal) in [(ceiling, DVec3::NEG_Y), (floor, DVec3::Y)] {
        let loaded = load_mesh(STAGE, &obj_of(&[quad]).replace("f 1 4 3 2", "f 3 2 1 4"));
        assert_eq!(loaded.findings, []);
        let panel = &loaded.stage.panels[0];
        assert!((panel.normal() - normal).length() < 1e-12);
        for (corner, want) in panel.corners_m.iter().zip(quad) {
            assert!((*corner - want).length() < 1e-12, "{:?}", panel.corners_m);
        }
    }
}

#[test]
fn quads_that_are_no_panels_are_named_with_line_and_millimetres() {
    let flat = arc_corners()[11];
    let moved = |corner: usize, by: DVec3| {
        let mut quad = flat;
        quad[corner] += by;
        obj_of(&[arc_corners()[0], quad])
    };
    let down = (flat[3] - flat[0]).normalize();
    let right = (flat[1] - flat[0]).normalize();
    let out = down.cross(right);
    let mut slanted = flat;
    slanted[2] += right * 0.02;
    slanted[3] += right * 0.02;
    // The corners of a quad with one corner out of plane stand a quarter of that off its mean plane.
    for (obj, words) in [
        (moved(2, out * 0.04), "not flat: its corners stand 10."),
        (moved(2, right * 0.02), "trapezoid"),
        (obj_of(&[arc_corners()[0], slanted]), "parallelogram"),
        (moved(2, (right + down) * 0.03), "uneven quad"),
        ("v 0 0 0\nv 1 0 0\nv 1 1 0\nf 1 2 3\n#\n#\n#\n#\n#\nv 0 1 0\n\nf 1 2 3\n".into(), "3 corners"),
        (moved(1, flat[0] - flat[1]), "a panel"),
    ] {
        let loaded = load_mesh(STAGE, &obj);
        let finding = only(&loaded.findings);
        assert_eq!(finding.level, Level::Error);
        let line = if obj.starts_with('v') { "stages/wall.obj:4" } else { "stages/wall.obj:11" };
        if !words.starts_with("a panel") {
            assert!(finding.found.contains(words), "{finding:?} lacks {words}");
        }
        assert_eq!(finding.place, line, "{finding:?}");
    }
    // Half a millimetre is fitted, to within it.
    let loaded = load_mesh(STAGE, &moved(2, right * 0.0005));
    assert!(loaded.findings.iter().all(|finding| finding.level != Level::Error), "{:?}", loaded.findings);
    let panel = &loaded.stage.panels[1];
    assert!(panel.right_m().dot(panel.down_m()).abs() < 1e-12);
    assert!(panel.corners_m.iter().zip(flat).all(|(corner, want)| corner.distance(want) < 1e-3));
}

#[test]
fn quads_without_a_grid_stand_in_one_row_and_say_so() {
    let arc = arc_corners();
    for quads in [arc[..7].iter().chain(&arc[8..10]).copied().collect::<Vec<_>>(), vec![arc[0], arc[2]]] {
        let loaded = load_mesh(STAGE, &obj_of(&quads));
        assert_eq!(loaded.stage.walls[0].grid, [1, quads.len()]);
        let note = loaded.findings.iter().find(|finding| finding.level == Level::Note).unwrap();
        assert!(note.found.contains("no full grid"), "{note:?}");
    }
    let wide = [arc[0], arc[1].map(|corner| arc[1][0] + (corner - arc[1][0]) * 1.5)];
    let loaded = load_mesh(STAGE, &obj_of(&wide));
    assert!(
        loaded
            .findings
            .iter()
            .any(|finding| finding.found.contains("62.500 mm") || finding.found.contains("mm apart"))
    );
}

#[test]
fn keys_that_do_not_go_together_are_refused_at_their_place() {
    let obj = obj_of(&arc_corners());
    for (from, to, words) in [
        ("panel_px = [8, 8]", "panel_px = [8, 8]\nraster_px = [64, 24]", "panel_px and raster_px"),
        ("panel_px = [8, 8]\n", "", "where its pixels lie"),
        ("panel_px = [8, 8]", "panel_px = [8, 0]", "1 to 4096"),
        ("panel_px = [8, 8]", "panel_px = [8, 8]\ncolumns = 8", "`columns`"),
        ("panel_px = [8, 8]", "panel_px = [8, 8]\nobject = \"gone\"", "Write one of: quads"),
        ("panel_px = [8, 8]", "panel_px = [8, 8]\nscale = 0.0", "scaled by 0"),
        ("panel_px = [8, 8]", "panel_px = [8, 8]\nscale = 100.0", "scale = 0.01"),
        ("obj = \"wall.obj\"\n", "", "without a file"),
        ("wall.obj", "gone.obj", "no file gone.obj"),
        ("panel = \"tile\"\n", "", "neither panel nor primaries"),
        ("\"mesh\"", "\"flat\"", "not a mesh"),
    ] {
        assert!(STAGE.contains(from));
        let loaded = load_mesh(&STAGE.replacen(from, to, 1), &obj);
        let error = loaded.without_errors().unwrap_err().to_string();
        assert!(error.contains(words) && error.starts_with("stages/s.toml:"), "{error} lacks {words}");
    }
}

/// Two triangles a quad: a wall of 2 x 1 m at z = -3, bent nowhere, textured over a quarter of the raster's width on
/// its left half and three quarters on its right.
const GIVEN: &str = "v -1 0 -3\nv 0 0 -3\nv 1 0 -3\nv -1 1 -3\nv 0 1 -3\nv 1 1 -3\n\
    vt 0 0\nvt 0.25 0\nvt 1 0\nvt 0 1\nvt 0.25 1\nvt 1 1\n\
    f 1/1 2/2 5/5 4/4\nf 2/2 3/3 6/6 5/5\n";

fn given() -> String {
    STAGE.replacen("panel_px = [8, 8]", "raster_px = [64, 16]", 1)
}

#[test]
fn texture_coordinates_place_every_pixel() {
    let loaded = load_mesh(&given(), GIVEN);
    let finding = only(&loaded.findings);
    // The left half: 1 m over 16 pixels across, 16 down: 62.5 mm both ways; the right half 1 m over 48.
    assert_eq!(finding.level, Level::Warning);
    assert!(finding.found.contains("20.833 mm") && finding.found.contains("62.500 mm"), "{finding:?}");
    assert_eq!(finding.place, "stages/wall.obj:14", "where the finest is");
    let stage = loaded.stage;
    assert_eq!((stage.walls[0].grid, stage.walls[0].raster_px), ([1, 1], Some([64, 16])));
    let mut owners = vec![0; 64 * 16];
    for panel in &stage.panels {
        assert_eq!(panel.normal(), DVec3::Z);
        for [column, row] in panel.leds() {
            let px = DVec2::new(f64::from(column) + 0.5, f64::from(row) + 0.5);
            let x = if px.x < 16.0 { px.x / 16.0 - 1.0 } else { (px.x - 16.0) / 48.0 };
            let want = DVec3::new(x, 1.0 - px.y / 16.0, -3.0);
            assert!((panel.point_m(px) - want).length() < 1e-12, "{px}");
            owners[row as usize * 64 + column as usize] += 1;
        }
    }
    assert!(owners.iter().all(|count| *count == 1), "each pixel has one place");
    let area: f64 = stage.panels.iter().map(Panel::area_m2).sum();
    assert!((area - 2.0).abs() < 1e-12);
    assert_eq!(stage.panels[0].slot, stage.panels[3].slot);
    let half = stage.scaled(2).unwrap();
    assert_eq!(half.walls[0].raster_px, Some([32, 8]));
    assert!(
        (half.panels[2].point_m(DVec2::new(20.0, 4.0)) - stage.panels[2].point_m(DVec2::new(40.0, 8.0)))
            .length()
            < 1e-12
    );
}

#[test]
fn the_export_has_meshes_but_no_panels_of_it() {
    let stage = load_mesh(&given(), GIVEN).stage;
    let value = crate::stage::export::json(&stage);
    assert_eq!(value["panels"].as_array().unwrap().len(), 0);
    let mesh = &value["meshes"][0];
    let (positions, pixels) = (&mesh["positions_m"], &mesh["canvas_px"]);
    assert_eq!((positions.as_array().unwrap().len(), pixels.as_array().unwrap().len()), (12, 12));
    let point = |index: &serde_json::Value| -> DVec3 {
        let place: [f64; 3] =
            serde_json::from_value(positions[index.as_u64().unwrap() as usize].clone()).unwrap();
        place.into()
    };
    let mut area = 0.0;
    for triangle in mesh["triangles"].as_array().unwrap() {
        let [a, b, c] = [0, 1, 2].map(|corner| point(&triangle[corner]));
        let cross = (b - a).cross(c - a);
        assert!(cross.z > 0.0, "anticlockwise as seen from the lit side");
        area += cross.length() / 2.0;
    }
    assert!((area - 2.0).abs() < 1e-12);
    let text = crate::stage::export::obj(&stage);
    let count = |head: &str| text.lines().filter(|line| line.starts_with(head)).count();
    assert_eq!((count("v "), count("vt "), count("vn "), count("f ")), (12, 12, 4, 4));
    // Read back it is a mesh of the same area.
    let again = crate::stage::obj::parse(&text).unwrap();
    assert_eq!((again.faces.len(), again.names.as_slice()), (4, ["main".to_owned()].as_slice()));
}

#[test]
fn textures_that_cannot_be_are_named_with_their_line() {
    for (from, to, line, words) in [
        ("vt 1 1", "vt 1.5 1", 14, "texture coordinates 1.5, 1"),
        ("f 2/2 3/3 6/6 5/5", "f 2 3 6 5", 14, "no texture coordinates"),
        ("f 2/2 3/3 6/6 5/5", "f 2/1 3/2 6/5 5/4", 14, "face of line 13"),
        ("f 2/2 3/3 6/6 5/5", "f 2/2 3/2 6/2 5/2", 14, "no area on the texture"),
        ("f 2/2 3/3 6/6 5/5", "f 2/3 3/2 6/5 5/6", 14, "mirrored as seen from its lit side"),
        ("f 2/2 3/3 6/6 5/5", "f 2/2 6/6 3/3 5/5", 14, "not convex"),
    ] {
        assert!(GIVEN.contains(from));
        let loaded = load_mesh(&given(), &GIVEN.replacen(from, to, 1));
        let finding = only(&loaded.findings);
        assert_eq!(
            (finding.level, finding.place.as_str()),
            (Level::Error, format!("stages/wall.obj:{line}").as_str())
        );
        assert!(finding.found.contains(words), "{finding:?} lacks {words}");
        assert!(loaded.stage.walls.is_empty());
    }
    let thin = load_mesh(&given(), &format!("{GIVEN}f 1/1 2/2 2/2\n"));
    assert!(
        thin.findings.iter().any(|finding| finding.level == Level::Warning && finding.place.ends_with(":15"))
    );
    assert_eq!(thin.stage.panels.len(), 4);
}

#[test]
fn a_mesh_raster_is_placed_whole() {
    for (piece, words) in
        [("turn = 90", "one raster"), ("columns = [0, 1]", "one raster"), ("size = [64, 17]", "not 1:1")]
    {
        let stage = given().replacen("x = 0\n", &format!("x = 0\n{piece}\n"), 1);
        let error = load_mesh(&stage, GIVEN).without_errors().unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let twice = format!("{}[[canvas.piece]]\nwall = \"main\"\nx = 0\ny = 30\n", given());
    assert!(load_mesh(&twice, GIVEN).without_errors().unwrap_err().to_string().contains("fed twice"));
    let placed = given().replacen("y = 0", "y = 40", 1);
    let stage = load_mesh(&placed, GIVEN).stage;
    assert!(stage.panels.iter().all(|panel| panel.slot.is_some_and(|slot| slot.y == 40)));
}

/// Whatever the numbers of an OBJ file are, the stage is sound or refused.
#[test]
fn damaged_meshes_give_a_sound_stage_or_an_error() {
    let mut random = 7_u32;
    let mut next = move |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below
    };
    let values = ["0", "-1", "1", "0.5", "2", "1e300", "-1e-300", "99999", "3", "6", "1e9"];
    let quads = obj_of(&arc_corners());
    let (mut refused, mut sound) = (0, 0);
    for round in 0..400 {
        let (stage, obj) = if round % 2 == 0 { (STAGE.to_owned(), quads.as_str()) } else { (given(), GIVEN) };
        let mut words: Vec<String> = obj.split(' ').map(str::to_owned).collect();
        for _ in 0..=next(2) {
            let at = next(words.len());
            // Half of the damage is a digit too many, which a long number hardly feels.
            words[at] =
                if next(2) == 0 { format!("{}1", words[at]) } else { values[next(values.len())].into() };
        }
        let loaded = load_mesh(&stage, &words.join(" "));
        if loaded.without_errors().is_err() {
            refused += 1;
        } else {
            sound += 1;
        }
        for panel in &loaded.stage.panels {
            assert!(panel.normal().is_normalized() && panel.centre_m().is_finite(), "{}", words.join(" "));
            assert!(matches!(panel.outline, Outline::Rectangle) || panel.area_px() > 0.0);
            for px in panel.spread_px() {
                assert!((panel.panel_px(panel.point_m(px)) - px).length() < 1e-3, "{}", words.join(" "));
            }
        }
    }
    assert!(refused > 50 && sound > 30, "{refused} refused, {sound} sound");
}
