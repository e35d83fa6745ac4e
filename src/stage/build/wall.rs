//! One wall: from its text to panels in metres.
//!
//! In: a wall's text, panel types, meshes. Out: a [`Wall`] and its panels, added to the stage, or a [`Problem`].
//! Not here: the algebra of shapes (`stage::shape`), meshes (`stage::mesh`), canvases (`stage::cut`).
//! Invariant: counts and sizes are bounded before anything is made of them.

use glam::DVec3;

use crate::math::Pose;
use crate::stage::lint::{Problem, Report};
use crate::stage::mesh;
use crate::stage::panel_type::{PanelType, nits, primaries};
use crate::stage::place::At;
use crate::stage::schema::{ShapeText, WallText};
use crate::stage::shape::{Corners, Grid, arc, ceiling, flat, floor, wild};
use crate::stage::{Outline, Panel, Stage, Wall};

use super::{FARTHEST_M, MAX_PANELS, Named, one_of, point};

/// What came of a wall's text.
pub(super) enum Added {
    Wall,
    /// Its panel type has been reported.
    Nothing,
}

/// Adds a wall and its panels to the stage.
pub(super) fn add(
    text: &WallText,
    named: &Named,
    stage: &mut Stage,
    report: &mut Report<'_>,
) -> Result<Added, Problem> {
    let name = text.name.as_str();
    let panel = match &text.panel {
        None => None,
        Some(key) => match named.types.get(key.as_str()) {
            Some(Some(panel)) => Some(panel),
            Some(None) => return Ok(Added::Nothing),
            None => {
                let found =
                    format!("wall `{name}` is made of panel `{}`, which does not exist", key.as_str());
                return Err(Problem::at(key, found, one_of(named.types.keys(), "[panels] or [panel.NAME]")));
            }
        },
    };
    let tracker = tracker(text, stage)?;
    let white_nits = nits(&text.white_nits, &format!("wall `{name}` emits"))?;
    let gamut = match (&text.primaries, panel) {
        (Some(own), _) => primaries(own, &format!("wall `{name}`"))?,
        (None, Some(panel)) => panel.primaries,
        (None, None) => {
            let found = format!("wall `{name}` has neither panel nor primaries");
            return Err(Problem::at(&text.name, found, "Write panel = \"NAME\", or primaries"));
        }
    };
    let made = if *text.shape == ShapeText::Mesh {
        let stage_from_wall = placement(text, DVec3::ZERO)?;
        let room = MAX_PANELS.saturating_sub(stage.panels.len());
        match mesh::surface(text, named, &stage_from_wall, room, report)? {
            Some(surface) => surface,
            None => return Ok(Added::Nothing),
        }
    } else {
        grid_surface(text, panel, stage.panels.len())?
    };
    if let Some(panel) = panel.filter(|panel| white_nits > panel.max_nits * 1.001) {
        let found = format!(
            "wall `{name}` emits {white_nits} nits, but panel `{}` reaches {}",
            panel.name, panel.max_nits
        );
        report.warn(
            text.white_nits.offset(),
            found,
            "Write what the processor is set to, or correct max_nits",
        );
    }
    let (index, first) = (stage.walls.len(), stage.panels.len());
    let columns = made.grid[1];
    let id = |at: usize| match made.raster_px {
        Some(_) => format!("t{at}"),
        None => format!("r{}c{}", at / columns, at % columns),
    };
    stage.panels.extend(made.tiles.iter().enumerate().map(|(at, tile)| Panel {
        id: id(at),
        wall: index,
        corners_m: tile.corners_m,
        pixels: made.pixels,
        slot: None,
        outline: tile.outline,
    }));
    stage.walls.push(Wall {
        name: name.to_owned(),
        white_nits,
        primaries: gamut,
        panels: first..stage.panels.len(),
        grid: made.grid,
        raster_px: made.raster_px,
        tracker,
    });
    Ok(Added::Wall)
}

/// The surface of a wall before it is a part of a stage.
pub(in crate::stage) struct Surface {
    /// In the order of the panels.
    pub(in crate::stage) tiles: Vec<Tile>,
    /// Rows and columns.
    pub(in crate::stage) grid: [usize; 2],
    /// Pixels of each tile.
    pub(in crate::stage) pixels: [u32; 2],
    /// As of [`Wall::raster_px`].
    pub(in crate::stage) raster_px: Option<[u32; 2]>,
}

/// A panel before it is a part of a wall.
pub(in crate::stage) struct Tile {
    /// As of [`Panel::corners_m`].
    pub(in crate::stage) corners_m: Corners,
    /// As of [`Panel::outline`].
    pub(in crate::stage) outline: Outline,
}

/// A wall of any shape that is a grid of panels.
fn grid_surface(text: &WallText, panel: Option<&PanelType>, others: usize) -> Result<Surface, Problem> {
    let name = text.name.as_str();
    let mesh_only = [
        text.obj.as_ref().map(|value| ("obj", value.offset())),
        text.object.as_ref().map(|value| ("object", value.offset())),
        text.panel_px.as_ref().map(|value| ("panel_px", value.offset())),
        text.raster_px.as_ref().map(|value| ("raster_px", value.offset())),
        text.scale.as_ref().map(|value| ("scale", value.offset())),
        text.flip.as_ref().map(|value| ("flip", value.offset())),
    ];
    if let Some((key, at)) = mesh_only.into_iter().flatten().next() {
        let found = format!("wall `{name}` has `{key}`, but is not a mesh");
        return Err(Problem { at, found, remedy: "Remove it, or write shape = \"mesh\"".into() });
    }
    let missing = |key: &str| {
        Problem::at(&text.shape, format!("wall `{name}` has no `{key}`"), format!("Write {key} = ..."))
    };
    let panel = panel.ok_or_else(|| missing("panel"))?;
    let columns = text.columns.as_ref().ok_or_else(|| missing("columns"))?;
    let rows = text.rows.as_ref().ok_or_else(|| missing("rows"))?;
    let position = text.position_m.as_ref().ok_or_else(|| missing("position_m"))?;
    let grid = grid(name, (columns, rows), panel, others)?;
    let stage_from_wall = placement(text, point(position, &format!("wall `{name}`"))?)?;
    let placed = |corners: Corners| Tile {
        corners_m: corners.map(|corner| stage_from_wall.transform_point(corner)),
        outline: Outline::Rectangle,
    };
    Ok(Surface {
        tiles: shape(text, &grid)?.into_iter().map(placed).collect(),
        grid: [grid.rows as usize, grid.columns as usize],
        pixels: panel.pixels,
        raster_px: None,
    })
}

/// The tracker that carries a wall.
fn tracker(text: &WallText, stage: &Stage) -> Result<Option<usize>, Problem> {
    let Some(key) = &text.tracker else { return Ok(None) };
    let found = stage.trackers.iter().position(|tracker| tracker.name == key.as_str());
    found.map(Some).ok_or_else(|| {
        let found = format!(
            "wall `{}` is carried by tracker `{}`, which does not exist",
            text.name.as_str(),
            key.as_str()
        );
        Problem::at(key, found, one_of(stage.trackers.iter().map(|tracker| &tracker.name), "[[tracker]]"))
    })
}

/// The grid of a wall, when a stage that has `others` panels already can hold it.
fn grid(
    name: &str,
    (columns, rows): (&At<u32>, &At<u32>),
    panel: &PanelType,
    others: usize,
) -> Result<Grid, Problem> {
    for (count, what) in [(columns, "columns"), (rows, "rows")] {
        if **count == 0 {
            let found = format!("wall `{name}` has no {what}");
            return Err(Problem::at(count, found, "Write how many panels it has, at least 1"));
        }
    }
    let count = u64::from(**columns) * u64::from(**rows);
    if others as u64 + count > MAX_PANELS as u64 {
        let found = format!("wall `{name}` has {} x {} panels", **columns, **rows);
        let remedy = format!("A stage holds at most {MAX_PANELS}: columns and rows count panels, not pixels");
        return Err(Problem::at(columns, found, remedy));
    }
    let grid = Grid { columns: **columns, rows: **rows, panel_m: panel.size_m };
    let [width_m, height_m] =
        [0, 1].map(|axis| panel.size_m[axis] * f64::from([grid.columns, grid.rows][axis]));
    if width_m.max(height_m) > FARTHEST_M {
        let found = format!("wall `{name}` is {width_m:.1} x {height_m:.1} m");
        let remedy = "Probably a wrong unit or count: size_mm of its panel is in millimetres, columns and rows \
                      count panels";
        return Err(Problem::at(columns, found, remedy));
    }
    Ok(grid)
}

fn placement(text: &WallText, position: DVec3) -> Result<Pose, Problem> {
    let name = text.name.as_str();
    let position = match &text.position_m {
        Some(given) => point(given, &format!("wall `{name}`"))?,
        None => position,
    };
    let angle = |angle: &Option<At<f64>>| match angle {
        Some(angle) if angle.abs() <= 360.0 => Ok(angle.to_radians()),
        Some(angle) => {
            let found = format!("wall `{name}` is turned by {} degrees", **angle);
            Err(Problem::at(angle, found, "Write -360 to 360 degrees"))
        }
        None => Ok(0.0),
    };
    let (yaw, pitch, roll) = (angle(&text.yaw_deg)?, angle(&text.pitch_deg)?, angle(&text.roll_deg)?);
    Ok(Pose::from_pan_tilt_roll(position, yaw, pitch, roll))
}

fn shape(text: &WallText, grid: &Grid) -> Result<Vec<Corners>, Problem> {
    let name = text.name.as_str();
    let bends = [
        text.angle_per_column_deg.as_ref().map(At::offset),
        text.radius_m.as_ref().map(At::offset),
        text.joint_angles_deg.as_ref().map(At::offset),
    ];
    let given = bends.iter().flatten().count();
    match *text.shape {
        ShapeText::Arc if given != 1 => Err(Problem::at(
            &text.shape,
            format!(
                "wall `{name}` is an arc with {given} of angle_per_column_deg, radius_m, joint_angles_deg"
            ),
            "Write exactly one of the three",
        )),
        ShapeText::Polyline if given != 1 || text.joint_angles_deg.is_none() => {
            let count = grid.columns - 1;
            let remedy =
                format!("Write joint_angles_deg with {count} angles, and neither radius nor angle a column");
            Err(Problem::at(
                &text.shape,
                format!("wall `{name}` is a polyline without its own joints"),
                remedy,
            ))
        }
        ShapeText::Arc | ShapeText::Polyline => Ok(arc::corners(grid, &joints(text, grid)?)),
        _ if given > 0 => Err(Problem {
            at: bends.into_iter().flatten().next().unwrap_or_default(),
            found: format!("wall `{name}` has an angle or radius, but is not an arc"),
            remedy: "Remove it, or write shape = \"arc\" or \"polyline\"".into(),
        }),
        ShapeText::Ceiling => Ok(ceiling::corners(grid)),
        ShapeText::Floor => Ok(floor::corners(grid)),
        ShapeText::Wild => Ok(wild::corners(grid)),
        ShapeText::Flat | ShapeText::Mesh => Ok(flat::corners(grid)),
    }
}

/// Sharpest joint between two columns, degrees: beyond this, panels of one wall stand in each other.
const SHARPEST_JOINT_DEG: f64 = 120.0;

fn joints(text: &WallText, grid: &Grid) -> Result<Vec<f64>, Problem> {
    let name = text.name.as_str();
    let count = grid.columns as usize - 1;
    if let Some(list) = &text.joint_angles_deg {
        if list.len() != count {
            let found = format!("wall `{name}` has {} joint angles for {} columns", list.len(), grid.columns);
            return Err(Problem::at(list, found, format!("Write {count}, one between each two columns")));
        }
        let total: f64 = list.iter().sum();
        if list.iter().all(|angle| angle.abs() <= SHARPEST_JOINT_DEG) && total.abs() <= 360.0 {
            return Ok(list.iter().map(|angle| angle.to_radians()).collect());
        }
        let found = format!("wall `{name}` bends by {total} degrees in all");
        let remedy = format!("Keep each joint within {SHARPEST_JOINT_DEG} degrees and all within 360");
        return Err(Problem::at(list, found, remedy));
    }
    let (at, joint) = match (&text.angle_per_column_deg, &text.radius_m) {
        (Some(angle), _) => (angle, angle.to_radians()),
        (None, Some(radius)) if **radius > FARTHEST_M => {
            let found = format!("wall `{name}` has a radius of {} m", **radius);
            return Err(Problem::at(
                radius,
                found,
                "Probably centimetres: write metres, or shape = \"flat\"",
            ));
        }
        (None, Some(radius)) => {
            let joint = arc::joint_rad(grid.panel_m[0], **radius).ok_or_else(|| {
                let found = format!("wall `{name}` has a radius of {} m", **radius);
                let least = grid.panel_m[0] / 2.0;
                Problem::at(radius, found, format!("Write more than half a panel's width, {least} m"))
            })?;
            (radius, joint)
        }
        (None, None) => return Ok(Vec::new()),
    };
    let total_deg = joint.to_degrees() * f64::from(grid.columns);
    // The hair above 360 is rounding of a closed ring.
    if joint.to_degrees().abs() <= SHARPEST_JOINT_DEG && total_deg.abs() <= 360.0 + 1e-6 {
        return Ok(vec![joint; count]);
    }
    let found =
        format!("wall `{name}` bends by {:.3} degrees a column, {total_deg:.1} in all", joint.to_degrees());
    let remedy = format!(
        "Keep a column within {SHARPEST_JOINT_DEG} degrees and all within 360: fewer columns or a larger radius"
    );
    Err(Problem::at(at, found, remedy))
}
