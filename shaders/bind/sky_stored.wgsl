// The same as bind/sky_world.wgsl in a storage buffer. lavapipe 22.3 compiles a shader anew for each value of a uniform that a condition
// hangs on, which for the air is 0.3 s a frame while the sun runs; where pixels are many a uniform is faster.
// @stands_for bind/sky_world.wgsl
// @include bind/sky_uniforms.wgsl

@group(3) @binding(0) var<storage, read> sky: SkyUniforms;
