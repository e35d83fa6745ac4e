//! `cyclorama doctor`.
//!
//! In: this machine, and a show's world when one is given. Out: what works, what does not, and what to do.
//! Not here: lint of files (`check`). The meter sees environment and sun; what nodes shade is not in it.
//! Invariant: exit 1 only when nothing can be drawn, that is without an adapter.

use std::f64::consts::PI;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow, bail};
use clap::Args;
use glam::DVec2;
use serde_json::{Value, json};
use toml::{Table, Value as Toml};

use crate::color::Primaries;
use crate::gpu::Gpu;
use crate::math::sphere;
use crate::output::survey;
use crate::scene::{self, Environment, Scene, SkyPlace};
use crate::show::catalog::sky::first_sky;
use crate::show::load::{self, Files, beside};
use crate::sky::evaluate::{Observer, evaluate};
use crate::sky::{SkyState, meter as sky_meter};
use crate::timing::{Clock, Rate};
use crate::tracking::Receiver;
use crate::tracking::receiver::ReceiverSettings;

use super::load::Progress;

/// Default port of FreeD (CONTRACT.md 1).
const FREED_PORT: u16 = 40_000;
/// Reflectance of the grey card.
const GREY: f64 = 0.18;
/// Rows of the grid over a computed sky: 512 meters a sun's glow to better than 0.1 %.
const SKY_ROWS: u32 = 512;

/// Say what this machine can do, and meter a show's world.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// A show whose world is metered for `world_grey_nits`
    show: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One thing that was looked at.
#[derive(Debug)]
struct Check {
    name: &'static str,
    /// `ok`, `note` or `error`.
    state: &'static str,
    found: String,
}

/// A world's light on the grey card.
#[derive(Debug)]
struct Meter {
    show: String,
    metered_nits: f64,
    written_nits: Option<f64>,
}

/// Runs the subcommand.
pub fn run(args: &DoctorArgs) -> anyhow::Result<ExitCode> {
    // First, so that bad input is refused before anything is printed.
    let meter = args.show.as_deref().map(meter).transpose()?;
    let mut checks = adapter();
    checks.push(display());
    checks.extend(monitors());
    checks.push(tracking_port());
    let is_healthy = checks.iter().all(|check| check.state != "error");
    if args.json {
        super::print(&json(&checks, meter.as_ref()).to_string())?;
    } else {
        super::print(&text(&checks, meter.as_ref()))?;
    }
    Ok(if is_healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Luminance in nits of a horizontal 18 % card in the open under a scene's environment and sun.
pub fn world_grey_nits(scene: &Scene) -> f64 {
    let rows = match &scene.environment {
        Environment::Gradient(_) | Environment::Sky(_) => SKY_ROWS,
        Environment::Dome { picture, .. } => picture.height.max(SKY_ROWS),
    };
    let luminance = Primaries::ACESCG.luminance();
    let columns = 2 * rows;
    let mut lux = 0.0;
    for y in 0..rows.div_ceil(2) {
        // The cosine-weighted solid angle of a cell is exact; radiance is taken at its middle.
        let [top, bottom] = [y, y + 1].map(|edge| (f64::from(edge) / f64::from(rows) * PI).min(PI / 2.0));
        let weight = PI / f64::from(columns) * (bottom.sin().powi(2) - top.sin().powi(2));
        for x in 0..columns {
            let uv =
                DVec2::new((f64::from(x) + 0.5) / f64::from(columns), (f64::from(y) + 0.5) / f64::from(rows));
            let nits = scene.environment_nits(sphere::direction_from_equirect_uv(uv));
            lux += nits.dot(luminance) * weight;
        }
    }
    if let Some(sun) = &scene.sun {
        lux += sun.illuminance_lux * sun.color.dot(luminance) * sun.to_sun.y.max(0.0);
    }
    GREY / PI * lux
}

/// The same under a live sky: as the show begins, or as the scene does when the show does not load.
fn live_grey_nits(path: &str, place: &SkyPlace) -> f64 {
    let of_show = load::show(Files::Disk, path, &|_, _| ()).ok().and_then(|loaded| {
        let show = loaded.show;
        let inputs = show.inputs(&show.first, 0, &show.rehearsed_poses(0));
        Some(show.key_light(&inputs.world)?.grey_nits)
    });
    of_show.unwrap_or_else(|| {
        let settings = first_sky(place);
        let packet =
            evaluate(&settings, &SkyState::start(&settings, Rate::FILM), &Observer::default(), Rate::FILM);
        sky_meter::level_light(&packet, Primaries::ACESCG.luminance().to_array()).grey_nits()
    })
}

/// Meters a show file's world. Reads no more of the show than it needs, so that a show with a wrong exposure is metered too.
fn meter(path: &str) -> anyhow::Result<Meter> {
    let text = Files::Disk
        .text(path)
        .map_err(|reason| anyhow!("{path}: cannot be read: {reason}. Give a show.toml"))?;
    let table: Table = text.parse().with_context(|| format!("{path}: is not TOML"))?;
    let Some(scene) = table.get("scene").and_then(Toml::as_str) else {
        bail!("{path}: has no `scene`, a show was needed. Give a show.toml")
    };
    let place = beside(path, scene);
    let text = Files::Disk
        .text(&place)
        .map_err(|reason| anyhow!("{place}: cannot be read: {reason}. Correct `scene` in {path}"))?;
    let progress = Progress::new();
    let read = |name: &str| Files::Disk.bytes(&beside(&place, name));
    let scene = scene::schema::load(&text, &place, &read, &|what, done| progress.report(what, done));
    progress.finish();
    let scene = scene?;
    let metered_nits = match &scene.environment {
        Environment::Sky(place) => live_grey_nits(path, place),
        Environment::Gradient(_) | Environment::Dome { .. } => world_grey_nits(&scene),
    };
    let written = table.get("exposure").and_then(|exposure| exposure.get("world_grey_nits"));
    Ok(Meter {
        show: path.to_owned(),
        metered_nits,
        written_nits: written.and_then(|value| value.as_float().or_else(|| Some(value.as_integer()? as f64))),
    })
}

fn adapter() -> Vec<Check> {
    let gpu = match Gpu::headless() {
        Ok(gpu) => gpu,
        Err(error) => return vec![Check { name: "adapter", state: "error", found: error.to_string() }],
    };
    let (name, driver) = gpu.names();
    let kind = match gpu.is_software() {
        true => Check {
            name: "speed",
            state: "note",
            found:
                "software adapter: pictures are right but slow, previews are drawn smaller; use a GPU on set"
                    .into(),
        },
        false => Check { name: "speed", state: "ok", found: "hardware adapter".into() },
    };
    let limits = gpu.device.limits();
    let side = limits.max_texture_dimension_2d;
    let sizes = format!(
        "canvases up to {side} x {side} px; buffers up to {} MiB, {} MiB bound",
        limits.max_buffer_size >> 20,
        limits.max_storage_buffer_binding_size >> 20
    );
    let timers = match gpu.has_timestamps {
        true => Check { name: "timers", state: "ok", found: "passes can be timed".into() },
        false => Check {
            name: "timers",
            state: "note",
            found: "the driver cannot time passes; everything else works".into(),
        },
    };
    vec![
        Check { name: "adapter", state: "ok", found: format!("{name} ({driver})") },
        kind,
        Check { name: "limits", state: "ok", found: sizes },
        timers,
    ]
}

fn display() -> Check {
    let named = |variable: &str| std::env::var(variable).ok().filter(|value| !value.is_empty());
    let found = named("WAYLAND_DISPLAY").map(|name| format!("Wayland {name}"));
    match found.or_else(|| named("DISPLAY").map(|name| format!("X11 {name}"))) {
        Some(found) => Check { name: "display", state: "ok", found },
        None if cfg!(any(windows, target_os = "macos")) => {
            Check { name: "display", state: "ok", found: "the system's own".into() }
        }
        None => Check {
            name: "display",
            state: "note",
            found: "none: `cyclorama` writes pictures to ./cyclorama-out instead of opening windows; set DISPLAY to open them"
                .into(),
        },
    }
}

/// Monitors, their modes and surfaces; nothing on a machine without a display.
fn monitors() -> Vec<Check> {
    let has = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !has("WAYLAND_DISPLAY") && !has("DISPLAY") {
        return Vec::new();
    }
    match survey::lines() {
        Ok(lines) => lines.into_iter().map(|found| Check { name: "monitors", state: "ok", found }).collect(),
        Err(reason) => {
            let found = format!("cannot be looked at: {reason}");
            vec![Check { name: "monitors", state: "note", found }]
        }
    }
}

/// Opens the port as a show would, and closes it again.
fn tracking_port() -> Check {
    let settings = ReceiverSettings {
        name: "doctor".into(),
        bind: SocketAddr::from((Ipv4Addr::UNSPECIFIED, FREED_PORT)),
        sources: Vec::new(),
    };
    match Receiver::start(settings, Clock::start()) {
        Ok(_) => {
            Check { name: "tracking", state: "ok", found: format!("UDP port {FREED_PORT} (FreeD) is free") }
        }
        Err(error) => Check { name: "tracking", state: "note", found: error.to_string() },
    }
}

impl Meter {
    /// Whether the show's number is within 2 % of the metered one, 0.03 stops.
    fn is_kept(&self) -> bool {
        self.written_nits.is_some_and(|written| (written / self.metered_nits - 1.0).abs() <= 0.02)
    }

    fn text(&self) -> String {
        let Self { show, metered_nits, written_nits } = self;
        if *metered_nits <= 0.0 {
            return format!("{show}: the world has no light; give scene.toml an environment or a sun");
        }
        let metered = rounded(*metered_nits);
        let found = format!("{show}: a horizontal 18 % card is at {metered} nits");
        match written_nits {
            Some(_) if self.is_kept() => format!("{found}, as [exposure] says"),
            Some(written) => format!("{found}, [exposure] says {written}: write world_grey_nits = {metered}"),
            None => format!("{found}: write world_grey_nits = {metered} under [exposure]"),
        }
    }
}

/// Four significant digits: 0.001 stops.
fn rounded(nits: f64) -> String {
    let decimals = (3 - nits.log10().floor() as i32).clamp(0, 9) as usize;
    format!("{nits:.decimals$}")
}

fn text(checks: &[Check], meter: Option<&Meter>) -> String {
    let line = |state: &str, name: &str, found: &str| format!("{state:5}  {name:8}  {found}\n");
    let mut text: String = checks.iter().map(|check| line(check.state, check.name, &check.found)).collect();
    if let Some(meter) = meter {
        text.push_str(&line(if meter.is_kept() { "ok" } else { "note" }, "exposure", &meter.text()));
    }
    text
}

fn json(checks: &[Check], meter: Option<&Meter>) -> Value {
    let check = |check: &Check| json!({ "name": check.name, "state": check.state, "found": check.found });
    let meter = meter.map(|meter| {
        json!({ "show": meter.show, "world_grey_nits": meter.metered_nits, "written_nits": meter.written_nits })
    });
    json!({ "version": 1, "checks": checks.iter().map(check).collect::<Vec<_>>(), "exposure": meter })
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;
    use crate::color::Picture;
    use crate::scene::Sun;

    fn scene(picture: Picture, sun: Option<Sun>) -> Scene {
        Scene {
            nodes: Vec::new(),
            meshes: Vec::new(),
            materials: Vec::new(),
            images: Vec::new(),
            environment: Environment::Dome { picture, nits_per_unit: 100.0, rotation_rad: 0.7 },
            sun,
            emissive_nits: 1.0,
        }
    }

    /// Under a uniform sky of L a Lambertian card of 18 % is at 0.18 L.
    #[test]
    fn a_uniform_sky_leaves_18_percent() {
        let nits = world_grey_nits(&scene(Picture::filled(64, 32, [5.0, 5.0, 5.0, 1.0]), None));
        assert!((nits / 90.0 - 1.0).abs() < 1e-6, "{nits}");
    }

    /// Light from below does not reach the card; a sun at 30 degrees gives half its illuminance.
    #[test]
    fn only_what_comes_from_above_counts() {
        let mut ground = Picture::filled(512, 256, [0.0; 4]);
        for (x, y) in (0..512).flat_map(|x| (129..256).map(move |y| (x, y))) {
            *ground.at_mut(x, y) = [1e3; 4];
        }
        assert!(world_grey_nits(&scene(ground.clone(), None)) < 1e-9);
        let to_sun = DVec3::new(3.0_f64.sqrt() / 2.0, 0.5, 0.0);
        let color = scene::sun::with_luminance_one(DVec3::new(1.0, 0.8, 0.5));
        let sun = Sun { to_sun, illuminance_lux: 50_000.0, color };
        let nits = world_grey_nits(&scene(ground, Some(sun)));
        assert!((nits / (GREY / PI * 25_000.0) - 1.0).abs() < 1e-9, "{nits}");
    }

    #[test]
    fn the_meter_says_what_to_write() {
        let mut meter = Meter { show: "s.toml".into(), metered_nits: 512.34, written_nits: Some(500.0) };
        assert!(
            meter.text().ends_with("[exposure] says 500: write world_grey_nits = 512.3"),
            "{}",
            meter.text()
        );
        meter.written_nits = Some(512.0);
        assert!(meter.is_kept());
        assert_eq!([rounded(0.012_346), rounded(12_345.6)], ["0.01235", "12346"]);
    }

    /// A show whose exposure keeps it from loading is what the meter is for.
    #[test]
    fn a_show_with_a_wrong_exposure_is_metered() {
        let root = env!("CARGO_MANIFEST_DIR");
        let text = std::fs::read_to_string(format!("{root}/scenes/desert-road/show.toml")).unwrap();
        let text = text.replace("scene.toml", &format!("{root}/scenes/desert-road/scene.toml"));
        let path = format!("{root}/target/test-doctor.toml");
        std::fs::write(&path, text.replace("world_grey_nits", "world_gray_nits")).unwrap();
        let meter = meter(&path).unwrap();
        assert!(meter.metered_nits > 0.0 && meter.written_nits.is_none());
    }
}
