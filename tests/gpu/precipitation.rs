//! Rain in the picture: only behind the wall, only in inner frusta, as long as the shutter is open, the same however reached.
//!
//! In: `tests/data/sky` under rain, with sun, clouds, wind and ground standing still, so that only drops differ between frames.
//! Out: shares of pixels that differ. Not here: how many drops fall how fast (`sky::weather::precipitation`).
//! Invariant: each share has a control that must be another.

use cyclorama::color::Picture;
use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::load::{self, Files};

const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
const STILL: [&str; 6] = [
    "sky/sun_rate=0",
    "sky/cloud_rate=0",
    "weather/wind_mps=0",
    "weather/ground_by_weather=off",
    "weather/rain_mm_per_h=40",
    "sky/time_of_day=16",
];

/// What a drop changes a pixel by; veils change it by less.
const DROP: f32 = 0.1;

fn draw(gpu: &Gpu, show: &Show, renderer: &mut Renderer, frame: u64, settings: &[&str]) {
    let mut values = show.first.clone();
    for setting in STILL.iter().chain(settings) {
        show.registry.set(&mut values, setting).unwrap();
    }
    let inputs = show.inputs(&values, frame, &show.rehearsed_poses(0));
    renderer.draw(gpu, show, &inputs, &Wanted::default());
}

fn inner(gpu: &Gpu, show: &Show, renderer: &mut Renderer, frame: u64, settings: &[&str]) -> Picture {
    draw(gpu, show, renderer, frame, settings);
    renderer.inner_picture(gpu, 0)
}

/// Share of pixels whose green differs by more than a part.
fn changed(one: &Picture, other: &Picture, part: f32) -> f64 {
    let differ =
        |(one, other): &(&[f32; 4], &[f32; 4])| (one[1] - other[1]).abs() > part * one[1].max(other[1]);
    one.data.iter().zip(&other.data).filter(differ).count() as f64 / one.data.len() as f64
}

#[test]
fn drops_stay_behind_the_wall_and_are_as_long_as_the_shutter_is_open() {
    let Some(gpu) = super::device() else { return };
    let mut show = load::show(Files::Disk, SHOW, &|_, _| {}).unwrap().show;
    let mut renderer = Renderer::new(&gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
    let first = inner(&gpu, &show, &mut renderer, 0, &[]);
    let later = inner(&gpu, &show, &mut renderer, 24, &[]);
    let falling = changed(&first, &later, DROP);
    assert!(falling > 0.005, "nothing falls: {falling}");
    assert_eq!(first, inner(&gpu, &show, &mut renderer, 0, &[]), "frame 0 after frame 24 is not frame 0");

    let shares = ["camera/A/shutter_deg=30", "camera/A/shutter_deg=360"].map(|shutter| {
        let pair = [0, 24].map(|frame| inner(&gpu, &show, &mut renderer, frame, &[shutter]));
        changed(&pair[0], &pair[1], DROP)
    });
    assert!(shares[1] > 1.5 * shares[0], "a longer shutter makes no longer drops: {shares:?}");

    let held = ["sky/mode=hold_all"];
    let pair = [0, 24].map(|frame| inner(&gpu, &show, &mut renderer, frame, &held));
    assert_eq!(pair[0], pair[1], "drops fall while all is held");

    // The outer gets the light of rain and no drop.
    let off = ["inner/A/on=off"];
    let codes = [0, 24].map(|frame| {
        draw(&gpu, &show, &mut renderer, frame, &off);
        renderer.canvas_codes(&gpu, 0)
    });
    assert!(codes[0] == codes[1], "drops in the outer frustum");

    // The same walls twenty times as far and as large look the same, but for the drops that fall before them.
    for panel in &mut show.stage.panels {
        panel.corners_m = panel.corners_m.map(|corner| corner * 20.0);
    }
    let mut renderer = Renderer::new(&gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
    let pair = [0, 24].map(|frame| inner(&gpu, &show, &mut renderer, frame, &[]));
    let before = changed(&pair[0], &pair[1], DROP);
    eprintln!("falling {falling}, by shutter {shares:?}, before a far wall {before}");
    assert!(before < 0.25 * falling, "drops before a far wall: {before}, behind a near one {falling}");
}
