//! A thousand mutated files of each format that `stage import` reads: no panic, bounded, every refusal names its place.
//!
//! In: small good files written here, a fixed seed. Out: what was refused without a place or let through too large.
//! Not here: what good files become (`stage::import::tests`, `import_samples`).
//! Invariant: each good file imports and loads, and mutations both pass and fail, so that the test tests something.

use cyclorama::stage::import::{Geometry, ImportError, Imported, Options, import};
use cyclorama::stage::schema;
use cyclorama::stage::write::toml;

/// Mutations of each file.
const COUNT: usize = 1000;
/// More text than any small file may become, bytes: a thousand times the largest below.
const MOST_BYTES: usize = 8 << 20;

const NDISPLAY: &str = r#"{ "nDisplay": { "description": "m", "version": "5.00",
 "scene": {
  "xforms": { "root": { "parentId": "", "location": {"x": 0, "y": 0, "z": 10}, "rotation": {"pitch": 0, "yaw": "30", "roll": 0} } },
  "cameras": { "DefaultViewPoint": { "parentId": "root", "location": {"x": 0, "y": 0, "z": 150} } },
  "screens": {
   "A": { "parentId": "root", "location": {"x": 300, "y": 0, "z": 150}, "rotation": {"pitch": 10, "yaw": 0, "roll": 0}, "size": {"width": 200, "height": 100} },
   "B": { "parentId": "", "location": {"x": 300, "y": 300, "z": 150}, "size": {"width": 200, "height": 100} } } },
 "cluster": { "primaryNode": { "id": "n" }, "nodes": { "n": { "host": "127.0.0.1", "window": {"x": 0, "y": 0, "w": 400, "h": 300},
  "viewports": {
   "a": { "camera": "", "bufferRatio": 1, "region": {"x": 0, "y": 0, "w": 200, "h": 100}, "projectionPolicy": {"type": "simple", "parameters": {"screen": "A"}} },
   "b": { "region": {"x": 200, "y": 0, "w": 200, "h": 100}, "projectionPolicy": {"type": "mesh", "parameters": {"mesh_component": "B"}} },
   "c": { "region": {"x": 0, "y": 100, "w": 200, "h": 100}, "projectionPolicy": {"type": "manual", "parameters": {"frustum": "l=-30 r=30 t=20 b=-20", "rot": "P=0 Y=90 R=0"}} },
   "d": { "region": {"x": 200, "y": 100, "w": 200, "h": 100}, "projectionPolicy": {"type": "mpcdi", "parameters": {"file": "a.mpcdi", "buffer": "b", "region": "r"}} },
  } } } } } }"#;

const CFG: &str = "[cluster_node] id=n addr=1.2.3.4 window=w\n[window] id=w viewports=a,b ResX=400 ResY=100 fullscreen=true\n\
[viewport] id=a x=0 y=0 width=200 height=100 projection=pa\n[viewport] id=b x=200 y=0 width=200 height=100 screen=B\n\
[projection] id=pa type=\"simple\" screen=A\n[camera] id=eye loc=\"X=0,Y=0,Z=1.7\"\n[scene_node] id=root loc=\"X=0,Y=0,Z=0.1\"\n\
[screen] id=A loc=\"X=3,Y=0,Z=1.5\" rot=\"P=0,Y=10,R=0\" size=\"X=2,Y=1\" parent=root\n\
[screen] id=B loc=\"X=3,Y=3,Z=1.5\" size=\"X=2,Y=1\"\n";

const MPCDI_3D: &str = "<?xml version=\"1.0\"?>\n<MPCDI profile=\"3d\" version=\"2.0\"><display><buffer id=\"b\" xResolution=\"400\" yResolution=\"100\">\n\
<region id=\"l\" xResolution=\"200\" yResolution=\"100\" x=\"0\" y=\"0\" xsize=\"0.5\" ysize=\"1\"><frustum><yaw>0</yaw><pitch>0</pitch><roll>0</roll>\n\
<rightAngle>45</rightAngle><leftAngle>-45</leftAngle><upAngle>26.56</upAngle><downAngle>-26.56</downAngle></frustum></region>\n\
<region id=\"r\" xResolution=\"200\" yResolution=\"100\" x=\"0.5\" y=\"0\" xsize=\"0.5\" ysize=\"1\"><frustum><yaw>90</yaw>\n\
<rightAngle>45</rightAngle><leftAngle>-45</leftAngle><upAngle>26.56</upAngle><downAngle>-26.56</downAngle></frustum>\n\
<coordinateFrame><posx>0</posx><posy>1.5</posy><posz>0</posz></coordinateFrame></region></buffer></display></MPCDI>\n";

const MPCDI_A3: &str = "<MPCDI profile=\"a3\" version=\"2.0\"><display><buffer id=\"b\" xResolution=\"400\" yResolution=\"100\">\n\
<region id=\"r\" xResolution=\"400\" yResolution=\"100\" x=\"0\" y=\"0\" xsize=\"1\" ysize=\"1\"/></buffer></display>\n\
<files><fileset region=\"r\"><geometryWarpFile><path>r.pfm</path><geometricUnit>cm</geometricUnit></geometryWarpFile></fileset></files></MPCDI>\n";

const SGCT: &str = r#"{ "nodes": [ { "address": "a", "windows": [ { "name": "w", "size": { "x": 400, "y": 100 }, "viewports": [
 { "pos": { "x": 0.0, "y": 0.0 }, "size": { "x": 0.5, "y": 1.0 }, "projection": { "type": "PlanarProjection", "fov": { "hfov": 80.0, "vfov": 45.5 }, "orientation": { "yaw": -20.0, "pitch": 0.0, "roll": 0.0 } } },
 { "pos": { "x": 0.5, "y": 0.0 }, "size": { "x": 0.5, "y": 1.0 }, "projection": { "type": "ProjectionPlane", "lowerleft": { "x": 1, "y": 0, "z": -2 }, "upperleft": { "x": 1, "y": 1, "z": -2 }, "upperright": { "x": 3, "y": 1, "z": -2 } } } ] } ] } ],
 "users": [ { "pos": { "x": 0.0, "y": 1.5, "z": 0.0 } } ] }"#;

const CSV: &str = "id,wall,x_m,y_m,z_m,yaw_deg,pitch_deg,roll_deg,width_mm,height_mm,pixels_x,pixels_y,canvas,canvas_x,canvas_y,turn_deg\n\
a,led,-0.25,1,-3,0,0,0,500,500,16,16,main,0,0,0\nb,led,0.25,1,-3,0,0,0,500,500,16,16,main,16,0,0\n\
c,side,2,1,-2,-45,0,0,500,500,16,16,main,0,16,90\nd,side,2.3,1,-1.6,-60,0,0,500,500,16,16,main,16,16,90\n";

const OBJ: &str = "# two quads\no wall\nv -1 0 -3\nv 0 0 -3\nv 1 0 -2.5\nv -1 1 -3\nv 0 1 -3\nv 1 1 -2.5\n\
vt 0 0\nvt 0.5 0\nvt 1 0\nvt 0 1\nvt 0.5 1\nvt 1 1\nf 1/1 2/2 5/5 4/4\nf 2/2 3/3 6/6 5/5\n";

/// A wall of 2 x 1 m, 3 m before the origin, in centimetres, rows from the bottom.
fn pfm() -> Vec<u8> {
    let mut bytes = b"PF\n8 5\n-1.0\n".to_vec();
    for at in 0..40_u16 {
        let (x, y) = (f32::from(at % 8), f32::from(at / 8));
        for value in [-100.0 + 200.0 * (x + 0.5) / 8.0, 100.0 * (y + 0.5) / 5.0, -300.0] {
            bytes.extend(value.to_le_bytes());
        }
    }
    bytes
}

/// An archive with its XML and its warp.
fn mpcdi() -> Vec<u8> {
    use std::io::Write as _;
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in [("mpcdi.xml", MPCDI_A3.as_bytes()), ("r.pfm", &pfm())] {
        let method = rawzip::CompressionMethod::DEFLATE;
        let (mut entry, config) = archive.new_file(name).compression_method(method).start().unwrap();
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(encoder);
        writer.write_all(content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

/// Numbers from a fixed seed (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end.max(1)
    }
}

const VALUES: [&str; 14] = [
    "0",
    "-1",
    "1e308",
    "-1e308",
    "nan",
    "inf",
    "99999999999999999999",
    "4294967296",
    "1e-300",
    "",
    "\"",
    "{}",
    "\u{fffd}",
    "16384",
];

/// Runs of letters and digits, by their place.
fn tokens(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let mut tokens = Vec::new();
    let mut at = 0;
    for run in bytes.chunk_by(|one, two| is_part(one) == is_part(two)) {
        if run.first().is_some_and(is_part) {
            tokens.push(at..at + run.len());
        }
        at += run.len();
    }
    tokens
}

/// One mutation: bytes flipped, an end cut off, two tokens exchanged, a token replaced, or a part said twice.
fn mutated(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = good.to_vec();
    let tokens = tokens(good);
    let token = |dice: &mut Dice| tokens[dice.below(tokens.len())].clone();
    match dice.below(6) {
        0 => {
            for _ in 0..=dice.below(8) {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
        }
        1 => bytes.truncate(dice.below(good.len())),
        2 => {
            let (mut one, mut two) = (token(dice), token(dice));
            if one.start > two.start {
                std::mem::swap(&mut one, &mut two);
            }
            if one.end <= two.start {
                let mut swapped = good[..one.start].to_vec();
                swapped.extend_from_slice(&good[two.clone()]);
                swapped.extend_from_slice(&good[one.end..two.start]);
                swapped.extend_from_slice(&good[one]);
                swapped.extend_from_slice(&good[two.end..]);
                bytes = swapped;
            }
        }
        3 => {
            let at = token(dice);
            let _ = bytes.splice(at.start..at.end, VALUES[dice.below(VALUES.len())].bytes()).count();
        }
        4 => {
            let (one, two) = (dice.below(good.len()), dice.below(good.len()));
            let part = good[one.min(two)..one.max(two)].to_vec();
            let at = dice.below(good.len());
            let _ = bytes.splice(at..at, part).count();
        }
        _ => {
            let (one, two) = (dice.below(good.len()), dice.below(good.len()));
            let _ = bytes.drain(one.min(two)..one.max(two)).count();
        }
    }
    bytes
}

fn attempt(bytes: &[u8], name: &str) -> Result<Imported, ImportError> {
    let read = |path: &str| match path {
        "a.mpcdi" => Ok(mpcdi()),
        "r.pfm" => Ok(pfm()),
        other => Err(format!("no {other}")),
    };
    let geometry = [Geometry { name: "G".into(), file: "g.obj".into(), text: OBJ.into() }];
    let options = Options {
        geometry: &geometry,
        pitch_mm: Some(10.0),
        panel_px: None,
        distance_m: None,
        stem: "out",
        read: &read,
    };
    import(bytes, name, &options)
}

/// Loads what was imported, as the command does.
fn load(imported: &Imported) -> Result<usize, String> {
    let text = toml(&imported.stage);
    let meshes: usize = imported.meshes.iter().map(|(_, text)| text.len()).sum();
    assert!(text.len() + meshes < MOST_BYTES, "{} bytes of text, {meshes} of meshes", text.len());
    let read = |path: &str| {
        let mesh = imported.meshes.iter().find(|(name, _)| name == path);
        mesh.map(|(_, text)| text.clone()).ok_or_else(|| format!("no {path}"))
    };
    let loaded = schema::load(&text, "out.toml", &read).map_err(|error| error.to_string())?;
    loaded.without_errors().map(|stage| stage.panels.len()).map_err(|error| error.to_string())
}

/// Why a refusal does not do; `None` when it does.
fn badly_refused(error: &ImportError, name: &str) -> Option<String> {
    let is_placed = error.place.contains(name) || error.place.contains("a.mpcdi");
    let is_whole = is_placed && !error.found.is_empty() && !error.remedy.is_empty();
    (!is_whole).then(|| format!("{error:?} does not name a place in {name}"))
}

#[track_caller]
fn check(good: &[u8], name: &str) {
    let imported = attempt(good, name).unwrap_or_else(|error| panic!("the good file is refused: {error}"));
    assert!(load(&imported).unwrap_or_else(|error| panic!("the good file does not load: {error}")) > 0);
    let mut dice = Dice(2026);
    let (mut refused, mut imported) = (0, 0);
    for _ in 0..COUNT {
        match attempt(&mutated(good, &mut dice), name) {
            Ok(found) => {
                imported += 1;
                // A draft may still be one that the loader refuses: then nothing is written.
                let _ = load(&found);
            }
            Err(error) => {
                refused += 1;
                assert_eq!(badly_refused(&error, name), None);
            }
        }
    }
    assert!(refused > COUNT / 50 && imported > COUNT / 50, "{name}: {refused} refused, {imported} imported");
}

#[test]
fn mutated_ndisplay_files_do_no_harm() {
    check(NDISPLAY.as_bytes(), "m.ndisplay");
}

#[test]
fn mutated_older_configurations_do_no_harm() {
    check(CFG.as_bytes(), "m.cfg");
}

#[test]
fn mutated_mpcdi_frusta_do_no_harm() {
    check(MPCDI_3D.as_bytes(), "m.xml");
}

#[test]
fn mutated_mpcdi_points_do_no_harm() {
    check(MPCDI_A3.as_bytes(), "m.xml");
}

#[test]
fn mutated_mpcdi_archives_do_no_harm() {
    check(&mpcdi(), "m.mpcdi");
}

#[test]
fn mutated_warps_do_no_harm() {
    check(&pfm(), "m.pfm");
}

#[test]
fn mutated_panel_lists_do_no_harm() {
    check(CSV.as_bytes(), "m.csv");
}

#[test]
fn mutated_sgct_files_do_no_harm() {
    check(SGCT.as_bytes(), "m.json");
}

#[test]
fn mutated_obj_walls_do_no_harm() {
    check(OBJ.as_bytes(), "m.obj");
}

#[test]
fn a_refusal_without_a_place_is_found() {
    let error = |place: &str| ImportError { place: place.into(), found: "x".into(), remedy: "y".into() };
    assert_eq!(badly_refused(&error("m.obj:3"), "m.obj"), None);
    assert!(badly_refused(&error(""), "m.obj").is_some());
    assert!(badly_refused(&error("elsewhere:3"), "m.obj").is_some());
}

#[test]
fn sizes_that_are_only_stated_allocate_nothing() {
    // 48 GiB by its header, none in the file.
    let error = attempt(b"PF\n65536 65536\n-1.0\n", "m.pfm").unwrap_err();
    assert!(error.found.contains("0 are there"), "{error}");
}
