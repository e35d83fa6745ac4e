//! PFM warp maps: a grid of three floats a point, read and laid over a raster.
//!
//! In: bytes. Out: a [`Pfm`], a [`Warp`] of it at a drawable number of cells, the OBJ text of that.
//! Not here: what the three numbers mean (`mpcdi`, `sgct`).
//! Texels are samples at the centres of their cells, rows run from the bottom (netpbm's PFM, VESA MPCDI 1.0); the half
//! cell to the raster's edge is continued in a straight line.
//! Invariant: nothing is allocated before the bytes are known to be there; NaN texels leave holes, never points.

use std::fmt::Write as _;

use glam::{DVec2, DVec3};

/// Most cells of a warp across and down: finer maps are read at these points. A stage holds 20 000 triangles, two a
/// cell, so four warps fit.
const MAX_CELLS: [usize; 2] = [64, 36];
/// Warps that fit with so many cells.
const FULL_WARPS: usize = 4;

/// A map as it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pfm {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Rows from the bottom, unless the file was turned over.
    texels: Vec<[f32; 3]>,
}

/// Points over a raster: crossings of a grid of cells, rows from the top, `None` in holes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Warp {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) points: Vec<Option<DVec3>>,
}

/// Reads a map; the error says what is wrong.
pub(super) fn parse(bytes: &[u8]) -> Result<Pfm, String> {
    let mut rest = bytes;
    let mut word = || -> Option<String> {
        let start = rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        let length = rest[start..].iter().take(32).position(u8::is_ascii_whitespace)?;
        let word = String::from_utf8_lossy(&rest[start..start + length]).into_owned();
        // One blank ends the header; what follows it is data.
        rest = &rest[start + length + 1..];
        Some(word)
    };
    let header: Vec<String> = (0..4).map_while(|_| word()).collect();
    let [kind, width, height, scale] = header.as_slice() else {
        return Err("the header of a PFM is not whole".into());
    };
    if kind != "PF" {
        let kind: String = kind.chars().take(8).collect();
        return Err(format!("`{kind}` is not `PF`: a warp map has three floats a point"));
    }
    let side = |text: &str| text.parse::<usize>().ok().filter(|side| (2..=65_536).contains(side));
    let (Some(width), Some(height)) = (side(width), side(height)) else {
        return Err(format!("a map of {width} x {height} points: each side has 2 to 65536"));
    };
    let scale: f64 =
        scale.parse().ok().filter(|scale: &f64| scale.is_finite() && *scale != 0.0).ok_or_else(|| {
            format!("scale `{scale}` is no number but 0: its sign tells the order of bytes")
        })?;
    let need = width * height * 12;
    if rest.len() < need {
        return Err(format!("{width} x {height} points need {need} bytes, {} are there", rest.len()));
    }
    let float = |bytes: &[u8]| {
        let bytes = [bytes[0], bytes[1], bytes[2], bytes[3]];
        if scale < 0.0 { f32::from_le_bytes(bytes) } else { f32::from_be_bytes(bytes) }
    };
    let texel = |bytes: &[u8]| [float(bytes), float(&bytes[4..]), float(&bytes[8..])];
    Ok(Pfm { width, height, texels: rest[..need].chunks_exact(12).map(texel).collect() })
}

impl Pfm {
    /// True when no point has a third number (2D maps of SGCT).
    pub(super) fn is_flat(&self) -> bool {
        self.texels.iter().all(|texel| !texel[2].is_finite())
    }

    /// Greatest coordinate of any point.
    pub(super) fn farthest(&self) -> f64 {
        let values = self.texels.iter().flatten().filter(|value| value.is_finite());
        values.fold(0.0, |most: f64, value| most.max(f64::from(value.abs())))
    }

    /// Turns the rows over: for files written from the top.
    pub(super) fn turned_over(&self) -> Self {
        let rows = self.texels.chunks_exact(self.width).rev();
        Self { texels: rows.flatten().copied().collect(), ..*self }
    }

    /// The map as points over its raster; `None` for a point keeps it a hole.
    /// Of `warps` in one stage each has its share of cells.
    pub(super) fn warp(&self, warps: usize, point: impl Fn([f64; 3]) -> Option<DVec3>) -> Warp {
        let share = (FULL_WARPS as f64 / warps.max(FULL_WARPS) as f64).sqrt();
        let most = MAX_CELLS.map(|count| ((count as f64 * share) as usize).max(1));
        let columns = (self.width - 1).min(most[0]);
        let rows = (self.height - 1).min(most[1]);
        let crossings = (0..=rows).flat_map(|row| (0..=columns).map(move |column| (column, row)));
        let points = crossings.map(|(column, row)| {
            let x = column as f64 / columns as f64 * self.width as f64 - 0.5;
            let y = (rows - row) as f64 / rows as f64 * self.height as f64 - 0.5;
            self.sample(DVec2::new(x, y), &point)
        });
        Warp { columns, rows, points: points.collect() }
    }

    /// The point at a place in texels (centres at whole numbers), bilinear, continued past the outer centres.
    fn sample(&self, at: DVec2, point: &impl Fn([f64; 3]) -> Option<DVec3>) -> Option<DVec3> {
        let cell = |at: f64, count: usize| (at.floor().max(0.0) as usize).min(count - 2);
        let (x, y) = (cell(at.x, self.width), cell(at.y, self.height));
        let (s, t) = (at.x - x as f64, at.y - y as f64);
        let texel = |x: usize, y: usize| point(self.texels[y * self.width + x].map(f64::from));
        let mut sum = DVec3::ZERO;
        for (weight, x, y) in [
            ((1.0 - s) * (1.0 - t), x, y),
            (s * (1.0 - t), x + 1, y),
            ((1.0 - s) * t, x, y + 1),
            (s * t, x + 1, y + 1),
        ] {
            if weight != 0.0 {
                sum += texel(x, y)? * weight;
            }
        }
        sum.is_finite().then_some(sum)
    }
}

impl Warp {
    fn at(&self, column: usize, row: usize) -> Option<DVec3> {
        self.points[row * (self.columns + 1) + column]
    }

    /// Corners of each cell without a hole: top-left, top-right, bottom-right, bottom-left of the raster.
    fn cells(&self) -> impl Iterator<Item = (usize, usize, [DVec3; 4])> + '_ {
        let cells = (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (column, row)));
        cells.filter_map(|(column, row)| {
            let corners = [
                self.at(column, row)?,
                self.at(column + 1, row)?,
                self.at(column + 1, row + 1)?,
                self.at(column, row + 1)?,
            ];
            let area = (corners[2] - corners[0]).cross(corners[3] - corners[1]);
            (area.length_squared() > 0.0).then_some((column, row, corners))
        })
    }

    /// Number of cells without a hole.
    pub(super) fn cell_count(&self) -> usize {
        self.cells().count()
    }

    /// How much of it shows its lit side to `eye`, and how much stands upright: each -1..=1.
    pub(super) fn facing(&self, eye: DVec3) -> [f64; 2] {
        let (mut facing, mut upright, mut total) = (0.0, 0.0, 0.0_f64);
        for (_, _, [top_left, top_right, bottom_right, bottom_left]) in self.cells() {
            let normal = (top_right - bottom_left).cross(top_left - bottom_right);
            let middle = (top_left + bottom_right) / 2.0;
            facing += normal.dot(eye - middle).signum();
            upright += (top_left.y - bottom_left.y + top_right.y - bottom_right.y).signum();
            total += 1.0;
        }
        [facing, upright].map(|sum| sum / total.max(1.0))
    }

    /// Lowest and highest point, metres.
    pub(super) fn heights(&self) -> Option<[f64; 2]> {
        let heights = || self.points.iter().flatten().map(|point| point.y);
        Some([heights().reduce(f64::min)?, heights().reduce(f64::max)?])
    }

    /// OBJ text: quads seen anticlockwise from the lit side, UV over the raster with v up.
    pub(super) fn obj(&self, name: &str) -> String {
        let mut text = format!("# Warp of {} x {} cells, metres, +Y up\no {name}\n", self.columns, self.rows);
        let mut index = vec![0_usize; self.points.len()];
        let mut count = 0;
        // Writing to a String cannot fail, so the results are dropped.
        for (at, point) in self.points.iter().enumerate() {
            let Some(DVec3 { x, y, z }) = point else { continue };
            count += 1;
            index[at] = count;
            let (column, row) = (at % (self.columns + 1), at / (self.columns + 1));
            let (u, v) = (column as f64 / self.columns as f64, 1.0 - row as f64 / self.rows as f64);
            let _ = writeln!(text, "v {x} {y} {z}\nvt {u} {v}");
        }
        for (column, row, _) in self.cells() {
            let at = |column: usize, row: usize| index[row * (self.columns + 1) + column];
            let corners =
                [at(column, row + 1), at(column + 1, row + 1), at(column + 1, row), at(column, row)];
            let _ = writeln!(text, "f {}", corners.map(|corner| format!("{corner}/{corner}")).join(" "));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map whose point is its own place: x and y of the texel's centre over the raster, from the bottom left.
    fn map(width: usize, height: usize, is_little: bool, hole: Option<usize>) -> Vec<u8> {
        let mut bytes =
            format!("PF\n{width} {height}\n{}\n", if is_little { "-1.0" } else { "1.0" }).into_bytes();
        for at in 0..width * height {
            let (x, y) = ((at % width) as f32, (at / width) as f32);
            let hole = if hole == Some(at) { f32::NAN } else { 0.0 };
            for value in [(x + 0.5) / width as f32 + hole, (y + 0.5) / height as f32, 0.0] {
                bytes.extend(if is_little { value.to_le_bytes() } else { value.to_be_bytes() });
            }
        }
        bytes
    }

    fn point([x, y, z]: [f64; 3]) -> Option<DVec3> {
        let point = DVec3::new(x, y, z);
        point.is_finite().then_some(point)
    }

    #[test]
    fn the_raster_is_covered_to_its_edges_in_both_byte_orders() {
        for is_little in [true, false] {
            let warp = parse(&map(4, 3, is_little, None)).unwrap().warp(1, point);
            assert_eq!((warp.columns, warp.rows, warp.cell_count()), (3, 2, 6));
            for (at, found) in warp.points.iter().enumerate() {
                let want = DVec3::new((at % 4) as f64 / 3.0, 1.0 - (at / 4) as f64 / 2.0, 0.0);
                assert!((found.unwrap() - want).length() < 1e-6, "{at}");
            }
            // Seen from +Z it is upright and shows its face.
            assert_eq!(warp.facing(DVec3::new(0.5, 0.5, 1.0)), [1.0, 1.0]);
            assert_eq!(warp.facing(DVec3::new(0.5, 0.5, -1.0)), [-1.0, 1.0]);
        }
    }

    #[test]
    fn rows_can_be_turned_over() {
        let pfm = parse(&map(4, 3, true, None)).unwrap();
        assert_eq!(pfm.turned_over().warp(1, point).facing(DVec3::Z), [-1.0, -1.0]);
        assert_eq!(pfm.turned_over().turned_over(), pfm);
    }

    #[test]
    fn a_hole_stays_a_hole() {
        let warp = parse(&map(5, 5, true, Some(12))).unwrap().warp(1, point);
        assert!(warp.cell_count() < 16 && warp.cell_count() > 0);
        let text = warp.obj("w");
        assert!(!text.contains("NaN"));
        assert_eq!(text.lines().filter(|line| line.starts_with("f ")).count(), warp.cell_count());
    }

    #[test]
    fn sizes_are_believed_only_with_their_bytes() {
        for (text, words) in [
            ("PF\n65536 65536\n-1.0\n", "need 51539607552 bytes, 0 are there"),
            ("PF\n99999999999999999999 2\n-1.0\n", "2 to 65536"),
            ("PF\n1 1\n-1.0\n", "2 to 65536"),
            ("Pf\n2 2\n-1.0\n", "`Pf` is not `PF`"),
            ("PF\n2 2\n0\n", "scale"),
            ("PF\n2", "not whole"),
            ("", "not whole"),
        ] {
            let found = parse(text.as_bytes()).unwrap_err();
            assert!(found.contains(words), "{found}");
        }
    }
}
