//! Test patterns and their names.
//!
//! In: words. Out: patterns. Not here: how they are drawn (`shaders/wall/pattern.wgsl`), their arithmetic (`chart`).
//! Invariant: `Pattern::NAMES[i]` names `Pattern::ALL[i]`, whose shader id is i.

/// A test pattern of a canvas, a wall or an inner frustum.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pattern {
    /// The show's picture.
    #[default]
    Off,
    /// Panel outlines, column and row of each, an arrow up, a dot at the top left.
    Grid,
    /// Lines of one LED: proof of 1:1.
    Lines,
    /// Sixteen steps of equal PQ signal up to the wall's white.
    Steps,
    /// Stars and groups of lines by width in LEDs.
    Focus,
    /// Red, green, blue and white over all codes of the canvas's range.
    Ramps,
    /// Codes of full and of legal black and white, and beyond them, as they are.
    Range,
    /// Primaries and secondaries of the wall, BT.709, P3 and BT.2020; those out of reach are crossed out.
    Gamut,
    /// The wall's white.
    White,
    /// A neutral of `pattern_nits`.
    Grey,
    /// The red channel alone, at white.
    Red,
    /// The green channel alone, at white.
    Green,
    /// The blue channel alone, at white.
    Blue,
    /// No light.
    Black,
    /// Bars a few codes apart: whether a chain keeps ten bits.
    BitDepth,
    /// Frame number in digits and binary, and a bar that moves each frame: tearing and lag.
    Sync,
    /// Squares, circles and diagonals in millimetres across all panels of a wall.
    Geometry,
    /// Numbered crosses at known places of the wall: what the Align panel sights.
    Targets,
    /// The panel grid in cyan at fixed LEDs and in magenta as the inner frusta see it on the wall: white where they agree.
    Alignment,
}

impl Pattern {
    /// Every pattern, in the order of the names.
    pub const ALL: [Self; 19] = [
        Self::Off,
        Self::Grid,
        Self::Lines,
        Self::Steps,
        Self::Focus,
        Self::Ramps,
        Self::Range,
        Self::Gamut,
        Self::White,
        Self::Grey,
        Self::Red,
        Self::Green,
        Self::Blue,
        Self::Black,
        Self::BitDepth,
        Self::Sync,
        Self::Geometry,
        Self::Targets,
        Self::Alignment,
    ];
    /// The words for `pattern/<canvas>`, `wall_pattern/<wall>` and `inner/<camera>/pattern`.
    pub const NAMES: &[&str] = &[
        "off",
        "grid",
        "lines",
        "pq_steps",
        "focus",
        "ramps",
        "range",
        "gamut",
        "white",
        "grey",
        "red",
        "green",
        "blue",
        "black",
        "bit_depth",
        "sync",
        "geometry",
        "targets",
        "alignment",
    ];

    /// The number by which the shader knows it.
    pub const fn shader_id(self) -> u32 {
        self as u32
    }

    /// Its word.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_follow_the_list() {
        assert_eq!(Pattern::ALL.len(), Pattern::NAMES.len());
        for (index, pattern) in Pattern::ALL.into_iter().enumerate() {
            assert_eq!(pattern.shader_id() as usize, index, "{}", pattern.name());
        }
        assert_eq!((Pattern::Grid.name(), Pattern::Targets.name()), ("grid", "targets"));
    }
}
