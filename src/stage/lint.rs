//! The lint: what is wrong or doubtful in a stage, each with place and remedy.
//!
//! In: the finished stage and its text. Out: [`Finding`]s. Not here: texts that do not parse (`stage::schema`).
//! Invariant: a finding says what was found, where and what to do; errors keep a stage from running.

use std::collections::BTreeMap;

use super::Stage;
use super::schema::{PanelFile, StageFile, WallText};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing can run with it.
    Error,
    /// It runs, but probably not as meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Level {
    /// The word in `check --json`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub level: Level,
    /// `file:line:column`.
    pub place: String,
    /// What was found.
    pub found: String,
    /// What to do.
    pub remedy: String,
}

/// The text that findings point into.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// Whole text.
    pub text: &'a str,
    /// File name.
    pub place: &'a str,
}

/// Findings as they are made.
#[derive(Debug)]
pub struct Lint<'a> {
    source: Source<'a>,
    /// So far.
    pub findings: Vec<Finding>,
}

impl<'a> Lint<'a> {
    /// No findings yet.
    pub fn new(source: &Source<'a>) -> Self {
        Self { source: *source, findings: Vec::new() }
    }

    /// Adds an error at the first place where `key` stands.
    pub fn error(&mut self, key: &str, found: String, remedy: &str) {
        self.finding(Level::Error, key, found, remedy);
    }

    /// Adds a finding at the first place where `key` stands.
    pub fn finding(&mut self, level: Level, key: &str, found: String, remedy: &str) {
        let place = place_of(self.source.text, self.source.place, key);
        self.findings.push(Finding { level, place, found, remedy: remedy.to_owned() });
    }
}

/// `place:line:column` of a byte offset.
pub fn line_column(text: &str, place: &str, offset: usize) -> String {
    let before = &text[..offset.min(text.len())];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
    format!("{place}:{line}:{column}")
}

/// `place:line:column` of the first place where `key` stands; the file alone when it does not.
pub fn place_of(text: &str, place: &str, key: &str) -> String {
    text.find(key).map_or_else(|| place.to_owned(), |offset| line_column(text, place, offset))
}

/// Rules on a finished stage.
pub fn stage(stage: &Stage, file: &StageFile, types: &BTreeMap<String, PanelFile>, lint: &mut Lint<'_>) {
    names(file, lint);
    for text in &file.wall {
        wall_units(text, types, lint);
    }
    facing(stage, lint);
    canvas_bounds(stage, lint);
    canvas_overlaps(stage, lint);
    for canvas in &stage.canvases {
        if canvas.is_pq_at_8_bit() {
            let found = format!("canvas `{}` carries PQ in 8 bits: steps of 4 % are visible", canvas.name);
            lint.finding(
                Level::Warning,
                &name_key(&canvas.name),
                found,
                "Write bits = 10, or transfer = \"srgb\"",
            );
        }
    }
    for wall in &stage.walls {
        let unfed = stage.panels[wall.panels.clone()].iter().filter(|panel| panel.slot.is_none()).count();
        if unfed > 0 {
            let found = format!("{unfed} panels of wall `{}` are on no canvas and stay dark", wall.name);
            lint.finding(Level::Warning, &name_key(&wall.name), found, "Cut them into a [[canvas.piece]]");
        }
    }
}

fn name_key(name: &str) -> String {
    format!("name = \"{name}\"")
}

fn names(file: &StageFile, lint: &mut Lint<'_>) {
    let groups = [
        ("wall", file.wall.iter().map(|wall| &wall.name).collect::<Vec<_>>()),
        ("canvas", file.canvas.iter().map(|canvas| &canvas.name).collect()),
        ("tracker", file.tracker.iter().map(|tracker| &tracker.name).collect()),
    ];
    for (kind, names) in groups {
        for (index, name) in names.iter().enumerate() {
            if names[..index].contains(name) {
                lint.error(
                    &name_key(name),
                    format!("there are two of {kind} `{name}`"),
                    "Give each its own name",
                );
            }
            if name.is_empty() || name.contains(['/', ':', ' ']) {
                let found = format!("{kind} name `{name}` is empty or holds a space, `/` or `:`");
                lint.error(
                    &name_key(name),
                    found,
                    "Names stand in paths and file names: use letters, digits, - and _",
                );
            }
        }
    }
}

/// Sizes that only a unit mistake explains.
fn wall_units(text: &WallText, types: &BTreeMap<String, PanelFile>, lint: &mut Lint<'_>) {
    let Some(panel) = types.get(&text.panel) else { return };
    let key = name_key(&text.name);
    let width_m = f64::from(text.columns) * panel.size_mm[0] * 1e-3;
    let height_m = f64::from(text.rows) * panel.size_mm[1] * 1e-3;
    let larger = width_m.max(height_m);
    if larger > 100.0 {
        let found = format!("wall `{}` is {width_m:.1} x {height_m:.1} m", text.name);
        lint.error(
            &key,
            found,
            "Probably centimetres or millimetres taken for metres: size_mm is in millimetres",
        );
    } else if larger < 0.1 {
        let found = format!("wall `{}` is {width_m:.4} x {height_m:.4} m", text.name);
        lint.error(&key, found, "Probably metres or centimetres written as size_mm, which is in millimetres");
    }
    let far = text.position_m.iter().fold(0.0_f64, |far, value| far.max(value.abs()));
    if far > 100.0 {
        let found = format!("wall `{}` stands {far:.0} m from the mark", text.name);
        lint.error(&key, found, "Probably centimetres or millimetres: position_m is in metres");
    }
    let pitch_mm = panel.size_mm[0] / f64::from(panel.pixels[0].max(1));
    if (0.0..0.3).contains(&pitch_mm) || pitch_mm > 100.0 {
        let found = format!("panel `{}` has a pitch of {pitch_mm:.3} mm", text.panel);
        lint.finding(Level::Warning, &key, found, "Check size_mm and pixels of the panel file");
    }
    if text.white_nits > panel.max_nits * 1.001 {
        let found = format!(
            "wall `{}` is said to emit {} nits; panel `{}` reaches {}",
            text.name, text.white_nits, text.panel, panel.max_nits
        );
        lint.finding(Level::Warning, &key, found, "Lower white_nits to what the processor is set to");
    }
}

/// Walls whose lit side is turned from the mark (taken at eye height).
fn facing(stage: &Stage, lint: &mut Lint<'_>) {
    for wall in &stage.walls {
        let panels = &stage.panels[wall.panels.clone()];
        let toward =
            |panel: &&super::Panel| (stage.view_origin_m - panel.centre_m()).dot(panel.normal()) > 0.0;
        let facing = panels.iter().filter(toward).count();
        if facing * 2 < panels.len() {
            let found = format!(
                "wall `{}` faces away: {facing} of {} panels show their lit side",
                wall.name,
                panels.len()
            );
            lint.finding(
                Level::Warning,
                &name_key(&wall.name),
                found,
                "Turn yaw_deg by 180, or move the wall to the other side",
            );
        }
    }
}

fn canvas_bounds(stage: &Stage, lint: &mut Lint<'_>) {
    for (index, canvas) in stage.canvases.iter().enumerate() {
        let outside = stage.panels.iter().find(|panel| {
            panel.slot.is_some_and(|slot| {
                let [w, h] = slot.size(panel.pixels);
                slot.canvas == index
                    && (slot.x.saturating_add(w) > canvas.size[0]
                        || slot.y.saturating_add(h) > canvas.size[1])
            })
        });
        if let Some((panel, slot)) = outside.and_then(|panel| Some((panel, panel.slot?))) {
            let [w, h] = slot.size(panel.pixels);
            let found = format!(
                "panel {} of wall `{}` ends at {}, {} on canvas `{}` of {} x {}",
                panel.id,
                stage.walls[panel.wall].name,
                slot.x.saturating_add(w),
                slot.y.saturating_add(h),
                canvas.name,
                canvas.size[0],
                canvas.size[1]
            );
            lint.error(&name_key(&canvas.name), found, "Move the piece, or cut the wall over two canvases");
        }
    }
}

/// Pieces that share canvas pixels: panels sorted by left edge, swept.
fn canvas_overlaps(stage: &Stage, lint: &mut Lint<'_>) {
    for (index, canvas) in stage.canvases.iter().enumerate() {
        let mut boxes: Vec<(u32, u32, u32, u32, &super::Panel)> = stage
            .panels
            .iter()
            .filter_map(|panel| {
                let slot = panel.slot.filter(|slot| slot.canvas == index)?;
                let [w, h] = slot.size(panel.pixels);
                Some((slot.x, slot.y, slot.x.saturating_add(w), slot.y.saturating_add(h), panel))
            })
            .collect();
        boxes.sort_by_key(|(x, y, ..)| (*x, *y));
        let clash = boxes.iter().enumerate().find_map(|(at, first)| {
            boxes[at + 1..]
                .iter()
                .take_while(|second| second.0 < first.2)
                .find(|second| second.1 < first.3 && second.3 > first.1)
                .map(|second| (first.4, second.4))
        });
        if let Some((first, second)) = clash {
            let found = format!(
                "panels {} of `{}` and {} of `{}` overlap on canvas `{}`",
                first.id, stage.walls[first.wall].name, second.id, stage.walls[second.wall].name, canvas.name
            );
            lint.error(&name_key(&canvas.name), found, "Move one piece: each canvas pixel feeds one LED");
        }
    }
}
