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

/// One renderer for all: making it takes longer than its frames.
#[test]
fn the_air_keeps_its_laws() {
    let Some(gpu) = super::device() else { return };
    let mut haze = Haze::new(&gpu);
    one_sees_as_far_as_the_visibility_says(&gpu, &mut haze);
    visibility_changes_without_a_step(&gpu, &mut haze);
    every_air_is_finite_light(&gpu, &mut haze);
    fog_gains_no_light(&gpu, &mut haze);
}

/// At the asked visibility a black target has 2 % contrast; nearer ones more, by the law; far ones go into the sky without a seam.
fn one_sees_as_far_as_the_visibility_says(gpu: &Gpu, haze: &mut Haze) {
    for (index, visibility) in PILLARS_M.iter().enumerate() {
        let contrasts = haze.contrasts(gpu, &[&format!("sky/visibility_m={visibility}")]);
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

/// Relative step of the picture's mean between two settings.
fn step(haze: &mut Haze, gpu: &Gpu, [from, to]: [&str; 2]) -> f64 {
    let mut mean = |setting: &str| {
        let picture = haze.reference(gpu, &[setting]);
        picture.data.iter().map(|texel| f64::from(texel[1])).sum::<f64>()
    };
    let (from, to) = (mean(from), mean(to));
    (to / from - 1.0).abs()
}

/// A change of visibility by 0.2 % is never a jump, least of all where haze goes over into mist.
fn visibility_changes_without_a_step(gpu: &Gpu, haze: &mut Haze) {
    for pair in [[999.0, 1001.0], [7990.0, 8006.0]] {
        let [from, to] = pair.map(|metres| format!("sky/visibility_m={metres}"));
        let found = step(haze, gpu, [&from, &to]);
        assert!(found < 0.004, "{pair:?}: {found}");
    }
    let far = step(haze, gpu, ["sky/visibility_m=1000", "sky/visibility_m=1500"]);
    assert!(far > 0.004, "a change of half the visibility must be seen: {far}");
}

/// The worst of weathers and suns give light that is finite and not negative.
fn every_air_is_finite_light(gpu: &Gpu, haze: &mut Haze) {
    let airs: [&[&str]; 5] = [
        &["sky/visibility_m=20", "sky/sun_elevation_deg=90"],
        &["sky/visibility_m=200000", "sky/sun_elevation_deg=0"],
        &["sky/visibility_m=500", "weather/dust=1", "sky/sun_elevation_deg=-6"],
        &["weather/fog_per_km=200", "weather/fog_height_m=1", "sky/sun_elevation_deg=-20"],
        &["weather/rain_mm_per_h=200", "weather/snow_mm_per_h=20", "sky/sun_elevation_deg=10"],
    ];
    for air in airs {
        let settings = [&["sky/mode=manual"], air].concat();
        let picture = haze.reference(gpu, &settings);
        let bad = |texel: &&[f32; 4]| texel[..3].iter().any(|lane| !(*lane >= 0.0 && lane.is_finite()));
        assert_eq!(picture.data.iter().filter(bad).count(), 0, "{air:?}");
        // At -20 degrees the picture's half floats hold nothing of so dark a night.
        let is_night = air.contains(&"sky/sun_elevation_deg=-20");
        assert!(is_night || picture.data.iter().any(|texel| texel[1] > 0.0), "{air:?}: black");
    }
}

/// Lux (green, in the picture's unit) that the upper half of a panorama sends to level ground.
fn diffuse(picture: &Picture) -> f64 {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let mut sum = 0.0;
    for row in 0..height / 2 {
        let fall = (row as f64 + 0.5) / height as f64 * std::f64::consts::PI;
        let solid = fall.sin() * std::f64::consts::PI / height as f64 * std::f64::consts::TAU / width as f64;
        for texel in &picture.data[row * width..(row + 1) * width] {
            sum += f64::from(texel[1]) * solid * fall.cos();
        }
    }
    sum
}

/// Fog takes light and gives some back: with sun and sky together never more than came, and thick fog keeps a good share of it.
fn fog_gains_no_light(gpu: &Gpu, haze: &mut Haze) {
    let lux = |haze: &mut Haze, fog: &str| {
        let settings = ["sky/mode=manual", "sky/sun_elevation_deg=45", fog];
        let inputs = inputs(&haze.show, &settings);
        let wanted = Wanted { latlong: true, ..Wanted::default() };
        haze.renderer.draw(gpu, &haze.show, &inputs, &wanted);
        let now = inputs.world.sky.unwrap().now;
        let through = cyclorama::sky::fog::key_share(&now.fog, 1.5, f64::from(now.sun.to[1]));
        let direct = f64::from(now.sun.lux[1]) * f64::from(now.sun.to[1]) * through;
        let per_lux = inputs.world.exposure_ev.exp2() / 100.0;
        [diffuse(&haze.renderer.latlong_picture(gpu).unwrap()) / per_lux, direct]
    };
    let [clear_sky, clear_sun] = lux(haze, "sky/visibility_m=8000");
    let clear = clear_sky + clear_sun;
    assert!(clear_sun > 0.5 * clear_sky, "a sun at 45 degrees: {clear_sun} {clear_sky}");
    for (fog, least) in
        [("sky/visibility_m=2000", 0.6), ("sky/visibility_m=500", 0.5), ("sky/visibility_m=100", 0.3)]
    {
        let [sky, sun] = lux(haze, fog);
        let share = (sky + sun) / clear;
        eprintln!("{fog}: {share:.3} of the clear day's light, {:.3} of it direct", sun / (sky + sun));
        assert!(share < 1.02 && share > least, "{fog}: {share}");
    }
}

/// Walls under fog: panels, canvases and frusta meet as CONTRACT.md 6 asks.
#[test]
fn walls_in_fog_have_no_seam() {
    let Some(gpu) = super::device() else { return };
    let show = show("sky");
    let mut values = show.first.clone();
    for setting in ["sky/visibility_m=700", "weather/fog_per_km=20", "weather/fog_height_m=8"] {
        show.registry.set(&mut values, setting).unwrap();
    }
    let job = Job { frames: 0..1, cameras: vec![0], poses: Poses::rehearsed(), values, latency_secs: None };
    let report = job.run(&gpu, &show, &|_, _| {}).unwrap();
    eprint!("{}", report.summary());
    let text = report.json().to_string();
    assert!(report.passed(), "{text}");
}
