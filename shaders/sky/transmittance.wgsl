// How much light passes from the top of the air to a height, by direction. Pass: render::passes::transmittance.
// @include bind/sky_luts.wgsl
// @include scene/fullscreen.wgsl
// @include sky/medium.wgsl

const STEPS: u32 = 40u;

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let ray = atmosphere_transmittance_ray(at.xy / ATMOSPHERE_TRANSMITTANCE_SIZE);
    let way = atmosphere_way_to_top_km(ray.x, ray.y);
    var depth = vec3f(0.0);
    for (var step = 0u; step < STEPS; step += 1u) {
        // Steps grow as squares from the eye: air is densest where it begins but for rays that dip, whose middles are even.
        let begin = f32(step) / f32(STEPS);
        let end = f32(step + 1u) / f32(STEPS);
        let span = way * (end * end - begin * begin);
        let height = atmosphere_height_after_km(ray.x, ray.y, way * (0.5 * (begin * begin + end * end)));
        depth += medium_at(height).extinction * span;
    }
    return vec4f(exp(-depth), 1.0);
}
