//! One lit view: surfaces, then the sky and its stars behind them, resolved linearly from four samples.
//!
//! In: a view's slot and targets. Out: its light. Not here: the pipelines (`opaque`, `sky`, `stars`).
//! Invariant: the draw list is culled by the view's own planes, which changes no pixel.

use glam::DVec3;

use crate::gpu::upload::SLOT_BYTES;
use crate::math::Pose;
use crate::render::scene_buffers::{DrawItem, SceneBuffers};
use crate::render::targets::ViewTargets;
use crate::render::views::View;
use crate::scene::SeenBy;
use crate::show::WorldInputs;
use crate::sky::SkyPacket;

use super::stars::Stars;
use super::{Passes, Recorder, cleared, depth};

/// Everything that a lit view is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Lit<'a> {
    /// Name for labels and timers.
    pub name: &'static str,
    /// The view.
    pub view: View,
    /// Slot of its uniforms.
    pub slot: usize,
    /// Which nodes it draws besides those that all frusta see.
    pub kind: SeenBy,
    /// Where it resolves to.
    pub resolve: &'a wgpu::TextureView,
    /// What falls in it; nothing in the outer, which gets the light alone.
    pub falling: Option<&'a SkyPacket>,
}

/// Groups that scene draws share.
#[derive(Clone, Copy, Debug)]
pub struct SceneGroups<'a> {
    /// Group 0.
    pub frame: &'a wgpu::BindGroup,
    /// Where the world that the view is drawn from stands in its buffer, bytes.
    pub world_offset: u32,
    /// Group 1.
    pub view: &'a wgpu::BindGroup,
    /// Group 3, and where the world's sky stands in its buffer, bytes.
    pub sky: (&'a wgpu::BindGroup, u32),
}

impl Passes {
    /// Records a lit view.
    pub fn record_lit(
        &self,
        recorder: &mut Recorder<'_>,
        buffers: &SceneBuffers,
        groups: SceneGroups<'_>,
        targets: &ViewTargets,
        lit: &Lit<'_>,
        world: &WorldInputs,
    ) {
        let mut color = cleared(&targets.color.view, wgpu::Color::BLACK);
        color.resolve_target = Some(lit.resolve);
        color.ops.store = wgpu::StoreOp::Discard;
        let mut pass = recorder.encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some(lit.name),
            color_attachments: &[Some(color)],
            depth_stencil_attachment: Some(depth(&targets.depth.view, 0.0, wgpu::StoreOp::Discard)),
            timestamp_writes: recorder.timers.render(lit.name),
            ..Default::default()
        });
        pass.set_bind_group(0, groups.frame, &[groups.world_offset]);
        pass.set_bind_group(1, groups.view, &[lit.slot as u32 * SLOT_BYTES as u32]);
        pass.set_bind_group(3, groups.sky.0, &[groups.sky.1]);
        let pipelines = [&self.opaque.whole, &self.opaque.masked];
        draw_visible(&mut pass, pipelines, buffers, (&lit.view, lit.kind), &world.world_from_stage);
        pass.set_pipeline(&self.sky.pipeline);
        // A material's group stands where this pipeline has none, and what is bound above it is disturbed.
        pass.set_bind_group(3, groups.sky.0, &[groups.sky.1]);
        pass.draw(0..3, 0..1);
        if world.sky.is_some_and(|sky| Stars::are_seen(&sky.now)) {
            self.stars.draw(&mut pass, &buffers.stars, groups.sky);
        }
        if let Some(packet) = lit.falling {
            self.precipitation.draw(&mut pass, packet);
        }
    }
}

/// Draws the items that a view can see, whole ones with the first pipeline and masked ones with the second;
/// groups 0 and 1 are set.
pub fn draw_visible(
    pass: &mut wgpu::RenderPass<'_>,
    pipelines: [&wgpu::RenderPipeline; 2],
    buffers: &SceneBuffers,
    (view, kind): (&View, SeenBy),
    world_from_stage: &Pose,
) {
    let view_from_world = world_from_stage.then(&view.stage_from_view).inverse();
    pass.set_vertex_buffer(0, buffers.vertices.slice(..));
    pass.set_index_buffer(buffers.indices.slice(..), wgpu::IndexFormat::Uint32);
    let (mut bound, mut drawing) = (usize::MAX, None);
    for item in &buffers.items {
        let is_drawn = item.seen_by == SeenBy::Both || item.seen_by == kind;
        if !is_drawn || !is_visible(item, &view_from_world, view) {
            continue;
        }
        if drawing != Some(item.is_masked) {
            pass.set_pipeline(pipelines[usize::from(item.is_masked)]);
            drawing = Some(item.is_masked);
        }
        if bound != item.material {
            pass.set_bind_group(2, &buffers.materials[item.material], &[]);
            bound = item.material;
        }
        pass.draw_indexed(item.indices.clone(), item.base_vertex, item.node..item.node + 1);
    }
}

/// Whether a sphere touches the view's pyramid.
fn is_visible(item: &DrawItem, view_from_world: &Pose, view: &View) -> bool {
    let centre = view_from_world.transform_point(item.centre);
    let pinhole = &view.pinhole;
    let (left, right) = (pinhole.cx / pinhole.fx, (f64::from(pinhole.width) - pinhole.cx) / pinhole.fx);
    let (top, bottom) = (pinhole.cy / pinhole.fy, (f64::from(pinhole.height) - pinhole.cy) / pinhole.fy);
    let planes = [
        DVec3::new(1.0, 0.0, -left),
        DVec3::new(-1.0, 0.0, -right),
        DVec3::new(0.0, -1.0, -top),
        DVec3::new(0.0, 1.0, -bottom),
        DVec3::NEG_Z,
    ];
    planes.iter().all(|inward| centre.dot(*inward) > -item.radius_m * inward.length())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::Pinhole;

    #[test]
    fn culling_keeps_what_touches_the_pyramid() {
        let view = View { stage_from_view: Pose::IDENTITY, pinhole: Pinhole::symmetric(64, 64, 1.0, 1.0) };
        let item = |centre, radius_m| DrawItem {
            node: 0,
            indices: 0..0,
            base_vertex: 0,
            material: 0,
            is_masked: false,
            is_floor: false,
            seen_by: SeenBy::Both,
            centre,
            radius_m,
        };
        let sees = |centre, radius| is_visible(&item(centre, radius), &Pose::IDENTITY, &view);
        assert!(sees(DVec3::new(0.0, 0.0, -5.0), 0.1));
        assert!(sees(DVec3::new(5.5, 0.0, -5.0), 1.0), "a sphere that reaches over the right plane");
        assert!(!sees(DVec3::new(8.0, 0.0, -5.0), 1.0));
        assert!(!sees(DVec3::new(0.0, 0.0, 5.0), 1.0), "behind");
    }
}
