//! A gamepad for the virtual camera.
//!
//! In: the events of Linux's joystick interface, `/dev/input/js0` to `js3`. Out: how far each motion of the camera is asked for.
//! Not here: which camera obeys (`app::live`), the motion itself (`app::window::flight`).
//! Invariant: a stick at rest, in its dead zone, or of a pad that was pulled out asks for nothing.
//!
//! Source of the events: `Documentation/input/joydev/joystick-api.rst` of the Linux kernel: 8 bytes, little-endian on every
//! machine that Cyclorama runs on: u32 time in ms, i16 value, u8 type, u8 number. This is read without a crate: gilrs needs
//! libudev's -dev package to build on Linux, and this program is built without any.

use std::io::{ErrorKind, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::timing::Heartbeat;

/// Share of a stick's way that is its dead zone: worn sticks rest up to a tenth off their middle.
const DEAD_ZONE: f64 = 0.12;
/// How much finer the middle of a stick is than its end: at half way it asks for a fifth.
const EXPONENT: f64 = 2.8;
/// Axes that are read: left stick, left trigger, right stick, right trigger, in the order of the kernel's xpad and
/// playstation drivers.
const AXES: usize = 6;
/// An event's bytes.
const EVENT: usize = 8;
/// The type of an axis's event, with or without the mark that it tells the state at opening.
const AXIS: u8 = 0x02;
const INITIAL: u8 = 0x80;
/// Time between two looks at an open pad: half a frame at 60 Hz.
const LOOK: Duration = Duration::from_millis(8);
/// Time between two looks whether a pad was plugged in.
const SEARCH: Duration = Duration::from_secs(1);
/// Pads that are looked for.
const PADS: [&str; 4] = ["/dev/input/js0", "/dev/input/js1", "/dev/input/js2", "/dev/input/js3"];

/// How far each motion is asked for, -1..=1 each.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sticks {
    /// Truck to the right.
    pub right: f64,
    /// Boom up.
    pub up: f64,
    /// Dolly back.
    pub back: f64,
    /// Pan to the left.
    pub pan_left: f64,
    /// Tilt up.
    pub tilt_up: f64,
}

impl Sticks {
    /// What raw axes of -32767..=32767 ask for; sticks read right and down, triggers from -32767 when let go.
    fn from_axes(axes: [i32; AXES]) -> Self {
        let [left_x, left_y, left_trigger, right_x, right_y, right_trigger] =
            axes.map(|raw| f64::from(raw) / 32_767.0);
        let [right, back] = stick(left_x, left_y);
        let [pan_right, tilt_down] = stick(right_x, right_y);
        let pull = |raw: f64| response((raw + 1.0) / 2.0);
        Self {
            right,
            up: pull(right_trigger) - pull(left_trigger),
            back,
            pan_left: -pan_right,
            tilt_up: -tilt_down,
        }
    }

    /// Whether anything is asked for.
    pub fn is_at_rest(&self) -> bool {
        *self == Self::default()
    }
}

/// A stick's two axes: the dead zone is a disc, so that a diagonal is as easy as a straight line.
fn stick(x: f64, y: f64) -> [f64; 2] {
    let length = x.hypot(y);
    if length <= DEAD_ZONE {
        return [0.0; 2];
    }
    let share = response(length.min(1.0)) / length;
    [x * share, y * share]
}

/// From a way of 0..=1 to a speed of 0..=1: nothing in the dead zone, continuous at its edge, finer in the middle.
fn response(way: f64) -> f64 {
    let way = ((way - DEAD_ZONE) / (1.0 - DEAD_ZONE)).clamp(0.0, 1.0);
    (EXPONENT * way).exp_m1() / EXPONENT.exp_m1()
}

/// The axes as they last were; shared between the pad's thread and the frame thread, an atomic each.
#[derive(Debug)]
struct Axes([AtomicI32; AXES]);

impl Axes {
    /// Sticks in their middle, triggers let go.
    const REST: [i32; AXES] = [0, 0, -32_767, 0, 0, -32_767];

    fn new() -> Self {
        Self(Self::REST.map(AtomicI32::new))
    }

    fn rest(&self) {
        for (axis, rest) in self.0.iter().zip(Self::REST) {
            axis.store(rest, Ordering::Relaxed);
        }
    }

    /// Takes an event; what is no axis of ours is left alone.
    fn take(&self, event: [u8; EVENT]) {
        let [_, _, _, _, low, high, kind, number] = event;
        if kind & !INITIAL == AXIS
            && let Some(axis) = self.0.get(usize::from(number))
        {
            axis.store(i32::from(i16::from_le_bytes([low, high])), Ordering::Relaxed);
        }
    }

    fn sticks(&self) -> Sticks {
        Sticks::from_axes(std::array::from_fn(|index| self.0[index].load(Ordering::Relaxed)))
    }

    /// Takes what a pad has to say now; false when it is gone, and then everything is at rest.
    fn read(&self, pad: &mut impl Read) -> bool {
        let mut event = [0; EVENT];
        loop {
            match pad.read(&mut event) {
                Ok(EVENT) => self.take(event),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return true,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // Pulled out; or something that is no pad and tells parts of events.
                Ok(_) | Err(_) => {
                    self.rest();
                    return false;
                }
            }
        }
    }
}

/// A running reader of pads; ends when dropped.
#[derive(Debug)]
pub struct Gamepad {
    axes: Arc<Axes>,
    heartbeat: Heartbeat,
    should_stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Gamepad {
    /// Starts the thread `gamepad`, which takes the first pad that it finds, now or when one is plugged in.
    pub fn start() -> std::io::Result<Self> {
        let (axes, heartbeat) = (Arc::new(Axes::new()), Heartbeat::default());
        let should_stop = Arc::new(AtomicBool::new(false));
        let (theirs, alive, stop) = (Arc::clone(&axes), heartbeat.clone(), Arc::clone(&should_stop));
        let thread = std::thread::Builder::new()
            .name("gamepad".to_owned())
            .spawn(move || run(&theirs, &alive, &stop))?;
        Ok(Self { axes, heartbeat, should_stop, thread: Some(thread) })
    }

    /// What the pad asks for now; rest without one.
    pub fn sticks(&self) -> Sticks {
        self.axes.sticks()
    }

    /// The thread's sign of life.
    pub fn heartbeat(&self) -> Heartbeat {
        self.heartbeat.clone()
    }
}

impl Drop for Gamepad {
    fn drop(&mut self) {
        self.should_stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("thread `gamepad` ended by a panic");
            }
        }
    }
}

fn run(axes: &Axes, heartbeat: &Heartbeat, should_stop: &AtomicBool) {
    let mut pad = None;
    while !should_stop.load(Ordering::Relaxed) {
        heartbeat.beat();
        if let Some((path, open)) = &mut pad {
            if !axes.read(open) {
                tracing::warn!("gamepad {path} is gone: the virtual camera stands");
                pad = None;
            }
        } else if let Some((path, open)) = PADS.into_iter().find_map(|path| Some((path, open(path)?))) {
            tracing::info!("gamepad {path}: sticks and triggers fly the virtual camera");
            pad = Some((path, open));
        }
        std::thread::park_timeout(if pad.is_some() { LOOK } else { SEARCH });
    }
}

/// Opens a pad without waiting for its events.
#[cfg(target_os = "linux")]
fn open(path: &str) -> Option<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    /// `O_NONBLOCK` of Linux on x86-64 and aarch64 (`asm-generic/fcntl.h`).
    const NONBLOCK: i32 = 0o4000;
    std::fs::OpenOptions::new().read(true).custom_flags(NONBLOCK).open(path).ok()
}

/// Only Linux has this interface.
#[cfg(not(target_os = "linux"))]
fn open(_: &str) -> Option<std::fs::File> {
    None
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    fn axis(number: u8, value: i16) -> [u8; EVENT] {
        let [low, high] = value.to_le_bytes();
        [1, 2, 3, 4, low, high, AXIS, number]
    }

    /// A pad that says what a test put in, waits, and is pulled out at the end.
    struct FakePad(VecDeque<Option<[u8; EVENT]>>);

    impl Read for FakePad {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            match self.0.pop_front() {
                Some(Some(event)) => {
                    out.copy_from_slice(&event);
                    Ok(EVENT)
                }
                Some(None) => Err(ErrorKind::WouldBlock.into()),
                // ENODEV, as the kernel answers for a pad that is gone.
                None => Err(std::io::Error::from_raw_os_error(19)),
            }
        }
    }

    #[test]
    fn sticks_and_triggers_have_their_motions_and_signs() {
        let asked = |number: usize, value: i32| {
            let mut axes = Axes::REST;
            axes[number] = value;
            Sticks::from_axes(axes)
        };
        let one = Sticks::default();
        assert_eq!(Sticks::from_axes(Axes::REST), one, "let go, nothing is asked for");
        assert_eq!(asked(0, 32_767), Sticks { right: 1.0, ..one });
        // Pushed away from the body a stick reads -32767: forward, and up.
        assert_eq!(asked(1, -32_767), Sticks { back: -1.0, ..one });
        assert_eq!(asked(3, 32_767), Sticks { pan_left: -1.0, ..one });
        assert_eq!(asked(4, -32_767), Sticks { tilt_up: 1.0, ..one });
        assert_eq!(asked(5, 32_767), Sticks { up: 1.0, ..one });
        assert_eq!(asked(2, 32_767), Sticks { up: -1.0, ..one });
    }

    #[test]
    fn the_response_is_dead_then_continuous_then_finer_in_the_middle() {
        assert_eq!((response(0.0), response(DEAD_ZONE), response(1.0)), (0.0, 0.0, 1.0));
        // (e^(2.8/2) - 1) / (e^2.8 - 1), half way between the dead zone and the end.
        let half = response(DEAD_ZONE + (1.0 - DEAD_ZONE) / 2.0);
        assert!((half - 3.055_2 / 15.444_6).abs() < 1e-4, "{half}");
        let mut before = 0.0;
        for step in 0..=1000 {
            let now = response(f64::from(step) / 1000.0);
            assert!(now >= before && now - before < 0.004, "a step at {step}");
            before = now;
        }
        // A worn stick, off its middle by a tenth in a diagonal.
        assert_eq!(stick(0.07, -0.07), [0.0; 2]);
        let [x, y] = stick(0.6, -0.6);
        assert!(x > 0.0 && (x + y).abs() < 1e-12 && x.hypot(y) <= 1.0);
        assert!(stick(1.0, 1.0)[0] <= 1.0);
    }

    #[test]
    fn a_pad_is_read_until_it_waits_and_rests_when_it_is_gone() {
        let axes = Axes::new();
        let button = [0, 0, 0, 0, 1, 0, 0x01, 0];
        let foreign = axis(17, 32_767);
        let mut first = axis(0, 32_767);
        first[6] |= INITIAL;
        let mut pad = FakePad(VecDeque::from([
            Some(first),
            Some(button),
            Some(foreign),
            None,
            Some(axis(0, 0)),
            Some(axis(4, -32_767)),
            None,
        ]));
        assert!(axes.read(&mut pad));
        assert_eq!(axes.sticks(), Sticks { right: 1.0, ..Sticks::default() });
        assert!(axes.read(&mut pad));
        assert_eq!(axes.sticks(), Sticks { tilt_up: 1.0, ..Sticks::default() });
        assert!(!axes.read(&mut pad));
        assert!(axes.sticks().is_at_rest(), "a camera does not fly on without its pad");
    }
}
