//! Mirrors of the structs in `shaders/bind` and of the passes' own uniforms.
//!
//! In: f32 in 16-byte rows; each lane's meaning stands beside the WGSL field of the same name. Out: bytes for the GPU.
//! Not here: what fills them (`views`, `wall_buffers`, `passes`).
//! Invariant: name, order, offset and size of every field equal the WGSL's; `tests/cpu/shader_layout.rs` reads both.

use bytemuck::{Pod, Zeroable};
use glam::{DMat3, DMat4, DVec3, Mat4, UVec4, Vec4};

use crate::color::GradeStep;
use crate::gpu::mirror::{Mirror, gpu_struct, mirror_of};
use crate::scene::card::{Card, Effect, MOST_CARDS};
use crate::show::Cards;

use super::sky_structs::{CloudRecord, DomeRecord, FlashRecord, SkyUniforms};

/// Every mirror, for the layout test.
pub const MIRRORS: &[Mirror] = &[
    mirror_of::<FrameUniforms>(),
    mirror_of::<ViewUniforms>(),
    mirror_of::<NodeTransform>(),
    mirror_of::<MaterialUniforms>(),
    mirror_of::<PrefilterUniforms>(),
    mirror_of::<PanelRecord>(),
    mirror_of::<WallRecord>(),
    mirror_of::<CanvasUniforms>(),
    mirror_of::<GradeRecord>(),
    mirror_of::<OuterUniforms>(),
    mirror_of::<InnerUniforms>(),
    mirror_of::<CardRecord>(),
    mirror_of::<CardUniforms>(),
    mirror_of::<FlatUniforms>(),
    mirror_of::<CameraUniforms>(),
    mirror_of::<ToneMapUniforms>(),
    mirror_of::<SkyUniforms>(),
    mirror_of::<CloudRecord>(),
    mirror_of::<DomeRecord>(),
    mirror_of::<FlashRecord>(),
    mirror_of::<WallDistanceUniforms>(),
];

/// Group 0: what holds for every view of a frame.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct FrameUniforms {
    /// As in WGSL.
    pub light: Vec4,
    /// As in WGSL.
    pub to_sun: Vec4,
    /// As in WGSL.
    pub sun_lux: Vec4,
    /// As in WGSL.
    pub zenith_nits: Vec4,
    /// As in WGSL.
    pub horizon_nits: Vec4,
    /// As in WGSL.
    pub ground_nits: Vec4,
    /// As in WGSL.
    pub glow_nits: Vec4,
    /// As in WGSL.
    pub dome: Vec4,
    /// As in WGSL.
    pub stage_origin: Vec4,
    /// As in WGSL.
    pub cascade_radii_m: Vec4,
    /// As in WGSL.
    pub cascade_clip_from_world: [Mat4; 3],
    /// As in WGSL.
    pub irradiance: [Vec4; 10],
    /// As in WGSL.
    pub acescg_from_rec709: [Vec4; 3],
}
gpu_struct!(FrameUniforms: light, to_sun, sun_lux, zenith_nits, horizon_nits, ground_nits, glow_nits, dome, stage_origin, cascade_radii_m, cascade_clip_from_world, irradiance, acescg_from_rec709);

/// Group 1: one rendered view.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct ViewUniforms {
    /// As in WGSL.
    pub clip_from_world: Mat4,
    /// As in WGSL.
    pub world_from_view: Mat4,
    /// As in WGSL.
    pub pinhole: Vec4,
    /// As in WGSL.
    pub eye: Vec4,
}
gpu_struct!(ViewUniforms: clip_from_world, world_from_view, pinhole, eye);

/// Where a node stands in the world.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct NodeTransform {
    /// As in WGSL.
    pub world_from_node: Mat4,
    /// As in WGSL.
    pub normal_from_node: Mat4,
}
gpu_struct!(NodeTransform: world_from_node, normal_from_node);

/// Group 2 of scene draws: one material.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct MaterialUniforms {
    /// As in WGSL.
    pub base_color: Vec4,
    /// As in WGSL.
    pub emissive: Vec4,
    /// As in WGSL.
    pub surface: Vec4,
    /// As in WGSL.
    pub uv_sets: Vec4,
    /// As in WGSL.
    pub flags: Vec4,
    /// As in WGSL.
    pub uv_transforms: [Vec4; 10],
}
gpu_struct!(MaterialUniforms: base_color, emissive, surface, uv_sets, flags, uv_transforms);

/// One face and roughness of the prefiltered environment.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct PrefilterUniforms {
    /// As in WGSL.
    pub job: Vec4,
    /// As in WGSL.
    pub source: Vec4,
}
gpu_struct!(PrefilterUniforms: job, source);

/// One placed panel.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct PanelRecord {
    /// As in WGSL.
    pub corner: Vec4,
    /// As in WGSL.
    pub right: Vec4,
    /// As in WGSL.
    pub down: Vec4,
    /// As in WGSL.
    pub slot: Vec4,
    /// As in WGSL.
    pub place: Vec4,
    /// As in WGSL.
    pub outline_start: Vec4,
    /// As in WGSL.
    pub outline_end: Vec4,
}
gpu_struct!(PanelRecord: corner, right, down, slot, place, outline_start, outline_end);

/// One wall's light and gamut.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct WallRecord {
    /// As in WGSL.
    pub light: Vec4,
    /// As in WGSL.
    pub wall_from_acescg: [Vec4; 3],
    /// As in WGSL.
    pub acescg_from_wall: [Vec4; 3],
    /// As in WGSL.
    pub acescg_from_xyz: [Vec4; 3],
}
gpu_struct!(WallRecord: light, wall_from_acescg, acescg_from_wall, acescg_from_xyz);

/// One canvas: raster and coding.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct CanvasUniforms {
    /// As in WGSL.
    pub raster: Vec4,
    /// As in WGSL.
    pub code: Vec4,
    /// As in WGSL.
    pub mix: Vec4,
    /// As in WGSL.
    pub limit: Vec4,
}
gpu_struct!(CanvasUniforms: raster, code, mix, limit);

/// One step of grade.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct GradeRecord {
    /// As in WGSL.
    pub matrix: [Vec4; 3],
    /// As in WGSL.
    pub slope: Vec4,
    /// As in WGSL.
    pub offset: Vec4,
    /// As in WGSL.
    pub power: Vec4,
}
gpu_struct!(GradeRecord: matrix, slope, offset, power);

impl From<&GradeStep> for GradeRecord {
    fn from(step: &GradeStep) -> Self {
        let is = |yes: bool| f64::from(u8::from(yes));
        let DMat3 { x_axis, y_axis, z_axis } = step.matrix;
        Self {
            matrix: [
                row(x_axis, is(step.is_active)),
                row(y_axis, is(step.has_log)),
                row(z_axis, step.scene_per_unit),
            ],
            slope: row(step.cdl.slope, step.contrast),
            offset: row(step.cdl.offset, step.cdl.saturation),
            power: row(step.cdl.power, step.saturation),
        }
    }
}

/// The outer frustum's faces.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct OuterUniforms {
    /// As in WGSL.
    pub origin: Vec4,
    /// As in WGSL.
    pub layers: [Vec4; 2],
    /// As in WGSL.
    pub raster: Vec4,
    /// As in WGSL.
    pub grades: [GradeRecord; 3],
    /// As in WGSL.
    pub cards: CardUniforms,
}
gpu_struct!(OuterUniforms: origin, layers, raster, grades, cards);

/// One camera's inner frustum on the wall.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct InnerUniforms {
    /// As in WGSL.
    pub view_from_stage: [Vec4; 3],
    /// As in WGSL.
    pub pupil: Vec4,
    /// As in WGSL.
    pub pinhole: Vec4,
    /// As in WGSL.
    pub raster: Vec4,
    /// As in WGSL.
    pub layer: Vec4,
    /// As in WGSL.
    pub true_pupil_in_world: Vec4,
    /// As in WGSL.
    pub stage_from_world: [Vec4; 3],
    /// As in WGSL.
    pub grades: [GradeRecord; 2],
}
gpu_struct!(InnerUniforms: view_from_stage, pupil, pinhole, raster, layer, true_pupil_in_world, stage_from_world, grades);

/// One light card or flag.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct CardRecord {
    /// As in WGSL.
    pub axis: Vec4,
    /// As in WGSL.
    pub right: Vec4,
    /// As in WGSL.
    pub up: Vec4,
    /// As in WGSL.
    pub light: Vec4,
    /// As in WGSL.
    pub edge: Vec4,
}
gpu_struct!(CardRecord: axis, right, up, light, edge);

impl From<&Card> for CardRecord {
    fn from(card: &Card) -> Self {
        let (xyz_nits, stops) = match card.effect {
            Effect::Adds(xyz_nits) => (xyz_nits, 0.0),
            Effect::Cuts(stops) => (DVec3::ZERO, stops),
        };
        Self {
            axis: row(card.axis, card.shape as u32 as f64),
            right: row(card.right, card.half_rad.x),
            up: row(card.up, card.half_rad.y),
            light: row(xyz_nits / 100.0, stops),
            edge: row(DVec3::new(card.feather_rad, card.least_cosine(), 0.0), 0.0),
        }
    }
}

/// All light cards and flags that are on.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct CardUniforms {
    /// As in WGSL.
    pub count: UVec4,
    /// As in WGSL.
    pub records: [CardRecord; MOST_CARDS],
}
gpu_struct!(CardUniforms: count, records);

impl CardUniforms {
    /// Of a frame's cards: those over inner frusta first.
    pub fn new(cards: &Cards) -> Self {
        let mut uniforms = Self::default();
        let over = cards.on().filter(|card| card.is_over);
        let under = cards.on().filter(|card| !card.is_over);
        for (record, card) in uniforms.records.iter_mut().zip(over.chain(under)) {
            *record = card.into();
            uniforms.count.x += 1;
            uniforms.count.y += u32::from(card.is_over);
        }
        uniforms
    }
}

/// One job of exact light on the wall: chroma or a pattern.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct FlatUniforms {
    /// As in WGSL.
    pub job: UVec4,
    /// As in WGSL.
    pub chroma: UVec4,
    /// As in WGSL.
    pub size: Vec4,
    /// As in WGSL.
    pub count: UVec4,
    /// As in WGSL.
    pub caption: [UVec4; 3],
}
gpu_struct!(FlatUniforms: job, chroma, size, count, caption);

/// A camera that looks at the stage.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct CameraUniforms {
    /// As in WGSL.
    pub clip_from_stage: Mat4,
    /// As in WGSL.
    pub stage_from_view: Mat4,
    /// As in WGSL.
    pub pinhole: Vec4,
}
gpu_struct!(CameraUniforms: clip_from_stage, stage_from_view, pinhole);

/// A linear target on its way to a desk monitor.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct ToneMapUniforms {
    /// As in WGSL.
    pub scale: Vec4,
    /// As in WGSL.
    pub rec709_from_source: [Vec4; 3],
}
gpu_struct!(ToneMapUniforms: scale, rec709_from_source);

/// An eye, and how the world's axes lie on the stage.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
pub struct WallDistanceUniforms {
    /// As in WGSL.
    pub eye: Vec4,
    /// As in WGSL.
    pub stage_from_world: [Vec4; 3],
}
gpu_struct!(WallDistanceUniforms: eye, stage_from_world);

/// A vector and its fourth lane.
pub fn row(xyz: DVec3, w: f64) -> Vec4 {
    xyz.as_vec3().extend(w as f32)
}

/// Columns of a 3x3 matrix, padded.
pub fn columns(matrix: DMat3) -> [Vec4; 3] {
    [row(matrix.x_axis, 0.0), row(matrix.y_axis, 0.0), row(matrix.z_axis, 0.0)]
}

/// A matrix in f32.
pub fn matrix(matrix: DMat4) -> Mat4 {
    matrix.as_mat4()
}
