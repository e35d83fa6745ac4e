// One camera's inner frustum on the wall: projection from the pupil, shared by color and proof so both sample alike.
// @include lib/project.wgsl
// @include lib/filter.wgsl
// @include lib/grade.wgsl

// Mirror: render::structs::InnerUniforms.
struct InnerUniforms {
    // View from stage, rows are the camera's axes: rotation only; the pupil is apart so that f32 keeps its millimetres.
    view_from_stage: array<vec4f, 3>,
    // xyz: entrance pupil in stage metres; w: width of the soft edge in texels.
    pupil: vec4f,
    // fx, fy, cx, cy in texels of the inner view.
    pinhole: vec4f,
    // width and height in texels; w: 1 when it shows the world.
    raster: vec4f,
    // x: rank among the inner frusta that are on, from 1, the highest on top; 0 when off.
    layer: vec4f,
    // For the proof: xyz of the true pupil in the world.
    true_pupil_in_world: vec4f,
    // For the proof: columns of stage from world (rotation only).
    stage_from_world: array<vec4f, 3>,
    // Steps of grade: everything's, this frustum's.
    grades: array<GradeRecord, 2>,
}

struct InnerHit {
    // Texel position of the LED's centre; negative w/h when not seen.
    texel: vec2f,
    along: vec2f,
    down: vec2f,
    // 0 outside, 1 inside the soft edge.
    weight: f32,
}

fn inner_texel(inner: InnerUniforms, in_stage: vec3f) -> vec3f {
    let offset = in_stage - inner.pupil.xyz;
    let in_view = vec3f(
        dot(inner.view_from_stage[0].xyz, offset),
        dot(inner.view_from_stage[1].xyz, offset),
        dot(inner.view_from_stage[2].xyz, offset),
    );
    return vec3f(project_pixel(in_view, inner.pinhole), in_view.z);
}

fn inner_hit(inner: InnerUniforms, in_stage: vec3f, right: vec3f, down: vec3f) -> InnerHit {
    let centre = inner_texel(inner, in_stage);
    let size = inner.raster.xy;
    var hit = InnerHit(centre.xy, vec2f(0.0), vec2f(0.0), 0.0);
    if centre.z > -0.01 || any(centre.xy <= vec2f(0.0)) || any(centre.xy >= size) { return hit; }
    hit.along = inner_texel(inner, in_stage + right * 0.5).xy - inner_texel(inner, in_stage - right * 0.5).xy;
    hit.down = inner_texel(inner, in_stage + down * 0.5).xy - inner_texel(inner, in_stage - down * 0.5).xy;
    let inside = min(min(centre.x, size.x - centre.x), min(centre.y, size.y - centre.y));
    hit.weight = filter_soft_edge(inside, inner.pupil.w);
    return hit;
}
