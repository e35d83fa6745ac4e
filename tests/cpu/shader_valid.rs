//! Every WGSL file through naga, as wgpu will read it.
//!
//! In: `shaders/`. Out: naga's errors with file and line. Not here: layouts (`shader_layout`), pipelines (`noop`).
//! Invariant: files with an entry point are stitched and validated; all others are reached by one of those.

use std::collections::BTreeSet;

use cyclorama::gpu::shader::{Stitched, stitch};
use wgpu::naga;

use super::probe::stitched;
use super::source::{code, files};

/// What the program's own devices offer beyond WebGPU: nothing.
/// Cube arrays are core WebGPU; every Vulkan, Metal and D3D12 device has them.
const CAPABILITIES: naga::valid::Capabilities = naga::valid::Capabilities::CUBE_ARRAY_TEXTURES;

/// Paths under `shaders/` of the files that have an entry point.
pub(crate) fn modules() -> Vec<String> {
    let shaders = files("shaders", "wgsl");
    let entry =
        |text: &str| ["@vertex", "@fragment", "@compute"].iter().any(|stage| code(text).contains(stage));
    let with_entry = shaders.into_iter().filter(|file| entry(&file.text));
    with_entry.map(|file| file.path.trim_start_matches("shaders/").to_owned()).collect()
}

/// Parses and validates.
pub(crate) fn parsed(whole: &Stitched) -> Result<naga::Module, String> {
    let place = |line: Option<u32>| {
        line.and_then(|line| whole.lines.get(line as usize - 1))
            .map_or_else(|| "unknown line".to_owned(), |(file, number)| format!("{file}:{number}"))
    };
    let module = naga::front::wgsl::parse_str(&whole.text).map_err(|error| {
        format!("{}: {error}", place(error.location(&whole.text).map(|at| at.line_number)))
    })?;
    let mut validator = naga::valid::Validator::new(naga::valid::ValidationFlags::all(), CAPABILITIES);
    validator.validate(&module).map_err(|error| {
        let line = error.location(&whole.text).map(|at| at.line_number);
        format!("{}: {}", place(line), error.emit_to_string(&whole.text))
    })?;
    Ok(module)
}

#[test]
fn every_module_is_valid() {
    let faults: Vec<String> = modules()
        .iter()
        .filter_map(|path| parsed(&stitched(path)).err().map(|error| format!("{path}: {error}")))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_is_reached_by_a_module() {
    let reached: BTreeSet<String> = modules()
        .iter()
        .flat_map(|path| {
            // Every probe includes its words.
            let words = path.starts_with("probe/").then(|| "probe/io.wgsl".to_owned());
            let lines = stitched(path).lines.into_iter().map(|(file, _)| file.to_owned());
            lines.chain([path.clone()]).chain(words).collect::<Vec<_>>()
        })
        .collect();
    for file in files("shaders", "wgsl") {
        let path = file.path.trim_start_matches("shaders/");
        assert!(reached.contains(path), "{path} is used by no entry point: remove it, or include it");
    }
}

/// Rejected on Mesa's Vulkan drivers without native f16 (reference/wgpu.md, style.md 5.3).
#[test]
fn no_module_packs_half_floats() {
    for file in files("shaders", "wgsl") {
        for word in ["pack2x16float", "unpack2x16float", "quantizeToF16"] {
            assert!(!code(&file.text).contains(word), "{}: {word}", file.path);
        }
    }
}

#[test]
fn a_type_error_is_found_with_its_place() {
    let mut whole = stitch("post/tone_map.wgsl").unwrap();
    assert!(parsed(&whole).is_ok());
    whole.text.push_str("fn wrong(a: vec3f) -> f32 { return a; }\n");
    whole.lines.push(("post/wrong.wgsl", 7));
    let error = parsed(&whole).expect_err("a vector is no number");
    assert!(error.contains("post/wrong.wgsl:7"), "{error}");
    let unknown = Stitched { text: "fn f() { missing(); }".to_owned(), lines: vec![("x.wgsl", 1)] };
    assert!(parsed(&unknown).is_err());
}
