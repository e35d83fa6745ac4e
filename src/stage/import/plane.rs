//! A plane with pixels, as a flat wall of equal panels.
//!
//! In: a rectangle in stage metres and the pixels that it shows. Out: a panel type, a flat wall and its piece.
//! Not here: where the rectangle comes from (the formats beside this).
//! Invariant: columns x rows panels divide pixels and metres evenly, so every LED is where the plane has it.

use glam::{DMat3, DQuat, DVec3};

use crate::color::Primaries;
use crate::stage::write::{GridDraft, PanelDraft, ShapeDraft, WallDraft};

use super::ImportError;
use super::draft::{Draft, Region, WHITE_NITS};

/// Most LEDs on a side of a panel, and its least and greatest side in metres (`stage::panel_type` refuses others).
const MAX_PANEL_PX: u32 = 4096;
const PANEL_SIDE_M: [f64; 2] = [0.02, 5.0];
/// Farther than this is taken for a wrong unit, metres (`stage::build` refuses more).
const FARTHEST_M: f64 = 150.0;
/// Most panels of one wall (`stage::build` refuses more).
const MAX_PANELS: u32 = 20_000;

/// A rectangle in stage metres.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plane {
    pub(super) name: String,
    /// Where it stands in its file.
    pub(super) place: String,
    pub(super) comments: Vec<String>,
    pub(super) centre: DVec3,
    /// Unit vectors to the right and up, as seen from the lit side.
    pub(super) right: DVec3,
    pub(super) up: DVec3,
    /// Width and height, metres.
    pub(super) size_m: [f64; 2],
    /// LEDs of one panel, where the file tells them.
    pub(super) panel_px: Option<[u32; 2]>,
}

impl Plane {
    /// Unit vector out of the lit side.
    pub(super) fn normal(&self) -> DVec3 {
        self.right.cross(self.up)
    }

    /// The rectangle that a view sees at a distance, from the tangents of its left, right, bottom and top edges.
    pub(super) fn of_frustum(eye: DVec3, axes: DMat3, tangents: [f64; 4], distance_m: f64) -> [DVec3; 4] {
        let [left, right, bottom, top] = tangents;
        [[left, top], [right, top], [right, bottom], [left, bottom]]
            .map(|[x, y]| eye + axes * (DVec3::new(x, y, -1.0) * distance_m))
    }

    /// A plane from its corners: top-left, top-right, bottom-right, bottom-left; `None` when they span nothing.
    pub(super) fn of_corners(corners: [DVec3; 4]) -> Option<(DVec3, DVec3, DVec3, [f64; 2])> {
        let [top_left, top_right, bottom_right, bottom_left] = corners;
        let across = (top_right - top_left + bottom_right - bottom_left) / 2.0;
        let upward = (top_left - bottom_left + top_right - bottom_right) / 2.0;
        let right = across.try_normalize()?;
        let up = (upward - right * upward.dot(right)).try_normalize()?;
        let centre = (top_left + top_right + bottom_right + bottom_left) / 4.0;
        Some((centre, right, up, [across.length(), upward.length()]))
    }
}

impl Draft<'_> {
    /// Adds a plane as a wall that a region feeds.
    pub(super) fn plane(&mut self, plane: &Plane, region: &Region) -> Result<(), ImportError> {
        let wall = self.dark_plane(plane, region)?;
        self.feed(&wall, region);
        Ok(())
    }

    /// Adds a plane of a region's pixels as a wall that nothing feeds yet; its name.
    pub(super) fn dark_plane(&mut self, plane: &Plane, region: &Region) -> Result<String, ImportError> {
        let name = plane.name.clone();
        let fault = |found: String, remedy: &str| Err(ImportError::new(&plane.place, found, remedy));
        let [width_m, height_m] = plane.size_m;
        if !(plane.centre.is_finite() && width_m.is_finite() && height_m.is_finite()) {
            return fault(format!("`{name}` has a number that is not finite"), "Write plain numbers");
        }
        if width_m.max(height_m) > FARTHEST_M || plane.centre.abs().max_element() > FARTHEST_M - 1.0 {
            let found = format!(
                "`{name}` is {width_m:.1} x {height_m:.1} m and stands {:.1} m from the mark",
                plane.centre.length()
            );
            return fault(found, "Check the unit of the file");
        }
        let pixels = [region.width.round(), region.height.round()];
        if !pixels.iter().all(|side| (1.0..=f64::from(super::draft::MAX_CANVAS_PX)).contains(side)) {
            let found = format!("`{name}` shows {} x {} pixels", region.width, region.height);
            return fault(found, "Write a region of 1 to 16384 pixels a side");
        }
        let pixels = pixels.map(|side| side as u32);
        let wanted = plane.panel_px.or(self.options.panel_px);
        let Some(grid) = self.grid(plane, pixels, wanted) else {
            let found = format!(
                "{} x {} pixels on {width_m:.4} x {height_m:.4} m do not divide into equal panels of 20 mm to 5 m",
                pixels[0], pixels[1]
            );
            return fault(found, "Correct the screen's size or the region, or give the geometry as OBJ");
        };
        let pitch_mm = [width_m / f64::from(pixels[0]) * 1e3, height_m / f64::from(pixels[1]) * 1e3];
        if (pitch_mm[0] / pitch_mm[1] - 1.0).abs() > 0.005 {
            self.doubt(format!(
                "`{name}` has LEDs that are not square: {:.4} x {:.4} mm; check its size and region",
                pitch_mm[0], pitch_mm[1]
            ));
        }
        let panel = self.panel_type(plane, pixels, grid);
        let wall = self.wall_name(&name);
        let mut comments = plane.comments.clone();
        comments.push(format!(
            "Pitch {:.4} x {:.4} mm from {} x {} pixels on {width_m:.4} x {height_m:.4} m.",
            pitch_mm[0], pitch_mm[1], pixels[0], pixels[1]
        ));
        self.out.stage.walls.push(WallDraft {
            name: wall.clone(),
            comments,
            shape: ShapeDraft::Flat(grid),
            panel: Some(panel),
            position_m: (plane.centre - plane.up * (height_m / 2.0)).to_array(),
            turn_deg: turn_deg(plane.right, plane.up),
            white_nits: WHITE_NITS,
            primaries: None,
        });
        Ok(wall)
    }

    fn grid(&mut self, plane: &Plane, pixels: [u32; 2], wanted: Option<[u32; 2]>) -> Option<GridDraft> {
        if let Some([across, down]) = wanted {
            let is_even =
                across > 0 && down > 0 && pixels[0].is_multiple_of(across) && pixels[1].is_multiple_of(down);
            if is_even {
                let [columns, rows] = [pixels[0] / across, pixels[1] / down];
                let fits =
                    fits(plane.size_m[0], pixels[0], columns) && fits(plane.size_m[1], pixels[1], rows);
                if fits && columns.saturating_mul(rows) <= MAX_PANELS {
                    return Some(GridDraft { columns, rows });
                }
            }
            self.doubt(format!(
                "panels of {across} x {down} LEDs do not divide the {} x {} pixels of `{}`: other panels were chosen",
                pixels[0], pixels[1], plane.name
            ));
        }
        divide(plane.size_m, pixels)
    }

    /// The name of a panel type of this size, made when there is none yet.
    fn panel_type(&mut self, plane: &Plane, pixels: [u32; 2], grid: GridDraft) -> String {
        let counts = [grid.columns, grid.rows];
        let size_mm = [0, 1].map(|axis| plane.size_m[axis] * 1e3 / f64::from(counts[axis]));
        let pixels = [pixels[0] / counts[0], pixels[1] / counts[1]];
        let panels = &self.out.stage.panels;
        let is_same = |panel: &&PanelDraft| {
            panel.pixels == pixels && (0..2).all(|axis| (panel.size_mm[axis] - size_mm[axis]).abs() < 1e-6)
        };
        if let Some(found) = panels.iter().find(is_same) {
            return found.name.clone();
        }
        let base = format!("tile_{}x{}", pixels[0], pixels[1]);
        let twins = panels.iter().filter(|panel| panel.name.starts_with(&base)).count();
        let name = if twins == 0 { base } else { format!("{base}_{}", twins + 1) };
        self.out.stage.panels.push(PanelDraft {
            name: name.clone(),
            comments: vec!["Size from the imported file. Light and gamut are not in it: set both.".into()],
            size_mm,
            pixels,
            max_nits: WHITE_NITS,
            primaries: Primaries::REC709,
        });
        name
    }
}

/// Fewest equal panels that a rectangle of pixels divides into; `None` when it cannot be divided.
pub fn divide(size_m: [f64; 2], pixels: [u32; 2]) -> Option<GridDraft> {
    let most = super::draft::MAX_CANVAS_PX;
    let count =
        |axis: usize| (1..=pixels[axis].min(most)).find(|count| fits(size_m[axis], pixels[axis], *count));
    let (columns, rows) = (count(0)?, count(1)?);
    (columns.saturating_mul(rows) <= MAX_PANELS).then_some(GridDraft { columns, rows })
}

fn fits(side_m: f64, pixels: u32, count: u32) -> bool {
    let side = side_m / f64::from(count);
    pixels.is_multiple_of(count)
        && pixels / count <= MAX_PANEL_PX
        && (PANEL_SIDE_M[0]..=PANEL_SIDE_M[1]).contains(&side)
}

/// Yaw, pitch and roll in degrees of a plane with these axes: the inverse of `Pose::from_pan_tilt_roll`, exact near the
/// vertical too.
pub(super) fn turn_deg(right: DVec3, up: DVec3) -> [f64; 3] {
    let back = right.cross(up);
    let forward = -back;
    let level = forward.x.hypot(forward.z);
    let tilt = forward.y.atan2(level);
    // Below this, pan and roll are one rotation.
    if level < 1e-9 {
        return [(-right.z).atan2(right.x).to_degrees(), tilt.to_degrees(), 0.0];
    }
    let pan = (-forward.x).atan2(-forward.z);
    let unrolled = DQuat::from_rotation_y(pan) * DQuat::from_rotation_x(tilt);
    let local_up = unrolled.inverse() * up;
    [pan, tilt, local_up.x.atan2(local_up.y)].map(f64::to_degrees)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Pose;

    #[test]
    fn angles_turn_a_plane_onto_its_axes() {
        for angles in [
            [0.0, 0.0, 0.0],
            [30.0, -20.0, 10.0],
            [-120.0, 89.9999, 45.0],
            [15.0, 90.0, 0.0],
            [15.0, -90.0, 0.0],
        ] {
            let [pan, tilt, roll] = angles.map(f64::to_radians);
            let rotation = Pose::from_pan_tilt_roll(DVec3::ZERO, pan, tilt, roll).rotation;
            let found = turn_deg(rotation * DVec3::X, rotation * DVec3::Y);
            let [pan, tilt, roll] = found.map(f64::to_radians);
            let again = Pose::from_pan_tilt_roll(DVec3::ZERO, pan, tilt, roll).rotation;
            for axis in [DVec3::X, DVec3::Y, DVec3::Z] {
                assert!((rotation * axis - again * axis).length() < 1e-9, "{angles:?} {found:?}");
            }
        }
    }

    #[test]
    fn panels_divide_evenly_and_fit() {
        // 6 m needs two columns of 3 m; 9999 pixels (3 x 3 x 11 x 101) at most 4096 each: 3 columns.
        assert!(!fits(6.0, 1920, 1) && fits(6.0, 1920, 2));
        assert!(!fits(1.0, 9999, 2) && fits(1.0, 9999, 3));
        assert!(!fits(0.01, 10, 1));
    }
}
