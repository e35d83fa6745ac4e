//! Every importable sample, from its file to a lit test pattern.
//!
//! In: the files of `../shared/data/stage`. Out: the codes of each canvas under pattern `grid`, and pictures under
//! `target/`. Not here: metres (`tests/cpu/import_samples.rs`).
//! Invariant: every LED of every fed panel carries a code above 0 in some channel, every other pixel of a canvas is 0:
//! the pattern's darkest field is 8 nits.

use std::path::{Path, PathBuf};

use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::load::{Files, show};
use cyclorama::stage::import::{Geometry, Options, import};
use cyclorama::stage::write::toml;
use cyclorama::stage::{Outline, Stage};
use glam::DVec2;

const SHOW: &str = r#"version = 1
name = "Imported"
stage = "stage.toml"
scene = "scene.toml"
rate = "24"

[exposure]
grey18_nits = 60.0
world_grey_nits = 500.0

[outer]
resolution = 16

[[camera]]
name = "A"
sensor_mm = [24.9, 14.0]
resolution = [32, 18]
focal_length_mm = 35.0
position_m = [0.0, 1.5, 2.0]
source = "fixed"

[camera.inner]
resolution = [32, 18]
"#;

/// A file, the LEDs of a panel where quads are laid out anew, and the geometry that it asks for with the file that has it.
type Sample = (&'static str, Option<[u32; 2]>, Option<(&'static str, &'static str)>);

const SAMPLES: &[Sample] = &[
    ("ndisplay/flat_wall_1node.ndisplay", None, None),
    ("ndisplay/curved_5seg_ceiling_2node.ndisplay", None, None),
    (
        "ndisplay/lsu_mesh_wall_1node.ndisplay",
        Some([176, 176]),
        Some(("LSU_LED_Wall", "lsu_led_wall/lsu_led_wall.obj")),
    ),
    ("ndisplay/mpcdi_policy_1node_legacy427.ndisplay", None, None),
    ("mpcdi/Cube-mapping.mpcdi.xml", None, None),
    ("mpcdi/warp_a3.mpcdi", None, None),
    ("sgct/two_nodes.json", None, None),
    ("sgct/spherical_mirror_4meshes.json", None, None),
    ("sgct/surface1.pfm", None, None),
    ("sgct/left_warp2.obj", None, None),
    ("lsu_led_wall/lsu_led_wall.obj", Some([176, 176]), None),
    ("lsu_led_wall/lsu_led_wall_uv1.obj", None, None),
];

/// Writes what an import gives into a folder of its own, with a show; the show's path.
fn written(folder: &Path, (file, panel_px, geometry): Sample) -> String {
    let path = folder.join(file);
    let beside = path.parent().unwrap().to_owned();
    let read = |path: &str| std::fs::read(beside.join(path)).map_err(|error| error.to_string());
    let geometry: Vec<Geometry> = geometry
        .iter()
        .map(|(name, file)| Geometry {
            name: (*name).to_owned(),
            file: (*file).to_owned(),
            text: std::fs::read_to_string(folder.join(file)).unwrap(),
        })
        .collect();
    let options = Options {
        geometry: &geometry,
        pitch_mm: None,
        panel_px,
        distance_m: None,
        stem: "stage",
        read: &read,
    };
    let imported =
        import(&std::fs::read(&path).unwrap(), file, &options).unwrap_or_else(|error| panic!("{error}"));
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("import").join(file.replace(['/', '.'], "_"));
    std::fs::create_dir_all(&out).unwrap();
    std::fs::write(out.join("stage.toml"), toml(&imported.stage)).unwrap();
    for (name, text) in &imported.meshes {
        std::fs::write(out.join(name), text).unwrap();
    }
    std::fs::write(out.join("scene.toml"), "version = 1\n\n[environment]\nsky = \"clear\"\n").unwrap();
    std::fs::write(out.join("show.toml"), SHOW).unwrap();
    out.join("show.toml").display().to_string()
}

/// What is wrong with the codes of a canvas; `None` when nothing is.
fn fault(stage: &Stage, canvas: usize, codes: &[[u16; 3]]) -> Option<String> {
    let [width, height] = stage.canvases[canvas].size;
    // 0 nobody's, 1 a border that either side may own, 2 an LED.
    let mut owned = vec![0_u8; (width * height) as usize];
    for panel in &stage.panels {
        let Some(slot) = panel.slot.filter(|slot| slot.canvas == canvas) else { continue };
        let corners: Vec<DVec2> = panel.outline_px().map(|px| slot.canvas_px(px, panel.pixels)).collect();
        let least = corners.iter().copied().reduce(DVec2::min).unwrap();
        let most = corners.iter().copied().reduce(DVec2::max).unwrap();
        let is_whole = panel.outline == Outline::Rectangle;
        for y in least.y.floor().max(0.0) as u32..(most.y.ceil() as u32).min(height) {
            for x in least.x.floor().max(0.0) as u32..(most.x.ceil() as u32).min(width) {
                let centre = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
                let inside = if is_whole { f64::MAX } else { depth(&corners, centre) };
                let mark = &mut owned[(y * width + x) as usize];
                // The rasteriser works on 1/256 pixel.
                *mark = (*mark).max(if inside > 0.01 { 2 } else { u8::from(inside > -0.01) });
            }
        }
    }
    if !owned.contains(&2) {
        return Some("no LED is fed".into());
    }
    let place = |index: usize| format!("{}, {}", index as u32 % width, index as u32 / width);
    owned.iter().zip(codes).enumerate().find_map(|(index, (owned, codes))| {
        let is_lit = codes.iter().any(|code| *code > 0);
        match owned {
            2 if !is_lit => Some(format!("the LED at {} is dark", place(index))),
            0 if is_lit => Some(format!("{} is lit, but no LED is there", place(index))),
            _ => None,
        }
    })
}

/// How far inside a triangle of either winding a point is, pixels.
fn depth(corners: &[DVec2], point: DVec2) -> f64 {
    let area = (corners[1] - corners[0]).perp_dot(corners[2] - corners[0]).signum();
    let edges = (0..3).map(|index| (corners[index], corners[(index + 1) % 3]));
    edges
        .map(|(from, to)| area * (to - from).perp_dot(point - from) / from.distance(to).max(1e-12))
        .fold(f64::MAX, f64::min)
}

fn draw(gpu: &Gpu, path: &str) -> Vec<String> {
    let loaded = show(Files::Disk, path, &|_, _| {}).unwrap_or_else(|error| panic!("{path}: {error}"));
    let show = loaded.show;
    let mut values = show.first.clone();
    for canvas in &show.stage.canvases {
        show.registry.set(&mut values, &format!("pattern/{}=grid", canvas.name)).unwrap();
    }
    let mut renderer = Renderer::new(gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
    let inputs = show.inputs(&values, 0, &show.rehearsed_poses(0));
    renderer.draw(gpu, &show, &inputs, &Wanted::default());
    let mut faults = Vec::new();
    for (index, canvas) in show.stage.canvases.iter().enumerate() {
        let codes = renderer.canvas_codes(gpu, index);
        picture(Path::new(path), &canvas.name, canvas.size, &codes);
        faults.extend(
            fault(&show.stage, index, &codes).map(|fault| format!("{path} {}: {fault}", canvas.name)),
        );
        // The checker sees one dark LED and one stray light.
        let mut broken = codes.clone();
        let lit = broken.iter().position(|code| code[0] > 0).unwrap_or(0);
        broken[lit] = [0; 3];
        if index == 0
            && fault(&show.stage, 0, &broken).is_none()
            && show.stage.panels[0].outline == Outline::Rectangle
        {
            faults.push(format!("{path}: the checker missed a dark LED"));
        }
    }
    faults
}

/// A quarter-size picture to look at.
fn picture(show: &Path, canvas: &str, size: [u32; 2], codes: &[[u16; 3]]) {
    let small = size.map(|side| side.div_ceil(4));
    let mut bytes = Vec::new();
    for y in 0..small[1] {
        for x in 0..small[0] {
            bytes.extend(codes[(4 * y * size[0] + 4 * x) as usize].map(|code| code.min(255) as u8));
        }
    }
    let path = show.with_file_name(format!("canvas-{canvas}.png"));
    let mut encoder = png::Encoder::new(std::fs::File::create(path).unwrap(), small[0], small[1]);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&bytes).unwrap();
}

#[test]
fn every_sample_is_imported_to_a_lit_test_pattern() {
    let Some(shared) = super::shared::shared() else { return };
    let Some(gpu) = super::device() else { return };
    let folder = shared.join("data/stage");
    let mut faults = Vec::new();
    for sample in SAMPLES {
        let path = written(&folder, *sample);
        faults.extend(draw(&gpu, &path));
        eprintln!("{} drawn", sample.0);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
