//! Grades on the wall: each LED's light against the CPU's, inner and outer alike, and what must change nothing.
//!
//! In: `tests/data/patch` (500 nits in every direction, so every LED has 100 before its grade) and `corner`.
//! Out: wall nits, chromaticities, dE2000. Not here: the grade's own truth (`color::grade`, `color::white`).
//! Invariant: expected values come from algebra, the CIE loci or the f64 grade, never from another frame's look alone.

use cyclorama::color::grade::through;
use cyclorama::color::{Picture, Primaries, metrics, rolloff, white};
use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::load::{Files, show};
use glam::{DVec2, DVec3};

fn open(name: &str) -> Show {
    let path = format!("{}/tests/data/{name}/show.toml", env!("CARGO_MANIFEST_DIR"));
    show(Files::Disk, &path, &|_, _| {}).unwrap().show
}

/// One renderer for many looks.
struct Bench<'a> {
    gpu: &'a Gpu,
    show: Show,
    renderer: Renderer,
}

impl<'a> Bench<'a> {
    fn new(gpu: &'a Gpu, name: &str) -> Self {
        let show = open(name);
        let settings = Settings { nits: true, reference: true, ..Settings::default() };
        let renderer = Renderer::new(gpu, &show, &settings, &|_, _| {}).unwrap();
        Self { gpu, show, renderer }
    }

    /// Wall nits of the first canvas.
    fn nits(&mut self, set: &[&str]) -> Picture {
        self.draw(set);
        self.renderer.canvas_nits(self.gpu, 0).unwrap()
    }

    fn draw(&mut self, set: &[&str]) -> cyclorama::show::FrameInputs {
        let mut values = self.show.first.clone();
        for setting in set {
            self.show.registry.set(&mut values, setting).unwrap();
        }
        let inputs = self.show.inputs(&values, 0, &self.show.rehearsed_poses(0));
        let wanted = Wanted { nits: true, cameras: true, references: true, ..Wanted::default() };
        self.renderer.draw(self.gpu, &self.show, &inputs, &wanted);
        inputs
    }
}

/// Light of the LED in the middle of the patch's left panel, wall nits.
fn led(picture: &Picture) -> DVec3 {
    let [r, g, b, _] = picture.at(4 + 16, 3 + 8).map(f64::from);
    DVec3::new(r, g, b)
}

const LOOK: [&str; 8] = [
    "temperature_k=4300",
    "tint_duv=0.004",
    "contrast=1.25",
    "saturation=1.3",
    "cdl/slope_r=1.08",
    "cdl/offset_b=-0.02",
    "cdl/power_g=0.93",
    "cdl/saturation=0.9",
];

fn with(prefix: &str) -> Vec<String> {
    LOOK.iter().map(|setting| format!("{prefix}/{setting}")).collect()
}

#[test]
fn a_stop_doubles_the_walls_nits() {
    let Some(gpu) = super::device() else { return };
    let mut bench = Bench::new(&gpu, "patch");
    assert!((led(&bench.nits(&[])) - 100.0).abs().max_element() < 0.05);
    for (set, inner, outer) in [
        (["grade/trim_ev=1", "inner/A/trim_ev=0"], 200.0, 200.0),
        (["grade/trim_ev=0", "inner/A/trim_ev=1"], 200.0, 100.0),
        (["grade/outer/trim_ev=-1", "inner/A/trim_ev=-2"], 25.0, 50.0),
        (["grade/ceiling/trim_ev=3", "inner/A/trim_ev=0"], 100.0, 100.0),
    ] {
        let with_inner = led(&bench.nits(&set));
        let without = led(&bench.nits(&[set[0], set[1], "inner/A/on=off"]));
        assert!((with_inner / inner - 1.0).abs().max_element() < 1e-3, "{set:?}: {with_inner}");
        assert!((without / outer - 1.0).abs().max_element() < 1e-3, "{set:?}: {without}");
    }
}

#[test]
fn a_balanced_grey_has_its_white_on_the_wall() {
    let Some(gpu) = super::device() else { return };
    let mut bench = Bench::new(&gpu, "patch");
    for (kelvin, duv) in [(3200.0, 0.0), (5600.0, 0.0), (9000.0, -0.01)] {
        let set = [format!("grade/temperature_k={kelvin}"), format!("grade/tint_duv={duv}")];
        let nits = led(&bench.nits(&[&set[0], &set[1]]));
        let xyz = Primaries::REC709.xyz_from_rgb() * nits;
        let xy = DVec2::new(xyz.x, xyz.y) / xyz.element_sum();
        assert!((xy - white::xy(kelvin, duv)).length() < 1e-3, "{kelvin} K: {xy}");
        assert!((xyz.y / 100.0 - 1.0).abs() < 2e-3, "{kelvin} K: {} nits", xyz.y);
    }
    // The black body itself, by colour-science (tests/golden/derive_grade.py): 3200 K.
    let xyz = Primaries::REC709.xyz_from_rgb() * led(&bench.nits(&["grade/temperature_k=3200"]));
    let xy = DVec2::new(xyz.x, xyz.y) / xyz.element_sum();
    assert!((xy - DVec2::new(0.423_361, 0.398_954)).length() < 1e-3, "{xy}");
}

/// The whole look as everything's, as the inner's and as the outer's: one light, and the CPU's.
#[test]
fn inner_outer_and_the_cpu_grade_alike() {
    let Some(gpu) = super::device() else { return };
    let mut bench = Bench::new(&gpu, "patch");
    let lab =
        |nits: DVec3| metrics::lab_from_acescg(Primaries::ACESCG.from(&Primaries::REC709) * nits, 200.0);
    let mut seen = Vec::new();
    for (prefix, off) in
        [("grade", ""), ("grade", "inner/A/on=off"), ("inner/A", ""), ("grade/outer", "inner/A/on=off")]
    {
        let look = with(prefix);
        let set: Vec<&str> =
            look.iter().map(String::as_str).chain(Some(off).filter(|off| !off.is_empty())).collect();
        let inputs = bench.draw(&set);
        let nits = led(&bench.renderer.canvas_nits(&gpu, 0).unwrap());
        let grades = match prefix {
            "grade" => [inputs.world.grade, inputs.outer.grade],
            "inner/A" => [inputs.world.grade, inputs.cameras[0].inner.grade],
            _ => [inputs.outer.world.grade, inputs.outer.grade],
        };
        let want = through(&grades.map(|grade| grade.step(60.0)), DVec3::ONE);
        // The look asks for a little less than no blue of Rec.709, which the wall's gamut ends at.
        let want = rolloff::compress(Primaries::REC709.from(&Primaries::ACESCG) * want / 10.0) * 1000.0;
        let difference = metrics::delta_e_2000(lab(nits), lab(want));
        eprintln!("{prefix} {off}: {nits:.3} for {want:.3}, dE2000 {difference:.4}");
        assert!(difference <= 0.1, "{prefix} {off}: {nits} for {want}, dE2000 {difference}");
        seen.push(lab(nits));
    }
    for other in &seen[1..] {
        let difference = metrics::delta_e_2000(seen[0], *other);
        assert!(difference <= 0.1, "{seen:?}: {difference}");
    }
    // Negative control: a saturation that is 10 % off is seen.
    let other = led(&bench.nits(&["grade/temperature_k=4300", "grade/saturation=1.1"]));
    assert!(metrics::delta_e_2000(seen[0], lab(other)) > 0.5);
}

/// A look that says the defaults draws the bytes of no look; each single setting draws others.
#[test]
fn the_neutral_grade_is_the_identity_to_the_bit() {
    let Some(gpu) = super::device() else { return };
    let mut bench = Bench::new(&gpu, "corner");
    let plain = bench.nits(&[]);
    let neutral = ["temperature_k=6504", "tint_duv=0", "saturation=1", "contrast=1", "cdl/slope_r=1"];
    for prefix in ["grade", "grade/outer", "grade/ceiling", "inner/A"] {
        let set: Vec<String> = neutral.iter().map(|setting| format!("{prefix}/{setting}")).collect();
        let again = bench.nits(&set.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(bits(&plain) == bits(&again), "{prefix} is not neutral");
        if prefix == "grade/ceiling" {
            continue;
        }
        // The outer is looked at where the inner does not cover it.
        let switch = if prefix == "grade/outer" { "inner/A/on=off" } else { "inner/A/on=on" };
        let before = bench.nits(&[switch]);
        for setting in LOOK {
            let other = bench.nits(&[&format!("{prefix}/{setting}"), switch]);
            assert!(bits(&before) != bits(&other), "{prefix}/{setting} does nothing");
        }
    }
}

/// The simulated camera of a graded wall is held against the graded reference: half of its pixels lie within a twentieth
/// of a stop. Edges, where an LED is wider than a pixel, are the other half's.
#[test]
fn the_reference_is_graded_as_the_wall_is() {
    let Some(gpu) = super::device() else { return };
    let mut bench = Bench::new(&gpu, "corner");
    let mut differences = |set: &[&str]| {
        let inputs = bench.draw(set);
        let mut reference = bench.renderer.reference_picture(&gpu, 0).unwrap();
        let bare = reference.clone();
        cyclorama::color::grade::grade_picture(&bench.show.reference_grade(&inputs, 0), &mut reference);
        let camera = bench.renderer.camera_picture(&gpu, 0);
        [difference(&camera, &reference), difference(&camera, &bare)]
    };
    let [plain, same] = differences(&[]);
    assert_eq!(plain.to_bits(), same.to_bits());
    let look =
        ["grade/contrast=1.15", "grade/temperature_k=4800", "inner/A/trim_ev=0.5", "inner/A/saturation=0.8"];
    let [graded, bare] = differences(&look);
    eprintln!("median stops: plain {plain:.4}, graded {graded:.4}, against the bare reference {bare:.4}");
    assert!(graded < 0.05, "{plain} {graded}");
    assert!(bare > 5.0 * graded, "negative control: {graded} {bare}");
}

fn bits(picture: &Picture) -> Vec<[u32; 4]> {
    picture.data.iter().map(|pixel| pixel.map(f32::to_bits)).collect()
}

/// Median difference in stops of green over 4 nits, on the wall and in its range.
fn difference(camera: &Picture, reference: &Picture) -> f64 {
    let mut stops: Vec<f64> = camera
        .data
        .iter()
        .zip(&reference.data)
        .filter(|(got, want)| got[3] == 1.0 && (0.04..5.0).contains(&want[1]) && got[1] > 0.0)
        .map(|(got, want)| f64::from(got[1] / want[1]).log2().abs())
        .collect();
    assert!(stops.len() > 1000, "{} pixels", stops.len());
    let middle = stops.len() / 2;
    *stops.select_nth_unstable_by(middle, f64::total_cmp).1
}
