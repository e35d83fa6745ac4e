//! Materials of a glTF file.
//!
//! In: the JSON material. Out: a [`Material`] whose slots count within the model's images.
//! Source: glTF 2.0, 3.9; KHR_texture_transform; KHR_materials_emissive_strength.
//! Not here: clearcoat, transmission and the like, which are ignored with a warning.
//! Invariant: every slot's image is in range and its UV set is 0 or 1.

use ::gltf::json;
use ::gltf::json::extensions::texture::TextureTransform;
use ::gltf::json::material::AlphaMode as FileAlpha;
use ::gltf::json::texture::WrappingMode;
use ::gltf::json::validation::Checked;

use super::super::mips::Content;
use super::super::{AlphaMode, Material, SceneError, TextureSlot, Wrap};
use super::container::Document;
use super::images::ImageJobs;

/// glTF's material `index` as ours; asks `jobs` for its images.
pub(super) fn convert(
    document: &Document<'_>,
    index: usize,
    material: &json::Material,
    jobs: &mut ImageJobs,
) -> Result<Material, SceneError> {
    let inside = format!("materials[{index}]");
    let name = material.name.clone().unwrap_or_else(|| format!("material {index}"));
    let mut take = |info: Option<Reference<'_>>, content| match info {
        Some(info) => slot(document, &info, content, &inside, jobs),
        None => Ok(None),
    };
    let metal = &material.pbr_metallic_roughness;
    let normal = material.normal_texture.as_ref();
    let occlusion = material.occlusion_texture.as_ref();
    let strength = material
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.emissive_strength.as_ref())
        .map_or(1.0, |strength| strength.emissive_strength.0);
    let converted = Material {
        base_color: metal.base_color_factor.0,
        metallic: metal.metallic_factor.0,
        roughness: metal.roughness_factor.0,
        emissive: material.emissive_factor.0.map(|factor| factor * strength),
        normal_scale: normal.map_or(1.0, |normal| normal.scale),
        occlusion_strength: occlusion.map_or(1.0, |occlusion| occlusion.strength.0),
        alpha: alpha(document, material, &inside)?,
        double_sided: material.double_sided,
        base_color_image: take(metal.base_color_texture.as_ref().map(Reference::of), Content::Color)?,
        metallic_roughness_image: take(
            metal.metallic_roughness_texture.as_ref().map(Reference::of),
            Content::Plain,
        )?,
        normal_image: take(normal.map(Reference::of_normal), Content::Normal)?,
        occlusion_image: take(occlusion.map(Reference::of_occlusion), Content::Plain)?,
        emissive_image: take(material.emissive_texture.as_ref().map(Reference::of), Content::Color)?,
        name,
    };
    let factors =
        [converted.metallic, converted.roughness, converted.normal_scale, converted.occlusion_strength];
    let all = factors.iter().chain(&converted.base_color).chain(&converted.emissive);
    if !all.copied().all(f32::is_finite) {
        return Err(document.error(&inside, "a factor is not finite", "export the model again"));
    }
    Ok(converted)
}

fn alpha(document: &Document<'_>, material: &json::Material, inside: &str) -> Result<AlphaMode, SceneError> {
    match material.alpha_mode {
        Checked::Valid(FileAlpha::Opaque) => Ok(AlphaMode::Opaque),
        Checked::Valid(FileAlpha::Mask) => {
            Ok(AlphaMode::Mask { cutoff: material.alpha_cutoff.map_or(0.5, |cutoff| cutoff.0) })
        }
        Checked::Valid(FileAlpha::Blend) => {
            tracing::warn!("{}: {inside} blends; it is drawn as a mask at 0.5", document.place);
            Ok(AlphaMode::Mask { cutoff: 0.5 })
        }
        Checked::Invalid => Err(document.error(inside, "an unknown alphaMode", "use OPAQUE, MASK or BLEND")),
    }
}

/// A texture as one of the three kinds of JSON names it.
struct Reference<'a> {
    texture: json::Index<json::Texture>,
    uv_set: u32,
    transform: Option<Placement<'a>>,
}

/// KHR_texture_transform, parsed by the crate or (on normal and occlusion maps) still JSON.
enum Placement<'a> {
    Parsed(&'a TextureTransform),
    Json(&'a serde_json::Value),
}

const TRANSFORM: &str = "KHR_texture_transform";

impl<'a> Reference<'a> {
    fn of(info: &'a json::texture::Info) -> Self {
        let transform = info.extensions.as_ref().and_then(|extensions| extensions.texture_transform.as_ref());
        Self { texture: info.index, uv_set: info.tex_coord, transform: transform.map(Placement::Parsed) }
    }

    fn of_normal(info: &'a json::material::NormalTexture) -> Self {
        let transform = info.extensions.as_ref().and_then(|extensions| extensions.others.get(TRANSFORM));
        Self { texture: info.index, uv_set: info.tex_coord, transform: transform.map(Placement::Json) }
    }

    fn of_occlusion(info: &'a json::material::OcclusionTexture) -> Self {
        let transform = info.extensions.as_ref().and_then(|extensions| extensions.others.get(TRANSFORM));
        Self { texture: info.index, uv_set: info.tex_coord, transform: transform.map(Placement::Json) }
    }
}

fn slot(
    document: &Document<'_>,
    reference: &Reference<'_>,
    content: Content,
    inside: &str,
    jobs: &mut ImageJobs,
) -> Result<Option<TextureSlot>, SceneError> {
    let texture = document.item(reference.texture, inside)?;
    if texture.source.value() == u32::MAX as usize {
        tracing::warn!("{}: {inside} has a texture only as an extension; it is left out", document.place);
        return Ok(None);
    }
    document.item(texture.source, inside)?;
    let wrap = match texture.sampler {
        Some(sampler) => {
            let sampler = document.item(sampler, inside)?;
            [wrap(sampler.wrap_s), wrap(sampler.wrap_t)]
        }
        None => [Wrap::Repeat; 2],
    };
    let (transform, uv_override) = placement(document, reference.transform.as_ref(), inside)?;
    let uv_set = uv_override.unwrap_or(reference.uv_set);
    if uv_set > 1 {
        tracing::warn!("{}: {inside} uses UV set {uv_set}; two are supported, 0 is taken", document.place);
    }
    let image = jobs.want(texture.source.value(), content);
    Ok(Some(TextureSlot { image, uv_set: if uv_set > 1 { 0 } else { uv_set }, wrap, transform }))
}

fn wrap(mode: Checked<WrappingMode>) -> Wrap {
    match mode {
        Checked::Valid(WrappingMode::ClampToEdge) => Wrap::Clamp,
        Checked::Valid(WrappingMode::MirroredRepeat) => Wrap::Mirror,
        Checked::Valid(WrappingMode::Repeat) | Checked::Invalid => Wrap::Repeat,
    }
}

/// The two rows of `uv' = T R S uv`, and the extension's own UV set.
fn placement(
    document: &Document<'_>,
    placement: Option<&Placement<'_>>,
    inside: &str,
) -> Result<([[f32; 3]; 2], Option<u32>), SceneError> {
    let parsed;
    let transform = match placement {
        None => return Ok((IDENTITY, None)),
        Some(Placement::Parsed(transform)) => *transform,
        Some(Placement::Json(value)) => {
            parsed = serde_json::from_value((*value).clone()).map_err(|error| {
                document.error(inside, format!("{TRANSFORM}: {error}"), "export the model again")
            })?;
            &parsed
        }
    };
    let rows = rows_of(transform.offset.0, transform.rotation.0, transform.scale.0);
    if !rows.iter().flatten().copied().all(f32::is_finite) {
        return Err(document.error(inside, format!("{TRANSFORM} is not finite"), "export the model again"));
    }
    Ok((rows, transform.tex_coord))
}

/// The transform that changes nothing.
const IDENTITY: [[f32; 3]; 2] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];

/// Scale, then turn counter-clockwise as seen in the image (v points down), then shift.
fn rows_of(offset: [f32; 2], rotation_rad: f32, scale: [f32; 2]) -> [[f32; 3]; 2] {
    let (sin, cos) = rotation_rad.sin_cos();
    [[cos * scale[0], sin * scale[1], offset[0]], [-sin * scale[0], cos * scale[1], offset[1]]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texture_transform_order() {
        assert_eq!(rows_of([0.0; 2], 0.0, [1.0; 2]), IDENTITY);
        // By hand: (1, 0) scaled by (2, 3) is (2, 0); a quarter turn counter-clockwise with v down is (0, -2).
        let rows = rows_of([0.5, 0.25], std::f32::consts::FRAC_PI_2, [2.0, 3.0]);
        let at = |u: f32, v: f32| rows.map(|row| row[0] * u + row[1] * v + row[2]);
        let got = at(1.0, 0.0);
        assert!((got[0] - 0.5).abs() < 1e-6 && (got[1] + 1.75).abs() < 1e-6, "{got:?}");
    }

    /// Khronos' TextureTransformTest: with a rotation of 22.5 degrees the arrow's tip, at texture (0.7778, 0.7778),
    /// must land on the marker "Rotation - Correct", at UV (0.4210, 1.0163), and not on "Rotation - Error".
    #[test]
    fn rotation_turns_as_khronos_wants_it() {
        let rows = rows_of([0.0; 2], std::f32::consts::FRAC_PI_8, [1.0; 2]);
        let at = |u: f32, v: f32| rows.map(|row| row[0] * u + row[1] * v + row[2]);
        let tip = |got: [f32; 2]| got.iter().all(|value| (value - 0.777_8).abs() < 1e-3);
        assert!(tip(at(0.420_95, 1.016_27)));
        assert!(!tip(at(1.016_27, 0.420_95)), "negative control");
    }
}
