//! What differs between two stages, in the words of the field.
//!
//! In: two stages. Out: [`Change`]s: "wall B moved 12 mm, white 1000 -> 800 nits", "tracker head: port 40000 -> 40001".
//! Not here: the rest of a show (`show::diff`), files (`cli`).
//! Invariant: moves are measured on the corners of panels, so any two ways to write one wall are the same; a stage has
//! no difference from itself.

mod others;

use glam::{DQuat, DVec3};

use crate::color::Primaries;
use crate::math::Pose;
use crate::math::rigid::{best_rigid, centre};

use super::change::{Change, Effect, length, trimmed};
use super::{Canvas, CanvasSlot, Panel, QuarterTurn, Stage, Tracker, Wall};

/// Moves below this are rounding of the file, metres: a twentieth of what a careful survey can tell.
const FINEST_M: f64 = 5e-6;
/// Turns below this likewise, radians: 0.0005 degrees move the end of a 10 m wall by 0.09 mm.
const FINEST_RAD: f64 = 8.7e-6;
/// Panels named before the rest is counted.
const NAMED_PANELS: usize = 4;

/// Everything that differs, the picture's changes first, then in the order of the newer file.
pub fn stages(before: &Stage, after: &Stage) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut stage = Change::of("stage");
    stage.became(Effect::Names, "name", &before.name, &after.name);
    let moved_m = before.view_origin_m.distance(after.view_origin_m);
    if moved_m > FINEST_M {
        stage.did(Effect::Picture, format!("view origin moved {}", length(moved_m)));
    }
    changes.extend(stage.found());
    let both = Both { before, after, canvases: canvas_pairs(before, after) };
    changes.extend(both.walls());
    changes.extend(both.canvases());
    changes.extend(trackers(before, after));
    changes.extend(others::outputs(before, after));
    if changes.is_empty() {
        changes.extend(others::unnamed(before, after));
    }
    changes.sort_by_key(|change| std::cmp::Reverse(change.effect));
    changes
}

/// What a subject was and is: one side is absent when it was added or removed.
type Pair = (Option<usize>, Option<usize>);

/// Pairs by name; what is left over is paired when it is alike in all but its name.
fn pairs((before, after): (&[&str], &[&str]), is_alike: impl Fn(usize, usize) -> bool) -> Vec<Pair> {
    let mut lost: Vec<usize> = (0..before.len()).filter(|index| !after.contains(&before[*index])).collect();
    let mut found: Vec<Pair> = Vec::with_capacity(after.len());
    for (index, name) in after.iter().enumerate() {
        let same = before.iter().position(|other| other == name);
        let renamed = || {
            let at = lost.iter().position(|old| is_alike(*old, index))?;
            Some(lost.remove(at))
        };
        found.push((same.or_else(renamed), Some(index)));
    }
    found.extend(lost.into_iter().map(|index| (Some(index), None)));
    found
}

fn names<T>(all: &[T], name: fn(&T) -> &str) -> Vec<&str> {
    all.iter().map(name).collect()
}

/// Two stages, and which canvas became which.
struct Both<'a> {
    before: &'a Stage,
    after: &'a Stage,
    canvases: Vec<Pair>,
}

impl Both<'_> {
    fn walls(&self) -> Vec<Change> {
        let (old, new) = (&self.before.walls, &self.after.walls);
        let is_alike = |old_at: usize, new_at: usize| {
            let (old, new) = (panels_of(self.before, &old[old_at]), panels_of(self.after, &new[new_at]));
            old.len() == new.len() && Move::between(old, new).is_none()
        };
        let both = (&*names(old, |wall| &wall.name), &*names(new, |wall| &wall.name));
        let change = |pair: Pair| match pair {
            (Some(old_at), Some(new_at)) => self.wall(&old[old_at], &new[new_at]),
            (None, Some(new_at)) => Some(self.came_or_went(&new[new_at], "added")),
            (Some(old_at), None) => Some(self.came_or_went(&old[old_at], "removed")),
            (None, None) => None,
        };
        pairs(both, is_alike).into_iter().filter_map(change).collect()
    }

    fn came_or_went(&self, wall: &Wall, act: &str) -> Change {
        let mut change = Change::of(format!("wall {}", wall.name));
        change.did(Effect::Picture, format!("{act} ({})", count(wall.panels.len(), "panel")));
        change
    }

    fn wall(&self, old: &Wall, new: &Wall) -> Option<Change> {
        let mut change = Change::of(format!("wall {}", old.name));
        let (before, after) = (panels_of(self.before, old), panels_of(self.after, new));
        if before.len() == after.len() {
            if let Some(moved) = Move::between(before, after) {
                moved.tell(&mut change);
            }
            self.wiring(before, after, &mut change);
            leds(before, after, &mut change);
        } else {
            let act = if after.len() > before.len() { "added" } else { "removed" };
            let panels = count(after.len().abs_diff(before.len()), "panel");
            let grids = [old.grid, new.grid].map(|[rows, columns]| format!("{columns} x {rows}"));
            change.did(Effect::Picture, format!("has {panels} {act} ({} -> {})", grids[0], grids[1]));
        }
        change.became_with(Effect::Picture, "white", (old.white_nits, new.white_nits), "nits");
        primaries(&old.primaries, &new.primaries, &mut change);
        others::wall((self.before, old), (self.after, new), &mut change);
        renamed(&old.name, &new.name, &mut change);
        change.found()
    }

    /// Where panels are fed from.
    fn wiring(&self, before: &[Panel], after: &[Panel], change: &mut Change) {
        let now = |slot: CanvasSlot| {
            let pair = self.canvases.iter().find(|(old, _)| *old == Some(slot.canvas));
            pair.and_then(|(_, new)| *new).map(|canvas| CanvasSlot { canvas, ..slot })
        };
        let both = || before.iter().zip(after);
        let ids = |is_meant: &dyn Fn(&Panel, &Panel) -> bool| -> Vec<&str> {
            both().filter(|(old, new)| is_meant(old, new)).map(|(_, new)| new.id.as_str()).collect()
        };
        let dark = ids(&|old, new| old.slot.is_some() && new.slot.is_none());
        let lit = ids(&|old, new| old.slot.is_none() && new.slot.is_some());
        if !dark.is_empty() {
            change.did(
                Effect::Picture,
                format!("has {} on no canvas any more ({})", count(dark.len(), "panel"), listed(&dark)),
            );
        }
        if !lit.is_empty() {
            change.did(
                Effect::Picture,
                format!("has {} newly on a canvas ({})", count(lit.len(), "panel"), listed(&lit)),
            );
        }
        let is_rewired = |old: &Panel, new: &Panel| matches!((old.slot, new.slot), (Some(old), Some(new)) if now(old) != Some(new));
        let rewired = ids(&is_rewired);
        if rewired.is_empty() {
            return;
        }
        let wire = |old: &Panel, new: &Panel| Some(Wire::between(now(old.slot?), new.slot?));
        let mut wires: Vec<Wire> = both()
            .filter(|(old, new)| is_rewired(old, new))
            .filter_map(|(old, new)| wire(old, new))
            .collect();
        wires.dedup();
        let is_whole = rewired.len() == before.iter().filter(|panel| panel.slot.is_some()).count();
        let which = if is_whole { String::new() } else { format!(" ({})", listed(&rewired)) };
        let how = match wires.as_slice() {
            [one] => one.words(&self.after.canvases),
            _ => String::new(),
        };
        change.did(Effect::Picture, format!("has {} rewired{which}{how}", count(rewired.len(), "panel")));
    }

    fn canvases(&self) -> Vec<Change> {
        let (old, new) = (&self.before.canvases, &self.after.canvases);
        let whole = |canvas: &Canvas, act: &str| {
            let mut change = Change::of(format!("canvas {}", canvas.name));
            change.did(Effect::Picture, format!("{act} ({} x {} px)", canvas.size[0], canvas.size[1]));
            Some(change)
        };
        let change = |pair: &Pair| match *pair {
            (Some(old_at), Some(new_at)) => canvas(&old[old_at], &new[new_at]),
            (None, Some(new_at)) => whole(&new[new_at], "added"),
            (Some(old_at), None) => whole(&old[old_at], "removed"),
            (None, None) => None,
        };
        self.canvases.iter().filter_map(change).collect()
    }
}

/// How a wall stands otherwise than it did.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Move {
    moved_m: f64,
    turned_rad: f64,
    /// Greatest distance of a corner from where a rigid wall would have it.
    reshaped_m: f64,
}

impl Move {
    fn between(before: &[Panel], after: &[Panel]) -> Option<Self> {
        let corners =
            |panels: &[Panel]| -> Vec<DVec3> { panels.iter().flat_map(|panel| panel.corners_m).collect() };
        let (before, after) = (corners(before), corners(after));
        let both = || before.iter().zip(&after);
        if both().all(|(old, new)| old.distance(*new) <= FINEST_M) {
            return None;
        }
        let rigid = best_rigid(&before, &after);
        let rest = |(old, new): (&DVec3, &DVec3)| rigid.transform_point(*old).distance(*new);
        Some(Self {
            moved_m: centre(&before).distance(centre(&after)),
            turned_rad: angle(rigid.rotation),
            reshaped_m: both().map(rest).fold(0.0, f64::max),
        })
    }

    fn tell(&self, change: &mut Change) {
        if self.moved_m > FINEST_M {
            change.did(Effect::Picture, format!("moved {}", length(self.moved_m)));
        }
        if self.turned_rad > FINEST_RAD {
            change.did(Effect::Picture, turned(self.turned_rad));
        }
        if self.reshaped_m > FINEST_M {
            change.did(Effect::Picture, format!("reshaped by up to {}", length(self.reshaped_m)));
        }
    }
}

/// The move of a pose: words, when there is one.
pub(crate) fn moved(before: &Pose, after: &Pose) -> Vec<String> {
    let moved_m = before.position.distance(after.position);
    let turned_rad = angle(after.rotation * before.rotation.inverse());
    let mut words = Vec::new();
    if moved_m > FINEST_M {
        words.push(format!("moved {}", length(moved_m)));
    }
    if turned_rad > FINEST_RAD {
        words.push(turned(turned_rad));
    }
    words
}

/// The whole turn of a rotation. By the sine of its half, which is exact for small turns; the cosine is not.
fn angle(rotation: DQuat) -> f64 {
    2.0 * rotation.xyz().length().atan2(rotation.w.abs())
}

fn turned(radians: f64) -> String {
    format!("turned {} degrees", trimmed(radians.to_degrees(), 3))
}

/// How a panel's place on its canvas changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wire {
    /// Shifted on the same canvas, pixels.
    Shifted { canvas: usize, by: [i64; 2] },
    /// Fed from another canvas.
    Canvas(usize),
    /// Turned on the same canvas.
    Turned { canvas: usize, to: QuarterTurn },
}

impl Wire {
    fn between(old: Option<CanvasSlot>, new: CanvasSlot) -> Self {
        match old {
            Some(old) if old.canvas == new.canvas && old.turn == new.turn => Self::Shifted {
                canvas: new.canvas,
                by: [i64::from(new.x) - i64::from(old.x), i64::from(new.y) - i64::from(old.y)],
            },
            Some(old) if old.canvas == new.canvas => Self::Turned { canvas: new.canvas, to: new.turn },
            _ => Self::Canvas(new.canvas),
        }
    }

    fn words(self, canvases: &[Canvas]) -> String {
        let name = |index: usize| canvases.get(index).map_or("", |canvas| canvas.name.as_str());
        match self {
            Self::Shifted { canvas, by: [x, y] } => format!(" by {x:+}, {y:+} px on canvas {}", name(canvas)),
            Self::Canvas(canvas) => format!(" to canvas {}", name(canvas)),
            Self::Turned { canvas, to } => {
                let degrees = match to {
                    QuarterTurn::None => 0,
                    QuarterTurn::Right => 90,
                    QuarterTurn::Half => 180,
                    QuarterTurn::Left => 270,
                };
                format!(" and turned to {degrees} degrees on canvas {}", name(canvas))
            }
        }
    }
}

fn panels_of<'a>(stage: &'a Stage, wall: &Wall) -> &'a [Panel] {
    stage.panels.get(wall.panels.clone()).unwrap_or_default()
}

/// LEDs a panel, when any panel's count changed.
fn leds(before: &[Panel], after: &[Panel], change: &mut Change) {
    let mut others = before.iter().zip(after).filter(|(old, new)| old.pixels != new.pixels);
    if let Some((old, new)) = others.next() {
        let size = |[width, height]: [u32; 2]| format!("{width} x {height}");
        let more = match others.count() {
            0 => format!("panel {}", new.id),
            more => format!("{} panels", more + 1),
        };
        change.became_with(Effect::Picture, &more, (size(old.pixels), size(new.pixels)), "LEDs");
    }
}

fn primaries(old: &Primaries, new: &Primaries, change: &mut Change) {
    let points = [
        ("red", old.red, new.red),
        ("green", old.green, new.green),
        ("blue", old.blue, new.blue),
        ("white point", old.white, new.white),
    ];
    for (name, old, new) in points {
        let text = |xy: glam::DVec2| format!("{} {}", trimmed(xy.x, 4), trimmed(xy.y, 4));
        change.became(Effect::Picture, name, text(old), text(new));
    }
}

fn renamed(old: &str, new: &str, change: &mut Change) {
    if old != new {
        change.did(Effect::Names, format!("renamed to {new}"));
    }
}

/// Canvases by name; one that feeds the same panels from the same pixels was renamed.
fn canvas_pairs(before: &Stage, after: &Stage) -> Vec<Pair> {
    let fed = |stage: &Stage, canvas: usize| -> Vec<(DVec3, u32, u32)> {
        let slot = |panel: &Panel| panel.slot.filter(|slot| slot.canvas == canvas);
        stage
            .panels
            .iter()
            .filter_map(|panel| slot(panel).map(|slot| (panel.centre_m(), slot.x, slot.y)))
            .collect()
    };
    let is_alike = |old: usize, new: usize| {
        let (old_fed, new_fed) = (fed(before, old), fed(after, new));
        let is_same = |(old, new): (&(DVec3, u32, u32), &(DVec3, u32, u32))| {
            old.0.distance(new.0) <= FINEST_M && (old.1, old.2) == (new.1, new.2)
        };
        before.canvases[old].size == after.canvases[new].size
            && old_fed.len() == new_fed.len()
            && old_fed.iter().zip(&new_fed).all(is_same)
    };
    let (old, new) = (names(&before.canvases, |it| &it.name), names(&after.canvases, |it| &it.name));
    pairs((&old, &new), is_alike)
}

fn canvas(old: &Canvas, new: &Canvas) -> Option<Change> {
    let mut change = Change::of(format!("canvas {}", old.name));
    let size = |canvas: &Canvas| format!("{} x {}", canvas.size[0], canvas.size[1]);
    change.became_with(Effect::Picture, "size", (size(old), size(new)), "px");
    change.became(Effect::Picture, "transfer", old.transfer.name(), new.transfer.name());
    change.became(Effect::Picture, "bits", old.bits, new.bits);
    change.became(Effect::Picture, "range", old.range.name(), new.range.name());
    change.became(Effect::Picture, "dither", old.dither.name(), new.dither.name());
    renamed(&old.name, &new.name, &mut change);
    change.found()
}

fn trackers(before: &Stage, after: &Stage) -> Vec<Change> {
    let (old, new) = (&before.trackers, &after.trackers);
    let is_alike = |old_at: usize, new_at: usize| {
        let name = new[new_at].name.clone();
        Tracker { name, ..old[old_at].clone() } == new[new_at]
    };
    let whole = |tracker: &Tracker, act: &str| {
        let mut change = Change::of(format!("tracker {}", tracker.name));
        change.did(Effect::Tracking, format!("{act} (port {})", tracker.port));
        Some(change)
    };
    let change = |pair: Pair| match pair {
        (Some(old_at), Some(new_at)) => tracker(&old[old_at], &new[new_at]),
        (None, Some(new_at)) => whole(&new[new_at], "added"),
        (Some(old_at), None) => whole(&old[old_at], "removed"),
        (None, None) => None,
    };
    let (old_names, new_names) = (names(old, |it| &it.name), names(new, |it| &it.name));
    pairs((&old_names, &new_names), is_alike).into_iter().filter_map(change).collect()
}

fn tracker(old: &Tracker, new: &Tracker) -> Option<Change> {
    let mut change = Change::of(format!("tracker {}", old.name));
    for words in moved(&old.stage_from_tracker, &new.stage_from_tracker) {
        change.did(Effect::Tracking, words);
    }
    change.became(Effect::Tracking, "port", old.port, new.port);
    let id = |tracker: &Tracker| tracker.camera_id.map_or_else(|| "any".to_owned(), |id| id.to_string());
    change.became(Effect::Tracking, "camera id", id(old), id(new));
    let axes = ["x", "y", "z", "pan", "tilt", "roll"];
    for (axis, (old, new)) in axes.into_iter().zip(old.signs.iter().zip(&new.signs)) {
        change.became(Effect::Tracking, &format!("sign of {axis}"), format!("{old:+}"), format!("{new:+}"));
    }
    for (axis, (old, new)) in axes.into_iter().zip(old.order.iter().zip(&new.order)) {
        change.became(Effect::Tracking, &format!("{axis} is the sender's"), axes[*old], axes[*new]);
    }
    renamed(&old.name, &new.name, &mut change);
    change.found()
}

fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

fn listed(ids: &[&str]) -> String {
    let named = ids[..ids.len().min(NAMED_PANELS)].join(", ");
    match ids.len().saturating_sub(NAMED_PANELS) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::sample::{CLEAN, PANEL, load_with};

    /// The changes that replacing pieces of the sample's text makes.
    #[track_caller]
    fn told(edits: &[(&str, &str)]) -> Vec<String> {
        changes(edits).iter().map(ToString::to_string).collect()
    }

    #[track_caller]
    fn changes(edits: &[(&str, &str)]) -> Vec<Change> {
        let mut text = CLEAN.to_owned();
        for (from, to) in edits {
            assert!(text.contains(from), "{from}");
            text = text.replacen(from, to, 1);
        }
        let before = load_with(CLEAN, PANEL).unwrap().stage;
        let after = load_with(&text, PANEL).unwrap().stage;
        assert_eq!(stages(&before, &before), []);
        stages(&before, &after)
    }

    #[test]
    fn a_wall_that_moved_and_dimmed_reads_as_the_issue_has_it() {
        let edits = [("-4.0]", "-4.012]"), ("white_nits = 1000.0", "white_nits = 800.0")];
        assert_eq!(told(&edits), ["wall main moved 12 mm, white 1000 -> 800 nits"]);
    }

    #[test]
    fn a_turned_wall_is_measured_on_its_corners() {
        // The ceiling is 0.4 m across and 0.3 m deep about its position: it turns in place.
        let [change] = &told(&[("[0.0, 4.0, -1.0]", "[0.0, 4.0, -1.0]\nyaw_deg = 1.5")])[..] else {
            panic!()
        };
        assert_eq!(change, "wall ceiling turned 1.5 degrees");
        let [change] = &told(&[("angle_per_column_deg = 10.0", "angle_per_column_deg = 11.0")])[..] else {
            panic!()
        };
        assert!(change.starts_with("wall main moved ") && change.contains("reshaped by up to "), "{change}");
    }

    #[test]
    fn canvases_and_trackers_are_told_by_their_keys() {
        assert_eq!(told(&[("\"pq\"", "\"srgb\"")]), ["canvas main: transfer pq -> srgb"]);
        assert_eq!(told(&[("40000", "40001")]), ["tracker main: port 40000 -> 40001"]);
        let edits =
            [("port = 40000", "port = 40000\ncamera_id = 2"), ("[1.0, 0.0, 2.0]", "[1.0, 0.0, 2.0005]")];
        assert_eq!(told(&edits), ["tracker main moved 0.5 mm, camera id any -> 2"]);
        assert_eq!(
            told(&[("pan = -1", "tilt = -1")]),
            ["tracker main: sign of pan -1 -> +1, sign of tilt +1 -> -1"]
        );
    }

    #[test]
    fn panels_are_counted_and_wires_followed() {
        let fed = ("columns = [0, 3]", "columns = [0, 2]");
        assert_eq!(told(&[fed]), ["wall main has 2 panels on no canvas any more (r0c2, r1c2)"]);
        let wider = told(&[("columns = 4", "columns = 5")]);
        assert!(
            wider.iter().any(|line| line == "wall main has 2 panels added (4 x 2 -> 5 x 2)"),
            "{wider:?}"
        );
        assert_eq!(
            told(&[("x = 30\ny = 10", "x = 32\ny = 9")]),
            ["wall ceiling has 6 panels rewired by +2, -1 px on canvas main"]
        );
        let turned = told(&[("turn = 180", "turn = 0")]);
        assert!(turned[0].starts_with("wall main has 2 panels rewired (r0c3, r1c3)"), "{turned:?}");
    }

    #[test]
    fn names_alone_change_no_pixel() {
        let edits = [
            ("name = \"Sample\"", "name = \"Studio 2\""),
            ("name = \"ceiling\"", "name = \"roof\""),
            ("wall = \"ceiling\"", "wall = \"roof\""),
            ("name = \"side\"", "name = \"left\""),
        ];
        let found = changes(&edits);
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            ["stage: name Sample -> Studio 2", "wall ceiling renamed to roof", "canvas side renamed to left"]
        );
        assert!(found.iter().all(|change| change.effect == Effect::Names));
        let mixed =
            changes(&[("name = \"Sample\"", "name = \"S\""), ("800.0\n\n[[canvas]]", "700.0\n\n[[canvas]]")]);
        assert_eq!(
            mixed.iter().map(|change| change.effect).collect::<Vec<_>>(),
            [Effect::Picture, Effect::Names]
        );
    }

    #[test]
    fn a_wall_that_is_gone_is_not_taken_for_a_renamed_one() {
        let edits = [
            ("name = \"ceiling\"", "name = \"roof\""),
            ("wall = \"ceiling\"", "wall = \"roof\""),
            ("rows = 3", "rows = 2"),
        ];
        let found = told(&edits);
        assert!(found.contains(&"wall roof added (4 panels)".to_owned()), "{found:?}");
        assert!(found.contains(&"wall ceiling removed (6 panels)".to_owned()), "{found:?}");
    }

    #[test]
    fn outputs_and_what_has_no_words_are_told_too() {
        let before = load_with(CLEAN, PANEL).unwrap().stage;
        let mut after = before.clone();
        let place = |x| crate::stage::Output { canvas: 0, place: crate::stage::Place::Rect([x, 0]) };
        after.outputs = vec![place(0)];
        let lines = |before: &Stage, after: &Stage| -> Vec<String> {
            stages(before, after).iter().map(ToString::to_string).collect()
        };
        assert_eq!(
            lines(&before, &after),
            ["output of canvas main added from the next start on (the desktop at 0,0)"]
        );
        let mut moved = after.clone();
        moved.outputs = vec![place(64)];
        assert_eq!(
            lines(&after, &moved),
            [
                "output of canvas main: goes to the desktop at 0,0 -> the desktop at 64,0 from the next start on"
            ]
        );
        let mut carried = before.clone();
        carried.walls[1].tracker = Some(0);
        assert_eq!(lines(&before, &carried), ["wall ceiling: carried by nothing -> tracker main"]);
        let mut odd = before.clone();
        odd.panels[0].id = "first".to_owned();
        assert_eq!(lines(&before, &odd), ["stage has another setting that has no words of its own"]);
        let mut rounded = before.clone();
        rounded.panels[0].corners_m[0].x += 1e-12;
        assert_eq!(lines(&before, &rounded), [""; 0]);
    }
}
