//! How far the wall is, by direction: what keeps fog and drops behind it.
//!
//! In: the stage of `tests/data/sky` on a turntable. Out: the map of an inner view against the CPU's ray caster.
//! Not here: what is kept behind the wall (`precipitation`, the air). Invariant: the twin casts in f64 in stage axes.

use cyclorama::math::sphere;
use cyclorama::render::{Renderer, Settings, Wanted, views};
use cyclorama::show::load::{self, Files};
use cyclorama::show::{FrameInputs, Show};
use cyclorama::verify::ray_caster;
use glam::{DVec2, DVec3};

const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");

fn inputs(show: &Show, settings: &[&str]) -> FrameInputs {
    let mut values = show.first.clone();
    for setting in settings {
        show.registry.set(&mut values, setting).unwrap();
    }
    show.inputs(&values, 0, &show.rehearsed_poses(0))
}

/// Distance to the panel that the ray meets.
fn cast(show: &Show, eye: DVec3, direction: DVec3) -> Option<f64> {
    let hit = ray_caster::cast_ray(&show.stage, eye, direction)?;
    Some(show.stage.panels[hit.panel as usize].point_m(hit.panel_px).distance(eye))
}

/// Largest relative difference of distances on the wall, share of texels that both see it on, and that only one does.
fn compare(show: &Show, inputs: &FrameInputs, layer: usize, map: &cyclorama::color::Picture) -> [f64; 3] {
    let (world, eye) = views::eyes(inputs).nth(layer).unwrap();
    let (mut worst, mut both, mut one) = (0.0_f64, 0, 0);
    let side = f64::from(map.width) - 1.0;
    for (index, texel) in map.data.iter().enumerate() {
        let at = DVec2::new((index % map.width as usize) as f64, (index / map.width as usize) as f64);
        let in_world = sphere::direction_from_octahedral_uv(at / side);
        let twin = cast(show, eye, world.world_from_stage.rotation.inverse() * in_world);
        match (twin, texel[1] > 0.5) {
            (Some(metres), true) => {
                both += 1;
                worst = worst.max((f64::from(texel[0]) / metres - 1.0).abs());
            }
            (None, false) => assert!(texel[0] > 0.5 && texel[0] < 12.0, "beside the wall {texel:?}"),
            _ => one += 1,
        }
    }
    let count = map.data.len() as f64;
    [worst, f64::from(both) / count, f64::from(one) / count]
}

#[test]
fn the_map_holds_what_rays_meet_and_follows_the_turntable() {
    let Some(gpu) = super::device() else { return };
    let show = load::show(Files::Disk, SHOW, &|_, _| {}).unwrap().show;
    let mut renderer = Renderer::new(&gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
    let fog = "weather/fog_per_km=20";
    renderer.draw(&gpu, &show, &inputs(&show, &[]), &Wanted::default());
    assert!(
        renderer.wall_distance_picture(&gpu, 1).data.iter().all(|texel| texel[0] == 0.0),
        "drawn for nothing"
    );
    for settings in [&[fog][..], &[fog, "world/turntable_deg=40"]] {
        let inputs = inputs(&show, settings);
        renderer.draw(&gpu, &show, &inputs, &Wanted::default());
        for layer in [0, 1] {
            let map = renderer.wall_distance_picture(&gpu, layer);
            let [worst, both, one] = compare(&show, &inputs, layer, &map);
            // f16 holds 11 bits, and drivers may cut the rest off: 2^-10 = 9.8e-4.
            assert!(worst < 1e-3 && both > 0.03 && one < 0.002, "{settings:?} {layer}: {worst} {both} {one}");
        }
    }
    let still = inputs(&show, &[fog]);
    let [worst, ..] = compare(&show, &still, 1, &renderer.wall_distance_picture(&gpu, 1));
    assert!(worst > 0.01, "a map of another turn must not pass: {worst}");
}
