// Group 2 of scene draws: one material. Mirror: render::structs::MaterialUniforms.

struct MaterialUniforms {
    base_color: vec4f,
    // rgb: emissive factor; w: alpha cutoff, negative when opaque.
    emissive: vec4f,
    // metallic, roughness, normal scale, occlusion strength.
    surface: vec4f,
    // UV set of base color, metallic-roughness, normal, occlusion.
    uv_sets: vec4f,
    // x: UV set of emissive; y: 1 when a normal map is used; z: 1 when double sided;
    // w: bits of the maps in use, base color lowest, in the order of the bindings.
    flags: vec4f,
    // Two rows of `uv' = transform x (u, v, 1)` for each texture, in the order of `uv_sets`, then emissive.
    uv_transforms: array<vec4f, 10>,
}

@group(2) @binding(0) var<uniform> material: MaterialUniforms;
@group(2) @binding(1) var base_color_map: texture_2d<f32>;
@group(2) @binding(2) var base_color_sampler: sampler;
@group(2) @binding(3) var metallic_roughness_map: texture_2d<f32>;
@group(2) @binding(4) var metallic_roughness_sampler: sampler;
@group(2) @binding(5) var normal_map: texture_2d<f32>;
@group(2) @binding(6) var normal_sampler: sampler;
@group(2) @binding(7) var occlusion_map: texture_2d<f32>;
@group(2) @binding(8) var occlusion_sampler: sampler;
@group(2) @binding(9) var emissive_map: texture_2d<f32>;
@group(2) @binding(10) var emissive_sampler: sampler;
