//! `render`: frames of a show into files and a manifest.
//!
//! In: a show, frames, targets. Out: pictures and `manifest.json` in a folder. Not here: flags (`cli::render`).
//! Invariant: canvases are always 1:1; a file appears whole or not at all; the manifest is written last.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use glam::DVec3;
use serde_json::Value;

use crate::color::grade::grade_picture;
use crate::color::transfer::srgb_from_linear;
use crate::color::{Picture, Primaries, tone_map};
use crate::gpu::Gpu;
use crate::output::still;
use crate::params::Values;
use crate::render::{Renderer, Settings, Wanted};
use crate::show::{FrameInputs, Show};

use super::poses::Poses;
use super::{manifest, stage_eye};

/// A picture that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A canvas, by its index.
    Canvas(usize),
    /// A camera's inner view.
    Inner(usize),
    /// A simulated camera.
    Camera(usize),
    /// A CG reference.
    Reference(usize),
    /// The stage in 3D.
    Stage,
    /// The environment alone.
    Latlong,
}

/// Kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// PNG.
    Png,
    /// EXR, 32-bit floats.
    Exr,
}

/// What to render.
#[derive(Clone, Debug)]
pub struct Job {
    /// Frame indices.
    pub frames: Range<u64>,
    /// Folder to write into.
    pub out: PathBuf,
    /// Pictures of each frame.
    pub targets: Vec<Target>,
    /// One kind for all, or the default: PNG for canvases, EXR for everything else.
    pub format: Option<Format>,
    /// Camera poses.
    pub poses: Poses,
    /// Parameter values.
    pub values: Values,
    /// Size of the stage view and height of the panorama, pixels.
    pub view_size: [u32; 2],
}

impl Target {
    /// Reads `canvas:NAME`, `inner:CAMERA`, `camera:CAMERA`, `reference:CAMERA`, `stage` or `latlong`.
    pub fn parse(text: &str, show: &Show) -> anyhow::Result<Self> {
        let camera = |name: &str| {
            show.cameras.iter().position(|camera| camera.name == name).with_context(|| {
                let known: Vec<_> = show.cameras.iter().map(|camera| camera.name.as_str()).collect();
                format!("target `{text}`: there is no camera `{name}`; the show has {}", known.join(", "))
            })
        };
        match text.split_once(':') {
            Some(("canvas", name)) => {
                let canvases = &show.stage.canvases;
                let index = canvases.iter().position(|canvas| canvas.name == name);
                index.map(Self::Canvas).with_context(|| {
                    let known: Vec<_> = canvases.iter().map(|canvas| canvas.name.as_str()).collect();
                    format!(
                        "target `{text}`: there is no canvas `{name}`; the stage has {}",
                        known.join(", ")
                    )
                })
            }
            Some(("inner", name)) => camera(name).map(Self::Inner),
            Some(("camera", name)) => camera(name).map(Self::Camera),
            Some(("reference", name)) => camera(name).map(Self::Reference),
            None if text == "stage" => Ok(Self::Stage),
            None if text == "latlong" => Ok(Self::Latlong),
            _ => bail!(
                "`{text}` is not a target: write canvas:NAME, inner:CAMERA, camera:CAMERA, reference:CAMERA, stage or latlong"
            ),
        }
    }

    /// Its name in the manifest.
    pub fn name(&self, show: &Show) -> String {
        let camera = |kind: &str, index: usize| format!("{kind}:{}", show.cameras[index].name);
        match self {
            Self::Canvas(index) => format!("canvas:{}", show.stage.canvases[*index].name),
            Self::Inner(index) => camera("inner", *index),
            Self::Camera(index) => camera("camera", *index),
            Self::Reference(index) => camera("reference", *index),
            Self::Stage => "stage".into(),
            Self::Latlong => "latlong".into(),
        }
    }
}

impl Job {
    /// What the renderer must be made for.
    fn settings(&self) -> Settings {
        let has = |test: fn(&Target) -> bool| self.targets.iter().any(test);
        Settings {
            reference: has(|target| matches!(target, Target::Reference(_))),
            nits: self.format == Some(Format::Exr) && has(|target| matches!(target, Target::Canvas(_))),
            stage_view: has(|target| *target == Target::Stage).then_some(self.view_size),
            latlong: has(|target| *target == Target::Latlong).then_some(self.view_size[1]),
            ..Settings::default()
        }
    }

    fn wanted(&self, show: &Show) -> Wanted {
        let settings = self.settings();
        Wanted {
            cameras: self.targets.iter().any(|target| matches!(target, Target::Camera(_))),
            references: settings.reference,
            nits: settings.nits,
            stage: settings.stage_view.map(|size| stage_eye::default_view(&show.stage, size)),
            latlong: settings.latlong.is_some(),
            ..Wanted::default()
        }
    }

    /// Renders every frame. `progress` is told what is under way and the share done, and returns whether to go on.
    pub fn run(
        &self,
        gpu: &Gpu,
        show: &Show,
        progress: &dyn Fn(&str, f32) -> bool,
    ) -> anyhow::Result<PathBuf> {
        still::folder(&self.out)?;
        let mut renderer = Renderer::new(gpu, show, &self.settings(), &|what, done| {
            progress(what, done);
        })?;
        let wanted = self.wanted(show);
        let mut frames = Vec::new();
        let count = (self.frames.end - self.frames.start) as f32;
        for frame in self.frames.clone() {
            if !progress(&format!("frame {frame}"), (frame - self.frames.start) as f32 / count) {
                bail!(
                    "stopped before frame {frame}; the files written so far are whole, there is no manifest"
                );
            }
            let inputs = self.poses.inputs(show, &self.values, frame);
            renderer.draw(gpu, show, &inputs, &wanted);
            let mut files = BTreeMap::new();
            for target in &self.targets {
                let name = target.name(show);
                let file = self.write(gpu, show, &renderer, target, &inputs)?;
                files.insert(name, file);
            }
            frames.push(manifest::frame(show, &inputs, &files));
        }
        let mut whole = manifest::header(gpu, show);
        whole.insert("frames".into(), frames.into());
        let path = self.out.join("manifest.json");
        still::text(&path, &format!("{:#}\n", Value::Object(whole)))?;
        Ok(path)
    }

    fn write(
        &self,
        gpu: &Gpu,
        show: &Show,
        renderer: &Renderer,
        target: &Target,
        inputs: &FrameInputs,
    ) -> anyhow::Result<String> {
        let frame = inputs.frame;
        let is_canvas = matches!(target, Target::Canvas(_));
        let format = self.format.unwrap_or(if is_canvas { Format::Png } else { Format::Exr });
        let extension = if format == Format::Png { "png" } else { "exr" };
        let file = format!("{}.{frame:06}.{extension}", target.name(show).replace(':', "-"));
        let path = self.out.join(&file);
        if let (Target::Canvas(index), Format::Png) = (target, format) {
            let canvas = &show.stage.canvases[*index];
            still::coded_png(&path, &renderer.canvas_codes(gpu, *index), canvas.bits, canvas.size)?;
            return Ok(file);
        }
        let picture = match target {
            Target::Canvas(index) => renderer.canvas_nits(gpu, *index),
            Target::Inner(index) => Some(renderer.inner_picture(gpu, *index)),
            Target::Camera(index) => Some(renderer.camera_picture(gpu, *index)),
            Target::Reference(index) => renderer.reference_picture(gpu, *index).map(|mut picture| {
                grade_picture(&show.reference_grade(inputs, *index), &mut picture);
                picture
            }),
            Target::Stage => renderer.stage_picture(gpu),
            Target::Latlong => renderer.latlong_picture(gpu),
        };
        let picture = picture.context("the renderer was not made for this target")?;
        match format {
            Format::Exr => still::exr_rgba(&path, &picture)?,
            Format::Png => desk_png(&path, &picture, show.exposure.grey18_nits)?,
        }
        Ok(file)
    }
}

/// A linear picture through the previs tone map: for eyes, never measured. Twin of `passes::tone_map`.
pub fn desk_png(path: &Path, picture: &Picture, grey18_nits: f64) -> Result<(), still::StillError> {
    let rec709 = Primaries::REC709.from(&Primaries::ACESCG);
    let scale = 100.0 * 0.18 / grey18_nits;
    let coded = |texel: &[f32; 4]| {
        let [r, g, b, a] = texel.map(f64::from);
        let linear = (rec709 * DVec3::new(r, g, b) * scale).max(DVec3::ZERO);
        let mapped = tone_map::neutral(linear);
        let byte = |value: f64| (srgb_from_linear(value) * 255.0).round() as u8;
        [byte(mapped.x), byte(mapped.y), byte(mapped.z), (a.clamp(0.0, 1.0) * 255.0) as u8]
    };
    let pixels: Vec<[u8; 4]> = picture.data.iter().map(coded).collect();
    still::png8_rgba(path, picture.width, picture.height, &pixels)
}
