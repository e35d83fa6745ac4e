//! What other programs read of a stage: JSON, Wavefront OBJ, a summary for people.
//!
//! In: a [`Stage`]. Out: values and text. Not here: writing files (`cli`), the stage's own file (`stage::schema`).
//! Order of corners and pixel coordinates: CONTRACT.md 4. An unfed panel is dark; it has no canvas and no pixels.
//! Invariant: every panel is in exactly one mesh, two triangles counter-clockwise from the lit side.

use std::fmt::Write as _;

use glam::{DVec2, DVec3};
use serde_json::{Value, json};

use crate::color::Primaries;

use super::{Canvas, Panel, Stage, Wall};

/// Two triangles of a panel over its corners, counter-clockwise from the lit side.
const TRIANGLES: [[usize; 3]; 2] = [[0, 3, 2], [0, 2, 1]];

/// `stage export --json` (CONTRACT.md 4).
pub fn json(stage: &Stage) -> Value {
    let walls: serde_json::Map<String, Value> =
        stage.walls.iter().map(|wall| (wall.name.clone(), wall_json(wall))).collect();
    let panels: Vec<Value> = stage.panels.iter().map(|panel| panel_json(stage, panel)).collect();
    let meshes: Vec<Value> = meshes(stage).iter().map(|mesh| mesh_json(stage, mesh)).collect();
    json!({ "version": 1, "walls": walls, "panels": panels, "meshes": meshes })
}

/// `white_nits` and `primaries` of a wall, as in `stage export --json` and `manifest.json`.
pub fn wall_json(wall: &Wall) -> Value {
    json!({ "white_nits": wall.white_nits, "primaries": primaries_json(&wall.primaries) })
}

/// Size and signal of a canvas, as in `manifest.json`.
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

/// The stage as Wavefront OBJ: metres; texture coordinates 0..=1 of the canvas with v up; a group a wall, a material a canvas.
pub fn obj(stage: &Stage) -> String {
    let mut text = format!("# {}, metres, +Y up; materials are canvases\n", one_line(&stage.name));
    let (mut vertices, mut coordinates) = (0, 0);
    for mesh in meshes(stage) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "g {}", word(&stage.walls[mesh.wall].name));
        let canvas = mesh.canvas.map(|index| &stage.canvases[index]);
        let _ = writeln!(text, "usemtl {}", canvas.map_or("unfed".to_owned(), |canvas| word(&canvas.name)));
        for panel in &mesh.panels {
            for corner in panel.corners_m {
                let _ = writeln!(text, "v {} {} {}", corner.x, corner.y, corner.z);
            }
            let pixels = canvas.zip(panel.corners_px());
            for (canvas, corner) in pixels.iter().flat_map(|(canvas, corners)| corners.map(|px| (canvas, px)))
            {
                let [width, height] = canvas.size.map(f64::from);
                let _ = writeln!(text, "vt {} {}", corner.x / width, 1.0 - corner.y / height);
            }
            for triangle in TRIANGLES {
                let corner = |index: usize| match pixels {
                    Some(_) => format!("{}/{}", vertices + index + 1, coordinates + index + 1),
                    None => format!("{}", vertices + index + 1),
                };
                let [first, second, third] = triangle.map(corner);
                let _ = writeln!(text, "f {first} {second} {third}");
            }
            vertices += 4;
            coordinates += if pixels.is_some() { 4 } else { 0 };
        }
    }
    text
}

/// `stage info`: one block a wall, a line a canvas and a tracker.
pub fn info(stage: &Stage) -> String {
    let mut text = format!("{}\n", stage.name);
    for wall in &stage.walls {
        let panels = &stage.panels[wall.panels.clone()];
        let [rows, columns] = wall.grid;
        let _ =
            writeln!(text, "wall {}: {columns} x {rows} panels, white {} nits", wall.name, wall.white_nits);
        if let Some(first) = panels.first() {
            let [width, height] = first.pixels;
            let [surface_m, pixels] = size(wall, first);
            let pitch_mm = first.pitch_m() * 1e3;
            let (low, high) = bounds(panels);
            let _ = writeln!(
                text,
                "  panel {width} x {height} px, pitch {:.3} x {:.3} mm",
                pitch_mm.x, pitch_mm.y
            );
            let _ = writeln!(
                text,
                "  surface {:.3} x {:.3} m, {} x {} px",
                surface_m[0], surface_m[1], pixels[0], pixels[1]
            );
            let _ = writeln!(
                text,
                "  stands in x {:.3}..{:.3}, y {:.3}..{:.3}, z {:.3}..{:.3} m",
                low.x, high.x, low.y, high.y, low.z, high.z
            );
        }
    }
    for (index, canvas) in stage.canvases.iter().enumerate() {
        let _ = writeln!(
            text,
            "canvas {}: {} x {} px, {}, {} bits, {} range, dither {}, feeds {} panels",
            canvas.name,
            canvas.size[0],
            canvas.size[1],
            canvas.transfer.name(),
            canvas.bits,
            canvas.range.name(),
            canvas.dither.name(),
            fed_by(stage, index)
        );
    }
    for tracker in &stage.trackers {
        let port =
            if tracker.port == 0 { "any free port".to_owned() } else { format!("UDP port {}", tracker.port) };
        let camera = tracker.camera_id.map_or("any camera id".to_owned(), |id| format!("camera id {id}"));
        let _ = writeln!(text, "tracker {}: {port}, {camera}", tracker.name);
    }
    let origin = stage.view_origin_m;
    let _ = writeln!(text, "view origin {:.3}, {:.3}, {:.3} m", origin.x, origin.y, origin.z);
    text
}

/// `stage info --json`: the same facts.
pub fn info_json(stage: &Stage) -> Value {
    let wall = |wall: &Wall| {
        let panels = &stage.panels[wall.panels.clone()];
        let mut value = wall_json(wall);
        value["name"] = json!(wall.name);
        value["rows"] = json!(wall.grid[0]);
        value["columns"] = json!(wall.grid[1]);
        if let Some(first) = panels.first() {
            let [surface_m, pixels] = size(wall, first);
            let (low, high) = bounds(panels);
            value["panel_px"] = json!(first.pixels);
            value["pitch_mm"] = json!((first.pitch_m() * 1e3).to_array());
            value["surface_m"] = json!(surface_m);
            value["surface_px"] = json!(pixels.map(|count| count as u64));
            value["bounds_m"] = json!([low.to_array(), high.to_array()]);
        }
        value
    };
    let canvas = |(index, canvas): (usize, &Canvas)| {
        let mut value = canvas_json(canvas);
        value["name"] = json!(canvas.name);
        value["panels"] = json!(fed_by(stage, index));
        value
    };
    let trackers = stage
        .trackers
        .iter()
        .map(|tracker| json!({ "name": tracker.name, "port": tracker.port, "camera_id": tracker.camera_id }));
    json!({
        "version": 1,
        "name": stage.name,
        "view_origin_m": stage.view_origin_m.to_array(),
        "walls": stage.walls.iter().map(wall).collect::<Vec<_>>(),
        "canvases": stage.canvases.iter().enumerate().map(canvas).collect::<Vec<_>>(),
        "trackers": trackers.collect::<Vec<_>>(),
    })
}

/// Panels of one wall on one canvas.
struct Mesh<'a> {
    wall: usize,
    canvas: Option<usize>,
    panels: Vec<&'a Panel>,
}

/// Meshes wall by wall; within a wall by canvas, unfed panels first.
fn meshes(stage: &Stage) -> Vec<Mesh<'_>> {
    let mut meshes: Vec<Mesh<'_>> = Vec::new();
    for (index, wall) in stage.walls.iter().enumerate() {
        let first = meshes.len();
        for panel in &stage.panels[wall.panels.clone()] {
            let canvas = panel.slot.map(|slot| slot.canvas);
            match meshes[first..].iter_mut().find(|mesh| mesh.canvas == canvas) {
                Some(mesh) => mesh.panels.push(panel),
                None => meshes.push(Mesh { wall: index, canvas, panels: vec![panel] }),
            }
        }
        meshes[first..].sort_by_key(|mesh| mesh.canvas);
    }
    meshes
}

fn panel_json(stage: &Stage, panel: &Panel) -> Value {
    json!({
        "wall": stage.walls[panel.wall].name,
        "id": panel.id,
        "canvas": panel.slot.map(|slot| stage.canvases[slot.canvas].name.as_str()),
        "corners_m": panel.corners_m.map(|corner| corner.to_array()),
        "corners_px": panel.corners_px().map(|corners| corners.map(|corner| corner.to_array())),
        "normal": panel.normal().to_array(),
    })
}

fn mesh_json(stage: &Stage, mesh: &Mesh<'_>) -> Value {
    let positions: Vec<[f64; 3]> =
        mesh.panels.iter().flat_map(|panel| panel.corners_m.map(|corner| corner.to_array())).collect();
    let pixels: Option<Vec<[f64; 2]>> = mesh.canvas.map(|_| {
        let corners = mesh.panels.iter().filter_map(|panel| panel.corners_px());
        corners.flat_map(|corners| corners.map(|corner| corner.to_array())).collect()
    });
    let triangles: Vec<[usize; 3]> = (0..mesh.panels.len())
        .flat_map(|panel| TRIANGLES.map(|triangle| triangle.map(|corner| panel * 4 + corner)))
        .collect();
    json!({
        "wall": stage.walls[mesh.wall].name,
        "canvas": mesh.canvas.map(|index| stage.canvases[index].name.as_str()),
        "positions_m": positions,
        "canvas_px": pixels,
        "triangles": triangles,
    })
}

fn primaries_json(primaries: &Primaries) -> Value {
    let xy = |point: DVec2| json!(point.to_array());
    json!({
        "red": xy(primaries.red),
        "green": xy(primaries.green),
        "blue": xy(primaries.blue),
        "white": xy(primaries.white),
    })
}

/// Width along the panels and height of a wall's surface: metres, then pixels.
fn size(wall: &Wall, panel: &Panel) -> [[f64; 2]; 2] {
    let counts = [wall.grid[1] as f64, wall.grid[0] as f64];
    let sides_m = [panel.right_m().length(), panel.down_m().length()];
    let sides_px = panel.pixels.map(f64::from);
    [sides_m, sides_px].map(|sides| [counts[0] * sides[0], counts[1] * sides[1]])
}

fn bounds(panels: &[Panel]) -> (DVec3, DVec3) {
    let corners = panels.iter().flat_map(|panel| panel.corners_m);
    corners.fold((DVec3::INFINITY, DVec3::NEG_INFINITY), |(low, high), corner| {
        (low.min(corner), high.max(corner))
    })
}

fn fed_by(stage: &Stage, canvas: usize) -> usize {
    stage.panels.iter().filter(|panel| panel.slot.is_some_and(|slot| slot.canvas == canvas)).count()
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// OBJ names end at the first space.
fn word(text: &str) -> String {
    text.replace(char::is_whitespace, "_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::dither::Dither;
    use crate::color::{CodeRange, Transfer};
    use crate::stage::{CanvasSlot, QuarterTurn};

    /// Two panels of one wall on two canvases (the second turned), a third that no canvas feeds.
    fn stage() -> Stage {
        let panel = |column: u32, slot| {
            let left = f64::from(column) - 1.5;
            Panel {
                id: format!("r0c{column}"),
                wall: 0,
                corners_m: [
                    DVec3::new(left, 1.0, -3.0),
                    DVec3::new(left + 1.0, 1.0, -3.0),
                    DVec3::new(left + 1.0, 0.5, -3.0),
                    DVec3::new(left, 0.5, -3.0),
                ],
                pixels: [8, 4],
                slot,
            }
        };
        let canvas = |name: &str| Canvas {
            name: name.into(),
            size: [16, 32],
            transfer: Transfer::Gamma22,
            bits: 10,
            range: CodeRange::Legal,
            dither: Dither::Off,
        };
        Stage {
            name: "two canvases".into(),
            walls: vec![Wall {
                name: "main wall".into(),
                white_nits: 900.0,
                primaries: Primaries::REC709,
                panels: 0..3,
                grid: [1, 3],
            }],
            panels: vec![
                panel(0, Some(CanvasSlot { canvas: 1, x: 0, y: 0, turn: QuarterTurn::None })),
                panel(1, Some(CanvasSlot { canvas: 0, x: 4, y: 8, turn: QuarterTurn::Right })),
                panel(2, None),
            ],
            canvases: vec![canvas("a"), canvas("b")],
            view_origin_m: DVec3::new(0.0, 1.5, 0.0),
            trackers: Vec::new(),
        }
    }

    fn vector(value: &Value) -> DVec3 {
        DVec3::from_array([0, 1, 2].map(|index| value[index].as_f64().unwrap()))
    }

    #[test]
    fn corners_are_the_panels_own_pixels() {
        let (stage, value) = (stage(), json(&stage()));
        for (panel, json) in stage.panels.iter().zip(value["panels"].as_array().unwrap()) {
            let [w, h] = panel.pixels.map(f64::from);
            let corners = [DVec2::ZERO, DVec2::new(w, 0.0), DVec2::new(w, h), DVec2::new(0.0, h)];
            for (index, corner) in corners.into_iter().enumerate() {
                assert!((vector(&json["corners_m"][index]) - panel.point_m(corner)).length() < 1e-12);
                if let Some(slot) = panel.slot {
                    let px = slot.canvas_px(corner, panel.pixels);
                    assert_eq!(json["corners_px"][index], json!([px.x, px.y]));
                }
            }
        }
        assert_eq!(value["panels"][1]["canvas"], "a");
        assert!(value["panels"][2]["canvas"].is_null() && value["panels"][2]["corners_px"].is_null());
        assert_eq!(value["walls"]["main wall"]["primaries"]["red"], json!([0.64, 0.33]));
    }

    #[test]
    fn every_panel_is_in_one_mesh_facing_its_lit_side() {
        let value = json(&stage());
        let meshes = value["meshes"].as_array().unwrap();
        let canvases: Vec<_> = meshes.iter().map(|mesh| mesh["canvas"].as_str()).collect();
        assert_eq!(canvases, [None, Some("a"), Some("b")]);
        let mut area = 0.0;
        for mesh in meshes {
            for triangle in mesh["triangles"].as_array().unwrap() {
                let [a, b, c] = [0, 1, 2]
                    .map(|corner| vector(&mesh["positions_m"][triangle[corner].as_u64().unwrap() as usize]));
                let cross = (b - a).cross(c - a);
                assert!((cross.normalize() - DVec3::Z).length() < 1e-12, "{cross}");
                area += cross.length() / 2.0;
            }
            let fed = mesh["canvas_px"].as_array().map(Vec::len);
            assert_eq!(fed, mesh["canvas"].as_str().map(|_| mesh["positions_m"].as_array().unwrap().len()));
        }
        // Three panels of 1 x 0.5 m.
        assert!((area - 1.5).abs() < 1e-12, "{area}");
    }

    #[test]
    fn obj_indices_and_coordinates() {
        let text = obj(&stage());
        let count = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!([count("v "), count("vt "), count("f "), count("g main_wall")], [12, 8, 6, 3]);
        // The unfed panel comes first: four vertices, no texture coordinates.
        assert!(
            text.contains("usemtl unfed\n") && text.contains("f 1 4 3\n") && text.contains("f 5/1 8/4 7/3\n"),
            "{text}"
        );
        // Panel 1 is turned right at (4, 8): its top left is (8, 8) of 16 x 32.
        assert!(
            text.contains("usemtl a\nv -0.5 1 -3\nv 0.5 1 -3\nv 0.5 0.5 -3\nv -0.5 0.5 -3\nvt 0.5 0.75\n"),
            "{text}"
        );
    }

    #[test]
    fn info_tells_sizes() {
        let text = info(&stage());
        for part in [
            "3 x 1 panels, white 900 nits",
            "surface 3.000 x 0.500 m, 24 x 4 px",
            "pitch 125.000 x 125.000 mm",
            "canvas b: 16 x 32 px, gamma2.2, 10 bits, legal range, dither off, feeds 1 panels",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(info_json(&stage())["walls"][0]["surface_px"], json!([24, 4]));
    }
}
