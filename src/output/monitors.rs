//! Monitors, and which of them an output means.
//!
//! In: what winit, X11's RandR and the kernel tell of displays; outputs of a stage. Out: [`Monitor`]s, a [`Found`] for each output.
//! Not here: windows (`output::window`), what happens when a monitor goes (`output::presence`).
//! Invariant: an output is found by what its place says or not at all: never by index, never the next best one.

use std::fmt::Write as _;

use winit::event_loop::ActiveEventLoop;
use winit::monitor::MonitorHandle;

use crate::stage::Place;

use super::edid::Edid;

/// A display as the system knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monitor {
    /// The system's name: on Linux that of the connector, such as `DP-2`.
    pub name: String,
    /// Who it says it is; `None` where the system does not pass that on.
    pub edid: Option<Edid>,
    /// Top left on the desktop, pixels.
    pub position: [i32; 2],
    /// Pixels of its mode.
    pub size: [u32; 2],
    /// Refresh of its mode; `None` where the system does not tell.
    pub refresh_millihertz: Option<u32>,
}

impl Monitor {
    /// `DP-2 (DEL-A0C7-ABC123) 3840x2160 at 1920,0`.
    pub fn words(&self) -> String {
        let mut text = self.name.clone();
        // Writing to a String cannot fail.
        if let Some(edid) = &self.edid {
            let _ = write!(text, " ({edid})");
        }
        let ([width, height], [x, y]) = (self.size, self.position);
        let _ = write!(text, " {width}x{height} at {x},{y}");
        text
    }
}

/// Where an output is, among the monitors of this moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Here.
    At {
        /// Top left of the window on the desktop.
        position: [i32; 2],
        /// Size of the window; at least the canvas's.
        size: [u32; 2],
        /// Index of its monitor; of the first of several.
        monitor: usize,
    },
    /// No monitor answers to it.
    Missing,
    /// Several monitors answer to it: their indices.
    Alike(Vec<usize>),
    /// The monitor is there, but smaller than the canvas.
    TooSmall(usize),
}

/// Finds a place for a canvas of `size`. A pipe is nowhere on the desktop.
pub fn find(place: &Place, size: [u32; 2], monitors: &[Monitor]) -> Found {
    let is_meant = |monitor: &Monitor| match place {
        Place::Monitor(name) => monitor.name == *name,
        Place::Edid { edid, connector } => {
            monitor.edid.as_ref().is_some_and(|own| own.is_named(edid))
                && connector.as_ref().is_none_or(|connector| monitor.name == *connector)
        }
        Place::Rect(_) | Place::Pipe(_) => false,
    };
    if let Place::Rect(position) = place {
        return on_desktop(*position, size, monitors);
    }
    let meant: Vec<usize> = (0..monitors.len()).filter(|index| is_meant(&monitors[*index])).collect();
    match meant.as_slice() {
        [] => Found::Missing,
        [one] => {
            let monitor = &monitors[*one];
            let holds = (0..2).all(|axis| monitor.size[axis] >= size[axis]);
            match holds {
                // The whole monitor is covered: what the canvas leaves is black.
                true => Found::At { position: monitor.position, size: monitor.size, monitor: *one },
                false => Found::TooSmall(*one),
            }
        }
        _ => Found::Alike(meant),
    }
}

/// A rectangle is there when monitors show every pixel of it.
fn on_desktop(position: [i32; 2], size: [u32; 2], monitors: &[Monitor]) -> Found {
    let mut first = None;
    let mut shown_px = 0_i64;
    for (index, monitor) in monitors.iter().enumerate() {
        // Mirrored monitors show the same pixels: those count once.
        if monitors[..index]
            .iter()
            .any(|other| (other.position, other.size) == (monitor.position, monitor.size))
        {
            continue;
        }
        let shared = |axis: usize| {
            let (start, other) = (i64::from(position[axis]), i64::from(monitor.position[axis]));
            let end = (start + i64::from(size[axis])).min(other + i64::from(monitor.size[axis]));
            (end - start.max(other)).max(0)
        };
        let px = shared(0) * shared(1);
        if px > 0 {
            first = first.or(Some(index));
        }
        shown_px += px;
    }
    match first {
        Some(monitor) if shown_px >= i64::from(size[0]) * i64::from(size[1]) => {
            Found::At { position, size, monitor }
        }
        _ => Found::Missing,
    }
}

/// What is wrong with an output and what to do; `None` when it is where it should be.
pub fn fault(
    canvas: &str,
    place: &Place,
    size: [u32; 2],
    found: &Found,
    monitors: &[Monitor],
) -> Option<String> {
    let list = |indices: &mut dyn Iterator<Item = usize>| {
        let words: Vec<String> = indices.map(|index| monitors[index].words()).collect();
        if words.is_empty() { "none".to_owned() } else { words.join("; ") }
    };
    let [width, height] = size;
    match found {
        Found::At { .. } => None,
        Found::Missing => Some(format!(
            "output {canvas}: {place} is not there ({width}x{height} needed; there are: {}). Check its cable and power, \
             or correct [[output]]",
            list(&mut (0..monitors.len()))
        )),
        Found::Alike(indices) => Some(format!(
            "output {canvas}: {} monitors answer to {place}: {}. `cyclorama run --identify` shows which is which; \
             write connector = \"...\"",
            indices.len(),
            list(&mut indices.iter().copied())
        )),
        Found::TooSmall(index) => Some(format!(
            "output {canvas}: {} is smaller than the canvas, {width}x{height}. Set the monitor to a mode of at least \
             that, or cut the canvas in two",
            list(&mut std::iter::once(*index))
        )),
    }
}

/// The displays of this moment, in the system's order.
pub fn list(events: &ActiveEventLoop) -> Vec<Monitor> {
    events.available_monitors().map(|handle| monitor(&handle)).collect()
}

/// Whether the displays are others, elsewhere or in other modes than those of a list made before. Asks nobody for identities.
pub fn have_changed(events: &ActiveEventLoop, before: &[Monitor]) -> bool {
    let mut now = events.available_monitors();
    let same = before.iter().all(|old| {
        now.next().is_some_and(|handle| {
            let (position, size) = (handle.position(), handle.size());
            [position.x, position.y] == old.position
                && [size.width, size.height] == old.size
                && handle.refresh_rate_millihertz().filter(|refresh| *refresh > 0) == old.refresh_millihertz
                && handle.name().unwrap_or_default() == old.name
        })
    });
    !same || now.next().is_some()
}

fn monitor(handle: &MonitorHandle) -> Monitor {
    let name = handle.name().unwrap_or_default();
    let (position, size) = (handle.position(), handle.size());
    Monitor {
        edid: edid_bytes(&name).and_then(|bytes| Edid::parse(&bytes).ok()),
        name,
        position: [position.x, position.y],
        size: [size.width, size.height],
        refresh_millihertz: handle.refresh_rate_millihertz().filter(|refresh| *refresh > 0),
    }
}

/// The bytes that the display on a connector sent: from the X server, else from the kernel.
#[cfg(all(unix, not(target_os = "macos")))]
fn edid_bytes(connector: &str) -> Option<Vec<u8>> {
    let from_server = || super::x11::edid(connector).filter(|bytes| !bytes.is_empty());
    from_server().or_else(|| edid_of_kernel(std::path::Path::new("/sys/class/drm"), connector))
}

/// Windows and macOS tell the identity in other ways, which are not read.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn edid_bytes(_connector: &str) -> Option<Vec<u8>> {
    None
}

/// `card0-DP-2/edid` under the kernel's list of connectors. A name that two cards have is nobody's.
#[cfg(all(unix, not(target_os = "macos")))]
fn edid_of_kernel(root: &std::path::Path, connector: &str) -> Option<Vec<u8>> {
    let entries = std::fs::read_dir(root).ok()?;
    let is_meant = |name: &str| {
        let rest = name
            .strip_prefix("card")
            .map(|rest| rest.trim_start_matches(|letter: char| letter.is_ascii_digit()));
        rest.and_then(|rest| rest.strip_prefix('-')) == Some(connector)
    };
    let mut found = entries.flatten().filter(|entry| entry.file_name().to_str().is_some_and(is_meant));
    let (entry, other) = (found.next()?, found.next());
    let bytes = std::fs::read(entry.path().join("edid")).ok()?;
    (other.is_none() && !bytes.is_empty()).then_some(bytes)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::output::edid::tests::block;

    /// A monitor of a made-up list.
    pub(crate) fn fake(name: &str, serial: u32, position: [i32; 2], size: [u32; 2]) -> Monitor {
        let edid = Edid::parse(&block(serial, None)).ok();
        Monitor { name: name.into(), edid, position, size, refresh_millihertz: Some(60_000) }
    }

    fn three() -> Vec<Monitor> {
        vec![
            fake("HDMI-1", 1, [0, 0], [1920, 1080]),
            fake("DP-1", 7, [1920, 0], [3840, 2160]),
            fake("DP-2", 7, [5760, 0], [3840, 2160]),
        ]
    }

    fn edid(edid: &str, connector: Option<&str>) -> Place {
        Place::Edid { edid: edid.into(), connector: connector.map(str::to_owned) }
    }

    #[test]
    fn monitors_are_found_by_what_the_place_says() {
        let all = three();
        let find = |place: &Place| find(place, [3840, 1728], &all);
        let second = Found::At { position: [5760, 0], size: [3840, 2160], monitor: 2 };
        assert_eq!(find(&Place::Monitor("DP-2".into())), second);
        assert_eq!(find(&edid("DEL-A0C7-7", Some("DP-2"))), second);
        assert_eq!(find(&edid("DEL-A0C7-7", None)), Found::Alike(vec![1, 2]));
        assert_eq!(find(&edid("DEL-A0C7-1", None)), Found::TooSmall(0));
        assert_eq!(find(&edid("DEL-A0C7-1", Some("DP-1"))), Found::Missing);
        assert_eq!(find(&Place::Monitor("DP-3".into())), Found::Missing);
    }

    #[test]
    fn a_rectangle_is_there_when_monitors_show_all_of_it() {
        let all = three();
        let at = |x: i32, y: i32, size: [u32; 2]| find(&Place::Rect([x, y]), size, &all);
        assert_eq!(
            at(1920, 0, [3840, 1728]),
            Found::At { position: [1920, 0], size: [3840, 1728], monitor: 1 }
        );
        assert!(matches!(at(1920, 0, [7680, 2160]), Found::At { monitor: 1, .. }), "over two monitors");
        assert_eq!(at(0, 0, [1920, 1081]), Found::Missing, "a row under the desk's monitor");
        assert_eq!(at(9000, 0, [3840, 1728]), Found::Missing);
        let mirrored = [all[0].clone(), all[0].clone()];
        assert_eq!(find(&Place::Rect([960, 0]), [1920, 1080], &mirrored), Found::Missing);
    }

    #[test]
    fn faults_say_what_there_is_and_what_to_do() {
        let all = three();
        let fault =
            |place: &Place| fault("main", place, [3840, 1728], &find(place, [3840, 1728], &all), &all);
        assert_eq!(fault(&Place::Monitor("DP-2".into())), None);
        let gone = fault(&Place::Monitor("DP-9".into())).unwrap();
        assert!(
            gone.contains("monitor DP-9 is not there")
                && gone.contains("DP-2 (DEL-A0C7-7) 3840x2160 at 5760,0"),
            "{gone}"
        );
        let alike = fault(&edid("DEL-A0C7-7", None)).unwrap();
        assert!(alike.contains("2 monitors answer") && alike.contains("--identify"), "{alike}");
        let small = fault(&Place::Monitor("HDMI-1".into())).unwrap();
        assert!(small.contains("1920x1080") && small.contains("3840x1728"), "{small}");
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn the_kernels_list_is_read_by_connector() {
        let root = std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target/test-drm"));
        for (folder, bytes) in [
            ("card0-DP-1", &b"one"[..]),
            ("card0-HDMI-A-1", b"two"),
            ("card1-DP-3", b""),
            ("card0-DP-4", b"x"),
            ("card1-DP-4", b"y"),
        ] {
            std::fs::create_dir_all(root.join(folder)).unwrap();
            std::fs::write(root.join(folder).join("edid"), bytes).unwrap();
        }
        assert_eq!(edid_of_kernel(&root, "DP-1").as_deref(), Some(&b"one"[..]));
        assert_eq!(edid_of_kernel(&root, "HDMI-A-1").as_deref(), Some(&b"two"[..]));
        assert_eq!(edid_of_kernel(&root, "DP-3"), None, "nothing is plugged in");
        assert_eq!(edid_of_kernel(&root, "DP-4"), None, "two cards have it");
        assert_eq!(edid_of_kernel(&root, "1"), None);
    }
}
