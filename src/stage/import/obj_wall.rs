//! Walls as Wavefront OBJ, as 3D programs export them.
//!
//! In: OBJ text, and LEDs of a panel or a pitch from the user. Out: mesh walls: quads re-laid as panels (`--panel-px`), or
//! texture coordinates as given. Not here: the OBJ reader (`stage::obj`), what a mesh wall becomes (`stage::mesh`).
//! OBJ has no unit and no axis convention: both are guessed from the mesh and told as doubts. A file of another UV set is
//! another file.
//! Invariant: the geometry is written beside the stage as it came; scale, turn and lit side stand in the stage file.

use glam::{DMat3, DVec2, DVec3};

use super::draft::{Draft, Mesh, Region};
use super::plane::turn_deg;
use super::{ImportError, Imported, Options};
use crate::stage::obj::{self, ObjFace, ObjMesh};
use crate::stage::start::canvas_cuts;
use crate::stage::write::{MeshPixels, ShapeDraft};

/// LED pitch when nothing tells it, millimetres: common on film stages.
const PITCH_MM: f64 = 2.8;
/// Sides of walls run from under 1 m to some 40 m: a longest side beyond is centimetres, beyond that hundredfold
/// millimetres.
const LONGEST_M: f64 = 40.0;
/// Largest side of a raster whose pitch was guessed, pixels.
const LARGEST_RASTER_PX: f64 = 8192.0;

/// How the file's numbers stand on the stage.
struct Frame {
    scale: f64,
    axes: DMat3,
}

pub(super) fn import(text: &str, name: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    let mesh = obj::parse(text).map_err(|error| {
        ImportError::new(
            format!("{name}:{}", error.line.max(1)),
            error.to_string(),
            "Export the wall again as polygons",
        )
    })?;
    let mut draft = Draft::new(name, options, "Wavefront OBJ");
    let frame = frame(&mut draft, &mesh);
    match options.panel_px {
        Some(panel_px) => panels(&mut draft, &mesh, (text, name), &frame, panel_px)?,
        None => as_given(&mut draft, &mesh, (text, name), &frame)?,
    }
    draft.finish()
}

/// Unit and up axis, guessed.
fn frame(draft: &mut Draft<'_>, mesh: &ObjMesh) -> Frame {
    let used =
        || mesh.faces.iter().flat_map(|face| &face.corners).map(|corner| mesh.positions[corner.position]);
    let least = used().reduce(DVec3::min).unwrap_or_default();
    let most = used().reduce(DVec3::max).unwrap_or_default();
    let longest = (most - least).max_element();
    let (scale, unit) = if longest <= LONGEST_M * 2.0 {
        (1.0, "metres")
    } else if longest <= LONGEST_M * 100.0 {
        (0.01, "centimetres")
    } else {
        (0.001, "millimetres")
    };
    if scale < 1.0 {
        draft.doubt(format!("its longest side is {longest:.1}: taken as {unit} (scale = {scale})"));
        draft.out.units = if scale > 0.005 { "cm -> m" } else { "mm -> m" };
    } else if longest < 0.3 {
        draft.doubt(format!("its longest side is {longest:.3} m: check the unit (scale)"));
    }
    // A wall stands upright: its normals lie level. Where they are level about Z and not about Y, Z is up.
    let mut normals = DVec3::ZERO;
    for face in &mesh.faces {
        normals += normal(mesh, face).abs();
    }
    let total = normals.element_sum().max(f64::MIN_POSITIVE);
    let is_z_up = normals.z / total < 0.02 && normals.y / total > 0.2 && least.z > -0.1 * (most.z - least.z);
    let axes = if is_z_up {
        draft.doubt("its faces stand upright only with Z up: turned so (pitch_deg = -90)");
        DMat3::from_cols(DVec3::X, DVec3::NEG_Z, DVec3::Y)
    } else {
        DMat3::IDENTITY
    };
    Frame { scale, axes }
}

/// Area vector of a face, file units.
fn normal(mesh: &ObjMesh, face: &ObjFace) -> DVec3 {
    let at = |index: usize| mesh.positions[face.corners[index].position];
    (1..face.corners.len() - 1).map(|index| (at(index) - at(0)).cross(at(index + 1) - at(0)) / 2.0).sum()
}

/// Whether most of these faces show their back to the mark.
fn is_turned_away(mesh: &ObjMesh, faces: &[&ObjFace], frame: &Frame, eye: DVec3) -> bool {
    let mut facing = 0.0;
    for face in faces {
        let middle: DVec3 = face.corners.iter().map(|corner| mesh.positions[corner.position]).sum::<DVec3>()
            / face.corners.len() as f64;
        let toward = eye - frame.axes * middle * frame.scale;
        let area = frame.axes * normal(mesh, face);
        facing += area.dot(toward.normalize_or_zero());
    }
    facing < 0.0
}

/// Adds a mesh wall, lit toward the mark; its name.
fn wall(
    draft: &mut Draft<'_>,
    mesh: &ObjMesh,
    faces: &[&ObjFace],
    (text, object, wanted): (&str, Option<String>, &str),
    frame: &Frame,
    pixels: MeshPixels,
) -> String {
    let is_flipped = is_turned_away(mesh, faces, frame, DVec3::new(0.0, 1.5, 0.0));
    let name = draft.dark_mesh(Mesh {
        name: wanted,
        comments: vec![format!("{} faces of the OBJ.", faces.len())],
        obj: text.to_owned(),
        object,
        pixels,
        scale: frame.scale,
        position_m: [0.0; 3],
        turn_deg: turn_deg(frame.axes * DVec3::X, frame.axes * DVec3::Y),
    });
    if is_flipped {
        draft.doubt(format!(
            "faces of wall `{name}` show their back to the mark: lit on the other side (flip = true)"
        ));
        if let Some(ShapeDraft::Mesh(mesh)) = draft.out.stage.walls.last_mut().map(|wall| &mut wall.shape) {
            mesh.is_flipped = true;
        }
    }
    name
}

/// Quads as panels, an object a wall, each on canvases of its own.
fn panels(
    draft: &mut Draft<'_>,
    mesh: &ObjMesh,
    (text, name): (&str, &str),
    frame: &Frame,
    panel_px: [u32; 2],
) -> Result<(), ImportError> {
    let mut objects: Vec<(Option<usize>, Vec<&ObjFace>)> = Vec::new();
    for face in &mesh.faces {
        match objects.iter_mut().find(|(object, _)| *object == face.object) {
            Some((_, faces)) => faces.push(face),
            None => objects.push((face.object, vec![face])),
        }
    }
    let is_one = objects.len() == 1;
    for (object, faces) in &objects {
        let object = object.and_then(|object| mesh.names.get(object)).cloned();
        let wanted = object.clone().unwrap_or_else(|| "wall".into());
        let selected = if is_one { None } else { object };
        wall(draft, mesh, faces, (text, selected, &wanted), frame, MeshPixels::Panel(panel_px));
    }
    let built = draft.built().map_err(|reason| {
        ImportError::new(
            name,
            format!("its quads cannot be panels: {reason}"),
            "Leave out --panel-px to take UVs as given",
        )
    })?;
    for built in &built.walls {
        let [rows, columns] = built.grid.map(|count| count as u32);
        let cuts = canvas_cuts([columns, rows], panel_px)
            .map_err(|reason| ImportError::new(name, reason, "Check --panel-px"))?;
        for (index, cut) in cuts.iter().enumerate() {
            let canvas_name =
                if cuts.len() == 1 { built.name.clone() } else { format!("{}-{}", built.name, index + 1) };
            let size = cut.size_px.map(f64::from);
            let canvas = draft.canvas(&canvas_name, size, vec!["1:1, an UHD input at most.".into()], name)?;
            let piece = crate::stage::write::PieceDraft {
                wall: built.name.clone(),
                columns: Some(cut.columns),
                rows: Some(cut.rows),
                x: 0,
                y: 0,
                turn_deg: 0,
            };
            draft.feed_piece(piece, &Region { canvas, x: 0.0, y: 0.0, width: size[0], height: size[1] });
        }
        draft.say(format!(
            "wall `{}` is a grid of {columns} x {rows} panels of {} x {} LEDs",
            built.name, panel_px[0], panel_px[1]
        ));
    }
    Ok(())
}

/// Texture coordinates as they are: one wall, one raster, one canvas.
fn as_given(
    draft: &mut Draft<'_>,
    mesh: &ObjMesh,
    (text, name): (&str, &str),
    frame: &Frame,
) -> Result<(), ImportError> {
    let spans = spans(mesh, frame);
    let Some([across_m, down_m]) = spans else {
        let line = mesh.faces.first().map_or(1, |face| face.line);
        let found = "its faces have no usable texture coordinates";
        return Err(ImportError::new(
            format!("{name}:{line}"),
            found,
            "Give --panel-px W,H: each quad becomes a panel",
        ));
    };
    let mut pitch_mm = draft.options.pitch_mm.unwrap_or(PITCH_MM);
    if draft.options.pitch_mm.is_none() {
        pitch_mm = pitch_mm.max(across_m.max(down_m) * 1e3 / LARGEST_RASTER_PX);
        draft.doubt(format!("an OBJ tells no pixels: a pitch of {pitch_mm:.2} mm was taken (--pitch-mm)"));
    }
    let raster = [across_m, down_m].map(|side| (side * 1e3 / pitch_mm).round());
    if !raster.iter().all(|side| (1.0..=16_384.0).contains(side)) {
        let found =
            format!("UV 0..1 spans {across_m:.2} x {down_m:.2} m, {} x {} pixels", raster[0], raster[1]);
        return Err(ImportError::new(name, found, "Check the unit of the OBJ and --pitch-mm"));
    }
    draft.doubt(
        "texture coordinates are taken as given, which is seldom 1:1: --panel-px W,H makes each quad a panel",
    );
    let faces: Vec<&ObjFace> = mesh.faces.iter().collect();
    let pixels = MeshPixels::Raster(raster.map(|side| side as u32));
    let wanted =
        mesh.faces.first().and_then(|face| mesh.names.get(face.object?)).map_or("wall", String::as_str);
    let wall = wall(draft, mesh, &faces, (text, None, wanted), frame, pixels);
    let canvas = draft.canvas(&wall, raster, vec!["UV 0..1 of the OBJ.".into()], name)?;
    draft.feed(&wall, &Region { canvas, x: 0.0, y: 0.0, width: raster[0], height: raster[1] });
    Ok(())
}

/// Metres that u and v from 0 to 1 span, means weighted by area; `None` without usable coordinates.
fn spans(mesh: &ObjMesh, frame: &Frame) -> Option<[f64; 2]> {
    let (mut sum, mut weight) = (DVec2::ZERO, 0.0);
    for face in &mesh.faces {
        let uv = |index: usize| face.corners[index].uv.map(|uv| mesh.uvs[uv]);
        let at = |index: usize| mesh.positions[face.corners[index].position] * frame.scale;
        for index in 1..face.corners.len() - 1 {
            let (Some(a), Some(b), Some(c)) = (uv(0), uv(index), uv(index + 1)) else { continue };
            let (one, two) = (b - a, c - a);
            let determinant = one.perp_dot(two);
            let (edge, other) = (at(index) - at(0), at(index + 1) - at(0));
            let area = edge.cross(other).length();
            if determinant.abs() < 1e-12 || area <= 0.0 {
                continue;
            }
            let along_u = (edge * two.y - other * one.y) / determinant;
            let along_v = (other * one.x - edge * two.x) / determinant;
            sum += DVec2::new(along_u.length(), along_v.length()) * area;
            weight += area;
        }
    }
    let spans = (sum / weight).to_array();
    (weight > 0.0 && spans.iter().all(|span| span.is_finite() && *span > 0.0)).then_some(spans)
}
