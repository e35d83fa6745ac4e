//! Why a world could not be loaded.
//!
//! In: a place, what was found there, what to do. Out: one line for a person.
//! Not here: warnings about content that is drawn in a simpler way (those are logged).
//! Invariant: the message always names the place and a remedy.

/// A world that cannot be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {found}; {remedy}")]
pub struct SceneError {
    /// `file:line:col`, or the file and the part of it (`chair.glb: meshes[3]`).
    pub place: String,
    /// What stands there.
    pub found: String,
    /// What was needed or what to do.
    pub remedy: String,
}

impl SceneError {
    /// An error from its three parts.
    pub fn new(place: impl Into<String>, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { place: place.into(), found: found.into(), remedy: remedy.into() }
    }
}
