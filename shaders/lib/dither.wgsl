// Dither noise by integer hashing.

// A 32-bit mix. in, out: any u32. Source: PCG output step (O'Neill 2014; Jarzynski, Olano, JCGT 2020). Twin: color::dither::hash.
fn dither_hash(value: u32) -> u32 {
    let state = value * 747796405u + 2891336453u;
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return (word >> 22u) ^ word;
}

// Triangular noise in codes. in: pixel, channel, seed; out: (-1, 1). Source: Lipshitz et al. 1992. Twin: color::dither::triangular.
fn dither_triangular(x: u32, y: u32, channel: u32, seed: u32) -> f32 {
    let first = dither_hash(x ^ dither_hash(y ^ dither_hash(channel ^ dither_hash(seed))));
    let second = dither_hash(first);
    // Added as integers: below 2^24 each float is exact, so the twin agrees to the bit.
    return f32(i32(first >> 8u) + i32(second >> 8u) - 16777216) / 16777216.0;
}
