//! What the air does to what is seen through it: how far one sees, where land and sky meet, that fog gains no light.
//!
//! In: the pillars of `tests/data/haze`, the walls of `tests/data/sky`. Out: contrasts, seams, illuminances, held to laws.
//! Not here: the formulas of `lib/fog.wgsl` (`air_twins`). Source: Koschmieder 1924, with 2 % contrast at the visibility.
//! Invariant: a pillar is black, so all its light is the air's.

use cyclorama::app::poses::Poses;
use cyclorama::app::proof::Job;
use cyclorama::color::Picture;
use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::load::{self, Files};
use cyclorama::show::{FrameInputs, Show};
use cyclorama::verify::ray_caster;
use glam::DVec3;

/// Distances of the pillars, metres; the first stands 25 degrees to the left, each further one 10 more to the right.
const PILLARS_M: [f64; 6] = [50.0, 200.0, 1000.0, 5000.0, 20_000.0, 50_000.0];

fn show(name: &str) -> Show {
    let path = format!("{}/tests/data/{name}/show.toml", env!("CARGO_MANIFEST_DIR"));
    load::show(Files::Disk, &path, &|_, _| {}).unwrap().show
}

fn inputs(show: &Show, settings: &[&str]) -> FrameInputs {
    let mut values = show.first.clone();
    for setting in settings {
        show.registry.set(&mut values, setting).unwrap();
    }
    show.inputs(&values, 0, &show.rehearsed_poses(0))
}

/// The haze show and its reference camera.
struct Haze {
    show: Show,
    renderer: Renderer,
}

impl Haze {
    fn new(gpu: &Gpu) -> Self {
        let show = show("haze");
        let settings = Settings { reference: true, latlong: Some(64), ..Settings::default() };
        let renderer = Renderer::new(gpu, &show, &settings, &|_, _| {}).unwrap();
        Self { show, renderer }
    }

    fn reference(&mut self, gpu: &Gpu, settings: &[&str]) -> Picture {
        let wanted = Wanted { references: true, ..Wanted::default() };
        self.renderer.draw(gpu, &self.show, &inputs(&self.show, settings), &wanted);
        self.renderer.reference_picture(gpu, 0).unwrap()
    }

    /// Contrast of each pillar against the sky on both its sides, in green, on the row of pixels just above the horizon.
    fn contrasts(&mut self, gpu: &Gpu, settings: &[&str]) -> [f64; 6] {
        let picture = self.reference(gpu, settings);
        let green = |azimuth_deg: f64| {
            let x = 160.0 + azimuth_deg.to_radians().tan() * 320.0 * 20.0 / 24.0;
            f64::from(picture.at(x as u32, 89)[1])
        };
        std::array::from_fn(|index| {
            let azimuth = -25.0 + 10.0 * index as f64;
            let sky = 0.5 * (green(azimuth - 4.0) + green(azimuth + 4.0));
            1.0 - green(azimuth) / sky
        })
    }

    /// How far the wall is from the camera toward a pillar, metres.
    fn wall_m(&self, index: usize) -> f64 {
        let azimuth = (-25.0 + 10.0 * index as f64).to_radians();
        let direction = DVec3::new(azimuth.sin(), 0.0, -azimuth.cos());
        let eye = DVec3::new(0.0, 1.5, 0.0);
        let hit = ray_caster::cast_ray(&self.show.stage, eye, direction);
        hit.map_or(0.0, |hit| self.show.stage.panels[hit.panel as usize].point_m(hit.panel_px).distance(eye))
    }
}

/// Contrast of a black target, 2 % at the visibility. Below 8 km the part that is mist counts from the wall on.
fn expected(distance_m: f64, wall_m: f64, visibility_m: f64) -> f64 {
    let mist = 1.0 - visibility_m / visibility_m.max(8000.0);
    0.02_f64.powf((distance_m - wall_m * mist) / visibility_m)
}

/// At the asked visibility a black target has 2 % contrast; nearer ones more, by the law; far ones go into the sky without a seam.
#[test]
fn one_sees_as_far_as_the_visibility_says() {
    let Some(gpu) = super::device() else { return };
    let mut haze = Haze::new(&gpu);
    for (index, visibility) in PILLARS_M.iter().enumerate() {
        let contrasts = haze.contrasts(&gpu, &[&format!("sky/visibility_m={visibility}")]);
        eprintln!("{visibility} m: {contrasts:.4?}");
        for (pillar, contrast) in contrasts.iter().enumerate() {
            let want = expected(PILLARS_M[pillar], haze.wall_m(pillar), *visibility);
            let off = (contrast - want).abs();
            assert!(off < 0.006 + 0.02 * want, "{visibility} m, pillar {pillar}: {contrast} is not {want}");
        }
        let wrong = expected(PILLARS_M[index], 0.0, visibility * 1.25);
        assert!((contrasts[index] - wrong).abs() > 0.006, "the law of another visibility must not pass");
    }
}
