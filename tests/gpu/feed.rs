//! Small pictures for pages: what a decoder that is not ours makes of them, against the pictures that they are of.
//!
//! In: `tests/data/patch`, where every LED has 100 nits. Out: decoded JPEGs. Not here: who asks (`control`), rates (`bench`).
//! Invariant: nobody waits for a picture but this test.

use std::time::Duration;

use cyclorama::app::stage_eye;
use cyclorama::gpu::Gpu;
use cyclorama::output::feed::FeedTap;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::feed::{Feed, Small};
use cyclorama::show::load::{Files, show};

/// Looks until a picture is there, at most ten seconds.
fn wait(feed: &Feed, source: &str, frame: u64) -> std::sync::Arc<Small> {
    for _ in 0..10_000 {
        if let Some(small) = feed.latest(source, 320).filter(|small| small.frame >= frame) {
            return small;
        }
        std::thread::park_timeout(Duration::from_millis(1));
    }
    panic!("no picture of {source}")
}

fn draw(gpu: &Gpu, show: &Show, (renderer, tap): (&mut Renderer, &mut FeedTap), set: &[&str], frame: u64) {
    let mut values = show.first.clone();
    for setting in set {
        show.registry.set(&mut values, setting).unwrap();
    }
    let inputs = show.inputs(&values, frame, &show.rehearsed_poses(frame));
    let slots = tap.due();
    let stage = Some(stage_eye::default_view(&show.stage, [64, 36]));
    let wanted = renderer.previews().also(Wanted::default(), slots, stage);
    renderer.draw(gpu, show, &inputs, &wanted);
    tap.take(gpu, renderer, slots, frame);
    gpu.wait();
    tap.hand_on();
}

fn centre(small: &Small) -> [i32; 3] {
    let read = image::load_from_memory_with_format(&small.jpeg, image::ImageFormat::Jpeg).unwrap().to_rgb8();
    assert_eq!([read.width(), read.height()], small.size);
    read.get_pixel(small.size[0] / 2, small.size[1] / 2).0.map(i32::from)
}

#[test]
fn a_picture_is_drawn_while_somebody_wants_it_and_shows_the_wall() {
    let Some(gpu) = super::device() else { return };
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/patch/show.toml");
    let show = show(Files::Disk, path, &|_, _| {}).unwrap().show;
    let settings = Settings { previews: true, stage_view: Some([64, 36]), ..Settings::default() };
    let mut renderer = Renderer::new(&gpu, &show, &settings, &|_, _| {}).unwrap();
    renderer.warm(&gpu, &show, &Wanted::default());
    let feed = Feed::default();
    let mut tap = FeedTap::open(&gpu, feed.clone(), &renderer).unwrap();
    assert_eq!(*feed.sources(), ["camera:A", "stage", "canvas:main"]);
    draw(&gpu, &show, (&mut renderer, &mut tap), &[], 0);
    assert!(tap.due().is_empty(), "nobody wants one");
    for source in ["camera:A", "stage", "canvas:main"] {
        assert!(feed.latest(source, 320).is_none());
        assert!(feed.want(source, 320, 60.0));
    }
    draw(&gpu, &show, (&mut renderer, &mut tap), &[], 1);
    let small = wait(&feed, "camera:A", 1);
    let camera = &show.cameras[0].lens.resolution_px;
    assert_eq!(small.size, *camera, "smaller than 320 pixels: as it is");
    // The same pixel as the window's own desk picture would have it: 18 % grey of `grey18_nits`, tone-mapped, sRGB.
    let linear = 100.0 * 0.18 / show.exposure.grey18_nits;
    let mapped = cyclorama::color::tone_map::neutral(glam::DVec3::splat(linear)).x;
    let code = (cyclorama::color::transfer::srgb_from_linear(mapped) * 255.0).round() as i32;
    // Half a code of 10-bit PQ, and what JPEG at quality 70 leaves of a flat patch.
    let near = |got: [i32; 3], code: i32| got.iter().all(|got| (got - code).abs() <= 4);
    for source in ["camera:A", "canvas:main"] {
        let got = centre(&wait(&feed, source, 1));
        assert!(near(got, code), "{source}: {got:?} for {code}");
    }
    wait(&feed, "stage", 1);
    // A stop more is another picture: what is looked at is this frame's, not the first.
    while tap.due().is_empty() {
        std::thread::park_timeout(Duration::from_millis(1));
    }
    draw(&gpu, &show, (&mut renderer, &mut tap), &["grade/trim_ev=-2"], 2);
    let got = centre(&wait(&feed, "camera:A", 2));
    assert!(!near(got, code) && got[0] < code, "{got:?} after two stops less than {code}");
    assert_eq!(tap.dropped(), 0);
}
