// Group 0 of the twin tests' kernels: rows of bits in, rows of bits out. Written by tests/gpu/probe.rs.

const PROBE_WORKGROUP: u32 = 64u;

// Bits, not floats: integers pass unchanged, and no driver can flush or quieten them on the way.
@group(0) @binding(0) var<storage, read> probe_in: array<vec4u>;
@group(0) @binding(1) var<storage, read_write> probe_out: array<vec4u>;

// A row of the input as floats.
fn probe_row(row: u32) -> vec4f {
    return bitcast<vec4f>(probe_in[row]);
}

// Writes a row of floats.
fn probe_write(row: u32, value: vec4f) {
    probe_out[row] = bitcast<vec4u>(value);
}
