//! Goldens: small pictures whose every pixel is known.
//!
//! In: `tests/golden/<case>/{case.toml, expected.png, why.md}`. Out: differences, and pictures of them under `target/`.
//! Not here: how a picture was derived (`why.md`, `derive.py`).
//! Invariant: a missing golden fails. `BLESS=case` writes one, never when `CI` is set, never over a derived one.

use std::path::{Path, PathBuf};

use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::load::{Files, show};
use serde::Deserialize;

/// A case as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// Show file, from the project's root.
    show: String,
    /// Canvas of it.
    canvas: String,
    /// Parameters.
    set: Vec<String>,
    /// Whether the picture comes from formulas and not from the program.
    derived: bool,
}

/// Greatest size of a golden, bytes.
const MOST_BYTES: u64 = 16 * 1024;

/// Codes of a canvas.
#[derive(Clone, PartialEq)]
struct Codes {
    size: [u32; 2],
    pixels: Vec<[u16; 3]>,
}

/// A show on the device, used by all its cases in turn: a frame has no memory (`determinism`).
struct Stand {
    path: String,
    show: Show,
    renderer: Renderer,
}

impl Stand {
    fn new(gpu: &Gpu, path: &str) -> Self {
        let file = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
        let show = show(Files::Disk, &file, &|_, _| {}).unwrap().show;
        let renderer = Renderer::new(gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
        Self { path: path.to_owned(), show, renderer }
    }
}

fn draw(gpu: &Gpu, stands: &mut Vec<Stand>, case: &Case) -> (Codes, u32) {
    if !stands.iter().any(|stand| stand.path == case.show) {
        stands.push(Stand::new(gpu, &case.show));
    }
    let stand = stands.iter_mut().find(|stand| stand.path == case.show).unwrap();
    let (show, renderer) = (&stand.show, &mut stand.renderer);
    let mut values = show.first.clone();
    for setting in &case.set {
        show.registry.set(&mut values, setting).unwrap();
    }
    let index = show.stage.canvases.iter().position(|canvas| canvas.name == case.canvas).unwrap();
    let inputs = show.inputs(&values, 0, &show.rehearsed_poses(0));
    renderer.draw(gpu, show, &inputs, &Wanted::default());
    let canvas = &show.stage.canvases[index];
    (Codes { size: canvas.size, pixels: renderer.canvas_codes(gpu, index) }, canvas.bits)
}

/// Samples of 16 bits: round(code x 65535 / top code).
fn samples(codes: &Codes, bits: u32) -> Vec<u16> {
    let top = f64::from((1_u32 << bits) - 1);
    codes.pixels.iter().flatten().map(|code| (f64::from(*code) * 65535.0 / top).round() as u16).collect()
}

fn write_png(path: &Path, size: [u32; 2], samples: &[u16]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut encoder = png::Encoder::new(std::fs::File::create(path).unwrap(), size[0], size[1]);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Sixteen);
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_be_bytes()).collect();
    encoder.write_header().unwrap().write_image_data(&bytes).unwrap();
}

/// Size and samples of a 16-bit RGB picture.
fn read_png(path: &Path) -> Result<([u32; 2], Vec<u16>), String> {
    let file = std::fs::File::open(path).map_err(|error| {
        format!("{}: {error}. Derive it, or draw it with BLESS=<case> and look at it", path.display())
    })?;
    let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut bytes).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Sixteen));
    let samples = bytes.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
    Ok(([info.width, info.height], samples))
}

/// Pixels that differ, and the first of them.
fn differences(width: u32, want: &[u16], got: &[u16]) -> (usize, Option<String>) {
    let (width, mut found) = (width as usize, want.chunks_exact(3).zip(got.chunks_exact(3)).enumerate());
    let count = found.clone().filter(|(_, (want, got))| want != got).count();
    let first = found.find(|(_, (want, got))| want != got);
    let told = |(index, (want, got)): (usize, (&[u16], &[u16]))| {
        format!("first at ({}, {}): {got:?} for {want:?}", index % width, index / width)
    };
    (count, first.map(told))
}

/// Why a golden must not be written.
fn refusal(is_ci: bool, is_derived: bool) -> Option<&'static str> {
    match (is_ci, is_derived) {
        (true, _) => Some("CI is set: goldens are blessed by a person who looks at them"),
        (_, true) => Some("this picture is derived: change tests/golden/derive.py and why.md instead"),
        _ => None,
    }
}

fn check(gpu: &Gpu, stands: &mut Vec<Stand>, folder: &Path) -> Result<(), String> {
    let name = folder.file_name().unwrap().to_str().unwrap();
    let text =
        std::fs::read_to_string(folder.join("case.toml")).map_err(|error| format!("{name}: {error}"))?;
    let case: Case = toml::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    if !folder.join("why.md").is_file() {
        return Err(format!("{name}: why.md is missing: say how the picture was derived"));
    }
    let (codes, bits) = draw(gpu, stands, &case);
    let (expected, got) = (folder.join("expected.png"), samples(&codes, bits));
    if std::env::var("BLESS").is_ok_and(|blessed| blessed == name) {
        if let Some(reason) = refusal(std::env::var_os("CI").is_some(), case.derived) {
            return Err(format!("{name}: {reason}"));
        }
        write_png(&expected, codes.size, &got);
    }
    let (size, want) = read_png(&expected)?;
    let bytes = std::fs::metadata(&expected).unwrap().len();
    if size != codes.size || bytes > MOST_BYTES {
        return Err(format!(
            "{name}: expected.png is {size:?} and {bytes} bytes, the canvas {:?}",
            codes.size
        ));
    }
    let (count, first) = differences(size[0], &want, &got);
    let Some(first) = first else { return Ok(()) };
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("goldens").join(name);
    let amplified: Vec<u16> =
        want.iter().zip(&got).map(|(want, got)| want.abs_diff(*got).saturating_mul(16)).collect();
    write_png(&out.join("actual.png"), size, &got);
    write_png(&out.join("difference-x16.png"), size, &amplified);
    let (adapter, driver) = gpu.names();
    Err(format!("{name}: {count} pixels differ, {first}; {adapter}, {driver}; see {}", out.display()))
}

#[test]
fn every_golden_is_drawn_exactly() {
    let Some(gpu) = super::device() else { return };
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(!folders.is_empty(), "no case below {root}");
    let mut stands = Vec::new();
    let faults: Vec<String> =
        folders.iter().filter_map(|folder| check(&gpu, &mut stands, folder).err()).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Negative controls: one code in one channel is seen, a missing golden is an error, blessing has its rule.
#[test]
fn the_comparer_and_its_rules_hold() {
    let want = vec![33_312_u16; 3 * 6];
    let mut got = want.clone();
    assert_eq!(differences(3, &want, &got), (0, None));
    got[3 * 4 + 1] += 64;
    let (count, first) = differences(3, &want, &got);
    assert_eq!(count, 1);
    assert!(first.unwrap().starts_with("first at (1, 1)"));
    let missing = read_png(Path::new("tests/golden/no-such-case/expected.png"));
    assert!(missing.unwrap_err().contains("BLESS"));
    assert!(refusal(true, false).is_some() && refusal(false, true).is_some());
    assert_eq!(refusal(false, false), None);
}
