// Where in the world each texel of a view lies: xyz and 1, or a direction and 0 for the sky. Pass: render::passes::world_position.
// @include bind/frame.wgsl
// @include bind/material.wgsl
// @include scene/vertex.wgsl

@fragment
fn fs_main(in: SceneVaryings) -> @location(0) vec4f {
    let chosen = vec3f(select(in.uv.xy, in.uv.zw, material.uv_sets.x > 0.5), 1.0);
    let uv = vec2f(dot(material.uv_transforms[0].xyz, chosen), dot(material.uv_transforms[1].xyz, chosen));
    let alpha = material.base_color.a * in.color.a * textureSample(base_color_map, base_color_sampler, uv).a;
    if alpha < material.emissive.w { discard; }
    return vec4f(in.in_world, 1.0);
}
