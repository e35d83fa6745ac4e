//! What only looks: the spot meter, false color, the waveform. They read the right light and change none.
//!
//! In: `tests/data/patch`, where every LED has 100 nits. Out: bytes of desk pictures, the spot's light, canvas codes.
//! Not here: the meter's words (`lens::exposure`), the palette's own truth (`color::false_color`).
//! Invariant: expected values come from the 100 nits, the palette and PQ.

use cyclorama::color::{false_color, transfer};
use cyclorama::gpu::Gpu;
use cyclorama::render::spot::SpotPlace;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::feed::SlotSet;
use cyclorama::show::load::{Files, show};
use glam::DVec3;

fn patch() -> Show {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/patch/show.toml");
    show(Files::Disk, path, &|_, _| {}).unwrap().show
}

fn renderer(gpu: &Gpu, show: &Show) -> Renderer {
    let settings = Settings { reference: true, displays: Some(1), ..Settings::default() };
    Renderer::new(gpu, show, &settings, &|_, _| {}).unwrap()
}

const ALL: Wanted = Wanted {
    cameras: true,
    references: true,
    proof_of: None,
    nits: false,
    stage: None,
    latlong: false,
    displays: true,
    false_color: true,
    waveform: true,
    spot: Some(SpotPlace { camera: 0, at: [0.5, 0.5] }),
    previews: SlotSet::NONE,
};

fn draw(gpu: &Gpu, show: &Show, renderer: &mut Renderer, set: &[&str], wanted: &Wanted) {
    let mut values = show.first.clone();
    for setting in set {
        show.registry.set(&mut values, setting).unwrap();
    }
    let inputs = show.inputs(&values, 0, &show.rehearsed_poses(0));
    renderer.draw(gpu, show, &inputs, wanted);
}

/// RGB of a pixel of an 8-bit picture.
fn pixel(gpu: &Gpu, texture: &wgpu::Texture, x: u32, y: u32) -> [u8; 3] {
    let bytes = gpu.read(texture, 0);
    let at = ((y * texture.width() + x) * 4) as usize;
    [bytes[at], bytes[at + 1], bytes[at + 2]]
}

fn coded(color: DVec3) -> [u8; 3] {
    color.to_array().map(|part| (part * 255.0).round() as u8)
}

#[test]
fn false_color_tells_what_the_wall_cannot_show() {
    let Some(gpu) = super::device() else { return };
    let show = patch();
    let mut renderer = renderer(&gpu, &show);
    // 100 nits on a wall of 1000, times 2^ev; a cold tint pushes red below zero in Rec.709.
    let shown = |nits: f64| false_color::shown(DVec3::splat(nits), 1000.0);
    let cases: [(&[&str], DVec3); 4] = [
        (&[], shown(100.0)),
        (&["grade/trim_ev=3.1"], false_color::ROLL_OFF),
        (&["grade/trim_ev=3.5"], false_color::OVER_WHITE),
        (
            &["grade/temperature_k=25000", "grade/tint_duv=0.05", "grade/saturation=3"],
            false_color::OUT_OF_GAMUT,
        ),
    ];
    for (set, want) in cases {
        draw(&gpu, &show, &mut renderer, set, &ALL);
        let canvas = renderer.targets.canvases[0].display.as_ref().unwrap();
        let [camera, _] = renderer.targets.cameras[0].displays.as_ref().unwrap();
        let on_canvas = pixel(&gpu, &canvas.texture, 4 + 16, 3 + 8);
        let on_camera = pixel(&gpu, &camera.texture, 48, 27);
        for (where_seen, got) in [("canvas", on_canvas), ("camera", on_camera)] {
            let off = got.iter().zip(coded(want)).map(|(got, want)| got.abs_diff(want)).max().unwrap();
            assert!(off <= 1, "{set:?} on the {where_seen}: {got:?} for {:?}", coded(want));
        }
    }
}

#[test]
fn the_spot_is_the_light_of_the_picture_a_frame_later() {
    let Some(gpu) = super::device() else { return };
    let show = patch();
    let mut renderer = renderer(&gpu, &show);
    draw(&gpu, &show, &mut renderer, &[], &ALL);
    assert_eq!(renderer.spot.last(), None, "nobody waited for it");
    gpu.wait();
    draw(&gpu, &show, &mut renderer, &["grade/trim_ev=1"], &ALL);
    let first = renderer.spot.last().unwrap();
    // A code of 10-bit PQ is 0.98 % of the light at 100 nits.
    assert!((first.light.unwrap() - 1.0).abs().max_element() < 0.01, "{first:?}");
    gpu.wait();
    draw(&gpu, &show, &mut renderer, &[], &Wanted { spot: None, ..ALL });
    assert!((renderer.spot.last().unwrap().light.unwrap() / 2.0 - 1.0).abs().max_element() < 0.01);
}

#[test]
fn the_waveform_has_the_walls_nits_at_their_level() {
    let Some(gpu) = super::device() else { return };
    let show = patch();
    let mut renderer = renderer(&gpu, &show);
    draw(&gpu, &show, &mut renderer, &[], &ALL);
    let waveform = &renderer.targets.waveform.as_ref().unwrap().texture;
    // The code that the wall emits for 100 nits lies within a code of it; so does its level, 256 to the signal.
    let level = (transfer::pq_from_nits(100.0) * 256.0) as u32;
    let lit = |level: u32| {
        // A column of a picture of 96 pixels is every fifth of 512.
        (0..512).map(|x| pixel_sum(pixel(&gpu, waveform, x, 255 - level))).max().unwrap()
    };
    let near = (level - 1..=level + 1).map(lit).max().unwrap();
    assert!(near > 3 * 100, "level {level} has {near}");
    for other in [level - 20, level + 20, 3] {
        assert!(lit(other) < 3 * 20, "level {other} has {}", lit(other));
    }
}

fn pixel_sum(pixel: [u8; 3]) -> u32 {
    pixel.iter().map(|part| u32::from(*part)).sum()
}

/// EV100 meters and never drives: no setting of the film camera and no scope changes a code of any canvas.
#[test]
fn looking_changes_no_code() {
    let Some(gpu) = super::device() else { return };
    let show = patch();
    let mut renderer = renderer(&gpu, &show);
    let mut codes = |set: &[&str], wanted: &Wanted| {
        draw(&gpu, &show, &mut renderer, set, wanted);
        renderer.canvas_codes(&gpu, 0)
    };
    let plain = codes(&[], &Wanted::default());
    assert!(codes(&[], &ALL) == plain, "a scope changed the wall");
    let settings = [
        "camera/A/iso=100",
        "camera/A/t_stop=16",
        "camera/A/shutter_deg=11.25",
        "camera/A/nd_stops=10",
        "camera/A/white_balance_k=2500",
    ];
    for setting in settings {
        assert!(codes(&[setting], &ALL) == plain, "{setting} changed the wall");
    }
    assert!(codes(&settings, &ALL) == plain);
    // Negative control: a trim does.
    assert!(codes(&["grade/trim_ev=0.1"], &ALL) != plain);
}
