//! A first stage: a screen, a flat wall or an arc, from a few numbers.
//!
//! In: a [`NewStage`]. Out: a draft that `check` finds nothing wrong with, or a sentence why there can be none.
//! Not here: asking for the numbers (`cli::stage::new`), the text (`stage::write`).
//! Invariant: every panel is fed; no canvas is larger than an UHD input unless one panel is.

use crate::color::Primaries;

use super::panel_type::PanelType;
use super::shape::arc;
use super::write::{
    BendDraft, CanvasDraft, GridDraft, PanelDraft, PieceDraft, ShapeDraft, StageDraft, WallDraft,
};

/// What an LED processor's input takes, pixels (UHD).
const INPUT_PX: [u32; 2] = [3840, 2160];
/// Eye height of the default view origin, metres.
const EYE_M: f64 = 1.5;
/// What a television emits at full code; most reach 250 to 400 nits on a full white.
const SCREEN_NITS: f64 = 300.0;
/// What an LED wall is often set to, nits.
const WALL_NITS: f64 = 1000.0;

/// What a first stage is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct NewStage {
    /// Name of the stage.
    pub name: String,
    /// Its wall.
    pub wall: NewWall,
    /// Distance from the mark, metres; a default follows from the wall.
    pub distance_m: Option<f64>,
    /// What full code emits, nits; a default follows from the wall.
    pub white_nits: Option<f64>,
}

/// The one wall of a first stage.
#[derive(Clone, Debug, PartialEq)]
pub enum NewWall {
    /// A screen or television.
    Screen {
        /// Width and height of its picture, metres.
        size_m: [f64; 2],
        /// Its pixels.
        pixels: [u32; 2],
    },
    /// A flat wall of panels.
    Flat {
        /// Columns and rows.
        grid: [u32; 2],
        /// Its panels.
        tile: Tile,
    },
    /// Columns on a radius.
    Arc {
        /// Columns and rows.
        grid: [u32; 2],
        /// Its panels.
        tile: Tile,
        /// How it bends.
        bend: Bend,
    },
}

/// A panel type.
#[derive(Clone, Debug, PartialEq)]
pub enum Tile {
    /// By numbers.
    Sized {
        /// Width and height, millimetres.
        size_mm: [f64; 2],
        /// LEDs across and down.
        pixels: [u32; 2],
    },
    /// From a file.
    File {
        /// Path relative to the stage file.
        path: String,
        /// What stands in it.
        panel: PanelType,
    },
}

/// How an arc bends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bend {
    /// Radius of the vertical edges, metres.
    RadiusM(f64),
    /// Angle between neighbouring columns, degrees.
    AnglePerColumnDeg(f64),
}

impl Tile {
    fn size_m(&self) -> [f64; 2] {
        match self {
            Self::Sized { size_mm, .. } => size_mm.map(|side| side * 1e-3),
            Self::File { panel, .. } => panel.size_m,
        }
    }

    fn pixels(&self) -> [u32; 2] {
        match self {
            Self::Sized { pixels, .. } => *pixels,
            Self::File { panel, .. } => panel.pixels,
        }
    }
}

impl NewStage {
    /// The stage as a draft.
    pub fn draft(&self) -> Result<StageDraft, String> {
        let (tile, grid) = self.tile_and_grid()?;
        let [width_m, height_m] = [0, 1].map(|axis| tile.size_m()[axis] * f64::from(grid[axis]));
        let most_nits = match &tile {
            Tile::Sized { .. } => f64::INFINITY,
            Tile::File { panel, .. } => panel.max_nits,
        };
        let is_screen = matches!(self.wall, NewWall::Screen { .. });
        let nits = self.white_nits.unwrap_or(if is_screen { SCREEN_NITS } else { WALL_NITS }.min(most_nits));
        let distance = self.distance_m.unwrap_or_else(|| match &self.wall {
            NewWall::Screen { .. } => (1.5 * width_m).max(1.0),
            NewWall::Flat { .. } => width_m.clamp(2.0, 6.0),
            NewWall::Arc { bend, .. } => axis_distance_m(tile.size_m()[0], *bend).unwrap_or(4.0),
        });
        // A screen hangs at eye height where it fits; a wall stands on the floor.
        let bottom = if is_screen { (EYE_M - height_m / 2.0).max(0.0) } else { 0.0 };
        let grid_draft = GridDraft { columns: grid[0], rows: grid[1] };
        let shape = match &self.wall {
            NewWall::Arc { bend, .. } => ShapeDraft::Arc(
                grid_draft,
                match *bend {
                    Bend::RadiusM(radius) => BendDraft::RadiusM(radius),
                    Bend::AnglePerColumnDeg(angle) => BendDraft::AnglePerColumnDeg(angle),
                },
            ),
            _ => ShapeDraft::Flat(grid_draft),
        };
        let mut draft = StageDraft {
            name: self.name.clone(),
            head: vec![
                "Made by `cyclorama stage new`. Metres, +Y up, the mark is the origin, -Z is toward the wall.".into(),
            ],
            view_origin_m: Some([0.0, EYE_M, 0.0]),
            canvases: canvases(grid, tile.pixels())?,
            foot: foot(),
            ..StageDraft::default()
        };
        match tile {
            Tile::File { path, .. } => draft.panel_files.push(("tile".into(), path)),
            Tile::Sized { size_mm, pixels } => draft.panels.push(PanelDraft {
                name: "tile".into(),
                comments: vec!["Set primaries to the data sheet's: Rec.709 is a guess.".into()],
                size_mm,
                pixels,
                max_nits: nits,
                primaries: Primaries::REC709,
            }),
        }
        draft.walls.push(WallDraft {
            name: "main".into(),
            comments: vec!["position_m is the middle of the bottom edge. Measure it from the mark.".into()],
            shape,
            panel: Some("tile".into()),
            position_m: [0.0, bottom, -distance],
            turn_deg: [0.0; 3],
            white_nits: nits,
            primaries: None,
        });
        Ok(draft)
    }

    fn tile_and_grid(&self) -> Result<(Tile, [u32; 2]), String> {
        let (tile, grid) = match &self.wall {
            NewWall::Flat { grid, tile } | NewWall::Arc { grid, tile, .. } => (tile.clone(), *grid),
            NewWall::Screen { size_m, pixels } => {
                let divided = super::import::divide(*size_m, *pixels).ok_or_else(|| {
                    format!(
                        "a screen of {} x {} m with {} x {} pixels cannot be. Write metres, then pixels",
                        size_m[0], size_m[1], pixels[0], pixels[1]
                    )
                })?;
                let grid = [divided.columns, divided.rows];
                let size_mm = [0, 1].map(|axis| size_m[axis] * 1e3 / f64::from(grid[axis]));
                (Tile::Sized { size_mm, pixels: [0, 1].map(|axis| pixels[axis] / grid[axis]) }, grid)
            }
        };
        if grid.contains(&0) || u64::from(grid[0]) * u64::from(grid[1]) > 20_000 {
            return Err(format!("{} x {} panels. Write 1 to 20000 in all", grid[0], grid[1]));
        }
        if !tile.pixels().iter().all(|side| (1..=4096).contains(side)) {
            return Err(format!(
                "panels of {} x {} LEDs. Write 1 to 4096 a side",
                tile.pixels()[0],
                tile.pixels()[1]
            ));
        }
        Ok((tile, grid))
    }
}

/// Distance from the mark at which the mark is the arc's axis.
fn axis_distance_m(panel_m: f64, bend: Bend) -> Option<f64> {
    let radius = match bend {
        Bend::RadiusM(radius) => radius,
        Bend::AnglePerColumnDeg(angle) => arc::radius_m(panel_m, angle.to_radians()),
    };
    (0.5..=60.0).contains(&radius).then_some(radius)
}

/// A part of a wall that one input takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// First column and one past the last.
    pub(super) columns: [u32; 2],
    /// First row and one past the last.
    pub(super) rows: [u32; 2],
    /// Width and height, pixels.
    pub(super) size_px: [u32; 2],
}

/// A wall cut between panels into equal shares of at most an UHD input each.
pub(super) fn canvas_cuts(grid: [u32; 2], panel_px: [u32; 2]) -> Result<Vec<Cut>, String> {
    let most = [0, 1].map(|axis| (INPUT_PX[axis] / panel_px[axis].max(1)).max(1));
    let counts = [0, 1].map(|axis| grid[axis].div_ceil(most[axis]));
    if u64::from(counts[0]) * u64::from(counts[1]) > 256 {
        return Err(format!(
            "the wall needs {} x {} processor inputs. Check columns, rows and LEDs",
            counts[0], counts[1]
        ));
    }
    let share = [0, 1].map(|axis| grid[axis].div_ceil(counts[axis].max(1)));
    let mut cuts = Vec::new();
    for row in 0..counts[1] {
        for column in 0..counts[0] {
            let span = |axis: usize, index: u32| {
                let first = index * share[axis];
                [first, (first + share[axis]).min(grid[axis])]
            };
            let (columns, rows) = (span(0, column), span(1, row));
            if columns[0] < columns[1] && rows[0] < rows[1] {
                let size_px = [(columns[1] - columns[0]) * panel_px[0], (rows[1] - rows[0]) * panel_px[1]];
                cuts.push(Cut { columns, rows, size_px });
            }
        }
    }
    Ok(cuts)
}

fn canvases(grid: [u32; 2], panel_px: [u32; 2]) -> Result<Vec<CanvasDraft>, String> {
    let cuts = canvas_cuts(grid, panel_px)?;
    let is_whole = cuts.len() == 1;
    let canvas = |(index, cut): (usize, &Cut)| {
        let what = if is_whole { "The whole wall" } else { "A part of the wall" };
        CanvasDraft {
            name: if is_whole { "main".to_owned() } else { format!("main-{}", index + 1) },
            comments: vec![format!(
                "{what}, 1:1. Set transfer and bits to what the processor or screen expects."
            )],
            size: cut.size_px,
            transfer: "srgb",
            bits: 8,
            pieces: vec![PieceDraft {
                wall: "main".into(),
                columns: (!is_whole).then_some(cut.columns),
                rows: (!is_whole).then_some(cut.rows),
                x: 0,
                y: 0,
                turn_deg: 0,
            }],
        }
    };
    Ok(cuts.iter().enumerate().map(canvas).collect())
}

fn foot() -> Vec<String> {
    [
        "Next steps:",
        "1. cyclorama check THIS-FILE",
        "2. In a show.toml beside this: stage = \"THIS-FILE\", a scene, a [[camera]]; `cyclorama schema show` lists the keys.",
        "3. cyclorama run SHOW --set pattern/main=grid: does every panel show its place?",
        "4. Camera tracking is added so:",
        "   [[tracker]]",
        "   name = \"main\"",
        "   protocol = \"freed\"",
        "   port = 40000",
        "5. cyclorama verify SHOW proves the picture.",
    ]
    .map(str::to_owned)
    .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::Stage;
    use crate::stage::schema::load;
    use crate::stage::write::toml;

    fn tile() -> Tile {
        Tile::Sized { size_mm: [500.0, 500.0], pixels: [192, 192] }
    }

    #[track_caller]
    fn made(wall: NewWall) -> Stage {
        let draft =
            NewStage { name: "new".into(), wall, distance_m: None, white_nits: None }.draft().unwrap();
        let text = toml(&draft);
        let loaded = load(&text, "new.toml", &|path| Err(format!("no {path}"))).unwrap();
        assert_eq!(loaded.findings, [], "{text}");
        assert!(loaded.stage.panels.iter().all(|panel| panel.slot.is_some()), "{text}");
        loaded.stage
    }

    #[test]
    fn a_television_hangs_at_eye_height() {
        let stage = made(NewWall::Screen { size_m: [1.2, 0.68], pixels: [1920, 1080] });
        let [panel] = stage.panels.as_slice() else { panic!("{:?}", stage.panels) };
        let want = [[-0.6, 1.84, -1.8], [0.6, 1.84, -1.8], [0.6, 1.16, -1.8], [-0.6, 1.16, -1.8]];
        for (found, want) in panel.corners_m.iter().zip(want) {
            assert!((*found - glam::DVec3::from_array(want)).length() < 1e-9, "{found}");
        }
        assert_eq!((panel.pixels, stage.canvases[0].size), ([1920, 1080], [1920, 1080]));
    }

    #[test]
    fn a_wall_wider_than_an_input_is_cut_into_equal_inputs() {
        let stage = made(NewWall::Flat { grid: [40, 6], tile: tile() });
        // 40 columns of 192 LEDs: two inputs of 20 columns, 3840 pixels.
        let sizes: Vec<[u32; 2]> = stage.canvases.iter().map(|canvas| canvas.size).collect();
        assert_eq!(sizes, [[3840, 1152], [3840, 1152]]);
    }

    #[test]
    fn an_arc_has_the_mark_on_its_axis() {
        let stage = made(NewWall::Arc { grid: [12, 4], tile: tile(), bend: Bend::RadiusM(4.0) });
        for panel in &stage.panels {
            assert!((panel.corners_m[0].x.hypot(panel.corners_m[0].z) - 4.0).abs() < 1e-6);
        }
        made(NewWall::Arc { grid: [12, 4], tile: tile(), bend: Bend::AnglePerColumnDeg(5.0) });
    }

    #[test]
    fn what_cannot_be_is_a_sentence() {
        let wall =
            |wall: NewWall| NewStage { name: "n".into(), wall, distance_m: None, white_nits: None }.draft();
        for (wall, words) in [
            (wall(NewWall::Flat { grid: [0, 3], tile: tile() }), "0 x 3 panels"),
            (wall(NewWall::Screen { size_m: [1200.0, 680.0], pixels: [1920, 1080] }), "Write metres"),
        ] {
            let found = wall.unwrap_err();
            assert!(found.contains(words), "{found}");
        }
    }
}
