//! A small stage, a camera and a perfect renderer, for the tests of this room.
//!
//! In: nothing. Out: stages by hand and [`Film`]s whose truth is algebra.
//! Not here: anything of the real renderer or the stage files.
//! Invariant: the world is a function of the direction from the pupil, so it stands at infinity.

use glam::{DVec2, DVec3};

use super::ray_caster::{canvas_pixel, led_centre_px};
use super::wall_light::WallLight;
use super::{Camera, CanvasPictures, Proof, Seen, camera_twin};
use crate::color::dither::Dither;
use crate::color::{CodeRange, Picture, Primaries, Transfer};
use crate::math::{Pinhole, Pose};
use crate::safety::cap;
use crate::stage::{Canvas, CanvasSlot, Outline, Panel, QuarterTurn, Stage, Wall};

/// Index of the ceiling in [`stage`].
pub(super) const CEILING: u32 = 2;

/// A 1 m panel at depth `z`, centred on the axis, facing +Z.
pub(super) fn frontal_panel(z: f64, pixels: [u32; 2]) -> Panel {
    let corner = |x: f64, y: f64| DVec3::new(x, y, z);
    Panel {
        id: "r0c0".into(),
        wall: 0,
        corners_m: [corner(-0.5, 0.5), corner(0.5, 0.5), corner(0.5, -0.5), corner(-0.5, -0.5)],
        pixels,
        slot: Some(CanvasSlot { canvas: 0, x: 0, y: 0, turn: QuarterTurn::None }),
        outline: Outline::Rectangle,
    }
}

/// A stage of these panels, all of one wall of 1000 nits, fed by one canvas of 160 x 64, 10-bit PQ.
pub(super) fn stage_of(panels: Vec<Panel>) -> Stage {
    let wall = Wall {
        name: "main".into(),
        white_nits: 1000.0,
        primaries: Primaries::P3_D65,
        panels: 0..panels.len(),
        grid: [1, panels.len()],
        raster_px: None,
        tracker: None,
    };
    let canvas = Canvas {
        name: "main".into(),
        size: [160, 64],
        transfer: Transfer::Pq,
        bits: 10,
        range: CodeRange::Full,
        dither: Dither::Off,
    };
    Stage {
        name: "synthetic".into(),
        walls: vec![wall],
        panels,
        canvases: vec![canvas],
        view_origin_m: DVec3::new(0.0, 1.5, 0.0),
        outputs: Vec::new(),
        trackers: Vec::new(),
    }
}

/// Two 1 m panels with 64 LEDs a side, from y = 1 to 2: one at z = -1 from x = -1 to 0, one turned toward the camera
/// by 30 degrees from x = 0 on; a ceiling with 32 LEDs a side over the first, at y = 2 from z = -1 to 0.
pub(super) fn stage() -> Stage {
    let slot = |x, turn| Some(CanvasSlot { canvas: 0, x, y: 0, turn });
    let flat = [[-1.0, 2.0, -1.0], [0.0, 2.0, -1.0], [0.0, 1.0, -1.0], [-1.0, 1.0, -1.0]];
    let (end_x, end_z) = (30.0_f64.to_radians().cos(), -1.0 + 30.0_f64.to_radians().sin());
    let turned = [[0.0, 2.0, -1.0], [end_x, 2.0, end_z], [end_x, 1.0, end_z], [0.0, 1.0, -1.0]];
    let ceiling = [[-1.0, 2.0, 0.0], [0.0, 2.0, 0.0], [0.0, 2.0, -1.0], [-1.0, 2.0, -1.0]];
    let panel = |id: &str, corners: [[f64; 3]; 4], count: u32, slot| Panel {
        id: id.into(),
        wall: 0,
        corners_m: corners.map(DVec3::from_array),
        pixels: [count; 2],
        slot,
        outline: Outline::Rectangle,
    };
    stage_of(vec![
        panel("r0c0", flat, 64, slot(0, QuarterTurn::None)),
        panel("r0c1", turned, 64, slot(64, QuarterTurn::Right)),
        panel("ceiling", ceiling, 32, slot(128, QuarterTurn::None)),
    ])
}

/// One canvas's pictures, owned.
pub(super) struct CanvasFilm {
    pub(super) linear_nits: Picture,
    pub(super) codes: Vec<[u16; 3]>,
    pub(super) shown: Picture,
}

impl CanvasFilm {
    fn pictures(&self) -> CanvasPictures<'_> {
        CanvasPictures { linear_nits: &self.linear_nits, codes: &self.codes, shown: &self.shown }
    }
}

/// One frame, owned.
pub(super) struct Film {
    pub(super) stage: Stage,
    pub(super) camera: Camera,
    pub(super) view_origin_m: DVec3,
    pub(super) canvases: Vec<CanvasFilm>,
    pub(super) reference: Picture,
    pub(super) camera_picture: Picture,
}

/// A hazy sky above a textured ground, from 20 to 500 nits: smooth where `direction` climbs, detailed below.
fn world(direction: DVec3) -> DVec3 {
    let toward = direction.normalize();
    let sky = DVec3::new(3.2, 3.0, 2.8) + DVec3::new(0.4, 0.3, 0.2) * toward.x;
    let waves = (90.0 * toward.x).sin() * (70.0 * toward.y).sin();
    let ground = DVec3::new(1.6, 1.2, 0.8) * (1.0 + 0.7 * waves);
    let climb = ((toward.y + 0.02) / 0.04).clamp(0.0, 1.0);
    ground.lerp(sky, climb * climb * (3.0 - 2.0 * climb))
}

impl Film {
    /// The stage of [`stage`], a camera 3 m away that sees all of it, and a perfect picture of the world.
    pub(super) fn perfect() -> Self {
        Self::on(stage())
    }

    /// The same with a world of one value everywhere (1.0 = 100 nits).
    pub(super) fn flat(value: f64) -> Self {
        Self::of_world(stage(), |_| DVec3::splat(value))
    }

    /// The world on another stage.
    pub(super) fn on(stage: Stage) -> Self {
        Self::of_world(stage, world)
    }

    /// Any world on any stage, 1.0 = 100 nits.
    pub(super) fn of_world(stage: Stage, world: impl Fn(DVec3) -> DVec3) -> Self {
        // Turned and rolled by angles that no LED row shares, so that pixel centres fall evenly over LEDs.
        let middle = (stage.panels.iter().map(Panel::centre_m).sum::<DVec3>()) / stage.panels.len() as f64;
        let pupil = Pose::from_pan_tilt_roll(middle + DVec3::new(0.1, -0.2, 2.4), 0.03, 0.05, 0.08);
        let camera = Camera { pupil, pinhole: Pinhole::symmetric(560, 400, 0.49, 0.35) };
        let size = stage.canvases[0].size;
        let blank = CanvasFilm {
            linear_nits: Picture::filled(size[0], size[1], [0.0; 4]),
            codes: vec![[0; 3]; (size[0] * size[1]) as usize],
            shown: Picture::filled(size[0], size[1], [0.0, 0.0, 0.0, -1.0]),
        };
        let reference = Picture::filled(560, 400, [0.0; 4]);
        let camera_picture = reference.clone();
        let view_origin_m = stage.view_origin_m;
        let mut film =
            Self { stage, camera, view_origin_m, canvases: vec![blank], reference, camera_picture };
        film.show_from(pupil.position);
        film.light(&world);
        film
    }

    /// Every LED shows the direction in which it stands from `pupil_m`, all on the inner frustum.
    pub(super) fn show_from(&mut self, pupil_m: DVec3) {
        for panel in &self.stage.panels {
            for led in panel.leds() {
                let Some(place) = canvas_pixel(panel, led) else { continue };
                let toward = (panel.point_m(led_centre_px(led)) - pupil_m).normalize().as_vec3();
                *self.canvases[place.canvas].shown.at_mut(place.x, place.y) =
                    [toward.x, toward.y, toward.z, 1.0];
            }
        }
    }

    /// Lights canvas, reference and camera: 3 x 3 samples an LED and 2 x 2 a pixel.
    fn light(&mut self, world: &impl Fn(DVec3) -> DVec3) {
        let walls = WallLight::of(&self.stage, cap::NONE_NITS);
        for panel in &self.stage.panels {
            for led in panel.leds() {
                let Some(place) = canvas_pixel(panel, led) else { continue };
                let mean = mean_over(3, |within| {
                    world(panel.point_m(led_centre_px(led) + within) - self.camera.pupil.position)
                });
                let nits = walls[panel.wall].shown_nits(mean);
                let canvas = &mut self.canvases[place.canvas];
                *canvas.linear_nits.at_mut(place.x, place.y) = opaque(nits);
                let code = |nits: f64| (Transfer::Pq.signal_from_nits(nits, 1000.0) * 1023.0).round() as u16;
                canvas.codes[(place.y * canvas.shown.width + place.x) as usize] = nits.to_array().map(code);
            }
        }
        let Camera { pupil, pinhole } = self.camera;
        let seen = Seen::cast(&self.stage, &self.camera);
        for (index, pixel) in self.reference.data.iter_mut().enumerate() {
            let centre = seen.pixel_centre(index);
            *pixel =
                opaque(mean_over(2, |within| world(pupil.transform_vector(pinhole.ray(centre + within)))));
        }
        self.camera_picture = camera_twin::picture(&self.proof(), &seen);
    }

    /// One panel's linear light times `gain`.
    pub(super) fn gain_panel(&mut self, index: usize, gain: f32) {
        let panel = &self.stage.panels[index];
        for led in panel.leds() {
            let place = canvas_pixel(panel, led).expect("fed");
            let pixel = self.canvases[place.canvas].linear_nits.at_mut(place.x, place.y);
            *pixel = pixel.map(|value| value * gain);
        }
    }

    /// The frame as the scores take it.
    pub(super) fn proof(&self) -> Proof<'_> {
        Proof {
            stage: &self.stage,
            camera: self.camera,
            view_origin_m: self.view_origin_m,
            above: Vec::new(),
            canvases: self.canvases.iter().map(CanvasFilm::pictures).collect(),
            reference: &self.reference,
            bare_reference: None,
            camera_picture: &self.camera_picture,
            max_nits: cap::NONE_NITS,
        }
    }
}

/// Mean over a `count` x `count` grid of offsets within a unit square round its centre.
fn mean_over(count: u32, value: impl Fn(DVec2) -> DVec3) -> DVec3 {
    let offset = |index: u32| (f64::from(index) + 0.5) / f64::from(count) - 0.5;
    let mut sum = DVec3::ZERO;
    for y in 0..count {
        for x in 0..count {
            sum += value(DVec2::new(offset(x), offset(y)));
        }
    }
    sum / f64::from(count * count)
}

fn opaque(color: DVec3) -> [f32; 4] {
    [color.x as f32, color.y as f32, color.z as f32, 1.0]
}
