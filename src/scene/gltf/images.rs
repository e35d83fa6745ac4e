//! Images of a glTF file, decoded on several threads.
//!
//! In: which image is used as what. Out: one [`TextureImage`] for each pair, with mips.
//! Not here: samplers and UV transforms (`gltf::material`).
//! Invariant: the order of the images is the order in which materials first asked for them.

use ::gltf::json;

use super::super::mips::{self, Content};
use super::super::{SceneError, TextureImage};
use super::container::Document;

/// Images that are wanted.
#[derive(Default)]
pub(super) struct ImageJobs {
    wanted: Vec<(usize, Content)>,
}

impl ImageJobs {
    /// The index that image `image`, used as `content`, has in the model.
    pub(super) fn want(&mut self, image: usize, content: Content) -> usize {
        let known = self.wanted.iter().position(|&wanted| wanted == (image, content));
        known.unwrap_or_else(|| {
            self.wanted.push((image, content));
            self.wanted.len() - 1
        })
    }

    /// Reads and decodes them all, as many at once as there are cores.
    pub(super) fn decode(
        self,
        document: &Document<'_>,
        read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
        progress: &dyn Fn(f32),
    ) -> Result<Vec<TextureImage>, SceneError> {
        let at_once = std::thread::available_parallelism().map_or(1, usize::from);
        let total = self.wanted.len();
        let mut images = Vec::with_capacity(total);
        for batch in self.wanted.chunks(at_once) {
            let mut sources = Vec::with_capacity(batch.len());
            for &(image, content) in batch {
                let place = format!("{}: images[{image}]", document.place);
                let name = document.root.images[image].name.clone();
                let name = name.unwrap_or_else(|| format!("image {image}"));
                sources.push((place, name, bytes_of(document, image, read)?, content));
            }
            let decoded: Vec<_> = std::thread::scope(|scope| {
                let threads: Vec<_> = sources
                    .iter()
                    .map(|(place, name, bytes, content)| {
                        std::thread::Builder::new()
                            .name(format!("decode {name}"))
                            .spawn_scoped(scope, move || decode_one(place, name, bytes, *content))
                    })
                    .collect();
                threads
                    .into_iter()
                    .zip(&sources)
                    .map(|(thread, (place, name, bytes, content))| match thread {
                        Ok(thread) => thread.join().unwrap_or_else(|_| {
                            Err(SceneError::new(place, "the decoder gave up", "save the picture again"))
                        }),
                        // No thread to be had: decode here.
                        Err(_) => decode_one(place, name, bytes, *content),
                    })
                    .collect()
            });
            for image in decoded {
                images.push(image?);
            }
            progress(images.len() as f32 / total as f32);
        }
        Ok(images)
    }
}

fn bytes_of(
    document: &Document<'_>,
    index: usize,
    read: &dyn Fn(&str) -> Result<Vec<u8>, String>,
) -> Result<Vec<u8>, SceneError> {
    let inside = format!("images[{index}]");
    let image: &json::Image = &document.root.images[index];
    match (&image.buffer_view, &image.uri) {
        (Some(view), _) => Ok(document.view(*view, &inside)?.0.to_vec()),
        (None, Some(uri)) => document.fetch(uri, &inside, read),
        (None, None) => Err(document.error(&inside, "has neither data nor a file", "export the model again")),
    }
}

fn decode_one(place: &str, name: &str, bytes: &[u8], content: Content) -> Result<TextureImage, SceneError> {
    use image::ImageFormat::{Jpeg, Png};
    let format = image::guess_format(bytes).ok().filter(|format| matches!(format, Png | Jpeg));
    let format = format.ok_or_else(|| {
        let kind = match bytes {
            [0xab, b'K', b'T', b'X', ..] => "KTX2",
            [b'R', b'I', b'F', b'F', ..] => "WebP",
            _ => "unknown format",
        };
        SceneError::new(place, format!("a picture that is neither PNG nor JPEG ({kind})"), "save it as PNG")
    })?;
    let image = image::load_from_memory_with_format(bytes, format).map_err(|error| {
        SceneError::new(place, format!("the picture breaks: {error}"), "save the picture again")
    })?;
    let pixels = image.into_rgba8();
    let (width, height) = pixels.dimensions();
    Ok(mips::texture(name, width, height, pixels.into_raw(), content))
}
