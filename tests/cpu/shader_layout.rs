//! Rust mirrors of WGSL structs, held against naga's reflection.
//!
//! In: `render::structs::MIRRORS`, every module. Out: drift in name, order, offset or size.
//! Not here: whether the modules are valid (`shader_valid`).
//! Invariant: each struct that Rust fills has a mirror, and each mirror has a struct.

use std::collections::BTreeMap;

use cyclorama::gpu::mirror::Mirror;
use cyclorama::render::structs::MIRRORS;
use wgpu::naga;

use super::probe::stitched;
use super::shader_valid::{modules, parsed};

/// A struct as naga lays it out: fields with offsets, size in bytes.
type Layout = (Vec<(String, usize)>, usize);

/// Endings of the names of structs that Rust fills.
const FILLED: [&str; 3] = ["Uniforms", "Record", "Transform"];

fn layouts(module: &naga::Module) -> BTreeMap<String, Layout> {
    let mut found = BTreeMap::new();
    for (_, ty) in module.types.iter() {
        if let (naga::TypeInner::Struct { members, span }, Some(name)) = (&ty.inner, &ty.name) {
            let fields = members
                .iter()
                .map(|member| (member.name.clone().unwrap_or_default(), member.offset as usize))
                .collect();
            found.insert(name.clone(), (fields, *span as usize));
        }
    }
    found
}

/// What differs between a mirror and its struct; `None` when nothing does.
fn drift(mirror: &Mirror, (fields, span): &Layout) -> Option<String> {
    let own: Vec<(String, usize)> =
        mirror.fields.iter().map(|(name, offset)| ((*name).to_owned(), *offset)).collect();
    (own != *fields || mirror.size != *span).then(|| {
        format!("{}: Rust {own:?} in {} bytes, WGSL {fields:?} in {span} bytes", mirror.name, mirror.size)
    })
}

/// Every struct of every module by name, with the module that it was seen in.
fn all() -> Vec<(String, String, Layout)> {
    let mut seen = Vec::new();
    for path in modules().into_iter().filter(|path| !path.starts_with("probe/")) {
        let module = parsed(&stitched(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        seen.extend(layouts(&module).into_iter().map(|(name, layout)| (path.clone(), name, layout)));
    }
    seen
}

#[test]
fn mirrors_agree_with_every_module() {
    let structs = all();
    let mut faults = Vec::new();
    for mirror in MIRRORS {
        let mut of_name = structs.iter().filter(|(_, name, _)| name == mirror.name).peekable();
        if of_name.peek().is_none() {
            faults.push(format!("{}: no module has this struct", mirror.name));
        }
        faults.extend(
            of_name.filter_map(|(path, _, layout)| Some(format!("{path}: {}", drift(mirror, layout)?))),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_filled_struct_has_one_mirror() {
    for (path, name, _) in all() {
        if FILLED.iter().any(|ending| name.ends_with(ending)) {
            let count = MIRRORS.iter().filter(|mirror| mirror.name == name).count();
            assert_eq!(count, 1, "{path}: `{name}` has {count} mirrors in render::structs::MIRRORS");
        }
    }
}

#[test]
fn drift_is_found() {
    let module = naga::front::wgsl::parse_str(
        "struct PairUniforms { first: vec4f, second: mat4x4f }\n@group(0) @binding(0) var<uniform> pair: PairUniforms;",
    )
    .unwrap();
    let layout = &layouts(&module)["PairUniforms"];
    // Offsets by the WGSL specification 14.4.1: vec4f 16 bytes aligned to 16, mat4x4f 64.
    let good = Mirror { name: "PairUniforms", fields: &[("first", 0), ("second", 16)], size: 80 };
    assert_eq!(drift(&good, layout), None);
    let bad: [(&'static [(&'static str, usize)], usize); 4] = [
        (&[("first", 0), ("other", 16)], 80),
        (&[("second", 0), ("first", 64)], 80),
        (&[("first", 0), ("second", 32)], 80),
        (&[("first", 0), ("second", 16)], 96),
    ];
    for (fields, size) in bad {
        assert!(drift(&Mirror { fields, size, ..good }, layout).is_some(), "{fields:?} {size}");
    }
}
