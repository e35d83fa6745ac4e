//! What differs between two shows, in the words of the field.
//!
//! In: two shows. Out: [`Change`]s of the stage, the world, cameras, exposure and first values.
//! Not here: stages alone (`stage::diff`), values that a person set (`params`), files (`cli`, `app`).
//! Invariant: a show has no difference from itself; what is told once is not told again as a parameter.

use std::sync::Arc;

use crate::params::{Kind, Value};
use crate::scene::{Environment, Node, Scene, Sun};
use crate::stage::change::{Change, Effect, length, trimmed};
use crate::stage::diff::{moved, stages};

use super::{Camera, InnerResolution, Show, Source};

/// Everything that differs, the picture's changes first.
pub fn shows(before: &Show, after: &Show) -> Vec<Change> {
    let mut changes = stages(&before.stage, &after.stage);
    changes.extend(show(before, after));
    changes.extend(scene(&before.scene, &after.scene));
    changes.extend(cameras(before, after));
    changes.extend(first_values(before, after));
    if before.positions != after.positions {
        let mut change = Change::of("named world positions");
        change.did(Effect::Names, "changed");
        changes.push(change);
    }
    if changes.is_empty() {
        changes.extend(unnamed(before, after));
    }
    changes.sort_by_key(|change| std::cmp::Reverse(change.effect));
    changes
}

/// Something that no sentence tells: a reload must not take it for a file that was saved as it was. The world's own parts are
/// compared whole by [`scene`], the stage by its own room.
fn unnamed(before: &Show, after: &Show) -> Option<Change> {
    let bare = |show: &Show| {
        let mut show = show.clone();
        let scene = Arc::make_mut(&mut show.scene);
        (scene.meshes, scene.images, scene.materials) = Default::default();
        if let Environment::Dome { picture, .. } = &mut scene.environment {
            picture.data.clear();
        }
        show.stage.panels.clear();
        show.stage.view_origin_m = glam::DVec3::ZERO;
        show.stage.trackers.clear();
        show.place.clear();
        show.files.clear();
        show.first = show.file_first.clone();
        format!("{show:?}")
    };
    let mut change = Change::of("show");
    if bare(before) != bare(after) {
        change.did(Effect::Picture, "has another setting that has no words of its own");
    }
    change.found()
}

fn show(before: &Show, after: &Show) -> Vec<Change> {
    let mut show = Change::of("show");
    show.became(Effect::Names, "name", &before.name, &after.name);
    show.became(Effect::Picture, "rate", before.rate, after.rate);
    show.became(Effect::Names, "start timecode", before.start_timecode, after.start_timecode);
    let mut exposure = Change::of("exposure");
    let (old, new) = (&before.exposure, &after.exposure);
    exposure.became_with(Effect::Picture, "18 % grey", (old.grey18_nits, new.grey18_nits), "nits");
    exposure.became_with(Effect::Picture, "world grey", (old.world_grey_nits, new.world_grey_nits), "nits");
    let mut world = Change::of("world position");
    for words in moved(&before.world_from_stage, &after.world_from_stage) {
        world.did(Effect::Picture, words);
    }
    let mut outer = Change::of("outer frustum");
    let side = |side: Option<u32>| side.map_or_else(|| "auto".to_owned(), |side| side.to_string());
    outer.became_with(
        Effect::Picture,
        "resolution",
        (side(before.outer_resolution), side(after.outer_resolution)),
        "px",
    );
    let mut set = Change::of("set on the desk's stage view");
    if before.set != after.set {
        set.did(Effect::Names, "changed");
    }
    [show, exposure, world, outer, set].into_iter().filter_map(Change::found).collect()
}

fn cameras(before: &Show, after: &Show) -> Vec<Change> {
    let find = |show: &Show, name: &str| show.cameras.iter().position(|camera| camera.name == name);
    let mut changes = Vec::new();
    for new in &after.cameras {
        match find(before, &new.name) {
            Some(old) => changes.extend(camera((before, &before.cameras[old]), (after, new))),
            None => {
                let mut change = Change::of(format!("camera {}", new.name));
                change.did(Effect::Picture, "added");
                changes.push(change);
            }
        }
    }
    for old in before.cameras.iter().filter(|old| find(after, &old.name).is_none()) {
        let mut change = Change::of(format!("camera {}", old.name));
        change.did(Effect::Picture, "removed");
        changes.push(change);
    }
    changes
}

fn camera((old_show, old): (&Show, &Camera), (new_show, new): (&Show, &Camera)) -> Option<Change> {
    let mut change = Change::of(format!("camera {}", new.name));
    for words in moved(&old.rest, &new.rest) {
        change.did(Effect::Picture, format!("at rest {words}"));
    }
    let (before, after) = (&old.lens, &new.lens);
    change.became_with(
        Effect::Picture,
        "focal length",
        (before.focal_length_mm, after.focal_length_mm),
        "mm",
    );
    let pair = |text: glam::DVec2| format!("{} x {}", text.x, text.y);
    change.became_with(Effect::Picture, "sensor", (pair(before.sensor_mm), pair(after.sensor_mm)), "mm");
    let raster = |[width, height]: [u32; 2]| format!("{width} x {height}");
    change.became_with(
        Effect::Picture,
        "picture",
        (raster(before.resolution_px), raster(after.resolution_px)),
        "px",
    );
    let pupil = |metres: f64| trimmed(metres * 1e3, 2);
    change.became_with(
        Effect::Picture,
        "entrance pupil",
        (pupil(before.entrance_pupil_m), pupil(after.entrance_pupil_m)),
        "mm",
    );
    change.became_with(
        Effect::Picture,
        "projection offset",
        (pair(before.projection_offset_mm), pair(after.projection_offset_mm)),
        "mm",
    );
    change.became(Effect::Tracking, "source", source(old_show, old), source(new_show, new));
    let inner = |camera: &Camera| match camera.inner_resolution {
        InnerResolution::Auto => "auto".to_owned(),
        InnerResolution::Fixed(size) => raster(size),
    };
    change.became_with(Effect::Picture, "inner view", (inner(old), inner(new)), "px");
    if old.slider != new.slider {
        change.did(Effect::Tracking, "has another rehearsed move");
    }
    change.found()
}

fn source(show: &Show, camera: &Camera) -> String {
    match camera.source {
        Source::Fixed => "fixed".to_owned(),
        Source::Virtual => "virtual".to_owned(),
        Source::Tracker(index) => {
            let name = show.stage.trackers.get(index).map_or("?", |tracker| tracker.name.as_str());
            format!("tracker {name}")
        }
    }
}

fn scene(before: &Scene, after: &Scene) -> Vec<Change> {
    let mut changes = nodes(before, after);
    let mut world = Change::of("world");
    world.became_with(Effect::Picture, "emissive", (before.emissive_nits, after.emissive_nits), "nits");
    if before.meshes != after.meshes {
        world.did(Effect::Picture, "has other geometry");
    }
    if before.materials != after.materials || before.images != after.images {
        world.did(Effect::Picture, "has other materials");
    }
    match (&before.environment, &after.environment) {
        (Environment::Gradient(old), Environment::Gradient(new)) if old == new => {}
        (Environment::Gradient(_), Environment::Gradient(_)) => world.did(Effect::Picture, "has another sky"),
        (
            Environment::Dome { picture: old, nits_per_unit: old_nits, rotation_rad: old_turn },
            Environment::Dome { picture: new, nits_per_unit: new_nits, rotation_rad: new_turn },
        ) => {
            if old != new {
                world.did(Effect::Picture, "has another dome");
            }
            world.became_with(Effect::Picture, "dome", (old_nits, new_nits), "nits per unit");
            let turn = |radians: &f64| trimmed(radians.to_degrees(), 3);
            world.became_with(Effect::Picture, "dome turned", (turn(old_turn), turn(new_turn)), "degrees");
        }
        (Environment::Sky(old), Environment::Sky(new)) if old == new => {}
        (Environment::Sky(_), Environment::Sky(_)) => {
            world.did(Effect::Picture, "has a sky of another place");
        }
        (Environment::Sky(_), _) => world.did(Effect::Picture, "has a fixed sky in place of the live one"),
        (_, Environment::Sky(_)) => world.did(Effect::Picture, "has a live sky"),
        (Environment::Gradient(_), Environment::Dome { .. }) => {
            world.did(Effect::Picture, "has a dome in place of the sky");
        }
        (Environment::Dome { .. }, Environment::Gradient(_)) => {
            world.did(Effect::Picture, "has a sky in place of the dome");
        }
    }
    changes.extend(world.found());
    changes.extend(sun(before.sun.as_ref(), after.sun.as_ref()));
    changes
}

fn sun(before: Option<&Sun>, after: Option<&Sun>) -> Option<Change> {
    let mut change = Change::of("sun");
    match (before, after) {
        (Some(old), Some(new)) => {
            let turned_deg = old.to_sun.angle_between(new.to_sun).to_degrees();
            if turned_deg > 1e-3 {
                change.did(Effect::Picture, format!("moved {} degrees", trimmed(turned_deg, 2)));
            }
            change.became_with(
                Effect::Picture,
                "illuminance",
                (old.illuminance_lux, new.illuminance_lux),
                "lux",
            );
            if old.color != new.color {
                change.did(Effect::Picture, "has another color");
            }
        }
        (None, Some(_)) => change.did(Effect::Picture, "added"),
        (Some(_), None) => change.did(Effect::Picture, "removed"),
        (None, None) => {}
    }
    change.found()
}

/// Nodes by name: names are unique in a scene.
fn nodes(before: &Scene, after: &Scene) -> Vec<Change> {
    let find = |scene: &Scene, name: &str| scene.nodes.iter().position(|node| node.name == name);
    let mut changes = Vec::new();
    for new in &after.nodes {
        let mut change = Change::of(format!("node {}", new.name));
        match find(before, &new.name) {
            Some(old) => node(&before.nodes[old], new, &mut change),
            None => change.did(Effect::Picture, "added"),
        }
        changes.extend(change.found());
    }
    for old in before.nodes.iter().filter(|old| find(after, &old.name).is_none()) {
        let mut change = Change::of(format!("node {}", old.name));
        change.did(Effect::Picture, "removed");
        changes.extend(change.found());
    }
    changes
}

fn node(old: &Node, new: &Node, change: &mut Change) {
    if old.parent_from_node != new.parent_from_node {
        let place = |node: &Node| node.parent_from_node.w_axis.truncate();
        let moved_m = place(old).distance(place(new));
        let turned = old.parent_from_node.x_axis != new.parent_from_node.x_axis
            || old.parent_from_node.y_axis != new.parent_from_node.y_axis
            || old.parent_from_node.z_axis != new.parent_from_node.z_axis;
        if moved_m > 0.0 {
            change.did(Effect::Picture, format!("moved {}", length(moved_m)));
        }
        if turned {
            change.did(Effect::Picture, "turned or scaled");
        }
    }
    let shown = |node: &Node| if node.visible { "shown" } else { "hidden" };
    change.became(Effect::Picture, "visible", shown(old), shown(new));
    let seen = |node: &Node| format!("{:?}", node.seen_by).to_lowercase();
    change.became(Effect::Picture, "seen by", seen(old), seen(new));
    let sways = |node: &Node| format!("{:?}", node.sway).to_lowercase();
    change.became(Effect::Picture, "in the wind", sways(old), sways(new));
}

/// Values that the files set otherwise, of parameters that both shows have.
fn first_values(before: &Show, after: &Show) -> Vec<Change> {
    let mut old = before.registry.iter(&before.file_first).peekable();
    let mut changes = Vec::new();
    // Both registries are sorted by path.
    for (parameter, value) in after.registry.iter(&after.file_first) {
        while old.next_if(|(earlier, _)| earlier.path < parameter.path).is_some() {}
        let Some((earlier, was)) = old.next_if(|(earlier, _)| earlier.path == parameter.path) else {
            continue;
        };
        let effect = if parameter.path.starts_with("tracking/") { Effect::Tracking } else { Effect::Picture };
        let mut change = Change::of(parameter.path.clone());
        let texts = (text(&earlier.kind, was), text(&parameter.kind, value));
        change.became_with(effect, "first value", texts, parameter.unit);
        changes.extend(change.found());
    }
    changes
}

/// As a person says it: `1`, not the `1.0` that files need.
fn text(kind: &Kind, value: Value) -> String {
    match kind {
        Kind::Number { .. } => value.number().to_string(),
        other => other.text(value),
    }
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;
    use crate::math::Pose;
    use crate::show::load;

    #[track_caller]
    fn told(change: impl FnOnce(&mut Show)) -> Vec<String> {
        let before = load::demo(&|_, _| {}).unwrap().show;
        let mut after = before.clone();
        assert_eq!(shows(&before, &after), []);
        change(&mut after);
        shows(&before, &after).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_camera_is_told_in_its_own_words() {
        let lines = told(|show| {
            show.cameras[0].lens.focal_length_mm = 50.0;
            show.cameras[0].rest.position.y += 0.1;
            show.cameras[0].source = Source::Virtual;
        });
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("camera A at rest moved 100 mm, focal length "), "{lines:?}");
        assert!(lines[0].contains("-> 50 mm") && lines[0].ends_with("-> virtual"), "{lines:?}");
        assert_eq!(told(|show| show.cameras.clear()), ["camera A removed"]);
    }

    #[test]
    fn the_world_and_its_exposure_are_told() {
        let lines = told(|show| {
            show.exposure.grey18_nits = 40.0;
            show.world_from_stage = show.world_from_stage.then(&Pose::at(DVec3::X * 2.0));
            Arc::make_mut(&mut show.scene).sun =
                Some(Sun { to_sun: DVec3::Y, illuminance_lux: 1.0, color: DVec3::ONE });
        });
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(
            lines[0].starts_with("exposure: 18 % grey ") && lines[0].ends_with("-> 40 nits"),
            "{lines:?}"
        );
        assert_eq!(lines[1..], ["world position moved 2 m", "sun added"]);
        let lines = told(|show| {
            let node = &mut Arc::make_mut(&mut show.scene).nodes[0];
            node.visible = !node.visible;
        });
        assert!(lines.len() == 1 && lines[0].starts_with("node ") && lines[0].contains(" -> "), "{lines:?}");
    }

    #[test]
    fn first_values_are_told_by_path_and_word() {
        let lines = told(|show| {
            show.registry.set(&mut show.file_first, "grade/trim_ev=0.5").unwrap();
            show.registry.set(&mut show.file_first, "inner/A/on=off").unwrap();
            show.registry.set(&mut show.file_first, "tracking/A/latency_ms=12").unwrap();
        });
        assert_eq!(
            lines[..2],
            ["grade/trim_ev: first value 0 -> 0.5 EV", "inner/A/on: first value on -> off"]
        );
        assert!(
            lines[2].starts_with("tracking/A/latency_ms: first value ") && lines[2].ends_with("-> 12 ms"),
            "{lines:?}"
        );
    }

    #[test]
    fn what_has_no_words_is_told_as_such() {
        let lines = told(|show| show.cameras[0].latency_secs += 0.5);
        assert_eq!(lines, ["show has another setting that has no words of its own"]);
        // Where it was read from, and what the command line set, are no changes of the files.
        let lines = told(|show| {
            show.place = "elsewhere.toml".to_owned();
            show.files.push("elsewhere.toml".to_owned());
            show.registry.set(&mut show.first, "grade/trim_ev=1").unwrap();
        });
        assert_eq!(lines, [""; 0]);
    }
}
