//! Raw frames to another program: what arrives is what `render` writes.
//!
//! In: `tests/data/two_outputs` (8 bits) and `tests/data/small` (10 bits), the built program, `ffmpeg` where there is one.
//! Out: pixels held against PNG files. Not here: formats of single pixels (`output::pipe`).
//! Invariant: each run ends by itself after its frames, so a failure is never a hang.

use std::path::Path;
use std::process::{Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cyclorama");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// The light of a show that starts rises over a second; at two it stands.
const FRAMES: usize = 48;

fn folder() -> String {
    let folder = format!("{ROOT}/target/test-pipe");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs a show of `tests/data` for some frames into a pipe; returns what it says.
fn piped(show: &str, pipe: &str) -> String {
    let show = format!("{ROOT}/tests/data/{show}/show.toml");
    let frames = FRAMES.to_string();
    let args = ["run", &show, "--headless", "--frames", &frames, "--pipe", pipe];
    let run = Command::new(PROGRAM).args(args).env("RUST_LOG", "error").output().unwrap();
    let words = String::from_utf8(run.stderr).unwrap();
    assert!(run.status.success(), "{words}");
    words
}

/// A canvas's samples of frame 0 as `render` writes them, red, green and blue.
fn rendered(show: &str, canvas: &str) -> Vec<u16> {
    let (out, target) = (format!("{}/{show}", folder()), format!("canvas:{canvas}"));
    let show = format!("{ROOT}/tests/data/{show}/show.toml");
    let args = ["render", &show, "--frames", "1", "--target", &target, "--out", &out];
    let run = Command::new(PROGRAM).args(args).stdout(Stdio::null()).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    samples(Path::new(&format!("{out}/canvas-{canvas}.000000.png")))
}

/// Samples of a PNG, 8 or 16 bits.
fn samples(path: &Path) -> Vec<u16> {
    let file = std::io::BufReader::new(std::fs::File::open(path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    assert_eq!(frame.color_type, png::ColorType::Rgb);
    match frame.bit_depth {
        png::BitDepth::Eight => bytes.into_iter().map(u16::from).collect(),
        _ => bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect(),
    }
}

#[test]
fn piped_frames_are_the_pictures_that_render_writes() {
    if crate::device().is_none() {
        return;
    }
    let path = format!("{}/left.raw", folder());
    let words = piped("two_outputs", &format!("left={path}"));
    assert!(words.contains("320 x 160 pixels, rgba, 24 a second, 204800 bytes each"), "{words}");
    let bytes = std::fs::read(&path).unwrap();
    let frames: Vec<&[u8]> = bytes.chunks(320 * 160 * 4).collect();
    // Software adapters drop frames of the show; what was drawn was piped whole.
    let written = frames.len();
    assert!(
        (1..=FRAMES).contains(&written) && words.contains(&format!("{written} frames piped, 0 dropped")),
        "{words}"
    );
    let wanted = rendered("two_outputs", "left");
    assert!(wanted.iter().any(|sample| *sample != wanted[0]), "a flat picture would prove nothing");
    let found = |frame: &[u8]| -> Vec<u16> {
        frame.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).map(u16::from).collect()
    };
    assert!(found(frames[written - 1]) == wanted);
    assert!(found(frames[0]) != wanted, "negative control: the first frame is still dark");
}

#[test]
fn ffmpeg_reads_what_the_printed_command_says() {
    if crate::device().is_none() {
        return;
    }
    if Command::new("ffmpeg").arg("-version").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: no ffmpeg; `piped_frames_are_the_pictures_that_render_writes` reads a file");
        return;
    }
    let wanted = rendered("small", "main");
    let path = format!("{}/small.raw", folder());
    // x2rgb10le is what a 10-bit canvas is piped as; gbrp10le is ten bits a sample too, plane by plane, so that
    // ffmpeg has nothing to round.
    let read = "ffmpeg -v error -y -f rawvideo -pixel_format x2rgb10le -video_size 64x32 -framerate 24 -i -";
    let words = piped("small", &format!("main=cmd:{read} -f rawvideo -pix_fmt gbrp10le {path}"));
    assert!(words.contains(&read.replace("-v error -y ", "")), "{words}");
    let bytes = std::fs::read(&path).unwrap();
    let bytes = bytes.rchunks(64 * 32 * 6).next().unwrap();
    let planes: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let [green, blue, red] = [0, 1, 2].map(|plane| &planes[plane * 64 * 32..][..64 * 32]);
    let found: Vec<u16> = (0..64 * 32).flat_map(|index| [red[index], green[index], blue[index]]).collect();
    // round(code x 65535 / 1023) has the code in its upper ten bits.
    let wanted: Vec<u16> = wanted.into_iter().map(|sample| sample >> 6).collect();
    assert!(found == wanted, "first {:?}, {:?}", &found[..6], &wanted[..6]);
    // Read with blue and red exchanged it is another picture.
    let exchanged: Vec<u16> =
        found.chunks_exact(3).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
    assert!(exchanged != wanted);
}

#[test]
fn a_reader_that_goes_does_not_end_the_show() {
    if crate::device().is_none() {
        return;
    }
    let words = piped("small", "main=cmd:exit 7");
    assert!(words.contains("output main: ") && !words.contains("panicked"), "{words}");
}
