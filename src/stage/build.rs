//! From a parsed stage file to a [`Stage`].
//!
//! In: [`StageFile`] and its panel types. Out: the stage and every finding on the way.
//! Not here: parsing (`stage::schema`), rules on the finished stage (`stage::lint`).
//! Invariant: a wall or piece that cannot be built is left out with an error finding; nothing panics, counts are bounded.

use std::collections::BTreeMap;

use glam::{DVec2, DVec3};

use crate::color::dither::Dither;
use crate::color::{CodeRange, Primaries, Transfer};
use crate::math::Pose;

use super::lint::{self, Level, Lint, Source};
use super::schema::{
    CanvasText, DitherText, Loaded, PanelFile, PieceText, PrimariesText, RangeText, ShapeText, StageError,
    StageFile, TrackerText, TransferText, WallText,
};
use super::shape::{Corners, Grid, arc, ceiling, flat};
use super::{Canvas, CanvasSlot, Panel, QuarterTurn, Stage, Tracker, Wall};

/// More panels than any stage has; a count beyond this is a slip of the keyboard.
const MAX_PANELS: u64 = 20_000;
/// Largest side of a canvas, pixels.
const MAX_CANVAS_PX: u32 = 16_384;

/// Builds a stage.
pub fn stage(
    file: &StageFile,
    types: &BTreeMap<String, PanelFile>,
    source: &Source<'_>,
) -> Result<Loaded, StageError> {
    let mut lint = Lint::new(source);
    let mut stage = Stage {
        name: file.name.clone(),
        walls: Vec::new(),
        panels: Vec::new(),
        canvases: Vec::new(),
        view_origin_m: DVec3::from_array(file.view_origin_m.unwrap_or([0.0, 1.5, 0.0])),
        trackers: Vec::new(),
    };
    if !stage.view_origin_m.is_finite() {
        lint.error("view_origin_m", "the view origin is not finite".into(), "Write three numbers in metres");
        stage.view_origin_m = DVec3::new(0.0, 1.5, 0.0);
    }
    for text in &file.wall {
        add_wall(&mut stage, text, types, &mut lint);
    }
    for text in &file.canvas {
        add_canvas(&mut stage, text, &mut lint);
    }
    for text in &file.tracker {
        stage.trackers.extend(tracker(text, &mut lint));
    }
    lint::stage(&stage, file, types, &mut lint);
    Ok(Loaded { stage, findings: lint.findings })
}

fn add_wall(stage: &mut Stage, text: &WallText, types: &BTreeMap<String, PanelFile>, lint: &mut Lint<'_>) {
    let key = format!("name = \"{}\"", text.name);
    let Some(panel) = types.get(&text.panel) else {
        let known: Vec<&str> = types.keys().map(String::as_str).collect();
        let found =
            format!("wall `{}` is made of panel `{}`, which [panels] does not list", text.name, text.panel);
        lint.error(&key, found, &format!("Write one of: {}", known.join(", ")));
        return;
    };
    if let Err((found, remedy)) = check_wall(text, panel) {
        lint.error(&key, format!("wall `{}` {found}", text.name), remedy);
        return;
    }
    let grid = Grid {
        columns: text.columns,
        rows: text.rows,
        panel_m: [panel.size_mm[0] * 1e-3, panel.size_mm[1] * 1e-3],
    };
    let corners = match shape(text, &grid) {
        Ok(corners) => corners,
        Err((found, remedy)) => {
            lint.error(&key, format!("wall `{}` {found}", text.name), remedy);
            return;
        }
    };
    let turn =
        Pose::from_pan_tilt_roll(DVec3::from_array(text.position_m), text.yaw_deg.to_radians(), 0.0, 0.0)
            .then(&Pose::from_pan_tilt_roll(DVec3::ZERO, 0.0, text.pitch_deg.to_radians(), 0.0));
    let first = stage.panels.len();
    let wall = stage.walls.len();
    for (index, corners) in corners.into_iter().enumerate() {
        let (row, column) = (index as u32 / text.columns, index as u32 % text.columns);
        stage.panels.push(Panel {
            id: format!("r{row}c{column}"),
            wall,
            corners_m: corners.map(|corner| turn.transform_point(corner)),
            pixels: panel.pixels,
            slot: None,
        });
    }
    stage.walls.push(Wall {
        name: text.name.clone(),
        white_nits: text.white_nits,
        primaries: primaries(text.primaries.as_ref().unwrap_or(&panel.primaries)),
        panels: first..stage.panels.len(),
        grid: [text.rows as usize, text.columns as usize],
    });
}

type Refusal = (String, &'static str);

fn check_wall(text: &WallText, panel: &PanelFile) -> Result<(), Refusal> {
    if text.columns == 0 || text.rows == 0 {
        return Err((
            format!("has {} columns and {} rows", text.columns, text.rows),
            "Give it at least one of each",
        ));
    }
    if u64::from(text.columns) * u64::from(text.rows) > MAX_PANELS {
        let found = format!("has {} x {} panels, more than {MAX_PANELS}", text.columns, text.rows);
        return Err((found, "Check columns and rows"));
    }
    if !panel.size_mm.iter().all(|side| *side > 0.0 && side.is_finite()) || panel.pixels.contains(&0) {
        let found = format!("is of panels of {:?} mm with {:?} pixels", panel.size_mm, panel.pixels);
        return Err((found, "Correct the panel file: both must be above zero"));
    }
    if panel.pixels.iter().any(|side| *side > 4096) {
        return Err((
            format!("is of panels with {:?} pixels", panel.pixels),
            "Correct the panel file: at most 4096 a side",
        ));
    }
    let numbers = [text.yaw_deg, text.pitch_deg, text.white_nits];
    if !text.position_m.iter().chain(&numbers).all(|number| number.is_finite()) {
        return Err(("has a number that is not finite".into(), "Write plain numbers"));
    }
    if !(text.white_nits > 0.0 && text.white_nits <= 10_000.0) {
        return Err((
            format!("has white_nits = {}", text.white_nits),
            "Write what full code emits now, above 0 to 10000 nits",
        ));
    }
    let gamut = primaries(text.primaries.as_ref().unwrap_or(&panel.primaries));
    let ys = [gamut.red.y, gamut.green.y, gamut.blue.y, gamut.white.y];
    if !(gamut.area().abs() > 1e-3) || !ys.iter().all(|y| *y > 1e-4) {
        return Err((
            "has primaries that do not form a triangle".into(),
            "Write CIE 1931 xy of red, green, blue and white",
        ));
    }
    Ok(())
}

fn shape(text: &WallText, grid: &Grid) -> Result<Vec<Corners>, Refusal> {
    let is_bent =
        text.angle_per_column_deg.is_some() || text.radius_m.is_some() || text.joint_angles_deg.is_some();
    match text.shape {
        ShapeText::Flat | ShapeText::Ceiling if is_bent => {
            Err(("is not an arc but has an angle or a radius".into(), "Remove it, or write shape = \"arc\""))
        }
        ShapeText::Flat => Ok(flat::corners(grid)),
        ShapeText::Ceiling => Ok(ceiling::corners(grid)),
        ShapeText::Arc => Ok(arc::corners(grid, &joints_rad(text, grid)?)),
    }
}

fn joints_rad(text: &WallText, grid: &Grid) -> Result<Vec<f64>, Refusal> {
    let joints = grid.columns as usize - 1;
    let angles = match (text.angle_per_column_deg, text.radius_m, &text.joint_angles_deg) {
        (Some(angle), None, None) => vec![angle.to_radians(); joints],
        (None, Some(radius), None) => {
            let angle = arc::joint_rad(grid.panel_m[0], radius).ok_or_else(|| {
                (
                    format!("has radius_m = {radius}, less than half a panel's width"),
                    "Write the radius in metres",
                )
            })?;
            vec![angle; joints]
        }
        (None, None, Some(list)) if list.len() == joints => {
            list.iter().map(|angle| angle.to_radians()).collect()
        }
        (None, None, Some(list)) => {
            let found = format!("has {} joint angles for {} columns", list.len(), grid.columns);
            return Err((found, "Write one angle fewer than there are columns"));
        }
        _ => {
            let remedy = "Give exactly one of angle_per_column_deg, radius_m, joint_angles_deg";
            return Err(("is an arc without one clear bend".into(), remedy));
        }
    };
    if !angles.iter().all(|angle| angle.is_finite() && angle.abs() < 1.6) {
        return Err((
            "has a joint angle beyond 90 degrees".into(),
            "Write degrees between neighbouring columns",
        ));
    }
    Ok(angles)
}

fn primaries(text: &PrimariesText) -> Primaries {
    Primaries {
        red: DVec2::from_array(text.red),
        green: DVec2::from_array(text.green),
        blue: DVec2::from_array(text.blue),
        white: DVec2::from_array(text.white),
    }
}

fn add_canvas(stage: &mut Stage, text: &CanvasText, lint: &mut Lint<'_>) {
    let key = format!("name = \"{}\"", text.name);
    let is_size = |side: u32| (1..=MAX_CANVAS_PX).contains(&side);
    if !is_size(text.width) || !is_size(text.height) {
        let found = format!("canvas `{}` is {} x {} pixels", text.name, text.width, text.height);
        lint.error(&key, found, "Write 1 to 16384 pixels a side");
        return;
    }
    if text.bits != 8 && text.bits != 10 {
        lint.error(&key, format!("canvas `{}` has {} bits", text.name, text.bits), "Write 8 or 10");
        return;
    }
    let canvas = stage.canvases.len();
    stage.canvases.push(Canvas {
        name: text.name.clone(),
        size: [text.width, text.height],
        transfer: match text.transfer {
            TransferText::Pq => Transfer::Pq,
            TransferText::Srgb => Transfer::Srgb,
            TransferText::Gamma22 => Transfer::Gamma22,
            TransferText::Gamma24 => Transfer::Gamma24,
            TransferText::Linear => Transfer::Linear,
        },
        bits: text.bits,
        range: match text.range {
            RangeText::Full => CodeRange::Full,
            RangeText::Legal => CodeRange::Legal,
        },
        dither: match text.dither {
            DitherText::Static => Dither::Static,
            DitherText::Animated => Dither::Animated,
            DitherText::Off => Dither::Off,
        },
    });
    for piece in &text.piece {
        if let Err((found, remedy)) = add_piece(stage, canvas, piece) {
            lint.error(&key, format!("a piece of canvas `{}` {found}", text.name), &remedy);
        }
    }
}

fn add_piece(stage: &mut Stage, canvas: usize, text: &PieceText) -> Result<(), (String, String)> {
    let known = || stage.walls.iter().map(|wall| wall.name.as_str()).collect::<Vec<_>>().join(", ");
    let wall = stage.walls.iter().position(|wall| wall.name == text.wall).ok_or_else(|| {
        (
            format!("is cut from wall `{}`, which does not exist", text.wall),
            format!("Write one of: {}", known()),
        )
    })?;
    let [rows, columns] = stage.walls[wall].grid.map(|count| count as u32);
    let [first_column, last_column] = text.columns.unwrap_or([0, columns]);
    let [first_row, last_row] = text.rows.unwrap_or([0, rows]);
    if first_column >= last_column || last_column > columns || first_row >= last_row || last_row > rows {
        let found = format!(
            "takes columns {first_column}..{last_column} and rows {first_row}..{last_row} of wall `{}`, which has {columns} x {rows}",
            text.wall
        );
        return Err((found, "Write first and one past the last, within the wall".into()));
    }
    let turn = match text.turn {
        0 => QuarterTurn::None,
        90 => QuarterTurn::Right,
        180 => QuarterTurn::Half,
        270 => QuarterTurn::Left,
        other => return Err((format!("is turned by {other} degrees"), "Write 0, 90, 180 or 270".into())),
    };
    let pixels = stage.panels[stage.walls[wall].panels.start].pixels;
    let whole = [(last_column - first_column) * pixels[0], (last_row - first_row) * pixels[1]];
    let piece = CanvasSlot { canvas, x: text.x, y: text.y, turn };
    let size = piece.size(whole);
    if let Some(given) = text.size.filter(|given| *given != size) {
        let found = format!(
            "is {} x {} pixels on the canvas, but its panels have {} x {}: not 1:1",
            given[0], given[1], size[0], size[1]
        );
        return Err((found, format!("Make it {} x {}, or leave `size` out", size[0], size[1])));
    }
    for row in first_row..last_row {
        for column in first_column..last_column {
            let (across, down) = (column - first_column, row - first_row);
            let (last_across, last_down) = (last_column - 1 - column, last_row - 1 - row);
            let [w, h] = piece.size(pixels);
            // Where a panel's piece lies inside the turned rectangle.
            let (x, y) = match turn {
                QuarterTurn::None => (across * w, down * h),
                QuarterTurn::Right => (last_down * w, across * h),
                QuarterTurn::Half => (last_across * w, last_down * h),
                QuarterTurn::Left => (down * w, last_across * h),
            };
            let index = stage.walls[wall].panels.start + (row * columns + column) as usize;
            let panel = &mut stage.panels[index];
            if panel.slot.is_some() {
                let found = format!("feeds panel {} of wall `{}` a second time", panel.id, text.wall);
                return Err((found, "Cut each panel into one piece only".into()));
            }
            panel.slot =
                Some(CanvasSlot { canvas, x: text.x.saturating_add(x), y: text.y.saturating_add(y), turn });
        }
    }
    Ok(())
}

fn tracker(text: &TrackerText, lint: &mut Lint<'_>) -> Option<Tracker> {
    let key = format!("name = \"{}\"", text.name);
    let pose = &text.stage_from_tracker;
    let angles = [pose.pan_deg, pose.tilt_deg, pose.roll_deg];
    if !pose.position_m.iter().chain(&angles).all(|number| number.is_finite()) {
        let found = format!("tracker `{}` has a pose that is not finite", text.name);
        lint.error(&key, found, "Write plain numbers");
        return None;
    }
    let signs = text.signs.unwrap_or([1.0; 6]);
    if !signs.iter().all(|sign| sign.abs() == 1.0) {
        let found = format!("tracker `{}` has signs {signs:?}", text.name);
        lint.error(&key, found, "Write 1 or -1 for x, y, z, pan, tilt, roll");
        return None;
    }
    let [pan, tilt, roll] = angles.map(f64::to_radians);
    if text.port == 0 {
        lint.finding(
            Level::Note,
            &key,
            format!("tracker `{}` takes any free port", text.name),
            "Fine for the demo; write the port that your tracker sends to",
        );
    }
    Some(Tracker {
        name: text.name.clone(),
        port: text.port,
        camera_id: text.camera_id,
        stage_from_tracker: Pose::from_pan_tilt_roll(DVec3::from_array(pose.position_m), pan, tilt, roll),
        signs,
    })
}
