//! The list of all pictures of the desert, made on several threads.
//!
//! In: nothing. Out: each picture with its mips. Not here: how each is painted (`surfaces`).
//! Invariant: always all of them, in the order of [`Picture`].

use super::surfaces;
use crate::scene::TextureImage;

/// The pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Picture {
    /// How much of the air's veil is added, from UV set 1.
    Veil,
    Sand,
    SandNormal,
    SandRoughness,
    Asphalt,
    AsphaltNormal,
    AsphaltRoughness,
    YellowLine,
    WhiteLine,
    Strata,
    StrataNormal,
    Wood,
    Scrub,
    Sign,
}

type Painted = Vec<(Picture, TextureImage)>;

/// All of them. The result does not depend on how many threads there are.
pub(super) fn all() -> Painted {
    let painters: [fn() -> Painted; 4] =
        [surfaces::sand, surfaces::asphalt, surfaces::strata, surfaces::small];
    let mut all: Painted = std::thread::scope(|scope| {
        let threads: Vec<_> = painters
            .iter()
            .map(|painter| {
                let thread = std::thread::Builder::new().name("desert picture".into());
                (painter, thread.spawn_scoped(scope, painter))
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|(painter, thread)| match thread {
                Ok(thread) => thread.join().unwrap_or_default(),
                Err(_) => painter(),
            })
            .collect()
    });
    all.sort_by_key(|(picture, _)| *picture as usize);
    all
}
