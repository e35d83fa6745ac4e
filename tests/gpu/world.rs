//! The world position on the wall: eased places, and the sun that goes with the world or stays with the stage.
//!
//! In: the corner's stage in a world that looks the same from every side but for its sun: a plane, and a ball over the
//! mark whose shadow lies before the wall. Out: canvases, compared. Not here: the closed form of a move (`show::world`).
//! Invariant: each comparison has a twin that must differ.

use std::path::PathBuf;

use cyclorama::gpu::Gpu;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::load::{Files, show};

/// Sun behind the camera at 45 degrees: the shadow of a ball 6 m up falls 6 m before it, toward the wall.
const SCENE: &str = r#"
version = 1

[environment]
sky = "dusk"

[sun]
elevation_deg = 45.0
azimuth_deg = 180.0
illuminance_lux = 30000.0
temperature_k = 5200.0

[[node]]
name = "ground"
position_m = [0.0, -0.2, 0.0]
plane = { size_m = [200.0, 200.0] }
material = { base_color = [0.30, 0.30, 0.30], roughness = 0.9 }

[[node]]
name = "ball"
position_m = [0.0, 6.0, 0.0]
sphere = { radius_m = 1.5 }
material = { base_color = [0.8, 0.8, 0.8], roughness = 0.4 }
"#;

fn symmetric() -> Show {
    let corner = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/corner");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("world");
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["panel.toml", "stage.toml", "show.toml"] {
        std::fs::copy(format!("{corner}/{file}"), folder.join(file)).unwrap();
    }
    std::fs::write(folder.join("scene.toml"), SCENE).unwrap();
    show(Files::Disk, &folder.join("show.toml").display().to_string(), &|_, _| {}).unwrap().show
}

/// Green nits of every canvas.
fn nits(gpu: &Gpu, show: &Show, renderer: &mut Renderer, set: &[&str]) -> Vec<f64> {
    let mut values = show.first.clone();
    for setting in set {
        show.registry.set(&mut values, setting).unwrap();
    }
    let inputs = show.inputs(&values, 0, &show.rehearsed_poses(0));
    renderer.draw(gpu, show, &inputs, &Wanted { nits: true, ..Wanted::default() });
    let canvases = (0..show.stage.canvases.len()).map(|canvas| renderer.canvas_nits(gpu, canvas).unwrap());
    canvases.flat_map(|canvas| canvas.data).map(|pixel| f64::from(pixel[1])).collect()
}

/// Share of LEDs that differ by more than 5 %.
fn changed(first: &[f64], second: &[f64]) -> f64 {
    let differ =
        |(first, second): &(&f64, &f64)| (*first - *second).abs() > 0.05 * first.max(**second).max(1.0);
    first.iter().zip(second).filter(differ).count() as f64 / first.len() as f64
}

#[test]
fn a_sun_that_stays_keeps_its_shadow_on_the_stage() {
    let Some(gpu) = super::device() else { return };
    let show = symmetric();
    let settings = Settings { nits: true, ..Settings::default() };
    let mut renderer = Renderer::new(&gpu, &show, &settings, &|_, _| {}).unwrap();
    let mut draw = |set: &[&str]| nits(&gpu, &show, &mut renderer, set);
    let still = draw(&[]);
    let stays = draw(&["world/turntable_deg=90", "world/sun_stays_with_stage=on"]);
    let goes = draw(&["world/turntable_deg=90"]);
    let (kept, moved) = (changed(&still, &stays), changed(&still, &goes));
    eprintln!("LEDs changed: sun stays {:.3} %, sun goes {:.3} %", kept * 100.0, moved * 100.0);
    assert!(kept < 0.001, "the sun that stays moved its light on {kept} of the LEDs");
    assert!(moved > 0.01, "negative control: the sun that goes changed only {moved}");
    // The switch alone, without a turn, is nothing, to the bit.
    assert!(draw(&["world/sun_stays_with_stage=on"]) == still);
}

/// A move is drawn from the place that its closed form says, and nothing of it is left in the renderer.
#[test]
fn an_eased_frame_is_the_frame_of_its_place() {
    let Some(gpu) = super::device() else { return };
    let show = symmetric();
    let settings = Settings { nits: true, ..Settings::default() };
    let mut renderer = Renderer::new(&gpu, &show, &settings, &|_, _| {}).unwrap();
    let mut values = show.first.clone();
    let poses = show.rehearsed_poses(0);
    let mut inputs = show.inputs(&values, 0, &poses);
    let pipelines = cyclorama::gpu::pipeline::pipelines_made();
    show.registry.set(&mut values, "world/ease_secs=1").unwrap();
    show.registry.set(&mut values, "world/z_m=-4").unwrap();
    for frame in 1..=25 {
        show.fill(&mut inputs, &values, frame, &poses);
        // From rest at frame 1: s = (n - 1) / 24.
        let s = (frame as f64 - 1.0) / 24.0;
        let z = inputs.world.world_from_stage.position.z - show.world_from_stage.position.z;
        assert!((z + 4.0 * s * s * (3.0 - 2.0 * s)).abs() < 1e-12, "frame {frame}: {z}");
        if frame == 13 {
            renderer.draw(&gpu, &show, &inputs, &Wanted { nits: true, ..Wanted::default() });
        }
    }
    assert_eq!(cyclorama::gpu::pipeline::pipelines_made(), pipelines, "a move makes no pipeline");
    let eased = renderer.canvas_nits(&gpu, 0).unwrap();
    // Half way: z = -2, put there at once.
    show.registry.set(&mut values, "world/z_m=-2").unwrap();
    let there = show.inputs(&values, 13, &poses);
    let mut fresh = Renderer::new(&gpu, &show, &settings, &|_, _| {}).unwrap();
    fresh.draw(&gpu, &show, &there, &Wanted { nits: true, ..Wanted::default() });
    assert!(fresh.canvas_nits(&gpu, 0).unwrap() == eased);
}
