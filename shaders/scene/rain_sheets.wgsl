// Rain and snow too far to be seen as drops: three veils round the stage, in curtains that fall. Pass: render::passes::precipitation.
// @include bind/view.wgsl
// @include lib/precipitation.wgsl
// @include scene/falling_light.wgsl
// @include scene/air_light.wgsl

// Segments round a veil. Twin: render::passes::precipitation::SEGMENTS.
const SHEET_SEGMENTS: u32 = 48u;
// Metres round the stage, far before near; metres of air that each stands for.
const SHEET_RADII_M: vec3f = vec3f(170.0, 95.0, 55.0);
const SHEET_DEPTHS_M: vec3f = vec3f(110.0, 55.0, 30.0);

struct Sheet {
    @builtin(position) clip: vec4f,
    @location(0) in_world: vec3f,
    @location(1) @interpolate(flat) sheet: u32,
}

@vertex
fn vs_main(@builtin(vertex_index) vertex: u32, @builtin(instance_index) sheet: u32) -> Sheet {
    let corners = array<vec2f, 6>(vec2f(0.0, 0.0), vec2f(1.0, 0.0), vec2f(1.0, 1.0), vec2f(0.0, 0.0), vec2f(1.0, 1.0), vec2f(0.0, 1.0));
    let corner = corners[vertex % 6u];
    let turn = (f32(vertex / 6u) + corner.x) / f32(SHEET_SEGMENTS) * 6.2831853;
    let radius = SHEET_RADII_M[sheet];
    let from_stage = vec3f(sin(turn) * radius, mix(-0.3, 1.2, corner.y) * radius, -cos(turn) * radius);
    let in_world = sky.observer.xyz + from_stage;
    return Sheet(view.clip_from_world * vec4f(in_world, 1.0), in_world, sheet);
}

// Smooth noise over cells of a lattice whose columns close round the sheet and whose rows repeat after 64. in: column, row, key.
fn sheet_noise(at: vec2f, columns: u32, key: u32) -> f32 {
    let cell = floor(at);
    let part = at - cell;
    let blend = part * part * (3.0 - 2.0 * part);
    let column = (i32(cell.x) % i32(columns) + i32(columns)) % i32(columns);
    let next = (column + 1) % i32(columns);
    let rows = vec2u(u32(i32(cell.y) & 63), u32((i32(cell.y) + 1) & 63));
    let lower = vec2f(precipitation_unit(precipitation_hash(vec3u(u32(column), rows.x, key))).x, precipitation_unit(precipitation_hash(vec3u(u32(next), rows.x, key))).x);
    let upper = vec2f(precipitation_unit(precipitation_hash(vec3u(u32(column), rows.y, key))).x, precipitation_unit(precipitation_hash(vec3u(u32(next), rows.y, key))).x);
    return mix(mix(lower.x, lower.y, blend.x), mix(upper.x, upper.y, blend.x), blend.y);
}

@fragment
fn fs_main(in: Sheet) -> @location(0) vec4f {
    let radius = SHEET_RADII_M[in.sheet];
    let from_stage = in.in_world - sky.observer.xyz;
    let turn = atan2(from_stage.x, -from_stage.z);
    let is_snow = clamp(sky.rain.y / max(sky.rain.x + sky.rain.y, 1e-6), 0.0, 1.0);
    // Rain's cells are 4 m high and fall 64 of them in a whole share of 256 s: 6 m/s; snow's 1 m/s.
    let fall = mix(6.0, 1.0, is_snow);
    let aside = clamp(dot(sky.wind.xz, vec2f(cos(turn), sin(turn))) / fall, -1.0, 1.0) * (1.0 - 0.8 * is_snow);
    let across = turn * radius - from_stage.y * aside;
    let round_m = 6.2831853 * radius;
    let down = from_stage.y + fall * sky.rain.z;
    let key = u32(sky.turn.w) + 977u * in.sheet;
    let curtain_columns = u32(round(round_m / 9.0));
    let curtains = sheet_noise(vec2f(across / round_m * f32(curtain_columns), down / 24.0), curtain_columns, key);
    let streak_columns = u32(round(round_m / 0.35));
    // Faint where a cell is narrower than two pixels of the wall.
    let seen = smoothstep(1.0, 3.0, 0.35 / (radius * frame.stage_origin.w));
    let streaks = sheet_noise(vec2f(across / round_m * f32(streak_columns), down / 4.0), streak_columns, key + 31u);
    let thick = mix(0.25, 1.0, smoothstep(0.2, 0.9, curtains)) * mix(1.0, 0.6 + 0.9 * streaks * streaks, seen * (1.0 - is_snow));
    let edge = smoothstep(1.2, 0.7, from_stage.y / radius) * smoothstep(-0.3, -0.05, from_stage.y / radius);
    let opacity = (1.0 - exp(-sky.fog_color.w * SHEET_DEPTHS_M[in.sheet] * thick)) * edge;
    let eye = view.world_from_view[3].xyz;
    let nits = air_light(falling_nits(normalize(in.in_world - eye), in.in_world, is_snow), eye, in.in_world, view.eye.y);
    return vec4f(min(nits * frame.light.x, vec3f(60000.0)) * opacity, opacity);
}
