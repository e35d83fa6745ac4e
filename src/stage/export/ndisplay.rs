//! A stage as nDisplay's `.ndisplay`, which our own importer reads back.
//!
//! In: a [`Stage`]. Out: JSON text of version 5.00, sentences on what it cannot hold.
//! Not here: the way back (`stage::import`). Unreal: left-handed, X forward, Y right, Z up, centimetres; a screen is
//! centred, spans Y x Z and is seen from -X. x = -z, y = x, z = y of the stage.
//! Panels that one canvas feeds side by side on one plane become one screen; an arc becomes one screen a column.
//! Invariant: a screen's canvas pixels map to metres as its panels' do, so a turned piece becomes a rolled screen.

use glam::{DVec2, DVec3};
use serde_json::{Map, Value, json};

use crate::stage::{Panel, Stage};

/// Panels off one plane by less than this are on it, metres.
const FLAT_M: f64 = 1e-7;

/// An exported configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// The file.
    pub text: String,
    /// What it cannot hold or holds in another way, a sentence each.
    pub said: Vec<String>,
}

/// A rectangle of a canvas and where it is in metres.
#[derive(Clone, Debug)]
struct Screen {
    canvas: usize,
    /// Left, top, right, bottom, pixels.
    edges: [f64; 4],
    /// The edges' top left in metres, and one pixel to the right and down.
    corner: DVec3,
    right: DVec3,
    down: DVec3,
    /// Pixels of one panel on the canvas.
    panel_px: [u32; 2],
}

/// The configuration's text.
pub fn text(stage: &Stage) -> Exported {
    let mut said = Vec::new();
    let mut screens = Map::new();
    let mut custom = Map::new();
    let mut viewports: Vec<Map<String, Value>> = vec![Map::new(); stage.canvases.len()];
    for wall in &stage.walls {
        let panels = &stage.panels[wall.panels.clone()];
        let unfed = panels.iter().filter(|panel| panel.slot.is_none()).count();
        if unfed > 0 {
            said.push(format!("{unfed} panels of wall `{}` are on no canvas and were left out", wall.name));
        }
        if let Some(raster) = wall.raster_px {
            if let Some(slot) = panels.iter().find_map(|panel| panel.slot) {
                let region = [slot.x, slot.y, raster[0], raster[1]];
                viewports[slot.canvas].insert(format!("VP_{}", wall.name), mesh_json(region, &wall.name));
            }
            said.push(format!(
                "wall `{}` is a mesh, which nDisplay keeps in its asset: import the OBJ of `stage export --obj` there",
                wall.name
            ));
            continue;
        }
        let found = screens_of(stage, panels, wall.grid[1]);
        if found.len() > 1 {
            said.push(format!("wall `{}` became {} screens: nDisplay's are flat", wall.name, found.len()));
        }
        for (index, screen) in found.iter().enumerate() {
            let name = if found.len() == 1 { wall.name.clone() } else { format!("{}_{index}", wall.name) };
            screens.insert(name.clone(), screen_json(screen));
            let [across, down] = screen.panel_px;
            custom.insert(format!("cyclorama.panel_px.{name}"), json!(format!("{across},{down}")));
            let viewport = viewport_json(screen, &name);
            viewports[screen.canvas].insert(format!("VP_{name}"), viewport);
        }
    }
    said.push("transfer, bits, nits, primaries and trackers have no place in an .ndisplay".into());
    let mut nodes = Map::new();
    for (canvas, viewports) in stage.canvases.iter().zip(viewports) {
        let [width, height] = canvas.size;
        nodes.insert(
            canvas.name.clone(),
            json!({
                "host": "127.0.0.1", "sound": false, "fullScreen": false,
                "window": {"x": 0, "y": 0, "w": width, "h": height},
                "postprocess": {},
                "viewports": viewports,
                "outputRemap": {"bEnable": false, "dataSource": "mesh", "staticMeshAsset": "", "externalFile": ""},
            }),
        );
    }
    let primary = stage.canvases.first().map_or("", |canvas| &canvas.name);
    let value = json!({"nDisplay": {
        "description": stage.name,
        "version": "5.00",
        "assetPath": "",
        "misc": {
            "bFollowLocalPlayerCamera": false, "bExitOnEsc": true,
            "bOverrideViewportsFromExternalConfig": true, "bOverrideTransformsFromExternalConfig": true,
        },
        "scene": {
            "xforms": {},
            "cameras": {"DefaultViewPoint": {
                "interpupillaryDistance": 6.4, "swapEyes": false, "stereoOffset": "none", "parentId": "",
                "location": location(stage.view_origin_m), "rotation": {"pitch": 0.0, "yaw": 0.0, "roll": 0.0},
            }},
            "screens": screens,
        },
        "cluster": cluster(primary, &Value::Object(nodes)),
        "customParameters": custom,
        "diagnostics": {"simulateLag": false, "minLagTime": 0.01, "maxLagTime": 0.3},
    }});
    // A value made of text and numbers always has a text.
    let text = serde_json::to_string_pretty(&value).unwrap_or_default() + "\n";
    Exported { text, said }
}

fn cluster(primary: &str, nodes: &Value) -> Value {
    json!({
        "primaryNode": {
            "id": primary,
            "ports": {"ClusterSync": 41001, "ClusterEventsJson": 41003, "ClusterEventsBinary": 41004},
        },
        "sync": {
            "renderSyncPolicy": {"type": "none", "parameters": {}},
            "inputSyncPolicy": {"type": "ReplicatePrimary", "parameters": {}},
        },
        // nDisplay's own defaults, milliseconds, as texts.
        "network": {
            "ConnectRetriesAmount": "300", "ConnectRetryDelay": "1000", "GameStartBarrierTimeout": "180000",
            "FrameStartBarrierTimeout": "60000", "FrameEndBarrierTimeout": "60000", "RenderSyncBarrierTimeout": "60000",
        },
        "failover": {"failoverPolicy": "Disabled"},
        "nodes": nodes,
    })
}

/// Screens of a wall: as few as its planes and canvases allow, whole walls first, then columns, then panels.
fn screens_of(stage: &Stage, panels: &[Panel], columns: usize) -> Vec<Screen> {
    let mut screens = Vec::new();
    for canvas in 0..stage.canvases.len() {
        let on = |panel: &&Panel| panel.slot.is_some_and(|slot| slot.canvas == canvas);
        let whole: Vec<&Panel> = panels.iter().filter(on).collect();
        if let Some(screen) = joined(&whole) {
            screens.push(screen);
            continue;
        }
        for column in 0..columns {
            let column: Vec<&Panel> = panels.iter().skip(column).step_by(columns.max(1)).filter(on).collect();
            match joined(&column) {
                Some(screen) => screens.push(screen),
                None => screens.extend(column.iter().filter_map(|panel| single(panel))),
            }
        }
    }
    screens
}

/// A panel as a screen.
fn single(panel: &Panel) -> Option<Screen> {
    let slot = panel.slot?;
    let corners_px = panel.corners_px()?;
    let size = slot.size(panel.pixels);
    let top_left = DVec2::new(f64::from(slot.x), f64::from(slot.y));
    let place = |px: DVec2| {
        let index = corners_px.iter().position(|corner| *corner == px)?;
        Some(panel.corners_m[index])
    };
    let [width, height] = size.map(f64::from);
    let corner = place(top_left)?;
    Some(Screen {
        canvas: slot.canvas,
        edges: [top_left.x, top_left.y, top_left.x + width, top_left.y + height],
        corner,
        right: (place(top_left + DVec2::new(width, 0.0))? - corner) / width,
        down: (place(top_left + DVec2::new(0.0, height))? - corner) / height,
        panel_px: size,
    })
}

/// Panels as one screen, when they fill a rectangle of the canvas and lie on one plane without gaps.
fn joined(panels: &[&Panel]) -> Option<Screen> {
    let screens: Vec<Screen> = panels.iter().map(|panel| single(panel)).collect::<Option<_>>()?;
    let first = screens.first()?.clone();
    let mut edges = first.edges;
    for screen in &screens {
        edges = [
            edges[0].min(screen.edges[0]),
            edges[1].min(screen.edges[1]),
            edges[2].max(screen.edges[2]),
            edges[3].max(screen.edges[3]),
        ];
    }
    let area = |[left, top, right, bottom]: [f64; 4]| (right - left) * (bottom - top);
    let filled: f64 = screens.iter().map(|screen| area(screen.edges)).sum();
    if (filled - area(edges)).abs() > 0.5 {
        return None;
    }
    let at = |x: f64, y: f64| {
        first.corner + first.right * (x - first.edges[0]) + first.down * (y - first.edges[1])
    };
    let is_on_plane = |screen: &Screen| {
        let [left, top, right, bottom] = screen.edges;
        let far = screen.corner + screen.right * (right - left) + screen.down * (bottom - top);
        (at(left, top) - screen.corner).length() < FLAT_M && (at(right, bottom) - far).length() < FLAT_M
    };
    let is_whole = screens.iter().all(|screen| screen.panel_px == first.panel_px && is_on_plane(screen));
    is_whole.then(|| Screen { edges, corner: at(edges[0], edges[1]), ..first })
}

fn location(point: DVec3) -> Value {
    let DVec3 { x, y, z } = point * 100.0;
    json!({"x": -z + 0.0, "y": x, "z": y})
}

fn screen_json(screen: &Screen) -> Value {
    let [left, top, right, bottom] = screen.edges;
    let (across, down) = (screen.right * (right - left), screen.down * (bottom - top));
    let centre = screen.corner + (across + down) / 2.0;
    // Unreal's Y and Z axes of the screen, and X away from who looks at it.
    let unreal = |vector: DVec3| DVec3::new(-vector.z, vector.x, vector.y).normalize_or(DVec3::X);
    let (y_axis, z_axis) = (unreal(across), unreal(-down));
    let x_axis = unreal(across.cross(down));
    let [pitch, yaw, roll] = rotator(x_axis, y_axis, z_axis);
    json!({
        "parentId": "",
        "location": location(centre),
        "rotation": {"pitch": pitch, "yaw": yaw, "roll": roll},
        "size": {"width": across.length() * 100.0, "height": down.length() * 100.0},
    })
}

/// Pitch, yaw and roll in degrees of a frame (`FMatrix::Rotator`).
fn rotator(x_axis: DVec3, y_axis: DVec3, z_axis: DVec3) -> [f64; 3] {
    let level = x_axis.x.hypot(x_axis.y);
    let pitch = x_axis.z.atan2(level);
    // Straight up or down, yaw and roll are one turn: all of it goes to yaw.
    let yaw = if level < 1e-9 { (-y_axis.x).atan2(y_axis.y) } else { x_axis.y.atan2(x_axis.x) };
    let sideways = DVec3::new(-yaw.sin(), yaw.cos(), 0.0);
    let roll = z_axis.dot(sideways).atan2(y_axis.dot(sideways));
    [pitch, yaw, roll].map(|angle| angle.to_degrees() + 0.0)
}

fn viewport_json(screen: &Screen, name: &str) -> Value {
    let [left, top, right, bottom] = screen.edges.map(|edge| edge as u32);
    let policy = json!({"type": "simple", "parameters": {"screen": name}});
    viewport([left, top, right - left, bottom - top], &policy)
}

fn mesh_json(region: [u32; 4], component: &str) -> Value {
    viewport(region, &json!({"type": "mesh", "parameters": {"mesh_component": component}}))
}

fn viewport([x, y, w, h]: [u32; 4], policy: &Value) -> Value {
    json!({
        "camera": "", "bufferRatio": 1, "gPUIndex": -1, "allowCrossGPUTransfer": false, "isShared": false,
        "overscan": {
            "bEnabled": false, "mode": "percent", "left": 0, "right": 0, "top": 0, "bottom": 0, "oversize": true,
        },
        "region": {"x": x, "y": y, "w": w, "h": h},
        "projectionPolicy": policy,
    })
}
