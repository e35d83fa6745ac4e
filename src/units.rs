//! Newtypes for values that cross the edge of the program.
//!
//! In: plain numbers from files, packets and flags. Out: the same numbers with their unit in the type.
//! Not here: vectors and frames (`math`), code values (`color`).
//! Invariant: a newtype never converts silently; the unit is in the accessor's name.

/// Luminance in cd/m2.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Nits(pub f64);

/// Length in metres.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Metres(pub f64);

/// Plane angle in radians.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Radians(pub f64);

impl Radians {
    /// From degrees, the unit of every file and of the command line.
    pub fn from_degrees(degrees: f64) -> Self {
        Self(degrees.to_radians())
    }
}
