//! Who asks for memory on the frame thread while a show is operated: nobody of ours.
//!
//! In: `tests/data/small`, packets of a tracker, every hold, button, pattern and move in turn. Out: allocations by owner.
//! Not here: what wgpu allocates inside its own calls, which is told apart by the calling stack.
//! Invariant: one process of its own, because the allocator counts for all of it.

#![expect(
    unsafe_code,
    reason = "a global allocator is an unsafe trait; it only passes calls on and counts them"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};

use cyclorama::app::buttons::Buttons;
use cyclorama::app::live::{Demo, Live};
use cyclorama::gpu::Gpu;
use cyclorama::gpu::pipeline::pipelines_made;
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::safety::Button;
use cyclorama::show::Show;
use cyclorama::show::load::{Files, show};
use cyclorama::timing::Clock;
use cyclorama::tracking::freed::packet_from_pose;
use cyclorama::tracking::{FreedPacket, FreedSender, Signs};

/// Passes calls to the system's allocator; on a thread that counts, keeps each call's stack.
struct Counting;

thread_local! {
    static IS_COUNTING: Cell<bool> = const { Cell::new(false) };
    static STACKS: RefCell<Vec<Backtrace>> = const { RefCell::new(Vec::new()) };
}

fn note() {
    // Keeping a stack allocates: not counted. A thread that ends has no flag any more.
    if IS_COUNTING.try_with(|is| is.replace(false)).unwrap_or(false) {
        let stack = Backtrace::force_capture();
        STACKS.with(|stacks| stacks.borrow_mut().push(stack));
        IS_COUNTING.with(|is| is.set(true));
    }
}

// SAFETY: every call goes to `System` with the arguments it came with, which is all that the trait asks for.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `act` returns, and the stack of every allocation in it.
fn counted<T>(act: impl FnOnce() -> T) -> (T, Vec<Backtrace>) {
    IS_COUNTING.with(|is| is.set(true));
    let result = act();
    IS_COUNTING.with(|is| is.set(false));
    (result, STACKS.with(RefCell::take))
}

/// The innermost function that is not the standard library's or this file's: who asked for the memory.
fn owner(stack: &Backtrace) -> String {
    let text = stack.to_string();
    let mut names = text.lines().filter_map(|line| {
        let (number, name) = line.trim().split_once(": ")?;
        number.parse::<u32>().ok().map(|_| name.trim_start_matches(['<', '&']))
    });
    // `owners` is this file; trait calls read `Type as Trait>::call`.
    let skipped = ["alloc::", "core::", "std::", "__rust", "hashbrown::", "owners::", "dyn ", "[", "("];
    let is_library = |name: &&str| skipped.iter().any(|start| name.starts_with(start));
    names.find(|name| !is_library(name)).unwrap_or("?").to_owned()
}

/// Most stacks of a frame that are looked at: each takes milliseconds to name. A pass that asked for memory would do so at
/// every frame and for every canvas, so an even sample meets it.
const MOST_NAMED: usize = 120;

/// Owners that are ours, of an even sample.
fn ours(stacks: &[Backtrace]) -> Vec<String> {
    let step = stacks.len().div_ceil(MOST_NAMED).max(1);
    stacks.iter().step_by(step).map(owner).filter(|name| name.starts_with("cyclorama")).collect()
}

/// What an operator does, one setting a frame; each is undone by a later one.
const OPERATED: &[&str] = &[
    "world/turntable_deg=10",
    "world/x_m=2",
    "grade/trim_ev=1",
    "inner/A/trim_ev=-1",
    "inner/A/hold=on",
    "outer/hold=on",
    "tracking/A/hold=on",
    "world/hold_time=on",
    "world/turntable_deg=-10",
    "wall/hold=on",
    "wall/work_light=on",
    "wall/hold=off",
    "take/rolling=on",
    "wall/work_light=off",
    "outer/hold=off",
    "outer/every_nth=3",
    "inner/A/hold=off",
    "tracking/A/hold=off",
    "world/hold_time=off",
    "pattern/main=grid",
    "wall/blackout=on",
    "wall/blackout=off",
    "pattern/main=off",
    "inner/A/on=off",
    "inner/A/on=on",
    "inner/A/mode=chroma",
    "inner/A/mode=picture",
    "take/rolling=off",
    "world/turntable_deg=0",
];
/// Acts whose drawing is traced: to name the owner of one allocation takes longer than to draw a frame.
const TRACED: [&str; 4] =
    ["world/turntable_deg=10", "wall/work_light=on", "wall/hold=off", "pattern/main=grid"];
/// Frames until every memory that is filled once has been filled.
const WARM_UP: u64 = 8;

/// A show that runs on a tracker, operated frame by frame.
struct Operated {
    gpu: Gpu,
    show: Show,
    live: Live,
    renderer: Renderer,
    buttons: Buttons,
    sender: FreedSender,
}

impl Operated {
    fn start(gpu: Gpu) -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/small/show.toml");
        let show = show(Files::Disk, path, &|_, _| {}).unwrap().show;
        let mut renderer = Renderer::new(&gpu, &show, &Settings::default(), &|_, _| {}).unwrap();
        renderer.warm(&gpu, &show, &Wanted::default());
        let live = Live::start(&show, Clock::start(), Demo::None).unwrap();
        let (_, target) = live.listening().next().unwrap();
        let sender = FreedSender::new(target).unwrap();
        Self { gpu, show, live, renderer, buttons: Buttons::default(), sender }
    }

    /// One frame; the allocations before drawing, and those within it.
    fn frame(&mut self, frame: u64, setting: Option<&str>) -> (Vec<Backtrace>, Vec<Backtrace>) {
        if let Some(setting) = setting {
            self.show.registry.set(self.live.values(), setting).unwrap();
        }
        let pose = self.show.rehearsed_poses(frame)[0].sensor;
        self.sender.send(&packet_from_pose(&pose, Signs::PLAIN, &FreedPacket::default())).unwrap();
        let now_secs = frame as f64 / 24.0;
        let ((), before) = counted(|| {
            if frame % 5 == 0 {
                self.buttons.press(Button::Blackout, now_secs, &self.show, self.live.values());
                self.buttons.release(Button::Blackout, now_secs);
            }
            self.buttons.step(now_secs, &self.show, self.live.values());
            self.live.advance(&self.show, frame);
        });
        let inputs = self.live.inputs();
        let (gpu, show, renderer) = (&self.gpu, &self.show, &mut self.renderer);
        let mut draw = || renderer.draw(gpu, show, inputs, &Wanted::default());
        let within = if setting.is_some_and(|setting| TRACED.contains(&setting)) {
            counted(&mut draw).1
        } else {
            draw();
            Vec::new()
        };
        gpu.wait();
        (before, within)
    }
}

#[test]
fn an_operated_show_asks_for_no_memory_and_makes_no_pipeline() {
    let gpu = match Gpu::headless() {
        Ok(gpu) => gpu,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "CI is set, so nothing may be skipped: {error}");
            eprintln!("skipped: {error}");
            return;
        }
    };
    let mut operated = Operated::start(gpu);
    for frame in 0..WARM_UP {
        operated.frame(frame, None);
    }
    let made = pipelines_made();
    let (mut foreign, mut faults) = (0, Vec::new());
    for (frame, setting) in (WARM_UP..).zip(OPERATED) {
        let (before, within) = operated.frame(frame, Some(setting));
        faults.extend(before.iter().map(|stack| format!("{setting}: {}\n{stack}", owner(stack))));
        faults.extend(ours(&within).iter().map(|owner| format!("{setting}: drawing: {owner}")));
        foreign += within.len();
    }
    assert_eq!(pipelines_made(), made, "a pipeline was made after `ready`");
    // Negative control: the allocator sees wgpu's own, so it would see ours.
    assert!(foreign > 0, "nothing was counted");
    eprintln!("{foreign} allocations within wgpu over {} frames", TRACED.len());
    assert!(faults.is_empty(), "{} allocation(s) of ours\n{}", faults.len(), faults.join("\n"));
}

/// Negative control: what our code allocates is found and named, through the standard library's frames.
#[test]
fn an_allocation_of_ours_is_named() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/small/show.toml");
    let show = show(Files::Disk, path, &|_, _| {}).unwrap().show;
    let (_, stacks) = counted(|| show.rehearsed_poses(0));
    let names = ours(&stacks);
    assert!(names.iter().any(|name| name.contains("rehearsed_poses")), "{names:?}");
    let ((), none) = counted(|| {
        std::hint::black_box(1 + 1);
    });
    assert!(none.is_empty());
}
