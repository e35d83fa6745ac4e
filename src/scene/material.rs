//! Metallic-roughness materials and their images (glTF 2.0, 3.9).
//!
//! In: factors and images. Out: the same, with mips. Not here: the BRDF (`shaders/lib/brdf.wgsl`), samplers (`gpu`).
//! Invariant: colors are Rec.709 as in glTF: linear when factors, sRGB-coded when 8-bit images; shaders turn both
//! into ACEScg.

/// One material.
#[derive(Clone, Debug, PartialEq)]
pub struct Material {
    /// Name from the file.
    pub name: String,
    /// Base color factor, linear Rec.709 as glTF has it, and alpha.
    pub base_color: [f32; 4],
    /// Metalness factor, 0..=1.
    pub metallic: f32,
    /// Perceptual roughness factor, 0..=1.
    pub roughness: f32,
    /// Emissive factor times KHR_materials_emissive_strength, linear Rec.709.
    pub emissive: [f32; 3],
    /// Scale of the normal map's x and y.
    pub normal_scale: f32,
    /// Strength of the occlusion map, 0..=1.
    pub occlusion_strength: f32,
    /// How alpha is used.
    pub alpha: AlphaMode,
    /// Drawn from both sides, with the normal turned to the viewer.
    pub double_sided: bool,
    /// Base color image (sRGB).
    pub base_color_image: Option<TextureSlot>,
    /// Roughness in green, metalness in blue (linear).
    pub metallic_roughness_image: Option<TextureSlot>,
    /// Tangent-space normals (linear).
    pub normal_image: Option<TextureSlot>,
    /// Occlusion in red (linear).
    pub occlusion_image: Option<TextureSlot>,
    /// Emission (sRGB).
    pub emissive_image: Option<TextureSlot>,
}

impl Default for Material {
    /// glTF's default material: white, metallic 1, roughness 1.
    fn default() -> Self {
        Self {
            name: String::new(),
            base_color: [1.0; 4],
            metallic: 1.0,
            roughness: 1.0,
            emissive: [0.0; 3],
            normal_scale: 1.0,
            occlusion_strength: 1.0,
            alpha: AlphaMode::Opaque,
            double_sided: false,
            base_color_image: None,
            metallic_roughness_image: None,
            normal_image: None,
            occlusion_image: None,
            emissive_image: None,
        }
    }
}

/// How alpha is used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AlphaMode {
    /// Alpha is ignored.
    Opaque,
    /// Fragments with alpha below the cutoff are not drawn.
    Mask {
        /// The cutoff, 0..=1.
        cutoff: f32,
    },
}

/// An image as a material uses it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TextureSlot {
    /// Index in [`super::Scene::images`].
    pub image: usize,
    /// UV set, 0 or 1.
    pub uv_set: u32,
    /// How coordinates outside 0..1 are taken, u and v.
    pub wrap: [Wrap; 2],
    /// KHR_texture_transform: `uv' = transform x (u, v, 1)`, two rows of three.
    pub transform: [[f32; 3]; 2],
}

/// How a texture coordinate outside 0..1 is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Wrap {
    /// Repeats.
    #[default]
    Repeat,
    /// Repeats, mirrored each other time.
    Mirror,
    /// Keeps the edge.
    Clamp,
}

/// An 8-bit image with all its mips.
#[derive(Clone, Debug, PartialEq)]
pub struct TextureImage {
    /// Name for messages and GPU labels.
    pub name: String,
    /// Width of mip 0.
    pub width: u32,
    /// Height of mip 0.
    pub height: u32,
    /// RGBA, mip 0 first, each half the one before (at least 1), averaged in linear light.
    pub mips: Vec<Vec<u8>>,
    /// Whether RGB is sRGB-coded.
    pub coding: Coding,
}

/// How an image's bytes stand for values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// sRGB-coded color.
    Srgb,
    /// Plain numbers: normals, roughness, occlusion.
    Linear,
}
