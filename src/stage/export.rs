//! A stage for other programs: JSON (CONTRACT.md 4) and Wavefront OBJ.
//!
//! In: a [`Stage`]. Out: `serde_json::Value`, OBJ text. Not here: what a person reads (`stage::info`), writing files (`cli`).
//! Triangles run anticlockwise as seen from the lit side. What no canvas feeds has `canvas` and pixels null.
//! Invariant: numbers are the stage's own f64, written so that they read back to the bit.

pub mod ndisplay;

use std::fmt::Write as _;

use glam::{DVec2, DVec3};
use serde_json::{Map, Value, json};

use crate::color::Primaries;

use super::{Canvas, Outline, Panel, Stage, Wall};

/// The stage as `stage export --json` prints it.
pub fn json(stage: &Stage) -> Value {
    let walls: Map<String, Value> =
        stage.walls.iter().map(|wall| (wall.name.clone(), wall_json(wall))).collect();
    let canvases: Map<String, Value> =
        stage.canvases.iter().map(|canvas| (canvas.name.clone(), canvas_json(canvas))).collect();
    let rectangles = stage.panels.iter().filter(|panel| panel.is_rectangle());
    let panels: Vec<Value> = rectangles.map(|panel| panel_json(stage, panel)).collect();
    let meshes: Vec<Value> = stage.walls.iter().flat_map(|wall| meshes(stage, wall)).collect();
    json!({
        "version": 1,
        "name": stage.name,
        "view_origin_m": stage.view_origin_m.to_array(),
        "walls": walls,
        "canvases": canvases,
        "panels": panels,
        "meshes": meshes,
    })
}

/// A wall's light, as in `manifest.json`.
pub fn wall_json(wall: &Wall) -> Value {
    let Primaries { red, green, blue, white } = wall.primaries;
    let [red, green, blue, white] = [red, green, blue, white].map(|xy| xy.to_array());
    json!({
        "white_nits": wall.white_nits,
        "primaries": {"red": red, "green": green, "blue": blue, "white": white},
    })
}

/// A canvas's signal, as in `manifest.json`.
pub fn canvas_json(canvas: &Canvas) -> Value {
    json!({
        "width": canvas.size[0],
        "height": canvas.size[1],
        "transfer": canvas.transfer.name(),
        "bits": canvas.bits,
        "range": canvas.range.name(),
        "dither": canvas.dither.name(),
    })
}

fn panel_json(stage: &Stage, panel: &Panel) -> Value {
    json!({
        "wall": stage.walls[panel.wall].name,
        "id": panel.id,
        "canvas": canvas_of(panel).map(|canvas| &stage.canvases[canvas].name),
        "corners_m": panel.corners_m.map(|corner| corner.to_array()),
        "corners_px": panel.corners_px().map(|corners| corners.map(|corner| corner.to_array())),
        "normal": panel.normal().to_array(),
    })
}

fn canvas_of(panel: &Panel) -> Option<usize> {
    panel.slot.map(|slot| slot.canvas)
}

/// The canvases that feed a wall, in file order; `None` last when some panels are on no canvas.
fn canvases_of(stage: &Stage, wall: &Wall) -> Vec<Option<usize>> {
    let panels = &stage.panels[wall.panels.clone()];
    let all = (0..stage.canvases.len()).map(Some).chain([None]);
    all.filter(|canvas| panels.iter().any(|panel| canvas_of(panel) == *canvas)).collect()
}

/// Triangles of an outline's corners, by index, anticlockwise as seen from the lit side.
fn triangles(panel: &Panel) -> Vec<[usize; 3]> {
    match panel.outline {
        Outline::Rectangle => vec![[0, 3, 2], [0, 2, 1]],
        // On the raster y runs down, so a positive area is clockwise.
        Outline::Triangle([a, b, c]) if (b - a).perp_dot(c - a) > 0.0 => vec![[0, 2, 1]],
        Outline::Triangle(_) => vec![[0, 1, 2]],
    }
}

/// Canvas pixels of an outline's corners; nothing when no canvas feeds it.
fn outline_on_canvas(panel: &Panel) -> impl Iterator<Item = DVec2> {
    let corners = panel.slot.map(|slot| panel.outline_px().map(move |px| slot.canvas_px(px, panel.pixels)));
    corners.into_iter().flatten()
}

/// One mesh a canvas that feeds the wall; four vertices and two triangles a panel.
fn meshes(stage: &Stage, wall: &Wall) -> Vec<Value> {
    let mesh = |canvas: Option<usize>| {
        let panels: Vec<&Panel> = panels_on(stage, wall, canvas).collect();
        let positions: Vec<[f64; 3]> =
            panels.iter().flat_map(|panel| panel.outline_m()).map(|corner| corner.to_array()).collect();
        let canvas_px: Option<Vec<[f64; 2]>> = canvas.map(|_| {
            panels.iter().flat_map(|panel| outline_on_canvas(panel)).map(|corner| corner.to_array()).collect()
        });
        let mut faces: Vec<[usize; 3]> = Vec::new();
        let mut before = 0;
        for panel in &panels {
            faces.extend(triangles(panel).into_iter().map(|face| face.map(|corner| before + corner)));
            before += panel.outline_px().count();
        }
        json!({
            "wall": wall.name,
            "canvas": canvas.map(|canvas| &stage.canvases[canvas].name),
            "positions_m": positions,
            "canvas_px": canvas_px,
            "triangles": faces,
        })
    };
    canvases_of(stage, wall).into_iter().map(mesh).collect()
}

fn panels_on<'a>(
    stage: &'a Stage,
    wall: &Wall,
    canvas: Option<usize>,
) -> impl Iterator<Item = &'a Panel> + use<'a> {
    stage.panels[wall.panels.clone()].iter().filter(move |panel| canvas_of(panel) == canvas)
}

/// The stage as a Wavefront OBJ in metres: an object a wall, a material a canvas, texture coordinates over the whole
/// canvas with v up.
pub fn obj(stage: &Stage) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail, so the results are dropped.
    let _ = writeln!(text, "# Cyclorama stage, metres, +Y up, -Z toward the wall");
    let mut before = Written::default();
    for wall in &stage.walls {
        let _ = writeln!(text, "o {}", wall.name);
        for canvas in canvases_of(stage, wall) {
            let material = canvas.map_or("unfed", |canvas| stage.canvases[canvas].name.as_str());
            let _ = writeln!(text, "usemtl {material}");
            for panel in panels_on(stage, wall, canvas) {
                obj_panel(&mut text, stage, panel, &mut before);
            }
        }
    }
    text
}

/// How much of an OBJ file stands already.
#[derive(Default)]
struct Written {
    vertices: usize,
    normals: usize,
}

fn obj_panel(text: &mut String, stage: &Stage, panel: &Panel, before: &mut Written) {
    for DVec3 { x, y, z } in panel.outline_m() {
        let _ = writeln!(text, "v {x} {y} {z}");
    }
    let size = canvas_of(panel).map_or(DVec2::ONE, |canvas| {
        let [width, height] = stage.canvases[canvas].size.map(f64::from);
        DVec2::new(width, height)
    });
    // What no canvas feeds has its corners at the texture's corner.
    let unfed = panel.outline_px().map(|_| DVec2::ZERO).filter(|_| panel.slot.is_none());
    for corner in outline_on_canvas(panel).chain(unfed) {
        let uv = corner / size;
        let _ = writeln!(text, "vt {} {}", uv.x, 1.0 - uv.y);
    }
    let DVec3 { x, y, z } = panel.normal();
    let _ = writeln!(text, "vn {x} {y} {z}");
    let normal = before.normals + 1;
    for triangle in triangles(panel) {
        let corners = triangle.map(|corner| {
            let index = before.vertices + corner + 1;
            format!("{index}/{index}/{normal}")
        });
        let _ = writeln!(text, "f {}", corners.join(" "));
    }
    let count = panel.outline_px().count();
    before.vertices += count;
    before.normals += 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::sample::{CLEAN, PANEL, clean, load_with};

    fn numbers<const N: usize>(value: &Value) -> [f64; N] {
        let list: Vec<f64> =
            value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
        list.try_into().unwrap()
    }

    #[test]
    fn corners_in_metres_and_in_pixels_are_the_same_points() {
        let stage = clean().stage;
        // Through text, as a foreign program gets it.
        let value: Value = serde_json::from_str(&json(&stage).to_string()).unwrap();
        assert_eq!(value["version"], 1);
        let panels = value["panels"].as_array().unwrap();
        assert_eq!(panels.len(), stage.panels.len());
        for (panel, text) in stage.panels.iter().zip(panels) {
            assert_eq!(text["id"], panel.id);
            assert_eq!(text["wall"], stage.walls[panel.wall].name);
            let slot = panel.slot.unwrap();
            assert_eq!(text["canvas"], stage.canvases[slot.canvas].name);
            let [w, h] = panel.pixels.map(f64::from);
            let own = [DVec2::ZERO, DVec2::new(w, 0.0), DVec2::new(w, h), DVec2::new(0.0, h)];
            for (corner, own) in own.into_iter().enumerate() {
                let metres = DVec3::from_array(numbers(&text["corners_m"][corner]));
                assert!((panel.point_m(own) - metres).length() < 1e-12);
                assert_eq!(
                    slot.canvas_px(own, panel.pixels).to_array(),
                    numbers(&text["corners_px"][corner])
                );
            }
            assert!((DVec3::from_array(numbers(&text["normal"])) - panel.normal()).length() < 1e-15);
        }
        assert_eq!(value["walls"]["main"]["white_nits"], 1000.0);
        assert_eq!(numbers::<2>(&value["walls"]["main"]["primaries"]["red"]), [0.64, 0.33]);
        assert_eq!(value["canvases"]["side"]["bits"], 8);
    }

    #[test]
    fn meshes_cover_every_panel_and_face_its_lit_side() {
        let stage = clean().stage;
        let value = json(&stage);
        let meshes = value["meshes"].as_array().unwrap();
        let heads: Vec<(&Value, &Value)> =
            meshes.iter().map(|mesh| (&mesh["wall"], &mesh["canvas"])).collect();
        assert_eq!(
            heads.iter().map(|(wall, _)| wall.as_str().unwrap()).collect::<Vec<_>>(),
            ["main", "main", "ceiling"]
        );
        assert_eq!(
            heads.iter().map(|(_, on)| on.as_str().unwrap()).collect::<Vec<_>>(),
            ["main", "side", "main"]
        );
        let mut area = 0.0;
        for mesh in meshes {
            let vertices = mesh["positions_m"].as_array().unwrap();
            assert_eq!(mesh["canvas_px"].as_array().unwrap().len(), vertices.len());
            for triangle in mesh["triangles"].as_array().unwrap() {
                let [a, b, c] =
                    numbers::<3>(triangle).map(|index| DVec3::from_array(numbers(&vertices[index as usize])));
                let cross = (b - a).cross(c - a);
                area += cross.length() / 2.0;
                // Anticlockwise from the lit side: the arc faces +Z in general, the ceiling down.
                let lit = if mesh["wall"] == "ceiling" { DVec3::NEG_Y } else { DVec3::Z };
                assert!(cross.dot(lit) > 0.0);
            }
        }
        let want: f64 = 8.0 * 0.5 * 0.5 + 6.0 * 0.2 * 0.1;
        assert!((area - want).abs() < 1e-12, "{area}");
    }

    #[test]
    fn unfed_panels_are_there_without_a_canvas() {
        let stage =
            load_with(&CLEAN.replacen("columns = [0, 3]", "columns = [0, 2]", 1), PANEL).unwrap().stage;
        let value = json(&stage);
        assert_eq!(value["panels"][2]["canvas"], Value::Null);
        assert_eq!(value["panels"][2]["corners_px"], Value::Null);
        assert_eq!(value["meshes"][2]["canvas"], Value::Null);
        assert_eq!(value["meshes"][2]["positions_m"].as_array().unwrap().len(), 8);
        assert_eq!(value["meshes"][2]["canvas_px"], Value::Null);
        assert!(obj(&stage).contains("usemtl unfed"));
    }

    #[test]
    fn obj_has_four_vertices_and_two_faces_a_panel() {
        let stage = clean().stage;
        let text = obj(&stage);
        let count = |head: &str| text.lines().filter(|line| line.starts_with(head)).count();
        assert_eq!((count("o "), count("usemtl ")), (2, 3));
        assert_eq!((count("v "), count("vt "), count("vn "), count("f ")), (56, 56, 14, 28));
        // The first panel fills 8 x 8 of a canvas of 64 x 32: its bottom right is at 0.125, 1 - 0.25.
        let uv: Vec<&str> = text.lines().filter(|line| line.starts_with("vt ")).take(4).collect();
        assert_eq!(uv, ["vt 0 1", "vt 0.125 1", "vt 0.125 0.75", "vt 0 0.75"]);
        let last = text.lines().last().unwrap();
        assert_eq!(last, "f 53/53/14 55/55/14 54/54/14");
    }
}
