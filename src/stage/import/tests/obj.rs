//! OBJ walls and curved panel lists: unit, axes, lit side, pixels.
//!
//! In: OBJ text written here. Out: the loaded stage. Not here: the reader (`stage::obj`), meshes (`stage::mesh`).
//! Invariant: one wall in any unit, axes and winding gives the same corners.

use super::{assert_corners, loaded, options};
use crate::stage::import::{Options, import};

/// Two quads side by side, 2 x 1 m, 3 m before the mark, lit toward it, through `point`.
fn quads(point: impl Fn([f64; 3]) -> [f64; 3], face: fn([usize; 4]) -> [usize; 4]) -> String {
    let mut text = String::from("o led\n");
    for y in [0.0, 1.0] {
        for x in [-1.0, 0.0, 1.0] {
            let [x, y, z] = point([x, y, -3.0]);
            text += &format!("v {x} {y} {z}\n");
        }
    }
    for v in [0.0, 1.0] {
        for u in [0.0, 0.5, 1.0] {
            text += &format!("vt {u} {v}\n");
        }
    }
    for corners in [[1, 2, 5, 4], [2, 3, 6, 5]] {
        text += &format!("f {}\n", face(corners).map(|corner| format!("{corner}/{corner}")).join(" "));
    }
    text
}

const WALL: [[f64; 3]; 4] = [[-1.0, 1.0, -3.0], [1.0, 1.0, -3.0], [1.0, 0.0, -3.0], [-1.0, 0.0, -3.0]];

#[test]
fn quads_become_panels_in_any_unit_axes_and_winding() {
    let options = Options { panel_px: Some([64, 64]), ..options() };
    let as_is = |corners: [usize; 4]| corners;
    let turned = |[a, b, c, d]: [usize; 4]| [d, c, b, a];
    for (text, doubt) in [
        (quads(|point| point, as_is), None),
        (quads(|point| point.map(|side| side * 100.0), as_is), Some("taken as centimetres")),
        (quads(|point| point.map(|side| side * 10_000.0), as_is), Some("taken as millimetres")),
        (quads(|point| point, turned), Some("flip = true")),
        (quads(|[x, y, z]| [x, -z, y], as_is), Some("Z up")),
    ] {
        let (imported, stage) = loaded(text.as_bytes(), "led.obj", &options);
        // Ten metres in millimetres: the third wall is ten times as large.
        let size = if doubt.is_some_and(|doubt| doubt.contains("milli")) { 10.0 } else { 1.0 };
        assert_corners(&stage, "led", WALL.map(|corner| corner.map(|side| side * size)), 1e-6);
        assert_eq!((stage.canvases[0].size, stage.panels.len()), ([128, 64], 2));
        assert!(stage.panels.iter().all(|panel| panel.normal().z > 0.999 && panel.slot.is_some()));
        match doubt {
            Some(doubt) => {
                assert!(imported.doubts.iter().any(|found| found.contains(doubt)), "{:?}", imported.doubts);
            }
            None => assert_eq!(imported.doubts, Vec::<String>::new()),
        }
    }
}

#[test]
fn texture_coordinates_are_taken_as_given_with_a_doubt() {
    let text = quads(|point| point, |corners| corners);
    let (imported, stage) =
        loaded(text.as_bytes(), "led.obj", &Options { pitch_mm: Some(10.0), ..options() });
    // 2 x 1 m at 10 mm.
    assert_eq!(stage.canvases[0].size, [200, 100]);
    assert!(imported.doubts.iter().any(|doubt| doubt.contains("as given")), "{:?}", imported.doubts);
    // The middle of the wall is the middle of the raster.
    for panel in &stage.panels {
        let middle = panel.point_m(glam::DVec2::new(100.0, 50.0));
        assert!((middle - glam::DVec3::new(0.0, 0.5, -3.0)).length() < 1e-9, "{middle}");
    }
    let bare: String =
        text.lines().filter(|line| !line.starts_with("vt")).map(|line| format!("{line}\n")).collect();
    let bare = ["1", "2", "3", "4", "5", "6"]
        .iter()
        .fold(bare, |text, corner| text.replace(&format!("{corner}/{corner}"), corner));
    let error = import(bare.as_bytes(), "led.obj", &options()).unwrap_err();
    assert!(error.place.starts_with("led.obj:8") && error.remedy.contains("--panel-px"), "{error}");
}

#[test]
fn a_curved_list_is_one_wall_and_keeps_each_panels_pixels() {
    // Three columns of two panels on an arc, fed column by column.
    let mut text = String::from(
        "id,wall,x_m,y_m,z_m,yaw_deg,width_mm,height_mm,pixels_x,pixels_y,canvas,canvas_x,canvas_y\n",
    );
    for (column, yaw) in [20.0_f64, 0.0, -20.0].into_iter().enumerate() {
        let side = 0.25 + 0.25 * 20.0_f64.to_radians().cos();
        let x = -yaw.signum() * if yaw == 0.0 { 0.0 } else { side };
        let z = -3.0 + if yaw == 0.0 { 0.0 } else { 0.25 * 20.0_f64.to_radians().sin() };
        for row in 0..2 {
            let y = 0.75 - 0.5 * row as f64;
            text += &format!(
                "c{column}r{row},led,{x},{y},{z},{yaw},500,500,16,16,out,{},{}\n",
                16 * (2 * column + row),
                4
            );
        }
    }
    let (imported, stage) = loaded(text.as_bytes(), "a.csv", &options());
    assert_eq!((stage.walls.len(), stage.walls[0].grid, imported.meshes.len()), (1, [2, 3], 1));
    for panel in &stage.panels {
        let slot = panel.slot.unwrap();
        let (column, row) = (slot.x / 32, slot.x / 16 % 2);
        assert_eq!(slot.y, 4);
        let centre = panel.centre_m();
        assert!((centre.y - (0.75 - 0.5 * f64::from(row))).abs() < 1e-3, "{centre}");
        assert!((centre.x - (f64::from(column) - 1.0) * 0.485).abs() < 0.001, "{column}: {centre}");
        assert!(panel.normal().z > 0.9);
    }
}
