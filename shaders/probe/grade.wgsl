// Every function of lib/grade.wgsl on an array of arguments. Reader: tests/gpu/twins.rs.
// @include lib/grade.wgsl
// @include probe/io.wgsl

@compute @workgroup_size(PROBE_GROUP)
fn cs_main(@builtin(global_invocation_id) id: vec3u) {
    if !probe_begin(id.x) { return; }
    let light = probe_take_vec3();
    let code = probe_take_vec3();
    var step: GradeRecord;
    for (var column = 0u; column < 3u; column++) { step.matrix[column] = probe_take_vec4(); }
    step.slope = probe_take_vec4();
    step.offset = probe_take_vec4();
    step.power = probe_take_vec4();
    probe_put_vec3(grade_acescct_from_linear(light));
    probe_put_vec3(grade_linear_from_acescct(code));
    probe_put_vec3(grade_cdl(code, step.slope.xyz, step.offset.xyz, step.power.xyz, step.offset.w));
    probe_put_vec3(grade_apply(step, light));
}
