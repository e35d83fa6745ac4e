//! The order of quads: rows from the top, columns from the left, as seen from the lit side.
//!
//! In: rectangles, each from its own top left. Out: the same as a full grid, or why they are none.
//! Not here: fitting them (`quads`). Neighbours are found by corners that lie together; the first quad says what is up.
//! Invariant: a grid has every cell once, and neighbours in it share an edge.

use std::collections::BTreeMap;

use glam::DVec3;

use crate::stage::shape::Corners;

/// Corners this close are one, metres: twice what a panel may stand off its quad.
const SAME_M: f64 = 2e-3;

/// Rows and columns, and the quads row by row from the top left, each turned to the grid.
pub(super) fn order(quads: &[Corners]) -> Result<([usize; 2], Vec<Corners>), String> {
    let corners = welded(quads);
    let placed = walk(&corners)?;
    let least = |axis: usize| placed.iter().map(|cell| cell.at[axis]).min().unwrap_or(0);
    let most = |axis: usize| placed.iter().map(|cell| cell.at[axis]).max().unwrap_or(0);
    let (left, top) = (least(0), least(1));
    let (columns, rows) = ((most(0) - left + 1) as usize, (most(1) - top + 1) as usize);
    if columns.saturating_mul(rows) != quads.len() {
        return Err(format!("they span {columns} columns and {rows} rows"));
    }
    let mut ordered: Vec<Option<Corners>> = vec![None; quads.len()];
    for (quad, cell) in quads.iter().zip(&placed) {
        let index = (cell.at[1] - top) as usize * columns + (cell.at[0] - left) as usize;
        let turned = std::array::from_fn(|corner| quad[(cell.start + corner) % 4]);
        if ordered[index].replace(turned).is_some() {
            return Err("two stand in one place".into());
        }
    }
    let whole: Option<Vec<Corners>> = ordered.into_iter().collect();
    whole.map(|quads| ([rows, columns], quads)).ok_or_else(|| "one is missing".into())
}

/// A number for each corner; corners that lie together have the same.
fn welded(quads: &[Corners]) -> Vec<[usize; 4]> {
    let cell = |point: DVec3| (point / SAME_M).floor().as_i64vec3().to_array();
    let mut cells: BTreeMap<[i64; 3], Vec<usize>> = BTreeMap::new();
    let mut points: Vec<DVec3> = Vec::new();
    let mut number = |point: DVec3| {
        let [x, y, z] = cell(point);
        let around =
            (-1..=1).flat_map(|dx| (-1..=1).flat_map(move |dy| (-1..=1).map(move |dz| [dx, dy, dz])));
        let known = around.flat_map(|[dx, dy, dz]| cells.get(&[x + dx, y + dy, z + dz])).flatten();
        let found = known.copied().find(|index| points[*index].distance(point) <= SAME_M);
        found.unwrap_or_else(|| {
            points.push(point);
            cells.entry([x, y, z]).or_default().push(points.len() - 1);
            points.len() - 1
        })
    };
    quads.iter().map(|quad| quad.map(&mut number)).collect()
}

/// Where a quad stands: column and row from the first quad, and which of its corners is the grid's top left.
#[derive(Clone, Copy)]
struct Cell {
    at: [i64; 2],
    start: usize,
}

/// Step to a neighbour: which edge leads there (from corner `edge` on), in columns and rows.
const STEPS: [(usize, [i64; 2]); 4] = [(0, [0, -1]), (1, [1, 0]), (2, [0, 1]), (3, [-1, 0])];

/// Walks from the first quad over shared edges to all others.
fn walk(corners: &[[usize; 4]]) -> Result<Vec<Cell>, String> {
    // A directed edge of a clockwise quad: its neighbour has the same edge the other way round.
    let mut edges: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    for (quad, numbers) in corners.iter().enumerate() {
        for edge in 0..4 {
            let key = (numbers[edge], numbers[(edge + 1) % 4]);
            if edges.insert(key, (quad, edge)).is_some() {
                return Err("two of them run along one edge on the same side".into());
            }
        }
    }
    let mut placed: Vec<Option<Cell>> = vec![None; corners.len()];
    let mut waiting = vec![0];
    if let Some(first) = placed.first_mut() {
        *first = Some(Cell { at: [0, 0], start: 0 });
    }
    while let Some(quad) = waiting.pop() {
        let Some(Cell { at, start }) = placed[quad] else { continue };
        for (edge, step) in STEPS {
            let own = (start + edge) % 4;
            let key = (corners[quad][(own + 1) % 4], corners[quad][own]);
            let Some((other, shared)) = edges.get(&key).copied() else { continue };
            // The neighbour's shared edge is the one that leads back: two steps on from this one.
            let cell =
                Cell { at: [at[0] + step[0], at[1] + step[1]], start: (shared + 4 - (edge + 2) % 4) % 4 };
            match placed[other] {
                None => {
                    placed[other] = Some(cell);
                    waiting.push(other);
                }
                Some(known) if known.at == cell.at && known.start == cell.start => {}
                Some(_) => return Err("they close on themselves".into()),
            }
        }
    }
    let whole: Option<Vec<Cell>> = placed.into_iter().collect();
    whole.ok_or_else(|| "some share no edge with the others".into())
}
