// Light of the second and all further orders of scattering (Hillaire 2020, 5.5). Pass: render::passes::multi_scatter.
// @include bind/sky_luts.wgsl
// @include scene/fullscreen.wgsl
// @include sky/medium.wgsl

const STEPS: u32 = 20u;
// Directions: rings of equal share of the sphere, and azimuths of half a turn; the other half mirrors it about the sun.
const RINGS: u32 = 8u;
const TURNS: u32 = 4u;

struct Gathered {
    // Light scattered once toward the point.
    light: vec3f,
    // Share of even light that is scattered once more.
    again: vec3f,
}

// in: height, km; cosine of the sun there; direction, y up, the sun in the plane z = 0.
fn gather(height: f32, sun: f32, direction: vec3f) -> Gathered {
    let radius = ATMOSPHERE_GROUND_KM + height;
    let to_sun = vec2f(sqrt(max(1.0 - sun * sun, 0.0)), sun);
    // The ground, if the ray falls on it.
    let fall = radius * direction.y;
    let under = fall * fall - height * (2.0 * ATMOSPHERE_GROUND_KM + height);
    let is_ground = direction.y < 0.0 && under >= 0.0;
    let way = select(atmosphere_way_to_top_km(height, direction.y), -fall - sqrt(max(under, 0.0)), is_ground);
    let span = way / f32(STEPS);
    var passed = vec3f(1.0);
    var gathered = Gathered(vec3f(0.0), vec3f(0.0));
    for (var step = 0u; step < STEPS; step += 1u) {
        let gone = (f32(step) + 0.3) * span;
        let there = atmosphere_height_after_km(height, direction.y, gone);
        let up = (vec2f(0.0, radius) + direction.xy * gone) / (ATMOSPHERE_GROUND_KM + there);
        let cosine = dot(up, to_sun);
        let air = medium_at(there);
        let through = exp(-air.even_extinction * span);
        let held = passed * air.even * (1.0 - through) / max(air.even_extinction, vec3f(1e-9));
        gathered.light += held * medium_direct(there, cosine) / (4.0 * ATMOSPHERE_PI);
        gathered.again += held;
        passed *= through;
    }
    if is_ground {
        let up = (vec2f(0.0, radius) + direction.xy * way) / ATMOSPHERE_GROUND_KM;
        let cosine = dot(up, to_sun);
        gathered.light += passed * medium_direct(0.0, cosine) * max(cosine, 0.0) * sky.ground.rgb / ATMOSPHERE_PI;
    }
    return gathered;
}

@fragment
fn fs_main(@builtin(position) at: vec4f) -> @location(0) vec4f {
    let point = atmosphere_multi_scatter_ray(at.xy / ATMOSPHERE_MULTI_SCATTER_SIZE);
    var light = vec3f(0.0);
    var again = vec3f(0.0);
    for (var ring = 0u; ring < RINGS; ring += 1u) {
        let cosine = 1.0 - 2.0 * (f32(ring) + 0.5) / f32(RINGS);
        let level = sqrt(1.0 - cosine * cosine);
        for (var turn = 0u; turn < TURNS; turn += 1u) {
            let angle = ATMOSPHERE_PI * (f32(turn) + 0.5) / f32(TURNS);
            let one = gather(point.x, point.y, vec3f(level * cos(angle), cosine, level * sin(angle)));
            light += one.light;
            again += one.again;
        }
    }
    let count = f32(RINGS * TURNS);
    return vec4f(sqrt(light / count / (1.0 - again / count)), 1.0);
}
