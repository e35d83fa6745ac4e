//! Buffers: uniforms written each frame, storage written once.
//!
//! In: Pod values. Out: buffers. Not here: layouts of the values (`render::structs`).
//! Invariant: a uniform buffer of n slots keeps each slot at a dynamic offset of [`SLOT_BYTES`].

use wgpu::util::{BufferInitDescriptor, DeviceExt as _};
use wgpu::{Buffer, BufferDescriptor, BufferUsages};

use super::Gpu;

/// Distance between slots of a dynamic uniform buffer: the default limit's alignment times two.
pub const SLOT_BYTES: u64 = 512;

impl Gpu {
    /// A uniform buffer for one value of `bytes`.
    pub fn uniform(&self, label: &str, bytes: u64) -> Buffer {
        self.buffer(label, bytes, BufferUsages::UNIFORM | BufferUsages::COPY_DST)
    }

    /// A storage buffer that the CPU writes, or that a pass fills.
    pub fn storage(&self, label: &str, bytes: u64) -> Buffer {
        let usage = BufferUsages::STORAGE | BufferUsages::COPY_DST | BufferUsages::COPY_SRC;
        self.buffer(label, bytes, usage)
    }

    /// A buffer filled once.
    pub fn filled<T: bytemuck::Pod>(&self, label: &str, values: &[T], usage: BufferUsages) -> Buffer {
        let contents = bytemuck::cast_slice(values);
        self.device.create_buffer_init(&BufferInitDescriptor { label: Some(label), contents, usage })
    }

    /// Writes a value at a byte offset.
    pub fn write<T: bytemuck::Pod>(&self, buffer: &Buffer, offset: u64, value: &T) {
        self.queue.write_buffer(buffer, offset, bytemuck::bytes_of(value));
    }

    /// Writes values at a byte offset.
    pub fn write_slice<T: bytemuck::Pod>(&self, buffer: &Buffer, offset: u64, values: &[T]) {
        self.queue.write_buffer(buffer, offset, bytemuck::cast_slice(values));
    }

    /// A buffer of `bytes`.
    pub fn buffer(&self, label: &str, bytes: u64, usage: BufferUsages) -> Buffer {
        let size = bytes.max(16).next_multiple_of(16);
        self.device.create_buffer(&BufferDescriptor {
            label: Some(label),
            size,
            usage,
            mapped_at_creation: false,
        })
    }
}
