//! Mip chains of 8-bit images.
//!
//! In: RGBA bytes and what they stand for. Out: a [`TextureImage`] with every mip down to one pixel.
//! Not here: decoding (`scene::gltf`), upload (`gpu`). Filter: box, which keeps the mean exactly.
//! Invariant: sRGB color is averaged as linear light, alpha as it is, normals stay unit.

use std::sync::OnceLock;

use super::{Coding, TextureImage};
use crate::color::transfer::{linear_from_srgb, srgb_from_linear};

/// What the bytes of an image stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// sRGB-coded color.
    Color,
    /// A tangent-space normal map.
    Normal,
    /// Plain numbers: roughness, metalness, occlusion.
    Plain,
}

/// Builds the mip chain. `rgba` holds `width x height` pixels.
pub fn texture(name: &str, width: u32, height: u32, rgba: Vec<u8>, content: Content) -> TextureImage {
    let mut mips = vec![rgba];
    let (mut mip_width, mut mip_height) = (width as usize, height as usize);
    while mip_width > 1 || mip_height > 1 {
        let source = mips.last().expect("the chain starts with mip 0");
        let next = match content {
            Content::Color => halve(source, mip_width, mip_height, mean_of_color),
            Content::Normal => halve(source, mip_width, mip_height, mean_of_normals),
            Content::Plain => halve(source, mip_width, mip_height, mean_of_plain),
        };
        mips.push(next);
        (mip_width, mip_height) = ((mip_width / 2).max(1), (mip_height / 2).max(1));
    }
    let coding = if content == Content::Color { Coding::Srgb } else { Coding::Linear };
    TextureImage { name: name.to_owned(), width, height, mips, coding }
}

/// Scales alpha in every mip so that the share of pixels at or above `cutoff` stays that of mip 0.
/// Without it cut-out leaves and wires thin out with distance (Castano, "Computing alpha mipmaps", 2010).
pub fn keep_coverage(image: &mut TextureImage, cutoff: f32) {
    let limit = (cutoff * 255.0).clamp(1.0, 255.0);
    let Some((first, rest)) = image.mips.split_first_mut() else { return };
    let kept = first.chunks_exact(4).filter(|pixel| f32::from(pixel[3]) >= limit).count();
    let share = kept as f64 / (first.len() / 4).max(1) as f64;
    for mip in rest {
        let want = (share * (mip.len() / 4) as f64).round() as usize;
        let mut counts = [0_usize; 256];
        for pixel in mip.chunks_exact(4) {
            counts[usize::from(pixel[3])] += 1;
        }
        let mut above = 0;
        let threshold = (1..256_usize)
            .rev()
            .find(|&alpha| {
                above += counts[alpha];
                above >= want
            })
            .unwrap_or(1);
        let gain = limit / threshold as f32;
        for pixel in mip.chunks_exact_mut(4) {
            pixel[3] = (f32::from(pixel[3]) * gain).round().min(255.0) as u8;
        }
    }
}

/// One mip from the one before; every destination pixel averages the two (or, at an odd edge, three) pixels a side.
fn halve(source: &[u8], width: usize, height: usize, mean: fn(&[[u8; 4]]) -> [u8; 4]) -> Vec<u8> {
    let (half_width, half_height) = ((width / 2).max(1), (height / 2).max(1));
    let mut out = Vec::with_capacity(half_width * half_height * 4);
    let mut taps: Vec<[u8; 4]> = Vec::with_capacity(9);
    for y in 0..half_height {
        let rows = y * 2..if y + 1 == half_height { height } else { y * 2 + 2 };
        for x in 0..half_width {
            let columns = x * 2..if x + 1 == half_width { width } else { x * 2 + 2 };
            taps.clear();
            for row in rows.clone() {
                for column in columns.clone() {
                    let at = (row * width + column) * 4;
                    taps.push([source[at], source[at + 1], source[at + 2], source[at + 3]]);
                }
            }
            out.extend_from_slice(&mean(&taps));
        }
    }
    out
}

fn mean_of_color(taps: &[[u8; 4]]) -> [u8; 4] {
    let (decode, encode) = srgb_tables();
    let scale = 1.0 / taps.len() as f32;
    let mut sum = [0.0_f32; 4];
    for tap in taps {
        for channel in 0..3 {
            sum[channel] += decode[usize::from(tap[channel])];
        }
        sum[3] += f32::from(tap[3]);
    }
    let code = |linear: f32| encode[(linear * scale * 65535.0 + 0.5) as usize];
    [code(sum[0]), code(sum[1]), code(sum[2]), (sum[3] * scale).round() as u8]
}

fn mean_of_plain(taps: &[[u8; 4]]) -> [u8; 4] {
    let count = taps.len() as u32;
    std::array::from_fn(|channel| {
        let sum: u32 = taps.iter().map(|tap| u32::from(tap[channel])).sum();
        ((sum + count / 2) / count) as u8
    })
}

fn mean_of_normals(taps: &[[u8; 4]]) -> [u8; 4] {
    let mut sum = [0.0_f32; 3];
    for tap in taps {
        for channel in 0..3 {
            sum[channel] += f32::from(tap[channel]) * (2.0 / 255.0) - 1.0;
        }
    }
    let length = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length < 1e-6 {
        return [128, 128, 255, 255];
    }
    let code = |value: f32| ((value / length * 0.5 + 0.5) * 255.0).round() as u8;
    [code(sum[0]), code(sum[1]), code(sum[2]), mean_of_plain(taps)[3]]
}

/// 8-bit sRGB to linear, and 16-bit linear to 8-bit sRGB.
fn srgb_tables() -> &'static ([f32; 256], Vec<u8>) {
    static TABLES: OnceLock<([f32; 256], Vec<u8>)> = OnceLock::new();
    TABLES.get_or_init(|| {
        let decode = std::array::from_fn(|code| linear_from_srgb(code as f64 / 255.0) as f32);
        let encode = (0..=65_536_u32)
            .map(|step| (srgb_from_linear(f64::from(step) / 65535.0) * 255.0).round() as u8)
            .collect();
        (decode, encode)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkerboard(size: u32) -> Vec<u8> {
        (0..size * size)
            .flat_map(|at| {
                let white = (at % size + at / size).is_multiple_of(2);
                if white { [255, 255, 255, 255] } else { [0, 0, 0, 0] }
            })
            .collect()
    }

    /// IEC 61966-2-1: linear 0.5 is coded 187.52, so 188; a plain average of codes would give 128.
    #[test]
    fn color_is_averaged_in_linear_light() {
        let image = texture("checker", 8, 8, checkerboard(8), Content::Color);
        assert_eq!(image.mips.len(), 4);
        for mip in &image.mips[1..] {
            assert!(mip.chunks_exact(4).all(|pixel| pixel == [188, 188, 188, 128]));
        }
        let plain = texture("checker", 8, 8, checkerboard(8), Content::Plain);
        assert_eq!(plain.mips[3], [128, 128, 128, 128]);
    }

    #[test]
    fn odd_sizes_end_at_one_pixel_and_keep_the_mean() {
        let bytes: Vec<u8> = [0_u8, 90, 210].iter().flat_map(|&value| [value, value, value, 255]).collect();
        let image = texture("odd", 3, 1, bytes, Content::Plain);
        assert_eq!(image.mips.len(), 2);
        assert_eq!(image.mips[1], [100, 100, 100, 255]);
    }

    #[test]
    fn normals_stay_unit() {
        let bytes = [[255_u8, 128, 128, 255], [128, 128, 255, 255]].concat();
        let mip = &texture("normals", 2, 1, bytes, Content::Normal).mips[1];
        let length: f64 =
            mip[..3].iter().map(|&code| (f64::from(code) / 127.5 - 1.0).powi(2)).sum::<f64>().sqrt();
        assert!((length - 1.0).abs() < 0.01, "{length}");
    }

    #[test]
    fn cut_outs_keep_their_coverage() {
        let bytes: Vec<u8> =
            (0..64 * 64).flat_map(|at| [90, 90, 90, if at % 5 == 0 { 255 } else { 0 }]).collect();
        let mut image = texture("leaves", 64, 64, bytes, Content::Color);
        let covered = |mip: &[u8]| {
            let kept = mip.chunks_exact(4).filter(|pixel| pixel[3] >= 128).count();
            kept as f64 / (mip.len() / 4) as f64
        };
        assert_eq!(covered(&image.mips[2]), 0.0, "without it nothing is left");
        keep_coverage(&mut image, 0.5);
        assert!(covered(&image.mips[2]) > 0.15);
    }
}
