//! Tests of the glTF loader: every real file, and files broken on purpose.
//!
//! In: ../shared/data/gltf (skipped when absent). Out: pass or fail. Not here: single functions (beside them).
//! Expected counts come from the files' own descriptions in SOURCES.md and from the specification.
//! Invariant: no input panics.

use std::path::{Path, PathBuf};

use glam::Vec3;

use super::super::tests::shared_data;
use super::*;

fn load_file(path: &Path) -> Result<Model, SceneError> {
    let folder = path.parent().unwrap();
    let read = |name: &str| std::fs::read(folder.join(name)).map_err(|error| error.to_string());
    load(&std::fs::read(path).unwrap(), &path.display().to_string(), &read, &|_| {})
}

fn load_bytes(bytes: &[u8]) -> Result<Model, SceneError> {
    load(bytes, "test.glb", &|_| Err("no files here".into()), &|_| {})
}

fn shared(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/gltf").join(name)
}

fn all_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            all_files(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "gltf" || kind == "glb") {
            found.push(path);
        }
    }
}

pub(in super::super) fn check(model: &Model) {
    for (index, node) in model.nodes.iter().enumerate() {
        assert!(node.parent.is_none_or(|parent| parent < index), "parents come first");
        assert!(node.mesh.is_none_or(|mesh| mesh < model.meshes.len()));
    }
    for primitive in model.meshes.iter().flat_map(|mesh| &mesh.primitives) {
        assert!(primitive.material < model.materials.len());
        assert_eq!(primitive.indices.len() % 3, 0);
        assert!(primitive.indices.iter().all(|&index| (index as usize) < primitive.vertices.len()));
        for vertex in &primitive.vertices {
            let tangent = Vec3::from_slice(&vertex.tangent);
            assert!((Vec3::from_array(vertex.normal).length() - 1.0).abs() < 1e-4);
            assert!((tangent.length() - 1.0).abs() < 1e-4);
            assert!(vertex.tangent[3].abs() == 1.0);
        }
    }
    for material in &model.materials {
        let slots = [
            material.base_color_image,
            material.metallic_roughness_image,
            material.normal_image,
            material.occlusion_image,
            material.emissive_image,
        ];
        assert!(slots.iter().flatten().all(|slot| slot.image < model.images.len()));
    }
}

/// SOURCES.md: 107 files; those that require Draco, meshopt, KTX2 or WebP are refused by name.
#[test]
fn every_shared_file_loads_or_is_refused_clearly() {
    if shared_data("gltf/SOURCES.md").is_none() {
        return;
    }
    let mut files = Vec::new();
    all_files(&shared(""), &mut files);
    assert_eq!(files.len(), 107);
    let mut refused = 0;
    for path in &files {
        match load_file(path) {
            Ok(model) => check(&model),
            Err(error) => {
                refused += 1;
                assert!(error.found.contains("extension") || error.found.contains("KTX2"), "{error}");
            }
        }
    }
    println!("{} loaded, {refused} refused", files.len() - refused);
    assert!(refused < 25, "{refused}");
}

#[test]
fn damage_is_an_error_and_never_a_panic() {
    let Some(bytes) = shared_data("gltf/khronos/BoxInterleaved/BoxInterleaved.glb")
        .or_else(|| shared_data("gltf/khronos/VertexColorTest/VertexColorTest.glb"))
    else {
        return;
    };
    assert!(load_bytes(&bytes).is_ok());
    for end in 0..bytes.len() - 4 {
        let error = load_bytes(&bytes[..end]).expect_err("cut short");
        assert!(error.place.starts_with("test.glb"), "{error}");
    }
    let mut damaged = bytes.clone();
    for at in 0..bytes.len() {
        for value in [0, 0x7f, 0xff] {
            damaged[at] = value;
            if let Ok(model) = load_bytes(&damaged) {
                check(&model);
            }
        }
        damaged[at] = bytes[at];
    }
}

/// One triangle whose parts can be broken.
fn triangle(positions: [f32; 9], extra: &str, indices: &str) -> String {
    let bytes: Vec<u8> = positions.iter().flat_map(|value| value.to_le_bytes()).chain([0, 1, 2, 0]).collect();
    let data = encode_base64(&bytes);
    format!(
        r#"{{"asset":{{"version":"2.0"}},{extra}"buffers":[{{"byteLength":40,"uri":"data:application/octet-stream;base64,{data}"}}],
"bufferViews":[{{"buffer":0,"byteLength":36}},{{"buffer":0,"byteOffset":36,"byteLength":4}}],
"accessors":[{{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}},{{"bufferView":1,"componentType":5121,"count":3,"type":"SCALAR"}}],
"meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}},"indices":{indices}}}]}}],
"nodes":[{{"name":"a","mesh":0,"translation":[1,2,3]}}],"scenes":[{{"nodes":[0]}}]}}"#
    )
}

fn encode_base64(bytes: &[u8]) -> String {
    let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    bytes
        .chunks(3)
        .flat_map(|three| {
            let word = three
                .iter()
                .enumerate()
                .fold(0_u32, |word, (at, &byte)| word | u32::from(byte) << (16 - 8 * at));
            let count = three.len();
            (0..4)
                .map(move |at| (count >= at).then_some((word >> (18 - 6 * at) & 63) as usize))
                .collect::<Vec<_>>()
        })
        .map(|letter| letter.map_or('=', |at| letters[at]))
        .collect()
}

const UNIT: [f32; 9] = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0];

#[test]
fn a_triangle_gets_its_flat_normal() {
    let model = load_bytes(triangle(UNIT, "", "1").as_bytes()).unwrap();
    check(&model);
    let vertices = &model.meshes[0].primitives[0].vertices;
    assert!(vertices.iter().all(|vertex| vertex.normal == [0.0, 0.0, 1.0]));
    assert_eq!(model.nodes[0].parent_from_node.w_axis.truncate(), DVec3::new(1.0, 2.0, 3.0));
    assert_eq!(model.materials[0].metallic, 1.0, "glTF's default material");
}

#[test]
fn broken_parts_are_named() {
    let message = |text: String| load_bytes(text.as_bytes()).unwrap_err().to_string();
    let mut broken = UNIT;
    broken[4] = f32::NAN;
    assert!(message(triangle(broken, "", "1")).contains("vertex 1 holds a number that is not finite"));
    let required = r#""extensionsRequired":["KHR_draco_mesh_compression"],"#;
    assert!(message(triangle(UNIT, required, "1")).contains("KHR_draco_mesh_compression"));
    assert!(message(triangle(UNIT, "", "7")).contains("accessor 7"));
    assert!(message(triangle(UNIT, "", "0")).contains("no unsigned integers"));
    let cycle = triangle(UNIT, "", "1").replace(r#""mesh":0,"#, r#""mesh":0,"children":[0],"#);
    assert!(message(cycle).contains("reached twice"));
    let outside = triangle(UNIT, "", "1").replace(r#""byteOffset":36"#, r#""byteOffset":39"#);
    assert!(message(outside).contains("ends at byte 43 of 40"));
    assert!(message("{}".into()).contains("asset"));
    assert!(message(r#"{"asset":{"version":"1.0"}}"#.into()).contains("version 1.0"));
}

/// SOURCES.md: ten spheres, x from -2 to 2, in two rows.
#[test]
fn hierarchy_and_materials_of_a_known_file() {
    if shared_data("gltf/SOURCES.md").is_none() {
        return;
    }
    let model = load_file(&shared("made-here/pbr_spheres_2x5.glb")).unwrap();
    assert_eq!(model.nodes.iter().filter(|node| node.mesh.is_some()).count(), 10);
    let metals = model.materials.iter().filter(|material| material.metallic > 0.5).count();
    assert_eq!(metals, 5);
}
