//! Textures back to the CPU.
//!
//! In: a texture that can be copied from. Out: its mip 0, layer by layer, rows tightly packed.
//! Not here: file formats (`output`). Waits for the GPU: never on the frame thread of a live show.
//! Invariant: the bytes are the texture's, in its own format; nothing is converted but the named helpers' widening.

use half::f16;
use wgpu::{BufferDescriptor, BufferUsages, Extent3d, TexelCopyBufferInfo, TexelCopyBufferLayout};

use super::Gpu;

impl Gpu {
    /// All bytes of a buffer that can be copied from.
    pub fn read_buffer(&self, from: &wgpu::Buffer) -> Vec<u8> {
        let buffer = self.device.create_buffer(&BufferDescriptor {
            label: Some("readback/bytes"),
            size: from.size(),
            usage: BufferUsages::COPY_DST | BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let mut encoder = self.device.create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(from, 0, &buffer, 0, from.size());
        self.queue.submit([encoder.finish()]);
        self.map(&buffer)
    }

    /// Bytes of mip 0 of one layer.
    pub fn read(&self, texture: &wgpu::Texture, layer: u32) -> Vec<u8> {
        let size = Extent3d { depth_or_array_layers: 1, ..texture.size() };
        let texel = texture.format().block_copy_size(None).expect("color formats have a texel size");
        let row = size.width * texel;
        let stride = row.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let buffer = self.device.create_buffer(&BufferDescriptor {
            label: Some("readback/rows"),
            size: u64::from(stride) * u64::from(size.height),
            usage: BufferUsages::COPY_DST | BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        let mut encoder = self.device.create_command_encoder(&Default::default());
        encoder.copy_texture_to_buffer(
            wgpu::TexelCopyTextureInfo {
                texture,
                mip_level: 0,
                origin: wgpu::Origin3d { x: 0, y: 0, z: layer },
                aspect: wgpu::TextureAspect::All,
            },
            TexelCopyBufferInfo {
                buffer: &buffer,
                layout: TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(stride),
                    rows_per_image: None,
                },
            },
            size,
        );
        self.queue.submit([encoder.finish()]);
        let padded = self.map(&buffer);
        let mut rows = Vec::with_capacity(row as usize * size.height as usize);
        for line in padded.chunks(stride as usize) {
            rows.extend_from_slice(&line[..row as usize]);
        }
        rows
    }

    /// An rgba16float or rgba32float layer as f32.
    pub fn read_rgba_f32(&self, texture: &wgpu::Texture, layer: u32) -> Vec<[f32; 4]> {
        let bytes = self.read(texture, layer);
        match texture.format() {
            wgpu::TextureFormat::Rgba16Float => bytes
                .chunks_exact(8)
                .map(|texel| {
                    std::array::from_fn(|c| f16::from_le_bytes([texel[2 * c], texel[2 * c + 1]]).to_f32())
                })
                .collect(),
            _ => bytes
                .chunks_exact(16)
                .map(|texel| {
                    std::array::from_fn(|c| {
                        f32::from_le_bytes([
                            texel[4 * c],
                            texel[4 * c + 1],
                            texel[4 * c + 2],
                            texel[4 * c + 3],
                        ])
                    })
                })
                .collect(),
        }
    }

    /// A buffer that can be mapped, as bytes. Waits for the GPU.
    pub fn map(&self, buffer: &wgpu::Buffer) -> Vec<u8> {
        buffer.map_async(wgpu::MapMode::Read, .., |_| {});
        self.wait();
        // A lost device leaves the buffer unmapped: zeros, and the device-lost callback has said why.
        let bytes = buffer.get_mapped_range(..).map(|range| range.to_vec());
        bytes.unwrap_or_else(|_| vec![0; buffer.size() as usize])
    }

    /// Waits until everything submitted is done, but no longer than `limit`; false when it is not done yet.
    pub fn wait_at_most(&self, limit: std::time::Duration) -> bool {
        match self.device.poll(wgpu::PollType::Wait { submission_index: None, timeout: Some(limit) }) {
            Ok(_) => true,
            Err(wgpu::PollError::Timeout) => false,
            Err(error) => {
                tracing::error!(%error, "the GPU did not finish");
                true
            }
        }
    }

    /// Waits until everything submitted is done.
    pub fn wait(&self) {
        if let Err(error) = self.device.poll(wgpu::PollType::wait_indefinitely()) {
            tracing::error!(%error, "the GPU did not finish");
        }
    }
}
