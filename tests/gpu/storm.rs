//! A storm of ten flashes a second: dangerous as it is drawn, and safe once the guard keeps it.
//!
//! In: `tests/data/storm`, an sRGB canvas of 200 nits. Out: flashes counted by the definitions of ITU-R BT.1702, and the badness
//! that ffmpeg's filter `photosensitivity` finds (1 is too much). Not here: the guard's own rules (`safety::flash_guard`).
//! Invariant: the same frames with the guard off, which only the command line can do, are the control: both must find them bad.
//! Without ffmpeg its half is left out and says so, in CI too: the count of flashes is not.

use std::io::Write as _;
use std::process::{Command, Stdio};

use cyclorama::color::transfer::linear_from_srgb;
use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::safety::WallLight;
use cyclorama::safety::flash_guard::most_flashes;
use cyclorama::show::load::{Files, show};
use cyclorama::show::{Arming, Holds};

const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/storm/show.toml");
/// Two seconds; ffmpeg's filter looks at windows of thirty frames.
const FRAMES: u64 = 48;
/// Frames before them that ffmpeg sees.
const STILL: usize = 40;
const WHITE_NITS: f64 = 200.0;

/// Codes of each frame, red first.
fn storm(gpu: &Gpu, settings: &[&str]) -> Vec<Vec<[u16; 3]>> {
    let show = show(Files::Disk, SHOW, &|_, _| {}).unwrap().show;
    let mut values = show.first.clone();
    for setting in settings {
        show.registry.set(&mut values, setting).unwrap();
    }
    let mut renderer = Renderer::new(gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
    let mut inputs = show.inputs(&values, 0, &show.rehearsed_poses(0));
    let mut holds = Holds::settled(&show, &values, &inputs);
    let frame = |frame| {
        show.fill(&mut inputs, &values, frame, &show.rehearsed_poses(frame));
        holds.apply(&show, &values, Arming::Armed, &mut inputs);
        renderer.draw(gpu, &show, &inputs, &Wanted::default());
        renderer.canvas_codes(gpu, 0)
    };
    (0..FRAMES).map(frame).collect()
}

/// Mean light of a frame, as the display that it is for emits it.
fn mean(codes: &[[u16; 3]]) -> WallLight {
    let mut rgb = [0.0; 3];
    for code in codes {
        (0..3).for_each(|lane| rgb[lane] += linear_from_srgb(f64::from(code[lane]) / 255.0));
    }
    let rgb = rgb.map(|sum| sum / codes.len() as f64);
    WallLight { nits: WHITE_NITS * (0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]), rgb }
}

/// The greatest badness of ffmpeg's filter; `None` where there is no ffmpeg.
fn badness(frames: &[Vec<[u16; 3]>]) -> Option<f64> {
    let arguments = "-hide_banner -f rawvideo -pixel_format rgb24 -video_size 64x36 -framerate 24 -i - \
                     -vf photosensitivity=bypass=1,metadata=print:file=- -f null -";
    let spawned = Command::new("ffmpeg")
        .args(arguments.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut ffmpeg) = spawned else {
        println!("skipped: no ffmpeg, so its photosensitivity filter was not asked");
        return None;
    };
    // The filter's first window compares with black: it sees the first picture for long.
    let still = std::iter::repeat_n(&frames[0], STILL).flatten();
    let bytes: Vec<u8> = still.chain(frames.iter().flatten()).flatten().map(|code| *code as u8).collect();
    let mut stdin = ffmpeg.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = ffmpeg.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let found: Vec<f64> = text
        .lines()
        .filter_map(|line| line.strip_prefix("lavfi.photosensitivity.badness=")?.trim().parse().ok())
        .collect();
    assert_eq!(found.len(), frames.len() + STILL, "{text}");
    found.into_iter().skip(STILL).reduce(f64::max)
}

#[test]
fn a_storm_of_ten_hertz_is_safe_under_the_guard_and_dangerous_without() {
    let Some(gpu) = super::device() else { return };
    let guarded = storm(&gpu, &[]);
    let free = storm(&gpu, &["safety/flash_guard=false"]);
    let flashes = |frames: &[Vec<[u16; 3]>]| {
        let lights: Vec<WallLight> = frames.iter().map(|codes| mean(codes)).collect();
        most_flashes(&lights, WHITE_NITS, 24.0)
    };
    let (safe, wild) = (flashes(&guarded), flashes(&free));
    println!("flashes in a second: {safe} with the guard, {wild} without");
    assert!(safe <= 3 && wild > 3, "{safe} {wild}");
    if let (Some(safe), Some(wild)) = (badness(&guarded), badness(&free)) {
        println!("ffmpeg photosensitivity: badness {safe:.3} with the guard, {wild:.3} without");
        assert!(safe < 1.0 && wild > 1.0, "{safe} {wild}");
    }
    // Lightning is still to be seen.
    let nits: Vec<f64> = guarded.iter().map(|codes| mean(codes).nits).collect();
    let (least, most) =
        nits.iter().fold((f64::MAX, 0.0_f64), |(least, most), nits| (least.min(*nits), most.max(*nits)));
    assert!(most > 1.2 * least, "{least} {most}");
}
