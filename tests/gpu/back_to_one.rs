//! BACK TO ONE: the frames after it are those after ROLL, to the bit.
//!
//! In: `tests/data/small` with an animated dither, commands as people send them. Out: inputs and codes of two hundred frames,
//! twice. Not here: what a take is called (`app::clerk`), tracked poses (they are the world's, not ours).
//! Invariant: frames are stepped by index; every input is compared, codes every tenth frame and at both ends.

use cyclorama::app::live::{Demo, Live};
use cyclorama::color::dither::Dither;
use cyclorama::gpu::Gpu;
use cyclorama::params::Action;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::load::{self, Files};
use cyclorama::show::{FrameInputs, Show};
use cyclorama::timing::Clock;

const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/small/show.toml");
const SKY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
const FRAMES: u64 = 200;

struct Run<'a> {
    gpu: &'a Gpu,
    show: Show,
    live: Live,
    renderer: Renderer,
    frame: u64,
}

/// What a frame was: its inputs without the show's own count, and the codes of every canvas where they were read.
type Shot = (FrameInputs, Option<Vec<Vec<[u16; 3]>>>);

impl<'a> Run<'a> {
    /// Lit, and some seconds in.
    fn start(gpu: &'a Gpu) -> Self {
        Self::of(gpu, SHOW)
    }

    fn of(gpu: &'a Gpu, path: &str) -> Self {
        let mut show = load::show(Files::Disk, path, &|_, _| ()).unwrap().show;
        show.stage.canvases.iter_mut().for_each(|canvas| canvas.dither = Dither::Animated);
        let renderer = Renderer::new(gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
        let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
        live.advance(&show, 0);
        live.advance(&show, 99);
        Self { gpu, show, live, renderer, frame: 100 }
    }

    fn set(&mut self, path: &str, number: f64, fade_secs: f32) {
        let id = self.show.registry.id(path).unwrap();
        self.live.wish(Action::Set { id, number, fade_secs, gesture: 0 });
    }

    fn skip(&mut self, frames: u64) {
        for _ in 0..frames {
            self.live.advance(&self.show, self.frame);
            self.frame += 1;
        }
    }

    fn shoot(&mut self) -> Vec<Shot> {
        let last = FRAMES - 1;
        (0..FRAMES).map(|at| self.shot(at % 10 == 0 || at == last)).collect()
    }

    fn shot(&mut self, is_drawn: bool) -> Shot {
        let inputs = self.live.advance(&self.show, self.frame);
        let codes = is_drawn.then(|| {
            self.renderer.draw(self.gpu, &self.show, inputs, &Wanted::default());
            (0..self.show.stage.canvases.len()).map(|at| self.renderer.canvas_codes(self.gpu, at)).collect()
        });
        let mut inputs = FrameInputs { frame: 0, ..inputs.clone() };
        let inner = inputs.cameras.iter_mut().map(|camera| &mut camera.inner.world);
        for world in [&mut inputs.world, &mut inputs.outer.world].into_iter().chain(inner) {
            if let Some(sky) = &mut world.sky {
                sky.now.display_frame = 0;
            }
        }
        self.frame += 1;
        (inputs, codes)
    }

    /// A take that rolls while a fade and a glide of the world are under way.
    fn roll(&mut self) -> Vec<Shot> {
        self.set("world/ease_secs", 4.0, 0.0);
        self.set("grade/trim_ev", -2.0, 6.0);
        self.set("grade/temperature_k", 3200.0, 5.0);
        self.set("world/x_m", 30.0, 0.0);
        self.skip(20);
        self.set("world/turntable_deg", 40.0, 2.0);
        self.skip(5);
        self.set("take/rolling", 1.0, 0.0);
        self.shoot()
    }

    /// CUT, and everything goes somewhere else.
    fn cut(&mut self) {
        self.set("take/rolling", 0.0, 0.0);
        self.skip(3);
        self.set("grade/trim_ev", 1.5, 1.0);
        self.set("grade/tint_duv", 0.02, 0.0);
        self.set("world/x_m", -7.0, 3.0);
        self.set("world/hold_time", 1.0, 0.0);
        self.skip(17);
        self.set("world/hold_time", 0.0, 0.0);
        self.skip(11);
    }
}

fn are_same(one: &[Shot], other: &[Shot]) -> (bool, bool) {
    let inputs = one.iter().zip(other).all(|((one, _), (other, _))| one == other);
    let codes = one.iter().zip(other).all(|((_, one), (_, other))| one == other);
    (inputs, codes)
}

#[test]
fn the_next_two_hundred_frames_are_the_first_to_the_bit() {
    let Some(gpu) = super::device() else { return };
    let mut run = Run::start(&gpu);
    let first = run.roll();
    // A checker that sees nothing move passes everything.
    let (early, late) = (&first[0], &first[60]);
    assert_ne!(early.0.world.exposure_ev, late.0.world.exposure_ev);
    assert_ne!(early.0.world.world_from_stage, late.0.world.world_from_stage);
    assert_ne!(first[180].1, first[190].1, "the dither is animated");
    run.cut();
    run.live.wish(Action::Return { label: 0 });
    let second = run.shoot();
    assert_eq!(are_same(&first, &second), (true, true), "inputs, codes");
    // Once more, after another change, and from the middle of the way.
    run.set("grade/contrast", 2.0, 3.0);
    run.skip(7);
    run.live.wish(Action::Return { label: 0 });
    assert_eq!(are_same(&first, &run.shoot()), (true, true), "inputs, codes");
    // The checkers see one value that differs: a value set in the frame of the return.
    run.live.wish(Action::Return { label: 0 });
    run.skip(1);
    run.live.wish(Action::Return { label: 0 });
    run.set("grade/saturation", 0.9, 0.0);
    let changed = run.shoot();
    assert_eq!(are_same(&first, &changed), (false, false), "inputs, codes");
}

#[test]
fn what_the_stage_does_is_not_taken_back() {
    let Some(gpu) = super::device() else { return };
    let mut run = Run::start(&gpu);
    run.roll();
    run.cut();
    run.set("inner/A/overscan_percent", 33.0, 0.0);
    run.set("wall/work_light", 1.0, 0.0);
    run.skip(2);
    run.live.wish(Action::Return { label: 0 });
    run.skip(1);
    let number = |path: &str| run.live.values().number(run.show.registry.id(path).unwrap());
    assert_eq!((number("inner/A/overscan_percent"), number("wall/work_light")), (33.0, 1.0));
    assert_eq!((number("grade/tint_duv"), number("take/rolling")), (0.0, 0.0));
}

/// Sun, clouds, rain and what is wet go on from where they were at ROLL, whatever the sky did in between: every world that is drawn
/// from, what lasts, and the codes, whichever layers of the caches hold it now.
#[test]
fn the_sky_goes_back_to_one() {
    let Some(gpu) = super::device() else { return };
    let mut run = Run::of(&gpu, SKY);
    for (path, number, fade_secs) in [
        ("sky/sun_rate", 60.0, 0.0),
        ("sky/cloud_rate", 60.0, 0.0),
        ("weather/cloud_cover", 0.5, 1.0),
        ("weather/rain_mm_per_h", 10.0, 1.0),
        ("weather/lightning_per_min", 20.0, 0.0),
    ] {
        run.set(path, number, fade_secs);
    }
    run.skip(12);
    run.set("take/rolling", 1.0, 0.0);
    let shoot = |run: &mut Run<'_>| (0..32).map(|at| run.shot(at == 0 || at == 31)).collect::<Vec<_>>();
    let first = shoot(&mut run);
    let packet = |shot: &Shot| shot.0.world.sky.expect("a live sky").now.hash();
    assert_ne!(packet(&first[0]), packet(&first[31]), "nothing moves");
    run.set("take/rolling", 0.0, 0.0);
    run.set("sky/time_of_day", 9.0, 0.0);
    run.set("weather/cloud_cover", 1.0, 0.0);
    run.set("weather/rain_mm_per_h", 0.0, 0.0);
    run.skip(40);
    let elsewhere = run.shot(true);
    assert!(elsewhere.1 != first[0].1, "the comparison is blind");
    run.live.wish(Action::Return { label: 0 });
    let worlds = |shots: &[Shot]| -> Vec<_> {
        let of = |inputs: &FrameInputs| {
            (inputs.world, inputs.outer.world, inputs.cameras[0].inner.world, inputs.trail)
        };
        shots.iter().map(|(inputs, codes)| (of(inputs), codes.clone())).collect()
    };
    let again = shoot(&mut run);
    assert!(worlds(&first) == worlds(&again), "the sky is another after BACK TO ONE");
    run.skip(1);
    assert!(worlds(&first) != worlds(&shoot(&mut run)), "the comparison is blind");
}
