//! From an nDisplay configuration to a stage.
//!
//! In: a [`Config`]. Out: a canvas a node, a wall a viewport, the view origin.
//! Not here: reading (`ndisplay`, `ndisplay_cfg`), projection policies (`ndisplay_policy`).
//! Unreal's axes are left-handed, X forward, Y right, Z up. A screen is centred on its pivot, spans its Y (width) and
//! Z (height) and is seen from -X. Stage: x = Y, y = Z, z = -X.
//! Invariant: chains of parents end; an orphan and a ring are said.

use std::collections::BTreeSet;

use glam::{DMat3, DQuat, DVec3};

use super::draft::{Draft, Region};
use super::ndisplay::{Config, Node, Viewport};
use super::{ImportError, Imported, Options, ndisplay_policy};
use crate::math::Pose;

/// A place in Unreal's axes, in units of the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub(super) origin: DVec3,
    /// X, Y and Z axes.
    pub(super) axes: DMat3,
}

impl Placed {
    const IDENTITY: Self = Self { origin: DVec3::ZERO, axes: DMat3::IDENTITY };
}

/// A vector of Unreal in stage axes.
pub(super) fn stage_vector(unreal: DVec3) -> DVec3 {
    DVec3::new(unreal.y, unreal.z, -unreal.x)
}

/// Axes of an FRotator (`UE::Math::TRotationMatrix`): yaw turns X toward Y, pitch turns X toward Z, roll turns Z toward Y.
pub(super) fn rotator_axes([pitch, yaw, roll]: [f64; 3]) -> DMat3 {
    let [(sp, cp), (sy, cy), (sr, cr)] = [pitch, yaw, roll].map(|degrees| degrees.to_radians().sin_cos());
    DMat3::from_cols(
        DVec3::new(cp * cy, cp * sy, sp),
        DVec3::new(sr * sp * cy - cr * sy, sr * sp * sy + cr * cy, -sr * cp),
        DVec3::new(-(cr * sp * cy + sr * sy), cy * sr - cr * sp * sy, cr * cp),
    )
}

/// A stage being built from a configuration.
pub(super) struct Build<'a> {
    pub(super) config: &'a Config,
    pub(super) draft: Draft<'a>,
    /// Eye of the outer frustum, stage metres.
    pub(super) eye: DVec3,
    /// Screens that a viewport shows already.
    pub(super) shown: BTreeSet<String>,
    said_of: BTreeSet<String>,
}

pub(super) fn stage(config: &Config, name: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    let mut draft = Draft::new(name, options, config.format.clone());
    draft.out.units = if config.unit_m < 1.0 { "cm -> m" } else { "" };
    draft.out.stage.name.clone_from(&config.description);
    let ports = config.nodes.iter().flat_map(|node| &node.viewports);
    draft.warps = ports.filter(|port| port.policy.to_ascii_lowercase().contains("mpcdi")).count();
    let mut build = Build {
        config,
        draft,
        eye: DVec3::new(0.0, 1.5, 0.0),
        shown: BTreeSet::new(),
        said_of: BTreeSet::new(),
    };
    build.view_origin()?;
    for node in &config.nodes {
        build.node(node)?;
    }
    build.leftovers();
    build.draft.finish()
}

impl<'a> Build<'a> {
    fn view_origin(&mut self) -> Result<(), ImportError> {
        let cameras = &self.config.cameras;
        let main =
            cameras.iter().find(|name| name.eq_ignore_ascii_case("DefaultViewPoint")).or(cameras.first());
        let Some(main) = main else {
            self.draft
                .doubt("the file has no view point: the outer frustum is drawn from 1.5 m above the mark");
            return Ok(());
        };
        let placed = self.placed(main);
        self.eye = stage_vector(placed.origin) * self.config.unit_m;
        if self.eye.abs().max_element() > 150.0 {
            let found = format!("view point `{main}` stands {:.0} m from the origin", self.eye.length());
            let place = self.config.parts.get(main).map(|part| part.place.clone()).unwrap_or_default();
            return Err(ImportError::new(place, found, "Check the unit of the file"));
        }
        self.draft.out.stage.view_origin_m = Some(self.eye.to_array());
        Ok(())
    }

    /// Where a part stands, through its parents.
    pub(super) fn placed(&mut self, name: &str) -> Placed {
        let mut chain = Vec::new();
        let mut visited = BTreeSet::new();
        let mut next = name.to_owned();
        while !next.is_empty() {
            let Some((known, part)) = self.part(&next) else {
                self.say_once(
                    &next.clone(),
                    format!("parent `{next}` of `{name}` does not exist: it was left out"),
                );
                break;
            };
            if !visited.insert(known) {
                self.say_once(
                    known,
                    format!("parents of `{name}` run in a ring at `{known}`: the ring was cut"),
                );
                break;
            }
            chain.push(part);
            next.clone_from(&part.parent);
        }
        chain.iter().rev().fold(Placed::IDENTITY, |parent, part| Placed {
            origin: parent.origin + parent.axes * part.location,
            axes: parent.axes * rotator_axes(part.rotation_deg),
        })
    }

    /// A part by name; the exact spelling wins.
    pub(super) fn part(&self, name: &str) -> Option<(&'a str, &'a super::ndisplay::Part)> {
        let parts = &self.config.parts;
        let exact = parts.get_key_value(name);
        let any = || parts.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        exact.or_else(any).map(|(known, part)| (known.as_str(), part))
    }

    fn say_once(&mut self, key: &str, sentence: String) {
        if self.said_of.insert(key.to_owned()) {
            self.draft.doubt(sentence);
        }
    }

    /// The pose of a part in stage axes: how a local frame of stage axes stands on the stage.
    pub(super) fn stage_from(&mut self, name: &str) -> Pose {
        let placed = self.placed(name);
        // Unreal's axes seen as stage axes: +X is its Y, +Y its Z, +Z its -X. Two mirrorings make a rotation.
        let axes = DMat3::from_cols(
            stage_vector(placed.axes.y_axis),
            stage_vector(placed.axes.z_axis),
            stage_vector(-placed.axes.x_axis),
        );
        Pose::new(stage_vector(placed.origin) * self.config.unit_m, DQuat::from_mat3(&axes))
    }

    fn node(&mut self, node: &'a Node) -> Result<(), ImportError> {
        let [x, y, width, height] = node.window;
        let mut size = [width, height];
        if node.viewports.is_empty() {
            return Ok(());
        }
        if size.iter().any(|side| *side < 1.0) {
            let end = |axis: usize| {
                node.viewports.iter().map(move |port| port.region[axis] + port.region[axis + 2])
            };
            size = [end(0).fold(0.0, f64::max), end(1).fold(0.0, f64::max)];
            self.draft.say(format!(
                "node `{}` has no window size: {} x {} holds its viewports",
                node.name, size[0], size[1]
            ));
        }
        let full = if node.is_full_screen { ", full screen" } else { "" };
        let comment = format!("Node {} on {}, window at {x},{y}{full}.", node.name, node.host);
        let canvas = self.draft.canvas(&node.name, size, vec![comment], &node.place)?;
        for viewport in &node.viewports {
            self.viewport(viewport, canvas);
        }
        Ok(())
    }

    fn viewport(&mut self, viewport: &'a Viewport, canvas: usize) {
        let [x, y, width, height] = viewport.region;
        let name = &viewport.name;
        if (viewport.buffer_ratio - 1.0).abs() > 1e-9 {
            self.draft.doubt(format!(
                "viewport `{name}` renders at bufferRatio {}: a canvas is always 1:1",
                viewport.buffer_ratio
            ));
        }
        if viewport.has_overscan {
            self.draft.say(format!(
                "viewport `{name}` has overscan, which a wall drawn in one piece does not need"
            ));
        }
        let camera = &viewport.camera;
        let is_own = !camera.is_empty()
            && !camera.eq_ignore_ascii_case("DefaultViewPoint")
            && self.config.cameras.len() > 1
            && self.part(camera).is_some();
        if is_own {
            self.draft.doubt(format!(
                "viewport `{name}` has its own view point `{camera}`: a stage has one view origin"
            ));
        }
        let region = Region { canvas, x, y, width, height };
        let result = ndisplay_policy::viewport(self, viewport, &region);
        self.draft.keep(result);
    }

    /// What the file holds besides walls.
    fn leftovers(&mut self) {
        let config = self.config;
        for (name, part) in &config.parts {
            if part.size.is_some() && !self.shown.contains(name) && !self.draft.out.stage.walls.is_empty() {
                self.draft.say(format!("screen `{name}` is shown by no viewport and was left out"));
            }
            if name.to_ascii_lowercase().contains("icvfx") {
                let pose = self.stage_from(name);
                let (pan, tilt, roll) = pose.pan_tilt_roll();
                let [pan, tilt, roll] =
                    [pan, tilt, roll].map(|angle| (angle.to_degrees() * 1e4).round() / 1e4 + 0.0);
                let [x, y, z] = pose.position.to_array().map(|value| (value * 1e5).round() / 1e5 + 0.0);
                self.draft.out.stage.foot.push(format!(
                    "Film camera `{name}`, for a show's [[camera]]: position_m = [{x:?}, {y:?}, {z:?}], pan {pan:?}, tilt \
                     {tilt:?}, roll {roll:?} degrees."
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotator_turns_as_unreal_says() {
        let near = |found: DVec3, want: [f64; 3]| {
            assert!((found - DVec3::from_array(want)).length() < 1e-12, "{found}");
        };
        // Yaw is clockwise seen from above, pitch raises the nose, roll is clockwise seen from behind.
        near(rotator_axes([0.0, 90.0, 0.0]).x_axis, [0.0, 1.0, 0.0]);
        near(rotator_axes([90.0, 0.0, 0.0]).x_axis, [0.0, 0.0, 1.0]);
        near(rotator_axes([0.0, 0.0, 90.0]).z_axis, [0.0, 1.0, 0.0]);
        // In stage axes: forward is -Z, right +X, up +Y.
        assert_eq!(stage_vector(DVec3::X), DVec3::NEG_Z);
        assert_eq!(stage_vector(DVec3::Y), DVec3::X);
        assert_eq!(stage_vector(DVec3::Z), DVec3::Y);
    }
}
