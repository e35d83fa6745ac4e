// Stars: points of light behind clouds, fog and land, spread over a wall's pixel. Pass: render::passes::stars.
// @include bind/frame.wgsl
// @include bind/view.wgsl
// @include scene/celestial.wgsl
// @include scene/cloud_sky.wgsl
// @include scene/air_light.wgsl

// Standard deviation in pixels of the wall: less would flicker on single LEDs. It is the same angle in every view.
const STAR_SIGMA: f32 = 0.7;
// Where the spread is cut off, in standard deviations: 0.2 % of the light lies beyond.
const STAR_EDGE: f32 = 3.5;

struct Star {
    @builtin(position) at: vec4f,
    // From its middle, in standard deviations.
    @location(0) offset: vec2f,
    // Nits in its middle, linear ACEScg.
    @location(1) @interpolate(flat) nits: vec3f,
}

// in: unit vector in J2000 equatorial axes and illuminance above the air, lux; its color at luminance 1.
@vertex
fn vs_main(@builtin(vertex_index) corner: u32, @location(0) star: vec4f, @location(1) color: vec4f) -> Star {
    let toward = vec3f(dot(sky.equatorial_from_world[0].xyz, star.xyz), dot(sky.equatorial_from_world[1].xyz, star.xyz),
        dot(sky.equatorial_from_world[2].xyz, star.xyz));
    // Refraction lifts what is low, as it does sun and moon.
    let lift = star_lift(toward.y);
    let level = length(toward.xz);
    let in_sky = normalize(vec3f(toward.x, toward.y + lift * level, toward.z));
    let in_world = air_in_world(in_sky);
    let middle = view.clip_from_world * vec4f(in_world, 0.0);
    let is_seen = in_sky.y > 0.0 && middle.w > 0.0 && all(abs(middle.xy) < vec2f(1.1 * middle.w));
    if !is_seen { return Star(vec4f(2.0, 2.0, 2.0, 1.0), vec2f(0.0), vec3f(0.0)); }
    let sigma = STAR_SIGMA * frame.stage_origin.w;
    // A triangle round the circle that the spread is cut off at.
    let turn = f32(corner) * (2.0 * CELESTIAL_PI / 3.0);
    let offset = 2.0 * STAR_EDGE * vec2f(cos(turn), sin(turn));
    let axes = celestial_axes(in_world);
    let place = in_world + sigma * (axes[0] * offset.x + axes[1] * offset.y);
    // At the far plane of reversed depth.
    let at = view.clip_from_world * vec4f(place, 0.0);
    let nits = star.w * color.rgb * star_share(in_sky) / (2.0 * CELESTIAL_PI * sigma * sigma);
    return Star(vec4f(at.xy, 0.0, at.w), offset, nits);
}

// Share of a star's light that arrives, by color.
fn star_share(in_sky: vec3f) -> vec3f {
    let through = exp(-celestial_depth() * celestial_air_mass(in_sky.y)) * cloud_sky(in_sky).a;
    let fog = air_light_sky(vec3f(1.0), in_sky, true) - air_light_sky(vec3f(0.0), in_sky, true);
    // They come out as the dusk goes.
    let dusk = 1.0 - smoothstep(-0.0785, -0.0523, sky.to_sun.y);
    return through * fog * (1.0 - celestial_moon(in_sky).a) * (dusk * sky.equatorial_from_world[0].w);
}

// Radians by which the air lifts a star. in: sine of its true elevation. Source: Saemundsson 1986.
fn star_lift(sine: f32) -> f32 {
    let degrees = max(celestial_degrees(sine), -1.0);
    return max(1.02 / 60.0 / tan((degrees + 10.3 / (degrees + 5.11)) / 57.29578), 0.0) / 57.29578;
}

@fragment
fn fs_main(star: Star) -> @location(0) vec4f {
    let squared = dot(star.offset, star.offset);
    if squared > STAR_EDGE * STAR_EDGE { discard; }
    return vec4f(star.nits * exp(-0.5 * squared) * frame.light.x, 0.0);
}
