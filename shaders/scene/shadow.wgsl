// Depth of the scene from the sun, one cascade at a time. Pass: render::passes::shadow.
// @include bind/view.wgsl
// @include scene/sway.wgsl
// @include bind/material.wgsl

struct Varyings {
    @builtin(position) clip: vec4f,
    @location(0) uv: vec4f,
}

@vertex
fn vs_main(
    @builtin(instance_index) node: u32,
    @location(0) position: vec3f,
    @location(3) uv: vec4f,
) -> Varyings {
    var out: Varyings;
    let in_world = sway_bent((nodes[node].world_from_node * vec4f(position, 1.0)).xyz, uv.y, node);
    out.clip = view.clip_from_world * vec4f(in_world, 1.0);
    out.uv = uv;
    return out;
}

@fragment
fn fs_main(in: Varyings) {
    let chosen = select(in.uv.xy, in.uv.zw, material.uv_sets.x > 0.5);
    let uv = vec2f(dot(material.uv_transforms[0].xyz, vec3f(chosen, 1.0)), dot(material.uv_transforms[1].xyz, vec3f(chosen, 1.0)));
    let alpha = material.base_color.a * textureSampleLevel(base_color_map, base_color_sampler, uv, 0.0).a;
    if alpha < material.emissive.w { discard; }
}
