//! The three buttons and the holds, in code values: what the processors get.
//!
//! In: `tests/data/corner`, three canvases of different coding. Out: codes of frames that people hold and fade.
//! Not here: the states (`safety`, `show::holds`). Expected codes are ST 2084, IEC 61966-2-1 and powers, written out here.
//! Invariant: frames are stepped by index, so nothing depends on how fast this machine is.

use cyclorama::gpu::Gpu;
use cyclorama::params::Values;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::load::{Files, show};
use cyclorama::show::{Arming, FrameInputs, Holds, Show};

type Codes = Vec<Vec<[u16; 3]>>;

/// A show that runs, on a renderer that has seen every frame of it.
struct Stage<'a> {
    gpu: &'a Gpu,
    show: Show,
    values: Values,
    holds: Holds,
    inputs: FrameInputs,
    renderer: Renderer,
    frame: u64,
}

impl<'a> Stage<'a> {
    /// The corner, two seconds in: the ramp of the start is over.
    fn start(gpu: &'a Gpu) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/corner/show.toml");
        let show = show(Files::Disk, path, &|_, _| {}).unwrap().show;
        let values = show.first.clone();
        let inputs = show.inputs(&values, 0, &show.rehearsed_poses(0));
        let mut holds = Holds::dark(&inputs);
        holds.apply(&show, &values, Arming::Armed, &mut inputs.clone());
        let renderer = renderer(gpu, &show);
        Self { gpu, show, values, holds, inputs, renderer, frame: 48 }
    }

    fn set(&mut self, setting: &str) {
        self.show.registry.set(&mut self.values, setting).unwrap();
    }

    /// The next frame's inputs.
    fn step(&mut self) {
        let poses = self.show.rehearsed_poses(self.frame);
        self.show.fill(&mut self.inputs, &self.values, self.frame, &poses);
        self.holds.apply(&self.show, &self.values, Arming::Armed, &mut self.inputs);
        self.frame += 1;
    }

    /// The next frame.
    fn draw(&mut self) -> Codes {
        self.step();
        codes(self.gpu, &self.show, &mut self.renderer, &self.inputs)
    }

    /// This frame on a renderer that has seen nothing.
    fn draw_fresh(&self) -> Codes {
        codes(self.gpu, &self.show, &mut renderer(self.gpu, &self.show), &self.inputs)
    }
}

fn renderer(gpu: &Gpu, show: &Show) -> Renderer {
    Renderer::new(gpu, show, &Settings::default(), &|_, _| {}).unwrap()
}

fn codes(gpu: &Gpu, show: &Show, renderer: &mut Renderer, inputs: &FrameInputs) -> Codes {
    renderer.draw(gpu, show, inputs, &Wanted::default());
    (0..show.stage.canvases.len()).map(|index| renderer.canvas_codes(gpu, index)).collect()
}

/// Code of a level on each canvas of the corner: PQ in 10 bits, sRGB in 8, gamma 2.4 in 10 bits legal.
/// `white` is that of the wall which the canvas shows.
fn code(canvas: &str, nits: f64, white: f64) -> u16 {
    let share = (nits / white).min(1.0);
    let code = match canvas {
        "ten" => {
            let power = (nits / 10_000.0).powf(0.159_301_757_812_5);
            1023.0 * ((0.835_937_5 + 18.851_562_5 * power) / (1.0 + 18.6875 * power)).powf(78.84375)
        }
        "eight" => 255.0 * (1.055 * share.powf(1.0 / 2.4) - 0.055),
        _ => 64.0 + 876.0 * share.powf(1.0 / 2.4),
    };
    code.round() as u16
}

/// Codes of LEDs that a canvas feeds, by wall.
fn fed<'a>(stage: &'a Show, codes: &'a Codes) -> impl Iterator<Item = (&'a str, f64, [u16; 3])> + 'a {
    stage.stage.panels.iter().filter_map(|panel| Some((panel, panel.slot?))).flat_map(move |(panel, slot)| {
        let canvas = &stage.stage.canvases[slot.canvas];
        let [width, height] = panel.pixels.map(f64::from);
        [(0.5, 0.5), (width - 0.5, 0.5), (width / 2.0 + 0.5, height - 0.5)].map(|(x, y)| {
            let at = slot.canvas_px(glam::DVec2::new(x, y), panel.pixels);
            let index = at.y as usize * canvas.size[0] as usize + at.x as usize;
            (canvas.name.as_str(), stage.stage.walls[panel.wall].white_nits, codes[slot.canvas][index])
        })
    })
}

#[test]
fn blackout_is_black_with_the_very_frame_patterns_too() {
    let Some(gpu) = super::device() else { return };
    let mut stage = Stage::start(&gpu);
    stage.set("pattern/ten=grid");
    stage.set("wall/work_light=on");
    stage.draw();
    let lit = stage.draw();
    assert!(fed(&stage.show, &lit).any(|(.., code)| code[0] > 64), "there was light before");
    stage.set("wall/blackout=on");
    let codes = stage.draw();
    for (canvas, _, code) in fed(&stage.show, &codes) {
        let black = if canvas == "legal" { 64 } else { 0 };
        assert_eq!(code, [black; 3], "{canvas}");
    }
}

#[test]
fn work_light_arrives_at_its_exact_code_and_rises_evenly() {
    let Some(gpu) = super::device() else { return };
    let mut stage = Stage::start(&gpu);
    // A black world, so that what rises is the work light alone.
    stage.set("grade/trim_ev=-10");
    stage.draw();
    stage.set("wall/work_light=on");
    // 0.5 s at 24 frames a second.
    let way: Vec<Codes> = (0..12).map(|_| stage.draw()).collect();
    let mean = |codes: &Codes| {
        let all: Vec<u16> =
            fed(&stage.show, codes).filter(|led| led.0 == "ten").map(|led| led.2[1]).collect();
        all.iter().map(|code| f64::from(*code)).sum::<f64>() / all.len() as f64
    };
    let rise: Vec<f64> = way.iter().map(mean).collect();
    assert!(rise.windows(2).all(|pair| pair[0] < pair[1]), "{rise:?}");
    assert!(way[10] != way[11], "not before half a second");
    for (canvas, white, found) in fed(&stage.show, &way[11]) {
        assert_eq!(found, [code(canvas, 100.0, white); 3], "{canvas}, white {white}");
    }
    assert_eq!(code("ten", 100.0, 1000.0), 520, "PQ(100 nits) = 0.508078");
}

#[test]
fn a_held_picture_stands_bit_for_bit_while_everything_moves() {
    let Some(gpu) = super::device() else { return };
    let mut stage = Stage::start(&gpu);
    stage.draw();
    stage.set("wall/hold=on");
    let held = stage.draw();
    stage.set("world/turntable_deg=25");
    stage.set("grade/trim_ev=1");
    for _ in 0..2 {
        assert!(stage.draw() == held, "the animated dither of `legal` stands too");
    }
    assert!(stage.draw_fresh() == held, "it is in the values, not in the renderer");
    // Under the work light and back it is still the same picture.
    stage.set("wall/hold=off");
    assert!(stage.draw() != held);
}

#[test]
fn a_released_picture_fades_alike_on_any_renderer() {
    let Some(gpu) = super::device() else { return };
    let mut stage = Stage::start(&gpu);
    stage.set("wall/hold=on");
    let held = stage.draw();
    stage.set("world/turntable_deg=25");
    stage.set("wall/hold=off");
    for _ in 0..11 {
        stage.step();
    }
    let half = stage.draw();
    assert!(stage.inputs.kept.is_some() && half == stage.draw_fresh());
    for _ in 0..24 {
        stage.step();
    }
    let after = stage.draw();
    assert!(stage.inputs.kept.is_none());
    // Half way each LED lies between the two pictures, but for dither and the camera's own way meanwhile.
    let (mut between, mut all) = (0, 0);
    for ((held, half), after) in held[0].iter().zip(&half[0]).zip(&after[0]) {
        let (low, high) = (held[1].min(after[1]), held[1].max(after[1]));
        if high - low > 20 {
            all += 1;
            between += usize::from(half[1] > low && half[1] < high);
        }
    }
    assert!(all > 500 && between * 10 > all * 9, "{between} of {all}");
}

#[test]
fn a_held_inner_keeps_its_leds_and_the_outer_goes_on() {
    let Some(gpu) = super::device() else { return };
    let mut stage = Stage::start(&gpu);
    stage.set("inner/A/hold=on");
    let before = stage.draw();
    // Only the camera moves: with its inner held, no LED of a canvas without animated dither changes.
    let moved = stage.draw();
    assert!(moved[..2] == before[..2]);
    // The world turns: the outer follows, what the inner covers does not.
    stage.set("world/turntable_deg=25");
    let turned = stage.draw();
    assert!(turned == stage.draw_fresh(), "a held view is drawn from its own values");
    stage.set("inner/A/hold=off");
    stage.set("inner/A/on=off");
    let outer = stage.draw();
    // Of the two canvases whose dither does not move.
    let leds = |codes: &Codes| codes[..2].concat();
    let (before, turned, outer) = (leds(&before), leds(&turned), leds(&outer));
    let count = |test: fn(bool, bool) -> bool| {
        let all = before.iter().zip(&turned).zip(&outer);
        all.filter(|((before, turned), outer)| test(before == turned, turned == outer)).count()
    };
    let kept = count(|kept, outer| kept && !outer);
    let follows = count(|kept, outer| !kept && outer);
    let both_changed = count(|kept, outer| !kept && !outer);
    eprintln!("{kept} LEDs kept, {follows} follow, {both_changed} mixed");
    assert!(kept > 1000 && follows > 100, "{kept} kept, {follows} follow");
    // Only the soft edge shows both.
    assert!(both_changed * 10 < kept, "{both_changed} LEDs show neither");
}
