//! A mesh as its texture coordinates say: triangles of one raster.
//!
//! In: placed faces with texture coordinates, the raster that 0 to 1 spans. Out: one affine patch a triangle.
//! Not here: panels that are 1:1 (`quads`). v is up in the file, y down on the raster.
//! Invariant: each patch takes pixels to metres exactly at its corners; no pixel is in two patches.

use glam::{DMat2, DVec2, DVec3};

use crate::stage::build::wall::{Surface, Tile};
use crate::stage::{Outline, build};

use super::{Face, Findings};
use crate::stage::lint::Level;

/// How far texture coordinates may leave 0 to 1, for rounding in the file.
const UV_SLACK: f64 = 1e-5;
/// Least area of a triangle, square metres: one of 0.1 x 0.1 mm.
const LEAST_AREA_M2: f64 = 1e-8;
/// Least area of a triangle on the raster, square pixels.
const LEAST_AREA_PX: f64 = 1e-3;
/// Triangles that run into each other by no more than this share their edge, pixels: rounding in the file.
const OVERLAP_PX: f64 = 0.05;
/// LED pitches that differ by no more than this share are one pitch.
const EVEN_PITCH: f64 = 0.01;

/// A triangle of a face.
struct Patch {
    line: usize,
    px: [DVec2; 3],
    at_m: [DVec3; 3],
}

/// Faults of one kind: the first one's line, and how many.
#[derive(Default)]
struct Fault {
    first: Option<(usize, String)>,
    count: usize,
}

impl Fault {
    fn add(&mut self, line: usize, what: impl FnOnce() -> String) {
        self.count += 1;
        self.first.get_or_insert_with(|| (line, what()));
    }

    /// Reports the fault; whether there was one.
    fn tell(&self, level: Level, remedy: &str, findings: &mut Findings<'_, '_>) -> bool {
        let Some((line, what)) = &self.first else { return false };
        let more = if self.count > 1 { format!(" ({} more)", self.count - 1) } else { String::new() };
        findings.at_line(level, *line, &format!("{what}{more}"), remedy);
        true
    }
}

/// Triangles of a raster of `raster_px`; `None` with error findings.
pub(super) fn surface(
    faces: &[Face],
    raster_px: [u32; 2],
    room: usize,
    findings: &mut Findings<'_, '_>,
) -> Option<Surface> {
    let patches = patches(faces, raster_px, findings)?;
    let first = patches.first()?.line;
    if patches.len() > room {
        let found =
            format!("{} triangles, but there is room for {room} of {}", patches.len(), build::MAX_PANELS);
        findings.at_line(Level::Error, first, &found, "Export a coarser mesh, or cut it into fewer walls");
        return None;
    }
    if let Some((one, two)) = overlap(&patches) {
        let found = format!(
            "a face lies on the texture of the face of line {}: pixels would feed two places of the wall",
            patches[one].line
        );
        findings.at_line(
            Level::Error,
            patches[two].line,
            &found,
            "Unwrap the mesh so that no two faces overlap",
        );
        return None;
    }
    let tiles: Vec<(Tile, [f64; 2])> = patches.iter().map(|patch| tile(patch, raster_px)).collect();
    pitch(&patches, &tiles, findings);
    Some(Surface {
        tiles: tiles.into_iter().map(|(tile, _)| tile).collect(),
        grid: [1, 1],
        pixels: raster_px,
        raster_px: Some(raster_px),
    })
}

/// The faces' triangles on the raster; faces without an area are left out.
fn patches(faces: &[Face], raster_px: [u32; 2], findings: &mut Findings<'_, '_>) -> Option<Vec<Patch>> {
    let [mut bare, mut outside, mut thin, mut folded, mut mirrored, mut flat] =
        std::array::from_fn::<Fault, 6, _>(|_| Fault::default());
    let size = DVec2::new(f64::from(raster_px[0]), f64::from(raster_px[1]));
    let mut patches = Vec::new();
    for face in faces {
        if face.uvs.is_empty() {
            bare.add(face.line, || "a face has no texture coordinates".into());
            continue;
        }
        let range = -UV_SLACK..=1.0 + UV_SLACK;
        if let Some(uv) = face.uvs.iter().find(|uv| !(range.contains(&uv.x) && range.contains(&uv.y))) {
            outside.add(face.line, || format!("a face has texture coordinates {}, {}", uv.x, uv.y));
            continue;
        }
        let px: Vec<DVec2> = face
            .uvs
            .iter()
            .map(|uv| uv.clamp(DVec2::ZERO, DVec2::ONE))
            .map(|uv| DVec2::new(uv.x, 1.0 - uv.y) * size)
            .collect();
        let out = normal(&face.corners_m);
        for last in 2..px.len() {
            let three = [0, last - 1, last];
            let patch = Patch {
                line: face.line,
                px: three.map(|at| px[at]),
                at_m: three.map(|at| face.corners_m[at]),
            };
            let area = normal(&patch.at_m);
            // Anticlockwise on the wall and, with y down, on the raster: the doubled area is negative there.
            let turn = -(patch.px[1] - patch.px[0]).perp_dot(patch.px[2] - patch.px[0]);
            if area.length() < 2.0 * LEAST_AREA_M2 {
                thin.add(face.line, || "a face has no area and shows nothing".into());
            } else if area.dot(out) <= 0.0 {
                folded.add(face.line, || "a face is not convex".into());
            } else if turn.abs() < 2.0 * LEAST_AREA_PX {
                flat.add(face.line, || "a face has no area on the texture".into());
            } else if turn < 0.0 {
                mirrored.add(face.line, || "a face's texture is mirrored as seen from its lit side".into());
            } else {
                patches.push(patch);
            }
        }
    }
    thin.tell(Level::Warning, "Remove it from the mesh", findings);
    let has_errors = [
        bare.tell(Level::Error, "Unwrap the mesh, or write panel_px in place of raster_px", findings),
        outside.tell(
            Level::Error,
            "Keep texture coordinates within 0 and 1: the raster ends there",
            findings,
        ),
        folded.tell(Level::Error, "Triangulate the mesh", findings),
        flat.tell(Level::Error, "Unwrap the mesh, or write panel_px in place of raster_px", findings),
        mirrored.tell(
            Level::Error,
            "Write flip = true when the mesh is lit on its other side; else mirror its texture coordinates",
            findings,
        ),
    ];
    (!has_errors.contains(&true)).then_some(patches)
}

/// Twice the area of a polygon along its normal (Newell).
fn normal(corners: &[DVec3]) -> DVec3 {
    let first = corners.first().copied().unwrap_or_default();
    corners.windows(2).map(|pair| (pair[0] - first).cross(pair[1] - first)).sum()
}

/// The patch's plane with the whole raster continued in it, and its least and greatest LED pitch, metres.
fn tile(patch: &Patch, raster_px: [u32; 2]) -> (Tile, [f64; 2]) {
    let [a, b, c] = patch.px;
    let inverse = DMat2::from_cols(b - a, c - a).inverse();
    let (to_b, to_c) = (patch.at_m[1] - patch.at_m[0], patch.at_m[2] - patch.at_m[0]);
    // Metres a pixel: [to_b to_c] x inverse.
    let across = to_b * inverse.x_axis.x + to_c * inverse.x_axis.y;
    let down = to_b * inverse.y_axis.x + to_c * inverse.y_axis.y;
    let corner = patch.at_m[0] - across * a.x - down * a.y;
    let (right, bottom) = (across * f64::from(raster_px[0]), down * f64::from(raster_px[1]));
    // Singular values of the map: the shortest and the longest step of one pixel in any direction.
    let (sum, skew) = (across.length_squared() + down.length_squared(), across.cross(down).length());
    let root = (sum * sum - 4.0 * skew * skew).max(0.0).sqrt();
    let longest = ((sum + root) / 2.0).sqrt();
    let tile = Tile {
        corners_m: [corner, corner + right, corner + right + bottom, corner + bottom],
        outline: Outline::Triangle(patch.px),
    };
    (tile, [skew / longest, longest])
}

/// Tells how far from 1:1 the texture is.
fn pitch(patches: &[Patch], tiles: &[(Tile, [f64; 2])], findings: &mut Findings<'_, '_>) {
    let lines = || patches.iter().zip(tiles).map(|(patch, (_, [least, most]))| (*least, *most, patch.line));
    let (Some(least), Some(most)) =
        (lines().min_by(|a, b| a.0.total_cmp(&b.0)), lines().max_by(|a, b| a.1.total_cmp(&b.1)))
    else {
        return;
    };
    let (least_mm, most_mm) = (least.0 * 1e3, most.1 * 1e3);
    if most_mm <= least_mm * (1.0 + EVEN_PITCH) {
        let found =
            format!("drawn as its texture coordinates say; LEDs stand {most_mm:.3} mm apart everywhere");
        findings.at_line(Level::Note, most.2, &found, "Nothing to do");
        return;
    }
    let found = format!(
        "its texture is not 1:1: LEDs stand {least_mm:.3} mm apart here and {most_mm:.3} mm on the face of line {}",
        most.2
    );
    let remedy = "Write panel_px in place of raster_px to give each quad its own LEDs, unless the processor's map is \
                  this very projection";
    findings.at_line(Level::Warning, least.2, &found, remedy);
}

/// Two patches that share pixels, by index, in file order.
fn overlap(patches: &[Patch]) -> Option<(usize, usize)> {
    let low = |patch: &Patch| patch.px[0].min(patch.px[1]).min(patch.px[2]);
    let high = |patch: &Patch| patch.px[0].max(patch.px[1]).max(patch.px[2]);
    let mut order: Vec<usize> = (0..patches.len()).collect();
    order.sort_by(|one, two| low(&patches[*one]).x.total_cmp(&low(&patches[*two]).x));
    for (place, one) in order.iter().enumerate() {
        let first = &patches[*one];
        let reach = high(first) - OVERLAP_PX;
        for two in &order[place + 1..] {
            let second = &patches[*two];
            if low(second).x >= reach.x {
                break;
            }
            let apart = low(second).y >= reach.y || low(first).y >= high(second).y - OVERLAP_PX;
            if !apart && !is_parted(&first.px, &second.px) && !is_parted(&second.px, &first.px) {
                return Some((*one.min(two), *one.max(two)));
            }
        }
    }
    None
}

/// Whether an edge of `one` parts the triangles, but for [`OVERLAP_PX`].
fn is_parted(one: &[DVec2; 3], two: &[DVec2; 3]) -> bool {
    (0..3).any(|edge| {
        let (from, to, inside) = (one[edge], one[(edge + 1) % 3], one[(edge + 2) % 3]);
        let across = (to - from).perp().normalize_or_zero();
        let side = (inside - from).dot(across).signum();
        two.iter().all(|corner| (*corner - from).dot(across) * side <= OVERLAP_PX)
    })
}
