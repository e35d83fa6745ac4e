//! Which surface carries a canvas's codes to the display untouched.
//!
//! In: bits and transfer of a canvas, the formats and color spaces that a driver offers. Out: a choice, and what it costs.
//! Not here: the window (`output::window`). Facts of drivers: 10-bit formats may be offered for HDR10 alone.
//! Invariant: no format that codes again (sRGB views) and no space that converts (scRGB, P3) is ever chosen.

use wgpu::{SurfaceColorSpace, SurfaceColorSpaces, SurfaceFormatCapabilities, TextureFormat};

use crate::color::Transfer;

/// A surface's format and space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurfaceChoice {
    /// Format, never one with its own transfer function.
    pub format: TextureFormat,
    /// Space that the display is told.
    pub color_space: SurfaceColorSpace,
    /// What the operator has to know, in words.
    pub notes: Vec<String>,
}

/// Formats whose values go out as they are, best first.
const TEN_BITS: [TextureFormat; 1] = [TextureFormat::Rgb10a2Unorm];
const EIGHT_BITS: [TextureFormat; 2] = [TextureFormat::Bgra8Unorm, TextureFormat::Rgba8Unorm];

/// The surface for a canvas; `None` when every format on offer would change the codes.
pub fn choose(bits: u32, transfer: Transfer, offered: &[SurfaceFormatCapabilities]) -> Option<SurfaceChoice> {
    let find = |formats: &[TextureFormat], space: SurfaceColorSpaces| {
        formats.iter().copied().find(|format| {
            offered.iter().any(|offer| offer.format == *format && offer.color_spaces.contains(space))
        })
    };
    let plain = |formats: &[TextureFormat]| find(formats, SurfaceColorSpaces::SRGB);
    let is_pq = transfer == Transfer::Pq;
    let mut notes = Vec::new();
    if bits > 8 {
        let pq = find(&TEN_BITS, SurfaceColorSpaces::BT2100_PQ).filter(|_| is_pq);
        if let Some(format) = pq {
            return Some(SurfaceChoice { format, color_space: SurfaceColorSpace::Bt2100Pq, notes });
        }
        if is_pq {
            notes.push(
                "the display is told SDR, because the driver offers no BT.2100 PQ surface: \
                 set the LED processor's input to PQ by hand"
                    .to_owned(),
            );
        }
        if let Some(format) = plain(&TEN_BITS) {
            return Some(SurfaceChoice { format, color_space: SurfaceColorSpace::Srgb, notes });
        }
        let has_ten = offered.iter().any(|offer| TEN_BITS.contains(&offer.format));
        notes.push(if has_ten {
            format!(
                "10 bits are offered for HDR alone and this canvas is not PQ: it goes out in 8 of its {bits} bits. \
                 Turn HDR off in the system, or write transfer = \"pq\""
            )
        } else {
            format!(
                "the display offers 8 bits a channel: the canvas goes out in 8 of its {bits} bits. Set the driver and \
                 the desktop to 10 bits (X11: DefaultDepth 30); files and pipes keep all of them"
            )
        });
    }
    let format = plain(&EIGHT_BITS)?;
    Some(SurfaceChoice { format, color_space: SurfaceColorSpace::Srgb, notes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use wgpu::TextureFormat::{Bgra8Unorm, Bgra8UnormSrgb, Rgb10a2Unorm, Rgba8Unorm, Rgba16Float};

    const SRGB: SurfaceColorSpaces = SurfaceColorSpaces::SRGB;
    const PQ: SurfaceColorSpaces = SurfaceColorSpaces::BT2100_PQ;
    const SCRGB: SurfaceColorSpaces = SurfaceColorSpaces::EXTENDED_SRGB_LINEAR;

    fn offer(list: &[(TextureFormat, SurfaceColorSpaces)]) -> Vec<SurfaceFormatCapabilities> {
        list.iter()
            .map(|(format, color_spaces)| SurfaceFormatCapabilities {
                format: *format,
                color_spaces: *color_spaces,
            })
            .collect()
    }

    #[track_caller]
    fn check(
        (bits, transfer): (u32, Transfer),
        list: &[(TextureFormat, SurfaceColorSpaces)],
        want: Option<(TextureFormat, SurfaceColorSpace, &str)>,
    ) {
        let found = choose(bits, transfer, &offer(list));
        let got = found.as_ref().map(|choice| (choice.format, choice.color_space));
        assert_eq!(got, want.map(|(format, space, _)| (format, space)));
        let notes = found.map(|choice| choice.notes.join(" ")).unwrap_or_default();
        let word = want.map_or("", |(_, _, word)| word);
        assert!(notes.contains(word) && notes.is_empty() == word.is_empty(), "{notes}");
    }

    #[test]
    fn a_pq_canvas_takes_the_pq_surface_where_there_is_one() {
        let all =
            [(Bgra8UnormSrgb, SRGB), (Bgra8Unorm, SRGB), (Rgb10a2Unorm, SRGB | PQ), (Rgba16Float, SCRGB)];
        check((10, Transfer::Pq), &all, Some((Rgb10a2Unorm, SurfaceColorSpace::Bt2100Pq, "")));
        check((10, Transfer::Gamma24), &all, Some((Rgb10a2Unorm, SurfaceColorSpace::Srgb, "")));
        check((8, Transfer::Srgb), &all, Some((Bgra8Unorm, SurfaceColorSpace::Srgb, "")));
        // PQ in 8 bits would be spread to 10: other codes.
        check((8, Transfer::Pq), &all, Some((Bgra8Unorm, SurfaceColorSpace::Srgb, "")));
    }

    #[test]
    fn what_the_display_lacks_is_said() {
        let sdr = [(Bgra8Unorm, SRGB), (Rgb10a2Unorm, SRGB)];
        check((10, Transfer::Pq), &sdr, Some((Rgb10a2Unorm, SurfaceColorSpace::Srgb, "PQ by hand")));
        let hdr_only = [(Bgra8Unorm, SRGB), (Rgb10a2Unorm, PQ)];
        check((10, Transfer::Srgb), &hdr_only, Some((Bgra8Unorm, SurfaceColorSpace::Srgb, "Turn HDR off")));
        // Lavapipe under Xvfb.
        let eight = [(Bgra8UnormSrgb, SRGB), (Bgra8Unorm, SRGB)];
        check((10, Transfer::Pq), &eight, Some((Bgra8Unorm, SurfaceColorSpace::Srgb, "8 of its 10 bits")));
        check(
            (10, Transfer::Srgb),
            &[(Rgba8Unorm, SRGB)],
            Some((Rgba8Unorm, SurfaceColorSpace::Srgb, "8 of")),
        );
    }

    #[test]
    fn formats_that_change_codes_are_refused() {
        check((8, Transfer::Srgb), &[(Bgra8UnormSrgb, SRGB), (Rgba16Float, SCRGB)], None);
        check((8, Transfer::Srgb), &[(Bgra8Unorm, SurfaceColorSpaces::DISPLAY_P3)], None);
        check((10, Transfer::Pq), &[], None);
    }
}
