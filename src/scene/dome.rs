//! HDRI domes: equirectangular pictures at infinity.
//!
//! In: bytes of a Radiance .hdr, an OpenEXR or a PNG / JPEG panorama, taken as Rec.709. Out: a [`Picture`] in linear
//! ACEScg, and its value in a direction. Not here: nits (the scene file), prefiltering (`render`).
//! Invariant: every value is finite; values above the half-float range (65504) survive; row 0 is up, the middle
//! column is -Z, the right half +X.

use std::io::Cursor;

use glam::{DMat3, DQuat, DVec3};
use image::{DynamicImage, ImageFormat};

use super::SceneError;
use crate::color::transfer::linear_from_srgb;
use crate::color::{Picture, Primaries};

/// Largest panorama in pixels: 16384 x 8192, 2 GiB as f32 RGBA.
const MAX_PIXELS: usize = 1 << 27;

/// Decodes a panorama; the format is read from its first bytes. `place` names the file in messages.
pub fn decode(bytes: &[u8], place: &str) -> Result<Picture, SceneError> {
    let mut picture = if bytes.starts_with(&[0x76, 0x2f, 0x31, 0x01]) {
        decode_exr(bytes, place)?
    } else {
        decode_image(bytes, place)?
    };
    let working = Primaries::ACESCG.from(&Primaries::REC709);
    let replaced = to_acescg(&mut picture, working);
    if replaced > 0 {
        tracing::warn!("{place}: {replaced} pixels held infinity or NaN; they are black");
    }
    Ok(picture)
}

/// Linear light of the dome from a world direction, file units; bilinear between pixel centres.
/// `rotation_rad` turns the dome about +Y, left positive. Twin: `sky_dome_uv` in shaders/lib/sky.wgsl.
pub fn sample(picture: &Picture, rotation_rad: f64, direction: DVec3) -> DVec3 {
    let local = DQuat::from_rotation_y(-rotation_rad) * direction;
    let u = 0.5 + local.x.atan2(-local.z) / std::f64::consts::TAU;
    let v = local.y.clamp(-1.0, 1.0).acos() / std::f64::consts::PI;
    let x = u * f64::from(picture.width) - 0.5;
    let y = (v * f64::from(picture.height) - 0.5).clamp(0.0, f64::from(picture.height - 1));
    let row = y.floor().min(f64::from(picture.height.saturating_sub(2)));
    let wrapped = |column: f64| column.rem_euclid(f64::from(picture.width)) as u32 % picture.width;
    let columns = [wrapped(x.floor()), wrapped(x.floor() + 1.0)];
    let rows = [row as u32, (row as u32 + 1).min(picture.height - 1)];
    let at = |column: usize, row: usize| {
        let value = picture.at(columns[column], rows[row]);
        DVec3::new(f64::from(value[0]), f64::from(value[1]), f64::from(value[2]))
    };
    let across = x - x.floor();
    at(0, 0).lerp(at(1, 0), across).lerp(at(0, 1).lerp(at(1, 1), across), y - row)
}

fn decode_image(bytes: &[u8], place: &str) -> Result<Picture, SceneError> {
    let remedy = "give an equirectangular .hdr, .exr, .png or .jpg";
    let format = image::guess_format(bytes)
        .map_err(|_| SceneError::new(place, "the first bytes are of no known picture format", remedy))?;
    if !matches!(format, ImageFormat::Hdr | ImageFormat::Png | ImageFormat::Jpeg) {
        return Err(SceneError::new(place, format!("a picture of format {format:?}"), remedy));
    }
    let (width, height) = image::ImageReader::with_format(Cursor::new(bytes), format)
        .into_dimensions()
        .map_err(|error| SceneError::new(place, format!("the picture's header: {error}"), remedy))?;
    check_size(width as usize, height as usize, place)?;
    // The size is checked above, so the reader's own limit (512 MiB) would only refuse large panoramas.
    let mut reader = image::ImageReader::with_format(Cursor::new(bytes), format);
    reader.no_limits();
    let image = reader.decode().map_err(|error| {
        SceneError::new(place, format!("the picture ends or breaks: {error}"), "copy the file again")
    })?;
    let coded = !matches!(image, DynamicImage::ImageRgb32F(_) | DynamicImage::ImageRgba32F(_));
    let pixels = image.into_rgb32f();
    let decode = |value: f32| if coded { linear_from_srgb(f64::from(value)) as f32 } else { value };
    let data =
        pixels.pixels().map(|pixel| [decode(pixel[0]), decode(pixel[1]), decode(pixel[2]), 1.0]).collect();
    Ok(Picture { width, height, data })
}

fn decode_exr(bytes: &[u8], place: &str) -> Result<Picture, SceneError> {
    use exr::prelude::{MetaData, ReadChannels as _, ReadLayers as _, read};
    let broken = |error: exr::error::Error| match error {
        exr::error::Error::NotSupported(what) => SceneError::new(
            place,
            format!("OpenEXR with {what}"),
            "write it again with ZIP or PIZ compression",
        ),
        other => SceneError::new(place, format!("OpenEXR: {other}"), "needs a flat RGB image, half or float"),
    };
    let meta = MetaData::read_from_buffered(Cursor::new(bytes), false).map_err(broken)?;
    for header in &meta.headers {
        check_size(header.layer_size.width(), header.layer_size.height(), place)?;
    }
    let image = read()
        .no_deep_data()
        .largest_resolution_level()
        .rgba_channels(
            |size, _| Picture::filled(size.width() as u32, size.height() as u32, [0.0; 4]),
            |picture, at, (red, green, blue, _alpha): (f32, f32, f32, f32)| {
                *picture.at_mut(at.x() as u32, at.y() as u32) = [red, green, blue, 1.0];
            },
        )
        .first_valid_layer()
        .all_attributes()
        .from_buffered(Cursor::new(bytes))
        .map_err(broken)?;
    Ok(image.layer_data.channel_data.pixels)
}

fn check_size(width: usize, height: usize, place: &str) -> Result<(), SceneError> {
    if width == 0 || height == 0 || width.saturating_mul(height) > MAX_PIXELS {
        let found = format!("a panorama of {width} x {height} pixels");
        return Err(SceneError::new(place, found, "use at most 16384 x 8192"));
    }
    Ok(())
}

/// Rec.709 to ACEScg in place; returns how many pixels were not finite and are black.
fn to_acescg(picture: &mut Picture, working: DMat3) -> usize {
    let mut replaced = 0;
    for pixel in &mut picture.data {
        let value = working * DVec3::new(f64::from(pixel[0]), f64::from(pixel[1]), f64::from(pixel[2]));
        let value = value.as_vec3();
        let finite = value.is_finite();
        replaced += usize::from(!finite);
        *pixel = if finite { [value.x, value.y, value.z, 1.0] } else { [0.0, 0.0, 0.0, 1.0] };
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::super::tests::shared_data;
    use super::*;

    /// A 2 x 2 Radiance picture by hand: RGBE (128, 64, 32, 129) is (1.0, 0.5, 0.25) (Ward 1991).
    #[test]
    fn hdr_made_by_hand() {
        let mut bytes = b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 2\n".to_vec();
        for pixel in [[128, 64, 32, 129], [128, 128, 128, 130], [0, 0, 0, 0], [128, 128, 128, 145]] {
            bytes.extend_from_slice(&pixel);
        }
        let picture = decode(&bytes, "hand.hdr").unwrap();
        assert_eq!((picture.width, picture.height), (2, 2));
        let want = Primaries::ACESCG.from(&Primaries::REC709) * DVec3::new(1.0, 0.5, 0.25);
        for (got, want) in picture.at(0, 0)[..3].iter().zip(want.to_array()) {
            assert!((f64::from(*got) - want).abs() < 1e-6, "{got} is not {want}");
        }
        assert!((picture.at(1, 0)[1] - 2.0).abs() < 1e-5);
        assert!((picture.at(1, 1)[0] - 65536.0).abs() < 0.1, "above half-float");
        assert!(decode(&bytes[..bytes.len() - 6], "cut.hdr").is_err());
        assert!(decode(b"nonsense", "x").is_err());
    }

    #[test]
    fn middle_is_minus_z_and_right_is_plus_x() {
        // Columns from the left: behind-left, left-front, front-right, right-behind.
        let mut picture = Picture::filled(8, 4, [0.0; 4]);
        for y in 0..4 {
            for x in 0..8 {
                *picture.at_mut(x, y) = [if x == 3 || x == 4 { 1.0 } else { 0.0 }, x as f32, y as f32, 1.0];
            }
        }
        assert!((sample(&picture, 0.0, DVec3::NEG_Z) - DVec3::new(1.0, 3.5, 1.5)).length() < 1e-9);
        assert!((sample(&picture, 0.0, DVec3::X).y - 5.5).abs() < 1e-9);
        assert!((sample(&picture, 0.0, DVec3::NEG_X).y - 1.5).abs() < 1e-9);
        assert_eq!(sample(&picture, 0.0, DVec3::Y).z, 0.0);
        assert_eq!(sample(&picture, 0.0, DVec3::NEG_Y).z, 3.0);
        // Turned to the left by a quarter, what was in front is on the left.
        let quarter = std::f64::consts::FRAC_PI_2;
        assert!((sample(&picture, quarter, DVec3::NEG_X).y - 3.5).abs() < 1e-9);
    }

    #[test]
    fn values_that_are_not_finite_become_black() {
        let mut picture = Picture::filled(2, 1, [f32::INFINITY, 1.0, 1.0, 1.0]);
        *picture.at_mut(1, 0) = [0.5, f32::NAN, 0.5, 1.0];
        assert_eq!(to_acescg(&mut picture, DMat3::IDENTITY), 2);
        assert_eq!(picture.at(0, 0), [0.0, 0.0, 0.0, 1.0]);
    }

    /// SOURCES.md: the largest linear channel of kloppenheim_05_1k.hdr is 83456, in Rec.709.
    #[test]
    fn brightest_hdri_survives() {
        let Some(bytes) = shared_data("hdri/kloppenheim_05_1k.hdr") else { return };
        let picture = decode(&bytes, "kloppenheim").unwrap();
        let back = Primaries::REC709.from(&Primaries::ACESCG);
        let max = picture
            .data
            .iter()
            .map(|pixel| {
                (back * DVec3::new(f64::from(pixel[0]), f64::from(pixel[1]), f64::from(pixel[2])))
                    .max_element()
            })
            .fold(0.0, f64::max);
        assert!((max / 83456.0 - 1.0).abs() < 1e-4, "{max}");
    }

    /// SOURCES.md: the DWAB and the ZIP file hold the same pixels; the largest value is 55.
    #[test]
    fn exr_compressions_agree() {
        let Some(zip) = shared_data("hdri/courtyard_1k_half_zip.exr") else { return };
        let zip = decode(&zip, "zip").unwrap();
        let max = zip.data.iter().flat_map(|pixel| pixel[..3].to_vec()).fold(0.0, f32::max);
        assert!(max > 30.0 && max < 60.0, "{max}");
        match decode(&shared_data("hdri/courtyard_1k_float_dwab.exr").unwrap(), "dwab") {
            Ok(dwab) => {
                let apart: f64 = zip
                    .data
                    .iter()
                    .zip(&dwab.data)
                    .map(|(a, b)| f64::from((a[1] - b[1]).abs()) / f64::from(a[1].max(0.01)))
                    .sum::<f64>()
                    / zip.data.len() as f64;
                assert!(apart < 0.01, "{apart}");
            }
            Err(error) => assert!(error.remedy.contains("ZIP or PIZ"), "{error}"),
        }
        let piz = decode(&shared_data("hdri/sunset_1k_half_piz.exr").unwrap(), "piz").unwrap();
        let max = piz.data.iter().flat_map(|pixel| pixel[..3].to_vec()).fold(0.0, f32::max);
        assert!(max > 4000.0, "{max}");
        let cut = shared_data("hdri/sunset_1k_half_piz.exr").unwrap();
        assert!(decode(&cut[..cut.len() / 3], "cut").is_err());
    }

    #[test]
    fn png_panorama_is_srgb() {
        let Some(bytes) = shared_data("hdri/milky-way-2k.png") else { return };
        let picture = decode(&bytes, "milky way").unwrap();
        assert_eq!((picture.width, picture.height), (2048, 1024));
        let max = picture.data.iter().flat_map(|pixel| pixel[..3].to_vec()).fold(0.0, f32::max);
        assert!(max <= 1.000_1 && max > 0.5, "{max}");
    }
}
