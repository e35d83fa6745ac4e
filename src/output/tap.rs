//! A canvas read back frame by frame for a pipe, without waiting.
//!
//! In: a renderer's code values after each frame. Out: frames for the writing thread, and a count of those that it missed.
//! Not here: formats and the thread (`output::pipe`).
//! Invariant: the frame thread never waits for the reader, nor for the GPU; buffers are made once. A frame that finds
//! no buffer is dropped from the pipe alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use wgpu::{Buffer, BufferDescriptor, BufferUsages, Extent3d, TexelCopyBufferInfo, TexelCopyBufferLayout};

use crate::gpu::Gpu;
use crate::gpu::texture::Target;
use crate::stage::Canvas;
use crate::stage::output::Pipe;
use crate::timing::Rate;

use super::pipe::{Layout, Writer};

/// Copies under way on the GPU: one is drawn, one is read.
const COPIES: usize = 3;
/// How long the end of a show waits for a pipe's reader.
const LAST_WAIT: Duration = Duration::from_secs(5);

const FREE: u8 = 0;
const UNDER_WAY: u8 = 1;
const ARRIVED: u8 = 2;

/// A copy of a canvas on the way to the CPU.
struct Copy {
    buffer: Buffer,
    state: Arc<AtomicU8>,
    frame: u64,
}

/// A pipe that takes a canvas's frames.
pub struct Tap {
    /// Name of the canvas.
    pub canvas: String,
    layout: Layout,
    copies: [Copy; COPIES],
    writer: Option<Writer>,
    taken: u64,
    dropped: u64,
    fault: Option<String>,
    words: String,
}

impl std::fmt::Debug for Tap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tap")
            .field("canvas", &self.canvas)
            .field("dropped", &self.dropped)
            .finish_non_exhaustive()
    }
}

impl Tap {
    /// Opens a pipe and its buffers.
    pub fn open(gpu: &Gpu, canvas: &Canvas, pipe: &Pipe, rate: Rate) -> std::io::Result<Self> {
        let stride = (canvas.size[0] * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT);
        let pixels = pipe.pixels.unwrap_or_else(|| Layout::usual(canvas.bits));
        let layout = Layout { size: canvas.size, bits: if canvas.bits > 8 { 10 } else { 8 }, stride, pixels };
        let bytes = u64::from(stride) * u64::from(canvas.size[1]);
        let copies = std::array::from_fn(|_| Copy {
            buffer: gpu.device.create_buffer(&BufferDescriptor {
                label: Some("tap/rows"),
                size: bytes,
                usage: BufferUsages::COPY_DST | BufferUsages::MAP_READ,
                mapped_at_creation: false,
            }),
            state: Arc::new(AtomicU8::new(FREE)),
            frame: 0,
        });
        let words = layout.words(&canvas.name, &pipe.target, rate);
        let writer = Some(Writer::start(&canvas.name, pipe.target.clone(), layout, bytes as usize)?);
        let canvas = canvas.name.clone();
        Ok(Self { canvas, layout, copies, writer, taken: 0, dropped: 0, fault: None, words })
    }

    /// What a reader has to know.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Frames that the pipe missed because its reader or the copy was not done.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Why nothing is written any more; `None` while the pipe is open.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Takes the canvas as it was just drawn, and hands on what has arrived of earlier frames.
    pub fn take(&mut self, gpu: &Gpu, codes: &Target) {
        if let Some(Err(reason)) = self.writer.as_ref().and_then(Writer::end) {
            let fault = format!(
                "output {}: the pipe is closed, {reason}. Start the reader, then the show",
                self.canvas
            );
            tracing::error!("{fault}");
            self.fault = Some(fault);
            self.writer = None;
        }
        if self.writer.is_none() {
            return;
        }
        self.hand_on();
        let size = codes.texture.size();
        let is_same = [size.width, size.height] == self.layout.size;
        let free = self.copies.iter_mut().find(|copy| copy.state.load(Ordering::Acquire) == FREE);
        let Some(copy) = free.filter(|_| is_same) else {
            self.dropped += 1;
            return;
        };
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        let (bytes_per_row, rows_per_image) = (Some(self.layout.stride), None);
        encoder.copy_texture_to_buffer(
            codes.texture.as_image_copy(),
            TexelCopyBufferInfo {
                buffer: &copy.buffer,
                layout: TexelCopyBufferLayout { offset: 0, bytes_per_row, rows_per_image },
            },
            Extent3d { depth_or_array_layers: 1, ..size },
        );
        gpu.queue.submit([encoder.finish()]);
        copy.frame = self.taken;
        self.taken += 1;
        copy.state.store(UNDER_WAY, Ordering::Release);
        let state = Arc::clone(&copy.state);
        copy.buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            // A lost device gives nothing; its frame is as good as dropped.
            state.store(if result.is_ok() { ARRIVED } else { FREE }, Ordering::Release);
        });
    }

    /// Gives the thread what has arrived, oldest first.
    fn hand_on(&mut self) {
        let Some(writer) = &self.writer else { return };
        let arrived = |copy: &&Copy| copy.state.load(Ordering::Acquire) == ARRIVED;
        while let Some(copy) = self.copies.iter().filter(arrived).min_by_key(|copy| copy.frame) {
            let sent = match (writer.empty.try_recv(), copy.buffer.get_mapped_range(..)) {
                (Ok(mut rows), Ok(mapped)) => {
                    rows.copy_from_slice(&mapped);
                    writer.full.try_send(rows).is_ok()
                }
                _ => false,
            };
            copy.buffer.unmap();
            copy.state.store(FREE, Ordering::Release);
            self.dropped += u64::from(!sent);
        }
    }

    /// Ends the pipe: hands on the last frames and waits a while for the reader. Says what came of it.
    pub fn finish(mut self, gpu: &Gpu) -> String {
        gpu.wait();
        self.hand_on();
        let end = match (self.writer.take(), self.fault.take()) {
            (_, Some(fault)) => return fault,
            (Some(writer), None) => writer.finish(LAST_WAIT),
            (None, None) => Ok(0),
        };
        match end {
            Ok(written) => {
                format!("output {}: {written} frames piped, {} dropped", self.canvas, self.dropped)
            }
            Err(reason) => format!("output {}: {reason}, {} dropped", self.canvas, self.dropped),
        }
    }
}
