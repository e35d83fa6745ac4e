//! Planar quads of a mesh as LED panels, 1:1.
//!
//! In: placed faces, LEDs of each. Out: rectangles in the order of a grid, or a finding for each kind of fault.
//! Not here: which quad is whose neighbour (`grid`).
//! Invariant: a panel stands within 1 mm of its quad; what is farther from a rectangle is refused with the figure.

use glam::DVec3;

use crate::stage::build::wall::{Surface, Tile};
use crate::stage::lint::Level;
use crate::stage::shape::Corners;
use crate::stage::{Outline, build};

use super::{Face, Findings, grid};

/// How far a quad's corner may stand from a rectangle, metres. Modelled walls are good to microns; at 1 mm an LED of
/// 2.8 mm is still the right one.
const FIT_M: f64 = 1e-3;
/// Shortest side of a panel, metres.
const LEAST_SIDE_M: f64 = 0.02;
/// Pitches of panels of one type that differ by more than this share are told.
const PITCH_SPREAD: f64 = 0.02;

/// Panels of `panel_px` LEDs, one a face; `None` with error findings.
pub(super) fn surface(
    faces: &[Face],
    panel_px: [u32; 2],
    room: usize,
    findings: &mut Findings<'_, '_>,
) -> Option<Surface> {
    if faces.len() > room {
        let found =
            format!("{} faces, but there is room for {room} panels of {}", faces.len(), build::MAX_PANELS);
        findings.at_line(Level::Error, faces.first()?.line, &found, "Export one face a panel");
        return None;
    }
    let mut quads = Vec::with_capacity(faces.len());
    let mut faults: Vec<(usize, String)> = Vec::new();
    for face in faces {
        match rectangle(face) {
            Ok(corners) => quads.push(corners),
            Err(fault) => faults.push((face.line, fault)),
        }
    }
    if let Some((line, fault)) = faults.first() {
        let more = match faults.len() - 1 {
            0 => String::new(),
            others => format!(" ({others} more faces are no panels)"),
        };
        let remedy = "Make each LED panel one flat rectangular face, or write raster_px in place of panel_px";
        findings.at_line(Level::Error, *line, &format!("{fault}{more}"), remedy);
        return None;
    }
    let (grid, order) = match grid::order(&quads) {
        Ok(ordered) => ordered,
        Err(reason) => {
            let found = format!("its {} quads are no full grid: {reason}", quads.len());
            let remedy =
                "Nothing to do when each panel is cut by its column: they stand in one row, in file order";
            findings.at_line(Level::Note, faces.first()?.line, &found, remedy);
            ([1, quads.len()], quads.clone())
        }
    };
    uneven_pitch(faces, &quads, panel_px, findings);
    let tiles = order.into_iter().map(|corners_m| Tile { corners_m, outline: Outline::Rectangle }).collect();
    Some(Surface { tiles, grid, pixels: panel_px, raster_px: None })
}

/// One `panel_px` on quads of several sizes is probably a slip.
fn uneven_pitch(faces: &[Face], quads: &[Corners], panel_px: [u32; 2], findings: &mut Findings<'_, '_>) {
    let (mut least, mut most) = ((f64::INFINITY, 0), (0.0, 0));
    for (face, quad) in faces.iter().zip(quads) {
        for (side, count) in
            [(quad[0].distance(quad[1]), panel_px[0]), (quad[0].distance(quad[3]), panel_px[1])]
        {
            let pitch_mm = side * 1e3 / f64::from(count);
            if pitch_mm < least.0 {
                least = (pitch_mm, face.line);
            }
            if pitch_mm > most.0 {
                most = (pitch_mm, face.line);
            }
        }
    }
    if most.0 > least.0 * (1.0 + PITCH_SPREAD) {
        let found = format!(
            "LEDs stand {:.3} mm apart on one panel and {:.3} mm on the face of line {}",
            least.0, most.0, most.1
        );
        findings.at_line(
            Level::Warning,
            least.1,
            &found,
            "Check panel_px, width before height: all quads get the same",
        );
    }
}

/// The rectangle nearest to a face, from its top left as seen from the lit side; or what keeps it from being one.
fn rectangle(face: &Face) -> Result<Corners, String> {
    let [a, b, c, d] = face.corners_m.as_slice() else {
        return Err(format!("a face has {} corners, a panel has 4", face.corners_m.len()));
    };
    // Clockwise as seen from the lit side, as panels' corners run.
    let quad = upright([*a, *d, *c, *b]);
    let right = (quad[1] - quad[0] + quad[2] - quad[3]) / 2.0;
    let down = (quad[3] - quad[0] + quad[2] - quad[1]) / 2.0;
    let (width, height) = (right.length(), down.length());
    if width < LEAST_SIDE_M
        || height < LEAST_SIDE_M
        || down.cross(right).length() < LEAST_SIDE_M * LEAST_SIDE_M
    {
        return Err(format!("a face is {:.1} x {:.1} mm and has hardly an area", width * 1e3, height * 1e3));
    }
    // Both directions turned alike until they are at right angles.
    let (along, high) = (right / width, down / height);
    let (sum, difference) = ((along + high).normalize(), (along - high).normalize());
    let root = std::f64::consts::SQRT_2;
    let half_right = (sum + difference) / root * (width / 2.0);
    let half_down = (sum - difference) / root * (height / 2.0);
    let middle = quad.iter().sum::<DVec3>() / 4.0;
    let fitted = [
        middle - half_right - half_down,
        middle + half_right - half_down,
        middle + half_right + half_down,
        middle - half_right + half_down,
    ];
    let off = (0..4).map(|corner| quad[corner].distance(fitted[corner])).fold(0.0, f64::max);
    if off <= FIT_M { Ok(fitted) } else { Err(misfit(&quad, off)) }
}

/// The rotation of a quad whose first two corners are its top edge. What is up: +Y; for a ceiling +Z, for a floor -Z,
/// as of those shapes.
fn upright(quad: Corners) -> Corners {
    let normal = (quad[3] - quad[1]).cross(quad[2] - quad[0]).normalize_or_zero();
    let up = match normal.y {
        y if y < -0.9 => DVec3::Z,
        y if y > 0.9 => DVec3::NEG_Z,
        _ => DVec3::Y,
    };
    let height = |start: usize| {
        (quad[start] + quad[(start + 1) % 4] - quad[(start + 2) % 4] - quad[(start + 3) % 4]).dot(up)
    };
    // The first of equals, so that a square on its corner has one answer.
    let start = (1..4).fold(0, |best, start| if height(start) > height(best) + 1e-9 { start } else { best });
    std::array::from_fn(|corner| quad[(start + corner) % 4])
}

/// What kind of quad it is that is no rectangle.
fn misfit(quad: &Corners, off_m: f64) -> String {
    let [a, b, c, d] = *quad;
    let normal = (c - a).cross(d - b).normalize_or_zero();
    let off_plane = ((a + c - b - d).dot(normal) / 4.0).abs();
    let is_along = |one: DVec3, two: DVec3| one.cross(two).length() <= FIT_M * one.length().max(two.length());
    let (level, upright) = (is_along(b - a, c - d), is_along(d - a, c - b));
    if off_plane > FIT_M {
        return format!("a face is not flat: its corners stand {:.1} mm off their plane", off_plane * 1e3);
    }
    let kind = match (level, upright) {
        (true, true) => "a parallelogram",
        (true, false) | (false, true) => "a trapezoid",
        (false, false) => "an uneven quad",
    };
    format!("a face is {kind}: a corner stands {:.1} mm from a rectangle", off_m * 1e3)
}
