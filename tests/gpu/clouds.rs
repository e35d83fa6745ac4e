//! Clouds as they are drawn: how much they cover, how bright an overcast is, that they repeat, stand still and move evenly.
//!
//! In: `tests/data/sky` with packets of our choosing. Out: the dome and the map of sunlight, held to what was asked for.
//! Not here: how they look (pictures), noise and layout (`twins`).
//! Invariant: each comparison has a control that must differ.

use cyclorama::color::Picture;
use cyclorama::gpu::Gpu;
use cyclorama::render::dome::direction_from_uv;
use cyclorama::render::sky_structs::SkyUniforms;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::load::{Files, show};
use cyclorama::show::{FrameInputs, Show};
use cyclorama::sky::packet::SkyPacket;
use cyclorama::sky::weather::{CloudType, Layer};
use cyclorama::sky::{SkyInputs, clouds};
use glam::{DMat3, DVec2};
use std::sync::MutexGuard;

struct Bench {
    gpu: MutexGuard<'static, Gpu>,
    show: Show,
    renderer: Renderer,
}

/// A dome, the map of sunlight, nits of a stored 1.0.
struct Drawn {
    dome: Picture,
    shadow: Picture,
    unit: f64,
}

impl Bench {
    fn new() -> Option<Self> {
        let gpu = super::device()?;
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
        let show = show(Files::Disk, file, &|_, _| {}).unwrap().show;
        let renderer = Renderer::new(&gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
        Some(Self { gpu, show, renderer })
    }

    fn inputs(&self, frame: u64, settings: &[String]) -> FrameInputs {
        let mut values = self.show.first.clone();
        for setting in settings {
            self.show.registry.set(&mut values, setting).unwrap();
        }
        self.show.inputs(&values, frame, &self.show.rehearsed_poses(frame))
    }

    /// Draws a sky whose packets are all alike but for what `edit` does to them.
    fn draw(&mut self, settings: &[String], edit: &dyn Fn(&mut SkyPacket)) -> Drawn {
        let mut inputs = self.inputs(0, settings);
        let mut packet = inputs.world.sky.unwrap().now;
        edit(&mut packet);
        let sky = SkyInputs {
            now: packet,
            from: packet,
            to: packet,
            next: packet,
            share: 0.0,
            to_light_before: packet.key_light().0,
        };
        inputs.world.sky = Some(sky);
        inputs.outer.world.sky = Some(sky);
        for camera in &mut inputs.cameras {
            camera.inner.world.sky = Some(sky);
        }
        self.renderer.draw(&self.gpu, &self.show, &inputs, &Wanted::default());
        let [dome, shadow] = self.renderer.cloud_pictures(&self.gpu);
        let unit = f64::from(SkyUniforms::of(&packet, DMat3::IDENTITY).domes[0].light.w);
        Drawn { dome, shadow, unit }
    }
}

fn sun(elevation_deg: f64) -> Vec<String> {
    let mode = ["sky/mode=manual".to_owned(), "sky/sun_azimuth_deg=200".to_owned()];
    mode.into_iter().chain([format!("sky/sun_elevation_deg={elevation_deg}")]).collect()
}

/// One layer and nothing else.
fn only(kind: CloudType, cover: f64, base_m: f64, thickness_m: f64) -> impl Fn(&mut SkyPacket) {
    move |packet| {
        for layer in &mut packet.clouds {
            *layer = clouds::packet(&Layer { cover: 0.0, kind, base_m, thickness_m });
        }
        packet.clouds[0] = clouds::packet(&Layer { cover, kind, base_m, thickness_m });
    }
}

/// Sum over the dome's texels over an elevation of `of(texel, sine of elevation)` times solid angle.
fn over_dome(dome: &Picture, least_sine: f64, of: &dyn Fn(&[f32; 4], f64) -> f64) -> f64 {
    let side = f64::from(dome.width);
    let step = 0.5 / side;
    let mut sum = 0.0;
    for (index, texel) in dome.data.iter().enumerate() {
        let uv = DVec2::new(
            (index % dome.width as usize) as f64 + 0.5,
            (index / dome.width as usize) as f64 + 0.5,
        ) / side;
        let at = direction_from_uv(uv);
        if at.y < least_sine {
            continue;
        }
        let along =
            direction_from_uv(uv + DVec2::new(step, 0.0)) - direction_from_uv(uv - DVec2::new(step, 0.0));
        let across =
            direction_from_uv(uv + DVec2::new(0.0, step)) - direction_from_uv(uv - DVec2::new(0.0, step));
        sum += of(texel, at.y) * along.cross(across).length();
    }
    sum
}

fn luminance(texel: &[f32; 4]) -> f64 {
    // ACEScg's luminance (SMPTE RP 177 of its primaries).
    0.272_228_7 * f64::from(texel[0]) + 0.674_081_8 * f64::from(texel[1]) + 0.053_689_5 * f64::from(texel[2])
}

/// Places in the pattern that are looked at.
const SEEDS: u64 = 2;
/// Kind, base and thickness. Stratus lies higher than it does: from 500 m one sees 900 m of a field whose groups are 11 km wide.
const KINDS: [(CloudType, f64, f64); 5] = [
    (CloudType::Cumulus, 1200.0, 500.0),
    (CloudType::Stratocumulus, 1200.0, 400.0),
    (CloudType::Stratus, 1500.0, 300.0),
    (CloudType::Altocumulus, 3500.0, 300.0),
    (CloudType::Altostratus, 3500.0, 1500.0),
];

/// Half of a sky under clouds of any kind is half a sky, seen above 30 degrees where clouds do not stand before gaps; the mean of
/// a few places in the pattern.
fn clouds_cover_what_is_asked_for(bench: &mut Bench) {
    let sun = sun(40.0);
    let mut faults = Vec::new();
    for (kind, base_m, thickness_m) in KINDS {
        for cover in [0.3, 0.7] {
            let (mut covered, mut sunlit) = (0.0, 0.0);
            for seed in 1..=SEEDS {
                let layer = only(kind, cover, base_m, thickness_m);
                let drawn = bench.draw(&sun, &|packet| {
                    layer(packet);
                    packet.seed = seed;
                });
                let whole = over_dome(&drawn.dome, 0.5, &|_, _| 1.0);
                covered +=
                    over_dome(&drawn.dome, 0.5, &|texel, _| 1.0 - f64::from(texel[3])) / whole / SEEDS as f64;
                let lit: f64 = drawn.shadow.data.iter().map(|texel| f64::from(texel[0])).sum();
                sunlit += lit / drawn.shadow.data.len() as f64 / SEEDS as f64;
            }
            eprintln!("{kind:?} {cover}: dome {covered:.3}, ground in shade {:.3}", 1.0 - sunlit);
            if (covered - cover).abs() > 0.12 || (1.0 - sunlit - cover).abs() > 0.12 {
                faults.push((kind, cover, covered, 1.0 - sunlit));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}

/// 0.3 + 21 sin h klx under a whole overcast (IES, sky.md 1.5), within a third for every kind that makes one; no sun comes through.
fn an_overcast_is_as_bright_as_overcasts_are(bench: &mut Bench) {
    for (kind, base_m, thickness_m) in [KINDS[1], KINDS[2], KINDS[4]] {
        for elevation_deg in [10.0, 50.0_f64] {
            let drawn = bench.draw(&sun(elevation_deg), &only(kind, 1.0, base_m, thickness_m));
            let lux = drawn.unit * over_dome(&drawn.dome, 0.0, &|texel, sine| luminance(texel) * sine);
            let open = over_dome(&drawn.dome, 0.1, &|texel, _| f64::from(texel[3]));
            let want = 300.0 + 21_000.0 * elevation_deg.to_radians().sin();
            let sunlit = drawn.shadow.data.iter().map(|texel| texel[0]).fold(0.0, f32::max);
            eprintln!(
                "{kind:?} {elevation_deg}: {lux:.0} lux, asked {want:.0}; open {open:.4} sr, sunlit {sunlit:.3}"
            );
            assert!((lux / want).ln().abs() < 1.33_f64.ln(), "{kind:?} {elevation_deg}: {lux} for {want}");
            assert!(open < 0.1 && sunlit < 0.1, "{kind:?}: {open} sr open, {sunlit} sunlit");
        }
    }
}

fn bits(picture: &Picture) -> Vec<[u32; 4]> {
    picture.data.iter().map(|texel| texel.map(f32::to_bits)).collect()
}

/// Offsets are integers that wrap; where they wrap nothing is seen.
fn the_pattern_repeats_where_offsets_wrap(bench: &mut Bench) {
    let (sun, layer) = (sun(30.0), only(CloudType::Altocumulus, 0.5, 3000.0, 300.0));
    let tile_um = cyclorama::render::sky_structs::CLOUD_TILE_M * 1_000_000;
    let mut at = |offset_um: [i64; 2]| {
        let drawn = bench.draw(&sun, &|packet| {
            layer(packet);
            packet.cloud_offset_um[0] = offset_um;
        });
        (bits(&drawn.dome), bits(&drawn.shadow))
    };
    let here = at([123_456_789, -77_000_000]);
    assert!(here == at([123_456_789 + 3 * tile_um, -77_000_000 - tile_um]), "a seam every tile");
    assert!(here.0 != at([123_456_789 + 1_000_000_000, -77_000_000]).0, "nothing drifts");
    // A nanostep over the wrap is a nanostep.
    let (before, after) = (at([tile_um - 1, 0]), at([tile_um, 0]));
    let far = before
        .0
        .iter()
        .zip(&after.0)
        .filter(|(one, other)| (f32::from_bits(one[3]) - f32::from_bits(other[3])).abs() > 0.02);
    assert!(far.count() < before.0.len() / 500);
}

/// A dome drawn a slice a frame and a dome drawn at once are the same bits.
fn slices_and_a_whole_are_the_same_bits(bench: &mut Bench) {
    let settings: Vec<String> = [
        "weather/cloud_cover=0.5",
        "weather/cloud_type=stratocumulus",
        "weather/wind_mps=20",
        "sky/cloud_rate=10",
    ]
    .map(str::to_owned)
    .to_vec();
    for frame in 0..=12 {
        let inputs = bench.inputs(frame, &settings);
        bench.renderer.draw(&bench.gpu, &bench.show, &inputs, &Wanted::default());
    }
    let played = bench.renderer.cloud_pictures(&bench.gpu).map(|picture| bits(&picture));
    let inputs = bench.inputs(1000, &settings);
    bench.renderer.draw(&bench.gpu, &bench.show, &inputs, &Wanted::default());
    let elsewhere = bench.renderer.cloud_pictures(&bench.gpu).map(|picture| bits(&picture));
    let mut fresh = Renderer::new(&bench.gpu, &bench.show, &Settings::default(), &|_, _| {}).unwrap();
    let inputs = bench.inputs(12, &settings);
    fresh.draw(&bench.gpu, &bench.show, &inputs, &Wanted::default());
    let direct = fresh.cloud_pictures(&bench.gpu).map(|picture| bits(&picture));
    assert!(played == direct, "slices differ from a whole");
    assert!(played != elsewhere, "the comparison is blind");
}

/// From night to noon, in both tiers: every number finite, every share a share, and the cheap tier is another picture.
fn nothing_is_ever_not_a_number(bench: &mut Bench) {
    for elevation_deg in [-20.0, -3.0, 0.0, 90.0] {
        let mut pictures = Vec::new();
        for tier in [0, 1] {
            let drawn = bench.draw(&sun(elevation_deg), &|packet| {
                let kinds = [
                    CloudType::Cumulonimbus,
                    CloudType::Stratocumulus,
                    CloudType::Altocumulus,
                    CloudType::Cirrus,
                ];
                for ((layer, kind), base_m) in
                    packet.clouds.iter_mut().zip(kinds).zip([600.0, 1500.0, 4000.0, 9000.0])
                {
                    let thickness_m = if kind == CloudType::Cumulonimbus { 10_000.0 } else { 400.0 };
                    *layer = clouds::packet(&Layer { cover: 0.4, kind, base_m, thickness_m });
                }
                packet.tier = tier;
            });
            for texel in drawn.dome.data.iter().chain(&drawn.shadow.data) {
                assert!(
                    texel.iter().all(|lane| lane.is_finite() && *lane >= 0.0),
                    "{elevation_deg}: {texel:?}"
                );
                assert!(texel[3] <= 1.0 && texel[0] < 65_000.0, "{elevation_deg}: {texel:?}");
            }
            let brightest = drawn.dome.data.iter().map(luminance).fold(0.0, f64::max);
            assert!(brightest > 1e-3, "{elevation_deg}: half floats would lose it");
            pictures.push(bits(&drawn.dome));
        }
        assert!(pictures[0] != pictures[1], "one tier");
    }
}

/// Clouds at 20 m/s: the mean light of the sky neither jumps nor stutters from frame to frame.
fn drifting_clouds_do_not_pop(bench: &mut Bench) {
    let settings: Vec<String> =
        ["weather/cloud_cover=0.5", "weather/cloud_type=cumulus", "weather/wind_mps=20", "sky/sun_rate=0"]
            .map(str::to_owned)
            .to_vec();
    let mut means = Vec::new();
    for frame in 0..26 {
        let inputs = bench.inputs(frame, &settings);
        bench.renderer.draw(&bench.gpu, &bench.show, &inputs, &Wanted::default());
        let inner = bench.renderer.inner_picture(&bench.gpu, 0);
        // The top rows are sky alone.
        let rows = (inner.width * inner.height / 4) as usize;
        let sum: f64 = inner.data[..rows].iter().map(luminance).sum();
        means.push(sum / rows as f64);
    }
    let second = means.windows(3).map(|three| ((three[0] - 2.0 * three[1] + three[2]) / three[1]).abs());
    let worst = second.fold(0.0, f64::max);
    let moved = (means[25] / means[0] - 1.0).abs();
    eprintln!("worst second difference {worst:.2e}, moved {moved:.2e} in 25 frames");
    assert!(worst < 2e-3 && moved > 1e-4, "{worst}, {moved}");
}

/// A check, and what it is called.
type Check = (&'static str, fn(&mut Bench));

/// One renderer for all: on a software driver its pipelines cost more than the skies.
#[test]
fn clouds_are_as_asked_for() {
    let Some(mut bench) = Bench::new() else { return };
    let checks: [Check; 6] = [
        ("cover", clouds_cover_what_is_asked_for),
        ("overcast", an_overcast_is_as_bright_as_overcasts_are),
        ("wrap", the_pattern_repeats_where_offsets_wrap),
        ("slices", slices_and_a_whole_are_the_same_bits),
        ("finite", nothing_is_ever_not_a_number),
        ("drift", drifting_clouds_do_not_pop),
    ];
    for (name, check) in checks {
        eprintln!("clouds: {name}");
        check(&mut bench);
    }
}
