//! Lists of panels as CSV: placed panels in metres, and pixel maps of LED processors.
//!
//! In: CSV with a header line. Out: walls of panels, each LED on its canvas pixel.
//! Not here: how panels become walls (`import::tiles`).
//! Columns, in any order, told by the header: `id, wall, x_m, y_m, z_m` (the panel's middle), `yaw_deg, pitch_deg, roll_deg`
//! (as of a wall), `width_mm, height_mm, pixels_x, pixels_y, canvas, canvas_x, canvas_y, turn_deg`; or a processor's
//! `id, x, y, w, h, rotation` in pixels, which needs the LED pitch and is laid flat as the canvas shows it.
//! Invariant: a value that is there and no number is refused with its line and column; counts are bounded.

use glam::DVec3;

use super::draft::Draft;
use super::tiles::{self, Tile};
use super::{ImportError, Imported, Options};
use crate::math::Pose;

/// Most panels (`stage::build` refuses more).
const MAX_PANELS: usize = 20_000;
/// Distance of a wall that has no metres, metres.
const FLAT_DISTANCE_M: f64 = 4.0;

/// A cell and where it stands.
struct Cell {
    text: String,
    line: usize,
    column: usize,
}

pub(super) fn import(text: &str, name: &str, options: &Options<'_>) -> Result<Imported, ImportError> {
    let rows = rows(text);
    let Some((header, rows)) = rows.split_first() else {
        return Err(ImportError::new(
            format!("{name}:1:1"),
            "the file is empty",
            "Give a header line and panels",
        ));
    };
    let table = Table {
        file: name,
        columns: header.iter().map(|cell| cell.text.trim().to_ascii_lowercase()).collect(),
        header_place: format!("{name}:{}:1", header.first().map_or(1, |cell| cell.line)),
    };
    if rows.is_empty() || rows.len() > MAX_PANELS {
        let found = format!("the list has {} panels", rows.len());
        return Err(ImportError::new(&table.header_place, found, format!("Give 1 to {MAX_PANELS}")));
    }
    let is_placed = ["x_m", "y_m", "z_m"].iter().any(|column| table.has(column));
    let mut draft = Draft::new(name, options, if is_placed { "panel CSV" } else { "pixel map CSV" });
    let tiles: Vec<Tile> = if is_placed {
        rows.iter().map(|row| table.placed(row)).collect::<Result<_, _>>()?
    } else {
        mapped(&table, rows, &mut draft)?
    };
    tiles::walls(&mut draft, &tiles)?;
    draft.finish()
}

struct Table<'a> {
    file: &'a str,
    columns: Vec<String>,
    header_place: String,
}

impl Table<'_> {
    fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known == column)
    }

    fn cell<'r>(&self, row: &'r [Cell], names: &[&str]) -> Option<&'r Cell> {
        let index = names.iter().find_map(|name| self.columns.iter().position(|known| known == name))?;
        row.get(index).filter(|cell| !cell.text.trim().is_empty())
    }

    fn text(&self, row: &[Cell], names: &[&str], otherwise: &str) -> String {
        self.cell(row, names).map_or_else(|| otherwise.to_owned(), |cell| cell.text.trim().to_owned())
    }

    fn place(&self, cell: &Cell) -> String {
        format!("{}:{}:{}", self.file, cell.line, cell.column)
    }

    fn number(&self, row: &[Cell], names: &[&str]) -> Result<Option<f64>, ImportError> {
        let Some(cell) = self.cell(row, names) else { return Ok(None) };
        let number = cell.text.trim().parse().ok().filter(|number: &f64| number.abs() <= 1e7);
        number.map(Some).ok_or_else(|| {
            let found = format!(
                "{} `{}` is no usable number",
                names[0],
                cell.text.trim().chars().take(40).collect::<String>()
            );
            ImportError::new(self.place(cell), found, "Write a plain number with a point")
        })
    }

    fn needed(&self, row: &[Cell], names: &[&str]) -> Result<f64, ImportError> {
        self.number(row, names)?.ok_or_else(|| {
            let place = row.first().map_or_else(|| self.header_place.clone(), |cell| self.place(cell));
            ImportError::new(
                place,
                format!("this panel has no {}", names[0]),
                format!("Add a column `{}`", names[0]),
            )
        })
    }

    fn placed(&self, row: &[Cell]) -> Result<Tile, ImportError> {
        let place = row.first().map_or_else(String::new, |cell| self.place(cell));
        let angle = |name: &str| Ok(self.number(row, &[name])?.unwrap_or(0.0).to_radians());
        let centre =
            DVec3::new(self.needed(row, &["x_m"])?, self.needed(row, &["y_m"])?, self.needed(row, &["z_m"])?);
        let pose =
            Pose::from_pan_tilt_roll(centre, angle("yaw_deg")?, angle("pitch_deg")?, angle("roll_deg")?);
        let size_m = [self.needed(row, &["width_mm"])? * 1e-3, self.needed(row, &["height_mm"])? * 1e-3];
        let pixels = [self.needed(row, &["pixels_x"])?, self.needed(row, &["pixels_y"])?];
        if !size_m.iter().all(|side| (0.02..=5.0).contains(side))
            || !pixels.iter().all(|count| (1.0..=4096.0).contains(count) && count.fract() == 0.0)
        {
            let found =
                format!("a panel of {} x {} m and {} x {} LEDs", size_m[0], size_m[1], pixels[0], pixels[1]);
            return Err(ImportError::new(place, found, "Write 20 to 5000 mm and 1 to 4096 LEDs a side"));
        }
        let canvas_x = self.number(row, &["canvas_x"])?;
        let canvas_y = self.number(row, &["canvas_y"])?;
        let turn = self.number(row, &["turn_deg"])?.unwrap_or(0.0);
        Ok(Tile {
            wall: self.text(row, &["wall"], "main"),
            id: self.text(row, &["id"], ""),
            place,
            centre,
            right: pose.rotation * DVec3::X,
            up: pose.rotation * DVec3::Y,
            size_m,
            pixels: pixels.map(|count| count as u32),
            canvas: self.text(row, &["canvas"], "main"),
            at: canvas_x.zip(canvas_y).map(|(x, y)| [x, y]),
            turn_deg: turn,
        })
    }
}

/// A processor's map, laid flat: pixels times pitch.
fn mapped(table: &Table<'_>, rows: &[Vec<Cell>], draft: &mut Draft<'_>) -> Result<Vec<Tile>, ImportError> {
    let needs = ["x", "y", "w", "h"];
    let given = |name: &str| {
        table.has(name)
            || table.has(match name {
                "w" => "width",
                "h" => "height",
                other => other,
            })
    };
    if !needs.iter().all(|name| given(name)) {
        let found = format!(
            "the header has the columns {}",
            table.columns.join(", ").chars().take(200).collect::<String>()
        );
        let remedy = "Name x_m, y_m, z_m, width_mm, height_mm, pixels_x, pixels_y; or x, y, w, h in pixels";
        return Err(ImportError::new(&table.header_place, found, remedy));
    }
    let Some(pitch_mm) = draft.options.pitch_mm else {
        let found = "a pixel map has no metres";
        return Err(ImportError::new(
            &table.header_place,
            found,
            "Give the distance between LEDs: --pitch-mm P",
        ));
    };
    let mut boxes = Vec::new();
    for row in rows {
        let edges = [
            table.needed(row, &["x"])?,
            table.needed(row, &["y"])?,
            table.needed(row, &["w", "width"])?,
            table.needed(row, &["h", "height"])?,
        ];
        let is_whole = edges.iter().all(|value| value.fract() == 0.0 && (0.0..=16_384.0).contains(value));
        if !is_whole || edges[2] < 1.0 || edges[3] < 1.0 {
            let place = row.first().map_or_else(String::new, |cell| table.place(cell));
            let found =
                format!("a panel at {}, {} of {} x {} pixels", edges[0], edges[1], edges[2], edges[3]);
            return Err(ImportError::new(place, found, "Write whole pixels, 0 to 16384"));
        }
        boxes.push((row, edges, table.number(row, &["rotation", "rot", "turn_deg"])?.unwrap_or(0.0)));
    }
    if boxes.iter().any(|(.., turn)| *turn != 0.0) {
        draft.say("panels that the processor turns are laid as the canvas shows them");
    }
    draft.doubt(format!("a pixel map has no metres: the panels were laid flat at a pitch of {pitch_mm} mm, {FLAT_DISTANCE_M} m away"));
    let most =
        |axis: usize| boxes.iter().map(|(_, edges, _)| edges[axis] + edges[axis + 2]).fold(0.0, f64::max);
    let (width, height) = (most(0), most(1));
    let pitch_m = pitch_mm * 1e-3;
    let tile = |(row, edges, _): &(&Vec<Cell>, [f64; 4], f64)| {
        let [x, y, w, h] = *edges;
        Tile {
            wall: "main".into(),
            id: table.text(row, &["id", "name", "panel"], ""),
            place: row.first().map_or_else(String::new, |cell| table.place(cell)),
            centre: DVec3::new(
                (x + w / 2.0 - width / 2.0) * pitch_m,
                (height - y - h / 2.0) * pitch_m,
                -FLAT_DISTANCE_M,
            ),
            right: DVec3::X,
            up: DVec3::Y,
            size_m: [w * pitch_m, h * pitch_m],
            pixels: [w as u32, h as u32],
            canvas: table.text(row, &["canvas", "port", "output"], "main"),
            at: Some([x, y]),
            turn_deg: 0.0,
        }
    };
    Ok(boxes.iter().map(tile).collect())
}

/// Cells of every line that is not blank and no comment; the separator is the header's.
fn rows(text: &str) -> Vec<Vec<Cell>> {
    let text = text.trim_start_matches('\u{feff}');
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let separator =
        [',', ';', '\t'].into_iter().max_by_key(|letter| (header.matches(*letter).count(), *letter == ','));
    let separator = separator.unwrap_or(',');
    let lines =
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    lines.take(MAX_PANELS + 2).map(|(index, line)| cells(line, separator, index + 1)).collect()
}

fn cells(line: &str, separator: char, number: usize) -> Vec<Cell> {
    let mut cells = vec![Cell { text: String::new(), line: number, column: 1 }];
    let mut is_quoted = false;
    for (index, letter) in line.chars().enumerate() {
        if letter == '"' {
            is_quoted = !is_quoted;
        } else if letter == separator && !is_quoted {
            cells.push(Cell { text: String::new(), line: number, column: index + 2 });
        } else if let Some(cell) = cells.last_mut() {
            cell.text.push(letter);
        }
    }
    cells
}
