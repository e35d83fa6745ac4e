//! Same inputs, same pixels; and what must not matter does not: how the walls are laid on canvases.
//!
//! In: variants of `tests/data/corner`. Out: codes and camera pictures, compared with each other.
//! Not here: whether the picture is right (`foreign_camera`, `second_show`).
//! Invariant: each comparison has a twin that must differ, so that it cannot pass on empty pictures.

use std::path::PathBuf;

use cyclorama::color::Picture;
use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::load::{Files, show};

/// What a frame came to.
struct Drawn {
    codes: Vec<Vec<[u16; 3]>>,
    camera: Picture,
}

const CORNER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/corner");

/// The walls of the corner, without its canvases.
fn walls() -> String {
    let text = std::fs::read_to_string(format!("{CORNER}/stage.toml")).unwrap();
    text.split_once("[[canvas]]").unwrap().0.to_owned()
}

/// A corner whose walls are fed by other canvases.
fn corner_with(name: &str, canvases: &str) -> Show {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("determinism").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["panel.toml", "scene.toml", "show.toml"] {
        std::fs::copy(format!("{CORNER}/{file}"), folder.join(file)).unwrap();
    }
    std::fs::write(folder.join("stage.toml"), format!("{}{canvases}", walls())).unwrap();
    show(Files::Disk, &folder.join("show.toml").display().to_string(), &|_, _| {}).unwrap().show
}

fn corner() -> Show {
    show(Files::Disk, &format!("{CORNER}/show.toml"), &|_, _| {}).unwrap().show
}

/// Sixteen bits would be better; ten of PQ without dither are the finest that a canvas has.
fn canvas(name: &str, width: u32, pieces: &str) -> String {
    format!(
        "\n[[canvas]]\nname = \"{name}\"\nwidth = {width}\nheight = 256\ntransfer = \"pq\"\nbits = 10\ndither = \"off\"\n{pieces}"
    )
}

fn piece(wall: &str, x: u32, y: u32, more: &str) -> String {
    format!("[[canvas.piece]]\nwall = \"{wall}\"\nx = {x}\ny = {y}\n{more}\n")
}

/// Draws one frame with a renderer of its own.
fn draw(gpu: &Gpu, show: &Show, frame: u64, settings: &[&str]) -> Drawn {
    let mut values = show.first.clone();
    for setting in settings {
        show.registry.set(&mut values, setting).unwrap();
    }
    let mut renderer = Renderer::new(gpu, show, &Settings::default(), &|_, _| {}).unwrap();
    let inputs = show.inputs(&values, frame, &show.rehearsed_poses(frame));
    renderer.draw(gpu, show, &inputs, &Wanted { cameras: true, ..Wanted::default() });
    let canvases = 0..show.stage.canvases.len();
    Drawn {
        codes: canvases.map(|index| renderer.canvas_codes(gpu, index)).collect(),
        camera: renderer.camera_picture(gpu, 0),
    }
}

fn bits(picture: &Picture) -> Vec<[u32; 4]> {
    picture.data.iter().map(|pixel| pixel.map(f32::to_bits)).collect()
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let Some(gpu) = super::device() else { return };
    let show = corner();
    let (first, again) = (draw(&gpu, &show, 3, &[]), draw(&gpu, &show, 3, &[]));
    assert_eq!(first.codes, again.codes);
    assert!(bits(&first.camera) == bits(&again.camera), "camera pictures differ");
    let later = draw(&gpu, &show, 4, &[]);
    assert!(first.codes != later.codes && bits(&first.camera) != bits(&later.camera), "nothing moves");
}

/// A frame does not depend on the frames before it: invariant 1 of DESIGN.md 4.
#[test]
fn a_frame_has_no_memory() {
    let Some(gpu) = super::device() else { return };
    let show = corner();
    let mut renderer = Renderer::new(&gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
    // Whatever a renderer keeps from frame to frame is made stale in turn: poses, place, exposure, switches, patterns.
    let settings = [
        "world/turntable_deg=30",
        "grade/trim_ev=1",
        "grade/outer/trim_ev=1",
        "inner/A/on=off",
        "pattern/ten=grid",
    ];
    for (frame, setting) in (4..).zip(settings) {
        let fresh = draw(&gpu, &show, frame, &[setting]);
        let mut changed = show.first.clone();
        show.registry.set(&mut changed, setting).unwrap();
        for (frame, values) in [(0, &show.first), (frame, &changed)] {
            let inputs = show.inputs(values, frame, &show.rehearsed_poses(frame));
            renderer.draw(&gpu, &show, &inputs, &Wanted { cameras: true, ..Wanted::default() });
        }
        for (index, codes) in fresh.codes.iter().enumerate() {
            assert!(
                *codes == renderer.canvas_codes(&gpu, index),
                "canvas {index} remembers another {setting}"
            );
        }
        let camera = renderer.camera_picture(&gpu, 0);
        assert!(bits(&fresh.camera) == bits(&camera), "the camera remembers another {setting}");
    }
}

#[test]
fn the_inner_frustum_can_be_turned_off() {
    let Some(gpu) = super::device() else { return };
    let show = corner();
    let on = draw(&gpu, &show, 0, &[]);
    let off = draw(&gpu, &show, 0, &["inner/A/on=off"]);
    let (mut wall, mut changed) = (0, 0);
    for (on, off) in on.camera.data.iter().zip(&off.camera.data) {
        assert_eq!(on[3].to_bits(), off[3].to_bits(), "the wall itself stays");
        wall += usize::from(on[3] == 1.0);
        changed += usize::from(on != off);
    }
    // Through the outer frustum the world is drawn for another place: shapes move by many LEDs, and every texel differs.
    assert!(changed * 4 > wall, "{changed} of {wall} pixels changed");
}

/// Share of pixels that are the same to the bit, and the largest difference, as a share of the brighter.
fn difference(first: &Picture, second: &Picture) -> (f64, f64) {
    assert_eq!((first.width, first.height), (second.width, second.height));
    let (mut same, mut largest) = (0_usize, 0.0_f64);
    for (first, second) in first.data.iter().zip(&second.data) {
        same += usize::from(first.map(f32::to_bits) == second.map(f32::to_bits));
        // Of the pixel's largest channel, and of 1 nit at least: a code of a dark channel is a large share of itself.
        let scale =
            first.iter().chain(second).take(3).fold(0.01_f64, |most, value| most.max(f64::from(*value)));
        for (first, second) in first.iter().zip(second) {
            largest = largest.max(f64::from((first - second).abs()) / scale);
        }
    }
    (same as f64 / first.data.len() as f64, largest)
}

/// Where rounding of the map moves a value over the edge between two codes, it moves by that one code: 1.4 % of light
/// at 10-bit PQ, here up to 2 % of the largest channel through the gamut's matrix. Everything else must be the same.
fn same_light(what: &str, first: &Picture, second: &Picture) {
    let (same, largest) = difference(first, second);
    eprintln!("{what}: {:.3} % of pixels equal, largest difference {:.3} %", same * 100.0, largest * 100.0);
    assert!(same >= 0.995 && largest <= 0.02, "{what}: {same} equal, largest difference {largest}");
}

fn upright() -> String {
    let pieces = [piece("flat", 0, 0, ""), piece("arc", 128, 0, ""), piece("wild", 0, 128, "")];
    canvas("main", 256, &pieces.concat())
}

#[test]
fn a_turned_piece_shows_the_same_light() {
    let Some(gpu) = super::device() else { return };
    let straight = draw(&gpu, &corner_with("upright", &upright()), 2, &[]);
    for turn in [90, 180, 270] {
        let turned = format!("turn = {turn}");
        let pieces =
            [piece("flat", 0, 0, &turned), piece("arc", 128, 0, &turned), piece("wild", 0, 128, &turned)];
        let show = corner_with(&format!("turn{turn}"), &canvas("main", 256, &pieces.concat()));
        let got = draw(&gpu, &show, 2, &[]);
        assert!(got.codes != straight.codes, "the canvas is laid out otherwise");
        same_light(&format!("turned {turn}"), &straight.camera, &got.camera);
    }
}

#[test]
fn a_wall_over_two_canvases_is_one_wall() {
    let Some(gpu) = super::device() else { return };
    let straight = draw(&gpu, &corner_with("upright", &upright()), 2, &[]);
    let left = [piece("flat", 32, 64, "columns = [0, 1]"), piece("wild", 0, 0, "")].concat();
    let right = [piece("flat", 0, 0, "columns = [1, 4]"), piece("arc", 96, 128, "")].concat();
    let canvases = [canvas("left", 64, &left), canvas("right", 224, &right)].concat();
    let cut = draw(&gpu, &corner_with("cut", &canvases), 2, &[]);
    same_light("over two canvases", &straight.camera, &cut.camera);
    // Negative control: the same two canvases one frame later are not the same light.
    let later = draw(&gpu, &corner_with("cut", &canvases), 3, &[]);
    let (same, largest) = difference(&straight.camera, &later.camera);
    assert!(same < 0.99 && largest > 0.05, "the comparison is blind: {same}, {largest}");
}
