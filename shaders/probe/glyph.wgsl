// Every function of lib/glyph.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/glyph.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let digit = probe_take_u32();
    let column = probe_take_u32();
    let row = probe_take_u32();
    let across = probe_take_u32();
    let down = probe_take_u32();
    let at = probe_take_vec2();
    let letter = probe_take_u32();
    let cell = vec2u(probe_take_u32(), probe_take_u32());
    let number = probe_take_u32();
    let digits = probe_take_u32();
    let place = probe_take_u32();
    probe_put_u32(u32(glyph_is_lit(digit, column, row)));
    probe_put_u32(u32(glyph_place(vec2u(across, down), at)));
    probe_put_u32(u32(glyph_letter_is_lit(letter, cell.x, cell.y)));
    probe_put_u32(glyph_digit(number, digits, place));
}
