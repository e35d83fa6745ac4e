// Drops and flakes between the wall and the distance, one instance each. Pass: render::passes::precipitation.
// A drop is a number: where it is follows from its hash and the time, within a tile of the world that repeats; the tile's copy
// nearest the stage is drawn. Tiles of 24, 48 and 96 m lie in each other, so that there are enough drops near and far.
// @include bind/view.wgsl
// @include lib/precipitation.wgsl
// @include scene/falling_light.wgsl
// @include scene/air_light.wgsl
// @include scene/wall_distance.wgsl

// Instances of each tile, rain then snow. Twin: render::passes::precipitation::{RAIN, SNOW}.
const PRECIPITATION_RAIN: vec3u = vec3u(32768u, 49152u, 49152u);
const PRECIPITATION_SNOW: vec3u = vec3u(49152u, 65536u, 49152u);

struct Falling {
    @builtin(position) clip: vec4f,
    // Across the streak and along it, in half widths; how many of these it is long.
    @location(0) place: vec3f,
    @location(1) in_world: vec3f,
    // rgb: nits.
    @location(2) @interpolate(flat) nits: vec3f,
    // Opacity in the middle; share that the wall leaves.
    @location(3) opacity: f32,
}

struct Body {
    // Metres from the stage's mark.
    from_stage: vec3f,
    // Metres a second.
    velocity: vec3f,
    diameter_m: f32,
    // How much of it there is, 0..1.
    share: f32,
}

// The instance's tile, 0..2, and whether it is snow.
fn precipitation_tile(instance: u32) -> vec2u {
    let rain = PRECIPITATION_RAIN.x + PRECIPITATION_RAIN.y + PRECIPITATION_RAIN.z;
    let is_snow = instance >= rain;
    let index = select(instance, instance - rain, is_snow);
    let counts = select(PRECIPITATION_RAIN, PRECIPITATION_SNOW, is_snow);
    let tile = u32(index >= counts.x) + u32(index >= counts.x + counts.y);
    return vec2u(tile, u32(is_snow));
}

// Metres from the stage's mark of the nearest copy of a place.
fn precipitation_wrapped(place: vec3f, side: f32) -> vec3f {
    return (fract((place - sky.observer.xyz) / side + 0.5) - 0.5) * side;
}

// Fall speeds are rounded so that a tile repeats after 256 s: nothing jumps then.
fn precipitation_whole_mps(mps: f32, side: f32) -> f32 {
    return max(round(mps * 256.0 / side), 1.0) * side / 256.0;
}

fn precipitation_body(instance: u32, tile: u32, is_snow: bool) -> Body {
    let side = 24.0 * exp2(f32(tile));
    let words = precipitation_hash(vec3u(instance, u32(sky.turn.w), 0x5eedu));
    let start = precipitation_unit(words) * side;
    let chance = precipitation_unit(precipitation_hash(words));
    let secs = sky.rain.z;
    let gust = precipitation_gust(secs) * sky.wind.w;
    let wind = vec3f(sky.wind.x, 0.0, sky.wind.z);
    var body: Body;
    var fall = 1.0;
    var sway = vec3f(0.0);
    var swaying = vec3f(0.0);
    if is_snow {
        body.diameter_m = 0.004 + 0.008 * chance.x * chance.x;
        fall = 0.8 + 0.6 * chance.x;
        // Two sways of 0.3 to 1 Hz each way, whole turns in 256 s.
        let turns = floor(vec4f(77.0) + vec4f(chance.y, chance.z, fract(chance.y * 7.0), fract(chance.z * 7.0)) * 179.0);
        let phase = fract(turns * (secs / 256.0) + chance.zyzy) * 6.2831853;
        let reach = vec4f(0.12, 0.12, 0.05, 0.05);
        let moved = sin(phase) * reach;
        let moving = cos(phase) * reach * turns * 0.024543693;
        sway = vec3f(moved.x + moved.z, 0.0, moved.y + moved.w);
        swaying = vec3f(moving.x + moving.z, 0.0, moving.y + moving.w);
        body.share = clamp((pow(sky.rain.y / 4.0, 0.7) - chance.y) * 20.0, 0.0, 1.0) * f32(sky.rain.y > 0.0);
    } else {
        // Drawn for 50 mm/h; of less rain as many of each size as Marshall and Palmer say, in place of others than before.
        let slope = precipitation_slope_per_mm(50.0);
        let diameter_mm = precipitation_diameter_mm(chance.x, slope);
        body.diameter_m = diameter_mm * 0.001;
        fall = precipitation_terminal_mps(diameter_mm);
        let kept = exp(-max(precipitation_slope_per_mm(max(sky.rain.x, 0.01)) - slope, 0.0) * diameter_mm);
        body.share = clamp((kept - chance.y) * 20.0, 0.0, 1.0) * f32(sky.rain.x > 0.0);
    }
    fall = precipitation_whole_mps(fall, side);
    let carried = vec3f(sky.carried.x, -fall * secs, sky.carried.y) + wind * gust.y + sway;
    let height = precipitation_wrapped(start + carried, side).y;
    let lag = precipitation_wind_lag_m(height) / fall;
    body.from_stage = precipitation_wrapped(start + carried - wind * lag, side);
    body.velocity = wind * (precipitation_wind_share(height) + gust.x) + swaying - vec3f(0.0, fall, 0.0);
    // A tile takes over where the smaller one ends.
    let away = length(body.from_stage) / side;
    body.share *= smoothstep(0.48, 0.40, away);
    if tile > 0u { body.share *= smoothstep(0.20, 0.24, away); }
    return body;
}

@vertex
fn vs_main(@builtin(vertex_index) corner: u32, @builtin(instance_index) instance: u32) -> Falling {
    var out: Falling;
    out.clip = vec4f(0.0, 0.0, -1.0, 1.0);
    let tile = precipitation_tile(instance);
    let is_snow = tile.y == 1u;
    let body = precipitation_body(instance, tile.x, is_snow);
    if body.share <= 0.0 { return out; }
    let eye = view.world_from_view[3].xyz;
    let middle = sky.observer.xyz + body.from_stage;
    let clip = view.clip_from_world * vec4f(middle, 1.0);
    if clip.w < 0.1 || any(abs(clip.xy) > vec2f(1.3 * clip.w)) { return out; }
    let away = length(middle - eye);
    let toward = (middle - eye) / away;
    // As wide as a pixel of the wall at least, as faint as it is thin; as long as it falls while the shutter is open.
    let pixel_m = frame.stage_origin.w * away;
    let half_width = max(body.diameter_m, pixel_m);
    let streak = body.velocity * view.eye.z;
    let seen = streak - toward * dot(streak, toward);
    let length_m = length(seen);
    let along = seen / max(length_m, 1e-6);
    let across = cross(along, toward);
    let half_length = 0.5 * max(length_m, body.diameter_m) + half_width;
    let corners = array<vec2f, 6>(vec2f(-1.0, -1.0), vec2f(1.0, -1.0), vec2f(1.0, 1.0), vec2f(-1.0, -1.0), vec2f(1.0, 1.0), vec2f(-1.0, 1.0));
    let place = corners[corner];
    let in_world = middle + across * (half_width * place.x) + along * (half_length * place.y);
    let from_eye = in_world - eye;
    let metres = length(from_eye);
    let behind_wall = clamp((metres - wall_distance(from_eye / metres, view.eye.y)) / 1.5, 0.0, 1.0);
    // Each drawn drop stands for a thousand, each flake for some: four side by side, and as many in turn as fill the exposure, of
    // which a drop is before any place of its streak for a hundredth only.
    let cover = min(body.diameter_m / half_width * 4.0, 0.9);
    let lasting = min(body.diameter_m / max(length_m, body.diameter_m) * select(60.0, 4.0, is_snow), select(0.75, 1.0, is_snow));
    out.clip = view.clip_from_world * vec4f(in_world, 1.0);
    out.place = vec3f(place.x, place.y * half_length / half_width, half_length / half_width);
    out.in_world = in_world;
    out.nits = falling_nits(toward, middle, f32(is_snow));
    out.opacity = body.share * cover * lasting * behind_wall;
    return out;
}

@fragment
fn fs_main(in: Falling) -> @location(0) vec4f {
    // Falls off across, and over the last half width of both ends.
    let ends = clamp(in.place.z - abs(in.place.y), 0.0, 1.0);
    let opacity = clamp(in.opacity * (1.0 - abs(in.place.x)) * ends, 0.0, 1.0);
    let nits = air_light(in.nits, view.world_from_view[3].xyz, in.in_world, view.eye.y);
    return vec4f(min(nits * frame.light.x, vec3f(60000.0)) * opacity, opacity);
}
