//! How fine a stage's LEDs are as seen from a point, and the same stage with fewer of them.
//!
//! In: a stage. Out: the angle of an LED pixel, a preview stage. Not here: what uses them (`show::load`, `render`).
//! Invariant: a scaled stage stands in the same metres; only pixel counts shrink, all by one whole divisor.

use glam::{DVec2, DVec3};

use super::{CanvasSlot, Outline, Panel, Stage};

/// The angle that one LED pixel takes, over the panels that a point sees lit: radians, nearest-rank percentiles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AngularPitch {
    /// 5 % of the places are finer.
    pub p05_rad: f64,
    /// The median.
    pub p50_rad: f64,
    /// 5 % of the places are coarser.
    pub p95_rad: f64,
}

impl Stage {
    /// The LED pixel's angle from a point in stage metres, taken at the middle and the corner LEDs of every fed panel
    /// whose lit side faces the point; `None` when no panel does. Of the two axes the coarser counts: the finer one
    /// of a slanted panel is only foreshortened, and a camera resolves no more there.
    pub fn angular_pitch(&self, from_m: DVec3) -> Option<AngularPitch> {
        let fed = self.panels.iter().filter(|panel| panel.slot.is_some());
        let mut angles: Vec<f64> = fed.filter_map(|panel| pitches_rad(panel, from_m)).flatten().collect();
        angles.sort_by(f64::total_cmp);
        let percentile = |share: f64| {
            let rank = (share * angles.len() as f64).ceil() as usize;
            angles.get(rank.max(1) - 1).copied()
        };
        Some(AngularPitch {
            p05_rad: percentile(0.05)?,
            p50_rad: percentile(0.50)?,
            p95_rad: percentile(0.95)?,
        })
    }

    /// LEDs per radian that 95 % of the stage stays within, from a point in stage metres: the resolution at which a
    /// view loses nothing on the wall. `None` when no panel faces the point.
    pub fn pixels_per_radian_p95(&self, from_m: DVec3) -> Option<f64> {
        self.angular_pitch(from_m).map(|pitch| 1.0 / pitch.p05_rad)
    }

    /// The same stage with every pixel count, of panels, slots and canvases, divided: the preview stage.
    /// `None` when one does not divide evenly or the divisor is 0.
    pub fn scaled(&self, divisor: u32) -> Option<Self> {
        let divide = |value: u32| (divisor > 0 && value.is_multiple_of(divisor)).then(|| value / divisor);
        let mut scaled = self.clone();
        for panel in &mut scaled.panels {
            panel.pixels = [divide(panel.pixels[0])?, divide(panel.pixels[1])?];
            if let Outline::Triangle(corners) = &mut panel.outline {
                *corners = corners.map(|corner| corner / f64::from(divisor));
            }
            if let Some(slot) = &mut panel.slot {
                *slot = CanvasSlot { x: divide(slot.x)?, y: divide(slot.y)?, ..*slot };
            }
        }
        for wall in &mut scaled.walls {
            if let Some([width, height]) = &mut wall.raster_px {
                (*width, *height) = (divide(*width)?, divide(*height)?);
            }
        }
        for canvas in &mut scaled.canvases {
            canvas.size = [divide(canvas.size[0])?, divide(canvas.size[1])?];
        }
        Some(scaled)
    }
}

/// Angles of the middle and the four corner LEDs; `None` when the point does not see the lit side.
fn pitches_rad(panel: &Panel, from_m: DVec3) -> Option<[f64; 5]> {
    if (from_m - panel.centre_m()).dot(panel.normal()) <= 0.0 {
        return None;
    }
    let [width, height] = panel.pixels.map(f64::from);
    let (right, bottom) = (width - 0.5, height - 0.5);
    let places = match panel.outline {
        Outline::Rectangle => {
            [(width / 2.0, height / 2.0), (0.5, 0.5), (right, 0.5), (right, bottom), (0.5, bottom)]
                .map(DVec2::from)
        }
        Outline::Triangle([a, b, c]) => [panel.middle_px(), a, b, c, panel.middle_px()],
    };
    Some(places.map(|led| {
        let angle = |step: DVec2| {
            let near = panel.point_m(led - step * 0.5) - from_m;
            let far = panel.point_m(led + step * 0.5) - from_m;
            near.cross(far).length().atan2(near.dot(far))
        };
        angle(DVec2::X).max(angle(DVec2::Y))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::{Canvas, QuarterTurn};

    fn stage(slot: Option<CanvasSlot>) -> Stage {
        let panel = Panel {
            id: "r0c0".into(),
            wall: 0,
            corners_m: [
                DVec3::new(-0.25, 0.25, -7.0),
                DVec3::new(0.25, 0.25, -7.0),
                DVec3::new(0.25, -0.25, -7.0),
                DVec3::new(-0.25, -0.25, -7.0),
            ],
            pixels: [192, 96],
            slot,
            outline: Outline::Rectangle,
        };
        let canvas = Canvas {
            name: "main".into(),
            size: [384, 192],
            transfer: crate::color::Transfer::Pq,
            bits: 10,
            range: crate::color::CodeRange::Full,
            dither: crate::color::dither::Dither::Off,
        };
        Stage {
            name: String::new(),
            walls: Vec::new(),
            panels: vec![panel],
            canvases: vec![canvas],
            view_origin_m: DVec3::ZERO,
            outputs: Vec::new(),
            trackers: Vec::new(),
        }
    }

    const SLOT: CanvasSlot = CanvasSlot { canvas: 0, x: 192, y: 96, turn: QuarterTurn::None };

    #[test]
    fn the_pitch_of_a_frontal_panel_is_pitch_over_distance() {
        let pitch = stage(Some(SLOT)).angular_pitch(DVec3::ZERO).unwrap();
        // The coarser axis: 0.5 m over 96 rows, at the middle seen from 7 m.
        let want = 2.0 * (0.5 / 96.0 / 2.0 / 7.0_f64).atan();
        assert!((pitch.p95_rad - want).abs() < 1e-12, "{} is not {want}", pitch.p95_rad);
        // Corners are farther and slanted, so finer: pitch x cos(elevation) / distance, to second order.
        let (off, pitch_m) = (0.25 - 0.5 / 96.0 / 2.0, 0.5 / 96.0);
        let across = 0.25 - 0.5 / 192.0 / 2.0;
        let distance = DVec3::new(across, off, 7.0).length();
        let corner = pitch_m * (1.0 - (off / distance).powi(2)).sqrt() / distance;
        assert!((pitch.p05_rad / corner - 1.0).abs() < 1e-6, "{} is not {corner}", pitch.p05_rad);
        assert_eq!(stage(Some(SLOT)).pixels_per_radian_p95(DVec3::ZERO), Some(1.0 / pitch.p05_rad));
    }

    #[test]
    fn backs_and_unfed_panels_do_not_count() {
        assert_eq!(stage(Some(SLOT)).angular_pitch(DVec3::new(0.0, 0.0, -9.0)), None);
        assert_eq!(stage(None).angular_pitch(DVec3::ZERO), None);
    }

    #[test]
    fn scaling_keeps_metres_and_divides_pixels() {
        let whole = stage(Some(SLOT));
        let small = whole.scaled(96).unwrap();
        assert_eq!(small.panels[0].pixels, [2, 1]);
        assert_eq!(small.panels[0].slot.map(|slot| (slot.x, slot.y)), Some((2, 1)));
        assert_eq!(small.canvases[0].size, [4, 2]);
        assert_eq!(small.panels[0].corners_m, whole.panels[0].corners_m);
        for uneven in [0, 5, 192] {
            assert!(whole.scaled(uneven).is_none(), "{uneven}");
        }
    }
}
