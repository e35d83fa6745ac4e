//! The live sky as light: what surfaces get is what the panorama shows, nothing pops, and a frame has no memory.
//!
//! In: `tests/data/sky`. Out: coefficients, panoramas and codes, compared with sums over the panorama and with each other.
//! Not here: whether the sky itself is right (its lanes' own tests). Invariant: one renderer for all, so that what it keeps from
//! earlier frames is stale in each test; each check has a twin that must fail.

use cyclorama::app::poses::Poses;
use cyclorama::app::proof::Job;
use cyclorama::color::{Picture, Primaries};
use cyclorama::gpu::Gpu;
use cyclorama::params::Values;
use cyclorama::render::{Renderer, Settings, Wanted, sh};
use cyclorama::show::load::{self, Files};
use cyclorama::show::{FrameInputs, Show};
use cyclorama::verify::controls::Outcome;
use glam::{DVec2, DVec3};
use std::f64::consts::PI;

const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");

struct Rig<'a> {
    gpu: &'a Gpu,
    show: Show,
    renderer: Renderer,
}

/// Of a frame that was drawn.
struct Shot {
    panorama: Picture,
    /// World nits of a panorama's 1.0.
    nits_per_unit: f64,
    coefficients: [[f32; 4]; 10],
}

impl<'a> Rig<'a> {
    fn new(gpu: &'a Gpu) -> Self {
        let show = load::show(Files::Disk, SHOW, &|_, _| ()).unwrap().show;
        let settings = Settings { latlong: Some(128), ..Settings::default() };
        let renderer = Renderer::new(gpu, &show, &settings, &|_, _| {}).unwrap();
        Self { gpu, show, renderer }
    }

    fn values(&self, set: &[&str]) -> Values {
        let mut values = self.show.first.clone();
        for setting in set {
            self.show.registry.set(&mut values, setting).unwrap();
        }
        values
    }

    fn inputs(&self, values: &Values, frame: u64) -> FrameInputs {
        self.show.inputs(values, frame, &self.show.rehearsed_poses(frame))
    }

    fn draw(&mut self, inputs: &FrameInputs) {
        self.renderer.draw(self.gpu, &self.show, inputs, &Wanted { latlong: true, ..Wanted::default() });
    }

    fn shot(&mut self, set: &[&str]) -> Shot {
        let inputs = self.inputs(&self.values(set), 0);
        self.draw(&inputs);
        Shot {
            panorama: self.renderer.latlong_picture(self.gpu).unwrap(),
            nits_per_unit: 100.0 / inputs.world.exposure_ev.exp2(),
            coefficients: self.renderer.live_irradiance(self.gpu),
        }
    }

    fn codes(&self) -> Vec<Vec<[u16; 3]>> {
        (0..self.show.stage.canvases.len()).map(|at| self.renderer.canvas_codes(self.gpu, at)).collect()
    }
}

impl Shot {
    /// Illuminance from above, summed over the panorama: cosine and solid angle of each texel in closed form.
    fn above(&self) -> DVec3 {
        let (width, height) = (self.panorama.width, self.panorama.height);
        let mut lux = DVec3::ZERO;
        for y in 0..height / 2 {
            let [top, bottom] =
                [y, y + 1].map(|edge| (f64::from(edge) / f64::from(height) * PI).sin().powi(2));
            for x in 0..width {
                let [r, g, b, _] = self.panorama.at(x, y).map(f64::from);
                lux += DVec3::new(r, g, b) * ((bottom - top) * PI / f64::from(width));
            }
        }
        lux * self.nits_per_unit
    }

    /// Illuminance of what faces a direction, as surfaces get it.
    fn irradiance(&self, normal: DVec3) -> DVec3 {
        let all = self.coefficients.map(|[r, g, b, _]| DVec3::new(f64::from(r), f64::from(g), f64::from(b)));
        let nine = std::array::from_fn(|index| all[index]);
        sh::irradiance(&nine, normal) + sh::fourth(all[9], normal)
    }

    fn told(&self, lane: usize) -> f64 {
        f64::from(self.coefficients[lane][3])
    }

    fn luminance(&self, direction: DVec3) -> f64 {
        let uv = cyclorama::math::sphere::equirect_uv_from_direction(direction);
        let at =
            (uv * DVec2::new(f64::from(self.panorama.width), f64::from(self.panorama.height))).as_uvec2();
        luminance(self.panorama.at(at.x.min(self.panorama.width - 1), at.y)) * self.nits_per_unit
    }
}

fn luminance([r, g, b, _]: [f32; 4]) -> f64 {
    DVec3::new(f64::from(r), f64::from(g), f64::from(b)).dot(Primaries::ACESCG.luminance())
}

const NOON: &[&str] = &["sky/time_of_day=12"];
const HEAPS: &[&str] = &["sky/time_of_day=17.5", "weather/cloud_cover=0.4"];
const OVERCAST: &[&str] = &["sky/time_of_day=12", "weather/cloud_cover=1", "weather/cloud_type=stratus"];
const DUSK: &[&str] = &["sky/time_of_day=20.3"];
const NIGHT: &[&str] = &["sky/time_of_day=2"];

/// One renderer for all: the first has it fresh.
#[test]
fn a_live_sky_lights_and_lasts() {
    let Some(gpu) = super::device() else { return };
    let clock = cyclorama::timing::Clock::start();
    let mut rig = Rig::new(&gpu);
    let at = |what: &str| eprintln!("{what}: {:.1} s", clock.now_secs());
    at("ready");
    a_frame_has_no_memory(&mut rig);
    at("memory");
    a_held_sky_is_drawn_once(&mut rig);
    at("held");
    surfaces_get_the_light_that_the_picture_shows(&mut rig);
    at("light");
    nothing_pops(&mut rig);
    at("pops");
}

/// Light from above by the coefficients within 2 % of the sum over the picture, from noon to night; the ground in the light that is
/// left for it; reflections as the picture.
fn surfaces_get_the_light_that_the_picture_shows(rig: &mut Rig<'_>) {
    let mut ground = Vec::new();
    for set in [NOON, HEAPS, OVERCAST, DUSK, NIGHT] {
        let shot = rig.shot(set);
        let summed = shot.above();
        let by_coefficients = shot.irradiance(DVec3::Y);
        let told = DVec3::new(shot.told(4), shot.told(5), shot.told(6));
        let off = |found: DVec3| (found / summed - 1.0).abs().max_element();
        eprintln!(
            "{set:?}: {:.4e} lux from above; coefficients off by {:.4}, told by {:.4}; sunlit {:.3}, ground {:.3}",
            summed.dot(Primaries::ACESCG.luminance()),
            off(by_coefficients),
            off(told),
            shot.told(7),
            shot.told(8),
        );
        assert!(
            summed.min_element() > 0.0 && off(by_coefficients) < 0.02,
            "{set:?}: {summed} {by_coefficients}"
        );
        assert!(off(told) < 0.005, "{set:?}: {summed} {told}");
        // Blind to what it should see, it would pass any sky.
        assert!(off(by_coefficients * 1.03) > 0.02 || off(by_coefficients * 0.97) > 0.02);
        ground.push(shot.luminance(DVec3::new(0.3, -1.0, 0.2).normalize()));
    }
    assert!(ground[2] < 0.4 * ground[0], "the ground under an overcast sky: {ground:?}");

    let shot = rig.shot(NOON);
    let face = rig.renderer.live_cube_face(rig.gpu, 2);
    let scale = shot.told(0);
    for (x, y) in [(32, 32), (10, 50), (50, 20), (3, 3)] {
        // Face +Y of a WebGPU cube map: x to the right, z downward.
        let side = |at: u32| (f64::from(at) + 0.5) / 32.0 - 1.0;
        let direction = DVec3::new(side(x), 1.0, side(y)).normalize();
        let (mirrored, seen) = (luminance(face.at(x, y)) * scale, shot.luminance(direction));
        assert!((mirrored / seen - 1.0).abs() < 0.05, "{direction}: {mirrored} is not {seen}");
    }
}

/// Thirty frames, six epochs, with sun and clouds sixty times as fast: the mean light of the panorama changes, and its change never jumps.
fn nothing_pops(rig: &mut Rig<'_>) {
    let values = rig.values(&[
        "sky/time_of_day=14",
        "sky/sun_rate=60",
        "sky/cloud_rate=60",
        "weather/cloud_cover=0.5",
        "weather/wind_mps=2",
        "inner/A/on=off",
    ]);
    let mut means = [Vec::new(), Vec::new()];
    let mut inputs = rig.inputs(&values, 0);
    for frame in 0..30 {
        rig.show.fill(&mut inputs, &values, frame, &rig.show.rehearsed_poses(0));
        for (way, means) in means.iter_mut().enumerate() {
            // The control: light that steps with each epoch instead of fading.
            let mut inputs = inputs.clone();
            if let (Some(sky), 1) = (&mut inputs.world.sky, way) {
                sky.share = 0.0;
            }
            inputs.outer.world = inputs.world;
            rig.draw(&inputs);
            let picture = rig.renderer.latlong_picture(rig.gpu).unwrap();
            let sum: f64 = picture.data.iter().map(|texel| luminance(*texel)).sum();
            means.push(sum / picture.data.len() as f64);
        }
    }
    let second = |means: &[f64]| {
        let most =
            means.windows(3).map(|three| (three[0] - 2.0 * three[1] + three[2]).abs()).fold(0.0, f64::max);
        most / means[0]
    };
    let way = means[0].iter().map(|mean| (mean / means[0][0] - 1.0).abs()).fold(0.0, f64::max);
    let [faded, stepped] = [second(&means[0]), second(&means[1])];
    eprintln!(
        "mean light changes by {way:.4} in 30 frames; second difference {faded:.2e} faded, {stepped:.2e} stepped"
    );
    assert!(way > faded, "nothing moves");
    assert!(faded < 5e-3, "{faded}");
    assert!(stepped > 1.5 * faded, "the control: {stepped}");
}

/// A frame drawn by a renderer that never drew, after frames up to it, and after others: the same codes.
fn a_frame_has_no_memory(rig: &mut Rig<'_>) {
    let values = rig.values(&[
        "sky/sun_rate=60",
        "sky/cloud_rate=60",
        "weather/cloud_cover=0.5",
        "weather/rain_mm_per_h=6",
    ]);
    let direct = rig.inputs(&values, 13);
    rig.draw(&direct);
    let codes = rig.codes();
    let mut played = rig.inputs(&values, 0);
    for frame in (0..=4).chain([8, 13]) {
        rig.show.fill(&mut played, &values, frame, &rig.show.rehearsed_poses(frame));
        rig.draw(&played);
    }
    assert!(played == direct, "inputs differ");
    assert!(rig.codes() == codes, "it depends on the frames before");
    let noon = rig.inputs(&rig.values(NOON), 7);
    rig.draw(&noon);
    assert!(rig.codes() != codes, "the comparison is blind");
    rig.draw(&direct);
    assert!(rig.codes() == codes, "it remembers other frames");
}

/// What is held costs nothing: drawn a second time, no pass of the sky runs.
fn a_held_sky_is_drawn_once(rig: &mut Rig<'_>) {
    if !rig.gpu.has_timestamps {
        eprintln!("skipped: no timestamps, so passes are not told apart");
        return;
    }
    let set = ["sky/mode=hold_all", "weather/cloud_cover=0.5", "weather/fog_per_km=2"];
    let values = rig.values(&set);
    let passes = |rig: &mut Rig<'_>, values: &Values, frame| {
        let inputs = rig.inputs(values, frame);
        rig.draw(&inputs);
        rig.gpu.wait();
        rig.renderer.timers.collect();
        let names: Vec<&str> = rig.renderer.timers.millis().iter().map(|(name, _)| *name).collect();
        let sky =
            ["transmittance", "multi_scatter", "sky_view", "cloud_dome", "cloud_shadow", "sky_light", "air"];
        sky.iter().filter(|pass| names.contains(*pass)).count()
    };
    let [first, second, later] = [20, 20, 27].map(|frame| passes(rig, &values, frame));
    // Tables of a medium that is known already are copied.
    assert!(first >= 3, "{first} passes of the sky");
    assert_eq!((second, later), (0, 0), "a held sky is drawn again");
    let runs = rig.values(&set[1..]);
    assert!(passes(rig, &runs, 31) > 0, "the comparison is blind");
}

/// The proof of CONTRACT.md 6 under clouds in haze.
#[test]
fn a_live_sky_is_proven() {
    let Some(gpu) = super::device() else { return };
    let show = load::show(Files::Disk, SHOW, &|_, _| ()).unwrap().show;
    let mut values = show.first.clone();
    // Bright enough for the control of 1 % gain: its panel's border is over a tenth of white.
    let grey = "exposure/world_grey_nits=3000";
    for setting in ["weather/cloud_cover=0.5", "sky/visibility_m=6000", "weather/fog_per_km=1", grey] {
        show.registry.set(&mut values, setting).unwrap();
    }
    let job = Job { frames: 12..13, cameras: vec![0], poses: Poses::rehearsed(), values, latency_secs: None };
    let report = job.run(&gpu, &show, &|_, _| {}).unwrap();
    eprint!("{}", report.summary());
    assert!(report.passed(), "{}", report.summary());
    assert!(report.controls.iter().filter(|control| control.outcome == Outcome::Failed).count() >= 4);
}
