//! The lie of the land: where the road runs, how high the ground is, what color it has.
//!
//! In: `along` (metres toward -Z) and `across` (metres to the right of the road's centre). Out: metres, albedo.
//! Not here: triangles (`terrain`).
//! Invariant: the road passes the mark at y = 0; heights are continuous.

use super::look;
use super::noise::{mix, mix3, octaves, step, value};

/// Half the width of the asphalt, metres.
pub(super) const ASPHALT_HALF_M: f32 = 3.9;

/// The road's centre: it leaves to the left, then bends slowly to the right up to 1 km, then runs straight.
pub(super) fn road_x(along: f32) -> f32 {
    let near = along.clamp(-300.0, 1000.0);
    let bend = 1.8 - 0.012 * near + 0.000_085 * near * near.abs();
    bend + (along - near) * 0.158
}

/// The road's height: level at the stage, a long dip, then a rise that shows the road again far away.
pub(super) fn road_y(along: f32) -> f32 {
    let dip = -2.6 * step(40.0, 280.0, along);
    let rise = 11.5 * step(260.0, 1150.0, along);
    let beyond = -6.0 * step(1200.0, 2200.0, along);
    dip + rise + beyond + 1.5 * step(-60.0, -500.0, along)
}

/// Height of the ground, metres.
pub(super) fn ground_y(along: f32, across: f32) -> f32 {
    let x = road_x(along) + across;
    let off = across.abs();
    let base = road_y(along);
    // Sand meets the asphalt along a ragged edge; further in it lies below.
    let edge = ASPHALT_HALF_M - 0.12 + 0.5 * (octaves(along * 0.45, across.signum() * 9.0, 3, 11) - 0.5);
    let shoulder =
        if off < edge { -0.22 * step(edge, edge - 0.6, off) } else { 0.035 * step(edge, edge + 0.35, off) };
    let ditch = -0.32 * step(4.8, 6.6, off) * (1.0 - step(7.0, 12.0, off));
    let natural = step(6.5, 22.0, off);
    let hummocks = (octaves(x * 0.30, along * 0.30, 3, 21) - 0.5) * 0.34;
    let swells = (octaves(x * 0.035, along * 0.035, 3, 22) - 0.42) * 2.4 * step(8.0, 60.0, off);
    let hills = (octaves(x * 0.0045, along * 0.0045, 4, 23) - 0.46) * 26.0 * step(60.0, 420.0, off);
    let range = x.hypot(along);
    let ridge = 1.0 - (2.0 * octaves(x * 0.0011, along * 0.0011, 4, 24) - 1.0).abs();
    let far = step(1900.0, 3700.0, range) * (12.0 + 70.0 * ridge * ridge);
    base + shoulder + ditch + natural * (hummocks + swells + hills) + far
}

/// Albedo of the ground over the sand picture's own mean, linear Rec.709.
pub(super) fn ground_color(along: f32, across: f32) -> [f32; 3] {
    let x = road_x(along) + across;
    let off = across.abs();
    let patches = octaves(x * 0.055, along * 0.055, 4, 31);
    let plains = octaves(x * 0.006, along * 0.006, 3, 32);
    let soil = step(0.40, 0.66, mix(patches, plains, 0.45));
    let mut color = mix3(look::SAND, look::SOIL, soil * 0.85);
    let gravel = 1.0 - step(4.6, 6.4, off + (value(x * 0.8, along * 0.8, 33) - 0.5) * 1.6);
    color = mix3(color, look::GRAVEL, gravel * 0.8);
    let shade = 0.86 + 0.28 * octaves(x * 0.6, along * 0.6, 2, 34);
    // The sand picture's mean albedo is 0.5, so that colors both above and below it can be reached.
    color.map(|channel| channel * shade * 2.0)
}

/// Multiplies the asphalt's picture: wheel tracks, oil between them, dust toward the edges.
pub(super) fn asphalt_color(along: f32, across: f32) -> [f32; 3] {
    let off = across.abs();
    let lane = (off - 1.85).abs();
    let track = step(0.45, 0.12, (lane - 0.8).abs());
    let oil = step(0.5, 0.0, lane);
    let blotch = octaves(across * 0.35, along * 0.09, 3, 41);
    let dust = step(2.9, 4.0, off + (octaves(across, along * 0.3, 3, 42) - 0.5) * 1.4);
    let drift = step(0.62, 0.78, octaves(along * 0.05, across * 0.4, 3, 43)) * 0.35;
    let tone = 0.86 + 0.36 * blotch - 0.14 * track - 0.10 * oil;
    let dusty = mix3([1.0; 3], [2.5, 2.0, 1.45], (dust * 0.55 + drift).min(1.0));
    dusty.map(|channel| channel * tone)
}
