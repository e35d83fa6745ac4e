//! SGCT's JSON configurations: planar projections as walls.
//!
//! In: JSON text. Out: a canvas a window, a wall a viewport. Not here: warps of its correction meshes, which bend a
//! projector's picture and are told instead.
//! Source: SGCT's schema and `BaseViewport::setViewPlaneCoordsUsingFOVs`: a plane at a distance before the user, turned by
//! yaw (right positive), pitch (up), roll; viewports are fractions of the window from its lower left corner.
//! SGCT's axes are the stage's: right-handed, +Y up, a view looks along -Z; heights count from the user's origin.
//! Invariant: a projection that tells no plane becomes a flat screen with a doubt, or is left out; nothing panics.

use glam::{DMat3, DQuat, DVec3};

use super::draft::{Draft, Region};
use super::json::{self, Json};
use super::plane::Plane;
use super::{ImportError, Imported, Options};
use crate::stage::place::Source;

/// Height of a screen of which nothing is known, metres.
const SCREEN_HEIGHT_M: f64 = 1.0;

struct Reader<'a> {
    source: Source<'a>,
}

impl Reader<'_> {
    fn place(&self, json: &Json, path: &str) -> String {
        format!("{} {path}", self.source.place(json.at))
    }

    fn number(&self, json: &Json, path: &str, key: &str, otherwise: f64) -> Result<f64, ImportError> {
        let Some(value) = json.get(key) else { return Ok(otherwise) };
        value.number().filter(|number| number.abs() <= 1e9).ok_or_else(|| {
            let place = self.place(value, &format!("{path}.{key}"));
            ImportError::new(place, "this is no usable number", "Write a plain number")
        })
    }

    fn vector(&self, json: Option<&Json>, path: &str, otherwise: DVec3) -> Result<DVec3, ImportError> {
        let Some(json) = json else { return Ok(otherwise) };
        Ok(DVec3::new(
            self.number(json, path, "x", otherwise.x)?,
            self.number(json, path, "y", otherwise.y)?,
            self.number(json, path, "z", otherwise.z)?,
        ))
    }
}

/// A wall before it is raised onto the floor.
struct Found {
    plane: Plane,
    region: Region,
}

pub(super) fn import(text: &str, name: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    let source = Source { text, file: name };
    let reader = Reader { source };
    let document = json::parse(text).map_err(|error| {
        ImportError::new(source.place(error.at), error.found, "Correct the JSON at this place")
    })?;
    let nodes = document.get("nodes").map_or(&[][..], Json::items);
    if nodes.is_empty() {
        let place = source.place(document.at);
        return Err(ImportError::new(
            place,
            "this JSON has no nodes",
            "Give a cluster configuration of SGCT",
        ));
    }
    let mut draft = Draft::new(name, options, "SGCT");
    let users = document.get("users").map_or(&[][..], Json::items);
    let eye = reader.vector(users.first().and_then(|user| user.get("pos")), "users[0].pos", DVec3::ZERO)?;
    if users.len() > 1 {
        draft.doubt("the file has several users: a stage has one view origin, the first user's");
    }
    let mut found = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        for (number, window) in node.get("windows").map_or(&[][..], Json::items).iter().enumerate() {
            let path = format!("nodes[{index}].windows[{number}]");
            self::window(&reader, &mut draft, (node, window, &path), eye, &mut found)?;
        }
    }
    let lowest = found.iter().map(|found| {
        found.plane.centre.y
            - (found.plane.up.y * found.plane.size_m[1]).abs() / 2.0
            - (found.plane.right.y * found.plane.size_m[0]).abs() / 2.0
    });
    let raised = -lowest.fold(0.0, f64::min);
    if raised > 0.001 {
        draft.doubt(format!(
            "SGCT counts heights from the user's origin: everything was raised by {raised:.4} m so that it stands on the floor"
        ));
    }
    let up = DVec3::Y * raised;
    draft.out.stage.view_origin_m = Some((eye + up).to_array());
    for mut found in found {
        found.plane.centre += up;
        let result = draft.plane(&found.plane, &found.region);
        draft.keep(result);
    }
    draft.finish()
}

fn window(
    reader: &Reader<'_>,
    draft: &mut Draft<'_>,
    (node, window, path): (&Json, &Json, &str),
    eye: DVec3,
    found: &mut Vec<Found>,
) -> Result<(), ImportError> {
    let size = window.get("size").ok_or_else(|| {
        ImportError::new(reader.place(window, path), "this window has no size", "Write its size in pixels")
    })?;
    let size = [
        reader.number(size, &format!("{path}.size"), "x", 0.0)?,
        reader.number(size, &format!("{path}.size"), "y", 0.0)?,
    ];
    let told = |json: &Json, key: &str| json.get(key).and_then(Json::text).unwrap_or_default();
    let name = match told(window, "name") {
        name if name.is_empty() => format!("window{}", draft.out.stage.canvases.len() + 1),
        name => name,
    };
    let comment = format!("SGCT window `{name}` on {}.", told(node, "address"));
    let canvas = draft.canvas(&name, size, vec![comment], &reader.place(window, path))?;
    let viewports = window.get("viewports").map_or(&[][..], Json::items);
    for (index, viewport) in viewports.iter().enumerate() {
        let path = format!("{path}.viewports[{index}]");
        let corner = reader.vector(viewport.get("pos"), &format!("{path}.pos"), DVec3::ZERO)?;
        let extent = reader.vector(viewport.get("size"), &format!("{path}.size"), DVec3::ONE)?;
        let region = Region {
            canvas,
            x: (corner.x * size[0]).round(),
            // SGCT counts from below, a canvas from above.
            y: ((1.0 - corner.y - extent.y) * size[1]).round(),
            width: (extent.x * size[0]).round(),
            height: (extent.y * size[1]).round(),
        };
        for key in ["correctionmesh", "correctionMesh", "mesh"] {
            let mesh = told(viewport, key);
            if !mesh.is_empty() {
                draft.doubt(format!("{path} bends its picture by `{mesh}`: a 2D warp of a projector, which a wall does not need"));
                break;
            }
        }
        let wall = if viewports.len() == 1 { name.clone() } else { format!("{name}_{}", index + 1) };
        let plane = plane(reader, draft, (viewport, &path, &wall), eye, &region);
        match plane {
            Ok(plane) => found.push(Found { plane, region }),
            Err(error) => draft.keep(Err(error)),
        }
    }
    Ok(())
}

/// The plane of one viewport.
fn plane(
    reader: &Reader<'_>,
    draft: &mut Draft<'_>,
    (viewport, path, wall): (&Json, &str, &str),
    eye: DVec3,
    region: &Region,
) -> Result<Plane, ImportError> {
    let place = reader.place(viewport, path);
    let projection = viewport.get("projection");
    let kind =
        projection.and_then(|projection| projection.get("type")).and_then(Json::text).unwrap_or_default();
    let path = format!("{path}.projection");
    let corners = match (kind.as_str(), projection) {
        ("PlanarProjection", Some(projection)) => planar(reader, draft, projection, &path, (wall, eye))?,
        ("ProjectionPlane", Some(projection)) => {
            let corner = |key: &str| match projection.get(key) {
                Some(corner) => reader.vector(Some(corner), &format!("{path}.{key}"), DVec3::ZERO),
                None => {
                    let found = format!("`{key}` of the projection plane is missing");
                    Err(ImportError::new(reader.place(projection, &path), found, "Write its three corners"))
                }
            };
            let (low, top_left, top_right) =
                (corner("lowerleft")?, corner("upperleft")?, corner("upperright")?);
            [top_left, top_right, top_right + low - top_left, low]
        }
        (other, _) => {
            let what = if other.is_empty() { "no projection" } else { other };
            draft.doubt(format!(
                "wall `{wall}` has {what}, which tells no plane: a flat screen 1 m high was put before the user"
            ));
            let half = SCREEN_HEIGHT_M / 2.0;
            let wide = half * region.width / region.height.max(1.0);
            let centre = eye - DVec3::Z * draft.distance_m();
            [[-wide, half], [wide, half], [wide, -half], [-wide, -half]]
                .map(|[x, y]| centre + DVec3::new(x, y, 0.0))
        }
    };
    let (centre, right, up, size_m) = Plane::of_corners(corners).ok_or_else(|| {
        ImportError::new(
            &place,
            format!("the projection of wall `{wall}` spans nothing"),
            "Correct its angles or corners",
        )
    })?;
    let comments = vec![format!("SGCT {}.", if kind.is_empty() { "viewport" } else { &kind })];
    Ok(Plane { name: wall.to_owned(), place, comments, centre, right, up, size_m, panel_px: None })
}

fn planar(
    reader: &Reader<'_>,
    draft: &mut Draft<'_>,
    projection: &Json,
    path: &str,
    (wall, eye): (&str, DVec3),
) -> Result<[DVec3; 4], ImportError> {
    let fov = projection.get("fov").ok_or_else(|| {
        ImportError::new(
            reader.place(projection, path),
            "the planar projection has no fov",
            "Write hfov and vfov",
        )
    })?;
    let fov_path = format!("{path}.fov");
    let (half_h, half_v) = (
        reader.number(fov, &fov_path, "hfov", 0.0)? / 2.0,
        reader.number(fov, &fov_path, "vfov", 0.0)? / 2.0,
    );
    // Single angles may be written with or without sign; left and down open to the other side.
    let left = -reader.number(fov, &fov_path, "left", half_h)?.abs();
    let right = reader.number(fov, &fov_path, "right", half_h)?.abs();
    let down = -reader.number(fov, &fov_path, "down", half_v)?.abs();
    let up = reader.number(fov, &fov_path, "up", half_v)?.abs();
    let angles = [left, right, down, up];
    if angles.iter().any(|angle| angle.abs() > 89.0) || right - left < 0.01 || up - down < 0.01 {
        let found = format!("a field of view of {left} to {right} by {down} to {up} degrees");
        return Err(ImportError::new(
            reader.place(fov, &fov_path),
            found,
            "Write angles that open by less than 89 degrees",
        ));
    }
    let given =
        reader.number(projection, path, "distance", reader.number(fov, &fov_path, "distance", 0.0)?)?;
    let distance = if given > 0.0 && draft.options.distance_m.is_none() { given } else { draft.distance_m() };
    if given <= 0.0 {
        draft.doubt(format!(
            "wall `{wall}` is only known as angles: it was put {distance} m from the user (--distance-m)"
        ));
    }
    let turn = projection.get("orientation");
    let turn_path = format!("{path}.orientation");
    let angle = |key: &str| turn.map_or(Ok(0.0), |turn| reader.number(turn, &turn_path, key, 0.0));
    let rotation = if turn.is_some_and(|turn| turn.get("w").is_some()) {
        let parts = DQuat::from_xyzw(angle("x")?, angle("y")?, angle("z")?, angle("w")?);
        if parts.length() > 1e-6 { parts.normalize() } else { DQuat::IDENTITY }
    } else {
        DQuat::from_rotation_y(-angle("yaw")?.to_radians())
            * DQuat::from_rotation_x(angle("pitch")?.to_radians())
            * DQuat::from_rotation_z(-angle("roll")?.to_radians())
    };
    let offset = reader.vector(projection.get("offset"), &format!("{path}.offset"), DVec3::ZERO)?;
    let tangents = angles.map(|angle| angle.to_radians().tan());
    Ok(Plane::of_frustum(eye + offset, DMat3::from_quat(rotation), tangents, distance))
}
