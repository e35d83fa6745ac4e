//! Which LED each camera pixel sees: rays against panels, in f64.
//!
//! In: a stage and a camera. Out: per pixel centre, the nearest panel, the point on it in panel pixels, its side.
//! Not here: light (`camera_twin`), errors (`parallax`). Shares nothing with a GPU path.
//! Invariant: the nearest panel wins whichever side it shows; backs hide what is behind them.

use glam::{DVec2, DVec3};

use super::Camera;
use crate::stage::{Outline, Panel, Stage};

/// Edges are closed by this much, in panel pixels, so that no ray slips between two panels by rounding.
const EDGE_TOLERANCE_PX: f64 = 1e-6;
/// Width and height of a culling tile, camera pixels. Half costs more tiles a panel, double more panels a ray.
const TILE_PX: usize = 32;
/// Panels are cut at this depth before their bounds are projected, metres.
const CULL_DEPTH_M: f64 = 1e-4;

/// Which side of a panel a ray meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The LEDs.
    Lit,
    /// The black back.
    Back,
}

/// Where a ray ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The point in the panel's own pixels (edge coordinates, y down).
    pub panel_px: DVec2,
    /// Index in [`Stage::panels`].
    pub panel: u32,
    /// The side that is seen.
    pub side: Side,
}

/// An LED's pixel on its canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CanvasPixel {
    /// Index in [`Stage::canvases`].
    pub canvas: usize,
    /// Column.
    pub x: u32,
    /// Row.
    pub y: u32,
}

/// What every pixel of a camera sees.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Raster width.
    pub width: u32,
    /// Raster height.
    pub height: u32,
    /// Row by row from the top left; `None` where the ray meets no panel.
    pub hits: Vec<Option<Hit>>,
}

/// One panel as rays from one point see it.
pub(super) struct Plane {
    corner: DVec3,
    normal: DVec3,
    across_px_per_m: DVec3,
    down_px_per_m: DVec3,
    size_px: DVec2,
    outline: Outline,
}

impl Hit {
    /// Column and row of the nearest LED.
    pub fn led(&self, panel: &Panel) -> [u32; 2] {
        let whole = |px: f64, count: u32| (px.max(0.0) as u32).min(count.saturating_sub(1));
        [whole(self.panel_px.x, panel.pixels[0]), whole(self.panel_px.y, panel.pixels[1])]
    }
}

/// The canvas pixel that feeds an LED; `None` when no canvas feeds the panel.
pub fn canvas_pixel(panel: &Panel, led: [u32; 2]) -> Option<CanvasPixel> {
    let slot = panel.slot?;
    let px = slot.canvas_px(led_centre_px(led), panel.pixels);
    Some(CanvasPixel { canvas: slot.canvas, x: px.x as u32, y: px.y as u32 })
}

/// Centre of an LED in panel pixels.
pub(super) fn led_centre_px(led: [u32; 2]) -> DVec2 {
    DVec2::new(f64::from(led[0]) + 0.5, f64::from(led[1]) + 0.5)
}

impl Plane {
    pub(super) fn new(panel: &Panel, eye_m: DVec3) -> Self {
        let [across_px_per_m, down_px_per_m] = panel.pixels_per_metre();
        Self {
            corner: panel.corners_m[0] - eye_m,
            normal: panel.down_m().cross(panel.right_m()),
            across_px_per_m,
            down_px_per_m,
            size_px: DVec2::new(f64::from(panel.pixels[0]), f64::from(panel.pixels[1])),
            outline: panel.outline,
        }
    }

    /// Whether the eye is before the lit side.
    pub(super) fn faces_eye(&self) -> bool {
        self.normal.dot(self.corner) < 0.0
    }

    /// Where a ray from the eye meets the endless plane: ray parameter and panel pixels; `None` if it never does.
    pub(super) fn meet(&self, direction: DVec3) -> Option<(f64, DVec2)> {
        let along = self.normal.dot(self.corner) / self.normal.dot(direction);
        if !(along > 0.0 && along.is_finite()) {
            return None;
        }
        let from_corner = direction * along - self.corner;
        let px = DVec2::new(from_corner.dot(self.across_px_per_m), from_corner.dot(self.down_px_per_m));
        px.is_finite().then_some((along, px))
    }

    fn hit(&self, direction: DVec3) -> Option<(f64, DVec2)> {
        let (along, px) = self.meet(direction)?;
        self.outline.has_px(px, self.size_px, EDGE_TOLERANCE_PX).then_some((along, px))
    }
}

/// Nearest of the panels `among` that a ray from the planes' eye meets.
fn nearest(planes: &[Plane], among: impl Iterator<Item = usize>, direction: DVec3) -> Option<Hit> {
    let mut best: Option<(f64, Hit)> = None;
    for index in among {
        let Some((along, panel_px)) = planes[index].hit(direction) else { continue };
        if best.is_none_or(|(closest, _)| along < closest) {
            let side = if planes[index].faces_eye() { Side::Lit } else { Side::Back };
            best = Some((along, Hit { panel_px, panel: index as u32, side }));
        }
    }
    best.map(|(_, hit)| hit)
}

/// What a single ray from `eye_m` along `direction` (any length) meets.
pub fn cast_ray(stage: &Stage, eye_m: DVec3, direction: DVec3) -> Option<Hit> {
    let planes = planes_from(stage, eye_m);
    nearest(&planes, 0..planes.len(), direction)
}

fn planes_from(stage: &Stage, eye_m: DVec3) -> Vec<Plane> {
    stage.panels.iter().map(|panel| Plane::new(panel, eye_m)).collect()
}

impl Seen {
    /// Casts one ray through each pixel centre.
    pub fn cast(stage: &Stage, camera: &Camera) -> Self {
        let Camera { pupil, pinhole } = camera;
        let planes = planes_from(stage, pupil.position);
        let (width, height) = (pinhole.width as usize, pinhole.height as usize);
        let tiles = panels_by_tile(stage, camera);
        let tiles_across = width.div_ceil(TILE_PX);
        let mut hits = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let direction =
                    pupil.transform_vector(pinhole.ray(DVec2::new(x as f64 + 0.5, y as f64 + 0.5)));
                let tile = &tiles[y / TILE_PX * tiles_across + x / TILE_PX];
                hits.push(nearest(&planes, tile.iter().map(|panel| *panel as usize), direction));
            }
        }
        Self { width: pinhole.width, height: pinhole.height, hits }
    }

    /// Every pixel that sees LEDs, with its index in the raster.
    pub fn lit(&self) -> impl Iterator<Item = (usize, Hit)> + '_ {
        let lit = |(index, hit): (usize, &Option<Hit>)| hit.map(|hit| (index, hit));
        self.hits.iter().enumerate().filter_map(lit).filter(|(_, hit)| hit.side == Side::Lit)
    }

    /// Centre of the pixel of that index.
    pub fn pixel_centre(&self, index: usize) -> DVec2 {
        let width = self.width as usize;
        DVec2::new((index % width) as f64 + 0.5, (index / width) as f64 + 0.5)
    }
}

/// For each tile of the raster, the panels that may be seen in it, in panel order.
fn panels_by_tile(stage: &Stage, camera: &Camera) -> Vec<Vec<u32>> {
    let tiles_across = (camera.pinhole.width as usize).div_ceil(TILE_PX);
    let tiles_down = (camera.pinhole.height as usize).div_ceil(TILE_PX);
    let mut tiles = vec![Vec::new(); tiles_across * tiles_down];
    for (index, panel) in stage.panels.iter().enumerate() {
        let Some((low, high)) = pixel_bounds(panel, camera) else { continue };
        let tile = |px: f64, count: usize| ((px.max(0.0) / TILE_PX as f64) as usize).min(count - 1);
        for row in tile(low.y, tiles_down)..=tile(high.y, tiles_down) {
            for column in tile(low.x, tiles_across)..=tile(high.x, tiles_across) {
                tiles[row * tiles_across + column].push(index as u32);
            }
        }
    }
    tiles
}

/// A box of pixels that holds the panel's picture, one pixel wider all round; `None` when it is out of view.
fn pixel_bounds(panel: &Panel, camera: &Camera) -> Option<(DVec2, DVec2)> {
    let to_view = camera.pupil.inverse();
    let corners: Vec<DVec3> = panel.outline_m().map(|corner| to_view.transform_point(corner)).collect();
    let (mut low, mut high) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
    let mut take = |point: DVec3| {
        if let Some(px) = camera.pinhole.project(point) {
            (low, high) = (low.min(px), high.max(px));
        }
    };
    for (index, &from) in corners.iter().enumerate() {
        let to = corners[(index + 1) % corners.len()];
        let (near, far) = (-from.z - CULL_DEPTH_M, -to.z - CULL_DEPTH_M);
        if near >= 0.0 {
            take(from);
        }
        if near * far < 0.0 {
            let cut = from.lerp(to, near / (near - far));
            take(DVec3::new(cut.x, cut.y, -CULL_DEPTH_M));
        }
    }
    let (low, high) = (low - 1.0, high + 1.0);
    let size = DVec2::new(f64::from(camera.pinhole.width), f64::from(camera.pinhole.height));
    (high.cmpge(DVec2::ZERO).all() && low.cmple(size).all()).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::super::synthetic;
    use super::*;
    use crate::math::{Pinhole, Pose};
    use crate::stage::QuarterTurn;

    const PINHOLE: Pinhole = Pinhole { width: 96, height: 54, fx: 80.0, fy: 82.0, cx: 47.0, cy: 27.5 };

    /// A 1 m panel 2 m before a camera at the origin: x = 2 (u - cx) / fx on the wall, in closed form.
    #[test]
    fn a_frontal_panel_agrees_with_the_closed_form() {
        let stage = synthetic::stage_of(vec![synthetic::frontal_panel(-2.0, [50, 50])]);
        let seen = Seen::cast(&stage, &Camera { pupil: Pose::IDENTITY, pinhole: PINHOLE });
        let mut inside = 0;
        for (index, hit) in seen.hits.iter().enumerate() {
            let pixel = seen.pixel_centre(index);
            let on_wall = DVec2::new(2.0 * (pixel.x - 47.0) / 80.0, 2.0 * (pixel.y - 27.5) / 82.0);
            let want = (on_wall + 0.5) * 50.0;
            if want.cmpge(DVec2::ZERO).all() && want.cmple(DVec2::splat(50.0)).all() {
                let hit = hit.expect("on the panel");
                assert!((hit.panel_px - want).length() < 1e-9 && hit.side == Side::Lit);
                inside += 1;
            } else {
                assert_eq!(*hit, None, "{pixel}");
            }
        }
        assert_eq!(inside, 40 * 41, "1 m at 2 m covers 40 x 41 pixels");
    }

    #[test]
    fn backs_hide_what_is_behind_them() {
        let mut before = synthetic::frontal_panel(-1.0, [50, 50]);
        before.corners_m.swap(0, 1);
        before.corners_m.swap(2, 3);
        let stage = synthetic::stage_of(vec![synthetic::frontal_panel(-2.0, [50, 50]), before]);
        let hit = cast_ray(&stage, DVec3::ZERO, DVec3::NEG_Z * 7.0).expect("a panel");
        assert_eq!((hit.panel, hit.side), (1, Side::Back));
        let past = cast_ray(&stage, DVec3::new(0.0, 0.0, -1.5), DVec3::NEG_Z).expect("a panel");
        assert_eq!((past.panel, past.side), (0, Side::Lit));
        assert_eq!(cast_ray(&stage, DVec3::ZERO, DVec3::Z), None, "nothing behind the camera");
    }

    /// Camera at (0, 1, 2) under a ceiling of y = 2, z in -1..0, wall at z = -1: a ray that climbs 1 in 2.5 meets the
    /// ceiling at z = -0.5; one that climbs 1 in 4 passes under it and meets the wall at y = 1.75.
    #[test]
    fn a_ceiling_hides_the_wall_above_it() {
        let stage = synthetic::stage();
        let eye = DVec3::new(-0.5, 1.0, 2.0);
        let up = cast_ray(&stage, eye, DVec3::new(0.0, 1.0, -2.5)).expect("ceiling");
        assert_eq!(up.panel, synthetic::CEILING);
        let under = cast_ray(&stage, eye, DVec3::new(0.0, 1.0, -4.0)).expect("wall");
        assert_ne!(under.panel, synthetic::CEILING);
        let point = stage.panels[under.panel as usize].point_m(under.panel_px);
        assert!((point - DVec3::new(-0.5, 1.75, -1.0)).length() < 1e-9, "{point}");
    }

    /// The last pose looks along a wall 0.1 m beside it, so that the panel reaches from before to behind the camera.
    #[test]
    fn tiles_lose_no_panel() {
        let stage = synthetic::stage();
        let eye = DVec3::new(0.3, 1.2, -0.2);
        let beside = DVec3::new(-0.9, 1.5, -0.9);
        for (position, pan, tilt, roll) in [
            (eye, 0.2, 0.0, 0.0),
            (eye, 0.2, 0.4, 0.7),
            (eye, 0.2, 1.2, 0.0),
            (eye, 0.2, -0.3, 3.0),
            (beside, -std::f64::consts::FRAC_PI_2, 0.0, 0.0),
        ] {
            let pupil = Pose::from_pan_tilt_roll(position, pan, tilt, roll);
            let seen = Seen::cast(&stage, &Camera { pupil, pinhole: PINHOLE });
            for (index, hit) in seen.hits.iter().enumerate() {
                let direction = pupil.transform_vector(PINHOLE.ray(seen.pixel_centre(index)));
                assert_eq!(*hit, cast_ray(&stage, pupil.position, direction));
            }
        }
    }

    #[test]
    fn a_back_fills_the_view_but_is_not_lit() {
        let stage = synthetic::stage_of(vec![synthetic::frontal_panel(-2.0, [50, 50])]);
        let pupil = Pose::from_pan_tilt_roll(DVec3::new(0.0, 0.0, -2.1), std::f64::consts::PI, 0.0, 0.0);
        let seen = Seen::cast(&stage, &Camera { pupil, pinhole: PINHOLE });
        assert!(seen.hits.iter().all(|hit| hit.is_some_and(|hit| hit.side == Side::Back)));
        assert_eq!(seen.lit().count(), 0);
    }

    #[test]
    fn an_led_is_the_floor_and_its_canvas_pixel_is_turned() {
        let mut panel = synthetic::frontal_panel(-2.0, [8, 4]);
        let hit = Hit { panel_px: DVec2::new(8.0, 3.2), panel: 0, side: Side::Lit };
        assert_eq!(hit.led(&panel), [7, 3]);
        panel.slot.as_mut().unwrap().turn = QuarterTurn::Right;
        let found = canvas_pixel(&panel, [7, 3]).expect("fed");
        assert_eq!((found.x, found.y), (0, 7), "bottom right turns to bottom left");
    }
}
