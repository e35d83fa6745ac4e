//! Targets read back: what files, the proof and tests take.
//!
//! In: a drawn frame. Out: [`Picture`]s and codes. Waits for the GPU: never on the frame thread of a live show.
//! Not here: file formats (`output`). Invariant: values are the target's own; nothing is graded on the way.

use crate::color::Picture;
use crate::gpu::Gpu;
use crate::gpu::texture::Target;
use crate::sky::SkyPacket;

use super::Renderer;

impl Renderer {
    /// Integer codes of a canvas as its processor gets them.
    pub fn canvas_codes(&self, gpu: &Gpu, canvas: usize) -> Vec<[u16; 3]> {
        let texture = &self.targets.canvases[canvas].codes.texture;
        let bytes = gpu.read(texture, 0);
        let texel = |texel: &[u8]| match texture.format() {
            wgpu::TextureFormat::Rgb10a2Unorm => {
                let packed = u32::from_le_bytes([texel[0], texel[1], texel[2], texel[3]]);
                [0, 10, 20].map(|shift| ((packed >> shift) & 1023) as u16)
            }
            _ => [texel[0], texel[1], texel[2]].map(u16::from),
        };
        bytes.chunks_exact(4).map(texel).collect()
    }

    /// Wall-gamut nits of a canvas; needs [`super::Settings::nits`] or the proof.
    pub fn canvas_nits(&self, gpu: &Gpu, canvas: usize) -> Option<Picture> {
        self.targets.canvases[canvas].nits.as_ref().map(|target| picture(gpu, target))
    }

    /// What the LEDs of a canvas show, for the proof.
    pub fn canvas_shown(&self, gpu: &Gpu, canvas: usize) -> Option<Picture> {
        self.targets.canvases[canvas].shown.as_ref().map(|target| picture(gpu, target))
    }

    /// The simulated camera's picture.
    pub fn camera_picture(&self, gpu: &Gpu, camera: usize) -> Picture {
        picture(gpu, &self.targets.cameras[camera].picture)
    }

    /// The inner view.
    pub fn inner_picture(&self, gpu: &Gpu, camera: usize) -> Picture {
        picture(gpu, &self.targets.cameras[camera].inner.light)
    }

    /// The CG reference; needs [`super::Settings::reference`].
    pub fn reference_picture(&self, gpu: &Gpu, camera: usize) -> Option<Picture> {
        self.targets.cameras[camera].reference.as_ref().map(|views| picture(gpu, &views.light))
    }

    /// The stage in 3D, linear.
    pub fn stage_picture(&self, gpu: &Gpu) -> Option<Picture> {
        self.targets.stage.as_ref().map(|(views, _)| picture(gpu, &views.light))
    }

    /// Distances from an eye to the wall (`views::eyes` names the layers), octahedral in world axes: metres, 1 on the wall.
    pub fn wall_distance_picture(&self, gpu: &Gpu, layer: usize) -> Picture {
        let texture = &self.sky.wall_distance.texture;
        let data = gpu.read_rgba_f32(texture, layer as u32);
        Picture { width: texture.width(), height: texture.height(), data }
    }

    /// The transmittance table of a packet's air, when it is kept.
    pub fn transmittance_picture(&self, gpu: &Gpu, packet: &SkyPacket) -> Option<Picture> {
        let layer = self.drawn.sky.lut_of(packet)?;
        let texture = &self.sky.transmittance.texture;
        let data = gpu.read_rgba_f32(texture, layer as u32);
        Some(Picture { width: texture.width(), height: texture.height(), data })
    }

    /// Nine SH coefficients of the live sky's light and a tenth ([`super::sh::fourth`]), and what `shaders/bind/sky.wgsl` tells beside
    /// them in their lanes w: of the dome that fades into the frame drawn last.
    pub fn live_irradiance(&self, gpu: &Gpu) -> [[f32; 4]; 10] {
        let Some(place) = self.plan.worlds.first() else { return [[0.0; 4]; 10] };
        let buffer = gpu.read_buffer(&self.sky.irradiance);
        let first = place.domes[1] * 10 * 16;
        let float = |at: usize| {
            let bytes =
                buffer.get(first + 4 * at..first + 4 * at + 4).and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0.0, f32::from_le_bytes)
        };
        std::array::from_fn(|index| std::array::from_fn(|lane| float(4 * index + lane)))
    }

    /// A face of its sharpest reflections, over the nits of a stored 1.0.
    pub fn live_cube_face(&self, gpu: &Gpu, face: u32) -> Picture {
        let dome = self.plan.worlds.first().map_or(0, |place| place.domes[1] as u32);
        let texture = &self.sky.live_cube.texture;
        let data = gpu.read_rgba_f32(texture, 6 * dome + face);
        Picture { width: texture.width(), height: texture.height(), data }
    }

    /// The newer of the two domes of clouds of the first world, as `shaders/lib/dome.wgsl` lays it out: light in its own unit, share
    /// of the light behind that passes; and the map of key light that passes to the ground.
    pub fn cloud_pictures(&self, gpu: &Gpu) -> [Picture; 2] {
        let layer = self.plan.worlds.first().map_or(0, |world| world.domes[1]) as u32;
        [&self.sky.cloud_dome, &self.sky.cloud_shadow].map(|target| {
            let (width, height) = (target.texture.width(), target.texture.height());
            Picture { width, height, data: gpu.read_rgba_f32(&target.texture, layer) }
        })
    }

    /// The environment alone.
    pub fn latlong_picture(&self, gpu: &Gpu) -> Option<Picture> {
        self.targets.latlong.as_ref().map(|target| picture(gpu, target))
    }
}

/// A floating-point target.
pub fn picture(gpu: &Gpu, target: &Target) -> Picture {
    let size = target.texture.size();
    Picture { width: size.width, height: size.height, data: gpu.read_rgba_f32(&target.texture, 0) }
}
