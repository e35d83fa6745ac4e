// Group 1 of the passes that draw clouds: what they are cut from. Mirror: render::cloud_noise.

// Round heaps, two soft noises; repeats along each axis.
@group(1) @binding(0) var billow_map: texture_3d<f32>;
// Finer heaps.
@group(1) @binding(1) var detail_map: texture_3d<f32>;
// Where clouds stand: groups, cells, veils, wisps; each of mean 0 and deviation 1, close to normal.
@group(1) @binding(2) var field_map: texture_2d<f32>;
@group(1) @binding(3) var noise_sampler: sampler;
