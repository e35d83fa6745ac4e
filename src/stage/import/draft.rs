//! The draft that every importer fills.
//!
//! In: canvases, planes and meshes as a format gives them. Out: an [`Imported`].
//! Not here: formats (one a file beside this), how a plane becomes panels (`import::plane`).
//! Invariant: names are plain and single; no two pieces of a canvas share a pixel, and each lies inside it.

use crate::color::Primaries;
use crate::stage::write::{CanvasDraft, MeshDraft, MeshPixels, PieceDraft, ShapeDraft, WallDraft, toml};
use crate::stage::{Stage, schema};

use super::{ImportError, Imported, Options};

/// What full code emits until the user sets it, nits.
pub(super) const WHITE_NITS: f64 = 1000.0;
/// Largest side of a canvas, pixels (`stage::cut` refuses more).
pub(super) const MAX_CANVAS_PX: u32 = 16_384;

/// A stage in the making.
pub(super) struct Draft<'a> {
    pub(super) options: &'a Options<'a>,
    /// Name of the file, for messages.
    pub(super) file: &'a str,
    pub(super) out: Imported,
    /// Warps of points that the stage will hold: they share its triangles.
    pub(super) warps: usize,
    /// Walls that could not be made.
    left_out: Vec<ImportError>,
}

/// Pixels of a canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Region {
    pub(super) canvas: usize,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A mesh that is to become a wall.
pub(super) struct Mesh<'t> {
    pub(super) name: &'t str,
    pub(super) comments: Vec<String>,
    pub(super) obj: String,
    pub(super) object: Option<String>,
    pub(super) pixels: MeshPixels,
    pub(super) scale: f64,
    pub(super) position_m: [f64; 3],
    pub(super) turn_deg: [f64; 3],
}

impl<'a> Draft<'a> {
    pub(super) fn new(file: &'a str, options: &'a Options<'a>, format: impl Into<String>) -> Self {
        let out = Imported { format: format.into(), ..Imported::default() };
        Self { options, file, out, warps: 1, left_out: Vec::new() }
    }

    pub(super) fn doubt(&mut self, sentence: impl Into<String>) {
        self.out.doubts.push(sentence.into());
    }

    pub(super) fn say(&mut self, sentence: impl Into<String>) {
        self.out.said.push(sentence.into());
    }

    /// Asks for geometry by name, once.
    pub(super) fn ask(&mut self, name: &str) {
        if !self.out.asks.iter().any(|asked| asked == name) {
            self.out.asks.push(name.to_owned());
        }
    }

    /// Keeps the reason of a wall that could not be made.
    pub(super) fn keep(&mut self, result: Result<(), ImportError>) {
        if let Err(error) = result {
            self.left_out.push(error);
        }
    }

    /// Distance of surfaces that are only known as angles, metres.
    pub(super) fn distance_m(&self) -> f64 {
        self.options.distance_m.unwrap_or(super::DISTANCE_M)
    }

    /// Adds a canvas; its index.
    pub(super) fn canvas(
        &mut self,
        name: &str,
        size: [f64; 2],
        comments: Vec<String>,
        place: &str,
    ) -> Result<usize, ImportError> {
        if !size.iter().all(|side| (1.0..=f64::from(MAX_CANVAS_PX)).contains(&side.round())) {
            let found = format!("output `{name}` is {} x {} pixels", size[0], size[1]);
            return Err(ImportError::new(place, found, format!("Write 1 to {MAX_CANVAS_PX} pixels a side")));
        }
        let taken: Vec<&str> = self.out.stage.canvases.iter().map(|canvas| canvas.name.as_str()).collect();
        let name = single(name, &taken);
        self.out.stage.canvases.push(CanvasDraft {
            name,
            comments,
            size: size.map(|side| side.round() as u32),
            transfer: "srgb",
            bits: 8,
            pieces: Vec::new(),
        });
        Ok(self.out.stage.canvases.len() - 1)
    }

    /// A wall name that is plain and not taken.
    pub(super) fn wall_name(&mut self, wanted: &str) -> String {
        let taken: Vec<&str> = self.out.stage.walls.iter().map(|wall| wall.name.as_str()).collect();
        let name = single(wanted, &taken);
        if name != wanted {
            self.say(format!("`{wanted}` became wall `{name}`: names are plain and each stands once"));
        }
        name
    }

    /// Adds a mesh wall and feeds it; the whole raster lies at the region's corner.
    pub(super) fn mesh(&mut self, mesh: Mesh<'_>, region: &Region) {
        let name = self.dark_mesh(mesh);
        self.feed(&name, region);
    }

    /// Adds a mesh wall that nothing feeds yet; its name.
    pub(super) fn dark_mesh(&mut self, mesh: Mesh<'_>) -> String {
        let name = self.wall_name(mesh.name);
        let file = format!("{}.{name}.obj", self.options.stem);
        self.out.meshes.push((file.clone(), mesh.obj));
        self.out.stage.walls.push(WallDraft {
            name: name.clone(),
            comments: mesh.comments,
            shape: ShapeDraft::Mesh(MeshDraft {
                obj: file,
                object: mesh.object,
                pixels: mesh.pixels,
                scale: mesh.scale,
                is_flipped: false,
            }),
            panel: None,
            position_m: mesh.position_m,
            turn_deg: mesh.turn_deg,
            white_nits: WHITE_NITS,
            primaries: Some(Primaries::REC709),
        });
        name
    }

    /// The stage as its loader builds it so far, pieces left out; the error is in words.
    pub(super) fn built(&self) -> Result<Stage, String> {
        let mut draft = self.out.stage.clone();
        draft.canvases.clear();
        let read = |path: &str| {
            let mesh = self.out.meshes.iter().find(|(name, _)| name == path);
            mesh.map(|(_, text)| text.clone()).ok_or_else(|| format!("{path} is not there"))
        };
        let loaded =
            schema::load(&toml(&draft), "the imported stage", &read).map_err(|error| error.to_string())?;
        loaded.without_errors().cloned().map_err(|error| error.to_string())
    }

    /// Feeds a whole wall from a region; what cannot be is a doubt and the wall stays dark.
    pub(super) fn feed(&mut self, wall: &str, region: &Region) {
        let [x, y] =
            [region.x, region.y].map(|edge| edge.round().clamp(0.0, f64::from(MAX_CANVAS_PX)) as u32);
        let wall = wall.to_owned();
        self.feed_piece(PieceDraft { wall, columns: None, rows: None, x, y, turn_deg: 0 }, region);
    }

    /// Feeds a piece that covers a region; what cannot be is a doubt and the piece stays dark.
    pub(super) fn feed_piece(&mut self, piece: PieceDraft, region: &Region) {
        let wall = piece.wall.clone();
        let Some(size) = self.out.stage.canvases.get(region.canvas).map(|canvas| canvas.size) else { return };
        let canvas_name = self.out.stage.canvases[region.canvas].name.clone();
        let edges = [region.x, region.y, region.x + region.width, region.y + region.height].map(f64::round);
        let spoken = format!("{},{} to {},{}", edges[0], edges[1], edges[2], edges[3]);
        if edges[0] < 0.0 || edges[1] < 0.0 || edges[2].max(edges[3]) > f64::from(MAX_CANVAS_PX) {
            self.doubt(format!("wall `{wall}` stays dark: its region {spoken} lies outside any window"));
            return;
        }
        let edges = edges.map(|edge| edge as u32);
        if let Some(other) = self.overlapped(region.canvas, edges) {
            let found =
                format!("region {spoken} overlaps the one of wall `{other}` on output `{canvas_name}`");
            self.doubt(format!("wall `{wall}` stays dark: its {found}"));
            return;
        }
        if edges[2] > size[0] || edges[3] > size[1] {
            let grown = [edges[2].max(size[0]), edges[3].max(size[1])];
            self.doubt(format!(
                "region {spoken} of wall `{wall}` leaves the window of output `{canvas_name}` ({} x {}): the canvas was \
                 made {} x {}",
                size[0], size[1], grown[0], grown[1]
            ));
            self.out.stage.canvases[region.canvas].size = grown;
        }
        self.out.stage.canvases[region.canvas].pieces.push(piece);
        self.taken(region.canvas, edges);
    }

    /// The wall whose region on the canvas shares a pixel with `edges`.
    fn overlapped(&self, canvas: usize, edges: [u32; 4]) -> Option<String> {
        let [left, top, right, bottom] = edges;
        let hit = self.out.regions.iter().find(|(on, other, _)| {
            *on == canvas && left < other[2] && other[0] < right && top < other[3] && other[1] < bottom
        });
        hit.map(|(_, _, wall)| wall.clone())
    }

    fn taken(&mut self, canvas: usize, edges: [u32; 4]) {
        let wall = self.out.stage.canvases[canvas].pieces.last().map(|piece| piece.wall.clone());
        self.out.regions.push((canvas, edges, wall.unwrap_or_default()));
    }

    /// The result: with head and foot, or the first reason when nothing is left.
    pub(super) fn finish(mut self) -> Result<Imported, ImportError> {
        if self.out.stage.walls.is_empty() {
            return Err(self.nothing());
        }
        for error in std::mem::take(&mut self.left_out) {
            self.doubt(format!("left out: {error}"));
        }
        self.out.stage.canvases.retain(|canvas| !canvas.pieces.is_empty());
        if self.out.stage.canvases.is_empty() {
            return Err(ImportError::new(
                self.file,
                format!("no wall of this file can be fed: {}", self.out.doubts.join("; ")),
                "Correct the regions",
            ));
        }
        let set = |what: &str| format!("set this: {what}");
        self.out.to_set = vec![
            set("your processor's transfer function (srgb is written)"),
            set("its bits a channel (8 is written)"),
            set(&format!("what full code emits: white_nits ({WHITE_NITS} is written)")),
            set("the gamut of your panels or processor (Rec.709 is written)"),
        ];
        let out = &mut self.out;
        let name =
            std::path::Path::new(self.file).file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_else(|| self.file.to_owned());
        if out.stage.name.is_empty() {
            out.stage.name = name.split('.').next().unwrap_or(&name).to_owned();
        }
        let mut head = vec![format!("Imported by cyclorama from {name} ({}).", out.format)];
        head.extend(out.said.iter().map(|sentence| format!("- {sentence}")));
        head.extend(out.doubts.iter().map(|sentence| format!("- Doubt: {sentence}")));
        head.extend(out.asks.iter().map(|name| format!("- Geometry of `{name}` is missing.")));
        head.extend(out.to_set.iter().map(|sentence| format!("- {sentence}")));
        out.stage.head = head;
        out.stage.foot.push(
            "Next: set the light above, `cyclorama check FILE`, then show a pattern on each canvas.".into(),
        );
        Ok(self.out)
    }

    fn nothing(&mut self) -> ImportError {
        if let Some(first) = self.out.asks.first() {
            let found = format!("the geometry of `{first}` is not in the file");
            let remedy =
                format!("Export it from your 3D program as OBJ and give --geometry {first}=FILE.obj");
            return ImportError::new(self.file, found, remedy);
        }
        if self.left_out.is_empty() {
            let why: Vec<&str> = self.out.doubts.iter().map(String::as_str).collect();
            let found = if why.is_empty() {
                "no wall in it".into()
            } else {
                format!("no wall in it: {}", why.join("; "))
            };
            return ImportError::new(self.file, found, "Give a file that holds screens or geometry");
        }
        self.left_out.swap_remove(0)
    }
}

/// `wanted` without letters that names cannot have, and unlike all that are taken.
fn single(wanted: &str, taken: &[&str]) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    let plain: String =
        wanted.chars().take(100).map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    let plain = if plain.is_empty() { "wall".to_owned() } else { plain };
    if !taken.contains(&plain.as_str()) {
        return plain;
    }
    let mut number = 2_u32;
    loop {
        let name = format!("{plain}_{number}");
        if !taken.contains(&name.as_str()) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_single() {
        assert_eq!(single("a b/c", &[]), "a_b_c");
        assert_eq!(single("", &["wall"]), "wall_2");
        assert_eq!(single("a", &["a", "a_2"]), "a_3");
    }
}
