// The gradient sky.

// Depth below the horizon, in sin(elevation), at which the ground's color is reached.
const SKY_HORIZON_BLEND: f32 = 0.02;

// Luminance from a direction, disc left out. in: unit vectors, nits, falloff above 0, 1 when there is a sun; out: nits.
// Source: a blend that rises to the horizon. Twin: scene::Gradient::nits.
fn sky_gradient_nits(direction: vec3f, zenith: vec3f, horizon: vec3f, ground: vec3f, glow: vec3f, falloff: f32, to_sun: vec3f, has_sun: f32) -> vec3f {
    let height = clamp(direction.y, -1.0, 1.0);
    let above = max(height, 0.0);
    let sky = mix(zenith, horizon, pow(1.0 - above, falloff));
    let toward = clamp(dot(direction, to_sun), 0.0, 1.0);
    let halo = (0.35 * pow(toward, 8.0) + 0.65 * pow(toward, 96.0)) * has_sun;
    let lit = sky + glow * (halo * (1.0 - above) * (1.0 - above));
    return mix(ground, lit, smoothstep(-SKY_HORIZON_BLEND, 0.0, height));
}
