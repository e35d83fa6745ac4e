//! Several cameras on one stage: who owns which LED, and what chroma puts on it.
//!
//! In: `tests/data/corner` with three cameras. Out: codes, held against f64 projection and the transfer's formula.
//! Not here: whether the world in a frustum is right (`second_show`, `foreign_camera`).
//! Invariant: an LED within a hundredth of a texel of a border may be either's, and there are few.

use std::path::PathBuf;

use cyclorama::app::poses::Poses;
use cyclorama::app::proof::Job;
use cyclorama::calibration::FlatColor;
use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::load::{Files, show};
use cyclorama::show::{FrameInputs, InnerContent, Show};
use cyclorama::stage::{Canvas, Wall};
use cyclorama::verify::FrameScores;
use cyclorama::verify::ownership::{Part, part};
use glam::DVec2;

const CORNER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/corner");

/// A border this near, texels, is decided by rounding of f32.
pub(super) const NEAR_PX: f64 = 0.01;

/// A, B and C side by side before the corner; each frustum meets the next.
const CAMERAS: &str = r#"
[[camera]]
name = "A"
sensor_mm = [24.0, 13.5]
resolution = [320, 180]
focal_length_mm = 46.0
position_m = [-0.8, 1.1, 1.2]
pan_deg = 6.0
[camera.inner]
resolution = [320, 180]

[[camera]]
name = "B"
sensor_mm = [24.0, 13.5]
resolution = [320, 180]
focal_length_mm = 52.0
position_m = [0.1, 1.0, 1.0]
roll_deg = 12.0
[camera.inner]
resolution = [320, 180]

[[camera]]
name = "C"
sensor_mm = [24.0, 13.5]
resolution = [320, 180]
focal_length_mm = 56.0
position_m = [0.9, 1.2, 1.1]
pan_deg = -8.0
priority = 1.0
[camera.inner]
resolution = [320, 180]
"#;

fn three_cameras() -> Show {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cameras");
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["panel.toml", "scene.toml", "stage.toml"] {
        std::fs::copy(format!("{CORNER}/{file}"), folder.join(file)).unwrap();
    }
    let text = std::fs::read_to_string(format!("{CORNER}/show.toml")).unwrap();
    let head = text.split_once("[[camera]]").unwrap().0;
    std::fs::write(folder.join("show.toml"), format!("{head}{CAMERAS}")).unwrap();
    show(Files::Disk, &folder.join("show.toml").display().to_string(), &|_, _| {}).unwrap().show
}

fn inputs_of(show: &Show, settings: &[&str]) -> FrameInputs {
    let mut values = show.first.clone();
    for setting in settings {
        show.registry.set(&mut values, setting).unwrap();
    }
    show.inputs(&values, 0, &show.rehearsed_poses(0))
}

pub(super) struct Stand {
    pub(super) show: Show,
    renderer: Renderer,
}

impl Stand {
    pub(super) fn new(gpu: &Gpu) -> Self {
        let show = three_cameras();
        let renderer = Renderer::new(gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
        Self { show, renderer }
    }

    pub(super) fn draw(&mut self, gpu: &Gpu, settings: &[&str]) -> (FrameInputs, Vec<Vec<[u16; 3]>>) {
        let inputs = inputs_of(&self.show, settings);
        self.renderer.draw(gpu, &self.show, &inputs, &Wanted::default());
        let canvases = 0..self.show.stage.canvases.len();
        (inputs, canvases.map(|canvas| self.renderer.canvas_codes(gpu, canvas)).collect())
    }
}

/// Every fed LED: panel, LED, canvas and the index of its pixel.
pub(super) fn leds(show: &Show) -> Vec<(usize, [u32; 2], usize, usize)> {
    let mut found = Vec::new();
    for (index, panel) in show.stage.panels.iter().enumerate() {
        let Some(slot) = panel.slot else { continue };
        for led in (0..panel.pixels[1]).flat_map(|row| (0..panel.pixels[0]).map(move |column| [column, row]))
        {
            let at =
                slot.canvas_px(DVec2::new(f64::from(led[0]) + 0.5, f64::from(led[1]) + 0.5), panel.pixels);
            let width = show.stage.canvases[slot.canvas].size[0];
            found.push((index, led, slot.canvas, (at.y as u32 * width + at.x as u32) as usize));
        }
    }
    found
}

/// round(inverse EOTF): the formula of the canvas's transfer on the channel's nits.
fn code(color: FlatColor, wall: &Wall, canvas: &Canvas) -> [u16; 3] {
    let (scale, offset) = canvas.range.code_scale_offset(canvas.bits);
    let nits = color.channel_nits(wall).0.to_array();
    nits.map(|nits| (canvas.transfer.signal_from_nits(nits, wall.white_nits) * scale + offset).round() as u16)
}

/// LEDs whose code is that of their part by f64, of all keyed LEDs and all others; and how many were too near to a border.
#[derive(Debug, Default)]
struct Tally {
    keyed: usize,
    others: usize,
    wrong: usize,
    near: usize,
    by_camera: [usize; 3],
    overlaps: usize,
    markers: usize,
}

/// Holds every LED: a keyed one has exactly its code; another has its code of a frame without any key.
fn tally(show: &Show, inputs: &FrameInputs, codes: &[Vec<[u16; 3]>], unkeyed: &[Vec<[u16; 3]>]) -> Tally {
    let mut tally = Tally::default();
    for (panel, led, canvas, pixel) in leds(show) {
        let (wall, raster) = (&show.stage.walls[show.stage.panels[panel].wall], &show.stage.canvases[canvas]);
        let (found, margin) = part(inputs, &show.stage, panel, led);
        let color = match found {
            Part::Inner(camera, InnerContent::Chroma) => {
                tally.by_camera[camera] += 1;
                Some(inputs.cameras[camera].inner.key)
            }
            Part::Overlap(_) => {
                tally.overlaps += 1;
                inputs.chroma.overlap
            }
            Part::Marker => {
                tally.markers += 1;
                Some(inputs.chroma.marker)
            }
            Part::WholeWall => Some(inputs.chroma.key),
            _ => None,
        };
        let want = color.map_or(unkeyed[canvas][pixel], |color| code(color, wall, raster));
        tally.keyed += usize::from(color.is_some());
        tally.others += usize::from(color.is_none());
        if codes[canvas][pixel] != want {
            tally.wrong += usize::from(margin > NEAR_PX);
            tally.near += usize::from(margin <= NEAR_PX);
        }
    }
    tally
}

/// Three keys that no two cameras share, a marker and an overlap of their own.
const KEYS: [&str; 13] = [
    "inner/A/chroma_own=on",
    "inner/A/chroma_nits=40",
    "inner/B/chroma_own=on",
    "inner/B/chroma_nits=60",
    "inner/B/chroma_x=0.2",
    "inner/B/chroma_y=0.3",
    "inner/C/chroma_own=on",
    "inner/C/chroma_nits=25",
    "inner/C/chroma_x=0.3127",
    "inner/C/chroma_y=0.329",
    "chroma/overlap=on",
    "chroma/marker_spacing_mm=250",
    "chroma/marker_size_mm=80",
];

fn with_keys<'a>(more: &[&'a str]) -> Vec<&'a str> {
    KEYS.iter().copied().chain(more.iter().copied()).collect()
}

/// Three cameras in chroma: each LED is the topmost camera's, or an overlap's, or a marker's, as f64 projection has it,
/// and its code is round(inverse EOTF) of that color: no other code exists inside the frusta, so no edge is soft.
#[test]
fn three_keyed_frusta_are_those_of_projection() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    let all = ["inner/A/mode=chroma", "inner/B/mode=chroma", "inner/C/mode=chroma"];
    let (_, outer) = stand.draw(&gpu, &["inner/A/on=off", "inner/B/on=off", "inner/C/on=off"]);
    let (mut totals, mut orders) = (Vec::new(), Vec::new());
    for order in ["inner/hero=none", "inner/hero=A", "inner/hero=B", "inner/B/priority=2"] {
        for overlap in ["chroma/overlap=on", "chroma/overlap=off"] {
            let (inputs, codes) = stand.draw(&gpu, &[&with_keys(&all)[..], &[order, overlap]].concat());
            let found = tally(&stand.show, &inputs, &codes, &outer);
            eprintln!("{order} {overlap}: layers {:?}, {found:?}", inputs.layers);
            // 99.9 % and better: only LEDs on a border may differ.
            assert_eq!(found.wrong, 0);
            assert!(found.near * 1000 <= found.keyed + found.others, "{found:?}");
            assert!(found.by_camera.iter().all(|leds| *leds > 300) && found.markers > 100, "{found:?}");
            assert_eq!(found.overlaps > 300, overlap.ends_with("on"), "{found:?}");
            assert!(found.others > 1000, "{found:?}");
            totals.push(found.by_camera);
            orders.push(inputs.layers.clone());
        }
    }
    // C has priority 1; A and B are equal, so the first in the file covers the other; a hero covers all.
    let alone: Vec<Vec<usize>> = orders.into_iter().step_by(2).collect();
    assert_eq!(alone, [[1, 0, 2], [1, 2, 0], [0, 2, 1], [0, 2, 1]]);
    let [lowest, hero, high] = [&totals[1], &totals[5], &totals[7]];
    assert!(hero[1] > lowest[1] && hero[0] < lowest[0] && hero[2] < lowest[2] && hero == high, "{totals:?}");
}

/// Negative control of the tally: codes of another order of the same cameras must be found wrong.
#[test]
fn the_tally_sees_a_wrong_order() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    let all = ["inner/A/mode=chroma", "inner/B/mode=chroma", "inner/C/mode=chroma", "chroma/overlap=off"];
    let (_, codes) = stand.draw(&gpu, &[&with_keys(&all)[..], &["inner/hero=B"]].concat());
    let inputs = inputs_of(&stand.show, &[&with_keys(&all)[..], &["inner/hero=A"]].concat());
    let found = tally(&stand.show, &inputs, &codes, &codes);
    assert!(found.wrong > 300, "{found:?}");
}

/// Pictures and keys together: a picture on top is never keyed, a key on top never shows the picture beneath, off is off,
/// and what no key touches keeps its code.
#[test]
fn modes_and_pictures_keep_apart() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    // Soft edges off, so that a covered picture leaves no trace on the LEDs of the one above.
    let hard = ["inner/A/soft_edge_percent=0", "inner/B/soft_edge_percent=0", "inner/C/soft_edge_percent=0"];
    let draw = |stand: &mut Stand, more: &[&str]| stand.draw(&gpu, &[&with_keys(&hard)[..], more].concat());
    let (_, pictures) = draw(&mut stand, &["inner/B/on=off"]);
    let (inputs, codes) = draw(&mut stand, &["inner/B/mode=chroma"]);
    let found = tally(&stand.show, &inputs, &codes, &pictures);
    assert_eq!((found.wrong, found.by_camera[0], found.by_camera[2]), (0, 0, 0), "{found:?}");
    assert!(found.by_camera[1] > 300, "{found:?}");
    // The key is lowest, so an overlap shows the pictures above it and no color of its own.
    assert_eq!(found.overlaps, 0, "{found:?}");
    let (inputs, codes) = draw(&mut stand, &["inner/B/mode=chroma", "inner/hero=B"]);
    let found = tally(&stand.show, &inputs, &codes, &pictures);
    assert!(found.wrong == 0 && found.overlaps > 300, "{found:?}");
    // Off wins over every mode.
    for off in [["inner/B/mode=off", "inner/B/on=on"], ["inner/B/mode=chroma", "inner/B/on=off"]] {
        let (inputs, codes) = draw(&mut stand, &off);
        assert!(codes == pictures && inputs.layers == [0, 2]);
    }
}

/// A whole wall in chroma: every LED of it, whatever camera looks at it, and no LED of another wall.
#[test]
fn a_whole_wall_is_keyed() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    let (_, pictures) = stand.draw(&gpu, &with_keys(&[]));
    let (inputs, codes) = stand.draw(&gpu, &with_keys(&["chroma/arc/on=on", "chroma/nits=35"]));
    let found = tally(&stand.show, &inputs, &codes, &pictures);
    // Sixteen panels of 32 x 32 LEDs.
    assert_eq!((found.wrong, found.keyed), (0, 16 * 32 * 32), "{found:?}");
    assert!(found.markers > 100, "{found:?}");
}

/// Grades, trims and exposure do not reach a key.
#[test]
fn nothing_grades_a_key() {
    let Some(gpu) = super::device() else { return };
    let mut stand = Stand::new(&gpu);
    let keyed = with_keys(&["inner/A/mode=chroma", "inner/hero=A"]);
    let (inputs, plain) = stand.draw(&gpu, &keyed);
    let trims = ["grade/trim_ev=3", "grade/outer/trim_ev=-2", "inner/A/trim_ev=2"];
    let (_, graded) = stand.draw(&gpu, &[&keyed[..], &trims].concat());
    let (mut same, mut changed) = (0, 0);
    for (panel, led, canvas, pixel) in leds(&stand.show) {
        let is_equal = plain[canvas][pixel] == graded[canvas][pixel];
        match part(&inputs, &stand.show.stage, panel, led) {
            (Part::Inner(0, _) | Part::Overlap(0) | Part::Marker, margin) if margin > NEAR_PX => {
                assert!(is_equal, "panel {panel}, LED {led:?}");
                same += 1;
            }
            (Part::Outer, _) => changed += usize::from(!is_equal),
            _ => {}
        }
    }
    assert!(same > 1000 && changed > 1000, "{same} keyed, {changed} graded");
}

/// Each camera is proven with the others on. B lies over parts of A and C and is eight times too bright there: what it covers
/// is not theirs, and is said to be so.
#[test]
fn every_camera_is_proven_with_the_others_on() {
    let Some(gpu) = super::device() else { return };
    let show = three_cameras();
    let mut values = show.first.clone();
    for setting in ["inner/hero=B", "inner/B/trim_ev=3"] {
        show.registry.set(&mut values, setting).unwrap();
    }
    let job =
        Job { frames: 0..1, cameras: vec![0, 2], poses: Poses::rehearsed(), values, latency_secs: None };
    let report = job.run(&gpu, &show, &|_, _| {}).unwrap();
    eprint!("{}", report.summary());
    let limits = &report.limits;
    for camera in &report.cameras {
        let FrameScores { map_wall_px, camera_wall_px, picture, coverage, .. } = &camera.worst;
        let map = map_wall_px.unwrap();
        assert!(map.p99 <= limits.map_p99_wall_px && map.max <= limits.map_max_wall_px, "{map:?}");
        assert!(limits.keeps_camera(&camera_wall_px.unwrap()), "{camera_wall_px:?}");
        assert!(picture.as_ref().unwrap().psnr_pq_db >= limits.psnr_pq_db, "{picture:?}");
        assert!(coverage.covered > 0.05 && coverage.inner > 0.2, "{coverage:?}");
    }
}
