// What the sky of one world is, for scene passes. Mirror: render::sky_structs::SkyUniforms.
// @include bind/sky_uniforms.wgsl

@group(3) @binding(0) var<uniform> sky: SkyUniforms;
