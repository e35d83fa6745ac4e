//! `cyclorama stage new`.
//!
//! In: flags, or answers on stdin. Out: a stage file that `check` finds nothing wrong with.
//! Not here: what the stage holds (`stage::start`), its text (`stage::write`).
//! Invariant: a question has a default where one is sensible; the end of the answers is an error, never a guess.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use clap::Args;

use super::{Overwrite, pair, write_all};
use crate::cli::load;
use crate::stage::start::{Bend, NewStage, NewWall, Tile};
use crate::stage::{schema, write};

#[derive(Debug, Args)]
pub(super) struct NewArgs {
    /// The stage file to write
    out: PathBuf,
    /// A screen or television: width x height of its picture, metres
    #[arg(long, value_name = "WxH", value_parser = pair::<f64>, requires = "pixels", conflicts_with_all = ["flat", "arc"])]
    screen: Option<[f64; 2]>,
    /// Pixels of the screen
    #[arg(long, value_name = "WxH", value_parser = pair::<u32>, requires = "screen")]
    pixels: Option<[u32; 2]>,
    /// A flat wall: columns x rows of panels
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = pair::<u32>, conflicts_with = "arc")]
    flat: Option<[u32; 2]>,
    /// An arc: columns x rows of panels
    #[arg(long, value_name = "COLUMNSxROWS", value_parser = pair::<u32>)]
    arc: Option<[u32; 2]>,
    /// Panel type from a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["tile_mm", "tile_px"])]
    panel: Option<PathBuf>,
    /// Size of a panel, millimetres
    #[arg(long, value_name = "WxH", value_parser = pair::<f64>, requires = "tile_px")]
    tile_mm: Option<[f64; 2]>,
    /// LEDs of a panel
    #[arg(long, value_name = "WxH", value_parser = pair::<u32>, requires = "tile_mm")]
    tile_px: Option<[u32; 2]>,
    /// Arc: radius of its vertical edges, metres
    #[arg(long, value_name = "R", requires = "arc", conflicts_with = "angle_per_column_deg")]
    radius_m: Option<f64>,
    /// Arc: angle between neighbouring columns, degrees
    #[arg(long, value_name = "A", requires = "arc")]
    angle_per_column_deg: Option<f64>,
    /// Distance of the wall's middle from the mark, metres
    #[arg(long, value_name = "D")]
    distance_m: Option<f64>,
    /// What full code emits, nits
    #[arg(long, value_name = "N")]
    white_nits: Option<f64>,
    /// Write over a file that stands there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let wall = match from_flags(args)? {
        Some(wall) => wall,
        None => {
            let mut output = std::io::stderr().lock();
            ask(&mut std::io::stdin().lock(), &mut output)?
        }
    };
    let name = args.out.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = name.ok_or_else(|| anyhow!("{} is no file name", args.out.display()))?;
    let draft = NewStage { name, wall, distance_m: args.distance_m, white_nits: args.white_nits }
        .draft()
        .map_err(|error| anyhow!(error))?;
    let text = write::toml(&draft);
    let folder = args.out.parent().map(PathBuf::from).unwrap_or_default();
    let read = |path: &str| std::fs::read_to_string(folder.join(path)).map_err(|error| error.to_string());
    let loaded = schema::load(&text, &args.out.display().to_string(), &read)?;
    load::refuse_errors(&loaded.findings)?;
    write_all(&[(args.out.clone(), text.into_bytes())], Overwrite::of(args.force))?;
    let stage = &loaded.stage;
    let sizes: Vec<String> = stage
        .canvases
        .iter()
        .map(|canvas| format!("{} {} x {}", canvas.name, canvas.size[0], canvas.size[1]))
        .collect();
    eprintln!("{} panels, canvas {}", stage.panels.len(), sizes.join(", "));
    crate::cli::print(&format!(
        "{} written. Next: cyclorama check {}",
        args.out.display(),
        args.out.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// The wall that flags describe; `None` when no flag says what it is.
fn from_flags(args: &NewArgs) -> anyhow::Result<Option<NewWall>> {
    if let (Some(size_m), Some(pixels)) = (args.screen, args.pixels) {
        return Ok(Some(NewWall::Screen { size_m, pixels }));
    }
    let Some(grid) = args.flat.or(args.arc) else {
        if args.panel.is_some() || args.tile_mm.is_some() {
            bail!("panels, but no wall. Add --flat COLUMNSxROWS or --arc COLUMNSxROWS");
        }
        return Ok(None);
    };
    let tile = match (&args.panel, args.tile_mm, args.tile_px) {
        (Some(path), ..) => panel_file(args, path)?,
        (None, Some(size_mm), Some(pixels)) => Tile::Sized { size_mm, pixels },
        _ => bail!("a wall needs its panels. Add --panel FILE, or --tile-mm WxH --tile-px WxH"),
    };
    if args.flat.is_some() {
        return Ok(Some(NewWall::Flat { grid, tile }));
    }
    let bend = match (args.radius_m, args.angle_per_column_deg) {
        (Some(radius), _) => Bend::RadiusM(radius),
        (None, Some(angle)) => Bend::AnglePerColumnDeg(angle),
        (None, None) => bail!("an arc needs its bend. Add --radius-m R or --angle-per-column-deg A"),
    };
    Ok(Some(NewWall::Arc { grid, tile, bend }))
}

/// A panel file, by its path from the stage file's folder.
fn panel_file(args: &NewArgs, path: &std::path::Path) -> anyhow::Result<Tile> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| anyhow!("{}: cannot be read: {error}. Give a panel file", path.display()))?;
    let (panel, findings) = schema::panel(&text, &path.display().to_string())?;
    load::refuse_errors(&findings)?;
    let panel = panel.ok_or_else(|| anyhow!("{} is no panel", path.display()))?;
    let folder = args.out.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.map_or_else(|| PathBuf::from("."), PathBuf::from);
    let folder = folder
        .canonicalize()
        .map_err(|error| anyhow!("{}: cannot be read: {error}. Make this folder first", folder.display()))?;
    let relative = relative(&folder, &path.canonicalize()?);
    Ok(Tile::File { path: relative, panel })
}

/// A path as seen from a folder, both absolute, with `/`.
fn relative(folder: &std::path::Path, path: &std::path::Path) -> String {
    let (from, to): (Vec<_>, Vec<_>) = (folder.components().collect(), path.components().collect());
    let shared = from.iter().zip(&to).take_while(|(one, two)| one == two).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Asks for a wall, one plain line a question.
fn ask(input: &mut dyn BufRead, output: &mut dyn Write) -> anyhow::Result<NewWall> {
    let mut questions = Questions { input, output };
    let kind = questions.ask("What is it: screen, flat or arc", "screen", |text| {
        let kind = text.to_ascii_lowercase();
        if ["screen", "flat", "arc"].contains(&kind.as_str()) {
            Ok(kind)
        } else {
            Err("write screen, flat or arc".into())
        }
    })?;
    if kind == "screen" {
        let size_m = questions.ask("Width x height of its picture, metres", "1.2x0.675", pair::<f64>)?;
        let pixels = questions.ask("Pixels", "3840x2160", pair::<u32>)?;
        return Ok(NewWall::Screen { size_m, pixels });
    }
    let grid = questions.ask("Columns x rows of panels", "12x6", pair::<u32>)?;
    let size_mm = questions.ask("Size of a panel, millimetres", "500x500", pair::<f64>)?;
    let pixels = questions.ask("LEDs of a panel", "192x192", pair::<u32>)?;
    let tile = Tile::Sized { size_mm, pixels };
    if kind == "flat" {
        return Ok(NewWall::Flat { grid, tile });
    }
    let number = |text: &str| text.parse::<f64>().map_err(|_| format!("`{text}` is no number"));
    let radius = questions.ask("Radius of its vertical edges, metres", "5", number)?;
    Ok(NewWall::Arc { grid, tile, bend: Bend::RadiusM(radius) })
}

struct Questions<'a> {
    input: &'a mut dyn BufRead,
    output: &'a mut dyn Write,
}

impl Questions<'_> {
    /// Asks until the answer can be used; an empty line takes the default.
    fn ask<T>(
        &mut self,
        question: &str,
        default: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<T> {
        loop {
            write!(self.output, "{question} [{default}]: ")?;
            self.output.flush()?;
            let mut line = String::new();
            if self.input.read_line(&mut line)? == 0 {
                writeln!(self.output)?;
                bail!(
                    "the answers ended at \"{question}\". Answer it, or give flags: see cyclorama stage new --help"
                );
            }
            let answer = line.trim();
            match parse(if answer.is_empty() { default } else { answer }) {
                Ok(value) => return Ok(value),
                Err(reason) => writeln!(self.output, "{reason}")?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(text: &str) -> (anyhow::Result<NewWall>, String) {
        let mut output = Vec::new();
        let wall = ask(&mut text.as_bytes(), &mut output);
        (wall, String::from_utf8(output).unwrap())
    }

    #[test]
    fn empty_lines_take_the_defaults() {
        let (wall, asked) = answers("\n\n\n");
        assert_eq!(wall.unwrap(), NewWall::Screen { size_m: [1.2, 0.675], pixels: [3840, 2160] });
        assert_eq!(asked.matches('[').count(), 3, "{asked}");
    }

    #[test]
    fn a_wrong_answer_is_asked_again_and_the_end_is_an_error() {
        let (wall, asked) = answers("ark\narc\n4x2\n500x500\n16x16\nfive\n5\n");
        let tile = Tile::Sized { size_mm: [500.0, 500.0], pixels: [16, 16] };
        assert_eq!(wall.unwrap(), NewWall::Arc { grid: [4, 2], tile, bend: Bend::RadiusM(5.0) });
        assert!(
            asked.contains("write screen, flat or arc") && asked.contains("`five` is no number"),
            "{asked}"
        );
        assert!(answers("flat\n").0.unwrap_err().to_string().contains("the answers ended"));
    }

    #[test]
    fn a_path_is_seen_from_the_stage_file() {
        let path = |from: &str, to: &str| relative(from.as_ref(), to.as_ref());
        assert_eq!(path("/a/stages", "/a/panels/p.toml"), "../panels/p.toml");
        assert_eq!(path("/a", "/a/p.toml"), "p.toml");
    }
}
