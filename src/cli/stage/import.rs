//! `cyclorama stage import`.
//!
//! In: another program's stage file, OBJ geometry for what it only names. Out: a stage file, OBJ files beside it, a
//! summary with every doubt. Not here: the formats (`stage::import`), the text (`stage::write`).
//! Invariant: all files are written or none; what `check` would refuse is never written.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use clap::Args;

use super::{Overwrite, pair, write_all};
use crate::cli::{load, print};
use crate::stage::import::{self, Geometry, Imported, MAX_BYTES, Options};
use crate::stage::{schema, write};

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// .ndisplay, .cfg, .mpcdi, .xml, .pfm, .obj, .csv or .json (SGCT)
    file: PathBuf,
    /// The stage file to write
    #[arg(short, long, value_name = "OUT.toml")]
    out: PathBuf,
    /// Geometry that the file only names; may be given often
    #[arg(long, value_name = "NAME=FILE.obj", value_parser = named)]
    geometry: Vec<(String, PathBuf)>,
    /// Distance between LEDs, millimetres, where the file has no metres
    #[arg(long, value_name = "P", value_parser = positive)]
    pitch_mm: Option<f64>,
    /// LEDs of one panel
    #[arg(long, value_name = "W,H", value_parser = pixels)]
    panel_px: Option<[u32; 2]>,
    /// Distance of walls that are only known as angles, metres
    #[arg(long, value_name = "D", value_parser = positive)]
    distance_m: Option<f64>,
    /// Write over files that stand there
    #[arg(long)]
    force: bool,
}

fn named(text: &str) -> Result<(String, PathBuf), String> {
    let (name, path) = text.split_once('=').ok_or_else(|| format!("`{text}` is not NAME=FILE.obj"))?;
    Ok((name.to_owned(), path.into()))
}

fn positive(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    number
        .filter(|number| *number > 0.0 && number.is_finite())
        .ok_or_else(|| format!("`{text}` is not above 0"))
}

fn pixels(text: &str) -> Result<[u32; 2], String> {
    let pixels: [u32; 2] = pair(text)?;
    if pixels.iter().all(|side| (1..=4096).contains(side)) {
        Ok(pixels)
    } else {
        Err("write 1 to 4096 a side".into())
    }
}

pub(super) fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let bytes =
        read(&args.file).map_err(|reason| anyhow!("{}: cannot be read: {reason}", args.file.display()))?;
    let folder = args.file.parent().unwrap_or(Path::new("")).to_owned();
    let beside = |path: &str| read(&folder.join(path));
    let mut geometry = Vec::new();
    for (name, path) in &args.geometry {
        let bytes = read(path).map_err(|reason| anyhow!("{}: cannot be read: {reason}", path.display()))?;
        let text = String::from_utf8(bytes).with_context(|| format!("{} is no text", path.display()))?;
        geometry.push(Geometry { name: name.clone(), file: path.display().to_string(), text });
    }
    let stem = args.out.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let stem = stem.ok_or_else(|| anyhow!("{} is no file name", args.out.display()))?;
    let options = Options {
        geometry: &geometry,
        pitch_mm: args.pitch_mm,
        panel_px: args.panel_px,
        distance_m: args.distance_m,
        stem: &stem,
        read: &beside,
    };
    let name = args.file.display().to_string();
    let imported = import::import(&bytes, &name, &options)?;
    let text = write::toml(&imported.stage);
    proof(&imported, &text, &args.out)?;
    let target = args.out.parent().unwrap_or(Path::new("")).to_owned();
    let mut files: Vec<(PathBuf, Vec<u8>)> =
        imported.meshes.iter().map(|(name, text)| (target.join(name), text.clone().into_bytes())).collect();
    // The stage last: what names the meshes comes after them.
    files.push((args.out.clone(), text.into_bytes()));
    write_all(&files, Overwrite::of(args.force))?;
    print(&report(&imported, &args.out))?;
    Ok(ExitCode::SUCCESS)
}

/// Loads the text as every other command will; its first error ends the import.
fn proof(imported: &Imported, text: &str, out: &Path) -> anyhow::Result<()> {
    let beside = |path: &str| match imported.meshes.iter().find(|(name, _)| name == path) {
        Some((_, text)) => Ok(text.clone()),
        None => Err("not written by the import".into()),
    };
    let loaded = schema::load(text, &out.display().to_string(), &beside)
        .map_err(|error| anyhow!("the imported stage cannot be loaded: {error}"))?;
    load::refuse_errors(&loaded.findings).map_err(|error| anyhow!("the imported stage cannot run: {error}"))
}

fn report(imported: &Imported, out: &Path) -> String {
    let mut lines = vec![imported.summary()];
    lines.extend(imported.said.iter().map(|sentence| format!("  {sentence}")));
    lines.extend(imported.doubts.iter().skip(1).map(|sentence| format!("  doubt: {sentence}")));
    let asks = imported.asks.iter();
    lines
        .extend(asks.map(|name| format!("  missing: the geometry of `{name}` (--geometry {name}=FILE.obj)")));
    lines.extend(imported.to_set.iter().map(|sentence| format!("  {sentence}")));
    lines.push(format!("{} written. Next: cyclorama check {}", out.display(), out.display()));
    lines.join("\n")
}

/// A whole file of bounded size; the error is in words.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > MAX_BYTES {
        return Err(format!("it has more than {MAX_BYTES} bytes"));
    }
    Ok(bytes)
}
