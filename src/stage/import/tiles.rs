//! Placed panels, gathered into walls.
//!
//! In: panels with their middle, axes, pixels and canvas pixels. Out: a flat wall where they fill a grid on one plane; else
//! a mesh wall of quads that become panels; else a wall a panel.
//! Not here: lists of panels (`panel_csv`).
//! Invariant: each panel keeps its place to 1 mm at most and its canvas pixels exactly.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use glam::DVec3;

use super::ImportError;
use super::draft::{Draft, Mesh, Region};
use super::plane::Plane;
use crate::stage::write::{MeshPixels, PieceDraft};

/// Panels off their grid by less than this are on it, metres: what a wall's builder can measure.
const SAME_M: f64 = 1e-3;

/// A placed panel.
#[derive(Clone, Debug)]
pub(super) struct Tile {
    pub(super) wall: String,
    pub(super) id: String,
    pub(super) place: String,
    pub(super) centre: DVec3,
    pub(super) right: DVec3,
    pub(super) up: DVec3,
    pub(super) size_m: [f64; 2],
    pub(super) pixels: [u32; 2],
    pub(super) canvas: String,
    /// Left top corner on the canvas; `None` when the list has none.
    pub(super) at: Option<[f64; 2]>,
    pub(super) turn_deg: f64,
}

/// Tiles of a wall by row and column.
struct Grid<'t> {
    columns: usize,
    rows: usize,
    cells: Vec<&'t Tile>,
}

/// Adds every wall of a list.
pub(super) fn walls(draft: &mut Draft<'_>, tiles: &[Tile]) -> Result<(), ImportError> {
    let mut by_wall: BTreeMap<&str, Vec<&Tile>> = BTreeMap::new();
    for tile in tiles {
        by_wall.entry(&tile.wall).or_default().push(tile);
    }
    let canvases = canvases(draft, tiles)?;
    let mut free_y = 0;
    for (name, tiles) in by_wall {
        if let Some(far) = tiles.iter().find(|tile| tile.centre.abs().max_element() > 145.0) {
            let found = format!("panel `{}` stands {:.0} m from the mark", far.id, far.centre.length());
            return Err(ImportError::new(&far.place, found, "Write x_m, y_m and z_m in metres"));
        }
        if let Some(grid) = flat_grid(&tiles) {
            flat(draft, name, &grid, &canvases, &mut free_y)?;
        } else if tiles.iter().all(|tile| tile.pixels == tiles[0].pixels && tile.at.is_some()) {
            mesh(draft, name, &tiles, &canvases)?;
        } else {
            for tile in &tiles {
                single(draft, name, tile, &canvases)?;
            }
        }
    }
    Ok(())
}

/// Canvases as large as what lies on them.
fn canvases(draft: &mut Draft<'_>, tiles: &[Tile]) -> Result<BTreeMap<String, usize>, ImportError> {
    let mut sizes: BTreeMap<&str, ([f64; 2], &str)> = BTreeMap::new();
    for tile in tiles {
        let (size, _) = sizes.entry(&tile.canvas).or_insert(([1.0; 2], &tile.place));
        let Some([x, y]) = tile.at else { continue };
        let [w, h] = turned(tile).map(f64::from);
        let is_whole = [x, y].iter().all(|value| value.fract() == 0.0 && (0.0..=16_384.0).contains(value));
        if !is_whole || !matches!(tile.turn_deg as i64, 0 | 90 | 180 | 270) || tile.turn_deg.fract() != 0.0 {
            let found = format!(
                "panel `{}` lies at {x}, {y} on its canvas, turned by {} degrees",
                tile.id, tile.turn_deg
            );
            return Err(ImportError::new(
                &tile.place,
                found,
                "Write whole pixels, 0 to 16384, and 0, 90, 180 or 270",
            ));
        }
        *size = [size[0].max(x + w), size[1].max(y + h)];
    }
    let mut canvases = BTreeMap::new();
    for (name, (size, place)) in sizes {
        canvases.insert(name.to_owned(), draft.canvas(name, size, Vec::new(), place)?);
    }
    Ok(canvases)
}

/// Pixels of a tile on its canvas.
fn turned(tile: &Tile) -> [u32; 2] {
    if matches!(tile.turn_deg as i64, 90 | 270) { [tile.pixels[1], tile.pixels[0]] } else { tile.pixels }
}

/// The grid that tiles fill on one plane; `None` when they do not.
fn flat_grid<'t>(tiles: &[&'t Tile]) -> Option<Grid<'t>> {
    let first = tiles.first()?;
    let normal = first.right.cross(first.up);
    let is_alike = |tile: &&&Tile| {
        tile.pixels == first.pixels
            && (0..2).all(|axis| (tile.size_m[axis] - first.size_m[axis]).abs() < 1e-6)
            && tile.right.distance(first.right) < 1e-6
            && tile.up.distance(first.up) < 1e-6
            && (tile.centre - first.centre).dot(normal).abs() < SAME_M
    };
    if tiles.iter().filter(is_alike).count() != tiles.len() {
        return None;
    }
    // Steps to the right and down from the first tile; each must be whole.
    let step = |tile: &Tile| {
        let from = tile.centre - first.centre;
        let steps = [from.dot(first.right) / first.size_m[0], -from.dot(first.up) / first.size_m[1]];
        let whole = steps.map(f64::round);
        let off =
            (0..2).map(|axis| ((steps[axis] - whole[axis]) * first.size_m[axis]).abs()).fold(0.0, f64::max);
        (off < SAME_M).then(|| whole.map(|step| step as i64))
    };
    let steps: Vec<[i64; 2]> = tiles.iter().map(|tile| step(tile)).collect::<Option<_>>()?;
    let least = [0, 1].map(|axis| steps.iter().map(|step| step[axis]).min().unwrap_or(0));
    let count =
        [0, 1].map(|axis| steps.iter().map(|step| step[axis] - least[axis] + 1).max().unwrap_or(0) as usize);
    if count[0].checked_mul(count[1]) != Some(tiles.len()) {
        return None;
    }
    let mut cells: Vec<Option<&Tile>> = vec![None; tiles.len()];
    for (tile, step) in tiles.iter().zip(&steps) {
        let index = (step[1] - least[1]) as usize * count[0] + (step[0] - least[0]) as usize;
        if cells[index].replace(tile).is_some() {
            return None;
        }
    }
    Some(Grid { columns: count[0], rows: count[1], cells: cells.into_iter().collect::<Option<_>>()? })
}

/// A flat wall, cut into as few pieces as its canvas pixels allow.
fn flat(
    draft: &mut Draft<'_>,
    name: &str,
    grid: &Grid<'_>,
    canvases: &BTreeMap<String, usize>,
    free_y: &mut u32,
) -> Result<(), ImportError> {
    let (first, last) = (grid.cells[0], grid.cells[grid.cells.len() - 1]);
    let counts = [grid.columns, grid.rows].map(|count| count as f64);
    let plane = Plane {
        name: name.to_owned(),
        place: first.place.clone(),
        comments: vec![format!("{} x {} panels of the list, on one plane.", grid.columns, grid.rows)],
        centre: (first.centre + last.centre) / 2.0,
        right: first.right,
        up: first.up,
        size_m: [0, 1].map(|axis| first.size_m[axis] * counts[axis]),
        panel_px: Some(first.pixels),
    };
    let canvas = canvases[&first.canvas];
    let [width, height] = [0, 1].map(|axis| f64::from(first.pixels[axis]) * counts[axis]);
    if grid.cells.iter().any(|tile| tile.at.is_none()) {
        let region = Region { canvas, x: 0.0, y: f64::from(*free_y), width, height };
        draft.say(format!("wall `{name}` has no canvas pixels: it lies 1:1 on output `{}`", first.canvas));
        *free_y += height as u32;
        let size = &mut draft.out.stage.canvases[canvas].size;
        *size = [size[0].max((width as u32).min(16_384)), size[1].max((*free_y).min(16_384))];
        return draft.plane(&plane, &region);
    }
    let region = Region { canvas, x: 0.0, y: 0.0, width, height };
    let wall = draft.dark_plane(&plane, &region)?;
    pieces(draft, &wall, (grid.columns, grid.rows), &grid.cells, canvases)
}

/// Pieces of a wall whose panels are `cells`, row by row.
fn pieces(
    draft: &mut Draft<'_>,
    wall: &str,
    (columns, rows): (usize, usize),
    cells: &[&Tile],
    canvases: &BTreeMap<String, usize>,
) -> Result<(), ImportError> {
    let span = |first: usize, count: usize| Some([first as u32, (first + count) as u32]);
    let feed = |draft: &mut Draft<'_>, tiles: &[&Tile], columns: Option<[u32; 2]>, rows: Option<[u32; 2]>| {
        let edge = |pick: fn(f64, f64) -> f64, axis: usize, end: f64| {
            let edges = tiles
                .iter()
                .map(|tile| tile.at.unwrap_or_default()[axis] + f64::from(turned(tile)[axis]) * end);
            edges.reduce(pick).unwrap_or(0.0)
        };
        let (left, top) = (edge(f64::min, 0, 0.0), edge(f64::min, 1, 0.0));
        let region = Region {
            canvas: canvases[&tiles[0].canvas],
            x: left,
            y: top,
            width: edge(f64::max, 0, 1.0) - left,
            height: edge(f64::max, 1, 1.0) - top,
        };
        let piece = PieceDraft {
            wall: wall.to_owned(),
            columns,
            rows,
            x: left as u32,
            y: top as u32,
            turn_deg: tiles[0].turn_deg as u32,
        };
        draft.feed_piece(piece, &region);
    };
    if is_one_piece(cells, columns, rows) {
        feed(draft, cells, None, None);
        return Ok(());
    }
    for column in 0..columns {
        let tiles: Vec<&Tile> = cells.iter().skip(column).step_by(columns).copied().collect();
        if is_one_piece(&tiles, 1, rows) {
            feed(draft, &tiles, span(column, 1), None);
            continue;
        }
        for (row, tile) in tiles.iter().enumerate() {
            feed(draft, &[tile], span(column, 1), span(row, 1));
        }
    }
    Ok(())
}

/// Whether the tiles lie on one canvas as a whole piece with one turn does.
fn is_one_piece(tiles: &[&Tile], columns: usize, rows: usize) -> bool {
    let first = tiles[0];
    let [w, h] = first.pixels.map(f64::from);
    let at = |index: usize| {
        let (column, row) = ((index % columns) as f64, (index / columns) as f64);
        let (last_column, last_row) = ((columns - 1) as f64, (rows - 1) as f64);
        match first.turn_deg as i64 {
            90 => [(last_row - row) * h, column * w],
            180 => [(last_column - column) * w, (last_row - row) * h],
            270 => [row * h, (last_column - column) * w],
            _ => [column * w, row * h],
        }
    };
    let origin = at(0);
    tiles.iter().enumerate().all(|(index, tile)| {
        let (Some(found), Some(start)) = (tile.at, first.at) else { return false };
        let want = at(index);
        tile.canvas == first.canvas
            && (tile.turn_deg - first.turn_deg).abs() < 0.5
            && (0..2).all(|axis| (found[axis] - start[axis] - (want[axis] - origin[axis])).abs() < 0.5)
    })
}

/// A wall of quads that become panels.
fn mesh(
    draft: &mut Draft<'_>,
    name: &str,
    tiles: &[&Tile],
    canvases: &BTreeMap<String, usize>,
) -> Result<(), ImportError> {
    let mut obj = format!("# {} panels of wall {name}, metres, +Y up\no panels\n", tiles.len());
    for tile in tiles {
        for corner in corners(tile) {
            // Writing to a String cannot fail, so the result is dropped.
            let _ = writeln!(obj, "v {} {} {}", corner.x, corner.y, corner.z);
        }
    }
    for index in 0..tiles.len() {
        let first = 4 * index + 1;
        let _ = writeln!(obj, "f {} {} {} {}", first + 3, first + 2, first + 1, first);
    }
    let wall = draft.dark_mesh(Mesh {
        name,
        comments: vec![format!("{} panels of the list, each as it stands.", tiles.len())],
        obj,
        object: None,
        pixels: MeshPixels::Panel(tiles[0].pixels),
        scale: 1.0,
        position_m: [0.0; 3],
        turn_deg: [0.0; 3],
    });
    // How the loader orders the quads decides which column and row each panel is.
    let built = draft.built().map_err(|reason| {
        ImportError::new(
            &tiles[0].place,
            format!("wall `{name}` cannot be built: {reason}"),
            "Correct its panels",
        )
    })?;
    let Some(found) = built.walls.iter().find(|built| built.name == wall) else {
        return Err(ImportError::new(
            &tiles[0].place,
            format!("wall `{name}` cannot be built"),
            "Correct its panels",
        ));
    };
    let [rows, columns] = found.grid;
    let mut cells = Vec::new();
    for panel in &built.panels[found.panels.clone()] {
        let centre = panel.centre_m();
        let near = tiles.iter().min_by(|one, two| {
            one.centre.distance_squared(centre).total_cmp(&two.centre.distance_squared(centre))
        });
        cells.extend(near.copied());
    }
    pieces(draft, &wall, (columns, rows), &cells, canvases)
}

/// Top-left, top-right, bottom-right, bottom-left.
fn corners(tile: &Tile) -> [DVec3; 4] {
    let (right, up) = (tile.right * tile.size_m[0] / 2.0, tile.up * tile.size_m[1] / 2.0);
    [up - right, up + right, right - up, -right - up].map(|corner| tile.centre + corner)
}

/// A wall of one panel.
fn single(
    draft: &mut Draft<'_>,
    wall: &str,
    tile: &Tile,
    canvases: &BTreeMap<String, usize>,
) -> Result<(), ImportError> {
    let canvas = canvases[&tile.canvas];
    let [width, height] = tile.pixels.map(f64::from);
    let name = if tile.id.is_empty() { wall.to_owned() } else { format!("{wall}_{}", tile.id) };
    let plane = Plane {
        name,
        place: tile.place.clone(),
        comments: Vec::new(),
        centre: tile.centre,
        right: tile.right,
        up: tile.up,
        size_m: tile.size_m,
        panel_px: Some(tile.pixels),
    };
    let region = Region { canvas, x: 0.0, y: 0.0, width, height };
    let wall = draft.dark_plane(&plane, &region)?;
    if tile.at.is_some() {
        return pieces(draft, &wall, (1, 1), &[tile], canvases);
    }
    draft.doubt(format!("wall `{wall}` has no canvas pixels and stays dark"));
    Ok(())
}
