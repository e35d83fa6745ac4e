//! VESA MPCDI 1.0 and 2.0: `.mpcdi` archives, and bare XML with its PFM files beside it.
//!
//! In: bytes. Out: a canvas a buffer, a wall a region: from frusta (3d), warps of a flat screen (2d), points (a3, sl).
//! Not here: XML (`mpcdi_xml`), PFM (`pfm`), blend and black-level maps, which an LED wall does not have.
//! MPCDI's axes are the stage's: right-handed, +Y up, a view looks along -Z. Its floor is not: see [`raise`].
//! Invariant: what an archive unpacks to is bounded by [`MAX_BYTES`], whatever it states.

use std::io::Read as _;

use glam::{DMat3, DVec3};

use super::draft::{Draft, Mesh, Region};
use super::mpcdi_xml::{self, Document, Profile, RegionText};
use super::pfm::{self, Warp};
use super::plane::Plane;
use super::{ImportError, Imported, MAX_BYTES, Options};
use crate::math::Pose;
use crate::stage::write::MeshPixels;

/// Height of a flat screen whose size nothing tells, metres.
const SCREEN_HEIGHT_M: f64 = 1.0;

/// Where the files of an MPCDI are.
enum Archive<'a> {
    Zip(&'a [u8]),
    /// Beside the XML.
    Folder(&'a dyn Fn(&str) -> Result<Vec<u8>, String>),
}

impl Archive<'_> {
    /// A file whose name ends like `name`, in any case.
    fn file(&self, name: &str) -> Result<Vec<u8>, String> {
        match self {
            Self::Folder(read) => read(name),
            Self::Zip(bytes) => unzip(bytes, &|path| path.eq_ignore_ascii_case(name))?
                .ok_or_else(|| "not in the archive".into()),
        }
    }
}

/// The first file of a zip that is wanted.
fn unzip(bytes: &[u8], is_wanted: &dyn Fn(&str) -> bool) -> Result<Option<Vec<u8>>, String> {
    let tell = |error: rawzip::Error| format!("the archive is damaged: {error}");
    let archive = rawzip::ZipArchive::from_slice(bytes).map_err(tell)?;
    let mut entries = archive.entries();
    while let Some(entry) = entries.next_entry().map_err(tell)? {
        let Ok(path) = entry.file_path().try_normalize() else { continue };
        if !is_wanted(path.as_ref()) {
            continue;
        }
        let method = entry.compression_method();
        let found = archive.get_entry(entry.wayfinder()).map_err(tell)?;
        let limit = MAX_BYTES as u64 + 1;
        let mut content = Vec::new();
        let read = if method == rawzip::CompressionMethod::DEFLATE {
            flate2::bufread::DeflateDecoder::new(found.data()).take(limit).read_to_end(&mut content)
        } else if method == rawzip::CompressionMethod::STORE {
            found.data().take(limit).read_to_end(&mut content)
        } else {
            return Err(format!(
                "a file of it is packed by method {method:?}; MPCDI knows stored and deflated"
            ));
        };
        read.map_err(|error| format!("the archive is damaged: {error}"))?;
        if content.len() > MAX_BYTES {
            return Err(format!("a file of it is larger than {MAX_BYTES} bytes"));
        }
        return Ok(Some(content));
    }
    Ok(None)
}

/// Opens an archive or bare XML.
fn open<'a>(
    bytes: &'a [u8],
    name: &str,
    read: &'a dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<(Document, Archive<'a>), ImportError> {
    if !bytes.starts_with(b"PK") {
        return Ok((mpcdi_xml::parse(super::text(bytes, name)?, name)?, Archive::Folder(read)));
    }
    let fault = |found: String| ImportError::new(name, found, "Export the MPCDI again");
    let is_index =
        |path: &str| ["mpcdi.xml", "mpacs.xml"].iter().any(|known| path.eq_ignore_ascii_case(known));
    let index = unzip(bytes, &is_index).map_err(fault)?;
    let index = index.ok_or_else(|| fault("the archive holds no mpcdi.xml".into()))?;
    let inner = format!("{name}/mpcdi.xml");
    Ok((mpcdi_xml::parse(super::text(&index, &inner)?, &inner)?, Archive::Zip(bytes)))
}

/// What a region is seen on.
enum Surface {
    /// Corners: top-left, top-right, bottom-right, bottom-left.
    Quad([DVec3; 4]),
    Points(Warp),
}

pub(super) fn import(bytes: &[u8], name: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    let (document, archive) = open(bytes, name, options.read)?;
    let mut draft = Draft::new(name, options, document.format());
    draft.out.units = document.units();
    draft.warps = document.regions.len();
    let mut surfaces = Vec::new();
    for region in &document.regions {
        match surface(&mut draft, &document, region, &archive, &Pose::IDENTITY) {
            Ok(surface) => surfaces.push((region, surface)),
            Err(error) => draft.keep(Err(error)),
        }
    }
    let raised = raise(&mut draft, &mut surfaces);
    draft.out.stage.view_origin_m = (raised > 0.0).then_some([0.0, raised, 0.0]);
    let is_shared = document.has_separate_outputs();
    let mut canvases: Vec<(String, usize)> = Vec::new();
    for (region, surface) in surfaces {
        let known = canvases.iter().find(|(buffer, _)| !is_shared && *buffer == region.buffer);
        let canvas = match known {
            Some((_, canvas)) => *canvas,
            None => {
                let (name, size) =
                    if is_shared { (&region.id, region.pixels) } else { (&region.buffer, region.buffer_px) };
                let comment = format!("MPCDI buffer {}.", region.buffer);
                let canvas = draft.canvas(name, size, vec![comment], &region.place)?;
                canvases.push((region.buffer.clone(), canvas));
                canvas
            }
        };
        let [x, y] = if is_shared { [0.0; 2] } else { region.corner_px() };
        let [width, height] = region.pixels;
        let wall = add(&mut draft, region, surface, &Region { canvas, x, y, width, height });
        draft.keep(wall);
    }
    if is_shared && document.regions.len() > 1 {
        draft.say("regions lie on the same part of their buffer or it has no size: each became an output of its own");
    }
    draft.finish()
}

/// One region of an MPCDI that another file names; without names, its first.
pub(super) fn one_region(
    draft: &mut Draft<'_>,
    (file, bytes): (&str, &[u8]),
    [buffer, region]: [&str; 2],
    feed: &Region,
    pose: &Pose,
) -> Result<(), ImportError> {
    let (document, archive) = open(bytes, file, draft.options.read)?;
    let is_named = |found: &&RegionText| {
        (region.is_empty() || found.id.eq_ignore_ascii_case(region))
            && (buffer.is_empty() || found.buffer.eq_ignore_ascii_case(buffer))
    };
    let found = document.regions.iter().find(is_named).ok_or_else(|| {
        let names: Vec<String> =
            document.regions.iter().take(20).map(|found| format!("{}/{}", found.buffer, found.id)).collect();
        let wanted = format!("region `{buffer}/{region}` is not in the MPCDI");
        ImportError::new(file, wanted, format!("Name one of: {}", names.join(", ")))
    })?;
    let surface = surface(draft, &document, found, &archive, pose)?;
    add(draft, found, surface, feed)
}

/// A bare PFM of points, through `point`.
pub(super) fn points(
    draft: &mut Draft<'_>,
    name: &str,
    (file, bytes): (&str, &[u8]),
    region: &Region,
    point: &dyn Fn([f64; 3]) -> Option<DVec3>,
) -> Result<(), ImportError> {
    let warp = point_warp(draft, file, bytes, DVec3::ZERO, point)?;
    let text = RegionText { id: name.to_owned(), place: file.to_owned(), ..RegionText::default() };
    add(draft, &text, Surface::Points(warp), region)
}

fn surface(
    draft: &mut Draft<'_>,
    document: &Document,
    region: &RegionText,
    archive: &Archive<'_>,
    pose: &Pose,
) -> Result<Surface, ImportError> {
    let fileset = document.fileset(&region.id);
    let path = fileset.and_then(|fileset| fileset.geometry.as_deref()).map(|path| path.replace('\\', "/"));
    let name = &region.id;
    match (document.profile, path, region.frustum) {
        (Profile::Flat, None, _) => {
            draft.doubt(format!("region `{name}` of profile 2d has no warp: a flat screen was written"));
            Ok(Surface::Quad(screen(draft, region).map(|corner| pose.transform_point(corner))))
        }
        (Profile::Frusta, path, Some(frustum)) => {
            if path.is_some() {
                draft.say(format!("the warp of region `{name}` belongs to a projector and was left out"));
            }
            Ok(frustum_quad(draft, name, frustum, pose))
        }
        (_, None, Some(frustum)) => {
            draft.doubt(format!(
                "region `{name}` of profile {} has no points: its frustum was used",
                document.profile.name()
            ));
            Ok(frustum_quad(draft, name, frustum, pose))
        }
        (profile, Some(path), _) => {
            let bytes = archive.file(&path).map_err(|reason| {
                let found = format!("warp `{path}` of region `{name}` cannot be read: {reason}");
                ImportError::new(&region.place, found, "Put the PFM beside the XML, under this name")
            })?;
            let place = format!("{}/{path}", draft.file);
            if profile == Profile::Flat {
                return flat_warp(draft, region, (&place, &bytes), pose).map(Surface::Points);
            }
            let unit_m = fileset.map_or(1.0, |fileset| fileset.unit_m);
            let point = |texel: [f64; 3]| {
                let point = DVec3::from_array(texel) * unit_m;
                point.is_finite().then(|| pose.transform_point(point))
            };
            point_warp(draft, &place, &bytes, pose.position, &point).map(Surface::Points)
        }
        (_, None, None) => {
            let found = format!("region `{name}` has neither a frustum nor a warp");
            Err(ImportError::new(&region.place, found, "Export it with its geometry"))
        }
    }
}

fn frustum_quad(draft: &mut Draft<'_>, name: &str, frustum: mpcdi_xml::Frustum, pose: &Pose) -> Surface {
    let distance = draft.distance_m();
    draft.doubt(format!(
        "region `{name}` is only known as angles: its wall was put {distance} m from its eye (--distance-m)"
    ));
    let axes: DMat3 = frustum.axes;
    let corners = Plane::of_frustum(frustum.eye, axes, frustum.tangents, distance);
    Surface::Quad(corners.map(|corner| pose.transform_point(corner)))
}

/// Corners of the flat screen of profile 2d, standing on the origin.
fn screen(draft: &mut Draft<'_>, region: &RegionText) -> [DVec3; 4] {
    let [width, height] = region.pixels;
    let size = match draft.options.pitch_mm {
        Some(pitch) => [width * pitch * 1e-3, height * pitch * 1e-3],
        None => {
            let size = [SCREEN_HEIGHT_M * width / height, SCREEN_HEIGHT_M];
            draft.doubt(format!(
                "region `{}` has no size in metres: a screen of {:.3} x {:.3} m was written (--pitch-mm gives the true one)",
                region.id, size[0], size[1]
            ));
            size
        }
    };
    let (half, distance) = (size[0] / 2.0, draft.distance_m());
    [[-half, size[1]], [half, size[1]], [half, 0.0], [-half, 0.0]].map(|[x, y]| DVec3::new(x, y, -distance))
}

/// A 2d warp: where on a flat screen each texel's picture is.
fn flat_warp(
    draft: &mut Draft<'_>,
    region: &RegionText,
    (place, bytes): (&str, &[u8]),
    pose: &Pose,
) -> Result<Warp, ImportError> {
    let map =
        pfm::parse(bytes).map_err(|found| ImportError::new(place, found, "Write the warp as PFM again"))?;
    let [top_left, top_right, _, bottom_left] = screen(draft, region);
    let warps = draft.warps;
    let on_screen = |v_up: bool| {
        map.warp(warps, |[u, v, _]| {
            let v = if v_up { 1.0 - v } else { v };
            let point = top_left + (top_right - top_left) * u + (bottom_left - top_left) * v;
            point.is_finite().then(|| pose.transform_point(point))
        })
    };
    let mut warp = on_screen(true);
    let eye = pose.transform_point(DVec3::new(0.0, SCREEN_HEIGHT_M / 2.0, 0.0));
    if warp.facing(eye)[0] < 0.0 {
        warp = on_screen(false);
        draft.say(format!("v of {place} grows downward"));
    }
    draft.doubt(format!(
        "region `{}` is a warp of a flat screen: its shape in metres is not in the file",
        region.id
    ));
    holes(draft, place, &warp)?;
    Ok(warp)
}

/// A map of points in space.
fn point_warp(
    draft: &mut Draft<'_>,
    place: &str,
    bytes: &[u8],
    eye: DVec3,
    point: &dyn Fn([f64; 3]) -> Option<DVec3>,
) -> Result<Warp, ImportError> {
    let map =
        pfm::parse(bytes).map_err(|found| ImportError::new(place, found, "Write the warp as PFM again"))?;
    let mut warp = map.warp(draft.warps, point);
    if let [facing, upright] = warp.facing(eye)
        && facing < 0.0
    {
        if upright < 0.0 {
            warp = map.turned_over().warp(draft.warps, point);
            draft.say(format!(
                "rows of {place} run from the top: turned over, the wall stands upright and faces its origin"
            ));
        } else {
            draft.doubt(format!("the points of {place} show their back to the origin"));
        }
    }
    if [map.width, map.height] != [warp.columns + 1, warp.rows + 1] {
        draft.say(format!(
            "{} x {} points of {place} were read at {} x {} cells",
            map.width, map.height, warp.columns, warp.rows
        ));
    }
    holes(draft, place, &warp)?;
    Ok(warp)
}

fn holes(draft: &mut Draft<'_>, place: &str, warp: &Warp) -> Result<(), ImportError> {
    let (count, all) = (warp.cell_count(), warp.columns * warp.rows);
    if count == 0 {
        let found = "no four neighbouring points of the warp are numbers";
        return Err(ImportError::new(place, found, "Write the warp as PFM again"));
    }
    if count < all {
        draft.say(format!("{} of {all} cells of {place} are masked (NaN) and stay dark", all - count));
    }
    Ok(())
}

/// Lifts everything onto the floor: MPCDI counts from an eye or a centre of mass, a stage from the floor.
fn raise(draft: &mut Draft<'_>, surfaces: &mut [(&RegionText, Surface)]) -> f64 {
    let lowest = surfaces.iter().filter_map(|(_, surface)| match surface {
        Surface::Quad(corners) => corners.iter().map(|corner| corner.y).reduce(f64::min),
        Surface::Points(warp) => warp.heights().map(|[low, _]| low),
    });
    let lowest = lowest.fold(0.0, f64::min);
    if lowest > -0.001 {
        return 0.0;
    }
    let up = DVec3::new(0.0, -lowest, 0.0);
    for (_, surface) in surfaces {
        match surface {
            Surface::Quad(corners) => corners.iter_mut().for_each(|corner| *corner += up),
            Surface::Points(warp) => warp.points.iter_mut().flatten().for_each(|point| *point += up),
        }
    }
    draft.doubt(format!(
        "the file counts heights from its own origin: everything was raised by {:.4} m so that it stands on the floor",
        -lowest
    ));
    -lowest
}

fn add(
    draft: &mut Draft<'_>,
    text: &RegionText,
    surface: Surface,
    region: &Region,
) -> Result<(), ImportError> {
    let comments = vec![format!("MPCDI region {}.", text.id)];
    match surface {
        Surface::Quad(corners) => {
            let Some((centre, right, up, size_m)) = Plane::of_corners(corners) else {
                let found = format!("the frustum of region `{}` spans nothing", text.id);
                return Err(ImportError::new(&text.place, found, "Correct its angles"));
            };
            let (name, place) = (text.id.clone(), text.place.clone());
            draft.plane(&Plane { name, place, comments, centre, right, up, size_m, panel_px: None }, region)
        }
        Surface::Points(warp) => {
            let raster = [region.width, region.height];
            if !raster.iter().all(|side| (1.0..=16_384.0).contains(side)) {
                let found = format!("region `{}` is {} x {} pixels", text.id, raster[0], raster[1]);
                return Err(ImportError::new(&text.place, found, "Write 1 to 16384 pixels a side"));
            }
            let far = warp.points.iter().flatten().map(|point| point.abs().max_element()).fold(0.0, f64::max);
            if far > 150.0 {
                let found = format!("points of region `{}` lie {far:.0} m from the mark", text.id);
                return Err(ImportError::new(&text.place, found, "Check geometricUnit"));
            }
            draft.mesh(
                Mesh {
                    name: &text.id,
                    comments,
                    obj: warp.obj("warp"),
                    object: None,
                    pixels: MeshPixels::Raster(raster.map(|side| side.round() as u32)),
                    scale: 1.0,
                    position_m: [0.0; 3],
                    turn_deg: [0.0; 3],
                },
                region,
            );
            Ok(())
        }
    }
}

/// Metres of one unit, guessed from the farthest coordinate: stages reach 40 m.
fn unit_m(draft: &mut Draft<'_>, farthest: f64) -> f64 {
    let (scale, unit) = match farthest {
        far if far <= 80.0 => return 1.0,
        far if far <= 4000.0 => (0.01, "centimetres"),
        _ => (0.001, "millimetres"),
    };
    draft.doubt(format!("its points reach {farthest:.0}: taken as {unit}"));
    scale
}

/// A PFM on its own: points in metres, or, without a third number, a warp of a flat screen.
pub(super) fn import_pfm(bytes: &[u8], name: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    let map = pfm::parse(bytes)
        .map_err(|found| ImportError::new(name, found, "Give a PFM of three floats a point"))?;
    let mut draft = Draft::new(name, options, "PFM warp");
    let pixels = options.panel_px.map_or([1920.0, 1080.0], |pixels| pixels.map(f64::from));
    draft.doubt(format!(
        "a PFM tells no pixels: an output of {} x {} was written (--panel-px gives the true one)",
        pixels[0], pixels[1]
    ));
    let region = RegionText { id: "warp".into(), place: name.to_owned(), pixels, ..RegionText::default() };
    let canvas = draft.canvas("warp", pixels, Vec::new(), name)?;
    let surface = if map.is_flat() {
        Surface::Points(flat_warp(&mut draft, &region, (name, bytes), &Pose::IDENTITY)?)
    } else {
        let scale = unit_m(&mut draft, map.farthest());
        let point =
            |texel: [f64; 3]| Some(DVec3::from_array(texel) * scale).filter(|point| point.is_finite());
        Surface::Points(point_warp(&mut draft, name, bytes, DVec3::ZERO, &point)?)
    };
    let mut surfaces = [(&region, surface)];
    let raised = raise(&mut draft, &mut surfaces);
    draft.out.stage.view_origin_m = (raised > 0.0).then_some([0.0, raised, 0.0]);
    let [(_, surface)] = surfaces;
    let feed = Region { canvas, x: 0.0, y: 0.0, width: pixels[0], height: pixels[1] };
    add(&mut draft, &region, surface, &feed)?;
    draft.finish()
}
