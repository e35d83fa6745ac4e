//! GPU time by pass, and the time that a frame's upload takes.
//!
//! In: names of passes as they are recorded. Out: milliseconds of each, some frames later.
//! Not here: other CPU time (`app`), the table that is written (`cli::bench`).
//! Invariant: without timestamp support everything is recorded untimed; nothing allocates after the first frame.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use wgpu::{BufferDescriptor, BufferUsages, QuerySet, RenderPassTimestampWrites};

use super::Gpu;
use crate::timing::Clock;

/// Most passes timed in one frame.
const MAX_PASSES: u32 = 64;
const BYTES: u64 = MAX_PASSES as u64 * 16;

/// Timestamps round each pass of a frame.
#[derive(Debug)]
pub struct Timers {
    gpu: Option<Queries>,
    names: Vec<&'static str>,
    reading: Vec<&'static str>,
    millis: Vec<(&'static str, f64)>,
    nanos_per_tick: f64,
    clock: Option<Clock>,
    upload_begin_secs: f64,
    upload_secs: f64,
}

#[derive(Debug)]
struct Queries {
    set: QuerySet,
    resolved: wgpu::Buffer,
    mapped: wgpu::Buffer,
    is_mapped: Arc<AtomicBool>,
}

impl Timers {
    /// Timers of a device; idle when it has no timestamps.
    pub fn new(gpu: &Gpu) -> Self {
        let queries = gpu.has_timestamps.then(|| Queries {
            set: gpu.device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("timers/queries"),
                ty: wgpu::QueryType::Timestamp,
                count: MAX_PASSES * 2,
            }),
            resolved: buffer(gpu, "timers/resolved", BufferUsages::QUERY_RESOLVE | BufferUsages::COPY_SRC),
            mapped: buffer(gpu, "timers/mapped", BufferUsages::COPY_DST | BufferUsages::MAP_READ),
            is_mapped: Arc::new(AtomicBool::new(false)),
        });
        Self {
            gpu: queries,
            names: Vec::with_capacity(MAX_PASSES as usize),
            reading: Vec::with_capacity(MAX_PASSES as usize),
            millis: Vec::with_capacity(MAX_PASSES as usize),
            nanos_per_tick: f64::from(gpu.queue.get_timestamp_period()),
            clock: Some(Clock::start()),
            upload_begin_secs: 0.0,
            upload_secs: 0.0,
        }
    }

    /// Timers that time nothing and own nothing: a placeholder while the real ones are lent out.
    pub const fn idle() -> Self {
        Self {
            gpu: None,
            names: Vec::new(),
            reading: Vec::new(),
            millis: Vec::new(),
            nanos_per_tick: 0.0,
            clock: None,
            upload_begin_secs: 0.0,
            upload_secs: 0.0,
        }
    }

    /// The frame's upload begins.
    pub fn begin_upload(&mut self) {
        self.upload_begin_secs = self.now_secs();
    }

    /// The frame's upload is done.
    pub fn end_upload(&mut self) {
        self.upload_secs = self.now_secs() - self.upload_begin_secs;
    }

    /// How long the last upload took, seconds.
    pub fn upload_secs(&self) -> f64 {
        self.upload_secs
    }

    /// GPU time of the last frame that came back, seconds; `None` before one did and without timestamps.
    pub fn gpu_secs(&self) -> Option<f64> {
        let total_ms: f64 = self.millis.iter().map(|(_, millis)| millis).sum();
        (!self.millis.is_empty()).then_some(total_ms * 1e-3)
    }

    fn now_secs(&self) -> f64 {
        self.clock.as_ref().map_or(0.0, Clock::now_secs)
    }

    /// Timestamp writes for the next render pass, named as in the debug labels.
    pub fn render(&mut self, name: &'static str) -> Option<RenderPassTimestampWrites<'_>> {
        let index = self.next(name)?;
        let query_set = &self.gpu.as_ref()?.set;
        Some(RenderPassTimestampWrites {
            query_set,
            beginning_of_pass_write_index: Some(2 * index),
            end_of_pass_write_index: Some(2 * index + 1),
        })
    }

    /// Timestamp writes for the next compute pass.
    pub fn compute(&mut self, name: &'static str) -> Option<wgpu::ComputePassTimestampWrites<'_>> {
        let index = self.next(name)?;
        let query_set = &self.gpu.as_ref()?.set;
        Some(wgpu::ComputePassTimestampWrites {
            query_set,
            beginning_of_pass_write_index: Some(2 * index),
            end_of_pass_write_index: Some(2 * index + 1),
        })
    }

    /// Records the copy of this frame's times; call once, last in the frame's encoder.
    pub fn resolve(&mut self, encoder: &mut wgpu::CommandEncoder) {
        let Some(queries) = &self.gpu else { return };
        let count = self.names.len() as u32;
        if count == 0 || queries.is_mapped.load(Ordering::Acquire) || !self.reading.is_empty() {
            self.names.clear();
            return;
        }
        encoder.resolve_query_set(&queries.set, 0..2 * count, &queries.resolved, 0);
        encoder.copy_buffer_to_buffer(&queries.resolved, 0, &queries.mapped, 0, BYTES);
        std::mem::swap(&mut self.names, &mut self.reading);
    }

    /// Starts reading after the submit, and takes what has arrived. Does not wait.
    pub fn collect(&mut self) {
        let Some(queries) = &self.gpu else { return };
        if queries.is_mapped.swap(false, Ordering::AcqRel) {
            if let Ok(range) = queries.mapped.get_mapped_range(..) {
                self.millis.clear();
                for (index, name) in self.reading.iter().enumerate() {
                    let tick = |at: usize| {
                        let bytes: [u8; 8] = range[at * 8..at * 8 + 8].try_into().expect("eight bytes");
                        u64::from_le_bytes(bytes)
                    };
                    let ticks = tick(2 * index + 1).saturating_sub(tick(2 * index));
                    self.millis.push((name, ticks as f64 * self.nanos_per_tick * 1e-6));
                }
            }
            queries.mapped.unmap();
            self.reading.clear();
            self.names.clear();
        }
    }

    /// Asks for the frame that was just submitted; a later [`Timers::collect`] holds it.
    pub fn request(&mut self) {
        let Some(queries) = &self.gpu else { return };
        if self.reading.is_empty() || queries.is_mapped.load(Ordering::Acquire) || !self.names.is_empty() {
            return;
        }
        let done = Arc::clone(&queries.is_mapped);
        queries.mapped.map_async(wgpu::MapMode::Read, .., move |result| {
            done.store(result.is_ok(), Ordering::Release);
        });
    }

    /// Milliseconds of each pass of the last frame that came back, in frame order; a name may stand twice.
    pub fn millis(&self) -> &[(&'static str, f64)] {
        &self.millis
    }

    fn next(&mut self, name: &'static str) -> Option<u32> {
        if self.gpu.is_none() || self.names.len() >= MAX_PASSES as usize {
            return None;
        }
        self.names.push(name);
        Some(self.names.len() as u32 - 1)
    }
}

fn buffer(gpu: &Gpu, label: &str, usage: BufferUsages) -> wgpu::Buffer {
    gpu.device.create_buffer(&BufferDescriptor {
        label: Some(label),
        size: BYTES,
        usage,
        mapped_at_creation: false,
    })
}
