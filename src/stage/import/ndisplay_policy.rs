//! Projection policies of nDisplay: what each tells of a wall.
//!
//! In: a viewport with its policy. Out: a plane or mesh on its canvas, or a question for geometry.
//! Not here: the transform tree and windows (`ndisplay_build`), warp files (`mpcdi`).
//! Source: Epic's configuration reference and the DisplayClusterProjection API (field.md 4.1).
//! Invariant: a policy that tells no surface leaves its viewport dark and says so.

use glam::{DMat3, DVec3};

use super::draft::{Mesh, Region};
use super::ndisplay::Viewport;
use super::ndisplay_build::{Build, rotator_axes, stage_vector};
use super::ndisplay_cfg::pairs;
use super::plane::Plane;
use super::{ImportError, mpcdi};
use crate::math::Pose;
use crate::stage::write::MeshPixels;

/// Builds what one viewport shows.
pub(super) fn viewport(build: &mut Build<'_>, port: &Viewport, region: &Region) -> Result<(), ImportError> {
    let parameter = |name: &str| port.parameters.get(name).map(String::as_str).unwrap_or_default();
    match port.policy.to_ascii_lowercase().as_str() {
        "simple" => screen(build, port, parameter("screen"), region),
        "mesh" | "picp_mesh" => {
            let component = [parameter("mesh_component"), parameter("component"), parameter("mesh")]
                .into_iter()
                .find(|name| !name.is_empty());
            mesh(
                build,
                port,
                component.unwrap_or(&port.name),
                region,
                "nDisplay keeps mesh geometry in its asset",
            )
        }
        "mpcdi" | "picp_mpcdi" => warp(build, port, region),
        "easyblend" | "vioso" | "domeprojection" => {
            let why = format!("`{}` of {} is a closed vendor format", parameter("file"), port.policy);
            mesh(build, port, &port.name, region, &why)
        }
        "manual" => manual(build, port, region),
        "camera" => {
            let name = [parameter("component"), parameter("camera"), "a camera"]
                .into_iter()
                .find(|name| !name.is_empty());
            let name = name.unwrap_or("a camera");
            build.draft.doubt(format!(
                "viewport `{}` shows what {name} sees, which is no wall: left out",
                port.name
            ));
            Ok(())
        }
        "" | "none" => {
            build
                .draft
                .doubt(format!("viewport `{}` has no projection and shows no wall: left out", port.name));
            Ok(())
        }
        other => {
            let found = format!("projection policy `{other}` of viewport `{}` is not known", port.name);
            Err(ImportError::new(
                &port.place,
                found,
                "Use simple, mesh, mpcdi, manual, easyblend, vioso or domeprojection",
            ))
        }
    }
}

/// A rectangle of the scene.
fn screen(build: &mut Build<'_>, port: &Viewport, name: &str, region: &Region) -> Result<(), ImportError> {
    let Some((known, part)) = build.part(name) else {
        let found = format!("viewport `{}` shows screen `{name}`, which does not exist", port.name);
        return Err(ImportError::new(
            &port.place,
            found,
            "Correct the screen's name, or add it under scene.screens",
        ));
    };
    let Some(size) = part.size else {
        let found = format!("viewport `{}` shows `{known}`, which is no screen", port.name);
        return Err(ImportError::new(&port.place, found, "Name one of scene.screens"));
    };
    if !build.shown.insert(known.to_owned()) {
        let sentence = format!(
            "screen `{known}` is shown a second time by viewport `{}`: an LED is fed once",
            port.name
        );
        build.draft.doubt(sentence);
        return Ok(());
    }
    let placed = build.placed(known);
    let unit = build.config.unit_m;
    let plane = Plane {
        name: known.to_owned(),
        place: part.place.clone(),
        comments: vec![format!("Screen {known}, viewport {}.", port.name)],
        centre: stage_vector(placed.origin) * unit,
        right: stage_vector(placed.axes.y_axis),
        up: stage_vector(placed.axes.z_axis),
        size_m: size.map(|side| side * unit),
        panel_px: panel_px(build, known),
    };
    if size.iter().any(|side| *side <= 0.0) {
        let found = format!("screen `{known}` is {} x {} in size", size[0], size[1]);
        return Err(ImportError::new(&part.place, found, "Write a width and height above 0"));
    }
    facing(build, &plane);
    if plane.centre.y < plane.up.y.abs() * plane.size_m[1] / 2.0 - 0.05 {
        let low = plane.centre.y - plane.up.y.abs() * plane.size_m[1] / 2.0;
        build.draft.doubt(format!("screen `{known}` reaches {:.2} m below the floor", -low));
    }
    build.draft.plane(&plane, region)
}

/// Says when a screen shows its back to the view point.
fn facing(build: &mut Build<'_>, plane: &Plane) {
    let normal = plane.normal();
    if normal.dot(build.eye - plane.centre) >= 0.0 {
        return;
    }
    let side = if normal.y > 0.7 {
        "up"
    } else if normal.y < -0.7 {
        "down"
    } else {
        "away from the view point"
    };
    build.draft.doubt(format!("{} normal faces {side}", plane.name));
}

/// LEDs of one panel, where our own exporter left them.
fn panel_px(build: &Build<'_>, screen: &str) -> Option<[u32; 2]> {
    let text = build.config.custom.get(&format!("cyclorama.panel_px.{screen}"))?;
    let (across, down) = text.split_once(',')?;
    Some([across.trim().parse().ok()?, down.trim().parse().ok()?])
}

/// Geometry given by name; else the screen of the same name; else a question.
fn mesh(
    build: &mut Build<'_>,
    port: &Viewport,
    component: &str,
    region: &Region,
    why: &str,
) -> Result<(), ImportError> {
    let options = build.draft.options;
    let is_named = |name: &str| name.eq_ignore_ascii_case(component) || name.eq_ignore_ascii_case(&port.name);
    if let Some(geometry) = options.geometry.iter().find(|geometry| is_named(&geometry.name)) {
        let raster = [region.width, region.height].map(|side| side.round().clamp(1.0, 16_384.0) as u32);
        let pixels = options.panel_px.map_or(MeshPixels::Raster(raster), MeshPixels::Panel);
        // A component that stands in the file as a transform carries its mesh.
        let placed = build.part(component).is_some_and(|(_, part)| part.size.is_none());
        let pose = if placed { build.stage_from(component) } else { Pose::IDENTITY };
        let comments = vec![format!("Viewport {}, geometry {component} from {}.", port.name, geometry.file)];
        let turn_deg = super::plane::turn_deg(pose.rotation * DVec3::X, pose.rotation * DVec3::Y);
        build.draft.say(format!(
            "geometry `{component}` is taken to stand in stage axes, metres, as in {}",
            geometry.file
        ));
        build.draft.mesh(
            Mesh {
                name: component,
                comments,
                obj: geometry.text.clone(),
                object: None,
                pixels,
                scale: 1.0,
                position_m: pose.position.to_array(),
                turn_deg,
            },
            region,
        );
        return Ok(());
    }
    if build.part(component).is_some_and(|(_, part)| part.size.is_some()) {
        build.draft.doubt(format!(
            "{why}: viewport `{}` shows the screen of the same name, `{component}`; --geometry {component}=FILE.obj gives \
             the true one",
            port.name
        ));
        return screen(build, port, component, region);
    }
    build.draft.say(format!("{why}: viewport `{}` needs the geometry of `{component}`", port.name));
    build.draft.ask(component);
    Ok(())
}

/// A warp of an MPCDI file or a bare PFM.
fn warp(build: &mut Build<'_>, port: &Viewport, region: &Region) -> Result<(), ImportError> {
    let parameter = |name: &str| port.parameters.get(name).map(String::as_str).unwrap_or_default();
    let is_pfm = parameter("file").is_empty() && !parameter("pfm").is_empty();
    let file = if is_pfm { parameter("pfm") } else { parameter("file") };
    let file = file.replace('\\', "/");
    let bytes = match (build.draft.options.read)(&file) {
        Ok(bytes) => bytes,
        Err(reason) => {
            let why = format!("warp file `{file}` cannot be read ({reason})");
            return mesh(build, port, &port.name, region, &why);
        }
    };
    let origin = parameter("origin");
    let pose = if origin.is_empty() { Pose::IDENTITY } else { build.stage_from(origin) };
    if is_pfm {
        let scale = parameter("scale").parse().ok().filter(|scale: &f64| scale.is_finite()).unwrap_or(1.0);
        let is_unreal = matches!(parameter("ue4space").to_ascii_lowercase().as_str(), "true" | "1");
        // Unreal's space is centimetres and its axes; scale is applied to both.
        let point = move |[x, y, z]: [f64; 3]| {
            let point = DVec3::new(x, y, z) * scale;
            let point = if is_unreal { stage_vector(point) * 0.01 } else { point };
            point.is_finite().then(|| pose.transform_point(point))
        };
        return mpcdi::points(&mut build.draft, &port.name, (&file, &bytes), region, &point);
    }
    mpcdi::one_region(
        &mut build.draft,
        (&file, &bytes),
        [parameter("buffer"), parameter("region")],
        region,
        &pose,
    )
    .map_err(|error| ImportError { place: format!("{} -> {}", port.place, error.place), ..error })
}

/// A frustum given by angles or a matrix: a plane at a distance.
fn manual(build: &mut Build<'_>, port: &Viewport, region: &Region) -> Result<(), ImportError> {
    let find = |names: &[&str]| {
        names.iter().find_map(|name| port.parameters.get(*name)).filter(|text| !text.is_empty())
    };
    let frustum = find(&["frustum", "frustum_left"]);
    let matrix = find(&["matrix", "matrix_left"]);
    let tangents = match (frustum, matrix) {
        (Some(text), _) => angles(text),
        (None, Some(text)) => of_matrix(text),
        (None, None) => None,
    };
    let is_open = |[left, right, bottom, top]: [f64; 4]| right - left > 1e-6 && top - bottom > 1e-6;
    let Some(tangents) = tangents.filter(|tangents| is_open(*tangents)) else {
        let found = format!(
            "manual projection of viewport `{}` has neither a usable frustum nor a matrix",
            port.name
        );
        return Err(ImportError::new(
            &port.place,
            found,
            "Write l, r, t, b in degrees, or 16 numbers of a matrix",
        ));
    };
    let mut rotation = [0.0; 3];
    if let Some(text) = find(&["rot", "rotation"]) {
        for (name, value) in pairs(text) {
            let index = match name.as_str() {
                "p" | "pitch" => 0,
                "y" | "yaw" => 1,
                "r" | "roll" => 2,
                _ => continue,
            };
            rotation[index] = value.unwrap_or(0.0);
        }
    }
    let axes = rotator_axes(rotation);
    // Right, up and back of the view in stage axes.
    let view =
        DMat3::from_cols(stage_vector(axes.y_axis), stage_vector(axes.z_axis), stage_vector(-axes.x_axis));
    let distance = build.draft.distance_m();
    let corners = Plane::of_frustum(build.eye, view, tangents, distance);
    build.draft.doubt(format!(
        "viewport `{}` is only known as angles: its wall was put {distance} m from the view point (--distance-m)",
        port.name
    ));
    let comments = vec![format!("Viewport {}, manual frustum at {distance} m.", port.name)];
    planar(build, port, corners, comments, region)
}

fn planar(
    build: &mut Build<'_>,
    port: &Viewport,
    corners: [DVec3; 4],
    comments: Vec<String>,
    region: &Region,
) -> Result<(), ImportError> {
    let Some((centre, right, up, size_m)) = Plane::of_corners(corners) else {
        let found = format!("the frustum of viewport `{}` spans nothing", port.name);
        return Err(ImportError::new(&port.place, found, "Correct its angles"));
    };
    let (name, place) = (port.name.clone(), port.place.clone());
    build.draft.plane(&Plane { name, place, comments, centre, right, up, size_m, panel_px: None }, region)
}

/// Tangents of left, right, bottom and top from `l=-30 r=30 t=20 b=-20` degrees.
fn angles(text: &str) -> Option<[f64; 4]> {
    let mut degrees = [None; 4];
    for (name, value) in pairs(text) {
        let index = match name.as_str() {
            "l" | "left" => 0,
            "r" | "right" => 1,
            "b" | "bottom" => 2,
            "t" | "top" => 3,
            _ => continue,
        };
        degrees[index] = value.filter(|angle| angle.abs() < 89.0);
    }
    let [left, right, bottom, top] = degrees;
    Some([left?, right?, bottom?, top?].map(|angle| angle.to_radians().tan()))
}

/// Tangents from Unreal's projection matrix, whose vectors are rows: x_ndc = (x m00 + z m20) / z.
fn of_matrix(text: &str) -> Option<[f64; 4]> {
    let is_number = |letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-' | '.' | 'e' | 'E');
    let numbers: Vec<f64> =
        text.split(|letter| !is_number(letter)).filter_map(|word| word.parse().ok()).collect();
    let [m00, .., m11, m20, m21] = match numbers.as_slice() {
        [m00, _, _, _, _, m11, _, _, m20, m21, ..] if numbers.len() == 16 => [*m00, *m11, *m20, *m21],
        _ => return None,
    };
    let tangents = [(-1.0 - m20) / m00, (1.0 - m20) / m00, (-1.0 - m21) / m11, (1.0 - m21) / m11];
    tangents.iter().all(|tangent| tangent.is_finite() && tangent.abs() < 60.0).then_some(tangents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_and_matrix_give_the_same_frustum() {
        let by_angles = angles("l=-45 r=45 t=30 b=-30").unwrap();
        // Symmetric: m00 = 1 / tan 45, m11 = 1 / tan 30.
        let m11 = 1.0 / 30.0_f64.to_radians().tan();
        let by_matrix = of_matrix(&format!("[1 0 0 0] [0 {m11} 0 0] [0 0 0 1] [0 0 10 0]")).unwrap();
        for (one, two) in by_angles.iter().zip(by_matrix) {
            assert!((one - two).abs() < 1e-9, "{by_angles:?} {by_matrix:?}");
        }
        assert_eq!(angles("l=-45 r=45 t=30"), None);
        assert_eq!(of_matrix("1 2 3"), None);
    }
}
