//! Canvases, and the pieces of walls that are cut onto them.
//!
//! In: the canvases of a stage file, walls that stand. Out: each panel's slot. Not here: walls (`stage::build`).
//! Invariant: a piece is a rectangle of whole panels inside its canvas and shares no pixel with another; a panel is
//! fed once. What breaks this is left out with an error finding.

use std::ops::Range;

use glam::DVec2;

use crate::color::dither::Dither;
use crate::color::{CodeRange, Transfer};

use super::build::{Origins, one_of};
use super::lint::{Problem, Report};
use super::place::At;
use super::schema::{CanvasText, DitherText, PieceText, RangeText, StageFile, TransferText};
use super::{Canvas, CanvasSlot, QuarterTurn, Stage};

/// Largest side of a canvas, pixels: no GPU of today draws more at once.
const MAX_CANVAS_PX: u32 = 16_384;
/// Largest side that every GPU draws, pixels (WebGPU's guaranteed limit).
const SAFE_CANVAS_PX: u32 = 8192;

/// A piece that has its place.
struct Placed {
    /// Left, top, right, bottom on the canvas, pixels.
    edges: [u32; 4],
    wall: String,
    offset: usize,
}

/// Adds every canvas and feeds the panels from them.
pub(super) fn canvases(file: &StageFile, stage: &mut Stage, origins: &mut Origins, report: &mut Report<'_>) {
    for text in &file.canvas {
        let canvas = match canvas(text, report) {
            Ok(canvas) => canvas,
            Err(problem) => {
                report.problem(problem);
                continue;
            }
        };
        let index = stage.canvases.len();
        let size = canvas.size;
        stage.canvases.push(canvas);
        origins.canvases.push(text.name.offset());
        let mut placed: Vec<Placed> = Vec::new();
        for piece in &text.piece {
            // A wall that could not be built has been reported; its pieces say nothing more.
            let is_built = stage.walls.iter().any(|wall| wall.name == *piece.wall);
            if !is_built && file.wall.iter().any(|wall| *wall.name == *piece.wall) {
                continue;
            }
            let fed = cut(piece, stage, index, size).and_then(|cut| {
                clear_of_others(&cut, piece, &placed, &text.name, report)?;
                feed(&cut, piece, stage, index)
            });
            match fed {
                Ok(piece) => placed.push(piece),
                Err(problem) => report.problem(problem),
            }
        }
    }
}

fn canvas(text: &CanvasText, report: &mut Report<'_>) -> Result<Canvas, Problem> {
    let name = text.name.as_str();
    for side in [&text.width, &text.height] {
        if !(1..=MAX_CANVAS_PX).contains(&**side) {
            let found = format!("canvas `{name}` is {} x {} pixels", *text.width, *text.height);
            return Err(Problem::at(
                side,
                found,
                format!("Write 1 to {MAX_CANVAS_PX} a side, or use two canvases"),
            ));
        }
        if **side > SAFE_CANVAS_PX {
            let found = format!("canvas `{name}` has a side of {} pixels", **side);
            report.warn(side.offset(), found, "Some GPUs stop at 8192: cut the wall over two canvases");
        }
    }
    if !matches!(*text.bits, 8 | 10) {
        let found = format!("canvas `{name}` has {} bits", *text.bits);
        return Err(Problem::at(&text.bits, found, "Write 8 or 10"));
    }
    let canvas = Canvas {
        name: name.to_owned(),
        size: [*text.width, *text.height],
        transfer: match text.transfer {
            TransferText::Pq => Transfer::Pq,
            TransferText::Srgb => Transfer::Srgb,
            TransferText::Gamma22 => Transfer::Gamma22,
            TransferText::Gamma24 => Transfer::Gamma24,
            TransferText::Linear => Transfer::Linear,
        },
        bits: *text.bits,
        range: match text.range {
            RangeText::Full => CodeRange::Full,
            RangeText::Legal => CodeRange::Legal,
        },
        dither: match text.dither {
            DitherText::Static => Dither::Static,
            DitherText::Animated => Dither::Animated,
            DitherText::Off => Dither::Off,
        },
    };
    if canvas.is_pq_at_8_bit() {
        let found =
            format!("canvas `{name}` carries PQ in 8 bits: steps of some 4 % of luminance show as bands");
        report.warn(text.bits.offset(), found, "Write bits = 10, or another transfer");
    }
    if text.piece.is_empty() {
        let found = format!("canvas `{name}` shows no wall");
        report.warn(text.name.offset(), found, "Add a [[canvas.piece]], or remove the canvas");
    }
    Ok(canvas)
}

/// A rectangle of a wall's panels and of a canvas's pixels.
struct Cut {
    wall: usize,
    rows: Range<usize>,
    columns: Range<usize>,
    /// The whole piece as one slot.
    slot: CanvasSlot,
    /// LEDs of the whole piece across and down, before its turn.
    pixels: [u32; 2],
    /// Left, top, right, bottom on the canvas.
    edges: [u32; 4],
}

fn cut(text: &PieceText, stage: &Stage, canvas: usize, canvas_size: [u32; 2]) -> Result<Cut, Problem> {
    let name = text.wall.as_str();
    let index = stage.walls.iter().position(|wall| wall.name == name).ok_or_else(|| {
        let remedy = one_of(stage.walls.iter().map(|wall| &wall.name), "[[wall]]");
        Problem::at(&text.wall, format!("a piece is cut from wall `{name}`, which does not exist"), remedy)
    })?;
    let wall = &stage.walls[index];
    let [rows, columns] = wall.grid;
    let columns = span(text.columns.as_ref(), columns, name, "columns")?;
    let rows = span(text.rows.as_ref(), rows, name, "rows")?;
    let turn = match &text.turn {
        None => QuarterTurn::None,
        Some(turn) => match **turn {
            0 => QuarterTurn::None,
            90 => QuarterTurn::Right,
            180 => QuarterTurn::Half,
            270 => QuarterTurn::Left,
            other => {
                let found = format!("a piece of wall `{name}` is turned by {other} degrees");
                return Err(Problem::at(turn, found, "Write 0, 90, 180 or 270"));
            }
        },
    };
    if wall.raster_px.is_some() {
        whole(text, turn)?;
    }
    // At most 20 000 panels of 4096 pixels: far inside u32.
    let panel = stage.panels[wall.panels.start].pixels;
    let pixels = [columns.len() as u32 * panel[0], rows.len() as u32 * panel[1]];
    let slot = CanvasSlot { canvas, x: *text.x, y: *text.y, turn };
    let [width, height] = slot.size(pixels);
    if let Some(size) = text.size.as_ref().filter(|size| ***size != [width, height]) {
        let found = format!(
            "a piece of wall `{name}` is {} x {} pixels on the canvas for {width} x {height} LEDs: not 1:1",
            size[0], size[1]
        );
        return Err(Problem::at(size, found, format!("Write size = [{width}, {height}], or leave it out")));
    }
    let edges = [slot.x, slot.y, slot.x.saturating_add(width), slot.y.saturating_add(height)];
    for (axis, start) in [&text.x, &text.y].into_iter().enumerate() {
        if edges[axis + 2] > canvas_size[axis] {
            let found = format!(
                "a piece of wall `{name}` runs from {} to {} in {}, but the canvas has {} pixels",
                edges[axis],
                edges[axis + 2],
                ["x", "y"][axis],
                canvas_size[axis]
            );
            return Err(Problem::at(
                start,
                found,
                "Move it, enlarge the canvas, or cut the wall over two canvases",
            ));
        }
    }
    Ok(Cut { wall: index, rows, columns, slot, pixels, edges })
}

/// A mesh that is drawn as its texture coordinates say is one raster, placed whole and upright.
fn whole(text: &PieceText, turn: QuarterTurn) -> Result<(), Problem> {
    let cuts = [text.columns.as_ref().map(At::offset), text.rows.as_ref().map(At::offset)];
    let turned = text.turn.as_ref().filter(|_| turn != QuarterTurn::None).map(At::offset);
    let Some(at) = cuts.into_iter().flatten().chain(turned).next() else { return Ok(()) };
    let found = format!("a piece cuts or turns wall `{}`, which is one raster", text.wall.as_str());
    let remedy = "Place it whole by x and y, or give the wall panel_px in place of raster_px";
    Err(Problem { at, found, remedy: remedy.into() })
}

fn span(text: Option<&At<[u32; 2]>>, count: usize, wall: &str, what: &str) -> Result<Range<usize>, Problem> {
    let Some(text) = text else { return Ok(0..count) };
    let [first, end] = text.map(|index| index as usize);
    if first < end && end <= count {
        return Ok(first..end);
    }
    let found = format!("a piece takes {what} {first} to {end} of wall `{wall}`, which has {count}");
    Err(Problem::at(text, found, format!("Write the first and one past the last, within [0, {count}]")))
}

fn clear_of_others(
    cut: &Cut,
    text: &PieceText,
    placed: &[Placed],
    canvas: &str,
    report: &Report<'_>,
) -> Result<(), Problem> {
    let [left, top, right, bottom] = cut.edges;
    let other = placed.iter().find(|other| {
        let [other_left, other_top, other_right, other_bottom] = other.edges;
        left < other_right && other_left < right && top < other_bottom && other_top < bottom
    });
    let Some(other) = other else { return Ok(()) };
    let found = format!(
        "a piece of wall `{}` ({left},{top} to {right},{bottom}) overlaps the piece of wall `{}` at {} on canvas `{canvas}`",
        text.wall.as_str(),
        other.wall,
        report.place(other.offset),
    );
    Err(Problem::at(&text.wall, found, "Move one of them: a canvas pixel feeds one LED"))
}

fn feed(cut: &Cut, text: &PieceText, stage: &mut Stage, canvas: usize) -> Result<Placed, Problem> {
    let wall = &stage.walls[cut.wall];
    let placed = Placed { edges: cut.edges, wall: text.wall.as_str().to_owned(), offset: text.wall.offset() };
    if wall.raster_px.is_some() {
        let panels = &mut stage.panels[wall.panels.clone()];
        if let Some(slot) = panels.iter().find_map(|panel| panel.slot) {
            let found = format!(
                "wall `{}` is fed twice, first from canvas `{}`",
                wall.name, stage.canvases[slot.canvas].name
            );
            return Err(Problem::at(&text.wall, found, "Keep one piece of it"));
        }
        for panel in panels {
            panel.slot = Some(CanvasSlot { canvas, ..cut.slot });
        }
        return Ok(placed);
    }
    let (start, columns) = (wall.panels.start, wall.grid[1]);
    let index = |row: usize, column: usize| start + row * columns + column;
    let cells = || cut.rows.clone().flat_map(|row| cut.columns.clone().map(move |column| (row, column)));
    if let Some((row, column)) =
        cells().find(|(row, column)| stage.panels[index(*row, *column)].slot.is_some())
    {
        let panel = &stage.panels[index(row, column)];
        let first = panel.slot.map_or("", |slot| &stage.canvases[slot.canvas].name);
        let found =
            format!("panel {} of wall `{}` is fed twice, first from canvas `{first}`", panel.id, wall.name);
        return Err(Problem::at(
            &text.wall,
            found,
            "Cut each panel into one piece only: see columns and rows",
        ));
    }
    for (row, column) in cells() {
        let panel = &mut stage.panels[index(row, column)];
        // The panel's top-left and bottom-right in the piece's own pixels, then turned with the whole piece.
        let [width, height] = panel.pixels.map(f64::from);
        let top_left =
            DVec2::new((column - cut.columns.start) as f64 * width, (row - cut.rows.start) as f64 * height);
        let bottom_right = top_left + DVec2::new(width, height);
        let corner =
            cut.slot.canvas_px(top_left, cut.pixels).min(cut.slot.canvas_px(bottom_right, cut.pixels));
        panel.slot = Some(CanvasSlot { canvas, x: corner.x as u32, y: corner.y as u32, turn: cut.slot.turn });
    }
    Ok(placed)
}

#[cfg(test)]
mod tests {
    use glam::DVec2;

    use crate::stage::sample::{CLEAN, PANEL, clean, load_with};
    use crate::stage::{CanvasSlot, QuarterTurn};

    #[test]
    fn an_upright_piece_lays_panels_side_by_side() {
        let stage = clean().stage;
        let slot = |index: usize| stage.panels[index].slot;
        let at = |canvas, x, y, turn| Some(CanvasSlot { canvas, x, y, turn });
        assert_eq!(slot(0), at(0, 0, 0, QuarterTurn::None));
        assert_eq!(slot(2), at(0, 16, 0, QuarterTurn::None));
        assert_eq!(slot(5), at(0, 8, 8, QuarterTurn::None));
        // The fourth column is on the second canvas, upside down: its lower panel comes first.
        assert_eq!(slot(3), at(1, 0, 8, QuarterTurn::Half));
        assert_eq!(slot(7), at(1, 0, 0, QuarterTurn::Half));
    }

    #[test]
    fn turned_pieces_turn_as_a_whole() {
        // 2 x 3 panels of 4 x 2 LEDs: the whole piece is 8 x 6, turned by a quarter 6 x 8, with its left top at 30, 10.
        let whole = [8.0, 6.0];
        for (degrees, map) in [
            (0, (|x, y| (x, y)) as fn(f64, f64) -> (f64, f64)),
            (90, |x, y| (6.0 - y, x)),
            (180, |x, y| (8.0 - x, 6.0 - y)),
            (270, |x, y| (y, 8.0 - x)),
        ] {
            let text = CLEAN.replacen("turn = 90", &format!("turn = {degrees}"), 1);
            let stage = load_with(&text, PANEL).unwrap().stage;
            for (index, panel) in stage.panels[8..].iter().enumerate() {
                let (column, row) = ((index % 2) as f64, (index / 2) as f64);
                let corners = panel.corners_px().unwrap();
                let inside = [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 2.0)];
                for (corner, (x, y)) in corners.iter().zip(inside) {
                    let (x, y) = (column * 4.0 + x, row * 2.0 + y);
                    assert!(x <= whole[0] && y <= whole[1]);
                    let want = DVec2::from(map(x, y)) + DVec2::new(30.0, 10.0);
                    assert_eq!(*corner, want, "{degrees} degrees, panel {}", panel.id);
                }
            }
        }
    }
}
