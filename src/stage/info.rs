//! What a person wants to know of a stage: sizes, pitches, counts.
//!
//! In: a [`Stage`]. Out: text, and the same as JSON. Not here: geometry for programs (`stage::export`).
//! Invariant: every number is measured on the placed panels, so it is what stands, not what was meant.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::export::{canvas_json, wall_json};
use super::{Canvas, Panel, Stage, Wall};

/// Measures of one wall.
#[derive(Clone, Debug, PartialEq)]
pub struct WallMeasures {
    /// The raster of a mesh that is drawn as its texture coordinates say; widths and pitches are then those of its
    /// first triangle's plane.
    pub raster_px: Option<[u32; 2]>,
    /// Width along the surface, metres.
    pub width_m: f64,
    /// Height along the surface, metres.
    pub height_m: f64,
    /// Straight from the left edge to the right edge, metres.
    pub chord_m: f64,
    /// Lit area, square metres.
    pub area_m2: f64,
    /// Distance between LEDs across and down, millimetres.
    pub pitch_mm: [f64; 2],
    /// Angle at each joint between columns, degrees, positive toward the lit side.
    pub joints_deg: Vec<f64>,
    /// LED pixels.
    pub leds: u64,
    /// Names of the canvases that feed it, in file order.
    pub canvases: Vec<String>,
    /// Panels on no canvas.
    pub unfed: usize,
}

/// Measures a wall.
pub fn wall_measures(stage: &Stage, wall: &Wall) -> WallMeasures {
    let panels = &stage.panels[wall.panels.clone()];
    let [rows, columns] = wall.grid;
    let top: &[Panel] = panels.get(..columns).unwrap_or_default();
    let joint = |pair: &[Panel]| {
        let (left, right) = (pair[0].normal(), pair[1].normal());
        let up = -pair[0].down_m().normalize();
        right.cross(left).dot(up).atan2(left.dot(right)).to_degrees()
    };
    let pitch = top.first().map_or(glam::DVec2::ZERO, Panel::pitch_m) * 1e3;
    let is_fed_by = |panel: &&Panel, canvas: usize| panel.slot.is_some_and(|slot| slot.canvas == canvas);
    WallMeasures {
        raster_px: wall.raster_px,
        width_m: top.iter().map(|panel| panel.right_m().length()).sum(),
        height_m: panels.iter().step_by(columns.max(1)).take(rows).map(|panel| panel.down_m().length()).sum(),
        chord_m: match (top.first(), top.last()) {
            (Some(first), Some(last)) => first.corners_m[0].distance(last.corners_m[1]),
            _ => 0.0,
        },
        area_m2: panels.iter().map(Panel::area_m2).sum(),
        pitch_mm: pitch.to_array(),
        joints_deg: top.windows(2).map(joint).collect(),
        leds: leds(panels.iter()),
        canvases: stage
            .canvases
            .iter()
            .enumerate()
            .filter(|(index, _)| panels.iter().any(|panel| is_fed_by(&panel, *index)))
            .map(|(_, canvas)| canvas.name.clone())
            .collect(),
        unfed: panels.iter().filter(|panel| panel.slot.is_none()).count(),
    }
}

/// Pixels of a canvas that feed LEDs.
fn used_px(stage: &Stage, canvas: usize) -> u64 {
    leds(stage.panels.iter().filter(|panel| panel.slot.is_some_and(|slot| slot.canvas == canvas)))
}

fn leds<'a>(panels: impl Iterator<Item = &'a Panel>) -> u64 {
    panels.map(Panel::area_px).sum::<f64>().round() as u64
}

fn raster_px(canvas: &Canvas) -> u64 {
    u64::from(canvas.size[0]) * u64::from(canvas.size[1])
}

/// The text of `stage info`.
pub fn text(stage: &Stage) -> String {
    let mut text = String::new();
    let measures: Vec<WallMeasures> = stage.walls.iter().map(|wall| wall_measures(stage, wall)).collect();
    let area: f64 = measures.iter().map(|wall| wall.area_m2).sum();
    // Writing to a String cannot fail, so the results are dropped.
    let _ = writeln!(
        text,
        "{}: {}, {}, {} LEDs, {area:.2} m2",
        stage.name,
        count(stage.walls.len() as u64, "wall"),
        count(stage.panels.iter().filter(|panel| panel.is_rectangle()).count() as u64, "panel"),
        grouped(leds(stage.panels.iter())),
    );
    for (wall, measures) in stage.walls.iter().zip(&measures) {
        wall_text(&mut text, stage, wall, measures);
    }
    for (index, canvas) in stage.canvases.iter().enumerate() {
        let used = used_px(stage, index);
        let _ = writeln!(
            text,
            "canvas {}: {} x {}, {} {} bit {} range, dither {}, {} of {} pixels used ({:.1} %)",
            canvas.name,
            canvas.size[0],
            canvas.size[1],
            canvas.transfer.name(),
            canvas.bits,
            canvas.range.name(),
            canvas.dither.name(),
            grouped(used),
            grouped(raster_px(canvas)),
            100.0 * used as f64 / raster_px(canvas) as f64,
        );
    }
    for tracker in &stage.trackers {
        let port =
            if tracker.port == 0 { "any free port".to_owned() } else { format!("port {}", tracker.port) };
        let camera = tracker.camera_id.map_or("any camera id".to_owned(), |id| format!("camera id {id}"));
        let _ = writeln!(text, "tracker {}: freed, UDP {port}, {camera}", tracker.name);
    }
    text
}

fn wall_text(text: &mut String, stage: &Stage, wall: &Wall, measures: &WallMeasures) {
    let [rows, columns] = wall.grid;
    let [across, down] = stage.panels[wall.panels.start].pixels;
    let least = measures.joints_deg.iter().copied().fold(f64::INFINITY, f64::min);
    let most = measures.joints_deg.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let joints = if measures.joints_deg.iter().all(|joint| joint.abs() < 5e-4) {
        "flat".to_owned()
    } else if most - least < 5e-4 {
        format!("joints {most:.3} deg, chord {:.3} m", measures.chord_m)
    } else {
        format!("joints {least:.3} to {most:.3} deg, chord {:.3} m", measures.chord_m)
    };
    let fed = match (measures.canvases.as_slice(), measures.unfed) {
        ([], _) => "on no canvas".to_owned(),
        (canvases, 0) => format!("on {}", canvases.join(", ")),
        (canvases, unfed) => format!("on {}, {} on none", canvases.join(", "), count(unfed as u64, "panel")),
    };
    let size = match measures.raster_px {
        Some(_) => "a mesh".to_owned(),
        None => format!("{:.3} x {:.3} m, {joints}", measures.width_m, measures.height_m),
    };
    let carried = wall
        .tracker
        .map_or_else(String::new, |tracker| format!(", carried by tracker {}", stage.trackers[tracker].name));
    let _ = writeln!(
        text,
        "wall {}: {size}, {:.2} m2, white {} nits, {fed}{carried}",
        wall.name, measures.area_m2, wall.white_nits,
    );
    if let Some([width, height]) = measures.raster_px {
        let _ = writeln!(
            text,
            "  a raster of {width} x {height} px over {} triangles, {} LEDs",
            wall.panels.len(),
            grouped(measures.leds),
        );
        return;
    }
    let _ = writeln!(
        text,
        "  {columns} x {rows} panels of {across} x {down} px, pitch {:.3} x {:.3} mm, {} LEDs",
        measures.pitch_mm[0],
        measures.pitch_mm[1],
        grouped(measures.leds),
    );
}

/// The same as JSON, for `stage info --json`.
pub fn json(stage: &Stage) -> Value {
    let wall = |wall: &Wall| {
        let measures = wall_measures(stage, wall);
        let mut value = wall_json(wall);
        value["rows"] = json!(wall.grid[0]);
        value["columns"] = json!(wall.grid[1]);
        value["panel_px"] = json!(stage.panels[wall.panels.start].pixels);
        value["raster_px"] = json!(measures.raster_px);
        value["tracker"] = json!(wall.tracker.map(|tracker| &stage.trackers[tracker].name));
        value["width_m"] = json!(measures.width_m);
        value["height_m"] = json!(measures.height_m);
        value["chord_m"] = json!(measures.chord_m);
        value["area_m2"] = json!(measures.area_m2);
        value["pitch_mm"] = json!(measures.pitch_mm);
        value["joints_deg"] = json!(measures.joints_deg);
        value["leds"] = json!(measures.leds);
        value["canvases"] = json!(measures.canvases);
        value["unfed_panels"] = json!(measures.unfed);
        (wall.name.clone(), value)
    };
    let canvas = |(index, canvas): (usize, &Canvas)| {
        let mut value = canvas_json(canvas);
        value["used_px"] = json!(used_px(stage, index));
        (canvas.name.clone(), value)
    };
    json!({
        "version": 1,
        "name": stage.name,
        "view_origin_m": stage.view_origin_m.to_array(),
        "panels": stage.panels.len(),
        "leds": leds(stage.panels.iter()),
        "walls": stage.walls.iter().map(wall).collect::<serde_json::Map<_, _>>(),
        "canvases": stage.canvases.iter().enumerate().map(canvas).collect::<serde_json::Map<_, _>>(),
        "trackers": stage.trackers.iter().map(|tracker| {
            json!({"name": tracker.name, "protocol": "freed", "port": tracker.port, "camera_id": tracker.camera_id})
        }).collect::<Vec<_>>(),
    })
}

fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// A number in groups of three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::sample::clean;

    #[test]
    fn a_wall_is_measured_as_it_stands() {
        let stage = clean().stage;
        let arc = wall_measures(&stage, &stage.walls[0]);
        assert!((arc.width_m - 2.0).abs() < 1e-12 && (arc.height_m - 1.0).abs() < 1e-12);
        // Chord of four columns of 10 degrees: 2 r sin(20), r = 0.25 / sin(5).
        let chord = 2.0 * 0.25 / 5.0_f64.to_radians().sin() * 20.0_f64.to_radians().sin();
        assert!((arc.chord_m - chord).abs() < 1e-12, "{}", arc.chord_m);
        assert!((arc.area_m2 - 2.0).abs() < 1e-12);
        assert_eq!((arc.leds, arc.unfed), (8 * 64, 0));
        assert_eq!(arc.joints_deg.len(), 3);
        assert!(arc.joints_deg.iter().all(|joint| (joint - 10.0).abs() < 1e-9), "{:?}", arc.joints_deg);
        assert_eq!(arc.canvases, ["main", "side"]);
        let ceiling = wall_measures(&stage, &stage.walls[1]);
        assert!((ceiling.pitch_mm[0] - 50.0).abs() < 1e-9 && (ceiling.pitch_mm[1] - 50.0).abs() < 1e-9);
        assert!(ceiling.joints_deg.iter().all(|joint| joint.abs() < 1e-9));
    }

    #[test]
    fn the_text_names_walls_canvases_and_totals() {
        let found = text(&clean().stage);
        // 8 panels of 64 LEDs and 6 of 8; 2 m2 and 0.12 m2; 6 x 64 + 48 of 64 x 32 pixels.
        for want in [
            "Sample: 2 walls, 14 panels, 560 LEDs, 2.12 m2",
            "wall main: 2.000 x 1.000 m, joints 10.000 deg, chord 1.962 m, 2.00 m2, white 1000 nits, on main, side",
            "4 x 2 panels of 8 x 8 px, pitch 62.500 x 62.500 mm, 512 LEDs",
            "wall ceiling: 0.400 x 0.300 m, flat, 0.12 m2, white 800 nits, on main",
            "canvas main: 64 x 32, pq 10 bit full range, dither static, 432 of 2 048 pixels used (21.1 %)",
            "tracker main: freed, UDP port 40000, any camera id",
        ] {
            assert!(found.contains(want), "{found}\nlacks {want}");
        }
    }

    #[test]
    fn json_has_the_same_numbers() {
        let value = json(&clean().stage);
        assert_eq!((&value["leds"], &value["panels"]), (&json!(560), &json!(14)));
        assert_eq!(value["walls"]["ceiling"]["leds"], 48);
        assert_eq!(value["canvases"]["main"]["used_px"], 432);
    }

    #[test]
    fn digits_stand_in_groups_of_three() {
        for (number, want) in [(0, "0"), (999, "999"), (1000, "1 000"), (6_561_792, "6 561 792")] {
            assert_eq!(grouped(number), want);
        }
    }
}
