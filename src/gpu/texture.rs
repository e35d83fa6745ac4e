//! Textures: targets to draw into and images to sample.
//!
//! In: labels, sizes, formats, bytes. Out: a texture with its view. Not here: what is drawn.
//! Invariant: every target can be copied from, so any of them can be read back or put on screen.

use wgpu::util::{DeviceExt as _, TextureDataOrder};
use wgpu::{Extent3d, TextureDescriptor, TextureDimension, TextureFormat, TextureUsages, TextureView};

use super::Gpu;

/// A texture and its whole view.
#[derive(Clone, Debug)]
pub struct Target {
    /// The texture.
    pub texture: wgpu::Texture,
    /// Its default view.
    pub view: TextureView,
}

/// What a texture is, apart from its content.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Width and height of mip 0.
    pub size: [u32; 2],
    /// Array layers.
    pub layers: u32,
    /// Mip levels.
    pub mips: u32,
    /// Samples a pixel, 1 or 4.
    pub samples: u32,
    /// Format.
    pub format: TextureFormat,
}

impl Shape {
    /// One layer, one mip, one sample.
    pub const fn flat(size: [u32; 2], format: TextureFormat) -> Self {
        Self { size, layers: 1, mips: 1, samples: 1, format }
    }
}

impl Gpu {
    /// A render target that can also be sampled and copied from.
    pub fn target(&self, label: &str, shape: Shape) -> Target {
        let sampled = TextureUsages::TEXTURE_BINDING | TextureUsages::COPY_SRC;
        let usage = TextureUsages::RENDER_ATTACHMENT
            | if shape.samples == 1 { sampled } else { TextureUsages::empty() };
        let texture = self.device.create_texture(&descriptor(label, shape, usage));
        let view = texture.create_view(&Default::default());
        Target { texture, view }
    }

    /// A render target that can be copied into too.
    pub fn target_or_copied(&self, label: &str, shape: Shape) -> Target {
        let usage = TextureUsages::RENDER_ATTACHMENT
            | TextureUsages::TEXTURE_BINDING
            | TextureUsages::COPY_SRC
            | TextureUsages::COPY_DST;
        let texture = self.device.create_texture(&descriptor(label, shape, usage));
        let view = texture.create_view(&Default::default());
        Target { texture, view }
    }

    /// The same, that compute passes write too.
    pub fn written(&self, label: &str, shape: Shape) -> Target {
        let usage = TextureUsages::TEXTURE_BINDING
            | TextureUsages::COPY_SRC
            | TextureUsages::RENDER_ATTACHMENT
            | TextureUsages::STORAGE_BINDING;
        let texture = self.device.create_texture(&descriptor(label, shape, usage));
        let view = texture.create_view(&Default::default());
        Target { texture, view }
    }

    /// A texture that is copied into and sampled.
    pub fn copied(&self, label: &str, shape: Shape) -> wgpu::Texture {
        let usage = TextureUsages::TEXTURE_BINDING | TextureUsages::COPY_DST | TextureUsages::COPY_SRC;
        self.device.create_texture(&descriptor(label, shape, usage))
    }

    /// A volume of texels that a compute pass writes and others sample.
    pub fn written_volume(
        &self,
        label: &str,
        [width, height, depth]: [u32; 3],
        format: TextureFormat,
    ) -> Target {
        let shape = Shape { layers: depth, ..Shape::flat([width, height], format) };
        let usage = TextureUsages::STORAGE_BINDING | TextureUsages::TEXTURE_BINDING | TextureUsages::COPY_SRC;
        let dimension = TextureDimension::D3;
        let texture =
            self.device.create_texture(&TextureDescriptor { dimension, ..descriptor(label, shape, usage) });
        let view = texture.create_view(&Default::default());
        Target { texture, view }
    }

    /// A sampled texture filled with `bytes`: all mips, tightly packed.
    pub fn image(&self, label: &str, shape: Shape, bytes: &[u8]) -> Target {
        let usage = TextureUsages::TEXTURE_BINDING | TextureUsages::COPY_DST;
        let texture = self.device.create_texture_with_data(
            &self.queue,
            &descriptor(label, shape, usage),
            TextureDataOrder::LayerMajor,
            bytes,
        );
        let view = texture.create_view(&Default::default());
        Target { texture, view }
    }
}

impl Target {
    /// A view of one layer and mip, to draw into.
    pub fn layer(&self, layer: u32, mip: u32) -> TextureView {
        self.texture.create_view(&wgpu::TextureViewDescriptor {
            dimension: Some(wgpu::TextureViewDimension::D2),
            base_array_layer: layer,
            array_layer_count: Some(1),
            base_mip_level: mip,
            mip_level_count: Some(1),
            ..Default::default()
        })
    }

    /// A view of some layers and one mip as an array, to be written by a compute pass.
    pub fn layers(&self, first: u32, count: u32, mip: u32) -> TextureView {
        self.texture.create_view(&wgpu::TextureViewDescriptor {
            dimension: Some(wgpu::TextureViewDimension::D2Array),
            base_array_layer: first,
            array_layer_count: Some(count),
            base_mip_level: mip,
            mip_level_count: Some(1),
            ..Default::default()
        })
    }

    /// A view of one layer with all its mips, to sample.
    pub fn mips(&self, layer: u32) -> TextureView {
        self.texture.create_view(&wgpu::TextureViewDescriptor {
            dimension: Some(wgpu::TextureViewDimension::D2),
            base_array_layer: layer,
            array_layer_count: Some(1),
            ..Default::default()
        })
    }

    /// A view of every layer with another dimension (array, cube).
    pub fn view_as(&self, dimension: wgpu::TextureViewDimension) -> TextureView {
        self.texture
            .create_view(&wgpu::TextureViewDescriptor { dimension: Some(dimension), ..Default::default() })
    }
}

fn descriptor(label: &str, shape: Shape, usage: TextureUsages) -> TextureDescriptor<'_> {
    TextureDescriptor {
        label: Some(label),
        size: Extent3d { width: shape.size[0], height: shape.size[1], depth_or_array_layers: shape.layers },
        mip_level_count: shape.mips,
        sample_count: shape.samples,
        dimension: TextureDimension::D2,
        format: shape.format,
        usage,
        view_formats: &[],
    }
}
