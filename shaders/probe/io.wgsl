// Words in and out of a probe: a case reads its arguments and writes its results in order. Reader: tests/gpu/twins.rs.

const PROBE_GROUP: u32 = 64u;
// given[0]: cases; given[1]: words that a case reads; given[2]: words that it writes.
const PROBE_HEADER: u32 = 3u;

@group(0) @binding(0) var<storage, read> given: array<u32>;
@group(0) @binding(1) var<storage, read_write> got: array<u32>;

var<private> probe_read_at: u32;
var<private> probe_write_at: u32;

// False when there is no such case.
fn probe_begin(index: u32) -> bool {
    probe_read_at = PROBE_HEADER + index * given[1];
    probe_write_at = index * given[2];
    return index < given[0];
}

fn probe_take_u32() -> u32 {
    let word = given[probe_read_at];
    probe_read_at += 1u;
    return word;
}

fn probe_take() -> f32 {
    return bitcast<f32>(probe_take_u32());
}

fn probe_take_vec2() -> vec2f {
    let x = probe_take();
    return vec2f(x, probe_take());
}

fn probe_take_vec3() -> vec3f {
    let xy = probe_take_vec2();
    return vec3f(xy, probe_take());
}

fn probe_take_vec4() -> vec4f {
    let xyz = probe_take_vec3();
    return vec4f(xyz, probe_take());
}

fn probe_put_u32(word: u32) {
    got[probe_write_at] = word;
    probe_write_at += 1u;
}

fn probe_put(value: f32) {
    probe_put_u32(bitcast<u32>(value));
}

fn probe_put_vec2(value: vec2f) {
    probe_put(value.x);
    probe_put(value.y);
}

fn probe_put_vec3(value: vec3f) {
    probe_put_vec2(value.xy);
    probe_put(value.z);
}
