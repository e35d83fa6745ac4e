//! Small pictures on their way from the GPU to pages: copies that nobody waits for, and the thread that encodes them.
//!
//! In: a renderer's small pictures after each frame. Out: JPEGs in the [`Feed`]. Not here: who wants them (`show::feed`),
//! drawing them (`render::previews`).
//! Invariant: the frame thread waits neither for the GPU nor for the encoder, and makes no buffer but at load and reload.
//! A picture that finds no buffer is dropped, never queued; each is encoded once for everybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crossbeam::channel::{Receiver, Sender, bounded};
use jpeg_encoder::{ColorType, Encoder};
use wgpu::{Buffer, BufferDescriptor, BufferUsages, TexelCopyBufferInfo, TexelCopyBufferLayout};

use crate::gpu::Gpu;
use crate::render::Renderer;
use crate::show::feed::{Feed, SlotId, SlotSet, Small, WIDTHS};

/// Copies under way on the GPU: two sources at full rate, each one drawn and one read.
const COPIES: usize = 4;
/// Pictures that wait for the encoder or are in its hands.
const WAITING: usize = 4;
/// JPEG quality: 26 KB for 640 x 360 pixels.
const QUALITY: u8 = 70;
/// Bytes of a texel.
const TEXEL: usize = 4;

const FREE: u8 = 0;
const UNDER_WAY: u8 = 1;
const ARRIVED: u8 = 2;

/// What a picture is, beside its pixels.
#[derive(Clone, Copy, Debug)]
struct Label {
    slot: SlotId,
    size: [u32; 2],
    frame: u64,
    drawn_secs: f64,
    /// Counts all copies, so that they are handed on in order.
    order: u64,
}

/// A picture on the way to the CPU.
struct Copy {
    buffer: Buffer,
    state: Arc<AtomicU8>,
    label: Label,
}

/// The frame thread's end of a feed.
pub struct FeedTap {
    feed: Feed,
    copies: [Copy; COPIES],
    full: Sender<(Label, Vec<u8>)>,
    empty: Receiver<Vec<u8>>,
    taken: u64,
    dropped: u64,
}

impl std::fmt::Debug for FeedTap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FeedTap")
            .field("taken", &self.taken)
            .field("dropped", &self.dropped)
            .finish_non_exhaustive()
    }
}

impl FeedTap {
    /// Makes the buffers and starts the thread `previews`, which ends when this is dropped.
    pub fn open(gpu: &Gpu, feed: Feed, renderer: &Renderer) -> std::io::Result<Self> {
        let (full, pictures) = bounded(WAITING);
        let (give_back, empty) = bounded(WAITING);
        for _ in 0..WAITING {
            // There is room for each.
            let _ = give_back.send(vec![0; PICTURE_BYTES]);
        }
        let shown = feed.clone();
        std::thread::Builder::new()
            .name("previews".to_owned())
            .spawn(move || encode_all(&shown, &pictures, &give_back))?;
        let label = Label { slot: SlotId::default(), size: [0; 2], frame: 0, drawn_secs: 0.0, order: 0 };
        let copies = std::array::from_fn(|_| Copy {
            buffer: gpu.device.create_buffer(&BufferDescriptor {
                label: Some("preview/rows"),
                size: PICTURE_BYTES as u64,
                usage: BufferUsages::COPY_DST | BufferUsages::MAP_READ,
                mapped_at_creation: false,
            }),
            state: Arc::new(AtomicU8::new(FREE)),
            label,
        });
        let tap = Self { feed, copies, full, empty, taken: 0, dropped: 0 };
        tap.adopt(renderer);
        Ok(tap)
    }

    /// Another show's pictures from now on. At load and reload, not in a frame.
    pub fn adopt(&self, renderer: &Renderer) {
        self.feed.offer(renderer.previews().names().map(str::to_owned).collect());
    }

    /// What the frame that begins should draw.
    pub fn due(&self) -> SlotSet {
        self.feed.due(self.feed.now_secs())
    }

    /// Pictures that were drawn and not shown, because copies or encoder were not done.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Takes what was just drawn for `slots`, and hands on what has arrived of earlier frames.
    pub fn take(&mut self, gpu: &Gpu, renderer: &Renderer, slots: SlotSet, frame: u64) {
        self.hand_on();
        if slots.is_empty() {
            return;
        }
        let drawn_secs = self.feed.now_secs();
        let mut encoder = gpu.device.create_command_encoder(&Default::default());
        for slot in slots.iter() {
            let Some(target) = renderer.previews().picture(slot) else { continue };
            self.feed.drew(slot, drawn_secs);
            let free = self.copies.iter_mut().find(|copy| copy.state.load(Ordering::Acquire) == FREE);
            let Some(copy) = free else {
                self.dropped += 1;
                continue;
            };
            let extent = target.texture.size();
            let size = [extent.width, extent.height];
            let (bytes_per_row, rows_per_image) = (Some(stride(size[0]) as u32), None);
            encoder.copy_texture_to_buffer(
                target.texture.as_image_copy(),
                TexelCopyBufferInfo {
                    buffer: &copy.buffer,
                    layout: TexelCopyBufferLayout { offset: 0, bytes_per_row, rows_per_image },
                },
                extent,
            );
            copy.label = Label { slot, size, frame, drawn_secs, order: self.taken };
            self.taken += 1;
            copy.state.store(COPIED, Ordering::Release);
        }
        gpu.queue.submit([encoder.finish()]);
        for copy in &self.copies {
            if copy.state.load(Ordering::Acquire) != COPIED {
                continue;
            }
            copy.state.store(UNDER_WAY, Ordering::Release);
            let state = Arc::clone(&copy.state);
            copy.buffer.map_async(wgpu::MapMode::Read, .., move |result| {
                // A lost device gives nothing; its picture is as good as dropped.
                state.store(if result.is_ok() { ARRIVED } else { FREE }, Ordering::Release);
            });
        }
    }

    /// Gives the thread what has arrived, oldest first.
    pub fn hand_on(&mut self) {
        let arrived = |copy: &&Copy| copy.state.load(Ordering::Acquire) == ARRIVED;
        while let Some(copy) = self.copies.iter().filter(arrived).min_by_key(|copy| copy.label.order) {
            let Label { size: [width, height], .. } = copy.label;
            let bytes = stride(width) * height as usize;
            let sent = match (self.empty.try_recv(), copy.buffer.get_mapped_range(..bytes as u64)) {
                (Ok(mut rows), Ok(mapped)) => {
                    rows[..bytes].copy_from_slice(&mapped);
                    self.full.try_send((copy.label, rows)).is_ok()
                }
                _ => false,
            };
            copy.buffer.unmap();
            copy.state.store(FREE, Ordering::Release);
            self.dropped += u64::from(!sent);
        }
    }
}

/// Copied and submitted, not asked for yet.
const COPIED: u8 = 3;

/// Bytes of the largest picture: a square of the widest.
const PICTURE_BYTES: usize = stride(WIDTHS[WIDTHS.len() - 1]) * WIDTHS[WIDTHS.len() - 1] as usize;

/// Bytes from row to row as they come from the GPU.
const fn stride(width: u32) -> usize {
    (width * TEXEL as u32).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT) as usize
}

fn encode_all(feed: &Feed, pictures: &Receiver<(Label, Vec<u8>)>, give_back: &Sender<Vec<u8>>) {
    let mut tight = Vec::with_capacity(PICTURE_BYTES);
    for (label, rows) in pictures {
        let [width, height] = label.size;
        tight.clear();
        for row in rows.chunks(stride(width)).take(height as usize) {
            tight.extend_from_slice(&row[..width as usize * TEXEL]);
        }
        // Full only if somebody else put buffers in: then this one is not needed.
        let _ = give_back.try_send(rows);
        let jpeg = match encode(&tight, label.size) {
            Ok(jpeg) => jpeg,
            Err(error) => {
                tracing::warn!("a small picture of {width} x {height} pixels is left out: {error}");
                continue;
            }
        };
        let Label { slot, size, frame, drawn_secs, .. } = label;
        feed.show(slot, Small { seq: 0, size, frame, drawn_secs, jpeg });
    }
}

/// A JPEG of tightly packed RGBA rows; alpha is left out.
fn encode(rows: &[u8], [width, height]: [u32; 2]) -> Result<Vec<u8>, jpeg_encoder::EncodingError> {
    let mut jpeg = Vec::with_capacity(rows.len() / 16);
    // A side is never more than 960.
    Encoder::new(&mut jpeg, QUALITY).encode(rows, width as u16, height as u16, ColorType::Rgba)?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_reads_back_in_another_decoder() {
        // Left half red, right half blue; the image crate is not the one that wrote it.
        let size = [64_u32, 32];
        let row = [[255_u8, 0, 0, 255]; 32].concat().into_iter().chain([[0_u8, 0, 255, 255]; 32].concat());
        let rows: Vec<u8> = std::iter::repeat_n(row.collect::<Vec<u8>>(), 32).flatten().collect();
        let jpeg = encode(&rows, size).unwrap();
        let read = image::load_from_memory_with_format(&jpeg, image::ImageFormat::Jpeg).unwrap().to_rgb8();
        assert_eq!([read.width(), read.height()], size);
        let near = |x, y, wanted: [i32; 3]| {
            let got = read.get_pixel(x, y).0.map(i32::from);
            got.iter().zip(wanted).all(|(got, wanted)| (got - wanted).abs() < 8)
        };
        assert!(near(8, 16, [255, 0, 0]) && near(56, 16, [0, 0, 255]), "{:?}", read.get_pixel(8, 16));
        assert!(!near(8, 16, [0, 0, 255]), "the checker tells colors apart");
    }
}
