//! Panels, walls and canvases as the wall passes read them.
//!
//! In: a stage, where bodies carry its walls. Out: storage buffers, and each canvas's run of panels.
//! Not here: what else a frame changes (`frame`).
//! Invariant: panels on the GPU are ordered by canvas (unfed ones last), so one draw covers one canvas.

use std::ops::Range;

use glam::{DVec3, DVec4};

use crate::calibration::targets;
use crate::color::Primaries;
use crate::color::dither::Dither;
use crate::gpu::Gpu;
use crate::math::Pose;
use crate::show::FrameInputs;
use crate::stage::{Canvas, Outline, Panel, QuarterTurn, Stage};

use super::structs::{CanvasUniforms, PanelRecord, WallRecord, columns, row};

/// The stage on the GPU.
#[derive(Debug)]
pub struct WallBuffers {
    /// [`PanelRecord`] of every panel.
    pub panels: wgpu::Buffer,
    /// [`WallRecord`] of every wall.
    pub walls: wgpu::Buffer,
    /// [`CanvasUniforms`], one buffer a canvas.
    pub canvases: Vec<wgpu::Buffer>,
    /// Instances of each canvas's panels.
    pub runs: Vec<Range<u32>>,
    /// Instances of each wall's panels on each canvas: by canvas, then by wall.
    pub wall_runs: Vec<Vec<Range<u32>>>,
    /// Instances of panels that no canvas feeds.
    pub unfed: Range<u32>,
    /// All panels.
    pub count: u32,
    /// How often walls were moved: tells what was made of one position from another.
    pub moves: u64,
    carried: Carried,
}

/// Panels that tracked bodies carry, and where they were last drawn.
#[derive(Debug)]
struct Carried {
    /// Their records, and those between: what is written when one moves.
    records: Vec<PanelRecord>,
    /// Instance of the first record.
    first: u32,
    /// Instance and place in [`Stage::panels`] of each.
    panels: Vec<(u32, usize)>,
    /// The bodies, one a wall, that the buffer holds.
    bodies: Vec<Pose>,
}

impl Carried {
    /// Of a stage whose panels are on the GPU in this order, as `records` holds them.
    fn of(stage: &Stage, order: &[usize], records: &[PanelRecord]) -> Self {
        let instances = order.iter().enumerate().map(|(instance, index)| (instance as u32, *index));
        let is_carried = |index: usize| stage.walls[stage.panels[index].wall].tracker.is_some();
        let panels: Vec<(u32, usize)> = instances.filter(|(_, index)| is_carried(*index)).collect();
        let first = panels.first().map_or(0, |(instance, _)| *instance);
        let end = panels.last().map_or(0, |(instance, _)| *instance + 1);
        Self {
            records: records[first as usize..end as usize].to_vec(),
            first,
            panels,
            bodies: vec![Pose::IDENTITY; stage.walls.len()],
        }
    }
}

impl WallBuffers {
    /// Uploads a stage.
    pub fn new(gpu: &Gpu, stage: &Stage) -> Self {
        let mut order: Vec<usize> = (0..stage.panels.len()).collect();
        let canvas_of = |index: &usize| stage.panels[*index].slot.map_or(usize::MAX, |slot| slot.canvas);
        order.sort_by_key(|index| (canvas_of(index), stage.panels[*index].wall));
        let still = Pose::IDENTITY;
        let records: Vec<PanelRecord> = order.iter().map(|index| record(stage, *index, &still)).collect();
        let first = |canvas: usize| order.partition_point(|index| canvas_of(index) < canvas) as u32;
        let runs = (0..stage.canvases.len()).map(|canvas| first(canvas)..first(canvas + 1)).collect();
        let first_of = |place: (usize, usize)| {
            order.partition_point(|index| (canvas_of(index), stage.panels[*index].wall) < place) as u32
        };
        let wall_run = |canvas, wall| first_of((canvas, wall))..first_of((canvas, wall + 1));
        let wall_runs = (0..stage.canvases.len())
            .map(|canvas| (0..stage.walls.len()).map(|wall| wall_run(canvas, wall)).collect())
            .collect();
        let walls: Vec<WallRecord> = stage
            .walls
            .iter()
            .zip(targets::firsts(stage))
            .map(|(wall, first)| WallRecord {
                light: row(
                    DVec3::new(
                        wall.white_nits,
                        f64::from(u8::from(stage.faces_down(wall))),
                        f64::from(first),
                    ),
                    0.0,
                ),
                wall_from_acescg: columns(wall.primaries.from(&Primaries::ACESCG)),
                acescg_from_wall: columns(Primaries::ACESCG.from(&wall.primaries)),
                acescg_from_xyz: columns(wall.acescg_from_xyz()),
            })
            .collect();
        let usage = wgpu::BufferUsages::STORAGE;
        let rewritten = usage | wgpu::BufferUsages::COPY_DST;
        Self {
            panels: gpu.filled("wall/panels", or_one(&records).as_slice(), rewritten),
            carried: Carried::of(stage, &order, &records),
            walls: gpu.filled("wall/walls", or_one(&walls).as_slice(), usage),
            canvases: stage
                .canvases
                .iter()
                .map(|_| gpu.uniform("wall/canvas", size_of::<CanvasUniforms>() as u64))
                .collect(),
            runs,
            wall_runs,
            unfed: first(stage.canvases.len())..records.len() as u32,
            count: records.len() as u32,
            moves: 0,
        }
    }

    /// Moves the walls that bodies carry, one pose a wall; a wall that stands where it stood costs nothing.
    pub fn carry(&mut self, gpu: &Gpu, stage: &Stage, bodies: &[Pose]) {
        let carried = &mut self.carried;
        if carried.panels.is_empty() || carried.bodies == bodies {
            return;
        }
        self.moves += 1;
        carried.bodies.clear();
        carried.bodies.extend_from_slice(bodies);
        for (instance, index) in &carried.panels {
            let body = bodies.get(stage.panels[*index].wall).unwrap_or(&Pose::IDENTITY);
            carried.records[(*instance - carried.first) as usize] = record(stage, *index, body);
        }
        let offset = u64::from(carried.first) * size_of::<PanelRecord>() as u64;
        gpu.write_slice(&self.panels, offset, &carried.records);
    }

    /// Writes what a frame changes of each canvas.
    pub fn write(&self, gpu: &Gpu, stage: &Stage, inputs: &FrameInputs) {
        for (index, canvas) in stage.canvases.iter().enumerate() {
            gpu.write(&self.canvases[index], 0, &canvas_uniforms(canvas, inputs));
        }
    }
}

/// wgpu refuses empty bindings: a stage without walls binds one black record that nothing draws.
pub(super) fn or_one<T: Copy + Default>(records: &[T]) -> Vec<T> {
    if records.is_empty() { vec![T::default()] } else { records.to_vec() }
}

/// A panel where a body carries it; the identity for one that stands still.
fn record(stage: &Stage, index: usize, body: &Pose) -> PanelRecord {
    let panel: &Panel = &stage.panels[index];
    let [width, height] = panel.pixels.map(f64::from);
    let slot = panel.slot.map_or(DVec3::ZERO, |slot| {
        let turns = match slot.turn {
            QuarterTurn::None => 0.0,
            QuarterTurn::Right => 1.0,
            QuarterTurn::Half => 2.0,
            QuarterTurn::Left => 3.0,
        };
        DVec3::new(f64::from(slot.x), f64::from(slot.y), turns)
    });
    let wall = &stage.walls[panel.wall];
    let [rows, columns] = wall.grid;
    let in_wall = index - wall.panels.start;
    let place = match wall.raster_px {
        // Triangles of one raster: one panel as far as patterns go.
        Some(_) => DVec3::new(0.0, 0.0, 1.0),
        None => {
            DVec3::new((in_wall % columns.max(1)) as f64, (in_wall / columns.max(1)) as f64, columns as f64)
        }
    };
    let (outline_start, outline_end) = match panel.outline {
        Outline::Rectangle => (DVec4::ZERO, DVec4::ZERO),
        Outline::Triangle([a, b, c]) => (DVec4::new(a.x, a.y, b.x, b.y), DVec4::new(c.x, c.y, 0.0, 1.0)),
    };
    PanelRecord {
        corner: row(body.transform_point(panel.corners_m[0]), panel.wall as f64),
        right: row(body.transform_vector(panel.right_m() / width), width),
        down: row(body.transform_vector(panel.down_m() / height), height),
        slot: row(slot, f64::from(u8::from(panel.slot.is_some()))),
        place: row(place, rows as f64),
        outline_start: outline_start.as_vec4(),
        outline_end: outline_end.as_vec4(),
    }
}

/// A picture that is held is in the inputs themselves; only one that fades out is mixed in.
fn mix(inputs: &FrameInputs) -> glam::Vec4 {
    let mix = &inputs.mix;
    let kept_share = if inputs.kept.is_some() { mix.kept_share } else { 0.0 };
    row(DVec3::new(mix.picture_gain, mix.work_light_nits, kept_share), 0.0)
}

fn canvas_uniforms(canvas: &Canvas, inputs: &FrameInputs) -> CanvasUniforms {
    let (scale, offset) = canvas.range.code_scale_offset(canvas.bits);
    let greatest = f64::from((1_u32 << canvas.bits) - 1);
    let (amplitude, seed) = match canvas.dither {
        Dither::Off => (0.0, 0.0),
        Dither::Static => (1.0, 0.0),
        // f32 holds integers to 2^24; the seed repeats after that many frames.
        Dither::Animated => (1.0, (inputs.canvas_frame % (1 << 24)) as f64),
    };
    let [width, height] = canvas.size.map(f64::from);
    let transfer = f64::from(canvas.transfer.shader_id());
    CanvasUniforms {
        raster: row(DVec3::new(width, height, transfer), greatest),
        code: row(DVec3::new(scale, offset, amplitude), seed),
        mix: mix(inputs),
        limit: row(DVec3::new(inputs.governor_gain, inputs.max_nits, 0.0), 0.0),
    }
}
