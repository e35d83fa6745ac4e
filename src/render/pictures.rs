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
