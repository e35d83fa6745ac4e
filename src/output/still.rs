//! Still pictures as PNG and OpenEXR.
//!
//! In: pixels, row by row from the top left. Out: files, whole or not at all.
//! Not here: tone mapping, what a value means (CONTRACT.md 3). Sizes are pixels.
//! Invariant: lossless; the same pixels give the same bytes.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use exr::prelude::{
    Blocks, Compression, Encoding, Image, ImageAttributes, Layer, LayerAttributes, LineOrder,
    SpecificChannels, Vec2, WritableImage as _,
};
use png::{BitDepth, ColorType};

use crate::color::Picture;

/// Why a picture was not written.
#[derive(Debug, thiserror::Error)]
pub enum StillError {
    /// Pixels and size do not agree.
    #[error("{got} pixels for a picture of {width} x {height}, {needed} were needed: {path}")]
    Size {
        /// Pixels given.
        got: usize,
        /// Pixels that the size stands for.
        needed: usize,
        /// Width given.
        width: u32,
        /// Height given.
        height: u32,
        /// The file.
        path: PathBuf,
    },
    /// Codes of a depth that PNG files are not made of.
    #[error("codes of {bits} bits cannot be written, 8 or 10 were needed: {path}")]
    Bits {
        /// Bits given.
        bits: u32,
        /// The file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot write, {error}; check the folder, its rights and the free space: {path}")]
    Write {
        /// The system's words.
        error: std::io::Error,
        /// The file.
        path: PathBuf,
    },
    /// The encoder refused.
    #[error("cannot encode, {reason}: {path}")]
    Encode {
        /// The encoder's words.
        reason: String,
        /// The file.
        path: PathBuf,
    },
}

/// Writes 8-bit RGB.
pub fn png8(path: &Path, width: u32, height: u32, pixels: &[[u8; 3]]) -> Result<(), StillError> {
    check_size(path, [width, height], pixels.len())?;
    png(path, [width, height], (ColorType::Rgb, BitDepth::Eight), pixels.as_flattened())
}

/// Writes 8-bit RGBA, alpha not premultiplied.
pub fn png8_rgba(path: &Path, width: u32, height: u32, pixels: &[[u8; 4]]) -> Result<(), StillError> {
    check_size(path, [width, height], pixels.len())?;
    png(path, [width, height], (ColorType::Rgba, BitDepth::Eight), pixels.as_flattened())
}

/// Writes 16-bit RGB.
pub fn png16(path: &Path, width: u32, height: u32, pixels: &[[u16; 3]]) -> Result<(), StillError> {
    check_size(path, [width, height], pixels.len())?;
    // PNG stores 16-bit samples with the high byte first (PNG third edition, 7.1).
    let bytes: Vec<u8> = pixels.as_flattened().iter().flat_map(|sample| sample.to_be_bytes()).collect();
    png(path, [width, height], (ColorType::Rgb, BitDepth::Sixteen), &bytes)
}

/// Writes a canvas's code values (CONTRACT.md 3): 8 bits as an 8-bit PNG; 10 bits as a 16-bit PNG that holds
/// `round(code x 65535 / 1023)`. Codes above the depth's range are cut to it.
pub fn coded_png(path: &Path, codes: &[[u16; 3]], bits: u32, size: [u32; 2]) -> Result<(), StillError> {
    let [width, height] = size;
    match bits {
        8 => {
            let pixels: Vec<[u8; 3]> =
                codes.iter().map(|code| code.map(|code| code.min(255) as u8)).collect();
            png8(path, width, height, &pixels)
        }
        10 => {
            let pixels: Vec<[u16; 3]> = codes.iter().map(|code| code.map(stored_10_bit)).collect();
            png16(path, width, height, &pixels)
        }
        _ => Err(StillError::Bits { bits, path: path.to_owned() }),
    }
}

/// Writes linear f32 channels R, G, B, A, losslessly compressed by ZIP.
pub fn exr_rgba(path: &Path, picture: &Picture) -> Result<(), StillError> {
    let size = [picture.width, picture.height];
    check_size(path, size, picture.data.len())?;
    let dimensions = size.map(|side| side as usize);
    let pixel = |position: Vec2<usize>| {
        let [r, g, b, a] = picture.data[position.y() * dimensions[0] + position.x()];
        (r, g, b, a)
    };
    let encoding = Encoding {
        compression: Compression::ZIP16,
        blocks: Blocks::ScanLines,
        line_order: LineOrder::Increasing,
    };
    let layer = Layer::new(
        (dimensions[0], dimensions[1]),
        LayerAttributes::default(),
        encoding,
        SpecificChannels::rgba(pixel),
    );
    let bounds = layer.attributes.layer_position;
    let attributes =
        ImageAttributes::new(exr::prelude::IntegerBounds::new(bounds, (dimensions[0], dimensions[1])));
    let image = Image::new(attributes, layer);
    whole(path, |file| image.write().to_buffered(file).map_err(|error| encode_error(path, &error)))
}

/// Makes a folder, and those that it stands in.
pub fn folder(path: &Path) -> Result<(), StillError> {
    std::fs::create_dir_all(path).map_err(|error| StillError::Write { error, path: path.to_owned() })
}

/// Writes a text file whole.
pub fn text(path: &Path, text: &str) -> Result<(), StillError> {
    whole(path, |file| {
        file.write_all(text.as_bytes()).map_err(|error| StillError::Write { error, path: path.to_owned() })
    })
}

/// `round(code x 65535 / 1023)` in integers.
fn stored_10_bit(code: u16) -> u16 {
    ((u32::from(code.min(1023)) * 65_535 + 511) / 1023) as u16
}

fn png(path: &Path, size: [u32; 2], format: (ColorType, BitDepth), bytes: &[u8]) -> Result<(), StillError> {
    whole(path, |file| {
        let mut encoder = png::Encoder::new(file, size[0], size[1]);
        encoder.set_color(format.0);
        encoder.set_depth(format.1);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header().map_err(|error| encode_error(path, &error))?;
        writer.write_image_data(bytes).map_err(|error| encode_error(path, &error))?;
        writer.finish().map_err(|error| encode_error(path, &error))
    })
}

/// Writes beside `path` and renames, so that a reader never sees half a file.
fn whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), StillError>,
) -> Result<(), StillError> {
    let write_error = |error| StillError::Write { error, path: path.to_owned() };
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let written = File::create(&beside).map_err(write_error).and_then(|file| {
        let mut file = BufWriter::new(file);
        write(&mut file)?;
        file.flush().map_err(write_error)
    });
    let moved = written.and_then(|()| std::fs::rename(&beside, path).map_err(write_error));
    if moved.is_err() {
        // What is left of a failed write is of no use; that it cannot be removed is not the news.
        let _ = std::fs::remove_file(&beside);
    }
    moved
}

fn check_size(path: &Path, size: [u32; 2], got: usize) -> Result<(), StillError> {
    let [width, height] = size;
    let needed = width as usize * height as usize;
    if got == needed && needed > 0 {
        return Ok(());
    }
    Err(StillError::Size { got, needed, width, height, path: path.to_owned() })
}

fn encode_error(path: &Path, error: &dyn std::error::Error) -> StillError {
    StillError::Encode { reason: error.to_string(), path: path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of its own for each test, under target/.
    fn place(name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-stills");
        std::fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }

    fn read_png(path: &Path) -> (png::OutputInfo, Vec<u8>) {
        let decoder = png::Decoder::new(std::io::BufReader::new(File::open(path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut bytes).unwrap();
        (info, bytes)
    }

    #[test]
    fn ten_bit_codes_are_stored_by_the_contract() {
        let codes: Vec<[u16; 3]> = (0..1024).map(|code| [code, 1023 - code, 512]).collect();
        let path = place("ten.png");
        coded_png(&path, &codes, 10, [32, 32]).unwrap();
        let (info, bytes) = read_png(&path);
        assert_eq!((info.width, info.height, info.bit_depth), (32, 32, BitDepth::Sixteen));
        for (index, sample) in bytes.as_chunks::<2>().0.iter().enumerate() {
            let code = f64::from(codes[index / 3][index % 3]);
            assert_eq!(f64::from(u16::from_be_bytes(*sample)), (code * 65535.0 / 1023.0).round());
        }
        assert!(!path.with_extension("png.part").exists());
    }

    #[test]
    fn eight_bit_pictures_come_back() {
        let path = place("eight.png");
        coded_png(&path, &[[0, 128, 255], [1, 2, 3]], 8, [2, 1]).unwrap();
        let (info, bytes) = read_png(&path);
        assert_eq!(
            (info.bit_depth, info.color_type, bytes),
            (BitDepth::Eight, ColorType::Rgb, vec![0, 128, 255, 1, 2, 3])
        );
        png8_rgba(&path, 1, 2, &[[9, 8, 7, 6], [5, 4, 3, 2]]).unwrap();
        let (info, bytes) = read_png(&path);
        assert_eq!((info.height, info.color_type, bytes), (2, ColorType::Rgba, vec![9, 8, 7, 6, 5, 4, 3, 2]));
    }

    #[test]
    fn exr_is_lossless_and_named_by_channel() {
        let mut picture = Picture::filled(37, 21, [0.0, 1e-7, 65_504.5, 1.0]);
        *picture.at_mut(3, 2) = [1.0 / 3.0, -2.5, 1e9, 0.25];
        *picture.at_mut(36, 20) = [0.1, 0.2, 0.3, 0.0];
        let path = place("linear.exr");
        exr_rgba(&path, &picture).unwrap();
        let read = exr::prelude::read_first_flat_layer_from_file(&path).unwrap();
        let channels = &read.layer_data.channel_data.list;
        let names: Vec<String> = channels.iter().map(|channel| channel.name.to_string()).collect();
        // OpenEXR lists channels by name.
        assert_eq!(names, ["A", "B", "G", "R"]);
        for (channel, index) in channels.iter().zip([3, 2, 1, 0]) {
            let values: Vec<f32> = channel.sample_data.values_as_f32().collect();
            let wanted: Vec<f32> = picture.data.iter().map(|pixel| pixel[index]).collect();
            assert_eq!(values, wanted);
        }
    }

    #[test]
    fn the_same_pixels_give_the_same_bytes() {
        let picture = Picture::filled(64, 100, [0.5, 0.25, 0.125, 1.0]);
        let paths = [place("first.exr"), place("second.exr")];
        let bytes = paths.map(|path| {
            exr_rgba(&path, &picture).unwrap();
            std::fs::read(path).unwrap()
        });
        assert_eq!(bytes[0], bytes[1]);
    }

    #[test]
    fn what_cannot_be_written_is_refused_with_the_path() {
        let missing = place("no such folder").join("a.png");
        let text = png8(&missing, 1, 1, &[[0; 3]]).unwrap_err().to_string();
        assert!(text.starts_with("cannot write") && text.ends_with("a.png"), "{text}");
        let text = png16(&place("b.png"), 2, 2, &[[0; 3]]).unwrap_err().to_string();
        assert!(text.starts_with("1 pixels for a picture of 2 x 2, 4 were needed"), "{text}");
        assert!(matches!(
            coded_png(&place("c.png"), &[[0; 3]], 12, [1, 1]),
            Err(StillError::Bits { bits: 12, .. })
        ));
    }
}
