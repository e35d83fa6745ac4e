// Nine SH coefficients of the sky's panorama, and the light of the ground under it. Pass: render::passes::sky_light.
// One workgroup, sums in a fixed tree: the same bits whatever runs beside it.
// @include bind/sky_uniforms.wgsl

const PI: f32 = 3.14159265358979;
const WIDTH: u32 = 256u;
const HEIGHT: u32 = 128u;
const THREADS: u32 = 64u;
// Nine coefficients, then rgb: illuminance from above, a: sunlight under the clouds, then illuminance from above without clouds and
// the integral of radiance times P4, of which an even lower half has none.
const SUMS: u32 = 11u;

@group(0) @binding(0) var<storage, read> sky: SkyUniforms;
@group(0) @binding(1) var panorama: texture_2d<f32>;
// Nine a dome, nits, and a tenth for lib/sh.wgsl::sh_fourth. Lanes w: nits of a stored 1.0 of panorama and cube; rgb of the ground, nits; rgb of the sky's illuminance
// on the level, lux; share of the sun that the clouds let through to the ground; light on the ground over that of a clear day.
@group(0) @binding(2) var<storage, read_write> irradiance: array<vec4f>;

var<workgroup> sums: array<vec4f, SUMS * THREADS>;

// The nine real basis functions. Twin: render::sh::basis.
fn gather_basis(n: vec3f) -> array<f32, 9> {
    return array<f32, 9>(
        0.28209479, 0.48860251 * n.y, 0.48860251 * n.z, 0.48860251 * n.x,
        1.09254843 * n.x * n.y, 1.09254843 * n.y * n.z, 0.31539157 * (3.0 * n.z * n.z - 1.0),
        1.09254843 * n.x * n.z, 0.54627422 * (n.x * n.x - n.y * n.y),
    );
}

@compute @workgroup_size(64)
fn cs_main(@builtin(local_invocation_index) thread: u32) {
    var own: array<vec4f, SUMS>;
    let row_rad = PI / f32(HEIGHT);
    let column_rad = 2.0 * PI / f32(WIDTH);
    for (var row = 0u; row < HEIGHT / 2u; row++) {
        let top = f32(row) * row_rad;
        let middle = top + 0.5 * row_rad;
        // Of a texel: its solid angle, and that times the cosine to the zenith, in closed form.
        let texel_sr = column_rad * 2.0 * sin(middle) * sin(0.5 * row_rad);
        let level_sr = column_rad * 0.5 * sin(2.0 * middle) * sin(row_rad);
        for (var column = thread; column < WIDTH; column += THREADS) {
            let turn = (f32(column) + 0.5) * column_rad - PI;
            let texel = textureLoad(panorama, vec2u(column, row), 0);
            let basis = gather_basis(vec3f(sin(turn) * sin(middle), cos(middle), -cos(turn) * sin(middle)));
            for (var index = 0u; index < 9u; index++) {
                own[index] += vec4f(texel.rgb, 0.0) * (basis[index] * texel_sr);
            }
            own[9] += vec4f(texel.rgb * level_sr, select(0.0, texel.a / f32(WIDTH), row == 0u));
            let square = cos(middle) * cos(middle);
            let fourth = ((35.0 * square - 30.0) * square + 3.0) / 8.0;
            own[10] += vec4f(select(texel.a * level_sr, 0.0, row == 0u), texel.rgb * (fourth * texel_sr));
        }
    }
    for (var index = 0u; index < SUMS; index++) { sums[index * THREADS + thread] = own[index]; }
    workgroupBarrier();
    for (var step = THREADS / 2u; step > 0u; step /= 2u) {
        if thread < step {
            for (var index = 0u; index < SUMS; index++) {
                sums[index * THREADS + thread] += sums[index * THREADS + thread + step];
            }
        }
        workgroupBarrier();
    }
    if thread >= 10u { return; }
    let scale = sky.surface.w;
    let from_above = sums[9u * THREADS] * vec4f(vec3f(scale), 1.0);
    let direct = sky.sun_lux.rgb * max(sky.to_sun.y, 0.0) + sky.moon_lux.rgb * max(sky.to_moon.y, 0.0);
    let on_ground = from_above.rgb + direct * from_above.a;
    let ground = sky.ground.rgb * on_ground / PI;
    let luminance = vec3f(0.27222872, 0.67408177, 0.05368952);
    // Without its first row, which holds something else, the clear sky lacks a thousandth.
    let clear = sums[10u * THREADS].x * scale + dot(direct, luminance);
    let lit = select(1.0, dot(on_ground, luminance) / clear, clear > 0.0);
    // An even lower half has parts in the first two coefficients alone: 2 pi of the one, -pi of the other's cosine.
    var whole = sums[thread * THREADS].rgb * scale;
    if thread == 0u { whole += ground * (0.28209479 * 2.0 * PI); }
    if thread == 1u { whole -= ground * (0.48860251 * PI); }
    let told = array<f32, 10>(scale, ground.r, ground.g, ground.b, from_above.r, from_above.g, from_above.b, from_above.a, lit, 0.0);
    if thread == 9u { whole = sums[10u * THREADS].yzw * scale; }
    irradiance[10u * u32(sky.dome.x) + thread] = vec4f(whole, told[thread]);
}
