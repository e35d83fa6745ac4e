//! Depth of the scene from the sun, three concentric cascades round the stage origin.
//!
//! In: the draw list, cascade matrices. Out: the layers of one depth array. Not here: reading it (`shaders/scene/opaque.wgsl`).
//! Invariant: cascades depend on sun, stage and radii only, so all views share them (DESIGN.md invariant 11).

use glam::{DMat4, DVec3, DVec4};

use crate::gpu::Gpu;
use crate::gpu::pipeline::Draw;
use crate::gpu::texture::{Shape, Target};
use crate::gpu::upload::SLOT_BYTES;
use crate::render::scene_buffers::{SceneBuffers, VERTEX_LAYOUT};
use crate::render::targets::DEPTH;

use super::lit::SceneGroups;
use super::{Layouts, Recorder, depth};

/// Radii of the cascades round the stage origin, metres: the set's surroundings, the near world, the far world.
pub const RADII_M: [f64; CASCADES] = [14.0, 80.0, 900.0];
/// How many cascades.
pub const CASCADES: usize = 3;
/// Side of each map in texels: 14 mm, 78 mm and 0.9 m a texel.
pub const SIDE: u32 = 2048;

/// Depth of a cascade in its radii. Casters that far sunward throw shadows in: a mesa 1 km away still shades the road at sunset.
const TOWARD: f64 = 8.0;
const AWAY: f64 = 2.0;

/// The pass and its map.
#[derive(Debug)]
pub struct Shadow {
    /// For what is whole: depth alone. For what its alpha cuts.
    pipelines: [wgpu::RenderPipeline; 2],
    /// Three layers of depth.
    pub map: Target,
    layers: [wgpu::TextureView; 3],
}

impl Shadow {
    /// Compiles the pass and makes its map.
    pub fn new(gpu: &Gpu, layouts: &Layouts, material: &wgpu::BindGroupLayout) -> Self {
        let empty = gpu.layout("shadow/unused", wgpu::ShaderStages::NONE, &[]);
        let pipeline = |label, fragment| {
            gpu.render_pipeline(&Draw {
                label,
                shader: "scene/shadow.wgsl",
                vertex: "vs_main",
                fragment,
                groups: &[&empty, &layouts.view, material, &layouts.sky],
                vertex_buffer: Some(VERTEX_LAYOUT),
                color: None,
                blend: None,
                depth: Some(wgpu::DepthStencilState {
                    format: DEPTH,
                    depth_write_enabled: Some(true),
                    depth_compare: Some(wgpu::CompareFunction::LessEqual),
                    stencil: Default::default(),
                    bias: wgpu::DepthBiasState { constant: 2, slope_scale: 2.0, clamp: 0.0 },
                }),
                cull: None,
                samples: 1,
            })
        };
        let pipelines = [pipeline("shadow/whole", None), pipeline("shadow/masked", Some("fs_main"))];
        let map = gpu.target("shadow/map", Shape { layers: 3, ..Shape::flat([SIDE, SIDE], DEPTH) });
        let layers = [0, 1, 2].map(|layer| map.layer(layer, 0));
        Self { pipelines, map, layers }
    }

    /// Records a cascade round an origin, for a light to which `to_light` is unit; the view group holds all their matrices from a slot on.
    pub fn record(
        &self,
        recorder: &mut Recorder<'_>,
        buffers: &SceneBuffers,
        (groups, first_slot): (SceneGroups<'_>, usize),
        (cascade, (origin, to_light)): (usize, (DVec3, DVec3)),
    ) {
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("shadow/cascade"),
            depth_stencil_attachment: Some(depth(&self.layers[cascade], 1.0, wgpu::StoreOp::Store)),
            timestamp_writes: recorder.timers.render("shadow"),
            ..Default::default()
        });
        pass.set_bind_group(1, groups.view, &[(first_slot + cascade) as u32 * SLOT_BYTES as u32]);
        pass.set_bind_group(3, groups.sky.0, &[groups.sky.1]);
        pass.set_vertex_buffer(0, buffers.vertices.slice(..));
        pass.set_index_buffer(buffers.indices.slice(..), wgpu::IndexFormat::Uint32);
        let (mut bound, mut drawing) = (usize::MAX, None);
        for item in &buffers.items {
            let is_idle = item.is_floor && to_light.y > 0.0;
            if is_idle || !reaches(item.centre - origin, item.radius_m, to_light, RADII_M[cascade]) {
                continue;
            }
            if drawing != Some(item.is_masked) {
                pass.set_pipeline(&self.pipelines[usize::from(item.is_masked)]);
                drawing = Some(item.is_masked);
            }
            if bound != item.material {
                pass.set_bind_group(2, &buffers.materials[item.material], &[]);
                bound = item.material;
            }
            pass.draw_indexed(item.indices.clone(), item.base_vertex, item.node..item.node + 1);
        }
    }
}

/// Whether a sphere so far from the origin may be in a cascade: its matrix turns about the light, so the circle round its square counts.
fn reaches(from_origin: DVec3, sphere_m: f64, to_sun: DVec3, cascade_m: f64) -> bool {
    let along = from_origin.dot(to_sun);
    let across = (from_origin - to_sun * along).length();
    let is_deep = (-AWAY * cascade_m - sphere_m..=TOWARD * cascade_m + sphere_m).contains(&along);
    is_deep && across <= std::f64::consts::SQRT_2 * cascade_m + sphere_m
}

/// Clip from world of a cascade: orthographic along the light, depth 0 toward the sun, to which `to_sun` is unit.
pub fn clip_from_world(to_sun: DVec3, origin: DVec3, cascade: usize) -> DMat4 {
    let side = if to_sun.y.abs() > 0.99 { DVec3::X } else { DVec3::Y };
    let right = side.cross(to_sun).normalize();
    let up = to_sun.cross(right);
    let radius = RADII_M[cascade];
    let (toward, away) = (TOWARD * radius, AWAY * radius);
    let light_from_world = DMat4::from_cols(
        DVec4::new(right.x, up.x, to_sun.x, 0.0),
        DVec4::new(right.y, up.y, to_sun.y, 0.0),
        DVec4::new(right.z, up.z, to_sun.z, 0.0),
        DVec4::new(-right.dot(origin), -up.dot(origin), -to_sun.dot(origin), 1.0),
    );
    let clip_from_light = DMat4::from_cols(
        DVec4::new(1.0 / radius, 0.0, 0.0, 0.0),
        DVec4::new(0.0, 1.0 / radius, 0.0, 0.0),
        DVec4::new(0.0, 0.0, -1.0 / (toward + away), 0.0),
        DVec4::new(0.0, 0.0, toward / (toward + away), 1.0),
    );
    clip_from_light * light_from_world
}

#[cfg(test)]
mod tests {
    use super::*;
    use glam::Vec4Swizzles as _;

    /// Every point that a cascade's matrix keeps is in a sphere that reaches it, and far more spheres do not than the ball of its depth
    /// would leave out.
    #[test]
    fn culling_keeps_what_casts() {
        let origin = DVec3::new(3.0, 1.0, -20.0);
        let (mut kept, mut seen, mut all) = (0, 0, 0);
        for sun in 0..40 {
            let turn = f64::from(sun) * 2.4;
            let height = f64::from(sun % 10) / 10.0;
            let level = (1.0 - height * height).sqrt();
            let to_sun = DVec3::new(level * turn.sin(), height, level * turn.cos());
            let clip = clip_from_world(to_sun, origin, 0);
            for index in 0..1000 {
                let lane = |step: f64| (f64::from(index) * step).fract() * 280.0 - 140.0;
                let from_origin = DVec3::new(lane(0.618_034), lane(0.754_878), lane(0.569_84));
                let at = clip * (origin + from_origin).extend(1.0);
                let is_seen = at.xy().abs().max_element() <= 1.0 && (0.0..=1.0).contains(&at.z);
                let is_kept = reaches(from_origin, 0.0, to_sun, RADII_M[0]);
                assert!(is_kept || !is_seen, "{from_origin} under {to_sun}");
                // A large thing beside it reaches in.
                let inside = origin + from_origin * 0.01 - origin;
                let away = from_origin - inside;
                assert!(reaches(from_origin, away.length() + 20.0, to_sun, RADII_M[0]));
                (kept, seen, all) = (kept + i32::from(is_kept), seen + i32::from(is_seen), all + 1);
            }
        }
        assert!(seen > 100 && kept < 2 * seen && kept * 20 < all, "{kept} kept, {seen} seen of {all}");
    }
}
