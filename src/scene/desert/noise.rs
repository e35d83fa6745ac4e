//! Noise without state: hashes, value noise on the plane, value noise that tiles.
//!
//! In: coordinates and a seed. Out: numbers in 0..1. Not here: what they shape.
//! Source of the hash: PCG output permutation (Jarzynski and Olano, JCGT 9(3), 2020).
//! Invariant: only integer hashing and f32 arithmetic, so every machine gets the same numbers.

/// A number in 0..1 from a cell and a seed.
pub(super) fn hash(x: i32, y: i32, seed: u32) -> f32 {
    let mut state = (x as u32).wrapping_mul(0x9e37_79b9) ^ (y as u32).wrapping_mul(0x85eb_ca6b) ^ seed;
    for _ in 0..2 {
        state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
        state = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
        state ^= state >> 22;
    }
    (state >> 8) as f32 / 16_777_216.0
}

/// A stream of numbers in 0..1.
pub(super) struct Dice {
    seed: u32,
    count: i32,
}

impl Dice {
    /// The stream of a seed.
    pub(super) fn new(seed: u32) -> Self {
        Self { seed, count: 0 }
    }

    /// The next number in 0..1.
    pub(super) fn roll(&mut self) -> f32 {
        self.count += 1;
        hash(self.count, 0, self.seed)
    }

    /// The next number in `low..high`.
    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.roll()
    }
}

/// Smooth value noise, one cell a unit.
pub(super) fn value(x: f32, y: f32, seed: u32) -> f32 {
    let (column, row) = (x.floor(), y.floor());
    let (u, v) = (ease(x - column), ease(y - row));
    let at = |dx: i32, dy: i32| hash(column as i32 + dx, row as i32 + dy, seed);
    mix(mix(at(0, 0), at(1, 0), u), mix(at(0, 1), at(1, 1), u), v)
}

/// Octaves of [`value`], each half as large and half as strong; mean 0.5.
pub(super) fn octaves(x: f32, y: f32, count: u32, seed: u32) -> f32 {
    let (mut sum, mut total, mut gain, mut scale) = (0.0, 0.0, 1.0, 1.0);
    for octave in 0..count {
        sum += gain * value(x * scale, y * scale, seed.wrapping_add(octave * 101));
        total += gain;
        gain *= 0.5;
        scale *= 2.03;
    }
    sum / total
}

/// A square of noise that tiles: `count` octaves from `cells` cells a side, each `gain` as strong as the last.
pub(super) fn tile(size: usize, cells: usize, count: u32, gain: f32, seed: u32) -> Vec<f32> {
    let mut out = vec![0.0; size * size];
    let (mut cells, mut strength, mut total) = (cells, 1.0, 0.0);
    for octave in 0..count {
        if cells > size {
            break;
        }
        add_octave(&mut out, size, cells, strength, seed.wrapping_add(octave * 977));
        total += strength;
        strength *= gain;
        cells *= 2;
    }
    out.iter_mut().for_each(|value| *value /= total);
    out
}

fn add_octave(out: &mut [f32], size: usize, cells: usize, strength: f32, seed: u32) {
    let lattice: Vec<f32> =
        (0..cells * cells).map(|at| hash((at % cells) as i32, (at / cells) as i32, seed)).collect();
    let steps: Vec<(usize, usize, f32)> = (0..size)
        .map(|at| {
            let place = at as f32 * cells as f32 / size as f32;
            let cell = place as usize;
            (cell % cells, (cell + 1) % cells, ease(place - cell as f32))
        })
        .collect();
    for (row, &(low, high, v)) in out.chunks_exact_mut(size).zip(&steps) {
        let (below, above) = (&lattice[low * cells..][..cells], &lattice[high * cells..][..cells]);
        for (value, &(left, right, u)) in row.iter_mut().zip(&steps) {
            *value += strength * mix(mix(below[left], below[right], u), mix(above[left], above[right], u), v);
        }
    }
}

/// Distance to the nearest edge between scattered cells, in cells, that tiles: cracks are where it is near 0.
pub(super) fn cracks(size: usize, cells: i32, bend: &[f32], seed: u32) -> Vec<f32> {
    let mut out = Vec::with_capacity(size * size);
    let points: Vec<[f32; 2]> = (0..cells * cells)
        .map(|at| {
            let (x, y) = (at % cells, at / cells);
            [hash(x, y, seed), hash(x, y, seed ^ 0x55)]
        })
        .collect();
    for y in 0..size {
        for x in 0..size {
            let warp = (bend[y * size + x] - 0.5) * 0.9;
            let px = x as f32 * cells as f32 / size as f32 + warp;
            let py = y as f32 * cells as f32 / size as f32 - warp;
            let (cx, cy) = (px.floor() as i32, py.floor() as i32);
            let (mut first, mut second) = (9.0_f32, 9.0_f32);
            for dy in -1..=1 {
                for dx in -1..=1 {
                    let index = (cy + dy).rem_euclid(cells) * cells + (cx + dx).rem_euclid(cells);
                    let [jx, jy] = points[index as usize];
                    let (ox, oy) = ((cx + dx) as f32 + jx - px, (cy + dy) as f32 + jy - py);
                    let distance = ox * ox + oy * oy;
                    second = second.min(first.max(distance));
                    first = first.min(distance);
                }
            }
            out.push(second.sqrt() - first.sqrt());
        }
    }
    out
}

/// Between two numbers.
pub(super) fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// Between two colors.
pub(super) fn mix3(from: [f32; 3], to: [f32; 3], share: f32) -> [f32; 3] {
    std::array::from_fn(|channel| mix(from[channel], to[channel], share))
}

/// 0 at `low`, 1 at `high`, smooth between.
pub(super) fn step(low: f32, high: f32, value: f32) -> f32 {
    ease(((value - low) / (high - low)).clamp(0.0, 1.0))
}

fn ease(t: f32) -> f32 {
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_is_even() {
        let mean = (0..10_000).map(|at| hash(at % 100, at / 100, 7)).sum::<f32>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
    }

    #[test]
    fn tiles_meet_at_their_edges() {
        let size = 64;
        let noise = tile(size, 4, 3, 0.5, 1);
        let step = |a: f32, b: f32| (a - b).abs();
        let inside = (0..size).map(|y| step(noise[y * size + 31], noise[y * size + 32])).fold(0.0, f32::max);
        let across = (0..size).map(|y| step(noise[y * size + 63], noise[y * size])).fold(0.0, f32::max);
        assert!(across < inside * 2.0 + 0.05, "{across} {inside}");
    }
}
