//! The frame thread allocates nothing of its own after "ready", whatever is operated (DESIGN.md, invariant 6).
//!
//! In: `tests/data/small`, every parameter of its registry moved in turn. Out: allocations of this thread, counted.
//! Not here: the driver's and wgpu's own, inside `Renderer::draw`, which is held to making no object; frame times (`bench`).
//! Invariant: one test in this program, so that no other thread's work is in the way; the counter counts by thread.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed, in its own words or not")]

use allocation_counter::measure;
use cyclorama::app::clerk::Clerk;
use cyclorama::app::live::{Demo, Live};
use cyclorama::gpu::Gpu;
use cyclorama::gpu::pipeline::pipelines_made;
use cyclorama::output::feed::FeedTap;
use cyclorama::params::{Action, Author, Command, Kind, ParameterId, Registry, Stored};
use cyclorama::render::{Renderer, Settings, Wanted};
use cyclorama::show::Show;
use cyclorama::show::feed::{Feed, SlotSet};
use cyclorama::show::link::Link;
use cyclorama::show::load::{self, Files};
use cyclorama::show::report::HealthReport;
use cyclorama::timing::Clock;

const SHOW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/small/show.toml");
const SKY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
/// Frames after which every buffer has its size.
const WARM_UP: u64 = 8;

/// Each parameter, and the values that it is moved through: its ends, or every word, and back to its first value.
fn moves(registry: &Registry, show: &Show) -> Vec<(String, ParameterId, f64)> {
    let mut moves = Vec::new();
    for (parameter, first) in registry.iter(&show.first) {
        let id = registry.id(&parameter.path).unwrap();
        let mut values = match &parameter.kind {
            Kind::Date { min, max, .. } => vec![*min, *max],
            Kind::Number { min, max, .. } => vec![*min, *max, 0.5 * (min + max)],
            Kind::Switch { .. } => vec![1.0, 0.0],
            Kind::Choice { options, .. } => (0..options.len()).map(|index| index as f64).collect(),
        };
        values.push(first.number());
        moves.extend(values.into_iter().map(|value| (parameter.path.clone(), id, value)));
    }
    moves
}

/// Allocations of `act` on this thread.
fn allocations(act: impl FnOnce()) -> u64 {
    measure(act).count_total
}

#[test]
fn the_frame_thread_allocates_nothing_of_its_own_while_operated() {
    // A checker that counts nothing passes everything.
    assert_eq!(allocations(|| drop(std::hint::black_box(vec![1_u8; 64]))), 1);

    let show = load::show(Files::Disk, SHOW, &|_, _| ()).unwrap().show;
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    for frame in 0..WARM_UP {
        live.advance(&show, frame);
    }
    let moves = moves(&show.registry, &show);
    assert!(moves.len() > 30, "{} moves", moves.len());
    let mut faults = Vec::new();
    for (step, (path, id, value)) in moves.iter().enumerate() {
        live.put(*id, *value);
        for frame in 0..3 {
            let count = allocations(|| {
                live.advance(&show, WARM_UP + step as u64 * 3 + frame);
            });
            if count > 0 {
                faults.push(format!("{path} = {value}: {count} allocations"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    commanded(&show, &moves);
    skies();

    let gpu = match Gpu::headless() {
        Ok(gpu) => gpu,
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "CI is set, so nothing may be skipped: {error}");
            eprintln!("skipped the drawn half: {error}");
            return;
        }
    };
    drawn(&gpu, &show, &mut live, &moves);
}

/// A live sky: every parameter of it moved while sun, clouds and rain run, a step back in the world, a report after each frame.
fn skies() {
    let show = load::show(Files::Disk, SKY, &|_, _| ()).unwrap().show;
    let (_clerk, end, _link) = Clerk::start_in(&show, None).unwrap();
    let mut live = Live::start(&show, Clock::start(), Demo::None).unwrap();
    live.listen_to(end);
    let step = |live: &mut Live, frame: u64| {
        allocations(|| {
            live.advance(&show, frame);
            live.report(&show, &HealthReport::default());
        })
    };
    for frame in 0..WARM_UP {
        step(&mut live, frame);
    }
    let all = moves(&show.registry, &show);
    let sky = all.iter().filter(|(path, ..)| ["sky/", "weather/"].iter().any(|room| path.starts_with(room)));
    let mut faults = Vec::new();
    for (at, (path, id, value)) in (0_u64..).zip(sky) {
        live.put(*id, *value);
        for frame in 0..2 {
            let count = step(&mut live, WARM_UP + 2 * at + frame);
            if count > 0 {
                faults.push(format!("{path} = {value}: {count} allocations"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Commands of people: values, drags, fades, a preset, undo, ROLL, BACK TO ONE; a report after each frame.
fn commanded(show: &Show, moves: &[(String, ParameterId, f64)]) {
    let (_clerk, end, link) = Clerk::start_in(show, None).unwrap();
    let mut live = Live::start(show, Clock::start(), Demo::None).unwrap();
    live.listen_to(end);
    let rolling = show.registry.id("take/rolling").unwrap();
    let stored = std::sync::Arc::new(Stored::look(&show.registry, &show.first));
    let set = |id, number, fade_secs, gesture| Action::Set { id, number, fade_secs, gesture };
    let mut faults = Vec::new();
    let mut frame = 0;
    let mut step = |live: &mut Live, link: &Link, actions: Vec<Action>, what: &str| {
        for action in actions {
            link.send(Command { confirmed: true, ..Command::new(Author::WINDOW, 0, action) }).unwrap();
        }
        let count = allocations(|| {
            live.advance(show, frame);
            live.report(show, &HealthReport::default());
        });
        // The first frames fill memory for the first time, as does each of the four reports.
        if frame > WARM_UP && count > 0 {
            faults.push(format!("{what}: {count} allocations"));
        }
        frame += 1;
    };
    for round in 0..3_u32 {
        for (path, id, value) in moves {
            step(&mut live, &link, vec![set(*id, *value, 0.5, round)], path);
        }
        let recall = Action::Recall { stored: stored.clone(), fade_secs: 1.0, label: 1 };
        step(&mut live, &link, vec![recall], "a recall");
        step(&mut live, &link, vec![set(rolling, 1.0, 0.0, 0)], "ROLL");
        step(
            &mut live,
            &link,
            vec![Action::Undo { fade_secs: 0.2 }, Action::Redo { fade_secs: 0.0 }],
            "undo, redo",
        );
        let bound = Action::Bound { id: moves[0].1, min: 0.0, max: f64::from(round) };
        step(&mut live, &link, vec![bound, set(rolling, 0.0, 0.0, 0)], "a bound, CUT");
        step(&mut live, &link, vec![Action::Return { label: 2 }], "BACK TO ONE");
        for _ in 0..30 {
            step(&mut live, &link, Vec::new(), "a frame of fades");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Draws while everything is moved: no pipeline is made, and wgpu holds not one object more than before.
fn drawn(gpu: &Gpu, show: &Show, live: &mut Live, moves: &[(String, ParameterId, f64)]) {
    let settings = Settings { previews: true, ..Settings::default() };
    let mut renderer = Renderer::new(gpu, show, &settings, &|_, _| ()).unwrap();
    renderer.warm(gpu, show, &Wanted::default());
    let feed = Feed::default();
    let mut tap = FeedTap::open(gpu, feed.clone(), &renderer).unwrap();
    let previews = std::cell::Cell::new(0);
    let mut draw = |live: &mut Live, frame: u64| {
        // Somebody looks at two sources, at every other frame: what is asked for late must be there too.
        let slots = if frame % 2 == 1 { watched(&feed) } else { SlotSet::NONE };
        previews.set(previews.get() + slots.iter().count());
        let wanted = renderer.previews().also(Wanted::default(), slots, None);
        renderer.draw(gpu, show, live.advance(show, frame), &wanted);
        tap.take(gpu, &renderer, slots, frame);
        gpu.wait();
        tap.hand_on();
        assert_eq!(allocations(|| _ = std::hint::black_box(tap.due())), 0, "asking what pages want");
    };
    for frame in 0..WARM_UP {
        draw(live, frame);
    }
    let (pipelines, objects) = (pipelines_made(), objects(gpu));
    for (step, (path, id, value)) in moves.iter().enumerate() {
        live.put(*id, *value);
        draw(live, WARM_UP + step as u64);
        assert_eq!(self::objects(gpu), objects, "{path} = {value}: objects of wgpu by kind");
    }
    assert_eq!(pipelines_made(), pipelines, "a pipeline was made on the frame thread");
    assert!(previews.get() > 2 * WARM_UP as usize, "{} small pictures", previews.get());
    let buffer = gpu.uniform("alloc/one_more", 16);
    assert_ne!(self::objects(gpu), objects, "one buffer more is seen");
    drop(buffer);
}

/// Two sources, each at its own width.
fn watched(feed: &Feed) -> SlotSet {
    let slots =
        [("camera:A", 640), ("canvas:main", 160)].map(|(name, width)| feed.slot(name, width).unwrap());
    slots.into_iter().fold(SlotSet::NONE, SlotSet::with)
}

/// What wgpu itself counts as held: pipelines, groups, buffers, textures, views, samplers.
fn objects(gpu: &Gpu) -> [usize; 7] {
    let hub = gpu.instance.generate_report().expect("a native backend reports").hub;
    [
        hub.render_pipelines,
        hub.compute_pipelines,
        hub.bind_groups,
        hub.buffers,
        hub.textures,
        hub.texture_views,
        hub.samplers,
    ]
    .map(|registry| registry.num_allocated)
}
