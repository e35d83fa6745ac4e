//! Light cards and flags on the wall: nits, color, shape and place, read back from the canvas.
//!
//! In: `tests/data/patch` (every LED has 100 nits of D65 before any card), its canvas and walls changed; `corner`.
//! Out: codes by the standards' EOTFs, wall nits, chromaticities. Not here: the shape's algebra (`scene::card`), parameters
//! (`show::cards`).
//! Invariant: expected values come from ST 2084, IEC 61966-2-1, colour-science or geometry written out here.

use cyclorama::app::poses::Poses;
use cyclorama::app::proof::Job;
use cyclorama::color::dither::Dither;
use cyclorama::color::{CodeRange, Picture, Primaries, Transfer};
use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::load::{Files, show};
use cyclorama::stage::Panel;
use cyclorama::verify::controls::{CARDS, Outcome};
use cyclorama::verify::ray_caster::canvas_pixel;
use glam::{DVec2, DVec3};

fn open(name: &str) -> Show {
    let path = format!("{}/tests/data/{name}/show.toml", env!("CARGO_MANIFEST_DIR"));
    show(Files::Disk, &path, &|_, _| {}).unwrap().show
}

/// One renderer for many settings.
struct Bench<'a> {
    gpu: &'a Gpu,
    show: Show,
    renderer: Renderer,
}

impl<'a> Bench<'a> {
    fn new(gpu: &'a Gpu, show: Show) -> Self {
        let settings = Settings { nits: true, ..Settings::default() };
        let renderer = Renderer::new(gpu, &show, &settings, &|_, _| {}).unwrap();
        Self { gpu, show, renderer }
    }

    fn draw(&mut self, set: &[&str]) {
        let mut values = self.show.first.clone();
        for setting in set {
            self.show.registry.set(&mut values, setting).unwrap();
        }
        let inputs = self.show.inputs(&values, 0, &self.show.rehearsed_poses(0));
        self.renderer.draw(self.gpu, &self.show, &inputs, &Wanted { nits: true, ..Wanted::default() });
    }

    fn nits(&mut self, set: &[&str]) -> Picture {
        self.draw(set);
        self.renderer.canvas_nits(self.gpu, 0).unwrap()
    }

    /// Codes and nits of all canvases, as bits.
    fn bits(&mut self, set: &[&str]) -> Vec<u32> {
        self.draw(set);
        let mut bits = Vec::new();
        for canvas in 0..self.show.stage.canvases.len() {
            let codes = self.renderer.canvas_codes(self.gpu, canvas);
            bits.extend(codes.iter().flatten().map(|code| u32::from(*code)));
            let nits = self.renderer.canvas_nits(self.gpu, canvas).unwrap();
            bits.extend(nits.data.iter().flatten().map(|value| value.to_bits()));
        }
        bits
    }
}

/// Every LED of a canvas: its panel, its column and row, its pixel.
fn leds(show: &Show) -> impl Iterator<Item = (&Panel, [u32; 2], [u32; 2])> {
    show.stage.panels.iter().flat_map(|panel| {
        panel.leds().filter_map(move |led| {
            let place = canvas_pixel(panel, led).filter(|place| place.canvas == 0)?;
            Some((panel, led, [place.x, place.y]))
        })
    })
}

fn led_centre_px(led: [u32; 2]) -> DVec2 {
    DVec2::from(led.map(f64::from)) + 0.5
}

fn rgb(picture: &Picture, [x, y]: [u32; 2]) -> DVec3 {
    let [r, g, b, _] = picture.at(x, y).map(f64::from);
    DVec3::new(r, g, b)
}

/// The LED in the middle of the patch's left panel: the inner frustum covers it.
const INNER_LED: [u32; 2] = [4 + 16, 3 + 8];
const D65: [&str; 3] = ["card/1/color_mode=xy", "card/1/color_x=0.3127", "card/1/color_y=0.329"];
/// Over all of the patch, which lies 23 to 31 degrees down and 26 degrees to each side.
const WIDE: [&str; 4] =
    ["card/1/on=on", "card/1/elevation_deg=-25", "card/1/width_deg=120", "card/1/height_deg=100"];
const OVER: [&str; 2] = ["card/1/layer=over", "card/1/outer_only=off"];

fn with<'a>(parts: &[&[&'a str]]) -> Vec<&'a str> {
    parts.concat()
}

/// SMPTE ST 2084.
fn pq_nits(signal: f64) -> f64 {
    let power = signal.powf(1.0 / 78.84375);
    10_000.0 * ((power - 0.8359375).max(0.0) / (18.8515625 - 18.6875 * power)).powf(1.0 / 0.1593017578125)
}

/// IEC 61966-2-1.
fn srgb_share(signal: f64) -> f64 {
    if signal <= 0.04045 { signal / 12.92 } else { ((signal + 0.055) / 1.055).powf(2.4) }
}

/// Every LED holds the code whose light is nearest to 100 nits of world and N of card; a flag of a stop leaves 50 and N.
#[test]
fn a_card_of_n_nits_is_n_nits() {
    let Some(gpu) = super::device() else { return };
    for (transfer, bits) in [(Transfer::Pq, 10), (Transfer::Srgb, 8)] {
        let mut show = open("patch");
        let canvas = &mut show.stage.canvases[0];
        (canvas.transfer, canvas.bits, canvas.range, canvas.dither) =
            (transfer, bits, CodeRange::Full, Dither::Off);
        let mut bench = Bench::new(&gpu, show);
        let nits_of = |code: f64| match transfer {
            Transfer::Pq => pq_nits(code / 1023.0),
            _ => 1000.0 * srgb_share(code / 255.0),
        };
        let flag = ["card/2/on=on", "card/2/kind=flag", "card/2/stops=1", "card/2/elevation_deg=-25"];
        let wide = ["card/2/width_deg=120", "card/2/height_deg=100", "inner/A/on=off"];
        for nits in [0.0, 5.0, 60.0, 300.0, 600.0] {
            let level = format!("card/1/nits={nits}");
            for (world, extra) in [(100.0, vec!["inner/A/on=off"]), (50.0, with(&[&flag, &wide]))] {
                bench.draw(&with(&[&D65, &WIDE, &[&level], &extra]));
                let codes = bench.renderer.canvas_codes(&gpu, 0);
                let width = bench.show.stage.canvases[0].size[0];
                let mut worst = 0.0_f64;
                for (_, _, [x, y]) in leds(&bench.show) {
                    for code in codes[(y * width + x) as usize].map(f64::from) {
                        let step = (nits_of(code + 0.5) - nits_of(code - 0.5)) / 2.0;
                        // The canvas's light is kept in f16: 2^-11 of it on top of half a code.
                        let room = step + (world + nits) / 1024.0;
                        worst = worst.max((nits_of(code) - world - nits).abs() / room);
                    }
                }
                eprintln!("{transfer:?} {world} + {nits} nits: worst {worst:.2} of a half code and f16");
                assert!(worst <= 1.0, "{transfer:?} {world} + {nits}: {worst}");
            }
        }
    }
}

/// Black bodies and daylight of colour-science 0.4.7 (tests/golden/derive_grade.py), on a wall of D65 and one of 9300 K.
#[test]
fn a_card_has_the_white_asked_for_on_any_wall() {
    let Some(gpu) = super::device() else { return };
    for white in [DVec2::new(0.3127, 0.3290), DVec2::new(0.2831, 0.2971)] {
        let mut show = open("patch");
        show.stage.walls[0].primaries.white = white;
        let primaries = show.stage.walls[0].primaries;
        let mut bench = Bench::new(&gpu, show);
        let base = rgb(&bench.nits(&["inner/A/on=off"]), INNER_LED);
        for (kelvin, x, y) in [(3200.0, 0.423_361, 0.398_954), (5600.0, 0.330_164, 0.345_546)] {
            let set = format!("card/1/cct_k={kelvin}");
            let lit = bench.nits(&with(&[&WIDE, &[&set, "card/1/nits=200", "inner/A/on=off"]]));
            let xyz = primaries.xyz_from_rgb() * (rgb(&lit, INNER_LED) - base);
            let xy = DVec2::new(xyz.x, xyz.y) / xyz.element_sum();
            eprintln!("{kelvin} K on {white}: {xy}, {:.2} nits", xyz.y);
            assert!((xy - DVec2::new(x, y)).length() < 1e-3, "{kelvin} K on {white}: {xy}");
            assert!((xyz.y / 200.0 - 1.0).abs() < 2e-3, "{kelvin} K: {} nits", xyz.y);
        }
        let green = bench.nits(&with(&[&WIDE, &["card/1/green_magenta=0.02", "inner/A/on=off"]]));
        let magenta = bench.nits(&with(&[&WIDE, &["card/1/green_magenta=-0.02", "inner/A/on=off"]]));
        assert!(rgb(&green, INNER_LED).y > rgb(&magenta, INNER_LED).y + 10.0);
    }
}

#[test]
fn exposure_moves_a_card_in_ev_and_not_one_in_nits() {
    let Some(gpu) = super::device() else { return };
    let mut bench = Bench::new(&gpu, open("patch"));
    let mut led = |set: &[&str]| rgb(&bench.nits(&with(&[&D65, &WIDE, &["inner/A/on=off"], set])), INNER_LED);
    // 100 nits of world, 60 nits for an 18 % grey.
    for (set, want) in [
        (["card/1/nits=40", "grade/trim_ev=0"], 140.0),
        (["card/1/nits=40", "grade/trim_ev=1"], 240.0),
        (["card/1/nits=40", "grade/outer/trim_ev=-1"], 90.0),
        (["card/1/nits=40", "grade/saturation=0.2"], 140.0),
    ] {
        let got = led(&set);
        assert!((got / want - 1.0).abs().max_element() < 2e-3, "{set:?}: {got} for {want}");
    }
    for (set, want) in [
        (["card/1/ev=0", "grade/trim_ev=0"], 160.0),
        (["card/1/ev=-1", "grade/trim_ev=1"], 260.0),
        (["card/1/ev=1", "grade/outer/trim_ev=1"], 320.0),
    ] {
        let got = led(&with(&[&["card/1/level=ev"], &set]));
        assert!((got / want - 1.0).abs().max_element() < 2e-3, "{set:?}: {got} for {want}");
    }
}

/// Under the frustum, over it, and kept out of it; in the soft edge a card over it is there once.
#[test]
fn layers_are_under_over_and_outer_only() {
    let Some(gpu) = super::device() else { return };
    let mut bench = Bench::new(&gpu, open("patch"));
    let card = with(&[&D65, &WIDE, &["card/1/nits=50"]]);
    let mut inner = |set: &[&str]| rgb(&bench.nits(&with(&[&card, set])), INNER_LED);
    for (set, want) in [
        (vec![], 100.0),
        (vec!["inner/A/on=off"], 150.0),
        (vec!["card/1/layer=over"], 100.0),
        (vec!["card/1/outer_only=off"], 100.0),
        (OVER.to_vec(), 150.0),
        (with(&[&OVER, &["card/1/kind=flag", "card/1/stops=1"]]), 50.0),
    ] {
        let got = inner(&set);
        assert!((got / want - 1.0).abs().max_element() < 2e-3, "{set:?}: {got} for {want}");
    }
    // The picture ends just inside the wall: LEDs inside, in the soft edge and outside all have the card once.
    let window = ["inner/A/overscan_percent=3", "inner/A/soft_edge_percent=3"];
    let whole = bench.nits(&with(&[&card, &OVER, &window]));
    let under = bench.nits(&with(&[&card, &window]));
    let mut partly = 0;
    for (_, _, at) in leds(&bench.show) {
        let (over, under) = (rgb(&whole, at), rgb(&under, at));
        assert!((over / 150.0 - 1.0).abs().max_element() < 2e-3, "{at:?}: {over}");
        assert!((99.8..150.2).contains(&under.x), "{at:?}: {under}");
        partly += usize::from((101.0..149.0).contains(&under.x));
    }
    assert!(partly > 20, "{partly} LEDs in the soft edge");
}

/// The smooth edge of a rectangle, written out: angles across and up from the card's own planes, a cubic between.
#[derive(Clone, Copy)]
struct Formula {
    origin_m: DVec3,
    elevation_deg: f64,
    half_deg: [f64; 2],
    feather_deg: f64,
}

impl Formula {
    fn at(&self, point_m: DVec3) -> f64 {
        let from = point_m - self.origin_m;
        let tilt = self.elevation_deg.to_radians();
        let (sine, cosine) = tilt.sin_cos();
        // Axis (0, sin, -cos), up (0, cos, sin), right +X.
        let along = from.y * sine - from.z * cosine;
        let up = from.y * cosine + from.z * sine;
        let angles = [from.x.atan2(along), up.atan2(along)].map(f64::to_degrees);
        let ramp = |angle: f64, half: f64| {
            let share = (0.5 + (half - angle.abs()) / (2.0 * self.feather_deg)).clamp(0.0, 1.0);
            share * share * (3.0 - 2.0 * share)
        };
        ramp(angles[0], self.half_deg[0]) * ramp(angles[1], self.half_deg[1])
    }
}

/// Worst difference between the card on the wall and the formula, share of its light.
fn worst(bench: &mut Bench<'_>, set: &[&str], want: impl Fn(DVec3) -> f64) -> (f64, f64) {
    let lit = bench.nits(set);
    let (mut worst, mut sum) = (0.0_f64, 0.0);
    for (panel, led, at) in leds(&bench.show) {
        let got = (rgb(&lit, at).y - 100.0) / 400.0;
        worst = worst.max((got - want(panel.point_m(led_centre_px(led)))).abs());
        sum += got;
    }
    (worst, sum)
}

const SOFT: [&str; 7] = [
    "card/1/on=on",
    "card/1/nits=400",
    "card/1/elevation_deg=-25",
    "card/1/width_deg=30",
    "card/1/height_deg=10",
    "card/1/feather_percent=80",
    "inner/A/on=off",
];

/// Flat, and with its right third turned by 90 degrees toward the stage: the same function of direction on both walls, so
/// nothing can step at the corner. f16 keeps 1 / 800 of 500 nits over 400.
#[test]
fn a_feather_is_its_formula_on_walls_that_meet_at_a_right_angle() {
    let Some(gpu) = super::device() else { return };
    for is_corner in [false, true] {
        let mut show = open("patch");
        if is_corner {
            for panel in &mut show.stage.panels {
                let edge = 0.32;
                if panel.corners_m.iter().all(|corner| corner.x > edge - 1e-9) {
                    panel.corners_m = panel.corners_m.map(|at| DVec3::new(edge, at.y, -2.0 + (at.x - edge)));
                }
            }
            assert!(show.stage.panels.iter().any(|panel| panel.normal().x < -0.99));
        }
        let formula = Formula {
            origin_m: show.stage.view_origin_m,
            elevation_deg: -25.0,
            half_deg: [15.0, 5.0],
            feather_deg: 4.0,
        };
        let mut bench = Bench::new(&gpu, show);
        let set = with(&[&D65, &SOFT]);
        let (found, sum) = worst(&mut bench, &set, |point| formula.at(point));
        eprintln!("corner {is_corner}: worst {found:.5} of the card's light, {sum:.1} LEDs");
        assert!(sum > 300.0, "{sum}");
        assert!(found < 3e-3, "corner {is_corner}: {found}");
        // Negative controls: a tenth of a degree, and a feather of a twentieth more.
        let moved = Formula { elevation_deg: -25.1, ..formula };
        assert!(worst(&mut bench, &set, |point| moved.at(point)).0 > 1e-2);
        let wider = Formula { feather_deg: 4.2, ..formula };
        assert!(worst(&mut bench, &set, |point| wider.at(point)).0 > 4e-3);
    }
}

/// Its LEDs' solid angles, weighted with its light, are those of a cone: 2 pi (1 - cos).
#[test]
fn a_disc_has_its_solid_angle_in_leds() {
    let Some(gpu) = super::device() else { return };
    let mut show = open("patch");
    let origin_m = DVec3::new(0.0, 0.32, -1.6);
    show.stage.view_origin_m = origin_m;
    let mut bench = Bench::new(&gpu, show);
    for (half_deg, feather) in [(20.0_f64, 0), (30.0, 0), (30.0, 20)] {
        let width = format!("card/1/width_deg={}", 2.0 * half_deg);
        let height = format!("card/1/height_deg={}", 2.0 * half_deg);
        let feather_percent = format!("card/1/feather_percent={feather}");
        let set = ["card/1/shape=disc", "card/1/elevation_deg=0", "inner/A/on=off", "card/1/on=on"];
        let lit = bench.nits(&with(&[&D65, &set, &[&width, &height, &feather_percent, "card/1/nits=400"]]));
        let sum: f64 = leds(&bench.show)
            .map(|(panel, led, at)| {
                let from = panel.point_m(led_centre_px(led)) - origin_m;
                let pitch = panel.pitch_m();
                let solid = pitch.x * pitch.y * from.normalize().dot(-panel.normal()) / from.length_squared();
                solid * (rgb(&lit, at).y - 100.0) / 400.0
            })
            .sum();
        // A feather of w radians to each side: the mean over its edge of the cone's solid angle, weighted by the cubic's
        // slope, 0.75 (1 - t^2).
        let steps = 2000;
        let spread = half_deg.to_radians() * f64::from(feather) / 100.0;
        let want: f64 = (0..steps)
            .map(|step| -1.0 + 2.0 * (f64::from(step) + 0.5) / f64::from(steps))
            .map(|t| {
                let cone = std::f64::consts::TAU * (1.0 - (half_deg.to_radians() + spread * t).cos());
                0.75 * (1.0 - t * t) * cone * 2.0 / f64::from(steps)
            })
            .sum();
        eprintln!("disc of {half_deg} degrees, feather {feather} %: {sum:.5} sr for {want:.5}");
        assert!((sum / want - 1.0).abs() < 0.01, "{half_deg}: {sum} sr for {want}");
    }
}

/// All off is the picture without cards, to the bit; so is a card of no nits and a flag of no stops. LEDs whose backs are
/// to the view origin get nothing.
#[test]
fn off_is_no_card_to_the_bit() {
    let Some(gpu) = super::device() else { return };
    let mut bench = Bench::new(&gpu, open("corner"));
    let plain = bench.bits(&[]);
    let off = ["card/1/width_deg=180", "card/1/nits=900", "card/2/kind=flag", "card/2/layer=over"];
    assert!(plain == bench.bits(&off), "cards that are off changed the picture");
    let size = ["card/1/width_deg=180", "card/1/height_deg=180", "card/1/elevation_deg=0", "card/1/on=on"];
    let all = with(&[&size, &OVER]);
    let none = bench.bits(&with(&[&all, &["card/1/nits=0"]]));
    let differ = plain.iter().zip(&none).filter(|(one, two)| one != two).count();
    assert_eq!(differ, 0, "a card of no nits");
    assert!(
        plain == bench.bits(&with(&[&all, &["card/1/kind=flag", "card/1/stops=0"]])),
        "a flag of no stops"
    );
    assert!(plain != bench.bits(&all), "negative control: a card that is on");

    // The wild wall's lit side is away from the view origin; canvas `eight` holds it and half of `flat`.
    let nits = |bench: &mut Bench<'_>, set: &[&str]| {
        bench.draw(set);
        bench.renderer.canvas_nits(&gpu, 1).unwrap()
    };
    let (before, after) =
        (nits(&mut bench, &["inner/A/on=off"]), nits(&mut bench, &with(&[&all, &["inner/A/on=off"]])));
    let (mut backs, mut fronts) = (0, 0);
    for panel in &bench.show.stage.panels {
        let is_back = panel.normal().z < -0.5;
        for led in panel.leds() {
            let Some(place) = canvas_pixel(panel, led).filter(|place| place.canvas == 1) else { continue };
            let same = before.at(place.x, place.y) == after.at(place.x, place.y);
            assert_eq!(same, is_back, "{} {led:?}", panel.id);
            *(if is_back { &mut backs } else { &mut fronts }) += 1;
        }
    }
    assert!(backs > 500 && fronts > 2000, "{backs} {fronts}");
}

/// A key under the frustum and a flag over it: the proof passes, its truth has both, and without them it would not.
#[test]
fn verify_passes_with_cards_and_misses_one_that_is_left_out() {
    let Some(gpu) = super::device() else { return };
    let show = open("corner");
    let run = |set: &[&str]| {
        let mut values = show.first.clone();
        for setting in set {
            show.registry.set(&mut values, setting).unwrap();
        }
        let job =
            Job { frames: 0..1, cameras: vec![0], poses: Poses::rehearsed(), values, latency_secs: None };
        job.run(&gpu, &show, &|_, _| ()).unwrap()
    };
    let under = ["card/1/on=on", "card/1/width_deg=60", "card/1/nits=300", "card/1/elevation_deg=0"];
    let outer = run(&under);
    let psnr =
        |report: &cyclorama::verify::Report| report.cameras[0].worst.picture.expect("a score").psnr_pq_db;
    assert!(psnr(&outer) > 36.0, "{}", outer.summary());
    assert!(outer.controls.iter().all(|control| control.name != CARDS), "none is in view");
    let over = run(&with(&[&under, &OVER, &["card/1/feather_percent=50"]]));
    eprintln!("picture {:.2} dB under, {:.2} over", psnr(&outer), psnr(&over));
    assert!(psnr(&over) > psnr(&outer) - 1.0, "{}", over.summary());
    let control = over.controls.iter().find(|control| control.name == CARDS).expect("it is in view");
    assert_eq!(control.outcome, Outcome::Failed, "{control:?}");
}

#[test]
fn the_patch_is_where_these_tests_think() {
    let show = open("patch");
    assert_eq!(show.stage.view_origin_m, DVec3::new(0.0, 1.5, 0.0));
    assert_eq!(show.stage.walls[0].primaries, Primaries::REC709);
}
