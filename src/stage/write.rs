//! A stage as the TOML text that a person would write.
//!
//! In: a [`StageDraft`], made by an importer or by `stage new`. Out: text that `stage::schema` reads.
//! Not here: where the numbers come from (`stage::import`), writing files (`cli`), rules (`stage::lint`).
//! Invariant: the same draft gives the same text; metres are rounded to 0.1 micrometre and degrees to 1e-8, so that
//! rounding noise of other programs does not stand in the file.

use std::fmt::Write as _;

use crate::color::Primaries;

/// A stage that is to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StageDraft {
    /// Name.
    pub name: String,
    /// Comment lines at the head.
    pub head: Vec<String>,
    /// Where the outer frustum is drawn from, metres; `None` leaves the default.
    pub view_origin_m: Option<[f64; 3]>,
    /// Panel types from files: name here, path relative to the stage file.
    pub panel_files: Vec<(String, String)>,
    /// Panel types written out.
    pub panels: Vec<PanelDraft>,
    /// Walls.
    pub walls: Vec<WallDraft>,
    /// Canvases.
    pub canvases: Vec<CanvasDraft>,
    /// Comment lines at the end: what to do next.
    pub foot: Vec<String>,
}

/// A panel type that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelDraft {
    /// Name of the type.
    pub name: String,
    /// Comment lines above it.
    pub comments: Vec<String>,
    /// Width and height, millimetres.
    pub size_mm: [f64; 2],
    /// LEDs across and down.
    pub pixels: [u32; 2],
    /// Greatest luminance, nits.
    pub max_nits: f64,
    /// Gamut.
    pub primaries: Primaries,
}

/// A wall that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct WallDraft {
    /// Name.
    pub name: String,
    /// Comment lines above it.
    pub comments: Vec<String>,
    /// Shape with its own numbers.
    pub shape: ShapeDraft,
    /// Panel type, by name.
    pub panel: Option<String>,
    /// Position, metres.
    pub position_m: [f64; 3],
    /// Yaw, pitch and roll, degrees.
    pub turn_deg: [f64; 3],
    /// What full code emits, nits.
    pub white_nits: f64,
    /// Gamut, where no panel type gives it.
    pub primaries: Option<Primaries>,
}

/// Shape of a wall.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeDraft {
    /// One plane.
    Flat(GridDraft),
    /// A plane lit downward.
    Ceiling(GridDraft),
    /// Columns on a radius.
    Arc(GridDraft, BendDraft),
    /// Geometry from an OBJ file.
    Mesh(MeshDraft),
}

/// Columns and rows of panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridDraft {
    /// Panels across.
    pub columns: u32,
    /// Panels down.
    pub rows: u32,
}

/// How an arc bends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BendDraft {
    /// Radius of the vertical edges, metres.
    RadiusM(f64),
    /// Angle between neighbouring columns, degrees.
    AnglePerColumnDeg(f64),
}

/// Geometry from an OBJ file.
#[derive(Clone, Debug, PartialEq)]
pub struct MeshDraft {
    /// Path relative to the stage file.
    pub obj: String,
    /// One object of it; `None` takes all.
    pub object: Option<String>,
    /// What its pixels are.
    pub pixels: MeshPixels,
    /// Metres per OBJ unit.
    pub scale: f64,
    /// Whether it is lit on the other side.
    pub is_flipped: bool,
}

/// How a mesh gets its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeshPixels {
    /// Each quad is a panel of so many LEDs.
    Panel([u32; 2]),
    /// UV 0..1 spans so many pixels.
    Raster([u32; 2]),
}

/// A canvas that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanvasDraft {
    /// Name.
    pub name: String,
    /// Comment lines above it.
    pub comments: Vec<String>,
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Transfer function, the word of the file.
    pub transfer: &'static str,
    /// Bits a channel.
    pub bits: u32,
    /// Pieces of walls.
    pub pieces: Vec<PieceDraft>,
}

/// A piece that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PieceDraft {
    /// Wall that it is cut from.
    pub wall: String,
    /// First column and one past the last; `None` takes all.
    pub columns: Option<[u32; 2]>,
    /// First row and one past the last; `None` takes all.
    pub rows: Option<[u32; 2]>,
    /// Left edge on the canvas, pixels.
    pub x: u32,
    /// Top edge on the canvas, pixels.
    pub y: u32,
    /// Quarter turn, degrees clockwise.
    pub turn_deg: u32,
}

/// The text of a stage file.
pub fn toml(draft: &StageDraft) -> String {
    let mut text = String::new();
    comments(&mut text, &draft.head);
    line(&mut text, "version = 1");
    line(&mut text, &format!("name = {}", quoted(&draft.name)));
    if let Some(origin) = draft.view_origin_m {
        line(&mut text, &format!("view_origin_m = {}", metres(&origin)));
    }
    if !draft.panel_files.is_empty() {
        line(&mut text, "\n[panels]");
        for (name, path) in &draft.panel_files {
            line(&mut text, &format!("{} = {}", key(name), quoted(path)));
        }
    }
    for panel in &draft.panels {
        panel_type(&mut text, panel);
    }
    for wall in &draft.walls {
        self::wall(&mut text, wall);
    }
    for canvas in &draft.canvases {
        self::canvas(&mut text, canvas);
    }
    if !draft.foot.is_empty() {
        text.push('\n');
        comments(&mut text, &draft.foot);
    }
    text
}

fn panel_type(text: &mut String, panel: &PanelDraft) {
    text.push('\n');
    comments(text, &panel.comments);
    line(text, &format!("[panel.{}]", key(&panel.name)));
    line(text, &format!("size_mm = {}", list(&panel.size_mm.map(|side| rounded(side, 1e6)))));
    line(text, &format!("pixels = {:?}", panel.pixels));
    line(text, &format!("max_nits = {:?}", panel.max_nits));
    line(text, &format!("primaries = {}", gamut(&panel.primaries)));
}

fn wall(text: &mut String, wall: &WallDraft) {
    text.push('\n');
    comments(text, &wall.comments);
    line(text, "[[wall]]");
    line(text, &format!("name = {}", quoted(&wall.name)));
    let shape = match &wall.shape {
        ShapeDraft::Flat(_) => "flat",
        ShapeDraft::Ceiling(_) => "ceiling",
        ShapeDraft::Arc(..) => "arc",
        ShapeDraft::Mesh(_) => "mesh",
    };
    line(text, &format!("shape = \"{shape}\""));
    if let Some(panel) = &wall.panel {
        line(text, &format!("panel = {}", quoted(panel)));
    }
    match &wall.shape {
        ShapeDraft::Flat(grid) | ShapeDraft::Ceiling(grid) | ShapeDraft::Arc(grid, _) => {
            line(text, &format!("columns = {}\nrows = {}", grid.columns, grid.rows));
        }
        ShapeDraft::Mesh(mesh) => self::mesh(text, mesh),
    }
    if let ShapeDraft::Arc(_, bend) = &wall.shape {
        line(
            text,
            &match bend {
                BendDraft::RadiusM(radius) => format!("radius_m = {radius:?}"),
                BendDraft::AnglePerColumnDeg(angle) => format!("angle_per_column_deg = {angle:?}"),
            },
        );
    }
    let is_placed = wall.position_m.map(|value| rounded(value, 1e7)) != [0.0; 3];
    if is_placed || !matches!(wall.shape, ShapeDraft::Mesh(_)) {
        line(text, &format!("position_m = {}", metres(&wall.position_m)));
    }
    for (name, angle) in ["yaw_deg", "pitch_deg", "roll_deg"].iter().zip(wall.turn_deg) {
        let angle = rounded(angle, 1e8);
        if angle != 0.0 {
            line(text, &format!("{name} = {angle:?}"));
        }
    }
    line(text, &format!("white_nits = {:?}", wall.white_nits));
    if let Some(primaries) = &wall.primaries {
        line(text, &format!("primaries = {}", gamut(primaries)));
    }
}

fn mesh(text: &mut String, mesh: &MeshDraft) {
    line(text, &format!("obj = {}", quoted(&mesh.obj)));
    if let Some(object) = &mesh.object {
        line(text, &format!("object = {}", quoted(object)));
    }
    line(
        text,
        &match mesh.pixels {
            MeshPixels::Panel(pixels) => format!("panel_px = {pixels:?}"),
            MeshPixels::Raster(pixels) => format!("raster_px = {pixels:?}"),
        },
    );
    if (mesh.scale - 1.0).abs() > 0.0 {
        line(text, &format!("scale = {:?}", mesh.scale));
    }
    if mesh.is_flipped {
        line(text, "flip = true");
    }
}

fn canvas(text: &mut String, canvas: &CanvasDraft) {
    text.push('\n');
    comments(text, &canvas.comments);
    line(text, &format!("[[canvas]]\nname = {}", quoted(&canvas.name)));
    line(text, &format!("width = {}\nheight = {}", canvas.size[0], canvas.size[1]));
    line(text, &format!("transfer = {}\nbits = {}", quoted(canvas.transfer), canvas.bits));
    for piece in &canvas.pieces {
        line(text, &format!("\n[[canvas.piece]]\nwall = {}", quoted(&piece.wall)));
        for (name, span) in [("columns", piece.columns), ("rows", piece.rows)] {
            if let Some(span) = span {
                line(text, &format!("{name} = {span:?}"));
            }
        }
        line(text, &format!("x = {}\ny = {}", piece.x, piece.y));
        if piece.turn_deg != 0 {
            line(text, &format!("turn = {}", piece.turn_deg));
        }
    }
}

fn line(text: &mut String, content: &str) {
    // Writing to a String cannot fail, so the result is dropped.
    let _ = writeln!(text, "{content}");
}

fn comments(text: &mut String, lines: &[String]) {
    for content in lines {
        for content in content.lines() {
            // TOML allows no control character in a comment.
            let plain: String =
                content.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
            line(text, format!("# {plain}").trim_end());
        }
    }
}

/// Rounded to `1 / steps`; a zero has no sign.
fn rounded(value: f64, steps: f64) -> f64 {
    let near = (value * steps).round() / steps;
    // What is too large to be rounded so stays as it is.
    if near.is_finite() { near + 0.0 } else { value }
}

fn metres(values: &[f64]) -> String {
    list(&values.iter().map(|value| rounded(*value, 1e7)).collect::<Vec<_>>())
}

fn list(values: &[f64]) -> String {
    format!("{values:?}")
}

fn gamut(primaries: &Primaries) -> String {
    let Primaries { red, green, blue, white } = primaries;
    let [red, green, blue, white] = [red, green, blue, white].map(|xy| list(&xy.to_array()));
    format!("{{ red = {red}, green = {green}, blue = {blue}, white = {white} }}")
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", letter as u32);
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// A bare key where TOML allows it.
fn key(name: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
    if !name.is_empty() && name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::stage::schema::load;

    fn draft() -> StageDraft {
        StageDraft {
            name: "A \"quoted\" \\ stage\n".into(),
            head: vec!["From: x\u{7}\ny".into()],
            view_origin_m: Some([0.0, 1.7, 0.1 + 0.2]),
            panels: vec![PanelDraft {
                name: "tile 1".into(),
                comments: Vec::new(),
                size_mm: [500.0, 500.0],
                pixels: [16, 16],
                max_nits: 1000.0,
                primaries: Primaries::REC709,
            }],
            walls: vec![WallDraft {
                name: "main".into(),
                comments: vec!["Node_0".into()],
                shape: ShapeDraft::Arc(GridDraft { columns: 4, rows: 2 }, BendDraft::RadiusM(4.0)),
                panel: Some("tile 1".into()),
                position_m: [-0.0, 1e-12, -3.0],
                turn_deg: [30.000_006, -1e-10, 0.0],
                white_nits: 1000.0,
                primaries: None,
            }],
            canvases: vec![CanvasDraft {
                name: "main".into(),
                comments: Vec::new(),
                size: [64, 32],
                transfer: "srgb",
                bits: 8,
                pieces: vec![PieceDraft {
                    wall: "main".into(),
                    columns: Some([0, 4]),
                    rows: None,
                    x: 0,
                    y: 0,
                    turn_deg: 0,
                }],
            }],
            foot: vec!["Next: cyclorama check".into()],
            ..StageDraft::default()
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = toml(&draft());
        let loaded = load(&text, "s.toml", &|path| Err(format!("no {path}"))).unwrap();
        assert_eq!(loaded.findings, [], "{text}");
        let stage = loaded.stage;
        assert_eq!(stage.name, "A \"quoted\" \\ stage\n");
        assert_eq!(stage.view_origin_m.to_array(), [0.0, 1.7, 0.3]);
        assert_eq!(stage.walls[0].grid, [2, 4]);
        assert!(stage.panels.iter().all(|panel| panel.slot.is_some()));
        assert!(text.contains("position_m = [0.0, 0.0, -3.0]\nyaw_deg = 30.000006\nwhite_nits"), "{text}");
        assert!(text.starts_with("# From: x\n# y\nversion = 1\n"), "{text}");
    }
}
