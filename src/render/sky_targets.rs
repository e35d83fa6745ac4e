//! Everything that the live sky is drawn into, and the groups that its passes read.
//!
//! In: whether the scene has a live sky, how fine the wall is. Out: textures, buffers, bind groups. Not here: which layer holds
//! what (`sky_cache`), the draws (`passes`).
//! Invariant: made once; a scene with a fixed sky gets the same bindings of one texel each.

use wgpu::{
    BindGroup, BindingResource, Buffer, BufferUsages, TextureFormat, TextureView, TextureViewDimension,
};

use crate::gpu::Gpu;
use crate::gpu::texture::{Shape, Target};

use super::cloud_noise;
use super::passes::Layouts;
use super::sky_cache::Pools;
use super::sky_structs::SkyUniforms;

/// Distance between skies in their buffer.
pub const SKY_BYTES: u64 = (size_of::<SkyUniforms>() as u64).next_multiple_of(512);
/// Distance between lights of worlds in their buffer.
pub const LIGHT_BYTES: u64 = 256;
/// Width and height of the transmittance table: cosine of the zenith angle, height.
pub const TRANSMITTANCE_SIZE: [u32; 2] = [256, 64];
/// The multi-scattering table: cosine of the sun's zenith angle, height. 32 wide leaks light past the terminator (sky.md 0.3).
pub const MULTI_SCATTER_SIZE: [u32; 2] = [128, 32];
/// The clear sky: azimuth, elevation.
pub const SKY_VIEW_SIZE: [u32; 2] = [192, 128];
/// The air: azimuth, elevation.
pub const AIR_SIZE: [u32; 2] = [96, 64];
/// Distances of the air.
pub const AIR_SLICES: u32 = 24;
/// Side of the map of sunlight under the clouds.
pub const CLOUD_SHADOW_SIDE: u32 = 512;
/// The panorama that the environment's light is gathered from.
pub const PANORAMA_SIZE: [u32; 2] = [256, 128];
/// Its mips.
pub const PANORAMA_MIPS: u32 = 8;
/// Side and mips of the live prefiltered cube.
pub const LIVE_CUBE: (u32, u32) = (64, 5);
/// Side of the map of distances to the wall.
pub const WALL_DISTANCE_SIDE: u32 = 64;

/// Textures, buffers and groups of the sky.
#[derive(Debug)]
pub struct SkyTargets {
    /// Whether there is a live sky at all.
    pub is_live: bool,
    /// How many layers there are.
    pub pools: Pools,
    /// Uniforms: worlds, then look-up tables, then domes; [`SKY_BYTES`] apart.
    pub uniforms: Buffer,
    /// Worlds that have uniforms.
    pub worlds: usize,
    /// By layer of `sky_cache`, to draw into: transmittance, multiple scattering, sky view.
    pub table_layers: Vec<[TextureView; 3]>,
    /// By dome, to draw into: clouds, their shadow.
    pub cloud_layers: Vec<[TextureView; 2]>,
    /// By layer of `sky_cache`.
    pub transmittance: Target,
    /// By layer.
    pub multi_scatter: Target,
    /// By layer.
    pub sky_view: Target,
    /// A volume: `AIR_SLICES` layers an air, then one for each air and one for each dome that holds the fog before the sky.
    pub air: Target,
    /// By dome: light and transmittance of clouds.
    pub cloud_dome: Target,
    /// By dome: sunlight under them.
    pub cloud_shadow: Target,
    /// By dome: what its light is gathered from.
    pub panorama: Target,
    /// By dome, six faces each.
    pub live_cube: Target,
    /// By dome, nine coefficients each and a tenth.
    pub irradiance: Buffer,
    /// By light of `sky_cache`: the cube of two epochs, six faces each.
    pub world_cube: Target,
    /// By light, sixteen rows each of which ten are used: what was gathered.
    pub world_irradiance: Buffer,
    /// By view: the outer's eye, then inner and reference of each camera.
    pub wall_distance: Target,
    /// Group 1 of cloud passes.
    pub cloud_noise: BindGroup,
    /// Its layers, to draw into.
    pub wall_distance_layers: Vec<TextureView>,
    /// Group 3 of scene passes; a world's uniforms are chosen at `set_bind_group`.
    pub group: BindGroup,
    /// The same for the pass that makes the air, which cannot read it: another texture stands in its place.
    pub air_group: BindGroup,
    /// Group 0 of the passes that make tables, by layer: nothing made yet, transmittance made, both made, all three made.
    pub luts: Vec<[BindGroup; 4]>,
}

impl SkyTargets {
    /// Makes everything. `dome_side` is the side of a cloud dome in texels.
    pub fn new(
        gpu: &Gpu,
        layouts: &Layouts,
        is_live: bool,
        worlds: usize,
        views: u32,
        dome_side: u32,
    ) -> Self {
        let pools = Pools::new(worlds);
        let Pools { luts: lut_count, domes, airs } = pools;
        let slots = worlds + lut_count + domes;
        let uniforms = gpu.buffer(
            "sky/uniforms",
            slots as u64 * SKY_BYTES,
            BufferUsages::STORAGE | BufferUsages::UNIFORM | BufferUsages::COPY_DST,
        );
        let size = |size: [u32; 2]| if is_live { size } else { [1, 1] };
        let count = |layers: usize| if is_live { layers as u32 } else { 1 };
        let shape = |extent: [u32; 2], layers: u32, mips: u32| {
            let mips = if is_live { mips } else { 1 };
            Shape { layers, mips, ..Shape::flat(size(extent), TextureFormat::Rgba16Float) }
        };
        let target = |label: &str, extent: [u32; 2], layers: u32, mips: u32| {
            gpu.target(label, shape(extent, layers, mips))
        };
        let written = |label: &str, extent: [u32; 2], layers: u32, mips: u32| {
            gpu.written(label, shape(extent, layers, mips))
        };
        let medium = |label: &str, extent: [u32; 2]| {
            let shape =
                Shape { layers: count(lut_count), ..Shape::flat(size(extent), TextureFormat::Rgba16Float) };
            gpu.target_or_copied(label, shape)
        };
        let transmittance = medium("transmittance/lut", TRANSMITTANCE_SIZE);
        let multi_scatter = medium("multi_scatter/lut", MULTI_SCATTER_SIZE);
        let sky_view = target("sky_view/lut", SKY_VIEW_SIZE, count(lut_count), 1);
        let air_layers = count(airs * AIR_SLICES as usize + airs + domes).next_power_of_two();
        let [across, up] = size(AIR_SIZE);
        let volume = |label, size| gpu.written_volume(label, size, TextureFormat::Rgba16Float);
        let air = volume("air/volume", [across, up, air_layers]);
        let cloud_dome = target("cloud_dome/light", [dome_side; 2], count(domes), 1);
        let cloud_shadow = target("cloud_shadow/map", [CLOUD_SHADOW_SIDE; 2], count(domes), 1);
        let panorama = written("sky_light/panorama", PANORAMA_SIZE, count(domes), PANORAMA_MIPS);
        let live_cube = written("sky_light/cube", [LIVE_CUBE.0; 2], count(domes) * 6, LIVE_CUBE.1);
        let lights = Pools::new(worlds).airs;
        let world_cube = written("sky_blend/cube", [LIVE_CUBE.0; 2], count(lights) * 6, LIVE_CUBE.1);
        let world_irradiance = gpu.storage("sky_blend/irradiance", lights as u64 * LIGHT_BYTES);
        let wall_distance = target("wall_distance/map", [WALL_DISTANCE_SIDE; 2], views.max(1), 1);
        let wall_distance_layers = (0..views.max(1)).map(|layer| wall_distance.layer(layer, 0)).collect();
        let irradiance = gpu.storage("sky_light/irradiance", domes as u64 * 10 * 16);
        let clamp = sampler(gpu, wgpu::AddressMode::ClampToEdge);
        let turn = sampler(gpu, wgpu::AddressMode::Repeat);
        let array = |target: &Target| target.view_as(TextureViewDimension::D2Array);
        let cube = world_cube.view_as(TextureViewDimension::CubeArray);
        let resources = [
            slot(&uniforms),
            BindingResource::TextureView(&array(&sky_view)),
            BindingResource::TextureView(&air.view),
            BindingResource::TextureView(&array(&cloud_dome)),
            BindingResource::TextureView(&array(&cloud_shadow)),
            BindingResource::TextureView(&cube),
            irradiance.as_entire_binding(),
            BindingResource::TextureView(&array(&wall_distance)),
            BindingResource::Sampler(&clamp),
            BindingResource::Sampler(&turn),
        ];
        let group = gpu.group("sky/world", &layouts.sky, &resources);
        let mut without_air = resources.clone();
        let no_air = volume("air/none", [1; 3]);
        without_air[2] = BindingResource::TextureView(&no_air.view);
        let air_group = gpu.group("sky/before_air", &layouts.sky_stored, &without_air);
        let table = |layer| [&transmittance, &multi_scatter, &sky_view].map(|table| table.layer(layer, 0));
        let table_layers: Vec<_> = (0..count(lut_count)).map(table).collect();
        let clouds = |dome| [&cloud_dome, &cloud_shadow].map(|target| target.layer(dome, 0));
        let cloud_layers = (0..count(domes)).map(clouds).collect();
        let luts = table_layers.iter().map(|[one, two, three]| {
            let all = [
                slot(&uniforms),
                BindingResource::Sampler(&clamp),
                BindingResource::TextureView(one),
                BindingResource::TextureView(two),
                BindingResource::TextureView(three),
            ];
            [0, 1, 2, 3].map(|made| gpu.group("sky/luts", &layouts.luts[made], &all[..2 + made]))
        });
        let luts = luts.collect();
        Self {
            is_live,
            pools,
            uniforms,
            worlds,
            table_layers,
            cloud_layers,
            transmittance,
            multi_scatter,
            sky_view,
            air,
            cloud_dome,
            cloud_shadow,
            panorama,
            live_cube,
            irradiance,
            world_cube,
            world_irradiance,
            wall_distance,
            cloud_noise: cloud_noise::bake(gpu, &layouts.cloud_noise, is_live),
            wall_distance_layers,
            group,
            air_group,
            luts,
        }
    }

    /// Copies the tables of a medium from layer to layer.
    pub(super) fn copy_medium(&self, encoder: &mut wgpu::CommandEncoder, from: usize, to: usize) {
        for table in [&self.transmittance.texture, &self.multi_scatter.texture] {
            let at = |layer: usize| {
                let mut at = table.as_image_copy();
                at.origin.z = layer as u32;
                at
            };
            encoder.copy_texture_to_texture(
                at(from),
                at(to),
                wgpu::Extent3d { depth_or_array_layers: 1, ..table.size() },
            );
        }
    }

    /// Where a world's uniforms stand, bytes.
    pub fn world_offset(&self, world: usize) -> u32 {
        (world as u64 * SKY_BYTES) as u32
    }

    /// Where those of a look-up table's packet stand.
    pub fn lut_offset(&self, layer: usize) -> u32 {
        self.world_offset(self.worlds + layer)
    }

    /// Where those of a dome's packet stand.
    pub fn dome_offset(&self, dome: usize) -> u32 {
        self.world_offset(self.worlds + self.pools.luts + dome)
    }

    /// The layer of `air` that holds the fog before the sky of an air.
    pub fn air_sky_layer(&self, air: usize) -> u32 {
        self.pools.airs as u32 * AIR_SLICES + air as u32
    }

    /// The same of a dome, whose light has it too.
    pub fn dome_sky_layer(&self, dome: usize) -> u32 {
        self.air_sky_layer(self.pools.airs + dome)
    }
}

fn slot(buffer: &Buffer) -> BindingResource<'_> {
    let size = std::num::NonZeroU64::new(size_of::<SkyUniforms>() as u64);
    BindingResource::Buffer(wgpu::BufferBinding { buffer, offset: 0, size })
}

fn sampler(gpu: &Gpu, across: wgpu::AddressMode) -> wgpu::Sampler {
    gpu.device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("sky"),
        address_mode_u: across,
        mag_filter: wgpu::FilterMode::Linear,
        min_filter: wgpu::FilterMode::Linear,
        mipmap_filter: wgpu::MipmapFilterMode::Linear,
        ..Default::default()
    })
}
