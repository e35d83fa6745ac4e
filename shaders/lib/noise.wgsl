// Noise that repeats, from integer hashes: the same shapes on every driver.

// Three hashed words of three. Source: Jarzynski and Olano 2020, pcg3d. Twin: render::noise::hash.
fn noise_hash(words: vec3u) -> vec3u {
    var v = words * 1664525u + 1013904223u;
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    v ^= v >> vec3u(16u);
    v.x += v.y * v.z;
    v.y += v.z * v.x;
    v.z += v.x * v.y;
    return v;
}

// Three numbers of a lattice point that repeats every `period`. in: whole numbers; out: [0, 1), steps of 2^-24.
// Twin: render::noise::lattice.
fn noise_lattice(point: vec3i, period: i32, seed: u32) -> vec3f {
    let wrapped = vec3u(((point % period) + period) % period);
    return vec3f(noise_hash(wrapped + vec3u(seed * 131u, seed * 17u, seed)) >> vec3u(8u)) / 16777216.0;
}

// Distance to the nearest of scattered points, one a cell (Worley 1996). in: cells; out: cells, mean about 0.5.
// Twin: render::noise::worley.
fn noise_worley(at: vec3f, period: i32, seed: u32) -> f32 {
    let cell = vec3i(floor(at));
    let within = at - floor(at);
    var nearest = 4.0;
    for (var index = 0; index < 27; index++) {
        let step = vec3i(index % 3, (index / 3) % 3, index / 9) - 1;
        let away = vec3f(step) + noise_lattice(cell + step, period, seed) - within;
        nearest = min(nearest, dot(away, away));
    }
    return sqrt(nearest);
}

// Gradient noise (Perlin 2002). in: cells; out: about [-1, 1], mean 0. Twin: render::noise::gradient.
fn noise_gradient(at: vec3f, period: i32, seed: u32) -> f32 {
    let cell = vec3i(floor(at));
    let t = at - floor(at);
    let fade = t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    var sum = 0.0;
    for (var index = 0; index < 8; index++) {
        let corner = vec3i(index & 1, (index >> 1u) & 1, index >> 2u);
        let slope = noise_lattice(cell + corner, period, seed) * 2.0 - 1.0;
        let share = mix(1.0 - fade, fade, vec3f(corner));
        sum += share.x * share.y * share.z * dot(slope, t - vec3f(corner));
    }
    return sum * 1.2;
}
