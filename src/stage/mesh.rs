//! Mesh walls: the faces of an OBJ file as panels or as triangles of one raster.
//!
//! In: a wall's text, its OBJ mesh, where it is placed. Out: a [`Surface`], and findings with the OBJ's own lines.
//! Not here: reading OBJ (`stage::obj`), what becomes of the surface (`stage::build`).
//! `quads` re-lays planar quads 1:1 (`panel_px`), `grid` orders them, `patches` takes texture coordinates as given.
//! Invariant: lit is the side from which faces run anticlockwise, the other one with `flip`; nothing here panics.

mod grid;
mod patches;
mod quads;

use glam::{DVec2, DVec3};

use crate::math::Pose;

use super::build::wall::Surface;
use super::build::{FARTHEST_M, Named};
use super::lint::{Level, Problem, Report};
use super::obj::{ObjFace, ObjMesh};
use super::place::At;
use super::schema::WallText;

/// Largest side of a raster, pixels, as of a canvas.
const MAX_RASTER_PX: u32 = 16_384;

/// A face, placed on the stage.
pub(super) struct Face {
    /// Line in the OBJ file.
    line: usize,
    /// Corners in stage metres, anticlockwise as seen from the lit side.
    corners_m: Vec<DVec3>,
    /// Their texture coordinates; empty when one has none.
    uvs: Vec<DVec2>,
}

/// Where findings go: the wall and the OBJ file that they speak of.
pub(super) struct Findings<'a, 'b> {
    wall: &'a str,
    file: String,
    report: &'a mut Report<'b>,
}

impl Findings<'_, '_> {
    /// A finding at a line of the OBJ file.
    fn at_line(&mut self, level: Level, line: usize, found: &str, remedy: &str) {
        let found = format!("wall `{}`: {found}", self.wall);
        self.report.elsewhere(level, format!("{}:{line}", self.file), found, remedy);
    }
}

/// The surface of a mesh wall; `None` when a finding says why there is none.
pub(super) fn surface(
    text: &WallText,
    named: &Named,
    stage_from_wall: &Pose,
    room: usize,
    report: &mut Report<'_>,
) -> Result<Option<Surface>, Problem> {
    let name = text.name.as_str();
    refuse_grid_keys(text)?;
    let Some(obj) = &text.obj else {
        let found = format!("wall `{name}` is a mesh without a file");
        return Err(Problem::at(&text.shape, found, "Write obj = \"FILE.obj\", relative to this file"));
    };
    let Some(mesh) = named.meshes.get(obj.as_str()).and_then(Option::as_ref) else { return Ok(None) };
    let scale = scale(text)?;
    let faces = faces(text, mesh, scale, stage_from_wall)?;
    if let Some(far) = faces.iter().flat_map(|face| &face.corners_m).find(|corner| !is_near(**corner)) {
        let found = format!("wall `{name}` reaches {:.0} m from the mark", far.length());
        let remedy =
            "Probably a wrong unit: write scale = 0.01 for a file in centimetres, 0.001 for millimetres";
        return Err(Problem::at(obj, found, remedy));
    }
    let file = report.beside(obj);
    let mut findings = Findings { wall: name, file, report };
    match (&text.panel_px, &text.raster_px) {
        (Some(panel_px), None) => {
            pixels(name, panel_px, 4096, "panel_px")?;
            Ok(quads::surface(&faces, **panel_px, room, &mut findings))
        }
        (None, Some(raster_px)) => {
            pixels(name, raster_px, MAX_RASTER_PX, "raster_px")?;
            Ok(patches::surface(&faces, **raster_px, room, &mut findings))
        }
        (Some(_), Some(raster_px)) => {
            let found = format!("wall `{name}` has panel_px and raster_px");
            let remedy =
                "Keep panel_px to make each quad a panel, or raster_px to take texture coordinates as given";
            Err(Problem::at(raster_px, found, remedy))
        }
        (None, None) => {
            let found = format!("wall `{name}` does not say where its pixels lie");
            let remedy = "Write panel_px = [W, H], the LEDs of each quad; or raster_px = [W, H], the pixels that \
                          texture coordinates 0 to 1 span";
            Err(Problem::at(obj, found, remedy))
        }
    }
}

fn is_near(corner: DVec3) -> bool {
    corner.is_finite() && corner.abs().max_element() <= FARTHEST_M
}

/// Counts and bends come from the mesh itself.
fn refuse_grid_keys(text: &WallText) -> Result<(), Problem> {
    let given = [
        text.columns.as_ref().map(|value| ("columns", value.offset())),
        text.rows.as_ref().map(|value| ("rows", value.offset())),
        text.angle_per_column_deg.as_ref().map(|value| ("angle_per_column_deg", value.offset())),
        text.radius_m.as_ref().map(|value| ("radius_m", value.offset())),
        text.joint_angles_deg.as_ref().map(|value| ("joint_angles_deg", value.offset())),
    ];
    let Some((key, at)) = given.into_iter().flatten().next() else { return Ok(()) };
    let found = format!("wall `{}` is a mesh and has `{key}`", text.name.as_str());
    Err(Problem { at, found, remedy: "Remove it: the mesh says where its panels stand".into() })
}

fn scale(text: &WallText) -> Result<f64, Problem> {
    let Some(scale) = &text.scale else { return Ok(1.0) };
    if (1e-6..=1e6).contains(&**scale) {
        return Ok(**scale);
    }
    let found = format!("wall `{}` is scaled by {}", text.name.as_str(), **scale);
    Err(Problem::at(
        scale,
        found,
        "Write metres per unit of the OBJ file: 1, 0.01 for centimetres, 0.0254 for inches",
    ))
}

fn pixels(name: &str, text: &At<[u32; 2]>, most: u32, key: &str) -> Result<(), Problem> {
    if text.iter().all(|count| (1..=most).contains(count)) {
        return Ok(());
    }
    let found = format!("wall `{name}` has {key} = [{}, {}]", text[0], text[1]);
    Err(Problem::at(text, found, format!("Write 1 to {most} a side")))
}

/// The faces of the wall's object on the stage.
fn faces(text: &WallText, mesh: &ObjMesh, scale: f64, stage_from_wall: &Pose) -> Result<Vec<Face>, Problem> {
    let wanted = mesh.faces_of(text.object.as_ref().map(|object| object.as_str()));
    if let (true, Some(object)) = (wanted.is_empty(), &text.object) {
        let found =
            format!("wall `{}`: the OBJ file has no faces of `{}`", text.name.as_str(), object.as_str());
        let names: Vec<&str> = mesh.names.iter().map(String::as_str).take(20).collect();
        let remedy = if names.is_empty() {
            "Remove `object`: the file has one unnamed object".to_owned()
        } else {
            format!("Write one of: {}", names.join(", "))
        };
        return Err(Problem::at(object, found, remedy));
    }
    let is_flipped = text.flip.as_ref().is_some_and(|flip| **flip);
    let place = |face: &&ObjFace| {
        let mut corners = face.corners.clone();
        if is_flipped {
            corners.reverse();
        }
        let uvs: Option<Vec<DVec2>> = corners.iter().map(|corner| Some(mesh.uvs[corner.uv?])).collect();
        let corner_m = |position: usize| stage_from_wall.transform_point(mesh.positions[position] * scale);
        Face {
            line: face.line,
            corners_m: corners.iter().map(|corner| corner_m(corner.position)).collect(),
            uvs: uvs.unwrap_or_default(),
        }
    };
    Ok(wanted.iter().map(place).collect())
}

#[cfg(test)]
mod tests;
