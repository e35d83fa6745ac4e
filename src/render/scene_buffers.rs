//! The world on the GPU: vertices, nodes, materials, textures.
//!
//! In: a [`Scene`]. Out: buffers, bind groups and a draw list. Not here: pipelines (`passes`), light (`environment_light`).
//! Invariant: the draw list is sorted once, by what the scene and the stage are, so a frame's order never depends on chance.

use std::ops::Range;

use glam::{DMat4, DVec3, Vec4};
use wgpu::{
    BindGroup, BindGroupLayout, BindingResource, Sampler, ShaderStages, TextureFormat, TextureViewDimension,
};

use crate::gpu::Gpu;
use crate::gpu::pipeline::{SAMPLER, UNIFORM, texture};
use crate::gpu::texture::{Shape, Target};
use crate::scene::material::{Coding, Wrap};
use crate::scene::{AlphaMode, Material, Primitive, Scene, SeenBy, Sway, TextureSlot, Vertex};

use super::chunks::{self, Chunk};
use super::passes::stars::StarBuffer;
use super::structs::{MaterialUniforms, NodeTransform, matrix};

/// How uneven a floor may be, metres.
const FLOOR_M: f64 = 0.001;

/// Ways a texture coordinate wraps; a sampler is made for each pair.
const WRAPS: [Wrap; 3] = [Wrap::Repeat, Wrap::Mirror, Wrap::Clamp];

/// One draw.
#[derive(Clone, Debug)]
pub struct DrawItem {
    /// Node index = instance.
    pub node: u32,
    /// Indices to draw.
    pub indices: Range<u32>,
    /// Added to each index.
    pub base_vertex: i32,
    /// Material.
    pub material: usize,
    /// Whether its material has holes.
    pub is_masked: bool,
    /// Whether it is level and nothing lies lower: light from above passes nothing on its way to it, and finds nothing behind it.
    pub is_floor: bool,
    /// Which frusta draw it.
    pub seen_by: SeenBy,
    /// Middle of its bounds in the world.
    pub centre: DVec3,
    /// Radius round the middle, metres.
    pub radius_m: f64,
}

/// The world on the GPU.
#[derive(Debug)]
pub struct SceneBuffers {
    /// [`Vertex`] of every primitive.
    pub vertices: wgpu::Buffer,
    /// u32 indices of every primitive.
    pub indices: wgpu::Buffer,
    /// [`NodeTransform`] of every node.
    pub nodes: wgpu::Buffer,
    /// Layout of group 2.
    pub material_layout: BindGroupLayout,
    /// One group a material.
    pub materials: Vec<BindGroup>,
    /// What to draw, in order.
    pub items: Vec<DrawItem>,
    /// The stars over it.
    pub stars: StarBuffer,
    /// Whether the wind moves any node.
    pub sways: bool,
}

/// The vertex buffer layout of [`Vertex`].
pub const VERTEX_LAYOUT: wgpu::VertexBufferLayout<'static> = wgpu::VertexBufferLayout {
    array_stride: size_of::<Vertex>() as u64,
    step_mode: wgpu::VertexStepMode::Vertex,
    attributes: &wgpu::vertex_attr_array![0 => Float32x3, 1 => Float32x3, 2 => Float32x4, 3 => Float32x4, 4 => Float32x4],
};

/// Layout of group 2: one material.
pub fn material_layout(gpu: &Gpu) -> BindGroupLayout {
    let map = texture(TextureViewDimension::D2);
    let mut bindings = vec![UNIFORM];
    for _ in 0..5 {
        bindings.extend([map, SAMPLER]);
    }
    gpu.layout("scene/material", ShaderStages::FRAGMENT, &bindings)
}

impl SceneBuffers {
    /// Uploads a scene for a stage that stands at `origin` in the world.
    pub fn new(gpu: &Gpu, scene: &Scene, origin: DVec3) -> Self {
        let (mut vertices, mut indices, mut items) = (Vec::new(), Vec::new(), Vec::new());
        let mut transforms = Vec::with_capacity(scene.nodes.len());
        let mut placed_meshes = vec![None; scene.meshes.len()];
        let levels = levels(scene);
        let lowest = levels.iter().map(|[low, _]| *low).fold(f64::INFINITY, f64::min);
        for (index, (world_from_node, visible)) in scene.world_from_nodes().into_iter().enumerate() {
            let node = &scene.nodes[index];
            let mut transform = NodeTransform {
                world_from_node: matrix(world_from_node),
                normal_from_node: matrix(world_from_node.inverse().transpose()),
            };
            transform.normal_from_node.w_axis.x = f32::from(node.sway as u8);
            transforms.push(transform);
            let Some(mesh) = node.mesh.filter(|_| visible) else { continue };
            let placed = placed_meshes[mesh].get_or_insert_with(|| {
                let primitives = &scene.meshes[mesh].primitives;
                primitives
                    .iter()
                    .map(|primitive| place(primitive, &mut vertices, &mut indices))
                    .collect::<Vec<_>>()
            });
            for (primitive, (first_index, base_vertex, chunks)) in
                scene.meshes[mesh].primitives.iter().zip(placed)
            {
                items.extend(chunks.iter().map(|chunk| DrawItem {
                    node: index as u32,
                    indices: *first_index + chunk.indices.start..*first_index + chunk.indices.end,
                    base_vertex: *base_vertex,
                    material: primitive.material,
                    is_masked: scene.materials[primitive.material].alpha != AlphaMode::Opaque,
                    is_floor: levels[index][1] <= lowest + FLOOR_M,
                    seen_by: node.seen_by,
                    centre: world_from_node.transform_point3(chunk.centre),
                    radius_m: chunk.radius_m * scale(&world_from_node),
                }));
            }
        }
        // Whole before masked, near before far as seen from the stage: what is hidden is not shaded. The order does
        // not follow the view, so it never changes from frame to frame.
        items.sort_by(|a, b| {
            let far = |item: &DrawItem| (item.centre.distance(origin) - item.radius_m).max(0.0);
            a.is_masked.cmp(&b.is_masked).then(far(a).total_cmp(&far(b)))
        });
        if vertices.is_empty() {
            vertices.push(bytemuck::Zeroable::zeroed());
            indices.push(0);
        }
        if transforms.is_empty() {
            transforms.push(NodeTransform::default());
        }
        let layout = material_layout(gpu);
        let materials = materials(gpu, scene, &layout);
        Self {
            vertices: gpu.filled("scene/vertices", &vertices, wgpu::BufferUsages::VERTEX),
            indices: gpu.filled("scene/indices", &indices, wgpu::BufferUsages::INDEX),
            nodes: gpu.filled("scene/nodes", &transforms, wgpu::BufferUsages::STORAGE),
            material_layout: layout,
            materials,
            items,
            stars: StarBuffer::new(gpu),
            sways: scene.nodes.iter().any(|node| node.sway != Sway::Stands),
        }
    }
}

/// Lowest and highest point of each node's mesh in the world, metres; of a node without one, or a hidden one, no number is between them.
fn levels(scene: &Scene) -> Vec<[f64; 2]> {
    let nodes = scene.world_from_nodes().into_iter().zip(&scene.nodes);
    let level = |((world_from_node, visible), node): ((DMat4, bool), &crate::scene::Node)| {
        let primitives = node.mesh.filter(|_| visible).map_or(&[][..], |mesh| &scene.meshes[mesh].primitives);
        let heights = primitives.iter().flat_map(|primitive| &primitive.vertices).map(|vertex| {
            world_from_node.transform_point3(DVec3::from_array(vertex.position.map(f64::from))).y
        });
        heights.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], y| [low.min(y), high.max(y)])
    };
    nodes.map(level).collect()
}

/// Appends a primitive; returns its first index, base vertex and chunks (bounds in the node's frame).
fn place(
    primitive: &Primitive,
    vertices: &mut Vec<Vertex>,
    indices: &mut Vec<u32>,
) -> (u32, i32, Vec<Chunk>) {
    let (first, base) = (indices.len() as u32, vertices.len() as i32);
    let (reordered, chunks) = chunks::cut(primitive);
    vertices.extend_from_slice(&primitive.vertices);
    indices.extend_from_slice(&reordered);
    (first, base, chunks)
}

/// The most that a transform stretches a length.
fn scale(world_from_node: &DMat4) -> f64 {
    [world_from_node.x_axis, world_from_node.y_axis, world_from_node.z_axis]
        .map(|axis| axis.truncate().length())
        .into_iter()
        .fold(0.0, f64::max)
        // A shear can stretch more than its longest axis, by at most the square root of three.
        * if is_orthogonal(world_from_node) { 1.0 } else { 3.0_f64.sqrt() }
}

fn is_orthogonal(matrix: &DMat4) -> bool {
    let [x, y, z] = [matrix.x_axis, matrix.y_axis, matrix.z_axis].map(|axis| axis.truncate());
    let limit = 1e-6 * x.length().max(y.length()).max(z.length()).powi(2);
    x.dot(y).abs() < limit && y.dot(z).abs() < limit && z.dot(x).abs() < limit
}

fn materials(gpu: &Gpu, scene: &Scene, layout: &BindGroupLayout) -> Vec<BindGroup> {
    let images: Vec<Target> = scene
        .images
        .iter()
        .map(|image| {
            let format = match image.coding {
                Coding::Srgb => TextureFormat::Rgba8UnormSrgb,
                Coding::Linear => TextureFormat::Rgba8Unorm,
            };
            let mips = image.mips.len() as u32;
            let shape = Shape { mips, ..Shape::flat([image.width, image.height], format) };
            gpu.image(&format!("scene/image {}", image.name), shape, &image.mips.concat())
        })
        .collect();
    let white = gpu.image("scene/white", Shape::flat([1, 1], TextureFormat::Rgba8Unorm), &[255; 4]);
    let samplers = samplers(gpu);
    let bind = |material: &Material| {
        let uniforms = uniforms(material);
        let buffer = gpu.filled("scene/material", &[uniforms], wgpu::BufferUsages::UNIFORM);
        let slots = slots(material);
        let mut resources = vec![buffer.as_entire_binding()];
        for slot in &slots {
            let view = slot.map_or(&white.view, |slot| &images[slot.image].view);
            let wrap = slot.map_or([Wrap::Repeat; 2], |slot| slot.wrap);
            resources.push(BindingResource::TextureView(view));
            resources.push(BindingResource::Sampler(&samplers[sampler_index(wrap)]));
        }
        gpu.group(&format!("scene/material {}", material.name), layout, &resources)
    };
    scene.materials.iter().map(bind).collect()
}

fn slots(material: &Material) -> [Option<TextureSlot>; 5] {
    [
        material.base_color_image,
        material.metallic_roughness_image,
        material.normal_image,
        material.occlusion_image,
        material.emissive_image,
    ]
}

fn uniforms(material: &Material) -> MaterialUniforms {
    let slots = slots(material);
    let set = |index: usize| slots[index].map_or(0.0, |slot| slot.uv_set as f32);
    let used: u32 = (0..5).filter(|index| slots[*index].is_some()).map(|index| 1 << index).sum();
    let cutoff = match material.alpha {
        AlphaMode::Opaque => -1.0,
        AlphaMode::Mask { cutoff } => cutoff,
    };
    let mut uv_transforms = [Vec4::ZERO; 10];
    for (index, slot) in slots.iter().enumerate() {
        let identity = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
        let rows = slot.map_or(identity, |slot| slot.transform);
        for (offset, [a, b, c]) in rows.into_iter().enumerate() {
            uv_transforms[2 * index + offset] = Vec4::new(a, b, c, 0.0);
        }
    }
    let flag = |is: bool| f32::from(u8::from(is));
    MaterialUniforms {
        base_color: Vec4::from_array(material.base_color),
        emissive: glam::Vec3::from_array(material.emissive).extend(cutoff),
        surface: Vec4::new(
            material.metallic,
            material.roughness,
            material.normal_scale,
            material.occlusion_strength,
        ),
        uv_sets: Vec4::new(set(0), set(1), set(2), set(3)),
        flags: Vec4::new(set(4), flag(slots[2].is_some()), flag(material.double_sided), used as f32),
        uv_transforms,
    }
}

fn samplers(gpu: &Gpu) -> Vec<Sampler> {
    let mode = |wrap: Wrap| match wrap {
        Wrap::Repeat => wgpu::AddressMode::Repeat,
        Wrap::Mirror => wgpu::AddressMode::MirrorRepeat,
        Wrap::Clamp => wgpu::AddressMode::ClampToEdge,
    };
    let pairs = WRAPS.iter().flat_map(|u| WRAPS.iter().map(move |v| (*u, *v)));
    pairs
        .map(|(u, v)| {
            gpu.device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("scene/sampler"),
                address_mode_u: mode(u),
                address_mode_v: mode(v),
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                mipmap_filter: wgpu::MipmapFilterMode::Linear,
                ..Default::default()
            })
        })
        .collect()
}

fn sampler_index(wrap: [Wrap; 2]) -> usize {
    let at = |wrap: Wrap| WRAPS.iter().position(|entry| *entry == wrap).unwrap_or(0);
    at(wrap[0]) * WRAPS.len() + at(wrap[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::show::load::{Files, show};

    /// The ground of the boxes' scene is level and lowest; what stands on it reaches higher.
    #[test]
    fn the_floor_is_what_lies_lowest() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sky/show.toml");
        let scene = show(Files::Disk, path, &|_, _| ()).unwrap().show.scene;
        let floors = levels(&scene);
        let lowest = floors.iter().map(|[low, _]| *low).fold(f64::INFINITY, f64::min);
        assert!((lowest + 0.2).abs() < 1e-6, "{lowest}");
        let names = scene.nodes.iter().zip(&floors).filter(|(_, [_, high])| *high <= lowest + FLOOR_M);
        // A node that has no mesh has no height and draws nothing.
        let with_mesh: Vec<_> =
            names.filter(|(node, _)| node.mesh.is_some()).map(|(node, _)| &node.name).collect();
        assert_eq!(with_mesh, ["ground"]);
    }
}
