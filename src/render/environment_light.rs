//! The environment as light: dome texture, SH irradiance, prefiltered cube.
//!
//! In: a scene's environment. Out: textures and coefficients, made once a load. Not here: the sun (`frame`), the sky picture.
//! Invariant: a gradient becomes the same kind of panorama as an HDRI, so both light the world by one path.

use glam::{DVec3, Vec4};
use half::f16;
use wgpu::TextureFormat;

use crate::color::Picture;
use crate::gpu::Gpu;
use crate::gpu::texture::{Shape, Target};
use crate::math::sphere;
use crate::scene::{Environment, Scene};

use super::sh;

/// Side of a face of the prefiltered cube; roughness 0 reflects at this sharpness.
pub const CUBE_SIDE: u32 = 128;
/// Mips of the prefiltered cube: roughness 0, 0.2, 0.4, 0.6, 0.8, 1.
pub const CUBE_MIPS: u32 = 6;
/// Height of the panorama made of a computed sky.
const SKY_HEIGHT: u32 = 128;
/// Greatest value stored in the f16 texture.
const MAX_STORED: f64 = 60_000.0;

/// The environment on the GPU.
#[derive(Debug)]
pub struct EnvironmentLight {
    /// Equirect radiance over `nits_per_texel`, with mips.
    pub dome: Target,
    /// Mips and width of `dome`.
    pub dome_mips: u32,
    /// Width of `dome`.
    pub dome_width: u32,
    /// Prefiltered radiance by reflection direction; filled by `passes::environment`.
    pub cube: Target,
    /// Nits of a stored 1.0.
    pub nits_per_texel: f64,
    /// Rotation of the dome, radians.
    pub rotation_rad: f64,
    /// Nine SH coefficients of radiance in nits, in world axes.
    pub irradiance: [Vec4; 10],
}

impl EnvironmentLight {
    /// Uploads a scene's environment.
    pub fn new(gpu: &Gpu, scene: &Scene) -> Self {
        let (panorama, nits_per_unit, rotation_rad) = match &scene.environment {
            Environment::Dome { picture, nits_per_unit, rotation_rad } => {
                (picture.clone(), *nits_per_unit, *rotation_rad)
            }
            Environment::Gradient(_) | Environment::Sky(_) => (sky_panorama(scene), 1.0, 0.0),
        };
        let brightest =
            panorama.data.iter().flat_map(|texel| texel[..3].iter()).fold(0.0_f32, |a, b| a.max(*b));
        let store = f64::from(brightest).max(1e-6) / MAX_STORED;
        let mips = mip_chain(&panorama);
        let mut bytes = Vec::new();
        for mip in &mips {
            for texel in &mip.data {
                for value in texel {
                    bytes.extend_from_slice(&f16::from_f64(f64::from(*value) / store).to_le_bytes());
                }
            }
        }
        let shape = Shape {
            mips: mips.len() as u32,
            ..Shape::flat([panorama.width, panorama.height], TextureFormat::Rgba16Float)
        };
        let cube_shape = Shape {
            layers: 6,
            mips: CUBE_MIPS,
            ..Shape::flat([CUBE_SIDE, CUBE_SIDE], TextureFormat::Rgba16Float)
        };
        let coarse = mips.iter().find(|mip| mip.width <= 256).unwrap_or(&panorama);
        // Without the tenth: the nine do for a picture.
        let mut irradiance = [Vec4::ZERO; 10];
        for (row, coefficient) in irradiance.iter_mut().zip(sh::project(coarse, rotation_rad)) {
            *row = (coefficient * nits_per_unit).as_vec3().extend(0.0);
        }
        Self {
            dome: gpu.image("environment/dome", shape, &bytes),
            dome_mips: mips.len() as u32,
            dome_width: panorama.width,
            cube: gpu.target("environment/cube", cube_shape),
            nits_per_texel: store * nits_per_unit,
            rotation_rad,
            irradiance,
        }
    }
}

fn sky_panorama(scene: &Scene) -> Picture {
    let mut picture = Picture::filled(2 * SKY_HEIGHT, SKY_HEIGHT, [0.0, 0.0, 0.0, 1.0]);
    for y in 0..SKY_HEIGHT {
        for x in 0..2 * SKY_HEIGHT {
            let uv = glam::DVec2::new(
                (f64::from(x) + 0.5) / f64::from(2 * SKY_HEIGHT),
                (f64::from(y) + 0.5) / f64::from(SKY_HEIGHT),
            );
            let nits: DVec3 = scene.environment_nits(sphere::direction_from_equirect_uv(uv));
            *picture.at_mut(x, y) = nits.as_vec3().extend(1.0).to_array();
        }
    }
    picture
}

/// The panorama and its halves down to one row, each the mean of four texels.
fn mip_chain(panorama: &Picture) -> Vec<Picture> {
    let mut mips = vec![panorama.clone()];
    while let Some(last) = mips.last().filter(|last| last.width > 1 || last.height > 1) {
        let (width, height) = ((last.width / 2).max(1), (last.height / 2).max(1));
        let mut next = Picture::filled(width, height, [0.0; 4]);
        for y in 0..height {
            for x in 0..width {
                let mut sum = Vec4::ZERO;
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let (sx, sy) = ((2 * x + dx).min(last.width - 1), (2 * y + dy).min(last.height - 1));
                    sum += Vec4::from_array(last.at(sx, sy));
                }
                *next.at_mut(x, y) = (sum * 0.25).to_array();
            }
        }
        mips.push(next);
    }
    mips
}
