// The vertex stage that every view of the scene shares, so that color and world position fall on the same pixels.
// @include bind/view.wgsl
// @include scene/sway.wgsl

// Centroid: at a silhouette the pixel's centre may lie outside the triangle, where normals and uv run away.
struct SceneVaryings {
    @invariant @builtin(position) clip: vec4f,
    @location(0) @interpolate(perspective, centroid) in_world: vec3f,
    @location(1) @interpolate(perspective, centroid) normal: vec3f,
    @location(2) @interpolate(perspective, centroid) tangent: vec4f,
    @location(3) @interpolate(perspective, centroid) uv: vec4f,
    @location(4) @interpolate(perspective, centroid) color: vec4f,
}

@vertex
fn vs_main(
    @builtin(instance_index) node: u32,
    @location(0) position: vec3f,
    @location(1) normal: vec3f,
    @location(2) tangent: vec4f,
    @location(3) uv: vec4f,
    @location(4) color: vec4f,
) -> SceneVaryings {
    var out: SceneVaryings;
    let stands = (nodes[node].world_from_node * vec4f(position, 1.0)).xyz;
    let in_world = sway_bent(stands, uv.y, node);
    out.in_world = in_world;
    out.clip = view.clip_from_world * vec4f(in_world, 1.0);
    out.normal = (nodes[node].normal_from_node * vec4f(normal, 0.0)).xyz;
    out.tangent = vec4f((nodes[node].world_from_node * vec4f(tangent.xyz, 0.0)).xyz, tangent.w);
    out.uv = uv;
    out.color = color;
    return out;
}
